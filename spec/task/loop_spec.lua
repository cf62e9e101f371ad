-- openai.loop: the protocol for foreign event loops, the budget, the limits.
local openai = require "openai"
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local files = require "spec.support.files"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })
local loop = openai.loop
local process = native.module "process"

local function settle()
    while loop:poll(10) > 0 do end
end

--- Whether the descriptor is readable now.
local function readable()
    if not loop:pollfd() then return pending "this core was built without epoll: there is no descriptor" end
    return process.readable(loop:pollfd())
end

describe("the loop", function()
    local budget = loop:budget()

    after_each(function()
        loop:budget(budget)
        wire.stop_all()
    end)

    it("is watched for reading, by the cqueues convention", function()
        readable()
        assert.is_number(loop:pollfd())
        assert.equal("r", loop:events())
        assert.is_nil(loop:timeout())
    end)

    it("leaves no descriptor to programs that are started", function()
        if not files.read "/proc/self/status" then return pending "no /proc here" end
        local output = child.run([[
            local function kept() os.execute "ls -l /proc/self/fd | grep -c -E 'socket:|anon_inode:'" end
            kept()
            io.stdout:flush()
            local openai = require "openai"
            openai.loop:pollfd()
            openai.loop:poll(0)
            kept()]])
        local before, after = output:match "^(%d+)\n(%d+)\n$"
        assert.equal(before, after)
    end)

    it("says when it wants to be polled next", function()
        local task = openai.spawn(openai.sleep, 60)
        local timeout = loop:timeout()
        assert.is_true(timeout > 50 and timeout <= 60)
        task:cancel()
        assert.equal(0, loop:timeout())
        settle()
        assert.is_nil(loop:timeout())
    end)

    it("has a descriptor that is readable exactly while there is something to do", function()
        assert.is_false(readable())
        local task = openai.spawn(openai.sleep, 60)
        assert.is_false(readable())
        loop:skip(60)
        assert.is_true(readable())
        settle()
        assert.is_true(task:done())
        assert.is_false(readable())
    end)

    it("has a readable descriptor as long as poll left work undone", function()
        loop:budget(1e-9)
        local done = 0
        for _ = 1, 3 do openai.spawn(openai.sleep, 0):on_done(function() done = done + 1 end) end
        for expected = 1, 3 do
            assert.is_true(readable())
            loop:poll(0)
            assert.equal(expected, done)
        end
        assert.is_false(readable())
    end)

    it("counts what is in flight", function()
        local tasks = { openai.spawn(openai.sleep, 60), openai.spawn(openai.sleep, 60) }
        assert.equal(2, loop:poll(0))
        assert.equal("openai.loop (2 in flight)", tostring(loop))
        for _, task in ipairs(tasks) do task:cancel() end
        settle()
        assert.equal(0, loop:poll(0))
    end)

    it("waits in poll for as long as it was told, not longer", function()
        local task = openai.spawn(openai.sleep, 60)
        local before = loop:now()
        assert.equal(1, loop:poll(0.01))
        assert.is_true(loop:now() - before >= 0.009)
        assert.is_false(task:done())
        task:cancel()
        settle()
    end)

    it("waits for nothing when there is nothing in flight, watched or not", function()
        loop:pollfd()
        local before = loop:now()
        assert.equal(0, loop:poll(30))
        assert.is_true(loop:now() - before < 30)
    end)

    it("has a clock that only goes forward, and a budget above nothing", function()
        assert.is_false((pcall(loop.skip, loop, -1)))
        assert.is_false((pcall(loop.budget, loop, 0)))
        assert.equal(0.002, loop:budget())
    end)

    it("takes up a thousand calls a few at a time", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server, { max_connections = 4 })
        local done = 0
        loop:budget(1e-9)
        for _ = 1, 1000 do
            openai.spawn(function()
                if client.models:retrieve "m" then done = done + 1 end
            end)
        end
        loop:poll(0)
        loop:budget(budget)
        settle()
        assert.equal(1000, done)
    end)

    it("opens no more connections to a host than max_connections", function()
        local server = wire.start { { "read", { "sleep", 0.01 }, OK }, repeats = true }
        local client = calls.client(server, { max_connections = 2 })
        local list = {}
        for i = 1, 10 do list[i] = i end
        assert(openai.map(list, function() return client.models:retrieve "m" end))
        local connections, count = {}, 0
        for _, request in ipairs(server:requests()) do
            if not connections[request.connection] then count = count + 1 end
            connections[request.connection] = true
        end
        assert.equal(10, #server:requests())
        assert.equal(2, count)
    end)

    it("has one connection open for the first call after client:connect()", function()
        local server = wire.start { { "read", wire.fault(404) }, { "read", OK } }
        local client = calls.client(server)
        assert.is_true(openai.run(client.connect, client))
        assert.equal("m", client.models:retrieve("m").id)
        local requests = server:requests()
        assert.same({ 1, 1 }, { requests[1].connection, requests[2].connection })
    end)

    it("says why client:connect() could not connect", function()
        local client = calls.client { base_url = ("http://127.0.0.1:%d/v1"):format(wire.closed_port()) }
        local connected, err = client:connect()
        assert.is_nil(connected)
        assert.equal("refused", err.reason)
    end)

    it("raises for everything once it is closed", function()
        local output, code = child.run [[
            local openai = require "openai"
            local loop = openai.loop
            local task = openai.spawn(openai.sleep, 60)
            debug.getmetatable(loop).__gc(loop)
            debug.getmetatable(loop).__gc(loop)
            for _, use in ipairs { function() loop:poll(0) end, function() openai.sleep(1) end,
                    function() openai.spawn(openai.sleep, 1):await() end, function() task:await() end } do
                print(pcall(use))
            end
            print(loop)
        ]]
        assert.equal(0, code, output)
        assert.equal(4, select(2, output:gsub("false\t%S+ openai: the loop is closed", "")), output)
        assert.matches("openai.loop (closed)", output, 1, true)
    end)
end)

describe("the loop without epoll", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("blocks, runs tasks and has no descriptor, but a timeout", function()
        local cpath = native.core("noepoll", "-DOPENAI_NO_EPOLL")
        local server = wire.start { { "read", { "sleep", 0.01 }, OK }, repeats = true }
        local output, code = child.run([[
            local openai = require "openai"
            assert(openai.loop:pollfd() == nil)
            local client = openai.new{ base_url = os.getenv "BASE", api_key = "sk" }
            assert(client.models:retrieve "m")
            assert(#openai.map({ 1, 2, 3 }, function() return client.models:retrieve "m" end) == 3)
            local task = openai.spawn(function() return client.models:retrieve "m" end)
            while not task:done() do
                assert(openai.loop:timeout() >= 0)
                openai.loop:poll(0)
            end
            local sleeper = openai.spawn(openai.sleep, 60)
            openai.loop:skip(60)
            openai.loop:poll(0)
            assert(sleeper:done())
            local hung = openai.spawn(function() return client.models:retrieve "m" end)
            openai.loop:poll(0)
            hung:cancel()
            assert(select(2, hung:await()).kind == "cancelled")
            print "fine"
        ]], { LUA_CPATH = cpath, BASE = server.base_url }, nil)
        assert.equal("fine\n", output)
        assert.equal(0, code)
    end)
end)
