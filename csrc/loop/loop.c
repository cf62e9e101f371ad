#include "loop/loop.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"
#include "loop/pipe_guard.h"
#include "loop/poller.h"

#define LOOP_TYPE          "openai.loop"
#define LOOP_EASY_POOL     128
#define LOOP_BEGUN_AT_ONCE 8
/* libcurl's own default would close connections that 64 tasks are about to use again. */
#define LOOP_KEPT_CONNECTIONS 256L
/* Seconds that a wait lasts at most before Lua gets a look in: a signal that comes just before the system call does not
 * interrupt it, and its handler has left a hook that only Lua runs. */
#define LOOP_LONGEST_WAIT 1.0
/* poll's share of a frame: work per call stops here, the rest is done in the next one. */
#define LOOP_DEFAULT_BUDGET 0.002

typedef struct pooled_easy {
    CURL *easy;
    unsigned long profile; /* whose options it has; 0: none */
} pooled_easy;

/* Streams that it excluded end within the same turn or the next ones: more of them than this are not pending. */
#define LOOP_GOODBYES 64

typedef struct goodbye {
    long port, last;
    double at;
} goodbye;

struct loop {
    CURLM *multi;
    poller *poller;
    unsigned generation;
    bool guarded;        /* libcurl runs under a pipe_guard */
    double skipped;      /* seconds that loop:skip added to the clock */
    double budget;       /* seconds of work per poll */
    double stop;         /* monotonic: when the budget of this turn is spent */
    bool sockets_waited; /* the last turn's budget was spent before they were looked at */
    lua_Integer tokens;
    transfer *transfers;                  /* those that libcurl has */
    size_t transfer_count, unattended;    /* all of them; those that nobody waits for */
    transfer *queued_first, *queued_last; /* those that it gets at the next turn */
    long connections;                     /* the limit that libcurl was told last */
    long kept;                            /* idle connections that it may keep */
    bool finished_left;                   /* libcurl has ended some that were not looked at yet: the budget was spent */
    size_t held;                          /* calls and sleeps under way */
    waiter *ready_first, *ready_last;
    timer **heap; /* 1-based binary heap by `at` */
    size_t heap_count, heap_capacity;
    bool exposed; /* a foreign loop watches the descriptor: keep the timerfd right */
    pooled_easy easies[LOOP_EASY_POOL];
    size_t easy_count;
    goodbye goodbyes[LOOP_GOODBYES]; /* the latest, in a ring */
    size_t goodbye_count;
};

/* ---- process-wide: libcurl's global state; everything else hangs on a Lua state ---- */

static CURLcode global_code;

static void global_start(void) {
    global_code = system_counts_forks() ? curl_global_init(CURL_GLOBAL_DEFAULT) : CURLE_OUT_OF_MEMORY;
}

/* ---- opening and closing ---- */

static bool loop_connect(loop *self) {
    self->generation = system_forks();
    self->connections = 0;
    self->kept = LOOP_KEPT_CONNECTIONS;
    system_marks before = system_mark();
    self->multi = curl_multi_init();
    system_seal(&before);
    if (self->multi == NULL) return false;
    self->poller = poller_open(self->multi);
    return self->poller != NULL;
}

/* Nobody waits for the resolver's threads: since libcurl 8.20 they are the multi handle's. */
static bool loop_leaves_quickly(const loop *self) {
#if LIBCURL_VERSION_NUM >= 0x081400
    CURLMcode code = curl_multi_setopt(self->multi, CURLMOPT_QUICK_EXIT, 1L);
    return code == CURLM_OK || code == CURLM_UNKNOWN_OPTION;
#else
    (void)self;
    return true;
#endif
}

static bool loop_configure(const loop *self) {
    return loop_leaves_quickly(self) &&
           curl_multi_setopt(self->multi, CURLMOPT_MAXCONNECTS, LOOP_KEPT_CONNECTIONS) == CURLM_OK &&
           curl_multi_setopt(self->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX) == CURLM_OK;
}

static void transfers_detach(loop *self, transfer *first, bool tear_down) {
    while (first != NULL) {
        transfer *next = first->next;
        if (tear_down) {
            if (!first->queued) curl_multi_remove_handle(self->multi, first->easy);
            curl_easy_cleanup(first->easy);
        }
        first->easy = NULL;
        first->next = first->previous = NULL;
        first = next;
    }
}

static void transfers_detach_all(loop *self, bool tear_down) {
    transfers_detach(self, self->transfers, tear_down);
    transfers_detach(self, self->queued_first, tear_down);
    self->transfers = self->queued_first = self->queued_last = NULL;
    self->transfer_count = self->unattended = 0;
    self->finished_left = false;
}

static void timers_detach(loop *self) {
    for (size_t i = 1; i <= self->heap_count; i++) self->heap[i]->slot = 0;
    self->heap_count = 0;
}

static void loop_disconnect(loop *self) {
    pipe_guard guard = pipe_guard_enter(self->guarded);
    transfers_detach_all(self, true);
    while (self->easy_count > 0) curl_easy_cleanup(self->easies[--self->easy_count].easy);
    if (self->multi != NULL) curl_multi_cleanup(self->multi);
    pipe_guard_leave(&guard);
    poller_close(self->poller);
    self->multi = NULL;
    self->poller = NULL;
}

/* In a forked child the connections are the parent's: closing them properly would say goodbye (TLS close-notify) in its
 * name. They are left alone; only the descriptors that are ours alone are closed. */
static void loop_abandon(loop *self) {
    transfers_detach_all(self, false);
    timers_detach(self);
    while (self->ready_first != NULL) loop_waiter_rest(self, self->ready_first);
    self->easy_count = 0;
    self->held = 0;
    poller_close(self->poller);
    self->multi = NULL;
    self->poller = NULL;
}

static int loop_collect(lua_State *L) {
    loop *self = luaL_checkudata(L, 1, LOOP_TYPE);
    if (self->multi != NULL && self->generation != system_forks()) loop_abandon(self);
    loop_disconnect(self);
    timers_detach(self);
    while (self->ready_first != NULL) loop_waiter_rest(self, self->ready_first);
    free(self->heap);
    self->heap = NULL;
    self->heap_capacity = 0;
    return 0;
}

/* In a forked child that has not come to loop_of yet: what libcurl has is the parent's, and not to be touched. */
static bool loop_stale(const loop *self) {
    return self->generation != system_forks();
}

static const char loop_key;

static loop *loop_create(lua_State *L) {
    system_once(global_start);
    if (global_code != CURLE_OK) luaL_error(L, "openai: libcurl cannot start: %s", curl_easy_strerror(global_code));
    loop *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->budget = LOOP_DEFAULT_BUDGET;
    self->guarded = pipe_guard_needed();
    luaL_setmetatable(L, LOOP_TYPE);
    if (!loop_connect(self) || !loop_configure(self)) {
        luaL_error(L, "openai: no event loop: out of memory or of file descriptors");
    }
    registry_set(L, &loop_key);
    return self;
}

static void loop_renew(lua_State *L, loop *self) {
    loop_abandon(self);
    if (!loop_connect(self) || !loop_configure(self)) {
        luaL_error(L, "openai: no event loop after fork: out of memory or of file descriptors");
    }
}

/* The loop when it can be used; anew in a forked child. */
static loop *loop_live(lua_State *L, loop *self) {
    if (self->multi == NULL) luaL_error(L, "openai: the loop is closed");
    if (loop_stale(self)) loop_renew(L, self);
    return self;
}

loop *loop_of(lua_State *L) {
    registry_get(L, &loop_key);
    loop *self = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return self == NULL ? loop_create(L) : loop_live(L, self);
}

/* Pushes the loop's userdata. */
static void loop_push(lua_State *L) {
    loop_of(L);
    registry_get(L, &loop_key);
}

static loop *loop_check(lua_State *L, int index) {
    loop *self = userdata_check(L, index, LOOP_TYPE);
    return loop_live(L, self);
}

bool loop_alive(const loop *self, unsigned generation) {
    return self->multi != NULL && self->generation == generation;
}

unsigned loop_generation(const loop *self) {
    return self->generation;
}

double loop_now(const loop *self) {
    return system_clock() + self->skipped;
}

/* ---- timers: a binary heap ---- */

static void heap_place(loop *self, timer *entry, size_t slot) {
    self->heap[slot] = entry;
    entry->slot = slot;
}

static void heap_rise(loop *self, timer *entry, size_t slot) {
    for (; slot > 1 && self->heap[slot / 2]->at > entry->at; slot /= 2) heap_place(self, self->heap[slot / 2], slot);
    heap_place(self, entry, slot);
}

static void heap_sink(loop *self, timer *entry, size_t slot) {
    for (;;) {
        size_t child = slot * 2;
        if (child > self->heap_count) break;
        if (child < self->heap_count && self->heap[child + 1]->at < self->heap[child]->at) child++;
        if (self->heap[child]->at >= entry->at) break;
        heap_place(self, self->heap[child], slot);
        slot = child;
    }
    heap_place(self, entry, slot);
}

static bool heap_grow(loop *self) {
    if (self->heap_count + 1 < self->heap_capacity) return true;
    size_t capacity = self->heap_capacity == 0 ? 64 : self->heap_capacity * 2;
    timer **heap = realloc(self->heap, capacity * sizeof(timer *));
    if (heap == NULL) return false;
    self->heap = heap;
    self->heap_capacity = capacity;
    return true;
}

bool loop_timer_set(loop *self, timer *entry, double at) {
    loop_timer_clear(self, entry);
    if (!heap_grow(self)) return false;
    entry->at = at;
    heap_rise(self, entry, ++self->heap_count);
    return true;
}

void loop_timer_clear(loop *self, timer *entry) {
    size_t slot = entry->slot;
    if (slot == 0) return;
    entry->slot = 0;
    timer *last = self->heap[self->heap_count--];
    if (last == entry) return;
    if (slot > 1 && self->heap[slot / 2]->at > last->at) {
        heap_rise(self, last, slot);
    } else {
        heap_sink(self, last, slot);
    }
}

static void timers_fire(loop *self) {
    double now = loop_now(self);
    while (self->heap_count > 0 && self->heap[1]->at <= now) {
        timer *due = self->heap[1];
        loop_timer_clear(self, due);
        due->fire(due);
    }
}

/* ---- transfers ---- */

/* As good as new, or gone (NULL): libcurl 7.88 leaves a handle whose transfer ended while others went on over the same
 * HTTP/2 connection its receive buffer, and then refuses every option about that. */
static CURL *easy_renew(CURL *easy) {
    curl_easy_reset(easy);
    if (curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)CURL_MAX_WRITE_SIZE) == CURLE_OK) return easy;
    curl_easy_cleanup(easy);
    return NULL;
}

CURL *loop_easy_take(loop *self, unsigned long profile, bool *prepared) {
    *prepared = false;
    pooled_easy top = {NULL, 0};
    if (self->easy_count > 0) top = self->easies[--self->easy_count];
    *prepared = profile != 0 && top.profile == profile;
    if (*prepared) return top.easy;
    CURL *easy = top.profile != 0 ? easy_renew(top.easy) : top.easy;
    if (easy == NULL) easy = curl_easy_init();
    if (easy == NULL || poller_watch_sockets(self->poller, easy) == CURLE_OK) return easy;
    curl_easy_cleanup(easy);
    return NULL;
}

void loop_easy_drop(const loop *self, CURL *easy) {
    if (loop_stale(self)) return;
    pipe_guard guard = pipe_guard_enter(self->guarded);
    curl_easy_cleanup(easy);
    pipe_guard_leave(&guard);
}

void loop_easy_give(loop *self, CURL *easy, unsigned long profile) {
    if (loop_stale(self)) return;
    if (self->easy_count == LOOP_EASY_POOL) {
        loop_easy_drop(self, easy);
        return;
    }
    if (profile == 0) easy = easy_renew(easy);
    if (easy == NULL) return;
    self->easies[self->easy_count++] = (pooled_easy){easy, profile};
}

void loop_goodbye(loop *self, long port, long last) {
    self->goodbyes[self->goodbye_count++ % LOOP_GOODBYES] = (goodbye){port, last, loop_now(self)};
}

/* A later connection may have the same port: its streams are opened later, too. */
bool loop_goodbye_before(const loop *self, long port, long stream, double opened) {
    for (size_t i = 0; port > 0 && i < LOOP_GOODBYES; i++) {
        const goodbye *word = &self->goodbyes[i];
        if (word->port == port && stream > word->last && opened <= word->at) return true;
    }
    return false;
}

enum peer loop_peer(loop *self, int port, const char *host, int host_port) {
    return poller_peer(self->poller, port, host, host_port);
}

void loop_mark_single(loop *self, int port) {
    poller_mark_single(self->poller, port);
}

void loop_transfer_attend(loop *self, transfer *item, bool attended) {
    if (item->easy == NULL || item->unattended != attended) return;
    item->unattended = !attended;
    self->unattended += item->unattended ? 1 : (size_t)-1;
}

static void transfer_enqueue(loop *self, transfer *item) {
    item->queued = true;
    item->unattended = false;
    self->transfer_count++;
    item->next = NULL;
    item->previous = self->queued_last;
    if (self->queued_last != NULL) {
        self->queued_last->next = item;
    } else {
        self->queued_first = item;
    }
    self->queued_last = item;
}

static void transfer_unlink(loop *self, transfer *item) {
    if (item->previous != NULL) item->previous->next = item->next;
    if (item->next != NULL) item->next->previous = item->previous;
    if (self->transfers == item) self->transfers = item->next;
    if (self->queued_first == item) self->queued_first = item->next;
    if (self->queued_last == item) self->queued_last = item->previous;
    item->next = item->previous = NULL;
    item->queued = false;
}

/* The loop has nothing to do with it any more. */
static void transfer_leave(loop *self, transfer *item) {
    loop_transfer_attend(self, item, true);
    transfer_unlink(self, item);
    self->transfer_count--;
}

bool loop_start(loop *self, transfer *item) {
    if (curl_easy_setopt(item->easy, CURLOPT_PRIVATE, item) != CURLE_OK) return false;
    transfer_enqueue(self, item);
    return true;
}

void loop_stop(loop *self, transfer *item) {
    pipe_guard guard = pipe_guard_enter(self->guarded);
    if (!item->queued && !loop_stale(self)) curl_multi_remove_handle(self->multi, item->easy);
    pipe_guard_leave(&guard);
    transfer_leave(self, item);
}

bool loop_unpause(loop *self, const transfer *item) {
    pipe_guard guard = pipe_guard_enter(self->guarded);
    bool good = item->easy == NULL || curl_easy_pause(item->easy, CURLPAUSE_CONT) == CURLE_OK;
    pipe_guard_leave(&guard);
    return good;
}

/* libcurl knows one limit for all its hosts: that of the transfer begun last. Clients with different limits that are
 * busy at the same time share the newer one. */
static void connections_limit(loop *self, long connections) {
    if (connections == self->connections) return;
    curl_multi_setopt(self->multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    /* With more calls in flight than connections kept, every call would connect anew. */
    if (connections > self->kept) {
        self->kept = connections;
        curl_multi_setopt(self->multi, CURLMOPT_MAXCONNECTS, connections);
    }
    self->connections = connections;
}

static void transfer_begin(loop *self, transfer *item) {
    connections_limit(self, item->connections);
    transfer_unlink(self, item);
    item->next = self->transfers;
    if (self->transfers != NULL) self->transfers->previous = item;
    self->transfers = item;
    if (curl_multi_add_handle(self->multi, item->easy) != CURLM_OK) item->finished(item, CURLE_OUT_OF_MEMORY);
}

/* Gives libcurl what was queued, a few at a time, until the turn's budget is spent: a thousand calls begun at once
 * would otherwise be one long stall. */
static bool transfers_begin(loop *self) {
    while (self->queued_first != NULL) {
        for (int i = 0; i < LOOP_BEGUN_AT_ONCE && self->queued_first != NULL; i++)
            transfer_begin(self, self->queued_first);
        if (!poller_expire(self->poller)) return false;
        if (system_clock() >= self->stop) break;
    }
    return true;
}

static void transfers_finish(loop *self) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(self->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        CURLcode code = message->data.result; /* the message dies with the next call on the handle */
        transfer *done = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&done);
        done->finished(done, code);
        if (left > 0 && system_clock() >= self->stop) break;
    }
    self->finished_left = left > 0;
}

/* ---- what is in flight, and who waits for it ---- */

void loop_hold(loop *self) {
    self->held++;
}

void loop_drop(loop *self) {
    self->held--;
}

void loop_waiter_open(loop *self, waiter *who) {
    if (who->token == 0) who->token = ++self->tokens;
    who->ready = false;
}

void loop_waiter_ready(loop *self, waiter *who) {
    if (who->ready) return;
    who->ready = true;
    who->next = NULL;
    who->previous = self->ready_last;
    if (self->ready_last != NULL) {
        self->ready_last->next = who;
    } else {
        self->ready_first = who;
    }
    self->ready_last = who;
}

void loop_waiter_rest(loop *self, waiter *who) {
    if (!who->ready) return;
    who->ready = false;
    if (who->previous != NULL) {
        who->previous->next = who->next;
    } else {
        self->ready_first = who->next;
    }
    if (who->next != NULL) {
        who->next->previous = who->previous;
    } else {
        self->ready_last = who->previous;
    }
    who->next = who->previous = NULL;
}

/* ---- turning ---- */

/* When something is due, in monotonic seconds: 0 when there is work to do already, negative when nothing ever is. */
static double loop_due(const loop *self) {
    if (self->queued_first != NULL || self->finished_left) return 0;
    double due = -1, curl_due = poller_due(self->poller);
    if (self->heap_count > 0) due = self->heap[1]->at - self->skipped;
    return curl_due >= 0 && (due < 0 || curl_due < due) ? curl_due : due;
}

static double loop_due_in(const loop *self) {
    double due = loop_due(self);
    if (due <= 0) return due;
    double in = due - system_clock();
    return in > 0 ? in : 0;
}

/* `bounded`: libcurl's own timers may wait for the next turn when the budget is spent. */
static bool loop_expire(loop *self, bool bounded) {
    timers_fire(self);
    if (!transfers_begin(self)) return false;
    double due = poller_due(self->poller), now = system_clock();
    bool postponed = bounded && now >= self->stop;
    if (due >= 0 && due <= now && !postponed && !poller_expire(self->poller)) return false;
    transfers_finish(self);
    return true;
}

/* What sockets bring within `seconds` (negative: no limit), and what that makes due. */
static enum poller_result loop_listen(loop *self, double seconds, double budget) {
    enum poller_result result = poller_wait(self->poller, seconds);
    if (seconds != 0) self->stop = system_clock() + budget;
    if (result == POLLER_OK) result = poller_act(self->poller, self->stop);
    if (result == POLLER_OK && !loop_expire(self, true)) return POLLER_FAILED;
    return result;
}

/* A transfer whose HTTP/2 connection holds what somebody else is slow to take moves by one record at a time: who polls
 * once a frame goes on for half of the budget, while sockets bring something and nobody is ready. */
static bool loop_listens_on(const loop *self, double budget) {
    return self->ready_first == NULL && poller_found(self->poller) && system_clock() < self->stop - budget / 2;
}

/* One turn: what is due, then what sockets bring within `seconds` (negative: no limit). */
static enum poller_result loop_turn_bare(loop *self, double seconds, double budget) {
    self->stop = system_clock() + budget;
    bool sockets_first = self->sockets_waited;
    if (!sockets_first && !loop_expire(self, false)) return POLLER_FAILED;
    self->sockets_waited = seconds >= 0 && !sockets_first && system_clock() >= self->stop;
    if (self->sockets_waited) return POLLER_OK;
    double wait = self->ready_first != NULL || sockets_first ? 0 : loop_due_in(self);
    double most = seconds >= 0 ? seconds : LOOP_LONGEST_WAIT;
    if (wait < 0 || wait > most) wait = most;
    enum poller_result result = loop_listen(self, wait, budget);
    while (result == POLLER_OK && seconds == 0 && loop_listens_on(self, budget)) result = loop_listen(self, 0, budget);
    return result;
}

static enum poller_result loop_turn(loop *self, double seconds, double budget) {
    pipe_guard guard = pipe_guard_enter(self->guarded);
    enum poller_result result = loop_turn_bare(self, seconds, budget);
    pipe_guard_leave(&guard);
    return result;
}

/* Turns until the waiter is ready, a signal comes, or the longest wait is over. */
static enum poller_result loop_turn_until(loop *self, const waiter *who) {
    pipe_guard guard = pipe_guard_enter(self->guarded);
    double end = system_clock() + LOOP_LONGEST_WAIT, left = LOOP_LONGEST_WAIT;
    enum poller_result result = who->ready || loop_expire(self, false) ? POLLER_OK : POLLER_FAILED;
    for (; !who->ready && result == POLLER_OK && left > 0; left = end - system_clock()) {
        double wait = loop_due_in(self);
        result = poller_wait(self->poller, wait < 0 || wait > left ? left : wait);
        if (result == POLLER_OK) result = poller_act(self->poller, HUGE_VAL);
        if (result == POLLER_OK && !loop_expire(self, false)) result = POLLER_FAILED;
    }
    pipe_guard_leave(&guard);
    return result;
}

static void loop_turn_or_raise(lua_State *L, enum poller_result result) {
    if (result == POLLER_FAILED)
        luaL_error(L, "openai: waiting for sockets failed (out of memory or of file descriptors)");
}

/* Keeps the descriptor true for a foreign loop: readable at once while there is undone work. */
static void loop_expose(loop *self) {
    if (self->exposed) poller_arm(self->poller, self->ready_first != NULL ? 0 : loop_due(self));
}

bool loop_wait(lua_State *L, loop *self, waiter *who) {
    self->stop = HUGE_VAL;
    loop_turn_or_raise(L, loop_turn_until(self, who));
    loop_expose(self);
    return who->ready;
}

/* ---- Lua-facing ---- */

static bool loop_idle(const loop *self) {
    return self->held == 0 && self->transfer_count == self->unattended && self->ready_first == NULL;
}

/* What poll tells: calls and sleeps under way, and at least one while somebody is still to be told of an end. */
static lua_Integer loop_in_flight(const loop *self) {
    return self->held == 0 && self->ready_first != NULL ? 1 : (lua_Integer)self->held;
}

/* turn(seconds) → true when a waiter is ready, calls and sleeps in flight. One turn within the budget; negative: waits
 * without limit. */
static int loop_lua_turn(lua_State *L) {
    loop *self = loop_check(L, 1);
    double seconds = luaL_optnumber(L, 2, 0);
    /* An idle loop makes no system call, except where somebody watches the descriptor: a kept connection that the
     * server closed makes it readable, until it is looked at. Nothing is waited for then. */
    bool idle = loop_idle(self);
    if (!idle || self->exposed) loop_turn_or_raise(L, loop_turn(self, idle ? 0 : seconds, self->budget));
    if (self->ready_first == NULL) loop_expose(self); /* else settle does, after they were told */
    lua_pushboolean(L, self->ready_first != NULL);
    lua_pushinteger(L, loop_in_flight(self));
    return 2;
}

/* idle() → true when turning the loop would achieve nothing */
static int loop_lua_idle(lua_State *L) {
    lua_pushboolean(L, loop_idle(loop_check(L, 1)));
    return 1;
}

/* next_ready(bounded) → token of the waiter that has been ready longest, or nil; bounded: nil, too, when the turn's
 * budget is spent */
static int loop_lua_next_ready(lua_State *L) {
    loop *self = loop_check(L, 1);
    if (self->ready_first == NULL) return 0;
    if (lua_toboolean(L, 2) && system_clock() >= self->stop) return 0;
    waiter *first = self->ready_first;
    loop_waiter_rest(self, first);
    lua_pushinteger(L, first->token);
    return 1;
}

/* spent() → true when this turn has used up its budget */
static int loop_lua_spent(lua_State *L) {
    lua_pushboolean(L, system_clock() >= loop_check(L, 1)->stop);
    return 1;
}

/* settle() → calls and sleeps in flight. To be called after Lua has given the loop more to do: its descriptor must
 * know. */
static int loop_lua_settle(lua_State *L) {
    loop *self = loop_check(L, 1);
    loop_expose(self);
    lua_pushinteger(L, loop_in_flight(self));
    return 1;
}

static int loop_lua_pollfd(lua_State *L) {
    loop *self = loop_check(L, 1);
    int descriptor = poller_descriptor(self->poller);
    if (descriptor < 0) return 0;
    self->exposed = true;
    loop_expose(self);
    lua_pushinteger(L, descriptor);
    return 1;
}

static int loop_lua_events(lua_State *L) {
    loop_check(L, 1);
    lua_pushliteral(L, "r");
    return 1;
}

static int loop_lua_timeout(lua_State *L) {
    loop *self = loop_check(L, 1);
    double in = self->ready_first != NULL ? 0 : loop_due_in(self);
    if (in < 0) return 0;
    lua_pushnumber(L, in);
    return 1;
}

static int loop_lua_now(lua_State *L) {
    lua_pushnumber(L, loop_now(loop_check(L, 1)));
    return 1;
}

static int loop_lua_skip(lua_State *L) {
    loop *self = loop_check(L, 1);
    double seconds = luaL_checknumber(L, 2);
    luaL_argcheck(L, seconds >= 0 && seconds <= LOOP_LONGEST, 2, "the clock only goes forward, by seconds");
    self->skipped += seconds;
    loop_expose(self);
    return 0;
}

static int loop_lua_budget(lua_State *L) {
    loop *self = loop_check(L, 1);
    lua_pushnumber(L, self->budget);
    if (!lua_isnoneornil(L, 2)) {
        double seconds = luaL_checknumber(L, 2);
        luaL_argcheck(L, seconds > 0, 2, "seconds above 0");
        self->budget = seconds;
    }
    return 1;
}

static int loop_lua_tostring(lua_State *L) {
    loop *self = luaL_checkudata(L, 1, LOOP_TYPE);
    if (self->multi == NULL) {
        lua_pushliteral(L, "openai.loop (closed)");
    } else {
        lua_pushfstring(L, "openai.loop (%d in flight)", (int)loop_in_flight(self));
    }
    return 1;
}

static const luaL_Reg loop_methods[] = {
    {"turn", loop_lua_turn},     {"next_ready", loop_lua_next_ready},
    {"settle", loop_lua_settle}, {"pollfd", loop_lua_pollfd},
    {"events", loop_lua_events}, {"timeout", loop_lua_timeout},
    {"now", loop_lua_now},       {"skip", loop_lua_skip},
    {"budget", loop_lua_budget}, {"idle", loop_lua_idle},
    {"spent", loop_lua_spent},   {NULL, NULL},
};

/* Leaves the metatable and the table of its methods on the stack. */
static void type_register(lua_State *L, const char *type, const luaL_Reg *methods, lua_CFunction collect) {
    luaL_newmetatable(L, type);
    lua_newtable(L);
    compat_setfuncs(L, methods);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "__index");
    lua_pushcfunction(L, collect);
    lua_setfield(L, -3, "__gc");
}

static int loop_lua_get(lua_State *L) {
    loop_push(L);
    return 1;
}

void loop_open(lua_State *L) {
    type_register(L, LOOP_TYPE, loop_methods, loop_collect);
    lua_setfield(L, -3, "loop_methods");
    lua_pushcfunction(L, loop_lua_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pop(L, 1);
    lua_pushcfunction(L, loop_lua_get);
    lua_setfield(L, -2, "loop");
}
