-- The README's programs, as they stand there, against the emulator; and its lists against the code.
local child = require "spec.support.child"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local lfs = require "lfs"
local openai = require "openai"

local README = files.read "README.md"

--- The fenced blocks of Lua, by the first line that says which one it is.
local function blocks()
    local list = {}
    for block in README:gmatch "\n```lua\n(.-\n)```" do list[#list + 1] = block end
    return list
end

local BLOCKS = blocks()

--- The block with this text in it.
local function block_with(text)
    local found
    for _, block in ipairs(BLOCKS) do
        if block:find(text, 1, true) then
            assert(not found, "two blocks have " .. text)
            found = block
        end
    end
    return found or error("no block has " .. text)
end

local function compile(code, environment)
    if setfenv then return setfenv(assert(loadstring(code, "=README")), environment) end -- luacheck: ignore
    return assert(load(code, "=README", "t", environment))
end

describe("The README", function()
    local emu, client, root, folder, ran

    setup(function()
        root, ran = lfs.currentdir(), {}
        emu, client = emulated.start { speed = 100000 }
    end)
    teardown(function()
        emu:stop()
        for _, block in ipairs(BLOCKS) do assert(ran[block], "this block was not run:\n" .. block) end
    end)
    before_each(function()
        emu:reset()
        folder = files.directory()
    end)
    after_each(function()
        lfs.chdir(root)
        files.remove_all()
    end)

    --- Waits that the code does not care for are passed over.
    local function in_task(fn)
        local task = openai.spawn(fn)
        while not task:done() do
            openai.loop:poll(0.002)
            openai.loop:skip(0.5)
        end
        return task:await()
    end

    --- Runs a block in a folder of its own. `given`: what it takes for there; a `…` counts how often one came there.
    --- Returns what was printed, by line, and the count.
    local function run(block, given, as_task)
        local lines, passed = {}, 0
        local environment = setmetatable({
            openai = openai, client = client, passed = function() passed = passed + 1 end,
            print = function(...)
                local words = { n = select("#", ...), ... }
                for i = 1, words.n do words[i] = tostring(words[i]) end
                lines[#lines + 1] = table.concat(words, "\t")
            end,
        }, { __index = _G })
        for name, value in pairs(given or {}) do environment[name] = value end
        local code = block:gsub("(%f[%w]%a+) … end", "%1 passed() end")
        ran[block] = true
        lfs.chdir(folder)
        local chunk = compile(code, environment)
        if as_task then in_task(chunk) else chunk() end
        return lines, passed, environment
    end

    local function write(name, text) files.write(text, name, folder) end

    it("makes a client from the environment, or on the emulator", function()
        local block = block_with "openai.emulator.start"
        local check = '\nprint(assert(client.models:retrieve "gpt-4o-mini").id)'
        local output, code = child.run(block .. check, { OPENAI_API_KEY = "sk-test" })
        assert.same({ "gpt-4o-mini\n", 0 }, { output, code })
        ran[block] = true
    end)

    it("fine-tunes in one call", function()
        assert(lfs.link(root .. "/examples", folder .. "/examples", true))
        local lines = run(block_with "examples/data/game_master.jsonl", nil, true)
        os.remove(folder .. "/examples")
        local output = table.concat(lines, "\n")
        assert.matches("Created fine%-tuning job", output)
        assert.matches("\nft:gpt%-4o%-mini%-2024%-07%-18:[^\n]*\n1\t%d+%.%d+", output)
    end)

    it("fine-tunes step by step", function()
        write("train.jsonl", emulated.examples(12))
        local lines = run(block_with "openai.dataset.check", nil, true)
        assert.matches("12 examples", lines[1])
        assert.matches("^%d+\t.*success", lines[#lines - 2])
        assert.matches("^file%-%S+\ttrain%.jsonl$", lines[#lines - 1])
        assert.is_true(math.abs(tonumber(lines[#lines])) <= 1)
    end)

    it("works in bulk", function()
        local request = '{"body":{"model":"text-embedding-3-small","input":"sword","dimensions":2}}\n'
        write("requests.jsonl", request:rep(3))
        write("huge.jsonl", request:rep(2))
        local file = emulated.upload(client, request:rep(4))
        local query = assert(client.embeddings:create { model = "text-embedding-3-small", input = "cutlass" })
        local lines, passed = run(block_with "client.batches:run", {
            id = file.id, texts = { "sword", "blade", "cheese" }, query = query.data[1].embedding,
        }, true)
        assert.equal("3\t3", lines[#lines])
        assert.equal(3 + 4, passed)
        assert.is_truthy(files.read(folder .. "/night.journal"))
        assert.equal(3, #assert(openai.matrix.load(folder .. "/texts.matrix")))
    end)

    it("shows what errors look like", function()
        local lines, passed = run(block_with "ftjob-nope")
        assert.matches("^fine_tuning%.jobs:retrieve: not_found %(404%): .- %[request req_%x+%] %(called at README:1%)$",
            lines[1])
        assert.matches("^not_found\t404\t%S+\t%S+\treq_%x+$", lines[2])
        assert.equal(0, passed)
    end)

    it("runs tasks", function() run(block_with "openai.map") end)

    it("works in Neovim", function()
        write("train.jsonl", emulated.examples(12))
        local told = {}
        local block = block_with "vim.notify"
        ran[block] = true
        run((block:gsub("^openai.spawn(%b())%s*$", "openai.spawn%1:await()")), {
            vim = { notify = function(message) told[#told + 1] = message end },
            model = "gpt-4o-mini-2024-07-18", path = "train.jsonl",
        }, true)
        assert.matches("^ready: ft:", told[#told])
    end)

    it("works in a game loop", function()
        local _, _, environment = run(block_with "love.update", { love = {} })
        assert.equal(0, environment.love.update() or 0)
        openai.loop:budget(openai.loop:budget())
    end)

    it("works in another event loop", function() run(block_with "openai.loop:pollfd()") end)

    for _, code in ipairs {
        'client.files:content(id, { to = "out.jsonl" })', "client.models:list { timeout = 5 }",
        "client.batches:open(journal)", "client:with { timeout = 10 }", "client:connect()",
        "openai.loop:budget(seconds)", 'require("openai.driver.uv").attach()',
    } do
        it("says what works: " .. code, function()
            assert.is_truthy(README:find(code, 1, true))
            local attaches = code:find("attach", 1, true)
            if attaches and not pcall(require, "luv") then return pending "this Lua has no luv" end
            local journal = folder .. "/journal"
            assert(in_task(function()
                return client.batches:start({ endpoint = "/v1/embeddings", requests = {
                    { model = "text-embedding-3-small", input = "sword" },
                } }, { journal = journal })
            end))
            local _, _, environment = run("result = { " .. code .. " }", {
                id = emulated.upload(client, "{}\n").id, journal = journal, seconds = openai.loop:budget(),
            })
            assert.is_nil(environment.result[2])
            if attaches then require("openai.driver.uv").detach() end
        end)
    end

    it("names the options of openai.new, all of them", function()
        local said, known = {}, {}
        for row in README:match("## Options of `openai.new`\n(.-)\n##"):gmatch "\n| (`[^|]*) |" do
            for name in row:gmatch "`([%w_]+)`" do said[#said + 1] = name end
        end
        local types = files.read "lua/openai/types/options.lua"
        for name in types:match("@class openai.ClientOptions\n(.-)\n\n"):gmatch "%-%-%-@field ([%w_]+)" do
            known[#known + 1] = name
            local _, problem = pcall(openai.new, { [name] = {} })
            assert.is_nil(tostring(problem):match "unknown option", name)
        end
        table.sort(said)
        table.sort(known)
        assert.same(known, said)
        assert.matches("unknown option", tostring(select(2, pcall(openai.new, { max_retrys = {} }))))
    end)

    it("names the options of a call that there are", function()
        local list = README:match "One call takes (.-)%.\n"
        for name in list:gmatch "`([%w_]+)`" do
            local _, problem = pcall(function() client.files:content("file-1", { [name] = print }) end)
            assert.is_nil(tostring(problem):match "unknown option", name)
        end
    end)

    it("names every kind of error, and no other", function()
        local said, known = {}, {}
        for name in README:match("`kind` is one of (.-)%. "):gmatch "`([%w_]+)`" do said[#said + 1] = name end
        local types = files.read "lua/openai/types/error.lua"
        for name in types:match("@alias openai.ErrorKind\n(.-)\n%-%-%-@class"):gmatch '%-%-%-| "([%w_]+)"' do
            known[#known + 1] = name
        end
        table.sort(said)
        table.sort(known)
        assert.same(known, said)
    end)

    it("names targets of make that there are", function()
        local makefile = files.read "Makefile"
        for name in README:gmatch "make (%l[%w-]*)" do
            if not name:find "^[iw]" or name == "install" then
                assert.is_truthy(makefile:find("\n" .. name .. ":", 1, true), "make " .. name)
            end
        end
    end)
end)
