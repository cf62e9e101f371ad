#include "base/result.h"
#include "file/sink.h"

static int sink_make(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    sink *self = sink_new(L);
    if (!sink_open(self, path)) return return_message(L, sink_error(self));
    return 1;
}

static int sink_again(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    char note[512];
    int64_t there = 0;
    sink *self = sink_new(L);
    if (!sink_reopen(self, path, note, sizeof note, &there)) return return_message(L, sink_error(self));
    lua_pushstring(L, note);
    lua_pushinteger(L, (lua_Integer)there);
    return 3;
}

static int sink_remark(lua_State *L) {
    sink *self = sink_check(L, 1);
    return return_true_or(L, sink_note(self, luaL_checkstring(L, 2)), sink_error(self));
}

static int sink_write_bytes(lua_State *L) {
    sink *self = sink_check(L, 1);
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    return return_true_or(L, sink_write(self, bytes, length), sink_error(self));
}

static int sink_cut(lua_State *L) {
    sink *self = sink_check(L, 1);
    return return_true_or(L, sink_truncate(self, (int64_t)luaL_checkinteger(L, 2)), sink_error(self));
}

static int sink_finish(lua_State *L) {
    sink *self = sink_check(L, 1);
    return return_true_or(L, sink_commit(self), sink_error(self));
}

static int sink_drop(lua_State *L) {
    sink_discard(sink_check(L, 1));
    return 0;
}

static int sink_let_go(lua_State *L) {
    sink_leave(sink_check(L, 1));
    return 0;
}

void sink_open_library(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"open", sink_make},    {"reopen", sink_again}, {"write", sink_write_bytes},
        {"truncate", sink_cut}, {"note", sink_remark},  {"commit", sink_finish},
        {"discard", sink_drop}, {"leave", sink_let_go}, {NULL, NULL},
    };
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
