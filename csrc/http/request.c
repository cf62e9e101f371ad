#include "http/request.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "http/headers.h"
#include "http/origin.h"

#define LARGE_BUFFER (256L * 1024)
/* libcurl reads up to a hundred buffers before it returns: 1.6 MB or about a millisecond, instead of 25 MB in one
 * frame. Less than the 16 KiB of a TLS record must not be: libcurl 7.88 forgets the rest of one that HTTP/2 was not yet
 * asked for, and the transfer waits until some timer happens to fire. */
#define SMALL_BUFFER (16L * 1024)

static bool set_text(CURL *easy, CURLoption option, const char *text) {
    return curl_easy_setopt(easy, option, text) == CURLE_OK;
}

static bool set_number(CURL *easy, CURLoption option, long number) {
    return curl_easy_setopt(easy, option, number) == CURLE_OK;
}

/* For what a libcurl that was built without it, or is older than the headers, does anyway or can do without. */
static bool lacks_or_took(CURLcode code) {
    return code == CURLE_OK || code == CURLE_UNKNOWN_OPTION || code == CURLE_NOT_BUILT_IN ||
           code == CURLE_UNSUPPORTED_PROTOCOL;
}

static bool wish_number(CURL *easy, CURLoption option, long number) {
    return lacks_or_took(curl_easy_setopt(easy, option, number));
}

/* NULL and "" switch off what such a libcurl does not have. */
static bool set_text_or_none(CURL *easy, CURLoption option, const char *text) {
    CURLcode code = curl_easy_setopt(easy, option, text);
    return code == CURLE_OK || ((text == NULL || *text == '\0') && lacks_or_took(code));
}

/* Who cancels does not wait for the resolver's thread. Since libcurl 7.87; since 8.20 the multi handle has it, too. */
static bool set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return wish_number(easy, CURLOPT_QUICK_EXIT, 1);
#else
    (void)easy;
    return true;
#endif
}

static long connect_milliseconds(double seconds) {
    if (seconds < 0 || seconds > INT_MAX / 1000) return INT_MAX; /* 0 would mean libcurl's own default */
    return seconds * 1000 < 1 ? 1 : (long)(seconds * 1000);
}

/* Both NULL is libcurl's default. One given, the other is switched off: Schannel knows no directories to switch off. */
static bool configure_trust(const connection_settings *settings, CURL *easy) {
    if (settings->ca_file == NULL && settings->ca_path == NULL) return true;
    return set_text_or_none(easy, CURLOPT_CAINFO, settings->ca_file) &&
           set_text_or_none(easy, CURLOPT_CAPATH, settings->ca_path);
}

/* Who we are is shown to the configured origin only. */
static bool configure_identity(const request *self, CURL *easy) {
    const connection_settings *settings = self->settings;
    if (settings->client_cert == NULL || self->elsewhere) return true;
    return set_text(easy, CURLOPT_SSLCERT, settings->client_cert) &&
           set_text(easy, CURLOPT_SSLKEY, settings->client_key);
}

static bool configure_connection(const request *self, const answer_wishes *wishes, CURL *easy) {
    const connection_settings *settings = self->settings;
    return (!settings->unpacks || set_text(easy, CURLOPT_ACCEPT_ENCODING, wishes->packed ? "gzip" : NULL)) &&
           set_text_or_none(easy, CURLOPT_PROXY, settings->proxy) &&
           (*settings->proxy == '\0' || set_text(easy, CURLOPT_NOPROXY, settings->no_proxy)) &&
           configure_trust(settings, easy) && configure_identity(self, easy) &&
           set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds(settings->connect_timeout)) &&
           set_number(easy, CURLOPT_NOSIGNAL, 1) && set_number(easy, CURLOPT_TCP_KEEPALIVE, 1) &&
           wish_number(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1) &&
           wish_number(easy, CURLOPT_HTTP_VERSION, wishes->whole ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS) &&
           set_quick_exit(easy);
}

/* Whether calls that begin at once wait for the first one's connection, to share it. Over http none is shared, and
 * libcurl 7.74 waits for ever for one that was closed before its first answer. */
static bool configure_sharing(const request *self, const answer_wishes *wishes, CURL *easy) {
    return set_number(easy, CURLOPT_PIPEWAIT, origin_is_https(self->url.data) && !wishes->whole ? 1 : 0);
}

/* Puts a line before those that are there. */
static void header_put(request *self, struct curl_slist **list, char *line) {
    struct curl_slist *node = &self->own_headers[self->own_count++];
    *node = (struct curl_slist){line, *list};
    *list = node;
}

/* libcurl would write these two by itself, but by a slower way. Gzip is what every server has, and a longer list costs
 * more than it could save. */
static void put_standing(request *self, const answer_wishes *wishes, struct curl_slist **list) {
    static char agent[] = "User-Agent: openai-lua/0.1", packed[] = "Accept-Encoding: gzip";
    static char plain[] = "Accept-Encoding: identity"; /* to say nothing leaves the choice to the server */
    const struct curl_slist *configured = self->headers;
    if (!headers_define(configured, "User-Agent")) header_put(self, list, agent);
    if ((wishes->packed || wishes->plain) && !headers_define(configured, "Accept-Encoding"))
        header_put(self, list, wishes->packed ? packed : plain);
}

/* A configured one of the same name, "false" too, takes its place. */
static void put_special(request *self, struct curl_slist **list, const char *line) {
    if (line == NULL || headers_define(self->headers, line)) return;
    header_put(self, list, (char *)(size_t)line);
}

static void put_key(request *self, struct curl_slist **list) {
    if (self->key_text.length == 0 || headers_define(self->headers, self->key_text.data)) return;
    header_put(self, list, self->key_text.data);
}

static void put_range(request *self, const answer_wishes *wishes, struct curl_slist **list) {
    if (wishes->from == 0) return;
    snprintf(self->range_text, sizeof self->range_text, "If-Range: %s", wishes->etag);
    header_put(self, list, self->range_text);
}

static bool put_content_type(request *self, struct curl_slist **list) {
    const char *type = body_content_type(self->body);
    if (type == NULL) return true;
    buffer_clear(&self->type_text);
    if (!buffer_append_text(&self->type_text, "Content-Type: ") ||
        !buffer_append(&self->type_text, type, strlen(type) + 1)) {
        return false;
    }
    header_put(self, list, self->type_text.data);
    return true;
}

static bool put_body(request *self, struct curl_slist **list) {
    /* Takes 100-continue away: libcurl would wait a second for it before every larger body. */
    static char no_expect[] = "Expect:";
    static char no_type[] = "Content-Type:"; /* or libcurl would name a form's */
    if (self->body != NULL) {
        header_put(self, list, no_expect);
        return put_content_type(self, list);
    }
    if (strcmp(self->method, "POST") == 0) header_put(self, list, no_type);
    return true;
}

static bool configure_headers(request *self, const answer_wishes *wishes, CURL *easy) {
    struct curl_slist *list = self->headers;
    self->own_count = 0;
    put_standing(self, wishes, &list);
    put_special(self, &list, wishes->accept);
    put_special(self, &list, self->header);
    put_key(self, &list);
    put_range(self, wishes, &list);
    return put_body(self, &list) && curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list) == CURLE_OK;
}

/* A body that may go out once only is given by a read callback without seek: libcurl cannot then resend it by itself
 * when a kept connection turns out to be dead. */
static bool configure_body(request *self, CURL *easy) {
    const char *data;
    size_t length;
    if (!self->creates && body_contiguous(self->body, &data, &length)) {
        self->whole = true;
        return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_POSTFIELDS, data) == CURLE_OK;
    }
    int64_t size = body_size(self->body);
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           set_number(easy, CURLOPT_UPLOAD_BUFFERSIZE, LARGE_BUFFER) &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size) == CURLE_OK;
}

static bool configure_reading(const answer_wishes *wishes, CURL *easy) {
    return !wishes->large || set_number(easy, CURLOPT_BUFFERSIZE, wishes->stepwise ? SMALL_BUFFER : LARGE_BUFFER);
}

static bool configure_method(request *self, CURL *easy) {
    if (strcmp(self->method, "GET") == 0) return true;
    if (strcmp(self->method, "POST") != 0 && !set_text(easy, CURLOPT_CUSTOMREQUEST, self->method)) return false;
    if (self->body != NULL) return configure_body(self, easy);
    if (strcmp(self->method, "DELETE") == 0) return true;
    return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "") == CURLE_OK;
}

static bool configure_range(const answer_wishes *wishes, CURL *easy) {
    char text[32];
    if (wishes->from == 0) return true;
    snprintf(text, sizeof text, "%lld-", (long long)wishes->from);
    return set_text(easy, CURLOPT_RANGE, text);
}

bool request_bespoke(const request *self) {
    return strcmp(self->method, "GET") != 0 || headers_define(self->headers, "Range") ||
           headers_define(self->headers, "Accept-Encoding");
}

unsigned long request_profile(const request *self, const answer_wishes *wishes) {
    bool plain = strcmp(self->method, "GET") == 0 && wishes->packed == self->settings->unpacks && !wishes->large &&
                 wishes->from == 0;
    bool identified = self->settings->client_cert == NULL || !self->elsewhere;
    return plain && identified ? self->settings->profile : 0;
}

bool request_configure(request *self, const answer_wishes *wishes, CURL *easy, bool prepared) {
    self->whole = false;
    return (prepared || configure_connection(self, wishes, easy)) && set_text(easy, CURLOPT_URL, self->url.data) &&
           configure_sharing(self, wishes, easy) && configure_headers(self, wishes, easy) &&
           configure_range(wishes, easy) && configure_reading(wishes, easy) && configure_method(self, easy);
}

/* ---- secrets ---- */

/* What is shorter is no key: it would be found in words. */
#define SHORTEST_SECRET 8

static bool line_secret(const char *line) {
    static const char *const marks[] = {"auth", "key", "token", "secret", "cookie"};
    size_t name = strcspn(line, ":");
    if (strncasecmp(line, "idempotency-key", 15) == 0) return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        for (size_t at = 0; at + strlen(marks[i]) <= name; at++) {
            if (strncasecmp(line + at, marks[i], strlen(marks[i])) == 0) return true;
        }
    }
    return false;
}

/* What follows the name, and the scheme: "Authorization: Bearer …" */
static const char *line_value(const char *line) {
    const char *value = line + strcspn(line, ":");
    value += strspn(value, ": ");
    const char *space = strrchr(value, ' ');
    return space == NULL ? value : space + 1;
}

static void blank_value(const char *line, char *bytes, size_t length) {
    const char *value = line_value(line);
    size_t size = strlen(value);
    if (size < SHORTEST_SECRET || !line_secret(line)) return;
    for (char *end = bytes + length; (size_t)(end - bytes) >= size; bytes++) {
        bytes = memchr(bytes, *value, (size_t)(end - bytes) - size + 1);
        if (bytes == NULL) return;
        if (memcmp(bytes, value, size) == 0) memset(bytes, '*', size);
    }
}

void request_blank_secrets(const request *self, char *bytes, size_t length) {
    if (length == 0) return;
    for (const struct curl_slist *at = self->headers; at != NULL; at = at->next) blank_value(at->data, bytes, length);
    if (self->key_text.length > 0) blank_value(self->key_text.data, bytes, length);
}

/* ---- from one call to the next ---- */

void settings_hold(connection_settings *self) {
    self->holders++;
}

void settings_drop(connection_settings *self) {
    if (self != NULL && --self->holders == 0) self->free(self);
}

void request_drop(request *self) {
    body_free(self->body);
    settings_drop(self->settings);
    self->body = NULL;
    self->settings = NULL;
    self->headers = NULL;
}

void request_recycle(request *self) {
    buffer_recycle(&self->url);
    buffer_wipe(&self->key_text);
    buffer_recycle(&self->type_text);
    memset((char *)self + offsetof(request, settings), 0, sizeof *self - offsetof(request, settings));
}

void request_free(request *self) {
    buffer_free(&self->url);
    buffer_wipe(&self->key_text);
    buffer_free(&self->type_text);
}
