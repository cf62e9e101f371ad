/* multi poll|socket URL COUNT IN_FLIGHT [CA_FILE]: COUNT GETs, IN_FLIGHT of them at a time, on bare curl_multi driven
 * by curl_multi_poll and curl_multi_perform, or by curl_multi_socket_action over epoll. One round that opens the
 * connections is not timed. */
#include <sys/epoll.h>
#include <unistd.h>

#include "yardstick.h"

typedef struct {
    CURLM *multi;
    int epoll;         /* -1 for the poll drive */
    long timeout;      /* milliseconds as libcurl asks for, -1: none */
    long left, active; /* calls not yet started; calls in flight */
    body_buffer *bodies;
} drive;

static int socket_changed(CURL *easy, curl_socket_t socket, int what, void *user, void *known) {
    drive *self = user;
    (void)easy;
    struct epoll_event event = {.data.fd = socket};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(self->epoll, EPOLL_CTL_DEL, socket, &event) && 0;
    if (epoll_ctl(self->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0) return -1;
    curl_multi_assign(self->multi, socket, self);
    return 0;
}

static int timer_changed(CURLM *multi, long timeout, void *user) {
    (void)multi;
    ((drive *)user)->timeout = timeout;
    return 0;
}

static void call_start(drive *self, CURL *easy) {
    body_buffer *body = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
    body->length = 0;
    if (curl_multi_add_handle(self->multi, easy) != CURLM_OK) fail("curl_multi_add_handle");
    self->left--;
    self->active++;
}

static void call_finish(drive *self, CURL *easy, CURLcode code) {
    body_buffer *body = NULL;
    if (code != CURLE_OK) fail(curl_easy_strerror(code));
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
    answer_check(easy, body);
    curl_multi_remove_handle(self->multi, easy);
    self->active--;
    if (self->left > 0) call_start(self, easy);
}

static void finish_done(drive *self) {
    CURLMsg *message;
    int queued;
    while ((message = curl_multi_info_read(self->multi, &queued)))
        if (message->msg == CURLMSG_DONE) call_finish(self, message->easy_handle, message->data.result);
}

static void turn_by_poll(drive *self) {
    int running;
    if (curl_multi_perform(self->multi, &running) != CURLM_OK) fail("curl_multi_perform");
    finish_done(self);
    if (self->active > 0 && curl_multi_poll(self->multi, NULL, 0, 1000, NULL) != CURLM_OK) fail("curl_multi_poll");
}

static void turn_by_socket(drive *self) {
    struct epoll_event events[64];
    int running;
    int wait = self->timeout < 0 || self->timeout > 1000 ? 1000 : (int)self->timeout;
    int ready = wait == 0 ? 0 : epoll_wait(self->epoll, events, 64, wait);
    if (ready <= 0) {
        self->timeout = -1;
        curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int i = 0; i < ready; i++) {
        int what = (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0) |
                   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
        curl_multi_socket_action(self->multi, events[i].data.fd, what, &running);
    }
    finish_done(self);
}

static void calls_run(drive *self, CURL **handles, long in_flight, long count) {
    self->left = count;
    for (long i = 0; i < in_flight && self->left > 0; i++) call_start(self, handles[i]);
    while (self->active > 0) {
        if (self->epoll < 0)
            turn_by_poll(self);
        else
            turn_by_socket(self);
    }
}

static void drive_open(drive *self, const char *mode) {
    self->multi = curl_multi_init();
    self->timeout = self->epoll = -1;
    if (!self->multi) fail("curl_multi_init");
    if (strcmp(mode, "socket") != 0) return;
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->epoll < 0) fail("epoll_create1");
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETDATA, self);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERDATA, self);
}

static CURL **handles_new(drive *self, long in_flight, const char *url, const char *ca_file) {
    CURL **handles = calloc((size_t)in_flight, sizeof *handles);
    self->bodies = calloc((size_t)in_flight, sizeof *self->bodies);
    if (!handles || !self->bodies) fail("out of memory");
    for (long i = 0; i < in_flight; i++) {
        handles[i] = easy_new(url, ca_file, NULL, &self->bodies[i]);
        curl_easy_setopt(handles[i], CURLOPT_PRIVATE, (void *)&self->bodies[i]);
        /* Over TLS one HTTP/2 connection for all. Without it, waiting would end in one connection as well, and in one
         * call after the other. */
        if (ca_file) curl_easy_setopt(handles[i], CURLOPT_PIPEWAIT, 1L);
    }
    return handles;
}

int main(int argc, char **argv) {
    if (argc < 5) fail("usage: multi poll|socket URL COUNT IN_FLIGHT [CA_FILE]");
    long count = count_argument(argv[3]), in_flight = count_argument(argv[4]);
    drive self = {0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fail("curl_global_init");
    drive_open(&self, argv[1]);
    CURL **handles = handles_new(&self, in_flight, argv[2], argc > 5 ? argv[5] : NULL);

    calls_run(&self, handles, in_flight, in_flight);
    reading start = clocks_read();
    calls_run(&self, handles, in_flight, count);
    clocks_print_since(start);

    for (long i = 0; i < in_flight; i++) {
        curl_easy_cleanup(handles[i]);
        free(self.bodies[i].bytes);
    }
    curl_multi_cleanup(self.multi);
    if (self.epoll >= 0) close(self.epoll);
    free(self.bodies);
    free(handles);
    return EXIT_SUCCESS;
}
