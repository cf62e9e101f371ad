/* Names on the disk: directories, and waiting until the disk has what was written. */
#ifndef OPENAI_DISK_H
#define OPENAI_DISK_H

#include "base/compat.h"

/* Pushes the table {sync, make_directory, temporary_directory}. */
void disk_open(lua_State *L);

#endif
