-- Which failures are tried again, when, and how often. No wait takes time: the loop's clock is pushed.
local openai = require "openai"
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

--- One turn: the request is read and answered.
local function answering(step)
    return { "read", step }
end

local function retrieve(client)
    return client.models:retrieve "x"
end

describe("a retry", function()
    after_each(wire.stop_all)

    local function fetch(turns, options)
        local server = wire.start(turns)
        local waits, value, err = calls.skipping(calls.client(server, options), retrieve)
        return server, waits, value, err
    end

    for _, status in ipairs { 408, 409, 429, 500, 502, 503, 504, 529, 599 } do
        it("follows a status " .. status, function()
            local server, waits, value = fetch { answering(wire.fault(status)), answering(OK) }
            assert.equal("x", value.id)
            assert.equal(1, #waits)
            assert.equal(status, waits[1].err.status)
            assert.equal(2, #server:requests())
        end)
    end

    for _, status in ipairs { 400, 401, 402, 403, 404, 405, 410, 413, 415, 418, 422, 451, 304 } do
        it("does not follow a status " .. status, function()
            local server, waits, value, err = fetch { answering(wire.fault(status)), answering(OK) }
            assert.is_nil(value)
            assert.equal(status, err.status)
            assert.equal(0, #waits)
            assert.equal(1, #server:requests())
            assert.is_false(err.retryable)
        end)
    end

    it("is refused by x-should-retry: false, whatever the status", function()
        local refusing = answering(wire.fault(503, nil, { ["x-should-retry"] = "false" }))
        local server, _, _, err = fetch { refusing, answering(OK) }
        assert.equal("server", err.kind)
        assert.is_false(err.retryable)
        assert.equal(1, #server:requests())
    end)

    it("is ordered by x-should-retry: true, whatever the status", function()
        local ordering = answering(wire.fault(400, nil, { ["x-should-retry"] = "true" }))
        local server, _, value = fetch { ordering, answering(OK) }
        assert.equal("x", value.id)
        assert.equal(2, #server:requests())
    end)

    it("heeds x-should-retry in any case of letters", function()
        local shouting = wire.fault(400, nil, { ["X-Should-Retry"] = "TRUE" })
        local _, waits = fetch { answering(shouting), answering(OK) }
        assert.equal(1, #waits)
    end)

    it("follows the status when x-should-retry says neither true nor false", function()
        local _, waits = fetch { answering(wire.fault(503, nil, { ["x-should-retry"] = "maybe" })), answering(OK) }
        assert.equal(1, #waits)
    end)

    it("does not follow insufficient_quota", function()
        local server, waits, _, err = fetch {
            answering(wire.fault(429, { code = "insufficient_quota", type = "insufficient_quota" })), answering(OK),
        }
        assert.equal("quota", err.kind)
        assert.equal(429, err.status)
        assert.is_false(err.retryable)
        assert.equal(0, #waits)
        assert.equal(1, #server:requests())
    end)

    it("does not follow insufficient_quota that is named as the type only", function()
        local _, waits, _, err = fetch {
            answering(wire.fault(429, { type = "insufficient_quota" })), answering(OK),
        }
        assert.equal("quota", err.kind)
        assert.equal(0, #waits)
    end)

    it("does not follow insufficient_quota even when x-should-retry is true", function()
        local _, waits = fetch {
            answering(wire.fault(429, { code = "insufficient_quota" }, { ["x-should-retry"] = "true" })), answering(OK),
        }
        assert.equal(0, #waits)
    end)

    it("happens twice by default, then the last error is returned", function()
        local server, waits, value, err = fetch {
            answering(wire.fault(500, { message = "first" })), answering(wire.fault(500, { message = "second" })),
            answering(wire.fault(503, { message = "third" })), answering(OK),
        }
        assert.is_nil(value)
        assert.equal("third", err.message)
        assert.equal(3, err.attempts)
        assert.is_true(err.retryable)
        assert.equal(2, #waits)
        assert.equal(3, #server:requests())
    end)

    it("happens as often as max_retries of the client says", function()
        local server, _, _, err = fetch({ answering(wire.fault(500)), repeats = true }, { max_retries = 5 })
        assert.equal(6, err.attempts)
        assert.equal(6, #server:requests())
    end)

    for _, none in ipairs { 0, false } do
        it("does not happen with max_retries = " .. tostring(none), function()
            local server, waits, _, err = fetch({ answering(wire.fault(500)), repeats = true }, { max_retries = none })
            assert.equal(1, err.attempts)
            assert.equal(0, #waits)
            assert.equal(1, #server:requests())
        end)
    end

    it("happens as often as max_retries of the call says", function()
        local server = wire.start { answering(wire.fault(500)), repeats = true }
        local _, value, err = calls.skipping(calls.client(server, { max_retries = 0 }), function(client)
            return client.models:retrieve("x", { max_retries = 3 })
        end)
        assert.is_nil(value)
        assert.equal(4, err.attempts)
    end)

    it("sends the same body again", function()
        local list = wire.json(200, { object = "list", data = { { index = 0, embedding = { 1, 2 } } } })
        local server = wire.start { answering(wire.fault(500)), answering(list) }
        local _, value = calls.skipping(calls.client(server), function(client)
            return client.embeddings:create { model = "m", input = "sword" }
        end)
        assert.is_table(value)
        local first, second = server:requests()[1], server:requests()[2]
        assert.is_true(#first.body > 0)
        assert.equal(first.body, second.body)
        assert.equal("POST", second.method)
    end)
end)

describe("the wait before a retry", function()
    after_each(wire.stop_all)

    --- The announced waits when every attempt fails with these headers.
    local function waits_with(headers, retries)
        local server = wire.start { answering(wire.fault(503, nil, headers)), repeats = true }
        local client = calls.client(server, { max_retries = retries or 1, timeout = false })
        local waits, _, err = calls.skipping(client, retrieve)
        return waits, err, server
    end

    --- Not earlier than asked for, and later by at most that much again, or eight seconds.
    local function assert_spread(asked, wait)
        assert.is_true(wait >= asked and wait <= asked + math.min(asked, 8), wait)
    end

    it("that was asked for is spread, also among calls that are refused in one moment", function()
        local server = wire.start { { "read", wire.fault(429, {}, { ["retry-after"] = "4" }) }, repeats = true }
        local pauses, least, most = {}, math.huge, 0
        local client = calls.client(server, { on_retry = function(_, pause)
            pauses[#pauses + 1], least, most = pause, math.min(least, pause), math.max(most, pause)
            return false
        end })
        local numbers = {}
        for i = 1, 40 do numbers[i] = i end
        openai.map(numbers, function(i)
            client.models:retrieve("m" .. i)
            return true
        end, { concurrency = 40 })
        assert.equal(40, #pauses)
        assert.is_true(least >= 4 and most <= 8 and most - least > 1, ("%g to %g"):format(least, most))
    end)

    it("is what retry-after-ms asks for", function()
        local waits, err = waits_with { ["retry-after-ms"] = "1234.5" }
        assert_spread(1.2345, waits[1].wait)
        assert.equal(1.2345, err.retry_after)
    end)

    it("is what retry-after asks for in seconds", function()
        assert_spread(7, waits_with({ ["retry-after"] = "7" })[1].wait)
        assert_spread(0.25, waits_with({ ["Retry-After"] = " 0.25 " })[1].wait)
    end)

    it("prefers retry-after-ms to retry-after", function()
        assert_spread(0.5, waits_with({ ["retry-after-ms"] = "500", ["retry-after"] = "30" })[1].wait)
    end)

    it("is what retry-after asks for as a date", function()
        local date = os.date("!%a, %d %b %Y %H:%M:%S GMT", os.time() + 60)
        local wait = waits_with({ ["retry-after"] = date })[1].wait
        assert.is_true(wait > 30 and wait <= 68, wait)
    end)

    it("may be as long as 120 seconds", function()
        assert_spread(120, waits_with({ ["retry-after"] = "120" })[1].wait)
    end)

    local too_long = {
        { "retry-after", "121" }, { "retry-after-ms", "120001" }, { "retry-after", "99999999999999999999" },
    }
    for _, header in ipairs(too_long) do
        it(("is not accepted when %s is %s: no retry"):format(header[1], header[2]), function()
            local waits, err, server = waits_with { [header[1]] = header[2] }
            assert.equal(0, #waits)
            assert.equal(1, err.attempts)
            assert.is_true(err.retryable) -- later
            assert.is_true(err.retry_after > 120)
            assert.equal(1, #server:requests())
        end)
    end

    it("is not accepted as a date an hour away: no retry", function()
        local waits = waits_with { ["retry-after"] = os.date("!%a, %d %b %Y %H:%M:%S GMT", os.time() + 3600) }
        assert.equal(0, #waits)
    end)

    for _, value in ipairs { "0", "-3", "soon", "", "1e1", "Mon, 01 Jan 2001 00:00:00 GMT" } do
        it(("is the usual back-off when retry-after is '%s'"):format(value), function()
            local wait = waits_with({ ["retry-after"] = value })[1].wait
            assert.is_true(wait >= 0.375 and wait <= 0.5, wait)
        end)
    end

    it("falls back to retry-after when retry-after-ms is nonsense", function()
        assert_spread(3, waits_with({ ["retry-after-ms"] = "x", ["retry-after"] = "3" })[1].wait)
    end)

    it("doubles from half a second up to eight, less at most a quarter", function()
        local waits = waits_with(nil, 7)
        for n, most in ipairs { 0.5, 1, 2, 4, 8, 8, 8 } do
            local wait = waits[n].wait
            assert.is_true(wait <= most and wait >= 0.75 * most, ("wait %d is %s"):format(n, wait))
        end
    end)

    it("is not the same for everybody", function()
        local seen, different = nil, false
        for _ = 1, 5 do
            local wait = waits_with()[1].wait
            different = different or (seen ~= nil and seen ~= wait)
            seen = wait
        end
        assert.is_true(different)
    end)

    it("goes back to the back-off after an answer that asked for a wait", function()
        local server = wire.start {
            answering(wire.fault(503, nil, { ["retry-after"] = "11" })), answering(wire.fault(503)), answering(OK),
        }
        local waits = calls.skipping(calls.client(server), retrieve)
        assert_spread(11, waits[1].wait)
        assert.is_true(waits[2].wait <= 1 and waits[2].wait >= 0.75)
    end)

    it("really passes before the next attempt", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after-ms"] = "30" })), answering(OK) }
        local began = openai.loop:now()
        assert(calls.client(server).models:retrieve "x")
        assert.is_true(openai.loop:now() - began >= 0.03)
    end)
end)

describe("the deadline", function()
    after_each(wire.stop_all)

    it("returns the last error at once when the next attempt could only start after it", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after"] = "20" })), answering(OK) }
        local began = openai.loop:now()
        local value, err = calls.client(server, { timeout = 10 }).models:retrieve "x"
        assert.is_nil(value)
        assert.equal("server", err.kind)
        assert.equal(20, err.retry_after)
        assert.is_true(err.retryable)
        assert.equal(1, err.attempts)
        assert.is_true(openai.loop:now() - began < 10)
        assert.equal(1, #server:requests())
    end)

    it("counts all attempts and waits of a call together", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after"] = "20" })), repeats = true }
        local waits, _, err = calls.skipping(calls.client(server, { timeout = 58, max_retries = 9 }), retrieve)
        assert.equal(2, #waits)
        assert.equal(3, err.attempts)
        assert.equal("server", err.kind)
    end)

    it("ends an attempt that is under way with kind timeout, and is not retried", function()
        local server = wire.start { { "read", "hang" }, answering(OK) }
        local _, value, err = calls.skipping(calls.client(server), retrieve, calls.asked(server))
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.equal(1, err.attempts)
        assert.equal(1, #server:requests())
        assert.matches("timeout", tostring(err), 1, true)
    end)

    it("of the call goes before that of the client", function()
        local server = wire.start { { "read", "hang" } }
        local _, err = calls.client(server, { timeout = 3600 }).models:retrieve("x", { timeout = 0.05 })
        assert.equal("timeout", err.kind)
    end)

    it("may be switched off", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after"] = "100" })), repeats = true }
        local waits = calls.skipping(calls.client(server, { timeout = false, max_retries = 9 }), retrieve)
        assert.equal(9, #waits)
    end)

    it("holds while an answer trickles in", function()
        local server = wire.start { { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{" }, "hang" } }
        local _, err = calls.client(server, { timeout = 0.05 }).models:retrieve "x"
        assert.equal("timeout", err.kind)
        assert.is_nil(err.reason)
    end)
end)

describe("on_retry", function()
    after_each(wire.stop_all)

    it("hears the error, the wait and the number of the attempt that failed", function()
        local server = wire.start {
            answering(wire.fault(503, { message = "busy" }, { ["retry-after-ms"] = "2", ["x-request-id"] = "req_1" })),
            answering(wire.fault(500, nil, { ["retry-after-ms"] = "1" })), answering(OK),
        }
        local heard = {}
        assert(calls.client(server, { on_retry = function(...) heard[#heard + 1] = { ... } end }).models:retrieve "x")
        assert.equal(2, #heard)
        assert.equal(3, #heard[1])
        assert.equal("busy", heard[1][1].message)
        assert.equal("req_1", heard[1][1].request_id)
        assert.matches("models:retrieve", tostring(heard[1][1]), 1, true)
        assert.is_true(heard[1][2] >= 0.002 and heard[1][2] <= 0.004)
        assert.equal(1, heard[1][3])
        assert.equal(500, heard[2][1].status)
        assert.equal(2, heard[2][3])
    end)

    it("stops by returning false", function()
        local server = wire.start { answering(wire.fault(503, { message = "busy" })), answering(OK) }
        local value, err = calls.client(server, { on_retry = function() return false end }).models:retrieve "x"
        assert.is_nil(value)
        assert.equal("busy", err.message)
        assert.equal(1, err.attempts)
        assert.equal(1, #server:requests())
    end)

    it("does not stop by returning nothing", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after-ms"] = "1" })), answering(OK) }
        assert(calls.client(server, { on_retry = function() end }).models:retrieve "x")
    end)

    it("is not asked after the last attempt, nor for what is not retried", function()
        local server = wire.start { answering(wire.fault(400)), answering(wire.fault(500)) }
        local asked = 0
        local client = calls.client(server, { max_retries = 0, on_retry = function() asked = asked + 1 end })
        client.models:retrieve "x"
        client.models:retrieve "x"
        assert.equal(0, asked)
    end)

    it("may raise: the caller gets its error, and nothing is sent any more", function()
        local server = wire.start { answering(wire.fault(503)), answering(OK) }
        local client = calls.client(server, { on_retry = function() error("enough", 0) end })
        assert.has_error(function() client.models:retrieve "x" end, "enough")
        assert.equal(1, #server:requests())
        assert.equal(0, openai.loop:poll(0))
    end)

    it("may sleep in a task, and the deadline counts that", function()
        local server = wire.start { answering(wire.fault(503, nil, { ["retry-after-ms"] = "1" })), answering(OK) }
        local client = calls.client(server, { timeout = 100, on_retry = function() openai.sleep(200) end })
        local task = openai.spawn(function() return client.models:retrieve "x" end)
        repeat openai.loop:poll(10) until #server:requests() == 1 and openai.loop:poll(0.01)
        openai.loop:skip(200)
        local value, err = task:await()
        assert.is_nil(value)
        assert.equal("server", err.kind)
        assert.equal(1, #server:requests())
    end)
end)

describe("a call that creates something", function()
    after_each(wire.stop_all)

    local function create(client)
        return client.fine_tuning.jobs:create { model = "m", training_file = "file-1" }
    end

    local function attempt(turns, options)
        local server = wire.start(turns)
        local waits, value, err = calls.skipping(calls.client(server, options), create)
        return server, waits, value, err
    end

    for _, status in ipairs { 408, 409, 429, 503 } do
        it(("is retried after a status %d: nobody took it on"):format(status), function()
            local server, _, value = attempt { answering(wire.fault(status)), answering(OK) }
            assert.equal("x", value.id)
            assert.equal(2, #server:requests())
        end)
    end

    for _, status in ipairs { 500, 502, 504 } do
        it(("is not retried after a status %d: it may have happened"):format(status), function()
            local server, waits, _, err = attempt { answering(wire.fault(status)), answering(OK) }
            assert.equal(status, err.status)
            assert.is_true(err.ambiguous)
            assert.is_false(err.retryable)
            assert.equal(0, #waits)
            assert.equal(1, #server:requests())
        end)
    end

    it("is retried after a status 500 with x-should-retry: true", function()
        local _, _, value = attempt { answering(wire.fault(500, nil, { ["x-should-retry"] = "true" })), answering(OK) }
        assert.equal("x", value.id)
    end)

    for _, ending in ipairs { "close", "reset" } do
        it(("is not retried when the connection ends without an answer (%s)"):format(ending), function()
            local server, waits, _, err = attempt { { "read", ending }, answering(OK) }
            assert.equal("connection", err.kind)
            assert.is_true(err.ambiguous)
            assert.equal(0, #waits)
            assert.equal(1, #server:requests())
        end)
    end

    it("is not retried when the answer is cut", function()
        local cut = { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{" }, "close" }
        local server, _, _, err = attempt { cut, answering(OK) }
        assert.is_true(err.ambiguous)
        assert.equal(1, #server:requests())
    end)

    it("is sent once only when the kept connection dies as the POST arrives", function()
        local server = wire.start { answering(OK), { "read", "close" }, answering(OK) }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        local waits, value, err = calls.skipping(client, create)
        local posts = {}
        for _, request in ipairs(server:requests()) do
            if request.method == "POST" then posts[#posts + 1] = request end
        end
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.is_true(err.ambiguous)
        assert.equal(0, #waits)
        assert.equal(1, #posts)
        assert.is_true(posts[1].complete)
        assert.equal(1, posts[1].connection)
    end)

    it("leaves every later call well when its answer is lost", function()
        local other = calls.client(wire.start { repeats = true, answering(OK) }, { max_retries = 0 })
        for _ = 1, 2 do
            local client = calls.client(wire.start { answering(OK), { "read", "close" } }, { max_retries = 0 })
            assert(client.models:retrieve "x")
            local _, err = create(client)
            assert.is_true(err.ambiguous)
            assert(other.models:retrieve "x")
            assert(create(other))
        end
    end)

    it("says that what it was to make may exist", function()
        local endings = {
            ["the server closed the connection before it answered"] = { "read", "close" },
            ["the server closed the connection within the headers of its answer"] =
                { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Ty" }, "close" },
            ["the server closed the connection in the middle of its answer (6 of 20 bytes came)"] =
                { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"id\":" }, "close" },
            ["the connection to the server broke before it answered"] = { "read", "reset" },
        }
        for says, turn in pairs(endings) do
            local _, err = create(calls.client(wire.start { turn }))
            assert.equal(says .. "; the job may exist", err.message)
        end
    end)

    it("says so in the same words when a kept connection ends", function()
        local server = wire.start { answering(OK), { "read", "close" } }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        local _, err = create(client)
        assert.equal("the server closed the connection before it answered; the job may exist", err.message)
    end)

    it("names what it was to make, and says nothing of it when nothing was sent", function()
        local client = calls.client(wire.start { repeats = true, { "read", "close" } }, { max_retries = 0 })
        local function says(_, err)
            return err.message:match "; (.*)$"
        end
        local source = openai.bytes("x", "y")
        assert.equal("the batch may exist", says(client.batches:create {
            input_file_id = "f", endpoint = "/v1/embeddings", completion_window = "24h",
        }))
        assert.equal("the file may exist", says(client.files:create { file = source, purpose = "batch" }))
        assert.is_nil(says(client.models:retrieve "x"))
    end)

    it("is sent once only when the kept connection is reset as the POST arrives", function()
        local server = wire.start { answering(OK), { "read", "reset" }, answering(OK) }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        local _, value, err = calls.skipping(client, create)
        assert.is_nil(value)
        assert.is_true(err.ambiguous)
        assert.equal(2, #server:requests())
    end)

    it("is sent on a new connection when the server closed the kept one before", function()
        local server = wire.start { { "read", wire.json(200, { id = "x" }), "close" }, answering(OK) }
        local client = calls.client(server)
        assert(client.models:retrieve "x")
        assert.is_true(server:await "closed")
        local _, value = calls.skipping(client, create)
        assert.equal("x", value.id)
        assert.equal(2, server:requests()[2].connection)
    end)

    it("does not take another connection from the same port for its own", function()
        local prefix = "timeout 60 unshare -r -n sh -c 'ip link set lo up && exec \"$@\"' sh"
        local output, code = child.run("", nil, prefix)
        if code ~= 0 then return pending("no namespaces here: " .. output) end
        assert.equal("x\n", (child.run([[
            local openai, wire = require "openai", require "spec.support.wire"
            local OK = wire.json(200, { id = "x" })
            local one, other = wire.start { { "read", OK, "close" } }, wire.start { { "read", OK } }
            local range = assert(io.open("/proc/sys/net/ipv4/ip_local_port_range", "w"))
            range:write "50000 50001" -- of which connections take every second one
            range:close()
            assert(openai.new { base_url = one.base_url, api_key = "k" }.models:retrieve "x")
            assert(one:await "closed")
            local jobs = openai.new { base_url = other.base_url, api_key = "k", max_retries = 0 }.fine_tuning.jobs
            print(assert(jobs:create { model = "m", training_file = "f" }).id)
            wire.stop_all()]], nil, prefix)))
    end)

    it("is retried when nobody listens: nothing was sent", function()
        local client = openai.new { base_url = ("http://127.0.0.1:%d/v1"):format(wire.closed_port()), api_key = "k" }
        local waits, _, err = calls.skipping(client, create)
        assert.equal(2, #waits)
        assert.equal("refused", err.reason)
        assert.is_false(err.ambiguous)
        assert.is_true(err.retryable)
    end)

    it("is ambiguous when the deadline ends it after it was sent", function()
        local server = wire.start { { "read", "hang" } }
        local _, _, err = calls.skipping(calls.client(server), create, calls.asked(server))
        assert.equal("timeout", err.kind)
        assert.is_true(err.ambiguous)
        assert.is_false(err.retryable)
    end)

    it("is ambiguous when the answer of success cannot be read", function()
        local _, waits, _, err = attempt { answering(wire.json(200, "{\"id\":")), answering(OK) }
        assert.equal("protocol", err.kind)
        assert.is_true(err.ambiguous)
        assert.equal(0, #waits)
    end)
end)

describe("a call that changes nothing twice", function()
    after_each(wire.stop_all)

    for _, ending in ipairs { "close", "reset" } do
        it(("is retried when the connection ends without an answer (%s)"):format(ending), function()
            local server = wire.start { { "read", ending }, answering(OK) }
            local waits, value = calls.skipping(calls.client(server), function(client)
                return client.fine_tuning.jobs:cancel "ftjob-1"
            end)
            assert.equal("x", value.id)
            assert.equal(1, #waits)
            assert.is_false(waits[1].err.ambiguous)
            assert.equal(2, #server:requests())
        end)
    end
end)
