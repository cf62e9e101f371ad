#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"

#define BUFFER_TYPE           "openai.buffer"
#define BUFFER_FIRST_CAPACITY 256
#define BUFFER_KEPT_CAPACITY  (16 * 1024)

bool buffer_reserve(buffer *self, size_t extra) {
    if (extra > SIZE_MAX / 4 - self->length) return false;
    size_t needed = self->length + extra;
    if (self->limit != 0 && needed > self->limit) return false;
    if (needed <= self->capacity) return true;
    size_t capacity = self->capacity < BUFFER_FIRST_CAPACITY ? BUFFER_FIRST_CAPACITY : self->capacity;
    while (capacity < needed) capacity *= 2;
    char *data = realloc(self->data, capacity);
    if (data == NULL) return false;
    self->data = data;
    self->capacity = capacity;
    return true;
}

void buffer_expect(buffer *self, size_t total) {
    if (self->length > 0 || total <= self->capacity || total < SYSTEM_HUGE_PAGE || total > SIZE_MAX / 4) return;
    if (self->limit != 0 && total > self->limit) return;
    size_t capacity = (total + SYSTEM_HUGE_PAGE - 1) / SYSTEM_HUGE_PAGE * SYSTEM_HUGE_PAGE;
    /* For the rest a whole huge page would be cleared. */
    void *memory = system_allocate(capacity, total / SYSTEM_HUGE_PAGE * SYSTEM_HUGE_PAGE);
    if (memory == NULL) return;
    free(self->data);
    self->data = memory;
    self->capacity = capacity;
}

bool buffer_append(buffer *self, const void *bytes, size_t length) {
    if (!buffer_reserve(self, length)) return false;
    if (length > 0) memcpy(self->data + self->length, bytes, length);
    self->length += length;
    return true;
}

bool buffer_append_text(buffer *self, const char *text) {
    return buffer_append(self, text, strlen(text));
}

bool buffer_append_byte(buffer *self, char byte) {
    return buffer_append(self, &byte, 1);
}

void buffer_clear(buffer *self) {
    self->length = 0;
}

void buffer_recycle(buffer *self) {
    if (self->capacity > BUFFER_KEPT_CAPACITY) buffer_free(self);
    buffer_clear(self);
}

void buffer_free(buffer *self) {
    free(self->data);
    self->data = NULL;
    self->length = self->capacity = 0;
}

void memory_wipe(void *memory, size_t size) {
    for (volatile char *at = memory; size > 0; size--) *at++ = '\0';
}

void buffer_wipe(buffer *self) {
    memory_wipe(self->data, self->capacity);
    buffer_free(self);
}

static int buffer_collect(lua_State *L) {
    buffer_free(luaL_checkudata(L, 1, BUFFER_TYPE));
    return 0;
}

buffer *buffer_new(lua_State *L) {
    buffer *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    if (userdata_unfinished(L, BUFFER_TYPE)) {
        lua_pushcfunction(L, buffer_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return self;
}
