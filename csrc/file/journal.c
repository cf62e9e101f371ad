#include "file/journal.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/system.h"
#include "base/userdata.h"

#define JOURNAL_TYPE "openai.core.journal"

typedef struct journal {
    int fd;         /* -1: closed */
    bool durable;   /* waits for the disk after each append */
    bool broken;    /* half a line may stand at the end: nothing can follow it */
    int64_t length; /* bytes that are in order */
} journal;

static int reason_return(lua_State *L, int error) {
    lua_pushnil(L);
    lua_pushstring(L, strerror(error));
    return 2;
}

static journal *journal_check(lua_State *L) {
    journal *self = luaL_checkudata(L, 1, JOURNAL_TYPE);
    luaL_argcheck(L, self->fd >= 0, 1, "the journal is closed");
    return self;
}

/* close(), and the collector: gives the lock back. Twice is fine. */
static int journal_close(lua_State *L) {
    journal *self = luaL_checkudata(L, 1, JOURNAL_TYPE);
    system_close(self->fd);
    self->fd = -1;
    return 0;
}

/* append(text): true once the disk has it; or nil, message, and the file is as it was before. */
static int journal_append(lua_State *L) {
    journal *self = journal_check(L);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    if (self->broken) return reason_return(L, EIO);
    if (!system_write(self->fd, text, length) || (self->durable && !system_sync(self->fd, false))) {
        int error = errno;
        self->broken = !system_truncate(self->fd, self->length);
        return reason_return(L, error);
    }
    self->length += (int64_t)length;
    lua_pushboolean(L, 1);
    return 1;
}

/* cut(length): what is behind goes. */
static int journal_cut(lua_State *L) {
    journal *self = journal_check(L);
    lua_Number number = luaL_checknumber(L, 2);
    luaL_argcheck(L, number >= 0 && number <= (lua_Number)self->length, 2, "a length of what is there expected");
    int64_t length = (int64_t)number;
    if (!system_truncate(self->fd, length) || !system_sync(self->fd, true)) return reason_return(L, errno);
    self->length = length;
    lua_pushboolean(L, 1);
    return 1;
}

static int journal_length(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)journal_check(L)->length);
    return 1;
}

static const luaL_Reg journal_methods[] = {
    {"append", journal_append}, {"cut", journal_cut}, {"length", journal_length},
    {"close", journal_close},   {NULL, NULL},
};

static void journal_push_type(lua_State *L) {
    if (!userdata_unfinished(L, JOURNAL_TYPE)) return;
    lua_newtable(L);
    compat_setfuncs(L, journal_methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, journal_close);
    lua_setfield(L, -2, "__gc");
}

static journal *journal_new(lua_State *L) {
    journal *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    self->fd = -1;
    journal_push_type(L);
    lua_setmetatable(L, -2);
    return self;
}

/* NULL when it can be a journal: an open, regular file. */
static const char *journal_objection(journal *self) {
    system_file facts;
    if (self->fd < 0 && errno == EEXIST) return "it is a symbolic link to a file that does not exist";
    if (self->fd < 0 || !system_file_of(self->fd, &facts)) return strerror(errno);
    self->length = facts.size;
    return facts.regular ? NULL : "it is not a regular file";
}

/* open(path, durable) → journal | nil, message, "locked" when another process (or this one) has it open. The file is
   created when it is missing; there is no other change. */
static int journal_lua_open(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    journal *self = journal_new(L);
    self->durable = lua_toboolean(L, 2);
    self->fd = system_open_append(path);
    const char *objection = journal_objection(self);
    if (objection == NULL && system_lock(self->fd)) return 1;
    system_close(self->fd);
    self->fd = -1;
    lua_pushnil(L);
    if (objection != NULL) return lua_pushfstring(L, "cannot open '%s': %s", path, objection), 2;
    lua_pushfstring(L, "'%s' is in use", path);
    lua_pushliteral(L, "locked");
    return 3;
}

void journal_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"open", journal_lua_open}, {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
