/* What went wrong with an attempt, for people and programs: the fields of an error, and the facts for the retry policy.
 */
#ifndef OPENAI_ATTEMPT_ERROR_H
#define OPENAI_ATTEMPT_ERROR_H

#include "http/attempt.h"
#include "http/retry.h"

/* Pushes a table {kind, message, reason, status, code, type, param, request_id, headers, body, retryable, ambiguous,
 * retry_after} and fills `out`. */
void attempt_push_error(lua_State *L, const attempt *self, failure *out);

/* Pops the message on top and pushes the fields of a `protocol` error: the answer is not what was promised. */
void attempt_push_protocol_error(lua_State *L, attempt *self);
/* The same of an answer that is an error: its message, code, type and param. */
void attempt_push_said_error(lua_State *L, attempt *self);

#endif
