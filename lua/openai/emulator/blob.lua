--- Bytes that arrive in pieces: kept in memory while small, in an anonymous temporary file (gone with the process)
--- when large.
local SPOOL_ABOVE = 1024 * 1024
local READ_SIZE = 64 * 1024

local blob = {}
blob.__index = blob

function blob.new()
    return setmetatable({ pieces = {}, length = 0 }, blob)
end

---@param text string
function blob.from(text)
    local self = blob.new()
    self:write(text)
    return self
end

local function spool(self)
    self.file = assert(io.tmpfile())
    for _, piece in ipairs(self.pieces) do assert(self.file:write(piece)) end
    self.pieces, self.at_end = nil, true
end

function blob:write(piece)
    if piece == "" then return end
    self.length = self.length + #piece
    if self.file then
        if not self.at_end then assert(self.file:seek("end")) end
        self.at_end = true
        assert(self.file:write(piece))
    else
        self.pieces[#self.pieces + 1] = piece
        if self.length > SPOOL_ABOVE then spool(self) end
    end
end

-- Opened for each piece: there may be more files than descriptors.
local function read_kept(path, offset, count)
    local file = assert(io.open(path, "rb"))
    file:seek("set", offset)
    local piece = file:read(count) or ""
    file:close()
    return piece
end

--- Up to `count` bytes from `offset` (0-based); shorter only at the end.
---@return string
function blob:read(offset, count)
    if self.path then return read_kept(self.path, offset, count) end
    if not self.file then
        if #self.pieces ~= 1 then self.pieces = { table.concat(self.pieces) } end
        return self.pieces[1]:sub(offset + 1, offset + count)
    end
    self.at_end = false
    assert(self.file:seek("set", offset))
    return self.file:read(count) or ""
end

--- Everything as one string.
---@return string
function blob:text()
    return self:read(0, self.length)
end

--- Iterates over pieces of bounded size.
function blob:chunks()
    local offset = 0
    return function()
        if offset >= self.length then return nil end
        local piece = self:read(offset, READ_SIZE)
        offset = offset + #piece
        return piece
    end
end

--- Iterates over lines without their line ends, as `line, number`; the last one needs no line end.
function blob:lines()
    local next_chunk, rest, number, ended = self:chunks(), "", 0, false
    local position = 1
    local function take()
        while true do
            local stop = rest:find("\n", position, true)
            if stop then
                local line = rest:sub(position, stop - 1)
                position = stop + 1
                return line
            end
            local chunk = next_chunk()
            if not chunk then break end
            rest, position = rest:sub(position) .. chunk, 1
        end
        if ended then return nil end
        ended = true
        local last = rest:sub(position)
        return last ~= "" and last or nil
    end
    return function()
        local line = take()
        if not line then return nil end
        number = number + 1
        return (line:gsub("\r$", "")), number
    end
end

--- Lower-case hexadecimal MD5.
function blob:md5()
    local digest = require("openssl.digest").new("md5")
    for piece in self:chunks() do digest:update(piece) end
    return (digest:final():gsub(".", function(byte) return ("%02x"):format(byte:byte()) end))
end

--- The content of a file on the disk that nobody changes.
function blob.kept(path, length)
    return setmetatable({ path = path, length = length }, blob)
end

--- Moves the content into a file, which is there as a whole or not at all.
function blob:keep(path)
    if self.path then return end
    local file = assert(io.open(path .. ".new", "wb"))
    for piece in self:chunks() do assert(file:write(piece)) end
    assert(file:close())
    assert(os.rename(path .. ".new", path))
    if self.file then self.file:close() end
    self.file, self.pieces, self.path = nil, nil, path
end

--- Removes the file; who still reads the content reads on.
function blob:forget()
    if not self.path then return end
    self.file = assert(io.open(self.path, "rb"))
    os.remove(self.path)
    self.path = nil
end

--- Frees memory or disk space at once.
function blob:discard()
    if self.path then os.remove(self.path) end
    self.path = nil
    if self.file then self.file:close() end
    self.file, self.pieces, self.length = nil, {}, 0
end

return blob
