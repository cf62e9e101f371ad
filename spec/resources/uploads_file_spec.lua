-- uploads:file, and files:create above the service's limit for one file: parts, retries, resumption.
local core = require "openai.core"
local crash = require "spec.support.crash"
local openai = require "openai"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

local PART = 1000
local TEXT = {}
for i = 1, 450 do TEXT[i] = ("line %04d\n"):format(i) end
TEXT = table.concat(TEXT) -- 4,500 bytes: five parts

describe("uploads:file", function()
    local emu, client

    setup(function() emu, client = emulated.start({}, { max_retries = 2 }) end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        emu:clock { mode = "real", speed = 1 }
    end)
    after_each(files.remove_all)

    local function upload(source, options, params)
        local all = { file = source, purpose = "user_data" }
        for name, value in pairs(params or {}) do all[name] = value end
        local own = { part_size = PART }
        for name, value in pairs(options or {}) do own[name] = value end
        return client.uploads:file(all, own)
    end

    local function assert_there(file, err)
        assert.is_nil(err)
        assert.equal("file", file.object)
        assert.is_true(assert(client.files:content(file.id)) == TEXT, "the content differs")
    end

    local function parts_sent()
        return #emu:requests "/uploads/*/parts"
    end

    it("sends a file in parts and returns the file", function()
        local path = files.write(TEXT, "long.txt")
        local file = assert(upload(openai.file(path)))
        assert_there(file)
        assert.equal("long.txt", file.filename)
        assert.equal(5, parts_sent())
        assert.equal("processed", assert(file:refresh()).status)
    end)

    it("announces name, size, purpose and media type, and proves the whole by its MD5", function()
        assert(upload(openai.file(files.write(TEXT, "train.jsonl")), nil, {
            purpose = "fine-tune", expires_after = { anchor = "created_at", seconds = 3600 },
        }))
        assert.same({
            filename = "train.jsonl", bytes = #TEXT, purpose = "fine-tune", mime_type = "text/jsonl",
            expires_after = { anchor = "created_at", seconds = 3600 },
        }, emulated.last(emu, "POST /uploads").json)
        local completed = emulated.last(emu, "/uploads/*/complete").json
        assert.equal(core.md5(TEXT), completed.md5)
        assert.equal(5, #completed.part_ids)
    end)

    it("takes bytes, an open file, and chunks of any size", function()
        local handle = assert(io.open(files.write("skipped" .. TEXT), "rb"))
        handle:read(7)
        local at = 0
        local sources = {
            openai.bytes("x.txt", TEXT), openai.file(handle, "x.txt"),
            openai.chunks("x.txt", function()
                at = at + 1
                local piece = TEXT:sub((at - 1) * 701 + 1, at * 701)
                return piece ~= "" and piece or nil
            end, #TEXT),
        }
        for _, source in ipairs(sources) do assert_there(upload(source)) end
        handle:close()
    end)

    it("needs to know the size of chunks, and that the function keeps to it", function()
        local function produce(...)
            local list, at = { ... }, 0
            return function()
                at = at + 1
                return list[at]
            end
        end
        local _, err = upload(openai.chunks("x.txt", produce "abc"))
        assert.matches("has to announce it", err.message)
        _, err = upload(openai.chunks("x.txt", produce "abc", 4))
        assert.equal("file", err.kind)
        assert.matches("produced less than the 4 bytes", err.message)
        _, err = upload(openai.chunks("x.txt", produce "abc", 2))
        assert.matches("produced more than the 2 bytes", err.message)
        assert.same({}, assert(client.files:list():collect()))
    end)

    it("sends so many parts at a time and no more", function()
        emu:fault { path = "/uploads/*/parts", delay = 0.05, times = 5 }
        assert_there(upload(openai.bytes("x.txt", TEXT), { concurrency = 2 }))
        local requests, connections = emu:requests "/uploads/*/parts", {}
        for i, request in ipairs(requests) do
            connections[request.connection] = true
            if i > 2 then assert.is_true(request.time - requests[i - 2].time >= 0.05) end
        end
        local count = 0
        for _ in pairs(connections) do count = count + 1 end
        assert.equal(2, count)
    end)

    it("retries a part alone", function()
        local soon = { ["retry-after-ms"] = "1" }
        emu:fault { path = "/uploads/*/parts", status = 500, headers = soon, skip = 1, times = 2 }
        assert_there(upload(openai.bytes("x.txt", TEXT), { concurrency = 1 }))
        assert.equal(7, parts_sent())
        assert.equal(1, #emu:requests "POST /uploads")
    end)

    it("cancels the upload when a part fails for good", function()
        emu:fault { path = "/uploads/*/parts", status = 403, code = "not_allowed", skip = 2 }
        local file, err = upload(openai.bytes("x.txt", TEXT))
        assert.is_nil(file)
        assert.equal("permission_denied", err.kind)
        assert.matches("^upload_", err.upload)
        assert.matches("was cancelled$", err.message)
        assert.equal(1, #emu:requests "/uploads/*/cancel")
    end)

    it("finds the file when the answer to its completion was lost", function()
        emu:fault { path = "/uploads/*/complete", cut = "answer" }
        assert_there(upload(openai.bytes("x.txt", TEXT)))
        assert.equal(1, #assert(client.files:list():collect()))
    end)

    it("says that what is missing or empty cannot be sent, before anything is", function()
        local _, err = upload(openai.file "/nowhere/x.txt")
        assert.equal("file", err.kind)
        assert.matches("cannot read '/nowhere/x.txt'", err.message)
        _, err = upload(openai.bytes("x.txt", ""))
        assert.equal("invalid", err.kind)
        assert.equal(0, #emu:requests())
    end)

    it("notices a file that shrinks while it is sent", function()
        local path = files.write(TEXT)
        emu:fault { path = "/uploads/*/parts", delay = 0.05, times = 5 }
        local file, err = upload(openai.file(path), { concurrency = 1, on_progress = function()
            local short = assert(io.open(path, "wb"))
            short:write "short"
            short:close()
        end })
        assert.is_nil(file)
        assert.equal("file", err.kind)
        assert.matches("was cancelled$", err.message)
    end)

    it("tells how far it is, up to all", function()
        local seen = {}
        assert(upload(openai.bytes("x.txt", TEXT), { on_progress = function(progress) seen[#seen + 1] = progress end }))
        assert.same({ phase = "upload", done = #TEXT, total = #TEXT, unit = "bytes" }, seen[#seen])
        for i = 2, #seen do assert.is_true(seen[i].done >= seen[i - 1].done) end
    end)

    it("raises what on_progress raises, and cancels what it began", function()
        assert.has_error(function()
            upload(openai.bytes("x.txt", TEXT), { on_progress = function() error("stop here", 0) end })
        end, "stop here")
        assert.equal(0, openai.loop:poll(0))
    end)

    it("works inside tasks, several at a time", function()
        local made = openai.run(function()
            return assert(openai.map({ "a.txt", "b.txt", "c.txt" }, function(name)
                return upload(openai.bytes(name, TEXT))
            end))
        end)
        for i, name in ipairs { "a.txt", "b.txt", "c.txt" } do
            assert.equal(name, made[i].filename)
            assert_there(made[i])
        end
    end)

    it("can be cancelled with its task", function()
        emu:fault { path = "/uploads/*/parts", delay = 5, times = 5 }
        local file, err
        local task = openai.spawn(function() file, err = upload(openai.bytes("x.txt", TEXT)) end)
        while parts_sent() == 0 do openai.loop:poll(0.01) end
        task:cancel()
        task:await()
        assert.is_nil(file)
        assert.equal("cancelled", err.kind)
        assert.equal(0, openai.loop:poll(0))
    end)

    it("refuses wrong arguments where they are given", function()
        assert.error_matches(function() client.uploads:file { file = "x.txt", purpose = "batch" } end,
            "must be openai.file%(path%)")
        assert.error_matches(function() client.uploads:file { file = openai.bytes("x", "x") } end, "purpose is missing")
        assert.error_matches(function()
            client.uploads:file { file = openai.bytes("x", "x"), purpose = "batch", resume = "x" }
        end, "resume is an option")
        assert.error_matches(function() upload(openai.bytes("x", "x"), { part_sise = 1 }) end,
            "did you mean 'part_size'")
    end)

    describe("with resume", function()
        local note, path

        before_each(function()
            local directory = files.directory()
            note, path = directory .. "/note", files.write(TEXT, "long.txt", directory)
        end)

        local function failed_upload(skip)
            emu:fault { path = "/uploads/*/parts", status = 403, skip = skip or 3 }
            local file, err = upload(openai.file(path), { resume = note, concurrency = 1 })
            assert.is_nil(file)
            return err
        end

        it("keeps what was sent, and sends only the rest the next time", function()
            local err = failed_upload()
            assert.matches("3 of 5 parts are there: the same call with resume", err.message)
            assert.equal(0, #emu:requests "/uploads/*/cancel")
            assert.equal(4, parts_sent())
            assert_there(upload(openai.file(path), { resume = note }))
            assert.equal(6, parts_sent())
            assert.equal(1, #emu:requests "POST /uploads")
        end)

        it("returns the file again when all is done, saying so, and sends nothing", function()
            local told = {}
            local loud = client:with { log = function(level, message)
                if level == "warn" then told[#told + 1] = message end
            end }
            local params, options = { file = openai.file(path), purpose = "user_data" },
                { part_size = PART, resume = note }
            local first, nothing = assert(loud.uploads:file(params, options))
            assert.same({}, { nothing, told[1] })
            local again, info = assert(loud.uploads:file(params, options))
            assert.equal(first.id, again.id)
            assert.same({ true, note, told[1] }, { info.from_journal, info.journal, tostring(info) })
            assert.equal(1, #told)
            assert.matches("nothing new was done: the work of the journal .*note' is over, and the file fi", told[1])
            assert.equal(5, parts_sent())
        end)

        it("starts over when the service does not have the file any more", function()
            local first = assert(upload(openai.file(path), { resume = note }))
            assert(first:delete())
            local told
            assert_there(upload(openai.file(path), { resume = note, on_restart = function(why) told = why end }))
            assert.matches("the file file%-%w+ is not there any more", told)
        end)

        it("counts what is there already as done", function()
            failed_upload()
            local first
            assert(upload(openai.file(path), { resume = note, on_progress = function(progress)
                first = first or progress.done
            end }))
            assert.is_true(first >= PART)
        end)

        local function starts_over(reason, change)
            failed_upload()
            local told
            local source, options, params = change()
            local all = { resume = note, on_restart = function(why) told = why end }
            for name, value in pairs(options or {}) do all[name] = value end
            local file = assert(upload(source or openai.file(path), all, params))
            assert.matches(reason, told)
            assert.equal(2, #emu:requests "POST /uploads")
            return file
        end

        it("starts over, saying so, when the file has another size", function()
            starts_over("size was 4500 and is 4504", function() files.write(TEXT .. "more", "long.txt",
                path:match "^(.*)/") end)
        end)

        it("goes by the bytes: a file that was only written anew is the same", function()
            failed_upload()
            require("lfs").touch(path, 1000000000)
            assert_there(upload(openai.file(path), { resume = note }))
            assert.equal(6, parts_sent())
        end)

        it("starts over when the bytes are others, of the same size and time", function()
            local lfs = require "lfs"
            lfs.touch(path, 1000000000)
            local file = starts_over("has other bytes than those that were sent", function()
                files.write(("y"):rep(PART) .. TEXT:sub(PART + 1), "long.txt", path:match "^(.*)/")
                lfs.touch(path, 1000000000)
            end)
            assert.equal("y", assert(file:content()):sub(1, 1))
            files.write(TEXT, "long.txt", path:match "^(.*)/")
            assert_there(upload(openai.file(path), { resume = note })) -- when all was done, likewise
        end)

        it("refuses other bytes of a function, which can be had once only", function()
            local function chunks(text)
                local done
                return openai.chunks("x.txt", function()
                    if done then return nil end
                    done = true
                    return text
                end, #text)
            end
            local first = assert(upload(chunks(TEXT), { resume = note }))
            local again, info = assert(upload(chunks(TEXT), { resume = note }))
            assert.same({ first.id, true }, { again.id, info.from_journal })
            local file, err = upload(chunks(("y"):rep(#TEXT)), { resume = note })
            assert.is_nil(file)
            assert.equal("journal_of_another_job", err.code)
            assert.matches("'x.txt' has other bytes than those that were sent", err.message)
        end)

        it("starts over when the parts have another size, or the purpose is another", function()
            starts_over("part_size was 1000 and is 2000", function() return nil, { part_size = 2000 } end)
            emu:reset()
            starts_over('purpose was "user_data" and is "assistants"', function()
                return nil, nil, { purpose = "assistants" }
            end)
        end)

        it("starts over when the server has given the upload up", function()
            local err = failed_upload()
            assert(client.uploads:cancel(err.upload))
            local told
            assert_there(upload(openai.file(path), { resume = note, on_restart = function(why) told = why end }))
            assert.matches("is not pending any more", told)
        end)

        it("does not take the MD5 of other bytes for the file", function()
            emu:fault { path = "/uploads/*/parts", status = 403, skip = 3 }
            assert.is_nil((upload(openai.bytes("x.txt", TEXT), { resume = note, concurrency = 1 })))
            local other = ("y"):rep(PART) .. TEXT:sub(PART + 1)
            local file = assert(upload(openai.bytes("x.txt", other), { resume = note }))
            assert.is_true(assert(file:content()) == other)
        end)

        it("finds the file that a process completed before it could hear of it", function()
            emu:fault { path = "/uploads/*/complete", cut = "answer", times = 1 }
            emu:fault { path = "/uploads/*/complete", status = 403, times = 1 }
            local file, err = upload(openai.file(path), { resume = note })
            assert.is_nil(file)
            assert.equal("permission_denied", err.kind)
            assert_there(upload(openai.file(path), { resume = note }))
            assert.equal(1, #assert(client.files:list():collect()))
            assert.equal(5, parts_sent())
        end)

        it("is for one process at a time", function()
            emu:fault { path = "/uploads/*/parts", delay = 0.1, times = 5 }
            openai.run(function()
                local first = openai.spawn(upload, openai.file(path), { resume = note })
                local file, err = upload(openai.file(path), { resume = note })
                assert.is_nil(file)
                assert.equal("journal_in_use", err.code)
                assert_there(first:await())
            end)
        end)
    end)

    describe("that is killed", function()
        local note, program, long

        before_each(function()
            local directory = files.directory()
            long = TEXT:rep(3)
            note = directory .. "/note"
            program = ([[
                local file = assert(client.uploads:file({ file = openai.file(%q), purpose = "user_data" },
                    { part_size = 1500, resume = journal, concurrency = 3 }))
                print("file " .. file.id)
            ]]):format(files.write(long, "long.txt", directory))
        end)

        local function assert_whole(output, code, why)
            assert.equal(0, code, why .. ": " .. output)
            local id = assert(output:match "^file (%S+)", output)
            assert.is_true(assert(client.files:content(id)) == long, why)
            assert.equal(1, #assert(client.files:list():collect()), why)
        end

        it("sends no more than was under way again, wherever in its journal that was", function()
            local writes = crash.effort((crash.run(emu, note, nil, program)))
            assert.equal(14, writes)
            for n = 1, writes do
                for _, mode in ipairs { "torn", "after" } do
                    emulated.fresh(emu)
                    emu:clock { mode = "real", speed = 1 }
                    os.remove(note)
                    local why = ("killed at write %d (%s)"):format(n, mode)
                    local output, code = crash.run(emu, note, { KILL_AT = n, KILL_MODE = mode }, program)
                    assert.equal(137, code, why .. ": " .. output)
                    local sent = parts_sent()
                    output, code = crash.run(emu, note, nil, program)
                    assert_whole(output, code, why)
                    assert.is_true(parts_sent() <= 9 + 3, why) -- three at a time
                    if n >= 13 then assert.equal(sent, parts_sent(), why) end -- all parts were there
                    assert.is_true(#emu:requests "POST /uploads" <= (n <= 3 and 2 or 1), why)
                end
            end
        end)

        it("again and again gets on all the same", function()
            local runs, output, code = 0 -- luacheck: ignore
            repeat
                runs = runs + 1
                output, code = crash.run(emu, note, { KILL_AT = 3, KILL_MODE = runs % 2 == 0 and "torn" or "after" },
                    program)
            until code ~= 137 or runs > 20
            assert.is_true(runs > 3)
            assert_whole(output, code, "killed at every third write")
            assert.equal(1, #emu:requests "POST /uploads")
            assert.is_true(parts_sent() <= 9 + 3 * runs)
        end)
    end)
end)

describe("files:create of a file above the limit of one request", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end, {}, { upload_threshold = 4000, max_retries = 2 })

    it("goes through Uploads by itself", function()
        local told
        local file = assert(client.files:create({ file = openai.bytes("x.txt", TEXT), purpose = "user_data" }, {
            on_progress = function(progress) told = progress end,
        }))
        assert.is_true(assert(file:content()) == TEXT)
        assert.equal(0, #emu:requests "POST /files")
        assert.equal(1, #emu:requests "POST /uploads")
        assert.equal(#TEXT, told.done)
    end)

    it("gives the response on request", function()
        local file, response = client.files:create({ file = openai.bytes("x.txt", TEXT), purpose = "user_data" },
            { with_response = true })
        assert.equal("file", file.object)
        assert.equal(200, response.status)
    end)

    it("does not where it is small enough, or the threshold is off", function()
        assert(client.files:create { file = openai.bytes("x.txt", TEXT:sub(1, 4000)), purpose = "user_data" })
        assert(client:with { upload_threshold = false }.files:create {
            file = openai.bytes("x.txt", TEXT), purpose = "user_data",
        })
        assert.equal(2, #emu:requests "POST /files")
    end)

    it("refuses a path in place of a source, and says how", function()
        assert.error_matches(function() client.files:create { file = "train.jsonl", purpose = "fine-tune" } end,
            'say openai.file%("train.jsonl"%)')
    end)
end)
