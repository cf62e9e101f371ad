#include "api/values.h"

#include <string.h>

#include "base/userdata.h"
#include "file/sink.h"
#include "http/body.h"
#include "http/embeddings_bind.h"
#include "http/url.h"
#include "vector/base64.h"

#define FILTER_TYPE "openai.embedding_filter"

static int failure_return(lua_State *L) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static int message_return(lua_State *L, const char *message) {
    lua_pushstring(L, message);
    return failure_return(L);
}

static int true_or_message(lua_State *L, bool good, const char *message) {
    if (!good) return message_return(L, message);
    lua_pushboolean(L, 1);
    return 1;
}

/* --- embedding filter: filter(text, piece) -> filtered text, filter | nil, message; bind(answer, filter) --- */

static int filter_collect(lua_State *L) {
    embedding_filter_free(luaL_checkudata(L, 1, FILTER_TYPE));
    return 0;
}

static embedding_filter *filter_push(lua_State *L) {
    embedding_filter *self = lua_newuserdata(L, sizeof *self);
    embedding_filter_init(self);
    if (userdata_unfinished(L, FILTER_TYPE)) {
        lua_pushcfunction(L, filter_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return self;
}

static int filter_run(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    size_t piece = (size_t)luaL_optinteger(L, 2, (lua_Integer)length);
    luaL_argcheck(L, piece > 0 || length == 0, 2, "a positive size expected");
    buffer *out = buffer_new(L);
    embedding_filter *self = filter_push(L);
    for (size_t at = 0; at < length; at += piece) {
        size_t size = length - at < piece ? length - at : piece;
        if (!embedding_filter_feed(self, text + at, size, out)) return message_return(L, self->message);
    }
    lua_pushlstring(L, out->length > 0 ? out->data : "", out->length);
    lua_insert(L, -2);
    return 2;
}

static int filter_bind(lua_State *L) {
    embedding_filter *self = lua_isnoneornil(L, 2) ? NULL : luaL_checkudata(L, 2, FILTER_TYPE);
    if (!embeddings_bind(L, 1, self)) return failure_return(L);
    lua_pushvalue(L, 1);
    return 1;
}

/* --- body --- */

static int values_body(lua_State *L) {
    body_new(L);
    return 1;
}

static int body_add_bytes(lua_State *L) {
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    lua_pushboolean(L, body_append_bytes(body_check(L, 1), bytes, length));
    return 1;
}

static int body_add_source(lua_State *L) {
    if (!body_append_source(L, 1, 2)) return failure_return(L);
    lua_pushboolean(L, 1);
    return 1;
}

static int body_add_pull(lua_State *L) {
    int64_t size = (int64_t)luaL_optinteger(L, 3, BODY_SIZE_UNKNOWN);
    lua_pushboolean(L, body_append_pull(body_check(L, 1), luaL_checkstring(L, 2), size));
    return 1;
}

static int body_fill_form(lua_State *L) {
    luaL_checktype(L, 2, LUA_TTABLE);
    body *self = body_check(L, 1);
    if (!body_from_form(L, 1, 2, NULL)) {
        lua_pushboolean(L, body_file_failed(self));
        lua_pushnil(L);
        lua_insert(L, -3);
        return 3;
    }
    lua_pushstring(L, body_content_type(self));
    return 1;
}

/* read(capacity) -> string ("" at the end), "wait" as second value when a chunk is awaited | nil, message */
static int body_read_some(lua_State *L) {
    body *self = body_check(L, 1);
    size_t capacity = (size_t)luaL_checkinteger(L, 2);
    char *target = lua_newuserdata(L, capacity);
    int64_t got = body_read(self, target, capacity);
    if (got == BODY_FAILED) return message_return(L, body_error(self));
    lua_pushlstring(L, target, got > 0 ? (size_t)got : 0);
    if (got != BODY_WAIT) return 1;
    lua_pushliteral(L, "wait");
    return 2;
}

static int body_tell_size(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)body_size(body_check(L, 1)));
    return 1;
}

static int body_go_back(lua_State *L) {
    lua_pushboolean(L, body_rewind(body_check(L, 1)));
    return 1;
}

static int body_in_one_piece(lua_State *L) {
    const char *data;
    size_t length;
    if (!body_contiguous(body_check(L, 1), &data, &length)) return 0;
    lua_pushlstring(L, data, length);
    return 1;
}

/* supply(chunk): nil is the end */
static int body_take_chunk(lua_State *L) {
    body *self = body_check(L, 1);
    size_t length = 0;
    const char *chunk = luaL_optlstring(L, 2, NULL, &length);
    bool good = chunk != NULL ? body_supply(self, chunk, length) : body_supply_end(self);
    return true_or_message(L, good, body_error(self));
}

static int body_shut(lua_State *L) {
    body_close(body_check(L, 1));
    return 0;
}

/* --- sink --- */

static int values_sink(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    sink *self = sink_new(L);
    if (!sink_open(self, path)) return message_return(L, sink_error(self));
    return 1;
}

static int sink_write_bytes(lua_State *L) {
    sink *self = sink_check(L, 1);
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    return true_or_message(L, sink_write(self, bytes, length), sink_error(self));
}

static int sink_cut(lua_State *L) {
    sink *self = sink_check(L, 1);
    return true_or_message(L, sink_truncate(self, (int64_t)luaL_checkinteger(L, 2)), sink_error(self));
}

static int sink_finish(lua_State *L) {
    sink *self = sink_check(L, 1);
    return true_or_message(L, sink_commit(self), sink_error(self));
}

static int sink_drop(lua_State *L) {
    sink_discard(sink_check(L, 1));
    return 0;
}

void values_open(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"filter", filter_run},
        {"bind", filter_bind},
        {"body", values_body},
        {"body_bytes", body_add_bytes},
        {"body_source", body_add_source},
        {"body_pull", body_add_pull},
        {"body_form", body_fill_form},
        {"body_read", body_read_some},
        {"body_size", body_tell_size},
        {"body_rewind", body_go_back},
        {"body_contiguous", body_in_one_piece},
        {"body_supply", body_take_chunk},
        {"body_close", body_shut},
        {"sink", values_sink},
        {"sink_write", sink_write_bytes},
        {"sink_truncate", sink_cut},
        {"sink_commit", sink_finish},
        {"sink_discard", sink_drop},
        {NULL, NULL},
    };
    lua_newtable(L);
    compat_setfuncs(L, functions);
    base64_open(L);
    lua_setfield(L, -2, "base64");
    url_open(L);
    lua_setfield(L, -2, "url");
}
