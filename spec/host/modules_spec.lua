-- The modules among themselves: what one loads, at once or later, never leads back to it.
local arrows = require "spec.support.arrows"
local child = require "spec.support.child"
local files = require "spec.support.files"

describe("The modules", function()
    after_each(files.remove_all)

    it("load each other in no circle, not even later, neither one by one nor folder by folder", function()
        local graph, count = arrows.lua_files(), 0
        for _ in pairs(graph) do count = count + 1 end
        assert.is_true(count > 80)
        assert.is_true(#graph["lua/openai/init.lua"] >= 8 and #graph["lua/openai/resources/init.lua"] >= 5)
        assert.is_nil(arrows.circle(graph))
        assert.is_nil(arrows.circle(arrows.folders(graph)))
    end)

    it("would show a circle as the path that leads back", function()
        assert.equal("a > b > c > a", arrows.circle { a = { "b" }, b = { "c" }, c = { "a" }, d = { "a" } })
        local between = arrows.folders { ["x/one"] = { "y/two" }, ["y/three"] = { "x/four" }, ["y/two"] = {} }
        assert.equal("x > y > x", arrows.circle(between))
    end)

    it("ask for no global that may not be there: scripts may be strict about them", function()
        local output, code = child.run([[
            setmetatable(_G, {
                __index = function(_, name) error("global " .. name .. " is read") end,
                __newindex = function(_, name) error("global " .. name .. " is written") end,
            })
            local openai = require "openai"
            local client = openai.new { base_url = "http://127.0.0.1:1/v1", api_key = "x", max_retries = 0 }
            local _, err = client.files:list { purpose = io.stdout }:next()
            assert(err.kind == "invalid", err)
            assert(not openai.json.encode { io.stdout })
            for _, name in ipairs { "jsonl", "matrix", "dataset", "emulator" } do assert(openai[name]) end
            assert(not pcall(openai.assert, client.models:retrieve "x"))
            local emulator = openai.emulator.start()
            emulator:stop()
            assert(not client.batches:open "/nowhere/none.journal")
            io.write "fine"]])
        assert.equal("fine", output)
        assert.equal(0, code)
    end)

    it("load later what failed to load at first: memory may be short for a moment", function()
        local lazy, tries = require "openai.internal.base.lazy", 0
        package.preload["openai.flaky"] = function()
            tries = tries + 1
            return tries == 1 and error "not enough memory" or { tries = tries }
        end
        finally(function() package.preload["openai.flaky"], package.loaded["openai.flaky"] = nil, nil end)
        local ok, problem = pcall(lazy.require, "openai.flaky")
        assert.is_false(ok)
        assert.matches("not enough memory", problem)
        assert.equal(2, lazy.require("openai.flaky").tries)
    end)
end)
