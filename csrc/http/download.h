/*
 * A file that is being downloaded, over as many attempts as it takes: which of its bytes are there, where those of an
 * answer belong (RFC 9110: 13.1.5 If-Range, 14 Range, 15.5.17), and whether it is whole. Only a strong ETag promises
 * that two answers are of the same bytes; without one, every attempt begins anew. Pure.
 */
#ifndef OPENAI_DOWNLOAD_H
#define OPENAI_DOWNLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct download {
    int64_t from;    /* where the answer was asked to begin: so many bytes are there; 0: the whole */
    int64_t skip;    /* bytes of the answer that are there already: it is the whole instead of the rest */
    int64_t total;   /* bytes of the whole file; -1: unknown */
    int64_t end;     /* of the bytes that this answer may bring; -1: unknown */
    char etag[128];  /* of the file that those bytes belong to; "": unknown */
    uint64_t origin; /* of the server that named it */
    uint64_t asked;  /* of the address asked for, before redirects; for notes only */
    bool rest;       /* the answer is a part */
    bool complete;   /* asked for the rest, the server said that there is none */
    const char *why; /* what is wrong with the answer: DOWNLOAD_ALIEN */
} download;

typedef struct download_head {
    int status;
    const buffer *headers;
    int64_t length; /* of the body; -1: unknown */
    bool packed;    /* it has a content-encoding */
    bool bespoke;   /* asked for by the caller's own words: part and packing may be what they said */
    const char *url;
} download_head;

enum download_answer {
    DOWNLOAD_FITS,    /* less `skip` bytes at its beginning, the answer goes behind what is there */
    DOWNLOAD_OTHER,   /* another file from its first byte: what is there is void */
    DOWNLOAD_CHANGED, /* of no use, but another attempt from the first byte may be: what is there is void */
    DOWNLOAD_ALIEN    /* of no use, and not asked for */
};

enum download_end {
    DOWNLOAD_WHOLE,
    DOWNLOAD_SHORT,   /* some is missing */
    DOWNLOAD_UNPROVEN /* nobody said how long it is */
};

/* The rest of the file can be asked for, where its beginning is kept. */
bool download_resumable(const download *self);
/* Before an attempt: asks for what follows the `there` bytes, 0: the whole. */
void download_aim(download *self, int64_t there);
/* The head of the answer is there. Refusals other than 416 say nothing. */
enum download_answer download_begin(download *self, const download_head *head);
/* So many bytes are more than there can be. */
bool download_exceeds(const download *self, int64_t there);
/* The answer ended well; framed: by more than the end of the connection. */
enum download_end download_finish(const download *self, int64_t there, bool framed);

/* What is known of the bytes, for a later process. */
#define DOWNLOAD_NOTE_SIZE 320
void download_write(const download *self, char *note);
/* Aims at what follows the `there` bytes. False: the note is none, or not of this address, or does not fit them. */
bool download_read(download *self, const char *url, const char *note, int64_t there);

#endif
