/* A stream: the events of an answer, as users hold it. The exchange behind it is driven by the Lua layer. */
#ifndef OPENAI_STREAM_H
#define OPENAI_STREAM_H

#include "base/compat.h"

/* Lua-facing: pushes what the Lua layer drives streams with, functions that users do not get: {open, renew, take, read,
 * state, sequence, type}; `type` is the metatable, which the Lua layer gives its methods. */
void stream_open(lua_State *L);

#endif
