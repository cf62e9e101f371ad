-- Streams that fail: cut anywhere, errors in them, answers that are none, limits of time and size.
local openai = require "openai"
local calls = require "spec.support.calls"
local event_streams = require "spec.support.event_streams"
local wire = require "spec.support.wire"

local chunk, answer, frames = event_streams.chunk, event_streams.answer, event_streams.frames
local QUESTION = event_streams.QUESTION
local HELLO = { chunk "Hel", chunk "lo", chunk("", "stop"), "[DONE]" }

after_each(wire.stop_all)

local function ask(client, options)
    return client.chat.completions:create(QUESTION, options)
end

--- The collected answer, or nil and the error, wherever it came.
local function collect(client, ask_for)
    local stream, err = (ask_for or ask)(client)
    if not stream then return nil, err end
    return stream:collect()
end

describe("A stream cut at every byte", function()
    local body = frames(HELLO)
    local enough = #body - 1 -- the line end that ends the last event

    --- Turns that send so much of it and close the connection, or say that it was all.
    local function cut_turns(head)
        local turns = {}
        for length = 0, #body do
            turns[#turns + 1] = { "read", { "send", head(length) .. body:sub(1, length) }, "close" }
        end
        return turns
    end

    local function read_all(turns)
        local client, outcomes = calls.client(wire.start(turns), { max_retries = 0 }), {}
        for length = 0, #body do
            local made, err = collect(client)
            outcomes[length] = made and made.choices[1].message.content or err
        end
        return outcomes
    end

    it("is an error and no answer", function()
        local outcomes = read_all(cut_turns(function()
            return ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n"):format(#body)
        end))
        for length = 0, enough do
            local err = outcomes[length]
            assert.equal("connection closed", err.kind .. " " .. err.reason, "cut at " .. length)
        end
        assert.equal("Hello", outcomes[#body])
    end)

    it("and by the end of a connection that no length guards", function()
        local outcomes = read_all(cut_turns(function() return "HTTP/1.1 200 OK\r\n\r\n" end))
        local finished = #frames { HELLO[1], HELLO[2], HELLO[3] }
        for length = 0, enough do
            if outcomes[length] == "Hello" then
                assert.is_true(length >= finished - 2, "cut at " .. length)
            else
                assert.equal("connection", outcomes[length].kind, "cut at " .. length)
            end
        end
        assert.equal("Hello", outcomes[#body])
    end)

    it("is an error where its server calls it whole before its end", function()
        local outcomes = read_all(cut_turns(function(length)
            return ("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"):format(length)
        end))
        local finished = #frames { HELLO[1], HELLO[2], HELLO[3] }
        for length = 0, finished - 3 do assert.equal("connection", outcomes[length].kind, "cut at " .. length) end
        assert.equal("Hello", outcomes[finished], "all choices were finished")
        assert.equal("Hello", outcomes[#body - 1], "the last line end may be missing")
    end)

    it("hands out what came before", function()
        local two = event_streams.piece(frames { HELLO[1], HELLO[2] })
        local server = wire.start { { "read", event_streams.head(), two, "close" } }
        local stream = assert(ask(calls.client(server)))
        assert.equal("Hel", stream:next().choices[1].delta.content)
        assert.equal("lo", stream:next().choices[1].delta.content)
        local event, err = stream:next()
        assert.is_nil(event)
        assert.equal("connection", err.kind)
        assert.is_true(err.retryable)
        assert.equal(err, select(2, stream:next()))
        assert.equal(1, #server:requests())
    end)

    it("begins anew where nothing was handed out yet", function()
        local server = wire.start {
            { "read", event_streams.head(), event_streams.piece(frames({ HELLO[1] }):sub(1, -2)), "reset" },
            { "read", answer(HELLO) },
        }
        local waits, stream = calls.skipping(calls.client(server), ask)
        assert.equal(1, #waits)
        assert.equal("Hello", assert(stream:collect()).choices[1].message.content)
    end)
end)

describe("An error in a stream", function()
    local function kinds_of(events)
        local client = calls.client(wire.start { { "read", answer(events) } }, { max_retries = 0 })
        local made, err = collect(client)
        assert.is_nil(made)
        return ("%s|%s|%s"):format(err.kind, tostring(err.code), err.message)
    end

    it("at its beginning is the call's", function()
        local client = calls.client(wire.start { { "read", answer { { error = { message = "no", code = 400 } } } } })
        local stream, err = ask(client)
        assert.is_nil(stream)
        assert.equal("bad_request: no", err.kind .. ": " .. err.message)
        assert.equal(200, err.status)
        assert.truthy(err.body:find '^{"error":')
    end)

    it("in its middle ends it, behind what came before", function()
        local broken = { HELLO[1], { error = { message = "tired", type = "server_error" } }, HELLO[2] }
        local client = calls.client(wire.start { { "read", answer(broken) } })
        local stream = assert(ask(client))
        assert.is_table(stream:next())
        local event, err = stream:next()
        assert.is_nil(event)
        assert.equal("server: tired", err.kind .. ": " .. err.message)
        assert.is_true(err.retryable)
    end)

    it("has the kind that its numbers or words mean", function()
        assert.equal("rate_limit|429|slow down", kinds_of { { error = { code = 429, message = "slow down" } } })
        assert.equal("quota|insufficient_quota|pay",
            kinds_of { { error = { code = "insufficient_quota", message = "pay" } } })
        assert.equal("server|502|upstream", kinds_of { HELLO[1], { error = { code = 502, message = "upstream" } } })
        assert.equal("authentication|invalid_api_key|who",
            kinds_of { { error = { code = "invalid_api_key", type = "invalid_request_error", message = "who" } } })
        assert.equal("bad_request|nil|long",
            kinds_of { { object = "error", type = "BadRequestError", message = "long" } })
        assert.equal("server|nil|it broke", kinds_of { HELLO[1], { error = "it broke" } })
        assert.equal("rate_limit|rate_limit_exceeded|slow",
            kinds_of { HELLO[1], { type = "error", code = "rate_limit_exceeded", message = "slow" } })
        assert.equal("server|server_error|gone", kinds_of {
            { id = "x", object = "chat.completion.chunk", error = { code = "server_error", message = "gone" },
                choices = { { index = 0, delta = {}, finish_reason = "error" } } },
        })
    end)

    it("may show in the event's name alone", function()
        local body = frames { HELLO[1] } .. 'event: error\ndata: {"message":"lost"}\n\n'
        assert.equal("server|nil|lost", kinds_of(body))
    end)

    it("is none where it is empty", function()
        local fine = chunk("Hello", "stop")
        fine.error = {}
        local client = calls.client(wire.start { { "read", answer { fine, "[DONE]" } } })
        assert.equal("Hello", collect(client).choices[1].message.content)
    end)

    it("is retried at its beginning, where that helps", function()
        local server = wire.start {
            { "read", answer { { error = { code = 429, message = "slow down" } } } },
            { "read", wire.json(200, { error = { code = 503, message = "busy" } }) },
            { "read", answer(HELLO) },
        }
        local waits, stream = calls.skipping(calls.client(server), ask)
        assert.equal(2, #waits)
        assert.equal("Hello", assert(stream:collect()).choices[1].message.content)
    end)

    it("is not retried by a path that no row knows, where it may have been done", function()
        local server = wire.start { repeats = true, { "read", answer { { error = { code = 500, message = "no" } } } } }
        local _, err = calls.client(server):request("POST", "/x", {}, { stream = true })
        assert.equal("server true 1", ("%s %s %d"):format(err.kind, tostring(err.ambiguous), #server:requests()))
    end)
end)

describe("In place of a stream", function()
    local function message_of(step, options)
        local client = calls.client(wire.start { { "read", step } }, options or { max_retries = 0 })
        local made, err = collect(client)
        assert.is_nil(made)
        return err.kind .. ": " .. err.message
    end

    it("a web page is one", function()
        assert.truthy(message_of(wire.answer(200, "\n <html><title>Login</title></html>")):find('^protocol: .*"Login"'))
    end)

    it("nothing is an error", function()
        assert.equal("connection: the stream ended before its first event", message_of(wire.answer(200, "")))
        assert.equal("connection: the stream ended before its first event", message_of(answer { "[DONE]" }))
        assert.equal("connection: the stream ended before its first event", message_of(answer ": hello\n\n\n"))
    end)

    it("lines of JSON are named", function()
        local step = wire.answer(200, "{}\n{}\n", { ["Content-Type"] = "application/x-ndjson" })
        assert.truthy(message_of(step):find "^protocol: .*x%-ndjson")
    end)

    it("what is packed is named", function()
        assert.truthy(message_of(wire.answer(200, "xx", { ["Content-Encoding"] = "gzip" })):find "^protocol: .*packed")
    end)

    it("events that are no JSON, no objects or no UTF-8 are errors", function()
        assert.truthy(message_of(answer { "{" }):find "^protocol: an event of the stream is no JSON: ")
        assert.truthy(message_of(answer { HELLO[1], "7" }):find "^protocol: an event of the stream is no JSON object")
        assert.truthy(message_of(answer { '{"a":"\255"}' }):find "^protocol: an event of the stream is no JSON: ")
    end)

    it("an event above max_event_bytes is an error", function()
        local step = answer { chunk(("x"):rep(3000)), "[DONE]" }
        assert.truthy(message_of(step, { max_event_bytes = 3000 }):find "^protocol: .*max_event_bytes")
        assert.is_table(collect(calls.client(wire.start { { "read", answer(HELLO) } }, { max_event_bytes = 3000 })))
    end)
end)

describe("Of servers like the API, a stream may", function()
    local function text_of(events, headers)
        local step = answer(events, headers)
        local client = calls.client(wire.start { { "read", step } }, { max_retries = 0 })
        return assert(assert(ask(client)):text())
    end

    it("name itself plain text, or nothing", function()
        assert.equal("Hello", text_of(HELLO, { ["Content-Type"] = "text/plain" }))
        assert.equal("Hello", text_of(HELLO, { ["Content-Type"] = false }))
    end)

    it("go on behind its end", function()
        assert.equal("Hello", text_of(frames(HELLO) .. frames { chunk " world", "junk" }))
    end)

    it("leave the marker out when every choice was finished", function()
        assert.equal("Hello", text_of { HELLO[1], HELLO[2], HELLO[3] })
    end)

    it("leave finish reasons out when there is a marker", function()
        assert.equal("Hello", text_of { HELLO[1], HELLO[2], "[DONE]" })
    end)

    it("not leave out both", function()
        local client = calls.client(wire.start { { "read", answer { HELLO[1], HELLO[2] } } }, { max_retries = 0 })
        local made, err = collect(client)
        assert.is_nil(made)
        assert.equal("the stream broke off: nothing in it says that it was the end", err.message)
    end)

    it("not leave one of several choices unfinished", function()
        local step = answer { chunk("a", nil, 0), chunk("b", "stop", 1) }
        local client = calls.client(wire.start { { "read", step } }, { max_retries = 0 })
        assert.is_nil((collect(client)))
    end)

    it("begin with chunks without choices", function()
        assert.equal("Hello", text_of { { choices = {} }, HELLO[1], HELLO[2], HELLO[3], { choices = {}, usage = {} } })
    end)

    it("end on a path that no row knows with its body", function()
        local function read(step)
            local client = calls.client(wire.start { { "read", step, "close" } }, { max_retries = 0 })
            local stream = assert(client:request("POST", "/x", {}, { stream = true }))
            assert.equal(1, stream:next().n)
            return stream:next()
        end
        assert.same({}, { read(answer { { n = 1 } }) })
        local _, err = read({ "send", 'HTTP/1.1 200 OK\r\n\r\ndata: {"n":1}\n\n' })
        assert.equal("connection", err.kind)
    end)
end)

describe("Time in a stream", function()
    local first = event_streams.piece(frames { HELLO[1] })

    --- Asks and reads on in a task, and lets so much time pass when the first event was read.
    local function silence(seconds, options)
        local server = wire.start { { "read", event_streams.head(), first, "hang" } }
        local client = calls.client(server, { max_retries = 0 })
        local outcome, begun
        local reader = openai.spawn(function()
            local stream = assert(ask(client, options))
            stream:next()
            begun = true
            outcome = { stream:next() }
        end)
        while not begun do openai.loop:poll(1) end
        openai.loop:skip(seconds)
        openai.loop:poll(0)
        openai.loop:poll(0)
        reader:cancel()
        openai.loop:poll(0)
        return outcome[2]
    end

    it("may be 600 s of silence, and no more", function()
        assert.equal("cancelled", silence(590).kind)
        local err = silence(610)
        assert.equal("timeout", err.kind)
        assert.truthy(err.message:find "idle_timeout")
    end)

    it("is bounded by an idle_timeout and by a timeout that were named", function()
        assert.truthy(silence(20, { idle_timeout = 10 }).message:find "idle_timeout")
        assert.truthy(silence(20, { timeout = 10 }).message:find "option timeout")
        assert.equal("cancelled", silence(20, { timeout = 30 }).kind)
        assert.equal("cancelled", silence(5000, { idle_timeout = false }).kind)
    end)

    it("does not pass while the reader does something else", function()
        local gate = os.tmpname()
        os.remove(gate)
        local server = wire.start {
            { "read", event_streams.head(), first, { "await", gate },
                event_streams.piece(frames { HELLO[2], HELLO[3], "[DONE]" }) },
        }
        local stream = assert(ask(calls.client(server)))
        stream:next()
        openai.loop:skip(5000)
        openai.loop:poll(0)
        openai.loop:skip(5000)
        io.open(gate, "w"):close()
        assert.equal("lo", assert(stream:next()).choices[1].delta.content)
        stream:close()
        os.remove(gate)
    end)

    it("is up by the deadline where no first event comes", function()
        local server = wire.start { { "read", event_streams.head(), { "send", "3\r\n: \n\r\n" }, "hang" } }
        local waits, stream, err = calls.skipping(calls.client(server, { max_retries = 0 }), ask, calls.asked(server))
        assert.equal(0, #waits)
        assert.is_nil(stream)
        assert.equal("timeout", err.kind)
    end)
end)
