#include "http/streams.h"

#include <string.h>

/*
 * A server that closes a connection sends a GOAWAY with the number of the last stream it looked at: those beyond may be
 * sent again, also by who must not send twice. What libcurl makes of it:
 *
 *     7.74         resends them (see easy_resend_refused)
 *     7.88         does so with some; for the rest "Empty reply from server", but its log has the numbers
 *     8.14, 8.23   resends them
 *
 * So where libcurl is older than 8.14 its log is read: that of all transfers, since any of a connection may be the one
 * that the GOAWAY reaches.
 */
#define RESENDS_ALL 0x080e00

static bool begins(const char *text, size_t size, const char *words) {
    return size > strlen(words) && memcmp(text, words, strlen(words)) == 0;
}

/* The number behind these words; -1: they are not there. */
static long number_behind(const char *text, size_t size, const char *words) {
    const char *end = text + size, *at = text;
    size_t length = strlen(words);
    while ((size_t)(end - at) > length && memcmp(at, words, length) != 0) at++;
    if ((size_t)(end - at) <= length) return -1;
    long number = 0;
    for (at += length; at < end && *at >= '0' && *at <= '9' && number < 1L << 30; at++)
        number = number * 10 + *at - '0';
    return number;
}

static long local_port(CURL *easy) {
    long port = 0;
    curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
    return port;
}

static void hear(stream_id *self, CURL *easy, const char *text, size_t size) {
    bool goodbye = begins(text, size, "recveived GOAWAY, ") || begins(text, size, "received GOAWAY, ");
    long last = goodbye ? number_behind(text, size, "last_stream=") : -1;
    if (last >= 0) loop_goodbye(self->loop, local_port(easy), last);
    long opened = -1;
    if (begins(text, size, "Using Stream ID: ")) opened = number_behind(text, size, "Using Stream ID: ");
    if (begins(text, size, "[HTTP/2] [")) opened = number_behind(text, size, "[HTTP/2] [");
    if (begins(text, size, "[h2sid=")) opened = number_behind(text, size, "[h2sid=");
    if (opened <= 0) return;
    self->number = opened;
    self->opened = loop_now(self->loop);
}

static int log_line(CURL *easy, curl_infotype type, char *text, size_t size, void *data) {
    if (data != NULL && type == CURLINFO_TEXT) hear(data, easy, text, size);
    return 0;
}

static bool log_read(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num < RESENDS_ALL;
}

bool streams_listen(stream_id *self, CURL *easy, bool secure, bool listening) {
    if (!listening && !(secure && log_read())) return true;
    if (!listening && (curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, log_line) != CURLE_OK ||
                       curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L) != CURLE_OK)) {
        return false;
    }
    return curl_easy_setopt(easy, CURLOPT_DEBUGDATA, self) == CURLE_OK;
}

void streams_leave(CURL *easy) {
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, NULL);
}

bool streams_spared(const stream_id *self, CURL *easy) {
    return self->number != 0 && loop_goodbye_before(self->loop, local_port(easy), self->number, self->opened);
}
