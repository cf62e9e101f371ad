/* Stands before libcurl and answers for one that was built otherwise, as OTHER_LIBCURL says (words, in any order):
 *   http1    knows no HTTP/2
 *   packed   cannot undo gzip
 *   files    its TLS library reads no directories of certificates
 *   broken   takes no transfer: out of memory
 * To be loaded for all (package.loadlib(path, "*"), or preloaded) before the core. */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#undef curl_easy_setopt
#define EXPORTED __attribute__((visibility("default")))

static int lacks(const char *word) {
    const char *all = getenv("OTHER_LIBCURL");
    return all != NULL && strstr(all, word) != NULL;
}

static void *original(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

/* Every argument of the core's is a pointer or as wide as one. */
EXPORTED CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
    CURLcode (*set)(CURL *, CURLoption, ...) = (CURLcode(*)(CURL *, CURLoption, ...))original("curl_easy_setopt");
    va_list arguments;
    va_start(arguments, option);
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    if (option == CURLOPT_HTTP_VERSION && lacks("http1")) return CURLE_UNSUPPORTED_PROTOCOL;
    if (option == CURLOPT_ACCEPT_ENCODING && lacks("packed")) return CURLE_NOT_BUILT_IN;
    if (option == CURLOPT_CAPATH && lacks("files")) return CURLE_NOT_BUILT_IN;
    return set(easy, option, value);
}

EXPORTED curl_version_info_data *curl_version_info(CURLversion age) {
    static curl_version_info_data changed;
    curl_version_info_data *(*info)(CURLversion) =
        (curl_version_info_data * (*)(CURLversion)) original("curl_version_info");
    changed = *info(age);
    if (lacks("packed")) changed.features &= ~CURL_VERSION_LIBZ;
    if (lacks("files")) changed.ssl_version = "Schannel";
    return &changed;
}

EXPORTED CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy) {
    CURLMcode (*add)(CURLM *, CURL *) = (CURLMcode(*)(CURLM *, CURL *))original("curl_multi_add_handle");
    return lacks("broken") ? CURLM_OUT_OF_MEMORY : add(multi, easy);
}
