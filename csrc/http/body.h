/*
 * What a request sends: a list of segments, each bytes, a file that is read as it is sent (pread on its own descriptor:
 * constant memory), or chunks that Lua supplies ("pull"). A userdata owns it; its __gc closes the files. A call takes
 * it out of the userdata, which then only keeps the Lua values alive that it refers to: libcurl reads it until the call
 * is over, whatever the order of finalizers.
 *
 *     body *b = body_new(L);                          JSON:  json_encode(L, params, body_buffer(b))
 *     if (!body_from_form(L, b, params, skip)) …      form:  false pushed a message
 *     body_size(b), body_read(b, …) in the read callback, body_rewind(b) before another attempt
 */
#ifndef OPENAI_BODY_H
#define OPENAI_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/compat.h"

typedef struct body body;

enum {
    BODY_FAILED = -1, /* see body_error */
    BODY_WAIT = -2    /* the pull segment has no chunk: body_supply or body_supply_end, then read again */
};
#define BODY_SIZE_UNKNOWN (-1)

body *body_new(lua_State *L);
/* Raises when it was taken. */
body *body_check(lua_State *L, int index);
/* The body is the caller's from now on, who frees it; the userdata at the index must live as long. */
body *body_take(lua_State *L, int index);
/* NULL: nothing. */
void body_free(body *self);

/* The bytes at the end of the body, to append to directly; do not take bytes away. */
buffer *body_buffer(body *self);
/* False without memory or above the buffer's limit. */
bool body_append_bytes(body *self, const void *bytes, size_t length);
/* Opens a file source now; chunks become a pull segment, which takes the source's function. The body must be the
   userdata at body_index (it keeps a bytes source alive instead of copying it). False: pushes a message (missing, a
   directory, unreadable, slice outside the file …). */
bool body_append_source(lua_State *L, int body_index, int source_index);
/* Chunks supplied while sending; at most one such segment a body. size: bytes to come, checked; or BODY_SIZE_UNKNOWN.
 */
bool body_append_pull(body *self, const char *name, int64_t size);

/*
 * Fills the body with multipart/form-data from a Lua parameter table: sources become file parts, scalars fields, nested
 * ones expires_after[anchor], arrays name[]; fields before files, in byte order. skip: "a,b", keys to leave out, or
 * NULL. False: pushes a message; body_file_failed tells whose fault it was. May raise on out-of-memory.
 */
bool body_from_form(lua_State *L, int body_index, int params_index, const char *skip);
/* True: a local file could not be read (error kind `file`); false: a parameter cannot be sent (`invalid`). */
bool body_file_failed(const body *self);

/* NULL: none set. The text is copied; body_from_form sets its own. False without memory. */
const char *body_content_type(const body *self);
bool body_set_content_type(body *self, const char *type);

/* In bytes, or BODY_SIZE_UNKNOWN. A file counts with the size it had when it was appended. */
int64_t body_size(const body *self);
/* True when all of it lies in one piece of memory, which stays valid until the body changes: for CURLOPT_POSTFIELDS. */
bool body_contiguous(const body *self, const char **data, size_t *length);

/* Calls no Lua, never raises, fits a curl callback. Returns bytes read (as many as there are now), 0 at the end,
   BODY_FAILED or BODY_WAIT. A file that grew is sent up to its declared size; one that shrank fails. */
int64_t body_read(body *self, char *target, size_t capacity);
const char *body_error(const body *self);

/* Back to the first byte, an error forgotten; false once a byte of a pull segment was taken: those are gone. */
bool body_rewind(body *self);

/* Pushes the function that body_append_source took from a source of chunks; nil: none. */
void body_push_chunks(lua_State *L, const body *self, int body_index);
/* Gives the pull segment bytes (copied) / says that no more come. False without memory, without such a segment or
   against its declared size (body_error tells). */
bool body_supply(body *self, const void *bytes, size_t length);
bool body_supply_end(body *self);
/* The source broke: the next read fails with this message. */
void body_supply_failed(body *self, const char *message);

/* Closes files and frees memory ahead of __gc; may be called twice. */
void body_close(body *self);

/* For the specs only. Pushes {new, bytes, source, pull, form, read, size, rewind, contiguous, supply, close}: the
 * functions above, on a body that no call took. */
void body_open(lua_State *L);

#endif
