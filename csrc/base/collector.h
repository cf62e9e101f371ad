/* Large blocks outside of Lua's heap: the collector does not see them, so it is told. */
#ifndef OPENAI_COLLECTOR_H
#define OPENAI_COLLECTOR_H

#include <stddef.h>

#include "base/compat.h"

/* So many bytes were allocated and belong to a userdata. Lets the collector work as much as if they were Lua's; they
   never grow to more than twice what is in use (or 64 MiB) by garbage. Runs finalizers; may raise (no memory): to be
   called when all is well owned. */
void collector_tell(lua_State *L, size_t bytes);
/* They are free again: to be called by the userdata's finalizer. */
void collector_forget(lua_State *L, size_t bytes);

#endif
