/* One call: attempts, deadlines, redirects, the retry clock, the answer. A state machine that the loop drives from
 * below (bytes, timers) and Lua from above: `try` goes on as far as it can and says what it needs. */
#ifndef OPENAI_EXCHANGE_H
#define OPENAI_EXCHANGE_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/compat.h"
#include "http/exchange_plan.h"

typedef struct exchange exchange;

/* Pushes an exchange that has not begun. It holds the plan's settings. */
exchange *exchange_new(lua_State *L, const exchange_plan *plan);

/* The address, to be filled before the first try, with a closing NUL. */
buffer *exchange_url(exchange *self);
/* The headers for the configured origin: a list that lives as long as the settings … */
void exchange_share_headers(exchange *self, struct curl_slist *headers);
/* … or one that the exchange owns from now on. */
void exchange_own_headers(exchange *self, struct curl_slist *headers);
/* What a POST sends: taken out of the body userdata at `body_index`. */
void exchange_set_body(lua_State *L, int index, int body_index);
/* The answer goes to a file that gets the name `path` when it is complete; only for replies that have `open`. False:
 * pushes a message. */
bool exchange_set_path(lua_State *L, int index, const char *path);

/* What its answer is handed out in, item by item: the name of the handler. NULL: it is one value. */
const char *exchange_items(const exchange *self);

/* Lua-facing: registers the type. */
void exchange_open(lua_State *L);

#endif
