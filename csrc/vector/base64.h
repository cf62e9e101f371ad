/* Base64 (RFC 4648 §4), strict: the standard alphabet, padding required, no white space, unused bits zero. Pure;
 * nothing raises. */
#ifndef OPENAI_BASE64_H
#define OPENAI_BASE64_H

#include <stdint.h>

#include "base/buffer.h"

/* Decodes text that arrives in any pieces. Zeroed memory is a fresh decoder. */
typedef struct base64_decoder {
    uint32_t bits;    /* the sextets of a group cut by the end of a piece */
    uint32_t sextets; /* how many of them, 0..3, padding included */
    uint32_t padding; /* '=' seen so far, 0..2 */
    bool ended;       /* a padded group was completed: nothing may follow */
} base64_decoder;

/* Bytes that `length` more characters can yield at most: the room that a feed needs. */
#define BASE64_ROOM(length) (((length) / 4 + 1) * 3)

/* Decodes until a character that cannot stand at its place; returns how many were taken, adds the bytes made to
 * *written. */
size_t base64_decoder_feed(base64_decoder *self, const char *text, size_t length, unsigned char *out, size_t *written);
/* True between two groups: the text so far is whole. */
bool base64_decoder_complete(const base64_decoder *self);

/* Both append to `out`. Encoding fails only without memory. */
bool base64_encode(buffer *out, const void *bytes, size_t length);
/* *bad_at (may be NULL) becomes the offset of the first character that does not belong (length: the text ends early),
   SIZE_MAX when memory ran out. On failure `out` is as before. */
bool base64_decode(buffer *out, const char *text, size_t length, size_t *bad_at);

/* Pushes {encode = fn(bytes) -> text, decode = fn(text) -> bytes | nil, message}. */
void base64_open(lua_State *L);

#endif
