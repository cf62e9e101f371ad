--- The parts of a source, one after the other, and the MD5 of all bytes that went by.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local reader = {}

local Reader = { __name = "openai.upload_reader" }
Reader.__index = Reader

local STEP = 256 * 1024 -- bytes hashed at a time; other tasks get their turn in between

local function failure(message)
    return errors.failure("file", message, { operation = "uploads:file" })
end

---@param source openai.Source
---@param size integer of the source, in bytes
---@param part_size integer
---@return table? reader
---@return openai.Error? err
function reader.new(source, size, part_size)
    local produce, message = source:chunks()
    if message then return failure(message) end
    return setmetatable({
        source = source, size = size, part_size = part_size, produce = produce, hash = core.md5(),
        count = math.ceil(size / part_size), at = 0, index = 0, rest = "",
    }, Reader)
end

--- Hashes the bytes of a part where they are.
local function read_slice(self, bytes)
    local stop = self.at + bytes
    local slice = core.source.slice(self.source, self.at, bytes)
    while self.at < stop do
        local piece, message = self.source:read(self.at, math.min(STEP, stop - self.at))
        if not piece then return failure(message) end
        if piece == "" then
            return failure(("'%s' shrank while it was uploaded: byte %d of %d is gone"):format(self.source:name(),
                self.at + 1, self.size))
        end
        self.hash:update(piece)
        self.at = self.at + #piece
        local ok, err = task.sleep(0)
        if not ok then return nil, err end
    end
    return slice
end

local function announced(self)
    return failure(("the function for '%s' produced %s than the %d bytes announced"):format(self.source:name(),
        self.at < self.size and "less" or "more", self.size))
end

--- Collects the bytes of a part: a function gives them once only, and a part may have to be sent again.
local function collect(self, bytes)
    local pieces, length = { self.rest }, #self.rest
    while length < bytes do
        local piece, message = self.produce()
        if piece == nil and message ~= nil then return failure(tostring(message)) end
        if piece == nil then return announced(self) end
        if type(piece) ~= "string" then
            return failure(("the function that produces the chunks returned a %s"):format(type(piece)))
        end
        pieces[#pieces + 1], length = piece, length + #piece
    end
    local text = table.concat(pieces)
    self.rest, text = text:sub(bytes + 1), text:sub(1, bytes)
    self.at = self.at + bytes
    self.hash:update(text)
    if self.at == self.size and (self.rest ~= "" or self.produce() ~= nil) then
        self.at = self.size + 1
        return announced(self)
    end
    return core.source.bytes(self.source:name(), text)
end

--- The next part: {index from 1, source, bytes, digest of all up to its end}; nil at the end; or nil, err.
function Reader:next()
    if self.index == self.count then return nil end
    local bytes = math.min(self.part_size, self.size - self.at)
    local source, err = (self.produce and collect or read_slice)(self, bytes)
    if not source then return nil, err end
    self.index = self.index + 1
    return { index = self.index, source = source, bytes = bytes, digest = self.hash:digest() }
end

--- The MD5 of the whole, after its last part, in hexadecimal.
function Reader:md5()
    return self.hash:digest()
end

return reader
