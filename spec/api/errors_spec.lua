-- What a failed call returns: kinds, fields, texts; and answers that are not what they should be.
local openai = require "openai"
local calls = require "spec.support.calls"
local emulator = require "openai.emulator"
local wire = require "spec.support.wire"

local function call(step, options)
    local server = wire.start { { "read", step } }
    local all = { max_retries = 0 }
    for name, value in pairs(options or {}) do all[name] = value end
    local value, err = calls.client(server, all).models:retrieve "x"
    return value, err, server
end

local function failing(step, options)
    local value, err, server = call(step, options)
    assert.is_nil(value)
    assert.is_table(err)
    return err, server
end

describe("the kind of an error", function()
    after_each(wire.stop_all)

    local kinds = {
        [400] = "bad_request", [401] = "authentication", [403] = "permission_denied", [404] = "not_found",
        [409] = "conflict", [422] = "unprocessable_entity", [429] = "rate_limit", [500] = "server", [502] = "server",
        [503] = "server", [529] = "server", [402] = "status", [418] = "status", [300] = "status", [304] = "status",
        [999] = "status",
    }
    for status, kind in pairs(kinds) do
        it(("is %s for a status %d"):format(kind, status), function()
            local err = failing(wire.fault(status))
            assert.equal(kind, err.kind)
            assert.equal(status, err.status)
        end)
    end

    it("is quota for a 429 with the code insufficient_quota", function()
        assert.equal("quota", failing(wire.fault(429, { code = "insufficient_quota" })).kind)
    end)

    it("is bad_request for a 400 with the code insufficient_quota", function()
        assert.equal("bad_request", failing(wire.fault(400, { code = "insufficient_quota" })).kind)
    end)
end)

describe("an error of the API", function()
    after_each(wire.stop_all)

    it("has the fields of its body and of its headers", function()
        local err = failing(wire.fault(400,
            { message = "Unknown model", code = "model_not_found", type = "invalid_request_error", param = "model" },
            { ["X-Request-ID"] = "req_42", ["X-Other"] = "y" }))
        assert.equal("Unknown model", err.message)
        assert.equal("model_not_found", err.code)
        assert.equal("invalid_request_error", err.type)
        assert.equal("model", err.param)
        assert.equal("req_42", err.request_id)
        assert.equal("y", err.headers["x-other"])
        assert.equal(1, err.attempts)
        assert.is_false(err.retryable)
        assert.is_false(err.ambiguous)
        assert.matches('"Unknown model"', err.body, 1, true)
    end)

    it("reads as one line with what, status, message, request id and the caller's position", function()
        local err = failing(wire.fault(400, { message = "Unknown\nmodel" }, { ["x-request-id"] = "req_42" }))
        local shape = "^models:retrieve: bad_request %(400%): Unknown model %[request req_42%] %(called at .+"
        assert.matches(shape .. "errors_spec%.lua:%d+%)$", tostring(err))
    end)

    it("has a summary for people, without the position", function()
        local err = failing(wire.fault(400, { message = "Unknown\nmodel" }, { ["x-request-id"] = "req_42" }))
        assert.equal("models:retrieve: bad_request (400): Unknown model [request req_42]", err:summary())
    end)

    it("shows a server's control characters and does not pass them to the terminal", function()
        local err = failing(wire.json(400, [[{"error":{"message":"a\u0000\u001b[31m\u007f\u009b2J\té"}}]]))
        assert.equal([[models:retrieve: bad_request (400): a\x00\x1B[31m\x7F\x9B2J é]], err:summary())
        assert.equal("a\0\27[31m\127\194\1552J\té", err.message)
    end)

    it("can be joined to a text", function()
        local err = failing(wire.fault(400, { message = "Unknown model" }))
        assert.matches("^failed: models", "failed: " .. err)
        assert.matches("!$", err .. "!")
    end)

    it("has nil where the body has null", function()
        local body = '{"error":{"message":"m","code":null,"param":null,"type":null}}'
        local err = failing(wire.json(400, body))
        assert.is_nil(err.code)
        assert.is_nil(err.param)
        assert.is_nil(err.type)
    end)

    it("may be a mere text", function()
        assert.equal("too bad", failing(wire.json(400, '{"error":"too bad"}')).message)
    end)

    it("is its body's beginning when that is no error object", function()
        assert.equal("upstream timed out", failing(wire.answer(502, "upstream timed out")).message)
        assert.equal(200, #failing(wire.answer(502, ("x"):rep(5000))).message)
    end)

    it("has its whole body", function()
        assert.equal(5000, #failing(wire.answer(502, ("x"):rep(5000))).body)
    end)

    it("has no body when there is none", function()
        local err = failing(wire.answer(500, ""))
        assert.is_nil(err.body)
        assert.matches("^models:retrieve: server %(500%) ?%(called", tostring(err))
    end)

    it("does not take in more than a megabyte of its body", function()
        local server = wire.start { { "read", wire.answer(500, ("x"):rep(3000000)) } }
        local _, err = calls.client(server, { max_retries = 0 }).models:retrieve "x"
        assert.equal(500, err.status)
        assert.is_true(err.body == nil or #err.body <= 1024 * 1024)
    end)

    it("may have fields of the wrong types", function()
        local err = failing(wire.json(400, '{"error":{"message":{"a":1},"code":400,"type":[],"param":true}}'))
        assert.equal(400, err.status)
        assert.is_string(tostring(err))
    end)

    local odd = { "[]", "null", "{}", '{"error":null}', '{"error":[]}', '{"error":{}}', '"x"', "{", "\255" }
    for _, body in ipairs(odd) do
        it(("is readable when the body is %s"):format(body), function()
            local err = failing(wire.json(500, body))
            assert.equal("server", err.kind)
            assert.is_string(tostring(err))
        end)
    end

    it("joins repeated headers", function()
        local step = { "send", "HTTP/1.1 400 X\r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n" }
        assert.equal("1, 2", failing(step).headers.a)
    end)

    it("is a protocol error when a line of its head is longer than any memory is for", function()
        for _, size in ipairs { 120000, 200000, 400000 } do
            local head = "HTTP/1.1 200 OK\r\nX: " .. ("x"):rep(size) .. "\r\nContent-Length: 2\r\n\r\n{}"
            local value, err = call { "send", head }
            assert.is_true(value ~= nil or err.kind == "protocol", tostring(err))
            assert.is_true(value ~= nil or not err.message:find "memory", tostring(err))
        end
    end)

    it("is a protocol error when libcurl takes no more lines of its head", function()
        local head = "HTTP/1.1 400 X\r\n" .. ("A: 1\r\n"):rep(6000) .. "Content-Length: 0\r\n\r\n"
        local _, err = call { "send", head }
        assert.is_true(err.status == 400 or err.kind == "protocol", tostring(err))
    end)

    it("joins thousands of them, and keeps the others", function()
        local lines = {}
        for i = 1, 4000 do lines[i] = ("A: %d\r\n"):format(i % 10) end
        local head = "HTTP/1.1 400 X\r\nB: x\r\n" .. table.concat(lines) .. "Content-Length: 0\r\n\r\n"
        local headers = failing({ "send", head }).headers
        assert.equal(("1, 2, 3, 4, 5, 6, 7, 8, 9, 0, "):rep(400):sub(1, -3), headers.a)
        assert.equal("x", headers.b)
    end)
end)

describe("a web page instead of an answer", function()
    after_each(wire.stop_all)

    local PAGE = "<!DOCTYPE html>\n<html><body>Welcome to nginx!</body></html>"
    local HTML = { ["Content-Type"] = "text/html; charset=utf-8" }

    local function titled(title)
        return ("<html>\n<head><TITLE>%s</TITLE></head><body>…</body></html>"):format(title)
    end

    --- From an address that has no /v1.
    local function elsewhere(step)
        local server = wire.start { { "read", step } }
        local client = openai.new { base_url = ("http://127.0.0.1:%d"):format(server.port), max_retries = 0 }
        local _, err = client.models:retrieve "x"
        return err
    end

    it("is a protocol error that hints at /v1", function()
        local err = elsewhere(wire.answer(200, PAGE, HTML))
        assert.equal("protocol", err.kind)
        assert.equal(200, err.status)
        assert.matches("/v1", err.message, 1, true)
        assert.equal(PAGE, err.body)
    end)

    it("is known without its content type", function()
        assert.matches("/v1", elsewhere(wire.answer(200, "\n " .. PAGE)).message, 1, true)
    end)

    it("keeps its kind and hints at /v1 when its status is 404", function()
        local err = elsewhere(wire.answer(404, PAGE, HTML))
        assert.equal("not_found", err.kind)
        assert.matches("/v1", err.message, 1, true)
    end)

    for _, status in ipairs { 200, 404 } do
        it(("with status %d does not hint at /v1 where base_url has it"):format(status), function()
            local err = failing(wire.answer(status, PAGE, HTML))
            assert.matches("web page", err.message, 1, true)
            assert.is_nil(err.message:find("/v1", 1, true))
        end)
    end

    local meanings = {
        [401] = "login", [403] = "refuses the call", [413] = "too large", [429] = "takes no more calls",
        [500] = "failed", [502] = "the gateway in front of the API got no proper answer", [503] = "out of service",
        [504] = "waited in vain",
    }
    for status, words in pairs(meanings) do
        it(("with status %d says what that means there"):format(status), function()
            assert.matches(words, failing(wire.answer(status, PAGE, HTML)).message, 1, true)
        end)
    end

    it("is told by its title", function()
        assert.matches('a web page ("502 Bad Gateway")',
            failing(wire.answer(502, titled " 502\r\n  Bad Gateway ", HTML)).message, 1, true)
    end)

    it("has its title cut where that is long, between letters", function()
        local message = failing(wire.answer(502, titled(("ü"):rep(500)), HTML)).message
        assert.matches('("' .. ("ü"):rep(49) .. '")', message, 1, true)
    end)

    it("may have a title that does not end", function()
        assert.matches('("x")', failing(wire.answer(502, "<title>x", HTML)).message, 1, true)
        assert.matches("web page, not", failing(wire.answer(502, "<title", HTML)).message, 1, true)
    end)

    it("names who refuses", function()
        local headers = { ["Content-Type"] = "text/html", Server = "cloudflare" }
        assert.matches("refused by cloudflare", failing(wire.answer(403, PAGE, headers)).message, 1, true)
    end)
end)

describe("the error body of another server", function()
    after_each(wire.stop_all)

    local function fields(body)
        local err = failing(wire.json(422, body))
        return { err.message, err.code, err.type, err.param }
    end

    local bodies = {
        { '{"detail":"Model not loaded"}', { "Model not loaded" } },
        { '{"detail":[{"loc":["body","model"],"msg":"field required","type":"missing"}]}',
            { "body.model: field required" } },
        { '{"detail":{"error":{"message":"deep"}}}', { "deep" } },
        { '{"object":"error","message":"too long","type":"BadRequestError","param":"input","code":40303}',
            { "too long", 40303, "BadRequestError", "input" } },
        { '{"message":"no quota","code":"quota"}', { "no quota", "quota" } },
        { '{"error":{"message":{"detail":"inner"},"code":"c"}}', { "inner", "c" } },
        { '{"error":{"message":["first","second"]}}', { "first" } },
        { '{"error":"Bad Request","message":"model is required","code":7}', { "model is required", 7 } },
        { '[{"error":{"message":"in a list","code":400}}]', { "in a list", 400 } },
        { '{"errors":[{"message":"one of many"}]}', { "one of many" } },
        { '{"error":{"message":5,"code":"c"}}', { '{"error":{"message":5,"code":"c"}}', "c" } },
    }
    for _, case in ipairs(bodies) do
        it(("is understood: %s"):format(case[1]), function()
            local found = fields(case[1])
            for i = 1, 4 do assert.equal(case[2][i], found[i]) end
        end)
    end

    it("may be nested as deep as it likes", function()
        local body = ('{"detail":'):rep(400) .. '"x"' .. ("}"):rep(400)
        assert.matches('^{"detail":', fields(body)[1])
    end)
end)

describe("a key that the server repeats", function()
    after_each(wire.stop_all)

    local KEY = "sk-proj-1234567890abcdef"
    local function refuse(options, status)
        local lines = {}
        local all = { api_key = KEY, log = function(_, message, about)
            lines[#lines + 1] = message
            for name, value in pairs(about) do lines[#lines + 1] = name .. tostring(value) end
        end }
        for name, value in pairs(options or {}) do all[name] = value end
        local said = { error = { message = ("Incorrect API key provided: %s; %s."):format(KEY, KEY), code = KEY } }
        local err = failing(wire.json(status or 401, said, { ["X-Request-Id"] = KEY, ["X-Echo"] = "Bearer " .. KEY }),
            all)
        return err, table.concat(lines, "\n")
    end

    local function all_of(err)
        local parts = { tostring(err), err.body, err.message, err.code, err.request_id }
        for name, value in pairs(err.headers) do parts[#parts + 1] = name .. ": " .. value end
        return table.concat(parts, "\n")
    end

    it("stands in no part of the error, and in no log", function()
        local err, log = refuse()
        assert.matches("Incorrect API key provided: ****", err.message, 1, true)
        assert.is_nil(all_of(err):find(KEY, 1, true))
        assert.is_nil(log:find(KEY, 1, true))
    end)

    it("stands in none when a callback gave it", function()
        assert.is_nil(all_of((refuse { api_key = function() return KEY end })):find(KEY, 1, true))
    end)

    it("stands in none when it was configured as a header", function()
        local err = refuse { api_key = false, headers = { ["X-Api-Key"] = KEY } }
        assert.is_nil(all_of(err):find(KEY, 1, true))
    end)

    it("stands in none when the answer is a success that cannot be read", function()
        local err = failing(wire.answer(200, "what is " .. KEY .. "?"), { api_key = KEY })
        assert.equal("protocol", err.kind)
        assert.is_nil((err.message .. err.body):find(KEY, 1, true))
    end)

    it("does not take words out that are none", function()
        local err = failing(wire.fault(401, { message = "a test" }), { api_key = "test" })
        assert.equal("a test", err.message)
    end)
end)

describe("a base_url without /v1", function()
    after_each(wire.stop_all)

    local function not_found(path, step)
        local server = wire.start { { "read", step } }
        local client = openai.new { base_url = ("http://127.0.0.1:%d%s"):format(server.port, path) }
        local _, err = client.models:retrieve "x"
        assert.equal("not_found", err.kind)
        return err.message
    end

    it("is hinted at by a 404 with an error object", function()
        local message = not_found("", wire.fault(404, { message = "Invalid URL (GET /models/x)" }))
        assert.matches("^Invalid URL %(GET /models/x%)", message)
        assert.matches("/v1", message, 1, true)
    end)

    it("is hinted at by a 404 without one", function()
        assert.matches("/v1", not_found("/api", wire.answer(404, "")), 1, true)
    end)

    it("is not hinted at when it has /v1", function()
        assert.equal("no such model", not_found("/v1", wire.fault(404, { message = "no such model" })))
        assert.equal("no such model", not_found("/openai/v1/", wire.fault(404, { message = "no such model" })))
    end)
end)

describe("an answer that cannot be read", function()
    after_each(wire.stop_all)

    local function protocol(step, pattern, options)
        local err = failing(step, options)
        assert.equal("protocol", err.kind)
        assert.matches(pattern, err.message)
        assert.is_false(err.retryable)
        return err
    end

    for _, text in ipairs { "5", '"text"', "true", "null", "[]", '[{"id":"x","object":"model"}]' } do
        it("is a protocol error when it is not an object, but " .. text, function()
            protocol(wire.answer(200, text, { ["Content-Type"] = "application/json" }), "not an object of the API")
        end)
    end

    it("is a protocol error when it is truncated", function()
        local err = protocol(wire.json(200, '{"id":"x","a":[1,2'), "byte %d+")
        assert.equal(200, err.status)
        assert.equal('{"id":"x","a":[1,2', err.body)
    end)

    it("is a protocol error when it is not UTF-8", function()
        protocol(wire.json(200, '{"id":"\255"}'), "UTF%-8")
    end)

    it("is a protocol error when it is too deep", function()
        protocol(wire.json(200, ("["):rep(600) .. ("]"):rep(600)), "512 levels")
    end)

    it("is a protocol error when something follows", function()
        protocol(wire.json(200, '{"id":"x"} {"id":"y"}'), "byte %d+")
    end)

    it("is a protocol error when it is text", function()
        protocol(wire.answer(200, "hello", { ["Content-Type"] = "text/plain" }), "not JSON")
    end)

    it("is a protocol error when it is empty though something was asked for", function()
        protocol(wire.json(200, ""), "empty")
    end)

    it("is a protocol error when it is larger than max_response_bytes", function()
        protocol(wire.json(200, { id = ("x"):rep(2000) }), "max_response_bytes", { max_response_bytes = 1000 })
    end)

    it("is a protocol error when it unpacks to more than max_response_bytes", function()
        local pipe = io.popen "head -c 100000000 /dev/zero | gzip -9 -c | od -An -v -tx1"
        local packed = pipe:read("*a"):gsub("%s+", "")
        packed = packed:gsub("%x%x", function(hex) return string.char(tonumber(hex, 16)) end)
        pipe:close()
        assert.is_true(#packed < 200000)
        protocol(wire.json(200, packed, { ["Content-Encoding"] = "gzip" }), "max_response_bytes",
            { max_response_bytes = 1000000 })
    end)

    it("is read whatever its content type says", function()
        assert.equal("x", call(wire.answer(200, '{"id":"x"}', { ["Content-Type"] = "text/plain" })).id)
    end)

    it("is read when it is exactly as large as max_response_bytes allows", function()
        assert.equal("x", call(wire.json(200, '{"id":"x"}'), { max_response_bytes = 10 }).id)
    end)

    it("is true when a deletion is answered without a body", function()
        local server = wire.start { { "read", { "send", "HTTP/1.1 204 No Content\r\n\r\n" } } }
        assert.is_true(calls.client(server).files:delete "file-1")
    end)
end)

describe("a success without what was asked for", function()
    after_each(wire.stop_all)

    local EMBED = { model = "m", input = "x" }
    local operations = {
        ["files:create"] = function(client)
            return client.files:create { file = openai.bytes("a.txt", "a"), purpose = "user_data" }
        end,
        ["fine_tuning.jobs:create"] = function(client)
            return client.fine_tuning.jobs:create { model = "m", training_file = "file-1" }
        end,
        ["fine_tuning.jobs:cancel"] = function(client) return client.fine_tuning.jobs:cancel "ftjob-1" end,
        ["models:retrieve"] = function(client) return client.models:retrieve "m" end,
        ["models:list"] = function(client) return client.models:list():page() end,
        ["embeddings:create"] = function(client) return client.embeddings:create(EMBED) end,
        ["embeddings:create with numbers as text"] = function(client)
            return client.embeddings:create { model = "m", input = "x", encoding_format = "float" }
        end,
    }

    local function answered(name, step)
        return operations[name](calls.client(wire.start { { "read", step } }, { max_retries = 0 }))
    end

    local function refused(name, step, message)
        local value, err = answered(name, step)
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        assert.matches(message, err.message, 1, true)
        return err
    end

    local ERROR = '{"error":{"message":"Provider returned error","code":502,"type":"upstream"},"user_id":"user_1"}'
    for name in pairs(operations) do
        it("is an error of " .. name .. ": the words of the server's, with status and body", function()
            local err = refused(name, wire.json(200, ERROR), "Provider returned error")
            assert.equal(200, err.status)
            assert.equal(502, err.code)
            assert.equal("upstream", err.type)
            assert.equal(ERROR, err.body)
        end)

        it("is an error of " .. name .. " when it is empty", function()
            refused(name, { "send", "HTTP/1.1 204 No Content\r\n\r\n" }, "empty")
            refused(name, wire.json(201, ""), "empty")
        end)
    end

    for body, words in pairs {
        ['{"error":"out of credit"}'] = "out of credit",
        ['{"error":true,"message":"no such route"}'] = "no such route",
        ['{"error":{"code":5}}'] = "without a message",
        ['{"object":"error","message":"model not loaded","code":40}'] = "model not loaded",
        ['{"id":"req_1","error":{"message":"overloaded"}}'] = "overloaded",
        ['{"object":"list","data":[],"error":{"message":"no index"}}'] = "no index",
    } do
        it("is found in " .. body, function() refused("models:retrieve", wire.json(200, body), words) end)
    end

    it("leaves in doubt whether there is something now, where something was to be created", function()
        assert.is_true(refused("files:create", wire.json(200, ERROR), "Provider").ambiguous)
        assert.is_false(refused("models:retrieve", wire.json(200, ERROR), "Provider").ambiguous)
    end)

    it("does not show a key that it repeats", function()
        local err = refused("models:retrieve", wire.json(200, '{"error":{"message":"sk-secret-of-specs is wrong",'
            .. '"code":"sk-secret-of-specs"}}'), "is wrong")
        for _, field in ipairs { "message", "code", "body" } do
            assert.is_nil(err[field]:find("sk-secret", 1, true), field)
        end
    end)

    for name, body in pairs {
        ["a job that failed"] = '{"object":"fine_tuning.job","id":"ftjob-1","status":"failed","error":{"code":"bad",'
            .. '"message":"exploded"}}',
        ["a response that failed"] = '{"object":"response","id":"resp_1","status":"failed","error":{"message":"no"}}',
        ["an object with an empty error"] = '{"object":"model","error":{}}',
        ["an object whose error is false"] = '{"object":"model","error":false}',
        ["an object without an error"] = '{"object":"model","error":null}',
    } do
        it("is not " .. name, function()
            assert.equal("table", type((answered("models:retrieve", wire.json(200, body)))))
        end)
    end
end)

describe("errors of the emulator", function()
    local emu, client
    setup(function()
        emu = emulator.start { port = 0, accepted_keys = { "sk-right" } }
        client = openai.new { base_url = emu.base_url, api_key = "sk-right", max_retries = 0 }
    end)
    teardown(function() emu:stop() end)

    it("are authentication for a wrong key, which is not shown", function()
        local _, err = openai.new({ base_url = emu.base_url, api_key = "sk-wrong-and-secret-key" }).models:retrieve "x"
        assert.equal("authentication", err.kind)
        assert.equal(401, err.status)
        assert.is_nil(tostring(err):find("wrong-and-secret", 1, true))
    end)

    it("are not_found for an unknown file", function()
        local _, err = client.files:retrieve "file-none"
        assert.equal("not_found", err.kind)
        assert.is_string(err.request_id)
    end)

    it("are bad_request with the parameter's name", function()
        local _, err = client.fine_tuning.jobs:create { training_file = "file-1" }
        assert.equal("bad_request", err.kind)
        assert.equal("model", err.param)
    end)
end)

describe("openai.assert", function()
    after_each(wire.stop_all)

    it("passes values on", function()
        assert.same({ 1, 2, 3 }, { openai.assert(1, 2, 3) })
    end)

    it("raises what it is given", function()
        local err = failing(wire.fault(400, { message = "Unknown model" }))
        local ok, raised = pcall(openai.assert, nil, err)
        assert.is_false(ok)
        assert.matches("Unknown model", tostring(raised), 1, true)
    end)
end)
