/*
 * Where a download goes: bytes are written to `path.part`, which gets its final name only when it is complete. What was
 * noted beside it (`path.part.info`) tells a later one what those bytes are: with a note, they may stay behind.
 * A userdata; its __gc leaves what was not committed. Only sink_new touches Lua: the rest fits a curl callback.
 * All bool functions: false leaves a message with the path in sink_error.
 */
#ifndef OPENAI_SINK_H
#define OPENAI_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compat.h"

typedef struct sink sink;

sink *sink_new(lua_State *L);
sink *sink_check(lua_State *L, int index);

/* Creates path.part, emptied when it was left over; locked, so that two downloads to one path do not mix. */
bool sink_open(sink *self, const char *path);
/* The same, but with what was left over: `there` bytes, and what was noted of them ("": nothing, or too much for
 * `capacity`). sink_truncate has to say where it goes on. */
bool sink_reopen(sink *self, const char *path, char *note, size_t capacity, int64_t *there);
/* Replaces the note; "": there is none. That it cannot be written does no harm: then there is none either. */
bool sink_note(sink *self, const char *text);
bool sink_write(sink *self, const void *bytes, size_t length);
/* Cuts what was written so far back to `length` bytes (0: start over); the next write goes there. */
bool sink_truncate(sink *self, int64_t length);
/* Closes and renames, replacing a file of that name. After false the part file is gone. */
bool sink_commit(sink *self);
/* Closes and removes path.part; may be called at any time, twice, after a commit too (then it does nothing). */
void sink_discard(sink *self);
/* The same, but bytes that there is a note of stay for a later one. */
void sink_leave(sink *self);

const char *sink_error(const sink *self);

/* For the specs only. Pushes {open = fn(path), reopen = fn(path) → sink, note, there; write, truncate, note, commit,
 * discard, leave}: the functions above; nil, message. */
void sink_open_library(lua_State *L);

#endif
