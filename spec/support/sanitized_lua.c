/* A small Lua interpreter linked with the sanitizers, for `make asan`:  sanitized_lua [-e CODE] [SCRIPT [ARGUMENT…]]
 * A stock interpreter with libasan preloaded would put every child process (shell, nginx, emulator) under them as well.
 * It always closes the state at the end, os.exit included, so that what LeakSanitizer still sees is a leak. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static const char prelude[] = "local exit = os.exit\n"
                              "function os.exit(code) if code == nil then code = true end exit(code, true) end\n";

static int report(lua_State *L, int status) {
    if (status != 0) {
        const char *message = lua_tostring(L, -1);
        fprintf(stderr, "%s\n", message ? message : "(error object is not a string)");
    }
    return status;
}

static int message_handler(lua_State *L) {
    if (!lua_isstring(L, 1) && !luaL_callmeta(L, 1, "__tostring")) return 1;
    const char *message = lua_tostring(L, -1);
    luaL_traceback(L, L, message, 1);
    return 1;
}

/* Calls the function under `arguments` values; the handler goes below them. */
static int protected_call(lua_State *L, int arguments) {
    int base = lua_gettop(L) - arguments;
    lua_pushcfunction(L, message_handler);
    lua_insert(L, base);
    int status = lua_pcall(L, arguments, 0, base);
    report(L, status);
    lua_remove(L, base);
    return status;
}

static void set_arguments(lua_State *L, int script, int argc, char **argv) {
    lua_createtable(L, argc - script, script);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - script);
    }
    lua_setglobal(L, "arg");
}

static int run_script(lua_State *L, int script, int argc, char **argv) {
    if (luaL_loadfile(L, argv[script]) != 0) return report(L, 1);
    for (int i = script + 1; i < argc; i++) lua_pushstring(L, argv[i]);
    return protected_call(L, argc - script - 1);
}

int main(int argc, char **argv) {
    int script = 1;
    const char *code = NULL;
    if (argc > 2 && strcmp(argv[1], "-e") == 0) {
        code = argv[2];
        script = 3;
    }
    lua_State *L = luaL_newstate();
    if (!L) return EXIT_FAILURE;
    luaL_openlibs(L);
    set_arguments(L, script, argc, argv);
    int status = luaL_dostring(L, prelude);
    if (status == 0 && code) status = luaL_loadstring(L, code) ? report(L, 1) : protected_call(L, 0);
    if (status == 0 && script < argc) status = run_script(L, script, argc, argv);
    lua_close(L);
    return status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
