/* The modules below the exchange, as far as the specs need to reach them from Lua: openai.core.values. No public API.
 */
#ifndef OPENAI_VALUES_H
#define OPENAI_VALUES_H

#include "base/compat.h"

/* Pushes the table; source_open and vector_open must have run. */
void values_open(lua_State *L);

#endif
