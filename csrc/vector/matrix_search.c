/* The nearest rows to a query by cosine, exactly: every row is compared, in slices of as many rows as the caller likes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/userdata.h"
#include "vector/matrix.h"
#include "vector/matrix_search.h"
#include "vector/vector.h"

#define SEARCH_TYPE "openai.matrix_search"
#define LANES       4  /* floats in a vector register that every machine has: reading memory is slower anyway */
#define STRIDE      16 /* floats compared at a time: four registers for each sum hide the time of an addition */

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

typedef struct hit {
    double score;
    size_t row;
} hit;

/* Its user value is a table that holds the matrix. */
typedef struct search {
    const matrix *rows;
    size_t next, end; /* rows; those appended after the beginning are not looked at */
    size_t wanted, found;
    double square;      /* of the query's length */
    const float *query; /* a copy, behind the hits */
    hit hits[];         /* a heap with the worst one first; sorted at the end */
} search;

static search *search_check(lua_State *L) {
    return luaL_checkudata(L, 1, SEARCH_TYPE);
}

/* --- comparing --- */

static inline lanes lanes_load(const float *from) {
    lanes values;
    memcpy(&values, from, sizeof values);
    return values;
}

static inline double lanes_sum(lanes a, lanes b, lanes c, lanes d) {
    a += b, c += d;
    a += c;
    return ((double)a[0] + (double)a[1]) + ((double)a[2] + (double)a[3]);
}

/* Adds both products of the floats of one register to the sums. */
#define STEP(at, dot, own)                                                                                             \
    do {                                                                                                               \
        lanes values = lanes_load(row + i + (at));                                                                     \
        dot += values * lanes_load(query + i + (at));                                                                  \
        own += values * values;                                                                                        \
    } while (0)

/* The dot products of the row with the query and with itself, reading the row once. */
static double row_products(const float *restrict query, const float *restrict row, size_t count, double *square) {
    lanes dot_0 = {0}, dot_1 = {0}, dot_2 = {0}, dot_3 = {0}, own_0 = {0}, own_1 = {0}, own_2 = {0}, own_3 = {0};
    size_t i = 0;
    for (; count - i >= STRIDE; i += STRIDE) {
        STEP(0, dot_0, own_0);
        STEP(LANES, dot_1, own_1);
        STEP(2 * LANES, dot_2, own_2);
        STEP(3 * LANES, dot_3, own_3);
    }
    double product = lanes_sum(dot_0, dot_1, dot_2, dot_3), sum = lanes_sum(own_0, own_1, own_2, own_3);
    for (; i < count; i++) {
        product += (double)row[i] * (double)query[i];
        sum += (double)row[i] * (double)row[i];
    }
    *square = sum;
    return product;
}

/* False where squares of float32 may have over- or underflowed. NaN counts as such. */
static bool square_trusted(double square) {
    return square > 1e-30 && square < 1e37;
}

static double row_score(const search *self, const float *row, size_t count) {
    double square, product = row_products(self->query, row, count, &square);
    if (!square_trusted(square) || !square_trusted(self->square)) return vector_cosine(self->query, row, count);
    double cosine = product / sqrt(square * self->square);
    if (cosine > 1) return 1; /* rounding; acos of it must not fail */
    return cosine < -1 ? -1 : cosine;
}

/* --- the best so far --- */

static inline bool hit_worse(const hit *a, const hit *b) {
    return a->score < b->score || (a->score == b->score && a->row > b->row);
}

static void hit_sink(hit *hits, size_t count, size_t at) {
    hit moved = hits[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && hit_worse(&hits[child + 1], &hits[child])) child++;
        if (!hit_worse(&hits[child], &moved)) break;
        hits[at] = hits[child];
    }
    hits[at] = moved;
}

static void hit_rise(hit *hits, size_t at) {
    hit moved = hits[at];
    for (; at > 0 && hit_worse(&moved, &hits[(at - 1) / 2]); at = (at - 1) / 2) hits[at] = hits[(at - 1) / 2];
    hits[at] = moved;
}

/* A row with a NaN in it has no score and is never found. */
static void hit_offer(search *self, hit offered) {
    if (isnan(offered.score)) return;
    if (self->found < self->wanted) {
        self->hits[self->found] = offered;
        hit_rise(self->hits, self->found++);
    } else if (hit_worse(&self->hits[0], &offered)) {
        self->hits[0] = offered;
        hit_sink(self->hits, self->found, 0);
    }
}

static int hits_compare(const void *a, const void *b) {
    return hit_worse(b, a) ? -1 : 1;
}

/* --- for Lua --- */

/* Up to `count` rows, all in one chunk; returns how many. */
static size_t rows_compare(lua_State *L, search *self, size_t count) {
    size_t dimensions = self->rows->dimensions;
    const matrix_chunk *chunk = self->rows->chunks[matrix_chunk_find(L, self->rows, self->next)];
    size_t left = chunk->first + chunk->rows - self->next;
    const float *row = chunk->values + (self->next - chunk->first) * dimensions;
    if (count > left) count = left;
    for (size_t i = 0; i < count; i++, row += dimensions) {
        hit_offer(self, (hit){row_score(self, row, dimensions), self->next + i});
    }
    self->next += count;
    return count;
}

/* step(rows) → whether that was all */
static int method_step(lua_State *L) {
    search *self = search_check(L);
    lua_Number rows = luaL_checknumber(L, 2);
    luaL_argcheck(L, rows >= 1, 2, "a positive number of rows expected");
    size_t left = self->end - self->next;
    if (rows < (lua_Number)left) left = (size_t)rows;
    while (left > 0) left -= rows_compare(L, self, left);
    lua_pushboolean(L, self->next == self->end);
    return 1;
}

/* result() → indices, scores; best first, equal ones by index */
static int method_result(lua_State *L) {
    search *self = search_check(L);
    if (self->next < self->end) return luaL_error(L, "the search is not at its end");
    qsort(self->hits, self->found, sizeof(hit), hits_compare);
    lua_createtable(L, (int)self->found, 0);
    lua_createtable(L, (int)self->found, 0);
    for (size_t i = 0; i < self->found; i++) {
        lua_pushinteger(L, (lua_Integer)self->hits[i].row + 1);
        lua_rawseti(L, -3, (int)i + 1);
        lua_pushnumber(L, (lua_Number)self->hits[i].score);
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 2;
}

static size_t wanted_check(lua_State *L, const matrix *rows) {
    lua_Number wanted = luaL_checknumber(L, 3);
    luaL_argcheck(L, wanted >= 1 && wanted == floor(wanted), 3, "how many rows to find: a whole number from 1");
    return wanted < (lua_Number)rows->count ? (size_t)wanted : rows->count;
}

/* search(matrix, vector, k) */
static int lua_search(lua_State *L) {
    const matrix *rows = matrix_check(L, 1);
    const vector *query = vector_check(L, 2);
    size_t wanted = wanted_check(L, rows), bytes = query->count * sizeof(float);
    if (query->count != rows->dimensions) {
        lua_pushfstring(L, "a query of %d dimensions; the rows of the matrix have %d", (int)query->count,
                        (int)rows->dimensions);
        return luaL_argerror(L, 2, lua_tostring(L, -1));
    }
    search *self = lua_newuserdata(L, sizeof *self + wanted * sizeof(hit) + bytes);
    *self = (search){.rows = rows, .end = rows->count, .wanted = wanted};
    self->square = vector_dot(query->values, query->values, query->count);
    self->query = memcpy((void *)(self->hits + wanted), query->values, bytes);
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 1);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, SEARCH_TYPE);
    return 1;
}

void matrix_search_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"step", method_step}, {"result", method_result}, {NULL, NULL}};
    userdata_type(L, SEARCH_TYPE, methods, NULL);
    lua_pushcfunction(L, lua_search);
    lua_setfield(L, -2, "search");
}
