/* easy URL COUNT [CA_FILE|-] [JSON] [discard]: COUNT calls of curl_easy_perform on a kept connection; the first call,
 * which connects, is not timed. GET, or POST of JSON. The body is collected in memory unless discarded. */
#include "yardstick.h"

static void call(CURL *easy, body_buffer *body) {
    body->length = 0;
    CURLcode code = curl_easy_perform(easy);
    if (code != CURLE_OK) fail(curl_easy_strerror(code));
    answer_check(easy, body);
}

int main(int argc, char **argv) {
    if (argc < 3) fail("usage: easy URL COUNT [CA_FILE|-] [JSON] [discard]");
    long count = count_argument(argv[2]);
    const char *ca_file = argc > 3 && strcmp(argv[3], "-") != 0 ? argv[3] : NULL;
    body_buffer body = {0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fail("curl_global_init");
    CURL *easy = easy_new(argv[1], ca_file, argc > 4 ? argv[4] : NULL, &body);
    if (argc > 5) curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_discard);

    call(easy, &body);
    reading start = clocks_read();
    for (long i = 0; i < count; i++) call(easy, &body);
    clocks_print_since(start);

    curl_easy_cleanup(easy);
    free(body.bytes);
    return EXIT_SUCCESS;
}
