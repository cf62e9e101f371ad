/* The API as data: one row an operation. Adding an operation is adding a row. */
#ifndef OPENAI_ENDPOINT_H
#define OPENAI_ENDPOINT_H

#include "base/compat.h"
#include "http/request.h"

enum request_kind { REQUEST_NONE, REQUEST_JSON, REQUEST_FORM };

/* What leads from one page to the next. */
enum page_kind {
    PAGE_NONE,    /* not a list */
    PAGE_SINGLE,  /* a list that has one page only */
    PAGE_AFTER,   /* after = id of the last item */
    PAGE_LAST_ID, /* after = last_id of the page */
    PAGE_NEXT     /* after = next of the page */
};

enum endpoint_flags {
    ENDPOINT_CREATES = 1, /* repeating it costs money or leaves a double */
    ENDPOINT_TRANSFER = 2 /* moves a file: no deadline by default, guarded by idle_timeout */
};

typedef struct endpoint {
    const char *name; /* OpenAI's SDK name; a second one after a comma is an alias */
    const char *method, *path;
    const char
        *query; /* names that go to the query although there is a body, or documented ones without; "" for none */
    enum request_kind request;
    enum reply_kind reply;
    enum page_kind page;
    unsigned flags;
} endpoint;

/* The row number `index` (from 1); raises outside the table. */
const endpoint *endpoint_check(lua_State *L, int index);

/* How many arguments go into the path / come before the options. */
int endpoint_path_count(const endpoint *row);
int endpoint_parameter_count(const endpoint *row);
bool endpoint_takes_parameters(const endpoint *row);

/* Lua-facing: sets `endpoints` (a function that returns the rows as Lua tables) in the table on top. */
void endpoint_open(lua_State *L);

#endif
