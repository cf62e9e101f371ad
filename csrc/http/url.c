#include "http/url.h"

#include <stdint.h>
#include <string.h>

#include "http/parameters.h"

static bool byte_is_unreserved(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("-._~", byte) != NULL);
}

bool url_append_segment(buffer *out, const char *text, size_t length) {
    static const char digits[] = "0123456789ABCDEF";
    if (length > SIZE_MAX / 4 || !buffer_reserve(out, 3 * length)) return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        char *to = out->data + out->length;
        if (byte_is_unreserved(text[i])) {
            to[0] = text[i];
            out->length++;
        } else {
            to[0] = '%', to[1] = digits[byte >> 4], to[2] = digits[byte & 15];
            out->length += 3;
        }
    }
    return true;
}

bool url_segment_valid(const char *text, size_t length) {
    return length > 2 || (length > 0 && memcmp(text, "..", length) != 0);
}

typedef struct query {
    buffer *out, *value;
    bool started; /* a pair was written */
} query;

static bool query_visit(lua_State *L, void *context, const char *name, size_t name_length, int value) {
    query *self = context;
    buffer_clear(self->value);
    if (!parameter_append_text(L, name, value, self->value)) return false;
    bool fits = (!self->started || buffer_append_byte(self->out, '&')) &&
                url_append_segment(self->out, name, name_length) && buffer_append_byte(self->out, '=') &&
                url_append_segment(self->out, self->value->data, self->value->length);
    self->started = true;
    if (!fits) lua_pushfstring(L, "%s: the query is too long", name);
    return fits;
}

bool url_append_query(lua_State *L, int table, const char *names, buffer *out) {
    table = lua_absindex(L, table);
    query self = {out, buffer_new(L), false};
    bool good = parameters_walk(L, table, names, NULL, query_visit, &self);
    buffer_free(self.value);
    lua_remove(L, good ? -1 : -2);
    return good;
}

/* Of the pair at `at`: the name, less what is in encoded brackets. */
static size_t name_length(const char *at, const char *end) {
    const char *from = at;
    while (at < end && *at != '=' && *at != '&' && !(end - at >= 3 && memcmp(at, "%5B", 3) == 0)) at++;
    return (size_t)(at - from);
}

static const char *pair_end(const char *at, const char *end) {
    const char *found = memchr(at, '&', (size_t)(end - at));
    return found != NULL ? found : end;
}

static bool query_names(const buffer *list, const char *name, size_t length) {
    const char *end = list->data + list->length;
    for (const char *at = list->data; list->length > 0 && at < end; at = pair_end(at, end) + 1) {
        if (name_length(at, end) == length && memcmp(at, name, length) == 0) return true;
    }
    return false;
}

bool url_append_defaults(const char *defaults, const buffer *own, buffer *out) {
    const char *end = defaults + strlen(defaults);
    for (const char *at = defaults, *next; at < end; at = next + 1) {
        next = pair_end(at, end);
        if (query_names(own, at, name_length(at, end))) continue;
        if (!buffer_append(out, at, (size_t)(next - at)) || !buffer_append_byte(out, '&')) return false;
    }
    return true;
}

static int lua_segment(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    buffer *out = buffer_new(L);
    if (!url_append_segment(out, text, length)) return luaL_error(L, "not enough memory");
    lua_pushlstring(L, out->data != NULL ? out->data : "", out->length);
    buffer_free(out);
    return 1;
}

static int lua_query(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    buffer *out = buffer_new(L);
    const char *names = luaL_optstring(L, 2, NULL);
    if (!url_append_query(L, 1, names, out)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushlstring(L, out->data != NULL ? out->data : "", out->length);
    buffer_free(out);
    return 1;
}

void url_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"segment", lua_segment}, {"query", lua_query}, {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
