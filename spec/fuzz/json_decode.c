/* Arbitrary bytes through the JSON decoder, at once and in slices: both must come to the same end, and whatever was
 * decoded must encode and decode to the same text again (all but the order of members, which Lua does not keep: lengths
 * are compared). */
#include <string.h>

#include "fuzz.h"
#include "json/decode.h"
#include "json/encode.h"

/* Pushes the result of decoding in slices. */
static enum json_status sliced_decode(lua_State *L, const char *text, size_t size, size_t budget) {
    json_decoder *decoder = json_decoder_new(L);
    int index = lua_gettop(L);
    enum json_status status;
    json_decoder_start(decoder, text, size);
    do {
        demand(lua_gettop(L) == index);
        lua_gc(L, LUA_GCSTEP, 1);
        status = json_decoder_step(L, index, budget);
    } while (status == JSON_MORE);
    lua_remove(L, index);
    return status;
}

static void messages_compare(lua_State *L) {
    demand(strcmp(lua_tostring(L, 1), lua_tostring(L, 2)) == 0);
}

static void round_trip(lua_State *L) {
    buffer *first = buffer_new(L), *second = buffer_new(L);
    demand(json_encode(L, 1, first));
    demand(json_decode(L, first->data, first->length));
    demand(json_encode(L, -1, second));
    demand(first->length == second->length);
    buffer_clear(second);
    demand(json_encode(L, 2, second));
    demand(first->length == second->length);
}

/* The same value again and again is long enough for the decoder to remember keys and values; each copy must be the
 * value at 1. */
static void repetition_check(lua_State *L, const char *text, size_t size, bool fine) {
    buffer *list = buffer_new(L), *copy = buffer_new(L), *value = buffer_new(L);
    buffer_append_byte(list, '[');
    for (size_t length = 0; length < 10000; length += size + 1) {
        demand(buffer_append(list, text, size) && buffer_append_byte(list, ','));
    }
    list->data[list->length - 1] = ']';
    bool list_fine = json_decode(L, list->data, list->length);
    demand(list_fine || !fine);
    if (!fine) return;
    demand(json_encode(L, 2, value));
    for (size_t i = 1; i <= lua_rawlen(L, -1); i++) {
        lua_rawgeti(L, -1, (int)i);
        buffer_clear(copy);
        demand(json_encode(L, -1, copy) && copy->length == value->length);
        lua_pop(L, 1);
    }
}

static int codec_run(lua_State *L) {
    size_t size;
    const char *text = lua_tolstring(L, 1, &size);
    size_t budget = size > 0 ? (size_t)(unsigned char)text[0] % 16 + 1 : 1;
    bool fine = json_decode(L, text, size);
    if (size > 0 && size < 2000) repetition_check(L, text, size, fine);
    lua_settop(L, 2);
    enum json_status status = sliced_decode(L, text, size, budget);
    lua_remove(L, 1);
    demand(lua_gettop(L) == 2 && fine == (status == JSON_DONE));
    if (fine) {
        round_trip(L);
    } else {
        messages_compare(L);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lua_State *state;
    return lua_run(&state, codec_run, data, size);
}
