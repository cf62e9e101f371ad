/* Files that must survive a crash of the program or the machine, and what belongs to them: appending with fdatasync,
   one writer at a time, directories, checksums. POSIX only, no curl. Every operation blocks until the disk has
   answered. */
#ifndef OPENAI_JOURNAL_H
#define OPENAI_JOURNAL_H

#include "base/compat.h"

/* Pushes the table {open, sync, make_directory, temporary_directory, checksum, random_id, pid}. */
void journal_open_library(lua_State *L);

#endif
