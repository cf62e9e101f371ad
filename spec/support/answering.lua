--- A server with answers prepared in advance, many sets of them: the first part of the path says which set is meant. It
--- runs in a process of its own (spec/support/answering_server.lua).
---
---     local server = answering.start { { ["GET /models/x"] = '{"id":"x"}' } }
---     openai.new { base_url = server:base_url(1) }
local launch = require "openai.emulator.launch"

local answering = {}

local Server = {}
Server.__index = Server

local SERVER = "exec env -u LUA_PATH -u LUA_CPATH -u LD_PRELOAD luajit spec/support/answering_server.lua %s"

--- The sets map "METHOD /path" (without /v1 and the query) to a body, sent as JSON with status 200.
---@param sets table<string, string>[]
function answering.start(sets)
    local self = setmetatable({ plan = os.tmpname() }, Server)
    local file = assert(io.open(self.plan, "wb"))
    for number, set in ipairs(sets) do
        for target, body in pairs(set) do
            file:write(("%d %d %s\n%s\n"):format(#body, number, target, body))
        end
    end
    file:close()
    self.pipe = assert(io.popen(SERVER:format(launch.quote(self.plan))))
    self.port = assert(tonumber(self.pipe:read "*l"), "the answering server does not start")
    return self
end

function Server:base_url(number)
    return ("http://127.0.0.1:%d/%d/v1"):format(self.port, number)
end

function Server:stop()
    self.pipe:close()
    os.remove(self.plan)
end

return answering
