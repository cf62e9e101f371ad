/*
 * openai.vector: an immutable view (const float *, n) on float32 values. The values lie in a block, a userdata that its
 * views keep alive and that frees the memory; small vectors carry them inline. A finalizer of the user's may meet a
 * view whose block was finalized before (when the Lua state closes, the newest goes first): the view looks at its
 * block.
 */
#ifndef OPENAI_VECTOR_H
#define OPENAI_VECTOR_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/compat.h"

#define VECTOR_TYPE       "openai.vector"
#define VECTOR_BLOCK_TYPE "openai.vector_block"

typedef struct vector {
    const float *values;
    size_t count;
    float *const
        *block; /* where the block keeps its pointer: NULL is there once it was finalized; NULL: values are inline */
} vector;

/* Pops the table on top, which keeps the values' owner alive, and pushes a vector on them. `block`: where the owner has
   its pointer to the values, which becomes NULL when it frees them. */
void vector_view(lua_State *L, const float *values, size_t count, float *const *block);

/* Pushes a block userdata that takes over the memory of `floats` (float32, host order) and leaves it empty; when this
   raises, the memory is with one of the two. The collector is told the size, as if Lua had allocated it. */
void vector_block_adopt(lua_State *L, buffer *floats);
/* Pushes a block of `count` uninitialised floats inside Lua's own heap and returns them. */
float *vector_block_new(lua_State *L, size_t count);
/* Pushes a vector on count values from offset of the block at block_index. Must lie inside. */
void vector_push(lua_State *L, int block_index, size_t offset, size_t count);

/*
 * Takes the memory of the block whose rows, all of them and in their order, are the vectors in the table: the caller's
 * to free, and to have the collector forget then. They, and all other views of the block, are finalized with that.
 * NULL: they are no such rows, nothing happened.
 */
float *vector_block_take(lua_State *L, int table, size_t *rows, size_t *dimensions);

/* Copies a table of numbers; returns 0, or the index of the first value that is not a finite float32. */
size_t floats_from_table(lua_State *L, int table, float *values, size_t count);

/* NULL when the value is something else / raises an argument error. Both raise when its values are gone: a pointer from
   here is good until Lua code, or a finalizer, may have run. */
vector *vector_test(lua_State *L, int index);
vector *vector_check(lua_State *L, int index);

/* Float accumulators, double in the end; recomputed in double where float over- or underflows. */
double vector_dot(const float *a, const float *b, size_t count);
double vector_norm(const float *a, size_t count);
/* 0 when one of them has no length. */
double vector_cosine(const float *a, const float *b, size_t count);

/* Pushes the constructor openai.vector: fn(table_of_numbers | little_endian_float32_bytes) -> vector. */
void vector_open(lua_State *L);

#endif
