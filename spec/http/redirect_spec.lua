-- Where a redirect is followed to, with what, and where not.
local openai = require "openai"
local calls = require "spec.support.calls"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local function to(location, status)
    return wire.answer(status or 307, "", { Location = location })
end

local function client_of(server, options)
    local all = { max_retries = 0, organization = "org-1", project = "proj-1", headers = { ["X-Custom"] = "c" } }
    for name, value in pairs(options or {}) do all[name] = value end
    return calls.client(server, all)
end

describe("a redirect within the origin", function()
    after_each(wire.stop_all)

    for _, status in ipairs { 301, 302, 303, 307, 308 } do
        it(("of a GET is followed after a status %d, with all headers"):format(status), function()
            local server = wire.start { { "read", to("/v1/elsewhere?a=b", status) }, { "read", OK } }
            local value = assert(client_of(server).models:retrieve("x", { headers = { ["X-Call"] = "d" } }))
            assert.equal("x", value.id)
            local request = server:requests()[2]
            assert.equal("GET", request.method)
            assert.equal("/v1/elsewhere?a=b", request.target)
            assert.equal("Bearer sk-secret-of-specs", request.headers.authorization)
            assert.equal("org-1", request.headers["openai-organization"])
            assert.equal("c", request.headers["x-custom"])
            assert.equal("d", request.headers["x-call"])
        end)
    end

    for _, status in ipairs { 307, 308 } do
        it(("of a POST is followed after a status %d, with the body again"):format(status), function()
            local server = wire.start { { "read", to("/v2/jobs", status) }, { "read", OK } }
            assert(client_of(server).fine_tuning.jobs:create { model = "m", training_file = "f" })
            local first, second = server:requests()[1], server:requests()[2]
            assert.equal("POST", second.method)
            assert.equal("/v2/jobs", second.target)
            assert.equal(first.body, second.body)
            assert.equal("application/json", second.headers["content-type"])
        end)
    end

    it("of an upload is followed with the file again", function()
        local server = wire.start { { "read", to "/v2/files" }, { "read", OK } }
        assert(client_of(server).files:create { purpose = "fine-tune", file = openai.bytes("a.jsonl", "abc") })
        assert.equal(server:requests()[1].body, server:requests()[2].body)
        assert.matches("abc", server:requests()[2].body, 1, true)
    end)

    it("of a POST becomes a GET without a body after a status 303", function()
        local server = wire.start { { "read", to("/v2/result", 303) }, { "read", OK } }
        assert(client_of(server).fine_tuning.jobs:create { model = "m", training_file = "f" })
        local request = server:requests()[2]
        assert.equal("GET", request.method)
        assert.equal("", request.body)
        assert.is_nil(request.headers["content-type"])
        assert.is_nil(request.headers["content-length"])
    end)

    for _, status in ipairs { 301, 302 } do
        it(("of a POST is not followed after a status %d: it would become a GET"):format(status), function()
            local server = wire.start { { "read", to("/v2/jobs", status) }, { "read", OK } }
            local _, err = client_of(server).fine_tuning.jobs:create { model = "m", training_file = "f" }
            assert.equal("protocol", err.kind)
            assert.equal(status, err.status)
            assert.matches("/v2/jobs", err.message, 1, true)
            assert.equal(1, #server:requests())
        end)
    end

    it("may be relative to the path", function()
        local server = wire.start { { "read", to "y?z=1" }, { "read", to "../other" }, { "read", OK } }
        assert(client_of(server).models:retrieve "x")
        assert.equal("/v1/models/y?z=1", server:requests()[2].target)
        assert.equal("/v1/other", server:requests()[3].target)
    end)

    it("may have a fragment, which is not sent", function()
        local server = wire.start { { "read", to "/v1/a#part" }, { "read", OK } }
        assert(client_of(server).models:retrieve "x")
        assert.equal("/v1/a", server:requests()[2].target)
    end)

    it("is followed ten times and no more", function()
        local server = wire.start { { "read", to "/v1/models/x" }, repeats = true }
        local _, err = client_of(server).models:retrieve "x"
        assert.equal("protocol", err.kind)
        assert.matches("redirects", err.message, 1, true)
        assert.equal(11, #server:requests())
    end)

    it("does not use up retries", function()
        local server = wire.start { { "read", to "/v1/a" }, { "read", wire.fault(503) }, { "read", OK } }
        local waits, value = calls.skipping(client_of(server, { max_retries = 1 }), function(client)
            return client.models:retrieve "x"
        end)
        assert.equal("x", value.id)
        assert.equal(1, #waits)
    end)

    it("counts against the deadline", function()
        local server = wire.start { { "read", to "/v1/a" }, { "read", "hang" } }
        local _, err = client_of(server).models:retrieve("x", { timeout = 0.1 })
        assert.equal("timeout", err.kind)
    end)
end)

describe("a redirect to another origin", function()
    after_each(wire.stop_all)

    local function elsewhere()
        local other = wire.start { { "read", OK }, repeats = true }
        return other, ("http://127.0.0.1:%d/taken"):format(other.port)
    end

    it("drops every configured header", function()
        local other, location = elsewhere()
        local server = wire.start { { "read", to(location) } }
        assert(client_of(server).models:retrieve("x", { headers = { ["X-Call"] = "d" }, idempotency_key = "i" }))
        local request = other:requests()[1]
        assert.equal("/taken", request.target)
        assert.is_nil(request.head:find("sk-secret", 1, true))
        for _, name in ipairs { "authorization", "openai-organization", "openai-project", "x-custom", "x-call",
            "idempotency-key" } do
            assert.is_nil(request.headers[name], name)
        end
    end)

    it("does not bring the key of a callback along", function()
        local other, location = elsewhere()
        local server = wire.start { { "read", to(location) } }
        local asked = 0
        local client = client_of(server, { api_key = function()
            asked = asked + 1
            return "sk-secret-" .. asked
        end })
        assert(client.models:retrieve "x")
        assert.is_nil(other:requests()[1].head:find("sk-secret", 1, true))
        assert.equal(1, asked)
    end)

    it("does not get the headers back on a way that leads home again", function()
        local home = wire.start { tls_later = true, { "read", OK } }
        local other = wire.start { { "read", to(("http://127.0.0.1:%d/v1/back"):format(home.port)) } }
        local server = wire.start { { "read", to(("http://127.0.0.1:%d/x"):format(other.port)) } }
        assert(client_of(server).models:retrieve "x")
        assert.is_nil(home:requests()[1].headers.authorization)
    end)

    it("keeps the headers dropped in later attempts", function()
        local other = wire.start { { "read", wire.fault(503) }, { "read", OK } }
        local server = wire.start { { "read", to(("http://127.0.0.1:%d/x"):format(other.port)) } }
        local _, value = calls.skipping(client_of(server, { max_retries = 1 }), function(client)
            return client.models:retrieve "x"
        end)
        assert.equal("x", value.id)
        assert.is_nil(other:requests()[2].headers.authorization)
    end)

    for _, status in ipairs { 307, 308 } do
        it(("never carries a body there (%d)"):format(status), function()
            local other, location = elsewhere()
            local server = wire.start { { "read", to(location, status) } }
            local _, err = client_of(server).fine_tuning.jobs:create { model = "m", training_file = "f" }
            assert.equal("protocol", err.kind)
            assert.matches(location, err.message, 1, true)
            assert.equal(0, #other:events())
        end)
    end

    it("is what another port or another name of the same machine is", function()
        local other = wire.start { { "read", OK } }
        local server = wire.start { { "read", to(("http://localhost:%d/x"):format(other.port)) } }
        assert(client_of(server).models:retrieve "x")
        assert.is_nil(other:requests()[1].headers.authorization)
    end)

    it("drops user and password from the address", function()
        local other = wire.start { { "read", OK } }
        local server = wire.start { { "read", to(("http://user:pass@127.0.0.1:%d/x"):format(other.port)) } }
        assert(client_of(server).models:retrieve "x")
        assert.is_nil(other:requests()[1].headers.authorization)
    end)

    local unusable = {
        "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:1", "http://",
    }
    for _, location in ipairs(unusable) do
        it("is not followed to " .. location, function()
            local server = wire.start { { "read", to(location) } }
            local value, err = client_of(server).models:retrieve "x"
            assert.is_nil(value)
            assert.is_true(err.kind == "protocol" or err.kind == "not_found", err.kind)
        end)
    end
end)

describe("a redirect without a usable address", function()
    after_each(wire.stop_all)

    it("is an error of its status when there is no Location", function()
        local server = wire.start { { "read", wire.answer(307, "") } }
        local _, err = client_of(server).models:retrieve "x"
        assert.equal("status", err.kind)
        assert.equal(307, err.status)
    end)

    it("is refused when the address is endless", function()
        local server = wire.start { { "read", to("/" .. ("x"):rep(20000)) }, { "read", OK } }
        local _, err = client_of(server).models:retrieve "x"
        assert.equal("protocol", err.kind)
        assert.is_true(#tostring(err) < 4000)
        assert.equal(1, #server:requests())
    end)
end)
