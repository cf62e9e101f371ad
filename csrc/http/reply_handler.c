#include "http/reply_handler.h"

#include <string.h>

#include "http/kept.h"
#include "http/reply_error.h"

void answer_fail(answer *self, const char *kind, const char *message, bool transient) {
    if (self->kind != NULL) return; /* the first one counts */
    self->kind = kind;
    self->message = message;
    self->transient = transient;
}

void answer_fail_memory(answer *self) {
    answer_fail(self, "connection", "out of memory", false);
}

void answer_fail_size(answer *self) {
    answer_fail(self, "protocol", "the answer is larger than max_response_bytes allows", false);
}

bool answer_deny(lua_State *L, answer *self, const char *words, size_t length, int value) {
    buffer_clear(&self->refusal);
    self->good = false;
    self->meant = reply_meant_status(L, value);
    return buffer_append(&self->refusal, words, length);
}

void answer_reserve(answer *self) {
    /* Only a hint, the length may be a lie: one allocation instead of many when it holds. */
    if (self->length > 0 && self->length <= ANSWER_PROMISE_LIMIT) buffer_reserve(&self->bytes, (size_t)self->length);
}

bool answer_append(answer *self, const char *bytes, size_t length) {
    if (buffer_append(&self->bytes, bytes, length)) return true;
    if (self->bytes.limit > 0 && self->bytes.length + length > self->bytes.limit) {
        answer_fail_size(self);
    } else {
        answer_fail_memory(self);
    }
    return false;
}

void answer_keep(lua_State *L, int index, answer *self) {
    self->keeps = !lua_isnil(L, -1);
    kept_set(L, index, KEPT_REPLY);
}

bool answer_kept(lua_State *L, int index, const answer *self) {
    if (self->keeps) kept_push(L, index, KEPT_REPLY);
    return self->keeps;
}

void answer_push_web_page(lua_State *L, const answer *self) {
    reply_push_page(L, self->status, &self->headers, self->good ? &self->bytes : &self->refusal, self->hint);
}

/* ---- for the attempt ---- */

static void answer_release(answer *self) {
    if (self->handler != NULL && self->handler->release != NULL) self->handler->release(self);
    self->state = NULL;
}

void answer_prepare(answer *self, const reply_handler *handler) {
    self->handler = self->chosen = handler;
    self->expected = self->length = self->sequence = -1;
}

void answer_reset(answer *self) {
    if (self->handler != self->chosen) {
        answer_release(self);
        self->handler = self->chosen;
    }
    buffer_clear(&self->headers);
    buffer_clear(&self->refusal);
    self->status = self->meant = 0;
    self->begun = self->good = self->packed = self->framed = self->transient = self->sufficient = false;
    self->expected = self->length = self->sequence = -1;
    self->kind = self->message = NULL;
}

bool answer_rewind(answer *self) {
    bool rewound = self->handler->rewind == NULL || self->handler->rewind(self);
    self->received = self->from;
    if (self->from == 0) answer_forget(self); /* or somebody takes it while the next attempt is waited for */
    return rewound;
}

void answer_tell_length(answer *self, int64_t length) {
    self->length_told = true;
    self->length_due = length;
}

void answer_forget(answer *self) {
    buffer_clear(&self->bytes);
    self->ready = self->full = false;
}

void answer_unload(answer *self) {
    if (self->handler->take == NULL) answer_release(self);
    if (!self->ready) buffer_recycle(&self->bytes);
    buffer_recycle(&self->refusal);
}

void answer_recycle(answer *self) {
    answer_release(self);
    buffer_recycle(&self->bytes);
    buffer_recycle(&self->headers);
    buffer_recycle(&self->refusal);
    memset((char *)self + offsetof(answer, handler), 0, sizeof *self - offsetof(answer, handler));
}

void answer_free(answer *self) {
    answer_release(self);
    buffer_free(&self->bytes);
    buffer_free(&self->headers);
    buffer_free(&self->refusal);
}
