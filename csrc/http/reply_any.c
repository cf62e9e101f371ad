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

static void any_begin(answer *self) {
    char type[64];
    bool json = strstr(reply_header_text(&self->headers, "content-type", type, sizeof type), "json") != NULL;
    self->handler = json ? &value : &text;
    self->handler->begin(self);
}

const reply_handler reply_any = {
    .name = "any",
    .large = true,
    .begin = any_begin,
    .write = reply_write_memory,
    .finish = text_finish,
};
