/* XXH64 (seed 0), in pieces: notices damaged files at the speed of memory. No protection against intent. The algorithm
   is that of the public xxHash specification, so other programs can check what this one wrote. */
#ifndef OPENAI_CHECKSUM_H
#define OPENAI_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

typedef struct checksum {
    uint64_t lanes[4];
    uint64_t length; /* bytes so far */
    unsigned char block[32];
} checksum;

void checksum_start(checksum *self);
void checksum_update(checksum *self, const void *bytes, size_t length);
/* Of all bytes so far; more may follow. */
uint64_t checksum_value(const checksum *self);

#endif
