#include "file/sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"

#define SINK_TYPE   "openai.sink"
#define PART_SUFFIX ".part"

struct sink {
    int fd;     /* -1: not open */
    long owner; /* the process that opened it: in a forked child, the files are the parent's */
    char *path; /* the final name */
    char *part; /* path.part */
    char message[320];
};

sink *sink_check(lua_State *L, int index) {
    return luaL_checkudata(L, index, SINK_TYPE);
}

static int sink_collect(lua_State *L) {
    sink_discard(sink_check(L, 1));
    return 0;
}

sink *sink_new(lua_State *L) {
    sink *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->fd = -1;
    if (userdata_unfinished(L, SINK_TYPE)) {
        lua_pushcfunction(L, sink_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return self;
}

const char *sink_error(const sink *self) {
    return self->message;
}

static bool sink_fail(sink *self, const char *why) {
    snprintf(self->message, sizeof self->message, "cannot write '%.220s': %s", self->path != NULL ? self->path : "?",
             why);
    return false;
}

static bool sink_fail_errno(sink *self) {
    return sink_fail(self, strerror(errno));
}

static void sink_free(sink *self) {
    free(self->path);
    free(self->part);
    self->path = self->part = NULL;
}

static bool paths_set(sink *self, const char *path) {
    size_t length = strlen(path);
    sink_free(self);
    self->path = strdup(path);
    self->part = malloc(length + sizeof PART_SUFFIX);
    if (self->path == NULL || self->part == NULL) return sink_fail(self, "not enough memory");
    memcpy(self->part, path, length);
    memcpy(self->part + length, PART_SUFFIX, sizeof PART_SUFFIX);
    return true;
}

/* The lock belongs to the open file, not to its name: between opening and locking, another download may have renamed it
   to its final name. Then this is no longer the part file, and must not be emptied. */
static bool part_is_current(const sink *self) {
    system_file opened, named;
    return system_file_of(self->fd, &opened) && system_file_at(self->part, &named) &&
           memcmp(opened.place, named.place, sizeof named.place) == 0;
}

static void fd_close(sink *self) {
    system_close(self->fd);
    self->fd = -1;
}

static bool part_lock(sink *self) {
    return system_lock(self->fd) || sink_fail(self, "something else is writing to this path");
}

static bool part_open(sink *self) {
    for (;;) {
        self->fd = system_open_own(self->part);
        if (self->fd < 0 && errno == ELOOP)
            return sink_fail(self, "its .part is a symbolic link, which is not followed");
        if (self->fd < 0) return sink_fail_errno(self);
        if (!part_lock(self)) return fd_close(self), false;
        if (part_is_current(self)) return true;
        fd_close(self);
    }
}

static bool sink_ready(sink *self) {
    if (self->fd < 0) return sink_fail(self, "it is not open");
    return self->owner == system_process() || sink_fail(self, "the process forked, and the file is its parent's");
}

/* What the finished file may take the place of: renaming over a device (/dev/null, say) would be the end of it. */
static bool path_is_free(sink *self) {
    system_file facts;
    if (!system_file_at(self->path, &facts) || facts.regular) return true;
    return sink_fail(self, facts.directory ? "it is a directory"
                                           : "it is a device or a pipe, which a file would take the place of");
}

bool sink_open(sink *self, const char *path) {
    sink_discard(self);
    self->owner = system_process();
    if (!paths_set(self, path) || !path_is_free(self) || !part_open(self)) return false;
    if (sink_truncate(self, 0)) return true;
    sink_discard(self);
    return false;
}

bool sink_write(sink *self, const void *bytes, size_t length) {
    return sink_ready(self) && (system_write(self->fd, bytes, length) || sink_fail_errno(self));
}

/* A file that was ever cut to nothing is written to the disk by ext4 when it is closed, while we wait: a new one is
   left as it is. */
static bool needs_truncate(const sink *self, int64_t length) {
    system_file facts;
    return !system_file_of(self->fd, &facts) || facts.size != length;
}

bool sink_truncate(sink *self, int64_t length) {
    if (!sink_ready(self)) return false;
    if (needs_truncate(self, length) && !system_truncate(self->fd, length)) return sink_fail_errno(self);
    return system_seek(self->fd, length) || sink_fail_errno(self);
}

/* Renamed before it is closed: while the lock is held nobody else takes the part file for a leftover. A file system
   that reports a full disk only at close (NFS) is asked by fsync's cheaper half: close itself, checked, on a duplicate.
 */
static bool part_flush(sink *self) {
    int copy = system_duplicate(self->fd);
    if (copy < 0) return sink_fail_errno(self);
    return system_close(copy) || sink_fail_errno(self);
}

bool sink_commit(sink *self) {
    if (!sink_ready(self)) return false;
    bool good = part_flush(self);
    if (good && !system_rename(self->part, self->path)) good = sink_fail_errno(self);
    if (good) {
        fd_close(self);
        sink_free(self);
    } else {
        sink_discard(self);
    }
    return good;
}

void sink_discard(sink *self) {
    if (self->fd >= 0 && self->owner == system_process()) system_remove(self->part);
    fd_close(self);
    sink_free(self);
}
