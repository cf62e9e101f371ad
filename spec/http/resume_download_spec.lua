-- Downloads that are cut: they go on where they stopped as long as the server shows that the file is the same. No byte
-- is lost or repeated.
local openai = require "openai"
local calls = require "spec.support.calls"
local child = require "spec.support.child"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local TEXT = {}
for i = 1, 6000 do TEXT[i] = ("line %05d of the file\n"):format(i) end
TEXT = table.concat(TEXT)
local SIZE = #TEXT
local ETAG = '"v1"'

--- The whole file, of which only so many bytes come.
local function whole(bytes, etag, more)
    local headers = { ["Content-Length"] = tostring(SIZE), ETag = etag == nil and ETAG or etag }
    for name, value in pairs(more or {}) do headers[name] = value end
    return wire.answer(200, TEXT:sub(1, bytes or SIZE), headers)
end

--- The file from byte `from` (counted from 0), cut before byte `to`.
local function rest(from, to, more)
    local headers = {
        ["Content-Length"] = tostring(SIZE - from), ETag = ETAG,
        ["Content-Range"] = ("bytes %d-%d/%d"):format(from, SIZE - 1, SIZE),
    }
    for name, value in pairs(more or {}) do headers[name] = value end
    return wire.answer(206, TEXT:sub(from + 1, to or SIZE), headers)
end

local function serve(...)
    local turns = {}
    for i, answer in ipairs { ... } do turns[i] = { "read", answer, "close" } end
    return wire.start(turns)
end

--- Downloads to a path. Returns what came, the error, the server's requests, the waits, the path. `stuck_at`: so many
--- bytes come, then time passes.
local function download(server, options, client_options, stuck_at)
    local path = files.directory() .. "/copy"
    local function stuck()
        return #(files.read(path .. ".part") or "") == stuck_at
    end
    local waits, value, err = calls.skipping(calls.client(server, client_options), function(client)
        local all = { to = path }
        for name, option in pairs(options or {}) do all[name] = option end
        return client.files:content("file-1", all)
    end, stuck_at and stuck)
    return value, err, server:requests(), waits, path
end

local function assert_complete(value, err, requests, waits, path)
    assert.is_nil(err)
    assert.is_true(value)
    assert.is_true(files.read(path) == TEXT, "the copy differs")
    assert.is_nil(files.read(path .. ".part"))
    return requests, waits
end

describe("A download to a path that is cut", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    for _, cut in ipairs { 1, 1000, 65536, SIZE - 1 } do
        it(("at byte %d goes on there"):format(cut), function()
            local requests = assert_complete(download(serve(whole(cut), rest(cut))))
            assert.equal(2, #requests)
            assert.is_nil(requests[1].headers.range)
            assert.equal(("bytes=%d-"):format(cut), requests[2].headers.range)
            assert.equal(ETAG, requests[2].headers["if-range"])
        end)
    end

    it("before its first byte begins anew, without a range", function()
        local requests = assert_complete(download(serve(whole(0), whole())))
        assert.is_nil(requests[2].headers.range)
    end)

    it("many times goes on every time", function()
        local requests = assert_complete(download(
            serve(whole(1000), rest(1000, 2000), rest(2000, 50000), rest(50000, 99999), rest(99999)),
            { max_retries = 4 }))
        assert.equal("bytes=99999-", requests[5].headers.range)
    end)

    it("more often in a row than there are retries fails, and what is there stays for the next call", function()
        local value, err, requests, _, path = download(
            serve(whole(1000), rest(1000, 1000), rest(1000, 1000), rest(1000)))
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.equal(3, #requests)
        assert.is_nil(files.read(path))
        assert.equal(TEXT:sub(1, 1000), files.read(path .. ".part"))
    end)

    it("may be cut any number of times while any byte comes", function()
        local turns = { whole(1) }
        for i = 1, 20 do turns[#turns + 1] = rest(i, i + 1) end
        turns[#turns + 1] = rest(21)
        assert_complete(download(serve((table.unpack or unpack)(turns)), { max_retries = 1 })) -- luacheck: ignore
    end)

    it("is given up when a server never gives more than a crumb", function()
        local turns = { whole(1) }
        for i = 1, 150 do turns[#turns + 1] = rest(i, i + 1) end
        local value, err, requests = download(serve((table.unpack or unpack)(turns)), -- luacheck: ignore
            { max_retries = 1 })
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.is_true(#requests <= 102, #requests .. " requests")
    end)

    it("in the middle of the rest, by a refusal, goes on after it", function()
        local requests = assert_complete(download(serve(whole(1000), wire.fault(503), rest(1000))))
        assert.equal("bytes=1000-", requests[2].headers.range)
        assert.equal("bytes=1000-", requests[3].headers.range)
    end)

    it("fails with a refusal that is final, without a file", function()
        local value, err, _, _, path = download(serve(whole(1000), wire.fault(403)))
        assert.is_nil(value)
        assert.equal("permission_denied", err.kind)
        assert.is_nil(files.read(path))
    end)

    it("gets the whole again from a server without ranges, and keeps what it has", function()
        local requests = assert_complete(download(serve(whole(70000), whole())))
        assert.equal("bytes=70000-", requests[2].headers.range)
    end)

    it("within the part it has already, by a server without ranges, goes on behind that part", function()
        local requests = assert_complete(download(serve(whole(70000), whole(30000), whole(70001), whole()),
            { max_retries = 3 }))
        assert.equal("bytes=70000-", requests[3].headers.range)
        assert.equal("bytes=70001-", requests[4].headers.range)
    end)

    it("takes the other file that the server has by now", function()
        local other = ("x"):rep(500)
        local server = serve(whole(70000), wire.answer(200, other, { ETag = '"v2"' }))
        local value, err, _, _, path = download(server)
        assert.is_nil(err)
        assert.is_true(value)
        assert.equal(other, files.read(path))
    end)

    it("takes the other file also when that is empty", function()
        local value, err, _, _, path = download(serve(whole(70000), wire.answer(200, "", { ETag = '"v2"' })))
        assert.is_nil(err)
        assert.is_true(value)
        assert.equal("", files.read(path))
    end)

    local wrong = {
        ["has another ETag"] = rest(1000, nil, { ETag = '"v2"' }),
        ["begins elsewhere"] = rest(500, nil, {}),
        ["belongs to a file of another size"] = rest(1000, nil, { ["Content-Range"] = "bytes 1000-1999/2000" }),
        ["does not say where it begins"] = rest(1000, nil, { ["Content-Range"] = false }),
        ["is refused, the file being shorter now"] = wire.fault(416, nil, { ["Content-Range"] = "bytes */10" }),
    }
    for name, answer in pairs(wrong) do
        it("begins anew when the rest " .. name, function()
            local requests = assert_complete(download(serve(whole(1000), answer, whole())))
            assert.is_nil(requests[3].headers.range)
        end)
    end

    it("goes on when the rest names no ETag: If-Range has seen to it", function()
        assert_complete(download(serve(whole(1000), rest(1000, nil, { ETag = false }))))
    end)

    it("begins anew where the ETag is weak, missing or too long to keep", function()
        for _, etag in ipairs { 'W/"v1"', false, '"' .. ("v"):rep(200) .. '"' } do
            local requests = assert_complete(download(serve(whole(1000, etag), whole())))
            assert.is_nil(requests[2].headers.range)
        end
    end)

    it("goes on when a server gives less of the rest than there is", function()
        local some = wire.answer(206, TEXT:sub(1001, 3000), {
            ETag = ETAG, ["Content-Range"] = ("bytes 1000-2999/%d"):format(SIZE),
        })
        local requests = assert_complete(download(serve(whole(1000), some, rest(3000)), { max_retries = 2 }))
        assert.equal("bytes=3000-", requests[3].headers.range)
    end)

    it("is complete when it was cut behind the last byte, the length being unknown", function()
        local open_end = { "send", ("HTTP/1.1 200 OK\r\nETag: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n")
            :format(ETAG, SIZE, TEXT) }
        local nothing = wire.fault(416, nil, { ["Content-Range"] = "bytes */" .. SIZE })
        local requests = assert_complete(download(serve(open_end, nothing)))
        assert.equal(("bytes=%d-"):format(SIZE), requests[2].headers.range)
    end)

    it("goes on when the length is unknown", function()
        local open_end = { "send", ("HTTP/1.1 200 OK\r\nETag: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n")
            :format(ETAG, 5000, TEXT:sub(1, 5000)) }
        assert_complete(download(serve(open_end, rest(5000))))
    end)

    it("goes on after a time without a byte", function()
        local server = wire.start { { "read", whole(1000), "hang" }, { "read", rest(1000), "close" } }
        local requests = assert_complete(download(server, nil, nil, 1000))
        assert.equal("bytes=1000-", requests[2].headers.range)
    end)

    it("does not go on behind its deadline", function()
        local server = wire.start { { "read", whole(1000), "hang" }, { "read", rest(1000), "close" } }
        local value, err, requests, _, path = download(server, { timeout = 600 }, nil, 1000)
        assert.is_nil(value)
        assert.equal("timeout", err.kind)
        assert.equal(1, #requests)
        assert.is_nil(files.read(path))
    end)

    it("leaves a range that the caller asked for alone", function()
        local part = wire.answer(206, TEXT:sub(11, 20), {
            ETag = ETAG, ["Content-Range"] = ("bytes 10-19/%d"):format(SIZE),
        })
        local value, _, _, _, path = download(serve(part), { headers = { Range = "bytes=10-19" } })
        assert.is_true(value)
        assert.equal(TEXT:sub(11, 20), files.read(path))
    end)

    it("tells how far it is, of the whole file", function()
        local seen = {}
        assert_complete(download(serve(whole(70000), rest(70000)), {
            on_progress = function(progress) seen[#seen + 1] = progress end,
        }))
        local before = 0
        for _, progress in ipairs(seen) do
            assert.equal(SIZE, progress.total)
            assert.is_true(progress.done >= before)
            before = progress.done
        end
        assert.equal(SIZE, before)
    end)

    it("may be cut any number of times while it makes progress", function()
        local long = ("0123456789abcdef"):rep(120000)
        local turns, at, step = {}, 0, 300000
        while at < #long do
            local from, to = at, math.min(at + step, #long)
            turns[#turns + 1] = wire.answer(from == 0 and 200 or 206, long:sub(from + 1, to), {
                ETag = ETAG, ["Content-Length"] = tostring(#long - from),
                ["Content-Range"] = from > 0 and ("bytes %d-%d/%d"):format(from, #long - 1, #long) or false,
            })
            at = to
        end
        local server = serve((table.unpack or unpack)(turns)) -- luacheck: ignore
        local value, err, requests, _, path = download(server, { max_retries = 1 })
        assert.is_nil(err)
        assert.is_true(value)
        assert.equal(7, #requests)
        assert.is_true(files.read(path) == long)
    end)

    it("is given up when a server without ranges always cuts it within what is there", function()
        local long = ("0123456789abcdef"):rep(80000)
        local function some(bytes)
            return wire.answer(200, long:sub(1, bytes), { ETag = ETAG, ["Content-Length"] = tostring(#long) })
        end
        local server = serve(some(600000), some(500000), some(590000), some(580000), some(570000))
        local value, err, requests = download(server, { max_retries = 2 })
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.equal(3, #requests)
    end)
end)

describe("A download into memory that is cut", function()
    after_each(wire.stop_all)

    it("goes on where it stopped", function()
        local server = serve(whole(1000), rest(1000, 70000), rest(70000))
        local _, value = calls.skipping(calls.client(server), function(client)
            return client.files:content "file-1"
        end)
        assert.is_true(value == TEXT)
        assert.equal("bytes=70000-", server:requests()[3].headers.range)
    end)

    it("begins anew where the file is another one by then", function()
        local server = serve(whole(1000), wire.answer(200, "other", { ETag = '"v2"' }))
        local _, value = calls.skipping(calls.client(server), function(client)
            return client.files:content "file-1"
        end)
        assert.equal("other", value)
    end)
end)

describe("A download to a path that an earlier call left unfinished", function()
    local path
    before_each(function() path = files.directory() .. "/copy" end)
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    local function call(server, options, id)
        local all = { to = path, max_retries = 0 }
        for name, option in pairs(options or {}) do all[name] = option end
        return calls.client(server).files:content(id or "file-1", all)
    end

    --- The first call, cut after a thousand bytes; the server goes on with these answers.
    local function unfinished(...)
        local server = serve(whole(1000), ...)
        assert.is_nil((call(server)))
        assert.equal(TEXT:sub(1, 1000), files.read(path .. ".part"))
        return server
    end

    local function assert_only_copy(text)
        assert.is_true(files.read(path) == text)
        assert.same({ "copy" }, files.list(path:match "^(.*)/"))
    end

    it("goes on there", function()
        local server = unfinished(rest(1000))
        assert(call(server))
        local headers = server:requests()[2].headers
        assert.equal("bytes=1000-", headers.range)
        assert.equal(ETAG, headers["if-range"])
        assert_only_copy(TEXT)
    end)

    it("goes on in a new process after the first was killed", function()
        local server = wire.start { { "read", whole(50000), "hang" }, { "read", rest(50000), "close" } }
        local _, code = child.run(([[
            local openai, lfs = require "openai", require "lfs"
            local path = %q
            local client = openai.new { base_url = %q, api_key = "x" }
            openai.spawn(client.files.content, client.files, "file-1", { to = path })
            while (lfs.attributes(path .. ".part", "size") or 0) < 50000 do openai.loop:poll(0.01) end
            os.execute "kill -9 $PPID"
        ]]):format(path, server.base_url))
        assert.equal(137, code)
        assert.is_nil(files.read(path))
        assert(call(server))
        assert.equal("bytes=50000-", server:requests()[2].headers.range)
        assert_only_copy(TEXT)
    end)

    it("needs only the server's word when all of it was there", function()
        local head = ("HTTP/1.1 200 OK\r\nETag: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n"):format(ETAG, SIZE)
        local whole_part = { "send", head .. TEXT .. "\r\n" }
        local server = serve(whole_part, wire.fault(416, nil, { ["Content-Range"] = "bytes */" .. SIZE }))
        assert.is_nil((call(server)))
        assert(call(server))
        assert_only_copy(TEXT)
    end)

    it("takes the other file that the server has by now", function()
        local server = unfinished(wire.answer(200, "other", { ETag = '"v2"' }))
        assert(call(server))
        assert_only_copy("other")
    end)

    it("begins anew for another file, or another server", function()
        local server = unfinished(whole())
        assert(call(server, nil, "file-2"))
        assert.is_nil(server:requests()[2].headers.range)
        assert_only_copy(TEXT)
        unfinished()
        local other = serve(whole())
        assert(call(other))
        assert.is_nil(other:requests()[1].headers.range)
    end)

    it("begins anew where it was redirected to another server then, whatever the ETag is", function()
        local first, other = serve(whole(1000)), serve(rest(1000), whole())
        local function at(server)
            return wire.answer(307, "", { Location = server.base_url .. "/blob" })
        end
        local server = serve(at(first), at(other))
        assert.is_nil((call(server)))
        local _, value = calls.skipping(calls.client(server), function(client)
            return client.files:content("file-1", { to = path })
        end)
        assert.is_true(value)
        assert.equal("bytes=1000-", other:requests()[1].headers.range)
        assert.is_nil(other:requests()[2].headers.range)
        assert_only_copy(TEXT)
    end)

    it("begins anew where the note beside it is damaged, missing, or of more bytes than there can be", function()
        local note = path .. ".part.info"
        local function renote(text)
            files.write(text, "copy.part.info", path:match "^(.*)/")
        end
        for _, spoil in ipairs {
            function() renote((files.read(note):gsub("total %d+", "total 5000"))) end,
            function() renote(files.read(note):sub(1, -2)) end, function() renote(("x"):rep(5000)) end,
            function() renote "" end, function() os.remove(note) end,
            function() files.write(("x"):rep(SIZE + 1), "copy.part", path:match "^(.*)/") end,
        } do
            local server = unfinished(whole())
            spoil()
            assert(call(server))
            assert.is_nil(server:requests()[2].headers.range)
            assert_only_copy(TEXT)
            wire.stop_all()
        end
    end)

    it("begins anew where the caller asks for a part of it", function()
        local part = wire.answer(206, TEXT:sub(11, 20), { ["Content-Range"] = ("bytes 10-19/%d"):format(SIZE) })
        local server = unfinished(part)
        assert(call(server, { headers = { Range = "bytes=10-19" } }))
        assert.is_nil(server:requests()[2].headers["if-range"])
        assert_only_copy(TEXT:sub(11, 20))
    end)

    it("is gone once the server no longer has the file", function()
        local server = unfinished(wire.fault(404))
        local _, err = call(server)
        assert.equal("not_found", err.kind)
        assert.same({}, files.list(path:match "^(.*)/"))
    end)

    it("stays where the server refuses to go on, and is no hindrance to who writes that file otherwise", function()
        local server = unfinished(wire.fault(403))
        local _, err = call(server)
        assert.equal("permission_denied", err.kind)
        assert.equal(TEXT:sub(1, 1000), files.read(path .. ".part"))
        local writer = assert(require "openai.jsonl".writer(path))
        assert(writer:write { a = 1 })
        assert(writer:close())
        assert_only_copy('{"a":1}\n')
    end)

    it("has no note that shows the address: it may hold a secret", function()
        local server = serve(whole(1000))
        assert.is_nil((call(server, { query = { key = "hush" } })))
        local note = files.read(path .. ".part.info")
        assert.matches(ETAG, note, 1, true)
        assert.is_nil(note:find("hush", 1, true))
        assert.is_nil(note:find("127.0.0.1", 1, true))
    end)

    it("does not write its note through a symbolic link", function()
        local victim = files.write "precious"
        assert(os.execute(("ln -s '%s' '%s.part.info'"):format(victim, path)))
        assert(call(serve(whole())))
        assert.equal("precious", files.read(victim))
        assert_only_copy(TEXT)
    end)

    it("is resumed by one call at a time", function()
        local server = unfinished({ "await", path .. ".go" }, whole())
        local client = calls.client(server, { max_retries = 0 })
        local first = openai.spawn(client.files.content, client.files, "file-1", { to = path })
        local _, err = call(server)
        assert.equal("file", err.kind)
        assert.matches("something else is writing", err.message, 1, true)
        first:cancel()
        files.write("", "copy.go", path:match "^(.*)/")
    end)
end)

describe("Lines of a file whose transfer is cut", function()
    after_each(wire.stop_all)

    --- Reads the lines as a task, the retry waits skipped. Returns what was read, the error, the requests.
    local function read(server, options)
        local read_so_far, failure = {}, nil
        calls.skipping(calls.client(server), function(client)
            local lines = client.files:lines("file-1", options)
            while true do
                local line, err = lines:next()
                failure = err
                if not line then return true end
                read_so_far[#read_so_far + 1] = line .. "\n"
            end
        end)
        return table.concat(read_so_far), failure, server:requests()
    end

    it("go on where they stopped", function()
        local text, err, requests = read(serve(whole(50001), rest(50001, 90000), rest(90000)))
        assert.is_nil(err)
        assert.is_true(text == TEXT)
        assert.equal("bytes=90000-", requests[3].headers.range)
    end)

    it("go on behind what was read when the server sends the whole again", function()
        local text, err = read(serve(whole(50001), whole(40000), whole(60000), whole()), { max_retries = 3 })
        assert.is_nil(err)
        assert.is_true(text == TEXT)
    end)

    it("begin anew where no ETag is known but nothing was read either", function()
        local text, err, requests = read(serve(whole(0, false), whole()))
        assert.is_nil(err)
        assert.is_true(text == TEXT)
        assert.equal(2, #requests)
    end)
end)

describe("A reader of more than the transfer holds ready", function()
    local LINE = ("0123456789"):rep(100) .. "\n"
    local LONG = LINE:rep(6000) -- 6 MB
    local CUT = 3000000
    local emu, client, file

    setup(function()
        emu, client = emulated.start({}, { max_retries = 2 })
        file = emulated.upload(client, LONG)
    end)
    teardown(function() emu:stop() end)
    after_each(wire.stop_all)

    local function long_answer(status, from, etag)
        return wire.answer(status, LONG:sub(from + 1, status == 200 and CUT or nil), {
            ETag = etag, ["Content-Length"] = tostring(#LONG - from),
            ["Content-Range"] = from > 0 and ("bytes %d-%d/%d"):format(from, #LONG - 1, #LONG) or false,
        })
    end

    local function read(lines, pause)
        local count = 0
        while true do
            local line, err = lines:next()
            if not line then return count, err end
            assert(line .. "\n" == LINE)
            count = count + 1
            if pause and count % 500 == 0 then openai.sleep(pause) end
        end
    end

    it("that is slow makes it pause, and loses nothing when the server drops it meanwhile", function()
        emu:fault { path = "/files/*/content", cut = CUT }
        emu:fault { path = "/files/*/content", cut = CUT / 2 }
        local before = #emu:requests "/files/*/content"
        local lines = client.files:lines(file, { idle_timeout = 5 })
        local count, err = openai.spawn(read, lines, 0.02):await()
        assert.is_nil(err)
        assert.equal(6000, count)
        local requests = emu:requests "/files/*/content"
        assert.equal(before + 3, #requests)
        assert.equal(("bytes=%d-"):format(CUT), requests[before + 2].headers.range)
        assert.equal(("bytes=%d-"):format(CUT + CUT / 2), requests[before + 3].headers.range)
    end)

    it("ends with an error when the file is another one by then", function()
        for _, answer in ipairs { long_answer(200, 0, '"v2"'), long_answer(206, CUT, '"v2"') } do
            local server = serve(long_answer(200, 0, ETAG), answer)
            local count, err
            calls.skipping(calls.client(server), function(with)
                count, err = read(with.files:lines "file-1")
                return true
            end)
            assert.equal("protocol", err.kind)
            assert.matches("changed on the server", err.message)
            assert.is_false(err.retryable)
            assert.is_true(count > 0)
        end
    end)

    it("ends with an error where no strong ETag says that the file is the same", function()
        local server = serve(long_answer(200, 0, 'W/"v1"'), long_answer(206, CUT, 'W/"v1"'))
        local count, err = read(calls.client(server).files:lines "file-1")
        assert.equal("connection", err.kind)
        assert.is_true(count > 0)
        assert.equal(1, #server:requests())
    end)
end)

describe("A download to a function or an open file", function()
    local emu, client
    local BIG = ("0123456789abcdef"):rep(200000) -- 3.2 MB

    setup(function() emu, client = emulated.start({}, { max_retries = 2 }) end)
    teardown(function() emu:stop() end)
    after_each(files.remove_all)

    it("gives the function every byte once, in order, across cuts", function()
        local file = emulated.upload(client, BIG)
        emu:fault { path = "/files/*/content", cut = 1500000 }
        emu:fault { path = "/files/*/content", cut = 700001 }
        local pieces, told = {}, nil
        assert.is_true(file:content {
            to = function(piece) pieces[#pieces + 1] = piece end, on_progress = function(progress) told = progress end,
        })
        assert.is_true(table.concat(pieces) == BIG)
        assert.same({ phase = "download", done = #BIG, total = #BIG, unit = "bytes" }, told)
    end)

    it("writes to the open file from where it stands", function()
        local file = emulated.upload(client, BIG)
        local path = files.write "before "
        local handle = assert(io.open(path, "ab"))
        emu:fault { path = "/files/*/content", cut = 1500000 }
        assert.is_true(client.files:content(file.id, { to = handle }))
        assert.is_true(files.read(path) == "before " .. BIG)
        handle:close()
    end)

    it("keeps no more in memory than the transfer holds ready", function()
        local file = emulated.upload(client, BIG:rep(4))
        collectgarbage()
        local before, most, bytes = collectgarbage "count", 0, 0
        assert(file:content { to = function(piece)
            bytes = bytes + #piece
            collectgarbage()
            most = math.max(most, collectgarbage "count" - before)
        end })
        assert.equal(4 * #BIG, bytes)
        assert.is_true(most < 3000, ("%.0f kB of 12,800"):format(most))
    end)

    it("may suspend its task in the function; others go on", function()
        local file = emulated.upload(client, BIG)
        local others, bytes = 0, 0
        openai.run(function()
            openai.spawn(function()
                for _ = 1, 3 do
                    openai.sleep(0.001)
                    others = others + 1
                end
            end)
            assert(file:content { to = function(piece)
                openai.sleep(0.01)
                bytes = bytes + #piece
            end })
        end)
        assert.equal(#BIG, bytes)
        assert.equal(3, others)
    end)

    it("ends when the function returns false, with its message", function()
        local file = emulated.upload(client, BIG)
        local calls_made = 0
        local value, err = file:content { to = function()
            calls_made = calls_made + 1
            return false, "enough"
        end }
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.equal("enough", err.message)
        assert.equal(1, calls_made)
        assert.equal(0, openai.loop:poll(0))
    end)

    it("raises what the function raises, and leaves no transfer behind", function()
        local file = emulated.upload(client, BIG)
        assert.has_error(function() file:content { to = function() error("stop here", 0) end } end, "stop here")
        assert.equal(0, openai.loop:poll(0))
    end)

    it("says that the open file cannot be written", function()
        local file = emulated.upload(client, BIG)
        local handle = assert(io.open(files.write "x", "rb"))
        local value, err = file:content { to = handle }
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.matches("cannot write to the open file: ", err.message)
        handle:close()
        assert.error_matches(function() file:content { to = handle } end, "closed")
    end)

    it("fails with what the server says, and gives the function nothing", function()
        local value, err = client.files:content("file-none", { to = function() error "not reached" end })
        assert.is_nil(value)
        assert.equal("not_found", err.kind)
    end)

    it("gives the response as second value on request", function()
        local file = emulated.upload(client, "short")
        local value, response = file:content { to = function() end, with_response = true }
        assert.is_true(value)
        assert.equal(200, response.status)
    end)

    it("refuses what is neither a path nor an open file nor a function", function()
        assert.error_matches(function() client.files:content("file-1", { to = 42 }) end, "an open file or a function")
    end)
end)
