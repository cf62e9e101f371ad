/* Base64 that decodes encodes to the same text (strictness leaves one spelling), and pieces decode as the whole does:
 * short ones a group at a time, longer ones many at a time where the processor can. */
#include "vector/base64.h"
#include "fuzz.h"

#include <string.h>

static bool same(const buffer *a, const void *bytes, size_t length) {
    return a->length == length && (length == 0 || memcmp(a->data, bytes, length) == 0);
}

/* Decodes in pieces of `piece` characters, each into memory of exactly the size promised to be enough. */
static bool pieces_decode(const char *text, size_t length, size_t piece, buffer *out) {
    base64_decoder decoder = {0};
    for (size_t at = 0; at < length; at += piece) {
        size_t size = length - at < piece ? length - at : piece, written = 0;
        unsigned char *room = room_for(BASE64_ROOM(size));
        size_t taken = base64_decoder_feed(&decoder, text + at, size, room, &written);
        buffer_append(out, room, written);
        free(room);
        if (taken < size) return false;
    }
    return base64_decoder_complete(&decoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    size_t piece = 1 + data[0] % 128u, length = size - 1, bad_at;
    const char *text = (const char *)data + 1;
    buffer whole = {0}, parts = {0}, again = {0};
    bool good = base64_decode(&whole, text, length, &bad_at);
    demand(good == pieces_decode(text, length, piece, &parts));
    demand(good ? bad_at == length : bad_at <= length && whole.length == 0);
    if (good) {
        demand(same(&whole, parts.data, parts.length));
        demand(base64_encode(&again, whole.data, whole.length));
        demand(same(&again, text, length));
    }
    buffer_free(&whole);
    buffer_free(&parts);
    buffer_free(&again);
    return 0;
}
