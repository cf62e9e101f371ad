/*
 * openai.source: what an upload reads: a file by its path or open handle, bytes, a slice of one of these; or chunks
 * that a function of the caller's produces while they are sent. Making one never touches the disk: a missing file is
 * the error of the call that sends it. Immutable, so it may be sent many times, also at once; chunks can be had once
 * only.
 */
#ifndef OPENAI_SOURCE_H
#define OPENAI_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compat.h"

#define SOURCE_TYPE "openai.source"
#define SOURCE_REST (-1) /* a length: up to the end */

enum source_kind { SOURCE_PATH, SOURCE_HANDLE, SOURCE_BYTES, SOURCE_CHUNKS };

/* The texts are Lua strings that the userdata keeps alive. */
typedef struct source {
    enum source_kind kind;
    const char *name;  /* the file name that the server sees */
    const char *path;  /* SOURCE_PATH */
    const char *bytes; /* SOURCE_BYTES: the whole, not yet sliced */
    size_t bytes_length;
    int64_t offset; /* the slice, in bytes of the whole */
    int64_t length; /* of the slice or of all chunks, or SOURCE_REST */
    bool begun;     /* SOURCE_CHUNKS: the function belongs to somebody already */
} source;

/* NULL when the value is something else / raises an argument error. */
source *source_test(lua_State *L, int index);
source *source_check(lua_State *L, int index);

/* The media type by the name's extension; application/octet-stream when unknown. Never NULL. */
const char *source_media_type(const source *self);

/*
 * Opens what is read from a file (O_CLOEXEC, regular files only; a handle's descriptor is duplicated) and tells the
 * size of its slice; *fd is -1 for bytes. Not for chunks. The source is the userdata at the index. False: pushes a
 * message ("cannot read 'x.jsonl': No such file or directory"), nothing stays open.
 */
bool source_open_file(lua_State *L, int index, int *fd, int64_t *size);

/* Pushes the function that produces the chunks and makes it the caller's: true; false when somebody has it already:
   pushes a message. */
bool source_take_chunks(lua_State *L, int index);
/* The same without looking whether somebody has it. */
void source_push_chunks(lua_State *L, int index);

/* Reads up to `length` bytes at `offset` of the whole (not of the slice); 0 at the end, -1 with errno. */
int64_t source_read_file(int fd, char *target, size_t length, int64_t offset);

/* Pushes {file = fn(path[, name]), handle = fn(handle, name), bytes = fn(name, data), chunks = fn(name, function[,
   size]), slice = fn(source, offset, length)}; offset counts from 0, length nil: up to the end; handle gives nil for
   what is no regular file. Methods of a source: name(), type(), path() (nil when it has none), size() (bytes),
   read(offset, length) (a string, "" at the end), modified() (seconds since 1970, nil without a file): nil, message
   when the file cannot be read. chunks(): the function, once; nil when the source is read; nil, message the second
   time. */
void source_open(lua_State *L);

#endif
