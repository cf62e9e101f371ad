--- The OpenAI API for Lua. Start here: `local client = require("openai").new()`.
--- All durations are in seconds, all sizes in bytes, all times in seconds since 1970 (UTC).
local core = require("openai.internal.base.install").core()
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local lazy = require "openai.internal.base.lazy"
local sources = require "openai.internal.base.sources"
local task = require "openai.internal.task"
local unclaimed = require "openai.internal.task.unclaimed"

-- On LuaJIT the codec has to learn what 64-bit cdata look like.
if rawget(_G, "jit") then require "openai.internal.data.json" end

---@class openai
---The loop that carries every transfer of this Lua state.
---@field loop openai.Loop
---JSONL files, read and written in streams.
---@field jsonl openai.JsonlModule
---Many vectors in one value, searched by meaning: `openai.matrix(dimensions)`.
---@field matrix openai.MatrixModule
---Journals of long work: `openai.journal.forget(path)`.
---@field journal openai.JournalModule
---Tables of people: `for row in openai.csv.rows(text) do print(row[1]) end`.
---@field csv openai.CsvModule
---The JSON codec itself.
---@field json openai.JsonModule
---What the service would refuse of a dataset, found before it is sent.
---@field dataset openai.DatasetModule
---The API on loopback, for tests without a key: `openai.emulator.start()`.
---@field emulator openai.EmulatorModule
---Strict JSON schemas of an ordered list of fields: `openai.schema{ name = "recipe", { "title", "string" } }`.
---@field schema openai.SchemaModule
---What OpenAI sends to a server of yours: `openai.webhooks.unwrap(body, headers, secret)`.
---@field webhooks openai.WebhooksModule
---Called with the error of a task that nobody awaits; default: `vim.notify` in Neovim, else standard error.
---@field on_error fun(err: any, traceback: string)
---The JSON null of arrays, the same value as cjson.null: a `null` field of an object is absent instead.
---@field null lightuserdata
---@field VERSION string
local openai = { VERSION = "0.1.0", null = core.json.null }

--- Makes a client. Options that are absent come from the environment, then from the defaults.
--- Raises on an unknown option, a malformed `base_url`, or a key that cannot be sent.
---@param options? openai.ClientOptions
---@return openai.Client client
function openai.new(options)
    return lazy.require("openai.client").new(options)
end

--- Makes a client for OpenAI's models in Azure: see openai.azure's own file. Raises as `new` does.
---@param options? openai.AzureOptions
---@return openai.Client client
function openai.azure(options)
    return lazy.require("openai.azure")(options)
end

--- A file to upload, read from disk while it is sent. A path never fails by itself: a file that is missing is the error
--- (kind "file") of the call that sends it. An open file is read from where it stands to its end, without moving it; a
--- pipe as it flows, like `chunks`, and everything else waits while it does.
---@param file string|file* a path, or an open file
---@param name? string the name that the service sees; default: the last part of the path; needed for an open file
---@return openai.Source source
function openai.file(file, name)
    return sources.file(file, name)
end

--- Bytes to upload as a file.
---@param name string the name that the service sees
---@param data string
---@return openai.Source source
function openai.bytes(name, data)
    return calling.core("bytes", core.source.bytes, name, data)
end

--- What a function produces to upload as a file. `fn()` returns the next string, nil at the end, or nil and a message
--- when it fails; what it raises goes to the caller of the upload. It runs in the caller's coroutine and may suspend:
--- the transfer waits. Chunks are gone once they are sent: such an upload is not retried after its first byte, and the
--- source serves one upload only. Whatever can be called will do for a function; iterators of lines (`jsonl.lines`,
--- `files:lines`) get their line ends again.
---@param name string the name that the service sees
---@param fn fun(): string?, any?
---@param size? integer bytes in all, where that is known; `uploads:file` needs it
---@return openai.Source source
function openai.chunks(name, fn, size)
    return calling.core("chunks", sources.chunks, name, fn, size)
end

--- A picture for a message, as a data URL; its kind is told from its bytes.
---
---     { type = "image_url", image_url = { url = assert(openai.image "shot.png") } }      -- chat completions
---     { type = "input_image", image_url = assert(openai.image "shot.png") }              -- responses
---@param picture string|openai.Source|file* a path, the bytes themselves, or openai.file(…), openai.bytes(…)
---@return string? url "data:image/png;base64,…"
---@return openai.Error? err kind "file": it cannot be read; "invalid": it is no PNG, JPEG, GIF or WebP
function openai.image(picture)
    return lazy.require("openai.internal.data.media").image(picture)
end

--- A sound for a message: `{ type = "input_audio", input_audio = assert(openai.audio "question.wav") }`.
---@param sound string|openai.Source|file* a path, the bytes themselves, or openai.file(…), openai.bytes(…)
---@return { data: string, format: "wav"|"mp3" }? audio base64, and what it is
---@return openai.Error? err kind "file": it cannot be read; "invalid": it is no WAV or MP3
function openai.audio(sound)
    return lazy.require("openai.internal.data.media").audio(sound)
end

--- A function that a model may call: for `run_tools` and sessions.
---@param tool openai.ToolFields
---@return openai.RunnableTool
function openai.tool(tool)
    return lazy.require("openai.internal.answer.tools").new(tool)
end

--- What an answer of chat completions, completions or responses says: its text, of the first choice; nil when it has
--- none
--- (it refuses, or calls tools).
---@param answer table
---@return string? text
function openai.text_of(answer)
    return lazy.require("openai.internal.answer.text").of(answer)
end

--- Marks a table as an array, so that an empty one is sent as `[]`.
---@generic T: table
---@param list T
---@return T list the same table
function openai.array(list)
    return calling.core("array", core.json.array, list)
end

--- A vector of 32-bit floats.
---@param values number[]|string numbers, or little-endian floats as bytes
---@return openai.Vector vector
function openai.vector(values)
    return calling.core("vector", core.vector, values)
end

--- As `assert`, but the error keeps its message in every Lua version.
---@generic T
---@param value? T
---@param err? any
---@param ... any
---@return T value
---@return any ...
function openai.assert(value, err, ...)
    if value then return value, err, ... end
    if err == nil then err = "assertion failed!" end
    error(_VERSION == "Lua 5.1" and not rawget(_G, "jit") and errors.is(err) and tostring(err) or err, 0)
end

--- Runs `fn(...)` as a task, at once up to its first wait.
---@param fn fun(...: any): any
---@param ... any
---@return openai.Task task
function openai.spawn(fn, ...)
    return task.spawn(fn, ...)
end

--- Runs `fn(...)` as a task and returns its results when it and every task it spawned are done. Raises inside a task.
---@param fn fun(...: any): any
---@param ... any
---@return any ...
function openai.run(fn, ...)
    return task.run(fn, ...)
end

--- Calls `fn(item, index)` for every item of a list, several at a time.
---@generic T, R
---@param list T[]
---@param fn fun(item: T, index: integer): R?, openai.Error?
---@param options? openai.MapOptions
---@return R[]? results in the order of the list
---@return openai.Error? err of the first call that returned `nil, err`; the others are cancelled
---@return integer? index of that call
function openai.map(list, fn, options)
    return lazy.require("openai.internal.task.map")(list, fn, options)
end

--- Waits: suspends inside a task, blocks outside.
---@param seconds number
---@return true?
---@return openai.Error? err kind "cancelled"
function openai.sleep(seconds)
    return task.sleep(seconds)
end

--- Parts that most programs do not need, made when they are first named. The loop is one: with it libcurl and its TLS
--- library start up, which takes longer than all else.
local parts = {
    loop = core.loop,
    csv = function() return lazy.require "openai.csv" end,
    json = function() return lazy.require "openai.json" end,
    jsonl = function() return lazy.require "openai.jsonl" end,
    matrix = function() return lazy.require "openai.matrix" end,
    dataset = function() return lazy.require "openai.dataset" end,
    emulator = function() return lazy.require "openai.emulator" end,
    journal = function() return lazy.require "openai.journal" end,
    schema = function() return lazy.require "openai.schema" end,
    webhooks = function() return lazy.require "openai.webhooks" end,
}

if rawget(_G, "vim") then require("openai.driver.uv").attach_at_first_use() end

setmetatable(calling.module("openai", openai), {
    __index = function(_, name)
        if name == "on_error" then return unclaimed.on_error end
        if parts[name] then
            local part = parts[name]()
            rawset(openai, name, part)
            return part
        end
        if type(name) == "string" then
            local meant = errors.nearest(name, openai) or errors.nearest(name, parts)
            local hint = meant and ("; did you mean openai.%s?"):format(meant) or ""
            errors.misuse(("there is no openai.%s%s"):format(name, hint))
        end
    end,
    __newindex = function(_, name, value)
        if name ~= "on_error" then return rawset(openai, name, value) end
        unclaimed.on_error = value
    end,
})

return openai
