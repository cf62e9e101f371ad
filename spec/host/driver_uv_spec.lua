-- openai.driver.uv on luv.
local driver = require "openai.driver.uv"
local openai = require "openai"
local found, uv = pcall(require, "luv")
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local event_streams = require "spec.support.event_streams"
local files = require "spec.support.files"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })

if not found then return pending "openai.driver.uv: this Lua has no luv" end

describe("openai.driver.uv", function()
    before_each(function() driver.attach() end)
    after_each(function()
        driver.detach()
        uv.run()
        wire.stop_all()
        files.remove_all()
    end)

    local function client_of(...)
        local server = wire.start { ... }
        return calls.client(server), server
    end

    it("resumes tasks from uv.run, which returns when nothing is in flight", function()
        local server = wire.start { { "read", { "sleep", 0.02 }, OK }, repeats = true }
        local client = calls.client(server)
        local ids, ticks = {}, 0
        local timer = uv.new_timer()
        timer:start(1, 1, function() ticks = ticks + 1 end)
        timer:unref()
        for i = 1, 5 do openai.spawn(function() ids[i] = client.models:retrieve("m").id end) end
        uv.run()
        timer:close()
        assert.same({ "m", "m", "m", "m", "m" }, ids)
        assert.is_true(ticks > 3)
    end)

    it("does not wait for a stream that nobody reads", function()
        local first = event_streams.piece(event_streams.frames { event_streams.chunk "a" })
        local client = client_of { "read", event_streams.head(), first, "hang" }
        local stream
        openai.spawn(function()
            stream = assert(client.chat.completions:create(event_streams.QUESTION))
            return stream
        end)
        uv.run()
        assert.equal("openai.stream open", tostring(stream))
        stream:close()
    end)

    it("opens its handles anew when somebody closed them, at rest or while something is in flight", function()
        local close_all = "uv.walk(function(handle) if not handle:is_closing() then handle:close() end end) "
        for _, state in ipairs { "uv.run() ", "" } do
            local output, code = child.run([[
                local openai, driver, uv = require "openai", require "openai.driver.uv", require "luv"
                driver.attach()
                local first = openai.spawn(openai.sleep, 0.01)
            ]] .. state .. close_all .. [[
                uv.run()
                local second = openai.spawn(openai.sleep, 0.001)
                uv.run()
                print(first:done(), second:done())
                driver.detach()
            ]])
            assert.same({ "true\ttrue\n", 0 }, { output, code })
        end
    end)

    it("lets a program end that detached, also one that attached again", function()
        local again = [[
            driver.attach()
            local task = openai.spawn(openai.sleep, 0.001)
            uv.run()
            assert(task:done())
        ]]
        local close = "uv.walk(function(handle) handle:close() end) uv.run() "
        local programs = { "", "driver.attach() driver.detach()", again, again .. "driver.detach()", close .. again }
        for _, program in ipairs(programs) do
            local output, code = child.run([[
                local openai, driver, uv = require "openai", require "openai.driver.uv", require "luv"
                driver.attach()
                openai.spawn(openai.sleep, 0.001)
                driver.detach()
                print "detached"
            ]] .. program)
            assert.same({ "detached\n", 0 }, { output, code }, program)
        end
    end)

    it("does not keep uv.run from returning when idle, and wakes up again", function()
        uv.run()
        for round = 1, 3 do
            local task = openai.spawn(openai.sleep, 0.002 * round)
            uv.run()
            assert.is_true(task:done())
        end
    end)

    it("takes up what a uv callback spawns", function()
        local client = client_of { "read", OK }
        local id
        local timer = uv.new_timer()
        timer:start(1, 0, function()
            timer:close()
            openai.spawn(function() id = client.models:retrieve("m").id end)
        end)
        uv.run()
        assert.equal("m", id)
    end)

    it("lets a uv callback block, while other transfers go on", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server)
        local blocked, spawned
        local timer = uv.new_timer()
        timer:start(1, 0, function()
            timer:close()
            openai.spawn(function() spawned = client.models:retrieve("m").id end)
            blocked = client.models:retrieve("m").id
        end)
        uv.run()
        assert.same({ "m", "m" }, { blocked, spawned })
    end)

    it("lets no error leave a uv callback, and the other tasks go on", function()
        local told, before = {}, openai.on_error
        openai.on_error = function(err) told[#told + 1] = err end
        local went_on
        openai.spawn(function()
            openai.sleep(0.001)
            error("broken", 0)
        end)
        openai.spawn(function()
            openai.sleep(0.005)
            went_on = true
        end)
        local task = openai.spawn(openai.sleep, 0.002)
        task:on_done(function() error("callback broke", 0) end)
        local ok = pcall(uv.run)
        openai.on_error = before
        assert.is_true(ok)
        assert.is_true(went_on)
        table.sort(told)
        assert.same({ "broken", "callback broke" }, told)
    end)

    it("tells of a task that failed at once, though nothing is in flight", function()
        local told, before = nil, openai.on_error
        openai.on_error = function(err) told = err end
        openai.spawn(function() error("at once", 0) end)
        uv.run()
        openai.on_error = before
        assert.equal("at once", told)
    end)

    it("is counted: the first detach of two changes nothing", function()
        driver.attach()
        driver.detach()
        local task = openai.spawn(openai.sleep, 0.002)
        uv.run()
        assert.is_true(task:done())
    end)

    it("leaves what is in flight alone when it is detached", function()
        local task = openai.spawn(openai.sleep, 0.002)
        driver.detach()
        uv.run()
        assert.is_false(task:done())
        task:await()
        driver.attach()
    end)

    it("takes up what was in flight before it was attached", function()
        driver.detach()
        local task = openai.spawn(openai.sleep, 0.002)
        driver.attach()
        uv.run()
        assert.is_true(task:done())
    end)

    it("goes on after a cancel from a uv callback", function()
        local client = client_of { "read", "hang" }
        local kind
        local task = openai.spawn(function() kind = select(2, client.models:retrieve "m").kind end)
        local timer = uv.new_timer()
        timer:start(5, 0, function()
            timer:close()
            task:cancel()
        end)
        uv.run()
        assert.equal("cancelled", kind)
    end)

    it("does no harm when the program ends with tasks in flight", function()
        for _, way in ipairs { "uv.stop()", "os.exit(0, true)", "os.exit(0)" } do
            local output, code = child.run(([[
                local openai = require "openai"
                local uv = require "luv"
                require("openai.driver.uv").attach()
                openai.spawn(openai.sleep, 60)
                local client = openai.new{ base_url = "http://127.0.0.1:1/v1", api_key = "sk" }
                openai.spawn(function() client.models:retrieve "m" end)
                local timer = uv.new_timer()
                timer:start(1, 0, function() %s end)
                uv.run()
            ]]):format(way))
            assert.equal("", output, way)
            assert.equal(0, code, way)
        end
    end)

    it("stops watching a loop that was closed", function()
        local output, code = child.run [[
            local openai = require "openai"
            local uv = require "luv"
            local driver = require "openai.driver.uv"
            openai.on_error = function(err) print((tostring(err):gsub("^.-openai: ", ""))) end
            driver.attach()
            uv.run()
            local loop = openai.loop
            debug.getmetatable(loop).__gc(loop)
            print(pcall(openai.spawn, openai.sleep, 0))
            uv.run()
            driver.detach()
            uv.run() -- luv itself crashes on LuaJIT when the program ends before its handles have closed
            print "returned"
        ]]
        assert.equal(0, code, output)
        assert.matches("loop is closed", output)
        assert.matches("returned", output)
    end)

    it("polls by a timer where there is no descriptor", function()
        local server = wire.start { { "read", { "sleep", 0.01 }, OK }, repeats = true }
        local output, code = child.run([[
            local openai = require "openai"
            local uv = require "luv"
            local driver = require "openai.driver.uv"
            assert(openai.loop:pollfd() == nil)
            local client = openai.new{ base_url = os.getenv "BASE", api_key = "sk" }
            driver.attach()
            local ids = {}
            for i = 1, 3 do openai.spawn(function() ids[i] = client.models:retrieve("m").id end) end
            uv.run()
            print(table.concat(ids))
            openai.spawn(function() openai.sleep(0.001) print "again" end)
            uv.run()
        ]], { LUA_CPATH = native.core("noepoll", "-DOPENAI_NO_EPOLL"), BASE = server.base_url })
        assert.equal("mmm\nagain\n", output)
        assert.equal(0, code)
    end)
end)
