/* A made-up provider: its own header for the key, a header by an option, and a route by the body's model. */
#include <string.h>

#include "seams.h"

static const provider_header headers[] = {{"region", "X-Gateway-Region"}, {NULL, NULL}};

static const char *model_of(lua_State *L, int parameters) {
    if (parameters == 0) return NULL;
    lua_pushliteral(L, "model");
    lua_rawget(L, parameters);
    const char *model = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 1); /* the table keeps it */
    return model;
}

static bool append_route(lua_State *L, const provider_call *call, buffer *url) {
    if (strcmp(call->path, "/embeddings") != 0) return true;
    const char *route = call->route != NULL ? call->route : model_of(L, call->parameters);
    if (route == NULL) {
        lua_pushliteral(L, "the gateway needs a model to know where the call goes");
        return false;
    }
    return buffer_append_text(url, "/models/") && buffer_append_text(url, route);
}

const provider seam_provider = {
    .name = "gateway",
    .keys = {{"token", "Authorization: Gateway ", false}, {"api_key", "X-Gateway-Key: ", false}},
    .headers = headers,
    .hint = "is that the gateway's address?",
    .route_option = "model",
    .append_route = append_route,
};
