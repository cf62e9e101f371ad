-- Tokens that are exchanged for what the platform says of a workload, kept, and exchanged anew.
local calls = require "spec.support.calls"
local cjson = require "cjson"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

describe("A client with a workload identity", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local function exchanges(...)
        local turns = { repeats = true }
        for i, token in ipairs { ... } do
            turns[i] = { "read", wire.json(200, { access_token = token, expires_in = 3600, token_type = "Bearer" }) }
        end
        return wire.start(turns)
    end

    local function api(...)
        local turns = { repeats = true }
        for i, step in ipairs { ... } do turns[i] = { "read", step } end
        return wire.start(turns)
    end

    local OK = wire.json(200, { id = "m" })
    local REFUSED = wire.json(401, { error = { message = "token expired" } })

    local function client_of(server, authority, more)
        local identity = {
            identity_provider_id = "idp_1", service_account_id = "sa_1", url = authority.base_url,
            get_token = function() return "platform-token\n" end,
        }
        for name, value in pairs(more or {}) do identity[name] = value or nil end
        return openai.new { base_url = server.base_url, workload_identity = identity, max_retries = 0 }
    end

    local function sent(server)
        local list = {}
        for i, request in ipairs(server:requests()) do list[i] = request.headers.authorization end
        return list
    end

    it("asks for a token once, and keeps it", function()
        local server, authority = api(OK), exchanges "t1"
        local client = client_of(server, authority)
        assert.equal(0, #authority:requests())
        for _ = 1, 3 do assert(client.models:retrieve "m") end
        assert.same({ "Bearer t1", "Bearer t1", "Bearer t1" }, sent(server))
        local request = authority:requests()[1]
        assert.equal(1, #authority:requests())
        assert.equal("/v1/token", request.target)
        assert.is_nil(request.headers.authorization)
        assert.same({
            grant_type = "urn:ietf:params:oauth:grant-type:token-exchange", subject_token = "platform-token",
            subject_token_type = "urn:ietf:params:oauth:token-type:jwt", identity_provider_id = "idp_1",
            service_account_id = "sa_1",
        }, cjson.decode(request.body))
    end)

    it("asks once however many calls wait for it, also from copies", function()
        local server, authority = api(OK), exchanges "t1"
        local client = client_of(server, authority)
        local copy = client:with { timeout = 50 }
        openai.run(function()
            for i = 1, 8 do
                openai.spawn(function() assert((i % 2 == 0 and client or copy).models:retrieve "m") end)
            end
        end)
        assert.equal(8, #server:requests())
        assert.equal(1, #authority:requests())
    end)

    it("asks anew shortly before the end: 20 minutes, or half of a short life", function()
        local server, authority = api(OK), exchanges("t1", "t2", "t3")
        local client = client_of(server, authority)
        assert(client.models:retrieve "m")
        openai.loop:skip(3600 - 1200 - 5)
        assert(client.models:retrieve "m")
        openai.loop:skip(10)
        assert(client.models:retrieve "m")
        assert.same({ "Bearer t1", "Bearer t1", "Bearer t2" }, sent(server))
        local short = wire.start { { "read", wire.json(200, { access_token = "s", expires_in = 100 }) },
            repeats = true }
        client = client_of(server, short)
        assert(client.models:retrieve "m")
        openai.loop:skip(45)
        assert(client.models:retrieve "m")
        assert.equal(1, #short:requests())
        openai.loop:skip(10)
        assert(client.models:retrieve "m")
        assert.equal(2, #short:requests())
    end)

    it("exchanges once more when the service refuses the token, and only once", function()
        local server, authority = api(OK, REFUSED, OK, REFUSED, REFUSED), exchanges("t1", "t2", "t3")
        local client = client_of(server, authority)
        assert(client.models:retrieve "m")
        openai.loop:skip(60)
        assert(client.models:retrieve "m")
        assert.same({ "Bearer t1", "Bearer t1", "Bearer t2" }, sent(server))
        openai.loop:skip(60)
        local value, err = client.models:retrieve "m"
        assert.is_nil(value)
        assert.equal("authentication", err.kind)
        assert.same({ "Bearer t2", "Bearer t3" }, { sent(server)[4], sent(server)[5] })
        assert.equal(3, #authority:requests())
    end)

    it("reads the platform's token from a file, each time anew", function()
        local server, authority = api(OK), exchanges("t1", "t2")
        local path = files.write "first\n"
        local client = client_of(server, authority, { get_token = false, token_file = path, token_type = "id" })
        assert(client.models:retrieve "m")
        files.write("second\n", path:match "[^/]+$", path:match "^(.*)/")
        openai.loop:skip(3000)
        assert(client.models:retrieve "m")
        local bodies = {}
        for i, request in ipairs(authority:requests()) do bodies[i] = cjson.decode(request.body) end
        assert.equal("first", bodies[1].subject_token)
        assert.equal("second", bodies[2].subject_token)
        assert.equal("urn:ietf:params:oauth:token-type:id_token", bodies[1].subject_token_type)
    end)

    it("says why there is no token", function()
        local server = api(OK)
        local function failing(pattern, authority, more)
            local value, err = client_of(server, authority, more).models:retrieve "m"
            assert.is_nil(value)
            assert.equal("authentication", err.kind)
            assert.matches(pattern, err.message)
        end
        failing("token exchange failed: no such account", api(wire.json(400,
            { error = { message = "no such account" } })))
        failing("without access_token", api(wire.json(200, { token = "x" })))
        failing("token exchange failed: ", api(wire.answer(307, "", { Location = "http://127.0.0.1:1/token" })))
        failing("is missing: metadata is down", exchanges "t", { get_token = function() return nil,
            "metadata is down" end })
        failing("No such file", exchanges "t", { get_token = false, token_file = "/nowhere/token" })
        assert.equal(0, #server:requests())
    end)

    it("raises at the caller's line when the option is not whole", function()
        local function misused(pattern, identity, more)
            local options = { workload_identity = identity, base_url = "http://127.0.0.1:1/v1" }
            for name, value in pairs(more or {}) do options[name] = value end
            local ok, problem = pcall(openai.new, options)
            assert.is_false(ok)
            assert.matches("^spec/api/workload_identity_spec.lua:%d+: openai: new: .*" .. pattern, problem)
        end
        local function token() return "x" end
        misused("must be a table", "idp")
        misused("identity_provider_id is missing", { service_account_id = "s", get_token = token })
        misused("needs get_token", { identity_provider_id = "i", service_account_id = "s" })
        misused("token_type must be", {
            identity_provider_id = "i", service_account_id = "s", get_token = token, token_type = "saml" })
        misused("has no 'get_tokn'", { get_tokn = token })
        misused("not both", { identity_provider_id = "i", service_account_id = "s", get_token = token },
            { api_key = "k" })
    end)
end)

describe("A key callback", function()
    after_each(wire.stop_all)

    it("is asked once more when its key is refused, and told so", function()
        local refused = wire.json(401, { error = { message = "expired" } })
        local server = wire.start { { "read", refused }, { "read", wire.json(200, { id = "m" }) } }
        local told = {}
        local client = calls.client(server, { api_key = function(was_refused)
            told[#told + 1] = was_refused or false
            return was_refused and "new-key" or "old-key"
        end })
        assert.equal("m", assert(client.models:retrieve "m").id)
        assert.same({ false, true }, told)
        assert.equal("Bearer new-key", server:requests()[2].headers.authorization)
    end)

    it("that gives the same key again, or none, ends the call with the server's words", function()
        for _, again in ipairs { "key-of-specs", "" } do
            local server = wire.start { { "read", wire.json(401, { error = { message = "expired" } }) },
                repeats = true }
            local client = calls.client(server, { api_key = function(was_refused)
                return was_refused and again or "key-of-specs"
            end })
            local value, err = client.models:retrieve "m"
            assert.is_nil(value)
            assert.equal("authentication", err.kind)
            if again ~= "" then assert.equal("expired", err.message) end
            assert.equal(1, #server:requests())
        end
    end)
end)
