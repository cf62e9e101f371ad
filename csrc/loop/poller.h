/* Waits for a multi handle's sockets: a private epoll set with one timerfd, so that one descriptor tells a foreign
 * event loop all it needs; where epoll is missing (or OPENAI_NO_EPOLL is defined), libcurl's own poll and no
 * descriptor. */
#ifndef OPENAI_POLLER_H
#define OPENAI_POLLER_H

#include <curl/curl.h>
#include <stdbool.h>

typedef struct poller poller;

enum poller_result { POLLER_OK, POLLER_INTERRUPTED, POLLER_FAILED };

/* NULL when memory or descriptors ran out. */
poller *poller_open(CURLM *multi);
/* After the multi handle's cleanup, which still tells the poller of the sockets that it closes. */
void poller_close(poller *self);

/* Waits for at most `seconds` (negative: no limit) until something is readable or writable. */
enum poller_result poller_wait(poller *self, double seconds);

/* True when the last wait found something. */
bool poller_found(const poller *self);

/* Has libcurl act on what the wait found, until the monotonic clock passes `until`; what is left stays readable. */
enum poller_result poller_act(poller *self, double until);

/* libcurl's own timer is due: have it act. */
bool poller_expire(poller *self);
/* When libcurl wants to be called without an event (monotonic seconds), negative: not at all. */
double poller_due(const poller *self);

/* The descriptor for foreign loops, -1 where there is none. */
int poller_descriptor(const poller *self);
/* Makes the descriptor readable at `at` (monotonic seconds; negative: never, 0: at once). */
void poller_arm(poller *self, double at);

/* To be called for every easy handle: the poller opens its sockets (close-on-exec), and takes them out before they are
 * closed. */
CURLcode poller_watch_sockets(poller *self, CURL *easy);

/* What the other side of a connection does on which nothing is under way. */
enum peer {
    PEER_QUIET, /* nothing, or nobody can tell */
    PEER_SPOKE, /* there are bytes that nobody asked for */
    PEER_CLOSED
};

/* Of the connection from this port here to that one of the host (its address in digits). */
enum peer poller_peer(poller *self, int port, const char *host, int host_port);
/* The connection from this port carries one exchange at a time: bytes that come between two belong to none. */
void poller_mark_single(poller *self, int port);

#endif
