/* Texts of any bytes in a URL and in a form: what comes out has only characters that are allowed there, and says what
 * went in. */
#include "fuzz.h"
#include "http/multipart.h"
#include "http/url.h"

#include <string.h>

static int digit_value(char digit) {
    const char *digits = "0123456789ABCDEF", *found = memchr(digits, digit, 16);
    demand(found != NULL);
    return (int)(found - digits);
}

static void segment_check(const char *text, size_t length) {
    buffer out = {0};
    size_t at = 0;
    demand(url_append_segment(&out, text, length));
    for (size_t i = 0; i < out.length; i++, at++) {
        char byte = out.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (byte == '%') {
            byte = (char)(digit_value(out.data[i + 1]) * 16 + digit_value(out.data[i + 2]));
            i += 2;
        } else {
            demand(letter || memchr("-._~", byte, 4) != NULL);
        }
        demand(at < length && text[at] == byte);
    }
    demand(at == length);
    buffer_free(&out);
}

/* Nothing but the lines and the quotes that belong to the head are in it. */
static void head_check(const char *name, size_t length, const char *filename) {
    buffer out = {0};
    size_t lines = 0, quotes = 0;
    demand(multipart_append_head(&out, "b", name, length, filename, "t/t"));
    for (size_t i = 0; i < out.length; i++) {
        demand(out.data[i] != '\r' || out.data[i + 1] == '\n');
        lines += out.data[i] == '\n';
        quotes += out.data[i] == '"';
    }
    demand(lines == 4 && quotes == (filename != NULL ? 4 : 2));
    demand(memcmp(out.data + out.length - 4, "\r\n\r\n", 4) == 0);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = room_for(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    segment_check(text, size);
    head_check(text, size, NULL);
    head_check(text, size, text);
    free(text);
    return 0;
}
