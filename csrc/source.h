/*
 * openai.source: what an upload reads: a file by its path, bytes, or a slice of either. Making one never touches the
 * disk: a missing file is the error of the call that sends it. Immutable, so it may be sent many times, also at once.
 */
#ifndef OPENAI_SOURCE_H
#define OPENAI_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "compat.h"

#define SOURCE_TYPE "openai.source"
#define SOURCE_REST (-1) /* a length: up to the end */

enum source_kind { SOURCE_PATH, SOURCE_BYTES };

/* The texts are Lua strings that the userdata keeps alive. */
typedef struct source {
    enum source_kind kind;
    const char *name;  /* the file name that the server sees */
    const char *path;  /* SOURCE_PATH */
    const char *bytes; /* SOURCE_BYTES: the whole, not yet sliced */
    size_t bytes_length;
    int64_t offset; /* the slice, in bytes of the whole */
    int64_t length; /* of the slice, or SOURCE_REST */
} source;

/* NULL when the value is something else / raises an argument error. */
source *source_test(lua_State *L, int index);
source *source_check(lua_State *L, int index);

/* The media type by the name's extension; application/octet-stream when unknown. Never NULL. */
const char *source_media_type(const source *self);

/*
 * Opens a path source for reading (O_CLOEXEC, regular files only) and tells the size of its slice; *fd is -1 for bytes.
 * False: pushes a message ("cannot read 'x.jsonl': No such file or directory"), nothing stays open.
 */
bool source_open_file(lua_State *L, const source *self, int *fd, int64_t *size);

/* Reads up to `length` bytes at `offset` of the whole (not of the slice); 0 at the end, -1 with errno. */
int64_t source_read_file(int fd, char *target, size_t length, int64_t offset);

/* Pushes {file = fn(path[, name]), bytes = fn(name, data), slice = fn(source, offset, length)}; offset counts from 0,
   length nil: up to the end. Methods of a source: name(), type(), path() (nil for bytes), size() (bytes),
   read(offset, length) (a string, "" at the end); the last two return nil, message when the file cannot be read. */
void source_open(lua_State *L);

#endif
