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

--- A library of spec/support/NAME.c for LD_PRELOAD.
function native.preload(name)
    local target = ("./build/spec/%s.so"):format(name)
    run("mkdir -p build/spec")
    run(("cc -std=c11 -D_GNU_SOURCE -O1 -fPIC -shared -o %s spec/support/%s.c -ldl"):format(target, name))
    return target
end

--- The module of spec/support/NAME.c. Compiled beside its place and moved there: another process may have it loaded.
function native.module(name)
    local target = ("build/spec/%s/%s.so"):format(native.lua, name)
    local command = "mkdir -p build/spec/%s && cc -std=c11 -D_GNU_SOURCE -O1 -fPIC -shared -pthread -Icsrc "
        .. "$(pkg-config --cflags %s) -o %s.$$ spec/support/%s.c && mv -f %s.$$ %s"
    run(command:format(native.lua, native.lua, target, name, target, target))
    return assert(package.loadlib(target, "luaopen_" .. name))()
end

--- Builds the core with other preprocessor flags; returns the LUA_CPATH that finds it.
---@param variant string suffix of the build folder
---@param flags string
function native.core(variant, flags)
    run(native.make .. (" build LUA=%s VARIANT=-%s CFLAGS=-O0 CPPFLAGS=%s"):format(native.lua, variant,
        launch.quote(flags)))
    return ("build/%s-%s/?.so;%s"):format(native.lua, variant, os.getenv "LUA_CPATH" or ";")
end

return native
