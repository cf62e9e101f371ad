local cjson = require "spec.support.reference_json"
local float32 = require "openai.emulator.float32"
local http = require "spec.support.http"

describe("the emulator's embeddings", function()
    local emu, api

    http.around(function(...) emu, api = ... end)

    local function create(input, more)
        local parameters = { model = "text-embedding-3-small", input = input }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return api:post("/embeddings", parameters)
    end

    local function vectors(input, more)
        local out = {}
        for i, item in ipairs(create(input, more).json.data) do out[i] = item.embedding end
        return out
    end

    local function dot(a, b)
        local sum = 0
        for i = 1, #a do sum = sum + a[i] * b[i] end
        return sum
    end

    local function assert_refused(answer, code)
        assert.equal(400, answer.status)
        assert.equal("input", answer.json.error.param)
        assert.equal(code, answer.json.error.code)
    end

    it("come with index, model and usage", function()
        local answer = create({ "a sword", "a shield" }).json
        assert.equal("list", answer.object)
        assert.equal("text-embedding-3-small", answer.model)
        assert.same({ "embedding", 0, 1 }, { answer.data[1].object, answer.data[1].index, answer.data[2].index })
        assert.is_true(answer.usage.prompt_tokens > 0)
        assert.equal(answer.usage.prompt_tokens, answer.usage.total_tokens)
    end)

    it("have the size of the model and length one", function()
        for model, size in pairs{ ["text-embedding-3-small"] = 1536, ["text-embedding-3-large"] = 3072,
            ["text-embedding-ada-002"] = 1536 } do
            local vector = vectors("some text", { model = model })[1]
            assert.equal(size, #vector)
            assert.is_true(math.abs(dot(vector, vector) - 1) < 1e-5)
        end
    end)

    it("are the same for the same text and near for texts that share words", function()
        local v = vectors{ "the king's old sword", "the king's old sword", "an old sword", "bananas are yellow" }
        assert.same(v[1], v[2])
        assert.is_true(dot(v[1], v[3]) > 0.2)
        assert.is_true(dot(v[1], v[4]) < 0.1)
    end)

    it("are shortened to the dimensions asked for, with length one again", function()
        local vector = vectors("a", { dimensions = 7 })[1]
        assert.equal(7, #vector)
        assert.is_true(math.abs(dot(vector, vector) - 1) < 1e-5)
    end)

    it("are the same numbers in base64", function()
        local numbers = vectors("a sword", { dimensions = 50 })[1]
        local encoded = create("a sword", { dimensions = 50, encoding_format = "base64" }).json.data[1].embedding
        local path = http.temporary(encoded)
        local pipe = io.popen("base64 -d " .. path, "r")
        local bytes = pipe:read("*a")
        pipe:close()
        os.remove(path)
        assert.equal(float32.pack_by_hand(numbers), bytes)
    end)

    it("are made of tokens too, one list or several", function()
        assert.equal(1, #vectors{ 1, 2, 3 })
        assert.equal(2, #vectors{ { 1, 2 }, { 3 } })
        assert.equal(3, create{ { 1, 2 }, { 3 } }.json.usage.prompt_tokens)
    end)

    it("refuse empty inputs, naming the one", function()
        assert_refused(create(""), "invalid_input")
        assert_refused(create{}, "invalid_input")
        local answer = create{ "a", "" }
        assert_refused(answer, "invalid_input")
        assert.matches("input%[1%]", answer.json.error.message)
        assert_refused(create(nil), "missing_required_parameter")
        assert_refused(create(12), "invalid_input")
        assert_refused(create{ 1.5 }, "invalid_input")
    end)

    it("take 2048 inputs and no more", function()
        local many = {}
        for i = 1, 2048 do many[i] = "x" end
        assert.equal(200, create(many, { dimensions = 1 }).status)
        many[2049] = "x"
        assert_refused(create(many), "array_above_max_length")
    end)

    it("refuse inputs above 8192 tokens and requests above 300,000", function()
        assert_refused(create(("word"):rep(8193)), "invalid_input")
        local long = {}
        for i = 1, 37 do long[i] = ("word"):rep(8192) end
        assert_refused(create(long), "max_tokens_per_request")
    end)

    it("refuse unknown models, formats, dimensions and parameters", function()
        assert.equal(404, create("a", { model = "text-embedding-9" }).status)
        assert.equal(403, create("a", { model = "gpt-4o" }).status)
        for parameter, more in pairs{
            dimensions = { dimensions = 1537 }, encoding_format = { encoding_format = "hex" }, speed = { speed = 1 },
        } do
            local answer = create("a", more)
            assert.equal(400, answer.status)
            assert.equal(parameter, answer.json.error.param)
        end
        assert.equal(400, create("a", { model = "text-embedding-ada-002", dimensions = 10 }).status)
    end)

    describe("under a rate limit", function()
        before_each(function() emu:clock{ mode = "manual" } end)

        it("say how much is left", function()
            emu:limits{ requests_per_minute = 10, tokens_per_minute = 1000 }
            local headers = create(("word"):rep(100), { dimensions = 1 }).headers
            assert.same({ "10", "9", "6s" }, { headers["x-ratelimit-limit-requests"],
                headers["x-ratelimit-remaining-requests"], headers["x-ratelimit-reset-requests"] })
            assert.same({ "1000", "900", "6s" }, { headers["x-ratelimit-limit-tokens"],
                headers["x-ratelimit-remaining-tokens"], headers["x-ratelimit-reset-tokens"] })
        end)

        it("are refused above it with the time to wait, and taken after it", function()
            emu:limits{ requests_per_minute = 2 }
            assert.equal(200, create("a").status)
            assert.equal(200, create("a").status)
            local refused = create("a")
            assert.equal(429, refused.status)
            assert.same({ "rate_limit_exceeded", "requests" }, { refused.json.error.code, refused.json.error.type })
            assert.same({ "30", "30000", "0" }, { refused.headers["retry-after"], refused.headers["retry-after-ms"],
                refused.headers["x-ratelimit-remaining-requests"] })
            emu:advance(29)
            assert.equal(429, create("a").status)
            emu:advance(1)
            assert.equal(200, create("a").status)
        end)

        it("count tokens, and refused requests cost nothing", function()
            emu:limits{ tokens_per_minute = 60 }
            assert.equal(200, create(("word"):rep(50), { dimensions = 1 }).status)
            assert.equal("tokens", create(("word"):rep(20)).json.error.type)
            emu:advance(10)
            assert.equal(200, create(("word"):rep(20), { dimensions = 1 }).status)
        end)

        it("have no limit by default, and none again when it is taken back", function()
            assert.is_nil(create("a").headers["x-ratelimit-limit-requests"])
            emu:limits{ requests_per_minute = 1 }
            create("a")
            emu:limits{ requests_per_minute = cjson.null }
            assert.equal(200, create("a").status)
        end)
    end)
end)

describe("the emulator's text answers", function()
    local api

    http.around(function(_, made) api = made end)

    local function ask(content, more)
        local parameters = { model = "gpt-4o", messages = { { role = "user", content = content } } }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return api:post("/chat/completions", parameters)
    end

    it("are the same for the same question", function()
        local first = ask("What is iron?").json
        assert.equal("chat.completion", first.object)
        assert.equal("stop", first.choices[1].finish_reason)
        assert.equal(first.choices[1].message.content, ask("What is iron?").json.choices[1].message.content)
    end)

    it("choose among the labels a prompt offers", function()
        local chosen = ask("Answer with one of: red, green, blue.\nThe grass is green").json.choices[1].message.content
        assert.is_true(chosen == "red" or chosen == "green" or chosen == "blue")
    end)

    it("follow a JSON schema", function()
        local schema = { type = "object", properties = { label = { enum = { "yes", "no" } },
            sure = { type = "boolean" } } }
        local text = ask("Is it?", { response_format = { type = "json_schema",
            json_schema = { name = "s", schema = schema } } }).json.choices[1].message.content
        local value = cjson.decode(text)
        assert.is_true(value.label == "yes" or value.label == "no")
        assert.equal("boolean", type(value.sure))
    end)

    it("come as responses too", function()
        local answer = api:post("/responses", { model = "gpt-4o", input = "What is iron?" }).json
        assert.same({ "response", "completed" }, { answer.object, answer.status })
        assert.equal("output_text", answer.output[1].content[1].type)
    end)

    it("refuse unknown models and empty messages", function()
        assert.equal("model_not_found", ask("x", { model = "gpt-9" }).json.error.code)
        assert.equal("messages", ask("x", { messages = {} }).json.error.param)
    end)
end)
