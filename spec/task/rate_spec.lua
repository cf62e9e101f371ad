-- Rate limits: bulk calls use what the server allows, and are hardly ever refused. The emulator enforces requests and
-- tokens per minute on a clock that stands still unless these specs push it, together with the client's.
local openai = require "openai"
local emulated = require "spec.support.emulated"
local rate = require "openai.internal.call.rate"

local MODEL = "text-embedding-3-small"
local STEP = 0.5 -- seconds by which both clocks are pushed when nobody has anything to do but wait
--- The client's clock goes on by itself as well; kept behind the emulator's, it does not take for granted what is not.
local LAG = 0.1

describe("Bulk calls", function()
    local emu, client, limiter
    local apart -- the client's clock less the emulator's, at the beginning

    setup(function() emu = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        apart = nil
        client = openai.new { base_url = emu.base_url, api_key = "sk-test" }
        limiter = rate.of(getmetatable(client.embeddings).context, MODEL)
    end)

    local function tokens(count)
        local list = {}
        for i = 1, count do list[i] = i end
        return list
    end

    local function push()
        local now = emu:advance(STEP).now
        apart = apart or openai.loop:now() - now + STEP
        local behind = now + apart - LAG - openai.loop:now()
        if behind > 0 then openai.loop:skip(behind) end
        return now
    end

    --- Runs so many workers for so many seconds of the emulator's clock; work() is one call. `latency`: time goes on
    --- also while requests are under way.
    local function run(workers, seconds, work, latency)
        local now = push()
        local ends, tasks = now + seconds, {}
        for i = 1, workers do
            tasks[i] = openai.spawn(function()
                while now < ends do assert(work(i)) end
            end)
        end
        while now < ends do
            openai.loop:poll(0.001)
            if latency or limiter.in_flight == 0 then now = push() end
        end
        for _, task in ipairs(tasks) do task:cancel() end
        for _, task in ipairs(tasks) do pcall(task.await, task) end
    end

    local function embed(count, with)
        return (with or client).embeddings:embed { model = MODEL, input = { tokens(count) }, dimensions = 4 }
    end

    --- Goes on with fn in a task until it ends, and pushes the clocks meanwhile; what it returns.
    local function pushed(fn)
        local work = openai.spawn(fn)
        while not work:done() do
            openai.loop:poll(0.001)
            if limiter.in_flight == 0 then push() end
        end
        return work:await()
    end

    --- What the server saw: requests that it answered and refused, the tokens of the former.
    local function tally(from)
        local good, refused, sum = 0, 0, 0
        for i, request in ipairs(emu:requests "/embeddings") do
            if i > (from or 0) and request.status == 200 then
                good = good + 1
                sum = sum + select(2, (request.body:match('"input":%[%[(.-)%]%]') or ""):gsub("%d+", ""))
            elseif i > (from or 0) and request.status == 429 then
                refused = refused + 1
            end
        end
        return good, refused, sum
    end

    local function assert_used(used, allowed, good, refused)
        assert.is_true(used >= 0.95 * allowed, ("%g of %g were used"):format(used, allowed))
        assert.is_true(refused < 0.01 * good, ("%d were refused, %d not"):format(refused, good))
    end

    for name, latency in pairs { ["at once"] = false, ["after a while"] = true } do
        it("use the requests a minute that a server allows which answers " .. name, function()
            emu:limits { requests_per_minute = 120 }
            run(8, 120, function() return embed(1) end, latency)
            local good, refused = tally()
            assert_used(good, 120 * 3, good, refused)
        end)

        it("use the tokens a minute that a server allows which answers " .. name, function()
            emu:limits { tokens_per_minute = 60000, requests_per_minute = 10000 }
            local call = 0
            run(8, 120, function()
                call = call + 1
                return embed(300 + call * 7919 % 1700)
            end, latency)
            local good, refused, sum = tally()
            assert_used(sum, 60000 * 3, good, refused)
        end)
    end

    it("go faster when the server allows more, and slower when it allows less", function()
        emu:limits { requests_per_minute = 60 }
        run(8, 60, function() return embed(1) end)
        local slow = tally()
        emu:limits { requests_per_minute = 300 }
        run(8, 60, function() return embed(1) end)
        local fast, refused = tally()
        assert_used(fast - slow, 300 * 2, fast, refused)
        emu:limits { requests_per_minute = 60 }
        local before = #emu:requests "/embeddings"
        run(8, 120, function() return embed(1) end)
        local good, again = tally(before)
        assert_used(good, 60 * 3, good, again)
    end)

    it("of one client's copies share what there is", function()
        emu:limits { requests_per_minute = 120 }
        local copy = client:with { timeout = 30 }
        run(8, 120, function(i) return embed(1, i % 2 == 0 and copy or client) end)
        local good, refused = tally()
        assert_used(good, 120 * 3, good, refused)
    end)

    it("wait for as long as a refusal asks, all of them, and lose nothing", function()
        emu:limits { requests_per_minute = 60 }
        local stranger = openai.new { base_url = emu.base_url, api_key = "sk-test", max_retries = 0 }
        for _ = 1, 60 do assert(stranger.embeddings:create { model = MODEL, input = "x", dimensions = 4 }) end
        run(4, 60, function() return embed(1) end)
        local good, refused = tally()
        assert.is_true(refused <= 2, refused .. " were refused") -- the first did not know
        assert.is_true(good >= 60 + 0.95 * 60, good .. " were answered")
    end)

    it("fit the size of their requests to a low limit of tokens", function()
        emu:limits { tokens_per_minute = 6000 }
        local list = {}
        for i = 1, 40 do list[i] = tokens(500) end
        local done = pushed(function()
            return assert(client.embeddings:embed { model = MODEL, input = list, dimensions = 4 })
        end)
        assert.equal(40, #done)
        local _, refused = tally()
        assert.equal(0, refused)
    end)

    it("wait no longer than they must when cancelled", function()
        emu:limits { requests_per_minute = 1 }
        assert(embed(1))
        local m, err
        local task = openai.spawn(function() m, err = embed(1) end)
        task:cancel()
        task:await()
        assert.is_nil(m)
        assert.equal("cancelled", err.kind)
        assert.equal(0, openai.loop:poll(0))
    end)

    it("do not wait for a server that tells no limits", function()
        local began = openai.loop:now()
        openai.run(function()
            return assert(openai.map({ 1, 2, 3, 4, 5, 6, 7, 8 }, function() return embed(1) end))
        end)
        assert.equal(8, (tally()))
        assert.is_true(openai.loop:now() - began < 5)
    end)

    it("tell of refusals through on_retry, which may end them", function()
        local headers = { ["retry-after"] = "7" }
        emu:fault { path = "/embeddings", status = 429, code = "rate_limit_exceeded", headers = headers }
        local told
        local m, err = embed(1, client:with { on_retry = function(problem, wait)
            told = problem
            return wait < 0 or false
        end })
        assert.is_nil(m)
        assert.equal("rate_limit", err.kind)
        assert.equal(told, err)
    end)

    it("are not repeated when the quota is used up", function()
        emu:fault { path = "/embeddings", status = 429, code = "insufficient_quota", times = 2 }
        local m, err = embed(1)
        assert.is_nil(m)
        assert.equal("quota", err.kind)
        assert.equal(1, #emu:requests "/embeddings")
    end)

    --- Requests of any kind that the server answered and refused.
    local function answers(from)
        local good, refused = 0, 0
        for i, request in ipairs(emu:requests()) do
            if i > (from or 0) and request.status == 200 then
                good = good + 1
            elseif i > (from or 0) and request.status == 429 then
                refused = refused + 1
            end
        end
        return good, refused
    end

    it("of uploads send every part within a low limit", function()
        emu:limits { bulk_requests_per_minute = 60 }
        limiter = rate.of(getmetatable(client.embeddings).context, "uploads")
        local source = openai.bytes("parts.bin", ("x"):rep(150000))
        local file = pushed(function()
            return assert(client.uploads:file({ file = source, purpose = "user_data" }, { part_size = 1000 }))
        end)
        assert.equal(150000, file.bytes)
        local good, refused = answers()
        assert.equal(152, good)
        assert.is_true(refused < 2, refused .. " were refused")
    end)

    describe("of batch runs", function()
        before_each(function()
            limiter = rate.of(getmetatable(client.embeddings).context, "batches")
        end)

        local function bodies(count)
            local list = {}
            for i = 1, count do list[i] = { model = MODEL, input = "text " .. i, dimensions = 4 } end
            return list
        end

        --- A run with a batch for every request; it asks for each every half second.
        local function label(count, with, more)
            local options = { poll_interval = 0.5, look_again = 0, limits = { requests = 1 } }
            for name, value in pairs(more or {}) do options[name] = value end
            return (with or client).batches:run({ endpoint = "/v1/embeddings", requests = bodies(count) }, options)
        end

        it("use the requests a minute that the server allows, in uploads, creates and polls", function()
            emu:limits { bulk_requests_per_minute = 120 }
            emu:timings { batch_min = 10000 }
            local copy = client:with { timeout = 30 }
            run(2, 240, function(i) return label(15, i == 2 and copy or client) end)
            local good, refused = answers()
            assert_used(good, 120 * 3, good, refused)
            assert.equal(30, #emu:requests "POST /batches")
        end)

        it("bring every result home within a low limit, downloads included", function()
            emu:limits { bulk_requests_per_minute = 60 }
            emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_finalizing = 0 }
            local made = assert(pushed(function() return label(60) end))
            assert.equal(60, made.counts.completed)
            local good, refused = answers()
            assert.is_true(good >= 240, good .. " were answered")
            assert.is_true(refused < 0.01 * good, refused .. " were refused")
        end)

        it("go faster when the server allows more", function()
            emu:limits { bulk_requests_per_minute = 60 }
            run(1, 60, function() return label(10) end)
            local slow = answers()
            emu:limits { bulk_requests_per_minute = 300 }
            run(1, 60, function() return label(10) end)
            local good, refused = answers(slow)
            assert_used(good, 300 * 2, good, refused)
        end)

        it("end at their deadline although it is not their turn", function()
            emu:limits { bulk_requests_per_minute = 1 }
            local run_, err = label(2, client, { timeout = 0.2 })
            assert.is_nil(run_)
            assert.equal("timeout", err.kind)
            assert.matches("not over within 0.2 s", err.message)
            assert.equal(0, openai.loop:poll(0))
        end)
    end)
end)
