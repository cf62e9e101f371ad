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
