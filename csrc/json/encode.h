/* Lua values to JSON text. Raw access only: no metamethod runs, no Lua function is called. */
#ifndef OPENAI_JSON_ENCODE_H
#define OPENAI_JSON_ENCODE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/compat.h"

/* Appends the value as JSON. True; or false and pushes a message with the path of the key, e.g. "messages[2].content:
 * cannot encode a function", `out` as it was before. May raise (no memory), so a userdata must own `out`. */
bool json_encode(lua_State *L, int index, buffer *out);

/* Pushes the Lua-facing table {encode, digest, decode, decoder, step, array, null, learn_cdata}. */
void json_open(lua_State *L);

#endif
