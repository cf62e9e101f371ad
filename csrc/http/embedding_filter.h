/*
 * A byte filter over an embeddings answer that was asked for with encoding_format=base64. Made for libcurl's write
 * callback: no Lua, nothing raises, the body may be cut anywhere.
 *
 * Where an object's key is exactly "embedding" and its value is a string, the string's base64 goes as float32 into one
 * growing block, and the value in the text becomes the running number 0, 1, 2, …; all else passes untouched. A JSON
 * decoder then sees a small text instead of megabytes, and embeddings_bind turns the numbers into vectors.
 * Feed it 2xx answers only: an error's text is nobody's embedding.
 */
#ifndef OPENAI_EMBEDDING_FILTER_H
#define OPENAI_EMBEDDING_FILTER_H

#include "base/buffer.h"
#include "vector/base64.h"

/* Where one embedding lies in the block, in floats. */
typedef struct embedding_span {
    size_t offset, count;
} embedding_span;

typedef struct embedding_filter {
    buffer block; /* float32 in host order; its limit may be set after init */
    buffer spans; /* embedding_span, in order of arrival */
    base64_decoder decoder;
    size_t start;   /* of the embedding being decoded, in bytes of the block */
    int state;      /* see embedding_filter.c */
    size_t matched; /* bytes of "embedding" matched in the current string; SIZE_MAX: it is another string */
    bool escaped;   /* the previous byte of the string was a backslash */
    bool failed;
    char message[160]; /* what was wrong, when failed */
} embedding_filter;

void embedding_filter_init(embedding_filter *self);
/* Appends the filtered bytes to `out`. False: failed, see message (also without memory, or above `out`'s limit). */
bool embedding_filter_feed(embedding_filter *self, const char *bytes, size_t length, buffer *out);
/* Back to the state after init, the memory kept: before a new attempt. */
void embedding_filter_reset(embedding_filter *self);
/* May be called twice. */
void embedding_filter_free(embedding_filter *self);

static inline size_t embedding_filter_count(const embedding_filter *self) {
    return self->spans.length / sizeof(embedding_span);
}

#endif
