/* Types of userdata. */
#ifndef OPENAI_USERDATA_H
#define OPENAI_USERDATA_H

#include <stdbool.h>

#include "base/compat.h"

/* Pushes the metatable of a type that is made at its first use. True: it has no finalizer, which is to be set last;
   also when making it failed half-way before (no memory). */
static inline bool userdata_unfinished(lua_State *L, const char *name) {
    luaL_newmetatable(L, name);
    lua_getfield(L, -1, "__gc");
    bool unfinished = lua_isnil(L, -1);
    lua_pop(L, 1);
    return unfinished;
}

/* luaL_checkudata for the types that users hold: whoever calls a method with a dot is told. */
static inline void *userdata_check(lua_State *L, int index, const char *type) {
    if (index == 1 && !lua_isuserdata(L, 1)) {
        const char *got = luaL_typename(L, 1);
        luaL_argerror(L, 1, lua_pushfstring(L, "%s expected, got %s; call it with a colon", type, got));
    }
    return luaL_checkudata(L, index, type);
}

/* What a value is, for people who tried to send it: what its metatable says, which is then pushed and names the way
   out; else NULL, and nothing is pushed. */
static inline const char *userdata_kind(lua_State *L, int index) {
    if (!lua_getmetatable(L, index)) return NULL;
    lua_pushliteral(L, "__kind");
    lua_rawget(L, -2);
    lua_remove(L, -2);
    if (lua_type(L, -1) == LUA_TSTRING) return lua_tostring(L, -1);
    lua_pop(L, 1);
    return NULL;
}

static inline void userdata_set_kind(lua_State *L, const char *type, const char *kind) {
    luaL_getmetatable(L, type);
    lua_pushstring(L, kind);
    lua_setfield(L, -2, "__kind");
    lua_pop(L, 1);
}

/* Registers a type while the module is loaded; either list may be NULL. Methods cannot reach the metamethods: a user
   who calls value:__gc() gets nothing. */
static inline void userdata_type(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods) {
    luaL_newmetatable(L, name);
    if (metamethods != NULL) compat_setfuncs(L, metamethods);
    if (methods != NULL) {
        lua_newtable(L);
        compat_setfuncs(L, methods);
        lua_setfield(L, -2, "__index");
    }
    lua_pop(L, 1);
}

#endif
