/* The API answers with a mere status; what a server says all the same is JSON. */
#include "http/replies.h"
#include "http/reply_json.h"

static enum reply_finish nothing_finish(lua_State *L, answer *self, size_t budget) {
    if (self->bytes.length > 0) {
        enum reply_finish end = reply_finish_json(L, self, budget);
        return end == REPLY_DONE ? reply_examine(L) : end;
    }
    lua_pushboolean(L, 1);
    return REPLY_DONE;
}

const reply_handler reply_nothing = {
    .name = "nothing",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = nothing_finish,
};
