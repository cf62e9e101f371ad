-- Files that come from the server: as a string, or into a file that gets its name only when it is complete.
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local function cut(head, body, ending)
    return { "read", { "send", "HTTP/1.1 200 OK\r\n" .. head .. "\r\n\r\n" .. body }, ending or "close" }
end

describe("the content of a file", function()
    after_each(wire.stop_all)

    it("comes as it is, whatever bytes it has", function()
        local bytes = {}
        for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
        local text = table.concat(bytes):rep(100)
        local server = wire.start { { "read", wire.answer(200, text) } }
        assert.equal(text, calls.client(server).files:content "file-1")
        assert.equal("/v1/files/file-1/content", server:requests()[1].target)
        assert.equal("identity", server:requests()[1].headers["accept-encoding"])
    end)

    it("may be empty", function()
        assert.equal("", calls.client(wire.start { { "read", wire.answer(200, "") } }).files:content "file-1")
    end)

    it("may look like a web page or like JSON", function()
        for _, text in ipairs { "<html>", '{"error":{}}' } do
            local server = wire.start { { "read", wire.answer(200, text, { ["Content-Type"] = "text/html" }) } }
            assert.equal(text, calls.client(server).files:content "file-1")
        end
    end)

    it("is limited by max_response_bytes in memory", function()
        local server = wire.start { { "read", wire.answer(200, ("x"):rep(2000)) } }
        local _, err = calls.client(server, { max_response_bytes = 1000 }).files:content "file-1"
        assert.equal("protocol", err.kind)
        assert.matches("max_response_bytes", err.message, 1, true)
    end)

    it("that does not exist is an error like any other", function()
        local server = wire.start { { "read", wire.fault(404, { message = "no such file" }) } }
        local _, err = calls.client(server).files:content "file-1"
        assert.equal("not_found", err.kind)
        assert.equal("no such file", err.message)
    end)
end)

describe("a download whose length the server does not say", function()
    local UNKNOWN = { ["Content-Length"] = false }
    local path
    before_each(function() path = files.directory() .. "/result.jsonl" end)
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local function server_of(object, body)
        local content = { "read", wire.answer(200, body or "the\ncontent\n", UNKNOWN), "close" }
        return wire.start { content, { "read", object }, content }
    end

    --- By its name, each way to get the content: it; nil, err.
    local ways = {
        ["in memory"] = function(client) return client.files:content "file-1" end,
        ["to a path"] = function(client)
            local done, err = client.files:content("file-1", { to = path })
            if done then return files.read(path) end
            assert.is_nil(files.read(path))
            return nil, err
        end,
        ["to a function"] = function(client)
            local all = ""
            local done, err = client.files:content("file-1", { to = function(piece) all = all .. piece end })
            return done and all, err
        end,
        ["by lines"] = function(client)
            local all = ""
            local lines = client.files:lines "file-1"
            while true do
                local line, err = lines:next()
                if not line then return not err and all, err end
                all = all .. line .. "\n"
            end
        end,
    }

    for name, way in pairs(ways) do
        it(name .. " is whole when it is as long as the file's object says", function()
            local server = server_of(wire.json(200, { id = "file-1", bytes = 12 }))
            assert.equal("the\ncontent\n", (way(calls.client(server))))
            assert.equal("/v1/files/file-1", server:requests()[2].target)
        end)

        it(name .. " is an error when nobody says it", function()
            for _, object in ipairs {
                wire.fault(404), wire.json(200, { id = "file-1" }), wire.json(200, { id = "file-1", bytes = "12" }),
            } do
                local value, err = way(calls.client(server_of(object), { max_retries = 0 }))
                assert.is_falsy(value)
                assert.equal("protocol", err.kind)
                assert.matches("does not say how long", err.message, 1, true)
            end
        end)

        it(name .. " is cut when it is shorter than the file's object says", function()
            local server = server_of(wire.json(200, { id = "file-1", bytes = 13 }))
            local value, err = way(calls.client(server, { max_retries = 0 }))
            assert.is_falsy(value)
            assert.equal("connection", err.kind)
            assert.is_true(err.retryable or name == "to a function" or name == "by lines")
        end)
    end

    it("is whole when the server, asked from where it ended, says that there is no more", function()
        local tagged = wire.answer(200, "the content", { ["Content-Length"] = false, ETag = '"v1"' })
        local ways_to_say_so = {
            wire.fault(416, nil, { ["Content-Range"] = "bytes */11" }),
            wire.answer(200, "the content", { ETag = '"v1"' }),
        }
        for _, answer in ipairs(ways_to_say_so) do
            local server = wire.start {
                { "read", tagged, "close" }, { "read", wire.fault(404), "close" }, { "read", answer },
            }
            local _, value = calls.skipping(calls.client(server), function(client)
                return client.files:content "file-1"
            end)
            assert.equal("the content", value)
            assert.equal("bytes=11-", server:requests()[3].headers.range)
        end
    end)

    it("is an error when the server, asked from where it ended, says the same again", function()
        local tagged = wire.answer(200, "the content", { ["Content-Length"] = false, ETag = '"v1"' })
        local server = wire.start {
            { "read", tagged, "close" }, { "read", wire.fault(404), "close" }, { "read", tagged, "close" },
        }
        local _, value, err = calls.skipping(calls.client(server), function(client)
            return client.files:content("file-1", { to = path })
        end)
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        assert.is_nil(files.read(path))
    end)

    it("is whole when it comes in chunks and the last one came", function()
        local server = wire.start { { "read", cut("transfer-encoding: Chunked", "3\r\nabc\r\n0\r\n\r\n")[2] } }
        assert.equal("abc", calls.client(server).files:content "file-1")
    end)

    it("and which no object tells of (speech) is an error", function()
        local server = wire.start { { "read", wire.answer(200, "sound", UNKNOWN), "close" } }
        local speech = { model = "tts-1", input = "a", voice = "alloy" }
        local value, err = calls.client(server).audio.speech:create(speech)
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        assert.is_true(err.ambiguous)
        server = wire.start { { "read", cut("Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n")[2] } }
        assert.equal("abc", calls.client(server).audio.speech:create(speech))
    end)
end)

describe("a download", function()
    local directory, path
    before_each(function()
        directory = files.directory()
        path = directory .. "/result.jsonl"
    end)
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local function download(turns, options)
        local server = wire.start(turns)
        local waits, value, err = calls.skipping(calls.client(server), function(client)
            local all = { to = path }
            for name, option in pairs(options or {}) do all[name] = option end
            return client.files:content("file-1", all)
        end)
        return value, err, server, waits
    end

    it("lands under its name", function()
        assert(download { { "read", wire.answer(200, "the content") } })
        assert.equal("the content", files.read(path))
        assert.same({ "result.jsonl" }, files.list(directory))
    end)

    local wrong = {
        ["is a part that nobody asked for"] = wire.answer(206, "some", { ["Content-Range"] = "bytes 10-13/104" }),
        ["is packed though that was not asked for"] = wire.answer(200, "\31\139", { ["Content-Encoding"] = "gzip" }),
        ["has a status that means no content"] = wire.answer(204, "", { ["Content-Length"] = false }),
        ["has a status that means not yet"] = wire.answer(202, "{}"),
    }
    for what, answer in pairs(wrong) do
        it(("whose answer %s is an error, and leaves nothing behind"):format(what), function()
            local value, err, server = download { { "read", answer } }
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
            assert.equal(1, #server:requests())
            assert.same({}, files.list(directory))
            local in_memory = wire.start { { "read", answer } }
            value, err = calls.client(in_memory).files:content "file-1"
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
        end)
    end

    it("is packed where the caller's own header asks for that", function()
        local turn = { "read", wire.answer(200, "\31\139", { ["Content-Encoding"] = "gzip" }) }
        assert(download({ turn }, { headers = { ["Accept-Encoding"] = "gzip" } }))
        assert.equal("\31\139", files.read(path))
    end)

    it("may say that it is not packed", function()
        assert(download { { "read", wire.answer(200, "the content", { ["Content-Encoding"] = "identity" }) } })
        assert.equal("the content", files.read(path))
    end)

    it("replaces a file that is there, but only by a complete one", function()
        files.write("old", "result.jsonl", directory)
        local value = download({ cut("Content-Length: 20", "new"), repeats = true }, { max_retries = 0 })
        assert.is_nil(value)
        assert.equal("old", files.read(path))
        assert(download { { "read", wire.answer(200, "new") } })
        assert.equal("new", files.read(path))
        assert.same({ "result.jsonl" }, files.list(directory))
    end)

    for what, turn in pairs {
        ["is cut"] = cut("Content-Length: 20", "some"), ["is reset"] = cut("Content-Length: 20", "some", "reset"),
        ["is refused"] = { "read", wire.fault(404) }, ["fails on the server"] = { "read", wire.fault(400) },
        ["is cut in chunks"] = cut("Transfer-Encoding: chunked", "4\r\nsome\r\n"),
        ["is redirected to nowhere"] = { "read", wire.answer(307, "", { Location = "ftp://x/" }) },
    } do
        it(("that %s leaves nothing behind"):format(what), function()
            local value, err = download({ turn, repeats = true }, { max_retries = 1 })
            assert.is_nil(value)
            assert.is_table(err)
            assert.same({}, files.list(directory))
        end)
    end

    it("that hits the deadline leaves nothing behind", function()
        local value, err = download({ cut("Content-Length: 20", "some", "hang") }, { timeout = 0.05 })
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.same({}, files.list(directory))
    end)

    it("that is cut starts again when the server names no ETag", function()
        local first = cut("Content-Length: 11", "the wrong")
        local _, _, server = download { first, { "read", wire.answer(200, "the content") } }
        assert.equal("the content", files.read(path))
        assert.is_nil(server:requests()[2].headers.range)
    end)

    it("that is cut goes on where it stopped when the ETag is the same", function()
        local rest = wire.answer(206, "content", { ETag = '"v1"', ["Content-Range"] = "bytes 4-10/11" })
        local _, _, server = download { cut('Content-Length: 11\r\nETag: "v1"', "the "), { "read", rest } }
        assert.equal("the content", files.read(path))
        assert.equal("bytes=4-", server:requests()[2].headers.range)
        assert.equal('"v1"', server:requests()[2].headers["if-range"])
    end)

    it("that is cut takes the whole file when the server sends that", function()
        local whole = wire.answer(200, "other content", { ETag = '"v2"' })
        download { cut('Content-Length: 11\r\nETag: "v1"', "the "), { "read", whole } }
        assert.equal("other content", files.read(path))
    end)

    it("begins anew when the rest is of another file", function()
        local rest = wire.answer(206, "CONTENT", { ETag = '"v2"', ["Content-Range"] = "bytes 4-10/11" })
        local whole = wire.answer(200, "THE CONTENT", { ETag = '"v2"' })
        download { cut('Content-Length: 11\r\nETag: "v1"', "the "), { "read", rest }, { "read", whole } }
        assert.equal("THE CONTENT", files.read(path))
    end)

    it("does not mix up positions when the rest begins elsewhere", function()
        local rest = wire.answer(206, "ontent", { ETag = '"v1"', ["Content-Range"] = "bytes 5-10/11" })
        local value = download { cut('Content-Length: 11\r\nETag: "v1"', "the "), { "read", rest } }
        assert.is_nil(value)
        assert.same({}, files.list(directory))
    end)

    it("does not go on by a weak ETag", function()
        local first = cut('Content-Length: 11\r\nETag: W/"v1"', "the ")
        local _, _, server = download { first, { "read", wire.answer(200, "all") } }
        assert.is_nil(server:requests()[2].headers.range)
        assert.equal("all", files.read(path))
    end)

    it("keeps what it has over an attempt that brings an error", function()
        local rest = wire.answer(206, "content", { ETag = '"v1"', ["Content-Range"] = "bytes 4-10/11" })
        download { cut('Content-Length: 11\r\nETag: "v1"', "the "), { "read", wire.fault(503) }, { "read", rest } }
        assert.equal("the content", files.read(path))
    end)

    it("is not limited by max_response_bytes", function()
        local server = wire.start { { "read", wire.answer(200, ("x"):rep(20000)) } }
        assert(calls.client(server, { max_response_bytes = 1000 }).files:content("file-1", { to = path }))
        assert.equal(20000, #files.read(path))
    end)

    it("into a folder that does not exist is an error of kind file, and nothing is sent", function()
        local server = wire.start { { "read", wire.answer(200, "x") } }
        local value, err = calls.client(server).files:content("file-1", { to = directory .. "/none/x" })
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.matches(directory .. "/none/x", err.message, 1, true)
        assert.equal(0, err.attempts)
        assert.equal(0, #server:events())
    end)

    it("onto a folder is an error of kind file", function()
        local server = wire.start { { "read", wire.answer(200, "x") } }
        local _, err = calls.client(server).files:content("file-1", { to = directory })
        assert.equal("file", err.kind)
        assert.matches("directory", err.message, 1, true)
    end)

    it("onto a full disk is an error of kind file, and is not retried", function()
        local server = wire.start { { "read", wire.answer(200, ("x"):rep(300000)) }, repeats = true }
        local output, code = child.run(([[
            local client = require("openai").new { base_url = %q, api_key = "x" }
            local value, err = client.files:content("file-1", { to = %q })
            io.write(tostring(value), " ", err.kind, " ", err.message)
        ]]):format(server.base_url, path), nil, [[sh -c 'ulimit -f 64; trap "" XFSZ; exec "$@"' sh]])
        assert.equal(0, code)
        assert.matches("^nil file cannot write .*: File too large$", output)
        assert.equal(1, #server:events())
        assert.is_nil(files.read(path))
    end)

    it("does not write through a symbolic link that somebody put in place of its .part", function()
        local victim = files.write "precious"
        assert(os.execute(("ln -s '%s' '%s.part'"):format(victim, path)))
        local value, err = download { { "read", wire.answer(200, "new") } }
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.matches("its .part is a symbolic link", err.message, 1, true)
        assert.equal("precious", files.read(victim))
    end)

    it("reports its progress, at last all of it", function()
        local reports = {}
        assert(download({ { "read", wire.answer(200, ("x"):rep(500000)) } }, {
            on_progress = function(report) reports[#reports + 1] = report end,
        }))
        local last = reports[#reports]
        assert.same({ phase = "download", done = 500000, total = 500000, unit = "bytes" }, last)
    end)

    for how, to in pairs { ["as a string"] = false, ["to a function"] = function() end } do
        it("reports its progress " .. how .. ", at last all of it", function()
            local server = wire.start { { "read", wire.answer(200, ("x"):rep(500000)) } }
            local last
            assert(calls.client(server).files:content("file-1", { to = to or nil, on_progress = function(report)
                last = report
            end }))
            assert.same({ phase = "download", done = 500000, total = 500000, unit = "bytes" }, last)
        end)
    end

    it("reports at most ten times a second, and never backwards", function()
        local turn = { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n" } }
        for _ = 1, 60 do
            turn[#turn + 1] = { "send", "x" }
            turn[#turn + 1] = { "sleep", 0.005 }
        end
        local reports = {}
        local server = wire.start { turn }
        local openai = require "openai"
        local began = openai.loop:now()
        assert(calls.client(server).files:content("file-1", { to = path, on_progress = function(report)
            reports[#reports + 1] = report.done
        end }))
        local seconds = openai.loop:now() - began
        assert.is_true(#reports >= 2 and #reports <= seconds * 10 + 2, #reports .. " reports")
        for i = 2, #reports do assert.is_true(reports[i] > reports[i - 1]) end
        assert.equal(60, reports[#reports])
    end)

    it("reports no total when the server does not say how much comes", function()
        local reports = {}
        assert(download({ cut("Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n") }, {
            on_progress = function(report) reports[#reports + 1] = report end,
        }))
        assert.same({ phase = "download", done = 3, unit = "bytes" }, reports[#reports])
    end)

    it("ends when its progress callback raises, and leaves nothing behind", function()
        local server = wire.start { { "read", wire.answer(200, ("x"):rep(500000)) } }
        assert.has_error(function()
            calls.client(server).files:content("file-1", { to = path, on_progress = function() error("stop", 0) end })
        end, "stop")
        assert.same({}, files.list(directory))
    end)
end)
