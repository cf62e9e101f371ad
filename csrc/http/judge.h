/* What becomes of a call when an attempt is over: its value, another attempt, or an error. */
#ifndef OPENAI_JUDGE_H
#define OPENAI_JUDGE_H

#include "http/exchange_state.h"

/* All of them expect the exchange at index 1, and the first two nothing else on the stack. */

/* STATE_REPLIED: the attempt is over. */
void judge_attempt(lua_State *L, exchange *self);
/* STATE_FINISHING: the answer is good. False when the budget (bytes to look at) is spent before its end. */
bool judge_answer(lua_State *L, exchange *self, size_t budget);

/* At any time: what was to be taken is no item; TAKE_REFUSED: its message is on top. */
void judge_item(lua_State *L, exchange *self, enum reply_take taken);

/* There are retries left, and time. */
bool retry_fits(const exchange *self);
/* Starts the clock of the next one. */
void retry_later(lua_State *L, exchange *self);

#endif
