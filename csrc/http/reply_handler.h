/*
 * What becomes of the bytes of an answer. Each kind of reply is a handler: one constant in a file of its own, which a
 * row of the endpoint table names. Its functions see the answer, never the attempt or the exchange: they know what the
 * bytes mean, not how these came or how often they were asked for.
 *
 *     ask      before the request, Lua at hand: looks at the parameters, may change the JSON, may hand over to another
 *     retract  the server refused what `ask` added (`blamed` tells): takes it back, see wish.h
 *     open     before the request: the answer goes to a file
 *     rewind   before each attempt but the first: where should the answer begin?
 *     begin    the head is there: status, headers, length; may hand over to another by the content's type
 *     write    bytes of the body; may be full, which pauses the transfer
 *     take     hands out what lies ready, while the transfer goes on or after its end
 *     finish   the body came to a good end: the value of the call
 *     release  the call is over
 *
 * begin, write and rewind run inside libcurl's callbacks: bytes and counters only, no Lua, nothing raises. An answer
 * that is not good (see `good`) reaches none of them but begin: what it says becomes an error in one place for all.
 */
#ifndef OPENAI_REPLY_HANDLER_H
#define OPENAI_REPLY_HANDLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/compat.h"

typedef struct answer answer;
typedef struct reply_handler reply_handler;

enum reply_write {
    REPLY_TAKEN,
    REPLY_FULL,  /* took nothing: the transfer pauses until somebody takes and `full` is false again */
    REPLY_LAST,  /* took what it wants: the rest, and the connection's end, are not waited for */
    REPLY_FAILED /* see answer_fail */
};

enum reply_take {
    TAKE_NOTHING, /* pushed nothing: nothing lies ready */
    TAKE_ITEM,    /* pushed it, and what belongs to it */
    TAKE_REFUSED, /* pushed a message: what lies there is not what it has to be */
    TAKE_DENIED,  /* an item says that the call failed, see answer_deny */
    TAKE_SHORT    /* the rest is missing: as good as a connection that closed */
};

enum reply_finish {
    REPLY_DONE,    /* pushed the value */
    REPLY_MORE,    /* the budget is spent, or something lies ready: call again */
    REPLY_REFUSED, /* pushed a message: the answer is not what it has to be */
    REPLY_ERROR,   /* the answer says that the server failed: its words are the message */
    REPLY_DENIED,  /* it is a refusal in all but its status, see answer_deny */
    REPLY_SHORT,   /* its end is missing: as good as a connection that closed */
    REPLY_UNSURE,  /* nobody knows whether that was all: answer_tell_length may help, then call again */
    REPLY_BROKEN   /* see answer_fail */
};

enum reply_packing {
    PACKING_ALWAYS,
    PACKING_WHILE_BLOCKING, /* not where short frames count more than short answers */
    PACKING_NEVER
};

struct reply_handler {
    const char *name;

    /* what it wants of the request */
    const char *accept; /* "Accept: …"; NULL: nothing special */
    enum reply_packing packing;
    bool large;                  /* libcurl reads in large steps */
    bool downloads;              /* progress is what comes in, also of a call that sends something */
    bool streams;                /* between two items nobody may be waiting: no time counts then */
    const reply_handler *pieces; /* the one that hands the same answer out piece by piece; NULL: there is none */

    /* Those that are NULL have nothing to do; write and finish must be there, unless `ask` always finds another. */

    /* `parameters`: stack index, 0: none were given. `json`: the request's body, NULL: it has none, or a form. Returns
       the handler to use, itself or another; NULL without memory. */
    const reply_handler *(*ask)(lua_State *L, int parameters, buffer *json);
    /* Whether the refusal whose fields are on top of the stack is about what `ask` added. */
    bool (*blamed)(lua_State *L);
    /* Takes that out of the JSON, whose length stays as it is. False: it is not in there. */
    bool (*retract)(buffer *json);
    /* NULL: the answer cannot go to a file. May keep a Lua value, see answer_keep; the exchange is at `index`. False:
       pushes a message. */
    bool (*open)(lua_State *L, int index, answer *self, const char *path);
    /* Sets `from`, and what it wants to be sent with it. False: the answer cannot begin anew. */
    bool (*rewind)(answer *self);
    void (*begin)(answer *self);
    enum reply_write (*write)(answer *self, const char *bytes, size_t length);
    enum reply_take (*take)(lua_State *L, answer *self);
    /* `budget`: bytes to look at before others get their turn. The exchange is the only value on the stack. */
    enum reply_finish (*finish)(lua_State *L, answer *self, size_t budget);
    /* Frees `state`; may be called when there is none. */
    void (*release)(answer *self);
};

/* An answer as it comes in. */
struct answer {
    /* Their memory stays from one call to the next, see answer_recycle. */
    buffer bytes;   /* what the handler keeps of the body */
    buffer headers; /* the last block of them */
    buffer refusal; /* the body of an answer that is not good */

    const reply_handler *handler; /* the first of what is made anew */
    const reply_handler *chosen;  /* before the answer had a say in it */
    void *state;                  /* the handler's own */
    const void *alike;            /* answers with this mark are alike; NULL: nobody knows */
    size_t limit;                 /* bytes that may be kept in memory; 0: any number */
    bool stepwise;                /* somebody polls with a budget: no long runs of work */
    bool owed;                    /* a mere status is no answer */
    const char *hint;             /* what to ask whom an answer reached that is not the API's; see provider.h */
    size_t item_limit;            /* bytes of an item; 0: any number */
    bool marked;                  /* where items are handed out, something in them has to say that it was the last */

    /* of the present attempt */
    int status;          /* 0: no answer */
    bool begun;          /* the head was looked at */
    bool good;           /* 2xx; begin may think otherwise */
    bool packed;         /* what arrives is not, or not as long as, what was asked for */
    bool framed;         /* where it ends is told by more than the connection's end */
    bool bespoke;        /* the caller's own headers, or a body, say what is to come: no two answers go together */
    const char *url;     /* that it comes from */
    int64_t length;      /* of the body, as the head says; -1: it does not */
    int64_t from;        /* the request asks for what follows so many bytes */
    const char *etag;    /* of the file they belong to; where `from` is not 0 */
    int64_t received;    /* bytes that are there, those of earlier attempts included */
    int64_t expected;    /* in all; -1: unknown */
    bool length_told;    /* somebody was asked how long it has to be … */
    int64_t length_due;  /* … and said so; -1: did not know */
    bool resumable;      /* when it is cut, the next attempt may go on behind what is there */
    bool ready;          /* `take` has something */
    bool full;           /* no more fits until something is taken */
    bool sufficient;     /* all that is wanted is there: the end is a good one, however it comes */
    int meant;           /* the status that an answer with 200 says in its words, see answer_deny; 0: none */
    int64_t sequence;    /* of the item taken last, where they are numbered; -1: they are not */
    bool delivered;      /* something was taken: there is no way back */
    bool keeps;          /* a Lua value, see answer_keep */
    const char *kind;    /* of the error that the handler ended the attempt with; NULL: none */
    const char *message; /* text that lives as long as `state`, or for ever */
    bool transient;      /* the next attempt may fare better */
};

/* Handlers end an attempt by these. */
void answer_fail(answer *self, const char *kind, const char *message, bool transient);
void answer_fail_memory(answer *self);
void answer_fail_size(answer *self);

/* The answer, whatever its status, says that the call failed: keeps its words, JSON, as those of a refusal. `value` is
 * the stack index of what they say, decoded. False without memory. */
bool answer_deny(lua_State *L, answer *self, const char *words, size_t length, int value);

/* For handlers that keep the body in memory: room for as much as the head says, within reason. */
void answer_reserve(answer *self);
/* False: answer_fail was called. */
bool answer_append(answer *self, const char *bytes, size_t length);
/* The head promises more than this: do not believe it before it is there. */
#define ANSWER_PROMISE_LIMIT (64 * 1024 * 1024)

/* One Lua value that a handler keeps as long as the call lives, or until it keeps nil; the exchange is at `index`. */
void answer_keep(lua_State *L, int index, answer *self);       /* pops it */
bool answer_kept(lua_State *L, int index, const answer *self); /* pushes it; false: there is none */

/* Pushes what is said about an answer that is a web page. */
void answer_push_web_page(lua_State *L, const answer *self);

/* Some of it is there, and the rest can be had by another attempt. */
static inline bool answer_resumable(const answer *self) {
    return self->resumable && self->received > 0;
}

/* For the attempt. */
void answer_prepare(answer *self, const reply_handler *handler);
void answer_reset(answer *self);
bool answer_rewind(answer *self);
/* After REPLY_UNSURE: how long it is, as somebody else says; -1: nobody does. */
void answer_tell_length(answer *self, int64_t length);
/* What lies ready is not wanted any more. */
void answer_forget(answer *self);
/* Over for good: gives back what only a running one needs. What lies ready stays. */
void answer_unload(answer *self);
/* As good as new, for another call. */
void answer_recycle(answer *self);
/* May be called twice. */
void answer_free(answer *self);

#endif
