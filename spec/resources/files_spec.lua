-- client.files: the operations as the server sees them, waiting, lines and records.
local openai = require "openai"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

describe("files", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)
    after_each(files.remove_all)
    after_each(function() assert.equal(0, openai.loop:poll(0)) end) -- what ended, failed or was left has no transfer

    describe("as operations", function()
        it("are created by a form with the file's bytes, its name and the purpose", function()
            local file = assert(client.files:create {
                file = openai.bytes("a.jsonl", '{"a":1}\n'), purpose = "fine-tune",
                expires_after = { anchor = "created_at", seconds = 3600 },
            })
            local request = emulated.last(emu)
            assert.equal("POST /v1/files", request.method .. " " .. request.path)
            assert.matches("^multipart/form%-data; boundary=", request.headers["content-type"])
            assert.truthy(request.body:find('name="file"; filename="a.jsonl"', 1, true))
            assert.truthy(request.body:find('\r\n\r\n{"a":1}\n\r\n', 1, true))
            assert.truthy(request.body:find('name="purpose"\r\n\r\nfine-tune', 1, true))
            assert.truthy(request.body:find('name="expires_after[seconds]"\r\n\r\n3600', 1, true))
            assert.equal(8, file.bytes)
            assert.equal(3600, file.expires_at - file.created_at)
        end)

        it("are listed with purpose, order and limit as query, over all pages", function()
            for i = 1, 5 do emulated.upload(client, "x", "user_data", i .. ".txt") end
            emulated.upload(client, "{}", "fine-tune")
            local names = {}
            for file in client.files:list { purpose = "user_data", order = "asc", limit = 2 } do
                names[#names + 1] = file.filename
            end
            assert.same({ "1.txt", "2.txt", "3.txt", "4.txt", "5.txt" }, names)
            local requests = emu:requests "GET /files"
            assert.equal(3, #requests)
            assert.equal("limit=2&order=asc&purpose=user_data", requests[1].query)
            assert.matches("^after=file%-%w+&limit=2&", requests[2].query)
        end)

        it("are retrieved by id or by object", function()
            local file = emulated.upload(client, "x")
            assert.same(file, assert(client.files:retrieve(file.id)))
            assert.same(file, assert(client.files:retrieve(file)))
            assert.equal("/v1/files/" .. file.id, emulated.last(emu).path)
        end)

        it("are deleted, and what that returns says so", function()
            local file = emulated.upload(client, "x")
            local deleted = assert(file:delete())
            assert.is_true(deleted.deleted)
            assert.equal("DELETE", emulated.last(emu).method)
            assert.equal(("file %s deleted"):format(file.id), tostring(deleted))
            local gone, err = client.files:retrieve(file.id)
            assert.is_nil(gone)
            assert.equal("not_found", err.kind)
        end)

        it("give their content as a string, under both of its names", function()
            local file = emulated.upload(client, "\0\1\255 bytes")
            assert.equal("\0\1\255 bytes", assert(client.files:content(file.id)))
            assert.equal("\0\1\255 bytes", assert(client.files:retrieve_content(file.id)))
            assert.equal("\0\1\255 bytes", assert(file:content()))
            assert.equal(("/v1/files/%s/content"):format(file.id), emulated.last(emu).path)
        end)

        it("give their content into a file", function()
            local path = files.directory() .. "/copy"
            local file = emulated.upload(client, "kept")
            assert.is_true(assert(file:content { to = path }))
            assert.equal("kept", files.read(path))
        end)
    end)

    describe("that are waited for", function()
        local function processing(file, status, times)
            local answer = { id = file.id, object = "file", status = status, filename = "x", purpose = "user_data" }
            answer.status_details = status == "error" and "not a text" or nil
            emu:reply("GET /files/" .. file.id, answer, 200, nil, times)
        end

        it("are asked for until they are processed", function()
            local file = emulated.upload(client, "x")
            processing(file, "uploaded", 2)
            local done = assert(client.files:wait(file.id, { poll_interval = 0.01 }))
            assert.equal("processed", done.status)
            assert.equal(3, #emu:requests("GET /files/" .. file.id))
        end)

        it("are updated in place when an object waits", function()
            local file = emulated.upload(client, "x")
            file.status, file.stale = "uploaded", true
            assert.equal(file, assert(file:wait { poll_interval = 0.01 }))
            assert.equal("processed", file.status)
            assert.is_nil(file.stale)
        end)

        it("are an error of kind failed when they cannot be processed", function()
            local file = emulated.upload(client, "x")
            processing(file, "error")
            local done, err = client.files:wait(file.id)
            assert.is_nil(done)
            assert.equal("failed", err.kind)
            assert.equal(file.id, err.file.id)
            assert.matches("not a text", tostring(err))
        end)

        it("are an error of kind timeout when the time is up", function()
            local file = emulated.upload(client, "x")
            processing(file, "uploaded")
            local done, err = file:wait { poll_interval = 0.01, timeout = 0.05 }
            assert.is_nil(done)
            assert.equal("timeout", err.kind)
        end)

        it("are asked for again through an outage", function()
            local file = emulated.upload(client, "x")
            emu:fault { path = "GET /files/" .. file.id, status = 503, times = 3 }
            assert(file:wait { poll_interval = 0.01 })
            assert.equal(4, #emu:requests("GET /files/" .. file.id))
        end)

        it("are given up on at once when the error will not go away", function()
            local done, err = client.files:wait("file-none", { poll_interval = 0.01 })
            assert.is_nil(done)
            assert.equal("not_found", err.kind)
            assert.equal(1, #emu:requests "GET /files/file-none")
        end)

        it("refuse options that they do not have, naming the nearest", function()
            assert.error_matches(function() client.files:wait("file-1", { pol_interval = 1 }) end,
                "files:wait: unknown option 'pol_interval'; did you mean 'poll_interval'")
            assert.error_matches(function() client.files:wait("file-1", { timeout = "1" }) end,
                "option timeout must be a number of seconds above 0")
            assert.error_matches(function() client.files:wait() end, "file_id must be a string or an object with an id")
        end)
    end)

    describe("read line by line", function()
        local function lines_of(text, options)
            local file = emulated.upload(client, text)
            local lines = {}
            for line in client.files:lines(file.id, options) do lines[#lines + 1] = line end
            return lines
        end

        local texts = {
            ["with a last line end"] = { "a\nb\n", { "a", "b" } },
            ["without a last line end"] = { "a\nb", { "a", "b" } },
            ["with CRLF"] = { "a\r\nb\r\n", { "a", "b" } },
            ["with blank lines"] = { "\n\na\n\n", { "", "", "a", "" } },
            ["with carriage returns inside"] = { "a\rb\n\r\r\n", { "a\rb", "\r" } },
            ["with zero bytes"] = { "a\0b\n\0", { "a\0b", "\0" } },
            ["of one line end"] = { "\n", { "" } },
        }
        for name, case in pairs(texts) do
            it("give their lines " .. name, function()
                assert.same(case[2], lines_of(case[1]))
            end)
        end

        it("give nothing for an empty file", function()
            emu:reply("GET /files/file-empty/content", "")
            assert.same({}, emulated.drain(client.files:lines "file-empty"))
        end)

        it("join lines that come in many pieces", function()
            local long = ("0123456789"):rep(300000)
            assert.same({ "first", long, "last" }, lines_of("first\r\n" .. long .. "\r\nlast"))
        end)

        it("end with an error at a line above the limit", function()
            local file = emulated.upload(client, "short\n" .. ("x"):rep(2000) .. "\nshort\n")
            local lines, err = emulated.drain(client.files:lines(file, { max_line_bytes = 1000 }))
            assert.same({ "short" }, lines)
            assert.equal("protocol", err.kind)
            assert.matches("line 2 is longer than 1000 bytes", err.message)
        end)

        it("end with an error at a long line without end, before it is all there", function()
            local file = emulated.upload(client, ("x"):rep(8 * 1000 * 1000))
            local lines, err = emulated.drain(client.files:lines(file, { max_line_bytes = 100000 }))
            assert.same({}, lines)
            assert.matches("line 1 is longer", err.message)
        end)

        it("raise the error in a for and return it from next", function()
            local ok, err = pcall(function()
                for _ in client.files:lines "file-none" do error "not reached" end
            end)
            assert.is_false(ok)
            assert.equal("not_found", err.kind)
            local lines = client.files:lines "file-none"
            local line, again = lines:next()
            assert.is_nil(line)
            assert.equal("not_found", again.kind)
            assert.equal(again, select(2, lines:next()))
        end)

        it("give the lines that came before a cut, then the error", function()
            local file = emulated.upload(client, ("0123456789\n"):rep(100000))
            emu:fault { path = "/files/*/content", cut = 600000 }
            local lines, err = emulated.drain(client.files:lines(file.id))
            assert.equal("connection", err.kind)
            assert.is_true(#lines > 1 and #lines <= 600000 / 11)
            for _, line in ipairs(lines) do assert.equal("0123456789", line) end
        end)

        it("are asked for only when the first line is", function()
            local file = emulated.upload(client, "a\n")
            local lines = client.files:lines(file.id)
            assert.equal(0, #emu:requests "/files/*/content")
            assert.equal("a", lines:next())
            lines:close()
        end)

        it("take no more memory than a small part of the file", function()
            local file = emulated.upload(client, (("x"):rep(999) .. "\n"):rep(24000))
            collectgarbage()
            local before, most, count = collectgarbage "count", 0, 0
            for _ in client.files:lines(file.id) do
                count = count + 1
                if count % 500 == 0 then
                    collectgarbage()
                    most = math.max(most, collectgarbage "count" - before)
                end
            end
            assert.equal(24000, count)
            assert.is_true(most < 2048, ("%.0f kB of 24,000"):format(most))
        end)

        it("leave no transfer behind when the loop is left", function()
            local file = emulated.upload(client, ("0123456789\n"):rep(800000))
            for _ in client.files:lines(file.id) do break end -- luacheck: ignore 512
            collectgarbage() -- Lua 5.4 has closed it by now; the others close what is collected
            collectgarbage()
            assert.equal(0, openai.loop:poll(0))
        end)

        if _VERSION >= "Lua 5.4" then -- there a `for` closes
            it("end with the loop that is left", function()
                local file = emulated.upload(client, ("0123456789\n"):rep(800000))
                for _ in client.files:lines(file.id) do break end -- luacheck: ignore 512
                assert.equal(0, openai.loop:poll(0))
            end)
        end

        it("end when they are closed, also twice", function()
            local file = emulated.upload(client, ("0123456789\n"):rep(800000))
            local lines = client.files:lines(file.id)
            assert.equal("0123456789", lines:next())
            lines:close()
            lines:close()
            assert.is_nil(lines:next())
            assert.equal(0, openai.loop:poll(0))
        end)

        it("can be read by two tasks at once", function()
            local one = emulated.upload(client, ("one\n"):rep(200000))
            local two = emulated.upload(client, ("two\n"):rep(200000))
            local function count(file)
                local lines, seen = file:lines(), 0
                while lines:next() do seen = seen + 1 end
                return seen
            end
            assert.same({ 200000, 200000 }, openai.run(function()
                return openai.map({ one, two }, count)
            end))
        end)

        it("tell how far the download is", function()
            local file = emulated.upload(client, ("0123456789\n"):rep(100000))
            local last
            emulated.drain(file:lines { on_progress = function(progress) last = progress end })
            assert.same({ phase = "download", done = 1100000, total = 1100000, unit = "bytes" }, last)
        end)
    end)

    describe("read record by record", function()
        it("give what each line holds and skip blank ones", function()
            local file = emulated.upload(client, '{"a":1}\r\n\n  \n[1,2]\n"x"')
            assert.same({ { a = 1 }, { 1, 2 }, "x" }, emulated.drain(file:records()))
        end)

        it("give openai.null for a line that holds null", function()
            local file = emulated.upload(client, "null\n1\n")
            assert.same({ openai.null, 1 }, emulated.drain(file:records()))
        end)

        it("raise at a bad line, with its number and text", function()
            local file = emulated.upload(client, '{"a":1}\n\n{"a":\n')
            local ok, err = pcall(function()
                for _ in client.files:records(file.id) do end -- luacheck: ignore 542
            end)
            assert.is_false(ok)
            assert.equal("protocol", err.kind)
            assert.equal(3, err.line)
            assert.equal('{"a":', err.text)
            assert.matches("line 3 is not JSON", tostring(err))
        end)

        it("go on after a bad line when next is called again", function()
            local file = emulated.upload(client, "1\n?\n2\n")
            local records = file:records()
            assert.equal(1, records:next())
            assert.equal(2, select(2, records:next()).line)
            assert.equal(2, records:next())
            assert.is_nil(records:next())
        end)

        it("give bad lines to on_bad_line and skip them", function()
            local file = emulated.upload(client, "1\n?\n2\n\nx\n")
            local bad = {}
            local values = emulated.drain(file:records {
                on_bad_line = function(number, text, err) bad[#bad + 1] = { number, text, type(err.message) } end,
            })
            assert.same({ 1, 2 }, values)
            assert.same({ { 2, "?", "string" }, { 5, "x", "string" } }, bad)
        end)

        it("pass on what on_bad_line raises", function()
            local file = emulated.upload(client, "?\n")
            local records = file:records { on_bad_line = function() error("stop here", 0) end }
            assert.has_error(function() records:next() end, "stop here")
        end)
    end)
end)
