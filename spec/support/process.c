/* What specs need of the system and Lua does not have: fork, wait, leaving without clean-up, and poll. */
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compat.h"

/* fork() → the child's id, in the child 0 */
static int process_fork(lua_State *L) {
    pid_t child = fork();
    if (child < 0) return luaL_error(L, "fork failed");
    lua_pushinteger(L, child);
    return 1;
}

/* wait(id) → the child's exit code; 128 + n when signal n ended it */
static int process_wait(lua_State *L) {
    int status = 0;
    if (waitpid((pid_t)luaL_checkinteger(L, 1), &status, 0) < 0) return luaL_error(L, "no such child");
    lua_pushinteger(L, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 1;
}

/* leave(code): exits at once, without finalizers or buffered output */
static int process_leave(lua_State *L) {
    _exit((int)luaL_checkinteger(L, 1));
}

/* readable(descriptor) → whether it is now */
static int process_readable(lua_State *L) {
    struct pollfd polled = {.fd = (int)luaL_checkinteger(L, 1), .events = POLLIN};
    if (poll(&polled, 1, 0) < 0) return luaL_error(L, "poll failed");
    lua_pushboolean(L, polled.revents & POLLIN);
    return 1;
}

__attribute__((visibility("default"))) int luaopen_process(lua_State *L);

int luaopen_process(lua_State *L) {
    static const luaL_Reg functions[] = {{"fork", process_fork},
                                         {"wait", process_wait},
                                         {"leave", process_leave},
                                         {"readable", process_readable},
                                         {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
    return 1;
}
