/*
 * OpenAI's models in Azure, in both of its forms: by deployments (with an api-version in the query, which is the Lua
 * half's), where the path of some operations names the deployment; and the newer one below /openai/v1, which is the
 * ordinary API.
 */
#include <string.h>

#include "api/provider.h"
#include "http/url.h"

#define AZURE_KEYS                                                                                                     \
    {                                                                                                                  \
        {"token", "Authorization: Bearer ", false}, {                                                                  \
            "api_key", "api-key: ", false                                                                              \
        }                                                                                                              \
    }

static const provider_header headers[] = {{NULL, NULL}};

/* Source: the list of openai-python's Azure client; all other operations have no deployment in their path. */
static bool is_deployed(const char *path) {
    static const char *const paths[] = {"/completions",          "/chat/completions",   "/embeddings",
                                        "/audio/transcriptions", "/audio/translations", "/audio/speech",
                                        "/images/generations",   "/images/edits"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (strcmp(paths[i], path) == 0) return true;
    }
    return false;
}

/* The parameters keep the text alive. */
static const char *model_of(lua_State *L, int parameters) {
    if (parameters == 0) return NULL;
    lua_pushliteral(L, "model");
    lua_rawget(L, parameters);
    const char *model = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 1);
    return model;
}

static bool append_deployment(lua_State *L, const provider_call *call, buffer *url) {
    if (!is_deployed(call->path)) return true;
    const char *deployment = call->route != NULL ? call->route : model_of(L, call->parameters);
    if (deployment == NULL) {
        lua_pushliteral(L, "Azure needs a deployment: name it as model, or as option deployment of openai.azure");
        return false;
    }
    if (!url_segment_valid(deployment, strlen(deployment))) {
        lua_pushfstring(L, "'%s' is no name of a deployment", deployment);
        return false;
    }
    if (buffer_append_text(url, "/deployments/") && url_append_segment(url, deployment, strlen(deployment)))
        return true;
    return luaL_error(L, "openai: out of memory");
}

const provider provider_azure = {
    .name = "azure",
    .keys = AZURE_KEYS,
    .headers = headers,
    .hint = "is the endpoint that of the resource, https://NAME.openai.azure.com, and api_version one that it knows?",
    .mark = "/openai",
    .route_option = "deployment",
    .append_route = append_deployment,
};

const provider provider_azure_v1 = {
    .name = "azure_v1",
    .keys = AZURE_KEYS,
    .headers = headers,
    .hint = "is the endpoint that of the resource, https://NAME.openai.azure.com? Older ones need an api_version",
    .mark = "/openai/v1",
};
