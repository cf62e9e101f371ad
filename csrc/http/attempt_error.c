#include "http/attempt_error.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "http/reply.h"
#include "http/reply_error.h"

/* A body beyond this is no message: the error does not carry it. */
#define SHOWN_ANSWER (1024 * 1024)

static const char *connection_reason(const attempt *self) {
    if (self->connect_status >= 400) return "proxy";
    switch (self->code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "dns";
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return "proxy";
    case CURLE_COULDNT_CONNECT: return *self->request.settings->proxy != '\0' ? "proxy" : "refused";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED: return "tls";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return "reset";
    default: return "closed";
    }
}

enum cause {
    CAUSE_CONNECTION,
    CAUSE_TIME,
    CAUSE_ANSWER, /* what came is not what HTTP promises */
    CAUSE_LOCAL   /* our side: it will not go better the next time */
};

static enum cause code_cause(CURLcode code) {
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return CAUSE_TIME;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR: return CAUSE_ANSWER;
    case CURLE_FAILED_INIT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_READ_ERROR:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED: return CAUSE_LOCAL;
    default: return CAUSE_CONNECTION;
    }
}

static bool verification_failed(CURLcode code) {
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
}

/* libcurl could not read its address; its words for that show all of it. */
static bool proxy_unreadable(const attempt *self) {
    return self->code == CURLE_COULDNT_RESOLVE_PROXY && strncmp(self->problem, "Unsupported proxy", 17) == 0;
}

/* The proxy means it: a wrong password does not get better. */
static bool proxy_refused(const attempt *self) {
    long status = self->connect_status;
    return proxy_unreadable(self) || (status >= 400 && status < 500 && status != 408 && status != 429);
}

/* Whether libcurl's end may come to another one the next time. */
static bool code_transient(const attempt *self) {
    enum cause cause = code_cause(self->code);
    if (cause == CAUSE_TIME) return true;
    return cause == CAUSE_CONNECTION && !verification_failed(self->code) && !proxy_refused(self);
}

static failure attempt_failure(const attempt *self) {
    failure result = {
        .status = self->answer.status, .creates = self->request.creates, .handed_over = self->handed_over};
    bool broken = self->fault != FAULT_NONE || self->code != CURLE_OK;
    if (self->answer.meant != 0) result.status = self->answer.meant;
    if (broken) result.status = 0;
    result.transient = self->fault == FAULT_IDLE || (self->fault == FAULT_REPLY && self->answer.transient) ||
                       (self->fault == FAULT_NONE && code_transient(self));
    result.should_retry = broken ? -1 : reply_should_retry(&self->answer.headers);
    result.retry_after = broken ? -1 : reply_retry_after(&self->answer.headers);
    /* What was handed out cannot be taken back; of events it may be good by itself, of a file it is not. */
    result.delivered = self->answer.delivered && !answer_resumable(&self->answer);
    if (result.delivered && !self->answer.handler->streams) result.transient = false;
    return result;
}

static void set_text_field(lua_State *L, const char *name, const char *text) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static const char *curl_words(const attempt *self) {
    if (proxy_unreadable(self)) return "Unsupported proxy syntax";
    if (self->code == CURLE_SEND_FAIL_REWIND) return "the connection died, and what was sent may not be sent again";
    return self->problem[0] != '\0' ? self->problem : curl_easy_strerror(self->code);
}

/* Our side could not begin or go on. */
static void start_fields(lua_State *L, const attempt *self) {
    set_text_field(L, "kind", "connection");
    if (self->fault == FAULT_FORK) {
        set_text_field(L, "message", "the process forked while the call was under way: it goes on in the parent only");
    } else {
        set_text_field(L, "message",
                       self->fault == FAULT_MEMORY ? "out of memory" : "libcurl could not start the transfer");
    }
}

static void fault_fields(lua_State *L, const attempt *self) {
    switch (self->fault) {
    case FAULT_DEADLINE:
        set_text_field(L, "kind", "timeout");
        set_text_field(L, "message", "no complete answer before the call's deadline (option timeout)");
        break;
    case FAULT_IDLE:
        set_text_field(L, "kind", "timeout");
        set_text_field(L, "message", "no byte moved for as long as idle_timeout allows");
        break;
    case FAULT_BODY:
        set_text_field(L, "kind", "file");
        set_text_field(L, "message", body_error(self->request.body));
        break;
    case FAULT_REPLY:
        set_text_field(L, "kind", self->answer.kind);
        set_text_field(L, "message", self->answer.message);
        break;
    case FAULT_HEAD_TOO_LARGE:
        set_text_field(L, "kind", "protocol");
        set_text_field(L, "message", "the headers of the answer do not end: it is not the API that answers");
        break;
    default: start_fields(L, self);
    }
}

/* "" where the server did not say how much would come. */
static const char *share_text(const attempt *self, char *text, size_t size) {
    *text = '\0';
    if (self->answer.expected > 0 && self->answer.good) {
        snprintf(text, size, " (%lld of %lld bytes came)", (long long)self->answer.received,
                 (long long)self->answer.expected);
    }
    return text;
}

/* A connection that was there and ended: libcurl names its own trouble with it (a body it cannot rewind, a reply that
 * is empty), not what happened to the call. */
static void push_ending(lua_State *L, const attempt *self, const char *reason) {
    char share[80];
    bool closed = strcmp(reason, "closed") == 0;
    const char *ending = closed ? "the server closed the connection" : "the connection to the server broke";
    if (self->answer.message != NULL) {
        lua_pushstring(L, self->answer.message);
    } else if (self->head_ended) {
        lua_pushfstring(L, "%s in the middle of its answer%s", ending, share_text(self, share, sizeof share));
    } else if (self->spared) {
        lua_pushfstring(L, "%s, and had done nothing yet with the request", ending);
    } else if (self->answer.headers.length > 0) {
        lua_pushfstring(L, "%s within the headers of its answer", ending);
    } else if (self->request.body != NULL && !self->handed_over) {
        lua_pushfstring(L, "%s before it had the whole request", ending);
    } else {
        lua_pushfstring(L, "%s before it answered", ending);
    }
}

/* The address without user and password. */
static const char *proxy_shown(const attempt *self, char *target, size_t size) {
    const char *url = self->request.settings->proxy, *host = strstr(url, "://");
    int scheme = host == NULL ? 0 : (int)(host + 3 - url);
    host = url + scheme;
    const char *user = strrchr(host, '@');
    snprintf(target, size, "%.*s%s", scheme, url, user == NULL ? host : user + 1);
    return target;
}

static void push_proxy_message(lua_State *L, const attempt *self) {
    char shown[200];
    proxy_shown(self, shown, sizeof shown);
    if (proxy_unreadable(self)) {
        lua_pushliteral(L, "the address of the proxy cannot be read (option proxy, or HTTPS_PROXY)");
    } else if (self->connect_status == 407) {
        lua_pushfstring(L,
                        "the proxy %s asks for another user and password (status 407): they go into its address, "
                        "http://user:password@host:port, percent-encoded",
                        shown);
    } else if (self->connect_status >= 400) {
        lua_pushfstring(L, "the proxy %s refuses to connect to the server (status %d)", shown,
                        (int)self->connect_status);
    } else {
        lua_pushfstring(L, "the proxy %s: %s", shown, curl_words(self));
    }
}

static bool proxy_encrypted(const attempt *self) {
    return strncasecmp(self->request.settings->proxy, "https://", 8) == 0;
}

/* Whose certificates are believed is what the user can change. */
static void push_tls_message(lua_State *L, const attempt *self) {
    const connection_settings *settings = self->request.settings;
    const char *trusted = settings->ca_file != NULL ? settings->ca_file : settings->ca_path;
    char shown[200];
    if (verification_failed(self->code)) {
        lua_pushfstring(L,
                        "%s (certificates are checked against %s%s%s: name another file by the option ca_file, or by "
                        "SSL_CERT_FILE)",
                        curl_words(self), trusted == NULL ? "the system's" : "'", trusted == NULL ? "" : trusted,
                        trusted == NULL ? "" : "'");
    } else if (proxy_encrypted(self)) {
        lua_pushfstring(L,
                        "%s (if that was the proxy %s: most proxies are spoken to by http://, also for https:// "
                        "servers)",
                        curl_words(self), proxy_shown(self, shown, sizeof shown));
    } else {
        lua_pushstring(L, curl_words(self));
    }
}

static void push_connection_message(lua_State *L, const attempt *self, const char *reason) {
    if (strcmp(reason, "closed") == 0 || strcmp(reason, "reset") == 0) {
        push_ending(L, self, reason);
    } else if (strcmp(reason, "proxy") == 0) {
        push_proxy_message(L, self);
    } else if (strcmp(reason, "tls") == 0) {
        push_tls_message(L, self);
    } else {
        lua_pushstring(L, curl_words(self));
    }
}

static void push_answer_message(lua_State *L, const attempt *self) {
    if (self->code == CURLE_UNSUPPORTED_PROTOCOL && self->asked) {
        lua_pushliteral(L, "the server's answer is not HTTP: does base_url name an API?");
    } else if (self->code == CURLE_WEIRD_SERVER_REPLY) {
        lua_pushfstring(L, "the server's answer is not proper HTTP: %s", curl_words(self));
    } else if (self->code == CURLE_BAD_CONTENT_ENCODING || self->code == CURLE_WRITE_ERROR) {
        lua_pushliteral(L, "the server's answer cannot be unpacked: what it sent is not what content-encoding says");
    } else {
        lua_pushstring(L, curl_words(self));
    }
}

static void push_local_message(lua_State *L, const attempt *self) {
    if (self->code == CURLE_OUT_OF_MEMORY) {
        lua_pushliteral(L, "out of memory");
    } else {
        lua_pushfstring(L, "libcurl could not go on: %s", curl_words(self));
    }
}

/* Of all times only that of the connection is libcurl's to keep. */
static void push_late_message(lua_State *L, const attempt *self) {
    char text[80], shown[200];
    snprintf(text, sizeof text, "no connection within %g s (option connect_timeout)",
             self->request.settings->connect_timeout);
    lua_pushstring(L, text);
    if (*self->request.settings->proxy == '\0') return;
    lua_pushfstring(L, " through the proxy %s%s", proxy_shown(self, shown, sizeof shown),
                    proxy_encrypted(self) ? ": does it speak TLS itself? Most proxies are spoken to by http://" : "");
    lua_concat(L, 2);
}

static void push_code_message(lua_State *L, const attempt *self, const char *reason) {
    switch (code_cause(self->code)) {
    case CAUSE_TIME: push_late_message(L, self); break;
    case CAUSE_ANSWER: push_answer_message(L, self); break;
    case CAUSE_LOCAL: push_local_message(L, self); break;
    default: push_connection_message(L, self, reason);
    }
}

static void code_fields(lua_State *L, const attempt *self) {
    static const char *const kinds[] = {[CAUSE_CONNECTION] = "connection",
                                        [CAUSE_TIME] = "timeout",
                                        [CAUSE_ANSWER] = "protocol",
                                        [CAUSE_LOCAL] = "connection"};
    enum cause cause = code_cause(self->code);
    const char *reason = connection_reason(self);
    set_text_field(L, "kind", kinds[cause]);
    if (cause == CAUSE_CONNECTION) set_text_field(L, "reason", reason);
    push_code_message(L, self, reason);
    lua_setfield(L, -2, "message");
    set_text_field(L, "detail", curl_words(self));
}

/* Beginnings of a body that is not the API's are shown, the whole is in `body`. */
#define SHOWN_BODY 200

/* A 404 of the API itself says no more than "Invalid URL"; what is usually wrong is the address. */
static void hint_at_address(lua_State *L, const char *hint) {
    lua_getfield(L, -1, "message");
    bool empty = lua_type(L, -1) != LUA_TSTRING || *lua_tostring(L, -1) == '\0';
    if (empty) {
        lua_pushfstring(L, "nothing is there: %s", hint);
    } else {
        lua_pushfstring(L, "%s (%s)", lua_tostring(L, -1), hint);
    }
    lua_setfield(L, -3, "message");
    lua_pop(L, 1);
}

static void message_field(lua_State *L, const attempt *self) {
    if (reply_is_html(&self->answer.headers, &self->answer.refusal)) {
        answer_push_web_page(L, &self->answer);
        lua_setfield(L, -2, "message");
    } else if (!reply_read_error(L, &self->answer.refusal)) {
        size_t shown = self->answer.refusal.length < SHOWN_BODY ? self->answer.refusal.length : SHOWN_BODY;
        lua_pushlstring(L, shown > 0 ? self->answer.refusal.data : "", shown);
        lua_setfield(L, -2, "message");
    }
    if (self->answer.status == 404 && self->answer.hint != NULL) hint_at_address(L, self->answer.hint);
}

static void body_field(lua_State *L, const buffer *text) {
    if (text->length == 0 || text->length > SHOWN_ANSWER) return;
    lua_pushlstring(L, text->data, text->length);
    lua_setfield(L, -2, "body");
}

static bool field_is(lua_State *L, const char *name, const char *text) {
    lua_getfield(L, -1, name);
    bool same = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), text) == 0;
    lua_pop(L, 1);
    return same;
}

/* The service says it in both fields; those in front of it may say it in one. */
static bool quota_exhausted(lua_State *L, int status) {
    return status == 429 && (field_is(L, "code", "insufficient_quota") || field_is(L, "type", "insufficient_quota"));
}

static void status_fields(lua_State *L, const attempt *self, failure *facts) {
    message_field(L, self);
    body_field(L, &self->answer.refusal);
    int status = self->answer.meant != 0 ? self->answer.meant : self->answer.status;
    facts->quota = quota_exhausted(L, status);
    set_text_field(L, "kind", facts->quota ? "quota" : reply_status_kind(status));
}

static void answer_fields(lua_State *L, const attempt *self) {
    char request_id[128];
    if (self->answer.status > 0) {
        lua_pushinteger(L, self->answer.status);
        lua_setfield(L, -2, "status");
    }
    if (self->answer.headers.length == 0) return;
    reply_push_headers(L, &self->answer.headers);
    lua_setfield(L, -2, "headers");
    if (*reply_header_text(&self->answer.headers, "x-request-id", request_id, sizeof request_id) != '\0') {
        set_text_field(L, "request_id", request_id);
    }
}

static void verdict_fields(lua_State *L, const failure *facts) {
    lua_pushboolean(L, failure_retryable(facts));
    lua_setfield(L, -2, "retryable");
    lua_pushboolean(L, failure_ambiguous(facts));
    lua_setfield(L, -2, "ambiguous");
    if (facts->retry_after < 0) return;
    lua_pushnumber(L, facts->retry_after);
    lua_setfield(L, -2, "retry_after");
}

void attempt_push_error(lua_State *L, const attempt *self, failure *out) {
    *out = attempt_failure(self);
    lua_newtable(L);
    if (self->fault != FAULT_NONE) {
        fault_fields(L, self);
    } else if (self->code != CURLE_OK) {
        code_fields(L, self);
    } else {
        status_fields(L, self, out);
    }
    answer_fields(L, self);
    verdict_fields(L, out);
}

/* In place of the text on top. */
static void blank_message(lua_State *L, const attempt *self) {
    size_t length = 0;
    const char *message = lua_tolstring(L, -1, &length);
    char *copy = lua_newuserdata(L, length + 1);
    memcpy(copy, message, length);
    request_blank_secrets(&self->request, copy, length);
    lua_pushlstring(L, copy, length);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* Of an answer that promised success, to the table on top. */
static void protocol_fields(lua_State *L, const attempt *self) {
    set_text_field(L, "kind", "protocol");
    answer_fields(L, self);
    body_field(L, &self->answer.bytes);
    /* The status promised success: what the request was to create probably exists. */
    lua_pushboolean(L, self->request.creates && self->answer.good);
    lua_setfield(L, -2, "ambiguous");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "retryable");
}

void attempt_push_protocol_error(lua_State *L, attempt *self) {
    buffer *bytes = &self->answer.bytes;
    blank_message(L, self);
    lua_newtable(L);
    lua_insert(L, -2);
    lua_setfield(L, -2, "message");
    request_blank_secrets(&self->request, bytes->data, bytes->length);
    protocol_fields(L, self);
}

void attempt_push_said_error(lua_State *L, attempt *self) {
    buffer *bytes = &self->answer.bytes;
    request_blank_secrets(&self->request, bytes->data, bytes->length);
    lua_newtable(L);
    if (reply_read_error(L, bytes)) {
        lua_getfield(L, -1, "message");
        lua_pushfstring(L, "an error in place of an answer: %s", lua_tostring(L, -1));
        lua_setfield(L, -3, "message");
        lua_pop(L, 1);
    } else {
        set_text_field(L, "message", "an error without a message in place of an answer");
    }
    protocol_fields(L, self);
}
