/* What the targets share. */
#ifndef OPENAI_FUZZ_H
#define OPENAI_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/compat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void demand(int good) {
    if (!good) abort();
}

static inline void *room_for(size_t size) {
    void *room = malloc(size);
    if (room == NULL) abort();
    return room;
}

/* Calls run(text) in a Lua state that all inputs share; it must not raise. */
static inline int lua_run(lua_State **state, lua_CFunction run, const uint8_t *data, size_t size) {
    if (*state == NULL) {
        *state = luaL_newstate();
        demand(*state != NULL);
        luaL_openlibs(*state);
    }
    lua_State *L = *state;
    lua_settop(L, 0);
    lua_pushcfunction(L, run);
    lua_pushlstring(L, (const char *)data, size);
    if (lua_pcall(L, 1, 0, 0) != 0) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        abort();
    }
    return 0;
}

#endif
