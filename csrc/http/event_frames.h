/* The frames of an event stream (text/event-stream, as the WHATWG's HTML standard has it): bytes in, cut anywhere,
 * whole events out. Pure: no curl, no Lua. */
#ifndef OPENAI_EVENT_FRAMES_H
#define OPENAI_EVENT_FRAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum event_frames_status {
    FRAMES_MORE,
    FRAMES_MARKED,    /* the event [DONE] came: whatever follows is none of this stream */
    FRAMES_TOO_LARGE, /* an event above the limit */
    FRAMES_NO_MEMORY
};

/* Zeroed and with a limit it is ready. */
typedef struct event_frames {
    size_t limit;   /* bytes of an event; 0: any number */
    buffer line;    /* the beginning of a line whose end has not come */
    buffer name;    /* of the event under way */
    buffer records; /* whole events, then what there is of the one under way */
    size_t whole;   /* bytes of `records` that are whole events */
    size_t count;   /* events that were whole, ever */
    int mark;       /* bytes of a byte order mark at the beginning */
    bool begun;     /* the event under way has data */
    bool returned;  /* a CR was the last byte: an LF belongs to it */
    bool torn;      /* the last event was not ended by a blank line, see event_frames_end */
} event_frames;

/* An event as it lies in taken records; "" for no name. Neither is closed by a NUL. */
typedef struct event_record {
    const char *data, *name;
    size_t length, name_length;
} event_record;

enum event_frames_status event_frames_feed(event_frames *self, const char *bytes, size_t length);
/* No more comes: what is there of the last event counts as one, and `torn` tells. */
enum event_frames_status event_frames_end(event_frames *self);

/* Moves the whole events into `target`, which is empty, by exchanging buffers. False without memory, nothing has
 * changed then. */
bool event_frames_take(event_frames *self, buffer *target);
/* The record at `offset`, which is moved behind it. */
event_record event_record_read(const buffer *records, size_t *offset);

/* For a stream that begins anew. */
void event_frames_reset(event_frames *self);
/* May be called twice. */
void event_frames_free(event_frames *self);

/* For the specs only: pushes frames(text, piece[, limit]). */
void event_frames_open(lua_State *L);

#endif
