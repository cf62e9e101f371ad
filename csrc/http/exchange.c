#include "http/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/userdata.h"
#include "http/attempt_error.h"
#include "http/embeddings_bind.h"
#include "http/headers.h"
#include "http/origin.h"
#include "http/reply.h"
#include "json/decode.h"

#define EXCHANGE_TYPE  "openai.exchange"
#define MOST_REDIRECTS 10
#define MOST_SPARES    64
/* Between two progress reports, in seconds: at most ten a second. */
#define PROGRESS_INTERVAL 0.1
/* While a server digests an upload no bytes flow; it gets as long as any call without a file. */
#define DIGEST_TIMEOUT 600.0
/* Bytes of a download that make an attempt count as a success of its own. */
#define FORGIVING_PROGRESS (256 * 1024)

enum state {
    STATE_KEY,      /* an attempt begins; maybe Lua must supply the key first */
    STATE_RUNNING,  /* libcurl has it */
    STATE_REPLIED,  /* the attempt is over and has to be judged */
    STATE_ASKING,   /* Lua is asked whether to retry */
    STATE_WAITING,  /* the retry clock runs */
    STATE_DECODING, /* the JSON answer is being turned into Lua values */
    STATE_DONE,     /* the value is kept at KEPT_RESULT */
    STATE_FAILED    /* the error's fields are kept there */
};

/* Places in the table of kept values. */
enum kept { KEPT_RESULT = 1, KEPT_BODY, KEPT_SINK, KEPT_DECODER, KEPT_COUNT = KEPT_DECODER };

struct exchange {
    attempt attempt; /* the first: see recycle() */
    timer timer;
    waiter waiter;
    exchange_plan plan;
    enum state state;
    bool live; /* from exchange_new to recycle() or __gc */
    struct curl_slist *owned_headers;
    bool key_supplied;
    bool held; /* counted by the loop as in flight */
    int attempts, redirects, retries;
    double began, ended, deadline; /* loop clock; deadline negative: none */
    double retry_wait;
    int64_t told_sent, told_received; /* what the last progress report said */
    int64_t farthest;                 /* bytes of a download that retries were forgiven for */
    double told_at;
    bool progress_due;
};

/* ---- ownership ---- */

static exchange *exchange_check(lua_State *L) {
    exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    if (!self->live) luaL_error(L, "this call is over and forgotten");
    return self;
}

static loop *exchange_loop(const exchange *self) {
    return self->attempt.loop;
}

/* For what touches libcurl. After a fork the loop makes itself anew, and the calls of the parent are orphans. */
static exchange *exchange_check_loop(lua_State *L) {
    exchange *self = exchange_check(L);
    if (self->state < STATE_DONE) loop_of(L);
    return self;
}

/* The loop need not be turned for this call any more. */
static void exchange_settle(exchange *self) {
    if (attempt_orphaned(&self->attempt)) return;
    loop_timer_clear(exchange_loop(self), &self->timer);
    loop_waiter_rest(exchange_loop(self), &self->waiter);
    if (self->held) loop_drop(exchange_loop(self));
    self->held = false;
}

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

static void attempt_moved(attempt *current);
static void attempt_ended(attempt *current);
static void timer_fired(timer *entry);

static void attempt_prepare(attempt *self, const exchange_plan *plan) {
    self->moved = attempt_moved;
    self->over = attempt_ended;
    self->request.settings = plan->settings;
    settings_hold(self->request.settings);
    self->request.method = plan->method;
    self->request.header = plan->header;
    self->request.reply = plan->reply;
    self->request.creates = plan->creates;
    self->pieces = plan->pieces;
    download_aim(&self->download, 0);
    embedding_filter_init(&self->filter);
}

static const char spare_key; /* registry: exchanges that wait for another call */

/* Pushes one that an earlier call left, with an empty table of kept values; false: there is none. */
static bool spare_push(lua_State *L) {
    registry_get(L, &spare_key);
    int count = lua_istable(L, -1) ? (int)lua_rawlen(L, -1) : 0;
    if (count == 0) {
        lua_pop(L, 1);
        return false;
    }
    lua_rawgeti(L, -1, count);
    lua_pushnil(L);
    lua_rawseti(L, -3, count);
    lua_remove(L, -2);
    return true;
}

static exchange *exchange_push(lua_State *L) {
    if (spare_push(L)) return lua_touserdata(L, -1);
    exchange *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    luaL_setmetatable(L, EXCHANGE_TYPE);
    lua_createtable(L, KEPT_COUNT, 0);
    lua_setuservalue(L, -2);
    return self;
}

exchange *exchange_new(lua_State *L, const exchange_plan *plan) {
    loop *owner = loop_of(L);
    exchange *self = exchange_push(L);
    self->live = true;
    self->plan = *plan;
    self->timer.fire = timer_fired;
    self->deadline = -1;
    attempt_prepare(&self->attempt, plan);
    self->attempt.loop = owner;
    self->attempt.generation = loop_generation(owner);
    loop_waiter_open(owner, &self->waiter);
    return self;
}

static void keep_at(lua_State *L, int index, int value, int place) {
    value = lua_absindex(L, value);
    lua_getuservalue(L, index);
    lua_pushvalue(L, value);
    lua_rawseti(L, -2, place);
    lua_pop(L, 1);
}

static void kept_push(lua_State *L, int index, int place) {
    lua_getuservalue(L, index);
    lua_rawgeti(L, -1, place);
    lua_remove(L, -2);
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
    keep_at(L, index, body_index, KEPT_BODY);
    self->attempt.request.body = body_take(L, body_index);
}

bool exchange_set_path(lua_State *L, int index, const char *path) {
    index = lua_absindex(L, index);
    exchange *self = lua_touserdata(L, index);
    sink *target = sink_new(L);
    keep_at(L, index, -1, KEPT_SINK);
    lua_pop(L, 1);
    self->attempt.sink = target;
    if (sink_open(target, path)) return true;
    lua_pushstring(L, sink_error(target));
    return false;
}

/* ---- called from below: bytes, the end of an attempt, time ---- */

static exchange *attempt_exchange(attempt *current) {
    return (exchange *)((char *)current - offsetof(exchange, attempt));
}

static void progress_note(exchange *self) {
    if (!self->plan.tells_progress || self->progress_due) return;
    if (self->attempt.active - self->told_at < PROGRESS_INTERVAL) return;
    self->progress_due = true;
    loop_waiter_ready(exchange_loop(self), &self->waiter);
}

static bool pieces_lie(const attempt *current) {
    return current->pieces && current->answer.length > current->taken;
}

static void attempt_moved(attempt *current) {
    exchange *self = attempt_exchange(current);
    progress_note(self);
    if ((pieces_lie(current) && attempt_succeeded(current)) || current->send_paused)
        loop_waiter_ready(exchange_loop(self), &self->waiter);
}

static void attempt_ended(attempt *current) {
    exchange *self = attempt_exchange(current);
    self->state = STATE_REPLIED;
    loop_timer_clear(exchange_loop(self), &self->timer);
    loop_waiter_ready(exchange_loop(self), &self->waiter);
}

/* How long no byte may move now; negative: nobody expects one. */
static double idle_allowed(const exchange *self) {
    double idle = self->plan.idle_timeout;
    if (idle < 0 || self->attempt.receive_paused || self->attempt.send_paused) return -1;
    return attempt_digesting(&self->attempt) && idle < DIGEST_TIMEOUT ? DIGEST_TIMEOUT : idle;
}

/* Set to the next moment at which time itself may end the attempt. Bytes do not move it: it looks again when it fires.
 */
static bool timer_renew(exchange *self) {
    double now = loop_now(exchange_loop(self)), idle = self->plan.idle_timeout, allowed = idle_allowed(self);
    double at = self->deadline;
    if (idle >= 0) {
        double look = allowed < 0 || self->attempt.active + idle <= now ? now + idle : self->attempt.active + idle;
        if (allowed >= 0 && self->attempt.active + allowed < look) look = self->attempt.active + allowed;
        if (at < 0 || look < at) at = look;
    }
    return at < 0 || loop_timer_set(exchange_loop(self), &self->timer, at);
}

static void timer_fired(timer *entry) {
    exchange *self = (exchange *)((char *)entry - offsetof(exchange, timer));
    if (self->state == STATE_WAITING) {
        self->state = STATE_KEY;
        loop_waiter_ready(exchange_loop(self), &self->waiter);
        return;
    }
    if (self->state != STATE_RUNNING) return;
    double now = loop_now(exchange_loop(self)), allowed = idle_allowed(self);
    if (self->deadline >= 0 && now >= self->deadline) {
        attempt_fail(&self->attempt, FAULT_DEADLINE);
    } else if (allowed >= 0 && now >= self->attempt.active + allowed) {
        attempt_fail(&self->attempt, FAULT_IDLE);
    } else if (!timer_renew(self)) {
        attempt_fail(&self->attempt, FAULT_MEMORY);
    }
}

/* ---- attempts ---- */

static void attempt_begin(exchange *self) {
    if (self->attempts == 0) {
        self->began = loop_now(exchange_loop(self));
        self->held = true;
        loop_hold(exchange_loop(self));
        if (self->plan.timeout >= 0) self->deadline = self->began + self->plan.timeout;
    }
    self->attempts++;
    self->state = STATE_RUNNING;
    if (!attempt_start(&self->attempt)) {
        attempt_ended(&self->attempt);
    } else if (!timer_renew(self)) {
        attempt_fail(&self->attempt, FAULT_MEMORY);
    }
}

static void exchange_end(exchange *self, enum state state) {
    self->state = state;
    self->ended = attempt_orphaned(&self->attempt) ? self->began : loop_now(exchange_loop(self));
    exchange_settle(self);
    attempt_unload(&self->attempt);
}

/* Pops the value, or the fields of the error, that the call ends with. */
static void exchange_conclude(lua_State *L, exchange *self, enum state state) {
    if (state == STATE_FAILED) {
        lua_pushinteger(L, self->attempts);
        lua_setfield(L, -2, "attempts");
    }
    keep_at(L, 1, -1, KEPT_RESULT);
    lua_pop(L, 1);
    exchange_end(self, state);
}

/* Pops the message. */
static void fail_protocol(lua_State *L, exchange *self) {
    attempt_push_protocol_error(L, &self->attempt);
    exchange_conclude(L, self, STATE_FAILED);
}

static void fail_attempt(lua_State *L, exchange *self) {
    failure unused;
    attempt_push_error(L, &self->attempt, &unused);
    exchange_conclude(L, self, STATE_FAILED);
}

/* ---- retries ---- */

/* The clock's nanoseconds are random enough to keep a thousand clients from coming back in step. */
static double random_fraction(const exchange *self) {
    double now = loop_now(exchange_loop(self)) * 1e6;
    return now - (double)(int64_t)now;
}

static bool retry_fits(const exchange *self) {
    if (self->retries >= self->plan.max_retries) return false;
    return self->deadline < 0 || loop_now(exchange_loop(self)) + self->retry_wait < self->deadline;
}

static void retry_later(lua_State *L, exchange *self) {
    self->retries++;
    self->state = STATE_WAITING;
    if (loop_timer_set(exchange_loop(self), &self->timer, loop_now(exchange_loop(self)) + self->retry_wait)) return;
    self->attempt.fault = FAULT_MEMORY;
    fail_attempt(L, self);
}

/* A long download may be cut more often than there are retries: what counts is the failures in a row. Only bytes beyond
 * those of all attempts before are progress. */
static void forgive_progress(exchange *self) {
    int64_t received = self->attempt.received;
    if (!attempt_resumable(&self->attempt) || received - self->farthest < FORGIVING_PROGRESS) return;
    self->farthest = received;
    self->retries = 0;
}

static void judge_failure(lua_State *L, exchange *self) {
    failure facts;
    forgive_progress(self);
    attempt_push_error(L, &self->attempt, &facts);
    self->retry_wait = failure_wait(&facts, self->retries, random_fraction(self));
    if (!failure_retryable(&facts) || !retry_fits(self) || !attempt_rewind(&self->attempt)) {
        exchange_conclude(L, self, STATE_FAILED);
    } else if (self->plan.asks_retry) {
        keep_at(L, 1, -1, KEPT_RESULT);
        lua_pop(L, 1);
        self->state = STATE_ASKING;
    } else {
        lua_pop(L, 1);
        retry_later(L, self);
    }
}

/* ---- redirects ---- */

/* A POST answered by 301 or 302 would become a GET without its body: what the caller asked for would silently not
 * happen. */
static const char *redirect_refused(const exchange *self) {
    int status = self->attempt.status;
    bool reads = strcmp(self->attempt.request.method, "GET") == 0;
    if (self->redirects >= MOST_REDIRECTS) return "too many redirects";
    if (!reads && (status == 301 || status == 302))
        return "a redirect that would turn the request into a GET is not followed";
    return NULL;
}

static const char *redirect_origin(exchange *self, const char *location) {
    enum origin_change change;
    const char *problem = origin_follow(&self->attempt.request.url, location, &change);
    if (problem != NULL) return problem;
    if (change == ORIGIN_SAME) return NULL;
    if (change == ORIGIN_DOWNGRADE) return "a redirect from https to http is not followed";
    if (self->attempt.request.body != NULL) return "a request with a body is not sent on to another server";
    self->attempt.request.headers = NULL;
    self->plan.asks_key = false;
    buffer_wipe(&self->attempt.request.key_text);
    return NULL;
}

static void redirect_follow(lua_State *L, exchange *self, const char *location) {
    if (self->attempt.status == 303 && strcmp(self->attempt.request.method, "GET") != 0) {
        self->attempt.request.method = "GET";
        body_free(self->attempt.request.body);
        self->attempt.request.body = NULL;
    }
    const char *problem = redirect_refused(self);
    if (problem == NULL) problem = redirect_origin(self, location);
    if (problem == NULL && !attempt_rewind(&self->attempt)) problem = "the body cannot be sent a second time";
    if (problem != NULL) {
        lua_pushfstring(L, "redirected to %s: %s; set base_url to where the API lives", location, problem);
        fail_protocol(L, self);
        return;
    }
    self->redirects++;
    self->state = STATE_KEY;
}

static bool judge_redirect(lua_State *L, exchange *self) {
    char location[2048];
    int status = self->attempt.status;
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) return false;
    reply_header_text(&self->attempt.answer_headers, "location", location, sizeof location);
    if (*location == '\0') return false;
    if (strlen(location) == sizeof location - 1) {
        lua_pushliteral(L, "redirected to an address of more than 2000 bytes");
        fail_protocol(L, self);
        return true;
    }
    redirect_follow(L, self, location);
    return true;
}

/* ---- a good answer ---- */

static void finish_bytes(lua_State *L, exchange *self) {
    sink *target = self->attempt.sink;
    if (target == NULL) {
        lua_pushlstring(L, self->attempt.answer.length > 0 ? self->attempt.answer.data : "",
                        self->attempt.answer.length);
    } else if (sink_commit(target)) {
        lua_pushboolean(L, 1);
    } else {
        self->attempt.fault = FAULT_FILE;
        fail_attempt(L, self);
        return;
    }
    exchange_conclude(L, self, STATE_DONE);
}

/* What is left to hand out stays in the attempt; the value only says that no more comes. */
static void finish_pieces(lua_State *L, exchange *self) {
    lua_pushboolean(L, 1);
    exchange_conclude(L, self, STATE_DONE);
}

static bool answer_is_json(const exchange *self) {
    char type[64];
    return strstr(reply_header_text(&self->attempt.answer_headers, "content-type", type, sizeof type), "json") != NULL;
}

/* What was read, or made, must be there; the rest may be answered by a mere status. */
static void judge_empty(lua_State *L, exchange *self) {
    bool owed = self->attempt.request.creates || strcmp(self->attempt.request.method, "GET") == 0;
    if (owed && self->attempt.status != 204) {
        lua_pushliteral(L, "the answer is empty");
        fail_protocol(L, self);
        return;
    }
    lua_pushboolean(L, 1);
    exchange_conclude(L, self, STATE_DONE);
}

static void judge_success(lua_State *L, exchange *self) {
    buffer *answer = &self->attempt.answer;
    if (self->attempt.pieces) {
        finish_pieces(L, self);
    } else if (self->attempt.request.reply == REPLY_BYTES ||
               (self->attempt.request.reply == REPLY_ANY && !answer_is_json(self))) {
        finish_bytes(L, self);
    } else if (answer->length == 0) {
        judge_empty(L, self);
    } else {
        self->state = STATE_DECODING;
    }
}

/* Expects the decoded answer on top; pushes a message when it is not what an operation answers. */
static bool answer_fits(lua_State *L, exchange *self) {
    if (self->attempt.request.reply == REPLY_EMBEDDINGS)
        return embeddings_bind(L, lua_gettop(L), &self->attempt.filter);
    if (self->attempt.request.reply != REPLY_JSON || lua_istable(L, -1)) return true;
    lua_pushliteral(L, "the answer is not an object of the API");
    return false;
}

/* Expects the decoded answer on top. */
static void finish_json(lua_State *L, exchange *self) {
    if (!answer_fits(L, self)) {
        fail_protocol(L, self);
        lua_pop(L, 1);
        return;
    }
    exchange_conclude(L, self, STATE_DONE);
}

/* Leaves the value or the message on the stack, or nothing when there is more to do. */
static enum json_status decode_step(lua_State *L, exchange *self, size_t budget) {
    buffer *answer = &self->attempt.answer;
    kept_push(L, 1, KEPT_DECODER);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        /* Most answers fit into one step, which needs no decoder of its own. */
        if (answer->length <= budget) {
            return json_decode_kind(L, answer->data, answer->length, self->plan.kind) ? JSON_DONE : JSON_FAILED;
        }
        json_decoder_start(json_decoder_new(L), answer->data, answer->length);
        keep_at(L, 1, -1, KEPT_DECODER);
    }
    enum json_status status = json_decoder_step(L, lua_gettop(L), budget);
    lua_remove(L, 2);
    return status;
}

/* Expects the decoder's message on top. */
static void fail_decoding(lua_State *L, exchange *self) {
    if (reply_is_html(&self->attempt.answer_headers, &self->attempt.answer)) {
        attempt_push_web_page(L, &self->attempt);
    } else {
        lua_pushliteral(L, "the answer is not JSON: ");
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    fail_protocol(L, self);
}

/* False when the budget is spent before the end of the answer. */
static bool decode_some(lua_State *L, exchange *self, size_t budget) {
    enum json_status status = decode_step(L, self, budget);
    if (status == JSON_MORE) return false;
    if (status == JSON_DONE) {
        finish_json(L, self);
    } else {
        fail_decoding(L, self);
    }
    lua_settop(L, 1);
    lua_pushnil(L);
    keep_at(L, 1, -1, KEPT_DECODER);
    lua_pop(L, 1);
    buffer_recycle(&self->attempt.answer);
    return true;
}

static void judge(lua_State *L, exchange *self) {
    bool broken = self->attempt.fault != FAULT_NONE || self->attempt.code != CURLE_OK;
    if (!broken && attempt_succeeded(&self->attempt)) {
        judge_success(L, self);
    } else if (broken || !judge_redirect(L, self)) {
        judge_failure(L, self);
    }
}

/* ---- Lua-facing: the try protocol ---- */

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
    return self->attempt.request.body != NULL && self->attempt.request.reply != REPLY_BYTES;
}

/* "progress", phase, bytes done, bytes in all (nil: unknown) */
static int say_progress(lua_State *L, exchange *self) {
    attempt *current = &self->attempt;
    bool upload = progress_of_upload(self);
    int64_t total = upload ? body_size(current->request.body) : current->expected;
    self->progress_due = false;
    self->told_at = current->active;
    self->told_sent = current->sent;
    self->told_received = current->received;
    say(L, "progress");
    lua_pushstring(L, upload ? "upload" : "download");
    lua_pushinteger(L, (lua_Integer)(upload ? current->sent : current->received));
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
    return self->told_received != self->attempt.received;
}

static int try_running(lua_State *L, exchange *self) {
    const attempt *current = &self->attempt;
    loop_waiter_rest(exchange_loop(self), &self->waiter);
    if (self->progress_due) return say_progress(L, self);
    if (pieces_lie(current) && attempt_succeeded(current)) return say(L, "data");
    return current->send_paused ? say_chunk(L, current) : say(L, "wait");
}

static void fail_orphan(lua_State *L, exchange *self) {
    self->attempt.transfer.easy = NULL; /* the parent process has it */
    self->attempt.fault = FAULT_FORK;
    fail_attempt(L, self);
}

/*
 * try([budget[, driven]]) goes on as far as it can, decoding about `budget` bytes at most (driven: other tasks want
 * their turn, but no frame has to be short), and returns one of "wait"                            nothing to do until
 * the loop says so "more"                            the budget is spent: call again (the loop counts it as ready)
 *   "key"                             call supply_key, then again
 *   "retry", fields, wait, attempt    call retry(true or false), then again
 *   "progress", phase, done, total
 *   "data"                            take() has something
 *   "chunk", function                 the body wants supply(bytes), or supply(nil) at its end
 *   "done", value / "failed", fields  the end; again and again the same
 */
static int exchange_try(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_Number budget = luaL_optnumber(L, 2, 0);
    bool driven = lua_toboolean(L, 3);
    lua_settop(L, 1);
    self->attempt.request.stepwise = budget > 0 && !driven;
    if (attempt_orphaned(&self->attempt) && self->state < STATE_DONE) fail_orphan(L, self);
    for (;;) {
        if (progress_owed(self)) return say_progress(L, self);
        switch (self->state) {
        case STATE_KEY:
            if (self->plan.asks_key && !self->key_supplied) return say(L, "key");
            self->key_supplied = false;
            attempt_begin(self);
            break;
        case STATE_RUNNING: return try_running(L, self);
        case STATE_REPLIED: judge(L, self); break;
        case STATE_ASKING: return say_retry(L, self);
        case STATE_WAITING: loop_waiter_rest(exchange_loop(self), &self->waiter); return say(L, "wait");
        case STATE_DECODING:
            if (decode_some(L, self, budget > 0 ? (size_t)budget : SIZE_MAX)) break;
            loop_waiter_ready(exchange_loop(self), &self->waiter);
            return say(L, "more");
        case STATE_DONE: return say_result(L, "done");
        case STATE_FAILED:
            return pieces_lie(&self->attempt) ? say(L, "data") : say_result(L, "failed"); /* came before */
        }
    }
}

/* supply_key(text): the key for the next attempt; nil or false: none. Returns true, or nil, message. */
static int exchange_supply_key(lua_State *L) {
    exchange *self = exchange_check(L);
    buffer *text = &self->attempt.request.key_text;
    size_t length = 0;
    buffer_wipe(text);
    self->key_supplied = true;
    lua_pushboolean(L, 1);
    if (!lua_toboolean(L, 2)) return 1;
    const char *key = luaL_checklstring(L, 2, &length);
    if (length == 0 || strcspn(key, "\r\n") != length) {
        lua_pushnil(L);
        lua_pushliteral(L, "the api_key callback returned a key that is empty or holds CR, LF or NUL");
        return 2;
    }
    const char *prefix = self->plan.settings->key_header;
    if (!buffer_reserve(text, strlen(prefix) + length + 1) || !buffer_append_text(text, prefix) ||
        !buffer_append(text, key, length + 1)) {
        return luaL_error(L, "openai: out of memory");
    }
    return 1;
}

/* retry(yes): the answer to "retry" */
static int exchange_retry(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    bool again = lua_toboolean(L, 2);
    lua_settop(L, 1);
    if (self->state != STATE_ASKING) return 0;
    if (attempt_orphaned(&self->attempt)) return 0;
    if (again && retry_fits(self)) {
        retry_later(L, self);
    } else {
        kept_push(L, 1, KEPT_RESULT);
        exchange_conclude(L, self, STATE_FAILED);
    }
    return 0;
}

/* take() → the bytes that lie ready, or nil when there are none (now, or after "done": ever) */
static int exchange_take(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    attempt *current = &self->attempt;
    buffer *answer = &current->answer;
    if (!pieces_lie(current)) return 0;
    lua_pushlstring(L, answer->data + current->taken, answer->length - current->taken);
    current->delivered = true;
    current->taken = 0;
    buffer_clear(answer);
    if (current->receive_paused && !attempt_orphaned(current) && !attempt_unpause(current)) {
        attempt_fail(current, FAULT_MEMORY);
    }
    return 1;
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
    if (!attempt_unpause(current)) attempt_fail(current, FAULT_MEMORY);
    return 0;
}

/* cancel() tears the call down at once; it ends as failed with kind "cancelled". Later, or twice: nothing. */
static int exchange_cancel(lua_State *L) {
    exchange *self = exchange_check_loop(L);
    lua_settop(L, 1);
    if (self->state >= STATE_DONE) return 0;
    bool ambiguous = self->plan.creates && self->state == STATE_RUNNING && self->attempt.handed_over;
    attempt_stop(&self->attempt);
    buffer_recycle(&self->attempt.answer);
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

static void kept_clear(lua_State *L) {
    lua_getuservalue(L, 1);
    for (int place = 1; place <= KEPT_COUNT; place++) {
        lua_pushnil(L);
        lua_rawseti(L, -2, place);
    }
    lua_pop(L, 1);
}

/* recycle(): nobody will use this exchange any more; the next call may have it. A short call is a third faster for it:
 * no block to allocate, to finalize, to sweep. */
static int exchange_recycle(lua_State *L) {
    exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    lua_settop(L, 1);
    if (!self->live || self->state < STATE_DONE || attempt_orphaned(&self->attempt)) return 0;
    exchange_settle(self);
    headers_free(self->owned_headers);
    attempt_recycle(&self->attempt);
    kept_clear(L);
    lua_Integer token = self->waiter.token; /* new ones would make the table of who waits for which grow and shrink */
    memset((char *)self + sizeof self->attempt, 0, sizeof *self - sizeof self->attempt);
    self->waiter.token = token;
    registry_get(L, &spare_key);
    if (lua_isnil(L, -1)) {
        lua_newtable(L);
        lua_pushvalue(L, -1);
        registry_set(L, &spare_key);
        lua_replace(L, -2);
    }
    int count = (int)lua_rawlen(L, -1);
    if (count >= MOST_SPARES) return 0;
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, count + 1);
    return 0;
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
    lua_pushinteger(L, self->attempt.status);
    lua_setfield(L, -2, "status");
    reply_push_headers(L, &self->attempt.answer_headers);
    lua_setfield(L, -2, "headers");
    if (*reply_header_text(&self->attempt.answer_headers, "x-request-id", request_id, sizeof request_id) != '\0') {
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

static int exchange_tostring(lua_State *L) {
    const exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    bool known = self->live && self->attempt.request.url.length > 0;
    lua_pushfstring(L, "openai.exchange %s %s", known ? self->attempt.request.method : "-",
                    known ? self->attempt.request.url.data : "-");
    return 1;
}

static const luaL_Reg exchange_methods[] = {
    {"try", exchange_try},         {"supply_key", exchange_supply_key},
    {"retry", exchange_retry},     {"take", exchange_take},
    {"supply", exchange_supply},   {"cancel", exchange_cancel},
    {"recycle", exchange_recycle}, {"wait", exchange_wait},
    {"token", exchange_token},     {"response", exchange_response},
    {"ready", exchange_ready},     {NULL, NULL},
};

void exchange_open(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", exchange_collect}, {"__tostring", exchange_tostring}, {NULL, NULL}};
    userdata_type(L, EXCHANGE_TYPE, exchange_methods, metamethods);
}
