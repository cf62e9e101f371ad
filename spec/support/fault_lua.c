/*
 * Allocations that fail, for `make faults`:   fault_lua SCRIPT BASE_URL [FROM [STEP [LAST]]]
 *
 * The script returns two functions. run(base_url) is called while one allocation fails: the first one, then (in a fresh
 * Lua state) the second one, and so on until a run ends without one. Those of Lua and of the core count alike;
 * libcurl's do not: 7.88 forgets a transfer when one of certain kinds fails. It may raise. check(base_url) is called
 * after each run, when memory is there again: it must not raise. Linked with the core and the sanitizers: what is used
 * after it was freed, is leaked, or takes more than HANGING seconds fails.
 */
#include "fault.h"
#undef malloc
#undef calloc
#undef realloc
#undef strdup
#undef posix_memalign

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/compat.h"

#define HANGING 20

int luaopen_openai_core(lua_State *L);

/* Only this program, of one thread as far as allocations go that count, has such. */
static bool armed;
static long counted, failing;

void __sanitizer_print_stack_trace(void);

static bool fault_now(void) {
    if (!armed || ++counted != failing) return false;
    if (getenv("FAULTS_VERBOSE") != NULL) __sanitizer_print_stack_trace();
    return true;
}

void *fault_malloc(size_t size) {
    return fault_now() ? NULL : malloc(size);
}

void *fault_calloc(size_t count, size_t size) {
    return fault_now() ? NULL : calloc(count, size);
}

void *fault_realloc(void *block, size_t size) {
    return fault_now() ? NULL : realloc(block, size);
}

char *fault_strdup(const char *text) {
    return fault_now() ? NULL : strdup(text);
}

int fault_posix_memalign(void **block, size_t alignment, size_t size) {
    return fault_now() ? 12 : posix_memalign(block, alignment, size);
}

/* Lua relies on it that blocks can shrink. */
static void *lua_allocate(void *unused, void *block, size_t before, size_t size) {
    (void)unused;
    if (size == 0) {
        free(block);
        return NULL;
    }
    if ((block == NULL || size > before) && fault_now()) return NULL;
    return realloc(block, size);
}

static void hanging(int signal) {
    static const char message[] = "it hangs\n";
    (void)signal;
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0) _exit(3);
    _exit(2);
}

static void script_load(lua_State *L, const char *path) {
    luaL_openlibs(L);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    lua_pushcfunction(L, luaopen_openai_core);
    lua_setfield(L, -2, "openai.core");
    lua_settop(L, 0);
    lua_getglobal(L, "debug");
    lua_getfield(L, 1, "traceback");
    lua_remove(L, 1);
    if (luaL_loadfile(L, path) != 0 || lua_pcall(L, 0, 2, 1) != 0) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        exit(EXIT_FAILURE);
    }
}

/* False: the check failed. */
static bool state_run(const char *path, const char *url, long which) {
    lua_State *L = lua_newstate(lua_allocate, NULL);
    if (L == NULL) {
        puts("this Lua takes no allocator"); /* LuaJIT on 64 bits, before 2.1 was finished */
        exit(EXIT_SUCCESS);
    }
    script_load(L, path);
    counted = 0;
    failing = which;
    lua_pushvalue(L, 2);
    lua_pushstring(L, url);
    armed = true;
    int status = lua_pcall(L, 1, 0, 0);
    armed = false;
    lua_settop(L, 3);
    lua_pushstring(L, url);
    bool good = lua_pcall(L, 1, 0, 1) == 0;
    if (!good) fprintf(stderr, "after allocation %ld failed (run: %d): %s\n", which, status, lua_tostring(L, -1));
    lua_close(L);
    return good;
}

int main(int argc, char **argv) {
    if (argc < 3) return EXIT_FAILURE;
    long at = argc > 3 ? atol(argv[3]) : 1, step = argc > 4 ? atol(argv[4]) : 1, last = argc > 5 ? atol(argv[5]) : 0;
    long runs = 0, bad = 0;
    signal(SIGALRM, hanging);
    signal(SIGPIPE, SIG_IGN);
    do {
        alarm(HANGING);
        if (getenv("FAULTS_VERBOSE") != NULL) fprintf(stderr, "%ld\n", at);
        bad += !state_run(argv[1], argv[2], at);
        runs++;
        at += step;
    } while (counted >= failing && (last == 0 || at <= last));
    printf("%ld runs, %ld bad; the last one made %ld allocations, number %ld failed\n", runs, bad, counted, failing);
    return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
