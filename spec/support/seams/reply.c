/* A made-up reply: lines, handed out one at a time while more come, of which "end" is the last. What an event stream
 * needs is here: items, a transfer that pauses, a marker without which the answer is cut short, an error among the
 * items, and another kind of answer where the parameters do not ask for lines. */
#include <stdlib.h>
#include <string.h>

#include "seams.h"

#define LINES_HIGH 4096 /* bytes; the transfer pauses above */
#define LINES_LOW  2048 /* … and goes on below */

typedef struct lines {
    size_t taken; /* bytes of those that lie there */
    size_t most;  /* that ever lay there */
    bool ended;
} lines;

static const char *line_end(const answer *self, size_t from) {
    return self->bytes.length > from ? memchr(self->bytes.data + from, '\n', self->bytes.length - from) : NULL;
}

static void lines_begin(answer *self) {
    if (!self->good) return;
    if (self->state == NULL) self->state = calloc(1, sizeof(lines));
    if (self->state == NULL) answer_fail_memory(self);
}

static bool holds(const answer *self, const char *line) {
    size_t length = strlen(line);
    const char *tail = self->bytes.data + self->bytes.length - length;
    return self->bytes.length >= length && memcmp(tail, line, length) == 0;
}

static enum reply_write lines_write(answer *self, const char *bytes, size_t length) {
    lines *state = self->state;
    self->full = self->bytes.length - state->taken >= LINES_HIGH;
    if (self->full) return REPLY_FULL;
    if (!answer_append(self, bytes, length)) return REPLY_FAILED;
    if (self->bytes.length - state->taken > state->most) state->most = self->bytes.length - state->taken;
    self->ready = line_end(self, state->taken) != NULL;
    state->ended = holds(self, "\nend\n");
    if (!holds(self, "\nerror\n")) return state->ended ? REPLY_LAST : REPLY_TAKEN;
    answer_fail(self, "server", "the line says so", false);
    return REPLY_FAILED;
}

static enum reply_take lines_take(lua_State *L, answer *self) {
    lines *state = self->state;
    const char *end = self->ready ? line_end(self, state->taken) : NULL;
    if (end == NULL) return TAKE_NOTHING;
    const char *line = self->bytes.data + state->taken;
    lua_pushlstring(L, line, (size_t)(end - line));
    state->taken += (size_t)(end - line) + 1;
    if (state->taken == self->bytes.length) {
        buffer_clear(&self->bytes);
        state->taken = 0;
    }
    self->delivered = true;
    self->ready = line_end(self, state->taken) != NULL;
    self->full = self->full && self->bytes.length - state->taken > LINES_LOW;
    return TAKE_ITEM;
}

/* The value: how much lay there at most. */
static enum reply_finish lines_finish(lua_State *L, answer *self, size_t budget) {
    const lines *state = self->state;
    (void)budget;
    if (!state->ended) return REPLY_SHORT;
    lua_pushinteger(L, (lua_Integer)state->most);
    return REPLY_DONE;
}

static void lines_release(answer *self) {
    free(self->state);
    self->state = NULL;
}

static const reply_handler lines_reply = {
    .name = "lines",
    .accept = "Accept: text/lines",
    .packing = PACKING_NEVER,
    .begin = lines_begin,
    .write = lines_write,
    .take = lines_take,
    .finish = lines_finish,
    .release = lines_release,
};

static const reply_handler *lines_ask(lua_State *L, int parameters, buffer *json) {
    (void)json;
    if (parameters == 0) return &reply_json;
    lua_pushliteral(L, "stream");
    lua_rawget(L, parameters);
    bool wanted = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return wanted ? &lines_reply : &reply_json;
}

/* What the row names: which it will be, the parameters say. */
const reply_handler seam_reply = {.name = "lines or json", .ask = lines_ask, .finish = NULL};
