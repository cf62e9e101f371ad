local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local http = require "spec.support.http"

local function events_of(answer)
    local events = {}
    for block in answer.body:gmatch "(.-)\n\n" do
        local name, data = block:match "^event: ([^\n]+)\ndata: (.*)$"
        data = data or block:match "^data: (.*)$"
        events[#events + 1] = data == "[DONE]" and data or cjson.decode(data)
        if name then assert.equal(name, events[#events].type) end
    end
    return events
end

local WEATHER = { type = "object", properties = {
    city = { type = "string" }, days = { type = "integer", minimum = 3 },
} }

describe("the emulator's language", function()
    local emu, api

    setup(function()
        emu = emulator.start()
        api = http.client(emu.base_url)
    end)

    teardown(function() emu:stop() end)

    before_each(function()
        emu:reset()
        emu:clock { mode = "manual" }
    end)

    local function chat(content, more)
        local body = { model = "gpt-4o", messages = { { role = "user", content = content } } }
        for name, value in pairs(more or {}) do body[name] = value end
        return api:post("/chat/completions", body)
    end

    local function refused(answer, param)
        assert.equal(400, answer.status)
        assert.equal(param, answer.json.error.param)
    end

    describe("in chat completions", function()
        it("says the same for the same messages", function()
            local first, second = chat("Hello there").json, chat("Hello there").json
            assert.equal("Emulated answer to: Hello there", first.choices[1].message.content)
            assert.same(first.choices, second.choices)
            assert.are_not.equal(first.id, second.id)
        end)

        it("counts what it says, and stops where it is told", function()
            local answer = chat("one two three", { max_tokens = 4 }).json
            assert.equal("Emulated answer to: one", answer.choices[1].message.content)
            assert.equal("length", answer.choices[1].finish_reason)
            assert.equal(4, answer.usage.completion_tokens)
            assert.equal("Emulated answer", chat("x", { stop = { " to", "never" } }).json.choices[1].message.content)
            assert.equal("Emulated ", chat("x", { stop = "answer" }).json.choices[1].message.content)
        end)

        it("gives as many choices as asked for, and log probabilities of each token", function()
            local answer = chat("x", { n = 3, logprobs = true, top_logprobs = 1 }).json
            assert.equal(3, #answer.choices)
            for i, choice in ipairs(answer.choices) do
                assert.equal(i - 1, choice.index)
                local text = ""
                for _, entry in ipairs(choice.logprobs.content) do
                    text = text .. entry.token
                    assert.equal(entry.token, entry.top_logprobs[1].token)
                end
                assert.equal(choice.message.content, text)
            end
        end)

        it("streams what it says without a stream, choice by choice, with the usage at the end", function()
            local whole = chat("Hello there", { n = 2 }).json
            local events = events_of(chat("Hello there",
                { n = 2, stream = true, stream_options = { include_usage = true } }))
            assert.equal("[DONE]", events[#events])
            assert.same(whole.usage, events[#events - 1].usage)
            assert.equal(0, #events[#events - 1].choices)
            local texts, finishes = { "", "" }, {}
            for i = 1, #events - 2 do
                local choice = events[i].choices[1]
                assert.equal("chat.completion.chunk", events[i].object)
                texts[choice.index + 1] = texts[choice.index + 1] .. (choice.delta.content or "")
                if choice.finish_reason ~= cjson.null then finishes[choice.index + 1] = choice.finish_reason end
            end
            assert.same({ "stop", "stop" }, finishes)
            for i = 1, 2 do assert.equal(whole.choices[i].message.content, texts[i]) end
        end)

        it("sends events with their type, and without a length", function()
            local answer = chat("x", { stream = true })
            assert.matches("^text/event%-stream", answer.headers["content-type"])
            assert.is_nil(answer.headers["content-length"])
        end)

        it("calls the tool that the user names, with what is said of its parameters", function()
            local tools = { { type = "function", ["function"] = { name = "get_weather", parameters = WEATHER } } }
            local message = chat("get_weather with city: Köln", { tools = tools }).json.choices[1]
            assert.equal("tool_calls", message.finish_reason)
            local call = message.message.tool_calls[1]
            local arguments = cjson.decode(call["function"].arguments)
            assert.equal("get_weather", call["function"].name)
            assert.equal("Köln", arguments.city)
            assert.is_true(arguments.days >= 3)
            assert.equal("stop", chat("Hello", { tools = tools }).json.choices[1].finish_reason)
            assert.equal("tool_calls",
                chat("Hello", { tools = tools, tool_choice = "required" }).json.choices[1].finish_reason)
            local joined = ""
            for _, event in ipairs(events_of(chat("get_weather with city: Köln", { tools = tools, stream = true }))) do
                local calls = event ~= "[DONE]" and event.choices[1].delta.tool_calls
                if calls then joined = joined .. calls[1]["function"].arguments end
            end
            assert.equal(call["function"].arguments, joined)
        end)

        it("repeats a tool's result", function()
            local answer = api:post("/chat/completions", { model = "gpt-4o", messages = {
                { role = "user", content = "get_weather" },
                { role = "assistant", tool_calls = { { id = "c", type = "function",
                    ["function"] = { name = "get_weather", arguments = "{}" } } } },
                { role = "tool", tool_call_id = "c", content = "12 degrees" },
            }, tools = { { type = "function", ["function"] = { name = "get_weather" } } } })
            assert.equal("The tool answered: 12 degrees", answer.json.choices[1].message.content)
        end)

        it("conforms to a schema, also one that refers to itself", function()
            local schema = { type = "object", properties = {
                kind = { enum = { "red", "green" } }, count = { type = "integer", maximum = 2 },
                list = { type = "array", items = { type = "boolean" }, minItems = 2 },
                child = { anyOf = { { ["$ref"] = "#" }, { type = "null" } } },
            } }
            local format = { type = "json_schema", json_schema = { name = "n", schema = schema } }
            local answer = chat("a green one", { response_format = format }).json
            local value = cjson.decode(answer.choices[1].message.content)
            assert.equal("green", value.kind)
            assert.is_true(value.count <= 2)
            assert.equal(2, #value.list)
            assert.equal("green", value.child.kind)
        end)

        it("refuses what the service refuses, naming the parameter", function()
            refused(chat("x", { temperature = 3 }), "temperature")
            refused(chat("x", { n = 0 }), "n")
            refused(chat("x", { stream_options = { include_usage = true } }), "stream_options")
            refused(chat("x", { stop = { "1", "2", "3", "4", "5" } }), "stop")
            refused(chat("x", { response_format = { type = "json_schema" } }), "response_format.schema")
            refused(chat("x", { tool_choice = { type = "function", ["function"] = { name = "none" } } }), "tool_choice")
            refused(api:post("/chat/completions", { model = "gpt-4o" }), "messages")
        end)
    end)

    describe("in responses", function()
        it("streams typed events, numbered, that end with the response as it is kept", function()
            local events = events_of(api:post("/responses", { model = "gpt-4o", input = "Hi you", stream = true }))
            local text = ""
            for i, event in ipairs(events) do
                assert.equal(i - 1, event.sequence_number)
                if event.type == "response.output_text.delta" then text = text .. event.delta end
            end
            assert.equal("response.created", events[1].type)
            assert.equal("response.completed", events[#events].type)
            local response = events[#events].response
            assert.equal(response.output[1].content[1].text, text)
            assert.same(response, api:get("/responses/" .. response.id).json)
        end)

        it("finishes in the background, and streams again from any event", function()
            local response = api:post("/responses", { model = "gpt-4o", input = "Hi", background = true }).json
            assert.equal("queued", response.status)
            local path = "/responses/" .. response.id
            emu:advance(3)
            assert.equal("in_progress", api:get(path).json.status)
            emu:advance(3)
            assert.equal("completed", api:get(path).json.status)
            local all = events_of(api:get(path .. "?stream=true"))
            local rest = events_of(api:get(path .. "?stream=true&starting_after=4"))
            assert.equal(#all - 5, #rest)
            for i, event in ipairs(rest) do assert.same(all[i + 5], event) end
        end)

        it("is cancelled in the background, and deleted", function()
            local response = api:post("/responses", { model = "gpt-4o", input = "Hi", background = true }).json
            assert.equal("cancelled", api:request("POST", "/responses/" .. response.id .. "/cancel").json.status)
            assert.is_true(api:delete("/responses/" .. response.id).json.deleted)
            assert.equal(404, api:get("/responses/" .. response.id).status)
        end)

        it("goes on from an earlier response: a call, its output, the answer", function()
            local tools = { { type = "function", name = "look", parameters = { type = "object" } } }
            local first = api:post("/responses", { model = "gpt-4o", input = "look", tools = tools }).json
            assert.equal("function_call", first.output[1].type)
            local second = api:post("/responses", { model = "gpt-4o", previous_response_id = first.id, tools = tools,
                input = { { type = "function_call_output", call_id = first.output[1].call_id, output = "a door" } } })
            assert.equal("The tool answered: a door", second.json.output[1].content[1].text)
        end)

        it("keeps nothing when it is told so", function()
            local response = api:post("/responses", { model = "gpt-4o", input = "Hi", store = false }).json
            assert.equal(404, api:get("/responses/" .. response.id).status)
        end)
    end)

    it("completes each prompt of a completion, streamed and not", function()
        local body = { model = "babbage-002", prompt = { "one", "two" } }
        local whole = api:post("/completions", body).json
        assert.equal("Emulated answer to: two", whole.choices[2].text)
        body.stream = true
        local texts = { "", "" }
        for _, event in ipairs(events_of(api:post("/completions", body))) do
            local choice = event ~= "[DONE]" and event.choices[1]
            if choice then texts[choice.index + 1] = texts[choice.index + 1] .. choice.text end
        end
        for i = 1, 2 do assert.equal(whole.choices[i].text, texts[i]) end
    end)

    it("moderates each text", function()
        local results = api:post("/moderations", { input = { "I will kill you", "a fine day" } }).json.results
        assert.is_true(results[1].flagged)
        assert.is_true(results[1].categories.violence)
        assert.is_false(results[2].flagged)
    end)

    it("of a fine-tuned model is that of the nearest training example, in a batch too", function()
        local file = api:upload("train.jsonl", http.examples(12), "fine-tune")
        local job = api:post("/fine_tuning/jobs", { model = "gpt-4o-mini", training_file = file.id }).json
        emu:advance(100000)
        local model = api:get("/fine_tuning/jobs/" .. job.id).json.fine_tuned_model
        local question = { role = "user", content = "The question with number 7, please" }
        local body = { model = model, messages = { question } }
        assert.equal("Answer number 7", api:post("/chat/completions", body).json.choices[1].message.content)
        local line = cjson.encode { custom_id = "a", method = "POST", url = "/v1/chat/completions",
            body = body } .. "\n"
        local batch = api:post("/batches", { input_file_id = api:upload("in.jsonl", line, "batch").id,
            endpoint = "/v1/chat/completions", completion_window = "24h" }).json
        emu:advance(100000)
        local output = api:get("/batches/" .. batch.id).json.output_file_id
        assert.matches('"content":"Answer number 7"', api:get("/files/" .. output .. "/content").body)
    end)
end)
