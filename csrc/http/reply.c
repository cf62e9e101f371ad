#include "http/reply.h"

#include <curl/curl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct header {
    const char *name, *value;
    size_t name_length, value_length;
} header;

static bool blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Splits the next header line off *at; skips lines without a colon (the status line, the empty last one). */
static bool header_next(const char **at, const char *end, header *out) {
    while (*at < end) {
        const char *line = *at;
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        *at = stop < end ? stop + 1 : end;
        const char *colon = memchr(line, ':', (size_t)(stop - line));
        if (colon == NULL || strncmp(line, "HTTP/", 5) == 0) continue;
        const char *value = colon + 1;
        while (value < stop && blank(*value)) value++;
        while (stop > value && blank(stop[-1])) stop--;
        *out = (header){line, value, (size_t)(colon - line), (size_t)(stop - value)};
        return true;
    }
    return false;
}

const char *reply_header(const buffer *headers, const char *name, size_t *length) {
    if (headers->length == 0) return NULL;
    const char *at = headers->data, *end = at + headers->length;
    const char *found = NULL;
    header line;
    while (header_next(&at, end, &line)) {
        if (line.name_length != strlen(name) || strncasecmp(line.name, name, line.name_length) != 0) continue;
        found = line.value;
        *length = line.value_length;
    }
    return found;
}

const char *reply_header_text(const buffer *headers, const char *name, char *target, size_t capacity) {
    size_t length = 0;
    const char *value = reply_header(headers, name, &length);
    if (value == NULL) length = 0;
    if (length >= capacity) length = capacity - 1;
    if (length > 0) memcpy(target, value, length);
    target[length] = '\0';
    return target;
}

bool reply_is_json(const buffer *headers) {
    char type[64];
    reply_header_text(headers, "content-type", type, sizeof type);
    for (const char *at = type; *at != '\0'; at++) {
        if (strncasecmp(at, "json", 4) == 0) return true;
    }
    return false;
}

static void push_lower(lua_State *L, const char *text, size_t length) {
    char lower[128];
    if (length > sizeof lower) length = sizeof lower;
    for (size_t i = 0; i < length; i++) {
        lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + ('a' - 'A')) : text[i];
    }
    lua_pushlstring(L, lower, length);
}

/* The values of a repeated name, on top as a list, as one text in its place. Joining them one by one would copy the
 * first ones again for each. */
static void push_joined(lua_State *L) {
    luaL_Buffer text;
    int list = lua_gettop(L), count = (int)lua_rawlen(L, list);
    luaL_buffinit(L, &text);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addlstring(&text, ", ", 2);
        lua_rawgeti(L, list, i);
        luaL_addvalue(&text);
    }
    luaL_pushresult(&text);
    lua_replace(L, list);
}

/* Puts the value under the name on top, and pops that; the second value of a name makes a list of both. */
static void header_add(lua_State *L, int into, const header *line) {
    lua_pushvalue(L, -1);
    lua_rawget(L, into);
    if (lua_isstring(L, -1)) {
        lua_createtable(L, 2, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, into);
    }
    lua_pushlstring(L, line->value, line->value_length);
    if (lua_istable(L, -2)) {
        lua_rawseti(L, -2, (int)lua_rawlen(L, -2) + 1);
        lua_pop(L, 2);
    } else {
        lua_remove(L, -2);
        lua_rawset(L, into);
    }
}

void reply_push_headers(lua_State *L, const buffer *headers) {
    lua_newtable(L);
    if (headers->length == 0) return;
    const char *at = headers->data, *end = at + headers->length;
    int into = lua_gettop(L);
    header line;
    while (header_next(&at, end, &line)) {
        push_lower(L, line.name, line.name_length);
        header_add(L, into, &line);
    }
    for (lua_pushnil(L); lua_next(L, into); lua_pop(L, 1)) {
        if (!lua_istable(L, -1)) continue;
        push_joined(L);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, into); /* an existing field may be changed meanwhile */
    }
}

int reply_should_retry(const buffer *headers) {
    char value[8];
    reply_header_text(headers, "x-should-retry", value, sizeof value);
    if (strcasecmp(value, "true") == 0) return 1;
    return strcasecmp(value, "false") == 0 ? 0 : -1;
}

/* Digits with at most one point; by hand because strtod reads the locale's decimal point. */
static double parse_seconds(const char *text) {
    double value = 0, scale = 0;
    if (*text == '\0') return -1;
    for (; *text != '\0'; text++) {
        if (*text == '.' && scale == 0) {
            scale = 1;
        } else if (*text >= '0' && *text <= '9') {
            value = value * 10 + (*text - '0');
            scale *= 10;
        } else {
            return -1;
        }
    }
    return scale > 1 ? value / scale : value;
}

double reply_retry_after(const buffer *headers) {
    char text[64];
    double milliseconds = parse_seconds(reply_header_text(headers, "retry-after-ms", text, sizeof text));
    if (milliseconds > 0) return milliseconds / 1000;
    double seconds = parse_seconds(reply_header_text(headers, "retry-after", text, sizeof text));
    if (seconds >= 0 || *text == '\0') return seconds;
    time_t date = curl_getdate(text, NULL);
    return date < 0 ? -1 : difftime(date, time(NULL));
}

int64_t reply_range_start(const buffer *headers) {
    char text[80];
    reply_header_text(headers, "content-range", text, sizeof text);
    if (strncasecmp(text, "bytes ", 6) != 0 || text[6] < '0' || text[6] > '9') return -1;
    return strtoll(text + 6, NULL, 10);
}

int64_t reply_range_end(const buffer *headers) {
    char text[80];
    reply_header_text(headers, "content-range", text, sizeof text);
    const char *dash = strchr(text, '-');
    if (strncasecmp(text, "bytes ", 6) != 0 || dash == NULL || dash[1] < '0' || dash[1] > '9') return -1;
    long long last = strtoll(dash + 1, NULL, 10);
    return last < LLONG_MAX ? last : -1;
}

/* "bytes 5-9/10", or "bytes" and an asterisk in place of the range */
int64_t reply_range_total(const buffer *headers) {
    char text[80];
    reply_header_text(headers, "content-range", text, sizeof text);
    const char *slash = strchr(text, '/');
    if (strncasecmp(text, "bytes ", 6) != 0 || slash == NULL || slash[1] < '0' || slash[1] > '9') return -1;
    return strtoll(slash + 1, NULL, 10);
}
