/* A client: immutable configuration, from which the head of every request is made. Keys live here and nowhere else. */
#ifndef OPENAI_CLIENT_H
#define OPENAI_CLIENT_H

#include "api/provider.h"
#include "http/exchange.h"

/* Held by its userdata and by its calls, see connection_settings. */
typedef struct client {
    connection_settings connection;
    const provider *provider;
    char *base_url;                             /* without trailing slash */
    char *query;                                /* encoded, for every request; "" for none */
    char *route;                                /* the provider's route_option; NULL: none */
    char *keys[PROVIDER_KEYS];                  /* as the provider lists them; NULL: none */
    struct curl_slist *headers, *admin_headers; /* complete lists; without an admin key the second stays empty */
    bool has_admin_key;
    double timeout, idle_timeout; /* seconds; negative: none */
    bool idle_for_all;            /* it was named, so it is not for transfers only */
    bool timeout_for_all;         /* the same of the other: it is not for the first event of a stream only */
    int max_retries;
    bool asks_key;   /* the key is a callback */
    bool asks_retry; /* somebody wants to hear of retries */
} client;

client *client_check(lua_State *L, int index);

/* The headers of its requests; `admin`: to a row that takes the admin key. */
struct curl_slist *client_headers(const client *self, bool admin);

/* The plan for a call with the client's defaults; a transfer has no deadline of itself, all else no idle limit but one
 * that was named. */
exchange_plan client_plan(client *self, const char *method, bool is_transfer);
/* What is read as it comes in has other limits of time than that, where none were named. `deadline_named`,
 * `idle_named`: by the call. */
void client_plan_stream(const client *self, exchange_plan *plan, bool deadline_named, bool idle_named);

/* Lua-facing: pushes the constructor. client(options[, parent]) → client, or nil, message. Options are those of
 * openai.new, checked for type by the Lua layer, resolved against the environment; `provider` is its name (nil:
 * OpenAI), `dynamic_key` the name of the key that is a callback; a parent supplies keys that the options do not name.
 */
void client_open(lua_State *L);

#endif
