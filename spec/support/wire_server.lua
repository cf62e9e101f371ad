-- A server that does exactly what a spec tells it, byte by byte; a program of its own (LuaJIT, cqueues), because the
-- client under test blocks. spec/support/wire.lua starts it: arg[1] names a file with the script, arg[2] one for the
-- log.
--
-- The script is a list of turns. A new connection takes the next turn at once; on a connection that was kept, the next
-- turn is taken when bytes arrive. A turn is a list of steps, see `steps` below.
local cqueues = require "cqueues"
local socket = require "cqueues.socket"
local ffi = require "ffi"

ffi.cdef [[
    struct wire_linger { int onoff, seconds; };
    int setsockopt(int fd, int level, int name, const void *value, unsigned length);
    int listen(int fd, int backlog);
]]
local SOL_SOCKET, SO_LINGER, SO_RCVBUF = 1, 13, 8 -- Linux

local script = assert(loadfile(arg[1]))()
local log_file = assert(io.open(arg[2], "ab"))
log_file:setvbuf "no"

-- ---- the log: one Lua table a line ----

local function literal(value)
    if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value) or tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = ("[%s]=%s"):format(literal(key), literal(item)) end
    return "{" .. table.concat(parts, ",") .. "}"
end

local function log(event)
    log_file:write(literal(event), ",\n")
end

-- ---- reading requests ----

local function read_line(peer)
    local line = peer.sock:read "*L"
    return line and line:gsub("[\r\n]+$", "")
end

local function read_chunked(peer)
    local parts = {}
    while true do
        local size = read_line(peer)
        size = size and tonumber(size:match "^%x+", 16)
        if not size then return table.concat(parts), false end
        local data = size > 0 and peer.sock:read(size) or ""
        parts[#parts + 1] = data or ""
        if not read_line(peer) then return table.concat(parts), false end
        if size == 0 then return table.concat(parts), true end
    end
end

-- Logged without a body when it has been asked for the head only.
local function read_head(peer)
    local line = read_line(peer)
    if not line then return nil end
    local method, target, version = line:match "^(%S+) (%S+) (%S+)$"
    local request = {
        connection = peer.number, method = method, target = target, version = version, headers = {}, complete = false,
        head = line .. "\n", tls = peer.tls,
    }
    while true do
        line = read_line(peer)
        if not line then return nil end
        if line == "" then break end
        request.head = request.head .. line .. "\n"
        local name, value = line:match "^([^:]+):%s*(.-)%s*$"
        name = name and name:lower() or line
        request.headers[name] = request.headers[name] and request.headers[name] .. ", " .. value or value or ""
    end
    return request
end

local function read_body(peer, request)
    if (request.headers["transfer-encoding"] or ""):match "chunked" then
        request.body, request.complete = read_chunked(peer)
        return
    end
    local length = tonumber(request.headers["content-length"] or 0)
    request.body = length == 0 and "" or peer.sock:read(length) or ""
    request.complete = #request.body == length
end

-- ---- steps ----

local steps = {}

--- The whole request; it stands in the log before the next step.
function steps.read(peer)
    local request = read_head(peer)
    if not request then return "gone" end
    read_body(peer, request)
    log(request)
end

--- The head only, and `bytes` of the body.
function steps.read_some(peer, bytes)
    local request = read_head(peer)
    if not request then return "gone" end
    request.body = bytes > 0 and peer.sock:read(bytes) or ""
    log(request)
end

--- Whatever comes first.
function steps.take(peer)
    return not peer.sock:read(-4096) and "gone" or nil
end

function steps.send(peer, bytes)
    peer.sock:write(bytes)
    peer.sock:flush()
end

--- Lets so many seconds pass.
function steps.sleep(_, seconds)
    cqueues.sleep(seconds)
end

--- Waits until the spec has made a file of that name.
function steps.await(_, path)
    while not io.open(path) do cqueues.sleep(0.002) end
end

--- Logs an event of that name: what was sent before it is on its way.
function steps.note(peer, name)
    log { event = name, connection = peer.number }
end

--- Reads until nothing comes any more.
function steps.drain(peer)
    repeat local data = peer.sock:read(-65536) until not data
    return "gone"
end

--- Bytes for ever, as long as anybody takes them.
function steps.flood(peer, bytes)
    while peer.sock:write(bytes) and peer.sock:flush() do end
    return "gone"
end

function steps.close(peer)
    peer.sock:flush()
    peer.sock:shutdown "w"
    log { event = "closed", connection = peer.number }
    return "gone"
end

--- Ends with a TCP reset instead of an orderly close.
function steps.reset(peer)
    local linger = ffi.new("struct wire_linger", 1, 0)
    ffi.C.setsockopt(peer.sock:pollfd(), SOL_SOCKET, SO_LINGER, linger, ffi.sizeof(linger))
    return "gone"
end

--- Says nothing any more until the client goes away; that is logged.
function steps.hang(peer)
    repeat local data = peer.sock:read(-4096) until not data
    log { event = "gone", connection = peer.number }
    return "gone"
end

local function secure(peer)
    local context = require "openssl.ssl.context"
    local pkey, x509 = require "openssl.pkey", require "openssl.x509"
    local function text(path)
        local file = assert(io.open(path, "rb"))
        local content = file:read "*a"
        file:close()
        return content
    end
    local server = context.new("TLS", true)
    server:setCertificate(x509.new(text(script.tls.certificate)))
    server:setPrivateKey(pkey.new(text(script.tls.key)))
    local ok, problem = peer.sock:starttls(server)
    peer.tls = true
    if ok then return end
    log { event = "tls", connection = peer.number, problem = tostring(problem) }
    return "gone"
end

--- Begins TLS with the script's certificate.
function steps.tls(peer)
    return secure(peer)
end

--- What a proxy does after CONNECT: carries bytes to and from that port of this machine until one side ends.
function steps.tunnel(peer, port)
    local other = assert(socket.connect { host = "127.0.0.1", port = port, nodelay = true })
    other:setmode("b", "bn")
    local function carry(from, to)
        while true do
            local data = from:read(-4096)
            if not data or not to:write(data) or not to:flush() then break end
        end
        pcall(to.shutdown, to, "w")
    end
    cqueues.running():wrap(function() carry(other, peer.sock) end)
    carry(peer.sock, other)
    return "gone"
end

-- ---- connections ----

local run_turn

--- The request, and then the next of the turns that `script.routes` has for its target; the last one again and again.
local routed = {}
function steps.route(peer)
    local request = read_head(peer)
    if not request then return "gone" end
    read_body(peer, request)
    log(request)
    local turns = script.routes[request.target]
    if not turns then
        steps.send(peer, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return steps.close(peer)
    end
    local count = math.min((routed[request.target] or 0) + 1, #turns)
    routed[request.target] = count
    return run_turn(peer, turns[count])
end

local taken = 0
local function next_turn()
    taken = taken + 1
    local turn = script.turns[taken] or (script.repeats and script.turns[#script.turns])
    return turn
end

function run_turn(peer, turn)
    for _, step in ipairs(turn) do
        local name, argument = step, nil
        if type(step) == "table" then name, argument = step[1], step[2] end
        if steps[name](peer, argument) == "gone" then return "gone" end
    end
end

local function serve(peer)
    if script.tls and not script.tls_later and secure(peer) == "gone" then return end
    repeat
        local turn = next_turn()
        if not turn then
            -- More than the script foresees: seen in the log, and ended.
            local request = read_head(peer)
            log(request or { event = "connection", connection = peer.number })
            return
        end
        if run_turn(peer, turn) == "gone" then return end
    until not peer.sock:fill(1)
end

local listener = assert(socket.listen { host = script.host or "127.0.0.1", port = 0 })
assert(listener:listen())
local _, _, port = listener:localname()
-- What the listener has, the connections inherit.
local function set_receive_buffer(bytes)
    ffi.C.setsockopt(listener:pollfd(), SOL_SOCKET, SO_RCVBUF, ffi.new("int[1]", bytes), ffi.sizeof "int")
end
if script.receive_buffer then set_receive_buffer(script.receive_buffer) end
-- A queue for one connection, and that one taken: further ones get no answer at all.
local guests = {}
local function be_deaf()
    ffi.C.listen(listener:pollfd(), 0)
    for i = 1, 3 do
        guests[i] = socket.connect { host = "127.0.0.1", port = port }
        guests[i]:connect(0.01)
    end
end
if script.deaf then be_deaf() end
print(port)
io.stdout:flush()

local connections = 0
local queue = cqueues.new()
queue:wrap(function()
    while script.deaf do cqueues.sleep(3600) end
    for sock in listener:clients() do
        connections = connections + 1
        if script.receive_buffer then set_receive_buffer(1024 * 1024) end
        sock:setmode("b", "bf")
        sock:setmaxerrs(1000000)
        sock:onerror(function(_, _, why) return why end)
        local peer = { sock = sock, number = connections }
        queue:wrap(function()
            local ok, problem = pcall(serve, peer)
            if not ok then log { event = "error", problem = tostring(problem) } end
            sock:close()
        end)
    end
end)
queue:wrap(function()
    -- Nothing is ever to be read there; it wakes when the spec closes its end of the pipe.
    cqueues.poll { pollfd = 1, events = "r", timeout = function() end }
    os.exit(0, false)
end)
assert(queue:loop())
