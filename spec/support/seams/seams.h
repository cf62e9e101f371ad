/*
 * The seams, proved: what the build with VARIANT=-seams has besides, each made up and each in one file. This header is
 * put before the sources of csrc/api in that build (and no other) and fills the lists that are open at their ends.
 */
#ifndef OPENAI_SEAMS_H
#define OPENAI_SEAMS_H

#include "api/endpoint.h"
#include "api/provider.h"

extern const endpoint seam_rows[];
extern const size_t seam_row_count;
extern const cursor seam_cursor;
extern const provider seam_provider;
extern const reply_handler seam_reply;

#define MORE_ENDPOINTS                                                                                                 \
    { seam_rows, &seam_row_count }
#define MORE_PROVIDERS &seam_provider

#endif
