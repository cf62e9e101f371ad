/* A pager: the items of a paginated answer, page after page, fetched as they are needed. */
#ifndef OPENAI_PAGER_H
#define OPENAI_PAGER_H

#include "base/compat.h"

/* Lua-facing: sets `pager` (the constructor) and `pager_methods` (where the Lua layer adds next, page, collect) in the
 * table on top. */
void pager_open(lua_State *L);

#endif
