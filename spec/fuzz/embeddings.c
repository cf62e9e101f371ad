/* An answer of any bytes, in pieces, through the filter, the decoder and the binding: there are vectors in it or there
 * is a message. */
#include "fuzz.h"

#include <string.h>

#include "http/embedding_filter.h"
#include "http/embeddings_bind.h"
#include "vector/vector.h"
#include "json/decode.h"

/* The vectors of answer.data (at the top) can be read from end to end. */
static void vectors_check(lua_State *L) {
    lua_getfield(L, -1, "data");
    for (size_t i = 1; i <= lua_rawlen(L, -1); i++) {
        lua_rawgeti(L, -1, (int)i);
        lua_getfield(L, -1, "embedding");
        const vector *found = vector_check(L, -1);
        demand(found->count > 0);
        volatile double norm = vector_norm(found->values, found->count);
        (void)norm;
        lua_pop(L, 2);
    }
}

static int embeddings_run(lua_State *L) {
    size_t size;
    const char *text = lua_tolstring(L, 1, &size);
    if (size == 0) return 0;
    lua_settop(L, 1);
    vector_open(L);
    embeddings_open(L);
    lua_getfield(L, -1, "filter");
    lua_pushlstring(L, text + 1, size - 1);
    lua_pushinteger(L, 1 + (unsigned char)text[0] % 40);
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) return 0;
    const char *filtered = lua_tolstring(L, -2, &size);
    if (!json_decode(L, filtered, size)) return 0;
    lua_getfield(L, 3, "bind");
    lua_pushvalue(L, -2);
    lua_pushvalue(L, 5);
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) {
        demand(lua_type(L, -1) == LUA_TSTRING);
        return 0;
    }
    lua_pop(L, 1);
    vectors_check(L);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lua_State *state;
    return lua_run(&state, embeddings_run, data, size);
}
