/* What is said in a sound. Who asks for text, or for subtitles, gets those, also into a file; else it is an object. */
#include <string.h>

#include "http/replies.h"

static const reply_handler *handler_of(const char *format) {
    static const char *const texts[] = {"text", "srt", "vtt"};
    if (format == NULL || strstr(format, "json") != NULL) return &reply_json;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i], format) == 0) return &reply_media;
    }
    return &reply_any; /* one that came later */
}

static const reply_handler *transcript_ask(lua_State *L, int parameters, buffer *json) {
    (void)json;
    if (parameters == 0) return &reply_json;
    lua_pushliteral(L, "response_format");
    lua_rawget(L, parameters);
    const reply_handler *found = handler_of(lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL);
    lua_pop(L, 1);
    return found;
}

const reply_handler reply_transcript = {
    .name = "transcript",
    .large = true,
    .ask = transcript_ask,
};
