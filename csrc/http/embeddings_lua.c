#include "base/result.h"
#include "base/userdata.h"
#include "http/embeddings_bind.h"

#define FILTER_TYPE "openai.embedding_filter"

static int filter_collect(lua_State *L) {
    embedding_filter_free(luaL_checkudata(L, 1, FILTER_TYPE));
    return 0;
}

static embedding_filter *filter_push(lua_State *L) {
    embedding_filter *self = lua_newuserdata(L, sizeof *self);
    embedding_filter_init(self);
    if (userdata_unfinished(L, FILTER_TYPE)) {
        lua_pushcfunction(L, filter_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return self;
}

static int filter_run(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    size_t piece = (size_t)luaL_optinteger(L, 2, (lua_Integer)length);
    luaL_argcheck(L, piece > 0 || length == 0, 2, "a positive size expected");
    buffer *out = buffer_new(L);
    embedding_filter *self = filter_push(L);
    for (size_t at = 0; at < length; at += piece) {
        size_t size = length - at < piece ? length - at : piece;
        if (!embedding_filter_feed(self, text + at, size, out)) return return_message(L, self->message);
    }
    lua_pushlstring(L, out->length > 0 ? out->data : "", out->length);
    lua_insert(L, -2);
    return 2;
}

static int filter_bind(lua_State *L) {
    embedding_filter *self = lua_isnoneornil(L, 2) ? NULL : luaL_checkudata(L, 2, FILTER_TYPE);
    if (!embeddings_bind(L, 1, self)) return return_failure(L);
    lua_pushvalue(L, 1);
    return 1;
}

void embeddings_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"filter", filter_run}, {"bind", filter_bind}, {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
