/* The state machine of a call: what its rooms share. `exchange_try` drives it from above, bytes and time from below. */
#ifndef OPENAI_EXCHANGE_STATE_H
#define OPENAI_EXCHANGE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compat.h"
#include "http/attempt.h"
#include "http/exchange_plan.h"
#include "http/kept.h"

#define EXCHANGE_TYPE "openai.exchange"

enum exchange_state {
    STATE_KEY,       /* an attempt begins; maybe Lua must supply the key first */
    STATE_RUNNING,   /* libcurl has it */
    STATE_REPLIED,   /* the attempt is over and has to be judged */
    STATE_ASKING,    /* Lua is asked whether to retry */
    STATE_WAITING,   /* the retry clock runs */
    STATE_FINISHING, /* the answer is good: its handler makes the value of it, slice by slice */
    STATE_MEASURING, /* Lua is asked how long the answer has to be: the server did not say */
    STATE_DONE,      /* the value is kept at KEPT_RESULT */
    STATE_FAILED     /* the error's fields are kept there */
};

typedef struct exchange exchange;
struct exchange {
    attempt attempt; /* the first: see exchange_pool.c */
    timer timer;
    waiter waiter;
    exchange_plan plan;
    enum exchange_state state;
    bool live;                        /* from exchange_new to recycle() or __gc */
    struct curl_slist *owned_headers; /* NULL: the settings have them */
    bool key_supplied;
    bool key_refused; /* by the last answer: Lua may have another one … */
    bool key_renewed; /* … which is asked for once */
    bool held;        /* counted by the loop as in flight: somebody waits for it */
    int attempts, redirects, retries;
    double began, ended, deadline; /* loop clock; deadline negative: none */
    double retry_wait;
    int64_t told_sent, told_received; /* what the last progress report said */
    int64_t farthest;                 /* bytes of a download that retries were forgiven for */
    int crumbs;                       /* attempts in a row that brought hardly any */
    double told_at;
    bool progress_due;
};

/* The argument at index 1. Raises when the call is over and its exchange was given back. */
exchange *exchange_check(lua_State *L);
/* For what touches libcurl. After a fork the loop makes itself anew, and the calls of the parent are orphans. */
exchange *exchange_check_loop(lua_State *L);

static inline loop *exchange_loop(const exchange *self) {
    return self->attempt.loop;
}

/* Makes a zeroed one ready for its first attempt. */
void exchange_prepare(exchange *self, const exchange_plan *plan, loop *owner);
/* Sends the request, for the first time or again. */
void exchange_begin(exchange *self);
/* The loop need not be turned for this call any more. */
void exchange_settle(exchange *self);
/* Somebody waits for the call; where items are handed out one by one that is not always so. */
void exchange_attend(exchange *self);
/* An item was handed out: who has it may take as long as he likes. */
void exchange_leave(exchange *self, bool first);
/* Ends the attempt, which has to be judged then: what came says so. */
void exchange_interrupt(exchange *self);
/* Tears it down, and makes nothing of it: nobody will ask for it any more. Allocates nothing. */
void exchange_abandon(exchange *self);

/* All of them: the exchange is at index 1. Pops the value (STATE_DONE), or the fields of the error (STATE_FAILED), that
 * the call ends with. */
void exchange_conclude(lua_State *L, exchange *self, enum exchange_state state);
/* Pops the message: the answer is not what it has to be. */
void exchange_fail_protocol(lua_State *L, exchange *self);
/* The same with the words of the answer, which has an error in it. */
void exchange_fail_said(lua_State *L, exchange *self);
/* The attempt broke, or says no, and that is the end. */
void exchange_fail_attempt(lua_State *L, exchange *self);

#endif
