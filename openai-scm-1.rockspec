rockspec_format = "3.0"
package = "openai"
version = "scm-1"
source = {
    url = "git+file://.", -- `luarocks make` in a checkout; a release names its archive here
}
description = {
    summary = "The OpenAI API for Lua: scripts, Neovim and games",
    detailed = [[
A C core on libcurl does HTTP and turns JSON into Lua values; a small Lua layer adds fine-tuning jobs, batches,
embeddings, tasks and event loops. Comes with an emulator of the API for tests.]],
    license = "MIT",
    labels = { "openai", "http", "api", "neovim", "love" },
}
supported_platforms = { "unix" }
dependencies = {
    "lua >= 5.1, < 5.5",
    "lua-cjson",
}
-- A header check would fail where headers live in a directory per architecture, as on Debian: the library is enough.
external_dependencies = {
    CURL = { library = "curl" },
}
test_dependencies = {
    "busted",
}
test = {
    type = "busted",
}
build = {
    type = "builtin",
    -- `make rockspec` writes this table, `make lint` compares it with csrc/ and lua/.
    modules = {
        ["openai.core"] = {
            sources = {
                "csrc/buffer.c",
                "csrc/poller.c",
            },
            defines = { "_GNU_SOURCE" },
            libraries = { "curl", "m" },
            incdirs = { "$(CURL_INCDIR)" },
            libdirs = { "$(CURL_LIBDIR)" },
        },
    },
    install = {
        bin = {
            ["openai-emulator"] = "lua/openai/emulator/main.lua",
        },
    },
}
