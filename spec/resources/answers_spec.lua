-- What is built on answers: their text, values by a schema, runs of tools, sessions.
local calls = require "spec.support.calls"
local cjson = require "cjson"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

local function chat(message, reason, more)
    local value = {
        id = "chatcmpl-1", object = "chat.completion", model = "m", created = 1,
        choices = { { index = 0, message = message, finish_reason = reason or "stop" } },
        usage = { prompt_tokens = 5, completion_tokens = 7, total_tokens = 12 },
    }
    for name, field in pairs(more or {}) do value[name] = field end
    return wire.json(200, value)
end

local function says(text, more) return chat({ role = "assistant", content = text }, nil, more) end

local function calls_tools(...)
    local list = {}
    for i, call in ipairs { ... } do
        list[i] = {
            id = call.id or "call_" .. i, type = "function", ["function"] = { name = call[1], arguments = call[2] },
        }
    end
    return chat({ role = "assistant", content = cjson.null, tool_calls = list }, "tool_calls")
end

local function response(output, more)
    local value = {
        id = "resp_1", object = "response", status = "completed", model = "m", output = output,
        usage = { input_tokens = 5, output_tokens = 7, total_tokens = 12 },
    }
    for name, field in pairs(more or {}) do value[name] = field end
    return value
end

local function message_item(text)
    return {
        type = "message", id = "msg_1", role = "assistant", status = "completed",
        content = { { type = "output_text", text = text, annotations = {} } },
    }
end

local function serve(...)
    local turns = {}
    for i, step in ipairs { ... } do turns[i] = { "read", step } end
    local server = wire.start(turns)
    return calls.client(server, { max_retries = 0 }), server
end

local function sent(server)
    local bodies = {}
    for i, request in ipairs(server:requests()) do bodies[i] = cjson.decode(request.body) end
    return bodies
end

local function misused(pattern, fn, ...)
    local ok, problem = pcall(fn, ...)
    assert.is_false(ok)
    assert.matches("^spec/resources/answers_spec.lua:%d+: openai: .*" .. pattern, problem)
end

local ASK = { { role = "user", content = "hello" } }

describe("openai.text_of", function()
    it("is the text of any kind of answer, and nil where there is none", function()
        assert.equal("a", openai.text_of { choices = { { message = { content = "a" } } } })
        assert.equal("", openai.text_of { choices = { { message = { content = "" } } } })
        assert.equal("ab", openai.text_of { choices = { { message = { content = {
            { type = "text", text = "a" }, { type = "text", text = "b" },
        } } } } })
        assert.equal("a", openai.text_of { choices = { { text = "a" } } })
        assert.equal("ab", openai.text_of(response { { type = "reasoning" }, message_item "a", message_item "b" }))
        for _, odd in ipairs { {}, { choices = {} }, { choices = { 5 } }, { output = { 5 } },
            { choices = { { message = {} } } } } do
            assert.is_nil(openai.text_of(odd))
        end
    end)
end)

describe("parse", function()
    after_each(wire.stop_all)

    local schema = openai.schema { name = "point", { "x", "integer" }, { "y", "integer" } }

    it("asks strictly by the schema, and returns the value and the answer", function()
        local client, server = serve(says '{"x":1,"y":2}')
        local value, answer = client.chat.completions:parse { model = "m", messages = ASK, response_format = schema }
        assert.same({ x = 1, y = 2 }, value)
        assert.equal("chatcmpl-1", answer.id)
        local format = sent(server)[1].response_format
        assert.equal("json_schema", format.type)
        assert.equal("point", format.json_schema.name)
        assert.is_true(format.json_schema.strict)
        assert.is_truthy(server:requests()[1].body:find('"properties":{"x":{"type":"integer"},"y":', 1, true))
    end)

    it("of responses does the same by text.format", function()
        local client, server = serve(wire.json(200, response { message_item '{"x":1,"y":2}' }))
        local value, answer = client.responses:parse {
            model = "m", input = "hello", text = { format = schema, verbosity = "low" },
        }
        assert.same({ x = 1, y = 2 }, value)
        assert.equal("resp_1", answer.id)
        local text = sent(server)[1].text
        assert.same({ "low", "json_schema", "point", true }, {
            text.verbosity, text.format.type, text.format.name, text.format.strict })
    end)

    it("takes the API's own form, also without a schema", function()
        local client = serve(says '{"x":1}', says '[1]')
        assert.same({ x = 1 }, client.chat.completions:parse {
            model = "m", messages = ASK, response_format = { type = "json_object" } })
        local value, err = client.chat.completions:parse { model = "m", messages = ASK, response_format = {
            type = "json_schema", json_schema = { name = "a", schema = { type = "object" } } } }
        assert.is_nil(value)
        assert.equal("schema", err.code)
    end)

    local failures = {
        ["refuses"] = { chat { role = "assistant", refusal = "I will not" }, "refusal", "I will not" },
        ["is cut off"] = { chat({ role = "assistant", content = '{"x":' }, "length"), "length", "cut off" },
        ["is filtered"] = { chat({ role = "assistant", content = '{"x":' }, "content_filter"), "content_filter",
            "filter" },
        ["is no JSON"] = { says "x = 1", "schema", "not JSON" },
        ["does not fit"] = { says '{"x":1,"y":"2"}', "schema", "%$%.y: a string" },
        ["calls tools"] = { calls_tools { "f", "{}" }, "schema", "no text" },
    }
    for how, case in pairs(failures) do
        it(("is an error with the answer in it when the model %s"):format(how), function()
            local client = serve(case[1])
            local value, err = client.chat.completions:parse { model = "m", messages = ASK, response_format = schema }
            assert.is_nil(value)
            assert.equal("failed", err.kind)
            assert.equal(case[2], err.code)
            assert.matches(case[3], err.message)
            assert.equal("chatcmpl-1", err.answer.id)
        end)
    end

    it("of responses tells refusals, limits and failures apart as well", function()
        local refusal = { type = "message", role = "assistant", content = { { type = "refusal", refusal = "no" } } }
        local client = serve(wire.json(200, response { refusal }),
            wire.json(200, response({ message_item "{" }, {
                status = "incomplete", incomplete_details = { reason = "max_output_tokens" } })),
            wire.json(200, response({}, { status = "failed", error = { code = "server_error", message = "broke" } })))
        for _, code in ipairs { "refusal", "length", "failed" } do
            local value, err = client.responses:parse { model = "m", input = "a", text = { format = schema } }
            assert.is_nil(value)
            assert.equal(code, err.code)
        end
    end)

    it("refuses a schema that the service would refuse, before it is sent", function()
        local client, server = serve()
        local value, err = client.chat.completions:parse { model = "m", messages = ASK, response_format = {
            type = "json_schema", json_schema = { name = "a", strict = true, schema = { type = "object" } } } }
        assert.is_nil(value)
        assert.equal("invalid", err.kind)
        assert.matches("additionalProperties must be false", err.message)
        assert.equal(0, #server:requests())
        misused("must be a schema", client.chat.completions.parse, client.chat.completions, { model = "m" })
    end)
end)

describe("openai.tool", function()
    it("says what is wrong about it, at the caller's line", function()
        local function fn() end
        misused("name is missing", openai.tool, { fn = fn })
        misused("fn is missing", openai.tool, { name = "a" })
        misused("name must be 1 to 64", openai.tool, { name = "a b", fn = fn })
        misused("did you mean 'parameters'", openai.tool, { name = "a", fn = fn, paramters = {} })
        misused("timeout must be a number", openai.tool, { name = "a", fn = fn, timeout = "1" })
        misused("refuse the parameters as strict", openai.tool, {
            name = "a", fn = fn, strict = true, parameters = { type = "object", properties = {} } })
        misused("takes a table", openai.tool, "a")
    end)
end)

describe("run_tools", function()
    after_each(wire.stop_all)

    local function weather(fn, more)
        local given = {
            name = "weather", description = "of a town", parameters = { { "town", "string" } },
            fn = fn or function(arguments) return { town = arguments.town, degrees = 20 } end,
        }
        for name, value in pairs(more or {}) do given[name] = value end
        return openai.tool(given)
    end

    local function run(client, tools, options, more)
        local params = { model = "m", messages = ASK, tools = tools }
        for name, value in pairs(more or {}) do params[name] = value end
        return client.chat.completions:run_tools(params, options)
    end

    it("carries calls out and asks again until there is an answer", function()
        local client, server = serve(calls_tools({ "weather", '{"town":"Rome"}' }, { "weather", '{"town":"Oslo"}' }),
            says "warm")
        local answer, messages = run(client, { weather() })
        assert.equal("warm", openai.text_of(answer))
        assert.equal(5, #messages)
        local bodies = sent(server)
        assert.same({ type = "function", ["function"] = {
            name = "weather", description = "of a town", strict = true, parameters = {
                type = "object", properties = { town = { type = "string" } }, required = { "town" },
                additionalProperties = false,
            } } }, bodies[1].tools[1])
        local told = bodies[2].messages
        assert.equal("assistant", told[2].role)
        assert.same({ role = "tool", tool_call_id = "call_1", content = '{"degrees":20,"town":"Rome"}' },
            { role = told[3].role, tool_call_id = told[3].tool_call_id,
                content = cjson.decode(told[3].content).town == "Rome" and '{"degrees":20,"town":"Rome"}' })
        assert.equal("Oslo", cjson.decode(told[4].content).town)
    end)

    it("runs them side by side where they suspend, and answers in the order of the calls", function()
        local client, server = serve(calls_tools({ "weather", '{"town":"slow"}' }, { "weather", '{"town":"fast"}' }),
            says "done")
        local running, most = 0, 0
        assert(run(client, { weather(function(arguments)
            running = running + 1
            most = math.max(most, running)
            openai.sleep(arguments.town == "slow" and 0.02 or 0.001)
            running = running - 1
            return arguments.town
        end) }))
        assert.equal(2, most)
        local told = sent(server)[2].messages
        assert.same({ "slow", "fast" }, { told[3].content, told[4].content })
    end)

    it("answers every call, whatever becomes of it", function()
        local client, server = serve(calls_tools(
            { "weather", "{" }, { "weather", '{"town":5}' }, { "weathr", "{}" }, { "weather", '{"town":"raise"}' },
            { "weather", '{"town":"err"}' }, { "weather", '{"town":"nil"}' }, { "weather", '{"town":"fn"}' },
            { "weather", '{}{}' }), says "done")
        assert(run(client, { weather(function(arguments)
            if arguments.town == "raise" then error("no luck", 0) end
            if arguments.town == "err" then return nil, "no station" end
            if arguments.town == "fn" then return print end
        end) }))
        local told = sent(server)[2].messages
        for i, pattern in ipairs { "arguments are no JSON", "do not fit the schema: %$%.town",
            "there is no tool 'weathr'",
            "^Error: no luck$", "^Error: no station$", "^null$", "cannot be sent", "no JSON" } do
            assert.matches(pattern, told[i + 2].content)
        end
    end)

    it("takes empty arguments for none", function()
        local client, server = serve(calls_tools({ "now", "" }, { "now", "  " }), says "done")
        assert(run(client, { openai.tool { name = "now", fn = function() return "noon" end } }))
        assert.equal("noon", sent(server)[2].messages[3].content)
    end)

    it("gives a call up that does not return in time, and says so to the model", function()
        local client, server = serve(calls_tools({ "weather", '{"town":"x"}' }), says "done")
        assert(run(client, { weather(function() openai.sleep(600) end, { timeout = 0.01 }) }))
        assert.matches("did not return within 0.01 s", sent(server)[2].messages[3].content)
    end)

    it("ends by a tool's error where that is asked for, with every message kept and answered", function()
        for _, policy in ipairs { "stop", function() end } do
            local client, server = serve(calls_tools({ "weather", '{"town":"a"}' }, { "weather", '{"town":"b"}' }))
            local answer, err = run(client, { weather(function(arguments)
                if arguments.town == "b" then return nil, "no station" end
                return "fine"
            end) }, { on_tool_error = policy })
            assert.is_nil(answer)
            assert.equal("tool", err.code)
            assert.matches("the tool 'weather' failed: no station", err.message)
            assert.equal(4, #err.messages)
            assert.equal("fine", err.messages[3].content)
            assert.equal(1, #server:requests())
        end
        local client, server = serve(calls_tools { "weather", '{"town":"b"}' }, says "done")
        assert(run(client, { weather(function() return nil, "no station" end) },
            { on_tool_error = function(problem) return "ask later: " .. problem end }))
        assert.equal("ask later: no station", sent(server)[2].messages[3].content)
    end)

    it("ends after max_rounds as an error, with all messages", function()
        local step = calls_tools { "weather", '{"town":"x"}' }
        local client = serve(step, step, step)
        local answer, err = run(client, { weather() }, { max_rounds = 3 })
        assert.is_nil(answer)
        assert.equal("max_rounds", err.code)
        assert.equal(7, #err.messages)
        assert.equal("tool", err.messages[7].role)
    end)

    it("runs no tool of an answer that was cut off", function()
        local message = { role = "assistant", tool_calls = { { id = "c", type = "function",
            ["function"] = { name = "weather", arguments = '{"town":"x"}' } } } }
        local client = serve(chat(message, "length"))
        local ran = false
        local answer, err = run(client, { weather(function() ran = true end) })
        assert.is_nil(answer)
        assert.equal("length", err.code)
        assert.is_false(ran)
        assert.same(ASK, err.messages)
    end)

    it("forces a tool in the first round only", function()
        local client, server = serve(calls_tools { "weather", '{"town":"x"}' }, says "done")
        assert(run(client, { weather() }, nil, { tool_choice = "required" }))
        assert.equal("required", sent(server)[1].tool_choice)
        assert.equal("auto", sent(server)[2].tool_choice)
    end)

    it("keeps the messages when a request fails or is cancelled", function()
        local client = serve(calls_tools { "weather", '{"town":"x"}' }, wire.json(500,
            { error = { message = "down" } }))
        local answer, err = run(client, { weather() })
        assert.is_nil(answer)
        assert.equal("server", err.kind)
        assert.equal(3, #err.messages)
        client = serve(calls_tools({ "weather", '{"town":"x"}' }, { "weather", '{"town":"y"}' }))
        local reached
        local task = openai.spawn(function()
            return run(client, { weather(function()
                reached = true
                openai.sleep(600)
            end) })
        end)
        while not reached do openai.loop:poll(1) end
        task:cancel()
        local _, cancelled = task:await()
        assert.equal("cancelled", cancelled.kind)
        assert.equal(4, #cancelled.messages)
        assert.matches("cancelled", cancelled.messages[4].content)
    end)

    it("of responses answers by call_id; the service keeps the rest", function()
        local call = {
            type = "function_call", id = "fc_1", call_id = "call_9", name = "weather", arguments = '{"town":"Rome"}',
        }
        local client, server = serve(wire.json(200, response { { type = "reasoning", id = "rs_1" }, call }),
            wire.json(200, response({ message_item "warm" }, { id = "resp_2" })))
        local answer, items = client.responses:run_tools {
            model = "m", input = "weather?", instructions = "be brief", tools = { weather() } }
        assert.equal("warm", openai.text_of(answer))
        assert.equal(5, #items)
        local bodies = sent(server)
        assert.equal("weather", bodies[1].tools[1].name)
        assert.equal("resp_1", bodies[2].previous_response_id)
        assert.equal("be brief", bodies[2].instructions)
        assert.same({ "function_call_output", "call_9" }, { bodies[2].input[1].type, bodies[2].input[1].call_id })
        assert.equal(1, #bodies[2].input)
    end)

    it("of responses that are not stored sends all items back, encrypted reasoning included", function()
        local call = { type = "function_call", call_id = "call_9", name = "weather", arguments = '{"town":"Rome"}' }
        local client, server = serve(wire.json(200, response { { type = "reasoning", id = "rs_1" }, call }),
            wire.json(200, response { message_item "warm" }))
        assert(client.responses:run_tools { model = "m", input = "weather?", store = false, tools = { weather() } })
        local bodies = sent(server)
        assert.same({ "reasoning.encrypted_content" }, bodies[1].include)
        local kinds = {}
        for i, item in ipairs(bodies[2].input) do kinds[i] = item.type end
        assert.same({ "message", "reasoning", "function_call", "function_call_output" }, kinds)
        assert.is_nil(bodies[2].previous_response_id)
    end)

    it("says what is wrong about its arguments, at the caller's line", function()
        local completions = calls.client({ base_url = "http://127.0.0.1:1/v1" }).chat.completions
        local function bad(pattern, params, options) misused(pattern, completions.run_tools, completions, params,
            options) end
        bad("tools must be a list", { model = "m", messages = ASK })
        bad("two tools are named 'weather'", { model = "m", messages = ASK, tools = { weather(), weather() } })
        bad("give on_event or on_delta", { model = "m", messages = ASK, stream = true, tools = { weather() } })
        bad("unknown option 'max_round'; did you mean 'max_rounds'", { model = "m", messages = ASK,
            tools = { weather() } },
            { max_round = 3 })
        bad("max_rounds is an option", { model = "m", messages = ASK, tools = { weather() }, max_rounds = 3 })
    end)
end)

describe("Answers that are streamed while they come", function()
    after_each(wire.stop_all)

    local function events(...)
        local lines = {}
        for i, event in ipairs { ... } do
            lines[i] = "data: " .. (type(event) == "string" and event or cjson.encode(event)) .. "\n\n"
        end
        return wire.answer(200, table.concat(lines), { ["Content-Type"] = "text/event-stream" })
    end

    local function chunk(delta, reason)
        return {
            id = "c1", object = "chat.completion.chunk", created = 1, model = "m",
            choices = { { index = 0, delta = delta, finish_reason = reason or cjson.null } },
        }
    end

    local function spoken(...)
        local list = { chunk { role = "assistant", content = "" } }
        for _, text in ipairs { ... } do list[#list + 1] = chunk { content = text } end
        list[#list + 1] = chunk({}, "stop")
        list[#list + 1] = "[DONE]"
        return events((table.unpack or unpack)(list)) -- luacheck: ignore
    end

    it("tell their text piece by piece, and every event", function()
        local client, server = serve(spoken("Hel", "lo"))
        local pieces, count = {}, 0
        local session = client.chat:session { model = "m" }
        local text, answer = session:say("hi", {
            on_delta = function(piece) pieces[#pieces + 1] = piece end,
            on_event = function() count = count + 1 end,
        })
        assert.equal("Hello", text)
        assert.equal("Hello", table.concat(pieces))
        assert.equal(4, count)
        assert.equal("stop", answer.choices[1].finish_reason)
        assert.is_true(sent(server)[1].stream)
        assert.equal("Hello", session.messages[2].content)
    end)

    it("may call tools in between", function()
        local call = { index = 0, id = "call_1", type = "function", ["function"] = { name = "now", arguments = "" } }
        local client, server = serve(
            events(chunk { role = "assistant", tool_calls = { call } },
                chunk { tool_calls = { { index = 0, ["function"] = { arguments = "{}" } } } },
                chunk({}, "tool_calls"), "[DONE]"),
            spoken "noon")
        local pieces = {}
        local answer = assert(client.chat.completions:run_tools({
            model = "m", messages = ASK, tools = { openai.tool { name = "now", fn = function() return "12:00" end } },
        }, { on_delta = function(piece) pieces[#pieces + 1] = piece end }))
        assert.equal("noon", openai.text_of(answer))
        assert.same({ "noon" }, pieces)
        assert.equal("12:00", sent(server)[2].messages[3].content)
    end)

    it("that break off leave the session as it was", function()
        local client = serve(events(chunk { role = "assistant", content = "Hel" }))
        local session = client.chat:session { model = "m" }
        local text, err = session:say("hi", { on_delta = function() end })
        assert.is_nil(text)
        assert.is_string(err.kind)
        assert.equal(0, #session.messages)
    end)

    it("end when the listener raises, which is passed on", function()
        local client = serve(spoken("Hel", "lo"), says "again")
        local session = client.chat:session { model = "m" }
        local ok, problem = pcall(session.say, session, "hi", { on_delta = function() error("no more", 0) end })
        assert.is_false(ok)
        assert.equal("no more", problem)
        assert.equal(0, #session.messages)
        assert.equal("again", (session:say "hi"))
    end)
end)

describe("A session", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("keeps the conversation, with the instructions before it", function()
        local client, server = serve(says "one", says "two")
        local session = client.chat:session { model = "m", instructions = "be brief", temperature = 0 }
        local text, answer = session:say "first"
        assert.equal("one", text)
        assert.equal("chatcmpl-1", answer.id)
        assert.equal("two", assert(session:say "second"))
        local bodies = sent(server)
        assert.equal(0, bodies[2].temperature)
        local said = {}
        for i, message in ipairs(bodies[2].messages) do said[i] = message.role .. ": " .. message.content end
        assert.same({ "system: be brief", "user: first", "assistant: one", "user: second" }, said)
        assert.equal(4, #session.messages)
    end)

    it("is as it was after a turn that failed, refused, was cut or cancelled", function()
        local client = serve(says "one", wire.json(500, { error = { message = "down" } }),
            chat { role = "assistant", refusal = "no" }, chat({ role = "assistant", content = "ha" }, "length"),
                says "two")
        local session = client.chat:session { model = "m" }
        assert(session:say "first")
        for _, code in ipairs { "server", "refusal", "length" } do
            local text, err = session:say "again"
            assert.is_nil(text)
            assert.is_true(err.kind == code or err.code == code, tostring(err))
            assert.equal(2, #session.messages)
        end
        local task = openai.spawn(function() return session:say "cancelled" end)
        task:cancel()
        local _, err = task:await()
        assert.equal("cancelled", err.kind)
        assert.equal(2, #session.messages)
    end)

    it("has one turn at a time", function()
        local client = serve(says "one")
        local session = client.chat:session { model = "m" }
        local task = openai.spawn(function() return session:say "first" end)
        misused("a turn is under way", session.say, session, "second")
        assert.equal("one", (task:await()))
    end)

    it("carries out its tools, whose messages it keeps", function()
        local client = serve(calls_tools { "now", "" }, says "noon")
        local session = client.chat:session { model = "m", tools = {
            openai.tool { name = "now", fn = function() return "12:00" end },
        } }
        assert.equal("noon", assert(session:say "what time is it?"))
        assert.equal(4, #session.messages)
        assert.equal("12:00", session.messages[3].content)
    end)

    it("knows its size, and drops the oldest turns whole, never a tool's call apart from its result", function()
        local client = serve(calls_tools { "now", "" }, says(("noon "):rep(50)), says(("later "):rep(50)), says "last")
        local session = client.chat:session { model = "m", instructions = "be brief", tools = {
            openai.tool { name = "now", fn = function() return "12:00" end },
        } }
        local tokens, estimated = session:tokens()
        assert.is_true(estimated)
        assert.is_true(tokens > 0)
        for _, text in ipairs { "one", "two", "three" } do assert(session:say(text)) end
        assert.same({ 12, false }, { session:tokens() })
        assert.equal(0, session:trim { tokens = 12 })
        assert.equal(1, session:trim { tokens = 11 })
        assert.equal("two", session.messages[1].content)
        tokens, estimated = session:tokens()
        assert.is_true(estimated and tokens <= 11)
        assert.equal(1, session:trim { tokens = 0 })
        assert.same({ "three", "last" }, { session.messages[1].content, session.messages[2].content })
    end)

    it("is saved and taken up again", function()
        local path = files.directory() .. "/talk.json"
        local client = serve(says "one")
        local session = client.chat:session { model = "m", instructions = "be brief" }
        assert(session:say "first")
        assert(session:save(path))
        local other, server = serve(says "two")
        local again = other.chat:session { model = "m2", instructions = "be kind" }
        assert(again:load(path))
        assert.equal(2, #again.messages)
        assert.equal("two", assert(again:say "second"))
        assert.equal("be kind", sent(server)[1].messages[1].content)
        assert.equal("one", sent(server)[1].messages[3].content)
    end)

    it("takes up nothing else, and stays as it was", function()
        local client = serve()
        local session = client.chat:session { model = "m" }
        for text, pattern in pairs {
            ["{"] = "no saved session", ["[]"] = "no saved session", ["5"] = "no saved session",
            ['{"version":1,"kind":"responses","messages":[]}'] = "is a session of responses",
            ['{"version":99,"kind":"chat","messages":[]}'] = "newer version",
            ['{"version":1,"kind":"chat","messages":[5]}'] = "no saved session",
        } do
            local ok, err = session:load(files.write(text))
            assert.is_nil(ok)
            assert.equal("file", err.kind)
            assert.matches(pattern, err.message)
        end
        local _, err = session:load "/nowhere/x"
        assert.matches("'/nowhere/x' cannot be read: No such file or directory", err.message, 1, true)
        assert.is_nil((session:save "/nowhere/x"))
        assert.equal(0, #session.messages)
    end)

    it("over responses leaves the history to the service", function()
        local client, server = serve(wire.json(200, response { message_item "one" }),
            wire.json(200, response({ message_item "two" }, { id = "resp_2" })), wire.json(200,
                response { message_item "x" }))
        local session = client.responses:session { model = "m", instructions = "be brief" }
        assert.equal("one", assert(session:say "first"))
        assert.equal("two", assert(session:say "second"))
        local bodies = sent(server)
        assert.is_nil(bodies[1].previous_response_id)
        assert.equal("resp_1", bodies[2].previous_response_id)
        assert.equal("be brief", bodies[2].instructions)
        assert.equal("second", bodies[2].input[1].content)
        assert.equal(1, #bodies[2].input)
        misused("the service keeps", session.trim, session, { tokens = 5 })
        local path = files.directory() .. "/talk.json"
        assert(session:save(path))
        local again = client.responses:session { model = "m" }
        assert(again:load(path))
        assert(again:say "third")
        assert.equal("resp_2", sent(server)[3].previous_response_id)
    end)

    it("says what is missing, at the caller's line", function()
        local client = calls.client { base_url = "http://127.0.0.1:1/v1" }
        misused("model is missing", client.chat.session, client.chat, {})
        misused("takes a table", client.chat.session, client.chat, "m")
        misused("instructions must be a string", client.chat.session, client.chat, { model = "m", instructions = {} })
        local session = client.chat:session { model = "m" }
        misused("say takes a text", session.say, session, 5)
        misused("trim takes", session.trim, session, 5)
    end)
end)
