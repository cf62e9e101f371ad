#include "http/judge.h"

#include <stdint.h>
#include <string.h>

#include "http/attempt_error.h"
#include "http/redirect.h"
#include "http/wish.h"

/* A server that gives less than so many bytes of a download in an attempt, so many times in a row, is given up. */
#define CRUMB       1024
#define MOST_CRUMBS 100

/* In [0, 1), different for all that are judged in the same moment (splitmix64). */
static double random_fraction(const exchange *self) {
    uint64_t bits = (uint64_t)(loop_now(exchange_loop(self)) * 1e9) ^ ((uint64_t)(uintptr_t)self << 20);
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return (double)((bits ^ (bits >> 31)) >> 11) / 9007199254740992.0;
}

bool retry_fits(const exchange *self) {
    if (self->retries >= self->plan.max_retries) return false;
    return self->deadline < 0 || loop_now(exchange_loop(self)) + self->retry_wait < self->deadline;
}

void retry_later(lua_State *L, exchange *self) {
    self->retries++;
    self->state = STATE_WAITING;
    if (loop_timer_set(exchange_loop(self), &self->timer, loop_now(exchange_loop(self)) + self->retry_wait)) return;
    self->attempt.fault = FAULT_MEMORY;
    exchange_fail_attempt(L, self);
}

/* A download may be cut more often than there are retries: what counts is the failures in a row. Any byte beyond those
 * of all attempts before is progress. */
static void forgive_progress(exchange *self) {
    int64_t progress = self->attempt.answer.received - self->farthest;
    if (!answer_resumable(&self->attempt.answer) || progress <= 0) return;
    self->farthest += progress;
    self->crumbs = progress < CRUMB ? self->crumbs + 1 : 0;
    if (self->crumbs < MOST_CRUMBS) self->retries = 0;
}

/* A refusal of what was asked for unasked: the same is sent at once without it. The error is on top of the stack. */
static bool judge_wish(lua_State *L, exchange *self) {
    attempt *current = &self->attempt;
    if (current->request.body == NULL || current->answer.chosen->retract == NULL) return false;
    buffer *json = body_buffer(current->request.body);
    if (!wish_retract(L, current->answer.chosen, current->request.url.data, json)) return false;
    if (!attempt_rewind(current)) return false;
    lua_pop(L, 1);
    self->state = STATE_KEY;
    return true;
}

/* A key that a callback gave may have run out meanwhile: it is asked once more. The error is on top of the stack. */
static bool judge_key(lua_State *L, exchange *self) {
    if (!self->plan.asks_key || self->key_renewed || self->attempt.answer.status != 401) return false;
    if (!attempt_rewind(&self->attempt)) return false;
    kept_set(L, 1, KEPT_RESULT);
    self->key_refused = self->key_renewed = true;
    self->state = STATE_KEY;
    return true;
}

static void judge_failure(lua_State *L, exchange *self) {
    failure facts;
    forgive_progress(self);
    attempt_push_error(L, &self->attempt, &facts);
    if (judge_wish(L, self) || judge_key(L, self)) return;
    self->retry_wait = failure_wait(&facts, self->retries, random_fraction(self));
    if (!failure_retried(&facts) || !retry_fits(self) || !attempt_rewind(&self->attempt)) {
        exchange_conclude(L, self, STATE_FAILED);
    } else if (self->plan.asks_retry) {
        kept_set(L, 1, KEPT_RESULT);
        self->state = STATE_ASKING;
    } else {
        lua_pop(L, 1);
        retry_later(L, self);
    }
}

void judge_attempt(lua_State *L, exchange *self) {
    attempt *current = &self->attempt;
    bool broken = current->fault != FAULT_NONE || current->code != CURLE_OK;
    if (!broken && current->answer.good) {
        current->answer.owed = strcmp(current->request.method, "DELETE") != 0;
        self->state = STATE_FINISHING;
    } else if (broken || !redirect_judge(L, self)) {
        judge_failure(L, self);
    }
}

/* Nothing of the answer is left to wait for. */
static void answer_over(exchange *self) {
    if (self->state == STATE_RUNNING) exchange_interrupt(self);
    self->attempt.answer.ready = self->attempt.answer.full = false;
}

void judge_item(lua_State *L, exchange *self, enum reply_take taken) {
    attempt *current = &self->attempt;
    answer_over(self);
    switch (taken) {
    case TAKE_REFUSED: exchange_fail_protocol(L, self); break;
    case TAKE_SHORT: attempt_shorten(current); break;
    default: current->fault = FAULT_NONE; current->code = CURLE_OK;
    }
    if (taken != TAKE_REFUSED) judge_failure(L, self);
    lua_settop(L, 1);
}

bool judge_answer(lua_State *L, exchange *self, size_t budget) {
    attempt *current = &self->attempt;
    switch (current->answer.handler->finish(L, &current->answer, budget)) {
    case REPLY_MORE: return false;
    case REPLY_UNSURE: self->state = STATE_MEASURING; break;
    case REPLY_DONE: exchange_conclude(L, self, STATE_DONE); break;
    case REPLY_REFUSED: exchange_fail_protocol(L, self); break;
    case REPLY_ERROR: exchange_fail_said(L, self); break;
    case REPLY_DENIED: judge_failure(L, self); break;
    case REPLY_SHORT:
        attempt_shorten(current);
        judge_failure(L, self);
        break;
    case REPLY_BROKEN:
        current->fault = FAULT_REPLY;
        judge_failure(L, self);
        break;
    }
    lua_settop(L, 1);
    return true;
}
