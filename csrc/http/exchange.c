#include "http/exchange.h"

#include "base/userdata.h"
#include "http/exchange_pool.h"
#include "http/exchange_state.h"
#include "http/exchange_try.h"
#include "http/headers.h"

/* ---- making ---- */

exchange *exchange_new(lua_State *L, const exchange_plan *plan) {
    loop *owner = loop_of(L);
    exchange *self = exchange_push(L);
    exchange_prepare(self, plan, owner);
    return self;
}

buffer *exchange_url(exchange *self) {
    return &self->attempt.request.url;
}

void exchange_share_headers(exchange *self, struct curl_slist *headers) {
    self->attempt.request.headers = headers;
}

void exchange_own_headers(exchange *self, struct curl_slist *headers) {
    self->attempt.request.headers = self->owned_headers = headers;
}

void exchange_set_body(lua_State *L, int index, int body_index) {
    exchange *self = lua_touserdata(L, index);
    lua_pushvalue(L, body_index);
    kept_set(L, index, KEPT_BODY);
    self->attempt.request.body = body_take(L, body_index);
}

bool exchange_set_path(lua_State *L, int index, const char *path) {
    index = lua_absindex(L, index);
    exchange *self = lua_touserdata(L, index);
    attempt_introduce(&self->attempt);
    bool opened = self->plan.reply->open(L, index, &self->attempt.answer, path);
    self->farthest = self->attempt.answer.received;
    return opened;
}

const char *exchange_items(const exchange *self) {
    return self->plan.reply->take != NULL ? self->plan.reply->name : NULL;
}

/* ---- Lua-facing ---- */

static void exchange_release(exchange *self) {
    exchange_settle(self);
    attempt_release(&self->attempt);
    headers_free(self->owned_headers);
    self->owned_headers = self->attempt.request.headers = NULL;
}

static int exchange_collect(lua_State *L) {
    exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    exchange_release(self);
    self->attempt.loop = NULL;
    self->live = false;
    return 0;
}

static int exchange_tostring(lua_State *L) {
    const exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    bool known = self->live && self->attempt.request.url.length > 0;
    lua_pushfstring(L, "openai.exchange %s %s", known ? self->attempt.request.method : "-",
                    known ? self->attempt.request.url.data : "-");
    return 1;
}

void exchange_open(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", exchange_collect}, {"__tostring", exchange_tostring}, {NULL, NULL}};
    userdata_type(L, EXCHANGE_TYPE, exchange_methods, metamethods);
}
