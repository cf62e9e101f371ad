/* What a reply handler adds to a request unasked (`ask`), and that servers may refuse: it is taken back once, and not
 * asked for again where that was learned. */
#ifndef OPENAI_WISH_H
#define OPENAI_WISH_H

#include "http/reply_handler.h"

/* The fields of the server's refusal are on top of the stack. True: they were about the wish in `json`; it is no longer
 * in there, and its refusal is remembered for the origin of `url`. */
bool wish_retract(lua_State *L, const reply_handler *handler, const char *url, buffer *json);

/* Before the request: takes the wish out where that origin refused it. May raise on out-of-memory. */
void wish_spare(lua_State *L, const reply_handler *handler, const char *url, buffer *json);

#endif
