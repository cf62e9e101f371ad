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

/* A room's Lua face. */
typedef struct face {
    const char *name; /* of what it pushes, in the table of the module; NULL: it fills in that table by itself */
    void (*open)(lua_State *L);
} face;

/* Into the table on top. */
static void faces_open(lua_State *L, const face *faces) {
    for (const face *at = faces; at->open != NULL; at++) {
        at->open(L);
        if (at->name != NULL) lua_setfield(L, -2, at->name);
    }
}

/* Rooms below that the Lua layer has no business with: what their specs reach them by, and nothing else does. */
static void specs_open(lua_State *L) {
    static const face inner[] = {{"body", body_open},
                                 {"embeddings", embeddings_open},
                                 {"event_frames", event_frames_open},
                                 {"sink", sink_open_library},
                                 {"url", url_open},
                                 {NULL, NULL}};
    lua_newtable(L);
    faces_open(L, inner);
}

/* Three steps make one face: what is searched and saved is the same matrix. */
static void matrices_open(lua_State *L) {
    matrix_open(L);
    matrix_search_open(L);
    matrix_file_open(L);
}

/* From below to above: a face may look for what another one registered. */
static const face faces[] = {{NULL, loop_open},         {NULL, sleeper_open},  {"client", client_open},
                             {NULL, endpoint_open},     {NULL, call_open},     {"pager", pager_open},
                             {"stream", stream_open},   {"json", json_open},   {"source", source_open},
                             {"vector", vector_open},   {"lines", lines_open}, {"line_writer", line_writer_open},
                             {"matrix", matrices_open}, {"md5", md5_open},     {"journal", journal_open},
                             {"disk", disk_open},       {NULL, identity_open}, {"id_table", id_table_open},
                             {"base64", base64_open},   {"specs", specs_open}, {NULL, NULL}};

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
    faces_open(L, faces);
    return 1;
}
