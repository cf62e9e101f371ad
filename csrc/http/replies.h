/* The kinds of replies that there are. */
#ifndef OPENAI_REPLIES_H
#define OPENAI_REPLIES_H

#include "http/reply_handler.h"

extern const reply_handler reply_json;       /* an object of the API */
extern const reply_handler reply_page;       /* a page of a list: an object with an array of items */
extern const reply_handler reply_embeddings; /* the same, whose "embedding" strings are base64 floats */
extern const reply_handler reply_bytes;      /* a file: as one string, or written to a path */
extern const reply_handler reply_media;      /* the same of what is never JSON: a picture, a sound, a text */
extern const reply_handler reply_transcript; /* an object or a text, as the parameter response_format says */
extern const reply_handler reply_nothing;    /* none is expected; JSON if there is one all the same */
extern const reply_handler reply_events;     /* a stream of events, handed out one by one */
extern const reply_handler reply_any;        /* any JSON value or bytes, as the answer's content type says */

#endif
