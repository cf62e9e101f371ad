/* Lua-facing: what the Lua layer does with an exchange, above all `try`. */
#ifndef OPENAI_EXCHANGE_TRY_H
#define OPENAI_EXCHANGE_TRY_H

#include "base/compat.h"

extern const luaL_Reg exchange_methods[];
/* One of them: exchange:take(). */
int exchange_take(lua_State *L);

#endif
