#include "api/endpoint.h"

#include <string.h>

#include "http/parameters.h"

/* ---- the table ---- */

#ifndef MORE_ENDPOINTS /* made-up ones, in the build that proves the seams: spec/support/seams */
#define MORE_ENDPOINTS
#endif

typedef struct endpoint_table {
    const endpoint *rows;
    const size_t *count;
} endpoint_table;

static const endpoint_table tables[] = {{endpoint_rows, &endpoint_row_count}, MORE_ENDPOINTS};

#define TABLE_COUNT (sizeof tables / sizeof *tables)

/* The row of this number, from 0; NULL beyond the last. */
static const endpoint *endpoint_at(size_t number) {
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (number < *tables[i].count) return &tables[i].rows[number];
        number -= *tables[i].count;
    }
    return NULL;
}

const endpoint *endpoint_check(lua_State *L, int index) {
    lua_Integer number = luaL_checkinteger(L, index);
    const endpoint *row = number >= 1 ? endpoint_at((size_t)number - 1) : NULL;
    luaL_argcheck(L, row != NULL, index, "no such endpoint");
    return row;
}

bool endpoint_has_parameter(const endpoint *row, const char *name) {
    size_t length = strlen(name);
    return (row->flags & ENDPOINT_UNLISTED) != 0 || names_hold(row->query, name, length) ||
           names_hold(row->fields, name, length);
}

bool endpoint_takes_parameters(const endpoint *row) {
    return row->request != REQUEST_NONE || *row->query != '\0';
}

int endpoint_path_count(const endpoint *row) {
    int count = 0;
    for (const char *at = strchr(row->path, '{'); at != NULL; at = strchr(at + 1, '{')) count++;
    return count;
}

int endpoint_parameter_count(const endpoint *row) {
    return endpoint_path_count(row) + endpoint_takes_parameters(row);
}

/* ---- Lua-facing ---- */

static void set_name(lua_State *L, const char *field, const char *text) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, field);
}

static void set_flag(lua_State *L, const char *field, bool set) {
    lua_pushboolean(L, set);
    lua_setfield(L, -2, field);
}

static void endpoint_push(lua_State *L, const endpoint *row) {
    static const char *const requests[] = {"none", "json", "form", "either"};
    lua_createtable(L, 0, 16);
    set_name(L, "name", row->name);
    set_name(L, "method", row->method);
    set_name(L, "path", row->path);
    set_name(L, "query", row->query);
    set_name(L, "request", requests[row->request]);
    set_name(L, "reply", row->reply->name);
    set_name(L, "page", row->cursor == NULL ? "none" : row->cursor->name);
    set_name(L, "fields", row->fields);
    set_name(L, "header", row->header);
    set_flag(L, "creates", row->flags & ENDPOINT_CREATES);
    set_flag(L, "stores", row->flags & ENDPOINT_STORES);
    set_flag(L, "transfer", row->flags & ENDPOINT_TRANSFER);
    set_flag(L, "streams", row->flags & ENDPOINT_STREAMS);
    set_flag(L, "admin", row->flags & ENDPOINT_ADMIN);
    set_flag(L, "parameters", endpoint_takes_parameters(row));
}

/* endpoints() → the rows, in the order of their numbers */
static int endpoint_lua_list(lua_State *L) {
    const endpoint *row;
    lua_createtable(L, (int)endpoint_row_count, 0);
    for (size_t i = 0; (row = endpoint_at(i)) != NULL; i++) {
        endpoint_push(L, row);
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 1;
}

/* endpoint(number) → the row of that number */
static int endpoint_lua_row(lua_State *L) {
    endpoint_push(L, endpoint_check(L, 1));
    return 1;
}

/* Sets each of the row's names to its number in the table on top. */
static void set_number(lua_State *L, const endpoint *row, size_t number) {
    const char *at = row->name;
    while (*at != '\0') {
        size_t length = strcspn(at, ",");
        lua_pushlstring(L, at, length);
        lua_pushinteger(L, (lua_Integer)number);
        lua_rawset(L, -3);
        at += length + (at[length] == ',');
    }
}

/* operations() → names and their numbers, aliases too; the numbers of those that answer with pages → "lazily", or
 * "at once" for what is no mere reading. All that making a client needs: reading whole rows takes ten times as long. */
static int endpoint_lua_operations(lua_State *L) {
    const endpoint *row;
    lua_createtable(L, 0, (int)endpoint_row_count + 16);
    lua_newtable(L);
    for (size_t i = 0; (row = endpoint_at(i)) != NULL; i++) {
        lua_pushvalue(L, -2);
        set_number(L, row, i + 1);
        lua_pop(L, 1);
        if (row->cursor == NULL) continue;
        lua_pushstring(L, strcmp(row->method, "POST") == 0 ? "at once" : "lazily");
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 2;
}

void endpoint_open(lua_State *L) {
    lua_pushcfunction(L, endpoint_lua_list);
    lua_setfield(L, -2, "endpoints");
    lua_pushcfunction(L, endpoint_lua_row);
    lua_setfield(L, -2, "endpoint");
    lua_pushcfunction(L, endpoint_lua_operations);
    lua_setfield(L, -2, "operations");
}
