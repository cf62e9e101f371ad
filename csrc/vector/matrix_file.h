/* Matrices in files and strings. */
#ifndef OPENAI_MATRIX_FILE_H
#define OPENAI_MATRIX_FILE_H

#include "base/compat.h"

/* Sets bytes(matrix) → string, from_bytes(string), saver(matrix, path) and loader(path) in the table on top. */
void matrix_file_open(lua_State *L);

#endif
