#include "request.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "headers.h"

#define REQUEST_AGENT "openai-lua/0.1"
#define LARGE_BUFFER  (256L * 1024)
/* libcurl reads up to a hundred buffers before it returns: 0.8 MB or about a millisecond, instead of 25 MB in one
 * frame. */
#define SMALL_BUFFER (8L * 1024)

static bool set_text(CURL *easy, CURLoption option, const char *text) {
    return curl_easy_setopt(easy, option, text) == CURLE_OK;
}

static bool set_number(CURL *easy, CURLoption option, long number) {
    return curl_easy_setopt(easy, option, number) == CURLE_OK;
}

/* Who cancels does not wait for the resolver's thread. Since libcurl 7.87; the one that runs may be older. */
static bool set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    CURLcode code = curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    return code == CURLE_OK || code == CURLE_UNKNOWN_OPTION;
#else
    (void)easy;
    return true;
#endif
}

static long connect_milliseconds(double seconds) {
    if (seconds < 0 || seconds > INT_MAX / 1000) return INT_MAX; /* 0 would mean libcurl's own default */
    return seconds * 1000 < 1 ? 1 : (long)(seconds * 1000);
}

static bool configure_connection(attempt *self, CURL *easy) {
    const connection_settings *settings = self->settings;
    /* A file must arrive as it is (its length and ranges count). Gzip is what every server has, and a longer list costs
     * more than it could save. */
    const char *encoding = self->reply == REPLY_BYTES ? NULL : "gzip";
    return set_text(easy, CURLOPT_ACCEPT_ENCODING, encoding) && set_text(easy, CURLOPT_USERAGENT, REQUEST_AGENT) &&
           set_text(easy, CURLOPT_PROXY, settings->proxy) && set_text(easy, CURLOPT_NOPROXY, settings->no_proxy) &&
           (settings->ca_file == NULL && settings->ca_path == NULL
                ? true
                : set_text(easy, CURLOPT_CAINFO, settings->ca_file) &&
                      set_text(easy, CURLOPT_CAPATH, settings->ca_path)) &&
           set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds(settings->connect_timeout)) &&
           set_number(easy, CURLOPT_NOSIGNAL, 1) && set_number(easy, CURLOPT_PIPEWAIT, 1) &&
           set_number(easy, CURLOPT_TCP_KEEPALIVE, 1) && set_number(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1) &&
           set_number(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS) && set_quick_exit(easy);
}

static bool body_headers(attempt *self, struct curl_slist **list) {
    /* Takes 100-continue away: libcurl would wait a second for it before every larger body. */
    static char no_expect[] = "Expect:";
    self->expect_node = (struct curl_slist){no_expect, *list};
    *list = &self->expect_node;
    const char *type = body_content_type(self->body);
    if (type == NULL) return true;
    buffer_clear(&self->type_text);
    if (!buffer_append_text(&self->type_text, "Content-Type: ") ||
        !buffer_append(&self->type_text, type, strlen(type) + 1)) {
        return false;
    }
    self->type_node = (struct curl_slist){self->type_text.data, *list};
    *list = &self->type_node;
    return true;
}

/* The exchange's own headers are nodes put before the shared, immutable list. */
static bool configure_headers(attempt *self, CURL *easy) {
    struct curl_slist *list = self->headers;
    if (self->key_text.length > 0 && !headers_define(list, "Authorization")) {
        self->key_node = (struct curl_slist){self->key_text.data, list};
        list = &self->key_node;
    }
    if (self->body != NULL && !body_headers(self, &list)) return false;
    if (self->body == NULL && strcmp(self->method, "POST") == 0) {
        static char no_type[] = "Content-Type:"; /* libcurl would name a form's */
        self->type_node = (struct curl_slist){no_type, list};
        list = &self->type_node;
    }
    if (self->download.from > 0) {
        snprintf(self->range_text, sizeof self->range_text, "If-Range: %s", self->download.etag);
        self->range_node = (struct curl_slist){self->range_text, list};
        list = &self->range_node;
    }
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list) == CURLE_OK;
}

/* A body that may go out once only is given by a read callback without seek: libcurl cannot then resend it by itself
 * when a kept connection turns out to be dead. */
static bool configure_body(attempt *self, CURL *easy) {
    const char *data;
    size_t length;
    if (!self->creates && body_contiguous(self->body, &data, &length)) {
        self->handed_over = true;
        self->sent = (int64_t)length;
        return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_POSTFIELDS, data) == CURLE_OK;
    }
    int64_t size = body_size(self->body);
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           set_number(easy, CURLOPT_UPLOAD_BUFFERSIZE, LARGE_BUFFER) &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size) == CURLE_OK;
}

static bool configure_method(attempt *self, CURL *easy) {
    long receive = self->stepwise ? SMALL_BUFFER : LARGE_BUFFER;
    if (self->reply != REPLY_JSON && !set_number(easy, CURLOPT_BUFFERSIZE, receive)) return false;
    if (strcmp(self->method, "GET") == 0) return true;
    if (strcmp(self->method, "POST") != 0 && !set_text(easy, CURLOPT_CUSTOMREQUEST, self->method)) return false;
    if (self->body != NULL) return configure_body(self, easy);
    if (strcmp(self->method, "DELETE") == 0) return true;
    return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "") == CURLE_OK;
}

static bool configure_range(const attempt *self, CURL *easy) {
    char range[32];
    if (self->download.from == 0) return true;
    snprintf(range, sizeof range, "%lld-", (long long)self->download.from);
    return set_text(easy, CURLOPT_RANGE, range);
}

unsigned long request_profile(const attempt *self) {
    bool plain = strcmp(self->method, "GET") == 0 && self->reply == REPLY_JSON && self->download.from == 0;
    return plain ? self->settings->profile : 0;
}

bool request_configure(attempt *self, CURL *easy, bool prepared) {
    return (prepared || configure_connection(self, easy)) && set_text(easy, CURLOPT_URL, self->url.data) &&
           configure_headers(self, easy) && configure_range(self, easy) && configure_method(self, easy);
}
