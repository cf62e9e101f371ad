/* What an answer that is not good says, in the forms that servers, gateways and proxies say it in. */
#ifndef OPENAI_REPLY_ERROR_H
#define OPENAI_REPLY_ERROR_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/compat.h"

/* Sets message, code, type and param of the table on top from an error body: the API's form ({"error": {…}} or
 * {"error": "…"}), or those of servers like it ({"message": …}, {"detail": …}, a list of one). False when the body says
 * nothing in such a form. */
bool reply_read_error(lua_State *L, const buffer *body);

/* The status that an error would have had, had it come before the head of the answer; by its numbers or words. `value`
 * is the stack index of the decoded body. */
int reply_meant_status(lua_State *L, int value);

/* The name of the error kind of an HTTP status. */
const char *reply_status_kind(int status);

/* The body looks like a web page. */
bool reply_is_html(const buffer *headers, const buffer *body);
/* Pushes words about such a page: its title, what the status means there, else `hint` (NULL: nothing to ask). */
void reply_push_page(lua_State *L, int status, const buffer *headers, const buffer *body, const char *hint);

#endif
