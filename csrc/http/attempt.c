#include "http/attempt.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "http/origin.h"
#include "http/reply.h"

/* An error's body is for people; nobody needs more of it. */
#define ERROR_BODY_LIMIT (1024 * 1024)
/* libcurl has such a limit only in some versions. */
#define HEAD_LIMIT (256 * 1024)

bool attempt_orphaned(const attempt *self) {
    return self->loop == NULL || self->generation != loop_generation(self->loop);
}

bool attempt_digesting(const attempt *self) {
    return self->request.body != NULL && self->handed_over && self->answer.headers.length == 0;
}

/* ---- libcurl's callbacks: bytes and counters only ---- */

static size_t send_body(char *target, size_t size, size_t count, void *data) {
    attempt *self = data;
    int64_t length = body_read(self->request.body, target, size * count);
    self->active = loop_now(self->loop);
    if (length == BODY_FAILED) {
        self->fault = FAULT_BODY;
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

static void fault_adopt(attempt *self) {
    if (self->answer.kind != NULL && self->fault == FAULT_NONE) self->fault = FAULT_REPLY;
}

/* An answer without a length ends with its last chunk, or with the connection, whyever that ended. HTTP/2 has an end of
 * its own, but libcurl (7.88) takes a stream that broke for one that ended. */
static bool answer_framed(const attempt *self) {
    static const char chunked[] = "chunked";
    size_t length = 0;
    long version = 0;
    curl_easy_getinfo(self->transfer.easy, CURLINFO_HTTP_VERSION, &version);
    if (self->answer.length >= 0) return true;
    const char *coding = reply_header(&self->answer.headers, "transfer-encoding", &length);
    if (version != CURL_HTTP_VERSION_1_1 || coding == NULL || length < sizeof chunked - 1) return false;
    return strncasecmp(coding + length - (sizeof chunked - 1), chunked, sizeof chunked - 1) == 0;
}

static bool answer_packed(const answer *self) {
    char coding[16];
    reply_header_text(&self->headers, "content-encoding", coding, sizeof coding);
    return *coding != '\0' && strcasecmp(coding, "identity") != 0;
}

static void answer_begin(attempt *self) {
    answer *reply = &self->answer;
    long status = 0;
    curl_off_t length = -1;
    curl_easy_getinfo(self->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(self->transfer.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    reply->status = (int)status;
    reply->packed = answer_packed(reply);
    reply->length = length < 0 ? -1 : length;
    reply->framed = answer_framed(self);
    reply->expected = reply->packed ? -1 : reply->length;
    reply->good = status >= 200 && status < 300;
    reply->begun = true;
    if (reply->handler->begin != NULL) reply->handler->begin(reply);
    fault_adopt(self);
}

/* The rest of an endless error page is dropped. */
static bool refusal_append(attempt *self, const char *bytes, size_t length) {
    buffer *refusal = &self->answer.refusal;
    size_t room = ERROR_BODY_LIMIT - refusal->length;
    if (buffer_append(refusal, bytes, length < room ? length : room)) return true;
    self->fault = FAULT_MEMORY;
    return false;
}

/* To take nothing is how a callback ends a transfer: transfer_finished knows better than libcurl how that was meant. */
static size_t answer_write(attempt *self, const char *bytes, size_t length) {
    answer *reply = &self->answer;
    bool last = false;
    switch (reply->handler->write(reply, bytes, length)) {
    case REPLY_FULL: self->receive_paused = true; return CURL_WRITEFUNC_PAUSE;
    case REPLY_FAILED: fault_adopt(self); return 0;
    case REPLY_LAST: reply->sufficient = last = true; break;
    case REPLY_TAKEN: break;
    }
    self->active = loop_now(self->loop);
    reply->received += (int64_t)length;
    self->moved(self);
    return last ? 0 : length;
}

static size_t receive_body(char *bytes, size_t size, size_t count, void *data) {
    attempt *self = data;
    size_t length = size * count;
    if (!self->answer.begun) answer_begin(self);
    if (self->fault != FAULT_NONE) return 0;
    if (self->answer.good) return answer_write(self, bytes, length);
    return refusal_append(self, bytes, length) ? length : 0;
}

/* Of HTTP/2 frames may come at any time. A proxy answers before the port is known. */
static void connection_note(attempt *self, const char *line) {
    if (self->port == 0 || self->reused || strncmp(line, "HTTP/1", 6) != 0) return;
    loop_mark_single(self->loop, self->port);
}

/* Only the last block counts: 1xx and the proxy's come before it. */
static size_t receive_header(char *line, size_t size, size_t count, void *data) {
    attempt *self = data;
    size_t length = size * count;
    if (length > 5 && strncmp(line, "HTTP/", 5) == 0) {
        buffer_clear(&self->answer.headers);
        connection_note(self, line);
        self->head_ended = false;
        self->active = loop_now(self->loop); /* once a head: asking the clock for every line is felt in a short call */
    } else if (*line == '\r' || *line == '\n') {
        self->head_ended = true;
    }
    if (self->answer.headers.length + length > HEAD_LIMIT) {
        self->fault = FAULT_HEAD_TOO_LARGE;
        return 0;
    }
    if (buffer_append(&self->answer.headers, line, length)) return length;
    self->fault = FAULT_MEMORY;
    return 0;
}

/* libcurl wants the body again from its beginning. Here that means one thing only, see easy_resend_refused: an HTTP/2
 * server said (GOAWAY, REFUSED_STREAM) that it did nothing with the request. */
static int seek_body(void *data, curl_off_t offset, int origin) {
    attempt *self = data;
    if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_FAIL;
    self->handed_over = false;
    self->sent = 0;
    return body_rewind(self->request.body) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

/* libcurl sends again for two reasons: the server refused the stream, or a kept connection died without an answer.
 * After the second one nobody knows what the server did, and libcurl does not tell the two apart. But it does not do
 * the second for what "only receives", which is an option of RTSP that it looks at for HTTP, too (7.74 to 8.22). A
 * libcurl without RTSP sends nothing again: without a seek callback it cannot. */
static void easy_resend_refused(attempt *self, CURL *easy) {
    if (!self->request.creates) return;
    if (curl_easy_setopt(easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_RECEIVE) != CURLE_OK) return;
    if (self->request.body == NULL) return;
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_body);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, self);
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* What must not be sent twice had better not be sent to nobody: that would leave it in doubt. And bytes that wait on a
 * connection before anything was asked would pass for the answer. libcurl looks at a kept connection, too, but takes
 * bytes for a sign of life (7.88), and since 8.22 looks only once a second. */
static bool connection_stale(attempt *self, const char *host, int host_port) {
    switch (loop_peer(self->loop, self->port, host, host_port)) {
    case PEER_CLOSED: return self->reused || self->request.creates;
    case PEER_SPOKE: return self->reused;
    default: return false;
    }
}

static int before_request(void *data, char *peer, char *here, int peer_port, int port) {
    (void)here;
    attempt *self = data;
    long made = 1;
    curl_easy_getinfo(self->transfer.easy, CURLINFO_NUM_CONNECTS, &made);
    self->reused = made == 0;
    self->port = port;
    self->stale = connection_stale(self, peer, peer_port);
    return self->stale ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* Since libcurl 7.80; before, libcurl itself takes a kept connection with bytes on it for a dead one. */
static void easy_look_before(attempt *self, CURL *easy) {
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, self);
}
#else
static void easy_look_before(const attempt *self, const CURL *easy) {
    (void)self;
    (void)easy;
}
#endif

/* ---- start and end ---- */

static void attempt_reset(attempt *self) {
    answer_reset(&self->answer);
    self->fault = FAULT_NONE;
    self->code = CURLE_OK;
    self->port = 0;
    self->connect_status = 0;
    self->ended = self->reused = self->stale = self->asked = self->handed_over = self->head_ended =
        self->receive_paused = self->send_paused = false;
    self->problem[0] = '\0';
    self->sent = 0;
    self->stream = (stream_id){.loop = self->loop};
    self->active = loop_now(self->loop);
}

/* A server may say which key it was that it does not know. */
static void blank_secrets(attempt *self) {
    request_blank_secrets(&self->request, self->answer.headers.data, self->answer.headers.length);
    request_blank_secrets(&self->request, self->answer.refusal.data, self->answer.refusal.length);
}

static void attempt_examine(attempt *self) {
    CURL *easy = self->transfer.easy;
    long status = 0, request_size = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &self->connect_status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_size);
    self->answer.status = (int)status;
    self->asked = request_size > 0;
    /* A request without a body is handed over with its head. */
    if (self->request.body == NULL) self->handed_over = self->asked;
    if (!self->asked) self->handed_over = false;
    blank_secrets(self);
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
    streams_leave(easy);
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
    if (!self->answer.begun) answer_begin(self);
}

static void loss_examine(attempt *self) {
    self->spared = self->answer.headers.length == 0 && streams_spared(&self->stream, self->transfer.easy);
    if (self->spared) self->handed_over = false;
}

#define TOO_LARGE 100 /* CURLE_TOO_LARGE, since libcurl 8.6 */

/* libcurl has no room for a header line of hundreds of kilobytes, which it used to call no memory; a later one (8.14)
 * takes no more than 5000 lines either. */
static void head_examine(attempt *self) {
    bool within = self->answer.headers.length > 0 && !self->head_ended;
    bool too_large = self->code == CURLE_OUT_OF_MEMORY || (int)self->code == TOO_LARGE;
    if (!too_large || !within || self->fault != FAULT_NONE) return;
    self->fault = FAULT_HEAD_TOO_LARGE;
}

/* Nobody keeps more connections than this. */
#define MOST_RENEWALS 1000

/* Nothing was sent, and libcurl has closed the connection: the same again on another one. */
static bool attempt_renewed(attempt *self) {
    if (!self->stale || !self->reused || self->renewals >= MOST_RENEWALS) return false;
    self->renewals++;
    attempt_stop(self);
    if (!attempt_start(self)) self->over(self);
    return true;
}

/* The transfer is over, as far as libcurl knows. */
static void attempt_end(attempt *self, CURLcode code) {
    if (attempt_renewed(self)) return;
    self->ended = code == CURLE_OK;
    self->code = self->answer.sufficient || answer_whole(self, code) ? CURLE_OK : code;
    if (self->stale) self->code = CURLE_GOT_NOTHING;
    attempt_examine(self);
    head_examine(self);
    if (self->code == CURLE_OK) answer_examine(self);
    if (self->code != CURLE_OK) loss_examine(self);
    attempt_stop(self);
    self->over(self);
}

static void transfer_finished(transfer *item, CURLcode code) {
    attempt_end((attempt *)((char *)item - offsetof(attempt, transfer)), code);
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
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, self->problem) == CURLE_OK &&
           streams_listen(&self->stream, easy, origin_is_https(self->request.url.data), prepared);
}

/* libcurl has all of the body already, and asks for no more. */
static void body_taken(attempt *self) {
    self->handed_over = true;
    self->sent = body_size(self->request.body);
}

static bool wants_packed(const attempt *self) {
    enum reply_packing packing = self->answer.handler->packing;
    if (!self->request.settings->unpacks || packing == PACKING_NEVER) return false;
    return packing == PACKING_ALWAYS || !self->answer.stepwise;
}

/* What does not say itself that it is whole. Streams share a connection, where they can. */
static bool wants_framing(const answer *self) {
    return self->handler->packing == PACKING_NEVER && !(self->handler->streams && self->marked);
}

static answer_wishes attempt_wishes(const attempt *self) {
    const answer *reply = &self->answer;
    return (answer_wishes){.packed = wants_packed(self),
                           .plain = reply->handler->packing == PACKING_NEVER,
                           .whole = wants_framing(reply),
                           .large = reply->handler->large,
                           .stepwise = reply->stepwise,
                           .accept = reply->handler->accept,
                           .from = reply->from,
                           .etag = reply->etag};
}

/* Where the address has what those of the API have, nobody needs to be asked about it. */
static const char *address_hint(const attempt *self) {
    const connection_settings *settings = self->request.settings;
    bool marked = settings->mark != NULL && strstr(self->request.url.data, settings->mark) != NULL;
    return marked ? NULL : settings->hint;
}

void attempt_introduce(attempt *self) {
    self->answer.url = self->request.url.data;
    self->answer.bespoke = request_bespoke(&self->request);
    self->answer.hint = address_hint(self);
}

bool attempt_start(attempt *self) {
    bool prepared;
    attempt_reset(self);
    attempt_introduce(self);
    self->transfer.finished = transfer_finished;
    self->transfer.connections = self->request.settings->max_connections;
    answer_wishes wishes = attempt_wishes(self);
    self->profile = request_profile(&self->request, &wishes);
    CURL *easy = loop_easy_take(self->loop, self->profile, &prepared);
    self->transfer.easy = easy;
    if (easy != NULL) easy_look_before(self, easy);
    if (easy != NULL) easy_resend_refused(self, easy);
    if (easy != NULL && request_configure(&self->request, &wishes, easy, prepared) &&
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

bool attempt_rewind(attempt *self) {
    return answer_rewind(&self->answer) && (self->request.body == NULL || body_rewind(self->request.body));
}

void attempt_suffice(attempt *self) {
    attempt_stop(self);
    self->code = CURLE_OK;
    self->over(self);
}

void attempt_shorten(attempt *self) {
    self->code = CURLE_PARTIAL_FILE;
}

/* libcurl may call back at once with what it held back: that may be the end of it. */
void attempt_unpause(attempt *self) {
    self->receive_paused = self->send_paused = false;
    self->active = loop_now(self->loop);
    if (loop_unpause(self->loop, &self->transfer)) return;
    if (self->answer.sufficient) {
        attempt_end(self, CURLE_WRITE_ERROR);
    } else {
        attempt_fail(self, FAULT_MEMORY);
    }
}

void attempt_unload(attempt *self) {
    answer_unload(&self->answer);
    if (self->request.body != NULL) body_close(self->request.body);
}

/* What it shares or has from others. */
static void attempt_drop(attempt *self) {
    attempt_stop(self);
    request_drop(&self->request);
}

void attempt_recycle(attempt *self) {
    attempt_drop(self);
    request_recycle(&self->request);
    answer_recycle(&self->answer);
    memset((char *)self + offsetof(attempt, transfer), 0, sizeof *self - offsetof(attempt, transfer));
}

void attempt_release(attempt *self) {
    attempt_drop(self);
    request_free(&self->request);
    answer_free(&self->answer);
}
