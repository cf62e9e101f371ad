/* How functions that Lua calls say that they failed: nil, message. */
#ifndef OPENAI_RESULT_H
#define OPENAI_RESULT_H

#include <stdbool.h>

#include "base/compat.h"

/* The message is on top of the stack. */
static inline int return_failure(lua_State *L) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static inline int return_message(lua_State *L, const char *message) {
    lua_pushstring(L, message);
    return return_failure(L);
}

static inline int return_true_or(lua_State *L, bool good, const char *message) {
    if (!good) return return_message(L, message);
    lua_pushboolean(L, 1);
    return 1;
}

#endif
