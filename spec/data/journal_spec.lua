-- Journals: what they say after a crash, and what they refuse. And the journals of batch runs: of other jobs, in use,
-- on a disk that is full.
local cjson = require "spec.support.reference_json"
local child = require "spec.support.child"
local core = require "openai.core"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local journal = require "openai.internal.bulk.journal"
local openai = require "openai"

--- A shell that lets no file grow beyond so many blocks of 512 bytes, as a full disk does.
local function full_disk(blocks)
    return ("sh -c 'trap \"\" XFSZ; ulimit -f %d; exec \"$@\"' sh"):format(blocks)
end

describe("a journal", function()
    local path

    before_each(function() path = files.directory() .. "/some.journal" end)
    after_each(files.remove_all)

    --- What the journal has, without its `open` records.
    local function contents()
        local events = {}
        local self = assert(journal.open(path, function(record)
            if record.event ~= "open" then events[#events + 1] = record.event end
        end))
        self:close()
        return events
    end

    local function write(...)
        local self = assert(journal.open(path, function() end))
        for _, event in ipairs { ... } do assert(self:append { event = event }) end
        self:close()
        return assert(files.read(path))
    end

    local function put(text)
        files.write(text, path:match "[^/]+$", path:match "^(.*)/")
    end

    local function refused(code, pattern)
        local before = files.read(path)
        local self, err = journal.open(path, function() end)
        assert.is_nil(self)
        assert.equal(code, err.code)
        assert.matches(pattern, err.message)
        assert.equal(before, files.read(path))
    end

    it("gives back what was written", function()
        write("one", "two")
        write("three")
        assert.same({ "one", "two", "three" }, contents())
    end)

    it("is made through no symbolic link: one that leads nowhere is refused, one to a journal is followed", function()
        local target = path .. ".target"
        assert(os.execute(("ln -s '%s' '%s'"):format(target, path)))
        local self, err = journal.open(path, function() end)
        assert.is_nil(self)
        assert.matches("symbolic link to a file that does not exist", err.message, 1, true)
        assert.is_nil(files.read(target))
        files.write("", target:match "[^/]+$", target:match "^(.*)/")
        write("one")
        assert.same({ "one" }, contents())
        assert.is_truthy(files.read(target):find("one", 1, true))
    end)

    it("is lines of JSON with a checksum of each record", function()
        local records = {}
        for line in write("one"):gmatch "[^\n]+" do
            local sum, record = line:match '^{"sum":"(%x+)","record":({.*})}$'
            assert.equal(16, #sum)
            records[#records + 1] = cjson.decode(record)
        end
        assert.same({ 1, 2 }, { records[1].n, records[2].n })
        assert.equal(2, #records)
    end)

    it("loses a last line that was torn anywhere, and nothing else", function()
        local whole = write("one", "two")
        local last = whole:match "([^\n]+\n)$"
        for length = 0, #last - 2 do
            put(whole:sub(1, #whole - #last + length))
            assert.same({ "one" }, contents())
        end
    end)

    it("keeps a last line that lacks only its end", function()
        local whole = write("one", "two")
        put(whole:sub(1, -2))
        assert.same({ "one", "two" }, contents())
        assert.same({ "one", "two" }, contents())
    end)

    it("loses a last line whose bytes are not what was written", function()
        local whole = write("one", "two")
        put((whole:gsub("two", "tow")))
        assert.same({ "one" }, contents())
    end)

    it("begins anew when its first line was torn", function()
        local whole = write()
        for length = 0, #whole - 2 do
            put(whole:sub(1, length))
            assert.same({}, contents())
        end
    end)

    it("is refused when it is damaged before its end", function()
        local whole = write("one", "two", "three")
        put((whole:gsub("two", "tow")))
        refused("journal_damaged", "line 3 of the journal .* is damaged")
    end)

    it("is refused when a line is missing", function()
        local whole = write("one", "two", "three")
        put((whole:gsub("[^\n]*two[^\n]*\n", "")))
        refused("journal_damaged", "line 3 of the journal .* is damaged")
    end)

    it("leaves files alone that are no journals", function()
        put '{"messages":[]}\n'
        refused("not_a_journal", "is no journal; it was left as it is")
        put "no line end"
        refused("not_a_journal", "is no journal")
    end)

    it("leaves files of users alone that look a little like one", function()
        local sum = '{"sum":"0123456789abcdef","record":'
        for _, text in ipairs { '{"sum":"total"}', '{"sum":"total"}\n', " ", "\n", "\n\n \n", '{"sum":"add"}',
            '{"sum":"\n', sum .. '"x"}', sum .. "{}}\n", '{"sum":12}' } do
            put(text)
            refused("not_a_journal", "is no journal; it was left as it is")
        end
    end)

    it("is for one process: the second is told the other's id", function()
        local self = assert(journal.open(path, function() end))
        local output = child.run(([[
            print(select(2, require("openai.internal.bulk.journal").open(%q, print)).message)
        ]]):format(path))
        assert.equal(("the journal '%s' is in use by process %d\n"):format(path, core.process_id()), output)
        self:close()
        assert.same({}, contents())
    end)

    it("is for one owner in one process", function()
        local self = assert(journal.open(path, function() end))
        refused("journal_in_use", "in use by this very process")
        self:close()
    end)

    it("cannot be where nothing can be written", function()
        for _, place in ipairs { "/proc/some.journal", "/nonexistent/some.journal", path:match "^(.*)/" } do
            local self, err = journal.open(place, function() end)
            assert.is_nil(self)
            assert.equal("file", err.kind)
            assert.matches(place, err.message, 1, true)
        end
    end)

    it("is in order after a write that the disk had no room for", function()
        local output = child.run(([[
            local self = assert(require("openai.internal.bulk.journal").open(%q, print))
            local ok, err
            repeat ok, err = self:append { event = ("x"):rep(100) } until not ok
            print(err)
        ]]):format(path), nil, full_disk(4))
        assert.matches("file: cannot write to the journal '.*': File too large", output)
        assert.equal("\n", assert(files.read(path)):sub(-1))
        assert.is_true(#contents() > 5)
    end)
end)

describe("a table of ids", function()
    it("knows where an id was seen first", function()
        local ids = core.id_table "salt"
        for i = 1, 5000 do assert.is_nil(ids:add("request-" .. i, i)) end
        for i = 1, 5000 do assert.equal(i, ids:add("request-" .. i, 9999)) end
        assert.equal(5000, #ids)
    end)

    it("takes ids with any bytes, the empty one too", function()
        local ids = core.id_table "salt"
        for i, id in ipairs { "", "\0", "\0\0", "a\0b", "a", ("x"):rep(10000) } do assert.is_nil(ids:add(id, i)) end
        assert.equal(3, ids:add("\0\0", 7))
    end)

    it("refuses positions that it cannot hold", function()
        local ids = core.id_table "salt"
        for _, position in ipairs { 0, -1, 2 ^ 32 } do assert.is_false(pcall(ids.add, ids, "a", position)) end
    end)
end)

describe("the journal of a batch run", function()
    local emu, client, path

    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_request = 0, batch_finalizing = 0 }
        path = files.directory() .. "/night.journal"
    end)
    after_each(files.remove_all)

    local REQUESTS = {}
    for i = 1, 4 do REQUESTS[i] = { model = "text-embedding-3-small", input = "text " .. i, dimensions = 4 } end

    local function run(more, options)
        local params = { endpoint = "/v1/embeddings", requests = REQUESTS }
        for name, value in pairs(more or {}) do params[name] = value end
        local all = { journal = path, poll_interval = 0.005, look_again = 0 }
        for name, value in pairs(options or {}) do all[name] = value end
        return client.batches:run(params, all)
    end

    local function refused(pattern, more)
        local made, err = run(more)
        assert.is_nil(made)
        assert.equal("invalid", err.kind)
        assert.equal(path, err.journal)
        assert.matches(pattern, err.message)
    end

    describe("is refused for another job", function()
        before_each(function() assert(run()) end)

        it("with another endpoint, and says so", function()
            refused('endpoint was "/v1/embeddings" and is "/v1/responses"', { endpoint = "/v1/responses" })
        end)

        it("with other metadata", function()
            refused('metadata was absent and is {"night":"2"}', { metadata = { night = "2" } })
        end)

        it("with another number of requests", function()
            refused("requests were 4 and are 2", { requests = { REQUESTS[1], REQUESTS[2] } })
        end)

        it("with more requests", function()
            local at = 0
            refused("requests were 4 and are more", { requests = function()
                at = at + 1
                return REQUESTS[at] or REQUESTS[1]
            end })
        end)

        it("with other requests of the same count, and names the first", function()
            local other = { REQUESTS[1], REQUESTS[2], { model = "text-embedding-3-small", input = "another",
                dimensions = 4 }, REQUESTS[4] }
            refused("request 3 %('request%-3'%) is not what it was", { requests = other })
            refused("request 1 %('request%-1'%) is not what it was", { requests = { REQUESTS[2], REQUESTS[1],
                REQUESTS[3], REQUESTS[4] } })
        end)

        it("even when its list of digests is gone", function()
            os.remove(path .. ".d/digests.jsonl")
            assert(run())
            refused("requests are others than they were", { requests = { REQUESTS[2], REQUESTS[1], REQUESTS[3],
                REQUESTS[4] } })
        end)
    end)

    it("goes on with the same requests, however they are given", function()
        assert(run())
        local lines = {}
        for i, request in ipairs(REQUESTS) do
            lines[i] = ('{"dimensions": 4, "input": "%s",  "model": "%s"}\n'):format(request.input, request.model)
        end
        local file, at = files.write(table.concat(lines)), 0
        for _, requests in ipairs { file, openai.jsonl.lines(file), function()
            at = at + 1
            return REQUESTS[at]
        end } do
            assert.is_true(assert(run { requests = requests }).from_journal)
        end
        assert.equal(1, #emu:requests "POST /files")
    end)

    it("says that it was over before: to the caller and in the log", function()
        assert.is_nil(assert(run()).from_journal)
        local told = {}
        local loud = client:with { log = function(level, message, fields)
            if level == "warn" then told[#told + 1] = { message, fields } end
        end }
        local again, nothing = assert(loud.batches:run({ endpoint = "/v1/embeddings", requests = REQUESTS },
            { journal = path }))
        assert.is_true(again.from_journal)
        assert.is_nil(nothing)
        assert.equal(4, again.counts.completed)
        assert.equal(1, #told)
        assert.matches("nothing new was done: the work of the journal .*night.journal' is over", told[1][1])
        assert.matches("openai.journal.forget", told[1][1], 1, true)
        assert.same({ journal = path, from_journal = true }, told[1][2])
    end)

    it("is refused when it is one of fine-tuning", function()
        local other = assert(journal.open(path, function() end))
        assert(other:append { event = "begin", kind = "fine_tuning", run = "0123456789abcdef" })
        assert(other:append { event = "upload", role = "training_file" })
        other:close()
        refused "is one of fine_tuning, not of batches"
        assert.matches("is one of fine_tuning", select(2, client.batches:open(path)).message)
    end)

    it("cannot be opened when there is none", function()
        local made, err = client.batches:open(path)
        assert.is_nil(made)
        assert.equal("batches:open", err.operation)
        assert.matches("there is no journal: .*night.journal", err.message)
        assert.is_nil(files.read(path))
    end)

    it("cannot be opened before all requests were read", function()
        local broken = function() return nil, "no more" end
        assert.is_nil((run { requests = broken }))
        local made, err = client.batches:open(path)
        assert.is_nil(made)
        assert.matches("ends before all requests were read, and nothing was sent: call batches:run", err.message)
    end)

    it("is for one run at a time", function()
        emu:timings { batch_min = 1000, batch_max = 1000 }
        local first = openai.spawn(run)
        local second, err = run()
        assert.is_nil(second)
        assert.equal("journal_in_use", err.code)
        assert.matches("in use by this very process", err.message)
        first:cancel()
        first:await()
    end)

    it("is free again after a failure, so that the same call goes on", function()
        emu:fault { path = "POST /batches", status = 401, code = "invalid_api_key" }
        local first, err = run()
        assert.is_nil(first)
        assert.equal("authentication", err.kind)
        assert.equal(4, assert(run()).counts.completed)
        assert.equal(4, assert(err.run:wait()).counts.completed) -- which finds what the other did
        assert.equal(1, #emu:requests "POST /files")
    end)

    it("is free again after a callback raised", function()
        assert.is_false(pcall(run, nil, { on_progress = function() error "enough" end }))
        assert.equal(4, assert(run()).counts.completed)
        assert.equal(1, #assert(client.batches:list():collect()))
    end)

    it("may become that of another job as long as nothing was sent", function()
        assert.is_nil((run { requests = { REQUESTS[1], 7 } }))
        assert.equal(4, assert(run()).counts.completed)
    end)

    local PROGRAM = [[
        local openai = require "openai"
        local client = openai.new { base_url = %q, api_key = "sk-test" }
        local requests = {}
        for i = 1, 40 do requests[i] = { model = "text-embedding-3-small", input = "text " .. i, dimensions = 200 } end
        local run, err = client.batches:run({ endpoint = "/v1/embeddings", requests = requests }, {
            journal = %q, poll_interval = 0.005, look_again = 0,
        })
        if not run then print(err.kind, err.journal, err) os.exit(1) end
        local n = 0
        for _, body in run:results() do n = n + (body and 1 or 0) end
        print(n)
    ]]

    it("goes on when there is room on the disk again", function()
        local program = PROGRAM:format(emu.base_url, path)
        local output, code = child.run(program, nil, full_disk(16)) -- the requests fit, the results do not
        assert.equal(1, code, output)
        assert.matches("^file\t" .. path:gsub("%p", "%%%0") .. "\tbatches:run: file ", output)
        assert.matches("cannot write '.*File too large", output)
        assert.matches("0 of 40 requests done; the journal .* has it all: run again with it", output)
        assert.same({ "40\n", 0 }, { child.run(program) })
        assert.same({ 1, 1 }, { #emu:requests "POST /files", #emu:requests "POST /batches" })
    end)

    for blocks, what in pairs { [4] = "requests", [16] = "results" } do
        it("goes on in the same process when there is room again: for the " .. what, function()
            local program = PROGRAM:gsub("local run, err = (client.batches:run%b())", [[
                collectgarbage "stop" -- nothing is given free by luck
                local function try() return %1 end
                print(select(2, try()))
                print(select(2, try()))
                os.execute "prlimit --pid $PPID --fsize=unlimited"
                local run, err = try()]]):format(emu.base_url, path)
            local output, code = child.run(program, nil, (full_disk(blocks):gsub("ulimit", "ulimit -S")))
            assert.equal(0, code, output)
            local tries = {}
            for line in output:gmatch "[^\n]+" do tries[#tries + 1] = line end
            for i = 1, 2 do assert.matches("cannot write .*File too large", tries[i]) end
            assert.equal("40", tries[3])
            assert.same({ 1, 1 }, { #emu:requests "POST /files", #emu:requests "POST /batches" })
        end)
    end

    it("sends nothing when not even the requests have room", function()
        local output, code = child.run(PROGRAM:format(emu.base_url, path), nil, full_disk(4))
        assert.equal(1, code)
        assert.matches("cannot write .*%.jsonl.*File too large", output)
        assert.equal(0, #emu:requests "POST /files")
    end)

    it("says that its files cannot be made", function()
        files.write("", "night.journal.d", path:match "^(.*)/")
        local made, err = run()
        assert.is_nil(made)
        assert.same({ "file", path }, { err.kind, err.journal })
        assert.matches("cannot create '.*night.journal.d': File exists", err.message)
    end)

    it("says what is left when somebody removed the folder that goes with it", function()
        assert(run())
        os.execute("rm -r " .. path .. ".d")
        local loss = "night.journal.d', which goes with the journal, is gone; batches:results%(id%) has what"
        local _, err = assert(client.batches:open(path)):results():next()
        assert.matches(loss, err.message)
        os.remove(path)
        emu:timings { batch_min = 1000, batch_max = 1000 }
        local made = assert(client.batches:start({ endpoint = "/v1/embeddings", requests = REQUESTS },
            { journal = path, poll_interval = 0.005 }))
        os.execute("rm -r " .. path .. ".d")
        emu:advance(2000)
        _, err = made:wait()
        assert.matches(loss, err.message)
    end)

    it("tells of a result that somebody changed", function()
        local made = assert(run())
        files.write("", "1.output.jsonl", path .. ".d")
        local id, body, err = made:results():next()
        assert.is_nil(id)
        assert.is_nil(err)
        assert.matches("1.output.jsonl' has no result at byte %d+ any more", body.message)
    end)
end)
