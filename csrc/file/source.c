#include "file/source.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/result.h"
#include "base/system.h"
#include "base/userdata.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53: whole numbers that a Lua 5.1 number holds exactly */

source *source_test(lua_State *L, int index) {
    return luaL_testudata(L, index, SOURCE_TYPE);
}

source *source_check(lua_State *L, int index) {
    return userdata_check(L, index, SOURCE_TYPE);
}

const char *source_media_type(const source *self) {
    static const char *const types[][2] = {
        {"jsonl", "application/jsonl"}, {"json", "application/json"}, {"txt", "text/plain"},
        {"md", "text/markdown"},        {"csv", "text/csv"},          {"html", "text/html"},
        {"pdf", "application/pdf"},     {"zip", "application/zip"},   {"png", "image/png"},
        {"jpg", "image/jpeg"},          {"jpeg", "image/jpeg"},       {"webp", "image/webp"},
        {"gif", "image/gif"},           {"mp3", "audio/mpeg"},        {"mpga", "audio/mpeg"},
        {"wav", "audio/wav"},           {"flac", "audio/flac"},       {"ogg", "audio/ogg"},
        {"m4a", "audio/mp4"},           {"mp4", "video/mp4"},         {"webm", "video/webm"},
    };
    const char *dot = strrchr(self->name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(dot + 1, types[i][0]) == 0) return types[i][1];
    }
    return "application/octet-stream";
}

/* What the user value holds: the texts and the values that the source needs, in this order. */
enum kept { KEPT_NAME = 1, KEPT_CONTENT };

static bool source_refuse(lua_State *L, const source *self, const char *why) {
    lua_pushfstring(L, "cannot read '%s': %s", self->kind == SOURCE_PATH ? self->path : self->name, why);
    return false;
}

/* The size of the slice of a whole with `whole` bytes; -1 when it reaches beyond. */
static int64_t slice_size(const source *self, int64_t whole) {
    if (self->offset > whole) return -1;
    if (self->length == SOURCE_REST) return whole - self->offset;
    return self->length <= whole - self->offset ? self->length : -1;
}

static bool slice_refuse(lua_State *L, const source *self, int64_t whole) {
    char bytes[24];
    snprintf(bytes, sizeof bytes, "%lld", (long long)whole);
    lua_pushfstring(L, "cannot read '%s': the slice reaches beyond its %s bytes", self->name, bytes);
    return false;
}

/* NULL when the open file is one that can be sent. */
static const char *file_objection(int fd, int64_t *whole) {
    system_file facts;
    if (!system_file_of(fd, &facts)) return strerror(errno);
    *whole = facts.size;
    if (facts.directory) return "it is a directory";
    if (!facts.regular) return "it is not a regular file, so its size is unknown; read it and use openai.bytes";
    return NULL;
}

/* A descriptor of our own for an open handle: the caller may close it or read on meanwhile. -1 with errno. */
static int handle_open(lua_State *L, int index) {
    lua_getuservalue(L, index);
    lua_rawgeti(L, -1, KEPT_CONTENT);
    FILE *file = compat_file(L, -1);
    lua_pop(L, 2);
    if (file == NULL) return errno = EBADF, -1;
    fflush(file); /* what was written to it belongs to the file */
    return system_duplicate_stream(file);
}

bool source_open_file(lua_State *L, int index, int *fd, int64_t *size) {
    const source *self = source_check(L, index);
    int64_t whole = (int64_t)self->bytes_length;
    *fd = -1;
    if (self->kind == SOURCE_PATH || self->kind == SOURCE_HANDLE) {
        int opened =
            self->kind == SOURCE_PATH ? system_open_regular(self->path) : handle_open(L, lua_absindex(L, index));
        if (opened < 0) return source_refuse(L, self, errno == EBADF ? "the handle is closed" : strerror(errno));
        const char *objection = file_objection(opened, &whole);
        if (objection != NULL || slice_size(self, whole) < 0) {
            system_close(opened);
            return objection != NULL ? source_refuse(L, self, objection) : slice_refuse(L, self, whole);
        }
        *fd = opened;
    }
    *size = slice_size(self, whole);
    return *size >= 0 || slice_refuse(L, self, whole);
}

void source_push_chunks(lua_State *L, int index) {
    lua_getuservalue(L, index);
    lua_rawgeti(L, -1, KEPT_CONTENT);
    lua_remove(L, -2);
}

bool source_take_chunks(lua_State *L, int index) {
    source *self = source_check(L, index);
    if (self->begun) return source_refuse(L, self, "its chunks were taken before; make a new source for another try");
    self->begun = true;
    source_push_chunks(L, index);
    return true;
}

int64_t source_read_file(int fd, char *target, size_t length, int64_t offset) {
    return system_read_at(fd, target, length, offset);
}

/* --- Lua side --- */

/* Pushes a source whose texts are Lua strings; `keep` is the stack index of a table that holds them. */
static source *source_push(lua_State *L, int keep) {
    source *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->length = SOURCE_REST;
    lua_pushvalue(L, keep);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, SOURCE_TYPE);
    return self;
}

/* Pushes {first, second} and tells where. */
static int strings_keep(lua_State *L, int first, int second) {
    lua_createtable(L, 2, 0);
    lua_pushvalue(L, first);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, second);
    lua_rawseti(L, -2, 2);
    return lua_gettop(L);
}

static const char *text_check(lua_State *L, int index) {
    size_t length;
    const char *text = luaL_checklstring(L, index, &length);
    luaL_argcheck(L, length > 0, index, "must not be empty");
    luaL_argcheck(L, strlen(text) == length, index, "must not hold a zero byte");
    return text;
}

static int source_file(lua_State *L) {
    const char *path = text_check(L, 1), *slash = strrchr(path, '/');
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pushstring(L, slash != NULL && slash[1] != '\0' ? slash + 1 : path);
        lua_replace(L, 2);
    }
    const char *name = text_check(L, 2);
    source *self = source_push(L, strings_keep(L, 2, 1));
    self->kind = SOURCE_PATH;
    self->path = path;
    self->name = name;
    return 1;
}

static int source_bytes(lua_State *L) {
    const char *name = text_check(L, 1);
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    luaL_argcheck(L, strchr(name, '\n') == NULL, 1, "a file name expected (the name comes first, then the data)");
    source *self = source_push(L, strings_keep(L, 1, 2));
    self->kind = SOURCE_BYTES;
    self->bytes = bytes;
    self->bytes_length = length;
    self->name = name;
    return 1;
}

static int64_t size_check(lua_State *L, int index) {
    lua_Number number = luaL_checknumber(L, index);
    luaL_argcheck(L, number >= 0 && number == floor(number) && number <= EXACT_MAX, index,
                  "a whole number of bytes, not negative, expected");
    return (int64_t)number;
}

/* nil for a pipe, a terminal …: what cannot be read at any place, in any order */
static int source_handle(lua_State *L) {
    FILE *file = compat_file(L, 1);
    luaL_argcheck(L, file != NULL, 1, "an open file expected");
    const char *name = text_check(L, 2);
    int64_t whole;
    off_t position = ftello(file);
    if (position < 0 || file_objection(fileno(file), &whole) != NULL) return 0;
    source *self = source_push(L, strings_keep(L, 2, 1));
    self->kind = SOURCE_HANDLE;
    self->name = name;
    self->offset = (int64_t)position;
    return 1;
}

static int source_chunks(lua_State *L) {
    const char *name = text_check(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    int64_t size = lua_isnoneornil(L, 3) ? SOURCE_REST : size_check(L, 3);
    source *self = source_push(L, strings_keep(L, 1, 2));
    self->kind = SOURCE_CHUNKS;
    self->name = name;
    self->length = size;
    return 1;
}

static int source_slice(lua_State *L) {
    const source *whole = source_check(L, 1);
    luaL_argcheck(L, whole->kind != SOURCE_CHUNKS, 1, "a function's chunks cannot be sliced");
    int64_t offset = size_check(L, 2);
    int64_t length = lua_isnoneornil(L, 3) ? SOURCE_REST : size_check(L, 3);
    int64_t known = whole->kind == SOURCE_BYTES ? slice_size(whole, (int64_t)whole->bytes_length) : whole->length;
    if (known != SOURCE_REST) {
        luaL_argcheck(L, offset <= known, 2, "the slice begins behind the end of the source");
        if (length == SOURCE_REST) length = known - offset;
        luaL_argcheck(L, length <= known - offset, 3, "the slice reaches behind the end of the source");
    }
    luaL_argcheck(L, (lua_Number)(whole->offset + offset) <= EXACT_MAX, 2, "no file is that long");
    lua_getuservalue(L, 1);
    source *self = source_push(L, lua_gettop(L));
    *self = *whole;
    self->offset += offset;
    self->length = length;
    return 1;
}

static int source_name(lua_State *L) {
    lua_pushstring(L, source_check(L, 1)->name);
    return 1;
}

static int source_type(lua_State *L) {
    lua_pushstring(L, source_media_type(source_check(L, 1)));
    return 1;
}

static int source_path(lua_State *L) {
    lua_pushstring(L, source_check(L, 1)->path); /* NULL pushes nil */
    return 1;
}

static int refuse_chunks(lua_State *L, const char *why) {
    source_refuse(L, source_check(L, 1), why);
    return return_failure(L);
}

static void push_size(lua_State *L, int64_t size) {
#if LUA_VERSION_NUM >= 503
    lua_pushinteger(L, (lua_Integer)size);
#else
    lua_pushnumber(L, (lua_Number)size);
#endif
}

static int source_size(lua_State *L) {
    const source *self = source_check(L, 1);
    int fd = -1;
    int64_t size = self->length;
    if (self->kind == SOURCE_CHUNKS) {
        if (size == SOURCE_REST) return refuse_chunks(L, "the function did not say how much it will produce");
    } else if (!source_open_file(L, 1, &fd, &size)) {
        return return_failure(L);
    }
    system_close(fd);
    push_size(L, size);
    return 1;
}

static int source_modified(lua_State *L) {
    const source *self = source_check(L, 1);
    int fd;
    int64_t size;
    system_file facts;
    if (self->kind == SOURCE_CHUNKS || self->kind == SOURCE_BYTES) return 0;
    if (!source_open_file(L, 1, &fd, &size)) return return_failure(L);
    bool known = system_file_of(fd, &facts);
    system_close(fd);
    if (!known) return 0;
    lua_pushnumber(L, (lua_Number)facts.modified);
    return 1;
}

static int source_lua_chunks(lua_State *L) {
    if (source_check(L, 1)->kind != SOURCE_CHUNKS) return 0;
    return source_take_chunks(L, 1) ? 1 : return_failure(L);
}

static bool file_read_into(const source *self, int fd, buffer *out, int64_t offset, size_t length) {
    while (out->length < length) {
        int64_t at = self->offset + offset + (int64_t)out->length;
        int64_t got = source_read_file(fd, out->data + out->length, length - out->length, at);
        if (got < 0) return false;
        if (got == 0) break;
        out->length += (size_t)got;
    }
    return true;
}

static int source_read(lua_State *L) {
    const source *self = source_check(L, 1);
    int64_t offset = size_check(L, 2), wanted = size_check(L, 3), size;
    buffer *out = buffer_new(L);
    int fd;
    if (self->kind == SOURCE_CHUNKS) return refuse_chunks(L, "a function's chunks come once, in their order");
    if (!source_open_file(L, 1, &fd, &size)) return return_failure(L);
    if (wanted > size - offset) wanted = offset < size ? size - offset : 0;
    if (self->kind == SOURCE_BYTES) {
        lua_pushlstring(L, self->bytes + self->offset + (wanted > 0 ? offset : 0), (size_t)wanted);
        return 1;
    }
    /* Nothing may raise while the file is open. */
    bool fits = (uint64_t)wanted < SIZE_MAX && buffer_reserve(out, (size_t)wanted + 1);
    bool read = fits && file_read_into(self, fd, out, offset, (size_t)wanted);
    int error = errno;
    system_close(fd);
    if (!fits) return luaL_error(L, "not enough memory");
    if (!read) return source_refuse(L, self, strerror(error)), return_failure(L);
    lua_pushlstring(L, out->data, out->length);
    buffer_free(out);
    return 1;
}

static int source_tostring(lua_State *L) {
    lua_pushfstring(L, SOURCE_TYPE " %s", source_check(L, 1)->name);
    return 1;
}

static void source_metatable(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"name", source_name}, {"type", source_type},         {"path", source_path},         {"size", source_size},
        {"read", source_read}, {"modified", source_modified}, {"chunks", source_lua_chunks}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__tostring", source_tostring}, {NULL, NULL}};
    userdata_type(L, SOURCE_TYPE, methods, metamethods);
    userdata_set_kind(L, SOURCE_TYPE,
                      "a file: upload it with client.files:create and give its id "
                      "(fine_tuning.jobs:run does both)");
}

void source_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"file", source_file},     {"handle", source_handle}, {"bytes", source_bytes},
                                         {"chunks", source_chunks}, {"slice", source_slice},   {NULL, NULL}};
    source_metatable(L);
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
