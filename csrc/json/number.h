/* Numbers of JSON text, both ways, correctly rounded, without the C library's locale-dependent conversions. Pure: no
 * Lua. */
#ifndef OPENAI_JSON_NUMBER_H
#define OPENAI_JSON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest text that the two writers make, and a little more: "-1.2345678901234567e-308" has 24 bytes. */
#define JSON_NUMBER_SIZE 32

typedef struct json_number {
    double value;
    int64_t integer;     /* set when is_integer */
    bool is_integer;     /* written without fraction and exponent, and within int64 */
    const char *problem; /* after a failure: what was expected at the returned place */
} json_number;

/* Reads one number of RFC 8259's grammar at `text` and returns the place behind it; on failure sets `problem` and
 * returns the place of the failure. Numbers too large for a double are a failure, too small ones become zero. `value`
 * is set for fractions only. */
const char *json_number_read(const char *text, const char *end, json_number *number);

/* Both return the number of bytes written to `out` (JSON_NUMBER_SIZE bytes), without a terminator. */
size_t json_integer_write(char *out, uint64_t magnitude, bool negative);
/* The shortest text that reads back as the same double; integral values below 2^53 without a fraction. Finite values
 * only. */
size_t json_double_write(char *out, double value);

#endif
