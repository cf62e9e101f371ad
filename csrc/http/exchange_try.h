/* Lua-facing: what the Lua layer does with an exchange, above all `try`. */
#ifndef OPENAI_EXCHANGE_TRY_H
#define OPENAI_EXCHANGE_TRY_H

#include "base/compat.h"
#include "http/exchange_state.h"

extern const luaL_Reg exchange_methods[];
/* exchange:take() for those who know that it lives: it is the only value on the stack. Returns how many it pushed. */
int exchange_take_item(lua_State *L, exchange *self);

#endif
