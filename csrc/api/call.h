/* A call's arguments become an exchange: path, query, headers and body as the endpoint's row says. */
#ifndef OPENAI_CALL_H
#define OPENAI_CALL_H

#include "api/client.h"
#include "api/endpoint.h"

/*
 * Makes the exchange of a call. On the stack from `first`: path parameters, parameters (where the row takes some),
 * options; missing ones are nil. Pushes the exchange and the options table (or nil): true. Or pushes nil, "misuse" |
 * "invalid" | "file", message: false. `client_index` is the client's userdata.
 */
bool call_start(lua_State *L, int client_index, const endpoint *row, int first, bool pieces);

/* Lua-facing: sets start(client, row, pieces, path parameters …, parameters, options) and request(client, method, path,
 * parameters, options) in the table on top. */
void call_open(lua_State *L);

#endif
