-- Who a client is, by a certificate of its own (mTLS), at a server that asks for one.
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local child = require "spec.support.child"
local files = require "spec.support.files"
local nginx = require "spec.support.nginx"
local openai = require "openai"
local wire = require "spec.support.wire"

describe("A client with a certificate", function()
    local authority, own, stranger, server, other

    setup(function()
        authority = certificates.authority "Specs"
        local served = certificates.issue(authority, "IP:127.0.0.1")
        own = certificates.issue(authority, "DNS:client")
        stranger = certificates.issue(certificates.authority "Stranger", "DNS:client")
        other = nginx.start(served, ([[
            ssl_client_certificate %s;
            ssl_verify_client optional;
            location / { return 200 '{"id":"$ssl_client_verify"}'; }
        ]]):format(authority.file))
        server = nginx.start(served, ([[
            ssl_client_certificate %s;
            ssl_verify_client on;
            location /v1/models/away { return 307 %s/models/x; }
            location / { return 200 '{"id":"x"}'; }
        ]]):format(authority.file, other.base_url))
    end)
    teardown(function()
        server:stop()
        other:stop()
        files.remove_all()
    end)
    after_each(wire.stop_all)

    local function client_of(certificate)
        return calls.client(server, {
            ca_file = authority.file, max_retries = 0, client_cert = certificate and certificate.certificate or nil,
            client_key = certificate and certificate.key or nil,
        })
    end

    it("is known to the server, call after call", function()
        local client = client_of(own)
        for _ = 1, 3 do assert.equal("x", assert(client.models:retrieve "x").id) end
        assert.equal("x", assert(client:with({ timeout = 5 }).models:retrieve "x").id)
    end)

    it("is refused without one, or with one of another authority", function()
        for _, certificate in ipairs { false, stranger } do
            local value, err = client_of(certificate).models:retrieve "x"
            assert.is_nil(value)
            assert.is_true(err.status == 400 or err.reason == "tls", tostring(err))
        end
    end)

    it("takes it from the environment", function()
        local output = child.run([[
            local value, err = require("openai").new().models:retrieve "x"
            print(value and value.id or err)
        ]], {
            OPENAI_BASE_URL = server.base_url, SSL_CERT_FILE = authority.file,
            OPENAI_MTLS_CLIENT_CERT_FILE = own.certificate, OPENAI_MTLS_CLIENT_KEY_FILE = own.key,
        })
        assert.equal("x\n", output)
    end)

    it("shows it to no other origin, neither after a redirect nor as a copy for another server", function()
        local client = client_of(own)
        assert.equal("x", assert(client.models:retrieve "x").id)
        assert.equal("NONE", assert(client.models:retrieve "away").id)
        assert.equal("NONE", assert(client:with({ base_url = other.base_url, api_key = "k" }).models:retrieve("x")).id)
        assert.equal("SUCCESS", assert(client:with({ base_url = other.base_url, api_key = "k",
            client_cert = own.certificate, client_key = own.key }).models:retrieve("x")).id)
    end)

    it("says what is missing, or cannot be read", function()
        for pattern, options in pairs {
            ["client_cert needs client_key beside it"] = { client_cert = own.certificate },
            ["client_key needs client_cert beside it"] = { client_key = own.key },
            ["No such file"] = { client_cert = "/nowhere.pem", client_key = own.key },
            ["does not go with an https proxy"] = {
                client_cert = own.certificate, client_key = own.key, proxy = "https://127.0.0.1:1",
                base_url = "https://mtls.api.openai.com/v1",
            },
        } do
            options.api_key = "k"
            local ok, problem = pcall(openai.new, options)
            assert.is_false(ok)
            assert.is_truthy(problem:find(pattern, 1, true), problem)
        end
    end)
end)
