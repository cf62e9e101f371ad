/* The API as data: one row an operation, see endpoints.inc. */
#ifndef OPENAI_ENDPOINT_H
#define OPENAI_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "api/cursor.h"
#include "base/compat.h"
#include "http/replies.h"

enum request_kind {
    REQUEST_NONE,
    REQUEST_JSON,
    REQUEST_FORM,
    REQUEST_EITHER /* a form when a file is among the parameters, else JSON */
};

enum endpoint_flags {
    ENDPOINT_CREATES = 1,  /* repeating it costs money or leaves a double */
    ENDPOINT_STORES = 2,   /* the same, unless the parameter store is false */
    ENDPOINT_TRANSFER = 4, /* moves a file: no deadline by default, guarded by idle_timeout */
    ENDPOINT_STREAMS = 8,  /* may answer with a stream of events */
    ENDPOINT_ADMIN = 16,   /* takes the admin key, where the client has one */
    ENDPOINT_UNLISTED = 32 /* no row of the table, a request of the caller's own: nothing is known of its parameters */
};

typedef struct endpoint {
    const char *name; /* OpenAI's SDK name; a second one after a comma is an alias */
    const char *method, *path;
    const char *query; /* "a,b": what goes to the query although there is a body, or is documented without; "": none */
    enum request_kind request;
    const reply_handler *reply;
    const cursor *cursor; /* NULL: not a list */
    unsigned flags;
    const char *fields; /* "a,b": fields of the body that are called like a call option; "": none */
    const char *header; /* "Name: value" for every request of this operation; NULL: none */
} endpoint;

/* The table, see endpoint_rows.c. */
extern const endpoint endpoint_rows[];
extern const size_t endpoint_row_count;

/* The row whose number (from 1) is the argument at `index`; raises outside the table. */
const endpoint *endpoint_check(lua_State *L, int index);

/* How many arguments go into the path / come before the options. */
int endpoint_path_count(const endpoint *row);
int endpoint_parameter_count(const endpoint *row);
bool endpoint_takes_parameters(const endpoint *row);
/* It has a parameter of this name, which a call option has too. */
bool endpoint_has_parameter(const endpoint *row, const char *name);

/* Lua-facing: sets `endpoints` (a function that returns the rows as Lua tables) in the table on top. */
void endpoint_open(lua_State *L);

#endif
