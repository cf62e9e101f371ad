#include "http/embeddings_bind.h"

#include "vector/vector.h"

/* Pushes data[i].embedding and returns its type; LUA_TNONE when there is no such thing. */
static int embedding_push(lua_State *L, int data, size_t i) {
    lua_rawgeti(L, data, (int)i);
    if (lua_istable(L, -1)) {
        lua_pushliteral(L, "embedding");
        lua_rawget(L, -2);
        lua_remove(L, -2);
        return lua_type(L, -1);
    }
    return LUA_TNONE;
}

static bool bind_refuse(lua_State *L, size_t i, const char *why) {
    lua_pushfstring(L, "the answer is not an embeddings list: data[%d].embedding %s", (int)i, why);
    return false;
}

typedef struct tally {
    size_t numbers, floats; /* running numbers met; floats in tables */
} tally;

static bool embedding_count(lua_State *L, size_t i, int type, const embedding_filter *filter, tally *sums) {
    if (type == LUA_TTABLE && lua_rawlen(L, -1) > 0) {
        sums->floats += lua_rawlen(L, -1);
        return true;
    }
    if (type != LUA_TNUMBER)
        return bind_refuse(L, i, type == LUA_TTABLE ? "is empty" : "is missing or of a wrong type");
    bool expected = filter != NULL && sums->numbers < embedding_filter_count(filter) &&
                    lua_tonumber(L, -1) == (lua_Number)sums->numbers;
    sums->numbers++;
    return expected || bind_refuse(L, i, "is a number");
}

static bool embeddings_count(lua_State *L, int data, size_t count, const embedding_filter *filter, tally *sums) {
    for (size_t i = 1; i <= count; i++) {
        if (!embedding_count(L, i, embedding_push(L, data, i), filter, sums)) return false;
        lua_pop(L, 1);
    }
    if (filter == NULL || sums->numbers == embedding_filter_count(filter)) return true;
    lua_pushfstring(L, "the answer is not an embeddings list: %d embeddings in it, %d of them under data",
                    (int)embedding_filter_count(filter), (int)sums->numbers);
    return false;
}

/* Replaces data[i].embedding by the vector on top of the stack and pops that. */
static void embedding_store(lua_State *L, int data, size_t i) {
    lua_rawgeti(L, data, (int)i);
    lua_insert(L, -2);
    lua_pushliteral(L, "embedding");
    lua_insert(L, -2);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* Packs the table on top of the stack behind the values used so far of the block at `block`. */
static bool table_bind(lua_State *L, int data, size_t i, int block, float *values, size_t *used) {
    size_t count = lua_rawlen(L, -1);
    size_t bad = floats_from_table(L, lua_gettop(L), values + *used, count);
    if (bad != 0) return bind_refuse(L, i, "holds something other than float32 numbers");
    vector_push(L, block, *used, count);
    embedding_store(L, data, i);
    *used += count;
    return true;
}

/* The filter's block lies on top of the stack. */
static bool embeddings_replace(lua_State *L, int data, size_t count, const embedding_filter *filter, size_t floats) {
    const embedding_span *span = filter != NULL ? (const embedding_span *)(void *)filter->spans.data : NULL;
    int adopted = lua_gettop(L), packed = adopted + 1;
    float *values = vector_block_new(L, floats);
    size_t used = 0;
    for (size_t i = 1; i <= count; i++) {
        if (embedding_push(L, data, i) == LUA_TNUMBER) {
            vector_push(L, adopted, span->offset, span->count);
            embedding_store(L, data, i);
            span++;
        } else if (!table_bind(L, data, i, packed, values, &used)) {
            return false;
        }
        lua_settop(L, packed);
    }
    return true;
}

static bool answer_bind(lua_State *L, int answer, embedding_filter *filter) {
    tally sums = {0, 0};
    if (lua_istable(L, answer)) {
        lua_pushliteral(L, "data");
        lua_rawget(L, answer);
    } else {
        lua_pushnil(L);
    }
    int data = lua_gettop(L);
    if (!lua_istable(L, data)) {
        lua_pushliteral(L, "the answer is not an embeddings list: it has no data");
        return false;
    }
    size_t count = lua_rawlen(L, data);
    if (!embeddings_count(L, data, count, filter, &sums)) return false;
    if (sums.numbers > 0)
        vector_block_adopt(L, &filter->block);
    else
        lua_pushnil(L);
    bool good = embeddings_replace(L, data, count, filter, sums.floats);
    if (filter != NULL) embedding_filter_reset(filter); /* its values are gone, so are the numbers' meanings */
    return good;
}

bool embeddings_bind(lua_State *L, int answer_index, embedding_filter *filter) {
    int answer = lua_absindex(L, answer_index), top = lua_gettop(L);
    luaL_checkstack(L, 12, "embeddings");
    bool good = answer_bind(L, answer, filter);
    if (!good) lua_insert(L, top + 1);
    lua_settop(L, good ? top : top + 1);
    return good;
}
