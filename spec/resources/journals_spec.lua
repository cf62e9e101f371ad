-- What journals belong to, whatever kind they are of: what was asked is compared thing by thing, a journal of another
-- kind or of nobody's is left alone, records are not trusted for their checksum; openai.journal.forget.
local cjson = require "spec.support.reference_json"
local core = require "openai.core"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local journal = require "openai.internal.bulk.journal"
local journals = require "spec.support.journals"
local lfs = require "lfs"
local openai = require "openai"

describe("journals", function()
    local emu, client, path, directory

    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_request = 0, batch_finalizing = 0,
            validating = 0, queued = 0, step = 0, training_min = 0, training_max = 0, finishing = 0 }
        directory = files.directory()
        path = directory .. "/some.journal"
    end)
    after_each(files.remove_all)

    local function merged(...)
        local all = {}
        for _, more in ipairs { ... } do
            for name, value in pairs(more) do all[name] = value end
        end
        return all
    end

    local MODEL = "text-embedding-3-small"
    local REQUESTS = {
        { model = MODEL, input = "one", dimensions = 4 }, { model = MODEL, input = "two", dimensions = 4 },
    }

    --- The three that keep journals: `call(more, client)` with other parameters, or another client.
    local kinds = {
        batches = function(more, with)
            return (with or client).batches:run(merged({ endpoint = "/v1/embeddings", requests = REQUESTS,
                metadata = { night = "1" } }, more), { journal = path, poll_interval = 0.005, look_again = 0 })
        end,
        fine_tuning = function(more, with)
            return (with or client).fine_tuning.jobs:run(merged({
                model = "gpt-4o-mini-2024-07-18", training_file = emulated.dataset(12), suffix = "mine", seed = 7,
                metadata = { night = "1" },
            }, more), { journal = path, poll_interval = 0.005, look_again = 0 })
        end,
        uploads = function(more, with)
            return (with or client).uploads:file(merged({
                file = openai.bytes("long.txt", ("x"):rep(2500)), purpose = "user_data",
            }, more), { resume = path, part_size = 1000 })
        end,
    }

    --- All that a client says of where it asks, in whose name.
    local function other_clients()
        return {
            base_url = client:with { base_url = emu.base_url:gsub("127%.0%.0%.1", "localhost"), api_key = "sk-test" },
            organization = client:with { organization = "org-other" }, project = client:with { project = "proj-other" },
        }
    end

    local function refused(pattern, why, value, err)
        assert.is_nil(value, why)
        assert.equal("journal_of_another_job", err.code, why)
        assert.matches(pattern, err.message, 1, false)
    end

    it("of a batch run are refused for whatever else was asked, by name", function()
        assert(kinds.batches())
        local sent = #emu:requests()
        local changes = {
            endpoint = { endpoint = "/v1/responses" }, completion_window = { completion_window = "48h" },
            metadata = { metadata = { night = "2" } },
            output_expires_after = { output_expires_after = { anchor = "created_at", seconds = 3600 } },
        }
        for name, more in pairs(changes) do refused(name .. " was .* and is ", name, kinds.batches(more)) end
        for name, other in pairs(other_clients()) do
            refused(name .. " was .* and is ", name, kinds.batches(nil, other))
        end
        for i = 1, 2 do
            local others = { input = "three", model = "text-embedding-3-large", dimensions = 5, user = "u" }
            for name, value in pairs(others) do
                local requests = { REQUESTS[1], REQUESTS[2] }
                requests[i] = merged(requests[i], { [name] = value })
                refused(("request %d .* is not what it was"):format(i), name, kinds.batches { requests = requests })
            end
        end
        local named = { { custom_id = "a", body = REQUESTS[1] }, REQUESTS[2] }
        refused("request 1 %('a'%) is not what it was", "custom_id", kinds.batches { requests = named })
        assert.equal(sent, #emu:requests())
        assert(kinds.batches())
    end)

    it("of a fine-tuning are refused for whatever else was asked, by name", function()
        assert(kinds.fine_tuning())
        local other = emulated.examples(12):gsub("Answer 7", "Answer 8") -- the same name and size
        local changes = {
            model = { model = "gpt-4.1-mini-2025-04-14" }, suffix = { suffix = "yours" }, seed = { seed = 8 },
            metadata = { metadata = { night = "2" } },
            method = { method = { type = "supervised" } },
            training_file = { training_file = openai.bytes("train.jsonl", other) },
            validation_file = { validation_file = emulated.dataset(10, "valid.jsonl") },
        }
        for name, more in pairs(changes) do refused(name .. " was .* and is ", name, kinds.fine_tuning(more)) end
        for name, with in pairs(other_clients()) do
            refused(name .. " was .* and is ", name, kinds.fine_tuning(nil, with))
        end
        assert.equal(1, #emu:requests "POST /fine_tuning/jobs")
        local _, info = assert(kinds.fine_tuning())
        assert.same({ true, path }, { info.from_journal, info.journal })
    end)

    it("know a file by its bytes, not by name, size and time", function()
        local train = files.write(emulated.examples(12), "train.jsonl", directory)
        lfs.touch(train, 1000000000)
        assert(kinds.fine_tuning { training_file = openai.file(train) })
        assert(kinds.fine_tuning { training_file = openai.file(train) })
        files.write((emulated.examples(12):gsub("Answer 7", "Answer 8")), "train.jsonl", directory)
        refused("training_file was 'train.jsonl' %(.* and is 'train.jsonl'", "written anew",
            kinds.fine_tuning { training_file = openai.file(train) })
        files.write(emulated.examples(12), "train.jsonl", directory)
        assert(kinds.fine_tuning { training_file = openai.file(train) })
    end)

    it("of an upload let it start over for whatever else was asked, and name that", function()
        local changes = {
            purpose = { purpose = "assistants" }, name = { file = openai.bytes("other.txt", ("x"):rep(2500)) },
            size = { file = openai.bytes("long.txt", ("x"):rep(2501)) }, mime_type = { mime_type = "text/csv" },
            expires_after = { expires_after = { anchor = "created_at", seconds = 3600 } },
            ["other bytes"] = { file = openai.bytes("long.txt", ("y"):rep(2500)) },
        }
        local function starts_over(name, more, with)
            os.remove(path)
            assert(kinds.uploads())
            local warned = {}
            local loud = (with or client):with { log = function(level, message)
                if level == "warn" then warned[#warned + 1] = message end
            end }
            local _, info = assert(kinds.uploads(more, loud))
            assert.is_nil(info)
            assert.matches("starts over: .*" .. name, warned[1], name)
        end
        for name, more in pairs(changes) do starts_over(name, more) end
        for name, with in pairs(other_clients()) do starts_over(name, nil, with) end
    end)

    it("do not belong to call options", function()
        assert(kinds.batches())
        local options = { journal = path, poll_interval = 0.005, max_retries = 3, headers = { ["x-a"] = "b" } }
        assert(client.batches:run({ endpoint = "/v1/embeddings", requests = REQUESTS, metadata = { night = "1" } },
            options))
    end)

    it("of one kind are refused for another, and neither locked, changed nor deleted", function()
        for kind, begin in pairs(kinds) do
            os.execute(("rm -rf '%s'*"):format(path))
            assert(begin())
            local before = files.read(path)
            for other, call in pairs(kinds) do
                if other ~= kind then
                    local why = kind .. " for " .. other
                    local value, err = call()
                    refused("is one of " .. kind .. ", not of ", why, value, err)
                    assert.equal(before, files.read(path), why)
                end
            end
            assert(begin(), kind) -- nobody has it
        end
    end)

    it("of version 1 go on under its rule: names and sizes", function()
        local other = openai.bytes("train.jsonl", (emulated.examples(12):gsub("Answer 7", "Answer 8")))
        assert(kinds.fine_tuning())
        local records = journals.read(path)
        local begin = journals.find(records, "begin")
        begin.version, begin.server, begin.params.training_file.digest = 1, nil, nil
        local _, last = journals.find(records, "finished")
        for i = #records, last, -1 do records[i] = nil end
        journals.write(path, records)
        assert(kinds.fine_tuning { training_file = other })
        refused("suffix was ", "suffix", kinds.fine_tuning { training_file = other, suffix = "yours" })

        os.remove(path)
        assert(kinds.batches())
        records = journals.read(path)
        begin = journals.find(records, "begin")
        begin.version, begin.server, begin.given = 1, nil, { kind = "array", count = 2 }
        journals.find(records, "prepared").digest = nil
        journals.write(path, records)
        assert(kinds.batches { requests = { REQUESTS[2], REQUESTS[1] } })
        refused("requests were 2 and are 1", "count", kinds.batches { requests = { REQUESTS[1] } })

        os.execute(("rm -rf '%s'*"):format(path))
        emu:fault { path = "/uploads/*/parts", status = 403, skip = 1 }
        assert.is_nil((kinds.uploads()))
        records = journals.read(path)
        local upload, place = journals.find(records, "upload")
        upload.identity = merged(upload.asked.params, { server = emu.base_url })
        upload.asked = nil
        table.remove(records, place - 1) -- there was no beginning
        for _, record in ipairs(records) do record.digest = nil end
        journals.write(path, records)
        assert(kinds.uploads())
        assert.equal(1, #emu:requests "POST /uploads")
    end)

    --- Values of every type; cjson.null is an absent field.
    local VALUES = { "", "x", -1, 1e300, true, {}, { "x" }, { id = 5 }, cjson.null }

    it("with right checksums and records that nobody wrote give an error at most", function()
        for kind, call in pairs(kinds) do
            os.execute(("rm -rf '%s'*"):format(path))
            assert(call())
            local whole = files.read(path)
            for i, record in ipairs(journals.read(path)) do
                for name in pairs(record) do
                    for _, value in ipairs(VALUES) do
                        local records = journals.read(path)
                        if value == cjson.null then records[i][name] = nil else records[i][name] = value end
                        journals.write(path, records)
                        local why = ("%s: %s of '%s' is %s"):format(kind, name, tostring(record.event),
                            cjson.encode(value))
                        local ok, made, err = pcall(call)
                        assert.is_true(ok, why .. ": " .. tostring(made))
                        assert.is_true(made ~= nil or getmetatable(err) ~= nil, why)
                        files.write(whole, "some.journal", directory)
                    end
                end
            end
        end
    end)

    it("that name a part which nothing made are refused", function()
        assert(kinds.batches())
        local records = journals.read(path)
        for _, record in ipairs(records) do
            if record.part then record.part = 7 end
        end
        journals.write(path, records)
        local before = files.read(path)
        local made, err = kinds.batches()
        assert.is_nil(made)
        assert.same({ "invalid", "journal_not_understood" }, { err.kind, err.code })
        assert.matches("says what this version does not write: part 7 is unknown", err.message)
        assert.equal(before, files.read(path))
    end)

    it("of fine-tuning say when the job ended badly, and how to begin anew", function()
        emu:fault { path = "GET /fine_tuning/jobs/*/events", status = 401, times = 1 }
        assert.is_nil((kinds.fine_tuning()))
        local job = assert(client.fine_tuning.jobs:list():collect())[1]
        emu:reply("GET /fine_tuning/jobs/" .. job.id, merged(job, { status = "failed" }))
        local made, err = kinds.fine_tuning()
        assert.is_nil(made)
        assert.equal("failed", err.kind)
        assert.matches("the journal .* ends with that: openai.journal.forget", err.message)
    end)

    describe("that are to be forgotten", function()
        it("go, with all that belongs to them, and the next call begins anew", function()
            for kind, call in pairs(kinds) do
                local first = assert(call())
                assert.is_true(openai.journal.forget(path), kind)
                assert.same({}, files.list(directory), kind)
                local second, info = assert(call())
                assert.is_nil(info, kind)
                assert.are_not.equal(first.id, second.id, kind)
                assert.is_true(openai.journal.forget(path), kind)
            end
        end)

        it("go when nothing was sent yet", function()
            assert.is_nil((kinds.batches { requests = { REQUESTS[1], 7 } }))
            assert.is_true(openai.journal.forget(path))
            assert.same({}, files.list(directory))
        end)

        local function stays(code, pattern)
            local before = files.read(path)
            local ok, err = openai.journal.forget(path)
            assert.is_nil(ok)
            assert.equal(code, err.code)
            assert.matches(pattern, err.message)
            assert.equal(before, files.read(path))
        end

        local unfinished = {
            batches = { "POST /batches", "2 of 2 requests are pending" },
            fine_tuning = { "POST /fine_tuning/jobs", "a job may have been created" },
            uploads = { "/uploads/*/parts", "the upload upload_%w+ lacks parts" },
        }
        for kind, case in pairs(unfinished) do
            it("stay when their work is not over, unless by force: " .. kind, function()
                emu:fault { path = case[1], status = 401, code = "invalid_api_key" }
                assert.is_nil((kinds[kind]()))
                local ok, err = openai.journal.forget(path)
                assert.is_nil(ok)
                assert.equal("journal_unfinished", err.code)
                assert.matches(case[2], err.message)
                assert.matches("{force = true} removes it all the same", err.message, 1, true)
                assert.is_true(openai.journal.forget(path, { force = true }))
                assert.same({}, files.list(directory))
            end)
        end

        it("stay while somebody has them, unless by force", function()
            local other = assert(journal.open(path, function() end))
            stays("journal_in_use", "in use by this very process.*force")
            assert.is_true(openai.journal.forget(path, { force = true }))
            assert.is_nil(files.read(path))
            other:close()
        end)

        it("stay when they are damaged, unless by force", function()
            assert(kinds.batches())
            files.write((files.read(path):gsub("prepared", "prepaired")), "some.journal", directory)
            stays("journal_damaged", "is damaged.*force")
            assert.is_true(openai.journal.forget(path, { force = true }))
            assert.is_nil(files.read(path))
        end)

        it("are none: a file of somebody's stays, by force too", function()
            files.write('{"sum":"total"}\n', "some.journal", directory)
            for _, force in ipairs { false, true } do
                local ok, err = openai.journal.forget(path, { force = force })
                assert.is_nil(ok)
                assert.equal("not_a_journal", err.code)
                assert.equal('{"sum":"total"}\n', files.read(path))
            end
        end)

        it("must be there", function()
            local ok, err = openai.journal.forget(path)
            assert.is_nil(ok)
            assert.equal("file", err.kind)
            assert.matches("there is no journal '.*some.journal'", err.message)
            assert.is_nil(files.read(path))
            assert.has_error(function() openai.journal.forget(7) end)
        end)
    end)

    it("are told apart by digests that do not depend on the order of keys", function()
        assert.equal(core.checksum '{"a":[1,{"b":2,"c":[]}],"d":"x"}',
            core.json.digest { d = "x", a = { 1, { c = openai.array {}, b = 2 } } })
        assert.equal(core.checksum '{"2":"b","10":"a"}', core.json.digest { [10] = "a", [2] = "b" })
        local many, text = {}, {}
        for i = 100, 300 do
            many["k" .. i] = i
            text[#text + 1] = ('"k%d":%d'):format(i, i)
        end
        assert.equal(core.checksum("{" .. table.concat(text, ",") .. "}"), core.json.digest(many))
        assert.same({ nil, "a.b: cannot encode a function" }, { core.json.digest { a = { b = print } } })
    end)
end)
