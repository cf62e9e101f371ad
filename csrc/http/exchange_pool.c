#include "http/exchange_pool.h"

#include <string.h>

#include "http/headers.h"

#define MOST_SPARES 64

static const char spare_key; /* registry: exchanges that wait for another call */

/* Pushes one that an earlier call left, with an empty table of kept values; false: there is none. */
static bool spare_push(lua_State *L) {
    registry_get(L, &spare_key);
    int count = lua_istable(L, -1) ? (int)lua_rawlen(L, -1) : 0;
    if (count == 0) {
        lua_pop(L, 1);
        return false;
    }
    lua_rawgeti(L, -1, count);
    lua_pushnil(L);
    lua_rawseti(L, -3, count);
    lua_remove(L, -2);
    return true;
}

exchange *exchange_push(lua_State *L) {
    if (spare_push(L)) return lua_touserdata(L, -1);
    exchange *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    luaL_setmetatable(L, EXCHANGE_TYPE);
    lua_createtable(L, KEPT_COUNT, 0);
    lua_setuservalue(L, -2);
    return self;
}

/* recycle(): nobody will use this exchange any more; the next call may have it. A short call is a third faster for it:
 * no block to allocate, to finalize, to sweep. */
int exchange_recycle(lua_State *L) {
    exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    lua_settop(L, 1);
    if (!self->live || self->state < STATE_DONE || attempt_orphaned(&self->attempt)) return 0;
    exchange_settle(self);
    headers_free(self->owned_headers);
    attempt_recycle(&self->attempt);
    kept_clear(L);
    lua_Integer token = self->waiter.token; /* new ones would make the table of who waits for which grow and shrink */
    memset((char *)self + sizeof self->attempt, 0, sizeof *self - sizeof self->attempt);
    self->waiter.token = token;
    registry_get(L, &spare_key);
    if (lua_isnil(L, -1)) {
        lua_newtable(L);
        lua_pushvalue(L, -1);
        registry_set(L, &spare_key);
        lua_replace(L, -2);
    }
    int count = (int)lua_rawlen(L, -1);
    if (count >= MOST_SPARES) return 0;
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, count + 1);
    return 0;
}
