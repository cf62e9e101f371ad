/* What is asked of the server, as options of an easy handle. */
#ifndef OPENAI_REQUEST_H
#define OPENAI_REQUEST_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "http/body.h"
#include "http/download.h"

/* How to reach the server; immutable but for the count. Shared by the client and its calls, and freed by whoever drops
 * it last: a finalizer of the user's may drive a call whose client was finalized before. */
typedef struct connection_settings connection_settings;
struct connection_settings {
    const char *proxy;             /* "" for none: libcurl must not look into the environment by itself */
    const char *no_proxy;          /* hosts reached directly */
    const char *ca_file, *ca_path; /* NULL: not used; both NULL: libcurl's default */
    bool unpacks;                  /* libcurl can undo gzip */
    double connect_timeout;        /* seconds; negative: none */
    size_t max_response_bytes;     /* of an answer kept in memory; 0: no limit */
    long max_connections;          /* to one host at a time */
    const char *key_header;        /* how the line of a key begins that Lua supplies: "Authorization: Bearer " */
    const char *hint, *mark;       /* see provider.h */
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
    REPLY_ANY,        /* JSON or bytes, as the answer's content-type says */
    REPLY_NOTHING     /* the API answers without a body; JSON if there is one all the same */
};

/* Agent, encoding, the operation's, key, range, content type, no Expect. */
#define REQUEST_OWN_HEADERS 7

typedef struct request {
    /* Their memory stays from one call to the next, see request_recycle. */
    buffer url; /* ends with NUL */
    buffer key_text, type_text;

    connection_settings *settings; /* held; the first of what is made anew */
    const char *method;            /* static text */
    const char *header;            /* "Name: value" that the operation asks for; static text, or NULL */
    enum reply_kind reply;
    bool stepwise;                                      /* somebody polls with a budget: no long runs of reading */
    bool creates;                                       /* libcurl must not resend the body by itself */
    bool whole;                                         /* set here: libcurl got all of the body in one piece */
    struct curl_slist *headers;                         /* of the configured origin; NULL once a redirect left it */
    struct curl_slist own_headers[REQUEST_OWN_HEADERS]; /* put before `headers` without copying those */
    int own_count;
    char range_text[160];
    body *body; /* owned; NULL: none */
} request;

/* Handles that last served a request of the same profile keep their options: setting all of them anew takes longer than
 * all else that we add to a short call. 0: the request leaves traces that only a reset removes. */
unsigned long request_profile(const request *self, const download *range);

/* Sets all but the callbacks. `prepared`: the handle comes from a request of the same profile. */
bool request_configure(request *self, const download *range, CURL *easy, bool prepared);

/* Lets go of what it shares or has from others. May be called twice. */
void request_drop(request *self);
/* After request_drop: for the next call, or for good. */
void request_recycle(request *self);
void request_free(request *self);

#endif
