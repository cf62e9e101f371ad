-- openai.azure: where requests go, and how they prove who they are. The rules are those of OpenAI's SDKs.
local child = require "spec.support.child"
local cjson = require "cjson"
local openai = require "openai"
local wire = require "spec.support.wire"

local VERSION = "2024-10-21"

describe("openai.azure", function()
    after_each(wire.stop_all)

    local function start() return wire.start { { "read", wire.json(200, { id = "x" }) }, repeats = true } end

    local function resource(server) return (server.base_url:gsub("/v1$", "")) end

    local function client_of(server, options)
        local all = { endpoint = resource(server), api_key = "key-of-specs" }
        for name, value in pairs(options or {}) do all[name] = value or nil end
        return openai.azure(all)
    end

    local function last(server)
        local requests = server:requests()
        return requests[#requests]
    end

    local function misused(pattern, ...)
        local ok, problem = pcall(openai.azure, ...)
        assert.is_false(ok)
        assert.matches("^spec/api/azure_spec.lua:%d+: openai: .*" .. pattern, problem)
    end

    it("speaks the ordinary API below /openai/v1 unless a version is given", function()
        local server = start()
        local client = client_of(server)
        assert(client.chat.completions:create { model = "mine", messages = {} })
        assert.equal("/openai/v1/chat/completions", last(server).target)
        assert.equal("key-of-specs", last(server).headers["api-key"])
        assert.is_nil(last(server).headers.authorization)
        assert(client.models:retrieve "m")
        assert.equal("/openai/v1/models/m", last(server).target)
        assert(client_of(server, { api_version = "v1" }).models:retrieve "m")
        assert.equal("/openai/v1/models/m", last(server).target)
    end)

    it("takes the endpoint with or without what stands behind it", function()
        local server = start()
        for _, tail in ipairs { "", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/" } do
            assert(client_of(server, { endpoint = resource(server) .. tail }).models:retrieve "m")
            assert.equal("/openai/v1/models/m", last(server).target)
        end
    end)

    local deployed = {
        ["/completions"] = function(client, model) return client.completions:create { model = model, prompt = "a" } end,
        ["/chat/completions"] = function(client, model)
            return client.chat.completions:create { model = model, messages = {} }
        end,
        ["/embeddings"] = function(client, model)
            return client:request("POST", "/embeddings", { model = model, input = "a" })
        end,
        ["/audio/transcriptions"] = function(client, model)
            return client.audio.transcriptions:create { model = model, file = openai.bytes("a.wav", "x") }
        end,
        ["/audio/translations"] = function(client, model)
            return client.audio.translations:create { model = model, file = openai.bytes("a.wav", "x") }
        end,
        ["/audio/speech"] = function(client, model)
            -- the answer is refused: JSON is no sound
            return not client.audio.speech:create { model = model, input = "a", voice = "alloy" }
        end,
        ["/images/generations"] = function(client, model) return client.images:generate { model = model,
            prompt = "a" } end,
        ["/images/edits"] = function(client, model)
            return client.images:edit { model = model, prompt = "a", image = openai.bytes("a.png", "x") }
        end,
    }

    for path, call in pairs(deployed) do
        it(("of a version names the deployment in %s: the option, else the model"):format(path), function()
            local server = start()
            assert(call(client_of(server, { api_version = VERSION }), "gpt 4/o"))
            assert.equal(("/openai/deployments/gpt%%204%%2Fo%s?api-version=%s"):format(path, VERSION),
                last(server).target)
            assert(call(client_of(server, { api_version = VERSION, deployment = "mine" }), "gpt-4o"))
            assert.equal(("/openai/deployments/mine%s?api-version=%s"):format(path, VERSION), last(server).target)
        end)
    end

    it("of a version names none in other paths, and the version in each", function()
        local server = start()
        local client = client_of(server, { api_version = VERSION, deployment = "mine" })
        assert(client.files:retrieve "file-1")
        assert.equal("/openai/files/file-1?api-version=" .. VERSION, last(server).target)
        assert(client.fine_tuning.jobs:create { model = "gpt-4o", training_file = "file-1" })
        assert.equal("/openai/fine_tuning/jobs?api-version=" .. VERSION, last(server).target)
        assert.equal("gpt-4o", cjson.decode(last(server).body).model)
    end)

    it("says what is missing when neither names a deployment, or it is no name", function()
        local client = client_of(start(), { api_version = VERSION })
        for pattern, model in pairs { ["needs a deployment"] = false, ["'..' is no name"] = ".." } do
            local ok, problem = pcall(function()
                return client.chat.completions:create { model = model or nil, messages = {} }
            end)
            local text = ok and tostring(select(2, client.chat.completions:create { model = model or nil })) or problem
            assert.matches(pattern, text)
        end
    end)

    it("sends a token as Bearer, also one that a function gives before every attempt", function()
        local server = start()
        assert(client_of(server, { api_key = false, token = "t1" }).models:retrieve "m")
        assert.equal("Bearer t1", last(server).headers.authorization)
        assert.is_nil(last(server).headers["api-key"])
        local asked = 0
        local client = client_of(server, { api_key = false, token = function()
            asked = asked + 1
            return "t" .. asked
        end })
        assert(client.models:retrieve "m")
        assert(client.models:retrieve "m")
        assert.equal("Bearer t2", last(server).headers.authorization)
    end)

    it("takes one way to prove who one is, and a copy of a client may take the other", function()
        misused("give token or api_key, not both", { endpoint = "https://x", api_key = "a", token = "b" })
        local server = start()
        local client = client_of(server, { api_key = false, token = "t1" }):with { api_key = "k2" }
        assert(client.models:retrieve "m")
        assert.equal("k2", last(server).headers["api-key"])
        assert.is_nil(last(server).headers.authorization)
    end)

    it("goes by the environment: the token wins over the key, and what is given in code over both", function()
        local server = start()
        local program = [[
            local openai = require "openai"
            assert(openai.azure(%s).models:retrieve "m")]]
        local environment = {
            AZURE_OPENAI_ENDPOINT = resource(server), AZURE_OPENAI_API_KEY = "env-key", OPENAI_API_VERSION = VERSION,
        }
        local function sent(options)
            local output, code = child.run(program:format(options or ""), environment)
            assert.same({ "", 0 }, { output, code })
            return last(server)
        end
        assert.equal("env-key", sent().headers["api-key"])
        assert.equal("/openai/models/m?api-version=" .. VERSION, last(server).target)
        environment.AZURE_OPENAI_AD_TOKEN = "env-token"
        assert.equal("Bearer env-token", sent().headers.authorization)
        assert.is_nil(last(server).headers["api-key"])
        assert.equal("mine", sent('{ api_key = "mine" }').headers["api-key"])
        assert.is_nil(last(server).headers.authorization)
        assert.equal("/openai/v1/models/m", sent('{ api_version = "v1" }').target)
    end)

    it("says what is missing or wrong at the caller's line", function()
        misused("endpoint is missing", { api_key = "a" })
        misused("needs a key or a token", { endpoint = "https://x.openai.azure.com" })
        misused("deployment needs an api_version", { endpoint = "https://x", api_key = "a", deployment = "d" })
        misused("unknown option 'api_verson'; did you mean 'api_version'",
            { endpoint = "https://x", api_key = "a", api_verson = "1" })
        misused("takes a table", "https://x.openai.azure.com")
    end)

    it("calls what is wrong by the name that it was given by", function()
        misused("new: endpoint: only http and https", { endpoint = "ftp://x", api_key = "a" })
        local good = { AZURE_OPENAI_ENDPOINT = "https://x.openai.azure.com", AZURE_OPENAI_API_KEY = "k" }
        for name, value in pairs { AZURE_OPENAI_ENDPOINT = "x.openai.azure.com", AZURE_OPENAI_API_KEY = "k\ny",
            AZURE_OPENAI_AD_TOKEN = "t\ny" } do
            local environment = { [name] = value }
            for other, fits in pairs(good) do environment[other] = environment[other] or fits end
            local output = child.run('print(pcall(require("openai").azure))', environment)
            assert.matches("openai: new: " .. name .. ": ", output, 1, true)
        end
    end)

    it("asks about the endpoint when an answer is not the API's", function()
        local server = wire.start { { "read", wire.answer(404, "<html>no</html>",
            { ["Content-Type"] = "text/html" }) } }
        local _, err = client_of(server, { max_retries = 0 }).models:retrieve "m"
        assert.equal("not_found", err.kind)
        assert.is_truthy(tostring(err):find("NAME.openai.azure.com", 1, true) or err.message:find("web page", 1, true))
    end)

    it("sends no key along to another origin", function()
        local other = start()
        local server = wire.start { { "read", wire.answer(307, "", { Location = other.base_url .. "/models/m" }) } }
        local _, err = client_of(server).models:retrieve "m"
        assert.is_nil(err)
        assert.is_nil(last(other).headers["api-key"])
        assert.equal(1, #other:requests())
    end)
end)
