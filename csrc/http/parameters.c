#include "http/parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/userdata.h"
#include "json/number.h"

/* Deeper than any parameter of the API; a table that contains itself ends here. */
#define DEPTH_MAX 16

typedef struct walk {
    parameter_visit *visit;
    void *context;
    buffer *name; /* the path of the value at hand: metadata[k] */
    int depth;
} walk;

typedef struct key {
    const char *text; /* a Lua string, or an integer's digits, anchored by the table of keys */
    size_t length;
    int position; /* in that table */
} key;

static bool value_walk(lua_State *L, walk *self, int value);

static void name_extend(lua_State *L, walk *self, const char *key_text, size_t length) {
    bool first = self->name->length == 0;
    bool fits = (first || buffer_append_byte(self->name, '[')) && buffer_append(self->name, key_text, length) &&
                (first || buffer_append_byte(self->name, ']'));
    if (!fits) luaL_error(L, "not enough memory");
}

static bool walk_refuse(lua_State *L, const walk *self, const char *why) {
    lua_pushlstring(L, self->name->data, self->name->length);
    lua_pushfstring(L, ": %s", why);
    lua_concat(L, 2);
    return false;
}

/* Returns n when the keys are exactly 1..n, else 0. */
static size_t array_length(lua_State *L, int table) {
    size_t count = 0;
    lua_Number highest = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1), count++) {
        lua_Number number = lua_type(L, -2) == LUA_TNUMBER ? lua_tonumber(L, -2) : 0;
        if (number < 1 || number != floor(number)) return lua_pop(L, 2), 0;
        if (number > highest) highest = number;
    }
    return highest == (lua_Number)count ? count : 0;
}

static bool array_walk(lua_State *L, walk *self, int table, size_t count) {
    size_t length = self->name->length;
    bool good = true;
    for (size_t i = 1; good && i <= count; i++) {
        self->name->length = length;
        name_extend(L, self, "", 0);
        lua_rawgeti(L, table, (int)i);
        if ((good = value_walk(L, self, lua_gettop(L)))) lua_pop(L, 1);
    }
    self->name->length = length;
    return good;
}

static int key_compare(const void *left, const void *right) {
    const key *a = left, *b = right;
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->text, b->text, shorter);
    if (order != 0) return order;
    return (a->length > b->length) - (a->length < b->length);
}

/* Pushes an array of the table's keys. A number may be a key of a sparse map; anything else is refused. */
static bool keys_collect(lua_State *L, const walk *self, int table) {
    int count = 0;
    lua_newtable(L);
    int keys = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        int type = lua_type(L, -2);
        if (type != LUA_TSTRING && type != LUA_TNUMBER) return walk_refuse(L, self, "keys must be strings or 1..n");
        lua_pushvalue(L, -2);
        lua_rawseti(L, keys, ++count);
    }
    return true;
}

/* Pushes a sorted array of `key`; a key that is a number is compared and named by its text. */
static key *keys_sort(lua_State *L, int keys, size_t count) {
    key *sorted = lua_newuserdata(L, count * sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, keys, (int)i + 1);
        lua_pushvalue(L, -1);
        sorted[i].text = lua_tolstring(L, -1, &sorted[i].length);
        sorted[i].position = (int)i + 1;
        /* The text of a number is anchored beside the number. */
        lua_rawseti(L, keys, (int)(count + i) + 1);
        lua_pop(L, 1);
    }
    qsort(sorted, count, sizeof *sorted, key_compare);
    return sorted;
}

bool names_hold(const char *list, const char *name, size_t length) {
    for (;;) {
        size_t listed = strcspn(list, ",");
        if (listed == length && listed > 0 && memcmp(list, name, length) == 0) return true;
        if (list[listed] == '\0') return false;
        list += listed + 1;
    }
}

static bool map_walk(lua_State *L, walk *self, int table, const char *names, const char *skip) {
    int top = lua_gettop(L);
    size_t length = self->name->length;
    if (!keys_collect(L, self, table)) return false;
    int keys = top + 1;
    size_t count = lua_rawlen(L, keys);
    const key *sorted = keys_sort(L, keys, count);
    for (size_t i = 0; i < count; i++) {
        if (names != NULL && !names_hold(names, sorted[i].text, sorted[i].length)) continue;
        if (skip != NULL && names_hold(skip, sorted[i].text, sorted[i].length)) continue;
        name_extend(L, self, sorted[i].text, sorted[i].length);
        lua_rawgeti(L, keys, sorted[i].position);
        lua_rawget(L, table);
        if (!value_walk(L, self, lua_gettop(L))) return false;
        self->name->length = length;
        lua_settop(L, top + 2);
    }
    lua_settop(L, top);
    return true;
}

/* vim.NIL is a userdata of its own in Neovim: equal to nothing but itself. */
static bool value_is_vim_nil(lua_State *L, int value) {
    int top = lua_gettop(L);
    globals_push(L);
    lua_pushliteral(L, "vim");
    lua_rawget(L, -2);
    bool is = false;
    if (lua_istable(L, -1)) {
        lua_pushliteral(L, "NIL");
        lua_rawget(L, -2);
        is = lua_rawequal(L, -1, value);
    }
    lua_settop(L, top);
    return is;
}

/* nil, the light userdata NULL (openai.null, cjson.null) or Neovim's vim.NIL. */
static bool parameter_is_null(lua_State *L, int value) {
    switch (lua_type(L, value)) {
    case LUA_TNONE:
    case LUA_TNIL: return true;
    case LUA_TLIGHTUSERDATA: return lua_touserdata(L, value) == NULL;
    case LUA_TUSERDATA: return value_is_vim_nil(L, lua_absindex(L, value));
    default: return false;
    }
}

static bool table_walk(lua_State *L, walk *self, int table) {
    luaL_checkstack(L, 12, "parameters");
    if (++self->depth > DEPTH_MAX) return walk_refuse(L, self, "nested too deep, or the table contains itself");
    size_t count = array_length(L, table);
    bool good = count > 0 ? array_walk(L, self, table, count) : map_walk(L, self, table, NULL, NULL);
    self->depth--;
    return good;
}

static bool value_walk(lua_State *L, walk *self, int value) {
    switch (lua_type(L, value)) {
    case LUA_TTABLE: return table_walk(L, self, value);
    case LUA_TSTRING:
    case LUA_TNUMBER:
    case LUA_TBOOLEAN: break;
    default:
        if (parameter_is_null(L, value)) return true;
        if (lua_type(L, value) == LUA_TUSERDATA) break;
        lua_pushfstring(L, "cannot send a %s", luaL_typename(L, value));
        return walk_refuse(L, self, lua_tostring(L, -1));
    }
    if (!buffer_append_byte(self->name, '\0')) return luaL_error(L, "not enough memory");
    self->name->length--;
    return self->visit(L, self->context, self->name->data, self->name->length, value);
}

bool parameters_walk(lua_State *L, int table, const char *names, const char *skip, parameter_visit *visit,
                     void *context) {
    table = lua_absindex(L, table);
    int top = lua_gettop(L);
    luaL_checkstack(L, 12, "parameters");
    walk self = {visit, context, buffer_new(L), 0};
    bool good = map_walk(L, &self, table, names, skip);
    buffer_free(self.name);
    if (!good) lua_replace(L, top + 1);
    lua_settop(L, good ? top : top + 1);
    return good;
}

static bool number_append(lua_State *L, const char *name, int value, buffer *out) {
    char text[JSON_NUMBER_SIZE];
    size_t length;
    if (lua_isinteger(L, value)) {
        lua_Integer integer = lua_tointeger(L, value);
        uint64_t magnitude = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
        length = json_integer_write(text, magnitude, integer < 0);
    } else if (isfinite((double)lua_tonumber(L, value))) {
        length = json_double_write(text, (double)lua_tonumber(L, value));
    } else {
        lua_pushfstring(L, "%s: cannot send a number that is infinite or NaN", name);
        return false;
    }
    return buffer_append(out, text, length) || luaL_error(L, "not enough memory");
}

bool parameter_append_text(lua_State *L, const char *name, int value, buffer *out) {
    int type = lua_type(L, value);
    if (type == LUA_TNUMBER) return number_append(L, name, value, out);
    size_t length;
    const char *text;
    if (type == LUA_TBOOLEAN) {
        text = lua_toboolean(L, value) ? "true" : "false";
        length = strlen(text);
    } else if (type == LUA_TSTRING) {
        text = lua_tolstring(L, value, &length);
    } else {
        const char *kind = userdata_kind(L, value);
        if (kind != NULL)
            lua_pushfstring(L, "%s: cannot send %s", name, kind);
        else
            lua_pushfstring(L, "%s: cannot send a %s", name, luaL_typename(L, value));
        return false;
    }
    return buffer_append(out, text, length) || luaL_error(L, "not enough memory");
}

void parameters_copy(lua_State *L, int from, int to) {
    from = lua_absindex(L, from);
    to = lua_absindex(L, to);
    for (lua_pushnil(L); lua_next(L, from);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
    }
}
