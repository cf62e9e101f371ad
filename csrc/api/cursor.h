/* What leads from one page of a list to the next: data that a row names, no code. */
#ifndef OPENAI_CURSOR_H
#define OPENAI_CURSOR_H

#include <stdbool.h>

typedef struct cursor {
    const char *name;      /* what Lua calls it */
    const char *parameter; /* of the request for the next page; NULL: there is one page only */
    const char *field;     /* whose text that parameter gets: a field of the page … */
    bool of_last_item;     /* … or, when true, of the page's last item */
} cursor;

extern const cursor cursor_single;  /* a list that has one page only */
extern const cursor cursor_after;   /* after = id of the last item */
extern const cursor cursor_last_id; /* after = last_id of the page */
extern const cursor cursor_next;    /* after = next of the page */
extern const cursor cursor_page;    /* page = next_page of the page */

#endif
