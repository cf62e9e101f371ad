#include "base/checksum.h"

#include <string.h>

#define PRIME_1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME_3 UINT64_C(0x165667B19E3779F9)
#define PRIME_4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME_5 UINT64_C(0x27D4EB2F165667C5)

static inline uint64_t rotate(uint64_t x, unsigned by) {
    return x << by | x >> (64 - by);
}

/* Little-endian. Written without a loop: then compilers make one load of it where that is the machine's order. */
static inline uint64_t word_read(const unsigned char *p) {
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
           (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static inline uint64_t lane_mix(uint64_t lane, uint64_t word) {
    return rotate(lane + word * PRIME_2, 31) * PRIME_1;
}

/* Whole blocks of 32 bytes. */
static void blocks_mix(checksum *self, const unsigned char *p, size_t blocks) {
    uint64_t a = self->lanes[0], b = self->lanes[1], c = self->lanes[2], d = self->lanes[3];
    for (; blocks > 0; blocks--, p += 32) {
        a = lane_mix(a, word_read(p));
        b = lane_mix(b, word_read(p + 8));
        c = lane_mix(c, word_read(p + 16));
        d = lane_mix(d, word_read(p + 24));
    }
    self->lanes[0] = a, self->lanes[1] = b, self->lanes[2] = c, self->lanes[3] = d;
}

void checksum_start(checksum *self) {
    memset(self, 0, sizeof *self);
    self->lanes[0] = PRIME_1 + PRIME_2;
    self->lanes[1] = PRIME_2;
    self->lanes[3] = 0 - PRIME_1;
}

void checksum_update(checksum *self, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    size_t held = (size_t)(self->length % 32);
    self->length += length;
    if (held > 0) {
        size_t take = length < 32 - held ? length : 32 - held;
        memcpy(self->block + held, from, take);
        if (held + take < 32) return;
        blocks_mix(self, self->block, 1);
        from += take;
        length -= take;
    }
    blocks_mix(self, from, length / 32);
    if (length % 32 > 0) memcpy(self->block, from + length / 32 * 32, length % 32);
}

static uint64_t lanes_join(const uint64_t lanes[4]) {
    uint64_t sum = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
    for (int i = 0; i < 4; i++) sum = (sum ^ lane_mix(0, lanes[i])) * PRIME_1 + PRIME_4;
    return sum;
}

/* The bytes that did not fill a block. */
static uint64_t rest_mix(uint64_t sum, const unsigned char *p, size_t length) {
    for (; length >= 8; length -= 8, p += 8) sum = rotate(sum ^ lane_mix(0, word_read(p)), 27) * PRIME_1 + PRIME_4;
    if (length >= 4) {
        uint64_t half = (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
        sum = rotate(sum ^ half * PRIME_1, 23) * PRIME_2 + PRIME_3;
        p += 4;
        length -= 4;
    }
    for (; length > 0; length--, p++) sum = rotate(sum ^ *p * PRIME_5, 11) * PRIME_1;
    return sum;
}

uint64_t checksum_value(const checksum *self) {
    uint64_t sum = self->length >= 32 ? lanes_join(self->lanes) : PRIME_5;
    sum = rest_mix(sum + self->length, self->block, (size_t)(self->length % 32));
    sum = (sum ^ sum >> 33) * PRIME_2;
    sum = (sum ^ sum >> 29) * PRIME_3;
    return sum ^ sum >> 32;
}
