-- examples/chat.lua: on a pipe, in a terminal, interrupted.
local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local terminal = require "spec.support.terminal"

local CHAT = "examples/chat.lua"

describe("examples/chat.lua", function()
    local emu

    setup(function() emu = emulator.start {} end)
    teardown(function() emu:stop() end)
    before_each(function() emu:reset() end)
    after_each(files.remove_all)

    local function service()
        return { OPENAI_API_KEY = "sk-test", OPENAI_BASE_URL = emu.base_url, TERM = "dumb" }
    end

    --- What it writes to a pipe, what to standard error, and its exit code.
    local function run(input, variables, ...)
        local folder = files.directory()
        os.execute(("printf %%s '%s' | { timeout 60 %s %s >%s/out 2>%s/err; echo $? >%s/code; }"):format(input,
            terminal.environment(variables), terminal.command(CHAT, ...), folder, folder, folder))
        return files.read(folder .. "/out"), files.read(folder .. "/err"), tonumber(files.read(folder .. "/code"))
    end

    --- What the model was sent, as "role: text".
    local function sent()
        local list, requests = {}, emu:requests "/chat/completions"
        for i, message in ipairs(cjson.decode(requests[#requests].body).messages) do
            list[i] = ("%s: %s"):format(message.role, message.content)
        end
        return list
    end

    it("answers what a pipe brings, and nothing else is written there", function()
        local output, remarks, code = run("Name three swords.", {})
        assert.same({ "Emulated answer to: Name three swords.\n", 0 }, { output, code })
        assert.matches("emulator", remarks)
    end)

    it("puts the question before what a pipe brings, and takes model and instructions", function()
        local output, _, code = run("a = 1", service(), "--model", "gpt-4o", "--system", "Be brief.", "What", "is it?")
        assert.same({ "Emulated answer to: What is it?\n\na = 1\n", 0 }, { output, code })
        assert.same({ "system: Be brief.", "user: What is it?\n\na = 1" }, sent())
        assert.matches('"model":"gpt%-4o"', emu:requests("/chat/completions")[1].body)
    end)

    it("says why there is no answer, and fails", function()
        local output, remarks, code = run("Hello", service(), "--model", "gpt-none")
        assert.same({ "\n", 1 }, { output, code })
        assert.matches("no answer: .*gpt%-none", remarks)
    end)

    it("ends with 130 when it is interrupted on a pipe", function()
        -- The sanitized interpreter of `make asan` has no handler for signals.
        if (os.getenv "LUA" or ""):find("-asan", 1, true) then return end
        emu:fault { path = "POST /chat/completions", delay = 60 }
        local command = ("echo Hello | { timeout --preserve-status -s INT 1 %s %s; echo $?; } 2>&1"):format(
            terminal.environment(service()), terminal.command(CHAT))
        local pipe = assert(io.popen(command))
        local output = pipe:read "*a"
        pipe:close()
        assert.equal("130\n", output)
    end)

    it("says how it is called when it is called wrongly", function()
        for _, words in ipairs { { "--modle", "x" }, { "--model" }, {} } do
            local _, remarks, code = run("", service(), (table.unpack or unpack)(words)) -- luacheck: ignore
            assert.matches("^usage: chat.lua", remarks)
            assert.equal(2, code)
        end
    end)

    it("knows in a terminal what was said before, and leaves at the end of input", function()
        local chat = terminal.start(terminal.command(CHAT, "Who are you?"), service())
        chat:await "Emulated answer to: Who are you?"
        chat:await "> "
        chat:type "And I, ü?\n"
        chat:await "Emulated answer to: And I, ü?"
        assert.same({ "user: Who are you?", "assistant: Emulated answer to: Who are you?", "user: And I, ü?" }, sent())
        chat:await "> "
        chat:type "\4"
        assert.equal(0, chat:code())
    end)

    it("shows control sequences of the model's instead of sending them to the terminal", function()
        emu:reply("/chat/completions", { object = "chat.completion", choices = { { index = 0,
            finish_reason = "stop", message = { role = "assistant", content = "a\27[2Jb" } } } })
        local chat = terminal.start(terminal.command(CHAT, "Hello"), service())
        chat:await "a\\27[2Jb"
        chat:await "> "
        chat:type "\4"
        assert.equal(0, chat:code())
        assert.equal("a\27[2Jb\n", (run("Hello", service())))
    end)

    it("ends an answer by Ctrl-C as often as one likes, and the chat by Ctrl-C at the prompt", function()
        -- The sanitized interpreter of `make asan` has no handler for signals.
        if (os.getenv "LUA" or ""):find("-asan", 1, true) then return end
        emu:fault { path = "POST /chat/completions", delay = 60, times = 2 }
        local chat = terminal.start(terminal.command(CHAT), service())
        for i = 1, 2 do
            chat:await "> "
            chat:type(("Question %d\n"):format(i))
            chat:await(("Question %d"):format(i))
            while #emu:requests "/chat/completions" < i do os.execute "sleep 0.01" end
            chat:type "\3"
            chat:await "interrupted; what was asked is forgotten"
        end
        chat:await "> "
        chat:type "Still there?\n"
        chat:await "Emulated answer to: Still there?"
        assert.same({ "user: Still there?" }, sent())
        chat:await "> "
        chat:type "\3"
        assert.equal(130, chat:code())
    end)
end)
