#include "base/collector.h"

#include <stdbool.h>
#include <stdint.h>

#define LIMIT_LEAST ((size_t)64 * 1024 * 1024)

/* One per Lua state, in its registry. */
typedef struct outside {
    size_t bytes; /* in use, or garbage that is not found yet */
    size_t limit; /* above it all garbage is looked for */
} outside;

static const char outside_key = 0;

static outside *outside_of(lua_State *L) {
    registry_get(L, &outside_key);
    outside *self = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (self != NULL) return self;
    self = lua_newuserdata(L, sizeof *self);
    *self = (outside){0, LIMIT_LEAST};
    registry_set(L, &outside_key);
    return self;
}

/* A collector that the user stopped stays stopped. */
static bool collector_runs(lua_State *L) {
#ifdef LUA_GCISRUNNING
    return lua_gc(L, LUA_GCISRUNNING, 0) != 0;
#else
    (void)L;
    return true;
#endif
}

/* A step is not enough in Lua 5.4's generational mode, in which the interpreter itself runs: what survived two of them
   is looked at again only when Lua's own heap has doubled. */
void collector_tell(lua_State *L, size_t bytes) {
    outside *self = outside_of(L);
    size_t kibibytes = bytes / 1024;
    self->bytes += bytes;
    if (kibibytes == 0 || !collector_runs(L)) return;
    compat_gc_step(L, kibibytes);
    if (self->bytes <= self->limit) return;
    self->limit = SIZE_MAX; /* a finalizer may tell of more */
    lua_gc(L, LUA_GCCOLLECT, 0);
    self->limit = self->bytes > LIMIT_LEAST / 2 ? 2 * self->bytes : LIMIT_LEAST;
}

void collector_forget(lua_State *L, size_t bytes) {
    outside *self = outside_of(L);
    self->bytes -= bytes < self->bytes ? bytes : self->bytes;
}
