/*
 * openai.matrix: N × D float32. The rows lie in chunks that never move, so that a view of a row stays good while others
 * are appended, and appending to a loaded matrix copies nothing: the mapped file is the first chunk. A chunk is a
 * userdata, kept alive by the matrix and by the views of its rows.
 */
#ifndef OPENAI_MATRIX_H
#define OPENAI_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compat.h"

#define MATRIX_TYPE         "openai.matrix"
#define MATRIX_MOST_FLOATS  (SIZE_MAX / 8) /* in one matrix: sizes in bytes do not overflow */
#define MATRIX_MOST_COLUMNS ((size_t)1 << 20)

/* Its user value is a table that holds the chunk itself: what the views share. */
typedef struct matrix_chunk {
    float *values; /* NULL after the chunk was finalized */
    size_t first;  /* the row of the matrix that is the chunk's first, from 0 */
    size_t rows, capacity;
    size_t bytes;  /* that the collector was told of */
    void *mapping; /* what to unmap; NULL: values is from malloc */
    size_t mapped; /* bytes */
} matrix_chunk;

/* Its user value is a table of the chunks' userdata. */
typedef struct matrix {
    size_t dimensions, count;
    matrix_chunk **chunks;
    size_t chunk_count;
    bool finalized;
} matrix;

/* Raises for something else and for one that was finalized, which only a finalizer of the user's can meet. */
matrix *matrix_check(lua_State *L, int index);
/* Pushes an empty matrix; raises when it cannot have so many dimensions. */
matrix *matrix_new(lua_State *L, size_t dimensions);

/* Pushes a chunk without values: rows, capacity and where they lie are the caller's to set. */
matrix_chunk *matrix_chunk_push(lua_State *L);
/* Pushes a chunk with room for so many rows. Raises without memory; may run finalizers. */
matrix_chunk *matrix_chunk_new(lua_State *L, size_t rows, size_t dimensions);
/* Adds the chunk on top of the stack behind the last row, and pops it. */
void matrix_adopt(lua_State *L, int matrix_index, matrix_chunk *chunk);

/* The index of the chunk that has the row (both from 0; the row must exist). Raises when the chunk was finalized, which
   only a finalizer of the user's can meet, when the Lua state closes. */
size_t matrix_chunk_find(lua_State *L, const matrix *self, size_t row);

/* Pushes the table {new = fn(dimensions), methods = …}. */
void matrix_open(lua_State *L);

#endif
