#include "base/id_table.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checksum.h"
#include "base/userdata.h"

#define ID_TABLE_TYPE "openai.core.id_table"
#define FIRST_SLOTS   1024 /* a power of two, as every size after it */

typedef struct id_table {
    uint64_t *hashes;
    uint32_t *positions; /* 0: the slot is free */
    size_t slots;
    size_t count;
    checksum salted; /* the state after the salt */
} id_table;

static id_table *id_table_check(lua_State *L) {
    return luaL_checkudata(L, 1, ID_TABLE_TYPE);
}

static void id_table_free(id_table *self) {
    free(self->hashes);
    free(self->positions);
    self->hashes = NULL;
    self->positions = NULL;
    self->slots = self->count = 0;
}

static int id_table_collect(lua_State *L) {
    id_table_free(id_table_check(L));
    return 0;
}

/* The slot of a hash: the one that holds it, or the free one where it belongs. There always is a free one. */
static size_t slot_find(const id_table *self, uint64_t hash) {
    size_t slot = (size_t)hash & (self->slots - 1);
    while (self->positions[slot] != 0 && self->hashes[slot] != hash) slot = (slot + 1) & (self->slots - 1);
    return slot;
}

static void slots_move(const id_table *from, id_table *to) {
    for (size_t i = 0; i < from->slots; i++) {
        if (from->positions[i] == 0) continue;
        size_t slot = slot_find(to, from->hashes[i]);
        to->hashes[slot] = from->hashes[i];
        to->positions[slot] = from->positions[i];
    }
}

static bool id_table_grow(id_table *self) {
    id_table larger = *self;
    larger.slots = self->slots > 0 ? self->slots * 2 : FIRST_SLOTS;
    larger.hashes = calloc(larger.slots, sizeof *larger.hashes);
    larger.positions = calloc(larger.slots, sizeof *larger.positions);
    if (larger.slots < self->slots || larger.hashes == NULL || larger.positions == NULL) {
        free(larger.hashes);
        free(larger.positions);
        return false;
    }
    slots_move(self, &larger);
    free(self->hashes);
    free(self->positions);
    *self = larger;
    return true;
}

static uint64_t id_hash(const id_table *self, const char *id, size_t length) {
    checksum sum = self->salted;
    checksum_update(&sum, id, length);
    return checksum_value(&sum);
}

static int id_table_add(lua_State *L) {
    id_table *self = id_table_check(L);
    size_t length;
    const char *id = luaL_checklstring(L, 2, &length);
    lua_Number position = luaL_checknumber(L, 3);
    luaL_argcheck(L, position >= 1 && position < UINT32_MAX, 3, "a position from 1 below 2^32 expected");
    if (self->count >= self->slots / 4 * 3 && !id_table_grow(self)) return luaL_error(L, "not enough memory");
    uint64_t hash = id_hash(self, id, length);
    size_t slot = slot_find(self, hash);
    if (self->positions[slot] != 0) {
        lua_pushinteger(L, (lua_Integer)self->positions[slot]);
        return 1;
    }
    self->hashes[slot] = hash;
    self->positions[slot] = (uint32_t)position;
    self->count++;
    return 0;
}

static int id_table_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)id_table_check(L)->count);
    return 1;
}

static void id_table_push_type(lua_State *L) {
    if (!userdata_unfinished(L, ID_TABLE_TYPE)) return;
    lua_newtable(L);
    lua_pushcfunction(L, id_table_add);
    lua_setfield(L, -2, "add");
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, id_table_count);
    lua_setfield(L, -2, "__len");
    lua_pushcfunction(L, id_table_collect);
    lua_setfield(L, -2, "__gc");
}

static int id_table_new(lua_State *L) {
    size_t length;
    const char *salt = luaL_checklstring(L, 1, &length);
    id_table *self = lua_newuserdata(L, sizeof *self);
    memset(self, 0, sizeof *self);
    id_table_push_type(L);
    lua_setmetatable(L, -2);
    checksum_start(&self->salted);
    checksum_update(&self->salted, salt, length);
    return 1;
}

void id_table_open(lua_State *L) {
    lua_pushcfunction(L, id_table_new);
}
