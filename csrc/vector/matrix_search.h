/* The nearest rows of a matrix. */
#ifndef OPENAI_MATRIX_SEARCH_H
#define OPENAI_MATRIX_SEARCH_H

#include "base/compat.h"

/* Sets search(matrix, query, k) in the table on top: → a search with step(rows) → done, and result() → indices, scores.
 */
void matrix_search_open(lua_State *L);

#endif
