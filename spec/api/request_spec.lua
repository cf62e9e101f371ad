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
end)
