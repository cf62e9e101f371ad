-- The modules among themselves: what one loads, at once or later, never leads back to it.
local child = require "spec.support.child"
local files = require "spec.support.files"

--- Name of the module -> its path.
local function modules()
    local found = {}
    local pipe = assert(io.popen "find lua/openai -name '*.lua' -not -path '*/types/*' | sort")
    for path in pipe:lines() do
        found[path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")] = path
    end
    pipe:close()
    return found
end

--- The modules that one names in its code: whoever names another may load it.
local function named_in(path, found, itself)
    local names = {}
    for line in io.lines(path) do
        for name in line:gsub("%-%-.*$", ""):gmatch '"(openai[%w_.]*)"' do
            if found[name] and name ~= itself then names[#names + 1] = name end
        end
    end
    return names
end

describe("The modules", function()
    after_each(files.remove_all)

    local found, graph = modules(), {}
    for name, path in pairs(found) do graph[name] = named_in(path, found, name) end

    --- The first circle on the way down from a module, as text.
    local function circle(name, way, done)
        if way[name] then return name end
        if done[name] then return nil end
        way[name] = true
        for _, below in ipairs(graph[name]) do
            local text = circle(below, way, done)
            if text then return name .. " > " .. text end
        end
        way[name], done[name] = nil, true
    end

    it("load each other in no circle, not even later", function()
        local count, done = 0, {}
        for name in pairs(graph) do
            count = count + 1
            assert.is_nil(circle(name, {}, done))
        end
        assert.is_true(count > 80)
        assert.is_true(#graph["openai"] >= 8 and #graph["openai.resources"] >= 5)
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
        local late, tries = require "openai.internal.base.late", 0
        package.preload["openai.flaky"] = function()
            tries = tries + 1
            return tries == 1 and error "not enough memory" or { tries = tries }
        end
        finally(function() package.preload["openai.flaky"], package.loaded["openai.flaky"] = nil, nil end)
        local fine, problem = pcall(late.require, "openai.flaky")
        assert.is_false(fine)
        assert.matches("not enough memory", problem)
        assert.equal(2, late.require("openai.flaky").tries)
    end)
end)
