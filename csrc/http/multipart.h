/*
 * The text between the parts of multipart/form-data (RFC 7578). Pure. A body is, for every part,
 * head, content, MULTIPART_BREAK; then the end. All return false without memory or above the buffer's limit.
 */
#ifndef OPENAI_MULTIPART_H
#define OPENAI_MULTIPART_H

#include "base/buffer.h"

#define MULTIPART_BREAK "\r\n"
#define MULTIPART_BOUNDARY_LENGTH                                                                                      \
    32 /* hexadecimal digits of a random 128-bit number: no content can hold it by chance */

/* Writes the digits and a NUL. False: the system gave no random bytes. */
bool multipart_boundary_make(char boundary[MULTIPART_BOUNDARY_LENGTH + 1]);
/* filename and content_type may be NULL. Names are UTF-8; '"', CR and LF are quoted as browsers do: %22, %0D, %0A. */
bool multipart_append_head(buffer *out, const char *boundary, const char *name, size_t name_length,
                           const char *filename, const char *content_type);
/* Head, value and break of a plain field. */
bool multipart_append_field(buffer *out, const char *boundary, const char *name, size_t name_length, const char *value,
                            size_t value_length);
bool multipart_append_end(buffer *out, const char *boundary);
/* "multipart/form-data; boundary=…" */
bool multipart_append_type(buffer *out, const char *boundary);

#endif
