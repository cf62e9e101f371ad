/* Files by descriptor: interrupted calls are taken up again, nothing is inherited by programs that are started. */
#ifndef OPENAI_FD_H
#define OPENAI_FD_H

#include <stdbool.h>
#include <stddef.h>

/* As open(2), with close-on-exec, and never a controlling terminal; -1 with errno. */
int fd_open(const char *path, int flags);
/* All of it; false with errno. */
bool fd_write(int fd, const void *bytes, size_t length);

#endif
