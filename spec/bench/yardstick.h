/* What the yardstick programs share: they do with bare libcurl what the Lua side of a benchmark does, and print
 * "wall cpu", both in seconds, for the calls between two readings of the clocks. */
#ifndef YARDSTICK_H
#define YARDSTICK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <curl/curl.h>

/* The key is as long as a real one: requests should weigh the same on both sides. */
#define AUTHORIZATION "Authorization: Bearer sk-bench-00000000000000000000000000000000000000000000"

typedef struct {
    double wall, cpu; /* seconds */
} reading;

typedef struct {
    char *bytes;
    size_t length, capacity;
} body_buffer;

static inline void fail(const char *what) {
    fprintf(stderr, "yardstick: %s\n", what);
    exit(EXIT_FAILURE);
}

static inline double seconds_of(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static inline reading clocks_read(void) {
    struct timespec now;
    struct rusage usage;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0 || getrusage(RUSAGE_SELF, &usage) != 0) fail("no clock");
    return (reading){(double)now.tv_sec + (double)now.tv_nsec * 1e-9,
                     seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)};
}

static inline void clocks_print_since(reading start) {
    reading end = clocks_read();
    printf("%.9f %.9f\n", end.wall - start.wall, end.cpu - start.cpu);
}

/* CURLOPT_WRITEFUNCTION: the whole body ends up in one block, as a caller needs it for decoding. */
static inline size_t body_collect(char *bytes, size_t size, size_t count, void *user) {
    body_buffer *body = user;
    size_t length = size * count;
    if (body->length + length > body->capacity) {
        size_t capacity = 2 * (body->length + length);
        char *grown = realloc(body->bytes, capacity);
        if (!grown) return 0;
        body->bytes = grown;
        body->capacity = capacity;
    }
    memcpy(body->bytes + body->length, bytes, length);
    body->length += length;
    return length;
}

/* CURLOPT_WRITEFUNCTION: only counts, where the cost of the transfer alone is wanted. */
static inline size_t body_discard(char *bytes, size_t size, size_t count, void *user) {
    (void)bytes;
    ((body_buffer *)user)->length += size * count;
    return size * count;
}

static inline long count_argument(const char *text) {
    long count = strtol(text, NULL, 10);
    if (count <= 0) fail("COUNT must be positive");
    return count;
}

static inline void answer_check(CURL *easy, const body_buffer *body) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) fail("an answer that is not 200");
    if (body->length == 0) fail("an empty answer");
}

/* A handle for one URL; `ca_file` and `json` (makes it a POST) may be NULL. The header list lives as long as the
 * process. */
static inline CURL *easy_new(const char *url, const char *ca_file, const char *json, body_buffer *body) {
    CURL *easy = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, AUTHORIZATION);
    if (json) headers = curl_slist_append(headers, "Content-Type: application/json");
    if (!easy || !headers) fail("out of memory");
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_collect);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)body);
    if (json) curl_easy_setopt(easy, CURLOPT_POSTFIELDS, json);
    if (ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, (char *)NULL);
    }
    return easy;
}

#endif
