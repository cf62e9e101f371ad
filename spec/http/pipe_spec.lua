-- Connections that the other side has reset, on a libcurl that leaves SIGPIPE to us.
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

describe("writing to a reset connection", function()
    after_each(wire.stop_all)

    local WRITE = [[
        local piped = require("spec.support.native").module "piped"
        print(piped(%s))
    ]]

    it("ends a process", function()
        local _, code = child.run(WRITE:format "false")
        assert.equal(128 + 13, code)
    end)

    it("does not under the guard, which leaves the thread's mask as it was", function()
        local output, code = child.run(WRITE:format "true")
        assert.same({ "true\tfalse\n", 0 }, { output, code })
    end)

    it("is guarded in every call where libcurl needs it", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }) }, repeats = true }
        assert(calls.client(server).models:retrieve "x") -- the server is there
        local output, code = child.run(([[
            local openai = require "openai"
            local client = openai.new { base_url = %q }
            assert(client.models:retrieve("x").id == "x")
            assert(openai.spawn(function() return client.models:retrieve "x" end):await())
            print "end"
        ]]):format(server.base_url), { LUA_CPATH = native.core("guarded", "-DOPENAI_PIPE_GUARD") })
        assert.same({ "end\n", 0 }, { output, code })
    end)
end)
