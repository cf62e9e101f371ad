--- What a handler gives back: a status, headers and a body (a string, or a part of a blob).
local cqueues = require "cqueues"

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

--- Server-sent events, each {name?, data}: a table as JSON, a string as it is. Their length is not announced.
---@param events {name: string?, data: table|string}[]
---@param pause number seconds between two of them
function answer.events(events, pause)
    local pieces = {}
    for i, event in ipairs(events) do
        local data = type(event.data) == "table" and json.encode(event.data) or event.data
        pieces[i] = (event.name and "event: " .. event.name .. "\n" or "") .. "data: " .. data .. "\n\n"
    end
    local self = answer.text(200, { ["content-type"] = "text/event-stream; charset=utf-8",
        ["cache-control"] = "no-cache" }, table.concat(pieces))
    self.pieces, self.pause = pieces, pause
    return self
end

function answer.is(value)
    return getmetatable(value) == answer_mt
end

local CHUNK = 64 * 1024

local function events_upto(self, limit)
    local left, i = limit or self.length, 0
    return function()
        i = i + 1
        local piece = self.pieces[i]
        if not piece or left <= 0 then return nil end
        if i > 1 and self.pause > 0 then cqueues.sleep(self.pause) end
        piece = piece:sub(1, left)
        left = left - #piece
        return piece
    end
end

--- Iterates over the body in pieces of bounded size, up to `limit` bytes; events one by one.
function answer.chunks(self, limit)
    if self.pieces then return events_upto(self, limit) end
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
