/* Which of millions of ids came before, and where: 12 bytes a slot, at most 32 for an id, where a Lua table takes a
   hundred. Two ids are taken for the same when their 64-bit hashes are; the caller, who has them on disk, compares. A
   userdata. */
#ifndef OPENAI_ID_TABLE_H
#define OPENAI_ID_TABLE_H

#include "base/compat.h"

/* Pushes id_table(salt) → table. Another salt (a string) gives other hashes. Methods: add(id, position) → nil, or the
   position of the one before, and nothing is added; #table. */
void id_table_open(lua_State *L);

#endif
