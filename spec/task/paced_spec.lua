-- Calls of the user's own within the rate limits that answers tell.
local openai = require "openai"
local calls = require "spec.support.calls"
local rate = require "openai.internal.call.rate"
local wire = require "spec.support.wire"

local function limited(limit, remaining, reset, body)
    return wire.json(200, body or { id = "x" }, {
        ["x-ratelimit-limit-requests"] = tostring(limit), ["x-ratelimit-remaining-requests"] = tostring(remaining),
        ["x-ratelimit-reset-requests"] = reset,
    })
end

local function refused(seconds)
    return wire.fault(429, {}, { ["retry-after"] = tostring(seconds) })
end

--- What fn returns in a task; the clock is pushed while it waits for nothing but time.
local function hurried(server, fn)
    local work, seen = openai.spawn(fn), -1
    while not work:done() do
        openai.loop:poll(0.02)
        local now = #server:requests()
        if now == seen then openai.loop:skip(1) end
        seen = now
    end
    return work:await()
end

describe("a paced call", function()
    after_each(wire.stop_all)

    for _, where in ipairs { "client", "call" } do
        it(("waits for its turn: option of the %s"):format(where), function()
            local server = wire.start { { "read", limited(60, 0, "60s") }, { "read", limited(60, 59, "1s") } }
            local client = calls.client(server, where == "client" and { paced = true } or nil)
            local options = where == "call" and { paced = true } or nil
            local before = openai.loop:now()
            hurried(server, function()
                assert(client.models:retrieve("a", options))
                assert(client.models:retrieve("b", options))
            end)
            assert.is_true(openai.loop:now() - before >= 1)
        end)
    end

    it("waits for nothing where nobody asked for that", function()
        local server = wire.start { { "read", limited(60, 0, "60s") }, { "read", limited(60, 0, "60s") } }
        local client = calls.client(server, { paced = true })
        assert(client.models:retrieve "a")
        assert(client.models:retrieve("b", { paced = false }))
        assert.equal(2, #server:requests())
    end)

    it("that is refused waits for another turn, with all others, and needs no retry for that", function()
        local turns = { { "read", limited(100, 99, "1s") } }
        for i = 2, 7 do turns[i] = { "read", refused(1) } end
        turns[8] = { "read", limited(100, 99, "1s") }
        turns.repeats = true
        local server = wire.start(turns)
        local client = calls.client(server, { paced = true, max_retries = 1 })
        local numbers = { 1, 2, 3, 4, 5, 6, 7, 8 }
        local values = hurried(server, function()
            return assert(openai.map(numbers, function(i) return client.models:retrieve("m" .. i) end,
                { concurrency = 8 }))
        end)
        assert.equal(8, #values)
    end)

    it("counts its pages, too", function()
        local page = { data = { { id = "a" } }, has_more = true }
        local server = wire.start {
            { "read", limited(60, 0, "60s", page) },
            { "read", limited(60, 0, "60s", { data = { { id = "b" } }, has_more = false }) },
        }
        local before = openai.loop:now()
        local client = calls.client(server, { paced = true })
        assert.equal(2, #hurried(server, function() return assert(client.files:list():collect()) end))
        assert.is_true(openai.loop:now() - before >= 1)
    end)

    it("shares its limits with the copies of its client", function()
        local server = wire.start { { "read", limited(60, 0, "60s") }, repeats = true }
        local client = calls.client(server, { paced = true })
        assert(client.models:retrieve "a")
        local value, err = client:with({ timeout = 0.3 }).models:retrieve "b"
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.equal(1, #server:requests())
    end)

    it("ends at once when its turn comes only after its deadline, and says when that is", function()
        local server = wire.start { { "read", limited(10, 0, "3000s") }, repeats = true }
        local client = calls.client(server, { paced = true })
        assert(client.models:retrieve "a")
        local value, err = client.models:retrieve("b", { timeout = 3 })
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.equal("models:retrieve", err.operation)
        assert.is_true(err.retryable)
        assert.is_true(err.retry_after > 200)
        assert.matches("option timeout", err.message, 1, true)
    end)

    it("takes a reset that is a date for none", function()
        local server = wire.start { { "read", limited(60, 0, "1764340000") }, { "read", limited(60, 59, "1s") } }
        local client = calls.client(server, { paced = true })
        hurried(server, function()
            assert(client.models:retrieve "a")
            assert(client.models:retrieve("b", { timeout = 100 }))
        end)
        assert.equal(2, #server:requests())
    end)

    it("tells of a longer wait, in the log and to on_progress", function()
        local server = wire.start { { "read", limited(6, 0, "60s") }, { "read", limited(6, 5, "1s") } }
        local lines, progress = {}, {}
        local client = calls.client(server, { paced = true, log = function(level, message)
            lines[#lines + 1] = level .. " " .. message
        end })
        hurried(server, function()
            assert(client.models:retrieve "a")
            assert(client.models:retrieve("b", { on_progress = function(p) progress[#progress + 1] = p end }))
        end)
        assert.matches("warn the server's rate limits leave room for the next call in 10 s", table.concat(lines, "\n"))
        assert.equal("waiting", progress[1].phase)
        assert.equal(10, progress[1].total)
        assert.equal("seconds", progress[1].unit)
    end)

    it("gives its place back when its task is cancelled", function()
        local server = wire.start { { "read", limited(1, 0, "60s") }, { "read", limited(60, 59, "1s") } }
        local client = calls.client(server, { paced = true })
        assert(client.models:retrieve "a")
        local first = openai.spawn(function() return client.models:retrieve "b" end)
        openai.loop:poll(0.01)
        first:cancel()
        local _, err = first:await()
        assert.equal("cancelled", err.kind)
        assert(hurried(server, function() return client.models:retrieve "c" end))
        assert.equal(0, rate.of(getmetatable(client.models).context, "models").in_flight)
    end)
end)
