/*
 * A matrix as bytes, in a file or in a string. All numbers little-endian:
 *
 *   0   8  "oaimatrx"
 *   8   4  version of this format, 1
 *   12  4  where the values begin, 64
 *   16  8  dimensions
 *   24  8  rows
 *   32 32  zero
 *   64     rows · dimensions float32, row by row
 *   end 8  XXH64 (seed 0) of all before it
 *
 * Savers and loaders work in slices of as many bytes as the caller likes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/checksum.h"
#include "base/collector.h"
#include "base/system.h"
#include "base/userdata.h"
#include "file/sink.h"
#include "vector/float32.h"
#include "vector/matrix.h"
#include "vector/matrix_file.h"

#define MAGIC       "oaimatrx"
#define VERSION     1
#define HEADER_SIZE 64
#define SUM_SIZE    8
#define SAVER_TYPE  "openai.matrix_saver"
#define LOADER_TYPE "openai.matrix_loader"

static void number_write(unsigned char *to, uint64_t number, int size) {
    for (int i = 0; i < size; i++) to[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t number_read(const unsigned char *from, int size) {
    uint64_t number = 0;
    for (int i = size; i-- > 0;) number = number << 8 | from[i];
    return number;
}

static int message_return(lua_State *L, const char *message) {
    lua_pushnil(L);
    lua_pushstring(L, message);
    return 2;
}

/* Pushes "NAME WHY"; false. */
static bool refuse(lua_State *L, const char *name, const char *why) {
    lua_pushfstring(L, "%s %s", name, why);
    return false;
}

static bool refuse_errno(lua_State *L, const char *name) {
    lua_pushfstring(L, "%s cannot be read: %s", name, strerror(errno));
    return false;
}

/* --- writing --- */

/* Its user value is a table of the matrix and the sink or buffer. */
typedef struct saver {
    const matrix *rows;
    sink *file;       /* where to write … */
    buffer *memory;   /* … one of the two */
    size_t next, end; /* rows, as many as there were at the beginning */
    checksum sum;
    bool ended;
} saver;

static bool bytes_emit(saver *self, const void *bytes, size_t length) {
    checksum_update(&self->sum, bytes, length);
    if (self->file != NULL) return sink_write(self->file, bytes, length);
    return buffer_append(self->memory, bytes, length);
}

static bool floats_emit(saver *self, const float *values, size_t count) {
    float piece[1024];
    if (FLOAT32_IS_WIRE) return bytes_emit(self, values, count * sizeof *values);
    for (size_t size; count > 0; values += size, count -= size) {
        size = count < 1024 ? count : 1024;
        memcpy(piece, values, size * sizeof *piece);
        float32_from_wire(piece, size);
        if (!bytes_emit(self, piece, size * sizeof *piece)) return false;
    }
    return true;
}

static bool header_emit(saver *self) {
    unsigned char header[HEADER_SIZE] = MAGIC;
    checksum_start(&self->sum);
    number_write(header + 8, VERSION, 4);
    number_write(header + 12, HEADER_SIZE, 4);
    number_write(header + 16, self->rows->dimensions, 8);
    number_write(header + 24, self->end, 8);
    return bytes_emit(self, header, sizeof header);
}

static bool sum_emit(saver *self) {
    unsigned char bytes[SUM_SIZE];
    number_write(bytes, checksum_value(&self->sum), SUM_SIZE);
    return bytes_emit(self, bytes, sizeof bytes);
}

/* Up to `count` rows; the sum behind the last one. */
static bool rows_emit(lua_State *L, saver *self, size_t count) {
    size_t dimensions = self->rows->dimensions;
    while (count > 0 && self->next < self->end) {
        const matrix_chunk *chunk = self->rows->chunks[matrix_chunk_find(L, self->rows, self->next)];
        size_t from = self->next - chunk->first, size = chunk->rows - from;
        if (size > self->end - self->next) size = self->end - self->next;
        if (size > count) size = count;
        if (!floats_emit(self, chunk->values + from * dimensions, size * dimensions)) return false;
        self->next += size;
        count -= size;
    }
    if (self->next < self->end) return true;
    self->ended = true;
    return sum_emit(self);
}

/* Takes the sink or buffer on top of the stack and leaves the saver there. */
static saver *saver_push(lua_State *L, const matrix *rows) {
    saver *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->rows = rows;
    self->end = rows->count;
    lua_insert(L, -2);
    lua_createtable(L, 2, 0);
    lua_insert(L, -2);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 2);
    lua_setuservalue(L, -2);
    luaL_setmetatable(L, SAVER_TYPE);
    return self;
}

/* bytes(matrix) → string */
static int lua_bytes(lua_State *L) {
    const matrix *rows = matrix_check(L, 1);
    buffer *memory = buffer_new(L);
    saver *self = saver_push(L, rows);
    self->memory = memory;
    bool good = buffer_reserve(memory, HEADER_SIZE + self->end * rows->dimensions * sizeof(float) + SUM_SIZE) &&
                header_emit(self) && rows_emit(L, self, self->end);
    if (!good) return luaL_error(L, "not enough memory");
    lua_pushlstring(L, memory->data, memory->length);
    buffer_free(memory);
    return 1;
}

static int saver_fail(lua_State *L, saver *self) {
    self->ended = true;
    message_return(L, sink_error(self->file));
    sink_discard(self->file);
    return 2;
}

/* saver(matrix, path) → a saver | nil, message. Nothing has the final name before the last step. */
static int lua_saver(lua_State *L) {
    const matrix *rows = matrix_check(L, 1);
    const char *path = luaL_checkstring(L, 2);
    sink *file = sink_new(L);
    saver *self = saver_push(L, rows);
    self->file = file;
    if (sink_open(file, path) && header_emit(self)) return 1;
    return saver_fail(L, self);
}

/* step(bytes) → whether that was all | nil, message */
static int saver_step(lua_State *L) {
    saver *self = luaL_checkudata(L, 1, SAVER_TYPE);
    lua_Number bytes = luaL_checknumber(L, 2);
    luaL_argcheck(L, bytes >= 1 && bytes <= 1e15, 2, "a number of bytes expected");
    if (self->file == NULL || self->ended) return luaL_error(L, "nothing is left to save");
    size_t rows = (size_t)bytes / (self->rows->dimensions * sizeof(float));
    bool good = rows_emit(L, self, rows > 0 ? rows : 1) && (!self->ended || sink_commit(self->file));
    if (!good) return saver_fail(L, self);
    lua_pushboolean(L, self->ended);
    return 1;
}

static int saver_discard(lua_State *L) {
    saver *self = luaL_checkudata(L, 1, SAVER_TYPE);
    self->ended = true;
    if (self->file != NULL) sink_discard(self->file);
    return 0;
}

/* --- reading --- */

/* What a header says; the values begin behind it. */
typedef struct shape {
    size_t dimensions, rows;
} shape;

static bool size_check(lua_State *L, const char *name, uint64_t expected, uint64_t size) {
    char why[120];
    if (size == expected) return true;
    snprintf(why, sizeof why, "is %s: %" PRIu64 " bytes instead of the %" PRIu64 " that its header says",
             size < expected ? "cut short" : "damaged", size, expected);
    return refuse(L, name, why);
}

/* False: pushes a message. */
static bool header_read(lua_State *L, const char *name, const unsigned char *bytes, uint64_t size, shape *told) {
    if (size < HEADER_SIZE + SUM_SIZE || memcmp(bytes, MAGIC, 8) != 0) return refuse(L, name, "is not a saved matrix");
    if (number_read(bytes + 8, 4) != VERSION) {
        return refuse(L, name, "was saved in a format that this version of the library does not know");
    }
    uint64_t dimensions = number_read(bytes + 16, 8), rows = number_read(bytes + 24, 8);
    if (number_read(bytes + 12, 4) != HEADER_SIZE || dimensions < 1 || dimensions > MATRIX_MOST_COLUMNS ||
        rows > MATRIX_MOST_FLOATS / dimensions) {
        return refuse(L, name, "is damaged: its header makes no sense");
    }
    told->dimensions = (size_t)dimensions;
    told->rows = (size_t)rows;
    return size_check(L, name, HEADER_SIZE + rows * dimensions * sizeof(float) + SUM_SIZE, size);
}

static bool sum_check(lua_State *L, const char *name, const checksum *sum, const unsigned char *told) {
    if (checksum_value(sum) == number_read(told, SUM_SIZE)) return true;
    return refuse(L, name, "is damaged: its checksum does not match");
}

/* from_bytes(string) → matrix | nil, message */
static int lua_from_bytes(lua_State *L) {
    static const char name[] = "the string";
    size_t size;
    const unsigned char *bytes = (const unsigned char *)luaL_checklstring(L, 1, &size);
    shape told;
    checksum sum;
    lua_settop(L, 1);
    lua_pushnil(L);
    if (!header_read(L, name, bytes, size, &told)) return 2;
    checksum_start(&sum);
    checksum_update(&sum, bytes, size - SUM_SIZE);
    if (!sum_check(L, name, &sum, bytes + size - SUM_SIZE)) return 2;
    matrix_new(L, told.dimensions);
    if (told.rows == 0) return 1;
    matrix_chunk *chunk = matrix_chunk_new(L, told.rows, told.dimensions);
    memcpy(chunk->values, bytes + HEADER_SIZE, told.rows * told.dimensions * sizeof(float));
    float32_from_wire(chunk->values, told.rows * told.dimensions);
    chunk->rows = told.rows;
    matrix_adopt(L, 3, chunk);
    return 1;
}

/* Loads a file in steps: reads it into memory of its own, or checks what is mapped. Its user value is a table of the
 * chunk and the name. */
typedef struct loader {
    matrix_chunk *chunk;
    shape told;
    int fd;       /* -1: the file is mapped */
    size_t begun; /* bytes of the values that are there and summed */
    checksum sum;
    unsigned char last[SUM_SIZE]; /* what the file says about itself */
} loader;

static int loader_collect(lua_State *L) {
    loader *self = luaL_checkudata(L, 1, LOADER_TYPE);
    system_close(self->fd);
    self->fd = -1;
    return 0;
}

static loader *loader_push(lua_State *L, int name) {
    loader *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->fd = -1;
    checksum_start(&self->sum);
    luaL_setmetatable(L, LOADER_TYPE);
    lua_createtable(L, 2, 0);
    lua_pushvalue(L, name);
    lua_rawseti(L, -2, 2);
    lua_setuservalue(L, -2);
    return self;
}

/* Pops the chunk on top. */
static void loader_keep(lua_State *L, int index, matrix_chunk *chunk) {
    loader *self = lua_touserdata(L, index);
    lua_getuservalue(L, index);
    lua_insert(L, -2);
    lua_rawseti(L, -2, 1);
    lua_pop(L, 1);
    self->chunk = chunk;
}

/* So many bytes from there on; false: pushes a message. A file may get shorter while it is read. */
static bool bytes_read(lua_State *L, const char *name, int fd, void *target, size_t length, int64_t offset) {
    for (size_t done = 0; done < length;) {
        int64_t got = system_read_at(fd, (char *)target + done, length - done, offset + (int64_t)done);
        if (got < 0) return refuse_errno(L, name);
        if (got == 0) return refuse(L, name, "became shorter while it was read");
        done += (size_t)got;
    }
    return true;
}

static bool file_size(lua_State *L, const char *name, int fd, uint64_t *size) {
    system_file facts;
    if (!system_file_of(fd, &facts)) return refuse_errno(L, name);
    if (facts.directory) return refuse(L, name, "is a directory");
    if (facts.size < HEADER_SIZE + SUM_SIZE) return refuse(L, name, "is not a saved matrix");
    if ((uint64_t)facts.size > SIZE_MAX) return refuse(L, name, "is too large for this machine");
    *size = (uint64_t)facts.size;
    return true;
}

/* The loader is at index 2; its descriptor is open. */
static bool loader_begin(lua_State *L, const char *name, loader *self) {
    unsigned char header[HEADER_SIZE];
    uint64_t size = 0;
    if (!file_size(L, name, self->fd, &size) || !bytes_read(L, name, self->fd, header, sizeof header, 0) ||
        !header_read(L, name, header, size, &self->told) ||
        !bytes_read(L, name, self->fd, self->last, SUM_SIZE, (int64_t)(size - SUM_SIZE))) {
        return false;
    }
    checksum_update(&self->sum, header, sizeof header);
    return true;
}

/* Private and, where the order of bytes is another, writable: then the values are put right in place. */
static bool loader_map(lua_State *L, const char *name, loader *self) {
    size_t size = HEADER_SIZE + self->told.rows * self->told.dimensions * sizeof(float) + SUM_SIZE;
    matrix_chunk *chunk = matrix_chunk_push(L);
    loader_keep(L, 2, chunk);
    void *mapping = system_map(self->fd, size, !FLOAT32_IS_WIRE);
    if (mapping == NULL) return refuse_errno(L, name);
    system_close(self->fd);
    self->fd = -1;
    chunk->mapping = mapping;
    chunk->mapped = size;
    chunk->values = (float *)(void *)((char *)mapping + HEADER_SIZE);
    return true;
}

/* loader(path, map) → a loader | nil, message */
static int lua_loader(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    bool mapped = lua_toboolean(L, 2);
    lua_settop(L, 1);
    loader *self = loader_push(L, 1);
    const char *name = lua_pushfstring(L, "'%s'", path);
    lua_pushnil(L);
    self->fd = system_open_regular(path);
    if (self->fd < 0) return refuse_errno(L, name), 2;
    if (!loader_begin(L, name, self) || (mapped && !loader_map(L, name, self))) return 2;
    if (!mapped) loader_keep(L, 2, matrix_chunk_new(L, self->told.rows, self->told.dimensions));
    lua_settop(L, 2);
    return 1;
}

static int loader_finish(lua_State *L, loader *self, const char *name) {
    matrix_chunk *chunk = self->chunk;
    lua_pushnil(L);
    if (!sum_check(L, name, &self->sum, self->last)) return 2;
    float32_from_wire(chunk->values, self->told.rows * self->told.dimensions);
    matrix_new(L, self->told.dimensions);
    self->chunk = NULL;
    if (self->told.rows == 0) return 1;
    lua_getuservalue(L, 1);
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
    chunk->rows = chunk->capacity = self->told.rows;
    matrix_adopt(L, lua_gettop(L) - 1, chunk);
    if (chunk->mapping != NULL) collector_tell(L, chunk->bytes = chunk->mapped);
    return 1;
}

/* The next bytes of the values are there, and summed. */
static bool loader_advance(lua_State *L, loader *self, const char *name, size_t size) {
    char *values = (char *)self->chunk->values + self->begun;
    int64_t offset = (int64_t)(HEADER_SIZE + self->begun);
    if (self->fd >= 0 && !bytes_read(L, name, self->fd, values, size, offset)) return false;
    checksum_update(&self->sum, values, size);
    self->begun += size;
    return true;
}

/* step(bytes) → false: there is more | the matrix | nil, message */
static int loader_step(lua_State *L) {
    loader *self = luaL_checkudata(L, 1, LOADER_TYPE);
    lua_Number bytes = luaL_checknumber(L, 2);
    luaL_argcheck(L, bytes >= 1 && bytes <= 1e15, 2, "a number of bytes expected");
    if (self->chunk == NULL || self->chunk->values == NULL) return luaL_error(L, "nothing is left to load");
    lua_settop(L, 1);
    lua_getuservalue(L, 1);
    lua_rawgeti(L, -1, 2);
    const char *name = lua_pushfstring(L, "'%s'", lua_tostring(L, -1));
    size_t left = self->told.rows * self->told.dimensions * sizeof(float) - self->begun;
    size_t size = bytes < (lua_Number)left ? (size_t)bytes : left;
    lua_pushnil(L);
    if (!loader_advance(L, self, name, size)) return 2;
    if (size == left) return loader_finish(L, self, name);
    lua_pushboolean(L, 0);
    return 1;
}

/* --- opening --- */

void matrix_file_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"bytes", lua_bytes},
                                         {"from_bytes", lua_from_bytes},
                                         {"saver", lua_saver},
                                         {"loader", lua_loader},
                                         {NULL, NULL}};
    static const luaL_Reg saving[] = {{"step", saver_step}, {"discard", saver_discard}, {NULL, NULL}};
    static const luaL_Reg loading[] = {{"step", loader_step}, {NULL, NULL}};
    userdata_type(L, SAVER_TYPE, saving, NULL);
    static const luaL_Reg metamethods[] = {{"__gc", loader_collect}, {NULL, NULL}};
    userdata_type(L, LOADER_TYPE, loading, metamethods);
    compat_setfuncs(L, functions);
}
