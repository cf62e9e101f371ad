-- What a client takes from the environment, and where it does not go. Each case is a process with its own environment.
local child = require "spec.support.child"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local function answering()
    return wire.start { { "read", OK }, repeats = true }
end

--- Runs models:retrieve in a child; `options` is the source of the options table. Returns what it printed.
local function retrieve(environment, options)
    local output, code = child.run(([[
        local openai = require "openai"
        local ok, client = pcall(openai.new, %s)
        if not ok then print("raised: " .. tostring(client)) os.exit(0) end
        local value, err = client.models:retrieve("x", { max_retries = 0 })
        print(value and value.id or tostring(err))
    ]]):format(options or "nil"), environment)
    assert.equal(0, code, output)
    return output
end

describe("the environment", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("names the server and the key that goes there", function()
        local server = answering()
        assert.equal("x\n", retrieve { OPENAI_BASE_URL = server.base_url, OPENAI_API_KEY = "sk-env" })
        assert.equal("Bearer sk-env", server:requests()[1].headers.authorization)
    end)

    it("names organization and project", function()
        local server = answering()
        retrieve { OPENAI_BASE_URL = server.base_url, OPENAI_ORG_ID = "org-env", OPENAI_PROJECT_ID = "proj-env" }
        local headers = server:requests()[1].headers
        assert.equal("org-env", headers["openai-organization"])
        assert.equal("proj-env", headers["openai-project"])
    end)

    it("gives way to options", function()
        local server = answering()
        retrieve({ OPENAI_BASE_URL = "http://127.0.0.1:1/v1", OPENAI_API_KEY = "sk-env", OPENAI_ORG_ID = "org-env" },
            ("{ base_url = %q, api_key = 'sk-code', organization = 'org-code' }"):format(server.base_url))
        local headers = server:requests()[1].headers
        assert.equal("Bearer sk-code", headers.authorization)
        assert.equal("org-code", headers["openai-organization"])
    end)

    it("does not give its key to a base_url of the code", function()
        local server = answering()
        local environment = { OPENAI_API_KEY = "sk-env", OPENAI_ADMIN_KEY = "sk-admin" }
        assert.equal("x\n", retrieve(environment, ("{ base_url = %q }"):format(server.base_url)))
        assert.is_nil(server:requests()[1].headers.authorization)
    end)

    it("does not give its key to a base_url of client:with", function()
        local server, other = answering(), answering()
        local output = child.run(([[
            local openai = require "openai"
            local client = openai.new():with { base_url = %q }
            print(client.models:retrieve "x")
        ]]):format(other.base_url), { OPENAI_BASE_URL = server.base_url, OPENAI_API_KEY = "sk-env" })
        assert.matches("name api_key as well", output, 1, true)
        assert.equal(0, #other:events())
    end)

    it("does not give its key to api.openai.com without TLS", function()
        local output = retrieve({ OPENAI_API_KEY = "sk-env" }, "{ base_url = 'http://api.openai.com/v1' }")
        assert.matches("raised: .*needs a key", output)
    end)

    it("without a key refuses api.openai.com and says what to set", function()
        assert.matches("raised: .*OPENAI_API_KEY", retrieve {})
        assert.matches("raised: .*OPENAI_API_KEY", retrieve { OPENAI_API_KEY = "" })
    end)

    for _, behind in ipairs { "\n", "\r\n", " \r\n", "\n\n" } do
        it(("may have a line end behind a key (%q), which is no part of it"):format(behind), function()
            local server = answering()
            retrieve { OPENAI_BASE_URL = server.base_url, OPENAI_API_KEY = "sk-env" .. behind }
            local in_code = ("{ base_url = %q, api_key = %q }"):format(server.base_url, "sk-code" .. behind)
            retrieve({ OPENAI_BASE_URL = server.base_url }, in_code)
            retrieve({}, ("{ base_url = %q, api_key = function() return %q end }"):format(server.base_url,
                "sk-callback" .. behind))
            local sent = {}
            for i, request in ipairs(server:requests()) do sent[i] = request.headers.authorization end
            assert.same({ "Bearer sk-env", "Bearer sk-code", "Bearer sk-callback" }, sent)
        end)
    end

    local broken = {
        OPENAI_API_KEY = "sk-\nenv", OPENAI_ADMIN_KEY = "sk-\nenv", OPENAI_ORG_ID = "sk-\nenv",
        OPENAI_PROJECT_ID = "sk-\nenv", OPENAI_BASE_URL = "localhost:8080", OPENAI_LOG = "sk-env",
        https_proxy = "http://u:sk-env/w@proxy", ALL_PROXY = "http://u:sk-env/w@proxy",
    }
    for name, value in pairs(broken) do
        it(("may hold a broken %s, which is called that and not shown"):format(name), function()
            local environment = { OPENAI_API_KEY = "k" }
            environment[name] = value
            local output = retrieve(environment)
            assert.matches("raised: .*: openai: new: " .. name, output)
            assert.is_nil(output:find("env", 1, true))
        end)
    end

    it("adds headers line by line", function()
        local server = answering()
        retrieve({ OPENAI_BASE_URL = server.base_url, OPENAI_CUSTOM_HEADERS = "X-A: 1\nX-B:  two words \r\n\nX-C:" },
            "{ headers = { ['x-a'] = 'code' } }")
        local headers = server:requests()[1].headers
        assert.equal("code", headers["x-a"])
        assert.equal("two words", headers["x-b"])
        assert.equal("", headers["x-c"])
    end)

    it("may hold a broken header line, which is numbered, and not shown: it may be a key", function()
        local output = retrieve { OPENAI_CUSTOM_HEADERS = "X-A: 1\nnonsense", OPENAI_API_KEY = "k" }
        assert.matches("raised: .*OPENAI_CUSTOM_HEADERS: line 2 is not of the form Name: value", output)
        assert.is_nil(output:find("nonsense", 1, true))
    end)

    it("counts as not set where it is empty", function()
        local server = answering()
        retrieve({ OPENAI_BASE_URL = "", OPENAI_ORG_ID = "", OPENAI_CUSTOM_HEADERS = "", HTTPS_PROXY = "" },
            ("{ base_url = %q }"):format(server.base_url))
        assert.is_nil(server:requests()[1].headers["openai-organization"])
    end)

    it("cannot switch on libcurl's own proxy variables for this machine", function()
        local server, proxy = answering(), answering()
        local address = ("http://127.0.0.1:%d"):format(proxy.port)
        assert.equal("x\n", retrieve {
            OPENAI_BASE_URL = server.base_url, http_proxy = address, HTTPS_PROXY = address, ALL_PROXY = address,
        })
        assert.equal(1, #server:requests())
        assert.equal(0, #proxy:events())
    end)
end)

describe("the key of the environment, held back from a base_url given in code", function()
    local environment = { OPENAI_API_KEY = "sk-env" }
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("is what the error of the answer 401 speaks of, with what to do", function()
        local refusal = { error = { message = "no key", type = "invalid_request_error" } }
        local server = wire.start { { "read", wire.json(401, refusal) }, repeats = true }
        local output = retrieve(environment, ("{ base_url = %q }"):format(server.base_url))
        assert.matches("authentication (401): no key; OPENAI_API_KEY was not sent, since base_url is given in code",
            output, 1, true)
        assert.matches('give api_key as well (api_key = os.getenv "OPENAI_API_KEY")', output, 1, true)
        output = retrieve(environment, ("{ base_url = %q, api_key = 'sk-mine' }"):format(server.base_url))
        assert.is_nil(output:find("OPENAI_API_KEY", 1, true))
    end)

    it("is told to the log", function()
        local server = answering()
        environment.OPENAI_LOG = "warn"
        local options = ("{ base_url = %q }"):format(server.base_url)
        assert.matches("OPENAI_API_KEY was not sent", retrieve(environment, options))
        environment.OPENAI_LOG = "error"
        assert.equal("x\n", retrieve(environment, options))
    end)
end)

describe("a log asked for by the environment", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("goes to standard error, without the key", function()
        local server = answering()
        local output = retrieve { OPENAI_BASE_URL = server.base_url, OPENAI_API_KEY = "sk-env", OPENAI_LOG = "debug" }
        assert.matches("GET .-/v1/models/x: 200", output)
        assert.is_nil(output:find("sk-env", 1, true))
    end)

    it("goes to a file", function()
        local server, path = answering(), files.directory() .. "/openai.log"
        local environment = { OPENAI_BASE_URL = server.base_url, OPENAI_LOG = "info", OPENAI_LOG_FILE = path }
        assert.equal("x\n", retrieve(environment))
        retrieve(environment)
        local _, lines = files.read(path):gsub("GET .-/v1/models/x: 200", "")
        assert.equal(2, lines)
    end)

    it("tells of failures and retries", function()
        local server = wire.start {
            { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) },
            { "read", wire.fault(400, { message = "m" }) },
        }
        local output = child.run([[
            print(require("openai").new().models:retrieve "x")
        ]], { OPENAI_BASE_URL = server.base_url, OPENAI_LOG = "info" })
        assert.matches("attempt 1 failed", output, 1, true)
        assert.matches("bad_request %(400%)", output)
    end)

    local told = { off = 0, error = 1, warn = 2, info = 3, OFF = 0, Warn = 2 }
    for level, lines in pairs(told) do
        it(("writes what OPENAI_LOG=%s asks for, of a success, a retry and a failure"):format(level), function()
            local server = wire.start {
                { "read", OK }, { "read", wire.fault(503, nil, { ["retry-after-ms"] = "1" }) },
                { "read", wire.fault(400, { message = "m" }) },
            }
            local path = files.directory() .. "/openai.log"
            child.run([[
                local client = require("openai").new()
                assert(client.models:retrieve "x")
                assert(not client.models:retrieve "x")
            ]], { OPENAI_BASE_URL = server.base_url, OPENAI_LOG = level, OPENAI_LOG_FILE = path })
            local text = lines > 0 and files.read(path) or ""
            assert.equal(lines, select(2, text:gsub("\n", "")), text)
        end)
    end

    it("leaves a query out", function()
        local server = answering()
        local output = retrieve({ OPENAI_LOG = "debug" }, ("{ base_url = %q, query = { token = 'hidden' } }")
            :format(server.base_url))
        assert.matches("GET", output, 1, true)
        assert.is_nil(output:find("hidden", 1, true))
    end)
end)

describe("the option data_residency", function()
    local function base_url(options) return tostring(openai.new(options)) end

    it("names the service's host of a region", function()
        for region, host in pairs { global = "api", us = "us.api", eu = "eu.api", ae = "ae.api" } do
            local text = base_url { data_residency = region, api_key = "k" }
            assert.is_truthy(text:find(("https://%s.openai.com/v1"):format(host), 1, true), text)
        end
        local copy = openai.new({ api_key = "k" }):with { data_residency = "eu", api_key = "k" }
        assert.is_truthy(tostring(copy):find("https://eu.api.openai.com/v1", 1, true))
    end)

    it("says what is wrong: another word, a base_url beside it, a key that is missing", function()
        for pattern, options in pairs {
            ["must be global, us, eu or ae"] = { data_residency = "de", api_key = "k" },
            ["both say where requests go"] = { data_residency = "eu", base_url = "http://127.0.0.1:1/v1",
                api_key = "k" },
            ["eu.api.openai.com needs a key"] = { data_residency = "eu" },
        } do
            local ok, problem = pcall(openai.new, options)
            assert.is_false(ok)
            assert.is_truthy(problem:find(pattern, 1, true), problem)
        end
    end)
end)
