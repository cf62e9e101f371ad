/* openai.core: registers what the other rooms offer, nothing else. */
#include <curl/curl.h>

#include "api/call.h"
#include "api/client.h"
#include "api/endpoint.h"
#include "api/pager.h"
#include "api/stream.h"
#include "base/id_table.h"
#include "base/identity.h"
#include "base/md5.h"
#include "base/system.h"
#include "file/disk.h"
#include "file/journal.h"
#include "file/line_writer.h"
#include "file/lines.h"
#include "file/sink.h"
#include "file/source.h"
#include "http/body.h"
#include "http/embeddings_bind.h"
#include "http/event_frames.h"
#include "http/exchange.h"
#include "http/url.h"
#include "loop/loop.h"
#include "loop/sleeper.h"
#include "vector/base64.h"
#include "vector/matrix.h"
#include "vector/matrix_file.h"
#include "vector/matrix_search.h"
#include "vector/vector.h"
#include "json/encode.h"

#define OLDEST_CURL      0x074a00
#define OLDEST_CURL_NAME "7.74.0"

static void check_libcurl(lua_State *L) {
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST_CURL) {
        luaL_error(L, "openai needs libcurl " OLDEST_CURL_NAME " or newer; the one loaded is %s", version->version);
    }
}

__attribute__((visibility("default"))) int luaopen_openai_core(lua_State *L);

/* Rooms below that the Lua layer has no business with: what their specs reach them by, and nothing else does. */
static void specs_open(lua_State *L) {
    lua_newtable(L);
    body_open(L);
    lua_setfield(L, -2, "body");
    embeddings_open(L);
    lua_setfield(L, -2, "embeddings");
    event_frames_open(L);
    lua_setfield(L, -2, "event_frames");
    sink_open_library(L);
    lua_setfield(L, -2, "sink");
    url_open(L);
    lua_setfield(L, -2, "url");
}

int luaopen_openai_core(lua_State *L) {
#if LUA_VERSION_NUM >= 502
    luaL_checkversion(L);
#endif
    check_libcurl(L);
    /* lua_close unloads modules, but libcurl's TLS library leaves handlers behind that run at exit, and fork handlers
     * are ours. The Makefile links with -z nodelete; luarocks' builtin build cannot. */
    system_stay_loaded((void (*)(void))luaopen_openai_core);
    exchange_open(L);
    lua_newtable(L);
    loop_open(L);
    sleeper_open(L);
    client_open(L);
    lua_setfield(L, -2, "client");
    endpoint_open(L);
    call_open(L);
    pager_open(L);
    lua_setfield(L, -2, "pager");
    stream_open(L);
    lua_setfield(L, -2, "stream");
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
    journal_open(L);
    lua_setfield(L, -2, "journal");
    disk_open(L);
    lua_setfield(L, -2, "disk");
    identity_open(L);
    id_table_open(L);
    lua_setfield(L, -2, "id_table");
    base64_open(L);
    lua_setfield(L, -2, "base64");
    specs_open(L);
    lua_setfield(L, -2, "specs");
    return 1;
}
