-- HTTP/2, where the server offers it: shared connections, streams that break, servers that say goodbye.
local openai = require "openai"
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local emulator = require "openai.emulator"
local event_streams = require "spec.support.event_streams"
local files = require "spec.support.files"
local nginx = require "spec.support.nginx"
local wire = require "spec.support.wire"

local authority, certificate, modern
setup(function()
    local found = os.execute "pkg-config --atleast-version=7.88 libcurl"
    modern = found == true or found == 0
    authority = certificates.authority "Specs"
    certificate = certificates.issue(authority, "IP:127.0.0.1")
end)
teardown(files.remove_all)

local MODELS = 'location /v1/models/ { return 200 "{}"; }'

describe("HTTP/2", function()
    local server, client
    setup(function()
        server = nginx.start(certificate, [[
            keepalive_requests 50;
        ]] .. MODELS .. [[
            location /v1/fine_tuning/jobs { return 200 '{"id":"y"}'; }
            location /v1/files/ { return 404 '{"error":{"message":"none"}}'; }
        ]])
        client = calls.client(server, { ca_file = authority.file, max_retries = 0 })
    end)
    teardown(function() server:stop() end)

    it("is negotiated with a server that offers it", function()
        assert(client.models:retrieve "first")
        local last = server:requests(1)
        assert.equal("HTTP/2.0", last[#last].protocol)
    end)

    it("lets 64 first calls share one connection, which none of them had before", function()
        local other = nginx.start(certificate, MODELS)
        finally(function() other:stop() end)
        local names = {}
        for i = 1, 64 do names[i] = "many-" .. i end
        local fresh = calls.client(other, { ca_file = authority.file })
        assert(openai.map(names, function(name) return fresh.models:retrieve(name) end, { concurrency = 64 }))
        local requests = other:requests(64)
        local connections, count = {}, 0
        for _, request in ipairs(requests) do
            assert.equal("HTTP/2.0", request.protocol)
            if not connections[request.connection] then count = count + 1 end
            connections[request.connection] = true
        end
        assert.equal(64, #requests)
        assert.is_true(count <= (modern and 1 or 4), count .. " connections")
    end)

    it("carries errors, bodies and headers like HTTP/1.1", function()
        local _, err = client.files:retrieve "none"
        assert.equal("not_found", err.kind)
        assert.equal("none", err.message)
        local parameters = { model = "m", training_file = "f" }
        local value, response = client.fine_tuning.jobs:create(parameters, { with_response = true })
        assert.equal("y", value.id)
        assert.equal("application/json", response.headers["content-type"])
    end)

    it("brings large answers to a task without a timer's help", function()
        local folder = files.directory()
        for size = 1, 8 do -- their last records are of different lengths
            files.write('"' .. ("x"):rep(1000000 + size * 2000) .. '"', tostring(size), folder)
        end
        local location = "location /v1/ { default_type application/json; alias %s/; }"
        local other = nginx.start(certificate, location:format(folder))
        finally(function() other:stop() end)
        -- What is stuck until some timer fires ends with this one, in an error.
        local client_of = calls.client(other, {
            ca_file = authority.file, max_retries = 0, connect_timeout = false, timeout = 10,
        })
        local lengths = openai.run(function()
            local lengths = {}
            for size = 1, 8 do lengths[size] = #assert(client_of:request("GET", "/" .. size)) - 1000000 end
            return lengths
        end)
        assert.same({ 2000, 4000, 6000, 8000, 10000, 12000, 14000, 16000 }, lengths)
    end)

    it("takes one call after another while a slow one keeps the connection", function()
        local folder = files.directory()
        files.write(("x"):rep(1000000), "slow", folder)
        local other = nginx.start(certificate, MODELS .. ([[
            location /v1/slow { limit_rate 1k; alias %s/slow; }
        ]]):format(folder))
        finally(function() other:stop() end)
        local fresh = calls.client(other, { ca_file = authority.file, max_retries = 0 })
        local begun = false
        local slow = openai.spawn(function()
            return fresh:request("GET", "/slow", nil, { on_progress = function() begun = true end })
        end)
        while not begun do openai.loop:poll(10) end
        for i = 1, 5 do assert(fresh:request("GET", "/models/" .. i)) end
        local connections = {}
        for _, request in ipairs(other:requests(5)) do connections[request.connection] = true end
        local only = next(connections)
        assert.is_nil(next(connections, only))
        slow:cancel()
    end)

    it("brings an answer past a download that its reader has paused within few frames", function()
        local folder = files.directory()
        files.write((("x"):rep(99) .. "\n"):rep(100000), "lines", folder)
        local other = nginx.start(certificate, MODELS .. ([[
            location /v1/files/f/content { alias %s/lines; }
        ]]):format(folder))
        finally(function() other:stop() end)
        local fresh = calls.client(other, { ca_file = authority.file, max_retries = 0 })
        local frames = 0
        local task = openai.spawn(function()
            local lines = fresh.files:lines "f"
            assert(lines:next())
            frames = 0
            assert(fresh.models:retrieve "m")
            lines:close()
        end)
        while not task:done() do
            openai.loop:poll(0)
            frames = frames + 1
            os.execute "sleep 0.002"
        end
        task:await()
        assert.is_true(frames < 60, frames .. " frames")
    end)

    it("is not used for downloads: libcurl takes a stream that broke for one that ended", function()
        local folder = files.directory()
        files.write("the content", "content", folder)
        local other = nginx.start(certificate, MODELS .. ([[
            location /v1/files/f/content { alias %s/content; }
        ]]):format(folder))
        finally(function() other:stop() end)
        local fresh = calls.client(other, { ca_file = authority.file, max_retries = 0 })
        assert(fresh.models:retrieve "m") -- a connection that could be shared
        assert.equal("the content", fresh.files:content "f")
        assert(fresh.models:retrieve "m")
        local protocols = {}
        for i, request in ipairs(other:requests(3)) do protocols[i] = request.protocol end
        assert.same({ "HTTP/2.0", "HTTP/1.1", "HTTP/2.0" }, protocols)
    end)

    --- A client of nginx, with these turns of a server behind it, and nginx.
    local function streaming(turns)
        local behind = wire.start(turns)
        local other = nginx.start(certificate, ([[
            location /v1/chat/ { proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1; proxy_buffering off; }
        ]]):format(behind.port))
        finally(function()
            other:stop()
            wire.stop_all()
        end)
        return calls.client(other, { ca_file = authority.file, max_retries = 0 }), other
    end

    local HELLO = { event_streams.chunk "Hel", event_streams.chunk "lo", event_streams.chunk("", "stop"), "[DONE]" }

    it("carries streams of events side by side", function()
        local client_here, other = streaming { repeats = true, { "read", event_streams.answer(HELLO) } }
        local texts = assert(openai.map({ 1, 2, 3, 4 }, function()
            return assert(client_here.chat.completions:create(event_streams.QUESTION)):text()
        end))
        assert.same({ "Hello", "Hello", "Hello", "Hello" }, texts)
        local connections = {}
        for _, request in ipairs(other:requests(4)) do
            assert.equal("HTTP/2.0", request.protocol)
            connections[request.connection] = true
        end
        assert.equal(nil, next(connections, (next(connections))))
    end)

    it("shows a stream that broke as broken", function()
        local some = event_streams.piece(event_streams.frames { HELLO[1], HELLO[2] })
        local client_here = streaming { { "read", event_streams.head(), some, "close" } }
        local stream = assert(client_here.chat.completions:create(event_streams.QUESTION))
        local answer, err = stream:collect()
        assert.is_nil(answer)
        assert.equal("connection", err.kind)
    end)

    it("lets a stream rest that nobody reads, and go on", function()
        local long = {}
        for index = 1, 3000 do long[index] = event_streams.chunk(("x"):rep(500)) end
        long[#long + 1], long[#long + 2] = event_streams.chunk("", "stop"), "[DONE]"
        local client_here = streaming { repeats = true, { "read", event_streams.answer(long) } }
        local stream = assert(client_here.chat.completions:create(event_streams.QUESTION))
        local beside = assert(client_here.chat.completions:create(event_streams.QUESTION))
        assert.equal(3000 * 500, #assert(beside:text()))
        assert.equal(3000 * 500, #assert(stream:text()))
    end)

    it("survives a server that closes its connection after some requests", function()
        for i = 1, 120 do
            assert(client.fine_tuning.jobs:create { model = "m" .. i, training_file = "f" })
        end
        local posts = 0
        for _, request in ipairs(server:requests(123)) do
            if request.method == "POST" then posts = posts + 1 end
        end
        assert.is_true(posts >= 120 and posts <= 121, posts .. " POSTs")
    end)
end)

describe("an HTTP/2 server that closes connections while calls are under way", function()
    it("gets every batch once, and those again that it did nothing with", function()
        local server = nginx.start(certificate, [[
            keepalive_requests 100;
            location /v1/batches { return 200 '{"id":"b","object":"batch","status":"validating"}'; }
        ]])
        finally(function() server:stop() end)
        local client = calls.client(server, { ca_file = authority.file, max_retries = 5 })
        local numbers = {}
        for i = 1, 1000 do numbers[i] = i end
        assert(openai.map(numbers, function(i)
            return client.batches:create {
                input_file_id = "file-" .. i, endpoint = "/v1/embeddings", completion_window = "24h",
            }
        end, { concurrency = 8 }))
        assert.equal(1000, #server:requests(1000))
    end)
end)

describe("an HTTP/2 stream", function()
    -- A server of its own for each: on a connection that was used before, libcurl itself sends a GET again when it dies
    -- before the first byte of the answer.
    local emu, client
    before_each(function()
        emu = emulator.start { port = 0, tls = { cert = certificate.certificate, key = certificate.key } }
        client = calls.client(emu, { ca_file = authority.file })
    end)
    after_each(function() emu:stop() end)

    for _, place in ipairs { "request", "answer", 10 } do
        it(("that is cut (%s) is a connection error, and is retried"):format(place), function()
            emu:fault { path = "/models/*", cut = place }
            local waits = calls.skipping(client, function(c) return c.models:retrieve "gpt-4o-mini" end)
            assert.equal(1, #waits)
            assert.equal("connection", waits[1].err.kind)
            assert.is_string(waits[1].err.reason)
        end)
    end

    it("that is cut under a call that creates something is not retried", function()
        emu:fault { path = "/fine_tuning/jobs", cut = "answer" }
        local waits, value, err = calls.skipping(client, function(c)
            return c.fine_tuning.jobs:create { model = "gpt-4o-mini-2024-07-18", training_file = "file-1" }
        end)
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.is_true(err.ambiguous)
        assert.equal(0, #waits)
        assert.equal(1, #emu:requests "/fine_tuning/jobs")
    end)

    it("that is cut does not break the others of its connection", function()
        if not modern then return pending "libcurl 7.74 cuts its neighbours, or asks again by itself" end
        emu:fault { path = "/models/*", cut = "answer", times = 1 }
        local values = assert(openai.map({ 1, 2, 3, 4, 5 }, function()
            local value, err = client:with({ max_retries = 0 }).models:retrieve "gpt-4o-mini"
            return value and "value" or err.kind
        end))
        local broken = 0
        for _, value in ipairs(values) do
            if value ~= "value" then broken = broken + 1 end
        end
        assert.equal(1, broken)
    end)
end)
