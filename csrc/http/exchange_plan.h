/* A call as its makers want it: everything that is not bytes. */
#ifndef OPENAI_EXCHANGE_PLAN_H
#define OPENAI_EXCHANGE_PLAN_H

#include <stdbool.h>

#include "http/reply_handler.h"
#include "http/request.h"

typedef struct exchange_plan {
    connection_settings *settings;
    const char *method; /* static text */
    const reply_handler *reply;
    const char *header;  /* "Name: value" that the operation asks for; static text, or NULL */
    const void *kind;    /* calls of one kind have answers that are alike; NULL: nobody knows */
    bool creates;        /* never sent twice when the server may have acted on it */
    bool asks_key;       /* the key comes from a callback, asked for before every attempt */
    bool asks_retry;     /* somebody wants to hear of retries and may stop them */
    bool tells_progress; /* somebody wants to hear how many bytes went */
    bool first_only;     /* the deadline is that of the first item, where items are handed out one by one … */
    bool marked;         /* … of which something in them has to say that it was the last */
    double timeout;      /* deadline of the call in seconds; negative: none */
    double idle_timeout; /* seconds without a byte; negative: none */
    double item_idle;    /* the same from the first item on */
    int max_retries;
} exchange_plan;

#endif
