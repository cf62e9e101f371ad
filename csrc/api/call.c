#include "api/call.h"

#include <string.h>

#include "file/source.h"
#include "http/body.h"
#include "http/headers.h"
#include "http/parameters.h"
#include "http/url.h"
#include "http/wish.h"
#include "json/encode.h"

typedef struct call {
    lua_State *L;
    const client *client;
    const endpoint *row;
    int first;      /* stack index of the first path parameter */
    int parameters; /* stack indices; 0: the row has none, or nil was given */
    int options;
    exchange_plan plan;
    bool deadline_named, idle_named; /* by this call's options */
    bool wants_stream;               /* the option: parameters have their own way */
    const char *sink_path;           /* NULL: none */
    bool pieces;                     /* somebody takes the answer as it comes */
    const char *problem; /* "misuse", "invalid" or "file" when it cannot be made; the message is on top of the stack */
} call;

static bool call_refuse(call *self, const char *problem) {
    self->problem = problem;
    return false;
}

#define MISUSE(self, ...) (lua_pushfstring((self)->L, __VA_ARGS__), call_refuse(self, "misuse"))

static bool out_of_memory(call *self) {
    luaL_error(self->L, "openai: out of memory");
    return false;
}

/* ---- options ---- */

static bool duration_read(call *self, const char *name, double *out) {
    if (lua_isboolean(self->L, -1) && !lua_toboolean(self->L, -1)) {
        *out = -1;
        return true;
    }
    if (lua_type(self->L, -1) != LUA_TNUMBER || !(lua_tonumber(self->L, -1) > 0)) {
        return MISUSE(self, "option %s must be a number of seconds above 0, or false for none", name);
    }
    double seconds = lua_tonumber(self->L, -1);
    *out = seconds > 1e9 ? -1 : seconds;
    return true;
}

static bool timeout_option(call *self, const char *name) {
    self->deadline_named = true;
    return duration_read(self, name, &self->plan.timeout);
}

static bool idle_timeout_option(call *self, const char *name) {
    self->idle_named = true;
    return duration_read(self, name, &self->plan.idle_timeout);
}

static bool max_retries_option(call *self, const char *name) {
    if (lua_isboolean(self->L, -1) && !lua_toboolean(self->L, -1)) {
        self->plan.max_retries = 0;
        return true;
    }
    lua_Number count = lua_type(self->L, -1) == LUA_TNUMBER ? lua_tonumber(self->L, -1) : -1;
    if (count < 0 || count > 1000 || count != (lua_Number)(int)count) {
        return MISUSE(self, "option %s must be a whole number from 0 to 1000, or false for none", name);
    }
    self->plan.max_retries = (int)count;
    return true;
}

static bool table_option(call *self, const char *name) {
    return lua_istable(self->L, -1) || MISUSE(self, "option %s must be a table", name);
}

static bool boolean_option(call *self, const char *name) {
    return lua_isboolean(self->L, -1) || MISUSE(self, "option %s must be true or false", name);
}

static bool paced_option(call *self, const char *name) {
    if (lua_toboolean(self->L, -1)) self->plan.asks_retry = true;
    return boolean_option(self, name);
}

static bool progress_option(call *self, const char *name) {
    self->plan.tells_progress = lua_isfunction(self->L, -1);
    return self->plan.tells_progress || MISUSE(self, "option %s must be a function", name);
}

static bool key_option(call *self, const char *name) {
    size_t length = 0;
    const char *key = lua_type(self->L, -1) == LUA_TSTRING ? lua_tolstring(self->L, -1, &length) : "";
    if (length > 0 && header_value_valid(key, length)) return true;
    return MISUSE(self, "option %s must be a non-empty string without line ends", name);
}

static bool to_refuse(call *self) {
    if (self->plan.reply->streams) return MISUSE(self, "option to does not fit here: a stream of events is no file");
    return MISUSE(self, "option to does not fit here: this operation returns no file");
}

/* Of a request of the caller's own, the option says that the answer is a file. */
static bool to_fits(call *self) {
    if ((self->row->flags & ENDPOINT_UNLISTED) != 0) self->plan.reply = &reply_bytes;
    return self->plan.reply->open != NULL || self->plan.reply->ask != NULL;
}

static bool to_option(call *self, const char *name) {
    if (!to_fits(self)) return to_refuse(self);
    self->pieces = lua_isfunction(self->L, -1) || compat_file(self->L, -1) != NULL;
    if (self->pieces) return true;
    if (luaL_testudata(self->L, -1, LUA_FILEHANDLE) != NULL)
        return MISUSE(self, "the open file in option %s is closed", name);
    if (lua_type(self->L, -1) != LUA_TSTRING)
        return MISUSE(self, "option %s must be a path, an open file or a function", name);
    size_t length;
    self->sink_path = lua_tolstring(self->L, -1, &length); /* the options table keeps it alive */
    if (length > 0 && strlen(self->sink_path) == length) return true;
    return MISUSE(self, "option %s must be a path, which is not empty and holds no zero byte", name);
}

static bool stream_option(call *self, const char *name) {
    self->wants_stream = lua_toboolean(self->L, -1) != 0;
    if ((self->row->flags & ENDPOINT_UNLISTED) != 0) return boolean_option(self, name);
    return MISUSE(self, "%s is a parameter here: put it into the table before", name);
}

typedef struct option {
    const char *name;
    bool (*read)(call *self, const char *name); /* the value is on top of the stack */
} option;

static const option options[] = {
    {"timeout", timeout_option},
    {"idle_timeout", idle_timeout_option},
    {"max_retries", max_retries_option},
    {"headers", table_option},
    {"query", table_option},
    {"paced", paced_option},
    {"with_response", boolean_option},
    {"on_progress", progress_option},
    {"idempotency_key", key_option},
    {"to", to_option},
    {"stream", stream_option},
    {NULL, NULL},
};

static const option *option_find(const char *name) {
    for (const option *known = options; known->name != NULL; known++) {
        if (strcmp(known->name, name) == 0) return known;
    }
    return NULL;
}

/* The key is below the top, its value on top. */
static bool option_read(call *self) {
    const char *name = lua_type(self->L, -2) == LUA_TSTRING ? lua_tostring(self->L, -2) : NULL;
    if (name == NULL) return MISUSE(self, "the options table holds a key that is no name");
    const option *known = option_find(name);
    if (known != NULL) return known->read(self, name);
    return MISUSE(self,
                  "unknown option '%s'; the call options are timeout, idle_timeout, max_retries, headers, query, "
                  "paced, with_response, on_progress, idempotency_key, to, stream",
                  name);
}

/* Pushes an option's value. Raw, as they are read: nothing else has been checked, and no code of the caller's runs
 * here. */
static void option_push(const call *self, const char *name) {
    lua_pushstring(self->L, name);
    lua_rawget(self->L, self->options);
}

static bool options_read(call *self) {
    if (self->options == 0) return true;
    lua_pushnil(self->L);
    while (lua_next(self->L, self->options)) {
        if (!option_read(self)) return false;
        lua_pop(self->L, 1);
    }
    return true;
}

/* ---- arguments ---- */

static bool argument_table(call *self, int index, const char *what, int *out) {
    *out = 0;
    if (lua_isnoneornil(self->L, index)) return true;
    if (!lua_istable(self->L, index))
        return MISUSE(self, "%s must be a table, not a %s", what, luaL_typename(self->L, index));
    *out = index;
    return true;
}

/* A call option among parameters of an operation that has none of that name can only be a slip. */
static bool parameters_check(call *self) {
    if (self->parameters == 0) return true;
    for (const option *known = options; known->name != NULL; known++) {
        if (known->read == stream_option) continue;
        lua_pushstring(self->L, known->name);
        lua_rawget(self->L, self->parameters);
        bool there = !lua_isnil(self->L, -1);
        lua_pop(self->L, 1);
        if (there && !endpoint_has_parameter(self->row, known->name))
            return MISUSE(self, "%s is a call option: put it into the next table", known->name);
    }
    return true;
}

static bool arguments_read(call *self) {
    /* What was left out becomes nil: whatever is pushed later must not take its place. */
    int last = self->first + endpoint_parameter_count(self->row);
    if (lua_gettop(self->L) < last) lua_settop(self->L, last);
    int at = self->first + endpoint_path_count(self->row);
    if (endpoint_takes_parameters(self->row)) {
        if (!argument_table(self, at++, "the parameters", &self->parameters)) return false;
    }
    if (!argument_table(self, at++, "the options", &self->options)) return false;
    if (!lua_isnone(self->L, at)) return MISUSE(self, "too many arguments: it takes %d", at - self->first);
    return parameters_check(self) && options_read(self);
}

/* ---- the address ---- */

/* The text of a path parameter: a string, or the id of an object; leaves it on the stack. NULL: something else. */
static const char *path_parameter(call *self, int index, size_t *length) {
    lua_pushvalue(self->L, index);
    if (lua_istable(self->L, -1)) {
        lua_pushliteral(self->L, "id");
        lua_rawget(self->L, -2);
        lua_remove(self->L, -2);
    }
    return lua_type(self->L, -1) == LUA_TSTRING ? lua_tolstring(self->L, -1, length) : NULL;
}

static bool append_path_parameter(call *self, buffer *url, int index, const char *name, size_t name_length) {
    size_t length = 0;
    const char *value = path_parameter(self, index, &length);
    lua_pushlstring(self->L, name, name_length);
    name = lua_tostring(self->L, -1);
    if (value == NULL) {
        const char *type = luaL_typename(self->L, index);
        const char *article = strcmp(type, "nil") == 0 ? "" : "a ";
        return MISUSE(self, "%s must be a string or an object with an id, not %s%s", name, article, type);
    }
    if (!url_segment_valid(value, length)) return MISUSE(self, "%s must not be '%s'", name, value);
    bool appended = url_append_segment(url, value, length);
    lua_pop(self->L, 2);
    return appended || out_of_memory(self);
}

static bool append_path(call *self, buffer *url) {
    int index = self->first;
    const char *at = self->row->path;
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        if (!buffer_append(url, at, plain)) return out_of_memory(self);
        at += plain;
        if (*at == '\0') break;
        size_t name = strcspn(++at, "}");
        if (!append_path_parameter(self, url, index++, at, name)) return false;
        at += name + 1;
    }
    return true;
}

/* Appends to what this call itself puts into the query; what a table yields is set apart by '&'. */
static bool append_query(call *self, buffer *own, int table, const char *names) {
    size_t before = own->length;
    if (before > 0 && !buffer_append_byte(own, '&')) return out_of_memory(self);
    size_t begun = own->length;
    if (!url_append_query(self->L, table, names, own)) return call_refuse(self, "invalid");
    if (own->length == begun) own->length = before;
    return true;
}

/* Without a body all parameters go to the query, also those that the row does not know. */
static bool append_parameters_query(call *self, buffer *own) {
    const char *names = self->row->request == REQUEST_NONE ? NULL : self->row->query;
    if (self->parameters == 0 || (names != NULL && *names == '\0')) return true;
    return append_query(self, own, self->parameters, names);
}

static bool append_options_query(call *self, buffer *own) {
    if (self->options == 0) return true;
    option_push(self, "query");
    bool appended = lua_isnil(self->L, -1) || append_query(self, own, lua_gettop(self->L), NULL);
    if (appended) lua_pop(self->L, 1);
    return appended;
}

/* What every call of the client asks for, unless this one says otherwise, and then its own. */
static bool append_whole_query(call *self, buffer *url) {
    buffer *own = buffer_new(self->L);
    int index = lua_gettop(self->L);
    if (!append_parameters_query(self, own) || !append_options_query(self, own)) return false;
    bool appended = buffer_append_byte(url, strchr(self->row->path, '?') != NULL ? '&' : '?') &&
                    url_append_defaults(self->client->query, own, url) && buffer_append(url, own->data, own->length);
    if (!appended) return out_of_memory(self);
    if (own->length == 0) url->length--; /* the separator, or the question mark alone */
    buffer_free(own);
    lua_remove(self->L, index);
    return true;
}

static bool append_route(call *self, buffer *url) {
    const provider *who = self->client->provider;
    provider_call facts = {self->row->path, self->client->route, self->parameters};
    return who->append_route == NULL || who->append_route(self->L, &facts, url) || call_refuse(self, "misuse");
}

static bool address_build(call *self, buffer *url) {
    return (buffer_append_text(url, self->client->base_url) || out_of_memory(self)) && append_route(self, url) &&
           append_path(self, url) && append_whole_query(self, url) &&
           (buffer_append_byte(url, '\0') || out_of_memory(self));
}

/* ---- headers ---- */

/* The call's own headers as one table on the stack; false: there are none and nothing is pushed. */
static bool own_headers_push(call *self) {
    if (self->options == 0) return false;
    option_push(self, "headers");
    option_push(self, "idempotency_key");
    if (lua_isnil(self->L, -1)) {
        lua_pop(self->L, 1);
        if (lua_istable(self->L, -1)) return true;
        lua_pop(self->L, 1);
        return false;
    }
    lua_newtable(self->L);
    lua_insert(self->L, -2);
    lua_setfield(self->L, -2, "Idempotency-Key");
    if (lua_istable(self->L, -2)) parameters_copy(self->L, -2, -1);
    lua_remove(self->L, -2);
    return true;
}

static bool headers_build(call *self, exchange *target) {
    struct curl_slist *shared = client_headers(self->client, (self->row->flags & ENDPOINT_ADMIN) != 0);
    struct curl_slist *own;
    exchange_share_headers(target, shared);
    if (!own_headers_push(self)) return true;
    if (!headers_merge(self->L, shared, -1, &own)) return call_refuse(self, "misuse");
    exchange_own_headers(target, own);
    lua_pop(self->L, 1);
    return true;
}

/* ---- the body ---- */

/* Parameters of a row with both query and body, less those that went to the query. */
static void push_body_parameters(call *self) {
    lua_newtable(self->L);
    parameters_copy(self->L, self->parameters, -1);
    for (const char *at = self->row->query; *at != '\0'; at += *at == ',') {
        size_t length = strcspn(at, ",");
        lua_pushlstring(self->L, at, length);
        lua_pushnil(self->L);
        lua_rawset(self->L, -3);
        at += length;
    }
}

static bool json_body(call *self, body *target) {
    buffer *json = body_buffer(target);
    if (!body_set_content_type(target, "application/json")) return out_of_memory(self);
    if (self->parameters == 0) return buffer_append_text(json, "{}") || out_of_memory(self);
    if (*self->row->query == '\0') {
        lua_pushvalue(self->L, self->parameters);
    } else {
        push_body_parameters(self);
    }
    if (!json_encode(self->L, lua_gettop(self->L), json)) return call_refuse(self, "invalid");
    lua_pop(self->L, 1);
    return true;
}

static bool form_body(call *self, int body_index, body *target) {
    if (self->parameters == 0) return MISUSE(self, "the parameters are missing: a table with file = openai.file(path)");
    if (body_from_form(self->L, body_index, self->parameters, self->row->query)) return true;
    return call_refuse(self, body_file_failed(target) ? "file" : "invalid");
}

/* Whether a file is among the parameters, by itself or in an array. */
static bool holds_file(lua_State *L, int table, int depth) {
    bool found = false;
    luaL_checkstack(L, 4, "parameters");
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (found) continue;
        found = source_test(L, -1) != NULL || (depth > 0 && lua_istable(L, -1) && holds_file(L, lua_gettop(L), 0));
    }
    return found;
}

static bool sends_form(const call *self) {
    if (self->row->request != REQUEST_EITHER) return self->row->request == REQUEST_FORM;
    return self->parameters != 0 && holds_file(self->L, self->parameters, 1);
}

static bool is_given(const call *self, const char *name, bool value) {
    lua_pushstring(self->L, name);
    lua_rawget(self->L, self->parameters);
    bool given = lua_isboolean(self->L, -1) && (lua_toboolean(self->L, -1) != 0) == value;
    lua_pop(self->L, 1);
    return given;
}

static bool says(const call *self, const char *name, const char *text) {
    lua_pushstring(self->L, name);
    lua_rawget(self->L, self->parameters);
    bool said = lua_type(self->L, -1) == LUA_TSTRING && strcmp(lua_tostring(self->L, -1), text) == 0;
    lua_pop(self->L, 1);
    return said;
}

/* Speech has a parameter of its own for it. */
static bool asks_for_stream(const call *self) {
    if ((self->row->flags & ENDPOINT_UNLISTED) != 0 || self->parameters == 0) return self->wants_stream;
    return is_given(self, "stream", true) || says(self, "stream_format", "sse");
}

/* Of paths that no row knows, and of operations that do not stream as far as we know, nobody knows how a stream ends.
 */
static void choose_events(call *self) {
    self->plan.reply = &reply_events;
    self->plan.marked = (self->row->flags & ENDPOINT_STREAMS) != 0;
    client_plan_stream(self->client, &self->plan, self->deadline_named, self->idle_named);
}

/* Where the answer is to go, it can. */
static bool receiver_fit(call *self) {
    const reply_handler *whole = self->plan.reply;
    if (self->sink_path != NULL && whole->open == NULL) return to_refuse(self);
    if (!self->pieces) return true;
    if (whole->pieces == NULL) return to_refuse(self);
    self->plan.reply = whole->pieces;
    return true;
}

/* The parameters may ask for another kind of answer than the row says, and the handler for other parameters. */
static bool reply_choose(call *self, buffer *json) {
    const reply_handler *named = self->plan.reply;
    if (named->ask != NULL) self->plan.reply = named->ask(self->L, self->parameters, json);
    if (self->plan.reply == NULL) return out_of_memory(self);
    bool items = self->plan.reply->take != NULL || self->row->cursor != NULL; /* already, in its own way */
    if (!items && asks_for_stream(self)) choose_events(self);
    return receiver_fit(self);
}

/* Pushes the body's userdata; nothing for a row without one. */
static bool body_build(call *self) {
    if (self->row->request == REQUEST_NONE) return reply_choose(self, NULL);
    body *target = body_new(self->L);
    int index = lua_gettop(self->L);
    if (sends_form(self)) return form_body(self, index, target) && reply_choose(self, NULL);
    if (!json_body(self, target) || !reply_choose(self, body_buffer(target))) return false;
    wish_spare(self->L, self->plan.reply, self->client->base_url, body_buffer(target));
    return true;
}

/* ---- putting it together ---- */

/* Does repeating the call leave a double on the account? */
static bool call_creates(const call *self) {
    if ((self->row->flags & ENDPOINT_STORES) == 0) return (self->row->flags & ENDPOINT_CREATES) != 0;
    return self->parameters == 0 || !is_given(self, "store", false) || is_given(self, "background", true);
}

static bool call_begin(call *self) {
    if (!arguments_read(self) || !body_build(self)) return false;
    self->plan.creates = call_creates(self);
    exchange *target = exchange_new(self->L, &self->plan);
    int index = lua_gettop(self->L);
    if (self->row->request != REQUEST_NONE) exchange_set_body(self->L, index, index - 1);
    if (!address_build(self, exchange_url(target)) || !headers_build(self, target)) return false;
    lua_settop(self->L, index);
    if (self->sink_path != NULL && !exchange_set_path(self->L, index, self->sink_path))
        return call_refuse(self, "file");
    return true;
}

bool call_start(lua_State *L, int client_index, const endpoint *row, int first, bool pieces) {
    client *owner = client_check(L, client_index);
    call self = {.L = L, .client = owner, .row = row, .first = first, .pieces = pieces};
    luaL_checkstack(L, 20, "a call");
    self.plan = client_plan(owner, row->method, (row->flags & ENDPOINT_TRANSFER) != 0);
    self.plan.reply = row->reply;
    self.plan.kind = row->name;
    self.plan.header = row->header;
    if (call_begin(&self)) {
        if (self.options == 0) {
            lua_pushnil(L);
        } else {
            lua_pushvalue(L, self.options);
        }
        return true;
    }
    lua_pushnil(L);
    lua_insert(L, -2);
    lua_pushstring(L, self.problem);
    lua_insert(L, -2);
    return false;
}

/* ---- Lua-facing ---- */

/* What call_start pushed, and in what the answer is handed out. */
static int push_kind(lua_State *L) {
    const char *items = exchange_items(lua_touserdata(L, -2));
    if (items == NULL) return 2;
    lua_pushstring(L, items);
    return 3;
}

/* start(client, row, pieces, path parameters …, parameters, options) → exchange, options[, "events" | "pieces"]; or
 * nil, problem, message */
static int call_lua_start(lua_State *L) {
    const endpoint *row = endpoint_check(L, 2);
    return call_start(L, 1, row, 4, lua_toboolean(L, 3)) ? push_kind(L) : 3;
}

static const char *method_known(const char *name) {
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i], name) == 0) return methods[i];
    }
    return NULL;
}

static int refuse_request(lua_State *L, const char *message) {
    lua_pushnil(L);
    lua_pushliteral(L, "misuse");
    lua_pushstring(L, message);
    return 3;
}

/* request(client, method, path, parameters, options) → like start, for what the table does not have. The path is sent
 * as it is, below the base URL. POST, PUT and PATCH may create something: they are not repeated when in doubt. */
static int call_lua_request(lua_State *L) {
    const char *method = method_known(luaL_checkstring(L, 2));
    size_t length;
    const char *path = luaL_checklstring(L, 3, &length);
    if (method == NULL) return refuse_request(L, "the method must be GET, POST, PUT, PATCH or DELETE");
    if (*path != '/' || strcspn(path, " {}\t\r\n#") != length) {
        return refuse_request(L, "the path must begin with / and hold no white space, braces or #");
    }
    bool reads = strcmp(method, "GET") == 0 || strcmp(method, "DELETE") == 0;
    const char *admin_path = client_check(L, 1)->provider->admin_path;
    bool admin = admin_path != NULL && strncmp(path, admin_path, strlen(admin_path)) == 0;
    const endpoint row = {.name = path,
                          .method = method,
                          .path = path,
                          .query = reads ? "*" : "",
                          .request = reads ? REQUEST_NONE : REQUEST_JSON,
                          .reply = &reply_any,
                          .flags = ENDPOINT_UNLISTED | (admin ? ENDPOINT_ADMIN : 0u) | (reads ? 0u : ENDPOINT_CREATES),
                          .fields = ""};
    return call_start(L, 1, &row, 4, false) ? push_kind(L) : 3;
}

void call_open(lua_State *L) {
    lua_pushcfunction(L, call_lua_start);
    lua_setfield(L, -2, "start");
    lua_pushcfunction(L, call_lua_request);
    lua_setfield(L, -2, "request");
}
