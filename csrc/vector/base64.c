#include "vector/base64.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_AVX2_PATH 1 /* compiled in whatever the target's baseline is; used where the processor has it */
#include <immintrin.h>
#endif

/* Four tables, one for each place in a group, so that a group is three ORs of ready-shifted values; a character outside
   the alphabet sets a bit that no good group has. The compiler fills them in from these constant expressions. */
#define OUTSIDE (UINT32_C(1) << 31)
#define VALUE(c)                                                                                                       \
    ((c) >= 'A' && (c) <= 'Z'   ? (c) - 'A'                                                                            \
     : (c) >= 'a' && (c) <= 'z' ? (c) - 'a' + 26                                                                       \
     : (c) >= '0' && (c) <= '9' ? (c) - '0' + 52                                                                       \
     : (c) == '+'               ? 62                                                                                   \
     : (c) == '/'               ? 63                                                                                   \
                                : -1)
#define ENTRY(c, shift) (VALUE(c) < 0 ? OUTSIDE : (uint32_t)VALUE(c) << (shift))
#define ROW4(c, s)      ENTRY(c, s), ENTRY((c) + 1, s), ENTRY((c) + 2, s), ENTRY((c) + 3, s)
#define ROW16(c, s)     ROW4(c, s), ROW4((c) + 4, s), ROW4((c) + 8, s), ROW4((c) + 12, s)
#define ROW64(c, s)     ROW16(c, s), ROW16((c) + 16, s), ROW16((c) + 32, s), ROW16((c) + 48, s)
#define TABLE(s)                                                                                                       \
    { ROW64(0, s), ROW64(64, s), ROW64(128, s), ROW64(192, s) }

static const uint32_t group_tables[4][256] = {TABLE(18), TABLE(12), TABLE(6), TABLE(0)};

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static inline uint32_t group_value(const unsigned char *text) {
    return group_tables[0][text[0]] | group_tables[1][text[1]] | group_tables[2][text[2]] | group_tables[3][text[3]];
}

/* Writes the 48 low bits, most significant byte first, and two bytes more: one store instead of six. */
static inline void bits_store(unsigned char *out, uint64_t bits) {
    bits <<= 16;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    bits = __builtin_bswap64(bits);
    memcpy(out, &bits, sizeof bits);
#else
    for (int i = 0; i < 8; i++) out[i] = (unsigned char)(bits >> (56 - 8 * i));
#endif
}

#ifdef HAS_AVX2_PATH
#define AVX2             __attribute__((target("avx2")))
#define AVX2_LEAST       44 /* characters: their room, 33 bytes, takes the 32 that a step stores */
#define BOTH_LANES(...)  _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define LOW_HALVES(text) _mm256_and_si256((text), _mm256_set1_epi8(0x0F))

/*
 * 32 characters at a time, by the method of Mula and Lemire, "Faster Base64 Encoding and Decoding Using AVX2
 * Instructions" (ACM Transactions on the Web 12, 2018): a byte shuffle is a table of 16 entries, looked up by the high
 * and by the low half of each character.
 */

/* Each kind of high half has a bit (2x: 1, 3x: 2, 4x and 6x: 4, 5x and 7x: 8, others: 16), and each low half the bits
 * of the kinds with which it is outside the alphabet. */
AVX2 static inline bool in_alphabet(__m256i text, __m256i high) {
    const __m256i kinds = BOTH_LANES(16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16);
    const __m256i misfits = BOTH_LANES(21, 17, 17, 17, 17, 17, 17, 17, 17, 17, 19, 26, 27, 27, 27, 26);
    return _mm256_testz_si256(_mm256_shuffle_epi8(kinds, high), _mm256_shuffle_epi8(misfits, LOW_HALVES(text)));
}

/* Within a kind, the distance from character to value is the same, but for '/', which borrows the place of 1x. */
AVX2 static inline __m256i sextets_of(__m256i text, __m256i high) {
    const __m256i distances = BOTH_LANES(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i slash = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('/')); /* -1 where there is one */
    return _mm256_add_epi8(text, _mm256_shuffle_epi8(distances, _mm256_add_epi8(high, slash)));
}

/* 32 sextets → 24 bytes, and 8 of no meaning behind them. */
AVX2 static inline __m256i sextets_join(__m256i sextets) {
    const __m256i order =
        BOTH_LANES(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);   /* the highest byte first */
    __m256i pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi16(0x0140)); /* first · 64 + second */
    __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000)); /* first · 4096 + second */
    return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, order), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

/* Up to the first 32 that are not all of the alphabet; returns the characters taken. */
AVX2 static size_t blocks_decode_avx2(const unsigned char *text, size_t length, unsigned char *out) {
    size_t taken = 0;
    for (; length - taken >= AVX2_LEAST; taken += 32, out += 24) {
        __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)(text + taken));
        __m256i high = LOW_HALVES(_mm256_srli_epi32(block, 4));
        if (!in_alphabet(block, high)) break;
        _mm256_storeu_si256((__m256i *)(void *)out, sextets_join(sextets_of(block, high)));
    }
    return taken;
}
#endif

static size_t blocks_decode(const unsigned char *text, size_t length, unsigned char *out) {
#ifdef HAS_AVX2_PATH
    if (length >= AVX2_LEAST && __builtin_cpu_supports("avx2")) return blocks_decode_avx2(text, length, out);
#endif
    (void)text, (void)length, (void)out;
    return 0;
}

/* Whole groups, many at a time where the processor can, then two. The latter writes two bytes more than it makes: hence
 * 12 characters must be left, whose room is there. */
static size_t groups_decode(const unsigned char *text, size_t length, unsigned char *out) {
    size_t taken = blocks_decode(text, length, out);
    out += taken / 4 * 3;
    while (length - taken >= 12) {
        uint32_t first = group_value(text + taken), second = group_value(text + taken + 4);
        if ((first | second) & OUTSIDE) break;
        bits_store(out, (uint64_t)first << 24 | second);
        out += 6;
        taken += 8;
    }
    return taken;
}

static void group_finish(base64_decoder *self, unsigned char *out, size_t *written) {
    for (uint32_t i = 0; i < 3 - self->padding; i++) out[(*written)++] = (unsigned char)(self->bits >> (16 - 8 * i));
    self->ended = self->padding > 0;
    self->bits = self->sextets = self->padding = 0;
}

/* "=" stands for the third and fourth, or only the fourth, sextet, and the bits it leaves over must be zero. */
static bool padding_valid(const base64_decoder *self) {
    if (self->sextets == 2) return (self->bits & 0x0F) == 0;
    return self->sextets == 3 && (self->padding == 1 || (self->bits & 0x03) == 0);
}

static bool character_decode(base64_decoder *self, unsigned char character, unsigned char *out, size_t *written) {
    uint32_t value = group_tables[3][character];
    if (self->ended) return false;
    if (character == '=') {
        if (!padding_valid(self)) return false;
        self->padding++;
        value = 0;
    } else if (value == OUTSIDE || self->padding > 0) {
        return false;
    }
    self->bits = self->bits << 6 | value;
    if (++self->sextets == 4) group_finish(self, out, written);
    return true;
}

size_t base64_decoder_feed(base64_decoder *self, const char *text, size_t length, unsigned char *out, size_t *written) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t taken = 0, made = 0;
    while (taken < length && self->sextets != 0 && character_decode(self, bytes[taken], out, &made)) taken++;
    if (self->sextets == 0 && !self->ended) {
        size_t bulk = groups_decode(bytes + taken, length - taken, out + made);
        taken += bulk;
        made += bulk / 4 * 3;
    }
    while (taken < length && character_decode(self, bytes[taken], out, &made)) taken++;
    *written += made;
    return taken;
}

bool base64_decoder_complete(const base64_decoder *self) {
    return self->sextets == 0;
}

bool base64_decode(buffer *out, const char *text, size_t length, size_t *bad_at) {
    base64_decoder decoder = {0};
    size_t written = 0, unused;
    if (bad_at == NULL) bad_at = &unused;
    *bad_at = SIZE_MAX;
    if (!buffer_reserve(out, BASE64_ROOM(length))) return false;
    *bad_at = base64_decoder_feed(&decoder, text, length, (unsigned char *)out->data + out->length, &written);
    if (*bad_at < length || !base64_decoder_complete(&decoder)) return false;
    out->length += written;
    return true;
}

/* One to three bytes as four characters. */
static void group_encode(const unsigned char *bytes, size_t count, char *out) {
    uint32_t bits = (uint32_t)bytes[0] << 16;
    if (count > 1) bits |= (uint32_t)bytes[1] << 8;
    if (count > 2) bits |= bytes[2];
    for (size_t i = 0; i < 4; i++) out[i] = i <= count ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
}

bool base64_encode(buffer *out, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    if (length == 0) return true;
    if (length > SIZE_MAX / 4 || !buffer_reserve(out, (length + 2) / 3 * 4)) return false;
    char *to = out->data + out->length;
    for (size_t at = 0; at < length; at += 3, to += 4) group_encode(from + at, length - at < 3 ? length - at : 3, to);
    out->length += (length + 2) / 3 * 4;
    return true;
}

static int lua_encode(lua_State *L) {
    size_t length;
    const char *bytes = luaL_checklstring(L, 1, &length);
    buffer *out = buffer_new(L);
    if (!base64_encode(out, bytes, length)) return luaL_error(L, "not enough memory");
    lua_pushlstring(L, out->data != NULL ? out->data : "", out->length);
    buffer_free(out);
    return 1;
}

static int lua_decode(lua_State *L) {
    size_t length, bad_at;
    const char *text = luaL_checklstring(L, 1, &length);
    buffer *out = buffer_new(L);
    if (base64_decode(out, text, length, &bad_at)) {
        lua_pushlstring(L, out->data, out->length);
        buffer_free(out);
        return 1;
    }
    if (bad_at == SIZE_MAX) return luaL_error(L, "not enough memory");
    lua_pushnil(L);
    if (bad_at == length)
        lua_pushfstring(L, "base64: the text ends in the middle of a group of four characters");
    else
        lua_pushfstring(L, "base64: unexpected character at byte %d", (int)bad_at + 1);
    return 2;
}

void base64_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"encode", lua_encode}, {"decode", lua_decode}, {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
