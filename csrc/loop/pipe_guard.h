/*
 * Writing to a connection that the other side has reset raises SIGPIPE, which ends a program that does not expect it.
 * libcurl asks for none on its own sockets; but before 7.87 the TLS library writes by itself, and with CURLOPT_NOSIGNAL
 * (which its resolver needs beside other threads) libcurl leaves the signal alone. The guard keeps it from this thread
 * for a while, and touches no setting of the process.
 */
#ifndef OPENAI_PIPE_GUARD_H
#define OPENAI_PIPE_GUARD_H

#include <signal.h>
#include <stdbool.h>

typedef struct pipe_guard {
    bool active;
    sigset_t before; /* the thread's mask */
} pipe_guard;

/* Whether the libcurl that runs needs it. */
bool pipe_guard_needed(void);
/* They may be nested. */
pipe_guard pipe_guard_enter(bool needed);
void pipe_guard_leave(const pipe_guard *self);

#endif
