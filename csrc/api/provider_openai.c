/* OpenAI itself, and every server that speaks as it does. */
#include "api/provider.h"

static const provider_header headers[] = {
    {"organization", "OpenAI-Organization"},
    {"project", "OpenAI-Project"},
    {NULL, NULL},
};

const provider provider_openai = {
    .name = "openai",
    .keys =
        {
            {"api_key", "Authorization: Bearer ", false},
            {"admin_key", "Authorization: Bearer ", true},
        },
    .headers = headers,
    .admin_path = "/organization",
    .hint = "does base_url end in /v1?",
    .mark = "/v1",
};
