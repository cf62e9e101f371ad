/* JSON in memory, decoded in slices: for the handlers whose answers are JSON. */
#ifndef OPENAI_REPLY_JSON_H
#define OPENAI_REPLY_JSON_H

#include "http/reply_handler.h"

/* begin and write: the body stays in memory. */
void reply_begin_memory(answer *self);
enum reply_write reply_write_memory(answer *self, const char *bytes, size_t length);

/* finish: pushes what the text in `bytes` says, or `true` for an empty one that is not owed. */
enum reply_finish reply_finish_json(lua_State *L, answer *self, size_t budget);

/* The same for an operation of the API, which answers with an object of its own: REPLY_REFUSED for anything else,
 * REPLY_ERROR for an error in its place. `true` for an empty one where a mere status may be all there is to say. */
enum reply_finish reply_finish_object(lua_State *L, answer *self, size_t budget);

/* Whether the value on top says something, as an error does that is none of {}, "" and null; pops it. */
bool reply_says_something(lua_State *L);

/* REPLY_ERROR where the value on top is an error in place of what was asked for; else REPLY_DONE. */
enum reply_finish reply_examine(lua_State *L);

#endif
