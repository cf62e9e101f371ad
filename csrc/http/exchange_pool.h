/* Exchanges that wait for another call. A short call is a third faster for it: no block to allocate, to finalize, to
 * sweep. */
#ifndef OPENAI_EXCHANGE_POOL_H
#define OPENAI_EXCHANGE_POOL_H

#include "http/exchange_state.h"

/* Pushes one from an earlier call, or a new one, with an empty table of kept values; to be prepared. */
exchange *exchange_push(lua_State *L);

/* Lua-facing: recycle(): nobody will use this exchange any more; the next call may have it. */
int exchange_recycle(lua_State *L);

#endif
