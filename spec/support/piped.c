/* What spec/pipe_spec.lua needs: a write to a pipe that nobody reads. */
#include <lauxlib.h>
#include <lua.h>
#include <unistd.h>

#define OPENAI_PIPE_GUARD
#include "loop/pipe_guard.c"

/* write(guarded) → whether SIGPIPE is blocked during it, and afterwards. Unguarded, it ends the process. */
static int write_closed(lua_State *L) {
    int ends[2];
    sigset_t mask;
    if (pipe(ends) != 0) return luaL_error(L, "no pipe");
    close(ends[0]);
    pipe_guard outer = pipe_guard_enter(lua_toboolean(L, 1)), inner = pipe_guard_enter(lua_toboolean(L, 1));
    ssize_t written = write(ends[1], "x", 1);
    pipe_guard_leave(&inner);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    lua_pushboolean(L, written < 0 && sigismember(&mask, SIGPIPE));
    pipe_guard_leave(&outer);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    lua_pushboolean(L, sigismember(&mask, SIGPIPE));
    close(ends[1]);
    return 2;
}

int luaopen_piped(lua_State *L);

int luaopen_piped(lua_State *L) {
    lua_pushcfunction(L, write_closed);
    return 1;
}
