#include "vector/vector.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/collector.h"
#include "base/userdata.h"
#include "vector/float32.h"

#define LANES         8
#define TOSTRING_SHOW 3

/* Its user value is a table that holds the block itself: what the views share, one table for all of them. */
typedef struct vector_block {
    float *values;
    size_t count;
    bool owned; /* from malloc, else it lies in the userdata */
} vector_block;

/* --- blocks --- */

/* Inline values go with the userdata, after every finalizer: their views stay good. */
static int block_collect(lua_State *L) {
    vector_block *self = luaL_checkudata(L, 1, VECTOR_BLOCK_TYPE);
    if (!self->owned) return 0;
    size_t bytes = self->count * sizeof(float);
    free(self->values);
    self->values = NULL;
    self->count = 0;
    self->owned = false;
    collector_forget(L, bytes);
    return 0;
}

static vector_block *block_push(lua_State *L, size_t extra) {
    vector_block *self = lua_newuserdata(L, sizeof *self + extra);
    memset(self, 0, sizeof *self);
    luaL_setmetatable(L, VECTOR_BLOCK_TYPE);
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 1);
    lua_setuservalue(L, -2);
    return self;
}

/* Not trimmed to size: pages that growing left over were never touched, and a freed block of the same size as the next
   one comes back from malloc without a page fault for each 4 KiB. */
void vector_block_adopt(lua_State *L, buffer *floats) {
    vector_block *self = block_push(L, 0);
    self->values = (float *)(void *)floats->data;
    self->count = floats->length / sizeof(float);
    self->owned = true;
    floats->data = NULL;
    buffer_free(floats);
    collector_tell(L, self->count * sizeof(float));
}

static size_t floats_size(lua_State *L, size_t count) {
    if (count > (SIZE_MAX / 2) / sizeof(float)) luaL_error(L, "not enough memory");
    return count * sizeof(float);
}

float *vector_block_new(lua_State *L, size_t count) {
    vector_block *self = block_push(L, floats_size(L, count));
    self->values = (float *)(self + 1);
    self->count = count;
    return self->values;
}

/* --- making vectors --- */

void vector_view(lua_State *L, const float *values, size_t count, float *const *block) {
    vector *self = lua_newuserdata(L, sizeof *self);
    *self = (vector){values, count, block};
    lua_insert(L, -2);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, VECTOR_TYPE);
}

void vector_push(lua_State *L, int block_index, size_t offset, size_t count) {
    vector_block *block = luaL_checkudata(L, block_index, VECTOR_BLOCK_TYPE);
    if (offset > block->count || count > block->count - offset) luaL_error(L, "vector outside its block");
    lua_getuservalue(L, block_index);
    vector_view(L, block->values + offset, count, &block->values);
}

/* The block from malloc that a vector is a view on, or NULL. */
static vector_block *block_of(lua_State *L, int index) {
    vector_block *block = NULL;
    lua_getuservalue(L, index);
    if (lua_istable(L, -1)) {
        lua_rawgeti(L, -1, 1);
        block = luaL_testudata(L, -1, VECTOR_BLOCK_TYPE);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return block != NULL && block->owned ? block : NULL;
}

static bool is_row(lua_State *L, int table, size_t row, const float *place, size_t dimensions) {
    lua_rawgeti(L, table, (int)row + 1);
    const vector *given = luaL_testudata(L, -1, VECTOR_TYPE);
    lua_pop(L, 1);
    return given != NULL && given->values == place && given->count == dimensions;
}

/* Whether the vectors of the table are the rows of the block. */
static bool are_rows(lua_State *L, int table, const vector_block *block, size_t rows, size_t dimensions) {
    if (dimensions == 0 || rows > block->count / dimensions || rows * dimensions != block->count) return false;
    for (size_t i = 0; i < rows; i++) {
        if (!is_row(L, table, i, block->values + i * dimensions, dimensions)) return false;
    }
    return true;
}

float *vector_block_take(lua_State *L, int table, size_t *rows, size_t *dimensions) {
    table = lua_absindex(L, table);
    lua_rawgeti(L, table, 1);
    const vector *first = luaL_testudata(L, -1, VECTOR_TYPE);
    vector_block *block = first != NULL ? block_of(L, lua_gettop(L)) : NULL;
    *rows = lua_rawlen(L, table);
    *dimensions = first != NULL ? first->count : 0;
    lua_pop(L, 1);
    if (block == NULL || !are_rows(L, table, block, *rows, *dimensions)) return NULL;
    float *values = block->values;
    *block = (vector_block){NULL, 0, false};
    return values;
}

/* Pushes a vector with its own uninitialised values and returns them. */
static float *vector_new(lua_State *L, size_t count) {
    vector *self = lua_newuserdata(L, sizeof *self + floats_size(L, count));
    float *values = (float *)(self + 1);
    *self = (vector){values, count, NULL};
    luaL_setmetatable(L, VECTOR_TYPE);
    return values;
}

static bool values_gone(const vector *self) {
    return self->block != NULL && *self->block == NULL;
}

static vector *vector_live(lua_State *L, vector *self) {
    if (values_gone(self)) luaL_error(L, "this vector has been finalized");
    return self;
}

vector *vector_test(lua_State *L, int index) {
    vector *self = luaL_testudata(L, index, VECTOR_TYPE);
    return self != NULL ? vector_live(L, self) : NULL;
}

vector *vector_check(lua_State *L, int index) {
    return vector_live(L, userdata_check(L, index, VECTOR_TYPE));
}

size_t floats_from_table(lua_State *L, int table, float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, table, (int)i + 1);
        double number = lua_type(L, -1) == LUA_TNUMBER ? (double)lua_tonumber(L, -1) : (double)NAN;
        lua_pop(L, 1);
        if (!(fabs(number) <= (double)FLT_MAX)) return i + 1;
        values[i] = (float)number;
    }
    return 0;
}

static int vector_from_table(lua_State *L) {
    size_t count = lua_rawlen(L, 1);
    float *values = vector_new(L, count);
    size_t bad = floats_from_table(L, 1, values, count);
    if (bad == 0) return 1;
    return luaL_argerror(L, 1, lua_pushfstring(L, "element %d is not a finite number that float32 can hold", (int)bad));
}

static int vector_from_bytes(lua_State *L) {
    size_t length;
    const char *bytes = lua_tolstring(L, 1, &length);
    if (length % sizeof(float) != 0) {
        return luaL_argerror(
            L, 1, lua_pushfstring(L, "%d bytes are not little-endian float32: a multiple of 4 expected", (int)length));
    }
    float *values = vector_new(L, length / sizeof(float));
    memcpy(values, bytes, length);
    float32_from_wire(values, length / sizeof(float));
    return 1;
}

static int vector_make(lua_State *L) {
    lua_settop(L, 1);
    if (vector_test(L, 1) != NULL) return 1; /* immutable: no copy needed */
    if (lua_type(L, 1) == LUA_TSTRING) return vector_from_bytes(L);
    luaL_argcheck(L, lua_istable(L, 1), 1, "a table of numbers or a string of float32 bytes expected");
    return vector_from_table(L);
}

/* --- arithmetic --- */

static double lanes_sum(const float lanes[LANES]) {
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += (double)lanes[lane];
    return sum;
}

/* Separate accumulators let the compiler use vector registers without reordering any sum. */
static double dot_fast(const float *restrict a, const float *restrict b, size_t count) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; count - i >= LANES; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) lanes[lane] += a[i + (size_t)lane] * b[i + (size_t)lane];
    }
    double sum = lanes_sum(lanes);
    for (; i < count; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static double dot_exact(const float *a, const float *b, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

/* False where squares of float32 may have over- or underflowed. NaN counts as such. */
static bool sum_trusted(double sum) {
    return fabs(sum) > 1e-30 && fabs(sum) < 1e37;
}

double vector_dot(const float *a, const float *b, size_t count) {
    double sum = dot_fast(a, b, count);
    return sum_trusted(sum) ? sum : dot_exact(a, b, count);
}

double vector_norm(const float *a, size_t count) {
    return sqrt(vector_dot(a, a, count));
}

/* Three passes are faster than one: a pass fits the vector registers, and the values are in the cache by then. */
double vector_cosine(const float *a, const float *b, size_t count) {
    double ab = dot_fast(a, b, count), aa = dot_fast(a, a, count), bb = dot_fast(b, b, count);
    if (!sum_trusted(aa) || !sum_trusted(bb)) {
        ab = dot_exact(a, b, count), aa = dot_exact(a, a, count), bb = dot_exact(b, b, count);
    }
    if (aa == 0 || bb == 0) return 0;
    double cosine = ab / sqrt(aa * bb);
    if (cosine > 1) return 1; /* rounding; acos of it must not fail */
    return cosine < -1 ? -1 : cosine;
}

/* --- methods --- */

/* Both operands, which must have one size. */
static size_t pair_check(lua_State *L, const char *verb, const vector **a, const vector **b) {
    *a = vector_check(L, 1);
    *b = vector_check(L, 2);
    if ((*a)->count != (*b)->count) {
        luaL_error(L, "cannot take the %s of vectors of %d and %d dimensions", verb, (int)(*a)->count,
                   (int)(*b)->count);
    }
    return (*a)->count;
}

static int method_dot(lua_State *L) {
    const vector *a, *b;
    size_t count = pair_check(L, "dot product", &a, &b);
    lua_pushnumber(L, (lua_Number)vector_dot(a->values, b->values, count));
    return 1;
}

static int method_cosine(lua_State *L) {
    const vector *a, *b;
    size_t count = pair_check(L, "cosine", &a, &b);
    lua_pushnumber(L, (lua_Number)vector_cosine(a->values, b->values, count));
    return 1;
}

static int method_norm(lua_State *L) {
    const vector *self = vector_check(L, 1);
    lua_pushnumber(L, (lua_Number)vector_norm(self->values, self->count));
    return 1;
}

static int method_table(lua_State *L) {
    const vector *self = vector_check(L, 1);
    lua_createtable(L, (int)self->count, 0);
    for (size_t i = 0; i < self->count; i++) {
        lua_pushnumber(L, (lua_Number)self->values[i]);
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 1;
}

static int method_bytes(lua_State *L) {
    const vector *self = vector_check(L, 1);
    size_t length = self->count * sizeof(float);
    const void *bytes = self->values;
    if (!FLOAT32_IS_WIRE) {
        void *copy = lua_newuserdata(L, length);
        float32_from_wire(memcpy(copy, bytes, length), self->count);
        bytes = copy;
    }
    lua_pushlstring(L, bytes, length);
    return 1;
}

static int vector_index(lua_State *L) {
    const vector *self = vector_check(L, 1);
    if (lua_type(L, 2) != LUA_TNUMBER) {
        lua_settop(L, 2);
        lua_rawget(L, lua_upvalueindex(1));
        return 1;
    }
    lua_Number index = lua_tonumber(L, 2);
    if (!(index >= 1 && index <= (lua_Number)self->count && index == floor(index))) return 0;
    lua_pushnumber(L, (lua_Number)self->values[(size_t)index - 1]);
    return 1;
}

static int vector_newindex(lua_State *L) {
    return luaL_error(L, VECTOR_TYPE " cannot be written to; change a copy: openai.vector(v:table())");
}

static int vector_length(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)vector_check(L, 1)->count);
    return 1;
}

static int vector_equal(lua_State *L) {
    const vector *a = vector_test(L, 1), *b = vector_test(L, 2);
    bool equal = a != NULL && b != NULL && a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) equal = a->values[i] == b->values[i];
    lua_pushboolean(L, equal);
    return 1;
}

static int vector_tostring(lua_State *L) {
    const vector *self = luaL_checkudata(L, 1, VECTOR_TYPE);
    char text[128];
    if (values_gone(self)) {
        lua_pushliteral(L, VECTOR_TYPE " (finalized)");
        return 1;
    }
    size_t used = (size_t)snprintf(text, sizeof text, VECTOR_TYPE " %zu [", self->count);
    for (size_t i = 0; i < self->count && i < TOSTRING_SHOW; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.4g", i > 0 ? ", " : "", (double)self->values[i]);
    }
    snprintf(text + used, sizeof text - used, "%s]", self->count > TOSTRING_SHOW ? ", …" : "");
    lua_pushstring(L, text);
    return 1;
}

/* --- opening --- */

static void block_metatable(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", block_collect}, {NULL, NULL}};
    userdata_type(L, VECTOR_BLOCK_TYPE, NULL, metamethods);
}

static void vector_metatable(lua_State *L) {
    static const luaL_Reg methods[] = {{"dot", method_dot},     {"cosine", method_cosine}, {"norm", method_norm},
                                       {"table", method_table}, {"bytes", method_bytes},   {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__newindex", vector_newindex},
                                           {"__len", vector_length},
                                           {"__eq", vector_equal},
                                           {"__tostring", vector_tostring},
                                           {NULL, NULL}};
    luaL_newmetatable(L, VECTOR_TYPE);
    lua_pushliteral(L, "a vector: give vector:table()");
    lua_setfield(L, -2, "__kind");
    compat_setfuncs(L, metamethods);
    lua_newtable(L);
    compat_setfuncs(L, methods);
    lua_pushcclosure(L, vector_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

void vector_open(lua_State *L) {
    block_metatable(L);
    vector_metatable(L);
    lua_pushcfunction(L, vector_make);
}
