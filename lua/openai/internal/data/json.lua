--- The JSON codec itself: strict RFC 8259, exact integers, shortest round-trip numbers.
local core = require("openai.core").json

---@class openai.JsonModule
local json = {}

--- `null` in arrays (a null member of an object is simply absent); the same value as `cjson.null`.
---@type userdata
json.null = core.null

--- LuaJIT's 64-bit integers: the core learns from samples how to recognise them.
local has_ffi, ffi = pcall(require, "ffi")
if has_ffi and rawget(_G, "jit") then
    local samples = {}
    for i = 1, 16 do samples[i] = ffi.new(i % 2 == 1 and "int64_t" or "uint64_t", i) end
    core.learn_cdata(unpack(samples))
end

local function failure(kind, message)
    return require("openai.internal.base.error").failure(kind, message)
end

--- Marks a table as an array: it encodes as `[…]` even when it is empty. Raises when it has a metatable of its own.
---@generic T: table
---@param items? T default: a new table
---@return T items the same table
json.array = core.array

--- Writes a value as JSON text.
---
--- Tables with keys 1..n become arrays, string keys make objects, integer keys of sparse tables become strings; an
--- empty table is `{}` unless marked by `array`. What lua-cjson and Neovim use for null and for empty arrays is
--- understood. Metamethods do not run.
---@param value any
---@return string? text
---@return openai.Error? err kind `invalid`: the path of the key (`messages[2].content: …`) and why it has no JSON
function json.encode(value)
    local text, message = core.encode(value)
    if not text then return failure("invalid", message) end
    return text
end

--- Reads JSON text. Integers become Lua integers where there are any (LuaJIT: numbers), null members are absent, a null
--- in an array is `json.null`, empty arrays are marked as by `array`, a repeated key counts the last time. At most 512
--- levels deep.
---@param text string
---@return any value
---@return openai.Error? err kind `protocol`: what was expected instead of what, at which byte (from 1)
function json.decode(text)
    if type(text) ~= "string" then
        require("openai.internal.base.error").misuse("json.decode takes a string, not a " .. type(text))
    end
    local value, message = core.decode(text)
    if message then return failure("protocol", message) end
    return value
end

return json
