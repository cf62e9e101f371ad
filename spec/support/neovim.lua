--- Real Neovim, headless, with the module from the tree. It always runs LuaJIT, whichever Lua runs the specs.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local neovim = {}

--- Defined in every program: say(…) writes a line to standard output.
local PRELUDE = [[
local function say(...)
    local parts = {}
    for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
    io.stdout:write(table.concat(parts, " "), "\n")
end
]]

local COMMAND = "%s timeout 60 nvim --headless -u NONE -i NONE -c %s -c %s 2>%s; echo $?"

--- The environment of the tree, and what the spec wants otherwise.
local function environment(more)
    local root = os.getenv "PWD"
    local variables = {
        LUA_PATH = ("%s/lua/?.lua;%s/lua/?/init.lua;%s/?.lua;;"):format(root, root, root),
        LUA_CPATH = root .. "/build/luajit/?.so;;",
        XDG_CONFIG_HOME = "/nonexistent",
    }
    for name, value in pairs(more or {}) do variables[name] = value end
    local parts = { "env -u LUA_PATH_5_4 -u LUA_CPATH_5_4" }
    for name, value in pairs(variables) do parts[#parts + 1] = launch.quote(name .. "=" .. value) end
    return table.concat(parts, " ")
end

--- Why nothing of the rock's runs in the Neovim of this machine; nil where it does.
function neovim.lacking()
    local pipe = assert(io.popen "nvim --version 2>&1")
    local version = pipe:read "*l" or "nothing"
    pipe:close()
    local minor = tonumber(version:match "^NVIM v0%.(%d+)")
    if not version:find "^NVIM" then return "no Neovim here" end
    if minor and minor < 7 then return version .. " is older than 0.7" end
end

--- Runs the program (Lua source) and then the Ex command `leave` (default "qa!"): standard output, standard error,
--- exit code.
function neovim.run(program, leave, variables)
    local script = files.write(PRELUDE .. program, "program.lua")
    local errors = script .. ".err"
    local pipe = assert(io.popen(COMMAND:format(environment(variables), launch.quote("luafile " .. script),
        launch.quote(leave or "qa!"), launch.quote(errors))))
    local output, code = pipe:read("*a"):match("^(.-)(%d+)\n$")
    pipe:close()
    return output, files.read(errors), tonumber(code)
end

return neovim
