#include "api/pager.h"

#include <stdbool.h>
#include <string.h>

#include "api/call.h"
#include "base/userdata.h"
#include "http/parameters.h"

#define PAGER_TYPE "openai.pager"

/* Places in the table of kept values. */
enum {
    PAGER_CONTEXT = 1, /* what the Lua layer knows of the client */
    PAGER_CLIENT,
    PAGER_ARGUMENTS,
    PAGER_PARAMETERS,
    PAGER_OPTIONS,
    PAGER_PAGE,
    PAGER_ITEMS,
    PAGER_CALL,
    PAGER_MARK, /* a cursor that was met before */
    PAGER_PLACES = PAGER_MARK
};

typedef struct pager {
    const endpoint *row;
    lua_Integer number;  /* of the row */
    size_t index, count; /* of the items of the current page */
    size_t steps, reach; /* pages since the mark was set, and how many until the next one is */
    bool begun;          /* a page has come */
    bool fresh;          /* nobody has taken anything from the current page yet */
    bool finished;       /* there is no further page */
    bool asked;          /* the parameters name a page that has not come yet */
} pager;

static pager *pager_check(lua_State *L) {
    return luaL_checkudata(L, 1, PAGER_TYPE);
}

static void kept_get(lua_State *L, int place) {
    lua_getuservalue(L, 1);
    lua_rawgeti(L, -1, place);
    lua_remove(L, -2);
}

/* Pops the value. */
static void kept_set(lua_State *L, int index, int place) {
    index = lua_absindex(L, index);
    lua_getuservalue(L, index);
    lua_insert(L, -2);
    lua_rawseti(L, -2, place);
    lua_pop(L, 1);
}

/* ---- cursors ---- */

/* The string field of the table on top, or NULL; leaves the field on the stack. */
static const char *string_field(lua_State *L, const char *name) {
    lua_getfield(L, -1, name);
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

/* The text at the cursor, left on the stack; NULL: there is none. */
static const char *cursor_read(lua_State *L, const pager *self) {
    const cursor *rule = self->row->cursor;
    if (rule->of_last_item) {
        kept_get(L, PAGER_ITEMS);
        lua_rawgeti(L, -1, (int)self->count);
    } else {
        kept_get(L, PAGER_PAGE);
    }
    return lua_istable(L, -1) ? string_field(L, rule->field) : NULL;
}

static bool says_no_more(lua_State *L) {
    kept_get(L, PAGER_PAGE);
    lua_getfield(L, -1, "has_more");
    return lua_isboolean(L, -1) && !lua_toboolean(L, -1);
}

/* What to ask for next, left on the stack; NULL: the end. An empty text is no cursor. */
static const char *next_cursor(lua_State *L, const pager *self) {
    if (self->row->cursor->parameter == NULL || self->count == 0 || says_no_more(L)) return NULL;
    const char *next = cursor_read(L, self);
    return next == NULL || *next == '\0' ? NULL : next;
}

static bool parameter_is(lua_State *L, const pager *self, const char *text) {
    kept_get(L, PAGER_PARAMETERS);
    lua_getfield(L, -1, self->row->cursor->parameter);
    bool same = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), text) == 0;
    lua_pop(L, 2);
    return same;
}

/* Whether the page that came leads back to one before it: A, B, A, B would never end. One cursor is remembered, for
 * twice as many pages each time (Brent), so that circles of any length are found. One that repeats at once is the end,
 * see advance. */
static bool leads_back(lua_State *L, pager *self) {
    int top = lua_gettop(L);
    const char *next = next_cursor(L, self);
    bool back = false;
    if (next != NULL && !parameter_is(L, self, next)) {
        int index = lua_gettop(L);
        kept_get(L, PAGER_MARK);
        back = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), next) == 0;
        if (!back && self->steps++ >= self->reach) {
            self->reach = 2 * self->reach + 1;
            self->steps = 0;
            lua_pushvalue(L, index);
            kept_set(L, 1, PAGER_MARK);
        }
    }
    lua_settop(L, top);
    return back;
}

/* Prepares the parameters for the next page; false: there is none. A server that repeats its cursor would keep us
 * forever. */
static bool advance(lua_State *L, const pager *self) {
    int top = lua_gettop(L);
    const char *parameter = self->row->cursor->parameter, *next = next_cursor(L, self);
    bool more = next != NULL;
    if (more) {
        int index = lua_gettop(L);
        more = !parameter_is(L, self, next);
        kept_get(L, PAGER_PARAMETERS);
        lua_pushvalue(L, index);
        lua_setfield(L, -2, parameter);
    }
    lua_settop(L, top);
    return more;
}

/* ---- calls ---- */

/* Pushes the exchange for the page that the parameters name; false: pushes nil, problem, message. The pager is at
 * `index`. */
static bool page_call_start(lua_State *L, int index, const pager *self) {
    int path_count = endpoint_path_count(self->row);
    lua_getuservalue(L, index);
    int kept = lua_gettop(L);
    lua_rawgeti(L, kept, PAGER_CLIENT);
    int owner = lua_gettop(L);
    luaL_checkstack(L, path_count + 6, "a page");
    lua_rawgeti(L, kept, PAGER_ARGUMENTS);
    for (int i = 1; i <= path_count; i++) lua_rawgeti(L, owner + 1, i);
    if (endpoint_takes_parameters(self->row)) lua_rawgeti(L, kept, PAGER_PARAMETERS);
    lua_rawgeti(L, kept, PAGER_OPTIONS);
    if (!call_start(L, owner, self->row, owner + 2, false)) return false;
    lua_pop(L, 1); /* the options: the pager has them */
    return true;
}

/* The arguments begin at `first`; parameters are copied, so that what the caller does to the table later changes
 * nothing. */
static void arguments_keep(lua_State *L, int index, int first, const pager *self) {
    int path_count = endpoint_path_count(self->row);
    lua_createtable(L, path_count, 0);
    for (int i = 0; i < path_count; i++) {
        lua_pushvalue(L, first + i);
        lua_rawseti(L, -2, i + 1);
    }
    kept_set(L, index, PAGER_ARGUMENTS);
    lua_newtable(L);
    int from = first + path_count;
    if (endpoint_takes_parameters(self->row) && lua_istable(L, from)) parameters_copy(L, from, -1);
    kept_set(L, index, PAGER_PARAMETERS);
    lua_pushvalue(L, first + endpoint_parameter_count(self->row));
    kept_set(L, index, PAGER_OPTIONS);
}

/* What comes before the path parameters of a call in the arguments of open(). */
#define FIRST 4

/* open(context, client, row, path parameters …, parameters, options) → pager; or nil, problem, message. Nothing is sent
 * yet, but the first call is made, so that misuse shows here. */
static int pager_lua_open(lua_State *L) {
    const endpoint *row = endpoint_check(L, 3);
    int options = FIRST + endpoint_parameter_count(row);
    int parameters = endpoint_takes_parameters(row) ? options - 1 : 0;
    bool odd = parameters != 0 && !lua_isnoneornil(L, parameters) && !lua_istable(L, parameters);
    /* It says what is wrong. */
    if (odd || lua_gettop(L) > options) return call_start(L, 2, row, FIRST, false) ? 0 : 3;
    lua_settop(L, options);
    pager *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    luaL_setmetatable(L, PAGER_TYPE);
    self->row = row;
    self->number = lua_tointeger(L, 3);
    int index = lua_gettop(L);
    lua_createtable(L, PAGER_PLACES, 0);
    lua_setuservalue(L, index);
    lua_pushvalue(L, 1);
    kept_set(L, index, PAGER_CONTEXT);
    lua_pushvalue(L, 2);
    kept_set(L, index, PAGER_CLIENT);
    arguments_keep(L, index, FIRST, self);
    if (!page_call_start(L, index, self)) return 3;
    kept_set(L, index, PAGER_CALL);
    lua_settop(L, index);
    return 1;
}

/* "call", exchange: to be driven to its end, and the page given to accept(), or the failure to fail(). */
static int say_call(lua_State *L, pager *self) {
    kept_get(L, PAGER_CALL);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        if (self->begun && !self->asked && !advance(L, self)) {
            self->finished = true;
            lua_pushliteral(L, "end");
            return 1;
        }
        if (!page_call_start(L, 1, self)) {
            lua_pushliteral(L, "problem");
            lua_replace(L, -4); /* in place of the nil */
            return 3;
        }
        self->asked = true;
        lua_pushvalue(L, -1);
        kept_set(L, 1, PAGER_CALL);
    }
    lua_pushliteral(L, "call");
    lua_insert(L, -2);
    return 2;
}

/* try(pager) → "item", item | "end" | "call", exchange | "problem", problem, message */
static int pager_try(lua_State *L) {
    pager *self = pager_check(L);
    if (self->index < self->count) {
        self->fresh = false;
        lua_pushliteral(L, "item");
        kept_get(L, PAGER_ITEMS);
        lua_rawgeti(L, -1, (int)++self->index);
        lua_remove(L, -2);
        return 2;
    }
    if (self->finished) {
        lua_pushliteral(L, "end");
        return 1;
    }
    return say_call(L, self);
}

/* try_page(pager) → "page", page | "end" | "call", exchange: whole pages; items already taken are not given again */
static int pager_try_page(lua_State *L) {
    pager *self = pager_check(L);
    if (self->fresh) {
        self->fresh = false;
        self->index = self->count;
        lua_pushliteral(L, "page");
        kept_get(L, PAGER_PAGE);
        return 2;
    }
    if (self->finished) {
        lua_pushliteral(L, "end");
        return 1;
    }
    return say_call(L, self);
}

/* accept(pager, page) → true, or nil, message; the page is what reply_page made of the answer */
static int pager_accept(lua_State *L) {
    pager *self = pager_check(L);
    lua_settop(L, 2);
    lua_pushnil(L);
    kept_set(L, 1, PAGER_CALL);
    lua_getfield(L, 2, "data");
    self->index = 0;
    self->count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0; /* null is an empty list */
    kept_set(L, 1, PAGER_ITEMS);
    kept_set(L, 1, PAGER_PAGE);
    if (leads_back(L, self)) {
        self->index = self->count; /* they were handed out before */
        lua_pushnil(L);
        lua_pushliteral(L, "the pages do not end: this one leads back to one that came before");
        return 2;
    }
    self->begun = self->fresh = true;
    self->asked = false;
    if (self->row->cursor->parameter == NULL) self->finished = true;
    lua_pushboolean(L, 1);
    return 1;
}

/* fail(pager): the call ended badly; the next try makes it anew */
static int pager_fail(lua_State *L) {
    pager_check(L);
    lua_settop(L, 1);
    lua_pushnil(L);
    kept_set(L, 1, PAGER_CALL);
    return 0;
}

/* owner(pager) → context, row, options: whose it is, for driving its calls */
static int pager_owner(lua_State *L) {
    const pager *self = pager_check(L);
    kept_get(L, PAGER_CONTEXT);
    lua_pushinteger(L, self->number);
    kept_get(L, PAGER_OPTIONS);
    return 3;
}

static int pager_tostring(lua_State *L) {
    const char *name = pager_check(L)->row->name;
    lua_pushliteral(L, "openai.pager ");
    lua_pushlstring(L, name, strcspn(name, ",")); /* the first of several names */
    lua_concat(L, 2);
    return 1;
}

void pager_open(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__tostring", pager_tostring}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"open", pager_lua_open},
        {"try", pager_try},
        {"try_page", pager_try_page},
        {"accept", pager_accept},
        {"fail", pager_fail},
        {"owner", pager_owner},
        {NULL, NULL},
    };
    userdata_type(L, PAGER_TYPE, NULL, metamethods);
    lua_newtable(L);
    compat_setfuncs(L, functions);
    luaL_getmetatable(L, PAGER_TYPE);
    lua_setfield(L, -2, "type");
}
