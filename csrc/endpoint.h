/* The API as data: one row an operation. A call's arguments become an exchange here. */
#ifndef OPENAI_ENDPOINT_H
#define OPENAI_ENDPOINT_H

#include "client.h"

enum request_kind { REQUEST_NONE, REQUEST_JSON, REQUEST_FORM };

/* What leads from one page to the next. */
enum page_kind {
    PAGE_NONE,     /* not a list */
    PAGE_SINGLE,   /* a list that has one page only */
    PAGE_AFTER,    /* after = id of the last item */
    PAGE_LAST_ID,  /* after = last_id of the page */
    PAGE_NEXT      /* after = next of the page */
};

enum endpoint_flags {
    ENDPOINT_CREATES = 1, /* repeating it costs money or leaves a double */
    ENDPOINT_TRANSFER = 2 /* moves a file: no deadline by default, guarded by idle_timeout */
};

typedef struct endpoint {
    const char *name; /* OpenAI's SDK name; a second one after a comma is an alias */
    const char *method, *path;
    const char *query; /* names that go to the query although there is a body, or documented ones without; "" for none */
    enum request_kind request;
    enum reply_kind reply;
    enum page_kind page;
    unsigned flags;
} endpoint;

/* The row number `index` (from 1); raises outside the table. */
const endpoint *endpoint_check(lua_State *L, int index);

/*
 * Makes the exchange of a call. On the stack from `first`: path parameters, parameters (where the row takes some), options;
 * missing ones are nil. Pushes the exchange and the options table (or nil): true. Or pushes nil, "misuse" | "invalid" |
 * "file", message: false. `client_index` is the client's userdata.
 */
bool endpoint_start(lua_State *L, int client_index, const endpoint *row, int first, bool pieces);

/* Number of arguments before the options. */
int endpoint_parameter_count(const endpoint *row);
bool endpoint_takes_parameters(const endpoint *row);

/* Lua-facing: pushes endpoints() (the table as Lua sees it), start(client, row, pieces, …) and send(client, request). */
void endpoint_open(lua_State *L);

#endif
