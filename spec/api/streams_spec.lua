-- Streams of events, as users hold them.
local openai = require "openai"
local calls = require "spec.support.calls"
local event_streams = require "spec.support.event_streams"
local wire = require "spec.support.wire"

local chunk, answer = event_streams.chunk, event_streams.answer
local QUESTION = event_streams.QUESTION

local HELLO = { chunk "Hel", chunk "lo", chunk("", "stop"), "[DONE]" }

describe("A stream", function()
    after_each(wire.stop_all)

    --- A client, and the server, of these turns.
    local function serve(turns, options)
        local server = wire.start(turns)
        return calls.client(server, options), server
    end

    --- One answer to every request.
    local function serve_answer(step, options)
        return serve({ repeats = true, { "read", step } }, options)
    end

    local function ask(client, options)
        return client.chat.completions:create(QUESTION, options)
    end

    local function texts_of(stream)
        local texts = {}
        for event in stream:events() do texts[#texts + 1] = event.choices[1].delta.content end
        return table.concat(texts, ",")
    end

    it("yields the events and ends", function()
        local client, server = serve_answer(answer(HELLO))
        local stream = assert(ask(client))
        assert.equal("openai.stream open", tostring(stream))
        assert.equal("Hel,lo,", texts_of(stream))
        assert.equal("openai.stream ended", tostring(stream))
        assert.same({}, { stream:next() })
        local headers = server:requests()[1].headers
        assert.equal("text/event-stream", headers.accept)
        assert.equal("identity", headers["accept-encoding"])
    end)

    it("tells the names of events beside them", function()
        local client = serve_answer(answer { { type = "a.b", n = 1 }, { n = 2 } })
        local stream = assert(client:request("POST", "/any", {}, { stream = true }))
        local event, name = stream:next()
        assert.equal("1 a.b", event.n .. " " .. name)
        event, name = stream:next()
        assert.equal("2 nil", event.n .. " " .. tostring(name))
        assert.is_nil(stream:next())
    end)

    it("gives the response besides, when asked for", function()
        local client = serve_answer(answer(HELLO, { ["x-request-id"] = "req_7" }))
        local stream, info = ask(client, { with_response = true })
        assert.equal("req_7", info.request_id)
        stream:close()
    end)

    it("is asked for among the parameters of an operation, among the options of a path", function()
        local client, server = serve_answer(answer { { n = 1 } })
        local ok, problem = pcall(function() return client.files:list({}, { stream = true }) end)
        assert.is_false(ok)
        assert.truthy(problem:find "stream is a parameter here")
        assert.is_string(client:request("POST", "/any", { stream = true }))
        assert.truthy(server:requests()[1].body:find '"stream":true')
    end)

    it("is asked for by forms and queries, too", function()
        local done = { type = "transcript.text.done", text = "hey" }
        local completed = { type = "response.completed", response = { id = "r", status = "completed" } }
        local client, server = serve { { "read", answer { done } }, { "read", answer { completed } } }
        local stream = assert(client.audio.transcriptions:create {
            file = openai.bytes("a.wav", "RIFF"), model = "whisper-1", stream = true,
        })
        assert.equal("hey", stream:collect().text)
        assert.equal("r", assert(client.responses:retrieve("r", { stream = true })):collect().id)
        local requests = server:requests()
        assert.truthy(requests[1].body:find 'name="stream"\r\n\r\ntrue\r\n')
        assert.truthy(requests[2].target:find "stream=true")
    end)

    it("is read by tasks side by side", function()
        local client = serve_answer(answer(HELLO))
        local texts = assert(openai.map({ 1, 2, 3 }, function() return texts_of(assert(ask(client))) end))
        assert.same({ "Hel,lo,", "Hel,lo,", "Hel,lo," }, texts)
    end)

    it("sent a byte at a time is the same", function()
        local turn = { "read", event_streams.head() }
        for byte in event_streams.frames(HELLO):gmatch "." do turn[#turn + 1] = event_streams.piece(byte) end
        turn[#turn + 1] = event_streams.last
        local client = serve { turn }
        assert.equal("Hel,lo,", texts_of(assert(ask(client))))
    end)

    it("ends at the marker, whatever the connection does", function()
        local all = event_streams.piece(event_streams.frames(HELLO))
        local client = serve { { "read", event_streams.head(), all, "hang" } }
        assert.equal("Hel,lo,", texts_of(assert(ask(client))))
    end)

    it("is cancelled for who reads on after closing it", function()
        local client = serve_answer(answer(HELLO))
        local stream = assert(ask(client))
        stream:close()
        stream:close()
        local event, err = stream:next()
        assert.is_nil(event)
        assert.equal("cancelled", err.kind)
        assert.has_error(function() for _ in stream:events() do error "an event" end end)
    end)

    it("stays over when it is closed after its end", function()
        local client = serve_answer(answer(HELLO))
        local stream = assert(ask(client))
        texts_of(stream)
        stream:close()
        assert.same({}, { stream:next() })
    end)
end)

describe("A stream of a response in the background", function()
    after_each(wire.stop_all)

    local function event(number, type, more)
        local made = { type = "response." .. (type or "output_text.delta"), sequence_number = number }
        for name, value in pairs(more or {}) do made[name] = value end
        return made
    end

    local function created(in_background)
        return event(0, "created", { response = { id = "resp_1", background = in_background } })
    end

    local completed = event(5, "completed", { response = { id = "resp_1", status = "completed" } })

    --- Steps that send these and break off.
    local function cut(events)
        return { "read", event_streams.head(), event_streams.piece(event_streams.frames(events)), "close" }
    end

    local function numbers_of(stream)
        local numbers = {}
        for each in stream:events() do numbers[#numbers + 1] = each.sequence_number end
        return table.concat(numbers, " ")
    end

    local function start(turns, options)
        local server = wire.start(turns)
        local client = calls.client(server, options)
        return client, server
    end

    local ASKED = { model = "m", input = "x", background = true, stream = true }

    it("goes on behind its last event when it is cut", function()
        local client, server = start {
            cut { created(true), event(1) }, cut { event(2), event(3) }, { "read", answer { event(4), completed } },
        }
        assert.equal("0 1 2 3 4 5", numbers_of(assert(client.responses:create(ASKED))))
        local requests = server:requests()
        assert.equal("/v1/responses/resp_1?starting_after=1&stream=true",
            requests[2].target:gsub("%?(stream=true)&(starting_after=%d+)", "?%2&%1"))
        assert.truthy(requests[3].target:find("starting_after=3", 1, true))
    end)

    it("goes on where it was asked for again, too", function()
        local client, server = start { cut { event(3) }, { "read", answer { event(4), completed } } }
        local asked = { stream = true, starting_after = 2, include = { "reasoning.encrypted_content" } }
        assert.equal("3 4 5", numbers_of(assert(client.responses:retrieve("resp_1", asked))))
        local target = server:requests()[2].target
        assert.truthy(target:find("starting_after=3", 1, true))
        assert.truthy(target:find("reasoning.encrypted_content", 1, true))
    end)

    it("ends with the error when going on does not help", function()
        local client, server = start({ repeats = true, cut { created(true), event(1) } }, { max_retries = 1 })
        local stream = assert(client.responses:create(ASKED))
        local ok, err = pcall(function()
            for each in stream:events() do assert(each.sequence_number < 2) end
        end)
        assert.is_false(ok)
        assert.equal("connection", err.kind)
        assert.is_true(#server:requests() > 1)
    end)

    it("that is in none ends at once", function()
        local client, server = start({ cut { created(false), event(1) } }, { max_retries = 1 })
        local stream = assert(client.responses:create { model = "m", input = "x", stream = true })
        stream:next()
        stream:next()
        local each, err = stream:next()
        assert.is_nil(each)
        assert.equal("connection", err.kind)
        assert.is_true(err.ambiguous)
        assert.equal(1, #server:requests())
    end)
end)
