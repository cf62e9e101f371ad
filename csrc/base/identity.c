#include "base/identity.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checksum.h"
#include "base/system.h"

#define RANDOM_BYTES 8

void checksum_push(lua_State *L, const char *text, size_t length) {
    checksum sum;
    char digits[17];
    checksum_start(&sum);
    checksum_update(&sum, text, length);
    snprintf(digits, sizeof digits, "%016" PRIx64, checksum_value(&sum));
    lua_pushlstring(L, digits, 16);
}

/* checksum(text) → XXH64 in 16 hexadecimal digits */
static int text_checksum(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    checksum_push(L, text, length);
    return 1;
}

/* random_id() → 16 hexadecimal digits that no other program has | nil, message */
static int random_id(lua_State *L) {
    unsigned char bytes[RANDOM_BYTES];
    char digits[2 * RANDOM_BYTES + 1];
    if (!system_random(bytes, sizeof bytes)) {
        lua_pushnil(L);
        lua_pushfstring(L, "the system gives no random bytes: %s", strerror(errno));
        return 2;
    }
    for (int i = 0; i < RANDOM_BYTES; i++) snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
    lua_pushlstring(L, digits, 2 * RANDOM_BYTES);
    return 1;
}

static int process_id(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)system_process());
    return 1;
}

void identity_open(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"checksum", text_checksum}, {"random_id", random_id}, {"process_id", process_id}, {NULL, NULL}};
    compat_setfuncs(L, functions);
}
