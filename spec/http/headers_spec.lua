-- What a request says: headers, query, key; how client and call set them, and what cannot be smuggled in.
local openai = require "openai"
local calls = require "spec.support.calls"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local function answering()
    return wire.start { { "read", OK }, repeats = true }
end

--- The request that models:retrieve sends.
local function sent(client_options, call_options)
    local server = answering()
    assert(calls.client(server, client_options).models:retrieve("x", call_options))
    return server:requests()[1]
end

describe("a request", function()
    after_each(wire.stop_all)

    it("carries key, organization, project and who we are", function()
        local request = sent { organization = "org-1", project = "proj-1" }
        assert.equal("GET", request.method)
        assert.equal("/v1/models/x", request.target)
        assert.equal("HTTP/1.1", request.version)
        assert.equal("Bearer sk-secret-of-specs", request.headers.authorization)
        assert.equal("org-1", request.headers["openai-organization"])
        assert.equal("proj-1", request.headers["openai-project"])
        assert.matches("^openai%-lua/", request.headers["user-agent"])
    end)

    it("of a GET has neither body nor content type", function()
        local request = sent()
        assert.equal("", request.body)
        assert.is_nil(request.headers["content-type"])
        assert.is_nil(request.headers["content-length"])
        assert.is_nil(request.headers.expect)
    end)

    it("of a POST with parameters is JSON of known length", function()
        local server = answering()
        assert(calls.client(server).fine_tuning.jobs:create { model = "m", training_file = "f" })
        local request = server:requests()[1]
        assert.equal("POST", request.method)
        assert.equal("application/json", request.headers["content-type"])
        assert.equal(tostring(#request.body), request.headers["content-length"])
        assert.same({ model = "m", training_file = "f" }, require("spec.support.reference_json").decode(request.body))
        assert.is_nil(request.headers.expect)
        assert.is_nil(request.headers["transfer-encoding"])
    end)

    it("of a POST without parameters is empty and names no content type", function()
        local server = answering()
        assert(calls.client(server).fine_tuning.jobs:cancel "ftjob-1")
        local request = server:requests()[1]
        assert.equal("POST", request.method)
        assert.equal("", request.body)
        assert.equal("0", request.headers["content-length"])
        assert.is_nil(request.headers["content-type"])
    end)

    it("of a DELETE is empty", function()
        local server = answering()
        assert(calls.client(server).files:delete "file-1")
        local request = server:requests()[1]
        assert.equal("DELETE", request.method)
        assert.equal("/v1/files/file-1", request.target)
        assert.equal("", request.body)
        assert.is_nil(request.headers["content-type"])
    end)

    it("with a large body does not wait for permission", function()
        local server = answering()
        assert(calls.client(server).fine_tuning.jobs:create { model = ("x"):rep(3000000), training_file = "f" })
        assert.is_nil(server:requests()[1].headers.expect)
        assert.is_true(server:requests()[1].complete)
    end)

    it("does not end the base URL twice", function()
        local server = answering()
        local client = openai.new { base_url = server.base_url .. "//" }
        assert(client.models:retrieve "x")
        assert.equal("/v1/models/x", server:requests()[1].target)
    end)

    it("takes no cookies and no netrc", function()
        local server = wire.start {
            { "read", wire.json(200, { id = "x" }, { ["Set-Cookie"] = "a=b; Path=/" }) }, { "read", OK },
        }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        assert(client.models:retrieve "x")
        assert.is_nil(server:requests()[2].headers.cookie)
    end)
end)

describe("headers", function()
    after_each(wire.stop_all)

    it("of the client are added", function()
        assert.equal("a b", sent({ headers = { ["X-Mine"] = "a b" } }).headers["x-mine"])
    end)

    it("of the call are added to those of the client", function()
        local request = sent({ headers = { A = "1", B = "2" } }, { headers = { C = "3" } })
        assert.equal("1", request.headers.a)
        assert.equal("2", request.headers.b)
        assert.equal("3", request.headers.c)
    end)

    it("of the call override those of the client, in any case of letters", function()
        local request = sent({ headers = { ["X-Mine"] = "1" } }, { headers = { ["x-mine"] = "2" } })
        assert.equal("2", request.headers["x-mine"])
    end)

    it("of client:with override and keep", function()
        local server = answering()
        local client = calls.client(server, { headers = { A = "1", B = "2" } }):with { headers = { B = "3", C = "4" } }
        assert(client.models:retrieve "x")
        local headers = server:requests()[1].headers
        assert.equal("1", headers.a)
        assert.equal("3", headers.b)
        assert.equal("4", headers.c)
    end)

    it("override those that we set ourselves", function()
        local request = sent({ headers = { ["User-Agent"] = "mine" } }, { headers = { Authorization = "Basic x" } })
        assert.equal("mine", request.headers["user-agent"])
        assert.equal("Basic x", request.headers.authorization)
    end)

    it("are taken away by false", function()
        local request = sent({ headers = { A = "1", ["user-agent"] = false } },
            { headers = { a = false, Authorization = false } })
        assert.is_nil(request.headers.a)
        assert.is_nil(request.headers.authorization)
        assert.is_nil(request.headers["user-agent"])
    end)

    it("may be empty", function()
        assert.equal("", sent({ headers = { ["X-Empty"] = "" } }).headers["x-empty"])
    end)

    it("may hold what is not ASCII", function()
        assert.equal("gr\195\188n", sent({ headers = { ["X-Mine"] = "gr\195\188n" } }).headers["x-mine"])
    end)

    it("of the call last for that call only", function()
        local server = answering()
        local client = calls.client(server)
        assert(client.models:retrieve("x", { headers = { A = "1" } }))
        assert(client.models:retrieve "x")
        assert.is_nil(server:requests()[2].headers.a)
    end)

    it("say the idempotency key that the call gives", function()
        local request = sent(nil, { idempotency_key = "once", headers = { A = "1" } })
        assert.equal("once", request.headers["idempotency-key"])
        assert.equal("1", request.headers.a)
    end)

    local wrong = {
        ["a value with CR and LF"] = { ["X-A"] = "a\r\nX-Evil: 1" },
        ["a value with LF"] = { ["X-A"] = "a\nX-Evil: 1" },
        ["a value with NUL"] = { ["X-A"] = "a\0b" },
        ["a name with a line end"] = { ["X-A\r\nX-Evil"] = "1" },
        ["a name with a colon"] = { ["X-A: 1"] = "1" },
        ["a name with a space"] = { ["X A"] = "1" },
        ["an empty name"] = { [""] = "1" },
        ["a name that is a number"] = { [1] = "X-A: 1" },
        ["a number as value"] = { ["X-A"] = 1 },
        ["true as value"] = { ["X-A"] = true },
        ["a table as value"] = { ["X-A"] = {} },
        ["the length of the body"] = { ["content-length"] = "5" },
        ["the type of the body"] = { ["Content-Type"] = "text/plain" },
        ["the coding of the body"] = { ["Transfer-Encoding"] = "chunked" },
    }
    for what, headers in pairs(wrong) do
        it(("of the client with %s raise at the caller's line"):format(what), function()
            local ok, problem = pcall(function()
                return openai.new { base_url = "http://127.0.0.1:1/v1", headers = headers }
            end)
            assert.is_false(ok)
            assert.matches("headers_spec.lua:%d+: openai: new: headers:", problem)
        end)

        it(("of the call with %s raise, and nothing is sent"):format(what), function()
            local server = answering()
            local client = calls.client(server)
            local ok, problem = pcall(function() return client.models:retrieve("x", { headers = headers }) end)
            assert.is_false(ok)
            assert.matches("headers_spec.lua:%d+: openai: models:retrieve: headers:", problem)
            assert.equal(0, #server:events())
        end)
    end
end)

describe("query", function()
    after_each(wire.stop_all)

    it("of the client goes with every request", function()
        assert.equal("/v1/models/x?api-version=2&flag=true", sent({
            query = { ["api-version"] = 2, flag = true },
        }).target)
    end)

    it("of the call is added to that of the client and to the parameters", function()
        local server = answering()
        local client = calls.client(server, { query = { a = 1 } })
        client.files:list({ purpose = "fine-tune" }, { query = { z = "x y&z" } }):next()
        assert.equal("/v1/files?a=1&purpose=fine-tune&z=x%20y%26z", server:requests()[1].target)
    end)

    it("of client:with overrides and keeps", function()
        local server = answering()
        assert(calls.client(server, { query = { a = 1, b = 2 } }):with({ query = { b = 3 } }).models:retrieve "x")
        local target = server:requests()[1].target
        assert.matches("b=3", target, 1, true)
        assert.is_nil(target:find("b=2", 1, true))
    end)

    it("that cannot be written raises or fails with the key's name", function()
        local ok, problem = pcall(function()
            return openai.new { base_url = "http://127.0.0.1:1/v1", query = { deep = function() end } }
        end)
        assert.is_false(ok)
        assert.matches("deep", problem, 1, true)
    end)
end)

describe("a path parameter", function()
    after_each(wire.stop_all)

    it("is percent-encoded, slashes and all", function()
        local server = answering()
        assert(calls.client(server).models:retrieve "meta/llama 3?x#y%20\195\188")
        assert.equal("/v1/models/meta%2Fllama%203%3Fx%23y%2520%C3%BC", server:requests()[1].target)
    end)

    it("may be an object with an id", function()
        local server = answering()
        assert(calls.client(server).models:retrieve { id = "m-1" })
        assert.equal("/v1/models/m-1", server:requests()[1].target)
    end)

    it("may be dots when they do not lead upwards", function()
        local server = answering()
        assert(calls.client(server).models:retrieve "...")
        assert.equal("/v1/models/...", server:requests()[1].target)
    end)

    local NONE = {}
    for _, id in ipairs { "", ".", "..", 5, true, {}, { id = 5 }, { id = "" }, NONE } do
        it("raises at the caller's line when it is " .. (type(id) == "table" and "an object without id" or
            ("'%s' (%s)"):format(tostring(id), type(id))), function()
            local client = openai.new { base_url = "http://127.0.0.1:1/v1" }
            local ok, problem = pcall(function() return client.models:retrieve(id) end)
            assert.is_false(ok)
            assert.matches("headers_spec.lua:%d+: openai: models:retrieve: model must", problem)
        end)
    end

    it("raises when it is missing, and says so", function()
        local client = openai.new { base_url = "http://127.0.0.1:1/v1" }
        for _, call in ipairs {
            function() return client.models:retrieve() end,
            function() return client.models:retrieve(nil) end,
            function() return client.models:retrieve(nil, { timeout = 5 }) end,
        } do
            local ok, problem = pcall(call)
            assert.is_false(ok)
            assert.matches("openai: models:retrieve: model must be a string", problem, 1, true)
            assert.matches("not nil", problem, 1, true)
        end
    end)

    it("holds no NUL", function()
        local server = answering()
        local client = calls.client(server)
        local ok = pcall(function() return client.models:retrieve "a\0b" end)
        if ok then assert.equal("/v1/models/a%00b", server:requests()[1].target) end
    end)
end)

describe("a key from a function", function()
    after_each(wire.stop_all)

    it("is asked for before every attempt", function()
        local server = wire.start {
            { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) }, { "read", OK }, { "read", OK },
        }
        local asked = 0
        local client = calls.client(server, { api_key = function()
            asked = asked + 1
            return "key-" .. asked
        end })
        assert(client.models:retrieve "x")
        assert(client.models:retrieve "x")
        for i = 1, 3 do assert.equal("Bearer key-" .. i, server:requests()[i].headers.authorization) end
    end)

    it("may raise: the caller gets its error, and nothing is sent", function()
        local server = answering()
        local client = calls.client(server, { api_key = function() error("no key today", 0) end })
        assert.has_error(function() client.models:retrieve "x" end, "no key today")
        assert.equal(0, #server:events())
        assert.equal(0, openai.loop:poll(0))
    end)

    it("may fail with nil and a reason", function()
        local server = answering()
        local client = calls.client(server, { api_key = function() return nil, "the vault is locked" end })
        local value, err = client.models:retrieve "x"
        assert.is_nil(value)
        assert.equal("authentication", err.kind)
        assert.matches("the vault is locked", err.message, 1, true)
        assert.is_nil(err.status)
        assert.equal(0, #server:events())
    end)

    for name, key in pairs { empty = "", ["a table"] = {}, ["a number"] = 5, ["with a line end"] = "key\nX-Evil: 1",
        ["with NUL"] = "a\0b", ["true"] = true } do
        it("that returns nonsense is an error of kind authentication: " .. name, function()
            local server = answering()
            local value, err = calls.client(server, { api_key = function() return key end }).models:retrieve "x"
            assert.is_nil(value)
            assert.equal("authentication", err.kind)
            assert.is_nil(tostring(err):find("X-Evil", 1, true))
            assert.equal(0, #server:events())
        end)
    end

    it("may suspend inside a task", function()
        local server = answering()
        local client = calls.client(server, { api_key = function()
            openai.sleep(0.001)
            return "late"
        end })
        local value = openai.run(function() return client.models:retrieve "x" end)
        assert.equal("x", value.id)
        assert.equal("Bearer late", server:requests()[1].headers.authorization)
    end)

    it("gives way to the call's own Authorization", function()
        local server = answering()
        local client = calls.client(server, { api_key = function() return "dynamic" end })
        assert(client.models:retrieve("x", { headers = { Authorization = "Basic y" } }))
        assert.equal("Basic y", server:requests()[1].headers.authorization)
    end)
end)

describe("a client without a key", function()
    after_each(wire.stop_all)

    it("sends no Authorization", function()
        local server = answering()
        assert(openai.new({ base_url = server.base_url, api_key = false }).models:retrieve "x")
        assert.is_nil(server:requests()[1].headers.authorization)
    end)

    it("is not sent by a copy of the client with api_key = false", function()
        local server, other = answering(), answering()
        local client = calls.client(server)
        assert(client:with({ api_key = false }).models:retrieve "x")
        assert(client:with({ api_key = false, base_url = other.base_url }).models:retrieve "x")
        assert.is_nil(server:requests()[1].headers.authorization)
        assert.is_nil(other:requests()[1].headers.authorization)
    end)
end)

describe("the key", function()
    after_each(wire.stop_all)

    local KEY = "sk-secret-of-specs"

    --- Whether the text can be found from a value: in strings, tables, metatables, upvalues and user values.
    local function reachable(value, seen)
        if type(value) == "string" then return value:find(KEY, 1, true) ~= nil end
        if (type(value) ~= "table" and type(value) ~= "userdata") or seen[value] then return false end
        seen[value] = true
        if reachable(tostring(value), seen) then return true end
        if type(value) == "table" then
            for key, item in next, value do
                if reachable(key, seen) or reachable(item, seen) then return true end
            end
        end
        return reachable(getmetatable(value), seen)
    end

    it("is not reachable from the client by pairs or metatables", function()
        local client = openai.new { base_url = "http://127.0.0.1:1/v1", api_key = KEY, admin_key = KEY .. "2" }
        assert.is_false(reachable(client, {}))
        assert.is_false(reachable(client.files, {}))
        assert.is_false(reachable(client:with { timeout = 5 }, {}))
        assert.is_false(reachable(client.files:list(), {}))
    end)

    it("is not in errors, nor in what is logged", function()
        local server = wire.start {
            { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) }, { "read", OK }, { "read", "close" },
        }
        local logged = {}
        local client = calls.client(server, { max_retries = 1, log = function(...) logged[#logged + 1] = { ... } end })
        assert(client.models:retrieve "x")
        local _, err = client:with({ max_retries = 0 }).fine_tuning.jobs:create { model = "m", training_file = "f" }
        assert.is_table(err)
        assert.is_true(#logged >= 3)
        assert.is_false(reachable({ err, logged }, {}))
    end)
end)

describe("with_response", function()
    after_each(wire.stop_all)

    it("gives status, headers, request id, attempts, elapsed time and rate limits", function()
        local server = wire.start {
            { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) },
            { "read", wire.json(201, { id = "x" }, {
                ["X-Request-Id"] = "req_7", ["X-Mine"] = "Y",
                ["x-ratelimit-limit-requests"] = "60", ["x-ratelimit-remaining-requests"] = "59",
                ["x-ratelimit-reset-requests"] = "1s", ["x-ratelimit-limit-tokens"] = "150000",
                ["x-ratelimit-remaining-tokens"] = "149984", ["x-ratelimit-reset-tokens"] = "6m0.5s",
            }) },
        }
        local value, response = calls.client(server).models:retrieve("x", { with_response = true })
        assert.equal("x", value.id)
        assert.equal(201, response.status)
        assert.equal("Y", response.headers["x-mine"])
        assert.equal("req_7", response.request_id)
        assert.equal(2, response.attempts)
        assert.is_true(response.elapsed > 0 and response.elapsed < 60)
        assert.same({ limit = 60, remaining = 59, reset = 1 }, response.rate_limit.requests)
        assert.same({ limit = 150000, remaining = 149984, reset = 360.5 }, response.rate_limit.tokens)
    end)

    it("has no rate limits when the server names none", function()
        local _, response = calls.client(answering()).models:retrieve("x", { with_response = true })
        assert.is_nil(response.rate_limit)
        assert.is_nil(response.request_id)
    end)

    it("is needed for a second value", function()
        assert.equal(1, select("#", calls.client(answering()).models:retrieve "x"))
    end)

    it("says nothing when the call fails but the error", function()
        local server = wire.start { { "read", wire.fault(404) } }
        local value, err = calls.client(server).models:retrieve("x", { with_response = true })
        assert.is_nil(value)
        assert.equal("not_found", err.kind)
    end)
end)
