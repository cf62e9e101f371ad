/* What became of HTTP/2 streams that were under way when their server closed the connection. */
#ifndef OPENAI_STREAMS_H
#define OPENAI_STREAMS_H

#include <curl/curl.h>
#include <stdbool.h>

#include "loop/loop.h"

/* The stream of one transfer. */
typedef struct stream_id {
    loop *loop;
    long number;   /* 0: unknown */
    double opened; /* loop clock */
} stream_id;

/* The handle tells this one's number, and what servers say when they go. `listening`: it was told before, of another
 * one. `secure`: it may come to HTTP/2. */
bool streams_listen(stream_id *self, CURL *easy, bool secure, bool listening);
/* It is nobody's any more. */
void streams_leave(CURL *easy);

/* Whether the server of a connection that ended said that it did nothing with that stream. */
bool streams_spared(const stream_id *self, CURL *easy);

#endif
