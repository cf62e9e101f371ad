/* One attempt at a call: a request and its answer through libcurl. Moves the bytes, counts them, and ends with
 * libcurl's code or a fault of our own. Of retries, deadlines and Lua's wishes it knows nothing. */
#ifndef OPENAI_ATTEMPT_H
#define OPENAI_ATTEMPT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "http/reply_handler.h"
#include "http/request.h"
#include "http/streams.h"
#include "loop/loop.h"

/* What ended an attempt when it was not libcurl. */
enum fault {
    FAULT_NONE,
    FAULT_DEADLINE,
    FAULT_IDLE,
    FAULT_BODY,  /* see body_error */
    FAULT_REPLY, /* see answer.kind */
    FAULT_HEAD_TOO_LARGE,
    FAULT_MEMORY,
    FAULT_START,
    FAULT_FORK
};

typedef struct attempt attempt;
struct attempt {
    /* Parts of their memory stay from one call to the next, see attempt_recycle. */
    request request;
    answer answer;

    transfer transfer; /* the first of what is made anew */
    loop *loop;
    unsigned generation;          /* of the loop, when the call began */
    void (*moved)(attempt *self); /* bytes went, or Lua must give or take some; called inside libcurl: no Lua */
    void (*over)(attempt *self);  /* it has ended; called outside libcurl */

    unsigned long profile; /* see request_profile */

    enum fault fault;
    CURLcode code;
    long connect_status; /* the proxy's answer to CONNECT */
    bool ended;          /* libcurl came to a good end by itself */
    bool spared;         /* the server closed the connection, and said that it did nothing with the request */
    bool reused;         /* the connection was there before */
    bool stale;          /* nothing was sent: the connection was not fit for it */
    int port;            /* of the connection, on this side */
    int renewals;        /* connections that were not fit */
    bool asked, handed_over, head_ended, receive_paused, send_paused;
    char problem[CURL_ERROR_SIZE];
    double active;    /* loop clock: when the last byte moved */
    int64_t sent;     /* bytes of the body */
    stream_id stream; /* over HTTP/2 */
};

bool attempt_orphaned(const attempt *self);
/* Tells the answer what of the request concerns it; done again whenever it is sent. */
void attempt_introduce(attempt *self);
/* Sends the request. False: the fault is set, and `over` is not called. */
bool attempt_start(attempt *self);
/* Tears it down at once; `over` is not called. Harmless when it is not running. */
void attempt_stop(attempt *self);
/* Ends a running attempt for a reason of our own; `over` is called. */
void attempt_fail(attempt *self, enum fault fault);
/* Back for another attempt: to the first byte of the body, and to where the answer can go on. False when the body is
 * gone or what is there of the answer cannot be taken back. */
bool attempt_rewind(attempt *self);
/* The reply handler found that the end of the answer is missing: as good as a broken connection. */
void attempt_shorten(attempt *self);
/* What the handler wants is there: the rest is not waited for; `over` is called. */
void attempt_suffice(attempt *self);
/* Lua took some of the answer, or supplied the body with some: the transfer goes on, or ends. */
void attempt_unpause(attempt *self);
/* The whole request is out, and of the answer there is nothing yet. */
bool attempt_digesting(const attempt *self);
/* Over for good: gives back what only a running one needs. Pieces not yet taken stay. */
void attempt_unload(attempt *self);
/* As good as new, for another call; its small buffers are kept. */
void attempt_recycle(attempt *self);
/* Frees what the attempt owns; may be called twice. */
void attempt_release(attempt *self);

#endif
