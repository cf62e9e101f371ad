#include "http/reply_error.h"

#include <string.h>
#include <strings.h>

#include "http/reply.h"
#include "json/decode.h"

/* Deeper than this nobody hides a message. */
#define WORDS_DEPTH 5

static bool blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static const char *find(const char *text, const char *end, const char *word) {
    size_t length = strlen(word);
    for (; (size_t)(end - text) >= length; text++) {
        if (strncasecmp(text, word, length) == 0) return text;
    }
    return NULL;
}

/* ---- JSON: raw access only, decoded values have no metatables but the array mark, which has no __index ---- */

static bool push_words(lua_State *L, int from, int depth);

static bool string_said(lua_State *L, int index) {
    return lua_type(L, index) == LUA_TSTRING && lua_rawlen(L, index) > 0;
}

/* {"loc": ["body", "model"], "msg": "field required"} names the field first. */
static void name_place(lua_State *L, int from) {
    lua_getfield(L, from, "loc");
    int list = lua_gettop(L), words = list - 1;
    if (lua_istable(L, list)) {
        int count = (int)lua_rawlen(L, list);
        luaL_Buffer text;
        luaL_buffinit(L, &text);
        for (int i = 1; i <= count; i++) {
            lua_rawgeti(L, list, i);
            if (!lua_isstring(L, -1)) {
                lua_pop(L, 1);
                continue;
            }
            luaL_addvalue(&text);
            luaL_addstring(&text, i < count ? "." : ": ");
        }
        luaL_pushresult(&text);
        lua_pushvalue(L, words);
        lua_concat(L, 2);
        lua_replace(L, words);
    }
    lua_settop(L, words);
}

static bool push_words_of_table(lua_State *L, int from, int depth) {
    static const char *const names[] = {"message", "msg", "detail", "error", "errors"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_getfield(L, from, names[i]);
        bool said = push_words(L, lua_gettop(L), depth + 1);
        lua_remove(L, said ? -2 : -1);
        if (!said) continue;
        name_place(L, from);
        return true;
    }
    lua_rawgeti(L, from, 1);
    bool said = push_words(L, lua_gettop(L), depth + 1);
    lua_remove(L, said ? -2 : -1);
    return said;
}

/* Pushes what the value says to people; false: nothing, and pushes nothing. */
static bool push_words(lua_State *L, int from, int depth) {
    luaL_checkstack(L, 8, "an error's words");
    if (string_said(L, from)) {
        lua_pushvalue(L, from);
        return true;
    }
    return lua_istable(L, from) && depth < WORDS_DEPTH && push_words_of_table(L, from, depth);
}

static void copy_plain_field(lua_State *L, int from, int to, const char *name) {
    lua_getfield(L, from, name);
    if (lua_isstring(L, -1)) {
        lua_setfield(L, to, name);
    } else {
        lua_pop(L, 1);
    }
}

/* The decoded body at `from`; some put it into a list. */
static bool read_fields(lua_State *L, int from, int into) {
    static const char *const names[] = {"code", "type", "param"};
    lua_rawgeti(L, from, 1);
    if (lua_istable(L, -1)) from = lua_gettop(L);
    lua_getfield(L, from, "error");
    bool inner = lua_istable(L, -1);
    if (inner) from = lua_gettop(L);
    bool said = push_words(L, from, 0);
    if (said) lua_setfield(L, into, "message");
    if (!said && !inner) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) copy_plain_field(L, from, into, names[i]);
    return said;
}

bool reply_read_error(lua_State *L, const buffer *body) {
    int error = lua_gettop(L);
    bool understood = body->length > 0 && json_decode(L, body->data, body->length) && lua_istable(L, -1) &&
                      read_fields(L, error + 1, error);
    lua_settop(L, error);
    return understood;
}

/* ---- what an error means that comes with status 200 ---- */

/* The first that is part of a code or type counts. */
static int word_status(const char *word) {
    static const struct {
        const char *part;
        int status;
    } meanings[] = {
        {"quota", 429},       {"rate", 429},           {"exhausted", 429},   {"too_many", 429}, {"overload", 503},
        {"unavailable", 503}, {"timeout", 504},        {"api_key", 401},     {"authent", 401},  {"permission", 403},
        {"forbidden", 403},   {"not_found", 404},      {"notfound", 404},    {"invalid", 400},  {"badrequest", 400},
        {"bad_request", 400}, {"context_length", 400}, {"unsupported", 400}, {"content", 400},
    };
    const char *end = word + strlen(word);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (find(word, end, meanings[i].part) != NULL) return meanings[i].status;
    }
    return 0;
}

/* Of the field on top, which is popped: a status, or a word for one. */
static int field_status(lua_State *L) {
    lua_Number number = lua_tonumber(L, -1);
    int status = number >= 400 && number < 600 ? (int)number : 0;
    if (status == 0 && lua_type(L, -1) == LUA_TSTRING) status = word_status(lua_tostring(L, -1));
    lua_pop(L, 1);
    return status;
}

int reply_meant_status(lua_State *L, int value) {
    static const char *const names[] = {"code", "status", "status_code", "type"};
    int top = lua_gettop(L), status = 0;
    if (!lua_istable(L, value)) return 500;
    lua_getfield(L, value, "error");
    if (!lua_istable(L, -1)) lua_pushvalue(L, value);
    int from = lua_gettop(L);
    for (size_t i = 0; i < sizeof names / sizeof *names && status == 0; i++) {
        lua_getfield(L, from, names[i]);
        status = field_status(L);
    }
    lua_settop(L, top);
    return status == 0 ? 500 : status;
}

const char *reply_status_kind(int status) {
    switch (status) {
    case 400: return "bad_request";
    case 401: return "authentication";
    case 403: return "permission_denied";
    case 404: return "not_found";
    case 409: return "conflict";
    case 422: return "unprocessable_entity";
    case 429: return "rate_limit";
    default: return status >= 500 && status < 600 ? "server" : "status";
    }
}

/* ---- web pages ---- */

bool reply_is_html(const buffer *headers, const buffer *body) {
    char type[32];
    if (strncasecmp(reply_header_text(headers, "content-type", type, sizeof type), "text/html", 9) == 0) return true;
    size_t i = 0;
    while (i < body->length && blank(body->data[i])) i++;
    return i < body->length && body->data[i] == '<';
}

/* The page's title in one line, cut where it is long; "" for none. */
static const char *page_title(const buffer *body, char *target, size_t capacity) {
    *target = '\0';
    if (body->length == 0) return target;
    const char *end = body->data + body->length, *at = find(body->data, end, "<title");
    at = at == NULL ? NULL : memchr(at, '>', (size_t)(end - at));
    if (at == NULL) return target;
    size_t length = 0;
    for (at++; at < end && *at != '<' && length + 1 < capacity; at++) {
        char byte = (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at;
        if (byte != ' ' || (length > 0 && target[length - 1] != ' ')) target[length++] = byte;
    }
    bool cut = at < end && *at != '<';
    while (cut && length > 0 && ((unsigned char)target[length - 1] & 0xc0) == 0x80) length--;
    if (cut && length > 0 && (unsigned char)target[length - 1] >= 0xc0) length--;
    while (length > 0 && target[length - 1] == ' ') length--;
    target[length] = '\0';
    return target;
}

static const char *page_meaning(int status) {
    switch (status) {
    case 401: return "what stands in front of the API asks for a login";
    case 403: return "what stands in front of the API refuses the call";
    case 407: return "the proxy asks for a user name and password";
    case 413: return "the request is too large for what stands in front of the API";
    case 429: return "what stands in front of the API takes no more calls for now";
    case 502: return "the gateway in front of the API got no proper answer from it";
    case 503: return "the API is out of service for now, as what stands in front of it says";
    case 504: return "the gateway in front of the API waited in vain for its answer";
    default: return status >= 500 ? "something in front of the API failed" : NULL;
    }
}

static void push_meaning(lua_State *L, int status, const buffer *headers, const char *hint) {
    char server[48];
    const char *meaning = page_meaning(status);
    reply_header_text(headers, "server", server, sizeof server);
    if (status == 403 && *server != '\0') {
        lua_pushfstring(L, "refused by %s, which stands in front of the API", server);
    } else if (meaning == NULL) {
        lua_pushstring(L, hint != NULL ? hint : "something else than the API answers at this address");
    } else {
        lua_pushstring(L, meaning);
    }
}

void reply_push_page(lua_State *L, int status, const buffer *headers, const buffer *body, const char *hint) {
    char title[100];
    page_title(body, title, sizeof title);
    push_meaning(L, status, headers, hint);
    if (*title == '\0') {
        lua_pushfstring(L, "the answer is a web page, not the API's: %s", lua_tostring(L, -1));
    } else {
        lua_pushfstring(L, "the answer is a web page (\"%s\"), not the API's: %s", title, lua_tostring(L, -1));
    }
    lua_remove(L, -2);
}
