--- C code for specs: modules compiled when they are asked for, and other builds of the core.
local launch = require "openai.emulator.launch"

local native = {}

--- What this Lua is called by make and pkg-config.
native.lua = jit and "luajit" or "lua" .. _VERSION:match "%d+%.%d+"

--- make, on all processors and apart from the make that runs the specs.
native.make = "env -u MAKEFLAGS -u MAKELEVEL -u VARIANT -u PROGRAM make -s -j$(nproc)"

local function run(command)
    local pipe = assert(io.popen(("{ %s; } 2>&1; echo; echo $?"):format(command)))
    local output, code = pipe:read("*a"):match("^(.-)\n(%d+)\n$")
    pipe:close()
    assert(code == "0", output)
end

--- Compiles spec/support/NAME.c to a library; returns its path.
---@param name string
---@param flags string of the compiler; the shell expands them
function native.library(name, flags)
    local target = ("./build/spec/%s/%s.so"):format(native.lua, name)
    local command = "mkdir -p build/spec/%s && cc -std=c11 -D_GNU_SOURCE -O1 -fPIC -shared -pthread -Icsrc -o %s.$$ "
        .. "spec/support/%s.c %s -ldl && mv -f %s.$$ %s"
    run(command:format(native.lua, target, name, flags, target, target))
    return target
end

--- The module of spec/support/NAME.c. Compiled beside its place and moved there: another process may have it loaded.
function native.module(name)
    local path = native.library(name, ("$(pkg-config --cflags %s)"):format(native.lua))
    return assert(package.loadlib(path, "luaopen_" .. name))()
end

--- Builds the core for another Lua, where that is not done yet.
---@param lua string
function native.build(lua)
    run(native.make .. " build LUA=" .. lua)
end

--- Builds the core with other preprocessor flags; returns the LUA_CPATH that finds it.
---@param variant string suffix of the build folder
---@param flags string
function native.core(variant, flags)
    run(native.make .. (" build LUA=%s VARIANT=-%s CFLAGS=-O0 CPPFLAGS=%s"):format(native.lua, variant,
        launch.quote(flags)))
    return ("build/%s-%s/?.so;%s"):format(native.lua, variant, os.getenv "LUA_CPATH" or ";")
end

--- Runs a spec file on another build, which the Makefile knows by its suffix; raises with its output when it fails.
---@param variant string suffix of the build folder
---@param path string
function native.specs(variant, path)
    run(("env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory specs LUA=%s VARIANT=-%s SPEC=%s")
        :format(native.lua, variant, path))
end

return native
