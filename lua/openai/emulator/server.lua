--- HTTP around the application: connections, reading and writing, faults on the wire.
local cqueues = require "cqueues"
local http_headers = require "http.headers"
local http_util = require "http.util"

local rand = require "openssl.rand"

local answer = require "openai.emulator.answer"
local app = require "openai.emulator.app"
local listener = require "openai.emulator.listener"
local request_module = require "openai.emulator.request"

local yieldable_pcall = http_util.yieldable_pcall

local server = {}
server.__index = server

local WRITE_SECONDS = 120 -- a client that does not read
local TOKEN_BYTES = 32
local MAX_FAILURES = 100 -- of the loop itself, in a row
local SETTLE_SECONDS = 0.05 -- how often things that take work are brought forward without a request

-- Closes a connection without any more politeness. HTTP/2: only the stream.
local function drop(stream)
    if stream.rst_stream then
        stream:rst_stream("emulator fault")
    elseif stream.connection.socket then
        stream.connection.socket:shutdown("rw")
    end
end

local function head_of(result, request_id, started)
    local head = http_headers.new()
    head:append(":status", tostring(result.status))
    local own = { ["x-request-id"] = request_id, date = http_util.imf_date(),
        ["openai-processing-ms"] = tostring(math.floor((cqueues.monotime() - started) * 1000)) }
    for name, value in pairs(own) do
        if not result.headers[name] then head:append(name, value) end
    end
    for name, value in pairs(result.headers) do
        -- An empty value means: leave this header out (to test what clients do without).
        if value ~= "" then head:append(name, tostring(value)) end
    end
    return head
end

-- Sends the beginning of an answer, so that the client sees a connection lost in the middle of the header.
local function write_half_a_head(stream)
    if not stream.rst_stream then
        stream.connection.socket:xwrite("HTTP/1.1 200 OK\r\ncontent-type: applica", "n", 1)
    end
    drop(stream)
end

local function may_have_body(request, status)
    return request.method ~= "HEAD" and status ~= 204 and status ~= 304
end

-- `cut` ends the connection after so many bytes of the body; `stall` = {after = bytes, seconds = s} waits there once.
local function write_body(stream, result, cut, stall)
    local sent = 0
    for piece in answer.chunks(result, cut) do
        local rest = piece
        if stall and sent + #piece > stall.after then
            local before = piece:sub(1, stall.after - sent)
            if not stream:write_chunk(before, false, WRITE_SECONDS) then return false end
            cqueues.sleep(stall.seconds)
            rest, stall = piece:sub(#before + 1), nil
        end
        if not stream:write_chunk(rest, false, WRITE_SECONDS) then return false end
        sent = sent + #piece
    end
    return sent == result.length
end

local function write_answer(stream, request, result, head, fault)
    local cut = fault and fault.cut
    if cut == "answer" then return drop(stream) end
    if cut == "headers" then return write_half_a_head(stream) end
    if not may_have_body(request, result.status) then return stream:write_headers(head, true) end
    if not result.pieces and not head:has("content-length") and not head:has("transfer-encoding") then
        head:append("content-length", tostring(result.length))
    end
    if result.length == 0 and not cut then return stream:write_headers(head, true) end
    if not stream:write_headers(head, false) then return end
    local complete = write_body(stream, result, tonumber(cut), fault and fault.stall)
    if not complete or cut then return drop(stream) end
    stream:write_chunk("", true)
end

local function log_entry(self, request)
    return self.app.steering:record{
        method = request.method, path = request.path, query = request.query_text, headers = request.headers,
        time = self.app.clock:wall(), connection = request.connection,
    }
end

-- Reads the body; nil when the client went away in the middle of it.
local function read_body(self, request, entry)
    local failure
    local result = app.guarded(function()
        local complete = request:read_body()
        failure = not complete
        return {}
    end)
    if entry then
        entry.body, entry.body_bytes = request.raw, request.body_bytes
        entry.complete = failure == false
    end
    if failure then return nil end
    return result.status ~= 200 and result or self
end

local function answer_of(self, request, entry, fault)
    local read = read_body(self, request, entry)
    if read == nil then return nil end
    if read ~= self then
        -- What is left of the body is not read, so nothing can follow on an HTTP/1 connection.
        if not request.stream.rst_stream then read.headers.connection = "close" end
        return read
    end
    return self.app:process(request, fault)
end

local function connection_number(self, connection)
    if not self.numbers[connection] then
        self.connections = self.connections + 1
        self.numbers[connection] = self.connections
    end
    return self.numbers[connection]
end

local function serve(self, stream, headers)
    local started = cqueues.monotime()
    local request = request_module.new(stream, headers)
    -- Requests that steer are neither logged nor steered themselves.
    local steered = not request.path:match("^/_emulator/")
    if steered then request.connection = connection_number(self, stream.connection) end
    local entry = steered and log_entry(self, request)
    local fault = steered and self.app.steering:take_fault(request.method, request.path) or nil
    if fault and fault.cut == "request" then return drop(stream) end
    local result = answer_of(self, request, entry, fault)
    if not result then return drop(stream) end
    if fault and fault.delay then cqueues.sleep(fault.delay) end
    local request_id = app.request_id()
    if entry then entry.status, entry.request_id = result.status, request_id end
    write_answer(stream, request, result, head_of(result, request_id, started), fault)
end

-- Clients that vanish or talk nonsense are no reason to stop.
local function serve_guarded(self, stream, headers)
    local ok, err = yieldable_pcall(serve, self, stream, headers)
    if ok then return end
    io.stderr:write("openai-emulator: ", tostring(err), "\n")
    drop(stream)
end

local function tls_context(tls)
    local http_tls = require "http.tls"
    local context = http_tls.new_server_context()
    context:setAlpnSelect(function(_, protocols)
        for _, wanted in ipairs{ "h2", "http/1.1" } do
            for _, offered in ipairs(protocols) do
                if offered == wanted then return wanted end
            end
        end
    end)
    local function read(name, make)
        local file = assert(io.open(tls[name], "rb"))
        local text = file:read("*a")
        file:close()
        local ok, made = pcall(make, text)
        if not ok then error(("option tls: %s: '%s' is no PEM file (%s)"):format(name, tls[name], made), 0) end
        return made
    end
    context:setCertificate(read("cert", require("openssl.x509").new))
    context:setPrivateKey(read("key", require("openssl.pkey").new))
    return context
end

---@class emulator.server_options: emulator.settings
---@field host? string default 127.0.0.1
---@field port? integer 0 for any free one
---@field tls? {cert: string, key: string} paths of PEM files; then https, with HTTP/2 where the client offers it

--- Listens; nil and a message when the port cannot be had.
---@param options emulator.server_options
function server.new(options)
    options.token = rand.bytes(TOKEN_BYTES):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
    local self = setmetatable({
        app = app.new(options), token = options.token, numbers = setmetatable({}, { __mode = "k" }), connections = 0,
        scheme = options.tls and "https" or "http", cq = cqueues.new(),
    }, server)
    local err
    self.listener, err = listener.new(self.cq, {
        host = options.host or "127.0.0.1", port = options.port or 0, tls = options.tls and tls_context(options.tls),
        serve = function(stream, headers) serve_guarded(self, stream, headers) end,
    })
    if not self.listener then return nil, err end
    return self
end

--- Opens a second port, always plain HTTP, so that steering never shares a connection with what is tested.
---@return string? url of the control routes
---@return string? message
function server:listen_for_control()
    local opened, err = listener.new(self.cq, {
        host = "127.0.0.1", port = 0, serve = function(stream, headers) serve_guarded(self, stream, headers) end,
    })
    if not opened then return nil, err end
    self.control_listener = opened
    return ("http://%s:%d/_emulator"):format(opened:address())
end

--- "http://127.0.0.1:PORT/v1"
function server:base_url()
    return ("%s://%s:%d/v1"):format(self.scheme, self.listener:address())
end

--- By which it is steered on the port it serves on.
function server:control_url()
    return ("%s://%s:%d/_emulator"):format(self.scheme, self.listener:address())
end

--- Serves until told to stop. `watch` (optional) runs beside it; the server also ends when it returns.
function server:loop(watch)
    local loop = self.cq
    loop:wrap(function()
        while true do
            cqueues.sleep(SETTLE_SECONDS)
            app.guarded(function()
                self.app:settle(true)
                return {}
            end)
        end
    end)
    if watch then
        loop:wrap(function()
            watch()
            self.app.stopping = true
        end)
    end
    -- What one of the loop's threads raises ends that thread only.
    local failures = 0
    while not self.app.stopping and failures < MAX_FAILURES do
        local ok, err = loop:step()
        failures = ok and 0 or failures + 1
        if not ok then io.stderr:write("openai-emulator: ", tostring(err), "\n") end
    end
    loop:step(0.05) -- the answer to the request to stop still goes out
end

return server
