/* An event stream in pieces of any size: the same events as in one piece, none above the limit, none of blanks, nothing
 * behind the mark. */
#include "fuzz.h"

#include <string.h>

#include "http/event_frames.h"

#define LIMIT 64

/* What became of a text; `records` holds its events. */
typedef struct outcome {
    enum event_frames_status status;
    size_t count;
    bool torn;
    buffer records;
} outcome;

/* Takes what is whole behind what was taken before. */
static void take(event_frames *frames, buffer *records) {
    buffer some = {0};
    demand(event_frames_take(frames, &some) && buffer_append(records, some.data, some.length));
    buffer_free(&some);
}

/* `taking`: events are taken while more come. */
static outcome read_pieces(const char *text, size_t size, size_t piece, bool taking) {
    event_frames frames = {.limit = LIMIT};
    outcome result = {FRAMES_MORE, 0, false, {0}};
    for (size_t at = 0; at < size && result.status == FRAMES_MORE; at += piece) {
        result.status = event_frames_feed(&frames, text + at, size - at < piece ? size - at : piece);
        if (taking) take(&frames, &result.records);
    }
    if (result.status == FRAMES_MORE) result.status = event_frames_end(&frames);
    take(&frames, &result.records);
    result.count = frames.count;
    result.torn = frames.torn;
    event_frames_free(&frames);
    return result;
}

static bool says_something(const char *data, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (memchr(" \t\r\n", data[i], 4) == NULL) return true;
    }
    return false;
}

static void check_records(const outcome *self) {
    size_t offset = 0, count = 0;
    for (; offset < self->records.length; count++) {
        event_record item = event_record_read(&self->records, &offset);
        demand(item.length <= LIMIT && says_something(item.data, item.length));
        demand(memchr(item.data, '\r', item.length) == NULL);
        demand(memchr(item.name, '\n', item.name_length) == NULL);
    }
    demand(offset == self->records.length && count == self->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    size_t piece = 1 + data[0] % 16u;
    const char *text = (const char *)data + 1;
    outcome whole = read_pieces(text, size - 1, size, false);
    outcome cut = read_pieces(text, size - 1, piece, data[0] % 2 == 0);
    check_records(&whole);
    check_records(&cut);
    demand(whole.status == cut.status && whole.count == cut.count && whole.torn == cut.torn);
    demand(whole.records.length == cut.records.length);
    demand(whole.records.length == 0 || memcmp(whole.records.data, cut.records.data, whole.records.length) == 0);
    buffer_free(&whole.records);
    buffer_free(&cut.records);
    return 0;
}
