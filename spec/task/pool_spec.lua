-- The pool of workers, and what it and others wait with.
local condition = require "openai.internal.task.condition"
local openai = require "openai"
local pool = require "openai.internal.task.pool"
local semaphore = require "openai.internal.task.semaphore"

local function slept(seconds, word)
    local ok, err = openai.sleep(seconds)
    if not ok then return nil, err end
    return word
end

describe("A pool", function()
    it("keeps so many workers busy, outside a task and inside", function()
        local now, most = 0, 0
        local function work()
            now = now + 1
            most = math.max(most, now)
            openai.sleep(0)
            now = now - 1
            return true
        end
        local function produce(workers)
            for _ = 1, 7 do assert(workers:submit(work)) end
            return workers:finish()
        end
        assert.is_true(pool.run({}, "spec", 3, produce))
        assert.equal(3, most)
        most = 0
        assert.is_true(openai.run(pool.run, {}, "spec", 2, produce))
        assert.equal(2, most)
        assert.equal(0, now)
    end)

    it("ends with the first failure, and only when all its workers have", function()
        local ended = {}
        local function work(number)
            local _, err = openai.sleep(number == 2 and 0.001 or 60)
            ended[#ended + 1] = err and err.kind or "slept"
            if number == 2 then return nil, "broken", number end
            return nil, "too late"
        end
        local ok, err, position = pool.run({}, "spec", 3, function(workers)
            for number = 1, 3 do assert(workers:submit(work, number)) end
            return workers:finish()
        end)
        assert.same({ nil, "broken", 2 }, { ok, err, position })
        assert.same({ "slept", "cancelled", "cancelled" }, ended)
    end)

    it("cancels its workers when the producer gives up or raises", function()
        local seen
        local function work()
            seen = select(2, openai.sleep(60)).kind
            return true
        end
        local ok, err = pool.run({}, "spec", 1, function(workers)
            workers:spawn(work)
            return nil, "no more"
        end)
        assert.same({ nil, "no more", "cancelled" }, { ok, err, seen })
        seen = nil
        local done, problem = pcall(pool.run, {}, "spec", 1, function(workers)
            workers:spawn(work)
            error("broken", 0)
        end)
        assert.same({ false, "broken", "cancelled" }, { done, problem, seen })
    end)

    it("fails when its time is over, and not after it has ended", function()
        local function wait_for(seconds, limit)
            return pool.run({}, "spec", 1, function(workers)
                workers:expire(limit, function() return "late" end)
                workers:spawn(slept, seconds, "done")
                return workers:finish()
            end)
        end
        assert.same({ nil, "late" }, { wait_for(60, 0.001) })
        assert.is_true((wait_for(0.001, 60)))
        assert.is_true(openai.loop:idle(), "its alarm goes on")
    end)

    it("raises where a client that does not block would have to", function()
        local ok, problem = pcall(pool.run, { blocking = false }, "embed", 1, error)
        assert.is_false(ok)
        assert.matches("embed: this client does not block", problem, 1, true)
        assert.equal("inside", openai.run(pool.run, { blocking = false }, "embed", 1, function() return "inside" end))
    end)
end)

describe("A semaphore", function()
    it("serves first who comes first, and passes over who was cancelled", function()
        local gate, order = semaphore.new(1), {}
        local function enter(name)
            local ok, err = gate:acquire()
            order[#order + 1] = name .. (ok and "" or " " .. err.kind)
            if ok then
                openai.sleep(0)
                gate:release()
            end
        end
        openai.run(function()
            local tasks = {}
            for _, name in ipairs { "a", "b", "c", "d" } do tasks[name] = openai.spawn(enter, name) end
            tasks.b:cancel()
        end)
        assert.same({ "a", "b cancelled", "c", "d" }, order)
        assert.is_true(gate:acquire())
    end)
end)

describe("A condition", function()
    it("wakes all who wait, and those whose time is over", function()
        local changed, words = condition.new(), {}
        local function wait(name, seconds)
            local ok, err = changed:wait(seconds)
            words[#words + 1] = name .. " " .. (ok and "woke" or err.kind)
        end
        openai.run(function()
            openai.spawn(wait, "first")
            openai.spawn(wait, "second", 60)
            openai.spawn(wait, "third"):cancel()
            changed:notify()
        end)
        table.sort(words)
        assert.same({ "first woke", "second woke", "third cancelled" }, words)
        assert.is_true(openai.run(changed.wait, changed, 0.001))
    end)
end)
