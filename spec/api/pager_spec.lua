-- Lists: page after page, of every kind, lazily; and what happens when a page cannot be had.
local cjson = require "spec.support.reference_json"
local calls = require "spec.support.calls"
local wire = require "spec.support.wire"

--- A page with these ids.
local function page(ids, fields)
    local value = { object = "list", data = {} }
    for i, id in ipairs(ids) do value.data[i] = { id = id } end
    for name, field in pairs(fields or {}) do value[name] = field end
    local text = cjson.encode(value):gsub('"data":{}', '"data":[]')
    return { "read", wire.json(200, text) }
end

local function ids_of(items)
    local ids = {}
    for i, item in ipairs(items) do ids[i] = item.id end
    return table.concat(ids, " ")
end

local function targets(server)
    local list = {}
    for i, request in ipairs(server:requests()) do list[i] = request.target end
    return list
end

describe("a list", function()
    after_each(wire.stop_all)

    it("sends nothing before its first use", function()
        local server = wire.start { page { "a" } }
        local client = calls.client(server)
        local pager = client.files:list { limit = 2 }
        assert.equal("userdata", type(pager))
        assert.matches("files.list", tostring(pager), 1, true)
        local permissions = client.fine_tuning.checkpoints.permissions:list "m"
        assert.equal("openai.pager fine_tuning.checkpoints.permissions.list", tostring(permissions))
        assert.equal(0, #server:events())
    end)

    it("goes from page to page by the id of the last item", function()
        local server = wire.start {
            page({ "a", "b" }, { has_more = true }), page({ "c", "d" }, { has_more = true }),
            page({ "e" }, { has_more = false }),
        }
        local seen = {}
        for item in calls.client(server).files:list { limit = 2, purpose = "batch" } do seen[#seen + 1] = item.id end
        assert.equal("a b c d e", table.concat(seen, " "))
        assert.same({
            "/v1/files?limit=2&purpose=batch", "/v1/files?after=b&limit=2&purpose=batch",
            "/v1/files?after=d&limit=2&purpose=batch",
        }, targets(server))
    end)

    it("asks for the next page only when it is needed", function()
        local server = wire.start { page({ "a", "b" }, { has_more = true }), page({ "c" }, { has_more = false }) }
        local pager = calls.client(server).files:list()
        assert.equal("a", pager:next().id)
        assert.equal("b", pager:next().id)
        assert.equal(1, #server:requests())
        assert.equal("c", pager:next().id)
        assert.is_nil(pager:next())
        assert.is_nil(pager:next())
        assert.equal(2, #server:requests())
    end)

    it("goes on by last_id where the operation has that", function()
        local server = wire.start {
            page({ "a", "b" }, { has_more = true, first_id = "a", last_id = "cursor-1" }),
            page({ "c" }, { has_more = false }),
        }
        local items = calls.client(server).fine_tuning.checkpoints.permissions:list("ft:m:x"):collect()
        assert.equal("a b c", ids_of(items))
        assert.matches("after=cursor%-1", targets(server)[2])
    end)

    it("has one page only where the operation has no pages", function()
        local server = wire.start { page({ "a", "b" }, { has_more = true }) }
        assert.equal("a b", ids_of(calls.client(server).models:list():collect()))
        assert.equal(1, #server:requests())
    end)

    it("goes on until an empty page when has_more is missing", function()
        local server = wire.start { page { "a", "b" }, page { "c" }, page {} }
        assert.equal("a b c", ids_of(calls.client(server).files:list():collect()))
        assert.equal(3, #server:requests())
    end)

    it("ends with an empty page, whatever has_more says", function()
        local server = wire.start { page({ "a" }, { has_more = true }), page({}, { has_more = true }) }
        assert.equal("a", ids_of(calls.client(server).files:list():collect()))
        assert.equal(2, #server:requests())
    end)

    it("may be empty", function()
        local server = wire.start { page({}, { has_more = false }), page({}, { has_more = false }) }
        local client = calls.client(server)
        assert.same({}, client.files:list():collect())
        assert.is_nil(client.files:list():next())
    end)

    it("ends when the server repeats its cursor", function()
        local server = wire.start { page({ "a", "b" }, { has_more = true }), repeats = true }
        local items = calls.client(server).files:list():collect()
        assert.equal("a b a b", ids_of(items))
        assert.equal(2, #server:requests())
    end)

    for _, length in ipairs { 2, 3, 7, 20 } do
        it(("fails when its cursors come back after %d pages"):format(length), function()
            local turns = {}
            for i = 1, 5 * length do turns[i] = page({ "item-" .. (i - 1) % length }, { has_more = true }) end
            local items, err = calls.client(wire.start(turns)).files:list():collect()
            assert.is_nil(items)
            assert.equal("protocol", err.kind)
            assert.matches("the pages do not end", err.message, 1, true)
        end)
    end

    it("fails again when it is asked again, and hands out nothing twice", function()
        local turns = {}
        for i, id in ipairs { "a", "b", "a", "a" } do turns[i] = page({ id }, { has_more = true }) end
        local pager = calls.client(wire.start(turns)).files:list()
        assert.equal("a", pager:next().id)
        assert.equal("b", pager:next().id)
        for _ = 1, 2 do
            local item, err = pager:next()
            assert.is_nil(item)
            assert.equal("protocol", err.kind)
        end
    end)

    it("may have hundreds of pages", function()
        local turns = {}
        for i = 1, 300 do turns[i] = page({ "item-" .. i }, { has_more = i < 300 }) end
        assert.equal(300, #calls.client(wire.start(turns)).files:list():collect())
    end)

    it("ends when the last item has no id", function()
        local turn = { "read", wire.json(200, { data = { { name = "x" } }, has_more = true }) }
        local server = wire.start { turn, repeats = true }
        assert.equal(1, #calls.client(server).files:list():collect())
    end)

    it("starts where the caller says", function()
        local server = wire.start { page({ "c" }, { has_more = true }), page({ "d" }, { has_more = false }) }
        assert.equal("c d", ids_of(calls.client(server).files:list({ after = "b" }):collect()))
        assert.same({ "/v1/files?after=b", "/v1/files?after=c" }, targets(server))
    end)

    it("carries path parameters, headers and queries to every page", function()
        local server = wire.start { page({ "a" }, { has_more = true }), page({ "b" }, { has_more = false }) }
        local pager = calls.client(server).fine_tuning.jobs:list_events("ftjob/1", { limit = 1 },
            { headers = { ["X-Call"] = "d" }, query = { q = 1 } })
        assert.equal("a b", ids_of(pager:collect()))
        for _, request in ipairs(server:requests()) do
            assert.equal("d", request.headers["x-call"])
            assert.matches("^/v1/fine_tuning/jobs/ftjob%%2F1/events%?.*limit=1.*q=1$", request.target)
        end
    end)

    it("does not notice what the caller does to the parameters later", function()
        local server = wire.start { page({ "a" }, { has_more = true }), page({ "b" }, { has_more = false }) }
        local parameters = { limit = 1 }
        local pager = calls.client(server).files:list(parameters)
        parameters.limit, parameters.purpose = 5, "x"
        pager:collect()
        assert.same({ limit = 5, purpose = "x" }, parameters)
        assert.same({ "/v1/files?limit=1", "/v1/files?after=a&limit=1" }, targets(server))
    end)
end)

describe("collect", function()
    after_each(wire.stop_all)

    it("takes at most so many items, and the rest stays", function()
        local server = wire.start {
            page({ "a", "b" }, { has_more = true }), page({ "c", "d" }, { has_more = true }),
            page({ "e" }, { has_more = false }),
        }
        local pager = calls.client(server).files:list()
        assert.equal("a b c", ids_of(pager:collect(3)))
        assert.equal(2, #server:requests())
        assert.equal("d e", ids_of(pager:collect()))
        assert.same({}, pager:collect())
    end)

    it("takes nothing and asks for nothing when at most 0 is wanted", function()
        local server = wire.start { page { "a" } }
        assert.same({}, calls.client(server).files:list():collect(0))
        assert.equal(0, #server:events())
    end)

    it("does not ask for a page beyond the last wanted item", function()
        local server = wire.start { page({ "a", "b" }, { has_more = true }), page { "c" } }
        assert.equal("a b", ids_of(calls.client(server).files:list():collect(2)))
        assert.equal(1, #server:requests())
    end)
end)

describe("page", function()
    after_each(wire.stop_all)

    it("gives the pages as they were sent, then nil", function()
        local server = wire.start {
            page({ "a", "b" }, { has_more = true, extra = "e" }), page({ "c" }, { has_more = false }),
        }
        local pager = calls.client(server).files:list()
        local first = pager:page()
        assert.equal("list", first.object)
        assert.equal("e", first.extra)
        assert.equal("a b", ids_of(first.data))
        assert.equal("c", ids_of(pager:page().data))
        assert.is_nil(pager:page())
        assert.equal(2, #server:requests())
    end)

    it("goes on behind the items that were taken", function()
        local server = wire.start { page({ "a", "b" }, { has_more = true }), page({ "c" }, { has_more = false }) }
        local pager = calls.client(server).files:list()
        assert.equal("a", pager:next().id)
        assert.equal("c", ids_of(pager:page().data))
        assert.is_nil(pager:next())
    end)

    it("gives the response of a page on request", function()
        local server = wire.start { page({ "a" }, { has_more = false }) }
        local _, response = calls.client(server).files:list({}, { with_response = true }):page()
        assert.equal(200, response.status)
    end)
end)

describe("a page that cannot be had", function()
    after_each(wire.stop_all)

    local function broken(...)
        return wire.start { page({ "a", "b" }, { has_more = true }), ... }
    end

    local FAULT = { "read", wire.fault(400, { message = "not now" }) }

    it("is nil and the error, and the next use asks for the same page again", function()
        local server = broken(FAULT, FAULT, page({ "c" }, { has_more = false }))
        local pager = calls.client(server).files:list()
        assert.equal("a b", ids_of(pager:collect(2)))
        for _ = 1, 2 do
            local item, err = pager:next()
            assert.is_nil(item)
            assert.equal("not now", err.message)
        end
        assert.equal("c", pager:next().id)
        assert.is_nil(pager:next())
        assert.same({ "/v1/files", "/v1/files?after=b", "/v1/files?after=b", "/v1/files?after=b" }, targets(server))
    end)

    it("may be the first one", function()
        local server = wire.start { FAULT, page({ "a" }, { has_more = false }) }
        local pager = calls.client(server).files:list()
        assert.equal("bad_request", select(2, pager:next()).kind)
        assert.equal("a", ids_of(pager:page().data))
    end)

    it("ends collect with nil and the error", function()
        local items, err = calls.client(broken(FAULT)).files:list():collect()
        assert.is_nil(items)
        assert.equal("bad_request", err.kind)
    end)

    it("raises the error's table in a for", function()
        local seen = {}
        local ok, err = pcall(function()
            for item in calls.client(broken(FAULT)).files:list() do seen[#seen + 1] = item.id end
        end)
        assert.is_false(ok)
        assert.same({ "a", "b" }, seen)
        assert.is_table(err)
        assert.equal("bad_request", err.kind)
        assert.matches("pager_spec.lua", tostring(err), 1, true)
    end)

    it("is retried like any call", function()
        local busy = { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) }
        local server = broken(busy, page({ "c" }, { has_more = false }))
        assert.equal("a b c", ids_of(calls.client(server).files:list():collect()))
    end)

    local odd = { '{"object":"list"}', '{"data":{"a":1}}', '{"a":{"data":null}}', '{"x":"\\"data\\":null"}', "[1,2]",
        "", '"x"', "5", "true", "null" }
    for _, answer in ipairs(odd) do
        it("is a protocol error when it is no page: " .. answer, function()
            local item, err = calls.client(wire.start { { "read", wire.json(200, answer) } }).files:list():next()
            assert.is_nil(item)
            assert.equal("protocol", err.kind)
            assert.equal(200, err.status)
            assert.equal(answer, err.body or "")
            assert.matches("^files:list: protocol %(200%)", tostring(err))
        end)
    end

    for _, answer in ipairs { '{"object":"list","data":null}', '{"a":{"b":["}"]},"data" : null }', '{"data":{}}',
        '{"data":[],"error":{}}', '{"data":[],"error":""}' } do
        it("is no error when it is empty: " .. answer, function()
            assert.same({}, calls.client(wire.start { { "read", wire.json(200, answer) } }).files:list():collect())
        end)
    end
end)

describe("a list shared by two tasks", function()
    after_each(wire.stop_all)

    it("serves the first and refuses the second while a page is on its way", function()
        local openai = require "openai"
        local server = wire.start { page({ "a", "b" }, { has_more = false }) }
        local pager = calls.client(server).files:list()
        local first, ok, problem
        openai.run(function()
            openai.spawn(function() first = pager:next() end)
            local second = openai.spawn(function() return pager:next() end)
            ok, problem = pcall(second.await, second)
        end)
        assert.equal("a", first.id)
        assert.is_false(ok)
        assert.matches("two tasks read from one pager", problem, 1, true)
        assert.equal("b", pager:next().id)
    end)
end)

describe("a list that a task is reading", function()
    after_each(wire.stop_all)

    it("refuses the program outside, and the task gets its item", function()
        local openai = require "openai"
        local server = wire.start { page({ "a" }, { has_more = false }) }
        local pager = calls.client(server).files:list()
        local task = openai.spawn(function() return pager:next() end)
        local ok, problem = pcall(pager.next, pager)
        assert.is_false(ok)
        assert.matches("at the same time", problem, 1, true)
        assert.equal("a", task:await().id)
    end)
end)

describe("a paginated POST", function()
    after_each(wire.stop_all)

    local function permit(server)
        return calls.client(server).fine_tuning.checkpoints.permissions:create("ft:m", { project_ids = { "p" } })
    end

    it("is sent at once", function()
        local server = wire.start { page({ "a", "b" }, { has_more = false }) }
        local pager = assert(permit(server))
        assert.equal(1, #server:requests())
        assert.equal("POST", server:requests()[1].method)
        assert.equal("a b", ids_of(pager:collect()))
    end)

    it("that fails is nil and the error", function()
        local server = wire.start { { "read", wire.fault(403) } }
        local pager, err = permit(server)
        assert.is_nil(pager)
        assert.equal("permission_denied", err.kind)
    end)
end)
