#include "http/reply_json.h"

#include <stdint.h>
#include <string.h>

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

/* What was read, changed or made must be there; that something is gone may be said by a mere status. */
static enum reply_finish finish_empty(lua_State *L, bool owed) {
    if (owed) {
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
    if (self->bytes.length == 0) return finish_empty(L, self->owed && self->status != 204);
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

/* Pushes a field of the table on top; true where it is a text that is not empty. */
static bool text_field(lua_State *L, const char *name) {
    lua_getfield(L, -1, name);
    return lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) > 0;
}

bool reply_says_something(lua_State *L) {
    bool said = lua_toboolean(L, -1);
    if (lua_type(L, -1) == LUA_TSTRING) said = lua_rawlen(L, -1) > 0;
    if (lua_istable(L, -1)) {
        lua_pushnil(L);
        said = lua_next(L, -2) != 0;
        if (said) lua_pop(L, 2);
    }
    lua_pop(L, 1);
    return said;
}

/* The value on top has an error and is none itself: a job that failed, a list whose items are there. */
static bool is_answer(lua_State *L) {
    int top = lua_gettop(L);
    bool object = text_field(L, "object");
    lua_settop(L, top);
    object = text_field(L, "status") || object; /* servers like the API leave out what kind of object it is */
    lua_settop(L, top);
    bool named = text_field(L, "id");
    lua_settop(L, top);
    lua_getfield(L, -1, "data");
    bool listed = lua_istable(L, -1) && lua_rawlen(L, -1) > 0;
    lua_settop(L, top);
    return listed || (object && named);
}

/* {"object": "error", "message": …} is how vLLM and Mistral say it. */
static bool is_error_object(lua_State *L) {
    bool error = text_field(L, "object") && strcmp(lua_tostring(L, -1), "error") == 0;
    lua_pop(L, 1);
    return error;
}

enum reply_finish reply_examine(lua_State *L) {
    if (!lua_istable(L, -1)) return REPLY_DONE;
    if (is_error_object(L)) return REPLY_ERROR;
    lua_getfield(L, -1, "error");
    return reply_says_something(L) && !is_answer(L) ? REPLY_ERROR : REPLY_DONE;
}

/* Of JSON that was understood. */
static bool text_is_object(const buffer *text) {
    size_t start = 0;
    while (start < text->length && strchr(" \t\r\n", text->data[start]) != NULL) start++;
    return start < text->length && text->data[start] == '{';
}

enum reply_finish reply_finish_object(lua_State *L, answer *self, size_t budget) {
    if (self->bytes.length == 0) return finish_empty(L, self->owed);
    enum reply_finish end = reply_finish_json(L, self, budget);
    if (end != REPLY_DONE) return end;
    if (text_is_object(&self->bytes)) return reply_examine(L);
    lua_pushliteral(L, "the answer is not an object of the API");
    return REPLY_REFUSED;
}

const reply_handler reply_json = {
    .name = "json",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = reply_finish_object,
};
