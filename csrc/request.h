/* An attempt's request as options of an easy handle. */
#ifndef OPENAI_REQUEST_H
#define OPENAI_REQUEST_H

#include "attempt.h"

/* Handles that last served a request of the same profile keep their options: setting all of them anew takes longer than all
 * else that we add to a short call. 0: the request leaves traces that only a reset removes. */
unsigned long request_profile(const attempt *self);

/* Sets all but the callbacks. `prepared`: the handle comes from a request of the same profile. */
bool request_configure(attempt *self, CURL *easy, bool prepared);

#endif
