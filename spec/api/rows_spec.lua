-- Every operation of the table as a server sees it, and the rules that rows choose.
local cjson = require "spec.support.reference_json"
local core = require "openai.core"
local calls = require "spec.support.calls"
local data = require "openai.internal.facts.data"
local openai = require "openai"
local wire = require "spec.support.wire"

local function answer(value) return { "read", wire.json(200, value or { id = "x", object = "thing", data = {} }) } end

local function serve(value)
    local turn = answer(value)
    return wire.start { turn, repeats = true }
end

--- The namespace of an operation, and its own name.
local function home(client, full_name)
    local at = client
    for name in full_name:match "^(.*)%.":gmatch "[^.]+" do at = at[name] end
    return at, full_name:match "[^.]+$"
end

--- A value that can be sent for each parameter that must be there, and for one that goes to the query.
local function parameters_of(row, known)
    local parameters, query = {}, row.query:match "^[^,]+"
    for _, parameter in ipairs(known) do
        local name, kind, place = parameter[1], parameter[2], parameter[3]
        if place ~= "path" and (parameter.required or name == query) then
            parameters[name] = kind:find "%f[%w]Source%f[%W]" and openai.bytes("f.bin", "bytes") or "t"
        end
    end
    if query then parameters[query] = "t" end
    return parameters
end

--- Calls the operation with made-up arguments, and lets a list fetch its first page.
local function carry_out(client, row, name)
    local known = data.operations[row.name:match "^[^,]+"]
    local resource, method = home(client, name)
    local arguments, count = {}, 0
    for parameter in row.path:gmatch "{([%w_]+)}" do
        count = count + 1
        arguments[count] = parameter .. "/1"
    end
    if row.parameters then
        count = count + 1
        arguments[count] = parameters_of(row, known)
    end
    local value, err = resource[method](resource, (table.unpack or unpack)(arguments, 1, count))
    if row.page ~= "none" and row.method == "GET" then return value:page() end
    return value, err
end

--- What the server says is an answer to all but what asks for sounds and videos, or for so many embeddings.
local REFUSED = { media = "the answer is JSON", embeddings = "1 inputs with 0 embeddings" }

local function check_answer(row, value, err)
    local refused = REFUSED[row.reply]
    if not refused then return assert.is_truthy(value, row.name .. ": " .. tostring(err)) end
    assert.is_nil(value)
    assert.matches(refused, err.message)
end

--- The target that the request of carry_out must have.
local function target_of(row)
    local target = "/v1" .. row.path:gsub("{([%w_]+)}", "%1%%2F1")
    local query = row.query:match "^[^,]+"
    if not query then return target end
    return target .. (target:find("?", 1, true) and "&" or "?") .. query .. "=t"
end

describe("every operation", function()
    after_each(wire.stop_all)

    it("sends its method, path and query, the key and the header that it asks for", function()
        local server = serve()
        local client = calls.client(server, { api_key = "sk-user", admin_key = "sk-admin" })
        local expected = {}
        for _, row in ipairs(core.endpoints()) do
            for name in row.name:gmatch "[^,]+" do
                check_answer(row, carry_out(client, row, name))
                expected[#expected + 1] = row
            end
        end
        local requests = server:requests()
        assert.equal(#expected, #requests)
        for index, row in ipairs(expected) do
            local request = requests[index]
            assert.equal(row.method .. " " .. target_of(row), request.method .. " " .. request.target)
            assert.equal(row.admin and "Bearer sk-admin" or "Bearer sk-user", request.headers.authorization, row.name)
            assert.equal(row.header and row.header:match ": (.*)$", request.headers["openai-beta"], row.name)
        end
    end)

    it("sends its parameters as JSON, as a form, or not at all", function()
        local server = serve()
        local client, expected = calls.client(server), {}
        for _, row in ipairs(core.endpoints()) do
            if row.method == "POST" then
                check_answer(row, carry_out(client, row, row.name:match "^[^,]+"))
                expected[#expected + 1] = row
            end
        end
        for index, request in ipairs(server:requests()) do
            local row, kind = expected[index], request.headers["content-type"] or "none"
            local kinds = { json = "^application/json$", form = "^multipart/form%-data; ", none = "^none$",
                either = request.body:find "f.bin" and "^multipart/form%-data; " or "^application/json$" }
            assert.matches(kinds[row.request], kind, 1, false)
        end
    end)
end)

describe("an operation that takes JSON or a form", function()
    after_each(wire.stop_all)

    it("sends a form when a file is among the parameters, in a list too, else JSON", function()
        local server = serve()
        local images = calls.client(server).images
        assert(images:edit { prompt = "p", image = { openai.bytes("a.png", "A"), openai.bytes("b.png", "B") } })
        assert(images:edit { prompt = "p", images = { { file_id = "file-1" } } })
        local form, json = server:requests()[1], server:requests()[2]
        assert.matches("^multipart/form%-data", form.headers["content-type"])
        assert.matches('name="image%[%]"; filename="b.png"', form.body)
        assert.same({ prompt = "p", images = { { file_id = "file-1" } } }, cjson.decode(json.body))
    end)
end)

describe("a parameter that is named like a call option", function()
    after_each(wire.stop_all)

    it("is the operation's where it has one, and a slip elsewhere", function()
        local server = serve()
        local client = calls.client(server)
        assert(client.vector_stores:search("vs_1", { query = "hello" }, { query = { more = "1" } }))
        assert.equal("/v1/vector_stores/vs_1/search?more=1", server:requests()[1].target)
        assert.same({ query = "hello" }, cjson.decode(server:requests()[1].body))
        assert.error_matches(function() client.vector_stores:create { query = "hello" } end, "query is a call option")
    end)
end)

describe("the header of an operation", function()
    after_each(wire.stop_all)

    it("gives way to the caller's and the client's own, in any case", function()
        local server = serve()
        local client = calls.client(server)
        assert(client.vector_stores:retrieve("vs_1", { headers = { ["openai-beta"] = "mine=v1" } }))
        assert(client:with { headers = { ["OpenAI-Beta"] = "ours=v1" } }.vector_stores:retrieve "vs_1")
        assert.equal("mine=v1", server:requests()[1].headers["openai-beta"])
        assert.equal("ours=v1", server:requests()[2].headers["openai-beta"])
    end)
end)

describe("a response", function()
    after_each(wire.stop_all)

    --- How many requests reach a server that takes each and closes.
    local function tries(parameters)
        local server = wire.start { { "read", "close" }, repeats = true }
        parameters.model, parameters.input = "m", "i"
        local _, _, err = calls.skipping(calls.client(server, { max_retries = 1 }), function(client)
            return client.responses:create(parameters)
        end)
        return #server:requests(), err
    end

    it("is not asked for again when it may have been stored", function()
        local count, err = tries {}
        assert.equal(1, count)
        assert.is_true(err.ambiguous)
        assert.equal(1, (tries { store = true }))
        assert.equal(1, (tries { store = false, background = true }))
    end)

    it("is asked for again when nothing is stored", function()
        assert.equal(2, (tries { store = false }))
    end)
end)

describe("usage", function()
    after_each(wire.stop_all)

    it("leads from page to page by next_page", function()
        local server = wire.start {
            answer { object = "page", data = { { n = 1 } }, has_more = true, next_page = "p2" },
            answer { object = "page", data = { { n = 2 } }, has_more = false, next_page = cjson.null },
        }
        local usage = calls.client(server).admin.organization.usage
        local buckets = assert(usage:costs({ start_time = 1, limit = 1 }):collect())
        assert.equal(2, #buckets)
        assert.equal("/v1/organization/costs?limit=1&page=p2&start_time=1", server:requests()[2].target)
    end)
end)
