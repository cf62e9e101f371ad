/*
 * Walks a Lua parameter table the way OpenAI's SDKs flatten one into a query or a form:
 * {include = {"a"}, metadata = {k = "v"}} is include[]=a and metadata[k]=v. Keys are visited in byte order.
 */
#ifndef OPENAI_PARAMETERS_H
#define OPENAI_PARAMETERS_H

#include "base/buffer.h"

/* Called for every leaf: string, number, boolean, or a userdata other than null. The value lies at `value` (absolute).
   Returns false after pushing a message. */
typedef bool parameter_visit(lua_State *L, void *context, const char *name, size_t name_length, int value);

/* A list of names is one text, "a,b"; this tells whether a name is in it. */
bool names_hold(const char *list, const char *name, size_t length);

/*
 * names: only these keys; NULL: all. skip: never these; NULL: none.
 * Nulls and empty tables are skipped. False: a message is pushed, with the path of the key ("metadata.k: …").
 * May raise on out-of-memory.
 */
bool parameters_walk(lua_State *L, int table, const char *names, const char *skip, parameter_visit *visit,
                     void *context);

/* A leaf as text: true/false, integral floats without fraction, other floats as short as reads back exactly, in any
   locale. False: a message is pushed, which begins with `name`. */
bool parameter_append_text(lua_State *L, const char *name, int value, buffer *out);

/* Sets all pairs of one table in another, raw. */
void parameters_copy(lua_State *L, int from, int to);

#endif
