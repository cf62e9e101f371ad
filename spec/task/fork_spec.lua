-- A process that forks: the child has a loop of its own, the parent keeps its connections.
local openai = require "openai"
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local files = require "spec.support.files"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "m" })

describe("after a fork", function()
    local process, folder

    setup(function() process = native.module "process" end)
    before_each(function() folder = files.directory() end)
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    --- Runs fn in a child: its exit code is 0 when fn returned true.
    local function in_child(fn)
        io.stdout:flush()
        local id = process.fork()
        if id > 0 then return id end
        local ok, result = pcall(fn)
        if not ok then io.stderr:write("in the child: ", tostring(result), "\n") end
        process.leave(ok and result == true and 0 or 1)
    end

    --- A step of the server's: it answers once the child has ended.
    local function after_child() return { "await", folder .. "/ended" } end

    local function await_child(id)
        local code = process.wait(id)
        files.write("", "ended", folder)
        assert.equal(0, code)
    end

    it("the child finds a fresh loop and the parent's call completes", function()
        local server = wire.start { { "read", after_child(), OK }, { "read", OK }, repeats = true }
        local client = calls.client(server)
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        while #server:requests() == 0 do openai.loop:poll(0.01) end
        local id = in_child(function()
            assert(openai.loop:poll(0) == 0, "the child's loop has something in flight")
            assert(openai.run(function() return client.models:retrieve "m" end).id == "m")
            return client.models:retrieve("m").id == "m"
        end)
        await_child(id)
        assert.equal("m", task:await().id)
        assert.equal("m", client.models:retrieve("m").id)
    end)

    it("a task of the parent's is nothing to wait for in the child", function()
        local server = wire.start { { "read", after_child(), OK } }
        local client = calls.client(server)
        local task = openai.spawn(function() return client.models:retrieve "m" end)
        while #server:requests() == 0 do openai.loop:poll(0.01) end
        local id = in_child(function()
            openai.spawn(openai.sleep, 0):await()
            task:cancel()
            local ok, problem = pcall(task.await, task)
            return not ok and problem:find("would wait forever", 1, true) ~= nil
        end)
        await_child(id)
        assert.equal("m", task:await().id)
    end)

    it("a call of the parent's that the child's collector finds goes on in the parent", function()
        local server = wire.start { { "read", after_child(), OK } }
        local client = calls.client(server)
        local core = require "openai.core"
        local row = require("openai.internal.call").rows["models.retrieve"]
        local held = { core.start(getmetatable(client).context.core, row, false, "m") }
        assert.equal("wait", (held[1]:try()))
        while #server:requests() == 0 do openai.loop:poll(0.01) end
        local id = in_child(function()
            held[1] = nil
            collectgarbage()
            collectgarbage()
            return openai.loop:poll(0) == 0
        end)
        await_child(id)
        repeat openai.loop:turn(1) until held[1]:ready()
        local word, value = held[1]:try()
        assert.same({ "done", "m" }, { word, value.id })
    end)

    it("the child leaves the file that the parent is writing", function()
        local sinks, path = require("openai.core").specs.sink, files.directory() .. "/f"
        local held = { assert(sinks.open(path)) }
        assert(sinks.write(held[1], "parent"))
        local id = in_child(function()
            local ok, problem = sinks.write(held[1], "child")
            assert(not ok and problem:find("parent's", 1, true), problem)
            held[1] = nil
            collectgarbage()
            collectgarbage()
            return true
        end)
        assert.equal(0, process.wait(id))
        assert.is_true(sinks.commit(held[1]))
        assert.equal("parent", files.read(path))
    end)

    it("the child's end says no goodbye on the parent's TLS connection", function()
        local authority = certificates.authority "specs"
        local certificate = certificates.issue(authority, "IP:127.0.0.1")
        local server = wire.start { { "read", OK }, { "read", OK }, tls = certificate }
        local client = calls.client(server, { ca_file = authority.file })
        assert.equal("m", client.models:retrieve("m").id)
        io.stdout:flush()
        local id = process.fork()
        if id == 0 then
            local loop = openai.loop
            debug.getmetatable(loop).__gc(loop)
            collectgarbage()
            process.leave(0)
        end
        assert.equal(0, process.wait(id))
        assert.equal("m", client.models:retrieve("m").id)
        local requests = server:requests()
        assert.same({ 1, 1 }, { requests[1].connection, requests[2].connection })
    end)
end)
