/* Made-up operations. */
#include "seams.h"

#define MANY                                                                                                           \
    "a_first_name_that_is_not_short,name_2,name_3,name_4,name_5,name_6,name_7,name_8,name_9,name_10,name_11,name_12,"  \
    "name_13,name_14,name_15,name_16,name_17,name_18,name_19,name_20,another_name_that_is_not_short_either,"           \
    "name_22,name_23,name_24,name_25,name_26,name_27,name_28,name_29,name_30,name_31,name_32,name_33,the_last_name"

const endpoint seam_rows[] = {
    {"seams.things.list", "GET", "/things", "behind,limit", REQUEST_NONE, &reply_page, &seam_cursor, 0, "", NULL},
    {"seams.things.search", "POST", "/things/{thing_id}/search", MANY, REQUEST_JSON, &reply_json, NULL, 0, "query,to",
     "OpenAI-Beta: things=v1"},
    {"seams.things.edit", "POST", "/things/edit", "", REQUEST_EITHER, &reply_json, NULL, ENDPOINT_CREATES, "", NULL},
    {"seams.lines", "POST", "/lines", "", REQUEST_JSON, &seam_reply, NULL, 0, "", NULL},
    {"seams.usage", "GET", "/usage", "page", REQUEST_NONE, &reply_page, &cursor_page, ENDPOINT_ADMIN, "", NULL},
};

const size_t seam_row_count = sizeof seam_rows / sizeof *seam_rows;
