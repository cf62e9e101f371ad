#include "http/origin.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

/* Parts that compare; from libcurl, to be freed by curl_free. */
typedef struct origin {
    char *scheme, *host, *port;
} origin;

static bool origin_read(CURLU *url, origin *out) {
    memset(out, 0, sizeof *out);
    return curl_url_get(url, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
           curl_url_get(url, CURLUPART_HOST, &out->host, 0) == CURLUE_OK &&
           curl_url_get(url, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) == CURLUE_OK;
}

static void origin_free(origin *self) {
    curl_free(self->scheme);
    curl_free(self->host);
    curl_free(self->port);
}

static bool scheme_supported(const char *scheme) {
    return strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0;
}

/* libcurl 7.74 takes a scheme without slashes behind it for a path. */
static bool scheme_foreign(const char *location) {
    size_t length = strcspn(location, ":/?#");
    if (location[length] != ':') return false;
    return !(length == 4 && strncasecmp(location, "http", 4) == 0) &&
           !(length == 5 && strncasecmp(location, "https", 5) == 0);
}

static enum origin_change origin_compare(const origin *from, const origin *to) {
    bool same_scheme = strcasecmp(from->scheme, to->scheme) == 0;
    if (!same_scheme && strcasecmp(from->scheme, "https") == 0) return ORIGIN_DOWNGRADE;
    bool same = same_scheme && strcasecmp(from->host, to->host) == 0 && strcmp(from->port, to->port) == 0;
    return same ? ORIGIN_SAME : ORIGIN_OTHER;
}

static bool url_store(CURLU *url, buffer *out) {
    char *text = NULL;
    if (curl_url_get(url, CURLUPART_URL, &text, 0) != CURLUE_OK) return false;
    buffer_clear(out);
    bool stored = buffer_append(out, text, strlen(text) + 1);
    curl_free(text);
    return stored;
}

static bool url_strip(CURLU *url) {
    return curl_url_set(url, CURLUPART_USER, NULL, 0) == CURLUE_OK &&
           curl_url_set(url, CURLUPART_PASSWORD, NULL, 0) == CURLUE_OK &&
           curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK;
}

static const char *follow_in(CURLU *target, buffer *url, const char *location, enum origin_change *change) {
    origin from, to;
    const char *problem = NULL;
    if (curl_url_set(target, CURLUPART_URL, url->data, 0) != CURLUE_OK || !origin_read(target, &from)) {
        return "the address left from cannot be read";
    }
    memset(&to, 0, sizeof to);
    if (scheme_foreign(location) || curl_url_set(target, CURLUPART_URL, location, 0) != CURLUE_OK ||
        !origin_read(target, &to) || !scheme_supported(to.scheme)) {
        problem = "not an http or https address";
    } else {
        *change = origin_compare(&from, &to);
        if (!url_strip(target) || !url_store(target, url)) problem = "out of memory";
    }
    origin_free(&from);
    origin_free(&to);
    return problem;
}

const char *origin_follow(buffer *url, const char *location, enum origin_change *change) {
    CURLU *target = curl_url();
    if (target == NULL) return "out of memory";
    const char *problem = follow_in(target, url, location, change);
    curl_url_cleanup(target);
    return problem;
}

static bool url_has(CURLU *url, CURLUPart part) {
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static const char *base_problem(CURLU *url, const char *text) {
    origin parts;
    if (strstr(text, "://") == NULL) return "it must begin with http:// or https://";
    if (strstr(text, ":///") != NULL) return "it names no host";
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK) return "it is not a URL";
    if (!origin_read(url, &parts)) {
        origin_free(&parts);
        return "it is not an http or https URL";
    }
    bool supported = scheme_supported(parts.scheme);
    origin_free(&parts);
    if (!supported) return "only http and https are supported";
    if (url_has(url, CURLUPART_USER) || url_has(url, CURLUPART_PASSWORD))
        return "a user name or password does not belong there: use api_key";
    if (url_has(url, CURLUPART_QUERY)) return "a query does not belong there: use the option query";
    if (url_has(url, CURLUPART_FRAGMENT)) return "a fragment (#…) does not belong there";
    return NULL;
}

const char *origin_check_base(const char *text, buffer *out) {
    size_t length = strlen(text);
    if (strcspn(text, " \t\r\n") != length) return "it holds white space";
    CURLU *url = curl_url();
    if (url == NULL) return "out of memory";
    const char *problem = base_problem(url, text);
    curl_url_cleanup(url);
    if (problem != NULL) return problem;
    while (length > 0 && text[length - 1] == '/') length--;
    return buffer_append(out, text, length) ? NULL : "out of memory";
}

bool origin_is_https(const char *url) {
    return strncasecmp(url, "https://", 8) == 0;
}
