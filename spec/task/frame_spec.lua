-- What one poll(0) of a frame loop may cost.
local cjson = require "spec.support.reference_json"
local openai = require "openai"
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })
local loop = openai.loop

local function settle()
    while loop:poll(10) > 0 do end
end

--- A list of files as the service sends it.
local function page(count)
    local items = {}
    for i = 1, count do
        items[i] = {
            object = "file", id = ("file-%06d"):format(i), bytes = i, created_at = 1721764800,
            filename = ("dialogue-%d.jsonl"):format(i), purpose = "fine-tune", status = "processed",
        }
    end
    return { object = "list", data = items, has_more = false }
end

describe("a frame", function()
    local budget = loop:budget()

    after_each(function()
        loop:budget(budget)
        wire.stop_all()
        files.remove_all()
    end)

    local function growth_once()
        collectgarbage()
        collectgarbage "stop"
        local before = collectgarbage "count"
        for _ = 1, 1000 do loop:poll(0) end
        local grown = collectgarbage "count" - before
        collectgarbage "restart"
        return grown * 1024
    end

    --- Bytes that Lua's heap grows by during 1,000 polls, once LuaJIT has compiled what it wants to.
    local function growth()
        local least = math.huge
        for _ = 1, 10 do least = math.min(least, growth_once()) end
        return least
    end

    it("allocates nothing when the loop is idle", function()
        settle()
        assert.equal(0, growth())
    end)

    it("allocates nothing while calls are waited for", function()
        local server = wire.start { { "read", "hang" } }
        local client = calls.client(server)
        local hung = openai.spawn(function() return client.models:retrieve "m" end)
        local sleeping = openai.spawn(openai.sleep, 60)
        while #server:requests() == 0 do loop:poll(0.01) end
        assert.equal(0, growth())
        hung:cancel()
        sleeping:cancel()
        settle()
    end)

    it("makes no system call when the loop is idle", function()
        local trace = files.directory() .. "/trace"
        local output, code = child.run([[
            local openai = require "openai"
            local client = openai.new { base_url = os.getenv "BASE", api_key = "sk" }
            assert(openai.run(function() return client.models:retrieve "m" end))
            for _ = 1, 100 do openai.loop:poll(0) end -- LuaJIT compiles
            io.stderr:write "begin\n"
            for _ = 1, 1000 do openai.loop:poll(0) end
            io.stderr:write "end\n"
        ]], { BASE = wire.start({ { "read", OK } }).base_url }, "strace -o '" .. trace .. "'")
        if code == 127 or output:find("ptrace", 1, true) then return pending("strace cannot run here") end
        assert.equal(0, code, output)
        local between = assert(files.read(trace)):match('write%(2, "begin\\n", 6%)[^\n]*\n(.-)write%(2, "e')
        local _, lines = between:gsub("\n", "")
        assert.is_true(lines < 10, between:sub(1, 1000))
    end)

    it("has a long page decoded over many polls, other tasks in between", function()
        local server = wire.start { { "read", wire.json(200, page(3000)) } }
        local client = calls.client(server)
        local turns, polls = 0, 0
        loop:budget(1e-9)
        local task = openai.spawn(function() return client.files:list():collect() end)
        while #server:requests() == 0 do loop:poll(0.01) end
        local ticker = openai.spawn(function()
            while not task:done() do
                turns = turns + 1
                openai.sleep(0)
            end
        end)
        while not task:done() do
            loop:poll(0)
            polls = polls + 1
        end
        local items = task:await()
        ticker:await()
        assert.equal(3000, #items)
        assert.equal("file-003000", items[3000].id)
        assert.is_true(turns > 5, turns .. " turns of the other task")
        assert.is_true(polls > 12, polls .. " polls")
    end)

    it("gives a sliced answer the same value and behaviour as a whole one", function()
        local text = cjson.encode(page(2500))
        local server = wire.start { { "read", wire.json(200, text) }, { "read", wire.json(200, text) } }
        local client = calls.client(server)
        loop:budget(1e-9)
        local sliced = openai.run(function() return client.files:list():page() end)
        local whole = client.files:list():page()
        assert.same(whole, sliced)
        assert.equal(tostring(whole.data[2500]), tostring(sliced.data[2500]))
    end)

    it("has the lines of a file read over many polls", function()
        local server = wire.start { { "read", wire.answer(200, ("line\n"):rep(5000)) } }
        local client = calls.client(server)
        local polls, read = 0, 0
        local task = openai.spawn(function()
            local lines = client.files:lines "f"
            while lines:next() do read = read + 1 end
        end)
        loop:budget(1e-9)
        while not task:done() do
            loop:poll(0)
            if read > 0 then polls = polls + 1 end
        end
        task:await()
        assert.equal(5000, read)
        assert.is_true(polls > 20, polls .. " polls")
    end)

    it("is not spent on unpacking embeddings", function()
        local answer = wire.json(200, { object = "list", data = {} })
        local server = wire.start { { "read", answer }, { "read", answer } }
        local client = calls.client(server)
        local function embed() return client.embeddings:create { model = "m", input = { "a" } } end
        local task = openai.spawn(embed)
        settle()
        assert.is_true(task:done())
        embed()
        local requests = server:requests()
        assert.is_nil(requests[1].headers["accept-encoding"])
        assert.equal("gzip", requests[2].headers["accept-encoding"])
    end)

    it("ends a task cancelled in the midst of decoding", function()
        local server = wire.start { { "read", wire.json(200, page(3000)) } }
        local client = calls.client(server)
        local seen = 0
        loop:budget(1e-9)
        local task = openai.spawn(function()
            return client.files:list({}, { on_progress = function() seen = seen + 1 end }):page()
        end)
        while seen == 0 do loop:poll(0.01) end
        for _ = 1, 3 do loop:poll(0) end
        task:cancel()
        local value, err = task:await()
        assert.is_nil(value)
        assert.equal("cancelled", err.kind)
        assert.equal(0, loop:poll(0))
    end)
end)
