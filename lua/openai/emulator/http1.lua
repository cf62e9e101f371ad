--- What lua-http leaves open on HTTP/1 connections: how a body may be framed, how much of it is read at once, and for
--- how long a client may keep us waiting.
local monotime = require("cqueues").monotime
local errno = require "cqueues.errno"

local http1 = {}

local PIECE = 256 * 1024
local MAX_LINE = 16 * 1024
local MAX_SIZE_DIGITS = 15 -- more would not be exact in a double
local MAX_CHUNK_DIGITS = 8
local READ_SECONDS = 60 -- between two pieces of a body
local WRITE_SECONDS = 120 -- a client that does not read

-- `waits_since` tells the listener which connections could be given up for others.
local function waiting(self, operate, ...)
    self.waits_since = monotime()
    local value, err, code = operate(...)
    self.waits_since = nil
    return value, err, code
end

local function malformed(what)
    return nil, what, errno.EILSEQ
end

local function read_chunk_size(self, timeout)
    local line, err, code = self.socket:xread("*L", timeout)
    if not line then return nil, err, code end
    local digits = line:match("^(%x+)[ \t]*\r\n$") or line:match("^(%x+)[ \t]*;[^\r\n]*\r\n$")
    if not digits or #digits > MAX_CHUNK_DIGITS then return malformed "malformed chunk size" end
    return tonumber(digits, 16)
end

local function end_chunk(self, timeout)
    self.chunk_left = nil
    if self.socket:xread(2, timeout) == "\r\n" then return true end
    return malformed "malformed end of chunk"
end

-- In place of lua-http's, which waits for the whole of a chunk, however large it says it is.
local function read_body_chunk(self, timeout)
    if not self.chunk_left then
        local size, err, code = read_chunk_size(self, timeout)
        if not size then return nil, err, code end
        if size == 0 then return false end
        self.chunk_left = size
    end
    local piece, err, code = self.socket:xread(-math.min(self.chunk_left, PIECE), timeout)
    if not piece then return nil, err, code end
    self.chunk_left = self.chunk_left - #piece
    if self.chunk_left == 0 then
        local ok
        ok, err, code = end_chunk(self, timeout)
        if not ok then return nil, err, code end
    end
    return piece
end

--- Shadows methods of a connection of lua-http by bounded ones.
function http1.bound(connection)
    connection:setmaxline(MAX_LINE)
    local read, write, write_chunk = connection.read_body_by_length, connection.write_body_plain,
        connection.write_body_chunk
    function connection:read_body_by_length(count, timeout)
        return waiting(self, read, self, math.max(count, -PIECE), timeout or READ_SECONDS)
    end
    function connection:read_body_chunk(timeout)
        return waiting(self, read_body_chunk, self, timeout or READ_SECONDS)
    end
    function connection:write_body_plain(body, timeout)
        return waiting(self, write, self, body, timeout or WRITE_SECONDS)
    end
    function connection:write_body_chunk(chunk, extension, timeout)
        return waiting(self, write_chunk, self, chunk, extension, timeout or WRITE_SECONDS)
    end
end

local function length_problem(headers)
    local first
    for name, value in headers:each() do
        if name == "content-length" then
            if not value:match("^%d+$") or #value > MAX_SIZE_DIGITS then return "Invalid Content-Length header." end
            if first and value ~= first then return "Several Content-Length headers that differ." end
            first = value
        end
    end
end

--- What is wrong with how a request's head announces its body, with the status to answer; nil when nothing is.
---@return string? problem
---@return integer? status
function http1.framing_problem(headers)
    local coding = headers:get_comma_separated("transfer-encoding")
    if coding and headers:has("content-length") then return "Content-Length beside Transfer-Encoding.", 400 end
    if coding and coding:lower() ~= "chunked" then return "Unsupported Transfer-Encoding.", 501 end
    local problem = length_problem(headers)
    return problem, problem and 400
end

return http1
