/*
 * All that is asked of the operating system, but for sockets, which are libcurl's and the poller's. One header, one
 * implementation for each kind of system (system_posix.c), so that another one is one file more.
 *
 * What fails says why in errno. Interrupted calls are taken up again; descriptors are not inherited by programs that
 * are started.
 */
#ifndef OPENAI_SYSTEM_H
#define OPENAI_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- files by descriptor; -1: none ---- */

/* To read from its first byte; a FIFO waits for its writer. */
int system_open_read(const char *path);
/* The same for what can only be a regular file: nothing holds us up. What was opened has to be looked at. */
int system_open_regular(const char *path);
/* To read, and to write behind the end; made when it is missing. A symbolic link that leads nowhere is refused
 * (EEXIST): a planted one must not have us make files elsewhere. */
int system_open_append(const char *path);
/* To write, made when it is missing, under a name that is ours alone: a symbolic link is refused (ELOOP). */
int system_open_own(const char *path);
/* Another descriptor for the same open file, or for that of a C stream. */
int system_duplicate(int fd);
int system_duplicate_stream(FILE *stream);
/* False: what was written did not all reach its place. Harmless with -1. */
bool system_close(int fd);

/* Bytes read, 0 at the end; negative on failure. */
int64_t system_read(int fd, void *target, size_t length);
int64_t system_read_at(int fd, void *target, size_t length, int64_t offset);
/* All of it. */
bool system_write(int fd, const void *bytes, size_t length);
bool system_seek(int fd, int64_t offset);
bool system_truncate(int fd, int64_t length);
/* True once the disk has it; `whole`: with the file's length, times and names. */
bool system_sync(int fd, bool whole);
/* False with EWOULDBLOCK: another has it locked, in this process or another. Where the file system knows no locks:
 * true. */
bool system_lock(int fd);

typedef struct system_file {
    bool regular, directory;
    int64_t size;                /* bytes */
    double modified;             /* seconds since 1970 */
    unsigned long long place[2]; /* the same for two names or descriptors of one file */
} system_file;

bool system_file_of(int fd, system_file *facts);
bool system_file_at(const char *path, system_file *facts);

/* Programs that are started later shall not have the sockets that somebody else's code (libcurl's, for its wakeup)
 * opens between the two calls without closing them on exec. */
#define SYSTEM_MARKED 16
typedef struct system_marks {
    int first;
    bool open[SYSTEM_MARKED];
} system_marks;

system_marks system_mark(void);
void system_seal(const system_marks *before);

/* The file's bytes as memory, which nobody else sees changes of; NULL on failure. */
void *system_map(int fd, size_t size, bool writable);
void system_unmap(void *memory, size_t size);

/* ---- names ---- */

bool system_rename(const char *from, const char *to);
bool system_remove(const char *path);
/* One that is there is as good. */
bool system_make_directory(const char *path);
/* Replaces the X's at the end of "…XXXXXX": a new directory, for this user only. */
bool system_make_temporary(char *pattern);
/* Where temporary files go. */
const char *system_temporary_place(void);
/* True as soon as a name in the directory fits. */
bool system_directory_any(const char *path, bool (*fits)(const char *name));

/* ---- memory, time, chance, processes ---- */

/* Like malloc. Blocks of at least a huge page lie so that the system can use such pages for the first `used` bytes: a
 * walk through all of it is up to a fifth faster, and one fault clears 2 MiB instead of 4 KiB. For free(). */
void *system_allocate(size_t bytes, size_t used);
#define SYSTEM_HUGE_PAGE ((size_t)1 << 21)

/* Seconds that only go forward. */
double system_clock(void);
/* Bytes that nobody can guess; at most 256. */
bool system_random(void *target, size_t length);
long system_process(void);
/* The first call in the life of the process runs it, whatever the thread; from then on forks are counted. */
void system_once(void (*run)(void));
/* Changes in the child of a fork. False from system_counts_forks: it could not be arranged. */
unsigned system_forks(void);
bool system_counts_forks(void);
/* The module of that function stays loaded until the process ends. */
void system_stay_loaded(void (*function)(void));

#endif
