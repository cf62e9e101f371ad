#include "base/md5.h"

#include <string.h>

#include "base/userdata.h"

#define MD5_TYPE "openai.md5"

/* RFC 1321, 3.4: floor(2^32 · |sin i|) for i = 1 … 64 (radians). */
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static inline uint32_t rotate(uint32_t x, unsigned by) {
    return x << by | x >> (32 - by);
}

static inline uint32_t word_read(const unsigned char *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline void word_write(unsigned char *bytes, uint32_t word) {
    for (int i = 0; i < 4; i++) bytes[i] = (unsigned char)(word >> (8 * i));
}

/* One operation of a round: the registers change places, so that four in a row are a turn. `mix` is F, G, H or I. */
#define STEP(a, b, mix, k, by, i) ((a) = (b) + rotate((a) + (mix) + words[k] + sines[i], by))
#define TURN(F, k0, k1, k2, k3, s0, s1, s2, s3, i)                                                                     \
    do {                                                                                                               \
        STEP(a, b, F(b, c, d), k0, s0, i);                                                                             \
        STEP(d, a, F(a, b, c), k1, s1, (i) + 1);                                                                       \
        STEP(c, d, F(d, a, b), k2, s2, (i) + 2);                                                                       \
        STEP(b, c, F(c, d, a), k3, s3, (i) + 3);                                                                       \
    } while (0)
#define F1(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define F2(x, y, z) F1(z, x, y)
#define F3(x, y, z) ((x) ^ (y) ^ (z))
#define F4(x, y, z) ((y) ^ ((x) | ~(z)))

static void block_mix(md5_state *self, const unsigned char *block) {
    uint32_t words[16], a = self->words[0], b = self->words[1], c = self->words[2], d = self->words[3];
    for (int i = 0; i < 16; i++) words[i] = word_read(block + 4 * i);
    for (int i = 0; i < 16; i += 4) TURN(F1, i, i + 1, i + 2, i + 3, 7, 12, 17, 22, i);
    for (int i = 0; i < 16; i += 4) {
        TURN(F2, (5 * i + 1) & 15, (5 * i + 6) & 15, (5 * i + 11) & 15, (5 * i) & 15, 5, 9, 14, 20, 16 + i);
    }
    for (int i = 0; i < 16; i += 4) {
        TURN(F3, (3 * i + 5) & 15, (3 * i + 8) & 15, (3 * i + 11) & 15, (3 * i + 14) & 15, 4, 11, 16, 23, 32 + i);
    }
    for (int i = 0; i < 16; i += 4) {
        TURN(F4, (7 * i) & 15, (7 * i + 7) & 15, (7 * i + 14) & 15, (7 * i + 21) & 15, 6, 10, 15, 21, 48 + i);
    }
    self->words[0] += a, self->words[1] += b, self->words[2] += c, self->words[3] += d;
}

void md5_start(md5_state *self) {
    static const uint32_t first[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    memcpy(self->words, first, sizeof first);
    self->length = 0;
}

void md5_update(md5_state *self, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    size_t held = (size_t)(self->length % 64);
    self->length += length;
    while (length > 0) {
        size_t take = length < 64 - held ? length : 64 - held;
        if (take == 64) {
            block_mix(self, from);
        } else {
            memcpy(self->block + held, from, take);
            if (held + take == 64) block_mix(self, self->block);
        }
        held = 0;
        from += take;
        length -= take;
    }
}

void md5_finish(md5_state *self, unsigned char digest[MD5_SIZE]) {
    static const unsigned char padding[64] = {0x80};
    unsigned char bits[8];
    word_write(bits, (uint32_t)(self->length << 3));
    word_write(bits + 4, (uint32_t)(self->length >> 29));
    size_t held = (size_t)(self->length % 64);
    md5_update(self, padding, held < 56 ? 56 - held : 120 - held);
    md5_update(self, bits, sizeof bits);
    for (int i = 0; i < 4; i++) word_write(digest + 4 * i, self->words[i]);
}

/* --- for Lua --- */

static void digest_push(lua_State *L, md5_state state) {
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[MD5_SIZE];
    char text[2 * MD5_SIZE];
    md5_finish(&state, digest);
    for (int i = 0; i < MD5_SIZE; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    lua_pushlstring(L, text, sizeof text);
}

static int lua_update(lua_State *L) {
    size_t length;
    md5_state *self = luaL_checkudata(L, 1, MD5_TYPE);
    const char *bytes = luaL_checklstring(L, 2, &length);
    md5_update(self, bytes, length);
    lua_settop(L, 1);
    return 1;
}

static int lua_digest(lua_State *L) {
    digest_push(L, *(md5_state *)luaL_checkudata(L, 1, MD5_TYPE));
    return 1;
}

static int lua_md5(lua_State *L) {
    md5_state state;
    md5_start(&state);
    if (lua_isnoneornil(L, 1)) {
        *(md5_state *)lua_newuserdata(L, sizeof state) = state;
        luaL_setmetatable(L, MD5_TYPE);
        return 1;
    }
    size_t length;
    const char *bytes = luaL_checklstring(L, 1, &length);
    md5_update(&state, bytes, length);
    digest_push(L, state);
    return 1;
}

void md5_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"update", lua_update}, {"digest", lua_digest}, {NULL, NULL}};
    userdata_type(L, MD5_TYPE, methods, NULL);
    lua_pushcfunction(L, lua_md5);
}
