/* Types of userdata. */
#ifndef OPENAI_USERDATA_H
#define OPENAI_USERDATA_H

#include "compat.h"

/* Registers the type once per Lua state; either list may be NULL. Methods cannot reach the metamethods: a user who calls
   value:__gc() gets nothing. */
static inline void userdata_type(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods) {
    if (luaL_newmetatable(L, name)) {
        if (metamethods != NULL) compat_setfuncs(L, metamethods);
        if (methods != NULL) {
            lua_newtable(L);
            compat_setfuncs(L, methods);
            lua_setfield(L, -2, "__index");
        }
    }
    lua_pop(L, 1);
}

#endif
