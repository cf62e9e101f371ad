#include "base/result.h"
#include "http/body.h"

static int body_make(lua_State *L) {
    body_new(L);
    return 1;
}

static int body_add_bytes(lua_State *L) {
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    lua_pushboolean(L, body_append_bytes(body_check(L, 1), bytes, length));
    return 1;
}

static int body_add_source(lua_State *L) {
    if (!body_append_source(L, 1, 2)) return return_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

static int body_add_pull(lua_State *L) {
    int64_t size = (int64_t)luaL_optinteger(L, 3, BODY_SIZE_UNKNOWN);
    lua_pushboolean(L, body_append_pull(body_check(L, 1), luaL_checkstring(L, 2), size));
    return 1;
}

static int body_fill_form(lua_State *L) {
    luaL_checktype(L, 2, LUA_TTABLE);
    body *self = body_check(L, 1);
    if (!body_from_form(L, 1, 2, NULL)) {
        lua_pushboolean(L, body_file_failed(self));
        lua_pushnil(L);
        lua_insert(L, -3);
        return 3;
    }
    lua_pushstring(L, body_content_type(self));
    return 1;
}

/* read(capacity) -> string ("" at the end), "wait" as second value when a chunk is awaited | nil, message */
static int body_read_some(lua_State *L) {
    body *self = body_check(L, 1);
    size_t capacity = (size_t)luaL_checkinteger(L, 2);
    char *target = lua_newuserdata(L, capacity);
    int64_t got = body_read(self, target, capacity);
    if (got == BODY_FAILED) return return_message(L, body_error(self));
    lua_pushlstring(L, target, got > 0 ? (size_t)got : 0);
    if (got != BODY_WAIT) return 1;
    lua_pushliteral(L, "wait");
    return 2;
}

static int body_tell_size(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)body_size(body_check(L, 1)));
    return 1;
}

static int body_go_back(lua_State *L) {
    lua_pushboolean(L, body_rewind(body_check(L, 1)));
    return 1;
}

static int body_in_one_piece(lua_State *L) {
    const char *data;
    size_t length;
    if (!body_contiguous(body_check(L, 1), &data, &length)) return 0;
    lua_pushlstring(L, data, length);
    return 1;
}

/* supply(chunk): nil is the end */
static int body_take_chunk(lua_State *L) {
    body *self = body_check(L, 1);
    size_t length = 0;
    const char *chunk = luaL_optlstring(L, 2, NULL, &length);
    bool good = chunk != NULL ? body_supply(self, chunk, length) : body_supply_end(self);
    return return_true_or(L, good, body_error(self));
}

static int body_shut(lua_State *L) {
    body_close(body_check(L, 1));
    return 0;
}

void body_open(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"new", body_make},          {"bytes", body_add_bytes}, {"source", body_add_source},
        {"pull", body_add_pull},     {"form", body_fill_form},  {"read", body_read_some},
        {"size", body_tell_size},    {"rewind", body_go_back},  {"contiguous", body_in_one_piece},
        {"supply", body_take_chunk}, {"close", body_shut},      {NULL, NULL},
    };
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
