/* Float32 as the API and our files have it, little-endian, and as this machine has it. */
#ifndef OPENAI_FLOAT32_H
#define OPENAI_FLOAT32_H

#include <stddef.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FLOAT32_IS_WIRE 0
#else
#define FLOAT32_IS_WIRE 1 /* nothing to do, as on most machines */
#endif

/* To host order or back, in place. */
static inline void float32_from_wire(void *values, size_t count) {
    unsigned char *bytes = values;
    for (size_t i = 0; !FLOAT32_IS_WIRE && i < count; i++, bytes += 4) {
        unsigned char first = bytes[0], second = bytes[1];
        bytes[0] = bytes[3];
        bytes[1] = bytes[2];
        bytes[2] = second;
        bytes[3] = first;
    }
}

#endif
