#include "http/exchange_state.h"

#include "http/attempt_error.h"

/* Between two progress reports, in seconds: at most ten a second. */
#define PROGRESS_INTERVAL 0.1
/* While a server digests an upload no bytes flow; it gets as long as any call without a file. */
#define DIGEST_TIMEOUT 600.0

exchange *exchange_check(lua_State *L) {
    exchange *self = luaL_checkudata(L, 1, EXCHANGE_TYPE);
    if (!self->live) luaL_error(L, "this call is over and forgotten");
    return self;
}

exchange *exchange_check_loop(lua_State *L) {
    exchange *self = exchange_check(L);
    if (self->state < STATE_DONE) loop_of(L);
    return self;
}

void exchange_settle(exchange *self) {
    if (attempt_orphaned(&self->attempt)) return;
    loop_timer_clear(exchange_loop(self), &self->timer);
    loop_waiter_rest(exchange_loop(self), &self->waiter);
    if (self->held) loop_drop(exchange_loop(self));
    self->held = false;
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

static void attempt_moved(attempt *current) {
    exchange *self = attempt_exchange(current);
    progress_note(self);
    const answer *reply = &current->answer;
    if (((reply->ready || reply->sufficient) && reply->good) || current->send_paused)
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
    if (idle < 0 || !self->held || self->attempt.receive_paused || self->attempt.send_paused) return -1;
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

static void attempt_prepare(attempt *self, const exchange_plan *plan) {
    self->moved = attempt_moved;
    self->over = attempt_ended;
    self->request.settings = plan->settings;
    settings_hold(self->request.settings);
    self->request.method = plan->method;
    self->request.header = plan->header;
    self->request.creates = plan->creates;
    answer_prepare(&self->answer, plan->reply);
    self->answer.item_limit = plan->settings->max_event_bytes;
    self->answer.marked = plan->marked;
    self->answer.alike = plan->kind;
    self->answer.limit = plan->settings->max_response_bytes;
}

void exchange_prepare(exchange *self, const exchange_plan *plan, loop *owner) {
    self->live = true;
    self->plan = *plan;
    self->timer.fire = timer_fired;
    self->deadline = -1;
    attempt_prepare(&self->attempt, plan);
    self->attempt.loop = owner;
    self->attempt.generation = loop_generation(owner);
    loop_waiter_open(owner, &self->waiter);
}

void exchange_begin(exchange *self) {
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

void exchange_attend(exchange *self) {
    if (self->held) return;
    self->held = true;
    loop_hold(exchange_loop(self));
    loop_transfer_attend(exchange_loop(self), &self->attempt.transfer, true);
    self->attempt.active = loop_now(exchange_loop(self));
}

static void limits_of_items(exchange *self) {
    if (self->plan.first_only) self->deadline = -1;
    self->plan.idle_timeout = self->plan.item_idle;
    if (self->state == STATE_RUNNING && !timer_renew(self)) attempt_fail(&self->attempt, FAULT_MEMORY);
}

void exchange_leave(exchange *self, bool first) {
    if (first) limits_of_items(self);
    if (!self->held) return;
    self->held = false;
    loop_drop(exchange_loop(self));
    loop_transfer_attend(exchange_loop(self), &self->attempt.transfer, false);
}

void exchange_interrupt(exchange *self) {
    attempt_stop(&self->attempt);
    attempt_ended(&self->attempt);
}

void exchange_abandon(exchange *self) {
    if (!self->live || self->state >= STATE_DONE) return;
    attempt_stop(&self->attempt);
    answer_forget(&self->attempt.answer);
    exchange_settle(self);
    self->state = STATE_FAILED;
}

static void exchange_end(exchange *self, enum exchange_state state) {
    self->state = state;
    self->ended = attempt_orphaned(&self->attempt) ? self->began : loop_now(exchange_loop(self));
    exchange_settle(self);
    attempt_unload(&self->attempt);
}

void exchange_conclude(lua_State *L, exchange *self, enum exchange_state state) {
    if (state == STATE_FAILED) {
        lua_pushinteger(L, self->attempts);
        lua_setfield(L, -2, "attempts");
    }
    kept_set(L, 1, KEPT_RESULT);
    exchange_end(self, state);
}

void exchange_fail_protocol(lua_State *L, exchange *self) {
    attempt_push_protocol_error(L, &self->attempt);
    exchange_conclude(L, self, STATE_FAILED);
}

void exchange_fail_said(lua_State *L, exchange *self) {
    attempt_push_said_error(L, &self->attempt);
    exchange_conclude(L, self, STATE_FAILED);
}

void exchange_fail_attempt(lua_State *L, exchange *self) {
    failure unused;
    attempt_push_error(L, &self->attempt, &unused);
    exchange_conclude(L, self, STATE_FAILED);
}
