#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* O_CLOEXEC, flock, mkdtemp, fdatasync */
#endif
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include "file/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/fd.h"
#include "base/userdata.h"

#define JOURNAL_TYPE "openai.core.journal"
#define RANDOM_BYTES 8

/* macOS has no fdatasync in its headers. */
#ifdef __APPLE__
#define data_sync(fd) fsync(fd)
#else
#define data_sync(fd) fdatasync(fd)
#endif

typedef struct journal {
    int fd;         /* -1: closed */
    bool durable;   /* waits for the disk after each append */
    bool broken;    /* half a line may stand at the end: nothing can follow it */
    int64_t length; /* bytes that are in order */
} journal;

static int failure_return(lua_State *L, const char *verb, const char *path) {
    int error = errno;
    lua_pushnil(L);
    lua_pushfstring(L, "cannot %s '%s': %s", verb, path, strerror(error));
    return 2;
}

static int reason_return(lua_State *L, int error) {
    lua_pushnil(L);
    lua_pushstring(L, strerror(error));
    return 2;
}

static journal *journal_check(lua_State *L) {
    journal *self = luaL_checkudata(L, 1, JOURNAL_TYPE);
    luaL_argcheck(L, self->fd >= 0, 1, "the journal is closed");
    return self;
}

/* close(), and the collector: gives the lock back. Twice is fine. */
static int journal_close(lua_State *L) {
    journal *self = luaL_checkudata(L, 1, JOURNAL_TYPE);
    if (self->fd >= 0) close(self->fd);
    self->fd = -1;
    return 0;
}

/* Some file systems cannot sync some things and say so by EINVAL: then there is nothing to wait for. */
static bool sync_fd(int fd, bool whole) {
    int result;
    do {
        result = whole ? fsync(fd) : data_sync(fd);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* append(text): true once the disk has it; or nil, message, and the file is as it was before. */
static int journal_append(lua_State *L) {
    journal *self = journal_check(L);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    if (self->broken) return reason_return(L, EIO);
    if (!fd_write(self->fd, text, length) || (self->durable && !sync_fd(self->fd, false))) {
        int error = errno;
        self->broken = ftruncate(self->fd, (off_t)self->length) != 0;
        return reason_return(L, error);
    }
    self->length += (int64_t)length;
    lua_pushboolean(L, 1);
    return 1;
}

/* cut(length): what is behind goes. */
static int journal_cut(lua_State *L) {
    journal *self = journal_check(L);
    lua_Number number = luaL_checknumber(L, 2);
    luaL_argcheck(L, number >= 0 && number <= (lua_Number)self->length, 2, "a length of what is there expected");
    int64_t length = (int64_t)number;
    if (ftruncate(self->fd, (off_t)length) != 0 || !sync_fd(self->fd, true)) return reason_return(L, errno);
    self->length = length;
    lua_pushboolean(L, 1);
    return 1;
}

static int journal_length(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)journal_check(L)->length);
    return 1;
}

static const luaL_Reg journal_methods[] = {
    {"append", journal_append}, {"cut", journal_cut}, {"length", journal_length},
    {"close", journal_close},   {NULL, NULL},
};

static void journal_push_type(lua_State *L) {
    if (!userdata_unfinished(L, JOURNAL_TYPE)) return;
    lua_newtable(L);
    compat_setfuncs(L, journal_methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, journal_close);
    lua_setfield(L, -2, "__gc");
}

static journal *journal_new(lua_State *L) {
    journal *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->fd = -1;
    journal_push_type(L);
    lua_setmetatable(L, -2);
    return self;
}

/* False: another has it. Network file systems without locks count as locked: there the name is the only protection. */
static bool fd_lock(int fd) {
    int result;
    do {
        result = flock(fd, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno != EWOULDBLOCK;
}

/* open(path, durable) → journal | nil, message, "locked" when another process (or this one) has it open. The file is
   created when it is missing; there is no other change. */
static int journal_open(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    journal *self = journal_new(L);
    self->durable = lua_toboolean(L, 2);
    self->fd = fd_open(path, O_RDWR | O_APPEND | O_CREAT);
    struct stat status;
    if (self->fd < 0 || fstat(self->fd, &status) != 0) return failure_return(L, "open", path);
    if (!S_ISREG(status.st_mode)) return errno = EINVAL, failure_return(L, "open", path);
    self->length = (int64_t)status.st_size;
    if (fd_lock(self->fd)) return 1;
    close(self->fd);
    self->fd = -1;
    lua_pushnil(L);
    lua_pushfstring(L, "'%s' is in use", path);
    lua_pushliteral(L, "locked");
    return 3;
}

/* sync(path): true once the disk has the file's content, or the directory's names. */
static int path_sync(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    int fd = fd_open(path, O_RDONLY);
    if (fd < 0) return failure_return(L, "open", path);
    bool good = sync_fd(fd, true);
    int error = errno;
    close(fd);
    errno = error;
    if (!good) return failure_return(L, "write", path);
    lua_pushboolean(L, 1);
    return 1;
}

/* make_directory(path): true; one that is there is fine. */
static int path_make_directory(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    struct stat status;
    if (mkdir(path, 0777) != 0) {
        int error = errno;
        bool there = error == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
        errno = error;
        if (!there) return failure_return(L, "create", path);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/* temporary_directory() → the path of a new one, for this user only. */
static int path_temporary_directory(lua_State *L) {
    const char *place = getenv("TMPDIR");
    if (place == NULL || *place == '\0') place = "/tmp";
    lua_pushfstring(L, "%s/openai-XXXXXX", place);
    size_t length;
    const char *pattern = lua_tolstring(L, -1, &length);
    char *path = lua_newuserdata(L, length + 1);
    memcpy(path, pattern, length + 1);
    if (mkdtemp(path) == NULL) return failure_return(L, "create", pattern);
    lua_pushstring(L, path);
    return 1;
}

/* checksum(text) → XXH64 in 16 hexadecimal digits */
static int text_checksum(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    checksum sum;
    char digits[17];
    checksum_start(&sum);
    checksum_update(&sum, text, length);
    snprintf(digits, sizeof digits, "%016" PRIx64, checksum_value(&sum));
    lua_pushlstring(L, digits, 16);
    return 1;
}

/* random_id() → 16 hexadecimal digits that no other program has */
static int random_id(lua_State *L) {
    unsigned char bytes[RANDOM_BYTES];
    FILE *source = fopen("/dev/urandom", "rbe");
    bool good = source != NULL && fread(bytes, sizeof bytes, 1, source) == 1;
    if (source != NULL) fclose(source);
    if (!good) return failure_return(L, "read", "/dev/urandom");
    char digits[2 * RANDOM_BYTES + 1];
    for (int i = 0; i < RANDOM_BYTES; i++) snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
    lua_pushlstring(L, digits, 2 * RANDOM_BYTES);
    return 1;
}

static int process_id(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)getpid());
    return 1;
}

void journal_open_library(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"open", journal_open},
        {"sync", path_sync},
        {"make_directory", path_make_directory},
        {"temporary_directory", path_temporary_directory},
        {"checksum", text_checksum},
        {"random_id", random_id},
        {"pid", process_id},
        {NULL, NULL},
    };
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
