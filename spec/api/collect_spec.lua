-- What a stream's events add up to: the object that the call without `stream` returns.
local calls = require "spec.support.calls"
local emulated = require "spec.support.emulated"
local event_streams = require "spec.support.event_streams"
local wire = require "spec.support.wire"

local QUESTION = event_streams.QUESTION

local function merged(...)
    local all = {}
    for _, fields in ipairs { ... } do
        for name, value in pairs(fields) do all[name] = value end
    end
    return all
end

describe("Against the emulator,", function()
    local client

    emulated.around(function(_, made) client = made end)

    --- A copy without what differs from call to call.
    local function stable(value)
        if type(value) ~= "table" then return value end
        local copy = {}
        for name, item in pairs(value) do
            if name ~= "id" and name ~= "created" and name ~= "created_at" and name ~= "completed_at"
                and name ~= "annotations" then
                copy[name] = stable(item)
            end
        end
        return copy
    end

    local function compare(resource, parameters)
        local whole = assert(resource:create(parameters))
        local stream = assert(resource:create(merged(parameters, { stream = true })))
        local collected = assert(stream:collect())
        return stable(whole), stable(collected)
    end

    local ASKED = { model = "gpt-4o-mini", messages = { { role = "user", content = "What is a sword?" } } }

    it("a chat completion collected is the one without stream", function()
        local whole, collected = compare(client.chat.completions, ASKED)
        whole.usage = nil
        assert.same(whole, collected)
    end)

    it("so are several choices with their log probabilities and the usage", function()
        local asked = merged(ASKED, { n = 3, logprobs = true, top_logprobs = 2 })
        local whole = stable(assert(client.chat.completions:create(asked)))
        local collected = stable(assert(assert(client.chat.completions:create(merged(asked, {
            stream = true, stream_options = { include_usage = true },
        }))):collect()))
        assert.same(whole, collected)
    end)

    it("so are calls of tools", function()
        local whole, collected = compare(client.chat.completions, merged(ASKED, {
            tool_choice = "required", tools = { {
                type = "function", ["function"] = {
                    name = "look_up", parameters = {
                        type = "object", properties = { word = { type = "string" } }, required = { "word" },
                    },
                },
            } },
        }))
        assert.equal("look_up", collected.choices[1].message.tool_calls[1]["function"].name)
        whole.usage = nil
        assert.same(whole, collected)
    end)

    it("so is a completion", function()
        local whole, collected = compare(client.completions, { model = "gpt-4o-mini", prompt = "A sword" })
        whole.usage = nil
        assert.same(whole, collected)
    end)

    it("so is a response", function()
        local whole, collected = compare(client.responses, { model = "gpt-4o-mini", input = "What is a sword?" })
        assert.same(whole, collected)
    end)

    it("the text is the answer's", function()
        local whole = assert(client.chat.completions:create(ASKED)).choices[1].message.content
        local asked = merged(ASKED, { stream = true })
        assert.equal(whole, assert(client.chat.completions:create(asked)):text())
        local pieces = {}
        local stream = assert(client.chat.completions:create(asked))
        for text, choice in stream:deltas() do
            assert.equal(0, choice)
            pieces[#pieces + 1] = text
        end
        assert.equal(whole, table.concat(pieces))
        assert.equal(whole, stream:collect().choices[1].message.content)
        assert.equal(whole, assert(client.responses:create {
            model = "gpt-4o-mini", input = "What is a sword?", stream = true,
        }):text())
    end)
end)

describe("A stream collected", function()
    after_each(wire.stop_all)

    local function collect(events)
        local server = wire.start { { "read", event_streams.answer(events) } }
        local stream = assert(calls.client(server).chat.completions:create(QUESTION))
        return stream:collect()
    end

    local function choice(delta, more)
        return { id = "c", object = "chat.completion.chunk", choices = { merged({ index = 0, delta = delta }, more) } }
    end

    local STOP = choice({}, { finish_reason = "stop" })

    local function message_of(deltas)
        local events = {}
        for index, delta in ipairs(deltas) do events[index] = choice(delta) end
        events[#events + 1] = STOP
        events[#events + 1] = "[DONE]"
        return assert(collect(events)).choices[1].message
    end

    it("joins texts, refusals and thoughts, and nothing else", function()
        assert.same({ role = "assistant", content = "ab", refusal = "no!", reasoning_content = "hm.", mood = "sad" },
            message_of {
                { role = "assistant", content = "a", mood = "glad" }, { content = "b", refusal = "no", mood = "sad" },
                { refusal = "!", reasoning_content = "hm" }, { role = "assistant", reasoning_content = "." },
            })
    end)

    it("puts calls of tools together by their index", function()
        local first, second = { name = "f", arguments = '{"a":1}' }, { name = "g", arguments = "{}" }
        assert.same({
            { id = "1", type = "function", ["function"] = first },
            { id = "2", type = "function", ["function"] = second },
        }, message_of {
            { tool_calls = {
                { index = 0, id = "1", type = "function", ["function"] = { name = "f", arguments = "" } },
            } },
            { tool_calls = {
                { index = 1, id = "2", type = "function", ["function"] = { name = "g", arguments = "{" } },
                { index = 0, id = "1", type = "function", ["function"] = { name = "f", arguments = '{"a"' } },
            } },
            { tool_calls = { { index = 0, ["function"] = { arguments = ":1}" } } } },
            { tool_calls = { { index = 1, id = "", ["function"] = { arguments = "}" } } } },
        }.tool_calls)
    end)

    it("knows calls without index by their ids", function()
        local calls_made = message_of {
            { tool_calls = { { id = "1", ["function"] = { name = "f", arguments = "{}" } } } },
            { tool_calls = { { id = "2", ["function"] = { name = "g", arguments = "[" } } } },
            { tool_calls = { { ["function"] = { arguments = "]" } } } },
        }.tool_calls
        assert.equal("1 {}", calls_made[1].id .. " " .. calls_made[1]["function"].arguments)
        assert.equal("2 []", calls_made[2].id .. " " .. calls_made[2]["function"].arguments)
    end)

    it("takes another id with the same index for another call", function()
        local calls_made = message_of {
            { tool_calls = { { index = 0, id = "1", ["function"] = { name = "f", arguments = "{}" } } } },
            { tool_calls = { { index = 0, id = "2", ["function"] = { name = "f", arguments = "{}" } } } },
        }.tool_calls
        assert.same({ "1", "2" }, { calls_made[1].id, calls_made[2].id })
    end)

    it("joins audio that was coded piece by piece", function()
        local audio = message_of {
            { audio = { id = "a", transcript = "he" } },
            { audio = { data = "aGU=" } }, { audio = { data = "eQ==", transcript = "y" } },
            { audio = { expires_at = 7 } },
        }.audio
        assert.same({ id = "a", transcript = "hey", data = "aGV5", expires_at = 7 }, audio)
    end)

    it("keeps no empty names of the first chunk, and the usage that came last", function()
        local first = { id = "", model = "", object = "", choices = {}, prompt_filter_results = { { index = 0 } } }
        local made = assert(collect {
            first, merged(choice { content = "x" }, { id = "c1", model = "m", obfuscation = "abc" }),
            merged(STOP, { usage = { total_tokens = 1 } }), { choices = {}, usage = { total_tokens = 2 } }, "[DONE]",
        })
        assert.equal("c1 m chat.completion 2", ("%s %s %s %d"):format(made.id, made.model, made.object,
            made.usage.total_tokens))
        assert.is_nil(made.obfuscation)
    end)

    it("has the only choice as the first, whatever its number", function()
        local made = assert(collect { choice({ content = "x" }, { index = 7, finish_reason = "stop" }), "[DONE]" })
        assert.equal(0, made.choices[1].index)
    end)

    it("takes an empty finish reason for none", function()
        local made = assert(collect {
            choice({ content = "x" }, { finish_reason = "" }), STOP, choice({}, { finish_reason = "" }), "[DONE]",
        })
        assert.equal("stop", made.choices[1].finish_reason)
    end)

    it("is the whole object of a server that knows no streams", function()
        local choices = { { index = 0, message = { content = "hi" } } }
        local whole = { id = "c", object = "chat.completion", choices = choices }
        local server = wire.start { repeats = true, { "read", wire.json(200, whole) } }
        local client = calls.client(server)
        assert.same(whole, assert(client.chat.completions:create(QUESTION)):collect())
        assert.equal("hi", assert(client.chat.completions:create(QUESTION)):text())
    end)

    it("is refused when events were taken before", function()
        local server = wire.start { { "read", event_streams.answer { STOP, "[DONE]" } } }
        local stream = assert(calls.client(server).chat.completions:create(QUESTION))
        stream:next()
        assert.has_error(function() stream:collect() end)
    end)

    local function collect_other(events, ask)
        local server = wire.start { { "read", event_streams.answer(events) } }
        local stream = assert(ask(calls.client(server)))
        return stream:collect()
    end

    local function response_of(status, more)
        return collect_other({
            { type = "response.created", response = { id = "r", object = "response", status = "in_progress" } },
            { type = "response." .. status, response = merged({ id = "r", status = status }, more) },
        }, function(client) return client.responses:create { model = "m", input = "x", stream = true } end)
    end

    it("of a response that failed is an error, of an incomplete one the response", function()
        local value, err = response_of("failed", { error = { code = "server_error", message = "tired" } })
        assert.is_nil(value)
        assert.equal("failed server_error", err.kind .. " " .. err.code)
        assert.equal("the response failed: tired", err.message)
        assert.equal("r", err.response.id)
        assert.equal("incomplete", assert(response_of("incomplete")).status)
    end)

    it("is bytes for speech, a text for transcripts, pictures for images", function()
        assert.equal("hey", collect_other({
            { type = "speech.audio.delta", audio = "aGU=" }, { type = "speech.audio.delta", audio = "eQ==" },
            { type = "speech.audio.done", usage = {} },
        }, function(client)
            return client.audio.speech:create { model = "m", voice = "v", input = "x", stream_format = "sse" }
        end))
        assert.same({ text = "hey", usage = { seconds = 1 } }, collect_other({
            { type = "transcript.text.delta", delta = "he" }, { type = "transcript.text.delta", delta = "y" },
            { type = "transcript.text.done", text = "hey", usage = { seconds = 1 } },
        }, function(client)
            return client:request("POST", "/audio/transcriptions", { stream = true }, { stream = true })
        end))
        local images = assert(collect_other({
            { type = "image_generation.partial_image", b64_json = "eA==", partial_image_index = 0 },
            { type = "image_generation.completed", b64_json = "eQ==", created_at = 7, usage = { total_tokens = 3 } },
        }, function(client)
            return client.images:generate { model = "m", prompt = "x", stream = true, partial_images = 1 }
        end))
        assert.same({ created = 7, usage = { total_tokens = 3 }, data = { { b64_json = "eQ==" } } }, images)
    end)
end)
