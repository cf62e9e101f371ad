#include "api/provider.h"

#include <string.h>

#ifndef MORE_PROVIDERS /* a made-up one, in the build that proves the seams: spec/support/seams */
#define MORE_PROVIDERS
#endif

static const provider *const providers[] = {&provider_openai, &provider_azure, &provider_azure_v1, MORE_PROVIDERS};

const provider *provider_find(const char *name) {
    if (name == NULL) return providers[0];
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        if (strcmp(providers[i]->name, name) == 0) return providers[i];
    }
    return NULL;
}
