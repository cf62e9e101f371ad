/* An embeddings answer, decoded, gets its vectors. */
#ifndef OPENAI_EMBEDDINGS_BIND_H
#define OPENAI_EMBEDDINGS_BIND_H

#include <stdbool.h>

#include "base/compat.h"
#include "http/embedding_filter.h"

/*
 * Puts vectors into answer.data[i].embedding: the running numbers the filter left become views on its block, which
 * changes hands without a copy; tables of numbers (a server that ignored encoding_format) are packed into one block.
 * filter may be NULL; afterwards it is empty, ready for another answer. False: pushes a message; the answer is not what
 * the API promises.
 */
bool embeddings_bind(lua_State *L, int answer_index, embedding_filter *filter);

/* For the specs only. Pushes {filter = fn(text[, piece]) -> filtered text, filter | nil, message, fed in pieces of so
 * many bytes; bind = fn(answer[, filter]) -> answer | nil, message}. */
void embeddings_open(lua_State *L);

#endif
