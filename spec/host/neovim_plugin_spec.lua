-- examples/neovim in a real Neovim, against the emulator.
local cjson = require "spec.support.reference_json"
local editor = require "spec.support.editor"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local http = require "spec.support.http"
local lfs = require "lfs"
local neovim = require "spec.support.neovim"

local DATASET, MODEL = "examples/data/game_master.jsonl", "gpt-4o-mini-2024-07-18"

-- Lua expressions for the editor.
local FLOAT = "vim.api.nvim_win_get_config(0).relative == 'editor'"
local function shows(text)
    return ("table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n'):find(%q, 1, true) ~= nil"):format(text)
end

-- A braille character with dots, as bytes in UTF-8: U+2801 to U+28FF.
local DOTS = "\226[\160-\163][\129-\191]"

if neovim.lacking() then
    return describe("the Neovim plugin", function() it("works", function() pending(neovim.lacking()) end) end)
end

describe("the Neovim plugin", function()
    local emu, server, nvim

    local function start(options)
        options = options or {}
        local setup = "require('openai_nvim').setup { base_url = %q, api_key = 'sk-test', poll_interval = 0.05 }"
        options.prepare = options.prepare or setup:format(emu.base_url)
        nvim = editor.start(options)
        return nvim
    end

    --- A job at the server that runs until time is moved on by hand.
    local function start_endless_job()
        emu:clock { mode = "manual" }
        nvim:command("OpenAIFineTune " .. DATASET)
        nvim:wait(shows "validating_files")
        emu:advance(120) -- past validation and queue, into the training
        nvim:wait(shows "running")
    end

    local function answer_questions_with(choice)
        nvim:lua(([[vim.ui.select = function(choices, options, done)
            question = options.prompt
            done(choices[%d], %d)
        end]]):format(choice, choice))
    end

    local function job()
        return server:get("/fine_tuning/jobs").json.data[1]
    end

    setup(function() emu = emulator.start { port = 0, speed = 4000 } end)
    teardown(function()
        emu:stop()
        editor.unbundle()
    end)
    before_each(function() server = http.client(emu.base_url) end)
    after_each(function()
        if nvim then nvim:stop() end
        nvim = nil
        files.remove_all()
        emu:reset()
    end)

    describe(":OpenAIFineTune", function()
        it("goes from a file to a model and says its name", function()
            start():command("OpenAIFineTune " .. DATASET)
            nvim:wait_told "game_master.jsonl is ready"
            assert.equal("succeeded", job().status)
            local text = "OpenAI: game_master.jsonl is ready: " .. job().fine_tuned_model
            assert.same({ { level = 2, text = text } }, nvim:told())
        end)

        it("returns at once and shows a floating window", function()
            emu:fault { path = "POST /files", delay = 0.5 }
            start()
            local first = nvim:lua(("vim.cmd 'OpenAIFineTune %s' return vim.fn.getline(1)"):format(DATASET))
            assert.equal(" game_master.jsonl  checking", first)
            assert.is_true(nvim:lua("return " .. FLOAT))
            nvim:wait(shows "uploading")
        end)

        it("draws the loss curve, the progress and the events of the job", function()
            start():command("OpenAIFineTune " .. DATASET)
            nvim:wait(shows "Model: ft:")
            local text = nvim:text()
            local _, examples = files.read(DATASET):gsub("\n", "")
            local steps = ("%d/%d"):format(examples * 3, examples * 3)
            assert.matches("██  step " .. steps .. "  loss %d%.%d+\n", text)
            assert.matches("\n *%d%.%d%d%d ┤" .. DOTS, text)
            assert.matches("\n +└──[^\n]+── step " .. examples * 3 .. "\n", text)
            assert.matches("%d%d:%d%d:%d%d  The job has successfully completed", text)
        end)

        it("lets the editor's timers run while the server takes its time", function()
            emu:fault { path = "POST /files", delay = 1 }
            start():lua([[ticks = 0
                vim.loop.new_timer():start(0, 20, vim.schedule_wrap(function() ticks = ticks + 1 end))]])
            nvim:command("OpenAIFineTune " .. DATASET)
            nvim:wait(shows "uploading")
            local before = nvim:lua("return ticks")
            nvim:wait("not (" .. shows "uploading" .. ")")
            assert.is_true(nvim:lua("return ticks") - before >= 10)
        end)

        it("takes the file of the current buffer when none is named", function()
            start():command("edit " .. DATASET)
            nvim:command("OpenAIFineTune")
            nvim:wait_told "game_master.jsonl is ready"
        end)

        it("puts the problems of a dataset into the quickfix list and sends nothing", function()
            local lines = {}
            for line in http.examples(12):gmatch("[^\n]+") do lines[#lines + 1] = line end
            lines[3] = '{"messages": [{"role": "user", "content": "Hi"}'
            lines[7] = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "bard", "content": "Ho"}]}'
            local path = files.write(table.concat(lines, "\n") .. "\n", "train.jsonl")
            start():command("OpenAIFineTune " .. path)
            nvim:wait_told "nothing was sent"
            local list = nvim:lua("return vim.fn.getqflist()")
            assert.equal(3, list[1].lnum)
            assert.equal(#lines[3] + 1, list[1].col)
            assert.equal("E", list[1].type)
            assert.matches("not JSON", list[1].text)
            assert.equal(7, list[2].lnum)
            assert.equal(lines[7]:find('"role": "bard"', 1, true), list[2].col)
            assert.matches("bard", list[2].text)
            assert.equal("quickfix", nvim:lua("return vim.bo.buftype"))
            assert.equal(2, nvim:lua("return #vim.api.nvim_list_wins()")) -- no floating window in front of it
            assert.same({}, emu:requests())
        end)

        it("says how many errors and warnings there are", function()
            start():command("OpenAIFineTune " .. files.write('{"messages": []}\n', "broken.jsonl"))
            nvim:wait_told "broken.jsonl: 2 errors, see the quickfix list; nothing was sent"
        end)

        it("empties the quickfix list of an earlier check when the file is in order now", function()
            local path = files.write('{"messages": []}\n', "train.jsonl")
            start():command("OpenAIFineTune " .. path)
            nvim:wait_told "nothing was sent"
            local file = assert(io.open(path, "wb"))
            file:write(http.examples(12))
            file:close()
            nvim:command("OpenAIFineTune " .. path)
            nvim:wait_told "is ready"
            assert.same({}, nvim:lua("return vim.fn.getqflist()"))
        end)

        it("goes on when the window is closed", function()
            start()
            start_endless_job()
            nvim:type "q"
            assert.is_false(nvim:lua("return " .. FLOAT))
            emu:clock { mode = "real" }
            nvim:wait_told "is ready"
        end)

        it("cancels the job when the question is answered with yes", function()
            start()
            start_endless_job()
            answer_questions_with(2)
            nvim:type "c"
            nvim:wait_told "was cancelled"
            assert.equal("cancelled", job().status)
            assert.equal(("Cancel %s?"):format(job().id), nvim:lua("return question"))
        end)

        it("leaves the job alone when the question is answered with no", function()
            start()
            start_endless_job()
            answer_questions_with(1)
            nvim:type "c"
            emu:clock { mode = "real" }
            nvim:wait_told "is ready"
        end)

        it("cancels the upload before there is a job", function()
            emu:fault { path = "POST /files", delay = 60 }
            start():command("OpenAIFineTune " .. DATASET)
            nvim:wait(shows "uploading")
            answer_questions_with(2)
            nvim:type "c"
            nvim:wait(shows "cancelled")
            assert.is_nil(job())
            assert.same({}, nvim:told())
        end)

        it("refuses a buffer with unsaved changes", function()
            start():command("edit " .. DATASET)
            nvim:lua("vim.api.nvim_buf_set_lines(0, 0, 1, false, { 'changed' })")
            nvim:command("OpenAIFineTune")
            nvim:wait_told "game_master.jsonl has unsaved changes: write it first"
            assert.same({}, emu:requests())
        end)

        it("says when there is no such file", function()
            start():command("OpenAIFineTune nowhere.jsonl")
            nvim:wait_told "nowhere.jsonl to fine-tune on"
        end)

        it("fits its window into a low screen, keys included", function()
            start()
            start_endless_job()
            for _, lines in ipairs { 12, 14, 17, 20, 24, 40 } do
                nvim:command("set lines=" .. lines .. " | doautocmd VimResized")
                local shown = nvim:lines()
                assert.matches("q close", shown[#shown])
                assert.is_true(#shown <= nvim:lua("return vim.api.nvim_win_get_height(0)"))
            end
        end)

        it("tells in the window that the server does not answer, and goes on when it does", function()
            start()
            start_endless_job()
            emu:fault { path = "/fine_tuning/*", status = 503, times = 1 }
            nvim:wait(shows "No answer (server), trying again")
            emu:clock { mode = "real" }
            nvim:wait_told "game_master.jsonl is ready"
        end)

        it("tells why a job failed", function()
            start()
            start_endless_job()
            emu:fail_job(job().id, { code = "exceeded_quota", message = "The quota was used up in the middle." })
            nvim:wait_told "failed: The quota was used up in the middle."
            nvim:wait(shows " The quota was used up in the middle.")
        end)

        it("tells what the server refused, without a traceback", function()
            emu:fault { path = "POST /fine_tuning/jobs", status = 400, message = "No such model." }
            start():command("OpenAIFineTune " .. DATASET)
            nvim:wait_told "No such model."
            nvim:wait(shows " No such model.")
            assert.not_matches("traceback", nvim:told()[1].text)
        end)
    end)

    describe(":OpenAIJobs", function()
        it("lists the jobs and brings the window of a running one back", function()
            start()
            start_endless_job()
            nvim:type "q"
            nvim:command("OpenAIJobs")
            nvim:wait(shows(job().id))
            local line = nvim:lines()[3]
            assert.matches("^running +%d%d%d%d%-%d%d%-%d%d %d%d:%d%d  gpt%-4o%-mini", line)
            assert.equal(job().id, line:match("%S+$"))
            nvim:type "<CR>"
            assert.is_true(nvim:lua("return " .. FLOAT))
            assert.matches("step %d+/%d+  loss", nvim:text())
            emu:clock { mode = "real" }
            nvim:wait_told "game_master.jsonl is ready"
        end)

        it("follows a job that was started elsewhere, history included", function()
            local file = server:upload("train.jsonl", http.examples(12))
            local made = server:post("/fine_tuning/jobs", { model = MODEL, training_file = file.id }).json
            emu:advance(3600)
            start():command("OpenAIJobs")
            nvim:wait(shows(made.id))
            nvim:type "<CR>"
            nvim:wait(shows "The job has successfully completed")
            assert.matches("┤" .. DOTS, nvim:text())
        end)

        it("cancels the job under the cursor after a question", function()
            start()
            start_endless_job()
            nvim:type "q"
            nvim:command("OpenAIJobs")
            nvim:wait(shows(job().id))
            answer_questions_with(2)
            nvim:type "c"
            nvim:wait(shows "cancelled")
            assert.equal("cancelled", job().status)
        end)

        it("says so when there are none", function()
            start():command("OpenAIJobs")
            nvim:wait(shows "no jobs so far")
        end)

        it("loads the next page on demand", function()
            local file = server:upload("train.jsonl", http.examples(12))
            for _ = 1, 51 do
                server:post("/fine_tuning/jobs", { model = MODEL, training_file = file.id })
            end
            start():command("OpenAIJobs")
            nvim:wait(shows "m: more")
            assert.equal(50, select(2, nvim:text():gsub("ftjob%-", "")))
            nvim:type "m"
            nvim:wait("not (" .. shows "m: more" .. ") and not (" .. shows "loading" .. ")")
            assert.equal(51, select(2, nvim:text():gsub("ftjob%-", "")))
        end)

        it("tells that the server is not there and offers to try again", function()
            emu:fault { path = "/fine_tuning/jobs", cut = "request", times = 3 }
            start():command("OpenAIJobs")
            nvim:wait(shows "r: try again")
            assert.matches("connection", nvim:told()[1].text)
            nvim:type "r"
            nvim:wait(shows "no jobs so far")
        end)
    end)

    describe(":OpenAIChat", function()
        local function chat(command, options)
            start(options):command(command or "OpenAIChat")
        end

        local function ask(text)
            nvim:lua(("vim.api.nvim_buf_set_lines(0, -2, -1, false, vim.split(%q, '\\n'))"):format(text))
            nvim:type "<CR>"
        end

        --- What the model was sent last, as "role: text".
        local function sent()
            local list, requests = {}, emu:requests "/chat/completions"
            for i, message in ipairs(cjson.decode(requests[#requests].body).messages) do
                list[i] = ("%s: %s"):format(message.role, message.content)
            end
            return list
        end

        it("streams answers into its buffer and knows what was said before", function()
            emu:timings { token = 4000 * 0.4 }
            chat()
            assert.matches("^# gpt%-4o%-mini\n.*\n## You\n\n$", nvim:text())
            ask "Name a few\nfamous swords."
            nvim:wait(shows "Emulated")
            assert.not_matches("swords%.\n.*swords%.", nvim:text())
            assert.is_false(nvim:lua("return vim.bo.modifiable"))
            emu:timings { token = 0 }
            nvim:wait("vim.bo.modifiable")
            assert.matches("## You\n\nName a few\nfamous swords%.\n\n## gpt%-4o%-mini\n\nEmulated answer to: "
                .. "Name a few\nfamous swords%.\n\n## You\n\n$", nvim:text())
            ask "And shields?"
            nvim:wait(shows "Emulated answer to: And shields?")
            assert.same({ "user: Name a few\nfamous swords.",
                "assistant: Emulated answer to: Name a few\nfamous swords.", "user: And shields?" }, sent())
        end)

        it("talks to the model that was fine-tuned last, and completes its name", function()
            start():command("OpenAIFineTune " .. DATASET)
            nvim:wait_told "game_master.jsonl is ready"
            nvim:type "q"
            local model = job().fine_tuned_model
            assert.same({ model }, nvim:lua "return vim.fn.getcompletion('OpenAIChat ft:', 'cmdline')")
            nvim:command "OpenAIChat"
            local messages = cjson.decode(files.read(DATASET):match "[^\n]+").messages
            ask(messages[2].content)
            nvim:wait("vim.bo.modifiable")
            assert.is_truthy(nvim:text():find(("## %s\n\n%s\n\n"):format(model, messages[3].content), 1, true))
            nvim:type "gy"
            assert.equal(messages[3].content .. "\n", nvim:lua "return vim.fn.getreg()")
        end)

        it("takes a model by name, and instructions", function()
            local setup = "require('openai_nvim').setup { base_url = %q, api_key = 'sk-test', "
                .. "instructions = 'Be brief.' }"
            chat("OpenAIChat gpt-4o", { prepare = setup:format(emu.base_url) })
            ask "Hello"
            nvim:wait(shows "Emulated answer to: Hello")
            assert.same({ "system: Be brief.", "user: Hello" }, sent())
            assert.matches('"model":"gpt%-4o"', emu:requests("/chat/completions")[1].body)
        end)

        it("cancels an answer, and asks again in its place", function()
            emu:fault { path = "POST /chat/completions", delay = 60 }
            chat()
            ask "Hello"
            nvim:wait "not vim.bo.modifiable"
            nvim:type "<CR>"
            nvim:wait_told "<C-c> cancels it"
            nvim:type "<C-c>"
            nvim:wait(shows "*cancelled; gr asks again*")
            nvim:type "gr"
            nvim:wait(shows "Emulated answer to: Hello")
            assert.not_matches("cancelled", nvim:text())
            assert.same({ "user: Hello" }, sent())
            nvim:lua "vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'a line', 'of my own' })"
            nvim:type "gr"
            nvim:wait "vim.bo.modifiable"
            assert.equal(1, select(2, nvim:text():gsub("Emulated", "")))
            assert.same({ "user: Hello" }, sent())
        end)

        it("says why there is no answer", function()
            chat "OpenAIChat gpt-none"
            ask "Hello"
            nvim:wait(shows "*no answer: ")
            assert.matches("%*no answer: [^\n]*gpt%-none[^\n]*%*\n\n## You\n\n$", nvim:text())
            assert.same({}, nvim:told())
        end)

        it("yanks the code under the cursor, else the last", function()
            emu:reply("/chat/completions", { object = "chat.completion", choices = { { index = 0,
                finish_reason = "stop", message = { role = "assistant",
                    content = "One:\n```lua\na = 1\nb = 2\n```\ntwo:\n```\nc\n```" } } } })
            chat()
            nvim:type "gy"
            nvim:wait_told "there is no code here"
            ask "Code!"
            nvim:wait(shows "two:")
            nvim:type "gy"
            assert.equal("c\n", nvim:lua "return vim.fn.getreg()")
            nvim:lua "vim.fn.search('a = 1', 'w')"
            nvim:type '"xgy'
            assert.equal("a = 1\nb = 2\n", nvim:lua "return vim.fn.getreg('x')")
        end)

        it("asks for a question when there is none", function()
            chat()
            nvim:type "<CR>"
            nvim:wait_told "write your question below the last '## You'"
            assert.same({}, emu:requests "/chat/completions")
        end)

        it("ends its answer with its buffer", function()
            emu:timings { token = 4000 * 0.05 }
            chat()
            ask(("word "):rep(200))
            nvim:wait(shows "Emulated")
            nvim:command "bwipeout!"
            nvim:wait "require('openai').loop:poll(0) == 0"
            assert.same({}, nvim:told())
        end)
    end)

    describe(":OpenAIComplete", function()
        local function buffer_with(...)
            start():lua(("vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(%q, '\\n'))"):format(
                table.concat({ ... }, "\n")))
        end

        local ANSWER = { object = "chat.completion", choices = { { index = 0, finish_reason = "stop",
            message = { role = "assistant", content = "b,\nc" } } } }

        it("shows the model what stands around the cursor and inserts what it adds", function()
            emu:reply("/chat/completions", ANSWER)
            buffer_with("f(ä)", "end")
            nvim:lua "vim.bo.filetype = 'lua' vim.api.nvim_win_set_cursor(0, { 1, 2 })"
            nvim:command "OpenAIComplete"
            nvim:wait(shows "c)")
            assert.same({ "f(äb,", "c)", "end" }, nvim:lines())
            local messages = cjson.decode(emu:requests("/chat/completions")[1].body).messages
            assert.matches("type 'lua'", messages[1].content)
            assert.equal("f(ä<CURSOR>)\nend", messages[2].content)
            nvim:type "u"
            assert.same({ "f(ä)", "end" }, nvim:lines())
        end)

        it("inserts where the cursor was, whatever is edited meanwhile", function()
            emu:timings { token = 4000 * 0.1 }
            buffer_with("x = 1")
            nvim:command "normal! $"
            nvim:command "OpenAIComplete"
            nvim:wait(shows "Emulated")
            nvim:lua "vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'above' })"
            nvim:wait(shows "<CURSOR>")
            assert.same({ "above", "x = 1Emulated answer to: x = 1<CURSOR>" }, nvim:lines())
        end)

        it("is one change for undo, however many pieces it came in", function()
            emu:timings { token = 4000 * 0.02 }
            buffer_with("x")
            nvim:command "OpenAIComplete"
            nvim:wait(shows "<CURSOR>")
            nvim:type "u"
            assert.same({ "x" }, nvim:lines())
        end)

        it("works by a mapping in Insert mode; the same key cancels", function()
            emu:fault { path = "POST /chat/completions", delay = 60 }
            buffer_with("x = ")
            nvim:lua "vim.keymap.set('i', '<C-g>', '<Plug>(openai-complete)', { remap = true })"
            nvim:lua "vim.cmd 'startinsert!'"
            nvim:wait "vim.api.nvim_get_mode().mode == 'i'"
            nvim:lua "vim.api.nvim_input('<C-g>')"
            while #emu:requests "/chat/completions" < 1 do os.execute "sleep 0.01" end
            nvim:lua "vim.api.nvim_input('<C-g>')"
            nvim:wait "require('openai').loop:poll(0) == 0"
            nvim:lua "vim.api.nvim_input('<C-g>')"
            nvim:wait(shows "Emulated answer to: x = <CURSOR>")
            assert.same({ "x = Emulated answer to: x = <CURSOR>" }, nvim:lines())
            assert.same({}, nvim:told())
        end)

        it("tells what is wrong", function()
            buffer_with("x")
            nvim:command "OpenAIComplete gpt-none"
            nvim:wait_told "gpt-none"
            assert.same({ "x" }, nvim:lines())
        end)
    end)

    describe("its setup", function()
        it("says how to name a key when there is none", function()
            start { prepare = "" }
            nvim:command("OpenAIJobs")
            assert.matches("no API key%. Set OPENAI_API_KEY", nvim:told()[1].text)
        end)

        it("tells that a key is wrong", function()
            local setup = "require('openai_nvim').setup { base_url = %q, api_key = 'wrong' }"
            start { prepare = setup:format(emu.base_url) }
            nvim:command("OpenAIJobs")
            nvim:wait_told "Incorrect API key"
        end)

        it("says how to bundle the rock when it is not on the runtime path", function()
            start { rock = false }
            nvim:command("OpenAIJobs")
            assert.matches("make bundle LUA=luajit DIR=%S+/site/lua", nvim:told()[1].text)
        end)

        it("names an option that does not exist", function()
            start { prepare = "require('openai_nvim').setup { modle = 'x' }" }
            assert.matches("there is no option modle; the options are .*model", nvim:told()[1].text)
        end)
    end)

    it("has help for its commands", function()
        local folder = files.directory()
        assert(lfs.mkdir(folder .. "/doc"))
        files.write(files.read "examples/neovim/doc/openai.txt", "openai.txt", folder .. "/doc")
        start():command("set runtimepath^=" .. folder)
        nvim:command("helptags " .. folder .. "/doc")
        for _, tag in ipairs { ":OpenAIFineTune", ":OpenAIJobs", ":OpenAIChat", ":OpenAIComplete" } do
            nvim:command("help " .. tag)
            assert.matches("openai%.txt$", nvim:lua("return vim.api.nvim_buf_get_name(0)"))
            assert.matches(tag:gsub("%p", "%%%0"), nvim:lua("return vim.fn.getline('.')"))
        end
    end)

    it("leaves Neovim at once with a call in flight", function()
        emu:fault { path = "POST /files", delay = 60 }
        start():command("OpenAIFineTune " .. DATASET)
        nvim:wait(shows "uploading")
        nvim:stop() -- returns when the process has ended
        nvim = nil
        assert.is_nil(job())
    end)

    it("draws its window and curve on a terminal's screen", function()
        start { screen = true }
        nvim:command("edit " .. DATASET)
        start_endless_job()
        emu:advance(300)
        nvim:wait("(vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]:match('step (%d+)') or 0) + 0 > 100")
        nvim:wait(shows "┤")
        local screen = nvim:screen()
        assert.matches("╭──[^\n]+──╮", screen)
        assert.matches("│ game_master%.jsonl  running  ftjob%-%w+", screen)
        assert.matches("│ ██[^\n]+░░  step %d+/%d+  loss %d%.%d%d%d", screen)
        assert.matches("│ +%d%.%d%d%d ┤" .. DOTS, screen)
        assert.matches("└──[^\n]+── step %d+", screen)
        assert.matches("│ q close [^\n]+\n[^\n]*╰──[^\n]+──╯", screen)
        if os.getenv("SHOW_SCREEN") then io.write("\n", screen) end
    end)
end)
