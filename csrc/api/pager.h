/* A pager: the items of a paginated answer, page after page, fetched as they are needed. */
#ifndef OPENAI_PAGER_H
#define OPENAI_PAGER_H

#include "base/compat.h"

/* Lua-facing: pushes what the Lua layer drives pagers with, functions that users do not get: {open, try, try_page,
 * accept, fail, owner, type}; `type` is the metatable, which the Lua layer gives its methods. */
void pager_open(lua_State *L);

#endif
