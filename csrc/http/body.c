#include "http/body.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"
#include "file/source.h"
#include "http/multipart.h"
#include "http/parameters.h"

#define BODY_TYPE "openai.body"

enum segment_kind {
    SEGMENT_OWN,    /* bytes of the body's own buffer */
    SEGMENT_MEMORY, /* a Lua string that the body's user value keeps alive */
    SEGMENT_FILE,
    SEGMENT_PULL
};

typedef struct segment {
    enum segment_kind kind;
    int64_t length;     /* BODY_SIZE_UNKNOWN only for a pull */
    size_t start;       /* SEGMENT_OWN: where in the buffer, which may move */
    const char *memory; /* SEGMENT_MEMORY */
    int fd;             /* SEGMENT_FILE, own descriptor */
    int64_t offset;     /* SEGMENT_FILE */
    const char *name;   /* of the file or the pull, for messages; kept alive as `memory` is */
} segment;

struct body {
    buffer bytes;    /* the small texts and JSON */
    size_t sealed;   /* how many of them belong to segments; the rest is the open end */
    buffer segments; /* of segment */
    size_t current;  /* the segment being read */
    int64_t done;    /* bytes of it that were read */
    buffer chunk;    /* supplied and not yet all read */
    size_t chunk_done;
    int64_t supplied; /* in all */
    bool pull_ended, pull_touched;
    int pull_anchor; /* place of its source in the user value; 0: none */
    bool failed, file_failed;
    buffer type;
    char pull_name[64];
    char error[320];
};

/* --- life --- */

body *body_check(lua_State *L, int index) {
    body **held = luaL_checkudata(L, index, BODY_TYPE);
    if (*held == NULL) luaL_error(L, "this body belongs to a call");
    return *held;
}

body *body_take(lua_State *L, int index) {
    body *self = body_check(L, index);
    *(body **)lua_touserdata(L, index) = NULL;
    return self;
}

static size_t segment_count(const body *self) {
    return self->segments.length / sizeof(segment);
}

static segment *segment_at(const body *self, size_t index) {
    return (segment *)(void *)self->segments.data + index;
}

void body_close(body *self) {
    for (size_t i = 0; i < segment_count(self); i++) {
        if (segment_at(self, i)->kind == SEGMENT_FILE) system_close(segment_at(self, i)->fd);
    }
    buffer_free(&self->segments);
    buffer_free(&self->bytes);
    buffer_free(&self->chunk);
    buffer_free(&self->type);
    self->sealed = 0;
    self->current = 0;
}

void body_free(body *self) {
    if (self != NULL) body_close(self);
    free(self);
}

static int body_collect(lua_State *L) {
    body **held = luaL_checkudata(L, 1, BODY_TYPE);
    body_free(*held);
    *held = NULL;
    return 0;
}

body *body_new(lua_State *L) {
    body **held = lua_newuserdata(L, sizeof(body *));
    *held = NULL;
    lua_newtable(L);
    lua_setuservalue(L, -2);
    if (userdata_unfinished(L, BODY_TYPE)) {
        lua_pushcfunction(L, body_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    *held = calloc(1, sizeof(body));
    if (*held == NULL) luaL_error(L, "not enough memory");
    return *held;
}

static int64_t body_fail(body *self, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(self->error, sizeof self->error, format, arguments);
    va_end(arguments);
    self->failed = true;
    return BODY_FAILED;
}

const char *body_error(const body *self) {
    return self->error;
}

bool body_file_failed(const body *self) {
    return self->file_failed;
}

/* --- filling --- */

static bool segment_append(body *self, const segment *one) {
    return buffer_append(&self->segments, one, sizeof *one);
}

/* Makes the bytes appended since the last segment a segment of their own. */
static bool body_seal(body *self) {
    size_t open = self->bytes.length - self->sealed;
    if (open == 0) return true;
    segment own = {.kind = SEGMENT_OWN, .length = (int64_t)open, .start = self->sealed};
    if (!segment_append(self, &own)) return false;
    self->sealed = self->bytes.length;
    return true;
}

buffer *body_buffer(body *self) {
    return &self->bytes;
}

bool body_append_bytes(body *self, const void *bytes, size_t length) {
    return buffer_append(&self->bytes, bytes, length);
}

/* Keeps a value alive as long as the body; its place among those kept. */
static int body_anchor(lua_State *L, int body_index, int value) {
    lua_getuservalue(L, body_index);
    int place = (int)lua_rawlen(L, -1) + 1;
    lua_pushvalue(L, value);
    lua_rawseti(L, -2, place);
    lua_pop(L, 1);
    return place;
}

static bool append_chunks(lua_State *L, body *self, int source_index, int place) {
    const source *from = source_check(L, source_index);
    if (self->pull_anchor != 0) {
        lua_pushfstring(L, "cannot read '%s': only one file of a form can come from a function", from->name);
        return false;
    }
    if (!source_take_chunks(L, source_index)) {
        self->file_failed = true;
        return false;
    }
    lua_pop(L, 1);
    self->pull_anchor = place;
    int64_t size = from->length == SOURCE_REST ? BODY_SIZE_UNKNOWN : from->length;
    return body_append_pull(self, from->name, size) || luaL_error(L, "not enough memory");
}

void body_push_chunks(lua_State *L, const body *self, int body_index) {
    if (self->pull_anchor == 0) {
        lua_pushnil(L);
        return;
    }
    lua_getuservalue(L, body_index);
    lua_rawgeti(L, -1, self->pull_anchor);
    source_push_chunks(L, lua_gettop(L));
    lua_replace(L, -3);
    lua_pop(L, 1);
}

bool body_append_source(lua_State *L, int body_index, int source_index) {
    body_index = lua_absindex(L, body_index);
    source_index = lua_absindex(L, source_index);
    body *self = body_check(L, body_index);
    const source *from = source_check(L, source_index);
    int place = body_anchor(L, body_index, source_index);
    if (from->kind == SOURCE_CHUNKS) return append_chunks(L, self, source_index, place);
    if (!body_seal(self) || !buffer_reserve(&self->segments, sizeof(segment)))
        return luaL_error(L, "not enough memory");
    segment one = {.kind = SEGMENT_FILE, .offset = from->offset, .name = from->name};
    if (!source_open_file(L, source_index, &one.fd, &one.length)) {
        self->file_failed = true;
        return false;
    }
    if (from->kind == SOURCE_BYTES) {
        one.kind = SEGMENT_MEMORY;
        one.memory = from->bytes + from->offset;
    }
    return segment_append(self, &one); /* the room is reserved */
}

static segment *body_pull(const body *self) {
    for (size_t i = 0; i < segment_count(self); i++) {
        if (segment_at(self, i)->kind == SEGMENT_PULL) return segment_at(self, i);
    }
    return NULL;
}

bool body_append_pull(body *self, const char *name, int64_t size) {
    segment one = {.kind = SEGMENT_PULL, .length = size, .name = self->pull_name};
    if (body_pull(self) != NULL || !body_seal(self)) return false;
    snprintf(self->pull_name, sizeof self->pull_name, "%s", name);
    return segment_append(self, &one);
}

bool body_set_content_type(body *self, const char *type) {
    buffer_clear(&self->type);
    return buffer_append(&self->type, type, strlen(type) + 1);
}

const char *body_content_type(const body *self) {
    return self->type.length > 0 ? self->type.data : NULL;
}

/* --- form --- */

typedef struct form {
    body *target;
    int body_index;
    const char *boundary;
    buffer *value;
    bool files; /* this pass writes the sources, the other one the rest */
} form;

static bool form_file(lua_State *L, form *self, const char *name, size_t name_length, int value) {
    const source *from = source_test(L, value);
    buffer *bytes = &self->target->bytes;
    if (!multipart_append_head(bytes, self->boundary, name, name_length, from->name, source_media_type(from))) {
        return luaL_error(L, "not enough memory");
    }
    if (!body_append_source(L, self->body_index, value)) return false;
    return buffer_append_text(bytes, MULTIPART_BREAK) || luaL_error(L, "not enough memory");
}

static bool form_visit(lua_State *L, void *context, const char *name, size_t name_length, int value) {
    form *self = context;
    bool is_file = source_test(L, value) != NULL;
    if (is_file != self->files) return true;
    if (is_file) return form_file(L, self, name, name_length, value);
    buffer_clear(self->value);
    if (!parameter_append_text(L, name, value, self->value)) return false;
    return multipart_append_field(&self->target->bytes, self->boundary, name, name_length, self->value->data,
                                  self->value->length) ||
           luaL_error(L, "not enough memory");
}

/* Fields go before files: a server that streams knows the purpose before the content. */
static bool form_fill(lua_State *L, form *self, int params, const char *skip) {
    self->files = false;
    if (!parameters_walk(L, params, NULL, skip, form_visit, self)) return false;
    self->files = true;
    return parameters_walk(L, params, NULL, skip, form_visit, self);
}

static bool form_type(body *self, const char *boundary) {
    buffer_clear(&self->type);
    return multipart_append_type(&self->type, boundary) && buffer_append_byte(&self->type, '\0');
}

bool body_from_form(lua_State *L, int body_index, int params_index, const char *skip) {
    char boundary[MULTIPART_BOUNDARY_LENGTH + 1];
    params_index = lua_absindex(L, params_index);
    body_index = lua_absindex(L, body_index);
    body *self = body_check(L, body_index);
    form fill = {self, body_index, boundary, buffer_new(L), false};
    if (!multipart_boundary_make(boundary)) return luaL_error(L, "the system gives no random bytes");
    bool good = form_fill(L, &fill, params_index, skip);
    buffer_free(fill.value);
    lua_remove(L, good ? -1 : -2);
    if (!good) return false;
    if (form_type(self, boundary) && multipart_append_end(&self->bytes, boundary)) return true;
    return luaL_error(L, "not enough memory");
}

/* --- sending --- */

int64_t body_size(const body *self) {
    int64_t size = (int64_t)(self->bytes.length - self->sealed);
    for (size_t i = 0; i < segment_count(self); i++) {
        int64_t length = segment_at(self, i)->length;
        if (length == BODY_SIZE_UNKNOWN) return BODY_SIZE_UNKNOWN;
        size += length;
    }
    return size;
}

bool body_contiguous(const body *self, const char **data, size_t *length) {
    const segment *first = segment_count(self) > 0 ? segment_at(self, 0) : NULL;
    if (first != NULL && first->kind == SEGMENT_MEMORY && segment_count(self) == 1 && self->bytes.length == 0) {
        *data = first->memory;
        *length = (size_t)first->length;
        return true;
    }
    for (size_t i = 0; i < segment_count(self); i++) {
        if (segment_at(self, i)->kind != SEGMENT_OWN) return false;
    }
    *data = self->bytes.data != NULL ? self->bytes.data : "";
    *length = self->bytes.length;
    return true;
}

static int64_t file_read(body *self, const segment *from, char *target, size_t capacity) {
    int64_t got = source_read_file(from->fd, target, capacity, from->offset + self->done);
    if (got > 0) return got;
    self->file_failed = true;
    if (got < 0) return body_fail(self, "cannot read '%.200s': %s", from->name, strerror(errno));
    return body_fail(self, "'%.200s' shrank while it was sent: byte %lld of %lld is gone", from->name,
                     (long long)self->done + 1, (long long)from->length);
}

static int64_t pull_read(body *self, char *target, size_t capacity) {
    size_t left = self->chunk.length - self->chunk_done;
    if (left == 0) return BODY_WAIT;
    if (capacity > left) capacity = left;
    memcpy(target, self->chunk.data + self->chunk_done, capacity);
    self->chunk_done += capacity;
    self->pull_touched = true;
    return (int64_t)capacity;
}

static bool segment_finished(const body *self, const segment *one) {
    if (one->length != BODY_SIZE_UNKNOWN) return self->done == one->length;
    return self->pull_ended && self->chunk_done == self->chunk.length;
}

static int64_t segment_read(body *self, const segment *from, char *target, size_t capacity) {
    if (from->length != BODY_SIZE_UNKNOWN && (int64_t)capacity > from->length - self->done) {
        capacity = (size_t)(from->length - self->done);
    }
    switch (from->kind) {
    case SEGMENT_FILE: return file_read(self, from, target, capacity);
    case SEGMENT_PULL: return pull_read(self, target, capacity);
    case SEGMENT_MEMORY: memcpy(target, from->memory + self->done, capacity); break;
    case SEGMENT_OWN: memcpy(target, self->bytes.data + from->start + self->done, capacity); break;
    }
    return (int64_t)capacity;
}

/* The segment to read from now, or NULL at the end. */
static const segment *body_segment(body *self) {
    while (self->current < segment_count(self)) {
        const segment *one = segment_at(self, self->current);
        if (!segment_finished(self, one)) return one;
        self->current++;
        self->done = 0;
    }
    return NULL;
}

int64_t body_read(body *self, char *target, size_t capacity) {
    size_t filled = 0;
    const segment *from;
    if (!self->failed && !body_seal(self)) body_fail(self, "not enough memory");
    if (self->failed) return BODY_FAILED;
    while (filled < capacity && (from = body_segment(self)) != NULL) {
        int64_t got = segment_read(self, from, target + filled, capacity - filled);
        /* What was read before goes out first: the next read meets the same obstacle. */
        if (got < 0) return filled > 0 ? (int64_t)filled : got;
        self->done += got;
        filled += (size_t)got;
    }
    return (int64_t)filled;
}

bool body_rewind(body *self) {
    if (self->pull_touched) return false;
    self->current = 0;
    self->done = 0;
    self->failed = self->file_failed = false;
    self->error[0] = '\0';
    return true;
}

/* --- supplying --- */

bool body_supply(body *self, const void *bytes, size_t length) {
    const segment *pull = body_pull(self);
    if (pull == NULL || self->failed || self->pull_ended) return false;
    if (pull->length != BODY_SIZE_UNKNOWN && (int64_t)length > pull->length - self->supplied) {
        body_fail(self, "%s supplied more than the %lld bytes announced", pull->name, (long long)pull->length);
        return false;
    }
    if (self->chunk_done == self->chunk.length) {
        buffer_clear(&self->chunk);
        self->chunk_done = 0;
    }
    if (!buffer_append(&self->chunk, bytes, length)) return body_fail(self, "not enough memory"), false;
    self->supplied += (int64_t)length;
    return true;
}

bool body_supply_end(body *self) {
    const segment *pull = body_pull(self);
    if (pull == NULL || self->failed) return false;
    if (pull->length != BODY_SIZE_UNKNOWN && self->supplied != pull->length) {
        body_fail(self, "%s ended after %lld of the %lld bytes announced", pull->name, (long long)self->supplied,
                  (long long)pull->length);
        return false;
    }
    self->pull_ended = true;
    return true;
}

void body_supply_failed(body *self, const char *message) {
    body_fail(self, "%s", message);
}
