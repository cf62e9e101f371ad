/*
 * Who answers: where a request goes, how it proves who it is, and what to ask who got no answer of the API's.
 * One provider is one file with one of these, a line in the list of provider.c, and its Lua half
 * (lua/openai/internal/provider/). Immutable; a client names its provider by the option `provider`.
 */
#ifndef OPENAI_PROVIDER_H
#define OPENAI_PROVIDER_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/compat.h"

#define PROVIDER_KEYS 4 /* at most, the closing one included */

/* What is said here of a call, when the address is built. */
typedef struct provider_call {
    const char *path;  /* below the base URL: the row's, with {placeholders}, or the caller's own */
    const char *route; /* the client's option of the name `route_option`; NULL: not given */
    int parameters;    /* stack index of the call's parameters; 0: none */
} provider_call;

typedef struct provider_key {
    const char *option; /* of the client, where the key is; NULL closes the list */
    const char *header; /* how the line that carries it begins: "Authorization: Bearer " */
    bool is_admin;      /* only for rows with ENDPOINT_ADMIN, before all others there */
} provider_key;

typedef struct provider_header {
    const char *option; /* of the client, a text; NULL closes the list */
    const char *header; /* the name it is sent by */
} provider_header;

typedef struct provider {
    const char *name;
    provider_key keys[PROVIDER_KEYS]; /* the first that the client has is the one that is sent */
    const provider_header *headers;
    const char *admin_path; /* where a request that no row knows takes the admin key; NULL: nowhere */
    const char *hint;       /* a question about the address, "does base_url end in /v1?" */
    const char *mark; /* what the address of every operation holds: a 404 of one without gets the hint; NULL: all */
    const char *route_option;
    /* Appends what stands between the base URL and the path, "/deployments/x"; NULL: nothing does. False: pushes a
     * message, what the call misses. */
    bool (*append_route)(lua_State *L, const provider_call *call, buffer *url);
} provider;

extern const provider provider_openai, provider_azure, provider_azure_v1;

/* NULL: OpenAI's. NULL when there is none of this name. */
const provider *provider_find(const char *name);

#endif
