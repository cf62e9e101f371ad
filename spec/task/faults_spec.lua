-- Memory that is not there: some of what `make faults` tries one by one. A program of its own, under AddressSanitizer.
local launch = require "openai.emulator.launch"
local native = require "spec.support.native"

describe("an allocation that fails", function()
    it("ends one operation, leaks nothing, and the next ones succeed", function()
        local pipe = assert(io.popen(("%s faults-run LUA=%s FAULTS=%s 2>&1")
            :format(native.make, native.lua, launch.quote "1 97")))
        local output = pipe:read "*a"
        pipe:close()
        if output:find "takes no allocator" then return pending "this LuaJIT takes no allocator" end
        local runs, bad = output:match "(%d+) runs, (%d+) bad"
        assert.equal("0", bad, output)
        assert.is_true(tonumber(runs) > 30, output)
        assert.is_nil(output:find("Sanitizer", 1, true), output)
    end)
end)
