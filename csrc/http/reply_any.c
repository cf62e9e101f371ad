/* For requests of the caller's own: nobody knows what the answer is before it says so. */
#include <string.h>

#include "http/replies.h"
#include "http/reply.h"
#include "http/reply_json.h"

static enum reply_finish text_finish(lua_State *L, answer *self, size_t budget) {
    (void)budget;
    lua_pushlstring(L, self->bytes.length > 0 ? self->bytes.data : "", self->bytes.length);
    return REPLY_DONE;
}

static const reply_handler value = {
    .name = "value",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = reply_finish_json,
};

static const reply_handler text = {
    .name = "text",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = text_finish,
};

/* Of an answer without a type: what begins as JSON does is meant as such. */
static enum reply_finish untyped_finish(lua_State *L, answer *self, size_t budget) {
    size_t start = 0;
    while (start < self->bytes.length && strchr(" \t\r\n", self->bytes.data[start]) != NULL) start++;
    bool json = start < self->bytes.length && (self->bytes.data[start] == '{' || self->bytes.data[start] == '[');
    return json ? reply_finish_json(L, self, budget) : text_finish(L, self, budget);
}

static const reply_handler untyped = {
    .name = "untyped",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = untyped_finish,
};

static void any_begin(answer *self) {
    size_t length = 0;
    bool typed = reply_header(&self->headers, "content-type", &length) != NULL && length > 0;
    self->handler = !typed ? &untyped : reply_is_json(&self->headers) ? &value : &text;
    self->handler->begin(self);
}

const reply_handler reply_any = {
    .name = "any",
    .large = true,
    .begin = any_begin,
    .write = reply_write_memory,
    .finish = text_finish,
};
