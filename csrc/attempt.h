/* One attempt at a call: a request and its answer through libcurl. Configures the easy handle, moves the bytes, counts them,
 * and ends with libcurl's code or a fault of our own. Of retries, deadlines and Lua's wishes it knows nothing. */
#ifndef OPENAI_ATTEMPT_H
#define OPENAI_ATTEMPT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "body.h"
#include "buffer.h"
#include "download.h"
#include "embedding_filter.h"
#include "loop.h"
#include "sink.h"

/* Agent, encoding, key, range, content type, no Expect. */
#define ATTEMPT_OWN_HEADERS 6

/* How to reach the server; immutable but for the count. Shared by the client and its calls, and freed by whoever drops it last:
 * a finalizer of the user's may drive a call whose client was finalized before. */
typedef struct connection_settings connection_settings;
struct connection_settings {
    const char *proxy;    /* "" for none: libcurl must not look into the environment by itself */
    const char *no_proxy; /* hosts reached directly */
    const char *ca_file, *ca_path; /* NULL: not used; both NULL: libcurl's default */
    double connect_timeout;        /* seconds; negative: none */
    size_t max_response_bytes;     /* of an answer kept in memory; 0: no limit */
    long max_connections;          /* to one host at a time */
    unsigned long profile;         /* a number that no other settings of this Lua state have; never 0 */
    unsigned holders;
    void (*free)(connection_settings *self); /* with all that the headers of its calls are made of */
};

void settings_hold(connection_settings *self);
/* NULL: nothing. */
void settings_drop(connection_settings *self);

enum reply_kind {
    REPLY_JSON,
    REPLY_EMBEDDINGS, /* JSON whose "embedding" strings are base64 floats */
    REPLY_BYTES,      /* a file: as one string, into a sink, or piece by piece */
    REPLY_ANY         /* JSON or bytes, as the answer's content-type says */
};

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
    /* Their memory stays from one call to the next, see attempt_recycle. */
    buffer url;     /* ends with NUL */
    buffer key_text, type_text;
    buffer answer, answer_headers;
    buffer refusal; /* the body of an answer that is not 2xx */

    transfer transfer; /* the first of what is made anew */
    loop *loop;
    unsigned generation; /* of the loop, when the call began */
    void (*moved)(attempt *self); /* bytes went, or Lua must give or take some; called inside libcurl: no Lua */
    void (*over)(attempt *self);  /* it has ended; called outside libcurl */

    /* the request */
    connection_settings *settings; /* held */
    unsigned long profile; /* see request_profile */
    const char *method;    /* static text */
    enum reply_kind reply;
    bool stepwise; /* somebody polls with a budget: no long runs of reading */
    bool creates; /* libcurl must not resend the body by itself */
    bool pieces;  /* the body is taken piece by piece, the transfer paused while nobody does */
    struct curl_slist *headers;            /* of the configured origin; NULL once a redirect left it */
    struct curl_slist own_headers[ATTEMPT_OWN_HEADERS]; /* put before `headers` without copying those */
    int own_count;
    body *body; /* owned; NULL: none */
    sink *sink; /* NULL: a 2xx body stays in memory */

    /* REPLY_BYTES: when it is cut, the next attempt goes on where it stopped, as long as the file is the same */
    download download;
    char range_text[160];

    /* the answer */
    enum fault fault;
    CURLcode code;
    int status;          /* 0: no answer */
    long connect_status; /* the proxy's answer to CONNECT */
    bool connected, handed_over, head_ended, answer_begun, receive_paused, send_paused;
    size_t taken;   /* pieces: bytes of `answer` already handed out */
    bool delivered; /* pieces: some were handed out, there is no way back */
    embedding_filter filter;
    char problem[CURL_ERROR_SIZE];
    double active; /* loop clock: when the last byte moved */
    int64_t sent, received, expected; /* received: of a file, what earlier attempts brought included */
};

bool attempt_orphaned(const attempt *self);
/* Sends the request. False: the fault is set, and `over` is not called. */
bool attempt_start(attempt *self);
/* Tears it down at once; `over` is not called. Harmless when it is not running. */
void attempt_stop(attempt *self);
/* Ends a running attempt for a reason of our own; `over` is called. */
void attempt_fail(attempt *self, enum fault fault);
/* Back for another attempt: to the first byte, or to where a download stopped. False when the body is gone or the sink's file
 * broke (the fault tells). */
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
