/* The least a method in C can do: what benchmarks compare the price of a call with. */
#include "base/compat.h"

#define EMPTY_TYPE "openai.spec.empty"

static int empty_call(lua_State *L) {
    luaL_checkudata(L, 1, EMPTY_TYPE);
    return 0;
}

__attribute__((visibility("default"))) int luaopen_empty(lua_State *L);

/* A userdata with the method call(). */
int luaopen_empty(lua_State *L) {
    static const luaL_Reg methods[] = {{"call", empty_call}, {NULL, NULL}};
    lua_newuserdata(L, 1);
    luaL_newmetatable(L, EMPTY_TYPE);
    lua_newtable(L);
    compat_setfuncs(L, methods);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    return 1;
}
