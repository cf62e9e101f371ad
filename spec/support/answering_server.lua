-- A server that looks its answers up; a program of its own (LuaJIT, cqueues), because the client under test blocks.
-- spec/support/answering.lua starts it: arg[1] names a file with the answers by "number METHOD /path".
local cqueues = require "cqueues"
local socket = require "cqueues.socket"

local answers = {}
do
    local file = assert(io.open(arg[1], "rb"))
    for head in file:lines() do
        local length, key = head:match "^(%d+) (.+)$"
        answers[key] = file:read(tonumber(length))
        file:read(1)
    end
end

local function read_headers(peer)
    local length
    while true do
        local line = peer:read "*L"
        if not line then return nil end
        if line == "\r\n" then return length or 0 end
        length = length or tonumber(line:match "^[Cc]ontent%-[Ll]ength: *(%d+)")
    end
end

local function answer(peer, method, target)
    local number, path = target:match "^/(%d+)/v1([^?]*)"
    local body = number and answers[("%s %s %s"):format(number, method, path)]
    local status = body and "200 OK" or "404 Not Found"
    body = body or '{"error":{"message":"no such answer"}}'
    peer:write(("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"):format(status, #body),
        body)
    peer:flush()
end

local function serve(peer)
    while true do
        local line = peer:read "*L"
        local length = line and read_headers(peer)
        if not length or (length > 0 and not peer:read(length)) then break end
        answer(peer, line:match "^(%S+) (%S+)")
    end
    peer:close()
end

local queue = cqueues.new()
local listener = socket.listen { host = "127.0.0.1", port = 0 }
local _, _, port = listener:localname()
io.stdout:write(port, "\n")
io.stdout:flush()

queue:wrap(function()
    for peer in listener:clients() do
        peer:setmode("b", "bf")
        peer:onerror(function(_, _, why) return why end)
        queue:wrap(function() pcall(serve, peer) end)
    end
end)
queue:wrap(function()
    -- Nothing is ever to be read there; it wakes when the spec closes its end of the pipe.
    cqueues.poll { pollfd = 1, events = "r", timeout = function() end }
    os.exit(0, false)
end)
assert(queue:loop())
