/* Building the path and the query of a URL (RFC 3986). Parsing URLs is libcurl's (curl_url). */
#ifndef OPENAI_URL_H
#define OPENAI_URL_H

#include "base/buffer.h"

/* Percent-encodes everything but ALPHA DIGIT - . _ ~ ; false without memory or above the buffer's limit. */
bool url_append_segment(buffer *out, const char *text, size_t length);

/* "", "." and ".." cannot stand as one path segment, encoded or not: servers and proxies resolve them. */
bool url_segment_valid(const char *text, size_t length);

/*
 * Appends "a=b&c%5B%5D=d" for the keys `names` ("a,b"; NULL: all) of `table`, without '?' or a leading '&'; nothing for
 * a table without values. Brackets are percent-encoded as OpenAI's SDKs send them. False: pushes a message with the
 * path of the key. May raise on out-of-memory.
 */
bool url_append_query(lua_State *L, int table, const char *names, buffer *out);

/* Appends those pairs of the query `defaults` whose name the query `own` does not have, with '&' between and behind
 * them. `a%5Bb%5D` has the name `a`: a table replaces a table. */
bool url_append_defaults(const char *defaults, const buffer *own, buffer *out);

/* For the specs only. Pushes {segment = fn(text) -> text, query = fn(table[, "a,b"]) -> text | nil, message}. */
void url_open(lua_State *L);

#endif
