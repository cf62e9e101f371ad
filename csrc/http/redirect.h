/* Redirects, which libcurl does not follow here: it would forward headers and bodies to other servers. */
#ifndef OPENAI_REDIRECT_H
#define OPENAI_REDIRECT_H

#include "http/exchange_state.h"

/* False: the answer is no redirect. True: the call goes on at the other address, or has failed. */
bool redirect_judge(lua_State *L, exchange *self);

#endif
