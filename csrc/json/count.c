#include "json/count.h"

#include <stdlib.h>
#include <string.h>

#include "json/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BLOCK       64
#define FIRST_SIZES 64

/* One bit per byte of a block, the first byte in the lowest bit. */
typedef struct block_bits {
    uint64_t quotes, backslashes, commas, brackets;
    uint64_t nulls; /* outside of strings an 'n' begins a null */
} block_bits;

#if defined(__SSE2__)

typedef struct block {
    __m128i part[4];
} block;

static inline block block_load(const char *text) {
    const __m128i *from = (const __m128i *)(const void *)text;
    return (block){
        {_mm_loadu_si128(from), _mm_loadu_si128(from + 1), _mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)}};
}

static inline uint64_t part_where(__m128i part, char byte) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_set1_epi8(byte)));
}

static inline uint64_t bits_where(const block *of, char byte) {
    return part_where(of->part[0], byte) | part_where(of->part[1], byte) << 16 | part_where(of->part[2], byte) << 32 |
           part_where(of->part[3], byte) << 48;
}

/* Sets bit 5 of every byte, which makes '[' a '{' and ']' a '}'. */
static inline block block_fold(const block *of) {
    __m128i bit = _mm_set1_epi8(0x20);
    return (block){{_mm_or_si128(of->part[0], bit), _mm_or_si128(of->part[1], bit), _mm_or_si128(of->part[2], bit),
                    _mm_or_si128(of->part[3], bit)}};
}

#else

typedef struct block {
    uint64_t part[8];
} block;

static inline block block_load(const char *text) {
    block loaded;
    for (int i = 0; i < 8; i++) loaded.part[i] = json_word_load(text + 8 * i);
    return loaded;
}

/* One bit per byte; exact for every byte, unlike the usual search for the first. */
static inline uint64_t bits_where(const block *of, char byte) {
    uint64_t bits = 0, low = JSON_EACH_BYTE(0x7F);
    for (int i = 0; i < 8; i++) {
        uint64_t other = of->part[i] ^ JSON_EACH_BYTE((unsigned char)byte);
        uint64_t equal = ~(((other & low) + low) | other | low) >> 7;
        bits |= (equal * 0x0102040810204080u >> 56) << (8 * i);
    }
    return bits;
}

static inline block block_fold(const block *of) {
    block folded;
    for (int i = 0; i < 8; i++) folded.part[i] = of->part[i] | JSON_EACH_BYTE(0x20);
    return folded;
}

#endif

static inline block_bits block_classify(const char *text) {
    block bytes = block_load(text), folded = block_fold(&bytes);
    return (block_bits){.quotes = bits_where(&bytes, '"'),
                        .backslashes = bits_where(&bytes, '\\'),
                        .commas = bits_where(&bytes, ','),
                        .brackets = bits_where(&folded, '{') | bits_where(&folded, '}'),
                        .nulls = bits_where(&bytes, 'n')};
}

/* The bytes after an active backslash. Escapes are rare enough for one turn each. */
static uint64_t escaped_find(json_counter *self, uint64_t backslashes) {
    uint64_t escaped = self->escaped;
    self->escaped = 0;
    backslashes &= ~escaped;
    while (backslashes != 0) {
        uint64_t backslash = backslashes & (0 - backslashes), next = backslash << 1;
        if (next == 0) self->escaped = 1;
        escaped |= next;
        backslashes &= ~(backslash | next);
    }
    return escaped;
}

/* Every bit becomes the parity of itself and those below: 1 from an opening quote up to before its closing one. */
static inline uint64_t parity_prefix(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

static bool sizes_grow(json_counter *self) {
    size_t capacity = self->capacity == 0 ? FIRST_SIZES : self->capacity * 2;
    if (capacity > SIZE_MAX / 2 / sizeof *self->sizes || self->used >= UINT32_MAX) return false;
    uint32_t *sizes = realloc(self->sizes, capacity * sizeof *sizes);
    if (sizes == NULL) return false;
    self->sizes = sizes;
    self->capacity = capacity;
    return true;
}

static bool container_open(json_counter *self, bool object) {
    if (self->depth == JSON_MAX_DEPTH) {
        self->lost = true;
        return true;
    }
    if (self->used == self->capacity && !sizes_grow(self)) return false;
    self->object[self->depth] = object;
    self->open[self->depth++] = (uint32_t)self->used;
    self->sizes[self->used++] = 0;
    return true;
}

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* So many commas separate one more member than that, except in an empty container. */
static void container_close(json_counter *self, const char *text, const char *bracket) {
    if (self->depth == 0) {
        self->lost = true;
        return;
    }
    uint32_t *size = &self->sizes[self->open[--self->depth]];
    if (*size == 0) {
        const char *before = bracket - 1;
        while (before > text && is_space(*before)) before--;
        if (*before == '[' || *before == '{') return;
    }
    ++*size;
}

static bool bracket_count(json_counter *self, const char *text, const char *bracket) {
    if (*bracket == '[' || *bracket == '{') return container_open(self, *bracket == '{');
    container_close(self, text, bracket);
    return true;
}

/* A function of the library's without the processor's own instruction, which the compiler may not count on. */
static inline uint32_t bits_count(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (uint32_t)(bits * 0x0101010101010101u >> 56);
}

/* Members of the innermost container: commas, less nulls in an object. The sum may pass through "below zero"
 * (unsigned). */
static inline void members_add(json_counter *self, uint64_t commas, uint64_t nulls) {
    if (self->depth == 0) return;
    nulls &= 0 - (uint64_t)self->object[self->depth - 1];
    uint32_t count = bits_count(commas) - (nulls == 0 ? 0 : bits_count(nulls));
    self->sizes[self->open[self->depth - 1]] += count;
}

static bool block_count(json_counter *self, const char *text, const char *at, const block_bits *bits) {
    uint64_t rest = ~(uint64_t)0;
    for (uint64_t brackets = bits->brackets; brackets != 0 && !self->lost; brackets &= brackets - 1) {
        int place = __builtin_ctzll(brackets);
        uint64_t before = ((uint64_t)1 << place) - 1;
        members_add(self, bits->commas & rest & before, bits->nulls & rest & before);
        rest = ~before;
        if (!bracket_count(self, text, at + place)) return false;
    }
    members_add(self, bits->commas & rest, bits->nulls & rest);
    return true;
}

/* `bytes` holds the bytes at `at`, or a copy filled up with spaces. */
static bool block_feed(json_counter *self, const char *text, const char *at, const char *bytes) {
    block_bits bits = block_classify(bytes);
    if ((bits.backslashes | self->escaped) != 0) bits.quotes &= ~escaped_find(self, bits.backslashes);
    uint64_t inside = parity_prefix(bits.quotes) ^ self->inside_string;
    self->inside_string = 0 - (inside >> (BLOCK - 1));
    bits.commas &= ~inside;
    bits.nulls &= ~inside;
    bits.brackets &= ~inside;
    return block_count(self, text, at, &bits);
}

void json_counter_reset(json_counter *self) {
    self->used = 0;
    self->inside_string = self->escaped = 0;
    self->depth = 0;
    self->lost = false;
}

bool json_counter_feed(json_counter *self, const char *text, size_t from, size_t to) {
    for (; to - from >= BLOCK && !self->lost; from += BLOCK) {
        if (!block_feed(self, text, text + from, text + from)) return false;
    }
    if (from == to || self->lost) return true;
    char last[BLOCK];
    memset(last, ' ', sizeof last);
    memcpy(last, text + from, to - from);
    return block_feed(self, text, text + from, last);
}

void json_counter_free(json_counter *self) {
    free(self->sizes);
    self->sizes = NULL;
    self->capacity = self->used = 0;
}
