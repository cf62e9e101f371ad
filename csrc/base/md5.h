/* MD5 (RFC 1321), in pieces. Broken as a signature: here only because the Uploads API compares files by it. */
#ifndef OPENAI_MD5_H
#define OPENAI_MD5_H

#include <stddef.h>
#include <stdint.h>

#include "base/compat.h"

#define MD5_SIZE 16 /* bytes of a digest */

typedef struct md5_state {
    uint32_t words[4];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} md5_state;

void md5_start(md5_state *self);
void md5_update(md5_state *self, const void *bytes, size_t length);
/* Start again afterwards. */
void md5_finish(md5_state *self, unsigned char digest[MD5_SIZE]);

/* Pushes fn([bytes]): with bytes their digest in lower-case hexadecimal; without, a userdata with update(bytes) →
   itself and digest() → the digest of all bytes so far, after which more may follow. */
void md5_open(lua_State *L);

#endif
