-- Several Lua states in one process at once, as LÖVE's threads are: each has a loop of its own.
local openai = require "openai"
local calls = require "spec.support.calls"
local files = require "spec.support.files"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })

--- Runs in a Lua state of its own: calls, some by tasks, some blocking; writes how many were answered.
local function work(base_url, result)
    local module = require "openai"
    local client = module.new { base_url = base_url, api_key = "sk" }
    local answered = 0
    local list = {}
    for i = 1, 8 do list[i] = i end
    for _ = 1, 3 do
        for _ in ipairs(assert(module.map(list, function() return client.models:retrieve "m" end))) do
            answered = answered + 1
        end
        if client.models:retrieve "m" then answered = answered + 1 end
    end
    module.spawn(module.sleep, 60) -- ends with its state
    local file = assert(io.open(result, "w"))
    file:write(answered)
    file:close()
end

describe("Lua states side by side", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("do not meet: each has its own loop, calls and tasks", function()
        local thread = native.module "thread"
        local server = wire.start { { "read", { "sleep", 0.001 }, OK }, repeats = true }
        local folder = files.directory()
        local mine = calls.client(server)
        local task = openai.spawn(function() return mine.models:retrieve "m" end)
        local threads = {}
        for i = 1, 4 do threads[i] = thread.start(string.dump(work), server.base_url, folder .. "/" .. i) end
        assert.equal("m", task:await().id)
        for _, started in ipairs(threads) do started:join() end
        for i = 1, 4 do assert.equal("27", files.read(folder .. "/" .. i)) end
        assert.equal("m", mine.models:retrieve("m").id)
        assert.equal(0, openai.loop:poll(0))
    end)
end)
