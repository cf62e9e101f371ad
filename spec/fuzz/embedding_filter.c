/* Wherever an answer is cut, the filter says, writes and decodes the same. */
#include "http/embedding_filter.h"
#include "fuzz.h"

#include <string.h>

static bool same(const buffer *a, const buffer *b) {
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* Every piece is a copy of its own, so that a read beyond its end is seen. */
static bool pieces_feed(embedding_filter *filter, const uint8_t *text, size_t length, size_t piece, buffer *out) {
    bool good = true;
    for (size_t at = 0; good && at < length; at += piece) {
        size_t size = length - at < piece ? length - at : piece;
        char *copy = room_for(size);
        memcpy(copy, text + at, size);
        good = embedding_filter_feed(filter, copy, size, out);
        free(copy);
    }
    return good;
}

static void spans_check(const embedding_filter *filter) {
    const embedding_span *spans = (const embedding_span *)(void *)filter->spans.data;
    size_t end = 0;
    for (size_t i = 0; i < embedding_filter_count(filter); i++) {
        demand(spans[i].offset == end && spans[i].count > 0);
        end += spans[i].count;
    }
    demand(end * sizeof(float) <= filter->block.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    embedding_filter whole, parts;
    buffer whole_out = {0}, parts_out = {0};
    embedding_filter_init(&whole);
    embedding_filter_init(&parts);
    bool good = pieces_feed(&whole, data + 1, size - 1, size, &whole_out);
    demand(good == pieces_feed(&parts, data + 1, size - 1, 1 + data[0] % 40u, &parts_out));
    demand(good != whole.failed && strcmp(whole.message, parts.message) == 0);
    if (good) demand(same(&whole_out, &parts_out) && same(&whole.block, &parts.block));
    demand(same(&whole.spans, &parts.spans));
    spans_check(&whole);
    embedding_filter_free(&whole);
    embedding_filter_free(&parts);
    buffer_free(&whole_out);
    buffer_free(&parts_out);
    return 0;
}
