#include "api/stream.h"

#include <stdbool.h>
#include <string.h>

#include "base/collector.h"
#include "base/userdata.h"
#include "http/exchange_state.h"
#include "http/exchange_try.h"

#define STREAM_TYPE "openai.stream"

/* What a stream holds outside of Lua's heap while it is open, as the collector is told: more than a transfer needs,
 * less than what one takes at most that nobody reads. */
#define STREAM_BYTES (64 * 1024)

/* The user value is the state, a table of the Lua layer's; at its place 1 is the exchange. */
typedef struct stream {
    exchange *exchange; /* NULL: finalized */
    const void *reader; /* the task that reads, NULL: none; the stream itself: nobody does yet */
    bool told;          /* the collector knows */
} stream;

static stream *stream_check(lua_State *L) {
    return luaL_checkudata(L, 1, STREAM_TYPE);
}

/* Pushes the exchange. */
static void exchange_get(lua_State *L, int index) {
    lua_getuservalue(L, index);
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
}

/* open(state) → stream; state[1] is its exchange */
static int stream_lua_open(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_rawgeti(L, 1, 1);
    exchange *source = luaL_checkudata(L, 2, EXCHANGE_TYPE);
    stream *self = lua_newuserdata(L, sizeof *self);
    *self = (stream){.exchange = source, .reader = self};
    lua_pushvalue(L, 1);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, STREAM_TYPE);
    self->told = true;
    collector_tell(L, STREAM_BYTES);
    return 1;
}

/* renew(stream, exchange): it goes on with the events of another */
static int stream_renew(lua_State *L) {
    stream *self = stream_check(L);
    exchange *source = luaL_checkudata(L, 2, EXCHANGE_TYPE);
    lua_settop(L, 2);
    lua_getuservalue(L, 1);
    lua_insert(L, 2);
    lua_rawseti(L, 2, 1);
    self->exchange = source;
    return 0;
}

/* As stream_check, for what is called for every event: the metatable is the function's upvalue. */
static const stream *stream_check_fast(lua_State *L) {
    if (lua_getmetatable(L, 1) && lua_rawequal(L, -1, lua_upvalueindex(1))) {
        lua_pop(L, 1);
        return lua_touserdata(L, 1);
    }
    return stream_check(L);
}

/* take(stream, reader) → event[, name]; nothing when none lies ready, or it is not that reader's */
static int stream_take(lua_State *L) {
    const stream *self = stream_check_fast(L);
    if (self->exchange == NULL || self->reader != lua_topointer(L, 2)) return 0;
    exchange *source = self->exchange;
    if (!source->live || !source->attempt.answer.ready) return 0;
    loop_of(L); /* after a fork the transfer is the parent's */
    exchange_get(L, 1);
    lua_replace(L, 1);
    lua_settop(L, 1);
    return exchange_take_item(L, source);
}

/* read(stream, reader): from now on it is read by that task; nil: outside of tasks; false: by nobody */
static int stream_read(lua_State *L) {
    stream *self = stream_check(L);
    self->reader = lua_isboolean(L, 2) ? self : lua_topointer(L, 2);
    return 0;
}

/* state(stream) → the table that it was opened with; nil when it was finalized */
static int stream_state(lua_State *L) {
    if (stream_check(L)->exchange == NULL) return 0;
    lua_getuservalue(L, 1);
    return 1;
}

/* sequence(stream) → number of the event taken last, where they have one */
static int stream_sequence(lua_State *L) {
    const stream *self = stream_check(L);
    if (self->exchange == NULL || self->exchange->attempt.answer.sequence < 0) return 0;
    lua_pushinteger(L, (lua_Integer)self->exchange->attempt.answer.sequence);
    return 1;
}

/* Nobody can read on: the transfer ends. The exchange may outlive it, where the end of a program finalizes all. */
static int stream_collect(lua_State *L) {
    stream *self = stream_check(L);
    if (self->exchange != NULL) exchange_abandon(self->exchange);
    self->exchange = NULL;
    if (self->told) collector_forget(L, STREAM_BYTES);
    self->told = false;
    return 0;
}

void stream_open(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", stream_collect}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"open", stream_lua_open}, {"renew", stream_renew},       {"read", stream_read},
        {"state", stream_state},   {"sequence", stream_sequence}, {NULL, NULL},
    };
    userdata_type(L, STREAM_TYPE, NULL, metamethods);
    lua_newtable(L);
    compat_setfuncs(L, functions);
    luaL_getmetatable(L, STREAM_TYPE);
    lua_pushcclosure(L, stream_take, 1);
    lua_setfield(L, -2, "take");
    luaL_getmetatable(L, STREAM_TYPE);
    lua_setfield(L, -2, "type");
}
