-- client.embeddings: what is asked for, and vectors from each kind of answer.
local openai = require "openai"
local calls = require "spec.support.calls"
local cjson = require "spec.support.reference_json"
local emulated = require "spec.support.emulated"
local wire = require "spec.support.wire"

local MODEL = "text-embedding-3-small"

describe("embeddings", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)

    it("are asked for in base64, and the caller's table stays as it is", function()
        local params = { model = MODEL, input = { "sword", "blade" } }
        local answer = assert(client.embeddings:create(params))
        local request = emulated.last(emu)
        assert.equal("POST /v1/embeddings", request.method .. " " .. request.path)
        assert.same({ model = MODEL, input = { "sword", "blade" }, encoding_format = "base64" }, request.json)
        assert.is_nil(params.encoding_format)
        assert.equal(2, #answer.data)
        assert.equal(1536, #answer.data[1].embedding)
        assert.equal(MODEL, answer.model)
        assert.is_number(answer.usage.total_tokens)
    end)

    it("are unit vectors of which the like-minded are nearer", function()
        local answer = assert(client.embeddings:create {
            model = MODEL, input = { "the old king is dead", "the old king is ill", "tax return form" },
        })
        local function vector(i) return answer.data[i].embedding end
        assert.near(1, vector(1):norm(), 1e-4)
        assert.is_true(vector(1):cosine(vector(2)) > vector(1):cosine(vector(3)))
    end)

    it("have the dimensions asked for", function()
        local answer = assert(client.embeddings:create { model = MODEL, input = "x", dimensions = 8 })
        assert.equal(8, #answer.data[1].embedding)
        assert.equal(8, emulated.last(emu).json.dimensions)
    end)

    it("are the same vectors when the server answers with numbers all the same", function()
        local values = { 0.25, -1, 3e-5, 0 }
        emu:reply("POST /embeddings", { object = "list", model = MODEL, usage = { prompt_tokens = 1, total_tokens = 1 },
            data = { { object = "embedding", index = 0, embedding = values } } })
        local answer = assert(client.embeddings:create { model = MODEL, input = "x" })
        assert.equal(openai.vector(values):bytes(), answer.data[1].embedding:bytes())
    end)

    it("are what the caller asks for when he names a format", function()
        local answer = assert(client.embeddings:create { model = MODEL, input = "x", encoding_format = "base64" })
        assert.equal("string", type(answer.data[1].embedding))
        assert.equal("base64", emulated.last(emu).json.encoding_format)
    end)

    it("of nothing are refused by the service", function()
        local answer, err = client.embeddings:create { model = MODEL, input = "" }
        assert.is_nil(answer)
        assert.equal("bad_request", err.kind)
        assert.equal("input", err.param)
    end)
end)

describe("embeddings from a server that", function()
    after_each(wire.stop_all)

    local ANSWER = { "read", wire.json(200, { object = "list", model = MODEL, data = {
        { object = "embedding", index = 0, embedding = { 1, 2 } },
    } }) }

    local function refusal(status, fields)
        return { "read", wire.fault(status, fields) }
    end

    local function formats(server)
        local list = {}
        for i, request in ipairs(server:requests()) do
            list[i] = cjson.decode(request.body).encoding_format or "none"
        end
        return list
    end

    local refusals = {
        ["names the parameter"] = { 400, { message = "no", param = "encoding_format" } },
        ["speaks of the parameter"] = { 422, { message = "encoding_format: extra fields not permitted" } },
        ["speaks of its value"] = { 400, { message = "Base64 is not supported" } },
    }
    for name, answer in pairs(refusals) do
        it(("refuses base64 and %s are asked for once more without it"):format(name), function()
            local server = wire.start { refusal(answer[1], answer[2]), ANSWER, ANSWER, ANSWER, repeats = true }
            local client = calls.client(server, { max_retries = 0 })
            local function create(with)
                return assert(with.embeddings:create({ model = MODEL, input = "x" }, { with_response = true }))
            end
            local value, info = create(client)
            assert.same({ 1, 2 }, value.data[1].embedding:table())
            assert.equal(2, info.attempts)
            assert.same({ "base64", "none" }, formats(server))
            local _, later = create(client)
            assert.equal(1, later.attempts)
            create(calls.client(server)) -- it is the server that is remembered, not the client
            assert.same({ "base64", "none", "none", "none" }, formats(server))
            assert.same({ model = MODEL, input = "x" }, cjson.decode(server:requests()[2].body))
        end)
    end

    it("refuses both are asked for twice, not for ever", function()
        local server = wire.start { refusal(400, { message = "encoding_format is unknown" }), repeats = true }
        local _, err = calls.client(server, { max_retries = 5 }).embeddings:create { model = MODEL, input = "x" }
        assert.equal("bad_request", err.kind)
        assert.equal(2, err.attempts)
    end)

    it("refuses something else, or what the caller asked for, are asked for once", function()
        local server = wire.start { refusal(400, { message = "the input is too long", param = "input" }),
            refusal(404, { message = "no base64 here" }), refusal(400, { param = "encoding_format", message = "no" }) }
        local client = calls.client(server, { max_retries = 0 })
        for _, format in ipairs { false, false, "base64" } do
            local _, err = client.embeddings:create { model = MODEL, input = "x", encoding_format = format or nil }
            assert.equal(1, err.attempts)
        end
        assert.same({ "base64", "base64", "base64" }, formats(server))
    end)
end)

describe("embeddings that are not those asked for", function()
    after_each(wire.stop_all)

    local NAN, ONE = "AADAfw==", "AACAPw==" -- of a float32 each

    local function answered(data, params)
        local all = { model = MODEL, input = { "a", "b" } }
        for name, value in pairs(params or {}) do all[name] = value end
        local server = wire.start { repeats = true, { "read", wire.json(200, { object = "list", data = data }) } }
        local client = calls.client(server, { max_retries = 0 })
        return client.embeddings:create(all), select(2, client.embeddings:create(all)), client, all
    end

    for words, case in pairs {
        ["the server answered 2 inputs with 1 embeddings"] = { { { index = 0, embedding = ONE } } },
        ["data[2].index is 2, of 2 inputs counted from 0"] = {
            { { index = 1, embedding = ONE }, { index = 2, embedding = ONE } },
        },
        ["data[2].index is 1 for the second time"] = {
            { { index = 1, embedding = ONE }, { index = 1, embedding = ONE } },
        },
        ["data[1].index is x"] = { { { index = "x", embedding = ONE }, { index = 1, embedding = ONE } } },
        ["data[1].embedding has 1 dimensions, 2 were asked for"] = {
            { { index = 0, embedding = ONE }, { index = 1, embedding = ONE } }, { dimensions = 2 },
        },
        ["data[1].embedding has 1 dimensions, 3 were asked for"] = {
            { { index = 0, embedding = { 1 } }, { index = 1, embedding = { 1 } } },
            { dimensions = 3, encoding_format = "float" },
        },
        ["data[2].embedding: not a number, or an infinite one"] = {
            { { index = 0, embedding = ONE }, { index = 1, embedding = NAN } },
        },
    } do
        it("are refused: " .. words, function()
            local value, err = answered(case[1], case[2])
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
            assert.matches(words, err.message, 1, true)
            assert.equal("embeddings:create", err.operation)
        end)
    end

    it("are refused by embed, too", function()
        local _, _, client, params = answered({ { index = 0, embedding = ONE }, { index = 1, embedding = ONE } },
            { dimensions = 2 })
        local value, err = client.embeddings:embed(params)
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        assert.matches("input 1 with 1 dimensions, 2 were asked for", err.message, 1, true)
    end)

    it("may come in any order, with their index or without", function()
        assert.equal(2, #answered({ { index = 1, embedding = ONE }, { index = 0, embedding = ONE } }).data)
        assert.equal(2, #answered({ { embedding = ONE }, { embedding = ONE } }).data)
    end)
end)
