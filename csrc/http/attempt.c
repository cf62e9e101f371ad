#include "http/attempt.h"

#include <stdio.h>
#include <string.h>

#include "http/reply.h"

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
    return (self->status >= 200 && self->status < 300) || self->download.complete;
}

bool attempt_digesting(const attempt *self) {
    return self->request.body != NULL && self->handed_over && self->answer_headers.length == 0;
}

/* ---- libcurl's callbacks: bytes and counters only ---- */

static size_t send_body(char *target, size_t size, size_t count, void *data) {
    attempt *self = data;
    int64_t length = body_read(self->request.body, target, size * count);
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
    if (length == 0 || self->sent == body_size(self->request.body)) self->handed_over = true;
    self->moved(self);
    return (size_t)length;
}

/* What was kept is of a file that is no more. */
static void download_void(attempt *self) {
    self->received = 0;
    self->taken = 0;
    buffer_clear(&self->answer);
    if (self->delivered) {
        self->fault = FAULT_CHANGED;
    } else if (self->sink != NULL && !sink_truncate(self->sink, 0)) {
        self->fault = FAULT_FILE;
    }
}

static void download_answered(attempt *self, int64_t length) {
    enum download_answer answer = download_begin(&self->download, self->status, &self->answer_headers, length);
    self->expected = self->download.total;
    if (answer == DOWNLOAD_CHANGED) self->fault = FAULT_CHANGED;
    if (answer == DOWNLOAD_OTHER) download_void(self);
}

/* To clear a huge page takes milliseconds on some machines: not within a frame. */
static void floats_expect(attempt *self, size_t bytes) {
    buffer *block = &self->filter.block;
    if (self->request.stepwise) {
        buffer_reserve(block, bytes);
    } else {
        buffer_expect(block, bytes);
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
    self->expected = length < 0 || packed ? -1 : length;
    self->answer_begun = true;
    if (self->request.reply == REPLY_BYTES) download_answered(self, self->expected);
    if (!attempt_succeeded(self)) return;
    self->answer.limit = self->pieces ? 0 : self->request.settings->max_response_bytes;
    /* Only a hint (the length may be a lie, or of the compressed body): one allocation instead of many when it holds.
     */
    bool in_memory = self->sink == NULL && self->request.reply != REPLY_EMBEDDINGS && !self->pieces;
    if (in_memory && length > 0 && length <= RESERVE_LIMIT) buffer_reserve(&self->answer, (size_t)length);
    /* Four digits of base64 are three bytes; what is around them is small. */
    bool floats = self->request.reply == REPLY_EMBEDDINGS && !packed;
    if (floats && length > 0 && length <= RESERVE_LIMIT) floats_expect(self, (size_t)length / 4 * 3);
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
    if (self->request.reply != REPLY_EMBEDDINGS) return answer_append(self, bytes, length);
    /* The floats count as well: the filter's block grows by three quarters of what comes in. */
    size_t limit = self->request.settings->max_response_bytes;
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
    if (self->download.complete) return length; /* of a refusal, in fact */
    if (!attempt_succeeded(self)) return refusal_append(self, bytes, length) ? length : 0;
    if (self->pieces && self->answer.length - self->taken >= PIECES_HIGH) {
        self->receive_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    self->active = loop_now(self->loop);
    size_t known = self->download.skip < (int64_t)length ? (size_t)self->download.skip : length;
    if (known < length && !answer_store(self, bytes + known, length - known)) return 0;
    self->download.skip -= (int64_t)known;
    self->received += (int64_t)(length - known);
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
        self->active = loop_now(self->loop); /* once a head: asking the clock for every line is felt in a short call */
    } else if (*line == '\r' || *line == '\n') {
        self->head_ended = true;
    }
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
    self->ended = self->connected = self->handed_over = self->head_ended = self->answer_begun = self->receive_paused =
        self->send_paused = false;
    if (self->download.from == 0) {
        buffer_clear(&self->answer);
        self->taken = 0;
    }
    buffer_clear(&self->answer_headers);
    buffer_clear(&self->refusal);
    embedding_filter_reset(&self->filter);
    self->problem[0] = '\0';
    self->sent = 0;
    self->received = self->download.from;
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
    if (self->request.body == NULL) self->handed_over = request_size > 0;
    if (request_size == 0) self->handed_over = false;
}

/* What a broken transfer leaves in its handle, a reset does not always remove: libcurl 8.14 remembers a body that it
 * was to rewind, and fails every later transfer for it. */
static bool easy_clean(const attempt *self) {
    bool sent = self->request.body == NULL || self->handed_over;
    return self->ended && sent;
}

static void easy_give(attempt *self) {
    CURL *easy = self->transfer.easy;
    self->transfer.easy = NULL;
    if (easy == NULL) return;
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL); /* ours may be gone when the pool closes the handle */
    if (easy_clean(self)) {
        loop_easy_give(self->loop, easy, self->profile);
    } else {
        loop_easy_drop(self->loop, easy);
    }
}

/* A server may answer before it has read the body, and end the stream: HTTP/2 allows it, libcurl 7.74 calls it an
 * error. */
static bool answer_whole(const attempt *self, CURLcode code) {
    curl_off_t length = -1, received = 0;
    if (code != CURLE_HTTP2_STREAM || !self->head_ended) return false;
    curl_easy_getinfo(self->transfer.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    curl_easy_getinfo(self->transfer.easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    return length > 0 && received == length;
}

/* What libcurl takes for a good end and is none. */
static void answer_examine(attempt *self) {
    if (!self->head_ended) {
        self->code = CURLE_GOT_NOTHING;
        return;
    }
    if (!self->answer_begun) answer_begin(self);
    if (self->request.reply == REPLY_BYTES && attempt_succeeded(self) &&
        download_short(&self->download, self->received)) {
        self->code = CURLE_PARTIAL_FILE;
    }
}

static void transfer_finished(transfer *item, CURLcode code) {
    attempt *self = (attempt *)((char *)item - offsetof(attempt, transfer));
    self->ended = code == CURLE_OK;
    self->code = answer_whole(self, code) ? CURLE_OK : code;
    attempt_examine(self);
    if (self->code == CURLE_OK) answer_examine(self);
    attempt_stop(self);
    self->over(self);
}

static bool easy_call_back(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READFUNCTION, send_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header) == CURLE_OK;
}

static bool easy_listen(attempt *self, CURL *easy, bool prepared) {
    return (prepared || easy_call_back(easy)) && curl_easy_setopt(easy, CURLOPT_WRITEDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, self) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, self->problem) == CURLE_OK;
}

/* libcurl has all of the body already, and asks for no more. */
static void body_taken(attempt *self) {
    self->handed_over = true;
    self->sent = body_size(self->request.body);
}

bool attempt_start(attempt *self) {
    bool prepared;
    attempt_reset(self);
    self->transfer.finished = transfer_finished;
    self->transfer.connections = self->request.settings->max_connections;
    self->profile = request_profile(&self->request, &self->download);
    CURL *easy = loop_easy_take(self->loop, self->profile, &prepared);
    self->transfer.easy = easy;
    if (easy != NULL && request_configure(&self->request, &self->download, easy, prepared) &&
        easy_listen(self, easy, prepared) && loop_start(self->loop, &self->transfer)) {
        if (self->request.whole) body_taken(self);
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
    if (self->fault == FAULT_NONE) self->fault = fault;
    attempt_examine(self);
    attempt_stop(self);
    self->over(self);
}

bool attempt_resumable(const attempt *self) {
    bool kept = self->sink != NULL || self->pieces;
    return kept && self->fault != FAULT_CHANGED && download_resumable(&self->download, self->received);
}

bool attempt_rewind(attempt *self) {
    download_aim(&self->download, attempt_resumable(self) ? self->received : 0);
    if (self->download.from == 0) {
        self->taken = 0;
        buffer_clear(&self->answer); /* or somebody takes pieces while the next attempt is waited for */
        if (self->sink != NULL && !sink_truncate(self->sink, 0)) {
            self->fault = FAULT_FILE;
            return false;
        }
    }
    return self->request.body == NULL || body_rewind(self->request.body);
}

bool attempt_unpause(attempt *self) {
    self->receive_paused = self->send_paused = false;
    self->active = loop_now(self->loop);
    return loop_unpause(self->loop, &self->transfer);
}

void attempt_unload(attempt *self) {
    embedding_filter_free(&self->filter);
    if (!self->pieces) buffer_recycle(&self->answer);
    buffer_recycle(&self->refusal);
    if (self->request.body != NULL) body_close(self->request.body);
    if (self->sink != NULL) sink_discard(self->sink); /* after a commit it does nothing */
}

/* What it shares or has from others. */
static void attempt_drop(attempt *self) {
    attempt_stop(self);
    embedding_filter_free(&self->filter);
    request_drop(&self->request);
}

void attempt_recycle(attempt *self) {
    attempt_drop(self);
    request_recycle(&self->request);
    buffer_recycle(&self->answer);
    buffer_recycle(&self->answer_headers);
    buffer_recycle(&self->refusal);
    memset((char *)self + offsetof(attempt, transfer), 0, sizeof *self - offsetof(attempt, transfer));
}

void attempt_release(attempt *self) {
    attempt_drop(self);
    request_free(&self->request);
    buffer_free(&self->answer);
    buffer_free(&self->answer_headers);
    buffer_free(&self->refusal);
}
