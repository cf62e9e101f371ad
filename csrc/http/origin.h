/* Addresses as libcurl's own parser sees them: the base URL, and where a redirect leads. */
#ifndef OPENAI_ORIGIN_H
#define OPENAI_ORIGIN_H

#include <stdbool.h>

#include "base/buffer.h"

enum origin_change { ORIGIN_SAME, ORIGIN_OTHER, ORIGIN_DOWNGRADE };

/* Replaces `url` (ends with NUL) by where `location` leads from there, without userinfo or fragment. NULL, or why it
 * cannot be followed. */
const char *origin_follow(buffer *url, const char *location, enum origin_change *change);

/* Checks a base URL: http or https, a host, no userinfo, no query, no fragment; `out` gets it without trailing slashes
 * and without NUL. NULL, or what is wrong with it. */
const char *origin_check_base(const char *url, buffer *out);

bool origin_is_https(const char *url);

#endif
