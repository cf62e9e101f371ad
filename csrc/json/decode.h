/* JSON text (RFC 8259) straight to Lua values, in one go or in slices. */
#ifndef OPENAI_JSON_DECODE_H
#define OPENAI_JSON_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compat.h"
#include "json/count.h"

/* The registry's name of the metatable that marks a table as an array; decoded empty arrays carry it. */
#define JSON_ARRAY_TYPE "openai.array"

typedef struct json_decoder json_decoder;

enum json_status { JSON_DONE, JSON_MORE, JSON_FAILED };

/* Pushes a userdata that owns everything the decoder needs. */
json_decoder *json_decoder_new(lua_State *L);

/* `text` must stay alive and unchanged until the end. May be called at any time and forgets what was under way. */
void json_decoder_start(json_decoder *self, const char *text, size_t length);

/* The same for one text of many that are alike, as the lines of a file: memory is kept for the next one, and tables get
 * the sizes that those of the text before had. Where they prove wrong, the next text is counted as usual. */
void json_decoder_start_alike(json_decoder *self, const char *text, size_t length);

/* Goes on for about `budget` bytes (SIZE_MAX: to the end). JSON_DONE pushes the value; JSON_MORE pushes nothing: call
 * again, from any coroutine of this Lua state; JSON_FAILED pushes a message that ends in "at byte N" (from 1). May
 * raise (no memory): the decoder then refuses to go on until the next start. One string or one number is never split,
 * and a table is created in one piece. */
enum json_status json_decoder_step(lua_State *L, int decoder_index, size_t budget);

/* All at once: true and pushes the value, or false and pushes the message. */
bool json_decode(lua_State *L, const char *text, size_t length);

/* The same for a text of some kind (any address, NULL: none). A short one that follows one of its kind is taken to be
 * alike. */
bool json_decode_kind(lua_State *L, const char *text, size_t length, const void *kind);

/* Pushes the array mark. */
void json_push_array_mark(lua_State *L);

#endif
