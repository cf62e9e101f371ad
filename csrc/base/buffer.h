/* Bytes that grow. Nothing here raises, so a buffer may be filled inside a libcurl callback. */
#ifndef OPENAI_BUFFER_H
#define OPENAI_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compat.h"

typedef struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit; /* appends beyond it fail; 0: no limit */
} buffer;

/* Pushes a userdata that owns an empty buffer: for bytes that live across calls that can raise. */
buffer *buffer_new(lua_State *L);

/* All three return false without memory or above the limit and leave the buffer as it was. */
bool buffer_reserve(buffer *self, size_t extra);
bool buffer_append(buffer *self, const void *bytes, size_t length);
bool buffer_append_text(buffer *self, const char *text);
bool buffer_append_byte(buffer *self, char byte);

/* A hint: so many bytes will come into an empty buffer. Large ones lie on huge pages then, where the system has them:
   to touch megabytes of fresh memory page by page takes longer than to fill them. */
void buffer_expect(buffer *self, size_t total);

/* Keeps the memory for the next use. */
void buffer_clear(buffer *self);
/* Empties it for somebody else's use: little memory is kept, much is given back. */
void buffer_recycle(buffer *self);
/* Gives the memory back; may be called twice. */
void buffer_free(buffer *self);
/* The same for a secret: core dumps and later allocations should not hold it. What growing left behind is out of reach:
   reserve all the room before the secret comes in. */
void buffer_wipe(buffer *self);

/* Overwrites memory that is about to be freed; the compiler does not leave it out. NULL: nothing. */
void memory_wipe(void *memory, size_t size);

#endif
