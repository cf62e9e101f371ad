-- openai.loop inside cqueues, which polls the loop object itself.
local found, cqueues = pcall(require, "cqueues")
local openai = require "openai"
local calls = require "spec.support.calls"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })

if not found then return pending "cqueues drives the loop: this Lua has no cqueues" end

--- Has cqueues drive the loop until it has nothing in flight.
local function drive(queue)
    queue:wrap(function()
        while openai.loop:poll(0) > 0 do cqueues.poll(openai.loop) end
    end)
end

describe("cqueues", function()
    after_each(wire.stop_all)

    it("drives calls by polling the loop object, beside its own coroutines", function()
        local server = wire.start { { "read", { "sleep", 0.02 }, OK }, repeats = true }
        local client = calls.client(server)
        local queue, ids, ticks = cqueues.new(), {}, 0
        local tasks = {}
        for i = 1, 5 do
            tasks[i] = openai.spawn(function() ids[i] = client.models:retrieve("m").id end)
        end
        drive(queue)
        queue:wrap(function()
            while #ids < 5 do
                ticks = ticks + 1
                cqueues.sleep(0.001)
            end
        end)
        assert(queue:loop())
        assert.same({ "m", "m", "m", "m", "m" }, ids)
        assert.is_true(ticks > 3)
        for _, task in ipairs(tasks) do assert.is_true(task:done()) end
    end)

    it("wakes for the loop's timers", function()
        local queue, task = cqueues.new(), openai.spawn(openai.sleep, 0.01)
        drive(queue)
        assert(queue:loop())
        assert.is_true(task:done())
    end)

    it("sees work that a coroutine of its own adds later", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server)
        local queue, id = cqueues.new(), nil
        local first = openai.spawn(openai.sleep, 0.02)
        drive(queue)
        queue:wrap(function()
            cqueues.sleep(0.001)
            openai.spawn(function() id = client.models:retrieve("m").id end)
        end)
        assert(queue:loop())
        assert.is_true(first:done())
        assert.equal("m", id)
    end)

    it("has its coroutines block in a call: only tasks suspend", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server)
        local queue, id = cqueues.new(), nil
        queue:wrap(function() id = client.models:retrieve("m").id end)
        assert(queue:loop())
        assert.equal("m", id)
    end)
end)
