#include "http/event_frames.h"

/* What its specs reach the framing by. */

static void records_push(lua_State *L, const buffer *records) {
    size_t offset = 0;
    lua_newtable(L);
    for (int i = 1; offset < records->length; i++) {
        event_record item = event_record_read(records, &offset);
        lua_createtable(L, 0, 2);
        lua_pushlstring(L, item.data, item.length);
        lua_setfield(L, -2, "data");
        if (item.name_length > 0) {
            lua_pushlstring(L, item.name, item.name_length);
            lua_setfield(L, -2, "name");
        }
        lua_rawseti(L, -2, i);
    }
}

static enum event_frames_status feed_pieces(event_frames *frames, const char *text, size_t length, size_t piece) {
    enum event_frames_status status = FRAMES_MORE;
    for (size_t at = 0; at < length && status == FRAMES_MORE; at += piece) {
        status = event_frames_feed(frames, text + at, length - at < piece ? length - at : piece);
    }
    return status == FRAMES_MORE ? event_frames_end(frames) : status;
}

/* frames(text, piece[, limit]) → {{data, name} …}, how it ended, whether the last one was torn; fed in pieces of so
 * many bytes. */
static int frames_lua(lua_State *L) {
    static const char *const words[] = {"more", "marked", "too large", "no memory"};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    event_frames frames = {.limit = (size_t)luaL_optinteger(L, 3, 0)};
    buffer *records = buffer_new(L);
    enum event_frames_status status = feed_pieces(&frames, text, length, (size_t)luaL_checkinteger(L, 2));
    bool torn = frames.torn, taken = event_frames_take(&frames, records);
    event_frames_free(&frames);
    if (!taken) return luaL_error(L, "not enough memory");
    records_push(L, records);
    lua_pushstring(L, words[status]);
    lua_pushboolean(L, torn);
    return 3;
}

void event_frames_open(lua_State *L) {
    lua_pushcfunction(L, frames_lua);
}
