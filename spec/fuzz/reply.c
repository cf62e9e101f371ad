/* A header block and an error body of any bytes: what is read of them is in them, and fits where it is put. */
#include "http/reply.h"
#include "fuzz.h"
#include "http/reply_error.h"

#include <string.h>
#include <strings.h>

/* The value of a header lies in the block, trimmed, and its copy is as much of it as fits. */
static void value_check(const buffer *headers, const char *name) {
    size_t length = 0;
    const char *value = reply_header(headers, name, &length);
    char copy[12];
    demand(reply_header_text(headers, name, copy, sizeof copy) == copy);
    if (value == NULL) {
        demand(copy[0] == '\0');
        return;
    }
    demand(value >= headers->data && value + length <= headers->data + headers->length);
    demand(length == 0 || (strchr(" \t\r\n", value[0]) == NULL || value[0] == '\0'));
    demand(memcmp(copy, value, length < sizeof copy ? length : sizeof copy - 1) == 0);
}

/* Names are lower case, and each can be asked for. */
static void table_check(lua_State *L, const buffer *headers) {
    reply_push_headers(L, headers);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        size_t length, unused;
        const char *name = lua_tolstring(L, -2, &length);
        for (size_t i = 0; i < length; i++) demand(name[i] < 'A' || name[i] > 'Z');
        if (strlen(name) == length && length < 128) demand(reply_header(headers, name, &unused) != NULL);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void numbers_check(const buffer *headers) {
    double wait = reply_retry_after(headers);
    int should = reply_should_retry(headers);
    demand(wait == wait);
    demand(should >= -1 && should <= 1);
    demand(reply_range_start(headers) >= -1 && reply_range_total(headers) >= -1);
    demand(reply_range_end(headers) >= -1 && reply_range_end(headers) < INT64_MAX);
}

static int reply_run(lua_State *L) {
    static const char *const names[] = {"retry-after", "retry-after-ms", "content-range", "etag", "a", "x-request-id"};
    size_t size;
    const char *text = lua_tolstring(L, 1, &size);
    buffer *block = buffer_new(L);
    demand(buffer_append(block, text, size));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) value_check(block, names[i]);
    table_check(L, block);
    numbers_check(block);
    lua_newtable(L);
    int top = lua_gettop(L);
    reply_read_error(L, block);
    demand(lua_gettop(L) == top);
    reply_is_html(block, block);
    buffer_free(block);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lua_State *state;
    return lua_run(&state, reply_run, data, size);
}
