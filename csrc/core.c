/* openai.core: registers what the other rooms offer, nothing else. */
#include <curl/curl.h>
#include <dlfcn.h>

#include "call.h"
#include "client.h"
#include "endpoint.h"
#include "exchange.h"
#include "id_table.h"
#include "journal.h"
#include "json_encode.h"
#include "line_writer.h"
#include "lines.h"
#include "loop.h"
#include "matrix.h"
#include "matrix_file.h"
#include "matrix_search.h"
#include "md5.h"
#include "pager.h"
#include "source.h"
#include "values.h"
#include "vector.h"

#define OLDEST_CURL      0x074a00
#define OLDEST_CURL_NAME "7.74.0"

static void check_libcurl(lua_State *L) {
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST_CURL) {
        luaL_error(L, "openai needs libcurl " OLDEST_CURL_NAME " or newer; the one loaded is %s", version->version);
    }
}

__attribute__((visibility("default"))) int luaopen_openai_core(lua_State *L);

/* lua_close unloads modules, but libcurl's TLS library leaves handlers behind that run at exit, and fork handlers are ours:
 * the code must stay. The Makefile links with -z nodelete; luarocks' builtin build cannot, so the module also pins itself. */
static void stay_loaded(void) {
    Dl_info self;
    if (dladdr((void *)(size_t)&luaopen_openai_core, &self) == 0 || self.dli_fname == NULL) return;
    void *handle = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
    if (handle != NULL) dlclose(handle); /* the count only: NODELETE stays */
}

int luaopen_openai_core(lua_State *L) {
#if LUA_VERSION_NUM >= 502
    luaL_checkversion(L);
#endif
    check_libcurl(L);
    stay_loaded();
    exchange_open(L);
    lua_newtable(L);
    loop_open(L);
    client_open(L);
    lua_setfield(L, -2, "client");
    endpoint_open(L);
    call_open(L);
    pager_open(L);
    json_open(L);
    lua_setfield(L, -2, "json");
    source_open(L);
    lua_setfield(L, -2, "source");
    vector_open(L);
    lua_setfield(L, -2, "vector");
    lines_open(L);
    lua_setfield(L, -2, "lines");
    line_writer_open(L);
    lua_setfield(L, -2, "line_writer");
    matrix_open(L);
    matrix_search_open(L);
    matrix_file_open(L);
    lua_setfield(L, -2, "matrix");
    md5_open(L);
    lua_setfield(L, -2, "md5");
    journal_open_library(L);
    lua_setfield(L, -2, "journal");
    id_table_open(L);
    lua_setfield(L, -2, "id_table");
    values_open(L);
    lua_setfield(L, -2, "values");
    return 1;
}
