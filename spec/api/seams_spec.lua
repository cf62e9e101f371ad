-- The seams, proved by made-up things: a row, a cursor, a provider, a reply handler, each one file of
-- spec/support/seams, which are only in the build with VARIANT=-seams. On any other build this file makes that one and
-- runs itself there.
local core = require "openai.core"
local calls = require "spec.support.calls"
local cjson = require "spec.support.reference_json"
local native = require "spec.support.native"
local openai = require "openai"
local wire = require "spec.support.wire"

local function row_of(name)
    for _, row in ipairs(core.endpoints()) do
        if row.name == name then return row end
    end
end

if not row_of "seams.things.list" then
    describe("the build with made-up seams", function()
        it("has what they promise", function() native.specs("seams", "spec/api/seams_spec.lua") end)
    end)
    return
end

local function answer(value) return { "read", wire.json(200, value or { id = "x" }) } end

local function targets(server)
    local list = {}
    for i, request in ipairs(server:requests()) do list[i] = request.target end
    return list
end

--- What fn raises.
local function misuse(fn)
    local ok, problem = pcall(fn)
    assert.is_false(ok)
    return problem
end

describe("a row", function()
    after_each(wire.stop_all)

    it("is a method of its namespace", function()
        local server = wire.start { answer() }
        assert.equal("x", calls.client(server).seams.things:search("a/b", { text = "t" }).id)
        assert.same({ "/v1/things/a%2Fb/search" }, targets(server))
    end)

    it("may name any number of parameters for the query", function()
        local server = wire.start { answer() }
        local parameters, expected = { text = "t" }, {}
        for name in row_of("seams.things.search").query:gmatch "[^,]+" do
            parameters[name] = "1"
            expected[#expected + 1] = name
        end
        assert.is_true(#expected > 32)
        table.sort(expected)
        assert(calls.client(server).seams.things:search("t", parameters))
        local request = server:requests()[1]
        assert.equal("/v1/things/t/search?" .. table.concat(expected, "=1&") .. "=1", request.target)
        assert.same({ text = "t" }, cjson.decode(request.body))
    end)

    it("may have parameters that are called like call options, but no others of these", function()
        local server = wire.start { answer() }
        local things = calls.client(server).seams.things
        assert(things:search("t", { query = "q", to = { "a" } }))
        assert.same({ query = "q", to = { "a" } }, cjson.decode(server:requests()[1].body))
        assert.matches("timeout is a call option", misuse(function() things:search("t", { timeout = 5 }) end), 1, true)
    end)

    it("may ask for a header, which the caller's own replaces", function()
        local server = wire.start { answer(), answer(), answer() }
        local client = calls.client(server)
        assert(client.seams.things:search "t")
        assert(client.seams.things:search("t", nil, { headers = { ["openai-beta"] = "things=v2" } }))
        assert(client.models:retrieve "m")
        local requests = server:requests()
        assert.equal("things=v1", requests[1].headers["openai-beta"])
        assert.equal("things=v2", requests[2].headers["openai-beta"])
        assert.is_nil(requests[3].headers["openai-beta"])
    end)

    it("may be sent as a form or as JSON: a form where a file is among the parameters", function()
        local server = wire.start { answer(), answer(), answer() }
        local things = calls.client(server).seams.things
        assert(things:edit { name = "a" })
        assert(things:edit { name = "a", file = openai.bytes("b.txt", "bytes") })
        assert(things:edit { name = "a", files = { openai.bytes("b.txt", "bytes") } })
        local requests = server:requests()
        assert.equal("application/json", requests[1].headers["content-type"])
        assert.matches("^multipart/form%-data", requests[2].headers["content-type"])
        assert.matches('name="files[]"; filename="b.txt"', requests[3].body, 1, true)
    end)

    it("may take the admin key, where there is one", function()
        local empty = answer { object = "page", data = {} }
        local server = wire.start { answer(), empty, empty }
        local client = calls.client(server, { admin_key = "sk-admin" })
        assert(client.seams.things:search "t")
        assert(client.seams:usage():page())
        assert(calls.client(server).seams:usage():page())
        local requests = server:requests()
        assert.equal("Bearer sk-secret-of-specs", requests[1].headers.authorization)
        assert.equal("Bearer sk-admin", requests[2].headers.authorization)
        assert.equal("Bearer sk-secret-of-specs", requests[3].headers.authorization)
    end)
end)

describe("a cursor", function()
    after_each(wire.stop_all)

    local function page(positions, has_more)
        local data = {}
        for i, position in ipairs(positions) do data[i] = { id = "thing", position = position } end
        return answer { object = "list", data = data, has_more = has_more }
    end

    it("leads from the last item of a page to the next", function()
        local server = wire.start { page({ "p1", "p2" }, true), page({ "p3" }, false) }
        local items = assert(calls.client(server).seams.things:list({ limit = 2 }):collect())
        assert.equal(3, #items)
        assert.same({ "/v1/things?limit=2", "/v1/things?behind=p2&limit=2" }, targets(server))
    end)

    it("that repeats itself, or is empty, ends the list", function()
        local server = wire.start { page({ "p1" }, true), page({ "p1" }, true), page({ "" }, true) }
        local client = calls.client(server)
        assert.equal(2, #assert(client.seams.things:list():collect()))
        assert.equal(1, #assert(client.seams.things:list():collect()))
        assert.equal(3, #server:requests())
    end)

    it("may be a field of the page with a parameter of another name: page = next_page", function()
        local function usage(next_page, more)
            return answer { object = "page", data = { { object = "bucket" } }, next_page = next_page, has_more = more }
        end
        local server = wire.start { usage("AAE", true), usage("AAF", true), usage(cjson.null, false) }
        assert.equal(3, #assert(calls.client(server).seams:usage({ days = 3 }):collect()))
        assert.same({ "/v1/usage?days=3", "/v1/usage?days=3&page=AAE", "/v1/usage?days=3&page=AAF" }, targets(server))
    end)
end)

describe("a provider", function()
    after_each(wire.stop_all)

    local gateway = require "spec.support.seams.provider"

    local function new(server, options)
        local all = { gateway = server.base_url:gsub("/v1$", ""), api_key = "k" }
        for name, value in pairs(options or {}) do all[name] = value end
        return require("openai.client").new(all, gateway)
    end

    it("says where requests go and what is in every query", function()
        local server = wire.start { answer(), answer() }
        assert(new(server, { region = "north" }).models:retrieve "m")
        assert(new(server, { query = { ["gate-version"] = "8" } }).models:retrieve "m")
        assert.same({ "/gate/models/m?area=north&gate-version=7", "/gate/models/m?gate-version=8" }, targets(server))
    end)

    it("puts the key and options of its own into headers of its own", function()
        local server = wire.start { answer(), answer() }
        assert(new(server, { region = "north" }).models:retrieve "m")
        assert(new(server, { token = "t" }).models:retrieve "m")
        local first, second = server:requests()[1].headers, server:requests()[2].headers
        assert.same({ "k", "north" }, { first["x-gateway-key"], first["x-gateway-region"] })
        assert.is_nil(first.authorization)
        assert.equal("Gateway t", second.authorization)
        assert.is_nil(second["x-gateway-key"])
    end)

    it("sends a key that a function gives in the header of that key", function()
        local server = wire.start { answer() }
        assert(new(server, { api_key = false, token = function() return "late" end }).models:retrieve "m")
        assert.equal("Gateway late", server:requests()[1].headers.authorization)
        for _, key in ipairs { "", 5 } do
            local _, err = new(server, { api_key = false, token = function() return key end }).models:retrieve "m"
            assert.matches("the token callback returned", err.message, 1, true)
        end
    end)

    it("makes a part of the path of what the call or the client says", function()
        local vectors = { object = "list", data = { { object = "embedding", index = 0, embedding = { 1, 2 } } } }
        local server = wire.start { answer(vectors), answer(vectors) }
        assert(new(server).embeddings:create { model = "small", input = "a" })
        assert(new(server, { model = "large" }).embeddings:create { model = "small", input = "a" })
        assert.same({ "/gate/models/small/embeddings?gate-version=7", "/gate/models/large/embeddings?gate-version=7" },
            targets(server))
        local problem = misuse(function() new(server).embeddings:create { input = "a" } end)
        assert.matches("embeddings:create: the gateway needs a model to know where the call goes", problem, 1, true)
    end)

    it("asks its own question where what answers is not the API", function()
        local server = wire.start {
            { "read", wire.answer(404, "") },
            { "read", wire.answer(404, "<html>", { ["content-type"] = "text/html" }) },
            { "read", wire.answer(200, "<html>", { ["content-type"] = "text/html" }) },
        }
        for _ = 1, 3 do
            local _, err = new(server).models:retrieve "m"
            assert.matches("is that the gateway's address?", err.message, 1, true)
        end
    end)

    it("says what is missing: an address, a key", function()
        local client = require "openai.client"
        local problem = misuse(function() client.new({ api_key = "k" }, gateway) end)
        assert.matches("set GATEWAY_ADDRESS", problem, 1, true)
        problem = misuse(function() client.new({ gateway = "http://127.0.0.1:1" }, gateway) end)
        assert.matches("set GATEWAY_KEY", problem, 1, true)
        problem = misuse(function() client.new({ organization = "o" }, gateway) end)
        assert.matches("unknown option 'organization'", problem, 1, true)
    end)

    it("stays the same in a copy of the client, and so does its query", function()
        local server, other = wire.start { answer(), answer() }, wire.start { answer() }
        local client = new(server, { query = { mine = "1" } })
        assert(client:with({ timeout = 5 }).models:retrieve "m")
        assert(client:with({ region = "south" }).models:retrieve "m")
        assert.same({ "/gate/models/m?gate-version=7&mine=1", "/gate/models/m?area=south&gate-version=7&mine=1" },
            targets(server))
        assert.equal("k", server:requests()[2].headers["x-gateway-key"])
        local address = other.base_url:gsub("/v1$", "")
        assert.matches("name api_key as well", misuse(function() client:with { gateway = address } end), 1, true)
        assert(client:with({ gateway = address, api_key = "other" }).models:retrieve "m")
        assert.equal("other", other:requests()[1].headers["x-gateway-key"])
    end)
end)

describe("a reply handler", function()
    local call = require "openai.internal.call"
    local context, exchange, row

    after_each(wire.stop_all)

    local function ask(answers, parameters)
        local server = wire.start(answers)
        context, row = getmetatable(calls.client(server)).context, call.rows["seams.lines"]
        exchange = assert(core.start(context.core, row, false, parameters))
        return server
    end

    --- What is handed out one by one; then the value, or nil, err.
    local function items()
        local list = {}
        while true do
            local value, err = call.finish(exchange, context, row)
            if value ~= call.PIECE then return list, value, err end
            list[#list + 1] = exchange:take()
        end
    end

    it("leaves the answer to another where the parameters say so", function()
        ask({ answer { a = 1 } }, { text = "t" })
        assert.same({ a = 1 }, call.finish(exchange, context, row))
        assert.is_nil(exchange:take())
    end)

    it("says what it accepts, and wants nothing packed", function()
        local server = ask({ { "read", wire.answer(200, "a\nend\n") } }, { stream = true })
        items()
        local headers = server:requests()[1].headers
        assert.equal("text/lines", headers.accept)
        assert.equal("identity", headers["accept-encoding"])
    end)

    it("hands out one item at a time, and at its marker waits for no more", function()
        ask({ { "read", wire.answer(200, "a\nb\nend\n", { ["Content-Length"] = 1000 }) } }, { stream = true })
        local list, value = items()
        assert.same({ "a", "b", "end" }, list)
        assert.is_number(value)
    end)

    it("holds the transfer back while nobody takes", function()
        local lines = ("x"):rep(99) .. "\n"
        ask({ { "read", wire.answer(200, lines:rep(20000) .. "end\n") } }, { stream = true })
        local list, most = items()
        assert.equal(20001, #list)
        assert.is_true(most < 64 * 1024, most)
    end)

    it("finds an answer cut short that ends without the marker, and what came before is not asked for again", function()
        local server = ask({ { "read", wire.answer(200, "a\nb\n") }, answer() }, { stream = true })
        local list, value, err = items()
        assert.same({ "a", "b" }, list)
        assert.is_nil(value)
        assert.equal("connection closed", err.kind .. " " .. err.reason)
        assert.equal(1, #server:requests())
    end)

    it("ends the call with an error of its own, after what came before it", function()
        ask({ { "read", wire.answer(200, "a\nb\nerror\n") } }, { stream = true })
        local list, value, err = items()
        assert.same({ "a", "b", "error" }, list)
        assert.is_nil(value)
        assert.equal("server: the line says so", err.kind .. ": " .. err.message)
    end)

    it("does not see an answer that is none", function()
        ask({ { "read", wire.fault(404, { message = "no lines" }) } }, { stream = true })
        local list, value, err = items()
        assert.same({}, list)
        assert.is_nil(value)
        assert.equal("not_found", err.kind)
    end)
end)
