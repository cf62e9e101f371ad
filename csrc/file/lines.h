/*
 * openai.lines: the lines of a JSONL text, decoded where they lie, or as they are with their place in the file. The
 * text comes from a file that the reader opens, or in pieces of any size that are fed. Line feeds and CRLF end a line,
 * the last line need not be ended, blank lines and a byte order mark are passed over; memory is bounded by the longest
 * line.
 */
#ifndef OPENAI_LINES_H
#define OPENAI_LINES_H

#include "base/compat.h"

/*
 * Pushes fn(limit[, path]) → reader | nil, message: lines of at most `limit` bytes, from the file or else fed. Its
 * decode([slice]) and raw([slice]) return
 *   line number, value or text, offset of the line in bytes from 0
 * or nil and a word:
 *   "end"
 *   "feed"       feed(piece) the reader, or finish() it
 *   "more"       about `slice` bytes' worth of decoding was done since it said so the last time: call again
 *   "bad", line number, text, message, offset     decode: not JSON; the next call goes on behind it
 *   "long", line number, text, nil, offset        above the limit, `text` is its beginning; likewise
 *   "failed", message                             the file cannot be read
 * A line under way ("more") must be finished before another can be asked for. close() ends it early.
 */
void lines_open(lua_State *L);

#endif
