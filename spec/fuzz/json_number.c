/* Numbers: what is read must be what strtod reads (in the "C" locale), and any double must survive being written. */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "json/number.h"

static void read_check(const char *text, size_t length) {
    json_number number;
    const char *end = json_number_read(text, text + length, &number);
    demand(end >= text && end <= text + length);
    char *copy = room_for(length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (number.problem == NULL) {
        copy[end - text] = '\0';
        double value = strtod(copy, NULL);
        demand(memcmp(&value, &number.value, sizeof value) == 0);
    }
    free(copy);
}

static void write_check(double value) {
    char text[JSON_NUMBER_SIZE];
    json_number number;
    size_t length = json_double_write(text, value);
    demand(length <= sizeof text);
    demand(json_number_read(text, text + length, &number) == text + length && number.problem == NULL);
    demand(memcmp(&value, &number.value, sizeof value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    char *text = room_for(size); /* its very end is guarded */
    for (size_t i = 0; i < size; i++) text[i] = "0123456789.eE+-0"[data[i] % 16];
    read_check(text, size);
    free(text);
    double value;
    if (size < sizeof value) return 0;
    memcpy(&value, data, sizeof value);
    if (isfinite(value)) write_check(value);
    return 0;
}
