--- A server under full control of the spec: what it answers, byte by byte, and how it breaks. It runs in a process of
--- its own (spec/support/wire_server.lua, where the steps are described).
---
---     local server = wire.start {
---         { "read", wire.json(503, {}), "close" },   -- the first connection
---         { "read", wire.json(200, { id = "x" }) },  -- the second one, kept open
---     }
local cjson = require "spec.support.reference_json"
local launch = require "openai.emulator.launch"

local wire = {}

local Server = {}
Server.__index = Server

local running = {}
local SERVER = "exec env -u LUA_PATH -u LUA_CPATH -u LD_PRELOAD luajit spec/support/wire_server.lua %s %s"

local function literal(value)
    if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value) or tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = ("[%s]=%s"):format(literal(key), literal(item)) end
    return "{" .. table.concat(parts, ",") .. "}"
end

--- Starts a server. Besides the turns (the list part): `repeats` (the last turn serves all further requests), `tls`
--- ({certificate, key}: paths; `tls_later`: only where a turn says so), `host`, `receive_buffer` (bytes, of the first
--- connection), `routes` (turns by target, for the step "route"), `deaf` (connections get no answer).
---@param script table
function wire.start(script)
    local turns, rest = {}, {}
    for key, value in pairs(script) do
        if type(key) == "number" then turns[key] = value else rest[key] = value end
    end
    rest.turns = turns
    local self = setmetatable({ script = os.tmpname(), log = os.tmpname() }, Server)
    local file = assert(io.open(self.script, "wb"))
    file:write("return ", literal(rest))
    file:close()
    self.pipe = assert(io.popen(SERVER:format(launch.quote(self.script), launch.quote(self.log))))
    self.port = assert(tonumber(self.pipe:read "*l"), "the wire server does not start")
    local scheme = rest.tls and not rest.tls_later and "https" or "http"
    self.base_url = ("%s://127.0.0.1:%d/v1"):format(scheme, self.port)
    running[#running + 1] = self
    return self
end

--- What was logged so far, in order: requests {connection, method, target, version, headers, head, body, complete, tls}
--- and events {event, connection}.
function Server:events()
    local file = assert(io.open(self.log, "rb"))
    local text = file:read "*a"
    file:close()
    return assert((loadstring or load)("return {" .. text .. "}"))()
end

--- The requests among the events.
function Server:requests()
    local requests = {}
    for _, event in ipairs(self:events()) do
        if event.method then requests[#requests + 1] = event end
    end
    return requests
end

--- Waits until an event of that name is logged, or so many ("gone": the client went away; "closed": the server ended a
--- connection). False: it did not come.
function Server:await(name, times)
    local deadline = os.time() + 20
    repeat
        local count = 0
        for _, event in ipairs(self:events()) do
            if event.event == name then count = count + 1 end
        end
        if count >= (times or 1) then return true end
        os.execute "sleep 0.005"
    until os.time() > deadline
    return false
end

function Server:stop()
    if not self.pipe then return end
    self.pipe:close()
    self.pipe = nil
    os.remove(self.script)
    os.remove(self.log)
end

--- For after_each.
function wire.stop_all()
    for _, server in ipairs(running) do server:stop() end
    running = {}
end

-- ---- answers ----

--- A step that sends an answer with Content-Length (unless the headers say otherwise).
---@param status integer
---@param body string
---@param headers? table<string, string|false>
function wire.answer(status, body, headers)
    local lines = { ("HTTP/1.1 %d Whatever"):format(status) }
    local all = { ["Content-Length"] = tostring(#body) }
    for name, value in pairs(headers or {}) do all[name] = value or nil end
    for name, value in pairs(headers or {}) do
        if value == false then all[name] = nil end
    end
    for name, value in pairs(all) do lines[#lines + 1] = name .. ": " .. value end
    return { "send", table.concat(lines, "\r\n") .. "\r\n\r\n" .. body }
end

--- A step that sends a value as JSON.
function wire.json(status, value, headers)
    local all = { ["Content-Type"] = "application/json" }
    for name, header in pairs(headers or {}) do all[name] = header end
    return wire.answer(status, type(value) == "string" and value or cjson.encode(value), all)
end

--- A step that sends an error of the API's form.
---@param fields? table of the error object
function wire.fault(status, fields, headers)
    local all = { message = "it went wrong" }
    for name, field in pairs(fields or {}) do all[name] = field end
    return wire.json(status, { error = all }, headers)
end

--- A port of this machine where nobody listens.
function wire.closed_port()
    local server = wire.start {}
    local port = server.port
    server:stop()
    return port
end

return wire
