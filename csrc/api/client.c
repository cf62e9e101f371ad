#include "api/client.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"
#include "http/headers.h"
#include "http/origin.h"
#include "http/url.h"

#define CLIENT_TYPE    "openai.client"
#define HASHED_CA_PATH "/etc/ssl/certs"
/* Seconds between two events of a stream: models that reason are silent for minutes. */
#define STREAM_IDLE_TIMEOUT 600

client *client_check(lua_State *L, int index) {
    client **held = luaL_checkudata(L, index, CLIENT_TYPE);
    if (*held == NULL) luaL_error(L, "this client has been finalized");
    return *held;
}

struct curl_slist *client_headers(const client *self, bool admin) {
    return admin && self->has_admin_key ? self->admin_headers : self->headers;
}

exchange_plan client_plan(client *self, const char *method, bool is_transfer) {
    return (exchange_plan){
        .settings = &self->connection,
        .method = method,
        .asks_key = self->asks_key,
        .asks_retry = self->asks_retry,
        .timeout = is_transfer ? -1 : self->timeout,
        .idle_timeout = is_transfer || self->idle_for_all ? self->idle_timeout : -1,
        .max_retries = self->max_retries,
    };
}

void client_plan_stream(const client *self, exchange_plan *plan, bool deadline_named, bool idle_named) {
    plan->first_only = !deadline_named && !self->timeout_for_all;
    plan->item_idle = idle_named || self->idle_for_all ? plan->idle_timeout : STREAM_IDLE_TIMEOUT;
}

/* ---- ownership ---- */

static void key_free(char **key) {
    if (*key != NULL) memory_wipe(*key, strlen(*key));
    free(*key);
    *key = NULL;
}

static void client_free(connection_settings *settings) {
    client *self = (client *)((char *)settings - offsetof(client, connection));
    for (int i = 0; i < PROVIDER_KEYS; i++) key_free(&self->keys[i]);
    free(self->base_url);
    free(self->route);
    free(self->query);
    free((char *)(size_t)self->connection.proxy);
    free((char *)(size_t)self->connection.no_proxy);
    free((char *)(size_t)self->connection.ca_file);
    free((char *)(size_t)self->connection.client_cert);
    free((char *)(size_t)self->connection.client_key);
    free((char *)(size_t)self->connection.ca_path);
    headers_free(self->headers);
    headers_free(self->admin_headers);
    free(self);
}

static int client_collect(lua_State *L) {
    client **held = luaL_checkudata(L, 1, CLIENT_TYPE);
    if (*held != NULL) settings_drop(&(*held)->connection);
    *held = NULL;
    return 0;
}

/* Pushes a client that is still empty. */
static client *client_new(lua_State *L) {
    client **held = lua_newuserdata(L, sizeof(client *));
    *held = NULL;
    luaL_setmetatable(L, CLIENT_TYPE);
    client *self = calloc(1, sizeof *self);
    if (self == NULL) luaL_error(L, "openai: out of memory");
    self->connection.free = client_free;
    settings_hold(&self->connection);
    *held = self;
    return self;
}

/* ---- reading options (the table at index 1) ---- */

static char *text_copy(lua_State *L, const char *text) {
    char *copy = strdup(text);
    if (copy == NULL) luaL_error(L, "openai: out of memory");
    return copy;
}

/* A copy of the string option, or of the fallback; NULL for neither. */
static char *option_text(lua_State *L, const char *name, const char *fallback) {
    lua_getfield(L, 1, name);
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : fallback;
    char *copy = text == NULL ? NULL : text_copy(L, text);
    lua_pop(L, 1);
    return copy;
}

static double option_number(lua_State *L, const char *name, double fallback) {
    lua_getfield(L, 1, name);
    double number = fallback;
    if (lua_isnumber(L, -1)) number = lua_tonumber(L, -1);
    if (lua_isboolean(L, -1)) number = -1;
    lua_pop(L, 1);
    return number;
}

/* Seconds; negative for none, which is also what more than thirty years are. */
static double option_duration(lua_State *L, const char *name, double fallback) {
    double seconds = option_number(L, name, fallback);
    return seconds > 1e9 ? -1 : seconds;
}

static int option_count(lua_State *L, const char *name, int fallback) {
    double count = option_number(L, name, fallback);
    if (count < 0) return 0;
    return count > INT_MAX ? INT_MAX : (int)count;
}

static bool option_given(lua_State *L, const char *name) {
    lua_getfield(L, 1, name);
    bool given = !lua_isnil(L, -1);
    lua_pop(L, 1);
    return given;
}

static bool option_true(lua_State *L, const char *name) {
    lua_getfield(L, 1, name);
    bool truth = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return truth;
}

static int refuse(lua_State *L, const char *option, const char *problem) {
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", option, problem);
    return 2;
}

static bool name_hashed(const char *name) {
    return strlen(name) == 10 && strspn(name, "0123456789abcdef") == 8 && name[8] == '.';
}

/* A hashed directory is read one certificate at a time, as needed; the bundle beside it costs tens of milliseconds for
 * every new connection. Only OpenSSL and its kin read it that way. */
static bool hashed_directory_usable(void) {
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->ssl_version == NULL || strstr(version->ssl_version, "SSL/") == NULL) return false;
    return system_directory_any(HASHED_CA_PATH, name_hashed);
}

/* Whether libcurl's TLS library reads directories at all. */
static bool directory_taken(const char *path) {
    CURL *easy = curl_easy_init();
    CURLcode code = easy == NULL ? CURLE_OUT_OF_MEMORY : curl_easy_setopt(easy, CURLOPT_CAPATH, path);
    curl_easy_cleanup(easy);
    return code != CURLE_NOT_BUILT_IN && code != CURLE_UNKNOWN_OPTION;
}

/* False: a message instead. */
static bool read_trust(lua_State *L, client *self) {
    self->connection.ca_file = option_text(L, "ca_file", NULL);
    self->connection.ca_path = option_text(L, "ca_path", NULL);
    self->connection.client_cert = option_text(L, "client_cert", NULL);
    self->connection.client_key = option_text(L, "client_key", NULL);
    if (self->connection.ca_path != NULL && !directory_taken(self->connection.ca_path)) {
        lua_pushfstring(L, "ca_path: the TLS library of this libcurl (%s) reads no directories: name a ca_file",
                        curl_version_info(CURLVERSION_NOW)->ssl_version);
        return false;
    }
    if (self->connection.ca_file != NULL || self->connection.ca_path != NULL) return true;
    if (origin_is_https(self->base_url) && hashed_directory_usable()) {
        self->connection.ca_path = text_copy(L, HASHED_CA_PATH);
    }
    return true;
}

static void read_limits(lua_State *L, client *self) {
    double bytes = option_number(L, "max_response_bytes", 256.0 * 1024 * 1024);
    self->connection.max_response_bytes = bytes < 0 || bytes > 1e15 ? 0 : (size_t)bytes;
    self->connection.max_connections = option_count(L, "max_connections", 100);
    double event_bytes = option_number(L, "max_event_bytes", 32.0 * 1024 * 1024);
    self->connection.max_event_bytes = event_bytes < 0 || event_bytes > 1e15 ? 0 : (size_t)event_bytes;
    self->connection.connect_timeout = option_duration(L, "connect_timeout", 5);
    self->timeout = option_duration(L, "timeout", 600);
    self->idle_timeout = option_duration(L, "idle_timeout", 60);
    self->idle_for_all = option_given(L, "idle_timeout");
    self->timeout_for_all = option_given(L, "timeout");
    self->max_retries = option_count(L, "max_retries", 2);
}

/* Userdata with the encoded query on the stack's top; false: a message instead. */
static bool read_query(lua_State *L, client *self) {
    buffer *encoded = buffer_new(L);
    lua_getfield(L, 1, "query");
    bool valid = !lua_istable(L, -1) || url_append_query(L, lua_gettop(L), NULL, encoded);
    if (!valid) {
        lua_pushfstring(L, "query.%s", lua_tostring(L, -1));
        return false;
    }
    if (!buffer_append(encoded, "", 1)) luaL_error(L, "openai: out of memory");
    self->query = text_copy(L, encoded->data);
    lua_pop(L, 2);
    return true;
}

/* NULL when absent; `*problem` tells what is wrong. */
static char *read_key(lua_State *L, const char *name, const char *inherited, const char **problem) {
    lua_getfield(L, 1, name);
    size_t length = 0;
    const char *key = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
    if (key == NULL && lua_isnil(L, -1) && inherited != NULL) {
        key = inherited;
        length = strlen(inherited);
    }
    char *copy = NULL;
    if (key != NULL && length == 0) {
        *problem = "it is empty";
    } else if (key != NULL && !header_value_valid(key, length)) {
        *problem = "it holds CR, LF or NUL (was it read from a file with its line end?)";
    } else if (key != NULL) {
        copy = text_copy(L, key);
    }
    lua_pop(L, 1);
    return copy;
}

/* ---- headers ---- */

/* The key that goes to rows of this kind; NULL: none. */
static const char *key_choose(const client *self, bool admin, const char **header) {
    for (int i = 0; self->provider->keys[i].option != NULL; i++) {
        *header = self->provider->keys[i].header;
        if (self->keys[i] != NULL && self->provider->keys[i].is_admin == admin) return self->keys[i];
    }
    return NULL;
}

/* The line is made in one piece of memory, which is wiped. */
static bool append_key(const client *self, bool admin, struct curl_slist **list) {
    const char *header, *key = key_choose(self, admin, &header);
    if (key == NULL) return true;
    buffer line = {0};
    bool appended = buffer_reserve(&line, strlen(header) + strlen(key) + 1) && buffer_append_text(&line, header) &&
                    buffer_append(&line, key, strlen(key) + 1) && headers_append_line(list, line.data);
    buffer_wipe(&line);
    return appended;
}

/* The text option `name` as the header `header`. Pushes a message when it cannot be one. */
static bool append_option(lua_State *L, struct curl_slist **list, const char *name, const char *header) {
    lua_getfield(L, 1, name);
    size_t length = 0;
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
    if (text != NULL && !header_value_valid(text, length)) {
        lua_pushfstring(L, "%s: it holds CR, LF or NUL", name);
        return false;
    }
    bool appended = text == NULL || headers_append(list, header, text);
    lua_pop(L, 1);
    if (!appended) lua_pushliteral(L, "headers: out of memory");
    return appended;
}

/* One complete list, owned by the client at once. False: pushes a message. */
static bool build_list(lua_State *L, const client *self, bool admin, struct curl_slist **list) {
    if (!append_key(self, admin, list)) {
        lua_pushliteral(L, "headers: out of memory");
        return false;
    }
    for (const provider_header *at = self->provider->headers; at->option != NULL; at++) {
        if (!append_option(L, list, at->option, at->header)) return false;
    }
    lua_getfield(L, 1, "headers");
    if (!lua_istable(L, -1)) {
        lua_pop(L, 1);
        return true;
    }
    struct curl_slist *merged;
    if (!headers_merge(L, *list, -1, &merged)) return false;
    headers_free(*list);
    *list = merged;
    lua_pop(L, 1);
    return true;
}

static bool build_lists(lua_State *L, client *self) {
    const char *header;
    self->has_admin_key = key_choose(self, true, &header) != NULL;
    return build_list(L, self, false, &self->headers) &&
           (!self->has_admin_key || build_list(L, self, true, &self->admin_headers));
}

/* ---- Lua-facing ---- */

/* NULL, or what is wrong with the key `*option`. */
static const char *read_keys(lua_State *L, client *self, const client *parent, const char **option) {
    const provider *who = self->provider;
    const char *problem = NULL;
    bool related = parent != NULL && parent->provider == who;
    lua_getfield(L, 1, "dynamic_key");
    const char *asked = lua_tostring(L, -1);
    for (int i = 0; problem == NULL && who->keys[i].option != NULL; i++) {
        bool dynamic = asked != NULL && strcmp(asked, who->keys[i].option) == 0;
        if (dynamic) {
            self->connection.key_option = who->keys[i].option;
            self->connection.key_header = who->keys[i].header;
        }
        *option = who->keys[i].option;
        self->keys[i] = read_key(L, *option, related && !dynamic ? parent->keys[i] : NULL, &problem);
    }
    self->asks_key = self->connection.key_option != NULL;
    lua_pop(L, 1);
    return problem;
}

static const char *read_provider(lua_State *L, client *self) {
    lua_getfield(L, 1, "provider");
    self->provider = provider_find(lua_tostring(L, -1));
    lua_pop(L, 1);
    if (self->provider == NULL) return "there is none of this name";
    self->connection.hint = self->provider->hint;
    self->connection.mark = self->provider->mark;
    if (self->provider->route_option != NULL) self->route = option_text(L, self->provider->route_option, NULL);
    return NULL;
}

/* Numbers the settings of this Lua state. */
static unsigned long profile_next(lua_State *L) {
    static const char key;
    registry_get(L, &key);
    lua_Integer number = lua_tointeger(L, -1) + 1;
    lua_pop(L, 1);
    lua_pushinteger(L, number);
    registry_set(L, &key);
    return (unsigned long)number;
}

/* Expects the base URL on top. What is wrong with it, and which it is, unless a password or a key may be in it. */
static const char *base_check(lua_State *L, buffer *out) {
    size_t length;
    const char *text = luaL_checklstring(L, -1, &length);
    if (strlen(text) != length) return "it holds NUL";
    const char *problem = origin_check_base(text, out);
    if (problem == NULL || length == 0 || length > 200 || strpbrk(text, "@?\r\n") != NULL) return problem;
    return lua_pushfstring(L, "%s: '%s'", problem, text);
}

static int client_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    const client *parent = lua_isnoneornil(L, 2) ? NULL : client_check(L, 2);
    lua_settop(L, 2);
    client *self = client_new(L);
    buffer *base = buffer_new(L);
    lua_getfield(L, 1, "base_url");
    const char *problem = base_check(L, base);
    if (problem != NULL) return refuse(L, "base_url", problem);
    if (!buffer_append(base, "", 1)) return luaL_error(L, "openai: out of memory");
    self->base_url = text_copy(L, base->data);
    lua_pop(L, 2);

    problem = read_provider(L, self);
    if (problem != NULL) return refuse(L, "provider", problem);
    const char *option;
    problem = read_keys(L, self, parent, &option);
    if (problem != NULL) return refuse(L, option, problem);
    self->connection.proxy = option_text(L, "proxy", "");
    self->connection.no_proxy = option_text(L, "no_proxy", "");
    self->asks_retry = option_true(L, "asks_retry");
    self->connection.profile = profile_next(L);
    read_limits(L, self);
    self->connection.unpacks = (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_LIBZ) != 0;
    bool built = read_trust(L, self) && read_query(L, self) && build_lists(L, self);
    if (built) return 1;
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static int client_tostring(lua_State *L) {
    client **held = luaL_checkudata(L, 1, CLIENT_TYPE);
    lua_pushfstring(L, "openai client for %s", *held != NULL ? (*held)->base_url : "nobody: it has been finalized");
    return 1;
}

static int client_base_url(lua_State *L) {
    lua_pushstring(L, client_check(L, 1)->base_url);
    return 1;
}

void client_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"base_url", client_base_url}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", client_collect}, {"__tostring", client_tostring}, {NULL, NULL}};
    userdata_type(L, CLIENT_TYPE, methods, metamethods);
    lua_pushcfunction(L, client_create);
}
