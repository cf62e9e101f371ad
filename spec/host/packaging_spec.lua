-- What is installed or bundled must work outside the checkout, so every check runs another program in another folder.
local LUA = require("spec.support.native").lua
local neovim = require "spec.support.neovim"

-- Runs a shell command with nothing of this run in its environment; returns its output, errors included, and
-- whether it succeeded.
local function run(command)
    local clean = "unset LUA LUA_PATH LUA_CPATH LUA_PATH_5_4 LUA_CPATH_5_4 MAKEFLAGS VARIANT PROGRAM; "
    local pipe = assert(io.popen("{ " .. clean .. command .. "; } 2>&1; echo status=$?"))
    local output = pipe:read("*a")
    pipe:close()
    local text, status = output:match("^(.-)status=(%d+)\n$")
    return text, status == "0"
end

local function run_or_fail(command)
    local output, ok = run(command)
    if not ok then error(command .. "\n" .. output) end
    return output
end

local function write_file(name, text)
    local file = assert(io.open(name, "wb"))
    file:write(text)
    file:close()
end

local PROGRAM = 'print(type(require("openai").new) .. " " .. type(require("openai.core")))'

local NO_WINDOW = [[
    function love.conf(t)
        for name in pairs(t.modules) do t.modules[name] = name == "event" end
    end]]

describe("the package", function()
    local folder

    before_each(function() folder = run_or_fail("mktemp -d"):gsub("\n", "") end)
    after_each(function() run("rm -rf " .. folder) end)

    it("is built and installed by luarocks into an empty tree and works outside the checkout", function()
        local major = tonumber(run_or_fail("luarocks --version"):match "luarocks (%d+)")
        if major < 3 then return pending "this luarocks is older than 3: it cannot read the rockspec" end
        run_or_fail(("make -s rock LUA=%s TREE=%s"):format(LUA, folder))
        local version = _VERSION:match("%d%.%d")
        local output = run_or_fail(([[cd / && T=%s && LUA_PATH="$T/share/lua/%s/?.lua;$T/share/lua/%s/?/init.lua;;" \
            LUA_CPATH="$T/lib/lua/%s/?.so;;" %s -e '%s']]):format(folder, version, version, version, LUA, PROGRAM))
        assert.equal("function table\n", output)
        assert.is_true(select(2, run("test -x " .. folder .. "/bin/openai-emulator")))
    end)

    it("is installed by make below a prefix and works from there", function()
        run_or_fail(("make -s install LUA=%s PREFIX=%s"):format(LUA, folder))
        local version = _VERSION:match("%d%.%d")
        local output = run_or_fail(([[cd / && T=%s && LUA_PATH="$T/share/lua/%s/?.lua;$T/share/lua/%s/?/init.lua;;" \
            LUA_CPATH="$T/lib/lua/%s/?.so;;" %s -e '%s']]):format(folder, version, version, version, LUA, PROGRAM))
        assert.equal("function table\n", output)
    end)

    it("is uninstalled by make, and nothing but it", function()
        run_or_fail(("make -s install LUA=%s PREFIX=%s"):format(LUA, folder))
        local version = _VERSION:match("%d%.%d")
        local other = ("%s/share/lua/%s/openai/other.lua"):format(folder, version)
        write_file(other, "return 1")
        run_or_fail(("make -s uninstall LUA=%s PREFIX=%s"):format(LUA, folder))
        assert.equal(other .. "\n", run_or_fail(("find %s -type f"):format(folder)))
        run_or_fail(("make -s uninstall LUA=%s PREFIX=%s"):format(LUA, folder)) -- twice is no error
    end)

    it("names the package with the headers of a Lua that has none here", function()
        local output, ok = run("make LUA=lua5.9")
        assert.is_false(ok)
        assert.matches("no headers of lua5.9: install lua5.9 liblua5.9-dev", output, 1, true)
    end)

    it("is found by Neovim when bundled into a lua folder on the runtime path", function()
        if neovim.lacking() then return pending(neovim.lacking()) end
        run_or_fail(("make -s bundle LUA=luajit DIR=%s/lua"):format(folder))
        local output = run_or_fail(("cd / && nvim --headless -u NONE --cmd 'set rtp+=%s' +'lua %s' +qa"):format(
            folder, PROGRAM))
        assert.equal("function table", output)
    end)

    it("is found by LÖVE when bundled into the game's folder", function()
        run_or_fail(("make -s bundle LUA=luajit DIR=%s"):format(folder))
        write_file(folder .. "/conf.lua", NO_WINDOW)
        write_file(folder .. "/main.lua", PROGRAM .. " os.exit(0)")
        assert.equal("function table\n", run_or_fail("cd / && HOME=" .. folder .. " love " .. folder))
    end)

    it("starts its emulator from a LÖVE game's folder", function()
        run_or_fail(("make -s bundle LUA=luajit DIR=%s"):format(folder))
        write_file(folder .. "/conf.lua", NO_WINDOW)
        write_file(folder .. "/main.lua", [[
            local openai = require "openai"
            local emulator = openai.emulator.start()
            local client = openai.new { base_url = emulator.base_url, api_key = "sk-test" }
            print(assert(client.models:retrieve "gpt-4o-mini").id)
            emulator:stop()
            os.exit(0)]])
        assert.equal("gpt-4o-mini\n", run_or_fail("cd / && HOME=" .. folder .. " love " .. folder))
    end)
end)
