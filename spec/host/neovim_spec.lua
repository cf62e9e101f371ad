-- In real Neovim: tasks, blocking calls, errors, leaving.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"
local neovim = require "spec.support.neovim"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })

if neovim.lacking() then
    return describe("in Neovim", function() it("works", function() pending(neovim.lacking()) end) end)
end

describe("in Neovim", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    --- Runs a program that finds `openai` and `client`, a client of `server`; its output must be `expected`.
    local function expect(expected, server, program, leave)
        local start = ('local openai = require "openai"\nlocal client = openai.new { base_url = %q, api_key = "sk" }\n')
            :format(server and server.base_url or "http://127.0.0.1:1/v1")
        local output, errors, code = neovim.run(start .. program, leave)
        assert.equal(expected, output, errors)
        assert.equal(0, code)
        return errors
    end

    it("the first spawn attaches by itself, and callbacks land where vim.api is allowed", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local errors = expect("spawned false m true\n", server, [[
            local over
            openai.spawn(function() return client.models:retrieve("m").id end):on_done(function(_, id)
                say("spawned", vim.in_fast_event(), id, vim.api.nvim_get_current_buf() > 0)
                over = true
            end)
            vim.wait(5000, function() return over end, 5000)
        ]])
        assert.equal("", errors)
    end)

    it("a blocking call keeps timers and other tasks alive", function()
        local server = wire.start { { "read", { "sleep", 0.1 }, OK }, repeats = true }
        expect("m true true\n", server, [[
            local ticks, resumed = 0, 0
            vim.loop.new_timer():start(1, 1, vim.schedule_wrap(function() ticks = ticks + 1 end))
            openai.spawn(function() for _ = 1, 3 do openai.sleep(0.005) resumed = resumed + 1 end end)
            local id = client.models:retrieve("m").id
            say(id, ticks > 5, resumed == 3)
        ]])
    end)

    it("await, run and map block the same way", function()
        local server = wire.start { { "read", { "sleep", 0.02 }, OK }, repeats = true }
        expect("m m 3 true\n", server, [[
            local ticks = 0
            vim.loop.new_timer():start(1, 1, vim.schedule_wrap(function() ticks = ticks + 1 end))
            local function get() return client.models:retrieve("m").id end
            say(openai.spawn(get):await(), openai.run(get), #openai.map({ 1, 2, 3 }, get), ticks > 5)
        ]])
    end)

    it("a call in a fast context waits in the core", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local errors = expect("true m\n", server, [[
            local fast, id
            local timer = vim.loop.new_timer()
            timer:start(1, 0, function()
                timer:close()
                fast = vim.in_fast_event()
                id = client.models:retrieve("m").id
            end)
            vim.wait(5000, function() return id end)
            say(fast, id)
        ]])
        assert.equal("", errors)
    end)

    it("a spawn in a fast context goes on in the main one", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local errors = expect("true false m\n", server, [[
            local first, later, id
            local timer = vim.loop.new_timer()
            timer:start(1, 0, function()
                timer:close()
                openai.spawn(function()
                    first = vim.in_fast_event()
                    local model = client.models:retrieve "m"
                    later, id = vim.in_fast_event(), model.id
                end)
            end)
            vim.wait(5000, function() return id end)
            say(first, later, id)
        ]])
        assert.equal("", errors)
    end)

    it("errors of tasks and callbacks become notifications, and the others go on", function()
        local errors = expect("went on\n", nil, [[
            openai.spawn(function() error("at once") end)
            openai.spawn(function() openai.sleep(0.001) vim.api.nvim_no_such_function() end)
            openai.spawn(openai.sleep, 0.002):on_done(function() error("callback broke") end)
            local over
            openai.spawn(function() openai.sleep(0.02) over = true end)
            vim.wait(5000, function() return over end)
            vim.wait(50, function() return false end)
            say "went on"
        ]])
        assert.matches("at once", errors)
        assert.matches("nvim_no_such_function", errors)
        assert.matches("callback broke", errors)
        assert.is_nil(errors:find("Error executing luv callback", 1, true))
    end)

    it(":qa leaves at once with requests in flight", function()
        local server = wire.start { { "read", "hang" }, repeats = true }
        local errors = expect("leaving\n", server, [[
            for _ = 1, 5 do openai.spawn(function() client.models:retrieve "m" end) end
            openai.spawn(openai.sleep, 60)
            vim.wait(50, function() return false end)
            vim.api.nvim_create_autocmd("VimLeave", { callback = function() say "leaving" end })
        ]], "qa")
        assert.equal("", errors)
    end)

    it("a call made while leaving still works", function()
        local server = wire.start { { "read", OK }, repeats = true }
        expect("m\n", server, [[
            openai.spawn(openai.sleep, 60)
            vim.api.nvim_create_autocmd("VimLeave", { callback = function() say(client.models:retrieve("m").id) end })
        ]], "qa")
    end)

    it("two plugins share the module: one may detach while the other goes on", function()
        local server = wire.start { { "read", { "sleep", 0.02 }, OK }, repeats = true }
        expect("m m\n", server, [[
            local ids = {}
            local function plugin(name)
                local driver = require "openai.driver.uv"
                driver.attach()
                openai.spawn(function() return client.models:retrieve("m").id end):on_done(function(_, id)
                    ids[#ids + 1] = id
                    if name == "first" then driver.detach() end
                end)
            end
            plugin "first"
            plugin "second"
            vim.wait(5000, function() return #ids == 2 end)
            say(unpack(ids))
        ]])
    end)

    it("Ctrl-C interrupts a blocking call, and the next one works", function()
        local server = wire.start { { "read", "hang" }, { "read", OK } }
        local result = files.directory() .. "/result"
        local typed = files.write(([[
            local openai = require "openai"
            local client = openai.new { base_url = %q, api_key = "sk", max_retries = 0 }
            local _, problem = pcall(client.models.retrieve, client.models, "m")
            vim.defer_fn(function() -- what was typed is over and done with
                local id = client.models:retrieve("m").id
                local file = io.open(%q, "w")
                file:write(table.concat({ tostring(problem), id, openai.loop:poll(0) }, "\n"))
                file:close()
            end, 1)
        ]]):format(server.base_url, result))
        neovim.run(([[
            local function content(path)
                local file = io.open(path, "rb")
                return file and file:read "*a" or ""
            end
            -- With a screen and keys of its own, as a user has it.
            local inner = vim.fn.jobstart({ "nvim", "-u", "NONE", "-i", "NONE", "-c", "luafile " .. %q },
                { pty = true, env = { TERM = "xterm" } })
            vim.wait(10000, function() return content(%q) ~= "" end, 5)
            vim.fn.chansend(inner, "\3")
            vim.wait(10000, function() return content(%q) ~= "" end, 5)
            vim.fn.jobstop(inner)
        ]]):format(typed, server.log, result))
        assert.equal("openai: interrupted (Ctrl-C) while waiting for an answer\nm\n0", files.read(result))
    end)

    it("finds the module in a lua/ folder of the runtime path: make bundle", function()
        local folder = files.directory()
        local made = os.execute("env -u MAKEFLAGS -u MAKELEVEL -u VARIANT -u PROGRAM make -s bundle LUA=luajit DIR="
            .. launch.quote(folder) .. "/lua >/dev/null")
        assert.is_true(made == 0 or made == true)
        local output = neovim.run(([[
            vim.opt.runtimepath:prepend(%q)
            say(type(require("openai").new), (package.searchpath("openai.core", package.cpath)))
            say(require("openai").run(function() require("openai").sleep(0.001) return "ran" end))
        ]]):format(folder), nil, { LUA_PATH = ";;", LUA_CPATH = ";;" })
        assert.equal("function nil\nran\n", output)
    end)
end)
