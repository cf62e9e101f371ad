#include "http/headers.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"

bool headers_append_line(struct curl_slist **list, const char *line) {
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL) return false;
    *list = longer;
    return true;
}

static bool append_parts(struct curl_slist **list, const char *name, const char *between, const char *value) {
    buffer line = {0};
    bool built = buffer_reserve(&line, strlen(name) + strlen(between) + strlen(value) + 1) &&
                 buffer_append_text(&line, name) && buffer_append_text(&line, between) &&
                 buffer_append(&line, value, strlen(value) + 1);
    bool appended = built && headers_append_line(list, line.data);
    buffer_wipe(&line);
    return appended;
}

void headers_free(struct curl_slist *list) {
    for (struct curl_slist *line = list; line != NULL; line = line->next) memory_wipe(line->data, strlen(line->data));
    curl_slist_free_all(list);
}

/* An empty value is written "Name;" for libcurl: "Name:" would take the header away. */
bool headers_append(struct curl_slist **list, const char *name, const char *value) {
    return append_parts(list, name, *value == '\0' ? ";" : ": ", value);
}

static bool line_is(const char *line, const char *name, size_t name_length) {
    size_t length = strcspn(line, ":;");
    return length == name_length && strncasecmp(line, name, length) == 0;
}

bool headers_define(const struct curl_slist *list, const char *line) {
    size_t length = strcspn(line, ":");
    for (; list != NULL; list = list->next) {
        if (line_is(list->data, line, length)) return true;
    }
    return false;
}

bool header_value_valid(const char *value, size_t length) {
    return strcspn(value, "\r\n") == length;
}

/* RFC 9110, 5.6.2: a token. */
static bool name_valid(const char *name, size_t length) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
    return length > 0 && strspn(name, allowed) == length;
}

static bool follows_from_body(const char *name) {
    return strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Length") == 0 ||
           strcasecmp(name, "Transfer-Encoding") == 0;
}

/* Pushes a message when the entry (key at -2, value at -1) cannot be a header. */
static bool entry_check(lua_State *L) {
    size_t length;
    if (lua_type(L, -2) != LUA_TSTRING) {
        lua_pushliteral(L, "headers: names must be strings");
        return false;
    }
    const char *name = lua_tolstring(L, -2, &length);
    if (!name_valid(name, length)) {
        lua_pushfstring(L, "headers: '%s' cannot be a header name", name);
        return false;
    }
    if (follows_from_body(name)) {
        lua_pushfstring(L, "headers: '%s' follows from the body and cannot be set", name);
        return false;
    }
    if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) return true;
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_pushfstring(L, "headers: the value of '%s' must be a string (or false, to send none), not a %s", name,
                        luaL_typename(L, -1));
        return false;
    }
    const char *value = lua_tolstring(L, -1, &length);
    if (header_value_valid(value, length)) return true;
    lua_pushfstring(L, "headers: the value of '%s' holds CR, LF or NUL", name);
    return false;
}

/* Leaves the stack as it is, or pushes a message. */
static bool table_check(lua_State *L, int table) {
    lua_pushnil(L);
    while (lua_next(L, table)) {
        if (!entry_check(L)) return false;
        lua_pop(L, 1);
    }
    return true;
}

static bool table_overrides(lua_State *L, int table, const char *line) {
    bool found = false;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        found = found || line_is(line, lua_tostring(L, -2), lua_rawlen(L, -2));
        lua_pop(L, 1);
    }
    return found;
}

/* Nothing here raises: the list has no owner yet. */
static bool table_append(lua_State *L, int table, struct curl_slist **list) {
    bool appended = true;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        const char *name = lua_tostring(L, -2), *value = lua_tostring(L, -1);
        /* After a failure it walks on, so that the stack is left clean. */
        if (appended) appended = value == NULL ? append_parts(list, name, ":", "") : headers_append(list, name, value);
        lua_pop(L, 1);
    }
    return appended;
}

bool headers_merge(lua_State *L, const struct curl_slist *base, int table, struct curl_slist **out) {
    table = lua_absindex(L, table);
    int top = lua_gettop(L);
    *out = NULL;
    if (!table_check(L, table)) {
        lua_replace(L, top + 1);
        lua_settop(L, top + 1);
        return false;
    }
    bool built = true;
    for (; built && base != NULL; base = base->next) {
        if (!table_overrides(L, table, base->data)) built = headers_append_line(out, base->data);
    }
    if (built && table_append(L, table, out)) return true;
    headers_free(*out);
    *out = NULL;
    lua_pushliteral(L, "headers: out of memory");
    return false;
}
