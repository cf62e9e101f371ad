-- What is called the other way than it is meant: a dot for a colon, a colon for a dot, an index for a call.
local emulated = require "spec.support.emulated"
local openai = require "openai"

--- The message of what a call raises, which begins with this file's name: the user's line.
local function refused(fn, ...)
    local ok, problem = pcall(fn, ...)
    assert.is_false(ok)
    problem = tostring(problem)
    assert.matches("calling_spec%.lua:%d+: ", problem)
    return problem
end

--- Name in a user's program -> the module.
local MODULES = {
    ["openai"] = openai, ["openai.json"] = openai.json, ["openai.jsonl"] = openai.jsonl,
    ["openai.matrix"] = openai.matrix, ["openai.dataset"] = openai.dataset, ["openai.emulator"] = openai.emulator,
    ["openai.client"] = require "openai.client", ["openai.csv"] = require "openai.csv",
    ["openai.schema"] = openai.schema, ["openai.webhooks"] = openai.webhooks, ["openai.journal"] = openai.journal,
    ["openai.error"] = require "openai.error", ["openai.driver.uv"] = require "openai.driver.uv",
}

describe("A module's function called with a colon", function()
    it("says that a dot is meant, whichever it is", function()
        local count = 0
        for name, module in pairs(MODULES) do
            for key, value in pairs(module) do
                if type(value) == "function" then
                    count = count + 1
                    local problem = refused(function() local _ = module[key](module, {}) end)
                    assert.matches(("call it with a dot: %s.%s(…)"):format(name, key), problem, 1, true)
                end
            end
        end
        assert.is_true(count > 25)
    end)

    it("says so of openai.matrix, which is a module and a function", function()
        local problem = refused(function() local _ = openai:matrix(5) end)
        assert.matches("call it with a dot: openai.matrix(…)", problem, 1, true)
    end)

    it("has every module that a user may require in this list", function()
        local known = {}
        for name in pairs(MODULES) do known[name:gsub("%.", "/")] = true end
        local pipe = assert(io.popen("cd lua && ls openai/*.lua openai/*/init.lua openai/driver/*.lua"))
        for path in pipe:lines() do
            local name = path:gsub("%.lua$", ""):gsub("/init$", "")
            local no_module = name == "openai/resources" or name == "openai/azure" -- methods of clients; a function
            assert.is_truthy(known[name] or no_module, name)
        end
        pipe:close()
    end)
end)

describe("A method called with a dot", function()
    local emu, client
    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)

    local function check(object, ...)
        for _, name in ipairs { ... } do
            assert.matches("with a colon", refused(function() local _ = object[name]() end), 1, true)
            assert.matches("with a colon", refused(function() local _ = object[name] {} end), 1, true)
        end
    end

    it("says that a colon is meant, on tasks, the loop and the emulator", function()
        check(openai.spawn(function() end), "await", "cancel", "done", "on_done")
        check(openai.loop, "poll", "now", "pollfd", "events", "timeout", "budget")
        check(emu, "fault", "reply", "requests", "advance", "stop")
    end)

    it("says so on clients, resources, pagers and iterators", function()
        check(client, "with", "request", "connect")
        check(client.files, "list", "create")
        check(client.files:list(), "next", "page", "collect")
        check((openai.jsonl.lines "README.md"), "next", "close")
        check((client.files:lines "file-1"), "next", "close")
    end)

    it("says so on values", function()
        check(openai.vector { 1, 2 }, "dot", "cosine", "norm", "table")
        check(openai.matrix(2), "append", "search", "save", "bytes")
        check(openai.file "README.md", "size", "name")
    end)
end)

describe("A wrong argument", function()
    local function assert_refused(words, fn)
        local problem = refused(fn)
        assert.equal(words, problem:match "^%S*calling_spec%.lua:%d+: (.*)$")
    end

    it("of a source is told at the user's line, in one breath", function()
        assert_refused("openai: file: string expected, got table", function()
            local source = openai.file("README.md", {})
            return source
        end)
        assert_refused("openai: chunks: a whole number of bytes, not negative, expected", function()
            local source = openai.chunks("x", function() end, 0 / 0)
            return source
        end)
    end)

    it("of poll is told at the user's line", function()
        for shown, seconds in pairs { ["soon"] = "soon", ["true"] = true, [tostring(0 / 0)] = 0 / 0 } do
            assert_refused("openai: loop:poll takes a number of seconds, not " .. shown, function()
                local count = openai.loop:poll(seconds)
                return count
            end)
        end
    end)
end)

describe("What is no list", function()
    local client = openai.new { base_url = "http://127.0.0.1:9/v1", api_key = false }

    it("says so when a pager is indexed, counted or asked for a field", function()
        local pager = client.files:list()
        for _, use in ipairs {
            function() return (pager[1]) end, function() return #pager end, function() return (pager.data) end,
        } do
            assert.matches("a pager is no list: for item in pager do … end, or local items, err = pager:collect()",
                refused(function() local _ = use() end), 1, true)
        end
    end)

    it("says so when an iterator is indexed", function()
        for _, iterator in ipairs { (openai.jsonl.lines "README.md"), (client.files:records "file-1") } do
            assert.matches("is no list: for item in it do … end, or it:next()",
                refused(function() return (iterator[1]) end), 1, true)
        end
    end)

    it("ends no ipairs silently", function()
        assert.is_false(pcall(function() for _ in ipairs(client.files:list()) do error "one" end end))
    end)

    it("is refused among parameters, with what to do instead", function()
        local function problem(value)
            local job, err = client.fine_tuning.jobs:create { model = "gpt-4o-mini", training_file = value }
            assert.is_nil(job)
            return err.message
        end
        assert.equal("training_file: cannot encode a file: upload it with client.files:create and give its id "
            .. "(fine_tuning.jobs:run does both)", problem(openai.file "README.md"))
        assert.equal("training_file: cannot encode a vector: give vector:table()", problem(openai.vector { 1 }))
        assert.equal("training_file: cannot encode a matrix: give matrix[i]:table()", problem(openai.matrix(2)))
        assert.equal("training_file: cannot encode a pager: give what pager:collect() returns",
            problem(client.files:list()))
        assert.equal("training_file: cannot encode an iterator: give a list of what it yields",
            problem((openai.jsonl.lines "README.md")))
        assert.equal("training_file: cannot encode a task", problem(openai.spawn(function() end)))
        assert.equal("training_file: cannot encode client.files", problem(client.files))
        local _, err = client.files:list { purpose = openai.file "README.md" }:next()
        assert.matches("purpose: cannot send a file: upload it", err.message, 1, true)
    end)
end)
