-- Tasks: spawn, run, map, sleep, await, cancel; and what goes wrong in them.
local openai = require "openai"
local calls = require "spec.support.calls"
local emulated = require "spec.support.emulated"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m", object = "model" })
--- PUC Lua 5.1 cannot suspend within the iterator of a `for`.
local for_suspends = _VERSION ~= "Lua 5.1" or jit ~= nil

--- Polls until the loop has nothing in flight.
local function settle()
    while openai.loop:poll(10) > 0 do end
end

--- Polls until `over()`; a loop that has nothing left to do before that fails the spec.
local function poll_until(over)
    while not over() do
        assert(openai.loop:poll(10) > 0 or over(), "nothing in flight, and it is not over")
    end
end

--- Collects what goes to openai.on_error while fn runs.
local function collecting_errors(fn)
    local told, before = {}, openai.on_error
    openai.on_error = function(err, traceback) told[#told + 1] = { err = err, traceback = traceback } end
    local ok, problem = pcall(fn, told)
    openai.on_error = before
    if not ok then error(problem, 0) end
    return told
end

local function collect_garbage()
    collectgarbage()
    collectgarbage()
end

describe("spawn", function()
    it("runs the function at once up to its first wait", function()
        local steps = {}
        local task = openai.spawn(function(...)
            steps[1] = table.concat({ ... }, " ")
            openai.sleep(0.001)
            steps[2] = "later"
        end, "with", "arguments")
        assert.same({ "with arguments" }, steps)
        task:await()
        assert.same({ "with arguments", "later" }, steps)
    end)

    it("gives a task that says how it is", function()
        local task = openai.spawn(openai.sleep, 0.001)
        assert.equal("openai.task running", tostring(task))
        assert.is_false(task:done())
        task:await()
        assert.equal("openai.task done", tostring(task))
        assert.is_true(task:done())
    end)

    it("raises at the caller's line for what is no function", function()
        local ok, message = pcall(openai.spawn, "text")
        assert.is_false(ok)
        assert.matches("spawn takes a function, not a string", message, 1, true)
    end)

    it("runs tasks in the order in which their waits end", function()
        local order = {}
        openai.run(function()
            for _, seconds in ipairs { 0.03, 0.01, 0.02 } do
                openai.spawn(function()
                    openai.sleep(seconds)
                    order[#order + 1] = seconds
                end)
            end
        end)
        assert.same({ 0.01, 0.02, 0.03 }, order)
    end)
end)

describe("await", function()
    it("returns all results, nil among them", function()
        local task = openai.spawn(function() return 1, nil, 3, nil end)
        assert.equal(4, select("#", task:await()))
        assert.same({ 1, nil, 3, nil }, { task:await() })
    end)

    it("raises the task's error again, the very value", function()
        local value = {}
        local task = openai.spawn(function()
            openai.sleep(0.001)
            error(value)
        end)
        local ok, problem = pcall(task.await, task)
        assert.is_false(ok)
        assert.equal(value, problem)
    end)

    it("suspends inside a task, and several can await the same", function()
        local results = {}
        openai.run(function()
            local slow = openai.spawn(function()
                openai.sleep(0.005)
                return "slow"
            end)
            for i = 1, 3 do openai.spawn(function() results[i] = slow:await() end) end
        end)
        assert.same({ "slow", "slow", "slow" }, results)
    end)

    it("refuses to wait for itself", function()
        local task
        task = openai.spawn(function()
            openai.sleep(0)
            task:await()
        end)
        local ok, message = pcall(task.await, task)
        assert.is_false(ok)
        assert.matches("a task cannot await itself", message, 1, true)
    end)

    it("raises instead of waiting forever for tasks that await each other", function()
        local first, second
        first = openai.spawn(function()
            openai.sleep(0)
            second:await()
        end)
        second = openai.spawn(function() first:await() end)
        local ok, message = pcall(first.await, first)
        assert.is_false(ok)
        assert.matches("would wait forever", message, 1, true)
        first:cancel()
        second:cancel()
        settle()
    end)
end)

describe("on_done", function()
    it("calls back with what pcall would have returned", function()
        local seen = {}
        openai.spawn(function() return 1, 2 end):on_done(function(...) seen[1] = { ... } end)
        local failing = openai.spawn(function()
            openai.sleep(0.001)
            error("broken", 0)
        end)
        failing:on_done(function(...) seen[2] = { ... } end)
        settle()
        assert.same({ { true, 1, 2 }, { false, "broken" } }, seen)
    end)

    it("leaves the task and the other callbacks alone when a callback raises", function()
        local seen
        local told = collecting_errors(function()
            local task = openai.spawn(function()
                openai.sleep(0.001)
                return "value"
            end)
            task:on_done(function() error("callback broke", 0) end)
            task:on_done(function(_, value) seen = value end)
            settle()
            assert.equal("value", task:await())
        end)
        assert.equal("value", seen)
        assert.equal(1, #told)
        assert.equal("callback broke", told[1].err)
    end)
end)

describe("an error that nobody awaits", function()
    it("goes to openai.on_error with its traceback", function()
        local told = collecting_errors(function()
            openai.spawn(function()
                openai.sleep(0.001)
                local function culprit() error("lost") end
                culprit()
            end)
            settle()
        end)
        assert.equal(1, #told)
        assert.matches("lost", told[1].err)
        assert.matches("culprit", told[1].traceback)
    end)

    it("is told while other tasks go on, once nobody holds the task any more", function()
        local told
        collecting_errors(function(list)
            told = list
            local other = openai.spawn(openai.sleep, 60)
            openai.spawn(function() error("lost", 0) end)
            collect_garbage()
            openai.loop:poll(0)
            assert.equal(1, #told)
            other:cancel()
            settle()
        end)
        assert.equal("lost", told[1].err)
    end)

    it("is not told when somebody awaits the task later", function()
        local told = collecting_errors(function()
            local other = openai.spawn(openai.sleep, 60)
            local task = openai.spawn(function() error("found", 0) end)
            collect_garbage()
            openai.loop:poll(0)
            assert.same({ false, "found" }, { pcall(task.await, task) })
            other:cancel()
            settle()
        end)
        assert.same({}, told)
    end)

    it("is not told when it is the task's own cancellation", function()
        local told = collecting_errors(function()
            local task = openai.spawn(function() openai.assert(openai.sleep(60)) end)
            task:cancel()
            settle()
        end)
        assert.same({}, told)
    end)

    it("is told by run before run returns", function()
        local told = collecting_errors(function(list)
            assert.equal("fine", openai.run(function()
                openai.spawn(function() error("lost", 0) end)
                return "fine"
            end))
            assert.equal(1, #list)
        end)
        assert.equal("lost", told[1].err)
    end)

    it("does not stop the loop when on_error itself raises", function()
        local before, stderr, written = openai.on_error, io.stderr, nil
        openai.on_error = function() error("worse", 0) end
        io.stderr = { write = function(_, text) written = text end } -- luacheck: ignore 122
        local ok = pcall(function()
            openai.spawn(function() error("lost", 0) end)
            settle()
        end)
        io.stderr = stderr -- luacheck: ignore 122
        openai.on_error = before
        assert.is_true(ok)
        assert.matches("worse", written)
    end)
end)

describe("cancel", function()
    after_each(wire.stop_all)

    --- A client of a server that takes the request and never answers.
    local function hanging(script, options)
        local server = wire.start(script or { { "read", "hang" } })
        return calls.client(server, options), server
    end

    local function gone(server)
        for _, event in ipairs(server:events()) do
            if event.event == "gone" then return true end
        end
    end

    local function await_seen(over)
        while not over() do openai.sleep(0.005) end
    end

    it("tears the transfer down at once and the pending call returns cancelled", function()
        local client, server = hanging()
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        await_seen(function() return #server:requests() > 0 end)
        task:cancel()
        local value, err = task:await()
        assert.is_nil(value)
        assert.equal("cancelled", err.kind)
        assert.equal(0, openai.loop:poll(0))
        await_seen(function() return gone(server) end)
    end)

    it("works while the name is being looked up", function()
        local client = openai.new { base_url = "http://slow-name.invalid/v1", api_key = "sk" }
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        openai.loop:poll(0)
        task:cancel()
        assert.equal(0, openai.loop:poll(0))
        assert.equal("cancelled", select(2, task:await()).kind)
    end)

    it("works within the TLS handshake", function()
        local client, server = hanging({ { "hang" } }, {})
        client = client:with { base_url = server.base_url:gsub("^http:", "https:"), api_key = "sk" }
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        for _ = 1, 5 do openai.loop:poll(0.01) end
        assert.is_false(task:done())
        task:cancel()
        assert.equal(0, openai.loop:poll(0))
        assert.equal("cancelled", select(2, task:await()).kind)
        await_seen(function() return gone(server) end)
    end)

    it("works before the transfer has begun at all", function()
        local client, server = hanging()
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        task:cancel()
        assert.equal("cancelled", select(2, task:await()).kind)
        assert.same({}, server:events())
    end)

    it("works while a retry is waited for", function()
        local server = wire.start { { "read", wire.fault(500, nil, { ["retry-after"] = "100" }) } }
        local task = openai.spawn(function() return calls.client(server).models:retrieve "m" end)
        await_seen(function() return #server:requests() > 0 end)
        openai.loop:poll(0.05)
        task:cancel()
        assert.equal("cancelled", select(2, task:await()).kind)
        assert.equal(0, openai.loop:poll(0))
    end)

    it("within an api_key callback ends the call as cancelled, whatever the callback returns", function()
        local client = calls.client(wire.start {}, { api_key = function() return openai.sleep(60) end })
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        task:cancel()
        assert.equal("cancelled", select(2, task:await()).kind)
        settle()
    end)

    it("within an on_retry callback ends the call as cancelled, whatever the callback returns", function()
        local asked = false
        local client = calls.client(wire.start { { "read", wire.fault(500) } }, { on_retry = function()
            asked = true
            return openai.sleep(60) ~= nil
        end })
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        poll_until(function() return asked end)
        task:cancel()
        assert.equal("cancelled", select(2, task:await()).kind)
        settle()
    end)

    it("is sticky: every later wait returns cancelled as well", function()
        local kinds = {}
        local task = openai.spawn(function()
            for i = 1, 3 do kinds[i] = select(2, openai.sleep(60)).kind end
        end)
        task:cancel()
        settle()
        assert.same({ "cancelled", "cancelled", "cancelled" }, kinds)
    end)

    it("reaches the tasks that the task spawned, and those that it spawns later", function()
        local ends = {}
        local function leaf(name)
            ends[name] = select(2, openai.sleep(60)).kind
        end
        local task = openai.spawn(function()
            openai.spawn(function()
                openai.spawn(leaf, "grandchild") -- its parent ends before it
            end)
            openai.spawn(leaf, "child")
            openai.sleep(60)
            openai.spawn(leaf, "late")
        end)
        task:cancel()
        settle()
        assert.same({ grandchild = "cancelled", child = "cancelled", late = "cancelled" }, ends)
    end)

    it("reaches a family deeper than a stack", function()
        local cancelled = 0
        local function descend(depth)
            openai.sleep(0)
            if depth > 1 then openai.spawn(descend, depth - 1) end
            if not openai.sleep(60) then cancelled = cancelled + 1 end
        end
        local task = openai.spawn(descend, 30000)
        poll_until(function() return openai.loop:timeout() > 1 end)
        task:cancel()
        settle()
        assert.equal(30000, cancelled)
    end)

    it("does no harm twice, after the end, or from the task itself", function()
        local task
        task = openai.spawn(function()
            openai.sleep(0)
            task:cancel()
            return "went on", (select(2, openai.sleep(0)))
        end)
        local value, err = task:await()
        assert.equal("went on", value)
        assert.equal("cancelled", err.kind)
        task:cancel()
        task:cancel()
        assert.is_true(task:done())
    end)

    it("returns from await in the task that awaits", function()
        local slow = openai.spawn(openai.sleep, 60)
        local waiter = openai.spawn(function() return slow:await() end)
        waiter:cancel()
        assert.equal("cancelled", select(2, waiter:await()).kind)
        assert.is_false(slow:done())
        slow:cancel()
        settle()
    end)

    it("leaves other tasks alone", function()
        local server = wire.start { { "read", "hang" }, { "read", OK } }
        local client = calls.client(server)
        local hung = openai.spawn(function() return client.models:retrieve "m" end)
        await_seen(function() return #server:requests() > 0 end)
        local good = openai.spawn(function() return client.models:retrieve "m" end)
        hung:cancel()
        assert.equal("m", good:await().id)
    end)
end)

describe("run", function()
    it("returns what the function returns, after all that it spawned", function()
        local spawned
        local a, b = openai.run(function()
            openai.spawn(function()
                openai.sleep(0.005)
                spawned = true
            end)
            return "a", "b"
        end)
        assert.same({ "a", "b", true }, { a, b, spawned })
    end)

    it("raises the function's error", function()
        local ok, problem = pcall(openai.run, function() error("broken", 0) end)
        assert.same({ false, "broken" }, { ok, problem })
    end)

    it("raises inside a task and names the way out", function()
        local ok, message = openai.run(function() return pcall(openai.run, function() end) end)
        assert.is_false(ok)
        assert.matches("run inside a task: call the function, or spawn it", message, 1, true)
    end)

    it("does not wait for tasks that others spawned", function()
        local other = openai.spawn(openai.sleep, 60)
        openai.run(openai.sleep, 0.001)
        assert.is_false(other:done())
        other:cancel()
        settle()
    end)
end)

describe("sleep", function()
    it("follows the loop's clock", function()
        local task = openai.spawn(openai.sleep, 3600)
        openai.loop:poll(0)
        assert.is_false(task:done())
        openai.loop:skip(3600)
        openai.loop:poll(0)
        assert.is_true(task:done())
    end)

    it("refuses what is no number", function()
        for _, seconds in ipairs { 0 / 0, "1", false } do
            assert.is_false((pcall(openai.sleep, seconds)))
        end
    end)
end)

describe("map", function()
    it("gives the results in the order of the list, so many at a time", function()
        local now, most = 0, 0
        local function work(seconds, index)
            now = now + 1
            most = math.max(most, now)
            openai.sleep(seconds)
            now = now - 1
            return index
        end
        local results = openai.map({ 0.01, 0.001, 0.005, 0, 0.002 }, work, { concurrency = 2 })
        assert.same({ 1, 2, 3, 4, 5 }, results)
        assert.equal(2, most)
    end)

    it("cancels the rest at the first nil, err and says which it was", function()
        local ends = {}
        local results, err, index = openai.map({ 60, 0.001, 60 }, function(seconds, i)
            local _, problem = openai.sleep(seconds)
            ends[i] = problem and problem.kind or "slept"
            if i == 2 then return nil, "second" end
            return i
        end)
        assert.same({ nil, "second", 2 }, { results, err, index })
        assert.same({ "cancelled", "slept", "cancelled" }, ends)
    end)

    it("raises what the function raises, after the others have ended", function()
        local others
        local ok, problem = pcall(openai.map, { 0, 60 }, function(seconds, i)
            local _, err = openai.sleep(seconds)
            if i == 1 then error("broken", 0) end
            others = err.kind
            return i
        end)
        assert.same({ false, "broken", "cancelled" }, { ok, problem, others })
    end)

    it("works in a task, and for an empty list", function()
        assert.same({ {}, { 2, 4 } }, { openai.run(function()
            return openai.map({}, error), openai.map({ 1, 2 }, function(n) return n * 2 end)
        end) })
    end)

    it("refuses options that it does not have", function()
        for _, options in ipairs { { concurency = 2 }, { concurrency = 0 }, "2" } do
            assert.is_false((pcall(openai.map, { 1 }, print, options)))
        end
    end)

    it("returns cancelled when the task around it is", function()
        local task = openai.spawn(function() return openai.map({ 60, 60 }, openai.sleep) end)
        task:cancel()
        local results, err = task:await()
        assert.is_nil(results)
        assert.equal("cancelled", err.kind)
    end)
end)

describe("a client inside tasks", function()
    local emu, client

    setup(function() emu, client = emulated.start() end)
    before_each(function() emulated.fresh(emu) end)
    teardown(function() emu:stop() end)

    --- While fn runs as a task, another one must be resumed in between: fn suspends instead of blocking.
    local function suspending(fn)
        local turns, over = 0, false
        local ticker = openai.spawn(function()
            while not over do
                turns = turns + 1
                openai.sleep(0)
            end
        end)
        local task = openai.spawn(fn)
        local before = turns
        while not task:done() do openai.loop:poll(10) end
        over = true
        assert.is_true(turns > before)
        ticker:await()
        return task:await()
    end

    it("suspends in a call", function()
        assert.equal("gpt-4o", suspending(function() return client.models:retrieve "gpt-4o" end).id)
    end)

    it("suspends in a pager's next and collect", function()
        for i = 1, 5 do emulated.upload(client, "{}\n", "user_data", i .. ".jsonl") end
        local first, all = suspending(function()
            return client.files:list { limit = 2 }:next(), client.files:list { limit = 2 }:collect()
        end)
        assert.equal("file", first.object)
        assert.equal(5, #all)
    end)

    if for_suspends then
        it("suspends in the iterators of a for", function()
            for i = 1, 5 do emulated.upload(client, "{}\n", "user_data", i .. ".jsonl") end
            local text = emulated.upload(client, "one\ntwo\nthree", "user_data", "text.jsonl")
            local count, lines = 0, {}
            suspending(function()
                for _ in client.files:list { limit = 2 } do count = count + 1 end
                for line in client.files:lines(text.id) do lines[#lines + 1] = line end
            end)
            assert.equal(6, count)
            assert.same({ "one", "two", "three" }, lines)
        end)
    end

    it("runs a whole fine-tune: upload, create, follow", function()
        emu:clock { mode = "real", speed = 10000 }
        local events = 0
        local job = suspending(function()
            return assert(client.fine_tuning.jobs:run(
                { model = "gpt-4o-mini-2024-07-18", training_file = emulated.dataset() },
                { poll_interval = 0.01, on_event = function() events = events + 1 end }))
        end)
        assert.equal("succeeded", job.status)
        assert.is_true(events > 3)
    end)

    it("waits for a job, and the wait can be cancelled", function()
        local job = emulated.job(client)
        local task = openai.spawn(function() return client.fine_tuning.jobs:wait(job.id) end)
        openai.loop:poll(0.05)
        task:cancel()
        local value, err = task:await()
        assert.is_nil(value)
        assert.equal("cancelled", err.kind)
    end)

    it("asks an api_key callback that suspends", function()
        local keyed = client:with { api_key = function()
            openai.sleep(0.001)
            return "sk-test"
        end }
        assert.equal("gpt-4o", suspending(function() return keyed.models:retrieve "gpt-4o" end).id)
    end)

    it("fails only the call when an api_key callback raises", function()
        local keyed = client:with { api_key = function() error("no key today", 0) end }
        local ok, problem = pcall(openai.run, function() return keyed.models:retrieve "gpt-4o" end)
        assert.same({ false, "no key today" }, { ok, problem })
        assert.equal(0, openai.loop:poll(0))
    end)

    it("does not block outside a task when it was told not to", function()
        local patient = client:with { blocking = false }
        local ok, message = pcall(patient.models.retrieve, patient.models, "gpt-4o")
        assert.is_false(ok)
        assert.matches("wrap the call in openai.spawn", message, 1, true)
        assert.equal("gpt-4o", openai.run(function() return patient.models:retrieve "gpt-4o" end).id)
    end)

    it("blocks outside a task while other tasks stay where they are", function()
        local resumed = false
        local other = openai.spawn(function()
            openai.sleep(0)
            resumed = true
        end)
        assert.equal("gpt-4o", client.models:retrieve("gpt-4o").id)
        assert.is_false(resumed)
        other:await()
        assert.is_true(resumed)
    end)

    it("blocks in a coroutine of the user's own inside a task", function()
        local ids = openai.run(function()
            local names = {}
            local own = coroutine.wrap(function()
                for _, id in ipairs { "gpt-4o", "gpt-4.1" } do coroutine.yield(client.models:retrieve(id).id) end
            end)
            for i = 1, 2 do names[i] = own() end
            return names
        end)
        assert.same({ "gpt-4o", "gpt-4.1" }, ids)
    end)

    it("outlives its own collection while a task still uses it", function()
        local task
        do
            local passing = client:with { timeout = 30 }
            task = openai.spawn(function() return passing.models:retrieve "gpt-4o" end)
        end
        collect_garbage()
        assert.equal("gpt-4o", task:await().id)
    end)

    it("leaves nothing behind: tasks, calls and sleeps, ended or cancelled", function()
        local held = setmetatable({}, { __mode = "k" })
        local function round()
            local task = openai.spawn(function()
                local child = openai.spawn(function() return client.models:retrieve "gpt-4o" end)
                held[child] = true
                openai.spawn(function() return client.models:retrieve "gpt-4o" end):cancel()
                openai.sleep(0)
                return child:await()
            end)
            local cancelled = openai.spawn(openai.sleep, 60)
            held[task], held[cancelled] = true, true
            task:await()
            cancelled:cancel()
            settle()
        end
        for _ = 1, 100 do round() end -- LuaJIT compiles meanwhile
        collect_garbage()
        local before = collectgarbage "count"
        for _ = 1, 100 do round() end
        collect_garbage()
        assert.is_nil(next(held))
        assert.is_true(collectgarbage "count" - before < 16, "more than 16 KB remain of 100 rounds")
    end)
end)

describe("misuse of tasks", function()
    it("fails only the task that yields for itself", function()
        local other = openai.spawn(function()
            openai.sleep(0.002)
            return "went on"
        end)
        local foreign = openai.spawn(function()
            openai.sleep(0)
            coroutine.yield("something")
        end)
        local ok, message = pcall(foreign.await, foreign)
        assert.is_false(ok)
        assert.matches("coroutine.yield inside a task", message, 1, true)
        assert.equal("went on", other:await())
    end)

    it("raises for poll inside a task and inside a callback", function()
        local ok, message = openai.run(function()
            openai.sleep(0)
            return pcall(openai.loop.poll, openai.loop, 0)
        end)
        assert.is_false(ok)
        assert.matches("not re-entrant", message, 1, true)
        local inside
        local task = openai.spawn(openai.sleep, 0.001)
        task:on_done(function() inside = { pcall(openai.loop.poll, openai.loop, 0) } end)
        settle()
        assert.is_false(inside[1])
        assert.matches("not re-entrant", inside[2], 1, true)
    end)

    it("raises for await, run and map inside a callback, but a spawn there is fine", function()
        local outcomes = {}
        local slow = openai.spawn(openai.sleep, 0.002)
        local task = openai.spawn(openai.sleep, 0)
        task:on_done(function()
            outcomes.await = select(2, pcall(slow.await, slow))
            outcomes.run = select(2, pcall(openai.run, function() end))
            openai.spawn(function()
                openai.sleep(0)
                outcomes.spawn = "ran"
            end)
        end)
        settle()
        assert.matches("wrap it in openai.spawn", outcomes.await, 1, true)
        assert.matches("run inside a callback of the loop", outcomes.run, 1, true)
        assert.equal("ran", outcomes.spawn)
    end)

    it("refuses to spawn where the stack would overflow, and what was spawned so far ends", function()
        local function descend(depth)
            if depth == 0 then return openai.sleep(0) end
            return openai.spawn(descend, depth - 1):await()
        end
        for depth = 150, 220 do
            local ok, problem = pcall(openai.run, descend, depth)
            assert.is_true(ok or problem:find("no C stack is left", 1, true) ~= nil, problem)
        end
        settle()
    end)

    it("lets a task that never yields finish, and then the others", function()
        local order = {}
        local other = openai.spawn(function()
            openai.sleep(0)
            order[#order + 1] = "other"
        end)
        openai.spawn(function()
            for _ = 1, 1e5 do order.sum = (order.sum or 0) + 1 end
            order[#order + 1] = "busy"
        end)
        other:await()
        assert.same({ "busy", "other" }, { order[1], order[2] })
    end)

    it("fails only the task whose error object cannot be told", function()
        local told = collecting_errors(function()
            openai.spawn(function()
                error(setmetatable({}, { __tostring = function() error("no text") end }))
            end)
            settle()
        end)
        assert.matches("__tostring fails", told[1].traceback, 1, true)
    end)

    it("ends the process cleanly from a callback", function()
        local script = [[
            local openai = require "openai"
            openai.spawn(openai.sleep, 60)
            local client = openai.new{ base_url = "http://127.0.0.1:1/v1", api_key = "sk" }
            openai.spawn(function() client.models:retrieve "m" end)
            openai.spawn(openai.sleep, 0.001):on_done(function() os.exit(%s) end)
            while true do openai.loop:poll(1) end
        ]]
        local name = os.tmpname()
        for _, arguments in ipairs { "7", "7, true" } do
            local file = assert(io.open(name, "wb"))
            file:write((script:format(arguments)))
            file:close()
            local pipe = io.popen((os.getenv "LUA" or "lua5.4") .. " " .. name .. " 2>&1; echo code=$?")
            assert.equal("code=7\n", pipe:read "*a")
            pipe:close()
        end
        os.remove(name)
    end)
end)

describe("a frame loop", function()
    it("needs nothing but poll(0), once a frame", function()
        local frames, done = 0, false
        openai.spawn(openai.sleep, 0.01):on_done(function() done = true end)
        poll_until(function()
            frames = frames + 1
            openai.loop:poll(0)
            return done
        end)
        assert.is_true(frames > 1)
        assert.equal(0, openai.loop:poll(0))
    end)
end)
