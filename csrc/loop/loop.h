/* The loop: one per Lua state, shared by every client. It drives libcurl's multi handle and the timers, and keeps the
 * list of waiters that want attention; it knows nothing of HTTP calls or of tasks. */
#ifndef OPENAI_LOOP_H
#define OPENAI_LOOP_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/compat.h"
#include "loop/poller.h"

typedef struct loop loop;

/* Seconds; sums of a few stay exact enough, and fit a time_t. */
#define LOOP_LONGEST 1e15

/* A clock entry, embedded in its owner. Zeroed: not set. Times are seconds of loop_now. */
typedef struct timer timer;
struct timer {
    double at;
    size_t slot; /* place in the heap, 0: not set */
    void (*fire)(timer *self);
};

/* One easy handle in the multi, embedded in its owner. `finished` runs outside libcurl's callbacks, once. */
typedef struct transfer transfer;
struct transfer {
    CURL *easy; /* NULL: not running */
    void (*finished)(transfer *self, CURLcode code);
    long connections;          /* as many to one host at most, see transfer_begin */
    bool queued;               /* libcurl gets it at the next turn */
    bool unattended;           /* nobody waits for it */
    transfer *next, *previous; /* every transfer of the loop, so that closing it can detach them */
};

/* Whoever can be waited for, embedded in its owner; Lua knows it by `token`. */
typedef struct waiter waiter;
struct waiter {
    lua_Integer token;
    bool ready;
    waiter *next, *previous; /* the list of ready ones, in the order in which they became so */
};

/* The loop of this Lua state, made at first use; raises when libcurl or the system refuses. After a fork, a fresh one.
 */
loop *loop_of(lua_State *L);

/* Changes with every fork of the process; what belongs to an older generation must not be touched any more. */
unsigned loop_generation(const loop *self);
/* It is open, and still that of the generation. */
bool loop_alive(const loop *self, unsigned generation);

/* Seconds; monotonic, and pushed ahead by loop:skip. */
double loop_now(const loop *self);

/*
 * An easy handle from the pool; NULL without memory. `prepared`: it comes from a transfer of the same profile, with the
 * options that were set there; else all options but those of its sockets are at libcurl's defaults. Profile 0 is
 * nobody's.
 */
CURL *loop_easy_take(loop *self, unsigned long profile, bool *prepared);
/* For another transfer: only what ended well. */
void loop_easy_give(loop *self, CURL *easy, unsigned long profile);
/* Closes it instead. */
void loop_easy_drop(const loop *self, CURL *easy);

/* The server of the connection that has this port here will not look at streams beyond `last` (HTTP/2). */
void loop_goodbye(loop *self, long port, long last);
/* Whether such a word excluded this stream, which was opened at that time. */
bool loop_goodbye_before(const loop *self, long port, long stream, double opened);

/* Of the connection from this port here to that one of the host, before a request goes out on it: libcurl may not have
 * noticed. */
enum peer loop_peer(loop *self, int port, const char *host, int host_port);
void loop_mark_single(loop *self, int port);

/* False without memory. The transfer begins with the next turn. */
bool loop_start(loop *self, transfer *item);
/* Lets a paused transfer go on; true also when it is not running. */
bool loop_unpause(loop *self, const transfer *item);
/* Whether somebody waits for a running transfer: one that nobody waits for does not keep the loop busy. */
void loop_transfer_attend(loop *self, transfer *item, bool attended);
/* Tears a running transfer down at once; its easy handle is the caller's again. */
void loop_stop(loop *self, transfer *item);

/* False without memory. Setting a set timer moves it. */
bool loop_timer_set(loop *self, timer *entry, double at);
void loop_timer_clear(loop *self, timer *entry);

/* Something began that the loop must be turned for, or ended: what poll counts as in flight. */
void loop_hold(loop *self);
void loop_drop(loop *self);

void loop_waiter_open(loop *self, waiter *who);
void loop_waiter_ready(loop *self, waiter *who);
/* Attention was given: not ready until the next loop_waiter_ready. */
void loop_waiter_rest(loop *self, waiter *who);

/* Runs until the waiter is ready (true) or a signal interrupts (false). Raises when polling fails. */
bool loop_wait(lua_State *L, loop *self, waiter *who);

/* Lua-facing: sets `loop` (a function that returns the loop) and `loop_methods` (where the Lua layer adds poll) in the
 * table on top. */
void loop_open(lua_State *L);

#endif
