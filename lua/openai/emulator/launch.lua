--- Finding a Lua that can run the server, and quoting for the shell. Loaded by any Lua; needs no rocks.
local launch = {}

--- Interpreters to try, in this order. Debian has the `http` rock for LuaJIT, 5.1, 5.2 and 5.3 only.
launch.INTERPRETERS = { "luajit", "lua5.1", "lua5.3", "lua5.4", "lua" }

--- What the server needs beside this rock.
launch.MODULES = { "cqueues", "cjson", "http.h1_connection", "http.headers", "http.util", "openssl.rand",
    "openssl.digest" }

---@param text string
---@return string quoted for a POSIX shell
function launch.quote(text)
    return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

--- The first required module this Lua lacks, or nil.
function launch.missing_module()
    for _, name in ipairs(launch.MODULES) do
        if not pcall(require, name) then return name end
    end
end

local function is_file(path)
    local file = io.open(path, "rb")
    if file then file:close() end
    return file ~= nil
end

--- LÖVE's loader names a chunk by its place in the game; this is where the game has it on the disk.
local function path_in_game(path)
    local game = rawget(_G, "love")
    local folder = game and game.filesystem and game.filesystem.getRealDirectory(path)
    return folder and folder .. "/" .. path
end

--- The file main.lua on the disk, which another process can run.
---@return string? path
---@return string? problem
function launch.main_path()
    local name = (debug.getinfo(1, "S").source:match("^@(.*)launch%.lua$") or "") .. "main.lua"
    if is_file(name) then return name end
    local path = path_in_game(name)
    if path and is_file(path) then return path end
    return nil, ("its program %s is no file that another process could run: put the folder openai on the disk, outside "
        .. "any archive, and its place into package.path"):format(path or name)
end

--- Every way to start the server: each interpreter with the environment as it is, then without LUA_PATH and LUA_CPATH,
--- which may have been set for another Lua.
---@param path string of main.lua
---@param arguments string[]
---@return fun(): string? command
function launch.commands(path, arguments)
    local quoted = {}
    for i, argument in ipairs(arguments) do quoted[i] = launch.quote(argument) end
    local tail = " " .. launch.quote(path) .. " --parent $PPID " .. table.concat(quoted, " ")
    local i, cleared = 0, true
    return function()
        if cleared then i = i + 1 end
        cleared = not cleared
        local interpreter = launch.INTERPRETERS[i]
        if not interpreter then return nil end
        return ("command -v %s >/dev/null || { echo not found; exit 1; }; exec %s%s%s"):format(interpreter,
            cleared and "env -u LUA_PATH -u LUA_CPATH " or "", interpreter, tail)
    end
end

--- What to tell someone on whose machine no interpreter has the rocks.
---@param reasons string[]
function launch.advice(reasons)
    return "no Lua on this machine can run the emulator. It needs the rocks http and lua-cjson: on Debian or Ubuntu "
        .. "`apt install luajit lua-http lua-cjson`, elsewhere `luarocks install http lua-cjson`. Tried: "
        .. table.concat(reasons, "; ")
end

return launch
