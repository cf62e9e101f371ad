-- How things end: collected, closed, interrupted, forked, or with the whole Lua state while bytes are under way.
local openai = require "openai"
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local PRELUDE = [[
    local openai = require "openai"
    local core = require "openai.core"
    local client = openai.new { base_url = %q, max_retries = 0 }
    local function meta(value) return debug.getmetatable(value) end
]]

--- Runs a program with `client` in a process of its own; it must end with code 0 and print "end".
local function program(server, text, environment)
    local output, code = child.run(PRELUDE:format(server.base_url) .. text, environment)
    assert.equal(0, code, output)
    assert.equal("end\n", output)
end

describe("a Lua state", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("may close while a call is under way", function()
        local server = wire.start { { "read", "hang" } }
        program(server, [[
            openai.spawn(function() client.models:retrieve "x" end)
            for _ = 1, 5 do openai.loop:poll(0.01) end
            print "end"
        ]])
        assert.is_true(server:await "gone")
    end)

    it("may close while answers come in, in files and in memory", function()
        local head = { "send", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" .. ("x"):rep(1000) }
        local server = wire.start { { "read", head, "hang" }, repeats = true }
        local directory = files.directory()
        program(server, ([[
            openai.spawn(function() client.files:content("a") end)
            openai.spawn(function() client.files:content("b", { to = %q }) end)
            openai.spawn(function() client.files:create { purpose = "p", file = openai.bytes("n", ("x"):rep(1e6)) } end)
            for _ = 1, 10 do openai.loop:poll(0.01) end
            print "end"
        ]]):format(directory .. "/b"))
        assert.same({}, files.list(directory))
    end)

    it("may close while a retry waits, a task sleeps and a name is looked up", function()
        local server = wire.start { { "read", wire.fault(503, nil, { ["retry-after"] = "100" }) } }
        program(server, [[
            openai.spawn(function() client:with({ max_retries = 1 }).models:retrieve "x" end)
            openai.spawn(function() openai.sleep(1000) end)
            openai.spawn(function() openai.new({ base_url = "http://no-such-host.invalid/v1" }).models:retrieve "x" end)
            openai.loop:poll(0.01)
            print "end"
        ]])
    end)

    it("may close without ever having called", function()
        program({ base_url = "http://127.0.0.1:1/v1" }, [[ print "end" ]])
        local output, code = child.run [[ require "openai" print "end" ]]
        assert.equal("end\n", output)
        assert.equal(0, code)
    end)

    it("does not meet another one in the same process", function()
        local server = wire.start { { "read", OK }, repeats = true }
        program(server, [=[
            local thread = require("spec.support.native").module "thread"
            assert(client.models:retrieve "x")
            local other = thread.start([[
                local client = require("openai").new { base_url = ..., max_retries = 0 }
                for _ = 1, 20 do assert(client.models:retrieve "y") end
            ]], tostring(client):match "http%S+")
            for _ = 1, 20 do assert(client.models:retrieve "x") end
            other:join()
            print "end"
        ]=])
    end)
end)

describe("finalizers", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("run twice, in any order, with a call under way", function()
        local server = wire.start { { "read", "hang" }, repeats = true }
        program(server, [[
            local context = getmetatable(client).context
            local function exchange()
                local made = core.start(context.core, 1, false, { a = 1 })
                assert(made:try() == "wait")
                return made
            end
            local pager, vector = client.files:list(), openai.vector { 1, 2 }
            local sleeper = openai.loop:sleep(5)
            local first, second = exchange(), exchange()
            for _ = 1, 3 do openai.loop:poll(0.01) end
            local values = { first, openai.loop, second, sleeper, context.core, pager, vector }
            for _ = 1, 2 do
                for _, value in ipairs(values) do
                    local gc = meta(value).__gc
                    if gc then gc(value) end
                end
            end
            for i = #values, 1, -1 do
                local gc = meta(values[i]).__gc
                if gc then gc(values[i]) end
            end
            for _, value in ipairs(values) do assert(type(tostring(value)) == "string") end
            print "end"
        ]])
    end)

    it("leave userdata that refuse to be used, without a crash", function()
        local server = wire.start { { "read", "hang" }, repeats = true }
        program(server, [[
            local context = getmetatable(client).context
            local made = core.start(context.core, 1, false, { a = 1 })
            made:try()
            meta(made).__gc(made)
            for _, name in ipairs { "try", "wait", "token", "response", "cancel", "take", "supply", "ready" } do
                local method = made[name]
                if method then pcall(method, made) pcall(method, made, "x") end
            end
            local sleeper = openai.loop:sleep(5)
            meta(sleeper).__gc(sleeper)
            for _, name in ipairs { "over", "wait", "token", "wake", "close" } do pcall(sleeper[name], sleeper) end
            local loop = openai.loop
            meta(loop).__gc(loop)
            for name in pairs(meta(loop).__index) do pcall(loop[name], loop, 0) end
            local ok, problem = pcall(client.models.retrieve, client.models, "x")
            assert(not ok and tostring(problem):find("closed", 1, true), problem)
            print "end"
        ]])
    end)

    it("end calls that nobody holds any more", function()
        local server = wire.start { { "read", "hang" } }
        local context = getmetatable(calls.client(server)).context
        local core = require "openai.core"
        local made = core.start(context.core, 1, false, { a = 1 })
        made:try()
        repeat openai.loop:turn(0.01) until #server:events() > 0
        made = nil -- luacheck: ignore
        collectgarbage()
        collectgarbage()
        assert.is_true(server:await "gone")
        assert.equal(0, openai.loop:poll(0))
    end)

    it("of many failed calls leave no memory behind", function()
        local client = openai.new { base_url = ("http://127.0.0.1:%d/v1"):format(wire.closed_port()), max_retries = 0 }
        local function fail(times)
            for _ = 1, times do client.models:retrieve "x" end
            collectgarbage()
            collectgarbage()
            return collectgarbage "count"
        end
        fail(50)
        local before = fail(50)
        assert.is_true(fail(500) < before + 100)
    end)
end)

describe("finalizers of the user's", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    --- When the Lua state closes, finalizers run from the newest to the oldest: what is made after arm() is gone when
    --- on_close runs. It prints what it meets.
    local ARM = [[
        local on_close
        local function arm()
            local function finalizer() print(select(2, pcall(on_close))) end
            KEPT = newproxy and newproxy(true) or setmetatable({}, { __gc = finalizer })
            if newproxy then getmetatable(KEPT).__gc = finalizer end
        end
    ]]

    local function closing(server, text)
        local output, code = child.run(PRELUDE:format(server.base_url) .. ARM .. text)
        assert.equal(0, code, output)
        return output
    end

    local NOBODY = { base_url = "http://127.0.0.1:1/v1" }

    it("meet vectors whose values are gone: those say so", function()
        local output = closing(NOBODY, [[
            arm()
            local text, filter = core.specs.embeddings.filter '{"data":[{"embedding":"AACAPwAAAEA="}]}'
            local answer = core.specs.embeddings.bind(core.json.decode(text), filter)
            local v = answer.data[1].embedding
            assert(v[1] == 1 and v[2] == 2)
            on_close = function()
                local refused = 0
                for _, use in ipairs {
                    function() return v[1] end, function() return #v end, function() return v:norm() end,
                    function() return v:table() end, function() return v:bytes() end, function() return v:dot(v) end,
                    function() return openai.vector { 1, 2 } == v end, function() return openai.vector(v) end,
                } do
                    local ok, problem = pcall(use)
                    refused = refused + (not ok and problem:find("has been finalized", 1, true) and 1 or 0)
                end
                return refused .. tostring(v)
            end
        ]])
        assert.equal("8openai.vector (finalized)\n", output)
    end)

    it("meet matrices and rows that are gone: those say so", function()
        local output = closing(NOBODY, [[
            arm()
            local matrix = require "openai.matrix"
            local m = matrix(2)
            m:append { 1, 2 }
            local row, search = m[1], core.matrix.search(m, openai.vector { 1, 2 }, 1)
            on_close = function()
                local refused = 0
                for _, use in ipairs {
                    function() return row[1] end, function() return m[1] end, function() return m:append { 1, 2 } end,
                    function() return m:search({ 1, 2 }, 1) end, function() return search:step(1) end,
                } do
                    local ok, problem = pcall(use)
                    refused = refused + (not ok and problem:find("has been finalized", 1, true) and 1 or 0)
                end
                return refused .. tostring(m):match "%a+"
            end
        ]])
        assert.equal("5openai\n", output)
    end)

    it("cannot call with a client that is gone", function()
        local output = closing(NOBODY, [[
            arm()
            client = client:with {}
            on_close = function()
                assert(not pcall(client.models.list, client.models))
                return select(2, pcall(client.models.retrieve, client.models, "x")), tostring(client)
            end
        ]])
        assert.matches("this client has been finalized", output, 1, true)
    end)

    it("may drive a call whose client and body are gone", function()
        local server = wire.start { { "read", OK }, { "read", "hang" } }
        local text = ([[
            assert(client.models:retrieve "x") -- the call's userdata is used again: it is older than what it now needs
            arm()
            local other = openai.new { base_url = %q, headers = { ["x-spec"] = ("y"):rep(100) } }
            local made = core.start(getmetatable(other).context.core, ROW, false,
                { input = ("z"):rep(5000), model = "m" })
            assert(made:try() == "wait")
            on_close = function()
                for _ = 1, 20 do openai.loop:turn(0.01) end
                return "sent"
            end
        ]]):format(server.base_url):gsub("ROW", tostring(require("openai.internal.call").rows["embeddings.create"]))
        assert.equal("sent\n", closing(server, text))
        assert.is_true(server:await "gone")
        local request = server:requests()[2]
        assert.equal(("y"):rep(100), request.headers["x-spec"])
        assert.matches(("z"):rep(5000), request.body, 1, true)
        assert.is_true(request.complete)
    end)

    it("cannot go on with calls when the loop is gone", function()
        local server = wire.start { { "read", wire.fault(503, nil, { ["retry-after"] = "100" }) } }
        local output = closing(server, [[
            arm()
            local asking = client:with { max_retries = 2, on_retry = function() end }
            local made = core.start(getmetatable(asking).context.core, 1, false, { a = 1 })
            repeat openai.loop:turn(0.01) until made:try() == "retry"
            local sleeper = openai.loop:sleep(5)
            local loop = openai.loop
            meta(loop).__gc(loop)
            on_close = function() return "closed" end
            for _, name in ipairs { "retry", "try", "wait", "cancel", "supply", "take", "ready", "response" } do
                assert(not pcall(made[name], made, true), name)
            end
            for _, name in ipairs { "wake", "close", "token" } do pcall(sleeper[name], sleeper) end
        ]])
        assert.equal("closed\n", output)
    end)
end)

describe("a call that was recycled", function()
    it("cannot be used any more, and leaves nothing of itself to the next one", function()
        local server = wire.start {
            { "read", wire.json(200, { id = "first" }, { ["x-first"] = "1" }), "read", OK },
        }
        local client, core = calls.client(server), require "openai.core"
        local context, row = getmetatable(client).context.core, require("openai.internal.call").rows["models.retrieve"]
        local function finish(exchange)
            local word, value
            repeat
                openai.loop:turn(0.1)
                word, value = exchange:try()
            until word ~= "wait"
            return word, value
        end
        local first = core.start(context, row, false, "a", { headers = { ["x-own"] = "secret" } })
        assert.equal("done", (finish(first)))
        first:recycle()
        first:recycle()
        for _, name in ipairs { "try", "retry", "take", "supply", "cancel", "wait", "ready", "response", "token" } do
            assert.is_false((pcall(first[name], first)), name)
        end
        assert.equal("openai.exchange - -", tostring(first))
        local second = core.start(context, row, false, "b")
        assert.equal(first, second) -- or this spec shows nothing
        assert.equal("done", (finish(second)))
        assert.is_nil(server:requests()[2].headers["x-own"])
        assert.is_nil(second:response().headers["x-first"])
        wire.stop_all()
    end)
end)

describe("wrong values", function()
    it("given to methods of userdata raise instead of crashing", function()
        local client = openai.new { base_url = "http://127.0.0.1:1/v1" }
        local pager = client.files:list()
        local values = { 5, "x", true, {}, io.stdout, pager, openai.loop, print }
        for _, userdata in ipairs { pager, openai.loop } do
            for name, method in pairs(debug.getmetatable(userdata).__index) do
                for _, value in ipairs(values) do
                    if value ~= userdata then assert.is_false((pcall(method, value)), name) end
                end
                assert.is_false((pcall(method)), name)
            end
        end
    end)
end)

describe("Ctrl-C", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    --- Runs a program, sends it SIGINT when the server has its request, and returns what it wrote and its exit code.
    local function interrupted(server, text)
        local path = files.write(PRELUDE:format(server.base_url) .. text, "program.lua")
        local launch = require "openai.emulator.launch"
        local pipe = assert(io.popen(([[
            %s %s 2>&1 & pid=$!
            until grep -q method %s; do sleep 0.01; done
            kill -INT $pid
            wait $pid
            echo "code $?"
        ]]):format(launch.quote(os.getenv "LUA" or "lua5.4"), launch.quote(path), launch.quote(server.log))))
        local output = pipe:read "*a"
        pipe:close()
        return output:match "^(.-)code (%d+)\n$"
    end

    -- The sanitized interpreter of `make asan` has no handler for signals.
    local plain = not (os.getenv "LUA" or ""):find("-asan", 1, true)

    it("ends a blocking call at once", function()
        if not plain then return end
        local server = wire.start { { "read", "hang" } }
        local output, code = interrupted(server, [[ client.models:retrieve "x" print "not here" ]])
        assert.equal("1", code)
        assert.matches("interrupted", output, 1, true)
        assert.is_nil(output:find("not here", 1, true))
        assert.is_true(server:await "gone")
    end)

    it("can be caught, and the client goes on", function()
        if not plain then return end
        local server = wire.start { { "read", "hang" }, { "read", OK } }
        local output, code = interrupted(server, [[
            local ok, problem = pcall(function()
                local value = client.models:retrieve "x"
                return value
            end)
            assert(not ok and tostring(problem):find("interrupted", 1, true), problem)
            print(client.models:retrieve("x").id, openai.loop:poll(0))
        ]])
        assert.equal("0", code)
        assert.equal("x\t0\n", output)
    end)

    it("ends the wait before a retry and a sleep", function()
        if not plain then return end
        local server = wire.start { { "read", wire.fault(503, nil, { ["retry-after"] = "100" }) } }
        local output, code = interrupted(server, [[
            client:with({ max_retries = 1 }).models:retrieve "x"
            print "not here"
        ]])
        assert.equal("1", code)
        assert.matches("interrupted", output, 1, true)
        output, code = interrupted(wire.start { { "read", OK } }, [[
            client.models:retrieve "x"
            openai.sleep(1000)
        ]])
        assert.equal("1", code)
        assert.matches("interrupted", output, 1, true)
    end)

    it("ends openai.run", function()
        if not plain then return end
        local server = wire.start { { "read", "hang" } }
        local output, code = interrupted(server, [[
            openai.run(function() client.models:retrieve "x" end)
            print "not here"
        ]])
        assert.equal("1", code)
        assert.matches("interrupted", output, 1, true)
    end)
end)

describe("a forked process", function()
    -- What a child abandons of its parent's libcurl is a leak, on purpose.
    local LEAKS = { ASAN_OPTIONS = "detect_leaks=0" }
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local FORK = [[
        local process = require("spec.support.native").module "process"
        local function in_child(fn)
            io.stdout:flush()
            local id = process.fork()
            if id == 0 then
                local ok, problem = pcall(fn)
                if not ok then print(problem) io.stdout:flush() end
                process.leave(ok and 0 or 1)
            end
            assert(process.wait(id) == 0, "the child failed")
        end
        --- Turns the loop until the server has so many requests: its turns go to connections as they come.
        local function sent(log, count)
            repeat
                openai.loop:poll(0.01)
                local _, seen = io.open(log):read("*a"):gsub("method", "")
            until seen >= count
        end
    ]]

    it("has a loop of its own, and its parent's connection survives", function()
        local server = wire.start { { "read", OK }, repeats = true }
        program(server, FORK .. [[
            assert(client.models:retrieve "parent")
            in_child(function()
                assert(client.models:retrieve "child")
                assert(openai.loop:poll(0) == 0)
            end)
            assert(client.models:retrieve "parent")
            print "end"
        ]], LEAKS)
        local requests = server:requests()
        assert.equal(1, requests[1].connection)
        assert.equal(2, requests[2].connection)
        assert.equal(1, requests[3].connection)
    end)

    it("cannot go on with its parent's call, but the parent can", function()
        local go = files.directory() .. "/go"
        local server = wire.start { { "read", { "await", go }, OK }, { "read", OK } }
        program(server, FORK .. ([[
            local task = openai.spawn(function() return client.models:retrieve "x" end)
            sent(%q, 1)
            local context = getmetatable(client).context
            local made = core.start(context.core, 1, false, { a = 1 })
            in_child(function()
                local word, fields = made:try()
                assert(word == "failed" and fields.kind == "connection", word)
                assert(fields.message:find("fork", 1, true))
                assert(client.models:retrieve "y")
            end)
            io.open(%q, "w"):close()
            assert(task:await().id == "x")
            print "end"
        ]]):format(server.log, go), LEAKS)
    end)

    it("may end in the ordinary way", function()
        local server = wire.start { { "read", OK }, { "read", "hang" }, { "read", OK } }
        program(server, FORK .. ([[
            assert(client.models:retrieve "x")
            openai.spawn(function() client.models:retrieve "y" end)
            sent(%q, 2)
            in_child(function() os.exit(0, true) end)
            assert(client.models:retrieve "z")
            print "end"
        ]]):format(server.log), LEAKS)
    end)
end)
