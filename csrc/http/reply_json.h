/* JSON in memory, decoded in slices: for the handlers whose answers are JSON. */
#ifndef OPENAI_REPLY_JSON_H
#define OPENAI_REPLY_JSON_H

#include "http/reply_handler.h"

/* begin and write: the body stays in memory. */
void reply_begin_memory(answer *self);
enum reply_write reply_write_memory(answer *self, const char *bytes, size_t length);

/* finish: pushes what the text in `bytes` says, or `true` for an empty one that is not owed. */
enum reply_finish reply_finish_json(lua_State *L, answer *self, size_t budget);

#endif
