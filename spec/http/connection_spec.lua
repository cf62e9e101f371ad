-- Connections that fail, in every way and at every stage; and those that are kept.
local openai = require "openai"
local calls = require "spec.support.calls"
local certificates = require "spec.support.certificates"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local function once(server, options)
    local all = { max_retries = 0 }
    for name, value in pairs(options or {}) do all[name] = value end
    return calls.client(server, all).models:retrieve "x"
end

local function failing(turn, options)
    local server = wire.start { turn }
    local value, err = once(server, options)
    assert.is_nil(value)
    assert.is_table(err)
    return err, server
end

describe("a broken connection", function()
    after_each(wire.stop_all)

    it("is refused when nobody listens", function()
        local value, err = once { base_url = ("http://127.0.0.1:%d/v1"):format(wire.closed_port()) }
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.equal("refused", err.reason)
        assert.is_true(err.retryable)
        assert.is_nil(err.status)
        assert.equal(1, err.attempts)
    end)

    it("is dns when the name does not exist", function()
        local _, err = once({ base_url = "http://no-such-host.invalid/v1" }, { timeout = 20 })
        assert.equal("connection", err.kind)
        assert.equal("dns", err.reason)
        assert.matches("no-such-host.invalid", err.message, 1, true)
    end)

    it("is closed when the answer is empty", function()
        assert.equal("closed", failing({ "read", "close" }).reason)
    end)

    it("is reset when the server resets it", function()
        local err = failing { "read", "reset" }
        assert.equal("connection", err.kind)
        assert.equal("reset", err.reason)
    end)

    it("is closed when it ends inside the headers", function()
        local err = failing { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Ty" }, "close" }
        assert.equal("connection", err.kind)
        assert.equal("closed", err.reason)
    end)

    it("is closed when it ends inside the body", function()
        local err = failing { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"id\":" }, "close" }
        assert.equal("connection", err.kind)
        assert.equal("closed", err.reason)
        assert.is_true(err.retryable)
        assert.matches("^models:retrieve: connection %(closed%): ", tostring(err))
    end)

    it("is closed when a chunked body ends without its last chunk", function()
        local head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        local err = failing { "read", { "send", head .. "9\r\n{\"id\":1}\n\r\n" }, "close" }
        assert.equal("connection", err.kind)
        assert.equal("closed", err.reason)
    end)

    it("is reset when it is reset inside the body", function()
        local err = failing { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"id\":" }, "reset" }
        assert.equal("connection", err.kind)
    end)

    it("is a protocol error when the server does not speak HTTP", function()
        local err = failing { "read", { "send", "SSH-2.0-OpenSSH_9.2\r\n" }, "close" }
        assert.equal("protocol", err.kind)
        assert.is_false(err.retryable)
    end)

    it("is a protocol error when the status line is nonsense", function()
        assert.equal("protocol", failing({ "read", { "send", "HTTP/1.1 abc\r\n\r\n" }, "close" }).kind)
    end)

    it("is a protocol error when the headers never end", function()
        local line = "X-Filler: " .. ("x"):rep(1000) .. "\r\n"
        local err = failing({ "read", { "send", "HTTP/1.1 200 OK\r\n" }, { "flood", line } }, { timeout = 30 })
        assert.equal("protocol", err.kind)
    end)

    it("is a protocol error when the compressed answer is broken", function()
        local err = failing { "read", wire.answer(200, "not gzip at all", { ["Content-Encoding"] = "gzip" }) }
        assert.equal("protocol", err.kind)
        assert.is_false(err.retryable)
    end)

    it("names what happened and where the call is", function()
        local _, err = once { base_url = ("http://127.0.0.1:%d/v1"):format(wire.closed_port()) }
        local shape = "^models:retrieve: connection %(refused%): .+%(called at .-connection_spec%.lua:%d+%)$"
        assert.matches(shape, tostring(err))
    end)

    it("says what came and what did not, not what libcurl made of it", function()
        local head = "HTTP/1.1 200 OK\r\n"
        for says, turn in pairs {
            ["the server closed the connection before it answered"] = { "read", "close" },
            ["the server closed the connection within the headers of its answer"] =
                { "read", { "send", head .. "Content-Ty" }, "close" },
            ["the server closed the connection in the middle of its answer (3 of 9 bytes came)"] =
                { "read", { "send", head .. "Content-Length: 9\r\n\r\n{  " }, "close" },
            ["the connection to the server broke before it answered"] = { "read", "reset" },
            ["the server's answer is not HTTP: does base_url name an API?"] =
                { "read", { "send", "SSH-2.0-OpenSSH_9.2\r\n" }, "close" },
        } do
            local err = failing(turn)
            assert.equal(says, err.message)
            assert.is_string(err.detail)
        end
        local _, late = once(wire.start { deaf = true }, { connect_timeout = 0.05 })
        assert.equal("no connection within 0.05 s (option connect_timeout)", late.message)
    end)

    it("is retried, and the next attempt uses a new one", function()
        for _, turn in ipairs { { "read", "close" }, { "read", "reset" }, { "close" }, { "reset" },
            { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Le" }, "close" },
            { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" }, "close" } } do
            local server = wire.start { turn, { "read", OK } }
            local waits, value = calls.skipping(calls.client(server), function(client)
                return client.models:retrieve "x"
            end)
            assert.equal("x", value.id)
            assert.equal(1, #waits)
        end
    end)

    it("of a name that does not exist is tried again", function()
        local client = openai.new { base_url = "http://no-such-host.invalid/v1", max_retries = 1 }
        local waits = calls.skipping(client, function(c) return c.models:retrieve "x" end)
        assert.equal(1, #waits)
    end)
end)

--- A name of this machine that is not known without asking the resolver.
local function own_name()
    local pipe = io.popen "getent ahostsv4 \"$(hostname)\" >/dev/null && hostname"
    local name = pipe:read "*l"
    pipe:close()
    return name ~= "localhost" and name or nil
end

describe("a name that must be looked up", function()
    after_each(wire.stop_all)

    it("works for many calls, one after the other and at once", function()
        local name = own_name()
        if not name then return pending "this machine cannot look up its own name" end
        local servers, bases = {}, {}
        for i = 1, 4 do
            servers[i] = wire.start {
                host = "0.0.0.0", repeats = true, { "read", wire.json(200, { id = "x" }), "close" },
            }
            bases[i] = ("http://%s:%d/v1"):format(name, servers[i].port)
        end
        for round = 1, 3 do
            local values = assert(openai.map(bases, function(base_url)
                return openai.new({ base_url = base_url, timeout = 10 }).models:retrieve(tostring(round))
            end))
            assert.equal(4, #values)
            for _, base_url in ipairs(bases) do
                assert(openai.new({ base_url = base_url, timeout = 10 }).models:retrieve "y")
            end
        end
    end)
end)

describe("the connect timeout", function()
    after_each(wire.stop_all)

    it("ends an attempt with kind timeout, which is retried", function()
        local client = calls.client(wire.start { deaf = true }, { connect_timeout = 0.05, max_retries = 1 })
        local waits, value, err = calls.skipping(client, function(c) return c.models:retrieve "x" end)
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.equal(1, #waits)
        assert.equal(2, err.attempts)
    end)

    it("leaves nothing in doubt: the request was not sent", function()
        local client = calls.client(wire.start { deaf = true }, { connect_timeout = 0.05, max_retries = 0 })
        local _, err = client.fine_tuning.jobs:create { model = "m", training_file = "f" }
        assert.equal("timeout", err.kind)
        assert.is_false(err.ambiguous)
        assert.is_true(err.retryable)
    end)

    it("leaves the next connections well, looked up or not", function()
        local deaf, name = wire.start { deaf = true }, own_name() or "127.0.0.1"
        local closing = { "read", wire.json(200, { id = "x" }), "close" }
        local server = wire.start { host = "0.0.0.0", closing, repeats = true }
        local client = calls.client(deaf, { connect_timeout = 0.02, max_retries = 0 })
        for _ = 1, 5 do
            assert.equal("timeout", select(2, client.models:retrieve "x").kind)
            for _, host in ipairs { name, "127.0.0.1", name } do
                local base_url = ("http://%s:%d/v1"):format(host, server.port)
                assert(openai.new({ base_url = base_url, timeout = 10, max_retries = 0 }).models:retrieve "x")
            end
        end
    end)

    it("may be switched off, or be very long", function()
        for _, timeout in ipairs { false, 1e7, 1e300 } do
            local server = wire.start { { "read", OK } }
            assert(once(server, { connect_timeout = timeout }))
        end
    end)
end)

describe("the idle timeout", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("ends a download in which no byte moves, with kind timeout, and it is retried", function()
        local server = wire.start {
            { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc" }, "hang" },
            { "read", wire.answer(200, "abcdefghi") },
        }
        local waits, value = calls.skipping(calls.client(server), function(client)
            return client.files:content "file-1"
        end, calls.asked(server))
        assert.equal("abcdefghi", value)
        assert.equal("timeout", waits[1].err.kind)
        assert.matches("idle_timeout", waits[1].err.message, 1, true)
    end)

    it("of the call goes before that of the client", function()
        local server = wire.start { { "read", "hang" } }
        local _, err = calls.client(server, { max_retries = 0 }).files:content("file-1", { idle_timeout = 0.05 })
        assert.equal("timeout", err.kind)
    end)

    it("of the client holds for every call where it was given", function()
        local cut = { "send", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" }
        local client = calls.client(wire.start { { "read", "hang" }, { "read", cut, "hang" } },
            { max_retries = 0, idle_timeout = 0.05, timeout = 20 })
        for _, err in ipairs {
            select(2, client.models:retrieve "m"), select(2, client.moderations:create { input = "a" }),
        } do
            assert.equal("timeout", err.kind)
            assert.matches("idle_timeout", err.message, 1, true)
        end
    end)

    it("does not end a download that goes on", function()
        local go, came, let = files.directory(), 0, 0
        local turn = { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" } }
        for i = 1, 10 do
            turn[#turn + 1] = { "await", go .. "/" .. i }
            turn[#turn + 1] = { "send", "x" }
        end
        local client = calls.client(wire.start { turn }, { max_retries = 0, idle_timeout = 60 })
        local task = openai.spawn(client.files.content, client.files, "f", {
            to = function(bytes) came = came + #bytes end,
        })
        while not task:done() do
            if came == let then
                openai.loop:skip(40)
                let = let + 1
                files.write("", tostring(let), go)
            end
            openai.loop:poll(1)
        end
        assert.is_true(task:await())
        assert.equal(10, came)
    end)

    it("does not hold while the server digests an upload", function()
        local go = files.directory()
        local server = wire.start { { "read", { "await", go .. "/go" }, wire.json(200, { id = "x" }) } }
        local client = calls.client(server, { max_retries = 0, idle_timeout = 60 })
        local task = openai.spawn(client.files.create, client.files, {
            purpose = "fine-tune", file = openai.bytes("a.jsonl", "{}"),
        })
        while #server:requests() == 0 do openai.loop:poll(0.005) end
        openai.loop:skip(100)
        for _ = 1, 3 do openai.loop:poll(0) end
        assert.is_false(task:done())
        files.write("", "go", go)
        assert.equal("x", assert(task:await()).id)
    end)
end)

describe("a kept connection", function()
    after_each(wire.stop_all)

    it("serves the next call", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server)
        for _ = 1, 3 do assert(client.models:retrieve "x") end
        for _, request in ipairs(server:requests()) do assert.equal(1, request.connection) end
    end)

    it("serves other clients of the same server", function()
        local server = wire.start { { "read", OK }, repeats = true }
        assert(calls.client(server).models:retrieve "x")
        assert(calls.client(server):with({ timeout = 5 }).models:retrieve "x")
        assert(calls.client(server, { organization = "o" }).models:retrieve "x")
        assert.equal(1, server:requests()[3].connection)
    end)

    it("serves the next call after an error status", function()
        local server = wire.start { { "read", wire.fault(404) }, { "read", OK } }
        local client = calls.client(server)
        client.models:retrieve "x"
        assert(client.models:retrieve "x")
        assert.equal(1, server:requests()[2].connection)
    end)

    it("that the server closed meanwhile is replaced without an error", function()
        local server = wire.start { { "read", OK, "close" }, { "read", OK, "close" }, { "read", OK } }
        local client = calls.client(server, { max_retries = 0 })
        for i = 1, 3 do
            assert(client.models:retrieve "x")
            assert.equal(i, server:requests()[i].connection)
        end
    end)

    it("that dies under a GET is replaced: the server sees it twice, the caller no error", function()
        local server = wire.start { { "read", OK }, { "read", "close" }, { "read", OK } }
        local client = calls.client(server, { max_retries = 0 })
        assert(client.models:retrieve "x")
        assert(client.models:retrieve "x")
        assert.equal(3, #server:requests())
    end)

    it("is not kept when the server says so", function()
        local server = wire.start {
            { "read", wire.json(200, { id = "x" }, { Connection = "close" }) }, { "read", OK },
        }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        assert(client.models:retrieve "x")
        assert.equal(2, server:requests()[2].connection)
    end)
end)

describe("a kept connection with bytes on it that nobody asked for", function()
    local authority, certificate
    setup(function()
        authority = certificates.authority "Specs"
        certificate = certificates.issue(authority, "IP:127.0.0.1")
    end)
    teardown(files.remove_all)
    after_each(wire.stop_all)

    local calls_of = {
        ["a GET"] = function(client) return client.models:retrieve "x" end,
        ["a POST"] = function(client) return client.moderations:create { input = "x" } end,
        ["a POST that creates"] = function(client)
            return client.fine_tuning.jobs:create { model = "m", training_file = "f" }
        end,
    }

    local function blind()
        if not openai.loop:pollfd() then pending "without epoll nobody looks at kept connections" end
    end

    --- They come when the first call is over, and the second call goes out when they are there. (What comes behind an
    --- answer in one go, some libcurl, 8.23 among them, has read with it where TLS is: nobody else can see it then.)
    local function replaced(call, bytes, tls)
        blind()
        local second, go = { "read", wire.json(200, { id = "right" }) }, files.directory()
        local first = { "read", OK, { "await", go .. "/go" }, bytes, { "note", "spoke" } }
        local server = wire.start { tls = tls, first, second, second }
        local client = calls.client(server, { max_retries = 0, ca_file = tls and authority.file })
        assert(client.models:retrieve "x")
        files.write("", "go", go)
        assert.is_true(server:await "spoke")
        assert.equal("right", assert(call(client)).id)
        assert.equal("right", assert(call(client)).id)
        local seen = {}
        for i, request in ipairs(server:requests()) do seen[i] = request.connection end
        assert.same({ 1, 2, 2 }, seen)
    end

    for name, call in pairs(calls_of) do
        it("is replaced before " .. name .. ", which gets its own answer", function()
            replaced(call, wire.json(200, { id = "wrong" }))
            replaced(call, wire.json(200, { id = "wrong" }), certificate)
        end)

        it("is replaced before " .. name .. " also when they are no HTTP", function()
            replaced(call, { "send", "x" })
        end)
    end

    it("is replaced as often as there are such", function()
        blind()
        local spoilt = { "read", OK, wire.json(200, { id = "wrong" }), { "note", "spoke" } }
        local server = wire.start { spoilt, spoilt, spoilt, spoilt, { "read", wire.json(200, { id = "right" }) } }
        local client = calls.client(server, { max_retries = 0 })
        assert(openai.map({ 1, 2, 3, 4 }, function() return client.models:retrieve "x" end))
        for i = 1, 4 do assert.is_true(server:await("spoke", i)) end
        assert.equal("right", assert(client.models:retrieve "x").id)
        assert.equal(5, server:requests()[5].connection)
    end)
end)

describe("an answer", function()
    after_each(wire.stop_all)

    it("may come in pieces of one byte", function()
        local turn = { "read" }
        local text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"id\": \"x\"}"
        for i = 1, #text do turn[#turn + 1] = { "send", text:sub(i, i) } end
        assert.equal("x", assert(once(wire.start { turn })).id)
    end)

    it("may be chunked, with trailers", function()
        local text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            .. "5\r\n{\"id\"\r\n5;a=b\r\n:\"x\"}\r\n0\r\nX-T: 1\r\n\r\n"
        assert.equal("x", assert(once(wire.start { { "read", { "send", text } } })).id)
    end)

    it("may end with the connection", function()
        local turn = { "read", { "send", "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"x\"}" }, "close" }
        assert.equal("x", assert(once(wire.start { turn })).id)
    end)

    it("may follow provisional ones, whose headers do not count", function()
        local early = "HTTP/1.1 103 Early Hints\r\nx-request-id: wrong\r\nx-should-retry: true\r\n\r\n"
        local server = wire.start { { "read", { "send", early }, wire.fault(400) } }
        local _, err = once(server)
        assert.is_nil(err.request_id)
        assert.is_nil(err.headers["x-should-retry"])
        assert.equal(400, err.status)
    end)

    it("may be HTTP/1.0", function()
        local turn = { "read", { "send", "HTTP/1.0 200 OK\r\n\r\n{\"id\":\"x\"}" }, "close" }
        assert.equal("x", assert(once(wire.start { turn })).id)
    end)

    it("may come before the body was sent", function()
        local server = wire.start { receive_buffer = 4096, { { "read_some", 1000 }, wire.fault(413), "close" } }
        local client = calls.client(server, { max_retries = 0 })
        local _, err = client.files:create {
            purpose = "fine-tune", file = openai.bytes("a.jsonl", ("x"):rep(8 * 1024 * 1024)),
        }
        -- The kernel may drop the answer when bytes it cannot deliver arrive behind it.
        assert.is_true(err.status == 413 or err.kind == "connection")
    end)

    it("that is compressed is unpacked", function()
        local pipe = io.popen "printf '{\"id\":\"x\"}' | gzip -c | od -An -v -tx1"
        local packed = pipe:read("*a"):gsub("%s+", "")
        packed = packed:gsub("%x%x", function(hex) return string.char(tonumber(hex, 16)) end)
        pipe:close()
        local server = wire.start { { "read", wire.json(200, packed, { ["Content-Encoding"] = "gzip" }) } }
        assert.equal("x", assert(once(server)).id)
        assert.matches("gzip", server:requests()[1].headers["accept-encoding"], 1, true)
    end)
end)

describe("an answer with random damage", function()
    after_each(wire.stop_all)

    local WHOLE = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        .. "x-request-id: r\r\n\r\n"
        .. "8\r\n{\"id\":\"x\r\n9\r\n\",\"a\":[1]\r\n1\r\n}\r\n0\r\n\r\n"

    --- A generator of its own: the same damage on every Lua.
    local state = 42
    local function random(most)
        state = (state * 1103515245 + 12345) % 2147483648
        return math.floor(state / 65536) % most + 1
    end

    local damages = {
        function(text, at) return text:sub(1, at) end,
        function(text, at) return text:sub(1, at - 1) .. text:sub(at + 1) end,
        function(text, at) return text:sub(1, at) .. text:sub(at) end,
        function(text, at) return text:sub(1, at - 1) .. string.char(random(256) - 1) .. text:sub(at + 1) end,
        function(text, at) return text:sub(1, at) .. text:sub(random(#text)) end,
    }

    it("is a value or an error, and the next call goes well", function()
        local turns = {}
        for i = 1, 200 do
            turns[i] = { "read", { "send", damages[random(#damages)](WHOLE, random(#WHOLE)) }, "close" }
        end
        turns[201] = { "read", OK }
        turns.repeats = true
        local client = calls.client(wire.start(turns), { max_retries = 0, timeout = 20 })
        local kinds = { connection = true, protocol = true, status = true, not_found = true, bad_request = true }
        for _ = 1, 200 do
            local value, err = client.models:retrieve "x"
            assert.is_true(value ~= nil or kinds[err.kind] ~= nil, err and tostring(err))
        end
        local value
        for _ = 1, 10 do value = client.models:retrieve "x" end -- a call may have ended without taking a turn
        assert.equal("x", value.id)
    end)
end)
