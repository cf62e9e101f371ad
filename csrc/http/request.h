/* What is asked of the server, as options of an easy handle. */
#ifndef OPENAI_REQUEST_H
#define OPENAI_REQUEST_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "http/body.h"

/* How to reach the server; immutable but for the count. Shared by the client and its calls, and freed by whoever drops
 * it last: a finalizer of the user's may drive a call whose client was finalized before. */
typedef struct connection_settings connection_settings;
struct connection_settings {
    const char *proxy;                    /* "" for none: libcurl must not look into the environment by itself */
    const char *no_proxy;                 /* hosts reached directly */
    const char *ca_file, *ca_path;        /* NULL: not used; both NULL: libcurl's default */
    const char *client_cert, *client_key; /* PEM files that prove who we are; NULL: none */
    bool unpacks;                         /* libcurl can undo gzip */
    double connect_timeout;               /* seconds; negative: none */
    size_t max_response_bytes;            /* of an answer kept in memory; 0: no limit */
    size_t max_event_bytes;               /* of an event of a stream; 0: no limit */
    long max_connections;                 /* to one host at a time */
    const char *key_option;               /* of the client, a function that gives the key; NULL: none does */
    const char *key_header;               /* how the line of a key begins that Lua supplies: "Authorization: Bearer " */
    const char *hint, *mark;              /* see provider.h */
    unsigned long profile;                /* a number that no other settings of this Lua state have; never 0 */
    unsigned holders;
    void (*free)(connection_settings *self); /* with all that the headers of its calls are made of */
};

void settings_hold(connection_settings *self);
/* NULL: nothing. */
void settings_drop(connection_settings *self);

/* How the answer should come. */
typedef struct answer_wishes {
    bool packed;        /* by gzip, if the server can … */
    bool plain;         /* … or by nothing at all */
    bool whole;         /* so that its end shows: by HTTP/1.1 */
    bool large;         /* it may be: it is read in larger steps than libcurl's own */
    bool stepwise;      /* then not in so large ones: somebody polls with a budget */
    const char *accept; /* "Accept: …", static text; NULL: none */
    int64_t from;       /* only what follows so many bytes … */
    const char *etag;   /* … of the file that has this strong tag, else all; 0: all */
} answer_wishes;

/* Agent, encoding, what is accepted, the operation's, key, range, content type, no Expect. */
#define REQUEST_OWN_HEADERS 8

typedef struct request {
    /* Their memory stays from one call to the next, see request_recycle. */
    buffer url; /* ends with NUL */
    buffer key_text, type_text;

    connection_settings *settings; /* held; the first of what is made anew */
    const char *method;            /* static text */
    const char *header;            /* "Name: value" that the operation asks for; static text, or NULL */
    bool creates;                  /* libcurl must not resend the body by itself */
    bool elsewhere;                /* a redirect left the configured origin */
    bool whole;                    /* set here: libcurl got all of the body in one piece */
    struct curl_slist *headers;    /* of the configured origin; NULL once a redirect left it */
    struct curl_slist own_headers[REQUEST_OWN_HEADERS]; /* put before `headers` without copying those */
    int own_count;
    char range_text[160];
    body *body; /* owned; NULL: none */
} request;

/* The caller's own headers ask for a part or a packing, or there is more to the request than its address. */
bool request_bespoke(const request *self);

/* Handles that last served a request of the same profile keep their options: setting all of them anew takes longer than
 * all else that we add to a short call. 0: the request leaves traces that only a reset removes. */
unsigned long request_profile(const request *self, const answer_wishes *wishes);

/* Sets all but the callbacks. `prepared`: the handle comes from a request of the same profile. */
bool request_configure(request *self, const answer_wishes *wishes, CURL *easy, bool prepared);

/* Overwrites with asterisks what the request proves itself by, wherever it stands in these bytes. */
void request_blank_secrets(const request *self, char *bytes, size_t length);

/* Lets go of what it shares or has from others. May be called twice. */
void request_drop(request *self);
/* After request_drop: for the next call, or for good. */
void request_recycle(request *self);
void request_free(request *self);

#endif
