/* One source for the Lua 5.1 API (LuaJIT, PUC 5.1) through 5.5: every shim lives here and nowhere else. */
#ifndef OPENAI_COMPAT_H
#define OPENAI_COMPAT_H

#include <limits.h>
#include <stdio.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#if LUA_VERSION_NUM < 502

#define lua_rawlen(L, i)       lua_objlen(L, i)
#define lua_getuservalue(L, i) lua_getfenv(L, i)
#define lua_setuservalue(L, i) ((void)lua_setfenv(L, i))

static inline int lua_absindex(lua_State *L, int index) {
    return (index > 0 || index <= LUA_REGISTRYINDEX) ? index : lua_gettop(L) + index + 1;
}

static inline void compat_setfuncs(lua_State *L, const luaL_Reg *functions) {
    for (; functions->name != NULL; functions++) {
        lua_pushcfunction(L, functions->func);
        lua_setfield(L, -2, functions->name);
    }
}

/* LuaJIT already has both; PUC 5.1 has neither. */
#if !defined(LUAJIT_VERSION) && !defined(LUA_JITLIBNAME)
static inline void *compat_testudata(lua_State *L, int index, const char *type) {
    void *block = lua_touserdata(L, index);
    if (block == NULL || !lua_getmetatable(L, index)) return NULL;
    luaL_getmetatable(L, type);
    if (!lua_rawequal(L, -1, -2)) block = NULL;
    lua_pop(L, 2);
    return block;
}
#define luaL_testudata             compat_testudata
#define luaL_setmetatable(L, type) (luaL_getmetatable(L, type), (void)lua_setmetatable(L, -2))
#endif

#else

#define compat_setfuncs(L, functions) luaL_setfuncs(L, functions, 0)

#endif

#if LUA_VERSION_NUM >= 504
#undef lua_newuserdata
#define lua_newuserdata(L, size) lua_newuserdatauv(L, size, 1)
#endif

#if LUA_VERSION_NUM >= 505
#define lua_newstate(allocate, data) (lua_newstate)(allocate, data, 0) /* the seed of its hashes */
#endif

/* A step as if so much had been allocated: 5.5 takes bytes, the others take KiB. */
static inline void compat_gc_step(lua_State *L, size_t kibibytes) {
#if LUA_VERSION_NUM >= 505
    lua_gc(L, LUA_GCSTEP, kibibytes * 1024);
#else
    lua_gc(L, LUA_GCSTEP, kibibytes < INT_MAX ? (int)kibibytes : INT_MAX);
#endif
}

#if LUA_VERSION_NUM < 503
#define lua_isinteger(L, i) ((void)(L), (void)(i), 0)
#endif

/* The open file of an io handle; NULL: something else, or closed. LuaJIT's handle begins as that of 5.1 does. */
static inline FILE *compat_file(lua_State *L, int index) {
#if LUA_VERSION_NUM >= 502
    luaL_Stream *stream = luaL_testudata(L, index, LUA_FILEHANDLE);
    return stream == NULL || stream->closef == NULL ? NULL : stream->f;
#else
    FILE **stream = luaL_testudata(L, index, LUA_FILEHANDLE);
    return stream == NULL ? NULL : *stream;
#endif
}

/* lua_rawgetp/lua_rawsetp under a name that means the same on every version: a registry entry keyed by an address. */
static inline void registry_get(lua_State *L, const void *key) {
    lua_pushlightuserdata(L, (void *)(size_t)key);
    lua_rawget(L, LUA_REGISTRYINDEX);
}

/* Pops the value on top and stores it. */
static inline void registry_set(lua_State *L, const void *key) {
    lua_pushlightuserdata(L, (void *)(size_t)key);
    lua_insert(L, -2);
    lua_rawset(L, LUA_REGISTRYINDEX);
}

/* For raw access: scripts that are strict about globals raise in a metamethod for those that are not there. */
static inline void globals_push(lua_State *L) {
#if LUA_VERSION_NUM >= 502
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
#else
    lua_pushvalue(L, LUA_GLOBALSINDEX);
#endif
}

#endif
