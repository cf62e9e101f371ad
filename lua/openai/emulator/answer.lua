--- What a handler gives back: a status, headers and a body (a string, or a part of a blob).
local json = require "openai.emulator.json"

local answer = {}
local answer_mt = {}

---@param status integer
---@param headers table<string, string>
---@param body string
function answer.text(status, headers, body)
    return setmetatable({ status = status, headers = headers, body = body, length = #body }, answer_mt)
end

---@param value table
---@param status? integer default 200
---@param headers? table<string, string>
function answer.json(value, status, headers)
    local all = { ["content-type"] = "application/json" }
    for name, text in pairs(headers or {}) do all[name] = text end
    return answer.text(status or 200, all, json.encode(value))
end

--- Bytes `first` to `last` (0-based, inclusive) of a blob.
function answer.blob(status, headers, source, first, last)
    return setmetatable({
        status = status, headers = headers, blob = source, first = first, length = last - first + 1,
    }, answer_mt)
end

function answer.is(value)
    return getmetatable(value) == answer_mt
end

local CHUNK = 64 * 1024

--- Iterates over the body in pieces of bounded size, up to `limit` bytes.
function answer.chunks(self, limit)
    local left = math.min(self.length, limit or self.length)
    local offset = self.first or 0
    return function()
        if left <= 0 then return nil end
        local count = math.min(left, CHUNK)
        local piece = self.blob and self.blob:read(offset, count) or self.body:sub(offset + 1, offset + count)
        if piece == "" then return nil end
        offset, left = offset + #piece, left - #piece
        return piece
    end
end

return answer
