#include "http/download.h"

#include <string.h>

#include "http/reply.h"

bool download_resumable(const download *self) {
    return self->etag[0] == '"';
}

void download_aim(download *self, int64_t there) {
    self->from = there;
    self->skip = 0;
    self->complete = false;
    if (there > 0) return;
    self->total = -1;
    self->etag[0] = '\0';
}

bool download_short(const download *self, int64_t there) {
    return self->total >= 0 && there != self->total;
}

/* One that is too long counts as none: cut short it could be equal to another. */
static void etag_read(const buffer *headers, char *etag, size_t capacity) {
    size_t length = 0;
    const char *value = reply_header(headers, "etag", &length);
    if (value == NULL || length >= capacity) length = 0;
    if (length > 0) memcpy(etag, value, length);
    etag[length] = '\0';
}

static enum download_answer begin_whole(download *self, const char *etag, int64_t length) {
    bool same = self->from > 0 && strcmp(etag, self->etag) == 0;
    self->total = length;
    if (same) {
        self->skip = self->from;
        return DOWNLOAD_FITS;
    }
    strcpy(self->etag, etag);
    if (self->from == 0) return DOWNLOAD_FITS;
    self->from = 0;
    return DOWNLOAD_OTHER;
}

/* With If-Range, a partial answer is of the same file already; a server that got it wrong shows in one of these. */
static enum download_answer begin_rest(download *self, const char *etag, const buffer *headers) {
    int64_t total = reply_range_total(headers);
    bool other_tag = etag[0] != '\0' && strcmp(etag, self->etag) != 0;
    bool other_size = total >= 0 && self->total >= 0 && total != self->total;
    if (other_tag || other_size || reply_range_start(headers) != self->from) return DOWNLOAD_CHANGED;
    if (total >= 0) self->total = total;
    return DOWNLOAD_FITS;
}

static enum download_answer begin_nothing(download *self, const buffer *headers) {
    if (reply_range_total(headers) != self->from) return DOWNLOAD_CHANGED;
    self->total = self->from;
    self->complete = true;
    return DOWNLOAD_FITS;
}

enum download_answer download_begin(download *self, int status, const buffer *headers, int64_t length) {
    char etag[sizeof self->etag];
    etag_read(headers, etag, sizeof etag);
    if (self->from > 0 && status == 206) return begin_rest(self, etag, headers);
    if (self->from > 0 && status == 416) return begin_nothing(self, headers);
    if (status < 200 || status >= 300) return DOWNLOAD_FITS;
    /* A part that we did not ask for: the caller did, by a header of its own. */
    if (status == 206) etag[0] = '\0';
    return begin_whole(self, etag, length);
}
