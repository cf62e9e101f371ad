#include "http/reply_json.h"

#include <stdint.h>

#include "http/replies.h"
#include "http/reply.h"
#include "http/reply_error.h"
#include "json/decode.h"

void reply_begin_memory(answer *self) {
    if (!self->good) return;
    self->bytes.limit = self->limit;
    answer_reserve(self);
}

enum reply_write reply_write_memory(answer *self, const char *bytes, size_t length) {
    return answer_append(self, bytes, length) ? REPLY_TAKEN : REPLY_FAILED;
}

/* What was read, or made, must be there; the rest may be answered by a mere status. */
static enum reply_finish finish_empty(lua_State *L, const answer *self) {
    if (self->owed && self->status != 204) {
        lua_pushliteral(L, "the answer is empty");
        return REPLY_REFUSED;
    }
    lua_pushboolean(L, 1);
    return REPLY_DONE;
}

/* Pushes the value or the message, or nothing when there is more to do. */
static enum json_status decode_step(lua_State *L, answer *self, size_t budget) {
    const buffer *text = &self->bytes;
    if (!answer_kept(L, 1, self)) {
        /* Most answers fit into one step, which needs no decoder of its own. */
        if (text->length <= budget) {
            return json_decode_kind(L, text->data, text->length, self->alike) ? JSON_DONE : JSON_FAILED;
        }
        json_decoder_start(json_decoder_new(L), text->data, text->length);
        lua_pushvalue(L, -1);
        answer_keep(L, 1, self);
    }
    enum json_status status = json_decoder_step(L, lua_gettop(L), budget);
    lua_remove(L, 2);
    return status;
}

/* Expects the decoder's message on top. */
static void explain_failure(lua_State *L, const answer *self) {
    if (reply_is_html(&self->headers, &self->bytes)) {
        answer_push_web_page(L, self);
    } else {
        lua_pushliteral(L, "the answer is not JSON: ");
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
}

enum reply_finish reply_finish_json(lua_State *L, answer *self, size_t budget) {
    if (self->bytes.length == 0) return finish_empty(L, self);
    enum json_status status = decode_step(L, self, budget);
    if (status == JSON_MORE) return REPLY_MORE;
    if (self->keeps) {
        lua_pushnil(L);
        answer_keep(L, 1, self);
    }
    if (status == JSON_DONE) return REPLY_DONE;
    explain_failure(L, self);
    return REPLY_REFUSED;
}

/* An operation of the API answers with an object. */
static enum reply_finish json_finish(lua_State *L, answer *self, size_t budget) {
    enum reply_finish end = reply_finish_json(L, self, budget);
    if (end != REPLY_DONE || self->bytes.length == 0 || lua_istable(L, -1)) return end;
    lua_pushliteral(L, "the answer is not an object of the API");
    return REPLY_REFUSED;
}

const reply_handler reply_json = {
    .name = "json",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = json_finish,
};
