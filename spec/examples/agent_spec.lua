-- examples/agent.lua against the emulator, which calls the tools that a question names; what a model may try besides
-- is in answers that the spec writes.
local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local lfs = require "lfs"
local terminal = require "spec.support.terminal"

local AGENT = "examples/agent.lua"

describe("examples/agent.lua", function()
    local emu, folder, outside

    setup(function() emu = emulator.start {} end)
    teardown(function() emu:stop() end)
    before_each(function()
        emu:reset()
        folder, outside = files.directory(), files.directory()
        files.write("one\ntwo\n", "a.txt", folder)
        files.write("secret\n", "secret.txt", outside)
    end)
    after_each(files.remove_all)

    local function service()
        return { OPENAI_API_KEY = "sk-test", OPENAI_BASE_URL = emu.base_url, TERM = "dumb" }
    end

    --- What it writes, and its exit code; nobody is there to be asked.
    local function run(...)
        local path = files.directory() .. "/out"
        os.execute(("{ timeout 60 %s %s; echo $?; } </dev/null >%s 2>&1"):format(terminal.environment(service()),
            terminal.command(AGENT, ...), path))
        local output, code = files.read(path):match "^(.*)\n(%d+)\n$"
        return output, tonumber(code)
    end

    --- What the model was told last, as a tool's result.
    local function told()
        local requests = emu:requests "/chat/completions"
        local messages = cjson.decode(requests[#requests].body).messages
        assert.equal("tool", messages[#messages].role)
        return messages[#messages].content
    end

    it("lists and reads", function()
        assert(lfs.mkdir(folder .. "/src"))
        files.write("", "b.lua", folder .. "/src")
        run(folder, "list")
        assert.equal("a.txt\nsrc/b.lua\n", told())
        local output, code = run(folder, "Please read path: a.txt")
        assert.equal("one\ntwo\n", told())
        assert.matches("^%* read a%.txt\nThe tool answered: one\ntwo", output)
        assert.equal(0, code)
    end)

    it("writes and replaces, with --yes unasked, and shows what", function()
        local output = run("--yes", folder, 'write path: deep/er/b.md content: "Milk, bread."')
        assert.equal("Milk, bread.", files.read(folder .. "/deep/er/b.md"))
        assert.matches("^%* change deep/er/b%.md\n  %+ Milk, bread%.\n", output)
        output = run("--yes", folder, "replace path: a.txt old: two new: three")
        assert.equal("one\nthree\n", files.read(folder .. "/a.txt"))
        assert.matches("\n  %- two\n  %+ three\n", output)
    end)

    it("asks before it writes, and tells the model when the answer is no", function()
        for answer, content in pairs { y = "new", n = "one\ntwo\n", [""] = "one\ntwo\n" } do
            files.write("one\ntwo\n", "a.txt", folder)
            local agent = terminal.start(terminal.command(AGENT, folder, "write path: a.txt content: new"), service())
            agent:await "Write it? [y/N] "
            assert.equal("one\ntwo\n", files.read(folder .. "/a.txt"))
            agent:type(answer .. "\n")
            agent:await "The tool answered"
            assert.equal(0, agent:code())
            assert.equal(content, files.read(folder .. "/a.txt"))
            assert.matches(answer == "y" and "wrote 3 bytes" or "does not want", told())
        end
    end)

    it("writes nothing where nobody can be asked", function()
        run(folder, "write path: a.txt content: new")
        assert.equal("one\ntwo\n", files.read(folder .. "/a.txt"))
    end)

    it("does not replace what is not there, or there twice", function()
        run("--yes", folder, "replace path: a.txt old: four new: three")
        assert.matches("not in the file", told())
        run("--yes", folder, "replace path: a.txt old: o new: three")
        assert.matches("more than once", told())
        assert.equal("one\ntwo\n", files.read(folder .. "/a.txt"))
    end)

    it("leaves the folder neither by paths nor by links", function()
        assert(lfs.link(outside, folder .. "/away", true))
        assert(lfs.link(outside .. "/secret.txt", folder .. "/secret.txt", true))
        assert(lfs.link(outside .. "/new.txt", folder .. "/new.txt", true)) -- to what is not there yet
        assert(lfs.link(outside .. "/new", folder .. "/dangling", true))
        local name = outside:match "[^/]+$"
        for _, path in ipairs { outside .. "/secret.txt", "../" .. name .. "/secret.txt", "away/secret.txt",
            "secret.txt", "away/new.txt",
            "new.txt", "dangling/new.txt", "x/../../" .. name .. "/secret.txt", "./../x" } do
            run(folder, "read path: " .. path)
            assert.not_matches("secret\n", told(), path)
            run("--yes", folder, ("write path: %s content: changed"):format(path))
            assert.matches("^Error: ", told(), path)
        end
        assert.equal("secret\n", files.read(outside .. "/secret.txt"))
        assert.is_nil(lfs.attributes(outside .. "/new.txt"))
        assert.is_nil(lfs.attributes(outside .. "/new"))
        assert.is_nil(lfs.attributes(folder .. "/x"))
    end)

    it("follows a link that stays inside", function()
        assert(lfs.mkdir(folder .. "/src"))
        assert(lfs.link("src", folder .. "/link", true))
        run("--yes", folder, "write path: link/b.txt content: new")
        assert.equal("new", files.read(folder .. "/src/b.txt"))
    end)

    it("shows control characters of the model's instead of sending them to the terminal", function()
        local output = run("--yes", folder, 'write path: a.txt content: "x\27[2Jy"')
        assert.is_nil(output:find("\27", 1, true))
        assert.is_truthy(output:find("x\\27[2Jy", 1, true))
        assert.equal("x\27[2Jy", files.read(folder .. "/a.txt"))
    end)

    it("ends by Ctrl-C at its question with 130 and writes nothing", function()
        -- The sanitized interpreter of `make asan` has no handler for signals.
        if (os.getenv "LUA" or ""):find("-asan", 1, true) then return end
        local agent = terminal.start(terminal.command(AGENT, folder, "write path: a.txt content: new"), service())
        agent:await "Write it? [y/N] "
        agent:type "\3"
        assert.equal(130, agent:code())
        assert.equal("one\ntwo\n", files.read(folder .. "/a.txt"))
    end)

    it("says why it fails, and how it is called", function()
        local output, code = run("--model", "gpt-none", folder, "read path: a.txt")
        assert.matches("gpt%-none", output)
        assert.equal(1, code)
        for _, words in ipairs { { folder }, { "--no", folder, "x" }, { "/nonexistent", "x" } } do
            output, code = run((table.unpack or unpack)(words)) -- luacheck: ignore
            assert.matches("usage: agent.lua", output:gsub("there is no folder", "usage: agent.lua"))
            assert.equal(2, code)
        end
    end)
end)
