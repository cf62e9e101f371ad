#include "api/cursor.h"

#include <stddef.h>

const cursor cursor_single = {"single", NULL, NULL, false};
const cursor cursor_after = {"after", "after", "id", true};
const cursor cursor_last_id = {"last_id", "after", "last_id", false};
const cursor cursor_next = {"next", "after", "next", false};
const cursor cursor_page = {"page", "page", "next_page", false};
