#include "json/decode.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/userdata.h"
#include "json/number.h"
#include "json/text.h"

#define DECODER_TYPE  "openai.json_decoder"
#define COUNT_SPEED   8 /* counting a byte costs that much less of the budget than building */
#define KNOWN_BITS    7 /* keys read lately are kept: fetching a string is cheaper than looking its bytes up */
#define KNOWN_KEYS    (1 << KNOWN_BITS)
#define KEY_LENGTH    64    /* longer keys are not kept … */
#define VALUE_LENGTH  32    /* … nor are longer values compared with the latest one of their key … */
#define VALUE_MISSES  3     /* … nor those of a key whose value was so many times another one … */
#define SHORT_TEXT    4096  /* … except in a text of so many bytes, which may repeat them */
#define MEMORY_KEPT   65536 /* bytes, between texts that are alike */
#define SCRATCH_FIRST 256   /* bytes for what follows the first escape of a string */
#define STACK_STEP    32    /* Lua stack slots claimed at a time */
#define STACK_SPARE   8     /* … and slots for what comes and goes in between */

/* Places in the userdata's table: the known keys, their values, a table of the containers under construction, and the
 * mark of arrays. */
enum {
    PLACE_KEY = 1,
    PLACE_VALUE = PLACE_KEY + KNOWN_KEYS,
    PLACE_PARKED = PLACE_VALUE + KNOWN_KEYS,
    PLACE_ARRAY_MARK,
    PLACE_LAST = PLACE_ARRAY_MARK
};

/* A string in the userdata's table, and what it is recognised by: its first eight bytes and its last eight; of a
 * shorter one only what `mask` leaves. */
typedef struct known_text {
    uint64_t first, last, mask;
    const char *text; /* NULL: none; of the Lua string, which lives as long as it is in the table */
    size_t length;
} known_text;

/* A key, the one that followed it the last time, and its latest value if that was a short string. */
typedef struct known_key {
    known_text key, value;
    unsigned next;
    unsigned misses; /* how often in a row the value was another one */
} known_key;

typedef struct frame {
    int table;    /* its place on the stack, counted from the first container */
    int count;    /* members so far */
    int size;     /* as the table was created */
    size_t index; /* its size's place in the counter */
    bool object;
    bool begun; /* has a member: the next one comes after a comma */
} frame;

enum phase { PHASE_IDLE, PHASE_COUNTING, PHASE_BUILDING, PHASE_RUNNING };

struct json_decoder {
    const char *text, *end;
    const char *at; /* counting: how far; building: the next byte to read */
    enum phase phase;
    bool started;      /* the text's outermost value has been read or opened */
    bool alike;        /* the text is one of many */
    bool collected;    /* its finalizer has run: it must not keep memory */
    const void *kind;  /* of the latest text, if it had one */
    bool learned;      /* the counter's sizes were those of the latest text */
    size_t opened;     /* containers so far: the index of the next one's size */
    int depth, parked; /* `parked` values of the stack wait in a table */
    int base;          /* during a step: the stack index below the first container */
    int claimed;       /* … and the stack top that is allowed for */
    int kept;          /* … and the stack index of the userdata's table */
    unsigned last_key; /* the key read last: objects repeat their keys in the same order */
    const char *expected;
    json_counter counter;
    buffer scratch; /* an unescaped string */
    known_key known[KNOWN_KEYS];
    frame frames[JSON_MAX_DEPTH];
};

/* ---- Failure: a function that returns NULL has noted what it expected where ---- */

static const char *fail(json_decoder *self, const char *expected, const char *at) {
    self->expected = expected;
    self->at = at;
    return NULL;
}

static void found_describe(const json_decoder *self, char *out, size_t size) {
    if (self->at >= self->end) {
        snprintf(out, size, "the end");
    } else if (*self->at > 0x20 && *self->at < 0x7F) {
        snprintf(out, size, "'%c'", *self->at);
    } else {
        snprintf(out, size, "byte 0x%02X", (unsigned)(unsigned char)*self->at);
    }
}

static void message_push(lua_State *L, const json_decoder *self) {
    char message[160], found[16];
    found_describe(self, found, sizeof found);
    snprintf(message, sizeof message, "expected %s, found %s at byte %zu", self->expected, found,
             (size_t)(self->at - self->text) + 1);
    lua_pushstring(L, message);
}

/* ---- Strings ---- */

static inline bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Made for an indented text: a line end, then blanks by the word. */
static const char *spaces_skip(const char *p, const char *end) {
    while (p < end && is_space(*p)) {
        p++;
        while (end - p >= 8) {
            uint64_t other = json_word_load(p) ^ JSON_EACH_BYTE(' ');
            p += other == 0 ? 8 : __builtin_ctzll(other) >> 3;
            if (other != 0) break;
        }
    }
    return p;
}

static inline const char *space_skip(const json_decoder *self, const char *p) {
    if (p < self->end && (unsigned char)*p > ' ') return p;
    return spaces_skip(p, self->end);
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of \uXXXX; -1: they are not. */
static int32_t unit_read(const char *p, const char *end) {
    int32_t unit = 0;
    if (end - p < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(p[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static inline void scratch_append(lua_State *L, json_decoder *self, const char *bytes, size_t length) {
    buffer *out = &self->scratch;
    if (out->capacity - out->length < length && !buffer_reserve(out, length)) luaL_error(L, "not enough memory");
    memcpy(out->data + out->length, bytes, length);
    out->length += length;
}

static void scratch_append_point(lua_State *L, json_decoder *self, uint32_t point) {
    char bytes[4];
    int tail = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[0] = (char)(tail == 0 ? point : (0xF0u << (3 - tail) & 0xFF) | (point >> (6 * tail)));
    for (int i = 1; i <= tail; i++) bytes[i] = (char)(0x80 | (point >> (6 * (tail - i)) & 0x3F));
    scratch_append(L, self, bytes, (size_t)tail + 1);
}

/* `p` is behind "\u". A surrogate without its other half becomes U+FFFD. */
static const char *unicode_read(lua_State *L, json_decoder *self, const char *p) {
    int32_t unit = unit_read(p, self->end);
    if (unit < 0) return fail(self, "four hexadecimal digits after \\u", p);
    uint32_t point = (uint32_t)unit;
    p += 4;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        bool pair = unit <= 0xDBFF && self->end - p >= 6 && p[0] == '\\' && p[1] == 'u';
        int32_t low = pair ? unit_read(p + 2, self->end) : -1;
        pair = low >= 0xDC00 && low <= 0xDFFF;
        point = pair ? 0x10000 + ((point - 0xD800) << 10) + (uint32_t)(low - 0xDC00) : 0xFFFD;
        if (pair) p += 6;
    }
    scratch_append_point(L, self, point);
    return p;
}

/* `p` is behind the backslash. */
static const char *escape_read(lua_State *L, json_decoder *self, const char *p) {
    static const char meant[128] = {
        ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    if (p < self->end && *p == 'u') return unicode_read(L, self, p + 1);
    char byte = p < self->end ? meant[*p & 0x7F] : '\0';
    if (byte == '\0' || (*p & 0x80) != 0) return fail(self, "one of \" \\ / b f n r t u after a backslash", p);
    scratch_append(L, self, &byte, 1);
    return p + 1;
}

/* Copies up to the next byte that needs care; by words, as the pieces between escapes are short. */
static const char *plain_copy(lua_State *L, json_decoder *self, const char *p) {
    uint64_t special = 0;
    while (special == 0 && self->end - p >= 8) {
        uint64_t word = json_word_load(p);
        special = json_word_special(word);
        size_t plain = special == 0 ? 8 : (size_t)__builtin_ctzll(special) >> 3;
        scratch_append(L, self, p, 8);
        self->scratch.length -= 8 - plain;
        p += plain;
    }
    if (p < self->end && (*p == '\\' || *p == '"')) return p;
    const char *stop = json_text_span(p, self->end);
    scratch_append(L, self, p, (size_t)(stop - p));
    return stop;
}

/* Why a string cannot go on at `p`, which is neither its end nor a backslash. */
static const char *string_fail(json_decoder *self, const char *p) {
    if (p == self->end) return fail(self, "the closing quote of a string", p);
    if ((unsigned char)*p < 0x20) return fail(self, "no unescaped control character in a string", p);
    return fail(self, "well-formed UTF-8", p);
}

/* A string from `start` with its first backslash at `p`. */
static const char *escaped_push(lua_State *L, json_decoder *self, const char *start, const char *p) {
    buffer_clear(&self->scratch);
    if (!buffer_reserve(&self->scratch, (size_t)(p - start) + SCRATCH_FIRST)) luaL_error(L, "not enough memory");
    scratch_append(L, self, start, (size_t)(p - start));
    while (p < self->end && *p == '\\') {
        p = escape_read(L, self, p + 1);
        if (p == NULL) return NULL;
        p = plain_copy(L, self, p);
    }
    if (p == self->end || *p != '"') return string_fail(self, p);
    lua_pushlstring(L, self->scratch.data, self->scratch.length);
    return p + 1;
}

/* `p` is behind the opening quote. */
static const char *string_push(lua_State *L, json_decoder *self, const char *p) {
    const char *start = p;
    p = json_text_span(p, self->end);
    if (p == self->end) return string_fail(self, p);
    if (*p == '"') {
        lua_pushlstring(L, start, (size_t)(p - start));
        return p + 1;
    }
    if (*p == '\\') return escaped_push(L, self, start, p);
    return string_fail(self, p);
}

/* Needs eight readable bytes at `text`, and nine behind its end. */
static inline known_text text_describe(const char *text, size_t length) {
    bool brief = length < 8;
    uint64_t mask = brief ? ((uint64_t)1 << (8 * length)) - 1 : ~(uint64_t)0;
    uint64_t last = json_word_load(text + (brief ? 0 : length - 8));
    return (known_text){json_word_load(text) & mask, last & mask, mask, text, length};
}

/* Whether the known text and a closing quote stand at `p`. */
static inline bool text_stands(const known_text *known, const char *p, const char *end) {
    size_t length = known->length, left = (size_t)(end - p);
    if (known->text == NULL || left < 9 || length > left - 9 || p[length] != '"') return false;
    uint64_t first = json_word_load(p), last = json_word_load(p + (length < 8 ? 0 : length - 8));
    if ((((first ^ known->first) | (last ^ known->last)) & known->mask) != 0) return false;
    return length <= 16 || memcmp(p + 8, known->text + 8, length - 16) == 0;
}

/* Makes the string on top, whose text was described, the known one at `place`. */
static void text_keep(lua_State *L, const json_decoder *self, known_text *known, known_text described, int place) {
    described.text = lua_tostring(L, -1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, self->kept, place);
    *known = described;
}

static bool key_is(const json_decoder *self, const known_key *known, const known_text *key) {
    return known->key.length == key->length && text_stands(&known->key, key->text, self->end);
}

/* Where the key is, or is to be. It has two places to choose from: otherwise some keys of one object would drive each
 * other out all the time. */
static unsigned key_place(const json_decoder *self, const known_text *key) {
    uint64_t mixed = (key->first ^ (key->last << 7) ^ key->length) * 0x9E3779B97F4A7C15u;
    unsigned first = (unsigned)(mixed >> (64 - KNOWN_BITS)), second = first ^ 1;
    if (self->known[first].key.text == NULL || key_is(self, &self->known[first], key)) return first;
    return self->known[second].key.text == NULL || key_is(self, &self->known[second], key) ? second : first;
}

/* Finds the key among the known ones or makes it known, and pushes it; the closing quote follows it. */
static unsigned key_known_push(lua_State *L, json_decoder *self, const char *text, size_t length) {
    known_text key = text_describe(text, length);
    unsigned slot = key_place(self, &key);
    known_key *known = &self->known[slot];
    if (key_is(self, known, &key)) {
        lua_rawgeti(L, self->kept, PLACE_KEY + (int)slot);
        return slot;
    }
    lua_pushlstring(L, text, length);
    text_keep(L, self, &known->key, key, PLACE_KEY + (int)slot);
    known->value.text = NULL;
    known->misses = 0;
    return slot;
}

static const char *key_push(lua_State *L, json_decoder *self, const char *p) {
    known_key *last = &self->known[self->last_key];
    unsigned guess = last->next;
    if (text_stands(&self->known[guess].key, p, self->end)) {
        self->last_key = guess;
        lua_rawgeti(L, self->kept, PLACE_KEY + (int)guess);
        return p + self->known[guess].key.length + 1;
    }
    const char *stop = json_text_span(p, self->end);
    if (self->end - stop < 9 || *stop != '"' || stop - p > KEY_LENGTH) return string_push(L, self, p);
    last->next = self->last_key = key_known_push(L, self, p, (size_t)(stop - p));
    return stop + 1;
}

/* The string value of the key read last; `p` is behind the opening quote. The latest one again is not looked up again.
 */
static const char *string_value_push(lua_State *L, json_decoder *self, const char *p) {
    known_key *known = &self->known[self->last_key];
    if (known->misses >= VALUE_MISSES) return string_push(L, self, p);
    int place = PLACE_VALUE + (int)self->last_key;
    if (text_stands(&known->value, p, self->end)) {
        known->misses = 0;
        lua_rawgeti(L, self->kept, place);
        return p + known->value.length + 1;
    }
    const char *behind = string_push(L, self, p);
    known->misses++;
    if (behind == NULL || behind - p > VALUE_LENGTH || self->end - behind < 8) return behind;
    size_t length = (size_t)(behind - p) - 1;
    if (lua_rawlen(L, -1) == length)
        text_keep(L, self, &known->value, text_describe(p, length), place); /* no escapes */
    return behind;
}

/* ---- Values ---- */

static const char *word_expect(json_decoder *self, const char *p, const char *word, size_t length) {
    if ((size_t)(self->end - p) >= length && memcmp(p, word, length) == 0) return p + length;
    return fail(self, "a value", p);
}

static const char *boolean_push(lua_State *L, json_decoder *self, const char *p) {
    bool value = *p == 't';
    p = word_expect(self, p, value ? "true" : "false", value ? 4 : 5);
    if (p != NULL) lua_pushboolean(L, value);
    return p;
}

static const char *null_push(lua_State *L, json_decoder *self, const char *p) {
    p = word_expect(self, p, "null", 4);
    if (p != NULL) lua_pushlightuserdata(L, NULL);
    return p;
}

static inline const char *number_push(lua_State *L, json_decoder *self, const char *p) {
    json_number number;
    p = json_number_read(p, self->end, &number);
    if (number.problem != NULL) return fail(self, number.problem, p);
#if LUA_VERSION_NUM >= 503
    if (number.is_integer && sizeof(lua_Integer) == sizeof number.integer) {
        lua_pushinteger(L, (lua_Integer)number.integer);
        return p;
    }
#endif
    lua_pushnumber(L, (lua_Number)number.value);
    return p;
}

/* Room on the Lua stack for one more container, its key and whatever a value needs. */
static void stack_claim(lua_State *L, json_decoder *self) {
    if (lua_gettop(L) + STACK_SPARE <= self->claimed) return;
    luaL_checkstack(L, STACK_STEP + STACK_SPARE, "JSON nested too deeply");
    self->claimed = lua_gettop(L) + STACK_STEP + STACK_SPARE;
}

/* The members that were counted; malformed text may have led to any number. */
static int size_next(json_decoder *self) {
    size_t index = self->opened++;
    uint32_t size = index < self->counter.used ? self->counter.sizes[index] : 0;
    return size < INT_MAX && size <= (size_t)(self->end - self->text) / 2 ? (int)size : 0;
}

/* `p` is behind the bracket. The table stays on the stack (above its key) until it is closed. */
static const char *container_open(lua_State *L, json_decoder *self, const char *p, bool object) {
    if (self->depth == JSON_MAX_DEPTH) return fail(self, "no more than 512 levels of nesting", p - 1);
    stack_claim(L, self);
    int size = size_next(self);
    lua_createtable(L, object ? 0 : size, object ? size : 0);
    self->frames[self->depth++] =
        (frame){.table = lua_gettop(L) - self->base, .size = size, .index = self->opened - 1, .object = object};
    return p;
}

/* Pushes a scalar, or opens a container: then `depth` has changed. */
static const char *value_push(lua_State *L, json_decoder *self, const char *p) {
    if (p == self->end) return fail(self, "a value", p);
    switch (*p) {
    case '"': return string_push(L, self, p + 1);
    case '{': return container_open(L, self, p + 1, true);
    case '[': return container_open(L, self, p + 1, false);
    case 't':
    case 'f': return boolean_push(L, self, p);
    case 'n': return null_push(L, self, p);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return number_push(L, self, p);
    default: return fail(self, "a value", p);
    }
}

/* ---- Containers ---- */

/* Puts the value on top into the innermost container (its key is below it); the outermost value stays. */
static inline void value_attach(lua_State *L, json_decoder *self) {
    if (self->depth == 0) return;
    frame *into = &self->frames[self->depth - 1];
    if (into->object) {
        lua_rawset(L, self->base + into->table);
    } else {
        lua_rawseti(L, self->base + into->table, ++into->count);
    }
}

/* A text that is alike will find its sizes where they are now. When they were far off, it is counted instead. */
static inline void size_learn(json_decoder *self, const frame *closed) {
    if (closed->count > closed->size || closed->size / 2 > closed->count + 2) self->learned = false;
    if (closed->index < self->counter.used) self->counter.sizes[closed->index] = (uint32_t)closed->count;
}

static const char *container_close(lua_State *L, json_decoder *self, const char *p) {
    frame *closed = &self->frames[--self->depth];
    size_learn(self, closed);
    if (!closed->object && !closed->begun) {
        lua_rawgeti(L, self->kept, PLACE_ARRAY_MARK);
        lua_setmetatable(L, -2);
    }
    value_attach(L, self);
    return p + 1;
}

/* Behind the comma that a second member needs; NULL after noting that it is missing. */
static inline const char *comma_read(json_decoder *self, frame *in, const char *p, const char *expected) {
    if (!in->begun) {
        in->begun = true;
        return p;
    }
    if (p == self->end || *p != ',') return fail(self, expected, p);
    return space_skip(self, p + 1);
}

static const char *colon_read(json_decoder *self, const char *p) {
    p = space_skip(self, p);
    if (p == self->end || *p != ':') return fail(self, "':' after a key", p);
    return space_skip(self, p + 1);
}

/* A null member is absent, also where its key came before: the last of repeated keys counts. Expects the key on top.
 * Not inline, for the sake of the other members. */
__attribute__((noinline)) static void null_member_set(lua_State *L, int table) {
    lua_pushvalue(L, -1);
    lua_rawget(L, table);
    bool repeated = !lua_isnil(L, -1);
    lua_settop(L, repeated ? -2 : -3);
    if (!repeated) return;
    lua_pushnil(L);
    lua_rawset(L, table);
}

static const char *member_read(lua_State *L, json_decoder *self, const char *p) {
    frame *in = &self->frames[self->depth - 1];
    int depth = self->depth;
    bool first = !in->begun;
    p = space_skip(self, p);
    if (p < self->end && *p == '}') return container_close(L, self, p);
    p = comma_read(self, in, p, "',' or '}' after a member");
    if (p == NULL) return NULL;
    if (p == self->end || *p != '"') return fail(self, first ? "a key or '}'" : "a key", p);
    p = key_push(L, self, p + 1);
    if (p != NULL) p = colon_read(self, p);
    if (p == NULL) return NULL;
    if (p < self->end && *p == 'n') {
        null_member_set(L, self->base + in->table);
        return word_expect(self, p, "null", 4);
    }
    p = p < self->end && *p == '"' ? string_value_push(L, self, p + 1) : value_push(L, self, p);
    in->count++;
    if (p != NULL && self->depth == depth) lua_rawset(L, self->base + in->table);
    return p;
}

static inline bool starts_number(const char *p, const char *end) {
    return p < end && ((unsigned char)(*p - '0') < 10 || *p == '-');
}

/* The numbers of an array up to something else, or to `stop`; `p` is at the first one. */
static const char *numbers_read(lua_State *L, json_decoder *self, const char *p, const char *stop) {
    frame *in = &self->frames[self->depth - 1];
    int table = self->base + in->table, count = in->count;
    for (;;) {
        p = number_push(L, self, p);
        if (p == NULL) return NULL;
        lua_rawseti(L, table, ++count);
        p = space_skip(self, p);
        if (p >= stop || *p != ',') break;
        const char *next = space_skip(self, p + 1);
        if (!starts_number(next, self->end)) break; /* leaves the comma to element_read */
        p = next;
    }
    in->count = count;
    return p;
}

static const char *element_read(lua_State *L, json_decoder *self, const char *p, const char *stop) {
    frame *in = &self->frames[self->depth - 1];
    int depth = self->depth;
    p = space_skip(self, p);
    if (p < self->end && *p == ']') return container_close(L, self, p);
    bool first = !in->begun;
    p = comma_read(self, in, p, "',' or ']' after an element");
    if (p == NULL) return NULL;
    if (starts_number(p, self->end)) return numbers_read(L, self, p, stop);
    if (first && p == self->end) return fail(self, "a value or ']'", p);
    p = value_push(L, self, p);
    if (p != NULL && self->depth == depth) lua_rawseti(L, self->base + in->table, ++in->count);
    return p;
}

/* ---- Steps ---- */

/* Builds up to `stop`, or to the end of the text with whatever that brings. Afterwards `at` says where. */
static enum json_status build(lua_State *L, json_decoder *self, const char *stop) {
    const char *p = self->at;
    if (!self->started) {
        self->started = true;
        p = value_push(L, self, space_skip(self, p));
    }
    while (p != NULL && self->depth > 0 && (p < stop || stop == self->end)) {
        bool object = self->frames[self->depth - 1].object;
        p = object ? member_read(L, self, p) : element_read(L, self, p, stop);
    }
    if (p == NULL) return JSON_FAILED;
    self->at = p;
    if (self->depth > 0) return JSON_MORE;
    self->at = space_skip(self, p);
    if (self->at == self->end) return JSON_DONE;
    self->expected = "nothing after the value";
    return JSON_FAILED;
}

/* Takes what it used off the budget. False: it is used up before the end. */
static bool count(lua_State *L, json_decoder *self, size_t *budget) {
    size_t from = (size_t)(self->at - self->text), length = (size_t)(self->end - self->text), left = length - from;
    size_t slice = *budget < left / COUNT_SPEED ? (*budget * COUNT_SPEED + 63) & ~(size_t)63 : left;
    if (slice > left) slice = left;
    if (!json_counter_feed(&self->counter, self->text, from, from + slice)) luaL_error(L, "not enough memory");
    self->at += slice;
    *budget -= slice / COUNT_SPEED < *budget ? slice / COUNT_SPEED : *budget;
    if (slice < left) return false;
    self->at = self->text;
    self->phase = PHASE_BUILDING;
    return true;
}

/* The containers under construction (and their keys) wait in a table while other code runs. */
static void stack_park(lua_State *L, json_decoder *self) {
    int count = lua_gettop(L) - self->base;
    lua_createtable(L, count, 0);
    for (int i = 1; i <= count; i++) {
        lua_pushvalue(L, self->base + i);
        lua_rawseti(L, -2, i);
    }
    lua_rawseti(L, self->kept, PLACE_PARKED);
    self->parked = count;
}

static void stack_unpark(lua_State *L, json_decoder *self) {
    if (!self->started) return; /* what may be parked is of an earlier text */
    luaL_checkstack(L, self->parked + STACK_SPARE, "JSON nested too deeply");
    lua_rawgeti(L, self->kept, PLACE_PARKED);
    int table = lua_gettop(L);
    for (int i = 1; i <= self->parked; i++) lua_rawgeti(L, table, i);
    lua_remove(L, table);
}

static void parked_forget(lua_State *L, json_decoder *self) {
    if (self->parked == 0) return;
    lua_pushnil(L);
    lua_rawseti(L, self->kept, PLACE_PARKED);
    self->parked = 0;
}

/* Leaves only what is on top, at `index`. */
static void result_keep(lua_State *L, int index) {
    lua_replace(L, index);
    lua_settop(L, index);
}

/* Where nothing is kept for the next text: a finalizer that runs while the Lua state closes may use a decoder whose own
 * one has run. */
static void memory_free(json_decoder *self) {
    json_counter_free(&self->counter);
    buffer_free(&self->scratch);
    self->learned = false;
}

static size_t memory_used(const json_decoder *self) {
    return self->counter.capacity * sizeof *self->counter.sizes + self->scratch.capacity;
}

static enum json_status step_finish(lua_State *L, json_decoder *self, int first, enum json_status status) {
    if (status == JSON_MORE) {
        stack_park(L, self);
        lua_settop(L, first - 1);
        self->phase = PHASE_BUILDING;
        return status;
    }
    if (status == JSON_FAILED) {
        message_push(L, self);
        self->learned = false;
    }
    parked_forget(L, self);
    result_keep(L, first);
    self->phase = PHASE_IDLE;
    if (!self->alike || self->collected || memory_used(self) > MEMORY_KEPT) memory_free(self);
    return status;
}

static enum json_status build_step(lua_State *L, json_decoder *self, int decoder_index, size_t budget) {
    int first = lua_gettop(L) + 1;
    size_t left = (size_t)(self->end - self->at), slice = budget < left ? budget : left;
    luaL_checkstack(L, STACK_SPARE, "JSON");
    lua_pushnil(L); /* the result's place */
    lua_getuservalue(L, decoder_index);
    self->kept = self->base = first + 1;
    self->last_key = 0;
    stack_unpark(L, self);
    self->claimed = 0;
    stack_claim(L, self);
    return step_finish(L, self, first, build(L, self, self->at + slice));
}

enum json_status json_decoder_step(lua_State *L, int decoder_index, size_t budget) {
    decoder_index = lua_absindex(L, decoder_index);
    json_decoder *self = luaL_checkudata(L, decoder_index, DECODER_TYPE);
    enum phase phase = self->phase;
    if (phase == PHASE_IDLE || phase == PHASE_RUNNING) {
        luaL_error(L, "this JSON decoder is at its end; start it again");
    }
    self->phase = PHASE_RUNNING; /* what an error leaves behind */
    if (phase == PHASE_COUNTING && !count(L, self, &budget)) {
        self->phase = PHASE_COUNTING;
        return JSON_MORE;
    }
    return build_step(L, self, decoder_index, budget);
}

static void text_set(json_decoder *self, const char *text, size_t length) {
    self->text = self->at = text;
    self->end = text + length;
    self->started = false;
    self->opened = 0;
    self->depth = 0;
    if (length < SHORT_TEXT) return;
    for (int i = 0; i < KNOWN_KEYS; i++) self->known[i].misses = 0;
}

void json_decoder_start(json_decoder *self, const char *text, size_t length) {
    text_set(self, text, length);
    self->phase = PHASE_COUNTING;
    self->alike = self->learned = false;
    json_counter_reset(&self->counter);
}

void json_decoder_start_alike(json_decoder *self, const char *text, size_t length) {
    if (self->alike && self->learned) {
        text_set(self, text, length);
        self->phase = PHASE_BUILDING;
    } else {
        json_decoder_start(self, text, length);
        self->alike = self->learned = true;
    }
}

static int decoder_collect(lua_State *L) {
    json_decoder *self = luaL_checkudata(L, 1, DECODER_TYPE);
    self->phase = PHASE_IDLE;
    self->collected = true;
    memory_free(self);
    return 0;
}

json_decoder *json_decoder_new(lua_State *L) {
    json_decoder *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, offsetof(json_decoder, frames));
    if (userdata_unfinished(L, DECODER_TYPE)) {
        lua_pushcfunction(L, decoder_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    lua_createtable(L, PLACE_LAST, 0);
    json_push_array_mark(L);
    lua_rawseti(L, -2, PLACE_ARRAY_MARK);
    lua_setuservalue(L, -2);
    return self;
}

/* The registry keeps one decoder for texts decoded in one go. A finalizer that the collector runs meanwhile may decode
 * too: it gets another. */
static json_decoder *shared_decoder_push(lua_State *L) {
    static const char key = 0;
    registry_get(L, &key);
    json_decoder *self = lua_touserdata(L, -1);
    if (self != NULL && self->phase == PHASE_IDLE) return self;
    lua_pop(L, 1);
    self = json_decoder_new(L);
    lua_pushvalue(L, -1);
    registry_set(L, &key);
    return self;
}

bool json_decode_kind(lua_State *L, const char *text, size_t length, const void *kind) {
    luaL_checkstack(L, STACK_SPARE, "JSON");
    json_decoder *self = shared_decoder_push(L);
    if (self->kind != kind) self->learned = false;
    self->kind = kind;
    if (kind != NULL && length < SHORT_TEXT) {
        json_decoder_start_alike(self, text, length);
    } else {
        json_decoder_start(self, text, length);
    }
    enum json_status status = json_decoder_step(L, -1, SIZE_MAX);
    lua_remove(L, -2);
    return status == JSON_DONE;
}

bool json_decode(lua_State *L, const char *text, size_t length) {
    return json_decode_kind(L, text, length, NULL);
}

void json_push_array_mark(lua_State *L) {
    luaL_newmetatable(L, JSON_ARRAY_TYPE);
}
