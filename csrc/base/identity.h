/* What tells things apart: checksums of texts, random ids, this process. */
#ifndef OPENAI_IDENTITY_H
#define OPENAI_IDENTITY_H

#include <stddef.h>

#include "base/compat.h"

/* Pushes the XXH64 of a text in 16 hexadecimal digits. */
void checksum_push(lua_State *L, const char *text, size_t length);

/* Lua-facing: sets `checksum`, `random_id` and `process_id` in the table on top. */
void identity_open(lua_State *L);

#endif
