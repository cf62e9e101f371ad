-- Proxies: named by an option or the environment, for plain and encrypted servers, and what happens when they refuse.
local openai = require "openai"
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local child = require "spec.support.child"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })
local CONNECTED = { "send", "HTTP/1.1 200 Connection established\r\n\r\n" }

local function address(proxy)
    return ("http://127.0.0.1:%d"):format(proxy.port)
end

local function retrieve(base_url, options)
    local all = { base_url = base_url, api_key = "sk-secret", max_retries = 0 }
    for name, value in pairs(options) do all[name] = value end
    return openai.new(all).models:retrieve "x"
end

describe("a proxy", function()
    after_each(wire.stop_all)

    it("of the option proxy gets requests for plain servers whole", function()
        local proxy = wire.start { { "read", OK } }
        assert(retrieve("http://api.test:8080/v1", { proxy = address(proxy) }))
        local request = proxy:requests()[1]
        assert.equal("http://api.test:8080/v1/models/x", request.target)
        assert.equal("api.test:8080", request.headers.host)
        assert.equal("Bearer sk-secret", request.headers.authorization)
    end)

    it("is not used for this machine", function()
        local proxy = wire.start { { "read", OK } }
        local server = wire.start { { "read", OK }, repeats = true }
        for _, host in ipairs { "127.0.0.1", "localhost", "LOCALHOST" } do
            assert(retrieve(("http://%s:%d/v1"):format(host, server.port), { proxy = address(proxy) }))
        end
        assert.equal(0, #proxy:events())
    end)

    it("that nobody listens at is a connection error of reason proxy", function()
        local _, err = retrieve("http://api.test/v1", { proxy = ("http://127.0.0.1:%d"):format(wire.closed_port()) })
        assert.equal("connection", err.kind)
        assert.equal("proxy", err.reason)
    end)

    it("whose name does not exist is a connection error of reason proxy", function()
        local _, err = retrieve("http://api.test/v1", { proxy = "http://no-such-proxy.invalid:3128" })
        assert.equal("proxy", err.reason)
    end)

    it("gets user and password from its address, which no error shows", function()
        local proxy = wire.start { { "read", wire.answer(407, "") } }
        local _, err = retrieve("http://api.test/v1", { proxy = ("http://me:hidden@127.0.0.1:%d"):format(proxy.port) })
        assert.equal("Basic bWU6aGlkZGVu", proxy:requests()[1].headers["proxy-authorization"])
        assert.equal(407, err.status)
        assert.is_nil(tostring(err):find("hidden", 1, true))
    end)

    it("is left out by proxy = false", function()
        local _, err = retrieve("http://no-such-host.invalid/v1", { proxy = false })
        assert.equal("dns", err.reason)
    end)
end)

describe("a tunnel", function()
    local authority, certificate
    setup(function()
        authority = certificates.authority "Specs"
        certificate = certificates.issue(authority, "DNS:api.test")
    end)
    teardown(files.remove_all)
    after_each(wire.stop_all)

    it("is asked for by CONNECT, and no secret goes to the proxy", function()
        local server = wire.start { tls = certificate, { "read", OK } }
        local proxy = wire.start { { "read", CONNECTED, { "tunnel", server.port } } }
        assert(retrieve("https://api.test/v1", { proxy = address(proxy), ca_file = authority.file }))
        local request = proxy:requests()[1]
        assert.equal("CONNECT", request.method)
        assert.equal("api.test:443", request.target)
        assert.is_nil(request.head:find("sk-secret", 1, true))
        assert.equal("Bearer sk-secret", server:requests()[1].headers.authorization)
    end)

    it("does not mix the proxy's headers with the answer's", function()
        local server = wire.start { tls = certificate, { "read", wire.fault(400) } }
        local greeting = { "send", "HTTP/1.1 200 OK\r\nx-request-id: proxy\r\nx-should-retry: true\r\n\r\n" }
        local proxy = wire.start { { "read", greeting, { "tunnel", server.port } } }
        local _, err = retrieve("https://api.test/v1", { proxy = address(proxy), ca_file = authority.file })
        assert.equal(400, err.status)
        assert.is_nil(err.request_id)
    end)

    for _, status in ipairs { 403, 407, 502 } do
        it(("that is refused with %d is a connection error of reason proxy"):format(status), function()
            local proxy = wire.start { { "read", wire.answer(status, "no"), "close" } }
            local _, err = retrieve("https://api.test/v1", { proxy = address(proxy) })
            assert.equal("connection", err.kind)
            assert.equal("proxy", err.reason)
            assert.matches(tostring(status), err.message, 1, true)
        end)
    end

    for status, tries in pairs { [403] = 1, [407] = 1, [502] = 2 } do
        it(("that is refused with %d is tried %d times"):format(status, tries), function()
            local proxy = wire.start { { "read", wire.answer(status, "no"), "close" }, repeats = true }
            local client = openai.new {
                base_url = "https://api.test/v1", api_key = "sk-secret", max_retries = 1,
                proxy = ("http://me:hidden@127.0.0.1:%d"):format(proxy.port),
            }
            local waits, _, err = calls.skipping(client, function(noting) return noting.models:retrieve "x" end)
            assert.equal(tries - 1, #waits)
            assert.equal(tries > 1, err.retryable)
            assert.equal(tries, err.attempts)
            assert.matches(("the proxy http://127.0.0.1:%d "):format(proxy.port), err.message, 1, true)
            assert.is_nil(tostring(err):find("hidden", 1, true))
        end)
    end

    it("to a proxy of an https:// address that speaks no TLS names the proxy", function()
        local proxy = wire.start { { { "send", "HTTP/1.1 400 Bad Request\r\n\r\n" } } }
        local named = ("https://me:hidden@127.0.0.1:%d"):format(proxy.port)
        local _, err = retrieve("https://api.test/v1", { proxy = named })
        assert.equal("connection", err.kind)
        assert.matches(("https://127.0.0.1:%d"):format(proxy.port), err.message, 1, true)
        assert.matches("http://", err.message, 1, true)
        assert.is_nil(tostring(err):find("hidden", 1, true))
    end)

    it("to a proxy of an https:// address that stays silent names the proxy", function()
        local proxy = wire.start { { "hang" } }
        local _, err = retrieve("https://api.test/v1",
            { proxy = ("https://127.0.0.1:%d"):format(proxy.port), connect_timeout = 0.3 })
        assert.equal("timeout", err.kind)
        assert.matches(("https://127.0.0.1:%d"):format(proxy.port), err.message, 1, true)
    end)

    it("that breaks is a connection error", function()
        local proxy = wire.start { { "read", "close" } }
        local _, err = retrieve("https://api.test/v1", { proxy = address(proxy) })
        assert.equal("connection", err.kind)
    end)
end)

describe("a proxy of the environment", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local function run(environment, base_url, extra)
        return (child.run(([[
            local openai = require "openai"
            local client = openai.new { base_url = %q, max_retries = 0 %s }
            local value, err = client.models:retrieve "x"
            print(value and value.id or err.reason)
        ]]):format(base_url, extra or ""), environment))
    end

    for _, name in ipairs { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" } do
        it(("is used for https: %s"):format(name), function()
            local proxy = wire.start { { "read", wire.answer(403, ""), "close" } }
            assert.equal("proxy\n", run({ [name] = address(proxy) }, "https://api.test/v1"))
            assert.equal("CONNECT", proxy:requests()[1].method)
        end)
    end

    it("is used for http by http_proxy, not by HTTP_PROXY, which a web server may have set from a header", function()
        local proxy = wire.start { { "read", OK }, repeats = true }
        assert.equal("x\n", run({ http_proxy = address(proxy) }, "http://api.test/v1"))
        assert.equal("dns\n", run({ HTTP_PROXY = address(proxy) }, "http://no-such-host.invalid/v1"))
    end)

    for _, list in ipairs { "api.test", "other.test,api.test", ".test", "*", "test", "*.test", "foo,*",
        "api.test:80", "other.test, API.TEST", "other.test api.test", "ap*" } do
        it(("is not used where NO_PROXY says '%s'"):format(list), function()
            local proxy = wire.start { { "read", OK }, repeats = true }
            local environment = { http_proxy = address(proxy), NO_PROXY = list }
            assert.equal("dns\n", run(environment, "http://api.test/v1"))
            assert.equal(0, #proxy:events())
        end)
    end

    for _, list in ipairs { "example.org", "api.test:8443", "pi.test", "*.api.test.org", "10.*", "api.testing" } do
        it(("is used where NO_PROXY says '%s'"):format(list), function()
            local proxy = wire.start { { "read", OK } }
            assert.equal("x\n", run({ http_proxy = address(proxy), no_proxy = list }, "http://api.test/v1"))
        end)
    end

    local addresses = { "255.*", "255.255.0.0/16", "foo,255.255.255.255", "255.255.255.255:8080", "255.128/9,*" }
    for _, list in ipairs(addresses) do
        it(("is not used for the address that NO_PROXY's '%s' means"):format(list), function()
            local proxy = wire.start { { "read", OK } }
            run({ http_proxy = address(proxy), no_proxy = list }, "http://255.255.255.255:8080/v1") -- fails at once
            assert.equal(0, #proxy:events())
        end)
    end

    it("gives way to the option", function()
        local proxy, other = wire.start { { "read", OK } }, wire.start { { "read", OK } }
        local option = (", proxy = %q"):format(address(other))
        assert.equal("x\n", run({ http_proxy = address(proxy) }, "http://api.test/v1", option))
        assert.equal(0, #proxy:events())
        assert.equal(1, #other:requests())
    end)

    it("gives way to proxy = false", function()
        local proxy = wire.start { { "read", OK } }
        assert.equal("dns\n", run({ http_proxy = address(proxy) }, "http://no-such-host.invalid/v1", ", proxy = false"))
        assert.equal(0, #proxy:events())
    end)
end)
