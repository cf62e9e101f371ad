-- client:request, for what has no name here yet: it knows nothing about the operation and forbids nothing.
local calls = require "spec.support.calls"
local cjson = require "spec.support.reference_json"
local wire = require "spec.support.wire"

local answer = { "read", wire.json(200, { id = "x" }) }

describe("client:request", function()
    after_each(wire.stop_all)

    it("sends a body field that is called like a call option", function()
        local server = wire.start { answer }
        local parameters = { query = "hello", timeout = 5, headers = { a = "b" } }
        assert(calls.client(server):request("POST", "/vector_stores/vs_1/search", parameters))
        assert.same(parameters, cjson.decode(server:requests()[1].body))
    end)

    it("sends a query parameter that is called like a call option", function()
        local server = wire.start { answer }
        assert(calls.client(server):request("GET", "/things", { query = "a", to = 5 }))
        assert.equal("/v1/things?query=a&to=5", server:requests()[1].target)
    end)

    it("still takes call options in the next table", function()
        local server = wire.start { answer }
        local options = { query = { page = 2 }, headers = { ["X-Own"] = "1" } }
        assert(calls.client(server):request("POST", "/things", { query = "a" }, options))
        local request = server:requests()[1]
        assert.equal("/v1/things?page=2", request.target)
        assert.equal("1", request.headers["x-own"])
        assert.same({ query = "a" }, cjson.decode(request.body))
    end)

    local function answered(body, type)
        local server = wire.start { { "read", wire.answer(200, body, { ["Content-Type"] = type }) } }
        return calls.client(server, { max_retries = 0 }):request("GET", "/things")
    end

    for _, type in ipairs { "application/json", "Application/JSON", "application/problem+Json; charset=utf-8" } do
        it(("decodes an answer of the type %s"):format(type), function()
            assert.same({ a = 1 }, assert(answered('{"a":1}', type)))
        end)
    end

    it("decodes an answer without a type that begins as JSON does", function()
        assert.same({ a = 1 }, assert(answered(' \n{"a":1}')))
        assert.same({ 1 }, assert(answered '[1]'))
    end)

    it("refuses an answer without a type that begins as JSON does and is none", function()
        local value, err = answered '{"a":'
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
    end)

    it("returns other answers as they are", function()
        assert.equal('{"a":1}', answered('{"a":1}', "text/plain"))
        assert.equal("hello", answered "hello")
        assert.equal("", answered "")
    end)
end)

describe("the client's query", function()
    after_each(wire.stop_all)

    local function target(query, call)
        local server = wire.start { answer, repeats = true }
        call(calls.client(server, { query = query }))
        return server:requests()[1].target
    end

    it("is in every request", function()
        local function list(client) client.models:list():next() end
        assert.equal("/v1/models?a=1&b%5Bc%5D=2", target({ a = 1, b = { c = 2 } }, list))
        assert.equal("/v1/models", target({}, list))
    end)

    it("gives way to a call's query of the same name", function()
        local query = { a = 1, ["a-b"] = 2, b = { c = 3, d = 4 }, last = 5 }
        assert.equal("/v1/things?a-b=2&last=5&a=9&b%5Be%5D=8", target(query, function(client)
            client:request("POST", "/things", {}, { query = { a = 9, b = { e = 8 } } })
        end))
        assert.equal("/v1/things?a=9&a-b=9&b=9&last=9", target(query, function(client)
            client:request("POST", "/things", {}, { query = { a = 9, ["a-b"] = 9, b = 9, last = 9 } })
        end))
    end)

    it("gives way to a call's parameter of the same name where that goes into the query", function()
        assert.equal("/v1/files?order=asc&limit=7", target({ limit = 5, order = "asc" }, function(client)
            client.files:list({ limit = 7 }):next()
        end))
        assert.equal("/v1/moderations?input=5", target({ input = 5 }, function(client)
            client.moderations:create { input = "a" }
        end))
    end)
end)
