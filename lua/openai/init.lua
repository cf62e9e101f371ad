--- The OpenAI API for Lua. Start here: `local client = require("openai").new()`.
local core = require("openai.internal.base.install").core()
local errors = require "openai.internal.base.error"
local late = require "openai.internal.base.late"
local sources = require "openai.internal.base.sources"
local task = require "openai.internal.task"
local unclaimed = require "openai.internal.task.unclaimed"

-- On LuaJIT the codec has to learn what 64-bit cdata look like.
if rawget(_G, "jit") then require "openai.internal.data.json" end

---@class openai
local openai = {
    --- A new client; key and base URL come from the environment unless given.
    ---@param options? openai.ClientOptions
    ---@return openai.Client
    new = function(options) return late.require("openai.client").new(options) end,
    --- JSON null in an array; the same value as cjson.null.
    null = core.json.null,
    --- Marks a table as an array, so that it is sent as [] when it is empty.
    array = core.json.array,
    --- A file to upload: file(path[, name]) or file(handle, name). A path is opened by the call that sends it.
    file = sources.file,
    --- Bytes to upload as if they were a file: bytes(name, data).
    bytes = sources.bytes,
    --- What a function produces to upload as if it were a file: chunks(name, fn[, size]).
    chunks = sources.chunks,
    --- Embeddings as float32: vector(table_or_bytes).
    vector = core.vector,
    spawn = task.spawn,
    run = task.run,
    map = function(...) return late.require("openai.internal.task.map")(...) end,
    sleep = task.sleep,
    VERSION = "0.1.0",
}

--- assert that keeps the message of an error object (PUC Lua 5.1's own does not).
function openai.assert(value, err, ...)
    if value then return value, err, ... end
    if err == nil then err = "assertion failed!" end
    error(_VERSION == "Lua 5.1" and not rawget(_G, "jit") and errors.is(err) and tostring(err) or err, 0)
end

--- Parts that most programs do not need, made when they are first named. The loop is one: with it libcurl and its TLS
--- library start up, which takes longer than all else.
local parts = {
    loop = core.loop,
    json = function() return late.require "openai.json" end,
    jsonl = function() return late.require "openai.jsonl" end,
    matrix = function() return late.require "openai.matrix" end,
    dataset = function() return late.require "openai.dataset" end,
    emulator = function() return late.require "openai.emulator" end,
}

if rawget(_G, "vim") then require("openai.driver.uv").attach_at_first_use() end

return setmetatable(openai, {
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
