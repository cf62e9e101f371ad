-- client.embeddings: what is asked for, and vectors from each kind of answer.
local openai = require "openai"
local emulated = require "spec.support.emulated"

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
