/* The Lua values that an exchange keeps alive, in the table that is its user value. */
#ifndef OPENAI_KEPT_H
#define OPENAI_KEPT_H

#include "base/compat.h"

enum kept {
    KEPT_RESULT = 1, /* the value or the error's fields that the call ends with; or those that Lua is asked about */
    KEPT_BODY,       /* what the request's body refers to */
    KEPT_REPLY,      /* the reply handler's, see answer_keep */
    KEPT_COUNT = KEPT_REPLY
};

/* Pops the value and puts it at the place of the exchange at `index`. */
static inline void kept_set(lua_State *L, int index, int place) {
    index = lua_absindex(L, index);
    lua_getuservalue(L, index);
    lua_insert(L, -2);
    lua_rawseti(L, -2, place);
    lua_pop(L, 1);
}

static inline void kept_push(lua_State *L, int index, int place) {
    lua_getuservalue(L, index);
    lua_rawgeti(L, -1, place);
    lua_remove(L, -2);
}

/* Of the exchange at index 1. */
static inline void kept_clear(lua_State *L) {
    lua_getuservalue(L, 1);
    for (int place = 1; place <= KEPT_COUNT; place++) {
        lua_pushnil(L);
        lua_rawseti(L, -2, place);
    }
    lua_pop(L, 1);
}

#endif
