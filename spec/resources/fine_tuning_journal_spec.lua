-- fine_tuning.jobs:run with a journal: killed at every write of it, cut off at every answer, and run again; there is
-- one job and one file in the end.
local crash = require "spec.support.crash"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local openai = require "openai"

describe("fine_tuning.jobs:run with a journal", function()
    local emu, client, path

    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)

    --- Jobs are done as soon as anyone asks.
    local function fresh()
        emulated.fresh(emu)
        emu:timings { validating = 0, queued = 0, step = 0, training_min = 0, training_max = 0, finishing = 0 }
    end

    before_each(function()
        fresh()
        path = files.directory() .. "/tune.journal"
    end)
    after_each(files.remove_all)

    local function run(more, options)
        local params = { model = "gpt-4o-mini-2024-07-18", training_file = emulated.dataset() }
        for name, value in pairs(more or {}) do params[name] = value end
        local all = { journal = path, poll_interval = 0.005, look_again = 0 }
        for name, value in pairs(options or {}) do all[name] = value end
        return client.fine_tuning.jobs:run(params, all)
    end

    local function counts()
        local uploaded = assert(client.files:list({ purpose = "fine-tune" }):collect())
        return { #uploaded, #assert(client.fine_tuning.jobs:list():collect()) }
    end

    it("returns the succeeded job, whose metadata it is found by", function()
        local job = assert(run { metadata = { team = "a" } })
        assert.equal("succeeded", job.status)
        assert.equal("a", job.metadata.team)
        assert.equal(16, #job.metadata.openai_lua_run)
    end)

    it("returns the same job when it is run again", function()
        local job = assert(run())
        assert.equal(job.id, assert(run()).id)
        assert.same({ 1, 1 }, counts())
    end)

    it("creates no second job when the answer to the creation is lost", function()
        emu:fault { path = "POST /fine_tuning/jobs", cut = "answer" }
        assert(run())
        assert.same({ 1, 1 }, counts())
    end)

    it("uploads no second file when the answer to the upload is lost", function()
        emu:fault { path = "POST /files", cut = "answer" }
        assert(run())
        assert.same({ 1, 1 }, counts())
        assert.equal(1, #emu:requests "POST /files")
    end)

    it("uploads the file although one like it was there before", function()
        local old = assert(client.files:create { file = emulated.dataset(), purpose = "fine-tune" })
        emu:fault { path = "POST /files", cut = "answer" }
        local job = assert(run())
        assert.are_not.equal(old.id, job.training_file)
        assert.same({ 2, 1 }, counts())
    end)

    it("makes nothing twice after a timeout that leaves open what was done", function()
        emu:fault { path = "POST /fine_tuning/jobs", delay = 2 }
        local job, err = emulated.overdue(emu, "POST /fine_tuning/jobs", 1, function()
            return run(nil, { timeout = 60 })
        end)
        assert.is_nil(job)
        assert.same({ "timeout", path }, { err.kind, err.journal })
        assert.matches("the journal .* has what was made: run again with it", err.message)
        assert(run(nil, { look_again = 5 }))
        assert.same({ 1, 1 }, counts())
    end)

    it("is refused for another job, and says what differs", function()
        assert(run())
        local job, err = run { suffix = "other" }
        assert.is_nil(job)
        assert.same({ "journal_of_another_job", "fine_tuning.jobs:run" }, { err.code, err.operation })
        assert.matches('suffix was absent and is "other"', err.message)
        job, err = run { training_file = emulated.dataset(15) }
        assert.is_nil(job)
        assert.matches("training_file was .*train.jsonl", err.message)
    end)

    it("is refused when it is one of batches", function()
        local requests = { { model = "text-embedding-3-small", input = "x" } }
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_finalizing = 0 }
        assert(client.batches:run({ endpoint = "/v1/embeddings", requests = requests }, { journal = path,
            poll_interval = 0.01 }))
        assert.matches("is one of batches, not of fine%-tuning", select(2, run()).message)
    end)

    it("is given free when a callback raises", function()
        assert.is_false(pcall(run, nil, { on_event = function() error "enough" end }))
        assert(run())
        assert.same({ 1, 1 }, counts())
    end)

    it("needs files whose bytes can be read again: a function's cannot", function()
        local source = openai.chunks("train.jsonl", function() end, 10)
        assert.error_matches(function() run({ training_file = source }, { check = false }) end,
            "training_file is produced by a function: nobody could tell whether it is the same")
    end)

    it("leaves a place for the tag in the metadata", function()
        local metadata = {}
        for i = 1, 16 do metadata["k" .. i] = "v" end
        assert.has_error(function() run { metadata = metadata } end)
    end)

    local PROGRAM = [[
        local job = assert(client.fine_tuning.jobs:run({
            model = "gpt-4o-mini-2024-07-18",
            training_file = openai.bytes("train.jsonl", %q), validation_file = openai.bytes("valid.jsonl", %q),
        }, { journal = journal, poll_interval = 0.005, look_again = 0.2 }))
        print(job.status)
    ]]

    it("makes nothing twice, wherever it was killed", function()
        local program = PROGRAM:format(emulated.examples(12), emulated.examples(10))
        local writes = crash.effort((crash.run(emu, path, nil, program)))
        assert.equal(9, writes)
        for n = 1, writes do
            for _, mode in ipairs { "torn", "after" } do
                fresh()
                local journal = files.directory() .. "/tune.journal"
                local why = ("killed at write %d (%s)"):format(n, mode)
                local output, code = crash.run(emu, journal, { KILL_AT = n, KILL_MODE = mode }, program)
                assert.equal(137, code, why .. ": " .. output)
                output, code = crash.run(emu, journal, nil, program)
                assert.equal(0, code, why .. ": " .. output)
                assert.same({ 2, 1 }, counts(), why)
            end
        end
    end)

    it("does without when there is none: nothing is tagged", function()
        local job = assert(client.fine_tuning.jobs:run({
            model = "gpt-4o-mini-2024-07-18", training_file = openai.bytes("t.jsonl", emulated.examples(12)),
        }, { poll_interval = 0.005 }))
        assert.is_nil(job.metadata)
    end)
end)
