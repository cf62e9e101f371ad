#include "vector/matrix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/collector.h"
#include "base/system.h"
#include "base/userdata.h"
#include "vector/vector.h"

#define CHUNK_TYPE  "openai.matrix_chunk"
#define CHUNK_LEAST ((size_t)1 << 14) /* bytes; each chunk is as large as all before it together, up to … */
#define CHUNK_MOST  ((size_t)1 << 22) /* … so much of memory is taken before it is needed */

matrix *matrix_check(lua_State *L, int index) {
    matrix *self = userdata_check(L, index, MATRIX_TYPE);
    if (self->finalized) luaL_error(L, "this matrix has been finalized");
    return self;
}

/* --- chunks --- */

static int chunk_collect(lua_State *L) {
    matrix_chunk *self = luaL_checkudata(L, 1, CHUNK_TYPE);
    if (self->mapping != NULL) {
        system_unmap(self->mapping, self->mapped);
    } else {
        free(self->values);
    }
    size_t bytes = self->bytes;
    self->values = NULL;
    self->mapping = NULL;
    self->bytes = 0;
    collector_forget(L, bytes);
    return 0;
}

matrix_chunk *matrix_chunk_push(lua_State *L) {
    matrix_chunk *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    luaL_setmetatable(L, CHUNK_TYPE);
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 1);
    lua_setuservalue(L, -2);
    return self;
}

matrix_chunk *matrix_chunk_new(lua_State *L, size_t rows, size_t dimensions) {
    matrix_chunk *self = matrix_chunk_push(L);
    size_t bytes = rows * dimensions * sizeof(float);
    self->values = system_allocate(bytes, bytes);
    if (self->values == NULL) luaL_error(L, "not enough memory");
    self->capacity = rows;
    self->bytes = bytes;
    collector_tell(L, bytes);
    return self;
}

void matrix_adopt(lua_State *L, int matrix_index, matrix_chunk *chunk) {
    matrix *self = matrix_check(L, matrix_index);
    matrix_chunk **grown = realloc(self->chunks, (self->chunk_count + 1) * sizeof *grown);
    if (grown == NULL) luaL_error(L, "not enough memory");
    self->chunks = grown;
    lua_getuservalue(L, matrix_index);
    lua_insert(L, -2);
    lua_rawseti(L, -2, (int)self->chunk_count + 1);
    lua_pop(L, 1);
    chunk->first = self->count;
    self->chunks[self->chunk_count++] = chunk;
    self->count += chunk->rows;
}

size_t matrix_chunk_find(lua_State *L, const matrix *self, size_t row) {
    size_t low = 0, high = self->chunk_count; /* chunks[low].first <= row < chunks[high].first */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (self->chunks[middle]->first <= row) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if (row >= self->count || self->chunks[low]->values == NULL) luaL_error(L, "this matrix has been finalized");
    return low;
}

/* --- matrices --- */

static int matrix_collect(lua_State *L) {
    matrix *self = luaL_checkudata(L, 1, MATRIX_TYPE);
    free(self->chunks);
    self->chunks = NULL;
    self->chunk_count = self->count = 0;
    self->finalized = true;
    return 0;
}

matrix *matrix_new(lua_State *L, size_t dimensions) {
    matrix *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->dimensions = dimensions;
    luaL_setmetatable(L, MATRIX_TYPE);
    lua_createtable(L, 1, 0);
    lua_setuservalue(L, -2);
    return self;
}

static int lua_matrix_new(lua_State *L) {
    lua_Number dimensions = luaL_checknumber(L, 1);
    luaL_argcheck(L,
                  dimensions >= 1 && dimensions <= (lua_Number)MATRIX_MOST_COLUMNS && dimensions == floor(dimensions),
                  1, "the number of dimensions: a whole number from 1 to 1048576");
    matrix_new(L, (size_t)dimensions);
    return 1;
}

static matrix_chunk *last_with_room(const matrix *self) {
    matrix_chunk *last = self->chunk_count > 0 ? self->chunks[self->chunk_count - 1] : NULL;
    return last != NULL && last->values != NULL && last->rows < last->capacity ? last : NULL;
}

static size_t next_capacity(const matrix *self) {
    size_t row = self->dimensions * sizeof(float), bytes = self->count * row;
    if (bytes < CHUNK_LEAST) bytes = CHUNK_LEAST;
    if (bytes > CHUNK_MOST) bytes = CHUNK_MOST;
    return bytes > row ? bytes / row : 1;
}

/* The chunk with the next row's place. Making one may run finalizers, which may append to this matrix, or be its own:
   looks again afterwards. */
static matrix_chunk *matrix_room(lua_State *L, matrix *self) {
    if (self->count >= MATRIX_MOST_FLOATS / self->dimensions) luaL_error(L, "not enough memory");
    if (last_with_room(self) == NULL) {
        matrix_chunk *fresh = matrix_chunk_new(L, next_capacity(self), self->dimensions);
        if (last_with_room(self) == NULL) {
            matrix_adopt(L, 1, fresh);
        } else {
            lua_pop(L, 1);
        }
    }
    matrix_chunk *last = last_with_room(matrix_check(L, 1));
    if (last == NULL) luaL_error(L, "this matrix has been finalized");
    return last;
}

static void dimensions_check(lua_State *L, const matrix *self, size_t count, const char *what) {
    if (count == self->dimensions) return;
    luaL_argerror(L, 2,
                  lua_pushfstring(L, "%s of %d dimensions; those of the matrix have %d", what, (int)count,
                                  (int)self->dimensions));
}

static void row_from_table(lua_State *L, const matrix *self, float *row) {
    size_t bad = floats_from_table(L, 2, row, self->dimensions);
    if (bad == 0) return;
    luaL_argerror(L, 2, lua_pushfstring(L, "element %d is not a finite number that float32 can hold", (int)bad));
}

/* append(vector or table) → its index */
static int method_append(lua_State *L) {
    matrix *self = matrix_check(L, 1);
    const vector *given = vector_test(L, 2);
    lua_settop(L, 2);
    if (given == NULL) luaL_argcheck(L, lua_istable(L, 2), 2, "a vector or a table of numbers expected");
    dimensions_check(L, self, given != NULL ? given->count : lua_rawlen(L, 2), given != NULL ? "a vector" : "a table");
    matrix_chunk *chunk = matrix_room(L, self);
    float *row = chunk->values + chunk->rows * self->dimensions;
    if (given != NULL) {
        memcpy(row, vector_check(L, 2)->values, self->dimensions * sizeof *row);
    } else {
        row_from_table(L, self, row);
    }
    chunk->rows++;
    self->count++;
    lua_pushinteger(L, (lua_Integer)self->count);
    return 1;
}

/*
 * absorb(matrix, vectors) → true when their memory has become rows of the matrix, without a copy: they are all the
 * views of a block, as an answer's are, and are finalized now. False: they are no such vectors, nothing happened.
 */
static int lua_matrix_absorb(lua_State *L) {
    matrix *self = matrix_check(L, 1);
    size_t rows, dimensions;
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    lua_rawgeti(L, 2, 1);
    const vector *first = vector_test(L, -1);
    bool fits = first != NULL && first->count == self->dimensions &&
                lua_rawlen(L, 2) <= MATRIX_MOST_FLOATS / self->dimensions - self->count;
    lua_settop(L, 2);
    matrix_chunk *chunk = fits ? matrix_chunk_push(L) : NULL; /* owns the memory from the moment that it is taken */
    if (fits) chunk->values = vector_block_take(L, 2, &rows, &dimensions);
    bool taken = fits && chunk->values != NULL;
    if (taken) {
        chunk->rows = chunk->capacity = rows;
        chunk->bytes = rows * dimensions * sizeof(float); /* the collector knows of them from the block */
        matrix_adopt(L, 1, chunk);
    }
    lua_pushboolean(L, taken);
    return 1;
}

static int method_dimensions(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)matrix_check(L, 1)->dimensions);
    return 1;
}

static void row_push(lua_State *L, const matrix *self, size_t row) {
    size_t found = matrix_chunk_find(L, self, row);
    matrix_chunk *chunk = self->chunks[found];
    lua_getuservalue(L, 1);
    lua_rawgeti(L, -1, (int)found + 1);
    lua_getuservalue(L, -1);
    vector_view(L, chunk->values + (row - chunk->first) * self->dimensions, self->dimensions, &chunk->values);
}

static int matrix_index(lua_State *L) {
    const matrix *self = matrix_check(L, 1);
    lua_settop(L, 2);
    if (lua_type(L, 2) != LUA_TNUMBER) {
        lua_rawget(L, lua_upvalueindex(1));
        return 1;
    }
    lua_Number index = lua_tonumber(L, 2);
    if (!(index >= 1 && index <= (lua_Number)self->count && index == floor(index))) return 0;
    row_push(L, self, (size_t)index - 1);
    return 1;
}

static int matrix_newindex(lua_State *L) {
    return luaL_error(L, "rows of " MATRIX_TYPE " cannot be replaced; add one with m:append(vector)");
}

static int matrix_length(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)matrix_check(L, 1)->count);
    return 1;
}

static int matrix_tostring(lua_State *L) {
    const matrix *self = luaL_checkudata(L, 1, MATRIX_TYPE);
    char text[80];
    snprintf(text, sizeof text, MATRIX_TYPE " %zu x %zu", self->count, self->dimensions);
    lua_pushstring(L, text);
    return 1;
}

/* --- opening --- */

static void chunk_metatable(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", chunk_collect}, {NULL, NULL}};
    userdata_type(L, CHUNK_TYPE, NULL, metamethods);
}

/* Pushes the table of methods, to which the Lua layer adds. */
static void matrix_metatable(lua_State *L) {
    static const luaL_Reg methods[] = {{"append", method_append}, {"dimensions", method_dimensions}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__newindex", matrix_newindex},
                                           {"__len", matrix_length},
                                           {"__tostring", matrix_tostring},
                                           {"__gc", matrix_collect},
                                           {NULL, NULL}};
    luaL_newmetatable(L, MATRIX_TYPE);
    lua_pushliteral(L, "a matrix: give matrix[i]:table()");
    lua_setfield(L, -2, "__kind");
    compat_setfuncs(L, metamethods);
    lua_newtable(L);
    compat_setfuncs(L, methods);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, matrix_index, 1);
    lua_setfield(L, -3, "__index");
    lua_remove(L, -2);
}

void matrix_open(lua_State *L) {
    chunk_metatable(L);
    lua_newtable(L);
    lua_pushcfunction(L, lua_matrix_new);
    lua_setfield(L, -2, "new");
    lua_pushcfunction(L, lua_matrix_absorb);
    lua_setfield(L, -2, "absorb");
    matrix_metatable(L);
    lua_setfield(L, -2, "methods");
}
