-- Streams and those who read them: tasks, frames, readers that are slow or gone.
local openai = require "openai"
local calls = require "spec.support.calls"
local event_streams = require "spec.support.event_streams"
local wire = require "spec.support.wire"

local chunk, answer, frames = event_streams.chunk, event_streams.answer, event_streams.frames
local QUESTION = event_streams.QUESTION
local HELLO = { chunk "Hel", chunk "lo", chunk("", "stop"), "[DONE]" }

after_each(wire.stop_all)

local function ask(client)
    return client.chat.completions:create(QUESTION)
end

--- A server whose streams begin and go on for ever in silence.
local function hanging()
    local first = event_streams.piece(frames { HELLO[1] })
    local server = wire.start { repeats = true, { "read", event_streams.head(), first, "hang" } }
    return calls.client(server), server
end

--- Polls until over().
local function poll_until(over)
    local deadline = os.time() + 20
    while not over() do
        openai.loop:poll(0.01)
        assert(os.time() < deadline, "it does not happen")
    end
end

local function collect_garbage()
    for _ = 1, 3 do collectgarbage() end
end

describe("A stream and its task:", function()
    it("it is closed when the task ends", function()
        local client, server = hanging()
        openai.run(function() assert(ask(client)):next() end)
        openai.loop:poll(0)
        assert.is_true(server:await "gone")
    end)

    it("it is closed when the task fails", function()
        local client, server = hanging()
        assert.has_error(function() openai.run(function()
            ask(client)
            error("on purpose", 0)
        end) end, "on purpose")
        assert.is_true(server:await "gone")
    end)

    it("it is closed when the task is cancelled, whatever that waits for", function()
        local client, server = hanging()
        local stream
        local task = openai.spawn(function()
            stream = assert(ask(client))
            openai.sleep(1000)
        end)
        poll_until(function() return stream end)
        task:cancel()
        poll_until(function() return task:done() end)
        assert.is_true(server:await "gone")
        assert.equal("cancelled", select(2, stream:next()).kind)
    end)

    it("who waits for an event of it is cancelled with the task", function()
        local client = hanging()
        local outcome
        local task = openai.spawn(function()
            local stream = assert(ask(client))
            stream:next()
            outcome = "waiting"
            outcome = select(2, stream:next())
        end)
        poll_until(function() return outcome == "waiting" end)
        task:cancel()
        poll_until(function() return task:done() end)
        assert.equal("cancelled", outcome.kind)
    end)

    it("closing it wakes who waits, with an error", function()
        local client = hanging()
        local outcome, stream
        local task = openai.spawn(function()
            stream = assert(ask(client))
            stream:next()
            outcome = "waiting"
            outcome = select(2, stream:next())
        end)
        poll_until(function() return outcome == "waiting" end)
        stream:close()
        poll_until(function() return task:done() end)
        assert.equal("cancelled", outcome.kind)
    end)

    it("as a result it belongs to who comes for it", function()
        local client = calls.client(wire.start { repeats = true, { "read", answer(HELLO) } })
        assert.equal("Hello", assert(openai.spawn(ask, client):await()):text())
        openai.run(function()
            local stream = assert(openai.spawn(ask, client):await())
            assert.equal("Hello", stream:text())
        end)
        local streams = assert(openai.map({ 1, 2 }, function() return ask(client) end))
        assert.equal("Hello Hello", streams[1]:text() .. " " .. streams[2]:text())
    end)

    it("a second task that reads it is told so, also when events lie ready", function()
        local client = calls.client(wire.start { { "read", answer(HELLO) } })
        local first = openai.spawn(function()
            local stream = assert(ask(client))
            stream:next()
            local ok, problem = openai.spawn(function() return pcall(stream.next, stream) end):await()
            assert.is_false(ok)
            assert.truthy(problem:find "two tasks read from one stream")
            return assert(stream:next()).choices[1].delta.content
        end)
        assert.equal("lo", first:await())
    end)

    it("a task goes on where an ended one stopped", function()
        local client = calls.client(wire.start { { "read", answer(HELLO) } })
        local stream = openai.spawn(function()
            local made = assert(ask(client))
            made:next()
            return made
        end):await()
        assert.equal("lo", openai.run(function() return stream:next().choices[1].delta.content end))
    end)
end)

describe("A stream that nobody reads", function()
    it("ends when it is garbage", function()
        local client, server = hanging()
        assert(ask(client))
        collect_garbage()
        openai.loop:poll(0)
        assert.is_true(server:await "gone")
    end)

    it("keeps no loop busy", function()
        local client = hanging()
        local stream = assert(ask(client))
        assert.equal(0, openai.loop:poll(0))
        assert.is_true(require("openai.core").loop():idle())
        stream:close()
        assert.equal(0, openai.loop:poll(0))
    end)

    if _VERSION == "Lua 5.4" then
        it("ends with its loop, however that is left", function()
            local client, server = hanging()
            local stream = assert(ask(client))
            local run = assert(load "local stream = ... for _ in stream:events() do break end")
            run(stream)
            assert.equal("cancelled", select(2, stream:next()).kind)
            assert.is_true(server:await "gone")
        end)
    end

    --- Resident bytes of this process.
    local function resident()
        local file = assert(io.open "/proc/self/statm")
        local pages = file:read "*a":match "^%d+ (%d+)"
        file:close()
        return tonumber(pages) * 4096
    end

    it("holds its server back, and takes little memory", function()
        local event = frames { chunk(("x"):rep(1000)) }
        local server = wire.start { { "read", { "send", "HTTP/1.1 200 OK\r\n\r\n" }, { "flood", event:rep(20) } } }
        local stream = assert(ask(calls.client(server)))
        stream:next()
        collect_garbage()
        local before = resident()
        for _ = 1, 200 do openai.loop:poll(0.001) end
        assert.is_true(resident() - before < 3e7, "memory grew by " .. resident() - before)
        for _ = 1, 5000 do assert(stream:next()) end
        assert.is_true(resident() - before < 4e7, "memory grew by " .. resident() - before)
        stream:close()
    end)
end)

describe("In frames", function()
    local function many(count)
        local events = {}
        for index = 1, count do events[index] = chunk("token " .. index) end
        events[count + 1] = chunk("", "stop")
        events[count + 2] = "[DONE]"
        return answer(events)
    end

    it("a burst of events is read in several, each within its budget", function()
        local client = calls.client(wire.start { { "read", many(10000) } })
        local count = 0
        local task = openai.spawn(function()
            local stream = assert(ask(client))
            while stream:next() do count = count + 1 end -- Lua 5.1 suspends in no `for`
        end)
        local most, before = 0, 0
        poll_until(function()
            most = math.max(most, count - before)
            before = count
            return task:done()
        end)
        assert.equal(10001, count)
        assert.is_true(most < 5000, most .. " events in one frame")
    end)

    it("poll gives what is there, and never waits", function()
        local gate = os.tmpname()
        os.remove(gate)
        local server = wire.start { {
            "read", event_streams.head(), event_streams.piece(frames { HELLO[1] }), { "await", gate },
            event_streams.piece(frames { HELLO[2], HELLO[3], "[DONE]" }),
        } }
        local stream = assert(ask(calls.client(server)))
        assert.equal("Hel", assert(stream:poll())[1].choices[1].delta.content)
        assert.same({}, stream:poll())
        assert.same({}, stream:poll())
        io.open(gate, "w"):close()
        local events, ended = {}, false
        poll_until(function()
            local list, err = stream:poll()
            assert.is_nil(err)
            for _, event in ipairs(list or {}) do events[#events + 1] = event end
            ended = list == nil
            return ended
        end)
        assert.equal("lo", events[1].choices[1].delta.content)
        assert.equal(2, #events)
        assert.same({}, { stream:poll() })
        os.remove(gate)
    end)

    it("poll tells of a failure", function()
        local one = event_streams.piece(frames { HELLO[1] })
        local server = wire.start { { "read", event_streams.head(), one, "close" } }
        local stream = assert(ask(calls.client(server)))
        local list, err
        poll_until(function()
            list, err = stream:poll()
            return list == nil
        end)
        assert.equal("connection", err.kind)
        list, err = stream:poll()
        assert.is_nil(list)
        assert.equal("connection", err.kind)
    end)

    it("deltas joins what lies ready", function()
        local client = calls.client(wire.start { { "read", many(500) } })
        local stream = assert(ask(client))
        poll_until(function() return not stream or openai.loop:poll(0.02) == 0 end)
        local pieces, texts = 0, {}
        for text in stream:deltas() do pieces, texts[#texts + 1] = pieces + 1, text end
        assert.is_true(pieces < 100, pieces .. " pieces")
        assert.equal("token 500", table.concat(texts):sub(-9))
    end)
end)
