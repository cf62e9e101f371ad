#include "json/encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/identity.h"
#include "base/userdata.h"
#include "json/decode.h"
#include "json/number.h"
#include "json/text.h"

#define TYPE_CDATA     10                 /* LuaJIT's LUA_TCDATA, which its headers keep to themselves */
#define STACK_LEVEL    8                  /* Lua stack slots for one level of nesting */
#define TEXT_GUESS     1024               /* bytes of a short request */
#define KEYS_AT_HAND   96                 /* being sorted at a time without memory of their own */
#define INTEGRAL_BELOW 9007199254740992.0 /* 2^53 */

/* Values of other libraries that mean something here, looked up once one could occur; their places follow `sentinels`
 * on the stack. */
enum sentinel { CJSON_ARRAY_MT, CJSON_EMPTY_ARRAY_MT, CJSON_EMPTY_ARRAY, SAFE_EMPTY_ARRAY, VIM_NIL, SENTINEL_COUNT };

typedef struct level {
    const void *table; /* its identity, to find cycles */
    int key;           /* stack index of the current key; 0: an array, at `item` */
    lua_Integer item;
} level;

#if LUA_VERSION_NUM >= 503
typedef lua_Integer key_number;
#define key_number_push lua_pushinteger
#define key_number_read lua_tointeger
#else
typedef lua_Number key_number;
#define key_number_push lua_pushnumber
#define key_number_read lua_tonumber
#endif

/* A key: a text that the table keeps alive, or an integer (NULL). */
typedef struct member_key {
    const char *text;
    size_t length;
    key_number number;
} member_key;

typedef struct encoder {
    lua_State *L;
    buffer *out;
    int array_mark; /* stack indexes */
    int sentinels;
    bool sentinels_known;
    bool sorted; /* members in the order of their keys */
    int depth;
    char problem[192];
    level levels[JSON_MAX_DEPTH];
    member_key keys[KEYS_AT_HAND];
    size_t keys_used;
} encoder;

static bool value_encode(encoder *self, int index);

/* ---- Output ---- */

static bool refuse(encoder *self, const char *problem) {
    snprintf(self->problem, sizeof self->problem, "%s", problem);
    return false;
}

static bool room_refuse(encoder *self, size_t size) {
    const buffer *out = self->out;
    if (out->limit == 0 || size <= out->limit - out->length) luaL_error(self->L, "not enough memory");
    snprintf(self->problem, sizeof self->problem, "the JSON text would be larger than %zu bytes", out->limit);
    return false;
}

static inline bool room_make(encoder *self, size_t size) {
    if (self->out->capacity - self->out->length >= size) return true;
    return buffer_reserve(self->out, size) || room_refuse(self, size);
}

static inline bool text_append(encoder *self, const char *text, size_t length) {
    if (!room_make(self, length)) return false;
    memcpy(self->out->data + self->out->length, text, length);
    self->out->length += length;
    return true;
}

static inline bool byte_append(encoder *self, char byte) {
    if (!room_make(self, 1)) return false;
    self->out->data[self->out->length++] = byte;
    return true;
}

/* ---- Strings ---- */

static bool escape_append(encoder *self, unsigned char byte) {
    static const char hex[] = "0123456789abcdef";
    static const char controls[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu"; /* the letter for bytes 0x00 … 0x1F */
    char text[6] = {'\\', (char)byte, '0', '0', '0', '0'};
    if (byte >= 0x20) return text_append(self, text, 2);
    text[1] = controls[byte];
    text[4] = hex[byte >> 4];
    text[5] = hex[byte & 15];
    return text_append(self, text, text[1] == 'u' ? 6 : 2);
}

/* Texts have no control characters but those that arrange them. */
static bool text_binary(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 && (byte < '\t' || byte > '\r')) return true;
    }
    return false;
}

static bool utf8_refuse(encoder *self, const char *text, size_t length, size_t offset) {
    snprintf(self->problem, sizeof self->problem, "cannot encode a string that is not UTF-8 (byte %zu)%s", offset + 1,
             text_binary(text, length) ? "; send binary data as base64"
                                       : ": convert it first, if it is text in another encoding (Latin-1?)");
    return false;
}

static bool text_encode(encoder *self, const char *text, size_t length) {
    const char *start = text, *end = text + length;
    if (!room_make(self, length + 2)) return false;
    self->out->data[self->out->length++] = '"';
    for (;;) {
        const char *stop = json_text_span(text, end);
        if (!text_append(self, text, (size_t)(stop - text))) return false;
        if (stop == end) return byte_append(self, '"');
        unsigned char byte = (unsigned char)*stop;
        if (byte >= 0x80) return utf8_refuse(self, start, length, (size_t)(stop - start));
        if (!escape_append(self, byte)) return false;
        text = stop + 1;
    }
}

static bool string_encode(encoder *self, int index) {
    size_t length;
    const char *text = lua_tolstring(self->L, index, &length);
    return text_encode(self, text, length);
}

/* ---- Numbers ---- */

static bool integer_encode(encoder *self, int64_t value) {
    if (!room_make(self, JSON_NUMBER_SIZE)) return false;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    self->out->length += json_integer_write(self->out->data + self->out->length, magnitude, value < 0);
    return true;
}

static bool number_encode(encoder *self, int index) {
#if LUA_VERSION_NUM >= 503
    if (lua_isinteger(self->L, index)) return integer_encode(self, lua_tointeger(self->L, index));
#endif
    double value = (double)lua_tonumber(self->L, index);
    if (value != value) return refuse(self, "cannot encode NaN");
    if (value - value != 0) return refuse(self, value > 0 ? "cannot encode infinity" : "cannot encode minus infinity");
    if (!room_make(self, JSON_NUMBER_SIZE)) return false;
    self->out->length += json_double_write(self->out->data + self->out->length, value);
    return true;
}

/* LuaJIT's C API cannot tell one cdata type from another. The two bytes of the type's number stand in the object's
 * header, right before the data or before some padding: `learn_cdata` finds the place with samples, here it is used. */
typedef struct cdata_types {
    int offset; /* bytes before the data */
    uint16_t signed_type, unsigned_type;
} cdata_types;

static const char cdata_types_key = 0;

static uint16_t cdata_type(const void *data, int offset) {
    uint16_t type;
    memcpy(&type, (const char *)data - offset, sizeof type);
    return type;
}

static bool cdata_encode(encoder *self, int index) {
    registry_get(self->L, &cdata_types_key);
    const cdata_types *types = lua_touserdata(self->L, -1);
    lua_pop(self->L, 1);
    const void *data = lua_topointer(self->L, index);
    uint16_t type = types != NULL && data != NULL ? cdata_type(data, types->offset) : 0;
    if (types == NULL || (type != types->signed_type && type != types->unsigned_type)) {
        return refuse(self, "cannot encode a cdata other than int64_t and uint64_t");
    }
    uint64_t value;
    memcpy(&value, data, sizeof value);
    if (type == types->signed_type) return integer_encode(self, (int64_t)value);
    if (!room_make(self, JSON_NUMBER_SIZE)) return false;
    self->out->length += json_integer_write(self->out->data + self->out->length, value, false);
    return true;
}

/* ---- Sentinels ---- */

/* Pushes the raw field of the table on top, or nil. */
static void field_push(lua_State *L, const char *name) {
    if (!lua_istable(L, -1)) {
        lua_pushnil(L);
        return;
    }
    lua_pushstring(L, name);
    lua_rawget(L, -2);
}

static void sentinel_keep(encoder *self, enum sentinel which, const char *name) {
    field_push(self->L, name);
    lua_replace(self->L, self->sentinels + (int)which);
}

static void sentinels_load(encoder *self) {
    lua_State *L = self->L;
    int top = lua_gettop(L);
    self->sentinels_known = true;
    lua_pushvalue(L, LUA_REGISTRYINDEX);
    field_push(L, "_LOADED");
    field_push(L, "cjson");
    sentinel_keep(self, CJSON_ARRAY_MT, "array_mt");
    sentinel_keep(self, CJSON_EMPTY_ARRAY_MT, "empty_array_mt");
    sentinel_keep(self, CJSON_EMPTY_ARRAY, "empty_array");
    lua_pop(L, 1);
    field_push(L, "cjson.safe"); /* shares the metatables with cjson */
    sentinel_keep(self, SAFE_EMPTY_ARRAY, "empty_array");
    globals_push(L);
    field_push(L, "vim");
    sentinel_keep(self, VIM_NIL, "NIL");
    lua_settop(L, top);
}

static bool is_sentinel(encoder *self, int index, enum sentinel which) {
    if (!self->sentinels_known) sentinels_load(self);
    return lua_rawequal(self->L, index, self->sentinels + (int)which);
}

/* True: it is an object of ours, which has no JSON, and was refused. */
static bool kind_refuse(encoder *self, int index) {
    const char *kind = userdata_kind(self->L, index);
    if (kind == NULL) return false;
    snprintf(self->problem, sizeof self->problem, "cannot encode %s", kind);
    lua_pop(self->L, 1);
    return true;
}

static bool userdata_encode(encoder *self, int index) {
    bool light = lua_islightuserdata(self->L, index);
    if (light && lua_touserdata(self->L, index) == NULL) return text_append(self, "null", 4);
    if (is_sentinel(self, index, VIM_NIL)) return text_append(self, "null", 4);
    if (is_sentinel(self, index, CJSON_EMPTY_ARRAY) || is_sentinel(self, index, SAFE_EMPTY_ARRAY)) {
        return text_append(self, "[]", 2);
    }
    if (kind_refuse(self, index)) return false;
    return refuse(self, "cannot encode a userdata");
}

/* ---- Tables ---- */

/* Whether the table is an array whatever its keys are; an empty one may have one mark more. */
static bool is_marked_array(encoder *self, int table, bool empty) {
    lua_State *L = self->L;
    if (!lua_getmetatable(L, table)) return false;
    int mark = lua_gettop(L);
    bool marked = lua_rawequal(L, mark, self->array_mark) || is_sentinel(self, mark, CJSON_ARRAY_MT) ||
                  (empty && is_sentinel(self, mark, CJSON_EMPTY_ARRAY_MT));
    lua_pop(L, 1);
    return marked;
}

/* What the keys of a table are, as far as encoding is concerned. */
typedef struct key_census {
    size_t items;    /* keys 1, 2, 3 … */
    size_t integers; /* all integer keys, those included */
    size_t strings;
    size_t others;   /* fractions, booleans, tables … */
    lua_Number last; /* the greatest integer key */
} key_census;

/* Integral and exact as a double; or any integer of Lua 5.3+. */
static bool is_integer_key(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TNUMBER) return false;
    if (lua_isinteger(L, index)) return true;
    lua_Number value = lua_tonumber(L, index);
    return value > -INTEGRAL_BELOW && value < INTEGRAL_BELOW && (lua_Number)(int64_t)value == value;
}

static key_census keys_count(lua_State *L, int table) {
    key_census census = {0, 0, 0, 0, 0};
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING) {
            census.strings++;
        } else if (is_integer_key(L, -2)) {
            lua_Number key = lua_tonumber(L, -2);
            census.integers++;
            census.items += key >= 1;
            if (key > census.last) census.last = key;
        } else {
            census.others++;
        }
    }
    return census;
}

/* An array whose items do not come in order when the table is walked: they are in its hash part. */
static bool items_encode(encoder *self, int table, size_t count) {
    level *at = &self->levels[self->depth - 1];
    int top = lua_gettop(self->L);
    at->key = 0;
    if (!byte_append(self, '[')) return false;
    for (size_t i = 1; i <= count; i++) {
        at->item = (lua_Integer)i;
        if (i > 1 && !byte_append(self, ',')) return false;
        lua_rawgeti(self->L, table, (int)i);
        if (!value_encode(self, top + 1)) return false;
        lua_settop(self->L, top);
    }
    return byte_append(self, ']');
}

static bool key_encode(encoder *self, int key) {
    lua_State *L = self->L;
    if (lua_type(L, key) == LUA_TSTRING) return string_encode(self, key);
    return byte_append(self, '"') && number_encode(self, key) && byte_append(self, '"');
}

/* The members of the table from the key on top (behind it), all of one kind. */
static bool member_encode(encoder *self, int key) {
    return key_encode(self, key) && byte_append(self, ':') && value_encode(self, key + 1);
}

static bool mixed_refuse(encoder *self, int key) {
    self->levels[self->depth - 1].key = 0;
    self->levels[self->depth - 1].item = 0;
    lua_State *L = self->L;
    if (lua_type(L, key) == LUA_TSTRING || is_integer_key(L, key)) {
        return refuse(self, "cannot encode a table that mixes string keys and integer keys");
    }
    snprintf(self->problem, sizeof self->problem, "cannot encode a table with a key that is a %s%s",
             lua_type(L, key) == LUA_TNUMBER ? "fractional " : "", lua_typename(L, lua_type(L, key)));
    return false;
}

static bool sorted_encode(encoder *self, int table);

/* The first key and value are on the stack. */
static bool members_encode(encoder *self, int table) {
    lua_State *L = self->L;
    if (self->sorted) {
        lua_pop(L, 2);
        return sorted_encode(self, table);
    }
    int key = lua_gettop(L) - 1;
    bool strings = lua_type(L, key) == LUA_TSTRING;
    char before = '{';
    do {
        if (strings ? lua_type(L, key) != LUA_TSTRING : !is_integer_key(L, key)) return mixed_refuse(self, key);
        self->levels[self->depth - 1].key = key;
        if (!byte_append(self, before) || !member_encode(self, key)) return false;
        before = ',';
        lua_settop(L, key);
    } while (lua_next(L, table));
    return byte_append(self, '}');
}

/* Pushes the metatable's `__order`, a list of keys; false: there is none. The order of a schema's properties is part of
 * what it says, and a table has none. */
static bool order_push(lua_State *L, int table) {
    if (!lua_getmetatable(L, table)) return false;
    lua_pushliteral(L, "__order");
    lua_rawget(L, -2);
    lua_remove(L, -2);
    if (lua_istable(L, -1)) return true;
    lua_pop(L, 1);
    return false;
}

static bool order_has(lua_State *L, int order, int key) {
    bool found = false;
    for (int i = (int)lua_rawlen(L, order); !found && i > 0; i--) {
        lua_rawgeti(L, order, i);
        found = lua_rawequal(L, -1, key);
        lua_pop(L, 1);
    }
    return found;
}

/* The key and its value are on top; pops the value. */
static bool next_member_encode(encoder *self, char *before) {
    int key = lua_gettop(self->L) - 1;
    self->levels[self->depth - 1].key = key;
    if (!byte_append(self, *before) || !member_encode(self, key)) return false;
    *before = ',';
    lua_settop(self->L, key);
    return true;
}

/* Those of the list, as far as they are there; then the others. */
static bool ordered_encode(encoder *self, int table, int order) {
    lua_State *L = self->L;
    char before = '{';
    for (int i = 1, count = (int)lua_rawlen(L, order); i <= count; i++) {
        lua_rawgeti(L, order, i);
        lua_pushvalue(L, -1);
        lua_rawget(L, table);
        if (!lua_isnil(L, -1) && lua_type(L, -2) == LUA_TSTRING && !next_member_encode(self, &before)) return false;
        lua_settop(L, order);
    }
    for (lua_pushnil(L); lua_next(L, table);) {
        if (lua_type(L, -2) != LUA_TSTRING) return mixed_refuse(self, lua_gettop(L) - 1);
        if (order_has(L, order, lua_gettop(L) - 1)) {
            lua_pop(L, 1);
        } else if (!next_member_encode(self, &before)) {
            return false;
        }
    }
    return byte_append(self, '}');
}

static int key_compare(const void *left, const void *right) {
    const member_key *a = left, *b = right;
    if (a->text == NULL) return (a->number > b->number) - (a->number < b->number);
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

/* Room for keys; what is at hand does for nearly all. Pushes their owner, or nil. */
static member_key *keys_reserve(encoder *self, size_t count) {
    if (count > KEYS_AT_HAND - self->keys_used) return lua_newuserdata(self->L, count * sizeof(member_key));
    lua_pushnil(self->L);
    self->keys_used += count;
    return &self->keys[self->keys_used - count];
}

/* The table's keys, which are all of one kind. False: they are not. */
static bool keys_collect(encoder *self, int table, member_key *next) {
    lua_State *L = self->L;
    int kind = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1), next++) {
        int key = lua_gettop(L) - 1, type = lua_type(L, key);
        bool text = type == LUA_TSTRING;
        if ((kind != 0 && type != kind) || (!text && !is_integer_key(L, key))) return mixed_refuse(self, key);
        kind = type;
        *next = (member_key){NULL, 0, 0};
        if (text) next->text = lua_tolstring(L, key, &next->length);
        if (!text) next->number = key_number_read(L, key);
    }
    return true;
}

/* The members in the order of their keys. */
static bool sorted_encode(encoder *self, int table) {
    lua_State *L = self->L;
    key_census census = keys_count(L, table);
    size_t count = census.strings + census.integers + census.others, used = self->keys_used;
    member_key *keys = keys_reserve(self, count);
    if (!keys_collect(self, table, keys)) return false;
    qsort(keys, count, sizeof *keys, key_compare);
    int top = lua_gettop(L);
    char before = '{';
    for (const member_key *at = keys; at < keys + count; at++) {
        if (at->text != NULL) lua_pushlstring(L, at->text, at->length);
        if (at->text == NULL) key_number_push(L, at->number);
        lua_pushvalue(L, -1);
        lua_rawget(L, table);
        if (!next_member_encode(self, &before)) return false;
        lua_settop(L, top);
    }
    self->keys_used = used;
    return byte_append(self, '}');
}

static bool marked_refuse(encoder *self, const key_census *census) {
    self->levels[self->depth - 1].key = 0;
    self->levels[self->depth - 1].item = 0;
    if (census->items == census->integers && census->strings + census->others == 0) {
        return refuse(self, "cannot encode an array with holes (use openai.null)");
    }
    return refuse(self, "cannot encode a table marked as an array with keys other than 1 … n");
}

/* A table that is not simply 1..n in order. */
static bool irregular_encode(encoder *self, int table) {
    lua_State *L = self->L;
    key_census census = keys_count(L, table);
    bool items_only = census.strings + census.others == 0 && census.items == census.integers;
    if (items_only && census.last == (lua_Number)census.items) return items_encode(self, table, census.items);
    if (is_marked_array(self, table, false)) return marked_refuse(self, &census);
    lua_pushnil(L);
    lua_next(L, table);
    return members_encode(self, table);
}

static bool is_item(lua_State *L, int key, lua_Integer item) {
#if LUA_VERSION_NUM >= 503
    return lua_isinteger(L, key) && lua_tointeger(L, key) == item;
#else
    return lua_type(L, key) == LUA_TNUMBER && lua_tonumber(L, key) == (lua_Number)item;
#endif
}

/* Writes 1, 2, 3 … as they come, which they do when they are in the table's array part; anything else means to start
 * again. */
static bool array_encode(encoder *self, int table) {
    lua_State *L = self->L;
    int key = lua_gettop(L) - 1;
    level *at = &self->levels[self->depth - 1];
    size_t start = self->out->length;
    lua_Integer item = 1;
    char before = '[';
    do {
        if (!is_item(L, key, item)) {
            self->out->length = start;
            lua_settop(L, key - 1);
            return irregular_encode(self, table);
        }
        at->item = item++;
        if (!byte_append(self, before) || !value_encode(self, key + 1)) return false;
        before = ',';
        lua_settop(L, key);
    } while (lua_next(L, table));
    return byte_append(self, ']');
}

static bool content_encode(encoder *self, int table) {
    lua_State *L = self->L;
    lua_pushnil(L);
    if (!lua_next(L, table)) return text_append(self, is_marked_array(self, table, true) ? "[]" : "{}", 2);
    if (is_item(L, -2, 1)) return array_encode(self, table);
    if (lua_type(L, -2) == LUA_TSTRING && !is_marked_array(self, table, false)) {
        if (!order_push(L, table)) return members_encode(self, table);
        lua_replace(L, -3);
        lua_pop(L, 1);
        return ordered_encode(self, table, lua_gettop(L));
    }
    lua_pop(L, 2);
    return irregular_encode(self, table);
}

static bool table_encode(encoder *self, int index) {
    const void *table = lua_topointer(self->L, index);
    for (int i = 0; i < self->depth; i++) {
        if (self->levels[i].table == table) return refuse(self, "cannot encode a table that contains itself");
    }
    if (self->depth == JSON_MAX_DEPTH) return refuse(self, "cannot encode more than 512 levels of nesting");
    luaL_checkstack(self->L, STACK_LEVEL, "JSON nested too deeply");
    if (kind_refuse(self, index)) return false;
    self->levels[self->depth++] = (level){table, 0, 0};
    if (!content_encode(self, index)) return false; /* stack and levels stay as they are: they hold the path */
    self->depth--;
    return true;
}

static bool type_refuse(encoder *self, int type) {
    snprintf(self->problem, sizeof self->problem, "cannot encode a %s", lua_typename(self->L, type));
    return false;
}

static bool value_encode(encoder *self, int index) {
    int type = lua_type(self->L, index);
    switch (type) {
    case LUA_TSTRING: return string_encode(self, index);
    case LUA_TNUMBER: return number_encode(self, index);
    case LUA_TTABLE: return table_encode(self, index);
    case LUA_TBOOLEAN:
        return lua_toboolean(self->L, index) ? text_append(self, "true", 4) : text_append(self, "false", 5);
    case LUA_TLIGHTUSERDATA:
    case LUA_TUSERDATA: return userdata_encode(self, index);
    case LUA_TNIL: return refuse(self, "cannot encode nil (use openai.null)");
    case TYPE_CDATA: return cdata_encode(self, index);
    default: return type_refuse(self, type);
    }
}

/* ---- The path to a refused value ---- */

static bool is_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return length > 0;
}

/* Bytes that could spoil a message are shown as '?'. */
static void quoted_add(luaL_Buffer *path, const char *text, size_t length) {
    luaL_addstring(path, "[\"");
    for (size_t i = 0; i < length; i++) luaL_addchar(path, text[i] >= 0x20 && text[i] < 0x7F ? text[i] : '?');
    luaL_addstring(path, "\"]");
}

static void number_add(luaL_Buffer *path, double value) {
    char text[40];
    snprintf(text, sizeof text, "[%.0f]", value);
    luaL_addstring(path, text);
}

static void level_add(lua_State *L, luaL_Buffer *path, const level *at, bool first) {
    if (at->key == 0) {
        if (at->item > 0) number_add(path, (double)at->item);
        return;
    }
    if (lua_type(L, at->key) != LUA_TSTRING) {
        number_add(path, (double)lua_tonumber(L, at->key));
        return;
    }
    size_t length;
    const char *text = lua_tolstring(L, at->key, &length);
    if (!is_name(text, length)) {
        quoted_add(path, text, length);
        return;
    }
    if (!first) luaL_addchar(path, '.');
    luaL_addlstring(path, text, length);
}

static void message_push(encoder *self) {
    luaL_Buffer message;
    bool empty = true;
    luaL_checkstack(self->L, LUA_MINSTACK, "JSON");
    luaL_buffinit(self->L, &message);
    for (int i = 0; i < self->depth; i++) {
        level_add(self->L, &message, &self->levels[i], empty);
        empty = empty && self->levels[i].key == 0 && self->levels[i].item == 0;
    }
    if (!empty) luaL_addstring(&message, ": ");
    luaL_addstring(&message, self->problem);
    luaL_pushresult(&message);
}

static bool encode(lua_State *L, int index, buffer *out, bool sorted) {
    encoder self;
    int top = lua_gettop(L);
    size_t start = out->length;
    index = lua_absindex(L, index);
    self.L = L;
    self.out = out;
    self.sentinels_known = false;
    self.sorted = sorted;
    self.depth = 0;
    self.keys_used = 0;
    luaL_checkstack(L, SENTINEL_COUNT + 1 + STACK_LEVEL, "JSON");
    json_push_array_mark(L);
    self.array_mark = top + 1;
    self.sentinels = top + 2;
    lua_settop(L, top + 1 + SENTINEL_COUNT);
    bool fine = value_encode(&self, index);
    if (!fine) {
        out->length = start;
        message_push(&self);
        lua_replace(L, top + 1);
    }
    lua_settop(L, top + !fine);
    return fine;
}

bool json_encode(lua_State *L, int index, buffer *out) {
    return encode(L, index, out, false);
}

/* ---- For Lua ---- */

/* The buffer to use again, an upvalue, taken out meanwhile: a finalizer may encode, too. At index 2 then. */
static buffer *buffer_take(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    buffer *out = lua_touserdata(L, 2);
    lua_pushnil(L);
    lua_replace(L, lua_upvalueindex(1));
    if (out == NULL) {
        lua_settop(L, 1);
        out = buffer_new(L);
    }
    if (!buffer_reserve(out, TEXT_GUESS)) luaL_error(L, "not enough memory");
    return out;
}

/* The result is on top: a text, or else a message. */
static int buffer_return(lua_State *L, buffer *out, bool fine) {
    buffer_free(out);
    lua_pushvalue(L, 2);
    lua_replace(L, lua_upvalueindex(1));
    if (fine) return 1;
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

/* encode(value) -> text | nil, message */
static int lua_encode(lua_State *L) {
    buffer *out = buffer_take(L);
    bool fine = encode(L, 1, out, false);
    if (fine) lua_pushlstring(L, out->data, out->length);
    return buffer_return(L, out, fine);
}

/* digest(value) -> 16 hexadecimal digits | nil, message: the checksum of the value's canonical text, whose members are
 * sorted (but for those that have an `__order`). A long text would be dear to make a Lua string of. */
static int lua_digest(lua_State *L) {
    buffer *out = buffer_take(L);
    bool fine = encode(L, 1, out, true);
    if (fine) checksum_push(L, out->data, out->length);
    return buffer_return(L, out, fine);
}

/* decode(text) -> value | nil, message */
static int lua_decode(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    if (json_decode(L, text, length)) return 1;
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

/* decoder(text) -> a decoder of the text, for step() */
static int lua_decoder(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    json_decoder *decoder = json_decoder_new(L);
    lua_getuservalue(L, -1);
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "text"); /* must outlive the decoding */
    lua_pop(L, 1);
    json_decoder_start(decoder, text, length);
    return 1;
}

/* step(decoder[, bytes]) -> "more" | "done", value | "failed", message */
static int lua_step(lua_State *L) {
    lua_Number bytes = luaL_optnumber(L, 2, 0);
    luaL_argcheck(L, bytes >= 0 && bytes < 1e15, 2, "a number of bytes expected");
    enum json_status status = json_decoder_step(L, 1, bytes > 0 ? (size_t)bytes : SIZE_MAX);
    lua_pushstring(L, status == JSON_MORE ? "more" : status == JSON_DONE ? "done" : "failed");
    if (status == JSON_MORE) return 1;
    lua_insert(L, -2);
    return 2;
}

/* bad_utf8(text) -> the place of the first byte that is not part of well-formed UTF-8, from 1; nil: there is none */
static int lua_bad_utf8(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length), *end = text + length, *at = text;
    while ((at = json_text_span(at, end)) < end && (unsigned char)*at < 0x80) at++;
    if (at == end) return 0;
    lua_pushinteger(L, (lua_Integer)(at - text) + 1);
    return 1;
}

/* array([table]) -> the table, marked: it encodes as an array even when it is empty */
static int lua_array(lua_State *L) {
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_createtable(L, 0, 0);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    json_push_array_mark(L);
    if (lua_getmetatable(L, 1)) {
        if (!lua_rawequal(L, -1, 2)) return luaL_argerror(L, 1, "the table has a metatable of its own");
        lua_pop(L, 1);
    }
    lua_setmetatable(L, 1);
    return 1;
}

/* The types that stand so many bytes before the data, if all samples agree. Padding does not: it holds what was in the
 * memory before. */
static bool cdata_types_fit(lua_State *L, int count, cdata_types *types) {
    uint16_t *known[] = {&types->signed_type, &types->unsigned_type};
    for (int i = 0; i < count; i++) {
        uint16_t type = cdata_type(lua_topointer(L, i + 1), types->offset);
        if (i < 2) *known[i] = type;
        if (type != *known[i % 2]) return false;
    }
    return types->signed_type != types->unsigned_type;
}

/* learn_cdata(signed, unsigned, signed, unsigned, …): cdata, int64_t and uint64_t in turn, as many as it takes to tell
 * the place of their types from chance. True if it was found. */
static int lua_learn_cdata(lua_State *L) {
    static const int offsets[] = {2, 6, 4, 8};
    int count = lua_gettop(L);
    luaL_argcheck(L, count >= 2, 1, "cdata expected");
    for (int i = 1; i <= count; i++) luaL_argcheck(L, lua_type(L, i) == TYPE_CDATA, i, "cdata expected");
    bool found = false;
    cdata_types types = {0, 0, 0};
    for (size_t i = 0; !found && i < sizeof offsets / sizeof *offsets; i++) {
        types.offset = offsets[i];
        found = cdata_types_fit(L, count, &types);
    }
    if (found) {
        *(cdata_types *)lua_newuserdata(L, sizeof types) = types;
        registry_set(L, &cdata_types_key);
    }
    lua_pushboolean(L, found);
    return 1;
}

void json_open(lua_State *L) {
    lua_createtable(L, 0, 9);
    lua_pushnil(L);
    lua_pushcclosure(L, lua_encode, 1);
    lua_setfield(L, -2, "encode");
    lua_pushnil(L);
    lua_pushcclosure(L, lua_digest, 1);
    lua_setfield(L, -2, "digest");
    lua_pushcfunction(L, lua_decode);
    lua_setfield(L, -2, "decode");
    lua_pushcfunction(L, lua_decoder);
    lua_setfield(L, -2, "decoder");
    lua_pushcfunction(L, lua_step);
    lua_setfield(L, -2, "step");
    lua_pushcfunction(L, lua_bad_utf8);
    lua_setfield(L, -2, "bad_utf8");
    lua_pushcfunction(L, lua_array);
    lua_setfield(L, -2, "array");
    lua_pushcfunction(L, lua_learn_cdata);
    lua_setfield(L, -2, "learn_cdata");
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
}
