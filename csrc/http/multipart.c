#include "http/multipart.h"

#include <string.h>

#include "base/system.h"

bool multipart_boundary_make(char boundary[MULTIPART_BOUNDARY_LENGTH + 1]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char random[MULTIPART_BOUNDARY_LENGTH / 2];
    if (!system_random(random, sizeof random)) return false;
    for (size_t i = 0; i < sizeof random; i++) {
        boundary[2 * i] = digits[random[i] >> 4];
        boundary[2 * i + 1] = digits[random[i] & 15];
    }
    boundary[MULTIPART_BOUNDARY_LENGTH] = '\0';
    return true;
}

/* The quoting of the WHATWG form encoding, which servers expect rather than RFC 2047's or 5987's. */
static bool quoted_append(buffer *out, const char *text, size_t length) {
    bool fits = buffer_append_byte(out, '"');
    for (size_t i = 0; fits && i < length; i++) {
        switch (text[i]) {
        case '"': fits = buffer_append_text(out, "%22"); break;
        case '\r': fits = buffer_append_text(out, "%0D"); break;
        case '\n': fits = buffer_append_text(out, "%0A"); break;
        default: fits = buffer_append_byte(out, text[i]);
        }
    }
    return fits && buffer_append_byte(out, '"');
}

bool multipart_append_head(buffer *out, const char *boundary, const char *name, size_t name_length,
                           const char *filename, const char *content_type) {
    bool fits = buffer_append_text(out, "--") && buffer_append_text(out, boundary) &&
                buffer_append_text(out, "\r\nContent-Disposition: form-data; name=") &&
                quoted_append(out, name, name_length);
    if (fits && filename != NULL) {
        fits = buffer_append_text(out, "; filename=") && quoted_append(out, filename, strlen(filename));
    }
    if (fits && content_type != NULL) {
        fits = buffer_append_text(out, "\r\nContent-Type: ") && buffer_append_text(out, content_type);
    }
    return fits && buffer_append_text(out, "\r\n\r\n");
}

bool multipart_append_field(buffer *out, const char *boundary, const char *name, size_t name_length, const char *value,
                            size_t value_length) {
    return multipart_append_head(out, boundary, name, name_length, NULL, NULL) &&
           buffer_append(out, value, value_length) && buffer_append_text(out, MULTIPART_BREAK);
}

bool multipart_append_end(buffer *out, const char *boundary) {
    return buffer_append_text(out, "--") && buffer_append_text(out, boundary) && buffer_append_text(out, "--\r\n");
}

bool multipart_append_type(buffer *out, const char *boundary) {
    return buffer_append_text(out, "multipart/form-data; boundary=") && buffer_append_text(out, boundary);
}
