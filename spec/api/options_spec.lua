-- Options that are wrong, calls that are misused: raised at the caller's line, saying what to do.
local openai = require "openai"
local calls = require "spec.support.calls"
local wire = require "spec.support.wire"

local BASE = "http://127.0.0.1:1/v1"

--- The message that fn raises, which must name a line of this file.
local function misuse(fn, ...)
    local ok, problem = pcall(fn, ...)
    assert.is_false(ok)
    assert.is_string(problem)
    assert.matches("^spec/api/options_spec.lua:%d+: openai: ", problem)
    return problem
end

local function new(options)
    return misuse(function() return openai.new(options) end)
end

local function with(name, value)
    return new { base_url = BASE, [name] = value }
end

describe("openai.new", function()
    it("refuses a mere key and shows the table form", function()
        assert.matches('openai.new{ api_key = "sk-…" }', new "sk-secret", 1, true)
        assert.is_nil(new("sk-secret"):find("sk-secret", 1, true))
    end)

    it("refuses what is no table", function()
        assert.matches("table of options, not a number", new(5), 1, true)
    end)

    it("refuses an unknown option and suggests the nearest", function()
        assert.matches("unknown option 'api_kye'; did you mean 'api_key'?", with("api_kye", "x"), 1, true)
        assert.matches("unknown option 'max_retry'; did you mean 'max_retries'?", with("max_retry", 1), 1, true)
        assert.matches("unknown option 'zzzzzzzz'", with("zzzzzzzz", 1), 1, true)
    end)

    it("suggests nothing for a short word that has little in common with any option", function()
        assert.is_nil(with("foo", 1):find("did you mean", 1, true))
    end)

    it("shows the form for an option without a name, not its value", function()
        local problem = new { "sk-secret" }
        assert.matches('openai.new{ api_key = "sk-…" }', problem, 1, true)
        assert.is_nil(problem:find("sk-secret", 1, true))
    end)

    it("says which number is wrong, but never what a string holds", function()
        assert.matches("timeout must be a number of seconds above 0, or false for none, not 0", with("timeout", 0), 1,
            true)
        assert.matches("not a string", with("timeout", "sk-secret"), 1, true)
    end)

    it("says which base_url is wrong, unless it may hold a secret", function()
        assert.matches("'http://h:99999/v1'", new { base_url = "http://h:99999/v1" }, 1, true)
        for _, secret in ipairs { "http://u:sk-secret@h/v1", "http://h/v1?key=sk-secret" } do
            assert.is_nil(new({ base_url = secret }):find("sk-secret", 1, true))
        end
        assert.matches("base_url: it holds NUL", new { base_url = "http://h/v1\0.evil" }, 1, true)
    end)

    it("names the option whose value cannot be sent", function()
        assert.matches("query.a: cannot send a function", with("query", { a = print }), 1, true)
    end)

    local wrong = {
        api_key = { 5, true, {}, "", "\r\n", "a\nb", "a\rb", "a\0b" }, admin_key = { 5, true, {}, "", "a\nb" },
        organization = { 5, {}, "a\nb", "a\0b" }, project = { 5, {}, "a\r\nb" },
        timeout = { "5", 0, -1, true, {}, 0 / 0 }, connect_timeout = { "5", 0, -1, true, 0 / 0 },
        idle_timeout = { "5", 0, -1, true, 0 / 0 },
        max_retries = { "2", -1, 1.5, true, 0 / 0, 1 / 0 }, on_retry = { 5, true, "f" }, proxy = { 5, true, {} },
        ca_file = { 5, true }, ca_path = { 5, true }, max_connections = { 0, -1, 1.5, "5", true, 1 / 0 },
        max_response_bytes = { 0, -1, "5", true, 0 / 0 }, blocking = { 5, "no" }, log = { 5, "info", true },
        headers = { 5, "A: b" }, query = { 5, "a=b" },
    }
    for name, values in pairs(wrong) do
        for _, value in ipairs(values) do
            it(("refuses %s = %s (%s)"):format(name, tostring(value):gsub("%c", "?"), type(value)), function()
                assert.matches(name, with(name, value), 1, true)
            end)
        end
    end

    local addresses = {
        "", "127.0.0.1:8080/v1", "ftp://127.0.0.1/v1", "http://", "http:///v1", "http://a b/v1",
        "http://127.0.0.1:99999/v1",
        "http://user:pass@127.0.0.1/v1", "http://127.0.0.1/v1?a=b", "http://127.0.0.1/v1#x", "http://127.0.0.1/v1\n",
        "file:///etc/passwd", "http://[::1/v1",
    }
    for _, address in ipairs(addresses) do
        it(("refuses the base_url '%s'"):format(address:gsub("%c", "?")), function()
            assert.matches("base_url", new { base_url = address, api_key = "k" }, 1, true)
        end)
    end

    it("refuses a base_url that is no string", function()
        assert.matches("base_url", new { base_url = 5 }, 1, true)
    end)

    local proxies = {
        "", "http://", "http://:3128", "http://user:sk-secret/pw@proxy.test", "user:sk-secret/pw@proxy.test:3128",
        "http://user:sk-secret@pw@proxy.test:3128", "http://user:sk-secret#pw@proxy.test", "http://user:sk-secret pw@p",
        "http://user:sk-secret@proxy.test:99999", "http://user:sk-secret@proxy.test:port", "ftp://u:sk-secret@p:21",
        "http://user:sk-secret?@proxy.test", "http://user:sk-secret@proxy.test\n", "http://u:sk-secret@[::1",
    }
    for _, address in ipairs(proxies) do
        it(("refuses the proxy '%s' and shows none of it"):format(address:gsub("%c", "?")), function()
            local problem = with("proxy", address)
            assert.matches("new: proxy: ", problem, 1, true)
            for _, part in ipairs { "sk-secret", "pw", "proxy.test" } do
                assert.is_nil(problem:find(part, 1, true))
            end
        end)
    end

    it("takes every form of a proxy's address", function()
        for _, address in ipairs {
            "http://proxy.test:3128", "https://u:p%2Fw@proxy.test", "proxy.test:3128", "proxy",
            "http://proxy.test:3128/",
            "socks5h://u:p@10.0.0.1:1080", "http://[2001:db8::1]:3128", "SOCKS5://proxy.test",
            "http://u:@proxy_1.test",
        } do
            assert(openai.new { base_url = "http://api.test/v1", proxy = address })
        end
    end)

    it("refuses api.openai.com without a key", function()
        assert.matches("OPENAI_API_KEY", new { base_url = "https://api.openai.com/v1" }, 1, true)
    end)

    it("takes false for every limit", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }) } }
        assert(openai.new({
            base_url = server.base_url, timeout = false, connect_timeout = false, idle_timeout = false,
            max_retries = false, max_response_bytes = false, proxy = false, log = false,
        }).models:retrieve "x")
        wire.stop_all()
    end)

    it("takes limits beyond all measure", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }) } }
        assert(openai.new({
            base_url = server.base_url, timeout = 1e300, connect_timeout = 1e300, idle_timeout = 1e300,
            max_retries = 1e15, max_response_bytes = 1e300, max_connections = 1e15,
        }).models:retrieve "x")
        wire.stop_all()
    end)

    it("does not keep or change the caller's table", function()
        local options = { base_url = BASE, headers = { A = "1" } }
        openai.new(options)
        assert.same({ base_url = BASE, headers = { A = "1" } }, options)
    end)
end)

describe("client:with", function()
    it("refuses what openai.new refuses, at the caller's line", function()
        local client = openai.new { base_url = BASE }
        assert.matches("unknown option 'tiemout'; did you mean 'timeout'?", misuse(function()
            return client:with { tiemout = 5 }
        end), 1, true)
    end)

    it("takes nothing to another server that was meant for the first", function()
        local first = { base_url = "http://127.0.0.1:1/v1", api_key = "k", organization = "org-1", project = "proj-1",
            headers = { ["X-Secret"] = "for the first" }, query = { token = "t" } }
        local server = wire.start { { "read", wire.json(200, { id = "x" }) }, repeats = true }
        local copy = openai.new(first):with {
            base_url = server.base_url, api_key = "other", headers = { ["X-B"] = "1" },
        }
        assert(copy.models:retrieve "x")
        local request = server:requests()[1]
        assert.equal("/v1/models/x", request.target)
        assert.equal("Bearer other", request.headers.authorization)
        assert.equal("1", request.headers["x-b"])
        for _, name in ipairs { "x-secret", "openai-organization", "openai-project" } do
            assert.is_nil(request.headers[name])
        end
        assert(copy:with({ base_url = server.base_url .. "/" }).models:retrieve "x")
        assert.equal("1", server:requests()[2].headers["x-b"])
        wire.stop_all()
    end)

    it("holds no header, no query and no proxy where metatables lead", function()
        local client = openai.new {
            base_url = "http://127.0.0.1:1/v1", api_key = "sk-hidden-1", headers = { ["X-Key"] = "hidden-2" },
            query = { token = "hidden-3" }, proxy = "http://me:hidden-4@127.0.0.1:3128",
        }
        local seen = {}
        local function search(value, depth)
            if type(value) == "string" then assert.is_nil(value:find("hidden", 1, true), value) end
            if type(value) ~= "table" or seen[value] or depth > 12 then return end
            seen[value] = true
            for key, item in pairs(value) do
                search(key, depth + 1)
                search(item, depth + 1)
            end
            search(getmetatable(value), depth + 1)
        end
        search(client, 0)
        search(client:with { timeout = 3 }, 0)
    end)

    it("refuses to take the key to another server unasked", function()
        local client = openai.new { base_url = BASE, api_key = "k" }
        for _, base_url in ipairs { "http://elsewhere.test/v1", "http://127.0.0.1:2/v1", "https://127.0.0.1:1/v1" } do
            assert.matches("api_key", misuse(function() return client:with { base_url = base_url } end), 1, true)
        end
        assert.is_table(client:with { base_url = "http://elsewhere.test/v1", api_key = "other" })
        assert.is_table(client:with { base_url = "http://elsewhere.test/v1", api_key = false })
        assert.is_table(client:with { base_url = "http://127.0.0.1:1/v2" })
    end)

    it("refuses to take the administrator's key to another server unasked", function()
        local client = openai.new { base_url = BASE, api_key = false, admin_key = "k" }
        local problem = misuse(function() return client:with { base_url = "http://elsewhere.test/v1" } end)
        assert.matches("admin_key", problem, 1, true)
    end)

    it("keeps what is not named", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }) }, repeats = true }
        local client = calls.client(server, { organization = "o", headers = { A = "1" } })
        assert(client:with({ timeout = 5 }):with({ project = "p" }).models:retrieve "x")
        local headers = server:requests()[1].headers
        assert.equal("o", headers["openai-organization"])
        assert.equal("p", headers["openai-project"])
        assert.equal("1", headers.a)
        assert.equal("Bearer sk-secret-of-specs", headers.authorization)
        wire.stop_all()
    end)

    it("leaves the first client as it was", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }) } }
        local client = calls.client(server)
        client:with { api_key = "other", organization = "o" }
        assert(client.models:retrieve "x")
        assert.equal("Bearer sk-secret-of-specs", server:requests()[1].headers.authorization)
        assert.is_nil(server:requests()[1].headers["openai-organization"])
        wire.stop_all()
    end)

    it("needs a table", function()
        local client = openai.new { base_url = BASE }
        misuse(function() return client:with() end)
        misuse(function() return client:with "x" end)
    end)
end)

describe("a call", function()
    local client
    setup(function() client = openai.new { base_url = BASE, max_retries = 0 } end)

    it("with a dot raises and names the colon form", function()
        assert.matches("client.files:list", misuse(function() return client.files.list() end), 1, true)
        assert.matches("client.models:retrieve", misuse(function() return client.models.retrieve "x" end), 1, true)
        assert.matches("client.fine_tuning.jobs:create", misuse(function()
            return client.fine_tuning.jobs.create { model = "m" }
        end), 1, true)
    end)

    it("of an unknown name suggests the nearest", function()
        assert.matches("did you mean 'create'", misuse(function() return client.files:crate() end), 1, true)
        assert.matches("did you mean 'files'", misuse(function() return client.file end), 1, true)
        assert.matches("did you mean 'jobs'", misuse(function() return client.fine_tuning.job end), 1, true)
        assert.matches("did you mean openai.spawn", misuse(function() return openai.spwan end), 1, true)
    end)

    it("refuses an unknown option and lists those there are", function()
        local problem = misuse(function() return client.models:retrieve("x", { tmeout = 5 }) end)
        assert.matches("unknown option 'tmeout'", problem, 1, true)
        assert.matches("idempotency_key", problem, 1, true)
        misuse(function() return client.models:retrieve("x", { "timeout" }) end)
    end)

    it("refuses a call option among the parameters", function()
        for _, name in ipairs { "timeout", "idle_timeout", "max_retries", "headers", "with_response", "on_progress" } do
            local problem = misuse(function() return client.files:list { [name] = 5 } end)
            assert.matches(name .. " is a call option: put it into the next table", problem, 1, true)
        end
    end)

    local wrong = {
        timeout = { "5", 0, -1, true, 0 / 0 }, idle_timeout = { "5", 0, -1, true, 0 / 0 },
        max_retries = { "2", -1, 1.5, true, 0 / 0, 1 / 0 }, headers = { 5, "A: b", true }, query = { 5, "a=b" },
        with_response = { 5, "yes" }, on_progress = { 5, true }, idempotency_key = { 5, "", "a\nb", true },
        to = { "/tmp/x" },
    }
    for name, values in pairs(wrong) do
        for _, value in ipairs(values) do
            it(("refuses %s = %s (%s)"):format(name, tostring(value):gsub("%c", "?"), type(value)), function()
                local problem = misuse(function() return client.models:retrieve("x", { [name] = value }) end)
                assert.matches(name, problem, 1, true)
            end)
        end
    end

    it("refuses a path that is no string where a file is to go", function()
        for _, path in ipairs { 5, "", "a\0b" } do
            local problem = misuse(function() return client.files:content("f", { to = path }) end)
            assert.matches("to must be a path", problem, 1, true)
        end
    end)

    it("refuses what is no path of a file to upload", function()
        for _, path in ipairs { 5, "", "a\0b", {} } do
            assert.matches("file.* path", misuse(function() return openai.file(path) end))
        end
    end)

    it("refuses a number of items to collect that is none", function()
        for _, most in ipairs { "5", -1, 0 / 0 } do
            local problem = misuse(function() return client.files:list():collect(most) end)
            assert.matches("collect takes the most items", problem, 1, true)
        end
    end)

    it("refuses to decode what is no string", function()
        assert.matches("takes a string", misuse(function() return openai.json.decode(nil) end), 1, true)
    end)

    it("refuses parameters and options that are no tables", function()
        assert.matches("options must be a table, not a number", misuse(function()
            return client.models:retrieve("x", 5)
        end), 1, true)
        assert.matches("parameters must be a table, not a string", misuse(function()
            return client.fine_tuning.jobs:create "gpt"
        end), 1, true)
        assert.matches("parameters must be a table, not a string", misuse(function()
            return client.files:list "fine-tune"
        end), 1, true)
    end)

    it("refuses too many arguments", function()
        assert.matches("too many arguments", misuse(function() return client.models:retrieve("x", {}, {}) end), 1, true)
        assert.matches("too many arguments", misuse(function() return client.files:list({}, {}, {}) end), 1, true)
    end)

    it("refuses an upload without parameters", function()
        assert.matches("openai.file", misuse(function() return client.files:create() end), 1, true)
    end)

    it("raises the same inside a task", function()
        local ok, problem = pcall(function()
            return openai.run(function()
                local model = client.models:retrieve()
                return model
            end)
        end)
        assert.is_false(ok)
        assert.matches("options_spec.lua:%d+: openai: models:retrieve", problem)
    end)

    it("of a client that does not block raises outside a task", function()
        local polite = client:with { blocking = false }
        assert.matches("openai.spawn", misuse(function() return polite.models:retrieve "x" end), 1, true)
        local _, err = openai.run(function() return polite.models:retrieve "x" end)
        assert.equal("connection", err.kind)
    end)
end)

describe("parameters that JSON cannot carry", function()
    local client
    setup(function() client = openai.new { base_url = BASE, max_retries = 0 } end)

    local cycle = {}
    cycle.again = cycle
    local wrong = {
        { "a function", { model = "m", method = { type = function() end } }, "method.type" },
        { "NaN", { model = "m", hyperparameters = { n_epochs = 0 / 0 } }, "hyperparameters.n_epochs" },
        { "an infinity", { model = "m", seed = 1 / 0 }, "seed" },
        { "a cycle", { model = "m", metadata = cycle }, "metadata" },
        { "a coroutine", { model = coroutine.create(function() end) }, "model" },
        { "text that is not UTF-8", { model = "m\255" }, "model" },
            { "mixed keys", { model = "m", integrations = { "a", b = 1 } }, "integrations" },
    }
    for _, case in ipairs(wrong) do
        it(("are refused with the path of the key: %s"):format(case[1]), function()
            local value, err = client.fine_tuning.jobs:create(case[2])
            assert.is_nil(value)
            assert.equal("invalid", err.kind)
            assert.matches(case[3], err.message, 1, true)
            assert.equal(0, err.attempts)
            assert.is_false(err.retryable)
            assert.matches("options_spec.lua", tostring(err), 1, true)
        end)
    end

    it("are refused in a query as well", function()
        local pager = client.fine_tuning.jobs:list { metadata = { a = function() end } }
        for _, method in ipairs { "next", "page", "collect" } do
            local value, err = pager[method](pager)
            assert.is_nil(value)
            assert.equal("invalid", err.kind)
            assert.matches("metadata", err.message, 1, true)
        end
        assert.equal("openai.pager fine_tuning.jobs:list", tostring(pager))
    end)

    it("raise the error in a for over a list", function()
        local ok, err = pcall(function()
            for job in client.fine_tuning.jobs:list { limit = 0 / 0 } do error(job) end
        end)
        assert.is_false(ok)
        assert.equal("invalid", err.kind)
        assert.matches("limit: cannot send", err.message, 1, true)
    end)
end)
