#include "http/wish.h"

#include <string.h>

/* Pushes the table of refusals of this Lua state: "handler origin" -> true. */
static void refusals_push(lua_State *L) {
    static const char key;
    registry_get(L, &key);
    if (lua_istable(L, -1)) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    registry_set(L, &key);
}

/* Scheme, host and port, as they are written. */
static void origin_push(lua_State *L, const reply_handler *handler, const char *url) {
    const char *host = strstr(url, "://");
    host = host != NULL ? host + 3 : url;
    lua_pushfstring(L, "%s ", handler->name);
    lua_pushlstring(L, url, (size_t)(host - url) + strcspn(host, "/?"));
    lua_concat(L, 2);
}

bool wish_retract(lua_State *L, const reply_handler *handler, const char *url, buffer *json) {
    if (handler->retract == NULL || !handler->blamed(L) || !handler->retract(json)) return false;
    luaL_checkstack(L, 6, "a refusal");
    refusals_push(L);
    origin_push(L, handler, url);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    return true;
}

void wish_spare(lua_State *L, const reply_handler *handler, const char *url, buffer *json) {
    if (handler->retract == NULL) return;
    refusals_push(L);
    origin_push(L, handler, url);
    lua_rawget(L, -2);
    if (lua_toboolean(L, -1)) handler->retract(json);
    lua_pop(L, 2);
}
