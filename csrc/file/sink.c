#include "file/sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"

#define SINK_TYPE   "openai.sink"
#define PART_SUFFIX ".part"
#define NOTE_SUFFIX ".part.info"

struct sink {
    int fd;     /* -1: not open */
    long owner; /* the process that opened it: in a forked child, the files are the parent's */
    char *path; /* the final name */
    char *part; /* path.part */
    char *note; /* path.part.info */
    bool noted; /* it is there */
    char message[320];
};

sink *sink_check(lua_State *L, int index) {
    return luaL_checkudata(L, index, SINK_TYPE);
}

static int sink_collect(lua_State *L) {
    sink_leave(sink_check(L, 1));
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
    free(self->note);
    self->path = self->part = self->note = NULL;
    self->noted = false;
}

static char *path_join(const char *path, const char *suffix) {
    size_t length = strlen(path), more = strlen(suffix) + 1;
    char *joined = malloc(length + more);
    if (joined == NULL) return NULL;
    memcpy(joined, path, length);
    memcpy(joined + length, suffix, more);
    return joined;
}

static bool paths_set(sink *self, const char *path) {
    sink_free(self);
    self->path = path_join(path, "");
    self->part = path_join(path, PART_SUFFIX);
    self->note = path_join(path, NOTE_SUFFIX);
    if (self->path != NULL && self->part != NULL && self->note != NULL) return true;
    return sink_fail(self, "not enough memory");
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

/* What there is of it in `text`; "": nothing, or too much. */
static bool note_read(sink *self, char *text, size_t capacity) {
    system_file facts;
    int fd = system_open_regular(self->note);
    self->noted = fd >= 0 || system_file_at(self->note, &facts);
    int64_t length = fd >= 0 ? system_read(fd, text, capacity) : 0;
    text[length > 0 && (size_t)length < capacity ? length : 0] = '\0';
    return system_close(fd);
}

static bool note_remove(sink *self) {
    if (self->noted && !system_remove(self->note) && errno != ENOENT) return sink_fail_errno(self);
    self->noted = false;
    return true;
}

static bool note_write(sink *self, const char *text) {
    int fd = system_open_own(self->note);
    if (fd < 0) return false;
    self->noted = true;
    bool written = system_truncate(fd, 0) && system_write(fd, text, strlen(text));
    return system_close(fd) && written;
}

bool sink_note(sink *self, const char *text) {
    if (!sink_ready(self)) return false;
    return (*text != '\0' && note_write(self, text)) || note_remove(self);
}

bool sink_reopen(sink *self, const char *path, char *note, size_t capacity, int64_t *there) {
    system_file facts;
    sink_leave(self);
    self->owner = system_process();
    if (!paths_set(self, path) || !path_is_free(self) || !part_open(self)) return false;
    if (note_read(self, note, capacity) && system_file_of(self->fd, &facts)) {
        *there = facts.size;
        return true;
    }
    sink_fail_errno(self);
    sink_leave(self);
    return false;
}

/* The note goes before the bytes: what comes after is not what it speaks of. */
bool sink_open(sink *self, const char *path) {
    char note[1];
    int64_t there;
    if (!sink_reopen(self, path, note, sizeof note, &there)) return false;
    if (note_remove(self) && sink_truncate(self, 0)) return true;
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
    bool good = part_flush(self) && note_remove(self);
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
    if (self->fd >= 0 && self->owner == system_process()) {
        (void)note_remove(self);
        system_remove(self->part);
    }
    fd_close(self);
    sink_free(self);
}

void sink_leave(sink *self) {
    system_file facts;
    bool useful = self->fd >= 0 && self->noted && system_file_of(self->fd, &facts) && facts.size > 0;
    if (!useful) {
        sink_discard(self);
        return;
    }
    fd_close(self);
    sink_free(self);
}
