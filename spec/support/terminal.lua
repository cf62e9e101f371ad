--- A program of examples/ in a terminal (`script` of Debian's bsdutils): what it shows can be awaited, keys be typed.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local terminal = {}

local quote = launch.quote
local PATIENCE = 30 -- seconds until a text counts as never to come

local handle = {}
handle.__index = handle

--- The interpreter and the program with its arguments, for a shell.
---@param program string
---@param ... string arguments
function terminal.command(program, ...)
    local words = { quote(os.getenv "LUA" or "lua5.4"), program }
    for _, word in ipairs { ... } do words[#words + 1] = quote(word) end
    return table.concat(words, " ")
end

--- `env` with these variables and none that the machine's own user has set.
---@param variables? table<string, string>
function terminal.environment(variables)
    local words = { "env -u OPENAI_API_KEY -u OPENAI_BASE_URL -u NO_COLOR" }
    for name, value in pairs(variables or {}) do words[#words + 1] = quote(name .. "=" .. value) end
    return table.concat(words, " ")
end

--- The command in a terminal of so many columns; what is typed comes from standard input.
function terminal.wrap(command, columns)
    return ("script -qec %s /dev/null"):format(quote(("stty cols %d rows 40; exec %s"):format(columns or 80, command)))
end

--- Starts it.
---@param command string of terminal.command
---@param variables? table<string, string>
---@param columns? integer
function terminal.start(command, variables, columns)
    local screen = files.directory() .. "/screen"
    local line = ("{ %s %s >%s; echo $? >%s.code; } 2>&1"):format(terminal.environment(variables),
        terminal.wrap(command, columns), quote(screen), quote(screen))
    return setmetatable({ path = screen, pipe = assert(io.popen(line, "w")), seen = 1 }, handle)
end

function handle:screen()
    return files.read(self.path) or ""
end

--- Waits until this is shown, after what was awaited before.
function handle:await(text)
    local deadline = os.time() + PATIENCE
    repeat
        local _, last = self:screen():find(text, self.seen, true)
        if last then
            self.seen = last + 1
            return
        end
        os.execute "sleep 0.01"
    until os.time() > deadline
    error(("'%s' did not come:\n%s"):format(text, self:screen()), 2)
end

function handle:type(keys)
    self.pipe:write(keys)
    self.pipe:flush()
end

--- The exit code, once the program has ended; 128 + n where signal n ended it.
function handle:code()
    self.pipe:close()
    return tonumber(files.read(self.path .. ".code"))
end

return terminal
