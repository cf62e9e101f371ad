/* What the server answered: the header block as libcurl delivers it. */
#ifndef OPENAI_REPLY_H
#define OPENAI_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/compat.h"

/* The value of the last header of that name (any case), trimmed; NULL when absent. Not NUL-terminated. */
const char *reply_header(const buffer *headers, const char *name, size_t *length);
/* The same as a copy in `target`; "" when absent, cut when too long. */
const char *reply_header_text(const buffer *headers, const char *name, char *target, size_t capacity);

/* Pushes {["content-type"] = …} with lower-case names; repeated headers are joined with ", ". */
void reply_push_headers(lua_State *L, const buffer *headers);

/* The content type says that it is JSON. */
bool reply_is_json(const buffer *headers);

/* x-should-retry: 1, 0 or -1 when absent. */
int reply_should_retry(const buffer *headers);
/* retry-after-ms, else retry-after as seconds or HTTP date, in seconds from now; negative when absent or nonsense. */
double reply_retry_after(const buffer *headers);

/* Where a partial answer begins (content-range: bytes 5-9/10), in bytes; negative when it does not say. */
int64_t reply_range_start(const buffer *headers);
/* The last byte of it. */
int64_t reply_range_end(const buffer *headers);
/* How large the whole is that content-range speaks of, in bytes; negative when it does not say. */
int64_t reply_range_total(const buffer *headers);

#endif
