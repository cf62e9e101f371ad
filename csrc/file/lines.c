#include "file/lines.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/system.h"
#include "base/userdata.h"
#include "json/decode.h"

#define LINES_TYPE  "openai.lines"
#define BLOCK       ((size_t)128 * 1024) /* bytes read at a time */
#define BUFFER_KEPT ((size_t)1024 * 1024)
#define LONG_SHOWN  256 /* bytes of a line above the limit */
#define SCAN_SPEED  16  /* finding lines costs that much less per byte than decoding them */

enum line_status { LINE_FOUND, LINE_PASSED, LINE_END, LINE_FEED, LINE_MORE, LINE_LONG, LINE_FAILED };

/* Its user value is a table that holds the decoder. */
typedef struct line_reader {
    int fd; /* -1: fed, or at its end */
    bool fed, ended;
    bool every;    /* blank lines count, and a byte order mark is text like any other */
    bool begun;    /* looked for the byte order mark */
    bool skipping; /* in a line above the limit, which has been reported */
    bool decoding; /* `line` is under way */
    bool busy;     /* the decoder runs; a finalizer must not come in between */
    int error;     /* errno */
    buffer held;
    size_t from;      /* the next line's first byte in held */
    size_t scanned;   /* so many bytes behind it are known to be without line feed */
    size_t work;      /* bytes' worth of decoding since the last LINE_MORE */
    size_t limit;     /* bytes of a line */
    int64_t offset;   /* of held.data[from] in the text */
    int64_t number;   /* of the latest line, from 1 */
    const char *line; /* the latest, in held */
    size_t length;
    int64_t place; /* its offset */
} line_reader;

static line_reader *reader_check(lua_State *L) {
    line_reader *self = luaL_checkudata(L, 1, LINES_TYPE);
    if (self->busy) luaL_error(L, "this reader is in the middle of a line");
    return self;
}

/* --- finding lines --- */

static void file_close(line_reader *self) {
    system_close(self->fd);
    self->fd = -1;
}

/* Bytes that are not read yet move to the front of the buffer. */
static void held_compact(line_reader *self) {
    size_t left = self->held.length - self->from;
    if (self->from == 0) return;
    if (left == 0 && self->held.capacity > BUFFER_KEPT) {
        buffer_free(&self->held);
    } else {
        memmove(self->held.data, self->held.data + self->from, left);
    }
    self->held.length = left;
    self->from = 0;
}

static void held_drop(line_reader *self, size_t bytes) {
    self->from += bytes;
    self->offset += (int64_t)bytes;
    self->scanned = 0;
}

/* Reads on. At the end of the file `ended` is set. */
static bool held_fill(line_reader *self) {
    held_compact(self);
    if (!buffer_reserve(&self->held, BLOCK)) return self->error = ENOMEM, false;
    int64_t got = system_read(self->fd, self->held.data + self->held.length, BLOCK);
    if (got < 0) return self->error = errno, false;
    self->held.length += (size_t)got;
    self->work += (size_t)got / SCAN_SPEED;
    self->ended = got == 0;
    if (self->ended) file_close(self);
    return true;
}

static bool is_blank(const char *text, size_t length) {
    while (length > 0 && (*text == ' ' || *text == '\t' || *text == '\r')) text++, length--;
    return length == 0;
}

/* The `length` bytes at `from` are a line, or the rest of one; `behind` bytes end it. */
static enum line_status line_end(line_reader *self, size_t length, size_t behind) {
    bool skipping = self->skipping;
    self->line = self->held.data + self->from;
    self->place = self->offset;
    self->skipping = false;
    held_drop(self, length + behind);
    if (skipping) return LINE_PASSED;
    self->number++;
    if (length > 0 && self->line[length - 1] == '\r') length--;
    self->length = length;
    if (length <= self->limit) return !self->every && is_blank(self->line, length) ? LINE_PASSED : LINE_FOUND;
    if (length > LONG_SHOWN) self->length = LONG_SHOWN;
    return LINE_LONG;
}

/* The rest of the line passes by without being kept. */
static enum line_status line_give_up(line_reader *self, size_t left) {
    line_end(self, left, 0);
    self->skipping = true;
    return LINE_LONG;
}

static enum line_status line_scan(line_reader *self) {
    size_t left = self->held.length - self->from;
    if (left == 0) return self->ended ? LINE_END : LINE_FEED;
    const char *start = self->held.data + self->from, *feed = NULL;
    if (left > self->scanned) feed = memchr(start + self->scanned, '\n', left - self->scanned);
    if (feed != NULL) return line_end(self, (size_t)(feed - start), 1);
    if (self->ended) return line_end(self, left, 0);
    self->scanned = left;
    if (self->skipping) {
        held_drop(self, left);
    } else if (left > self->limit + 1) { /* a carriage return does not count */
        return line_give_up(self, left);
    }
    return LINE_FEED;
}

/* False: too little is held to know. */
static bool mark_pass(line_reader *self) {
    size_t left = self->held.length - self->from;
    if (self->begun) return true;
    if (left < 3 && !self->ended) return false;
    self->begun = true;
    if (left >= 3 && memcmp(self->held.data + self->from, "\xEF\xBB\xBF", 3) == 0) held_drop(self, 3);
    return true;
}

static bool slice_over(line_reader *self, size_t slice) {
    if (self->work < slice) return false;
    self->work = 0;
    return true;
}

static enum line_status line_take(line_reader *self, size_t slice) {
    for (;;) {
        if (slice_over(self, slice)) return LINE_MORE;
        enum line_status status = mark_pass(self) ? line_scan(self) : LINE_FEED;
        if (status == LINE_PASSED) continue;
        if (status != LINE_FEED || self->fed) return status;
        if (!held_fill(self)) return LINE_FAILED;
    }
}

/* --- for Lua --- */

static int word_return(lua_State *L, const char *word) {
    lua_pushnil(L);
    lua_pushstring(L, word);
    return 2;
}

/* What belongs to a bad line; its message is on top, or nil. */
static int bad_return(lua_State *L, const line_reader *self, const char *word) {
    int message = lua_gettop(L);
    word_return(L, word);
    lua_pushinteger(L, (lua_Integer)self->number);
    lua_pushlstring(L, self->line, self->length);
    lua_pushvalue(L, message);
    lua_pushinteger(L, (lua_Integer)self->place);
    return 6;
}

static int status_return(lua_State *L, const line_reader *self, enum line_status status) {
    switch (status) {
    case LINE_END: return word_return(L, "end");
    case LINE_FEED: return word_return(L, "feed");
    case LINE_MORE: return word_return(L, "more");
    case LINE_LONG: lua_pushnil(L); return bad_return(L, self, "long");
    default:
        word_return(L, "failed");
        lua_pushstring(L, strerror(self->error));
        return 3;
    }
}

static size_t slice_check(lua_State *L) {
    lua_Number slice = luaL_optnumber(L, 2, 0);
    luaL_argcheck(L, slice >= 0 && slice < 1e15, 2, "a number of bytes expected");
    return slice >= 1 ? (size_t)slice : SIZE_MAX;
}

/* A line has been found. */
static int line_decode(lua_State *L, line_reader *self, size_t slice) {
    lua_getuservalue(L, 1);
    lua_rawgeti(L, -1, 1);
    if (!self->decoding) json_decoder_start_alike(lua_touserdata(L, -1), self->line, self->length);
    self->busy = self->decoding = true;
    enum json_status status = json_decoder_step(L, -1, slice > self->work ? slice - self->work : 1);
    self->busy = false;
    self->decoding = status == JSON_MORE;
    if (status == JSON_MORE) {
        self->work = 0;
        return word_return(L, "more");
    }
    self->work += self->length;
    if (status == JSON_FAILED) return bad_return(L, self, "bad");
    lua_pushinteger(L, (lua_Integer)self->number);
    lua_insert(L, -2);
    lua_pushinteger(L, (lua_Integer)self->place);
    return 3;
}

static int method_decode(lua_State *L) {
    line_reader *self = reader_check(L);
    size_t slice = slice_check(L);
    if (!self->decoding) {
        enum line_status status = line_take(self, slice);
        if (status != LINE_FOUND) return status_return(L, self, status);
    }
    return line_decode(L, self, slice);
}

static line_reader *reader_between_lines(lua_State *L) {
    line_reader *self = reader_check(L);
    if (self->decoding) luaL_error(L, "this reader is in the middle of a line");
    return self;
}

static int method_raw(lua_State *L) {
    line_reader *self = reader_between_lines(L);
    enum line_status status = line_take(self, slice_check(L));
    if (status != LINE_FOUND) return status_return(L, self, status);
    self->work += self->length / SCAN_SPEED;
    lua_pushinteger(L, (lua_Integer)self->number);
    lua_pushlstring(L, self->line, self->length);
    lua_pushinteger(L, (lua_Integer)self->place);
    return 3;
}

/* feed(piece) */
static int method_feed(lua_State *L) {
    line_reader *self = reader_between_lines(L);
    size_t length;
    const char *piece = luaL_checklstring(L, 2, &length);
    if (!self->fed || self->ended) return luaL_error(L, "this reader takes no pieces");
    held_compact(self);
    if (!buffer_append(&self->held, piece, length)) return luaL_error(L, "not enough memory");
    self->work += length / SCAN_SPEED;
    return 0;
}

static int method_finish(lua_State *L) {
    line_reader *self = reader_check(L);
    if (self->fed) self->ended = true;
    return 0;
}

static void reader_free(line_reader *self) {
    file_close(self);
    buffer_free(&self->held);
    self->from = self->scanned = 0;
    self->ended = true;
    self->decoding = self->skipping = false;
}

static int method_close(lua_State *L) {
    reader_free(reader_check(L));
    return 0;
}

static int reader_collect(lua_State *L) {
    reader_free(luaL_checkudata(L, 1, LINES_TYPE));
    return 0;
}

static bool reader_open(line_reader *self, const char *path) {
    self->fd = system_open_read(path);
    return self->fd >= 0;
}

/* lines(limit, path, every) → a reader; without a path it is fed */
static int lua_lines(lua_State *L) {
    lua_Number limit = luaL_checknumber(L, 1);
    const char *path = luaL_optstring(L, 2, NULL);
    bool every = lua_toboolean(L, 3) != 0;
    luaL_argcheck(L, limit >= 1 && limit < 1e12, 1, "a number of bytes expected");
    line_reader *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->fd = -1;
    self->fed = path == NULL;
    self->every = self->begun = every;
    self->limit = (size_t)limit;
    luaL_setmetatable(L, LINES_TYPE);
    lua_createtable(L, 1, 0);
    json_decoder_new(L);
    lua_rawseti(L, -2, 1);
    lua_setuservalue(L, -2);
    if (self->fed || reader_open(self, path)) return 1;
    lua_pushnil(L);
    lua_pushstring(L, strerror(errno));
    return 2;
}

void lines_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"decode", method_decode}, {"raw", method_raw},     {"feed", method_feed},
                                       {"finish", method_finish}, {"close", method_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", reader_collect}, {NULL, NULL}};
    userdata_type(L, LINES_TYPE, methods, metamethods);
    lua_pushcfunction(L, lua_lines);
}
