--- multipart/form-data (RFC 7578), parsed as it arrives so that a large file never is in memory as a whole.
local blob = require "openai.emulator.blob"

local multipart = {}
multipart.__index = multipart

local MAX_HEAD = 16 * 1024

--- The boundary of a Content-Type, or nil when it is no form.
---@param content_type string?
function multipart.boundary(content_type)
    if not content_type or not content_type:lower():match("^multipart/form%-data") then return nil end
    return content_type:match('[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]="([^"]+)"')
        or content_type:match("[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]=([^;%s]+)")
end

function multipart.new(boundary)
    return setmetatable({
        delimiter = "\r\n--" .. boundary,
        pending = "\r\n", -- so that the first delimiter looks like the others
        state = "preamble", parts = {},
    }, multipart)
end

local function unquote(text)
    return (text:gsub("%%22", '"'):gsub("%%0[Dd]", "\r"):gsub("%%0[Aa]", "\n"):gsub('\\"', '"'))
end

local function parse_head(head)
    local part = { headers = {}, body = blob.new() }
    for name, value in head:gmatch("([^\r\n:]+):[ \t]*([^\r\n]*)") do part.headers[name:lower()] = value end
    local disposition = part.headers["content-disposition"] or ""
    local name = disposition:match('[;%s]name="([^"]*)"') or disposition:match("[;%s]name=([^;%s]+)")
    local filename = disposition:match('filename="([^"]*)"') or disposition:match("filename=([^;%s]+)")
    part.name = name and unquote(name)
    part.filename = filename and unquote(filename)
    part.type = part.headers["content-type"]
    return part
end

local steps = {}

-- Everything up to a delimiter belongs to the part; what may be the beginning of one waits for more bytes.
local function take_until_delimiter(self, keep)
    local from, to = self.pending:find(self.delimiter, 1, true)
    if from then
        if keep then keep:write(self.pending:sub(1, from - 1)) end
        self.pending = self.pending:sub(to + 1)
        self.state = "after delimiter"
        return true
    end
    local safe = #self.pending - #self.delimiter + 1
    if safe > 0 then
        if keep then keep:write(self.pending:sub(1, safe)) end
        self.pending = self.pending:sub(safe + 1)
    end
    return false
end

steps["preamble"] = function(self) return take_until_delimiter(self, nil) end
steps["body"] = function(self) return take_until_delimiter(self, self.part.body) end

steps["after delimiter"] = function(self)
    if #self.pending < 2 then return false end
    if self.pending:sub(1, 2) == "--" then
        self.state = "end"
        return true
    end
    local stop = self.pending:match("^[ \t]*\r\n()")
    if not stop and #self.pending < 256 and not self.pending:find("\n", 1, true) then return false end
    if not stop then
        self.failure = "malformed boundary line"
        return false
    end
    -- The line end stays: it is also the beginning of a head without any header.
    self.pending = self.pending:sub(stop - 2)
    self.state = "head"
    return true
end

steps["head"] = function(self)
    local from, to = self.pending:find("\r\n\r\n", 1, true)
    if not from then
        if #self.pending > MAX_HEAD then self.failure = "part head too long" end
        return false
    end
    self.part = parse_head(self.pending:sub(1, from - 1))
    self.parts[#self.parts + 1] = self.part
    self.pending = self.pending:sub(to + 1)
    self.state = "body"
    return true
end

steps["end"] = function(self)
    self.pending = ""
    return false
end

function multipart:feed(chunk)
    if self.failure then return end
    self.pending = self.pending .. chunk
    while not self.failure and steps[self.state](self) do end -- luacheck: ignore 542
end

--- The parts, or nil and a message when the form is malformed or cut short.
function multipart:finish()
    if self.failure then return nil, self.failure end
    if self.state ~= "end" then return nil, "the form ends before its closing boundary" end
    return self.parts
end

return multipart
