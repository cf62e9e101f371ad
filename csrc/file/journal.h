/* Files that must survive a crash of the program or the machine: appended to with fdatasync, by one writer at a time.
 * Every operation blocks until the disk has answered. */
#ifndef OPENAI_JOURNAL_H
#define OPENAI_JOURNAL_H

#include "base/compat.h"

/* Pushes the table {open}. */
void journal_open(lua_State *L);

#endif
