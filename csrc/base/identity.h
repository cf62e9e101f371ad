/* What tells things apart: checksums of texts, random ids, this process. */
#ifndef OPENAI_IDENTITY_H
#define OPENAI_IDENTITY_H

#include "base/compat.h"

/* Lua-facing: sets `checksum`, `random_id` and `process_id` in the table on top. */
void identity_open(lua_State *L);

#endif
