/* A file: as one string, written to a path, or handed out piece by piece. What is cut goes on where it stopped; to a
 * path, also in a later call. */
#include <stdlib.h>
#include <string.h>

#include "file/sink.h"
#include "http/download.h"
#include "http/replies.h"
#include "http/reply.h"
#include "http/reply_json.h"
#include "json/decode.h"

/* Pieces: the transfer pauses when so much lies unread. */
#define PIECES_HIGH (1024 * 1024)

typedef struct file {
    download download;
    sink *sink;                    /* NULL: it stays in memory; kept alive by the exchange */
    char note[DOWNLOAD_NOTE_SIZE]; /* what is noted beside it */
} file;

/* Made at the first use; NULL without memory. */
static file *file_of(answer *self) {
    if (self->state != NULL) return self->state;
    file *made = calloc(1, sizeof *made);
    if (made != NULL) download_aim(&made->download, 0);
    self->state = made;
    return made;
}

/* Goes on behind what an earlier call left, where that was of the same address. */
static bool sink_begin(answer *self, file *target, const char *path) {
    int64_t there = 0;
    if (!sink_reopen(target->sink, path, target->note, sizeof target->note, &there)) return false;
    if (self->bespoke || !download_read(&target->download, self->url, target->note, there)) {
        there = 0;
        target->note[0] = '\0';
        if (!sink_note(target->sink, "")) return false;
    }
    self->from = self->received = there;
    self->etag = target->download.etag;
    self->resumable = there > 0;
    return sink_truncate(target->sink, there);
}

static bool bytes_open(lua_State *L, int index, answer *self, const char *path) {
    file *target = file_of(self);
    if (target == NULL) return luaL_error(L, "openai: out of memory");
    sink *made = sink_new(L);
    answer_keep(L, index, self);
    target->sink = made;
    if (sink_begin(self, target, path)) return true;
    lua_pushstring(L, sink_error(made));
    return false;
}

static void fail_sink(answer *self, const file *target) {
    answer_fail(self, "file", sink_error(target->sink), false);
}

static bool file_note(file *target, const char *note) {
    if (target->sink == NULL || strcmp(target->note, note) == 0) return true;
    strcpy(target->note, note);
    return sink_note(target->sink, note);
}

static void fail_changed(answer *self) {
    self->resumable = false;
    if (!file_note(self->state, "")) fail_sink(self, self->state);
    answer_fail(self, "protocol", "the file changed on the server while it was being read: read it anew", true);
}

/* What was kept is of a file that is no more. */
static void file_void(answer *self, file *target) {
    self->received = 0;
    answer_forget(self);
    if (self->delivered) {
        fail_changed(self);
    } else if (!file_note(target, "") || (target->sink != NULL && !sink_truncate(target->sink, 0))) {
        fail_sink(self, target);
    }
}

/* Before the first byte that it speaks of. */
static void note_renew(answer *self, file *target) {
    char note[DOWNLOAD_NOTE_SIZE] = "";
    if (self->resumable) download_write(&target->download, note);
    if (!file_note(target, note)) fail_sink(self, target);
}

static void file_begin(answer *self, file *target) {
    download *range = &target->download;
    download_head head = {.status = self->status,
                          .headers = &self->headers,
                          .length = self->length,
                          .packed = self->packed,
                          .bespoke = self->bespoke,
                          .url = self->url};
    enum download_answer fit = download_begin(range, &head);
    self->expected = range->total;
    if (range->complete) self->good = true;
    self->resumable = download_resumable(range);
    if (fit == DOWNLOAD_CHANGED) fail_changed(self);
    if (fit == DOWNLOAD_ALIEN) answer_fail(self, "protocol", range->why, false);
    if (fit == DOWNLOAD_OTHER) file_void(self, target);
    if (self->good && self->kind == NULL) note_renew(self, target);
}

static void bytes_begin(answer *self) {
    file *target = file_of(self);
    if (target == NULL) {
        answer_fail_memory(self);
        return;
    }
    file_begin(self, target);
    if (target->sink == NULL) reply_begin_memory(self);
}

static void pieces_begin(answer *self) {
    file *target = file_of(self);
    if (target == NULL) {
        answer_fail_memory(self);
        return;
    }
    self->bytes.limit = 0;
    file_begin(self, target);
}

/* How many of the bytes are there already; those do not count twice. */
static size_t file_known(answer *self, size_t length) {
    download *range = &((file *)self->state)->download;
    if (range->complete) range->skip = (int64_t)length; /* of a refusal, in fact */
    size_t known = range->skip < (int64_t)length ? (size_t)range->skip : length;
    range->skip -= (int64_t)known;
    self->received -= (int64_t)known;
    return known;
}

/* False: they are more than there can be. */
static bool file_skip(answer *self, size_t length, size_t *known) {
    int64_t before = self->received;
    *known = file_known(self, length);
    if (!download_exceeds(&((file *)self->state)->download, before + (int64_t)(length - *known))) return true;
    fail_changed(self);
    return false;
}

static enum reply_write bytes_write(answer *self, const char *bytes, size_t length) {
    const file *target = self->state;
    size_t known;
    if (!file_skip(self, length, &known)) return REPLY_FAILED;
    if (known == length) return REPLY_TAKEN;
    if (target->sink == NULL) return reply_write_memory(self, bytes + known, length - known);
    if (sink_write(target->sink, bytes + known, length - known)) return REPLY_TAKEN;
    fail_sink(self, target);
    return REPLY_FAILED;
}

static enum reply_write pieces_write(answer *self, const char *bytes, size_t length) {
    self->full = self->bytes.length >= PIECES_HIGH;
    if (self->full) return REPLY_FULL;
    size_t known;
    if (!file_skip(self, length, &known)) return REPLY_FAILED;
    if (known == length) return REPLY_TAKEN;
    self->ready = true;
    return reply_write_memory(self, bytes + known, length - known);
}

static enum reply_take pieces_take(lua_State *L, answer *self) {
    if (!self->ready) return TAKE_NOTHING;
    lua_pushlstring(L, self->bytes.data, self->bytes.length);
    self->delivered = true;
    answer_forget(self);
    return TAKE_ITEM;
}

static bool bytes_rewind(answer *self) {
    file *target = self->state;
    bool resumes = answer_resumable(self);
    self->from = resumes ? self->received : 0;
    if (target == NULL) return true;
    download_aim(&target->download, self->from);
    self->etag = target->download.etag;
    if (resumes || target->sink == NULL || sink_truncate(target->sink, 0)) return true;
    fail_sink(self, target);
    return false;
}

/* Asked from where it ended, a server that knows ranges tells whether there is more; one that only says the same again
 * will not. Without a tag, it cannot be asked. */
static enum reply_finish unproven_finish(lua_State *L, const answer *self) {
    const file *target = self->state;
    if (!self->length_told) return REPLY_UNSURE;
    if (self->length_due >= 0) return self->length_due == self->received ? REPLY_DONE : REPLY_SHORT;
    if (self->resumable && self->received > target->download.from) return REPLY_SHORT;
    lua_pushliteral(L, "the server does not say how long its answer is (no content-length, no chunks), so that one cut "
                       "short looks like a whole one");
    return REPLY_REFUSED;
}

/* REPLY_DONE: it is whole. */
static enum reply_finish whole_finish(lua_State *L, const answer *self) {
    const file *target = self->state;
    switch (download_finish(&target->download, self->received, self->framed)) {
    case DOWNLOAD_WHOLE: return REPLY_DONE;
    case DOWNLOAD_SHORT: return REPLY_SHORT;
    default: return unproven_finish(L, self);
    }
}

static enum reply_finish bytes_finish(lua_State *L, answer *self, size_t budget) {
    const file *target = self->state;
    enum reply_finish end = whole_finish(L, self);
    (void)budget;
    if (end != REPLY_DONE) return end;
    if (target->sink == NULL) {
        lua_pushlstring(L, self->bytes.length > 0 ? self->bytes.data : "", self->bytes.length);
    } else if (sink_commit(target->sink)) {
        lua_pushboolean(L, 1);
    } else {
        fail_sink(self, target);
        return REPLY_BROKEN;
    }
    return REPLY_DONE;
}

/* What is left to hand out stays; the value only says that no more comes. */
static enum reply_finish pieces_finish(lua_State *L, answer *self, size_t budget) {
    enum reply_finish end = whole_finish(L, self);
    (void)budget;
    if (end == REPLY_DONE) lua_pushboolean(L, 1);
    return end;
}

/* After a commit the sink has nothing left to lose. What is gone on the server will not be asked for again. */
static void file_release(answer *self) {
    file *target = self->state;
    bool gone = self->status == 404 || self->status == 410;
    if (target != NULL && target->sink != NULL && gone) sink_discard(target->sink);
    if (target != NULL && target->sink != NULL) sink_leave(target->sink);
    free(target);
    self->state = NULL;
}

/* ---- what is never JSON: text, pictures, sounds ---- */

static enum reply_finish words_finish(lua_State *L, answer *self, size_t budget) {
    const file *target = self->state;
    (void)budget; /* the one value that a handler may keep is the sink: there is no place for a decoder's state */
    if (self->bytes.length > 0 && json_decode(L, self->bytes.data, self->bytes.length)) {
        if (reply_examine(L) == REPLY_ERROR) return REPLY_ERROR;
        if (lua_type(L, -1) == LUA_TSTRING && target->sink == NULL && self->chosen == &reply_media) return REPLY_DONE;
    }
    lua_pushliteral(L, "the answer is JSON, not what was asked for");
    return REPLY_REFUSED;
}

/* A server that knows but JSON: a text as a string of it is the text, an object is another answer or an error. */
static const reply_handler words = {
    .name = "words",
    .rewind = bytes_rewind,
    .begin = reply_begin_memory,
    .write = reply_write_memory,
    .finish = words_finish,
    .release = file_release,
};

static bool media_is_words(answer *self) {
    if (!self->good || !reply_is_json(&self->headers) || file_of(self) == NULL) return false;
    self->handler = &words;
    reply_begin_memory(self);
    return true;
}

static void media_begin(answer *self) {
    if (!media_is_words(self)) bytes_begin(self);
}

static void media_pieces_begin(answer *self) {
    if (!media_is_words(self)) pieces_begin(self);
}

/* A file must arrive as it is: its length and ranges count. */
static const reply_handler reply_pieces = {
    .name = "pieces",
    .packing = PACKING_NEVER,
    .large = true,
    .downloads = true,
    .rewind = bytes_rewind,
    .begin = pieces_begin,
    .write = pieces_write,
    .take = pieces_take,
    .finish = pieces_finish,
    .release = file_release,
};

const reply_handler reply_bytes = {
    .name = "bytes",
    .packing = PACKING_NEVER,
    .large = true,
    .downloads = true,
    .pieces = &reply_pieces,
    .open = bytes_open,
    .rewind = bytes_rewind,
    .begin = bytes_begin,
    .write = bytes_write,
    .finish = bytes_finish,
    .release = file_release,
};

static const reply_handler media_pieces = {
    .name = "pieces",
    .packing = PACKING_NEVER,
    .large = true,
    .downloads = true,
    .rewind = bytes_rewind,
    .begin = media_pieces_begin,
    .write = pieces_write,
    .take = pieces_take,
    .finish = pieces_finish,
    .release = file_release,
};

const reply_handler reply_media = {
    .name = "media",
    .packing = PACKING_NEVER,
    .large = true,
    .downloads = true,
    .pieces = &media_pieces,
    .open = bytes_open,
    .rewind = bytes_rewind,
    .begin = media_begin,
    .write = bytes_write,
    .finish = bytes_finish,
    .release = file_release,
};
