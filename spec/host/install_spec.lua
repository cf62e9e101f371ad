-- What a user reads when the rock is there but its C core is not, or does not fit. Each example is a fresh process.
local native = require "spec.support.native"

-- By its name also where the specs run on the interpreter of `make asan`: the core of the ordinary build is loaded.
local lua = native.lua
local other = lua == "lua5.4" and "luajit" or "lua5.4"

--- Standard error and output of `lua -e code` with this package.cpath.
local function run(cpath, code)
    local command = ("LUA_CPATH='%s' LUA_CPATH_5_4='%s' %s -e '%s' 2>&1"):format(cpath, cpath, lua, code)
    local pipe = assert(io.popen(command))
    local output = pipe:read "*a"
    pipe:close()
    return output
end

describe("Loading openai", function()
    it("says how to build the core when it is not installed", function()
        local output = run("/nowhere/?.so", 'require "openai"')
        assert.matches("is not in package.cpath", output, 1, true)
        assert.matches("make LUA=" .. lua, output, 1, true)
        assert.not_matches("no field package.preload", output, 1, true)
    end)

    it("says how to rebuild a core that was built for another Lua", function()
        native.build(other)
        local output = run(("build/%s/?.so"):format(other), 'require "openai"')
        assert.matches("was built for another Lua than this one", output, 1, true)
        assert.matches("make LUA=" .. lua, output, 1, true)
        assert.not_matches("undefined symbol", output, 1, true)
    end)

    it("needs no lua-cjson for the client", function()
        local hide = 'package.preload.cjson = function() error "hidden" end '
        local output = run(("build/%s/?.so"):format(lua), hide .. 'print(require("openai").new { api_key = "k" })')
        assert.matches("openai client for https://", output, 1, true)
    end)
end)
