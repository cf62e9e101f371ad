--- A real Neovim, driven from outside: what a spec wants done or known goes through Neovim's own socket. It is
--- headless, or sits in a tmux session whose screen can be read.
local cjson = require "spec.support.reference_json"
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local editor = {}

local handle = {}
handle.__index = handle

local WAIT = 20 -- seconds until a condition counts as never to come true
local LIFETIME = 120 -- seconds after which an editor leaves whose spec has died

local quote = launch.quote

local function run(command)
    local pipe = assert(io.popen("{ " .. command .. "; } 2>&1", "r"))
    local output = pipe:read("*a")
    pipe:close()
    return output
end

local function write(path, text)
    local file = assert(io.open(path, "wb"))
    assert(file:write(text))
    file:close()
end

--- The rock as a user's Neovim finds it: bundled into a folder of the runtime path. Made once per spec run.
local bundled

function editor.bundle()
    if bundled then return bundled end
    local folder = run("mktemp -d"):gsub("\n", "")
    local clean = "unset LUA LUA_PATH LUA_CPATH LUA_PATH_5_4 LUA_CPATH_5_4 MAKEFLAGS VARIANT PROGRAM; "
    local output = run(clean .. "make -s bundle LUA=luajit DIR=" .. quote(folder .. "/lua"))
    assert(not output:find("Error", 1, true), output)
    bundled = folder
    return folder
end

function editor.unbundle()
    if bundled then run("rm -rf " .. quote(bundled)) end
    bundled = nil
end

--- The command line of an editor with only the example's plugin and the folders given.
local function command_line(self, options)
    local paths = { "examples/neovim" }
    if options.rock ~= false then paths[2] = editor.bundle() end
    local prepare = self.folder .. "/prepare.lua"
    write(prepare, ([[
        told = {}
        vim.notify = function(text, level) table.insert(told, { text = text, level = level }) end
        function was_told(text)
            return #vim.tbl_filter(function(one) return one.text:find(text, 1, true) end, told) > 0
        end
        vim.defer_fn(function() vim.cmd "qall!" end, %d)
        vim.opt.swapfile = false
        %s]]):format(LIFETIME * 1000, options.prepare or ""))
    local arguments = { "env", "-u", "LUA_PATH", "-u", "LUA_CPATH", "-u", "OPENAI_API_KEY", "-u", "OPENAI_BASE_URL" }
    for _, argument in ipairs {
        "nvim", options.screen and "-n" or "--headless", "-u", "NONE", "--listen", self.socket,
        "--cmd", "set runtimepath^=" .. table.concat(paths, ","), "--cmd", "luafile " .. prepare,
        "-c", "runtime plugin/openai.lua",
    } do arguments[#arguments + 1] = quote(argument) end
    return table.concat(arguments, " ")
end

-- The answer goes through a file: what --remote-expr prints is shortened like a message.
local STEP = [[
local ok, value = pcall(function() %s
end)
local file = assert(io.open(%q, "wb"))
file:write(vim.json.encode { ok = ok, value = value })
file:close()]]

--- Runs Lua in the editor and returns what it returns (as JSON can carry it).
---@param code string
function handle:lua(code)
    local path, result = self.folder .. "/step.lua", self.folder .. "/result.json"
    write(path, STEP:format(code, result))
    local expression = ("luaeval('dofile(_A)', '%s')"):format(path)
    local output = run(("nvim --server %s --remote-expr %s"):format(quote(self.socket), quote(expression)))
    local ok, answer = pcall(function() return cjson.decode(assert(files.read(result))) end)
    if not ok then error("the editor answered: " .. output, 2) end
    os.remove(result)
    if not answer.ok then error(tostring(answer.value), 2) end
    if answer.value == cjson.null then return nil end
    return answer.value
end

--- Waits, with the editor's own vim.wait, until a Lua expression is true there.
function handle:wait(expression)
    local code = "return (vim.wait(%d, function() return %s end, 10))"
    if self:lua(code:format(WAIT * 1000, expression)) then return end
    local seen = ("%s\n%s"):format(self:text(), cjson.encode(self:told()))
    error(("never came true: %s\n%s"):format(expression, seen), 2)
end

--- Runs an Ex command.
function handle:command(text)
    self:lua(("vim.cmd(%q)"):format(text))
end

--- Types keys, as a user would: mappings apply.
function handle:type(keys)
    self:lua(("vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(%q, true, false, true), 'xt', false)"):format(keys))
end

--- The lines of the current buffer.
function handle:lines()
    return self:lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)")
end

function handle:text()
    return table.concat(self:lines(), "\n")
end

--- The notifications so far: { text, level }.
function handle:told()
    return self:lua("return told")
end

--- Waits for a notification with this text in it.
function handle:wait_told(text)
    self:wait(("was_told(%q)"):format(text))
end

--- What is on the terminal's screen, for an editor started with `screen`.
function handle:screen()
    self:lua("vim.cmd 'redraw'")
    return run(("tmux -L %s capture-pane -p"):format(quote(self.session)))
end

function handle:stop()
    run(("nvim --server %s --remote-expr %s"):format(quote(self.socket), quote("execute('qall!')")))
    if self.session then run(("tmux -L %s kill-server"):format(quote(self.session))) end
    if self.pipe then self.pipe:close() end -- waits for its end
    run("rm -rf " .. quote(self.folder))
end

local function start_in_tmux(self, command)
    self.session = "openai-spec-" .. self.folder:match("[^/.]+$")
    local start = "LC_ALL=C.UTF-8 TERM=xterm-256color tmux -u -L %s -f /dev/null new-session -d -x 100 -y 34 %s"
    local output = run(start:format(quote(self.session), quote(command)))
    assert(output == "", output)
end

--- Starts an editor.
---@param options? { prepare?: string, screen?: boolean, rock?: boolean } `prepare`: Lua run before anything else;
---  `screen`: in tmux, 100 × 34; `rock` false: without the rock on its runtime path
function editor.start(options)
    options = options or {}
    local self = setmetatable({ folder = run("mktemp -d"):gsub("\n", "") }, handle)
    self.socket = self.folder .. "/socket"
    local command = command_line(self, options)
    if options.screen then
        start_in_tmux(self, command)
    else
        self.pipe = assert(io.popen(command .. " </dev/null 2>&1", "r"))
    end
    local look = "for i in $(seq 400); do test -S %s && exit; sleep 0.05; done; echo no socket"
    local ready = run(look:format(quote(self.socket)))
    assert(ready == "", "Neovim did not start: " .. ready)
    return self
end

return editor
