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
                "csrc/attempt.c",
                "csrc/attempt_error.c",
                "csrc/base64.c",
                "csrc/body.c",
                "csrc/buffer.c",
                "csrc/client.c",
                "csrc/core.c",
                "csrc/embedding_filter.c",
                "csrc/endpoint.c",
                "csrc/exchange.c",
                "csrc/headers.c",
                "csrc/json_count.c",
                "csrc/json_decode.c",
                "csrc/json_encode.c",
                "csrc/json_number.c",
                "csrc/loop.c",
                "csrc/multipart.c",
                "csrc/origin.c",
                "csrc/pager.c",
                "csrc/parameters.c",
                "csrc/poller.c",
                "csrc/reply.c",
                "csrc/retry.c",
                "csrc/sink.c",
                "csrc/source.c",
                "csrc/url.c",
                "csrc/values.c",
                "csrc/vector.c",
            },
            defines = { "_GNU_SOURCE" },
            libraries = { "curl", "m" },
            incdirs = { "$(CURL_INCDIR)" },
            libdirs = { "$(CURL_LIBDIR)" },
        },
        ["openai.dataset"] = "lua/openai/dataset.lua",
        ["openai.dataset.content"] = "lua/openai/dataset/content.lua",
        ["openai.dataset.example"] = "lua/openai/dataset/example.lua",
        ["openai.dataset.fingerprint"] = "lua/openai/dataset/fingerprint.lua",
        ["openai.dataset.messages"] = "lua/openai/dataset/messages.lua",
        ["openai.dataset.reader"] = "lua/openai/dataset/reader.lua",
        ["openai.dataset.report"] = "lua/openai/dataset/report.lua",
        ["openai.dataset.rules"] = "lua/openai/dataset/rules.lua",
        ["openai.dataset.tokens"] = "lua/openai/dataset/tokens.lua",
        ["openai.dataset.tools"] = "lua/openai/dataset/tools.lua",
        ["openai.emulator.answer"] = "lua/openai/emulator/answer.lua",
        ["openai.emulator.app"] = "lua/openai/emulator/app.lua",
        ["openai.emulator.base64"] = "lua/openai/emulator/base64.lua",
        ["openai.emulator.batches"] = "lua/openai/emulator/batches.lua",
        ["openai.emulator.blob"] = "lua/openai/emulator/blob.lua",
        ["openai.emulator.clock"] = "lua/openai/emulator/clock.lua",
        ["openai.emulator.control"] = "lua/openai/emulator/control.lua",
        ["openai.emulator.dataset"] = "lua/openai/emulator/dataset.lua",
        ["openai.emulator.embeddings"] = "lua/openai/emulator/embeddings.lua",
        ["openai.emulator.errors"] = "lua/openai/emulator/errors.lua",
        ["openai.emulator.execution"] = "lua/openai/emulator/execution.lua",
        ["openai.emulator.files"] = "lua/openai/emulator/files.lua",
        ["openai.emulator.fine_tuning"] = "lua/openai/emulator/fine_tuning.lua",
        ["openai.emulator.float32"] = "lua/openai/emulator/float32.lua",
        ["openai.emulator.formula"] = "lua/openai/emulator/formula.lua",
        ["openai.emulator.graders"] = "lua/openai/emulator/graders.lua",
        ["openai.emulator"] = "lua/openai/emulator/init.lua",
        ["openai.emulator.json"] = "lua/openai/emulator/json.lua",
        ["openai.emulator.launch"] = "lua/openai/emulator/launch.lua",
        ["openai.emulator.limiter"] = "lua/openai/emulator/limiter.lua",
        ["openai.emulator.main"] = "lua/openai/emulator/main.lua",
        ["openai.emulator.meaning"] = "lua/openai/emulator/meaning.lua",
        ["openai.emulator.metrics"] = "lua/openai/emulator/metrics.lua",
        ["openai.emulator.models"] = "lua/openai/emulator/models.lua",
        ["openai.emulator.multipart"] = "lua/openai/emulator/multipart.lua",
        ["openai.emulator.pages"] = "lua/openai/emulator/pages.lua",
        ["openai.emulator.permissions"] = "lua/openai/emulator/permissions.lua",
        ["openai.emulator.request"] = "lua/openai/emulator/request.lua",
        ["openai.emulator.router"] = "lua/openai/emulator/router.lua",
        ["openai.emulator.server"] = "lua/openai/emulator/server.lua",
        ["openai.emulator.steering"] = "lua/openai/emulator/steering.lua",
        ["openai.emulator.store"] = "lua/openai/emulator/store.lua",
        ["openai.emulator.text"] = "lua/openai/emulator/text.lua",
        ["openai.emulator.training"] = "lua/openai/emulator/training.lua",
        ["openai.emulator.uploads"] = "lua/openai/emulator/uploads.lua",
        ["openai.emulator.validate"] = "lua/openai/emulator/validate.lua",
        ["openai.error"] = "lua/openai/error.lua",
        ["openai.json"] = "lua/openai/json.lua",
        ["openai.task"] = "lua/openai/task.lua",
    },
    install = {
        bin = {
            ["openai-emulator"] = "lua/openai/emulator/main.lua",
        },
    },
}
