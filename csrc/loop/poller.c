#include "loop/poller.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/system.h"

/* Rounded up: waking early would only turn the wait into a busy one. */
static int wait_milliseconds(double seconds) {
    if (seconds < 0) return -1;
    double milliseconds = ceil(seconds * 1e3);
    return milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
}

#if defined(__linux__) && !defined(OPENAI_NO_EPOLL)

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

/* `registered` lags behind `wanted` until the next wait: a kept connection that goes from one transfer to the next
 * costs one system call, because libcurl's "remove" between the two is only noted down. libcurl also closes sockets
 * behind our back (the resolver's, and those that never got connected), and their number may come back as a new socket:
 * the set then knows better. */
typedef struct watch {
    uint32_t wanted;
    uint32_t registered;
    bool listed; /* in `changed` */
    bool sure;   /* `registered` is what the set has: wanted without a break since */
    bool open;   /* was libcurl's, and was not closed under our eyes */
    bool single; /* see poller_mark_single */
    int port;    /* its own; 0: not asked for yet */
} watch;

#define POLLER_EVENTS 64

struct poller {
    CURLM *multi;
    int epoll;
    int timer; /* -1 until a foreign loop asks for the descriptor */
    double due;
    double armed;   /* what the timerfd was last set to */
    watch *watches; /* indexed by descriptor */
    size_t watch_count;
    int *changed;
    size_t changed_count;
    bool failed;                              /* no memory or no epoll slot for a socket: the wait reports it */
    struct epoll_event events[POLLER_EVENTS]; /* what the last wait found */
    int event_count;
};

static bool watches_grow(poller *self, size_t count) {
    if (count <= self->watch_count) return true;
    size_t grown = self->watch_count == 0 ? 64 : self->watch_count;
    while (grown < count) grown *= 2;
    watch *watches = realloc(self->watches, grown * sizeof *watches);
    if (watches == NULL) return false;
    memset(watches + self->watch_count, 0, (grown - self->watch_count) * sizeof *watches);
    self->watches = watches;
    int *changed = realloc(self->changed, grown * sizeof *changed);
    if (changed == NULL) return false;
    self->changed = changed;
    self->watch_count = grown;
    return true;
}

static uint32_t epoll_bits(int what) {
    switch (what) {
    case CURL_POLL_IN: return EPOLLIN;
    case CURL_POLL_OUT: return EPOLLOUT;
    case CURL_POLL_INOUT: return EPOLLIN | EPOLLOUT;
    default: return 0;
    }
}

static void watch_drop(poller *self, int socket) {
    watch *entry = &self->watches[socket];
    if (entry->registered != 0) epoll_ctl(self->epoll, EPOLL_CTL_DEL, socket, &(struct epoll_event){0});
    entry->registered = 0;
}

static bool watch_current(const watch *entry) {
    return entry->sure && entry->wanted == entry->registered;
}

static int socket_changed(CURL *easy, curl_socket_t socket, int what, void *data, void *unused) {
    (void)easy;
    (void)unused;
    poller *self = data;
    if (!watches_grow(self, (size_t)socket + 1)) {
        self->failed = true;
        return -1;
    }
    watch *entry = &self->watches[socket];
    entry->wanted = epoll_bits(what);
    if (entry->wanted == 0) entry->sure = false;
    if (entry->wanted != 0) entry->open = true;
    if (!entry->listed && entry->wanted != 0 && !watch_current(entry)) {
        entry->listed = true;
        self->changed[self->changed_count++] = socket;
    }
    return 0;
}

static curl_socket_t socket_open(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    poller *self = data;
    int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (opened < 0) return CURL_SOCKET_BAD;
    if ((size_t)opened < self->watch_count) {
        watch *entry = &self->watches[opened];
        entry->sure = entry->single = false;
        entry->port = 0;
    }
    return opened;
}

static int socket_close(void *data, curl_socket_t socket) {
    poller *self = data;
    if ((size_t)socket < self->watch_count) {
        watch_drop(self, socket);
        self->watches[socket].wanted = 0;
        self->watches[socket].open = false;
    }
    return close(socket);
}

static int port_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) return ntohs(((const struct sockaddr_in *)address)->sin_port);
    return address->ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)address)->sin6_port) : -1;
}

static int local_port(int socket) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getsockname(socket, (struct sockaddr *)&address, &length) != 0) return -1;
    return port_of(&address);
}

/* The next descriptor from `from` on whose connection has that port here; watch_count: there is none. */
static size_t find_port(poller *self, size_t from, int port) {
    for (; from < self->watch_count; from++) {
        watch *entry = &self->watches[from];
        if (!entry->open) continue;
        if (entry->port == 0) entry->port = local_port((int)from);
        if (entry->port == port) break;
    }
    return from;
}

static enum peer peer_of(int socket, bool single) {
    struct pollfd seen = {.fd = socket, .events = POLLIN | POLLRDHUP};
    if (poll(&seen, 1, 0) != 1) return PEER_QUIET;
    if ((seen.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) return PEER_CLOSED;
    return (seen.revents & POLLIN) != 0 && single ? PEER_SPOKE : PEER_QUIET;
}

static bool host_is(const struct sockaddr_storage *address, const char *host) {
    char text[INET6_ADDRSTRLEN];
    const void *bytes = &((const struct sockaddr_in *)address)->sin_addr;
    if (address->ss_family == AF_INET6) bytes = &((const struct sockaddr_in6 *)address)->sin6_addr;
    return inet_ntop(address->ss_family, bytes, text, sizeof text) != NULL && strcmp(text, host) == 0;
}

/* Connections to different servers may well have the same port here. One that was reset does not tell its server. */
static bool leads_to(int socket, const char *host, int port) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getpeername(socket, (struct sockaddr *)&address, &length) != 0) return true;
    return port_of(&address) == port && host_is(&address, host);
}

/* Two connections from different addresses of this machine may be alike: then the worse one counts. */
enum peer poller_peer(poller *self, int port, const char *host, int host_port) {
    enum peer worst = PEER_QUIET;
    for (size_t i = find_port(self, 0, port); i < self->watch_count; i = find_port(self, i + 1, port)) {
        if (!leads_to((int)i, host, host_port)) continue;
        enum peer found = peer_of((int)i, self->watches[i].single);
        if (found > worst) worst = found;
    }
    return worst;
}

void poller_mark_single(poller *self, int port) {
    for (size_t i = find_port(self, 0, port); i < self->watch_count; i = find_port(self, i + 1, port)) {
        self->watches[i].single = true;
    }
}

/* False: no memory, or no room in the set. */
static bool watch_register(poller *self, int socket, watch *entry) {
    struct epoll_event event = {.events = entry->wanted, .data = {.fd = socket}};
    int operation = entry->registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    bool done = epoll_ctl(self->epoll, operation, socket, &event) == 0;
    if (!done && errno == ENOENT) done = epoll_ctl(self->epoll, EPOLL_CTL_ADD, socket, &event) == 0;
    if (!done && errno == EEXIST) done = epoll_ctl(self->epoll, EPOLL_CTL_MOD, socket, &event) == 0;
    if (!done && errno == EBADF) done = true; /* closed meanwhile: nobody waits for it */
    entry->registered = entry->wanted;
    entry->sure = done;
    return done;
}

static void watches_apply(poller *self) {
    for (size_t i = 0; i < self->changed_count; i++) {
        int socket = self->changed[i];
        watch *entry = &self->watches[socket];
        entry->listed = false;
        if (entry->wanted != 0 && !watch_current(entry) && !watch_register(self, socket, entry)) self->failed = true;
    }
    self->changed_count = 0;
}

static int timer_changed(CURLM *multi, long milliseconds, void *data) {
    (void)multi;
    poller *self = data;
    self->due = milliseconds < 0 ? -1 : system_clock() + (double)milliseconds * 1e-3;
    return 0;
}

static bool multi_configure(poller *self) {
    return curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, socket_changed) == CURLM_OK &&
           curl_multi_setopt(self->multi, CURLMOPT_SOCKETDATA, self) == CURLM_OK &&
           curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, timer_changed) == CURLM_OK &&
           curl_multi_setopt(self->multi, CURLMOPT_TIMERDATA, self) == CURLM_OK;
}

poller *poller_open(CURLM *multi) {
    poller *self = calloc(1, sizeof *self);
    if (self == NULL) return NULL;
    self->multi = multi;
    self->timer = -1;
    self->due = self->armed = -1;
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->epoll >= 0 && multi_configure(self)) return self;
    poller_close(self);
    return NULL;
}

void poller_close(poller *self) {
    if (self == NULL) return;
    if (self->timer >= 0) close(self->timer);
    if (self->epoll >= 0) close(self->epoll);
    free(self->watches);
    free(self->changed);
    free(self);
}

static void timer_drain(poller *self) {
    uint64_t expirations;
    while (read(self->timer, &expirations, sizeof expirations) < 0 && errno == EINTR) continue;
    self->armed = -1;
}

static bool socket_act(poller *self, const struct epoll_event *event) {
    int socket = event->data.fd;
    if (socket == self->timer) {
        timer_drain(self);
        return true;
    }
    /* Nobody's transfer: an idle connection that the server closed. libcurl finds out when it next wants it. */
    if (self->watches[socket].wanted == 0) {
        watch_drop(self, socket);
        return true;
    }
    int bits = 0;
    if (event->events & EPOLLIN) bits |= CURL_CSELECT_IN;
    if (event->events & EPOLLOUT) bits |= CURL_CSELECT_OUT;
    if (event->events & (EPOLLERR | EPOLLHUP)) bits |= CURL_CSELECT_ERR;
    int running;
    return curl_multi_socket_action(self->multi, socket, bits, &running) == CURLM_OK;
}

enum poller_result poller_wait(poller *self, double seconds) {
    watches_apply(self);
    if (self->failed) {
        self->failed = false;
        return POLLER_FAILED;
    }
    self->event_count = epoll_wait(self->epoll, self->events, POLLER_EVENTS, wait_milliseconds(seconds));
    if (self->event_count >= 0) return POLLER_OK;
    return errno == EINTR ? POLLER_INTERRUPTED : POLLER_FAILED;
}

bool poller_found(const poller *self) {
    return self->event_count > 0;
}

enum poller_result poller_act(poller *self, double until) {
    for (int i = 0; i < self->event_count; i++) {
        if (!socket_act(self, &self->events[i])) return POLLER_FAILED;
        if (system_clock() >= until) break;
    }
    return POLLER_OK;
}

bool poller_expire(poller *self) {
    self->due = -1;
    int running;
    return curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK;
}

double poller_due(const poller *self) {
    return self->due;
}

static bool timer_create_once(poller *self) {
    if (self->timer >= 0) return true;
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (timer < 0) return false;
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = timer}};
    if (epoll_ctl(self->epoll, EPOLL_CTL_ADD, timer, &event) != 0) {
        close(timer);
        return false;
    }
    self->timer = timer;
    return true;
}

int poller_descriptor(const poller *self) {
    return self->epoll;
}

void poller_arm(poller *self, double at) {
    watches_apply(self);
    if (at == self->armed || !timer_create_once(self)) return;
    struct itimerspec time = {0};
    if (at >= 0) {
        time.it_value.tv_sec = (time_t)at;
        time.it_value.tv_nsec = (long)((at - floor(at)) * 1e9);
        /* An all-zero value would disarm it. */
        if (time.it_value.tv_sec == 0 && time.it_value.tv_nsec == 0) time.it_value.tv_nsec = 1;
    }
    if (timerfd_settime(self->timer, TFD_TIMER_ABSTIME, &time, NULL) == 0) self->armed = at;
}

CURLcode poller_watch_sockets(poller *self, CURL *easy) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, socket_close);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, self);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, self);
    return code;
}

#else

#define POLLER_SLICE_MILLISECONDS 100

struct poller {
    CURLM *multi;
    int active; /* sockets that the last wait found */
};

poller *poller_open(CURLM *multi) {
    poller *self = calloc(1, sizeof *self);
    if (self != NULL) self->multi = multi;
    return self;
}

void poller_close(poller *self) {
    free(self);
}

enum poller_result poller_wait(poller *self, double seconds) {
    int wait = wait_milliseconds(seconds);
    /* libcurl hides interrupted system calls: a signal is noticed because a long wait is cut into slices. */
    bool sliced = wait < 0 || wait > POLLER_SLICE_MILLISECONDS;
    CURLMcode code = curl_multi_poll(self->multi, NULL, 0, sliced ? POLLER_SLICE_MILLISECONDS : wait, &self->active);
    if (code != CURLM_OK) return POLLER_FAILED;
    if (!sliced || self->active > 0) return POLLER_OK;
    /* libcurl 7.88 may hold bytes of an HTTP/2 connection for which no socket and no timer will ever speak. */
    return poller_act(self, 0) == POLLER_OK ? POLLER_INTERRUPTED : POLLER_FAILED;
}

bool poller_found(const poller *self) {
    return self->active > 0;
}

enum poller_result poller_act(poller *self, double until) {
    (void)until;
    int running;
    return curl_multi_perform(self->multi, &running) == CURLM_OK ? POLLER_OK : POLLER_FAILED;
}

bool poller_expire(poller *self) {
    return poller_act(self, 0) == POLLER_OK;
}

double poller_due(const poller *self) {
    long milliseconds = -1;
    if (curl_multi_timeout(self->multi, &milliseconds) != CURLM_OK || milliseconds < 0) return -1;
    return system_clock() + (double)milliseconds * 1e-3;
}

int poller_descriptor(const poller *self) {
    (void)self;
    return -1;
}

void poller_arm(poller *self, double at) {
    (void)self;
    (void)at;
}

CURLcode poller_watch_sockets(poller *self, CURL *easy) {
    (void)self;
    (void)easy;
    return CURLE_OK;
}

enum peer poller_peer(poller *self, int port, const char *host, int host_port) {
    (void)self;
    (void)port;
    (void)host;
    (void)host_port;
    return PEER_QUIET;
}

void poller_mark_single(poller *self, int port) {
    (void)self;
    (void)port;
}

#endif
