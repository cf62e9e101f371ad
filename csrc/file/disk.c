#include "file/disk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/system.h"

static int failure_return(lua_State *L, const char *verb, const char *path) {
    int error = errno;
    lua_pushnil(L);
    lua_pushfstring(L, "cannot %s '%s': %s", verb, path, strerror(error));
    return 2;
}

/* sync(path): true once the disk has the file's content, or the directory's names. */
static int disk_sync(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    int fd = system_open_read(path);
    if (fd < 0) return failure_return(L, "open", path);
    bool synced = system_sync(fd, true);
    int error = errno;
    system_close(fd);
    errno = error;
    if (!synced) return failure_return(L, "write", path);
    lua_pushboolean(L, 1);
    return 1;
}

/* make_directory(path): true; one that is there will do. */
static int disk_make_directory(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    if (!system_make_directory(path)) return failure_return(L, "create", path);
    lua_pushboolean(L, 1);
    return 1;
}

/* temporary_directory() → the path of a new one, for this user only. */
static int disk_temporary_directory(lua_State *L) {
    size_t length;
    lua_pushfstring(L, "%s/openai-XXXXXX", system_temporary_place());
    const char *pattern = lua_tolstring(L, -1, &length);
    char *path = lua_newuserdata(L, length + 1);
    memcpy(path, pattern, length + 1);
    if (!system_make_temporary(path)) return failure_return(L, "create", pattern);
    lua_pushstring(L, path);
    return 1;
}

void disk_open(lua_State *L) {
    static const luaL_Reg functions[] = {{"sync", disk_sync},
                                         {"make_directory", disk_make_directory},
                                         {"temporary_directory", disk_temporary_directory},
                                         {NULL, NULL}};
    lua_newtable(L);
    compat_setfuncs(L, functions);
}
