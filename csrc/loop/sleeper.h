/* A sleep: a timer that can be waited for. */
#ifndef OPENAI_SLEEPER_H
#define OPENAI_SLEEPER_H

#include "base/compat.h"

/* Lua-facing: adds `sleep` to the `loop_methods` of the table on top; loop_open must have run. */
void sleeper_open(lua_State *L);

#endif
