/* One attempt at a call: a request and its answer through libcurl. Moves the bytes, counts them, and ends with
 * libcurl's code or a fault of our own. Of retries, deadlines and Lua's wishes it knows nothing. */
#ifndef OPENAI_ATTEMPT_H
#define OPENAI_ATTEMPT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "file/sink.h"
#include "http/download.h"
#include "http/embedding_filter.h"
#include "http/request.h"
#include "loop/loop.h"

/* What ended an attempt when it was not libcurl. */
enum fault {
    FAULT_NONE,
    FAULT_DEADLINE,
    FAULT_IDLE,
    FAULT_FILE,
    FAULT_TOO_LARGE,
    FAULT_HEAD_TOO_LARGE,
    FAULT_MEMORY,
    FAULT_EMBEDDING,
    FAULT_START,
    FAULT_FORK,
    FAULT_CHANGED
};

typedef struct attempt attempt;
struct attempt {
    request request;
    /* Their memory stays from one call to the next, see attempt_recycle. */
    buffer answer, answer_headers;
    buffer refusal; /* the body of an answer that is not 2xx */

    transfer transfer; /* the first of what is made anew */
    loop *loop;
    unsigned generation;          /* of the loop, when the call began */
    void (*moved)(attempt *self); /* bytes went, or Lua must give or take some; called inside libcurl: no Lua */
    void (*over)(attempt *self);  /* it has ended; called outside libcurl */

    unsigned long profile; /* see request_profile */
    bool pieces;           /* the answer is taken piece by piece, the transfer paused while nobody does */
    sink *sink;            /* NULL: a 2xx body stays in memory */

    /* REPLY_BYTES: when it is cut, the next attempt goes on where it stopped, as long as the file is the same */
    download download;

    /* the answer */
    enum fault fault;
    CURLcode code;
    int status;          /* 0: no answer */
    long connect_status; /* the proxy's answer to CONNECT */
    bool ended;          /* libcurl came to a good end by itself */
    bool connected, handed_over, head_ended, answer_begun, receive_paused, send_paused;
    size_t taken;   /* pieces: bytes of `answer` already handed out */
    bool delivered; /* pieces: some were handed out, there is no way back */
    embedding_filter filter;
    char problem[CURL_ERROR_SIZE];
    double active;                    /* loop clock: when the last byte moved */
    int64_t sent, received, expected; /* received: of a file, what earlier attempts brought included */
};

bool attempt_orphaned(const attempt *self);
/* Sends the request. False: the fault is set, and `over` is not called. */
bool attempt_start(attempt *self);
/* Tears it down at once; `over` is not called. Harmless when it is not running. */
void attempt_stop(attempt *self);
/* Ends a running attempt for a reason of our own; `over` is called. */
void attempt_fail(attempt *self, enum fault fault);
/* Back for another attempt: to the first byte, or to where a download stopped. False when the body is gone or the
 * sink's file broke (the fault tells). */
bool attempt_rewind(attempt *self);
/* A download of which something is there, and of which the rest can be asked for. */
bool attempt_resumable(const attempt *self);
/* Lua took pieces, or supplied the body with some: the transfer may go on. */
bool attempt_unpause(attempt *self);
bool attempt_succeeded(const attempt *self);
/* The whole request is out, and of the answer there is nothing yet. */
bool attempt_digesting(const attempt *self);
/* Over for good: gives back what only a running one needs. Pieces not yet taken stay. */
void attempt_unload(attempt *self);
/* As good as new, for another call; its small buffers are kept. */
void attempt_recycle(attempt *self);
/* Frees what the attempt owns; may be called twice. */
void attempt_release(attempt *self);

#endif
