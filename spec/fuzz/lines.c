/* A JSONL text in pieces of any size: its lines are those that a plain search finds, and each decodes as it does alone,
 * although the decoder takes the sizes of the line before. */
#include "fuzz.h"

#include <string.h>

#include "file/lines.h"
#include "json/decode.h"
#include "json/encode.h"

#define LIMIT 200

/* Calls reader:name(argument); the results are on the stack. */
static void reader_call(lua_State *L, int reader, const char *name, int argument) {
    lua_getfield(L, reader, name);
    lua_pushvalue(L, reader);
    lua_pushvalue(L, argument);
    lua_call(L, 2, LUA_MULTRET);
}

static bool is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (memchr(" \t\r", text[i], 3) == NULL) return false;
    }
    return true;
}

/* The text from *at up to the next line that is neither blank nor too long; false at the end. */
static bool line_next(const char *text, size_t size, size_t *at, size_t *from, size_t *length) {
    while (*at < size) {
        const char *feed = memchr(text + *at, '\n', size - *at);
        size_t end = feed != NULL ? (size_t)(feed - text) : size;
        *from = *at;
        *length = end - *at;
        *at = feed != NULL ? end + 1 : size;
        if (*length > 0 && text[*from + *length - 1] == '\r') (*length)--;
        if (!is_blank(text + *from, *length) && *length <= LIMIT) return true;
    }
    return false;
}

/* The number of the line, its value and its place lie from `first` on; or nil, "bad", … */
static void line_check(lua_State *L, int first, const char *text, size_t from, size_t length) {
    buffer *mine = buffer_new(L), *other = buffer_new(L);
    bool fine = !lua_isnil(L, first);
    demand(json_decode(L, text + from, length) == fine);
    if (fine) {
        demand((size_t)lua_tonumber(L, first + 2) == from);
        demand(json_encode(L, first + 1, mine) && json_encode(L, -1, other) && mine->length == other->length);
    } else {
        demand(lua_rawequal(L, -1, first + 4) && (size_t)lua_tonumber(L, first + 5) == from);
    }
    buffer_free(mine);
    buffer_free(other);
}

/* Asks for lines until pieces are wanted, or the end is there. */
static bool lines_drain(lua_State *L, const char *text, size_t size, size_t *at) {
    for (;;) {
        lua_settop(L, 3);
        reader_call(L, 2, "decode", 3);
        const char *word = lua_isnil(L, 4) ? lua_tostring(L, 5) : "line";
        if (strcmp(word, "feed") == 0) return true;
        if (strcmp(word, "end") == 0) return false;
        if (strcmp(word, "more") == 0 || strcmp(word, "long") == 0) continue;
        size_t from = 0, length = 0;
        demand(line_next(text, size, at, &from, &length));
        line_check(L, 4, text, from, length);
    }
}

static int lines_run(lua_State *L) {
    size_t size, at = 0, fed = 0, from, length;
    const char *text = lua_tolstring(L, 1, &size);
    if (size == 0) return 0;
    size_t piece = 1 + (unsigned char)text[0] % 60u;
    if (size >= 4 && memcmp(text + 1, "\xEF\xBB\xBF", 3) == 0) at = 3;
    text++, size--;
    lines_open(L);
    lua_pushinteger(L, LIMIT);
    lua_call(L, 1, 1);
    lua_pushinteger(L, piece % 3 == 0 ? 0 : 16);
    while (lines_drain(L, text, size, &at)) {
        size_t take = size - fed < piece ? size - fed : piece;
        lua_settop(L, 3);
        lua_pushlstring(L, text + fed, take);
        reader_call(L, 2, take > 0 ? "feed" : "finish", 4);
        fed += take;
    }
    demand(fed == size && !line_next(text, size, &at, &from, &length));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lua_State *state;
    return lua_run(&state, lines_run, data, size);
}
