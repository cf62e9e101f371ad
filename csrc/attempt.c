#include "attempt.h"

#include <stdio.h>
#include <string.h>

#include "reply.h"
#include "request.h"

/* Pieces: the transfer pauses when so much lies unread. */
#define PIECES_HIGH (1024 * 1024)
/* An error's body is for people; nobody needs more of it. */
#define ERROR_BODY_LIMIT (1024 * 1024)
/* More is not reserved on a mere promise (Content-Length) of the server. */
#define RESERVE_LIMIT (64 * 1024 * 1024)
/* libcurl has such a limit only in some versions. */
#define HEAD_LIMIT (256 * 1024)

bool attempt_orphaned(const attempt *self) {
    return self->loop == NULL || self->generation != loop_generation(self->loop);
}

bool attempt_succeeded(const attempt *self) {
    return self->status >= 200 && self->status < 300;
}

bool attempt_digesting(const attempt *self) {
    return self->body != NULL && self->handed_over && self->answer_headers.length == 0;
}

/* ---- libcurl's callbacks: bytes and counters only ---- */

static size_t send_body(char *target, size_t size, size_t count, void *data) {
    attempt *self = data;
    int64_t length = body_read(self->body, target, size * count);
    self->active = loop_now(self->loop);
    if (length == BODY_FAILED) {
        self->fault = FAULT_FILE;
        return CURL_READFUNC_ABORT;
    }
    if (length == BODY_WAIT) {
        self->send_paused = true;
        self->moved(self);
        return CURL_READFUNC_PAUSE;
    }
    self->sent += length;
    if (length == 0 || self->sent == body_size(self->body)) self->handed_over = true;
    self->moved(self);
    return (size_t)length;
}

/* Where the answer's bytes belong: it may be the rest that was asked for, or the whole from a server without ranges. */
static void download_begin(attempt *self) {
    char etag[sizeof self->etag];
    if (self->reply != REPLY_BYTES) return;
    reply_header_text(&self->answer_headers, "etag", etag, sizeof etag);
    bool same = self->resume_from == 0 || strcmp(etag, self->etag) == 0;
    memcpy(self->etag, etag, sizeof etag);
    if (self->resume_from == 0) return;
    if (self->status == 206) {
        if (!same || reply_range_start(&self->answer_headers) != self->resume_from) self->fault = FAULT_CHANGED;
        return;
    }
    self->received = 0;
    if (self->pieces) {
        self->skip = self->resume_from;
        if (!same) self->fault = FAULT_CHANGED;
    } else if (!sink_truncate(self->sink, 0)) {
        self->fault = FAULT_FILE;
    }
}

static void answer_begin(attempt *self) {
    long status = 0;
    curl_off_t length = -1;
    curl_easy_getinfo(self->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(self->transfer.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    self->status = (int)status;
    /* The length of a compressed answer is not that of what arrives here. */
    bool packed = reply_header(&self->answer_headers, "content-encoding", &(size_t){0}) != NULL;
    self->expected = length < 0 || packed ? -1 : length + (status == 206 ? self->resume_from : 0);
    self->answer_begun = true;
    if (!attempt_succeeded(self)) return;
    download_begin(self);
    self->answer.limit = self->pieces ? 0 : self->settings->max_response_bytes;
    /* Only a hint (the length may be a lie, or of the compressed body): one allocation instead of many when it holds. */
    bool in_memory = self->sink == NULL && self->reply != REPLY_EMBEDDINGS && !self->pieces;
    if (in_memory && length > 0 && length <= RESERVE_LIMIT) buffer_reserve(&self->answer, (size_t)length);
}

static bool answer_append(attempt *self, const char *bytes, size_t length) {
    if (buffer_append(&self->answer, bytes, length)) return true;
    size_t limit = self->answer.limit;
    self->fault = limit > 0 && self->answer.length + length > limit ? FAULT_TOO_LARGE : FAULT_MEMORY;
    return false;
}

/* The rest of an endless error page is dropped. */
static bool refusal_append(attempt *self, const char *bytes, size_t length) {
    size_t room = ERROR_BODY_LIMIT - self->refusal.length;
    if (buffer_append(&self->refusal, bytes, length < room ? length : room)) return true;
    self->fault = FAULT_MEMORY;
    return false;
}

static bool answer_store(attempt *self, const char *bytes, size_t length) {
    if (self->sink != NULL) {
        if (sink_write(self->sink, bytes, length)) return true;
        self->fault = FAULT_FILE;
        return false;
    }
    if (self->reply != REPLY_EMBEDDINGS) return answer_append(self, bytes, length);
    /* The floats count as well: the filter's block grows by three quarters of what comes in. */
    size_t limit = self->settings->max_response_bytes;
    if (limit > 0 && (size_t)self->received + length > limit) {
        self->fault = FAULT_TOO_LARGE;
        return false;
    }
    if (embedding_filter_feed(&self->filter, bytes, length, &self->answer)) return true;
    self->fault = FAULT_EMBEDDING;
    return false;
}

static size_t receive_body(char *bytes, size_t size, size_t count, void *data) {
    attempt *self = data;
    size_t length = size * count;
    if (!self->answer_begun) answer_begin(self);
    if (self->fault != FAULT_NONE) return 0;
    if (!attempt_succeeded(self)) return refusal_append(self, bytes, length) ? length : 0;
    if (self->pieces && self->answer.length - self->taken >= PIECES_HIGH) {
        self->receive_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    self->active = loop_now(self->loop);
    size_t known = self->skip < (int64_t)length ? (size_t)self->skip : length;
    if (known < length && !answer_store(self, bytes + known, length - known)) return 0;
    self->skip -= (int64_t)known;
    self->received += (int64_t)length;
    self->moved(self);
    return length;
}

/* Only the last block counts: 1xx and the proxy's come before it. */
static size_t receive_header(char *line, size_t size, size_t count, void *data) {
    attempt *self = data;
    size_t length = size * count;
    if (length > 5 && strncmp(line, "HTTP/", 5) == 0) {
        buffer_clear(&self->answer_headers);
        self->head_ended = false;
    } else if (*line == '\r' || *line == '\n') {
        self->head_ended = true;
    }
    self->active = loop_now(self->loop);
    if (self->answer_headers.length + length > HEAD_LIMIT) {
        self->fault = FAULT_HEAD_TOO_LARGE;
        return 0;
    }
    if (buffer_append(&self->answer_headers, line, length)) return length;
    self->fault = FAULT_MEMORY;
    return 0;
}

/* ---- start and end ---- */

static void attempt_reset(attempt *self) {
    self->fault = FAULT_NONE;
    self->code = CURLE_OK;
    self->status = 0;
    self->connect_status = 0;
    self->connected = self->handed_over = self->head_ended = self->answer_begun = self->receive_paused = self->send_paused = false;
    if (!self->pieces || self->resume_from == 0) {
        buffer_clear(&self->answer);
        self->taken = 0;
    }
    buffer_clear(&self->answer_headers);
    buffer_clear(&self->refusal);
    self->skip = 0;
    embedding_filter_reset(&self->filter);
    self->problem[0] = '\0';
    self->sent = 0;
    self->received = self->resume_from;
    self->expected = -1;
    self->active = loop_now(self->loop);
}

static void attempt_examine(attempt *self) {
    CURL *easy = self->transfer.easy;
    long status = 0, request_size = 0;
    curl_off_t connect_time = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &self->connect_status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_size);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connect_time);
    self->status = (int)status;
    self->connected = connect_time > 0;
    /* A request without a body is handed over with its head. */
    if (self->body == NULL) self->handed_over = request_size > 0;
    if (request_size == 0) self->handed_over = false;
}

static void easy_give(attempt *self) {
    CURL *easy = self->transfer.easy;
    self->transfer.easy = NULL;
    if (easy == NULL) return;
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL); /* ours may be gone when the pool closes the handle */
    loop_easy_give(self->loop, easy, self->profile);
}

static void transfer_finished(transfer *item, CURLcode code) {
    attempt *self = (attempt *)((char *)item - offsetof(attempt, transfer));
    self->code = code;
    attempt_examine(self);
    if (code == CURLE_OK && !self->head_ended) {
        /* libcurl takes that for an answer without a body. */
        self->code = CURLE_GOT_NOTHING;
        snprintf(self->problem, sizeof self->problem, "the connection ended within the headers of the answer");
    }
    attempt_stop(self);
    self->over(self);
}

static bool easy_listen(attempt *self, CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READFUNCTION, send_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, self->problem) == CURLE_OK;
}

bool attempt_start(attempt *self) {
    bool prepared;
    attempt_reset(self);
    self->transfer.finished = transfer_finished;
    self->profile = request_profile(self);
    CURL *easy = loop_easy_take(self->loop, self->profile, &prepared);
    self->transfer.easy = easy;
    if (easy != NULL && request_configure(self, easy, prepared) && easy_listen(self, easy) &&
        loop_start(self->loop, &self->transfer)) {
        return true;
    }
    easy_give(self);
    self->fault = FAULT_START;
    return false;
}

void attempt_stop(attempt *self) {
    if (self->transfer.easy == NULL || attempt_orphaned(self)) return;
    loop_stop(self->loop, &self->transfer);
    easy_give(self);
}

void attempt_fail(attempt *self, enum fault fault) {
    self->fault = fault;
    attempt_examine(self);
    attempt_stop(self);
    self->over(self);
}

/* Only a strong ETag promises that the bytes are the same (RFC 9110, 13.1.5). */
bool attempt_resumable(const attempt *self) {
    bool kept = self->sink != NULL || self->pieces;
    return kept && self->received > 0 && self->etag[0] == '"' && self->fault != FAULT_CHANGED;
}

bool attempt_rewind(attempt *self) {
    self->resume_from = attempt_resumable(self) ? self->received : 0;
    if (self->sink != NULL && self->resume_from == 0 && !sink_truncate(self->sink, 0)) {
        self->fault = FAULT_FILE;
        return false;
    }
    return self->body == NULL || body_rewind(self->body);
}

bool attempt_unpause(attempt *self) {
    self->receive_paused = self->send_paused = false;
    self->active = loop_now(self->loop);
    return self->transfer.easy == NULL || curl_easy_pause(self->transfer.easy, CURLPAUSE_CONT) == CURLE_OK;
}

void attempt_release(attempt *self) {
    attempt_stop(self);
    buffer_free(&self->url);
    buffer_free(&self->key_text);
    buffer_free(&self->type_text);
    buffer_free(&self->answer);
    buffer_free(&self->answer_headers);
    buffer_free(&self->refusal);
    embedding_filter_free(&self->filter);
}
