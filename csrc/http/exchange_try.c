#include "http/exchange_try.h"

#include <stdint.h>
#include <string.h>

#include "http/exchange_pool.h"
#include "http/judge.h"
#include "http/reply.h"

static int say(lua_State *L, const char *word) {
    lua_pushstring(L, word);
    return 1;
}

static int say_result(lua_State *L, const char *word) {
    say(L, word);
    kept_push(L, 1, KEPT_RESULT);
    return 2;
}

static int say_retry(lua_State *L, const exchange *self) {
    say_result(L, "retry");
    lua_pushnumber(L, self->retry_wait);
    lua_pushinteger(L, self->attempts);
    return 4;
}

/* What a call that sends something gets back is small, or computed: it has no progress of its own. */
static bool progress_of_upload(const exchange *self) {
    return self->attempt.request.body != NULL && !self->attempt.answer.chosen->downloads;
}

/* "progress", phase, bytes done, bytes in all (nil: unknown) */
static int say_progress(lua_State *L, exchange *self) {
    attempt *current = &self->attempt;
    bool upload = progress_of_upload(self);
    int64_t total = upload ? body_size(current->request.body) : current->answer.expected;
    self->progress_due = false;
    self->told_at = current->active;
    self->told_sent = current->sent;
    self->told_received = current->answer.received;
    say(L, "progress");
    lua_pushstring(L, upload ? "upload" : "download");
    lua_pushinteger(L, (lua_Integer)(upload ? current->sent : current->answer.received));
    if (total < 0) return 3;
    lua_pushinteger(L, (lua_Integer)total);
    return 4;
}

/* "chunk", the function of the caller's that produces them */
static int say_chunk(lua_State *L, const attempt *current) {
    say(L, "chunk");
    kept_push(L, 1, KEPT_BODY);
    body_push_chunks(L, current->request.body, lua_gettop(L));
    lua_remove(L, -2);
    return 2;
}

/* The last report says that all is there. */
static bool progress_owed(const exchange *self) {
    if (!self->plan.tells_progress || self->state != STATE_REPLIED || self->attempt.fault != FAULT_NONE) return false;
    if (progress_of_upload(self)) return self->told_sent != self->attempt.sent;
    return self->told_received != self->attempt.answer.received;
}

/* 0: there is nothing more to wait for. */
static int try_running(lua_State *L, exchange *self) {
    attempt *current = &self->attempt;
    loop_waiter_rest(exchange_loop(self), &self->waiter);
    if (self->progress_due) return say_progress(L, self);
    if (current->answer.ready && current->answer.good) return say(L, "data");
    if (current->answer.sufficient) {
        attempt_suffice(current);
        return 0;
    }
    if (current->send_paused) return say_chunk(L, current);
    exchange_attend(self);
    return say(L, "wait");
}

/* What came before a break is handed out, and nothing is begun anew behind it. */
static bool items_first(const exchange *self) {
    const answer *reply = &self->attempt.answer;
    return reply->handler->streams && reply->ready && reply->good;
}

static void fail_orphan(lua_State *L, exchange *self) {
    self->attempt.transfer.easy = NULL; /* the parent process has it */
    self->attempt.fault = FAULT_FORK;
    exchange_fail_attempt(L, self);
}

static int say_key(lua_State *L, const exchange *self) {
    say(L, "key");
    lua_pushboolean(L, self->key_refused);
    return 2;
}

/*
 * try([budget[, driven]]) goes on as far as it can, looking at about `budget` bytes at most (driven: other tasks want
 * their turn, but no frame has to be short), and returns one of
 *   "wait"                            nothing to do until the loop says so
 *   "more"                            the budget is spent: call again (the loop counts it as ready)
 *   "key", refused                    call supply_key, then again (refused: the key before was none to the server)
 *   "retry", fields, wait, attempt    call retry(true or false), then again
 *   "progress", phase, done, total
 *   "data"                            take() has something
 *   "chunk", function                 the body wants supply(bytes), or supply(nil) at its end
 *   "length"                          call supply_length, then again
 *   "done", value / "failed", fields  the end; again and again the same
 */
static int exchange_try(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_Number budget = luaL_optnumber(L, 2, 0);
    bool driven = lua_toboolean(L, 3);
    int values;
    lua_settop(L, 1);
    self->attempt.answer.stepwise = budget > 0 && !driven;
    if (attempt_orphaned(&self->attempt) && self->state < STATE_DONE) fail_orphan(L, self);
    for (;;) {
        if (progress_owed(self)) return say_progress(L, self);
        switch (self->state) {
        case STATE_KEY:
            if (self->plan.asks_key && !self->key_supplied) return say_key(L, self);
            self->key_supplied = self->key_refused = false;
            exchange_begin(self);
            break;
        case STATE_RUNNING:
            values = try_running(L, self);
            if (values > 0) return values;
            break;
        case STATE_REPLIED:
            if (items_first(self)) return say(L, "data");
            judge_attempt(L, self);
            break;
        case STATE_ASKING: return say_retry(L, self);
        case STATE_WAITING: loop_waiter_rest(exchange_loop(self), &self->waiter); return say(L, "wait");
        case STATE_FINISHING:
            if (self->attempt.answer.ready) return say(L, "data"); /* the end is judged when all was handed out */
            if (judge_answer(L, self, budget > 0 ? (size_t)budget : SIZE_MAX)) break;
            loop_waiter_ready(exchange_loop(self), &self->waiter);
            return say(L, "more");
        case STATE_MEASURING: return say(L, "length");
        case STATE_DONE: return say_result(L, "done");
        case STATE_FAILED:
            return self->attempt.answer.ready ? say(L, "data") : say_result(L, "failed"); /* came before */
        }
    }
}

/* Whether it is the key that was sent before. */
static bool key_same(const exchange *self, const char *key, size_t length) {
    const buffer *text = &self->attempt.request.key_text;
    size_t prefix = strlen(self->plan.settings->key_header);
    return text->length == prefix + length + 1 && memcmp(text->data + prefix, key, length) == 0;
}

/* supply_key(text): the key for the next attempt; nil or false: none. Returns true, or nil, message. After "key", true
 * another one is wanted: with the same, or none, the call ends with the error that there was. */
static int exchange_supply_key(lua_State *L) {
    exchange *self = exchange_check(L);
    buffer *text = &self->attempt.request.key_text;
    size_t length = 0;
    const char *key = lua_toboolean(L, 2) ? luaL_checklstring(L, 2, &length) : NULL;
    if (self->key_refused && (key == NULL || key_same(self, key, length))) {
        kept_push(L, 1, KEPT_RESULT);
        exchange_conclude(L, self, STATE_FAILED);
        lua_pushboolean(L, 1);
        return 1;
    }
    buffer_wipe(text);
    self->key_supplied = true;
    lua_pushboolean(L, 1);
    if (key == NULL) return 1;
    if (length == 0 || strcspn(key, "\r\n") != length) {
        lua_pushnil(L);
        lua_pushfstring(L, "the %s callback returned a key that is empty or holds CR, LF or NUL",
                        self->plan.settings->key_option);
        return 2;
    }
    const char *prefix = self->plan.settings->key_header;
    if (!buffer_reserve(text, strlen(prefix) + length + 1) || !buffer_append_text(text, prefix) ||
        !buffer_append(text, key, length + 1)) {
        return luaL_error(L, "openai: out of memory");
    }
    return 1;
}

/* supply_length(bytes): how long the answer has to be; nil: nobody knows */
static int exchange_supply_length(lua_State *L) {
    exchange *self = exchange_check(L);
    if (self->state != STATE_MEASURING) return 0;
    lua_Number bytes = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : -1;
    answer_tell_length(&self->attempt.answer, bytes >= 0 && bytes < 1e15 ? (int64_t)bytes : -1);
    self->state = STATE_FINISHING;
    return 0;
}

/* retry(yes[, wait]): the answer to "retry". With a wait in place of the announced one it does not count: somebody else
 * sees to it that it comes at the right time. */
static int exchange_retry(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    bool again = lua_toboolean(L, 2);
    double wait = luaL_optnumber(L, 3, -1);
    lua_settop(L, 1);
    if (self->state != STATE_ASKING) return 0;
    if (attempt_orphaned(&self->attempt)) return 0;
    if (wait >= 0) {
        self->retry_wait = wait;
        self->retries--; /* retry_later counts it */
    }
    if (again && retry_fits(self)) {
        retry_later(L, self);
    } else {
        kept_push(L, 1, KEPT_RESULT);
        exchange_conclude(L, self, STATE_FAILED);
    }
    return 0;
}

static void item_taken(exchange *self, bool first) {
    attempt *current = &self->attempt;
    if (attempt_orphaned(current)) return;
    if (current->answer.handler->streams && self->state < STATE_DONE) exchange_leave(self, first);
    if (current->receive_paused && !current->answer.full) attempt_unpause(current);
}

int exchange_take_item(lua_State *L, exchange *self) {
    answer *reply = &self->attempt.answer;
    bool first = !reply->delivered;
    if (reply->handler->take == NULL) return 0;
    enum reply_take taken = reply->handler->take(L, reply);
    if (taken == TAKE_NOTHING) return 0;
    if (taken == TAKE_ITEM) {
        item_taken(self, first);
        return lua_gettop(L) - 1;
    }
    judge_item(L, self, taken);
    return 0;
}

/* take() → what lies ready and what belongs to it; or nil when there is nothing: try tells why */
static int exchange_take(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_settop(L, 1);
    return exchange_take_item(L, self);
}

/* supply(bytes) a chunk of the body; supply(nil) its end; supply(false, message) its source broke */
static int exchange_supply(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    attempt *current = &self->attempt;
    if (self->state != STATE_RUNNING || current->request.body == NULL || attempt_orphaned(current)) return 0;
    if (lua_isboolean(L, 2)) {
        body_supply_failed(current->request.body, luaL_optstring(L, 3, "the source failed"));
    } else if (lua_isnoneornil(L, 2)) {
        body_supply_end(current->request.body); /* what is wrong with it is the next read's failure */
    } else {
        size_t length;
        const char *bytes = luaL_checklstring(L, 2, &length);
        body_supply(current->request.body, bytes, length);
    }
    attempt_unpause(current);
    return 0;
}

/* cancel() tears the call down at once; it ends as failed with kind "cancelled". Later, or twice: nothing. */
static int exchange_cancel(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_settop(L, 1);
    if (self->state >= STATE_DONE) return 0;
    bool ambiguous = self->plan.creates && self->state == STATE_RUNNING && self->attempt.handed_over;
    attempt_stop(&self->attempt);
    answer_forget(&self->attempt.answer);
    lua_newtable(L);
    lua_pushliteral(L, "cancelled");
    lua_setfield(L, -2, "kind");
    lua_pushliteral(L, "the call was cancelled");
    lua_setfield(L, -2, "message");
    lua_pushboolean(L, ambiguous);
    lua_setfield(L, -2, "ambiguous");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "retryable");
    exchange_conclude(L, self, STATE_FAILED);
    if (!attempt_orphaned(&self->attempt)) loop_waiter_ready(exchange_loop(self), &self->waiter);
    return 0;
}

static bool exchange_rests(const exchange *self) {
    return !attempt_orphaned(&self->attempt) && (self->state == STATE_RUNNING || self->state == STATE_WAITING);
}

/* wait() blocks until there is something to try (true) or a signal comes (false) */
static int exchange_wait(lua_State *L) {
    exchange *self = exchange_check(L);
    loop *owner = loop_of(L);
    lua_pushboolean(L, !exchange_rests(self) || loop_wait(L, owner, &self->waiter));
    return 1;
}

/* ready() → true when there is something to try: for those who wait by other means */
static int exchange_ready(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_pushboolean(L, !exchange_rests(self) || self->waiter.ready);
    return 1;
}

static int exchange_token(lua_State *L) {
    lua_pushinteger(L, exchange_check(L)->waiter.token);
    return 1;
}

/* response() → {status, headers, request_id, attempts, elapsed, method, url} of the last attempt */
static int exchange_response(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    char request_id[128];
    lua_createtable(L, 0, 7);
    lua_pushinteger(L, self->attempt.answer.status);
    lua_setfield(L, -2, "status");
    reply_push_headers(L, &self->attempt.answer.headers);
    lua_setfield(L, -2, "headers");
    if (*reply_header_text(&self->attempt.answer.headers, "x-request-id", request_id, sizeof request_id) != '\0') {
        lua_pushstring(L, request_id);
        lua_setfield(L, -2, "request_id");
    }
    lua_pushinteger(L, self->attempts);
    lua_setfield(L, -2, "attempts");
    lua_pushnumber(L, (self->state >= STATE_DONE ? self->ended : loop_now(exchange_loop(self))) - self->began);
    lua_setfield(L, -2, "elapsed");
    lua_pushstring(L, self->attempt.request.method);
    lua_setfield(L, -2, "method");
    lua_pushstring(L, self->attempt.request.url.data);
    lua_setfield(L, -2, "url");
    return 1;
}

const luaL_Reg exchange_methods[] = {
    {"try", exchange_try},
    {"supply_key", exchange_supply_key},
    {"retry", exchange_retry},
    {"take", exchange_take},
    {"supply", exchange_supply},
    {"cancel", exchange_cancel},
    {"recycle", exchange_recycle},
    {"wait", exchange_wait},
    {"token", exchange_token},
    {"response", exchange_response},
    {"ready", exchange_ready},
    {"supply_length", exchange_supply_length},
    {NULL, NULL},
};
