/* An embeddings list whose numbers come as base64: they are decoded as they arrive, into one block of float32. */
#include <stdlib.h>
#include <string.h>

#include "http/embedding_filter.h"
#include "http/embeddings_bind.h"
#include "http/replies.h"
#include "http/reply_json.h"

static const char wish[] = "{\"encoding_format\":\"base64\"";

static bool wants_base64(lua_State *L, int parameters) {
    lua_pushliteral(L, "encoding_format");
    lua_rawget(L, parameters);
    bool free_choice = lua_isnil(L, -1);
    lua_pop(L, 1);
    return free_choice;
}

/* Base64 is a quarter of the bytes and a thirtieth of the work of numbers as text. The caller's table stays untouched.
 */
static bool ask_base64(buffer *json) {
    size_t rest = json->length - 1;        /* all but the opening brace */
    if (json->data[0] != '{') return true; /* an array: the server will say what is wrong */
    if (!buffer_reserve(json, sizeof wish)) return false;
    memmove(json->data + sizeof wish, json->data + 1, rest);
    memcpy(json->data, wish, sizeof wish - 1);
    json->data[sizeof wish - 1] = rest > 1 ? ',' : ' ';
    json->length += sizeof wish - 1;
    return true;
}

static const reply_handler *embeddings_ask(lua_State *L, int parameters, buffer *json) {
    if (parameters == 0 || json == NULL) return &reply_embeddings;
    if (!wants_base64(L, parameters)) return &reply_json;
    return ask_base64(json) ? &reply_embeddings : NULL;
}

static bool field_names_base64(lua_State *L, const char *field) {
    lua_getfield(L, -1, field);
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    bool names = strstr(text, "encoding_format") != NULL || strcasestr(text, "base64") != NULL;
    lua_pop(L, 1);
    return names;
}

/* Servers that only know numbers refuse a parameter that the caller never wrote. */
static bool embeddings_blamed(lua_State *L) {
    lua_getfield(L, -1, "status");
    lua_Integer status = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return (status == 400 || status == 422) && (field_names_base64(L, "param") || field_names_base64(L, "message"));
}

/* Blanks in its place: the body's length may be known already. */
static bool retract_base64(buffer *json) {
    size_t length = sizeof wish; /* with the comma behind it */
    if (json->length <= length || memcmp(json->data, wish, sizeof wish - 1) != 0) return false;
    memset(json->data + 1, ' ', length - 1);
    return true;
}

static embedding_filter *filter_of(answer *self) {
    if (self->state != NULL) return self->state;
    embedding_filter *made = malloc(sizeof *made);
    if (made != NULL) embedding_filter_init(made);
    self->state = made;
    return made;
}

/* Four digits of base64 are three bytes; what is around them is small. To clear a huge page takes milliseconds on some
 * machines: not within a frame. */
static void floats_expect(const answer *self, buffer *block) {
    if (self->packed || self->length <= 0 || self->length > ANSWER_PROMISE_LIMIT) return;
    size_t bytes = (size_t)self->length / 4 * 3;
    if (self->stepwise) {
        buffer_reserve(block, bytes);
    } else {
        buffer_expect(block, bytes);
    }
}

static void embeddings_begin(answer *self) {
    if (!self->good) return;
    embedding_filter *filter = filter_of(self);
    if (filter == NULL) {
        answer_fail_memory(self);
        return;
    }
    self->bytes.limit = self->limit;
    embedding_filter_reset(filter);
    floats_expect(self, &filter->block);
}

/* The floats count as well: the filter's block grows by three quarters of what comes in. */
static enum reply_write embeddings_write(answer *self, const char *bytes, size_t length) {
    embedding_filter *filter = self->state;
    if (self->limit > 0 && (size_t)self->received + length > self->limit) {
        answer_fail_size(self);
        return REPLY_FAILED;
    }
    if (embedding_filter_feed(filter, bytes, length, &self->bytes)) return REPLY_TAKEN;
    answer_fail(self, "protocol", filter->message, false);
    return REPLY_FAILED;
}

static enum reply_finish embeddings_finish(lua_State *L, answer *self, size_t budget) {
    enum reply_finish end = reply_finish_object(L, self, budget);
    if (end != REPLY_DONE || self->bytes.length == 0) return end;
    return embeddings_bind(L, lua_gettop(L), self->state) ? REPLY_DONE : REPLY_REFUSED;
}

static void embeddings_release(answer *self) {
    if (self->state != NULL) embedding_filter_free(self->state);
    free(self->state);
    self->state = NULL;
}

/* They shrink by a quarter only, which is not worth the time within a frame: unpacking makes libcurl's run of a hundred
 * buffers three times as long. */
const reply_handler reply_embeddings = {
    .name = "embeddings",
    .packing = PACKING_WHILE_BLOCKING,
    .large = true,
    .ask = embeddings_ask,
    .blamed = embeddings_blamed,
    .retract = retract_base64,
    .begin = embeddings_begin,
    .write = embeddings_write,
    .finish = embeddings_finish,
    .release = embeddings_release,
};
