--- Bytes on a connection as no client would send them (spec/support/raw_client.lua, a process of its own).
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local raw = {}

local CLIENT = "exec env -u LUA_PATH -u LUA_CPATH -u LD_PRELOAD luajit spec/support/raw_client.lua %s %s"

local function literal(value)
    if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value) or tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = ("[%s]=%s"):format(literal(key), literal(item)) end
    return "{" .. table.concat(parts, ",") .. "}"
end

--- What the server of a base URL answers to each text, sent on a connection of its own; "" when it only closed it, "no
--- end" when it did not even do that. `more`: see raw_client.lua.
---@param base_url string
---@param texts string[]
---@param more? {open: integer, partial: string}
---@return string[]
function raw.exchange(base_url, texts, more)
    local task = { texts = texts }
    for name, value in pairs(more or {}) do task[name] = value end
    local path = files.write("return " .. literal(task), "texts.lua")
    local pipe = assert(io.popen(CLIENT:format(base_url:match ":(%d+)/", launch.quote(path))))
    local text = pipe:read "*a"
    pipe:close()
    return assert((loadstring or load)(text))()
end

return raw
