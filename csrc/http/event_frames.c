#include "http/event_frames.h"

#include <string.h>

/* What stands before the data of a record; the name stands behind it. */
typedef struct record_head {
    size_t length, name_length;
} record_head;

static const char byte_order_mark[] = "\xEF\xBB\xBF";

#define MARK_LENGTH 3
#define MARK_OVER   4 /* the beginning is behind us */

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Bytes of data that the event under way has. */
static size_t data_length(const event_frames *self) {
    return self->begun ? self->records.length - self->whole - sizeof(record_head) : 0;
}

/* ---- an event ---- */

static enum event_frames_status add_data(event_frames *self, const char *text, size_t length) {
    static const record_head empty;
    size_t known = self->begun ? data_length(self) + 1 : 0;
    if (self->limit > 0 && known + length > self->limit) return FRAMES_TOO_LARGE;
    bool added =
        self->begun ? buffer_append_byte(&self->records, '\n') : buffer_append(&self->records, &empty, sizeof empty);
    self->begun = self->begun || added;
    return added && buffer_append(&self->records, text, length) ? FRAMES_MORE : FRAMES_NO_MEMORY;
}

/* The event under way is none. */
static void drop_event(event_frames *self) {
    self->records.length = self->whole;
    self->begun = false;
    buffer_clear(&self->name);
}

/* The data without blanks around it. */
static const char *trimmed(const event_frames *self, size_t *length) {
    const char *from = self->records.data + self->whole + sizeof(record_head), *to = from + data_length(self);
    while (from < to && is_blank(*from)) from++;
    while (from < to && is_blank(to[-1])) to--;
    *length = (size_t)(to - from);
    return from;
}

static enum event_frames_status end_event(event_frames *self) {
    size_t length = 0;
    const char *text = self->begun ? trimmed(self, &length) : "";
    bool marked = length == 6 && memcmp(text, "[DONE]", 6) == 0;
    if (length == 0 || marked) {
        drop_event(self);
        return marked ? FRAMES_MARKED : FRAMES_MORE;
    }
    record_head head = {data_length(self), self->name.length};
    if (!buffer_append(&self->records, self->name.data, self->name.length)) return FRAMES_NO_MEMORY;
    memcpy(self->records.data + self->whole, &head, sizeof head);
    self->whole = self->records.length;
    self->count++;
    self->begun = false;
    buffer_clear(&self->name);
    return FRAMES_MORE;
}

/* ---- lines ---- */

static enum event_frames_status set_name(event_frames *self, const char *text, size_t length) {
    buffer_clear(&self->name);
    return buffer_append(&self->name, text, length) ? FRAMES_MORE : FRAMES_NO_MEMORY;
}

/* id and retry are for reconnecting, which is not done here by their rules; comments and unknown fields say nothing. */
static enum event_frames_status take_line(event_frames *self, const char *text, size_t length) {
    if (length == 0) return end_event(self);
    const char *colon = memchr(text, ':', length < 6 ? length : 6), *value = text + length;
    size_t field = colon == NULL ? length : (size_t)(colon - text);
    if (colon != NULL) value = colon + 1;
    if (value < text + length && *value == ' ') value++;
    size_t left = (size_t)(text + length - value);
    if (field == 4 && memcmp(text, "data", 4) == 0) return add_data(self, value, left);
    if (field == 5 && memcmp(text, "event", 5) == 0) return set_name(self, value, left);
    return FRAMES_MORE;
}

/* The name of a field, its colon and a blank go over the limit of an event. */
#define FIELD_ROOM 8

static enum event_frames_status keep_line(event_frames *self, const char *text, size_t length) {
    if (self->limit > 0 && self->line.length + length > self->limit + FIELD_ROOM) return FRAMES_TOO_LARGE;
    return buffer_append(&self->line, text, length) ? FRAMES_MORE : FRAMES_NO_MEMORY;
}

/* The line's last piece is there. */
static enum event_frames_status end_line(event_frames *self, const char *text, size_t length) {
    bool fits = self->limit == 0 || length <= self->limit + FIELD_ROOM;
    if (self->line.length == 0 && fits) return take_line(self, text, length);
    enum event_frames_status status = keep_line(self, text, length);
    if (status == FRAMES_MORE) status = take_line(self, self->line.data, self->line.length);
    buffer_clear(&self->line);
    return status;
}

/* The first CR or LF; NULL: none. */
static const char *line_stop(const char *at, const char *end) {
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    const char *back = memchr(at, '\r', (size_t)((feed == NULL ? end : feed) - at));
    return back == NULL ? feed : back;
}

/* Skips a byte order mark; what only begins like one is the beginning of a line. */
static enum event_frames_status skip_mark(event_frames *self, const char **at, const char *end) {
    while (*at < end && self->mark < MARK_LENGTH && **at == byte_order_mark[self->mark]) {
        self->mark++;
        ++*at;
    }
    if (*at == end && self->mark < MARK_LENGTH) return FRAMES_MORE;
    size_t kept = self->mark < MARK_LENGTH ? (size_t)self->mark : 0;
    self->mark = MARK_OVER;
    return keep_line(self, byte_order_mark, kept);
}

enum event_frames_status event_frames_feed(event_frames *self, const char *bytes, size_t length) {
    const char *at = bytes, *end = bytes + length;
    enum event_frames_status status = FRAMES_MORE;
    if (self->mark != MARK_OVER) status = skip_mark(self, &at, end);
    while (at < end && status == FRAMES_MORE) {
        bool belongs = self->returned && *at == '\n';
        self->returned = false;
        if (belongs && ++at == end) break;
        const char *stop = line_stop(at, end);
        if (stop == NULL) return keep_line(self, at, (size_t)(end - at));
        status = end_line(self, at, (size_t)(stop - at));
        self->returned = *stop == '\r';
        at = stop + 1;
    }
    return status;
}

enum event_frames_status event_frames_end(event_frames *self) {
    enum event_frames_status status = FRAMES_MORE;
    size_t count = self->count;
    if (self->line.length > 0) status = end_line(self, "", 0);
    if (status == FRAMES_MORE) status = end_event(self);
    self->torn = self->count > count;
    return status;
}

/* ---- taking ---- */

bool event_frames_take(event_frames *self, buffer *target) {
    size_t under_way = self->records.length - self->whole;
    if (under_way > 0 && !buffer_append(target, self->records.data + self->whole, under_way)) return false;
    buffer taken = self->records;
    self->records = *target;
    *target = taken;
    target->length = self->whole;
    self->whole = 0;
    return true;
}

event_record event_record_read(const buffer *records, size_t *offset) {
    record_head head;
    const char *at = records->data + *offset;
    memcpy(&head, at, sizeof head);
    at += sizeof head;
    *offset += sizeof head + head.length + head.name_length;
    return (event_record){at, at + head.length, head.length, head.name_length};
}

void event_frames_reset(event_frames *self) {
    buffer_clear(&self->line);
    buffer_clear(&self->name);
    buffer_clear(&self->records);
    self->whole = self->count = 0;
    self->mark = 0;
    self->begun = self->returned = self->torn = false;
}

void event_frames_free(event_frames *self) {
    buffer_free(&self->line);
    buffer_free(&self->name);
    buffer_free(&self->records);
}
