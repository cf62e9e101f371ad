-- batches:run is killed (SIGKILL) at every write of its journal and at random places, and run again: nothing on the
-- server is made twice, no result is lost or doubled.
local crash = require "spec.support.crash"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

describe("a batch run with a journal that is killed and run again", function()
    local emu, client

    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)
    after_each(files.remove_all)

    --- Batches are done as soon as anyone asks; one request fails in passing.
    local function fresh()
        emulated.fresh(emu)
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_request = 0, batch_finalizing = 0 }
        emu:fault { path = "/v1/embeddings", batch = true, status = 500, custom_id = "request-13", times = 1 }
        return files.directory() .. "/night.journal"
    end

    local function expected()
        local lines = {}
        for i = 1, 25 do lines[i] = ("request-%d\t1\tnil\n"):format(i) end
        return table.concat(lines)
    end

    --- The names of all that `pager` lists; a name that comes twice is a double.
    local function names(pager, name_of)
        local seen, count = {}, 0
        for item in pager do
            local name = name_of(item)
            if name then
                assert.is_nil(seen[name], "made twice: " .. name)
                seen[name], count = true, count + 1
            end
        end
        return count
    end

    local function assert_nothing_doubled(why)
        local uploaded = names(client.files:list { purpose = "batch" }, function(file) return file.filename end)
        local created = names(client.batches:list(), function(batch) return batch.metadata.openai_lua_run end)
        assert.same({ 4, 4 }, { uploaded, created }, why)
    end

    local function check_second_run(journal, why, kill)
        local output, code = crash.run(emu, journal, kill)
        assert.equal(0, code, why .. ": " .. output)
        assert.equal(expected(), (output:gsub("writes .*", "")), why)
        assert_nothing_doubled(why)
        return output
    end

    local function kill_and_run_again(kill, why)
        local journal = fresh()
        local output, code = crash.run(emu, journal, kill)
        assert.equal(137, code, why .. " did not kill: " .. output)
        check_second_run(journal, why)
    end

    local function effort(kill)
        local output = check_second_run(fresh(), "undisturbed", kill)
        return crash.effort(output)
    end

    it("has every result once, wherever in its journal it was killed", function()
        local writes = effort()
        assert.is_true(writes > 20)
        for n = 1, writes do
            for _, mode in ipairs { "torn", "after" } do
                kill_and_run_again({ KILL_AT = n, KILL_MODE = mode }, ("killed at write %d (%s)"):format(n, mode))
            end
        end
    end)

    it("has every result once when it was killed at random places", function()
        local _, steps = effort { KILL_STEPS = -1 }
        math.randomseed(os.time())
        for _ = 1, 20 do
            local at = math.random(math.floor(steps * 0.05), math.floor(steps * 0.9))
            kill_and_run_again({ KILL_STEPS = at }, ("killed after %d00 steps"):format(at))
        end
    end)

    it("survives being killed again and again", function()
        local journal, runs = fresh(), 0
        local output, code
        repeat
            runs = runs + 1
            output, code = crash.run(emu, journal, { KILL_AT = 8, KILL_MODE = runs % 2 == 0 and "torn" or "after" })
        until code ~= 137 or runs > 40
        assert.equal(0, code, output)
        assert.is_true(runs > 2)
        assert_nothing_doubled("killed at every eighth write")
        check_second_run(journal, "once more")
    end)

    it("finds what was made although the answer was lost", function()
        for _, path in ipairs { "POST /files", "POST /batches" } do
            local journal = fresh()
            emu:fault { path = path, cut = "answer", times = 2 }
            check_second_run(journal, path .. " cut")
        end
    end)
end)
