#include "http/download.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checksum.h"
#include "http/reply.h"

bool download_resumable(const download *self) {
    return self->etag[0] == '"';
}

void download_aim(download *self, int64_t there) {
    self->from = there;
    self->skip = 0;
    self->end = -1;
    self->complete = self->rest = false;
    if (there > 0) return;
    self->total = -1;
    self->etag[0] = '\0';
}

static uint64_t text_sum(const char *text, size_t length) {
    checksum sum;
    checksum_start(&sum);
    checksum_update(&sum, text, length);
    return checksum_value(&sum);
}

/* Of "https://host:port". Tags of different servers have nothing to do with one another. */
static uint64_t origin_sum(const char *url) {
    const char *host = strstr(url, "://");
    size_t scheme = host == NULL ? 0 : (size_t)(host - url) + 3;
    return text_sum(url, scheme + strcspn(url + scheme, "/?#"));
}

/* ---- an answer ---- */

/* One that is too long counts as none: cut short it could be equal to another. */
static void etag_read(const buffer *headers, char *etag, size_t capacity) {
    size_t length = 0;
    const char *value = reply_header(headers, "etag", &length);
    if (value == NULL || length >= capacity) length = 0;
    if (length > 0) memcpy(etag, value, length);
    etag[length] = '\0';
}

static bool same_file(const download *self, const download_head *head, const char *etag) {
    return strcmp(etag, self->etag) == 0 && origin_sum(head->url) == self->origin;
}

/* What has begun with a good answer may begin anew; a first answer of that kind is the server's last word. */
static enum download_answer begin_wrong(download *self, const char *why) {
    self->why = why;
    return self->from > 0 ? DOWNLOAD_CHANGED : DOWNLOAD_ALIEN;
}

static enum download_answer begin_again(download *self, int64_t length) {
    bool other = length >= 0 && (length < self->from || (self->total >= 0 && length != self->total));
    if (other) return DOWNLOAD_CHANGED;
    if (length >= 0) self->total = length;
    self->skip = self->from;
    return DOWNLOAD_FITS;
}

static enum download_answer begin_whole(download *self, const download_head *head, const char *etag) {
    if (self->from > 0 && same_file(self, head, etag)) return begin_again(self, head->length);
    self->total = head->length;
    self->origin = origin_sum(head->url);
    strcpy(self->etag, head->bespoke ? "" : etag);
    if (self->from == 0) return DOWNLOAD_FITS;
    self->from = 0;
    return DOWNLOAD_OTHER;
}

/* With If-Range, a partial answer is of the same file already; a server that got it wrong shows in one of these. */
static enum download_answer begin_rest(download *self, const download_head *head, const char *etag) {
    int64_t total = reply_range_total(head->headers), end = reply_range_end(head->headers) + 1;
    bool same = same_file(self, head, etag[0] != '\0' ? etag : self->etag);
    bool placed = reply_range_start(head->headers) == self->from && end > self->from;
    bool sized = total < 0 || (end <= total && (self->total < 0 || total == self->total));
    bool measured = head->length < 0 || head->length == end - self->from;
    if (!same || !placed || !sized || !measured || (self->total >= 0 && end > self->total)) return DOWNLOAD_CHANGED;
    if (total >= 0) self->total = total;
    self->end = end;
    self->rest = true;
    return DOWNLOAD_FITS;
}

static enum download_answer begin_nothing(download *self, const download_head *head, const char *etag) {
    bool same = same_file(self, head, etag[0] != '\0' ? etag : self->etag);
    bool all = reply_range_total(head->headers) == self->from && (self->total < 0 || self->total == self->from);
    if (!same || !all) return DOWNLOAD_CHANGED;
    self->total = self->from;
    self->complete = true;
    return DOWNLOAD_FITS;
}

/* A part that we did not ask for: the caller did. */
static enum download_answer begin_part(download *self, const download_head *head) {
    if (!head->bespoke) return begin_wrong(self, "the answer is a part of the file, which nobody asked for");
    self->total = head->length;
    return DOWNLOAD_FITS;
}

enum download_answer download_begin(download *self, const download_head *head) {
    char etag[sizeof self->etag];
    etag_read(head->headers, etag, sizeof etag);
    if (self->from > 0 && head->status == 416) return begin_nothing(self, head, etag);
    if (head->status < 200 || head->status >= 300) return DOWNLOAD_FITS;
    if (head->packed && !head->bespoke)
        return begin_wrong(self,
                           "the answer is packed (content-encoding), which was not asked for; whoever wants it as "
                           "it is says so by the header Accept-Encoding");
    switch (head->status) {
    case 200:
    case 201:
    case 203: return begin_whole(self, head, etag);
    case 206: return self->from > 0 ? begin_rest(self, head, etag) : begin_part(self, head);
    default: return begin_wrong(self, "the answer's status says that the file is not in it");
    }
}

bool download_exceeds(const download *self, int64_t there) {
    int64_t most = self->end >= 0 ? self->end : self->total;
    return most >= 0 && there > most;
}

enum download_end download_finish(const download *self, int64_t there, bool framed) {
    if (self->complete) return DOWNLOAD_WHOLE;
    if (self->skip > 0) return DOWNLOAD_SHORT;
    if (self->total >= 0) return there == self->total ? DOWNLOAD_WHOLE : DOWNLOAD_SHORT;
    if (self->rest) return DOWNLOAD_SHORT; /* asked for what follows, the server tells */
    return framed ? DOWNLOAD_WHOLE : DOWNLOAD_UNPROVEN;
}

/* ---- notes ---- */

/* The address as a sum only: its query may hold a secret. */
#define NOTE_TITLE "openai download 1\n"

static void sum_append(char *note, size_t length) {
    snprintf(note + length, DOWNLOAD_NOTE_SIZE - length, "sum %016llx\n", (unsigned long long)text_sum(note, length));
}

void download_write(const download *self, char *note) {
    int length =
        snprintf(note, DOWNLOAD_NOTE_SIZE, NOTE_TITLE "url %016llx\norigin %016llx\ntotal %lld\netag %s\n",
                 (unsigned long long)self->asked, (unsigned long long)self->origin, (long long)self->total, self->etag);
    sum_append(note, (size_t)length);
}

/* Where the value of that line begins; NULL: there is none. */
static const char *note_value(const char *note, const char *name) {
    const char *found = strstr(note, name);
    return found == NULL ? NULL : found + strlen(name);
}

/* Fills in total, origin and tag. */
static bool note_parse(download *self, const char *note) {
    const char *origin = note_value(note, "\norigin "), *total = note_value(note, "\ntotal ");
    const char *etag = note_value(note, "\netag ");
    if (origin == NULL || total == NULL || etag == NULL || *etag != '"') return false;
    size_t length = strcspn(etag, "\n");
    if (length >= sizeof self->etag) return false;
    self->origin = strtoull(origin, NULL, 16);
    self->total = strtoll(total, NULL, 10);
    memcpy(self->etag, etag, length);
    self->etag[length] = '\0';
    return true;
}

/* Written anew from what was read, a note is the same: or it is damaged, or of another address. */
bool download_read(download *self, const char *url, const char *note, int64_t there) {
    char same[DOWNLOAD_NOTE_SIZE];
    download_aim(self, 0);
    self->asked = text_sum(url, strlen(url));
    if (there > 0 && note_parse(self, note) && (self->total < 0 || there <= self->total)) {
        download_write(self, same);
        download_aim(self, there);
        if (strcmp(note, same) == 0) return true;
    }
    download_aim(self, 0);
    return false;
}
