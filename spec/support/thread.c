/* Lua states in threads of their own, for specs: LÖVE's threads need LÖVE, and not every Lua has a luv that can. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/compat.h"

#define TYPE "spec.thread"

typedef struct {
    pthread_t id;
    lua_State *state; /* closed by the thread; by the finalizer where none was started */
    int running;
    char problem[500]; /* what the code raised */
} Thread;

static void *run(void *argument) {
    Thread *self = argument;
    lua_State *state = self->state;
    if (lua_pcall(state, lua_gettop(state) - 1, 0, 0) != 0) {
        const char *message = lua_tostring(state, -1);
        snprintf(self->problem, sizeof self->problem, "%s", message ? message : "(an error that is no string)");
    }
    self->state = NULL;
    lua_close(state);
    return NULL;
}

/* Moves to the new state the function, whose code is the first of the arguments, and the strings that follow it. */
static void prepare(lua_State *L, lua_State *state, int arguments) {
    size_t length = 0;
    const char *code = luaL_checklstring(L, 1, &length);
    luaL_openlibs(state);
    if (luaL_loadbuffer(state, code, length, "=thread") != 0) luaL_error(L, "%s", lua_tostring(state, -1));
    luaL_checkstack(state, arguments, "too many arguments");
    for (int i = 2; i <= arguments; i++) {
        const char *text = luaL_checklstring(L, i, &length);
        lua_pushlstring(state, text, length);
    }
}

/* start(code, …) → a thread that runs the code, source or binary, with these strings as its arguments */
static int thread_start(lua_State *L) {
    int arguments = lua_gettop(L);
    Thread *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    luaL_getmetatable(L, TYPE);
    lua_setmetatable(L, -2);
    self->state = luaL_newstate();
    if (!self->state) return luaL_error(L, "no memory for another Lua state");
    prepare(L, self->state, arguments);
    self->running = pthread_create(&self->id, NULL, run, self) == 0;
    if (!self->running) return luaL_error(L, "no thread can be started");
    return 1;
}

/* thread:join(): waits for its end and raises what it raised */
static int thread_join(lua_State *L) {
    Thread *self = luaL_checkudata(L, 1, TYPE);
    if (self->running) pthread_join(self->id, NULL);
    self->running = 0;
    if (self->problem[0] != '\0') return luaL_error(L, "in the thread: %s", self->problem);
    return 0;
}

static int thread_gc(lua_State *L) {
    Thread *self = luaL_checkudata(L, 1, TYPE);
    if (self->running) pthread_join(self->id, NULL);
    self->running = 0;
    if (self->state) lua_close(self->state);
    self->state = NULL;
    return 0;
}

__attribute__((visibility("default"))) int luaopen_thread(lua_State *L);

int luaopen_thread(lua_State *L) {
    static const luaL_Reg methods[] = {{"join", thread_join}, {"__gc", thread_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"start", thread_start}, {NULL, NULL}};
    luaL_newmetatable(L, TYPE);
    compat_setfuncs(L, methods);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_newtable(L);
    compat_setfuncs(L, functions);
    return 1;
}
