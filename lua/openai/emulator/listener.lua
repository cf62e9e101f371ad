--- Connections: accepting them, how many there may be, and what becomes of those that talk nonsense or nothing at all.
--- Whatever a client does, the others are served on. The loops are our own: those of lua-http's server end with the
--- first error that one of its connections raises.
local cqueues = require "cqueues"
local condition = require "cqueues.condition"
local errno = require "cqueues.errno"
local sockets = require "cqueues.socket"
local connection_common = require "http.connection_common"
local h1_connection = require "http.h1_connection"
local h2_connection = require "http.h2_connection"
local yieldable_pcall = require("http.util").yieldable_pcall

local errors = require "openai.emulator.errors"
local http1 = require "openai.emulator.http1"
local json = require "openai.emulator.json"

local monotime = cqueues.monotime

local listener = {}
listener.__index = listener

local MAX_CONNECTIONS = 512
local SPARE_DESCRIPTORS = 64 -- for files, the listening sockets and the standard streams
local SETUP_SECONDS = 10 -- a TLS handshake
local HEAD_SECONDS = 10 -- from the first byte of a head to its last one
local IDLE_SECONDS = 300 -- between two requests
local LINGER_SECONDS = 1 -- for a client to read why it was refused
local LINGER_BYTES = 256 * 1024
local RETRY_SECONDS = 0.05

local function report(err)
    io.stderr:write("openai-emulator: ", tostring(err), "\n")
end

local REASONS = { [400] = "Bad Request", [408] = "Request Timeout", [431] = "Request Header Fields Too Large",
    [501] = "Not Implemented" }
local MESSAGES = { [400] = "The request is no well-formed HTTP.", [408] = "The head of the request took too long.",
    [431] = "The head of the request is too large." }

-- Unread bytes make the system reset the connection, and the answer with it: they are read for a moment.
local function linger(socket)
    socket:shutdown("w")
    socket:clearerr("r")
    local deadline, total = monotime() + LINGER_SECONDS, 0
    while total < LINGER_BYTES do
        local left = deadline - monotime()
        local piece = left > 0 and socket:xread(-4096, "b", left)
        if not piece then return end
        total = total + #piece
    end
end

local function refuse(socket, status, message)
    local body = json.encode(errors.body(errors.new(status, message or MESSAGES[status])))
    socket:xwrite(("HTTP/1.1 %d %s\r\ncontent-type:application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n")
        :format(status, REASONS[status], #body) .. body, "bn", 1)
    linger(socket)
end

local GONE = { [errno.EPIPE] = true, [errno.ECONNRESET] = true, [errno.ENOTCONN] = true }

-- The status with which to refuse a head that could not be read; nil when nobody is there to be told.
local function status_of_failure(raised, err, code)
    if raised then return 400 end
    if err == nil or GONE[code] then return nil end
    if code == errno.ETIMEDOUT then return 408 end
    return code == errno.E2BIG and 431 or 400
end

-- One request; false when the connection is to end.
local function serve_request(self, connection, stream)
    local ok, headers, err, code = yieldable_pcall(stream.get_headers, stream, HEAD_SECONDS)
    connection.waits_since = nil
    if not ok or not headers then
        local status = status_of_failure(not ok, err, code)
        if status then refuse(connection.socket, status) end
        return false
    end
    local problem, status = http1.framing_problem(headers)
    if problem then
        refuse(connection.socket, status, problem)
        return false
    end
    self.serve(stream, headers)
    stream:shutdown()
    return true
end

local function serve_http1(self, connection)
    http1.bound(connection)
    repeat
        connection.waits_since = monotime()
        local stream = connection:get_next_incoming_stream(IDLE_SECONDS)
    until not stream or not serve_request(self, connection, stream)
end

local function serve_stream(self, stream)
    local headers = stream:get_headers(HEAD_SECONDS)
    if headers then self.serve(stream, headers) end
    stream:shutdown()
end

local function serve_http2(self, connection)
    local active, finished = 0, condition.new()
    while true do
        if active == 0 then connection.waits_since = monotime() end
        local stream, _, code = connection:get_next_incoming_stream(IDLE_SECONDS)
        if stream then
            active, connection.waits_since = active + 1, nil
            self.cq:wrap(function()
                local ok, err = yieldable_pcall(serve_stream, self, stream)
                if not ok then report(err) end
                active = active - 1
                if active == 0 then connection.waits_since = monotime() end
                finished:signal()
            end)
        elseif code ~= errno.ETIMEDOUT or active == 0 then
            break
        end
    end
    while active > 0 do finished:wait() end
    connection:close()
end

local function protocol_of(self, socket)
    socket:setmode("b", "b")
    socket:onerror(connection_common.onerror)
    if not self.tls then return "http/1.1" end
    if not socket:starttls(self.tls, SETUP_SECONDS) then return nil end
    return socket:checktls():getAlpnSelected() or "http/1.1"
end

local function converse(self, peer)
    local protocol = protocol_of(self, peer.socket)
    if not protocol then return end
    if protocol == "h2" then
        local connection = h2_connection.new(peer.socket, "server", nil)
        peer.connection = connection
        if connection then serve_http2(self, connection) end
    else
        peer.connection = h1_connection.new(peer.socket, "server", 1.1)
        serve_http1(self, peer.connection)
    end
end

local function begin(self, socket)
    local peer = { socket = socket, since = monotime() }
    self.peers[peer], self.count = true, self.count + 1
    self.cq:wrap(function()
        local ok, err = yieldable_pcall(converse, self, peer)
        if not ok then report(err) end
        socket:close()
        self.peers[peer], self.count = nil, self.count - 1
        self.freed:signal()
    end)
end

-- The moment since when a peer keeps us waiting, or nil while we work for it.
local function waits_since(peer)
    if not peer.connection then return peer.since end
    return peer.connection.waits_since
end

-- Ends the connection whose client has let us wait for longest, for the sake of one that comes.
local function make_room(self)
    local longest
    for peer in pairs(self.peers) do
        local since = not peer.ended and waits_since(peer)
        if since and (not longest or since < waits_since(longest)) then longest = peer end
    end
    if longest then
        longest.ended = true
        longest.socket:shutdown("rw")
    end
    cqueues.poll(self.freed, RETRY_SECONDS)
end

-- Also where no descriptor is left (EMFILE) or a client is gone before it was accepted, the next ones are waited for.
local function accept_all(self)
    while true do
        while self.count >= self.limit do make_room(self) end
        local socket, why = self.socket:accept({ nodelay = true }, 0)
        if socket then
            begin(self, socket)
        elseif why == errno.ETIMEDOUT then
            cqueues.poll(self.socket)
        else
            self.socket:clearerr()
            make_room(self)
        end
    end
end

-- As many connections as this process may have descriptors for.
local function connection_limit()
    local pipe = io.popen("ulimit -n", "r")
    local descriptors = pipe and tonumber(pipe:read("*l"))
    if pipe then pipe:close() end
    return math.max(8, math.min(MAX_CONNECTIONS, (descriptors or 1024) - SPARE_DESCRIPTORS))
end

---@class emulator.listener_options
---@field host string
---@field port integer
---@field tls? userdata context; then https
---@field serve fun(stream: table, headers: table) carries out one request

--- Listens on an address; connections are served by the controller `cq`. Nil and a message when it cannot be had.
---@param cq userdata
---@param options emulator.listener_options
function listener.new(cq, options)
    local socket, code = sockets.listen{ host = options.host, port = options.port, reuseaddr = true }
    if not socket then return nil, errno.strerror(code) end
    socket:onerror(function(_, _, why) return why end)
    local ok
    ok, code = socket:listen(5)
    if not ok then return nil, errno.strerror(code) end
    local self = setmetatable({
        cq = cq, socket = socket, tls = options.tls, serve = options.serve, limit = connection_limit(),
        peers = {}, count = 0, freed = condition.new(),
    }, listener)
    cq:wrap(accept_all, self)
    return self
end

--- Host and port that it listens on.
function listener:address()
    local _, host, port = self.socket:localname()
    return host, port
end

return listener
