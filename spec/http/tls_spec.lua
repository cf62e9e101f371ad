-- Encrypted connections: who is trusted, who is not, and how a refusal looks.
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local child = require "spec.support.child"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

describe("TLS", function()
    local authority, good, elsewhere, stranger
    setup(function()
        authority = certificates.authority "Specs"
        good = certificates.issue(authority, "IP:127.0.0.1,DNS:localhost")
        elsewhere = certificates.issue(authority, "DNS:example.org")
        stranger = certificates.issue(certificates.authority "Stranger", "IP:127.0.0.1")
    end)
    teardown(files.remove_all)
    after_each(wire.stop_all)

    local function retrieve(server, options)
        local all = { ca_file = authority.file, max_retries = 0 }
        for name, value in pairs(options or {}) do all[name] = value or nil end
        return calls.client(server, all).models:retrieve "x"
    end

    it("works with the authority of ca_file", function()
        local server = wire.start { tls = good, { "read", OK } }
        assert.equal("x", assert(retrieve(server)).id)
        assert.is_true(server:requests()[1].tls)
    end)

    it("works with the authorities of ca_path", function()
        local directory = files.directory()
        files.write(files.read(authority.file), "ca.pem", directory)
        os.execute("openssl rehash " .. directory .. " 2>/dev/null || c_rehash " .. directory .. " >/dev/null")
        local server = wire.start { tls = good, { "read", OK } }
        local client = calls.client(server, { ca_path = directory, max_retries = 0 })
        assert.equal("x", assert(client.models:retrieve "x").id)
    end)

    it("works with the authority of SSL_CERT_FILE", function()
        local server = wire.start { tls = good, { "read", OK } }
        local output = child.run([[
            local value, err = require("openai").new().models:retrieve "x"
            print(value and value.id or err)
        ]], { OPENAI_BASE_URL = server.base_url, SSL_CERT_FILE = authority.file })
        assert.equal("x\n", output)
    end)

    local function refused(server, options)
        local value, err = retrieve(server, options)
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.equal("tls", err.reason)
        assert.equal(0, #server:requests())
        return err
    end

    it("refuses a certificate of an unknown authority, and does not try again", function()
        local server = wire.start { tls = stranger, { "read", OK }, repeats = true }
        local err = refused(server, { max_retries = 3 })
        assert.is_false(err.retryable)
        assert.equal(1, err.attempts)
        assert.matches("certificate", err.message, 1, true)
    end)

    it("says whose certificates it goes by, and how to name others", function()
        local message = refused(wire.start { tls = stranger, { "read", OK } }).message
        assert.matches(authority.file, message, 1, true)
        assert.matches("option ca_file", message, 1, true)
        assert.matches("SSL_CERT_FILE", message, 1, true)
    end)

    it("refuses every authority that the system does not know when none is named", function()
        refused(wire.start { tls = good, { "read", OK } }, { ca_file = false })
    end)

    it("refuses a certificate of another host", function()
        local err = refused(wire.start { tls = elsewhere, { "read", OK } })
        assert.is_false(err.retryable)
    end)

    it("refuses a server that does not speak it", function()
        local plain = wire.start { { { "send", "HTTP/1.1 400 Bad\r\n\r\n" }, "close" }, repeats = true }
        refused { base_url = plain.base_url:gsub("^http", "https"), requests = function() return plain:requests() end }
    end)

    it("refuses a server that hangs up instead of shaking hands", function()
        local server = wire.start { tls = good, tls_later = true, { "take", "close" } }
        local _, err = retrieve { base_url = server.base_url:gsub("^http", "https") }
        assert.equal("connection", err.kind)
    end)

    it("times out when the server never shakes hands", function()
        local server = wire.start { tls_later = true, { "hang" } }
        local _, err = retrieve({ base_url = server.base_url:gsub("^http", "https") }, { connect_timeout = 0.1 })
        assert.equal("timeout", err.kind)
        assert.is_true(err.retryable)
    end)

    it("names the file when ca_file does not exist", function()
        local err = refused(wire.start { tls = good, { "read", OK } }, { ca_file = "/nowhere/ca.pem" })
        assert.matches("/nowhere/ca.pem", err.message, 1, true)
        assert.is_false(err.retryable)
    end)

    it("does not send anything when plain HTTP is asked of an encrypted server", function()
        local server = wire.start { tls = good, { "read", OK }, repeats = true }
        local _, err = retrieve { base_url = server.base_url:gsub("^https", "http") }
        assert.is_true(err.kind == "connection" or err.kind == "protocol" or err.kind == "bad_request")
        assert.equal(0, #server:requests())
    end)

    it("keeps its connection for the next call", function()
        local server = wire.start { tls = good, { "read", OK }, repeats = true }
        local client = calls.client(server, { ca_file = authority.file })
        for _ = 1, 3 do assert(client.models:retrieve "x") end
        assert.equal(1, server:requests()[3].connection)
    end)

    it("is not shared with a client that trusts others", function()
        local server = wire.start { tls = good, { "read", OK }, repeats = true }
        assert(retrieve(server))
        local _, err = calls.client(server, { max_retries = 0 }).models:retrieve "x"
        assert.equal("tls", err.reason)
        assert.equal(1, #server:requests())
    end)

    it("is never left by a redirect", function()
        local plain = wire.start { { "read", OK } }
        local location = { Location = ("http://127.0.0.1:%d/v1/models/x"):format(plain.port) }
        local server = wire.start { tls = good, { "read", wire.answer(307, "", location) } }
        local _, err = retrieve(server)
        assert.equal("protocol", err.kind)
        assert.matches("https to http", err.message, 1, true)
        assert.equal(0, #plain:events())
    end)

    it("may be begun by a redirect, without the headers", function()
        local server = wire.start { tls = good, { "read", OK } }
        local location = { Location = server.base_url .. "/models/x" }
        local plain = wire.start { { "read", wire.answer(308, "", location) } }
        assert(retrieve(plain))
        assert.is_nil(server:requests()[1].headers.authorization)
    end)
end)
