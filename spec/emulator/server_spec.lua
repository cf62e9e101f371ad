local child = require "spec.support.child"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local http = require "spec.support.http"

describe("the emulator's handle", function()
    local emu, api

    http.around(function(...) emu, api = ... end)

    it("gives a base URL on loopback that ends in /v1", function()
        assert.matches("^http://127%.0%.0%.1:%d+/v1$", emu.base_url)
    end)

    it("refuses an unknown option, naming it", function()
        local ok, message = pcall(function() emulator.start{ prot = 1 } end)
        assert.is_false(ok)
        assert.matches("unknown option 'prot'", message)
    end)

    it("refuses a wrong value of any option, saying what is wanted", function()
        for name, values in pairs{
            port = { "x", -1, 1.5, 70000 }, host = { 5, "" }, speed = { "x", 0, -1 },
            tls = { true, {}, { cert = "a" } }, accepted_keys = { "sk", { 1 } },
            limits = { 5, { file_bytes = "x" }, { 1 } }, timings = { 5, { step = -1 } }, organization_name = { 5, "" },
            state = { 5, "" },
        } do
            for _, value in ipairs(values) do
                local ok, message = pcall(function() emulator.start{ [name] = value } end)
                assert.is_false(ok)
                assert.matches("^[^ ]*server_spec.lua:%d+: openai: emulator.start: option " .. name .. " must be ",
                    message)
            end
        end
    end)

    it("shows the table form to who gives something else", function()
        local ok, message = pcall(function() emulator.start "8080" end)
        assert.is_false(ok)
        assert.matches('takes a table of options: openai.emulator.start{ port = 8080 }, not "8080"', message, 1, true)
    end)

    it("names the limits and timings that there are", function()
        local ok, message = pcall(function() emulator.start{ limits = { file_byte = 1 } } end)
        assert.is_false(ok)
        assert.matches("unknown name 'file_byte' in limits; there are .*file_bytes, ", message)
        ok, message = pcall(function() emu:timings{ steps = 1 } end)
        assert.is_false(ok)
        assert.matches("unknown name 'steps' in timings; there are .*step, ", message)
    end)

    it("says what is wrong with a certificate", function()
        local ok, message = pcall(function() emulator.start{ tls = { cert = "nowhere.pem", key = "README.md" } } end)
        assert.is_false(ok)
        assert.matches("option tls: cannot read 'nowhere.pem'", message)
        ok, message = pcall(function() emulator.start{ tls = { cert = "README.md", key = "README.md" } } end)
        assert.is_false(ok)
        assert.matches("emulator.start: option tls: cert: 'README.md' is no PEM file", message)
        assert.is_nil(message:find "no Lua on this machine")
    end)

    it("says why when it cannot listen", function()
        local port = tonumber(emu.base_url:match(":(%d+)/"))
        local ok, message = pcall(emulator.start, { port = port })
        assert.is_false(ok)
        assert.matches("cannot listen on port " .. port, message)
    end)

    it("says that another process cannot run what is in an archive", function()
        local output = child.run([[
      local path = assert(package.path:match("[^;]*/lua/%?%.lua")):gsub("%?", "openai/emulator/launch")
      local text = assert(io.open(path)):read "*a"
      package.preload["openai.emulator.launch"] = (loadstring or load)(text, "@game.love/openai/emulator/launch.lua")
      print(select(2, pcall(require("openai.emulator").start)))
    ]])
        assert.matches("emulator.start: its program game.love/openai/emulator/main.lua is no file that another", output)
        files.remove_all()
    end)

    it("stops the server, and stopping twice is fine", function()
        local other = emulator.start()
        other:stop()
        other:stop()
        assert.equal(7, http.client(other.base_url):get("/models").curl) -- 7: could not connect
    end)

    it("raises when a stopped one is steered", function()
        local other = emulator.start()
        other:stop()
        assert.has_error(function() other:requests() end)
    end)

    it("ends with the process that started it", function()
        local program = http.temporary([[
      local emu = require("openai.emulator").start()
      print(emu.base_url)
      io.stdout:flush()
      os.exit(0)]])
        local lua = os.getenv "LUA" or "lua5.4"
        local pipe = io.popen(lua .. " " .. program, "r")
        local base_url = pipe:read("*l")
        pipe:close()
        os.remove(program)
        -- The connection is refused at once or as soon as the server has noticed; curl retries nothing here.
        local code
        for _ = 1, 50 do
            code = http.client(base_url):get("/models", { options = { "max-time = 2" } }).curl
            if code == 7 then break end
        end
        assert.equal(7, code)
    end)

    describe("requests", function()
        it("lists what was seen, oldest first, with header and body", function()
            api:post("/embeddings?a=b", { model = "text-embedding-3-small", input = "x" })
            api:get("/models")
            local seen = emu:requests()
            assert.equal(2, #seen)
            assert.equal("POST", seen[1].method)
            assert.equal("/v1/embeddings", seen[1].path)
            assert.equal("a=b", seen[1].query)
            assert.equal("Bearer sk-test", seen[1].headers.authorization)
            assert.matches('"input":"x"', seen[1].body)
            assert.equal(200, seen[1].status)
            assert.equal("GET", seen[2].method)
        end)

        it("filters by path, by method and path, and with a star", function()
            api:get("/models")
            api:get("/models/gpt-4o")
            api:delete("/models/gpt-4o")
            assert.equal(1, #emu:requests("/models"))
            assert.equal(2, #emu:requests("/models/*"))
            assert.equal(1, #emu:requests("DELETE /v1/models/gpt-4o"))
        end)

        it("keeps bodies of any bytes", function()
            local bytes = "\0\1\255\254 text \r\n"
            api:request("POST", "/files", { body = bytes, headers = { ["Content-Type"] = "application/octet-stream" } })
            assert.equal(bytes, emu:requests("/files")[1].body)
        end)

        it("tells connections apart", function()
            api:get("/models")
            api:get("/models")
            local seen = emu:requests()
            assert.are_not.equal(seen[1].connection, seen[2].connection)
        end)
    end)

    describe("reply", function()
        it("answers a path with a table as JSON until the reset", function()
            emu:reply("/models", { hello = "world" })
            assert.equal("world", api:get("/models").json.hello)
            assert.equal("world", api:get("/models").json.hello)
            emu:reset()
            assert.equal("list", api:get("/models").json.object)
        end)

        it("takes a method, a raw text, a status and headers", function()
            emu:reply("GET /anything/else", "<html>\255", 502, { ["Content-Type"] = "text/html" })
            local answer = api:get("/anything/else")
            assert.equal(502, answer.status)
            assert.equal("<html>\255", answer.body)
            assert.equal("text/html", answer.headers["content-type"])
            assert.equal(404, api:post("/anything/else", {}).status)
        end)

        it("answers a limited number of times, in the order given", function()
            emu:reply("/models", { n = 1 }, 200, nil, 1)
            emu:reply("/models", { n = 2 }, 200, nil, 1)
            assert.equal(1, api:get("/models").json.n)
            assert.equal(2, api:get("/models").json.n)
            assert.equal("list", api:get("/models").json.object)
        end)

        it("leaves a default header out when its value is empty", function()
            emu:reply("/models", {}, 200, { ["x-request-id"] = "" })
            assert.is_nil(api:get("/models").headers["x-request-id"])
        end)
    end)

    describe("fault", function()
        it("answers with a status and an error code once, without carrying the request out", function()
            emu:fault{ path = "/files", status = 503, code = "overloaded", headers = { ["retry-after"] = 7 } }
            local form = { { "purpose", "user_data" }, { "file", "x", filename = "a.txt" } }
            local answer = api:request("POST", "/files", { form = form })
            assert.equal(503, answer.status)
            assert.equal("overloaded", answer.json.error.code)
            assert.equal("server_error", answer.json.error.type)
            assert.equal("7", answer.headers["retry-after"])
            assert.equal(0, #api:get("/files").json.data)
        end)

        it("counts times and skips", function()
            emu:fault{ path = "/models", status = 500, times = 2, skip = 1 }
            local statuses = {}
            for i = 1, 4 do statuses[i] = api:get("/models").status end
            assert.same({ 200, 500, 500, 200 }, statuses)
        end)

        it("applies to one method only when asked", function()
            emu:fault{ path = "/models/gpt-4o", method = "DELETE", status = 500 }
            assert.equal(200, api:get("/models/gpt-4o").status)
            assert.equal(500, api:delete("/models/gpt-4o").status)
        end)

        it("cuts before the request is carried out", function()
            emu:fault{ path = "/uploads", cut = "request" }
            local upload = { filename = "a.jsonl", purpose = "batch", bytes = 1, mime_type = "text/jsonl" }
            assert.equal(0, api:post("/uploads", upload).status)
            assert.is_nil(emu:requests("/uploads")[1].status)
        end)

        it("cuts after the request was carried out, before the answer", function()
            emu:fault{ path = "/files", cut = "answer" }
            local form = { { "purpose", "user_data" }, { "file", "x", filename = "a.txt" } }
            local answer = api:request("POST", "/files", { form = form })
            assert.equal(52, answer.curl) -- 52: empty reply
            assert.equal(1, #api:get("/files").json.data)
        end)

        it("cuts in the middle of the header", function()
            emu:fault{ path = "/models", cut = "headers" }
            assert.is_nil(api:get("/models").headers["content-length"])
        end)

        it("cuts after a number of bytes of the body", function()
            emu:fault{ path = "/models/gpt-4o", cut = 5 }
            local answer = api:get("/models/gpt-4o")
            assert.equal(18, answer.curl) -- 18: partial file
            assert.equal(5, #answer.body)
        end)

        it("delays an answer and stalls a body", function()
            emu:fault{ path = "/models", delay = 5 }
            emu:fault{ path = "/models/gpt-4o", stall = { after = 3, seconds = 5 } }
            local impatient = { options = { "max-time = 0.5" } }
            assert.equal(28, api:get("/models", impatient).curl) -- 28: timed out
            local stalled = api:get("/models/gpt-4o", impatient)
            assert.equal(28, stalled.curl)
            assert.equal(3, #stalled.body)
        end)

        it("raises when it is given no table", function()
            assert.has_error(function() emu:fault("/models") end)
        end)
    end)

    describe("clock", function()
        it("stands still in manual mode and goes where it is told", function()
            local before = emu:clock{ mode = "manual" }.now
            assert.equal(before, emu:clock().now)
            assert.equal(before + 3600, emu:advance(3600).now)
        end)

        it("can be set to a time", function()
            assert.equal(1700000000, emu:clock{ mode = "manual", now = 1700000000 }.now)
            assert.equal(1700000000, api:upload("a.txt", "x", "user_data").created_at)
        end)
    end)
end)

describe("the emulator's HTTP", function()
    local emu, api

    setup(function()
        emu = emulator.start{ accepted_keys = { "sk-right", "sk-test" } }
        api = http.client(emu.base_url)
    end)

    teardown(function() emu:stop() end)

    before_each(function() emu:reset() end)

    it("refuses a request without a key", function()
        local answer = api:get("/models", { key = false })
        assert.equal(401, answer.status)
        assert.equal("invalid_request_error", answer.json.error.type)
    end)

    it("refuses a wrong key without repeating it whole", function()
        local answer = api:get("/models", { key = "sk-wrong-and-long-enough" })
        assert.equal(401, answer.status)
        assert.equal("invalid_api_key", answer.json.error.code)
        assert.is_nil(answer.body:find("sk-wrong-and-long-enough", 1, true))
    end)

    it("takes any key that begins with sk- unless told which, but never sk-invalid", function()
        local other = emulator.start()
        local anyone = http.client(other.base_url)
        assert.equal(200, anyone:get("/models", { key = "sk-whatever" }).status)
        assert.equal(401, anyone:get("/models", { key = "whatever" }).status)
        assert.equal(401, anyone:get("/models", { key = "sk-invalid" }).status)
        other:stop()
    end)

    it("answers 404 in the API's form for unknown paths, under /v1 and beside it", function()
        for _, url in ipairs{ emu.base_url .. "/nothing", (emu.base_url:gsub("/v1$", "/models")) } do
            local answer = api:get(url)
            assert.equal(404, answer.status)
            assert.matches("Invalid URL", answer.json.error.message)
        end
    end)

    it("answers 405 with the allowed methods", function()
        local answer = api:request("PUT", "/models/gpt-4o")
        assert.equal(405, answer.status)
        assert.equal("DELETE, GET", answer.headers.allow)
    end)

    it("answers 400 for a body that is no JSON", function()
        local headers = { ["Content-Type"] = "application/json" }
        local answer = api:request("POST", "/embeddings", { body = "{", headers = headers })
        assert.equal(400, answer.status)
        assert.matches("could not parse the JSON body", answer.json.error.message)
    end)

    it("puts the service's headers on every answer, each with its own request id", function()
        local first, second = api:get("/models"), api:get("/nothing")
        for _, answer in ipairs{ first, second } do
            assert.matches("^req_%x+$", answer.headers["x-request-id"])
            assert.matches("^%d+$", answer.headers["openai-processing-ms"])
            assert.equal("2020-10-01", answer.headers["openai-version"])
        end
        assert.are_not.equal(first.headers["x-request-id"], second.headers["x-request-id"])
    end)

    it("keeps a connection for the next request", function()
        api:get("/models", { options = { ('url = "%s/models/gpt-4o"'):format(emu.base_url), 'output = "/dev/null"' } })
        local seen = emu:requests()
        assert.equal(2, #seen)
        assert.equal(seen[1].connection, seen[2].connection)
    end)

    it("reads a body sent in chunks", function()
        local answer = api:request("POST", "/embeddings", {
            json = { model = "text-embedding-3-small", input = "x" }, headers = { ["Transfer-Encoding"] = "chunked" },
        })
        assert.equal(200, answer.status)
    end)

    it("takes a decoded path parameter", function()
        local answer = api:get("/models/some%2Fmodel")
        assert.equal("The model 'some/model' does not exist", answer.json.error.message)
    end)
end)

describe("the emulator over TLS", function()
    it("speaks HTTP/2 with the certificate it is given", function()
        local certificate, key = http.temporary(), http.temporary()
        assert(os.execute(("openssl req -x509 -newkey rsa:2048 -nodes -keyout %s -out %s -days 2 -subj /CN=localhost "
            .. "-addext subjectAltName=IP:127.0.0.1 2>/dev/null"):format(key, certificate)))
        local emu = emulator.start{ tls = { cert = certificate, key = key } }
        local options = { ('cacert = "%s"'):format(certificate), "http2" }
        local answer = http.client(emu.base_url):get("/models/gpt-4o", { options = options })
        emu:stop()
        os.remove(certificate)
        os.remove(key)
        assert.matches("^https://", emu.base_url)
        assert.equal("gpt-4o", answer.json.id)
    end)
end)
