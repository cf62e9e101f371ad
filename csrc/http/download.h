/*
 * A file that is being downloaded, over as many attempts as it takes: which of its bytes are there, and where those of
 * an answer belong (RFC 9110: 13.1.5 If-Range, 14 Range, 15.5.17). Only a strong ETag promises that two answers are of
 * the same bytes; without one, every attempt begins anew. Pure.
 */
#ifndef OPENAI_DOWNLOAD_H
#define OPENAI_DOWNLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct download {
    int64_t from;   /* where the answer was asked to begin: so many bytes are there; 0: the whole */
    int64_t skip;   /* bytes of the answer that are there already: it is the whole instead of the rest */
    int64_t total;  /* bytes of the whole file; -1: unknown */
    char etag[128]; /* of the file that those bytes belong to; "": unknown */
    bool complete;  /* asked for the rest, the server said that there is none */
} download;

enum download_answer {
    DOWNLOAD_FITS,   /* less `skip` bytes at its beginning, the answer goes behind what is there */
    DOWNLOAD_OTHER,  /* another file from its first byte: what is there is void */
    DOWNLOAD_CHANGED /* of no use: the file is another one, and this is not its beginning */
};

/* The rest of the file can be asked for, where its beginning is kept. */
bool download_resumable(const download *self);
/* Before an attempt: asks for what follows the `there` bytes, 0: the whole. */
void download_aim(download *self, int64_t there);
/* The head of the answer is there; length: of its body, -1: unknown. Refusals other than 416 say nothing. */
enum download_answer download_begin(download *self, int status, const buffer *headers, int64_t length);
/* The answer ended well, but it was not all of the file. */
bool download_short(const download *self, int64_t there);

#endif
