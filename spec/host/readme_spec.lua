-- The README's programs as a reader runs them: each block in a file of its own, in a folder that has nothing but the
-- examples; and its lists against the code.
local child = require "spec.support.child"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"
local lfs = require "lfs"
local neovim = require "spec.support.neovim"
local openai = require "openai"
local wire = require "spec.support.wire"

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
        assert(lfs.link(root .. "/examples", folder .. "/examples", true))
    end)
    after_each(function()
        lfs.chdir(root)
        os.remove(folder .. "/examples")
        files.remove_all()
    end)

    --- What the README exports for the emulator.
    local function exports()
        local line = "export OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-anything"
        assert.is_truthy(README:find(line, 1, true))
        return { OPENAI_BASE_URL = emu.base_url, OPENAI_API_KEY = "sk-anything" }
    end

    --- Runs the block with this text as a file, perhaps with code of the spec around it; returns what it printed.
    local function run(text, before, after, environment)
        local block = block_with(text)
        ran[block] = true
        lfs.chdir(folder)
        local output, code = child.run((before or "") .. block .. (after or ""), environment or exports(), "timeout 60")
        assert.equal(0, code, output)
        return output
    end

    it("begins at the prompt, where every line is a chunk of its own, without a key", function()
        local block = block_with "emulator = openai.emulator.start()"
        ran[block] = true
        local lua = launch.quote(os.getenv "LUA" or "lua5.4")
        local pipe = assert(io.popen(("env -u OPENAI_API_KEY -u OPENAI_BASE_URL timeout 60 %s -i <%s 2>&1"):format(lua,
            launch.quote(files.write(block .. "\n")))))
        local output = pipe:read "*a"
        pipe:close()
        assert.matches("%f[%d]0%.%d+", output) -- the cosine
        assert.matches("gpt%-4o%-mini", output)
        assert.is_nil(output:find "error" or output:find "nil" or output:find "traceback", output)
    end)

    it("fine-tunes in one call", function()
        local output = run "on_event = function(event) print(event.message) end"
        assert.matches("Created fine%-tuning job", output)
        assert.matches("\nft:gpt%-4o%-mini%-2024%-07%-18:[^\n]*\n1\t%d+%.%d+", output)
    end)

    it("fine-tunes step by step", function()
        local output = run "openai.dataset.check"
        assert.matches("examples", output)
        assert.matches("\n%d+\t[^\n]*success", output)
        assert.matches("\nfine_tuning%.job ftjob%-%S+ succeeded", output)
        assert.matches("\nfile%-%S+\tgame_master%.jsonl\n$", output)
    end)

    it("talks to models: whole answers, streams, sessions", function()
        local output = run "stream:deltas()"
        local said = "Emulated answer to: Name three swords."
        assert.equal(("%s\n%s%d\n"):format(said, said, #said), output:sub(1, 2 * #said + 4))
        assert.matches("Emulated answer to: Have you a sword for me%?4\t%d+\tfalse\n$", output)
        assert.matches('"What does it cost%?"', files.read(folder .. "/smith.json"))
    end)

    it("gets values by a schema, and has functions called", function()
        local output = run "chat.completions:parse {"
        assert.matches("^Invent a sword%.\t[12]\n", output)
        assert.matches('\nThe tool answered: {"days":5}\t4\n$', output)
    end)

    it("labels rows of a CSV file by a schema", function()
        local output = run "openai.csv.rows"
        assert.matches("^1\tGood, and sharp\t%l+\n2\tIt broke\t%l+\n$", output)
    end)

    it("asks models in Azure", function()
        local server = wire.start { { "read", wire.json(200, { id = "a", object = "chat.completion", choices = {
            { index = 0, message = { role = "assistant", content = "Three swords." }, finish_reason = "stop" },
        } }) } }
        local output = run("openai.azure()", nil, nil, {
            AZURE_OPENAI_ENDPOINT = server.base_url:gsub("/v1$", ""), AZURE_OPENAI_API_KEY = "key-of-specs",
        })
        local request = server:requests()[1]
        wire.stop_all()
        assert.equal("Three swords.\n", output)
        assert.equal("/openai/v1/chat/completions", request.target)
    end)

    it("works in bulk", function()
        local output = run "client.embeddings:embed"
        assert.matches("batches\t3\t3\n", output)
        for i = 1, 3 do assert.matches(("request%%-%d\t1536\n"):format(i), output) end
        assert.matches("\n%a+\t%-?%d%.%d+\n%d+\n$", output) -- the nearest text; the messages of the copy
        assert.is_truthy(files.read(folder .. "/night.journal"))
        assert.equal(3, #assert(openai.matrix.load(folder .. "/texts.matrix")))
    end)

    it("shows what errors look like", function()
        local output = run "ftjob-nope"
        local line = "^fine_tuning%.jobs:retrieve: not_found %(404%): .- %[request req_%x+%] %(called at %S+:4%)\n"
        assert.matches(line, output)
        assert.matches("\nnot_found\t404\t%S+\t%S+\treq_%x+\n$", output)
    end)

    it("runs tasks", function()
        assert.matches("^3\nnil\tcancelled: the task was cancelled", run "openai.map")
    end)

    it("works in Neovim", function()
        local block = block_with "vim.notify"
        ran[block] = true
        if neovim.lacking() then return pending(neovim.lacking()) end
        lfs.chdir(folder)
        local output = neovim.run("vim.notify = say\n" .. block .. [[

            vim.wait(30000, function() return openai.loop:timeout() == nil end)]], nil, exports())
        assert.matches("\nready: ft:", output)
    end)

    it("works in a game loop", function()
        local drawn = run("love.update", "love = { graphics = {} } ", [[

            love.load()
            local shown
            function love.graphics.print(what) shown = what end
            while shown ~= "gpt-4o-mini" do
                love.update()
                love.draw()
            end
            print(shown)]])
        assert.equal("gpt-4o-mini\n", drawn)
    end)

    it("works in another event loop", function()
        assert.equal("gpt-4o-mini\n", run "openai.loop:pollfd()")
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
            local environment = setmetatable({
                openai = openai, client = client, id = emulated.upload(client, "{}\n").id, journal = journal,
                seconds = openai.loop:budget(),
            }, { __index = _G })
            lfs.chdir(folder)
            local result = { compile("return " .. code, environment)() }
            assert.is_nil(result[2])
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
        local list, count = README:match "One call takes (.-)%.\n", 0
        for name in list:gmatch "`([%w_]+)`" do
            count = count + 1
            local _, problem = pcall(function() client.files:content("file-1", { [name] = print }) end)
            assert.is_nil(tostring(problem):match "unknown option", name)
        end
        assert.is_true(count > 5)
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

    it("says what is covered and what is not", function()
        local covered = README:match "## What it covers\n(.-)| not covered "
        local known, names = {}, {}
        for name in covered:gmatch "`client%.([%w_]+)`" do known[#known + 1] = name end
        for name, resource in pairs(client) do
            if type(resource) == "table" then names[#names + 1] = name end
        end
        table.sort(known)
        table.sort(names)
        assert.same(names, known)
        -- What is said to be missing is.
        assert.is_false(pcall(openai.new, { base_url = "ws://localhost/v1", api_key = "sk-test" }))
    end)

    it("names files and folders that there are", function()
        local count = 0
        for path in README:gmatch '[`"]([%w_.][%w_.]*/[%w_./]*)[`"]' do
            if not path:find "^v1" then
                count = count + 1
                assert.is_truthy(lfs.attributes(path, "mode"), path)
            end
        end
        assert.is_true(count >= 6)
    end)

    it("names targets of make that there are", function()
        local makefile, count = files.read "Makefile", 0
        for name in README:gmatch "make (%l[%w-]*)" do
            if not name:find "^[iw]" or name == "install" then
                count = count + 1
                assert.is_truthy(makefile:find("\n" .. name .. ":", 1, true), "make " .. name)
            end
        end
        assert.is_true(count > 3)
    end)
end)
