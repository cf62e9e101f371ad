/* openai.line_writer: values to the lines of a file, which has its final name only when it is complete (sink.h). */
#ifndef OPENAI_LINE_WRITER_H
#define OPENAI_LINE_WRITER_H

#include "base/compat.h"

/*
 * Pushes fn(path[, most_bytes[, most_lines]]) → writer | nil, message. Methods:
 *   write(value)   the value as JSON in a line
 *   raw(text)      a line as it is; a line end behind it is dropped, one inside it is refused
 *     Both: true; or false: the file would become larger than it may be (nothing was written); or
 *     nil, "invalid" | "file", message. After a failure of the file nothing more can be written.
 *   size(), count()   bytes and lines so far
 *   close()        → true | nil, message: gives the file its name
 *   discard()      removes what was written; may be called at any time, twice
 *   state()        → "open" | "failed" | "closed" | "discarded"
 */
void line_writer_open(lua_State *L);

#endif
