-- Runs of hours: what they survive, and what ends them in time.
local calls = require "spec.support.calls"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

local MODEL = "gpt-4o-mini-2024-07-18"
local PAGE = "<html><head><title>Be right back</title></head></html>"
local function journal_path()
    return files.directory() .. "/run.journal"
end

local QUICK = { poll_interval = 0.01 }

--- What is no answer of the API's, and may be over a moment later.
local STRANGE = {
    ["a web page"] = wire.answer(200, PAGE, { ["Content-Type"] = "text/html" }),
    ["a web page with status 404"] = wire.answer(404, PAGE, { ["Content-Type"] = "text/html" }),
    ["a web page with status 403"] = wire.answer(403, PAGE, { ["Content-Type"] = "text/html" }),
    ["JSON that was cut"] = wire.json(200, '{"id":"x","sta'),
    ["JSON of another kind"] = wire.json(200, '"maintenance"'),
    ["nothing"] = wire.json(200, ""),
}

local WAITS = {
    ["fine_tuning.jobs:wait"] = { status = "succeeded", call = function(client, options)
        return client.fine_tuning.jobs:wait("x", options)
    end },
    ["batches:wait"] = { status = "completed", call = function(client, options)
        return client.batches:wait("x", options)
    end },
    ["files:wait"] = { status = "processed", call = function(client, options)
        return client.files:wait("x", options)
    end },
}

describe("what waits", function()
    after_each(wire.stop_all)

    for name, case in pairs(WAITS) do
        local good = wire.json(200, { id = "x", status = case.status, request_counts = { completed = 1, failed = 0 } })
        for words, step in pairs(STRANGE) do
            it(("survives %s: %s"):format(words, name), function()
                local server = wire.start { { "read", step }, { "read", step }, { "read", good } }
                local value = assert(case.call(calls.client(server, { max_retries = 0 }), QUICK))
                assert.equal(case.status, value.status)
            end)
        end

        it(("gives up soon where nothing but web pages ever came: %s"):format(name), function()
            local server = wire.start { { "read", STRANGE["a web page"] }, repeats = true }
            local value, err = case.call(calls.client(server, { max_retries = 0 }), QUICK)
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
            assert.equal(5, #server:requests())
        end)

        it(("says at its deadline why nothing was over: %s"):format(name), function()
            local broken = wire.fault(500, { message = "The engine is on fire" })
            local server = wire.start { { "read", broken }, repeats = true }
            local client = calls.client(server, { max_retries = 0 })
            local value, err = case.call(client, { poll_interval = 0.01, timeout = 0.3 })
            assert.is_nil(value)
            assert.equal("timeout", err.kind)
            assert.matches("last call failed: .*server %(500%): The engine is on fire", err.message)
        end)

        it(("has patience as long as it is told to: %s"):format(name), function()
            local server = wire.start { { "read", STRANGE["a web page"] }, repeats = true }
            local value, err = case.call(calls.client(server, { max_retries = 0 }),
                { poll_interval = 0.01, patience = 0 })
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
            assert.equal(1, #server:requests())
        end)

        it(("ends at once when the API itself refuses: %s"):format(name), function()
            local server = wire.start { { "read", wire.fault(404) }, repeats = true }
            local _, err = case.call(calls.client(server, { max_retries = 0 }), QUICK)
            assert.equal("not_found", err.kind)
            assert.equal(1, #server:requests())
        end)
    end

    it("says at its deadline why nothing was over: fine_tuning.jobs:run", function()
        local server = wire.start { { "read", wire.fault(503, { message = "The engine is on fire" }) }, repeats = true }
        local client = calls.client(server, { max_retries = 0 })
        local value, err = client.fine_tuning.jobs:run({ model = MODEL, training_file = "file-1" }, { timeout = 0.3 })
        assert.is_nil(value)
        assert.matches("The engine is on fire", err.message, 1, true)
    end)

    it("waits as long as the server asks, and says so in the log", function()
        local good = wire.json(200, { id = "x", status = "processed" })
        local server = wire.start {
            { "read", wire.fault(503, {}, { ["Retry-After"] = "300" }) }, { "read", good },
        }
        local told = {}
        local client = calls.client(server, { max_retries = 0, log = function(level, message)
            told[#told + 1] = level .. " " .. message
            if #told == 1 then openai.loop:skip(300) end
        end })
        local task = openai.spawn(function() return client.files:wait("x", { patience = 1000 }) end)
        while not task:done() do
            openai.loop:poll(0.01)
            if #server:requests() == 1 then openai.loop:skip(100) end
        end
        assert.equal("processed", assert(task:await()).status)
        assert.matches("300", table.concat(told, "\n"), 1, true)
    end)
end)

describe("a listing without end", function()
    after_each(wire.stop_all)

    --- Every page is new, and leads on; none is slower than `seconds`.
    local function endless(first, kind, seconds)
        local turns = { first }
        for i = #turns + 1, 400 do
            local item = kind .. "-" .. i
            turns[i] = { "read", { "sleep", seconds }, wire.json(200, {
                data = { { id = item, created_at = 100 } }, has_more = true, last_id = item,
            }) }
        end
        return wire.start(turns)
    end

    it("does not keep jobs:follow beyond its timeout", function()
        local server = endless({ "read", wire.json(200, { id = "x", status = "running" }) }, "event", 0.02)
        local events = calls.client(server, { max_retries = 0 }).fine_tuning.jobs:follow("x", { timeout = 0.3 })
        local event, err = events:next()
        assert.is_nil(event)
        assert.equal("timeout", err.kind)
        assert.matches("0.3 s", err.message, 1, true)
        assert.is_true(#server:requests() < 100)
    end)

    it("does not keep jobs:run with a journal beyond its timeout", function()
        local server = endless(nil, "file", 0.02)
        local job, err = calls.client(server, { max_retries = 0 }).fine_tuning.jobs:run(
            { model = MODEL, training_file = emulated.dataset() }, { timeout = 0.3, journal = journal_path() })
        assert.is_nil(job)
        assert.equal("timeout", err.kind)
        assert.is_true(#server:requests() < 100)
        files.remove_all()
    end)

    it("does not keep a page that hangs beyond the timeout", function()
        local server = wire.start {
            { "read", wire.json(200, { id = "x", status = "running" }) },
            { "read", wire.json(200, { data = { { id = "a", created_at = 1 } }, has_more = true }) },
            { "read", "hang" },
        }
        local events = calls.client(server).fine_tuning.jobs:follow("x", { timeout = 0.3, poll_interval = 0.01 })
        local event, err = events:next()
        assert.is_nil(event)
        assert.equal("timeout", err.kind)
        assert.equal(3, #server:requests())
    end)
end)

describe("jobs:run", function()
    local emu, client, jobs
    emulated.around(function(e, c)
        emu, client = e, c
        jobs = client.fine_tuning.jobs
    end)
    after_each(files.remove_all)

    local function run(options)
        local all = { poll_interval = 0.01, on_event = function() emu:advance(100) end }
        for name, value in pairs(options or {}) do all[name] = value end
        return jobs:run({ model = MODEL, training_file = emulated.dataset() }, all)
    end

    for _, journal in ipairs { false, true } do
        local kind = journal and "with a journal" or "without a journal"
        for _, path in ipairs { "POST /files", "POST /fine_tuning/jobs" } do
            it(("%s survives refusals of %s as long as its patience"):format(kind, path), function()
                emu:fault { path = path, status = 503, times = 4 }
                assert.equal("succeeded", assert(run { journal = journal and journal_path() or nil }).status)
                assert.equal(5, #emu:requests(path))
            end)

            it(("%s ends with one of %s where it has no patience"):format(kind, path), function()
                emu:fault { path = path, status = 503, times = 4 }
                local job, err = run { patience = 0, journal = journal and journal_path() or nil }
                assert.is_nil(job)
                assert.equal("server", err.kind)
                assert.equal(1, #emu:requests(path))
            end)
        end

        it(("%s waits while the service calls its file too young"):format(kind), function()
            emu:reply("POST /fine_tuning/jobs", { error = {
                message = "File 'file-1' is still being processed and is not ready to be used for fine-tuning. Please "
                    .. "try again later.", type = "invalid_request_error",
            } }, 400, nil, 3)
            assert.equal("succeeded", assert(run { patience = 0, journal = journal and journal_path() or nil }).status)
            assert.equal(4, #emu:requests "POST /fine_tuning/jobs")
        end)
    end

    it("survives web pages in place of its job", function()
        local done = false
        assert.equal("succeeded", assert(run { on_event = function()
            if not done then emu:reply("GET /fine_tuning/jobs/*", PAGE, 200, nil, 8) end
            done = true
            emu:advance(100)
        end }).status)
    end)

    it("says once that a job may exist", function()
        emu:fault { path = "POST /fine_tuning/jobs", cut = "answer" }
        local job, err = run()
        assert.is_nil(job)
        local _, count = err.message:gsub("may ", "")
        assert.equal(1, count, err.message)
    end)
end)

describe("batches:run", function()
    local emu, client
    emulated.around(function(e, c) emu, client = e, c end)

    it("survives web pages in place of its batch", function()
        emu:reply("GET /batches/*", PAGE, 200, nil, 8)
        local run = assert(client.batches:run({
            endpoint = "/v1/embeddings",
            requests = { { custom_id = "a", body = { model = "text-embedding-3-small", input = "x" } } },
        }, { poll_interval = 0.01, on_progress = function() emu:advance(100) end }))
        assert.equal(1, run.counts.completed)
    end)
end)

describe("embeddings:embed", function()
    after_each(wire.stop_all)

    local function failing(server, options)
        local client = calls.client(server, { max_retries = 0 })
        local inputs = {}
        for i = 1, 4000 do inputs[i] = "text " .. i end
        local value, err = client.embeddings:embed({ model = "m", input = inputs }, options)
        return value, err
    end

    it("names itself and the caller's position in the errors of its workers", function()
        local server = wire.start { { "read", wire.fault(401) }, repeats = true }
        local value, err = failing(server)
        assert.is_nil(value)
        assert.matches("^embeddings:embed: ", tostring(err))
        assert.matches("%(called at .*patience_spec%.lua:%d+%)$", tostring(err))
        local task = openai.spawn(function() return failing(server) end)
        assert.matches("%(called at .*patience_spec%.lua:%d+%)$", tostring(select(2, task:await())))
    end)

    it("waits for the rate limits no longer than its timeout allows, and tells of it", function()
        local limits = {
            ["x-ratelimit-limit-requests"] = "3", ["x-ratelimit-remaining-requests"] = "0",
            ["x-ratelimit-reset-requests"] = "7h12m0s", ["Retry-After"] = "25920",
        }
        local server = wire.start { { "read", wire.fault(429, {}, limits) }, repeats = true }
        local value, err = failing(server, { timeout = 3 })
        assert.is_nil(value)
        assert.is_true(err.kind == "rate_limit" or err.kind == "timeout", tostring(err))
        assert.is_true(err.retryable)
    end)
end)
