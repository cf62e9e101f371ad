#include "loop/sleeper.h"

#include <stdbool.h>
#include <string.h>

#include "base/userdata.h"
#include "loop/loop.h"

#define SLEEP_TYPE "openai.sleep"

typedef struct sleeper {
    timer timer;
    waiter waiter;
    loop *loop;
    unsigned generation;
    bool over;
    bool held; /* counted as in flight: an endless sleep is not, it would hide that nothing is left to wait for */
} sleeper;

static bool sleeper_live(const sleeper *self) {
    return !self->over && self->loop != NULL && loop_alive(self->loop, self->generation);
}

static void sleeper_finish(sleeper *self) {
    self->over = true;
    if (self->held) loop_drop(self->loop);
}

static void sleeper_fire(timer *entry) {
    sleeper *self = (sleeper *)((char *)entry - offsetof(sleeper, timer));
    sleeper_finish(self);
    loop_waiter_ready(self->loop, &self->waiter);
}

/* Also __gc: nobody waits any more. */
static int sleeper_close(lua_State *L) {
    sleeper *self = luaL_checkudata(L, 1, SLEEP_TYPE);
    if (sleeper_live(self)) {
        loop_timer_clear(self->loop, &self->timer);
        sleeper_finish(self);
    }
    if (self->loop != NULL && self->generation == loop_generation(self->loop))
        loop_waiter_rest(self->loop, &self->waiter);
    self->loop = NULL;
    return 0;
}

/* wake() ends the sleep before its time; whoever waits goes on. */
static int sleeper_wake(lua_State *L) {
    sleeper *self = luaL_checkudata(L, 1, SLEEP_TYPE);
    if (!sleeper_live(self)) return 0;
    loop_timer_clear(self->loop, &self->timer);
    sleeper_fire(&self->timer);
    return 0;
}

/* sleep(seconds) → a sleeper; false: until it is woken, and nothing that keeps the loop busy */
static int loop_sleep(lua_State *L) {
    bool forever = lua_isboolean(L, 2);
    double seconds = forever ? 0 : luaL_checknumber(L, 2);
    luaL_argcheck(L, seconds == seconds, 2, "not a number");
    if (seconds > LOOP_LONGEST) seconds = LOOP_LONGEST;
    loop *owner = loop_of(L);
    sleeper *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->timer.fire = sleeper_fire;
    luaL_setmetatable(L, SLEEP_TYPE);
    loop_waiter_open(owner, &self->waiter);
    self->generation = loop_generation(owner);
    if (!forever && !loop_timer_set(owner, &self->timer, loop_now(owner) + (seconds > 0 ? seconds : 0))) {
        return luaL_error(L, "openai: out of memory");
    }
    self->loop = owner;
    self->held = !forever;
    if (self->held) loop_hold(owner);
    return 1;
}

static int sleeper_token(lua_State *L) {
    sleeper *self = luaL_checkudata(L, 1, SLEEP_TYPE);
    lua_pushinteger(L, self->waiter.token);
    return 1;
}

static int sleeper_over(lua_State *L) {
    sleeper *self = luaL_checkudata(L, 1, SLEEP_TYPE);
    loop_of(L);
    lua_pushboolean(L, !sleeper_live(self));
    return 1;
}

/* wait() → true when it is over, false when a signal came first */
static int sleeper_wait(lua_State *L) {
    sleeper *self = luaL_checkudata(L, 1, SLEEP_TYPE);
    loop *owner = loop_of(L);
    lua_pushboolean(L, !sleeper_live(self) || loop_wait(L, owner, &self->waiter));
    return 1;
}

static const luaL_Reg sleeper_methods[] = {
    {"token", sleeper_token}, {"over", sleeper_over},  {"wait", sleeper_wait}, {"wake", sleeper_wake},
    {"close", sleeper_close}, {"ready", sleeper_over}, {NULL, NULL},
};

void sleeper_open(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", sleeper_close}, {NULL, NULL}};
    userdata_type(L, SLEEP_TYPE, sleeper_methods, metamethods);
    lua_getfield(L, -1, "loop_methods");
    lua_pushcfunction(L, loop_sleep);
    lua_setfield(L, -2, "sleep");
    lua_pop(L, 1);
}
