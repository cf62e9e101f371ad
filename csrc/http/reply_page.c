/* A page of a list: its `data` is an array, or null where there is nothing. */
#include <string.h>

#include "http/replies.h"
#include "http/reply_json.h"

/* A JSON object is no list, unless it is empty: some servers know no other empty list. */
static bool is_list(lua_State *L, int index) {
    if (!lua_istable(L, index)) return false;
    if (lua_rawlen(L, index) > 0) return true;
    lua_pushnil(L);
    if (!lua_next(L, index)) return true;
    lua_pop(L, 2);
    return false;
}

static const char *skip_blanks(const char *at, const char *end) {
    while (at < end && strchr(" \t\r\n", *at) != NULL) at++;
    return at;
}

/* Behind the closing quote of the string that begins at `at`. */
static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) at += *at == '\\';
    return at < end ? at + 1 : end;
}

/* What follows is a colon and a null. */
static bool null_follows(const char *at, const char *end) {
    at = skip_blanks(at, end);
    if (at == end || *at != ':') return false;
    at = skip_blanks(at + 1, end);
    return end - at >= 4 && memcmp(at, "null", 4) == 0;
}

/* {"data": null}, which a decoded value does not show. The text is an object that was understood. */
static bool data_is_null(const buffer *text) {
    const char *at = text->data, *end = at + text->length;
    int depth = 0;
    while (at < end) {
        const char *start = at;
        if (*at == '"') {
            at = skip_string(at, end);
            bool named = at - start == 6 && memcmp(start, "\"data\"", 6) == 0;
            if (named && depth == 1 && null_follows(at, end)) return true;
            continue;
        }
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        at++;
    }
    return false;
}

static enum reply_finish page_finish(lua_State *L, answer *self, size_t budget) {
    enum reply_finish end = reply_finish_object(L, self, budget);
    if (end != REPLY_DONE) return end;
    lua_getfield(L, -1, "data");
    bool empty = lua_isnil(L, -1) && data_is_null(&self->bytes);
    bool good = empty || is_list(L, lua_gettop(L));
    lua_pop(L, 1);
    if (good) return REPLY_DONE;
    lua_pushliteral(L, "the answer is no page: it has no array 'data'");
    return REPLY_REFUSED;
}

const reply_handler reply_page = {
    .name = "page",
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = page_finish,
};
