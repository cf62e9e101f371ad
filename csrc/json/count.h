/* Counts the members of every container of a JSON text, so that the decoder can create each Lua table at its final
 * size; members of objects that are null do not count. Looks at 64 bytes at a time and refuses nothing: on malformed
 * text the counts are anything. */
#ifndef OPENAI_JSON_COUNT_H
#define OPENAI_JSON_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Containers nested deeper than this are refused, on the way in and on the way out. */
#define JSON_MAX_DEPTH 512

typedef struct json_counter {
    uint32_t *sizes; /* one per container, in the order of their opening brackets; owned */
    size_t used, capacity;
    uint64_t inside_string; /* all ones: the last byte seen is inside a string */
    uint64_t escaped;       /* 1: the next byte is */
    int depth;
    bool lost;                     /* deeper than the limit, or more closed than opened */
    uint32_t open[JSON_MAX_DEPTH]; /* indexes of sizes */
    bool object[JSON_MAX_DEPTH];
} json_counter;

/* Forgets the counts, keeps the memory. */
void json_counter_reset(json_counter *self);
/* Counts from `text` + `from` to `text` + `to`, `from` a multiple of 64 and `to` one too or the length. False: no
 * memory. */
bool json_counter_feed(json_counter *self, const char *text, size_t from, size_t to);
void json_counter_free(json_counter *self);

#endif
