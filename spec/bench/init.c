/* init: what any program pays that loads libcurl with its libraries and initialises it. */
#include "yardstick.h"

int main(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
