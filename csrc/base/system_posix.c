#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include "base/system.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- files by descriptor ---- */

static int open_file(const char *path, int flags) {
    int fd;
    do {
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0666);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

int system_open_read(const char *path) {
    return open_file(path, O_RDONLY);
}

int system_open_regular(const char *path) {
    return open_file(path, O_RDONLY | O_NONBLOCK);
}

/* O_EXCL follows no link; who is faster than we are has made the file that we then open. */
int system_open_append(const char *path) {
    for (int tries = 0;; tries++) {
        int fd = open_file(path, O_RDWR | O_APPEND);
        if (fd >= 0 || errno != ENOENT) return fd;
        fd = open_file(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
        if (fd >= 0 || errno != EEXIST || tries == 8) return fd;
    }
}

int system_open_own(const char *path) {
    return open_file(path, O_WRONLY | O_CREAT | O_NOFOLLOW);
}

int system_duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

int system_duplicate_stream(FILE *stream) {
    return system_duplicate(fileno(stream));
}

/* After EINTR the descriptor is closed all the same, on Linux at least: another try could close somebody else's. */
bool system_close(int fd) {
    return fd < 0 || close(fd) == 0 || errno == EINTR;
}

int64_t system_read(int fd, void *target, size_t length) {
    ssize_t got;
    do {
        got = read(fd, target, length);
    } while (got < 0 && errno == EINTR);
    return (int64_t)got;
}

int64_t system_read_at(int fd, void *target, size_t length, int64_t offset) {
    ssize_t got;
    do {
        got = pread(fd, target, length, (off_t)offset);
    } while (got < 0 && errno == EINTR);
    return (int64_t)got;
}

bool system_write(int fd, const void *bytes, size_t length) {
    const char *from = bytes;
    while (length > 0) {
        ssize_t done = write(fd, from, length);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        from += done;
        length -= (size_t)done;
    }
    return true;
}

bool system_seek(int fd, int64_t offset) {
    return lseek(fd, (off_t)offset, SEEK_SET) >= 0;
}

bool system_truncate(int fd, int64_t length) {
    int result;
    do {
        result = ftruncate(fd, (off_t)length);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

static int sync_once(int fd, bool whole) {
#ifdef __APPLE__ /* has no fdatasync in its headers */
    (void)whole;
    return fsync(fd);
#else
    return whole ? fsync(fd) : fdatasync(fd);
#endif
}

/* Some file systems cannot sync some things and say so by EINVAL: then there is nothing to wait for. */
bool system_sync(int fd, bool whole) {
    int result;
    do {
        result = sync_once(fd, whole);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool system_lock(int fd) {
    int result;
    do {
        result = flock(fd, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno != EWOULDBLOCK;
}

static void file_read(const struct stat *status, system_file *facts) {
#ifdef __APPLE__
    const struct timespec *modified = &status->st_mtimespec;
#else
    const struct timespec *modified = &status->st_mtim;
#endif
    *facts = (system_file){
        .regular = S_ISREG(status->st_mode),
        .directory = S_ISDIR(status->st_mode),
        .size = (int64_t)status->st_size,
        .modified = (double)modified->tv_sec + (double)modified->tv_nsec / 1e9,
        .place = {(unsigned long long)status->st_dev, (unsigned long long)status->st_ino},
    };
}

bool system_file_of(int fd, system_file *facts) {
    struct stat status;
    if (fstat(fd, &status) != 0) return false;
    file_read(&status, facts);
    return true;
}

bool system_file_at(const char *path, system_file *facts) {
    struct stat status;
    if (stat(path, &status) != 0) return false;
    file_read(&status, facts);
    return true;
}

/* New descriptors have the lowest numbers that are free. */
system_marks system_mark(void) {
    system_marks self = {.first = fcntl(0, F_DUPFD_CLOEXEC, 0)};
    if (self.first < 0) return self;
    close(self.first);
    for (int i = 0; i < SYSTEM_MARKED; i++) self.open[i] = fcntl(self.first + i, F_GETFD) >= 0;
    return self;
}

static bool is_local_socket(int fd) {
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    return getsockname(fd, (struct sockaddr *)&name, &length) == 0 && name.ss_family == AF_UNIX;
}

void system_seal(const system_marks *before) {
    if (before->first < 0) return;
    for (int i = 0; i < SYSTEM_MARKED; i++) {
        int fd = before->first + i, flags = before->open[i] ? -1 : fcntl(fd, F_GETFD);
        if (flags >= 0 && is_local_socket(fd)) (void)fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
    }
}

void *system_map(int fd, size_t size, bool writable) {
    void *memory = mmap(NULL, size, PROT_READ | (writable ? PROT_WRITE : 0), MAP_PRIVATE, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void system_unmap(void *memory, size_t size) {
    munmap(memory, size);
}

/* ---- names ---- */

bool system_rename(const char *from, const char *to) {
    return rename(from, to) == 0;
}

bool system_remove(const char *path) {
    return unlink(path) == 0;
}

bool system_make_directory(const char *path) {
    system_file facts;
    if (mkdir(path, 0777) == 0) return true;
    int error = errno;
    bool there = error == EEXIST && system_file_at(path, &facts) && facts.directory;
    errno = error;
    return there;
}

bool system_make_temporary(char *pattern) {
    return mkdtemp(pattern) != NULL;
}

const char *system_temporary_place(void) {
    const char *place = getenv("TMPDIR");
    return place == NULL || *place == '\0' ? "/tmp" : place;
}

bool system_directory_any(const char *path, bool (*fits)(const char *name)) {
    DIR *directory = opendir(path);
    if (directory == NULL) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(directory)) != NULL;) found = fits(entry->d_name);
    closedir(directory);
    return found;
}

/* ---- memory, time, chance, processes ---- */

void *system_allocate(size_t bytes, size_t used) {
    void *memory = NULL;
    if (bytes < SYSTEM_HUGE_PAGE) return malloc(bytes > 0 ? bytes : 1);
    if (posix_memalign(&memory, SYSTEM_HUGE_PAGE, bytes) != 0) return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(memory, used, MADV_HUGEPAGE); /* a wish */
#else
    (void)used;
#endif
    return memory;
}

double system_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool system_random(void *target, size_t length) {
    return getentropy(target, length) == 0;
}

long system_process(void) {
    return (long)getpid();
}

static atomic_uint fork_count;
static atomic_bool forks_counted;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void (*once_run)(void);

static void fork_noticed(void) {
    atomic_fetch_add_explicit(&fork_count, 1, memory_order_relaxed);
}

static void once_start(void) {
    atomic_store(&forks_counted, pthread_atfork(NULL, NULL, fork_noticed) == 0);
    once_run();
}

void system_once(void (*run)(void)) {
    once_run = run;
    pthread_once(&once, once_start);
}

unsigned system_forks(void) {
    return atomic_load_explicit(&fork_count, memory_order_relaxed);
}

bool system_counts_forks(void) {
    return atomic_load(&forks_counted);
}

void system_stay_loaded(void (*function)(void)) {
    Dl_info self;
    if (dladdr((void *)(size_t)function, &self) == 0 || self.dli_fname == NULL) return;
    void *handle = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
    if (handle != NULL) dlclose(handle); /* the count only: NODELETE stays */
}
