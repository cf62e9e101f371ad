/* A stream of events, handed out one by one, decoded. Judged by what it says, not by its content type: some servers
 * name none, or text/plain, and some that know no streams answer with one JSON object. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/event_frames.h"
#include "http/replies.h"
#include "http/reply.h"
#include "http/reply_error.h"
#include "http/reply_json.h"
#include "json/decode.h"

/* The transfer pauses when so much lies unread, and goes on below the second. */
#define EVENTS_HIGH (256 * 1024)
#define EVENTS_LOW  (EVENTS_HIGH / 2)

/* Choices whose end is looked for; of more, or of what has odd numbers, only a marker tells the end. */
#define CHOICES 128

enum content {
    CONTENT_UNKNOWN, /* nothing but blanks has come */
    CONTENT_EVENTS,
    CONTENT_JSON, /* an answer without a stream */
    CONTENT_PAGE  /* of the web */
};

typedef struct events {
    enum content content;
    event_frames frames; /* libcurl's callback fills them … */
    buffer ready;        /* … while the decoder reads here: whole events */
    size_t taken;        /* bytes of `ready` */
    size_t handed;       /* events that were handed out */
    bool over;           /* the end was looked at */
    bool chat, odd;      /* it has choices; some with odd numbers */
    unsigned char seen[CHOICES / 8], finished[CHOICES / 8];
} events;

static size_t unread(const events *self) {
    return self->frames.whole + self->ready.length - self->taken;
}

/* ---- bytes come in: libcurl's callback, no Lua ---- */

static bool names_ndjson(const answer *self) {
    char type[64];
    reply_header_text(&self->headers, "content-type", type, sizeof type);
    return strncasecmp(type, "application/x-ndjson", 20) == 0 || strncasecmp(type, "application/jsonl", 17) == 0;
}

static void events_begin(answer *self) {
    if (!self->good) return;
    if (self->state == NULL) self->state = calloc(1, sizeof(events));
    events *state = self->state;
    if (state == NULL) {
        answer_fail_memory(self);
        return;
    }
    state->frames.limit = self->item_limit;
    self->bytes.limit = self->limit;
    if (self->packed) {
        answer_fail(self, "protocol",
                    "the stream is packed, which was not asked for (header content-encoding): "
                    "something between here and the API packs it, and holds events back",
                    false);
    } else if (names_ndjson(self)) {
        answer_fail(self, "protocol",
                    "the answer is a stream of JSON lines (application/x-ndjson), not of events: "
                    "ask this server by its path for OpenAI's API",
                    false);
    }
}

/* The first byte that says something; '\0': none has come. */
static char first_byte(const buffer *bytes) {
    size_t at = bytes->length >= 3 && memcmp(bytes->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (at == 0 && bytes->length < 3 && memcmp(bytes->data, "\xEF\xBB\xBF", bytes->length) == 0) return '\0';
    while (at < bytes->length && strchr(" \t\r\n", bytes->data[at]) != NULL) at++;
    return at < bytes->length ? bytes->data[at] : '\0';
}

static enum content content_of(char first) {
    switch (first) {
    case '\0': return CONTENT_UNKNOWN;
    case '{':
    case '[': return CONTENT_JSON;
    case '<': return CONTENT_PAGE;
    default: return CONTENT_EVENTS;
    }
}

static enum reply_write fail_frames(answer *self, enum event_frames_status status) {
    if (status == FRAMES_TOO_LARGE) {
        answer_fail(self, "protocol", "an event is larger than max_event_bytes allows", false);
    } else {
        answer_fail_memory(self);
    }
    return REPLY_FAILED;
}

static enum reply_write write_events(answer *self, events *state, const char *bytes, size_t length) {
    enum event_frames_status status = event_frames_feed(&state->frames, bytes, length);
    self->ready = unread(state) > 0;
    if (status == FRAMES_MARKED) self->sufficient = true;
    return status == FRAMES_MORE || status == FRAMES_MARKED ? REPLY_TAKEN : fail_frames(self, status);
}

/* What has come is kept until it says what it is. */
static enum reply_write write_unknown(answer *self, events *state, const char *bytes, size_t length) {
    if (!answer_append(self, bytes, length)) return REPLY_FAILED;
    state->content = content_of(first_byte(&self->bytes));
    if (state->content != CONTENT_EVENTS) return REPLY_TAKEN;
    enum reply_write end = write_events(self, state, self->bytes.data, self->bytes.length);
    buffer_clear(&self->bytes);
    return end;
}

/* Behind the marker the end of the body may come at once, and the connection can be used again; more than that is not
 * waited for. */
static enum reply_write events_write(answer *self, const char *bytes, size_t length) {
    events *state = self->state;
    if (self->sufficient) return REPLY_LAST;
    self->full = unread(state) >= EVENTS_HIGH;
    if (self->full) return REPLY_FULL;
    switch (state->content) {
    case CONTENT_UNKNOWN: return write_unknown(self, state, bytes, length);
    case CONTENT_EVENTS: return write_events(self, state, bytes, length);
    default: return answer_append(self, bytes, length) ? REPLY_TAKEN : REPLY_FAILED;
    }
}

static void events_forget(events *state) {
    event_frames_reset(&state->frames);
    buffer_clear(&state->ready);
    state->content = CONTENT_UNKNOWN;
    state->taken = state->handed = 0;
    state->over = state->chat = state->odd = false;
    memset(state->seen, 0, sizeof state->seen);
    memset(state->finished, 0, sizeof state->finished);
}

static bool events_rewind(answer *self) {
    if (self->state != NULL) events_forget(self->state);
    self->from = 0;
    return !self->delivered;
}

/* ---- what an event says ---- */

/* Raw access only: decoded values have no metatables but the array mark, which has no __index. */
static int raw_field(lua_State *L, int index, const char *name, size_t length) {
    lua_pushlstring(L, name, length);
    lua_rawget(L, index);
    return lua_type(L, -1);
}

#define RAW_FIELD(L, index, name) raw_field(L, index, name, sizeof name - 1)

static bool text_is(lua_State *L, const char *text) {
    return lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), text) == 0;
}

/* The choice at `index` of the stack. */
static void look_at_choice(lua_State *L, events *state, int choice) {
    lua_Number number = RAW_FIELD(L, choice, "index") == LUA_TNUMBER ? lua_tonumber(L, -1) : 0;
    lua_pop(L, 1);
    if (!(number >= 0 && number < CHOICES)) {
        state->odd = true;
        return;
    }
    int at = (int)number;
    unsigned char bit = (unsigned char)(1u << (at % 8));
    state->seen[at / 8] |= bit;
    if (RAW_FIELD(L, choice, "finish_reason") == LUA_TSTRING && lua_rawlen(L, -1) > 0) state->finished[at / 8] |= bit;
    lua_pop(L, 1);
}

static void look_at_choices(lua_State *L, events *state, int choices) {
    int count = (int)lua_rawlen(L, choices);
    state->chat = true;
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, choices, i);
        if (lua_istable(L, -1)) look_at_choice(L, state, lua_gettop(L));
        lua_pop(L, 1);
    }
}

static bool choices_finished(const events *state) {
    static const unsigned char none[CHOICES / 8];
    return state->chat && !state->odd && memcmp(state->seen, none, sizeof none) != 0 &&
           memcmp(state->seen, state->finished, sizeof none) == 0;
}

/* The types that an event may have after which there is none. */
static bool type_is_last(const char *type) {
    static const char *const last[] = {"response.completed", "response.failed", "response.incomplete",
                                       "speech.audio.done", "transcript.text.done"};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        if (strcmp(type, last[i]) == 0) return true;
    }
    return false;
}

/* Of several pictures each has such an end. */
static bool type_ends_picture(const char *type) {
    return strcmp(type, "image_generation.completed") == 0 || strcmp(type, "image_edit.completed") == 0;
}

enum verdict { VERDICT_ITEM, VERDICT_LAST, VERDICT_ERROR };

static enum verdict look_at_type(lua_State *L, answer *self, int event) {
    const char *type = lua_tostring(L, -1);
    events *state = self->state;
    if (strcmp(type, "error") == 0) return VERDICT_ERROR;
    if (type_ends_picture(type)) state->over = true;
    if (strncmp(type, "response.", 9) != 0) return type_is_last(type) ? VERDICT_LAST : VERDICT_ITEM;
    if (RAW_FIELD(L, event, "sequence_number") == LUA_TNUMBER) self->sequence = (int64_t)lua_tonumber(L, -1);
    lua_pop(L, 1);
    return type_is_last(type) ? VERDICT_LAST : VERDICT_ITEM;
}

static enum verdict look_at_event(lua_State *L, answer *self, int event) {
    RAW_FIELD(L, event, "error");
    if (reply_says_something(L)) return VERDICT_ERROR;
    if (RAW_FIELD(L, event, "choices") == LUA_TTABLE) {
        look_at_choices(L, self->state, lua_gettop(L));
        return VERDICT_ITEM;
    }
    enum verdict verdict = VERDICT_ITEM;
    if (RAW_FIELD(L, event, "type") == LUA_TSTRING) verdict = look_at_type(L, self, event);
    if (verdict != VERDICT_ITEM || self->sequence >= 0) return verdict;
    RAW_FIELD(L, event, "object");
    return text_is(L, "error") ? VERDICT_ERROR : VERDICT_ITEM;
}

/* ---- events go out ---- */

/* NULL: there is none, or no memory to move it. */
static const event_record *next_record(events *state, event_record *target, size_t *behind) {
    if (state->taken == state->ready.length) {
        buffer_clear(&state->ready);
        state->taken = 0;
        if (state->frames.whole == 0 || !event_frames_take(&state->frames, &state->ready)) return NULL;
    }
    *behind = state->taken;
    *target = event_record_read(&state->ready, behind);
    return target;
}

static enum reply_take refuse_event(lua_State *L, answer *self, const event_record *item, const char *what) {
    lua_pushfstring(L, "an event of the stream is no %s", what);
    buffer_clear(&self->bytes);
    (void)buffer_append(&self->bytes, item->data, item->length);
    return TAKE_REFUSED;
}

static enum reply_take no_memory(lua_State *L) {
    return (enum reply_take)luaL_error(L, "openai: out of memory");
}

static bool named(const event_record *item, const char *name) {
    return item->name_length == strlen(name) && memcmp(item->name, name, item->name_length) == 0;
}

static void move_on(answer *self, events *state, size_t behind) {
    state->taken = behind;
    self->ready = unread(state) > 0;
    self->full = self->full && unread(state) > EVENTS_LOW;
}

/* The last event, which no blank line ended: gateways leave it out behind what is the end all the same. */
static bool is_torn(const answer *self, const events *state, enum verdict verdict) {
    return state->frames.torn && !self->ready && verdict == VERDICT_ITEM && !choices_finished(state);
}

static enum reply_take hand_out(lua_State *L, answer *self, const event_record *item, enum verdict verdict) {
    events *state = self->state;
    if (is_torn(self, state, verdict)) return TAKE_SHORT;
    if (verdict == VERDICT_LAST) self->sufficient = state->over = true;
    state->handed++;
    self->delivered = true;
    if (item->name_length > 0) lua_pushlstring(L, item->name, item->name_length);
    return TAKE_ITEM;
}

static enum reply_take judge_event(lua_State *L, answer *self, const event_record *item, size_t behind) {
    int event = lua_gettop(L);
    if (!lua_istable(L, event)) return refuse_event(L, self, item, "JSON object");
    enum verdict verdict = look_at_event(L, self, event);
    lua_settop(L, event);
    move_on(self, self->state, behind);
    if (verdict != VERDICT_ERROR && !named(item, "error")) return hand_out(L, self, item, verdict);
    return answer_deny(L, self, item->data, item->length, event) ? TAKE_DENIED : no_memory(L);
}

static enum reply_take events_take(lua_State *L, answer *self) {
    events *state = self->state;
    event_record item;
    size_t behind;
    if (!self->ready || state == NULL) return TAKE_NOTHING;
    if (next_record(state, &item, &behind) == NULL) return no_memory(L);
    if (json_decode_kind(L, item.data, item.length, self->alike)) return judge_event(L, self, &item, behind);
    if (state->frames.torn && state->frames.whole == 0 && behind == state->ready.length) return TAKE_SHORT;
    return refuse_event(L, self, &item, lua_pushfstring(L, "JSON: %s", lua_tostring(L, -1)));
}

/* ---- the end ---- */

/* A response has an error when what was asked of the model failed, which is no error of the call. */
static bool is_object_of_api(lua_State *L, int value) {
    bool own = RAW_FIELD(L, value, "id") == LUA_TSTRING && RAW_FIELD(L, value, "object") == LUA_TSTRING &&
               RAW_FIELD(L, value, "choices") == LUA_TNIL;
    return own;
}

/* The stack index of what the answer says; 0: it is no object. Some put an error into a list of one. */
static int object_of(lua_State *L) {
    int value = lua_gettop(L);
    if (!lua_istable(L, value)) return 0;
    lua_rawgeti(L, value, 1);
    if (!lua_istable(L, -1)) return lua_rawlen(L, value) == 0 ? value : 0;
    RAW_FIELD(L, value + 1, "error");
    return reply_says_something(L) ? value + 1 : 0;
}

/* A whole object in place of a stream is a stream of one event. */
static enum reply_finish finish_json(lua_State *L, answer *self, size_t budget) {
    enum reply_finish end = reply_finish_json(L, self, budget);
    if (end != REPLY_DONE) return end;
    int value = lua_gettop(L), object = object_of(L);
    if (object == 0) {
        lua_pushliteral(L, "the answer is neither a stream of events nor an object of the API");
        return REPLY_REFUSED;
    }
    bool error = !is_object_of_api(L, object) && look_at_event(L, self, object) == VERDICT_ERROR;
    if (error && !answer_deny(L, self, self->bytes.data, self->bytes.length, object))
        return (enum reply_finish)luaL_error(L, "openai: out of memory");
    lua_settop(L, value);
    return error ? REPLY_DENIED : REPLY_DONE;
}

static const char missing_events[] = "the stream ended before its first event";
static const char missing_end[] = "the stream broke off: nothing in it says that it was the end";

/* The stream may be held long after its end. */
static void give_memory_back(events *state) {
    event_frames_reset(&state->frames);
    event_frames_free(&state->frames);
    buffer_free(&state->ready);
    state->taken = 0;
}

static enum reply_finish finish_events(lua_State *L, answer *self, events *state) {
    bool well = self->sufficient || state->over || choices_finished(state) || (!self->marked && self->framed);
    if (well && state->handed > 0) {
        give_memory_back(state);
        lua_pushboolean(L, 1);
        return REPLY_DONE;
    }
    self->message = state->handed > 0 ? missing_end : missing_events;
    return REPLY_SHORT;
}

/* What is left of an event that no blank line ended becomes one. */
static enum reply_finish end_frames(lua_State *L, answer *self, events *state) {
    bool marked = event_frames_end(&state->frames) == FRAMES_MARKED;
    if (marked) self->sufficient = true;
    self->ready = unread(state) > 0;
    return self->ready ? REPLY_MORE : finish_events(L, self, state);
}

static enum reply_finish events_finish(lua_State *L, answer *self, size_t budget) {
    events *state = self->state;
    switch (state->content) {
    case CONTENT_JSON: return finish_json(L, self, budget);
    case CONTENT_PAGE: answer_push_web_page(L, self); return REPLY_REFUSED;
    case CONTENT_UNKNOWN: self->message = missing_events; return REPLY_SHORT;
    default: break;
    }
    if (self->sufficient || state->frames.torn) return finish_events(L, self, state);
    return end_frames(L, self, state);
}

static void events_release(answer *self) {
    events *state = self->state;
    if (state == NULL) return;
    event_frames_free(&state->frames);
    buffer_free(&state->ready);
    free(state);
    self->state = NULL;
}

const reply_handler reply_events = {
    .name = "events",
    .accept = "Accept: text/event-stream",
    .packing = PACKING_NEVER,
    .streams = true,
    .rewind = events_rewind,
    .begin = events_begin,
    .write = events_write,
    .take = events_take,
    .finish = events_finish,
    .release = events_release,
};
