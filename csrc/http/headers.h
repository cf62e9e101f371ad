/* Lists of request headers, with names that later ones override. */
#ifndef OPENAI_HEADERS_H
#define OPENAI_HEADERS_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/compat.h"

/* Appends "name: value". False: no memory (the list stays as it was). */
bool headers_append(struct curl_slist **list, const char *name, const char *value);

/* Appends a line as it is. */
bool headers_append_line(struct curl_slist **list, const char *line);

/* Frees the list, whose lines may be secrets, and overwrites them before. NULL: nothing. */
void headers_free(struct curl_slist *list);

/* Whether it has a header of this name: "Name", or a line that begins with it, "Name: value". */
bool headers_define(const struct curl_slist *list, const char *line);

/*
 * A new list: what `base` (may be NULL) has, less what the Lua table at `table` defines anew, and that table's: a
 * string is the value, false takes the header away. On a problem (a value that is neither, characters that could
 * smuggle in another header, no memory) nothing is left over and a message is pushed: false.
 */
bool headers_merge(lua_State *L, const struct curl_slist *base, int table, struct curl_slist **out);

/* True when the text has no CR, LF or NUL. */
bool header_value_valid(const char *value, size_t length);

#endif
