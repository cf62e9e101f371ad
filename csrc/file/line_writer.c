#include "file/line_writer.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/userdata.h"
#include "file/sink.h"
#include "json/encode.h"

#define WRITER_TYPE "openai.line_writer"
#define BLOCK       ((size_t)128 * 1024) /* bytes written at a time */
#define BUFFER_KEPT ((size_t)1024 * 1024)

/* Busy: a value is being encoded, and a finalizer must not come in between; or that ended for want of memory. */
enum writer_state { WRITER_OPEN, WRITER_FAILED, WRITER_CLOSED, WRITER_DISCARDED, WRITER_BUSY };

static const char *const state_names[] = {"open", "failed", "closed", "discarded", "busy"};

/* Its user value is a table that holds the sink and the buffer. */
typedef struct line_writer {
    sink *file;
    buffer *lines; /* not written yet */
    enum writer_state state;
    lua_Number size, count;           /* so far; exact below 2^53 */
    lua_Number most_size, most_count; /* 0: no limit */
} line_writer;

static line_writer *writer_check(lua_State *L) {
    return luaL_checkudata(L, 1, WRITER_TYPE);
}

static int refuse(lua_State *L, const char *kind, const char *message) {
    lua_pushnil(L);
    lua_pushstring(L, kind);
    lua_pushstring(L, message);
    return 3;
}

static bool lines_flush(line_writer *self) {
    if (self->lines->length == 0) return true;
    bool good = sink_write(self->file, self->lines->data, self->lines->length);
    buffer_clear(self->lines);
    if (self->lines->capacity > BUFFER_KEPT) buffer_free(self->lines);
    if (!good) self->state = WRITER_FAILED;
    return good;
}

/* The writer when it can be written to; NULL after pushing why it cannot. */
static line_writer *writer_ready(lua_State *L) {
    line_writer *self = writer_check(L);
    if (self->state == WRITER_OPEN) return self;
    if (self->state != WRITER_FAILED) luaL_error(L, "the writer is %s", state_names[self->state]);
    refuse(L, "file", sink_error(self->file));
    return NULL;
}

/* A line without its end lies behind the first `before` bytes of the buffer. */
static int line_finish(lua_State *L, line_writer *self, size_t before) {
    lua_Number length = (lua_Number)(self->lines->length - before) + 1;
    bool fits = (self->most_size == 0 || self->size + length <= self->most_size) &&
                (self->most_count == 0 || self->count < self->most_count);
    if (!fits) {
        self->lines->length = before;
        lua_pushboolean(L, 0);
        return 1;
    }
    if (!buffer_append_byte(self->lines, '\n')) {
        self->lines->length = before;
        return luaL_error(L, "not enough memory");
    }
    self->size += length;
    self->count++;
    if (self->lines->length >= BLOCK && !lines_flush(self)) return refuse(L, "file", sink_error(self->file));
    lua_pushboolean(L, 1);
    return 1;
}

static int method_write(lua_State *L) {
    line_writer *self = writer_ready(L);
    if (self == NULL) return 3;
    luaL_checkany(L, 2);
    size_t before = self->lines->length;
    self->state = WRITER_BUSY;
    bool good = json_encode(L, 2, self->lines);
    self->state = WRITER_OPEN;
    if (good) return line_finish(L, self, before);
    return refuse(L, "invalid", lua_tostring(L, -1));
}

static size_t line_end_drop(const char *text, size_t length) {
    if (length > 0 && text[length - 1] == '\n') length--;
    if (length > 0 && text[length - 1] == '\r') length--;
    return length;
}

static int method_raw(lua_State *L) {
    line_writer *self = writer_ready(L);
    if (self == NULL) return 3;
    size_t length, before = self->lines->length;
    const char *text = luaL_checklstring(L, 2, &length);
    length = line_end_drop(text, length);
    if (memchr(text, '\n', length) != NULL) {
        return refuse(L, "invalid", "the text has a line end inside: a JSONL file has one value a line");
    }
    if (!buffer_append(self->lines, text, length)) return luaL_error(L, "not enough memory");
    return line_finish(L, self, before);
}

static int method_size(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)writer_check(L)->size);
    return 1;
}

static int method_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)writer_check(L)->count);
    return 1;
}

static int method_state(lua_State *L) {
    lua_pushstring(L, state_names[writer_check(L)->state]);
    return 1;
}

static void writer_end(line_writer *self, enum writer_state state) {
    self->state = state;
    buffer_free(self->lines);
    sink_discard(self->file);
}

/* close() → true | nil, message */
static int method_close(lua_State *L) {
    line_writer *self = writer_ready(L);
    bool good = self != NULL && lines_flush(self) && sink_commit(self->file);
    if (good) {
        writer_end(self, WRITER_CLOSED);
        lua_pushboolean(L, 1);
        return 1;
    }
    self = writer_check(L);
    lua_pushnil(L);
    lua_pushstring(L, sink_error(self->file));
    writer_end(self, WRITER_DISCARDED);
    return 2;
}

static int method_discard(lua_State *L) {
    line_writer *self = writer_check(L);
    if (self->state == WRITER_OPEN || self->state == WRITER_FAILED) writer_end(self, WRITER_DISCARDED);
    return 0;
}

static int lua_line_writer(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    lua_Number most_size = luaL_optnumber(L, 2, 0), most_count = luaL_optnumber(L, 3, 0);
    line_writer *self = lua_newuserdata(L, sizeof *self);
    *self = (line_writer){.state = WRITER_DISCARDED, .most_size = most_size, .most_count = most_count};
    lua_createtable(L, 2, 0);
    self->file = sink_new(L);
    lua_rawseti(L, -2, 1);
    self->lines = buffer_new(L);
    lua_rawseti(L, -2, 2);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, WRITER_TYPE);
    if (sink_open(self->file, path)) {
        self->state = WRITER_OPEN;
        return 1;
    }
    lua_pushnil(L);
    lua_pushstring(L, sink_error(self->file));
    return 2;
}

void line_writer_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"write", method_write}, {"raw", method_raw},     {"size", method_size},       {"count", method_count},
        {"close", method_close}, {"state", method_state}, {"discard", method_discard}, {NULL, NULL}};
    userdata_type(L, WRITER_TYPE, methods, NULL);
    lua_pushcfunction(L, lua_line_writer);
}
