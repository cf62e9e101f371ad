/* event_server STREAMS EVENTS TEXT_FILE: answers GETs with a stream of so many events each, TEXT_FILE's text; they go
 * out one by one, an event to every connection in turn, once STREAMS requests have come: each is a packet of its own.
 * Prints its port and goes on until its standard input ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "yardstick.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

typedef struct {
    int epoll, listener;
    long streams, events;
    int *asked; /* connections that wait for their stream */
    long asked_count;
    char event[4096], last[256];
    int event_length, last_length;
} server;

static void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void watch(const server *self, int socket) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = socket};
    if (epoll_ctl(self->epoll, EPOLL_CTL_ADD, socket, &event) != 0) fail("epoll_ctl");
}

static void listen_on_loopback(server *self) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    self->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(self->listener, (struct sockaddr *)&address, length) != 0 || listen(self->listener, 4096) != 0)
        fail("listen");
    getsockname(self->listener, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
}

static void chunk_of(char *target, int *length, size_t capacity, const char *text) {
    *length = snprintf(target, capacity, "%zx\r\n%s\r\n", strlen(text), text);
}

static void texts_read(server *self, const char *path) {
    char text[3000] = "";
    FILE *file = fopen(path, "rb");
    if (!file || fread(text, 1, sizeof text - 1, file) == 0) fail("no text");
    fclose(file);
    chunk_of(self->event, &self->event_length, sizeof self->event, text);
    chunk_of(self->last, &self->last_length, sizeof self->last - 8, "data: [DONE]\n\n");
    strcat(self->last, "0\r\n\r\n");
    self->last_length += 5;
}

static void put(int socket, const char *bytes, int length) {
    if (write(socket, bytes, (size_t)length) != length) fail("a write that is not whole");
}

static void answer_all(server *self) {
    for (long i = 0; i < self->asked_count; i++) put(self->asked[i], HEAD, (int)strlen(HEAD));
    for (long event = 0; event < self->events; event++) {
        for (long i = 0; i < self->asked_count; i++) put(self->asked[i], self->event, self->event_length);
        usleep(1000);
    }
    for (long i = 0; i < self->asked_count; i++) put(self->asked[i], self->last, self->last_length);
    self->asked_count = 0;
}

static void guest_admit(const server *self) {
    int socket = accept(self->listener, NULL, NULL), yes = 1;
    if (socket < 0) fail("accept");
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(self, socket);
}

/* A request comes in one packet; what matters is that it is there. */
static void request_read(server *self, int socket) {
    char bytes[16384];
    ssize_t length = read(socket, bytes, sizeof bytes);
    if (length <= 0) {
        close(socket);
    } else if (self->asked_count < self->streams) {
        self->asked[self->asked_count++] = socket;
    }
    if (self->asked_count == self->streams) answer_all(self);
}

int main(int argc, char **argv) {
    if (argc < 4) fail("usage: event_server STREAMS EVENTS TEXT_FILE");
    server self = {.epoll = epoll_create1(0), .streams = count_argument(argv[1]), .events = count_argument(argv[2])};
    self.asked = calloc((size_t)self.streams, sizeof *self.asked);
    allow_many_files();
    texts_read(&self, argv[3]);
    listen_on_loopback(&self);
    watch(&self, self.listener);
    watch(&self, STDIN_FILENO);
    for (;;) {
        struct epoll_event event;
        if (epoll_wait(self.epoll, &event, 1, -1) < 0 && errno != EINTR) fail("epoll_wait");
        if (event.data.fd == STDIN_FILENO) return EXIT_SUCCESS;
        if (event.data.fd == self.listener) {
            guest_admit(&self);
        } else {
            request_read(&self, event.data.fd);
        }
    }
}
