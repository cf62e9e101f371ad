-- Objects with behaviour: what they are, how they read, what they share with their resource; names that do not exist.
local openai = require "openai"
local emulated = require "spec.support.emulated"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"
local update = require "openai.internal.base.update"

describe("objects of the API", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)

    local samples = {
        ["fine_tuning.job"] = "client.fine_tuning.jobs", ["file"] = "client.files", ["batch"] = "client.batches",
        ["upload"] = "client.uploads", ["model"] = "client.models",
    }

    --- An object of that class, as the server might send it.
    local function sample(kind, fields)
        local value = { object = kind, id = "x-1" }
        for name, field in pairs(fields or {}) do value[name] = field end
        emu:reply("GET /models/sample", value)
        return assert(client.models:retrieve "sample")
    end

    local function resource(path)
        local found = client
        for name in path:gmatch("%.([%w_]+)") do found = found[name] end
        return found
    end

    it("hold what the server sent and nothing else", function()
        emu:reply("GET /models/sample", '{"object":"file","id":"f","expires_at":null,"bytes":1}')
        local plain = {}
        for name, value in pairs(assert(client.models:retrieve "sample")) do plain[name] = value end
        assert.same({ object = "file", id = "f", bytes = 1 }, plain)
    end)

    for kind, path in pairs(samples) do
        it(("of class %s have only methods that their resource has too"):format(kind), function()
            local methods = getmetatable(sample(kind)).__index
            local home, count = resource(path), 0
            for name in pairs(methods) do
                assert.is_true(home[name] ~= nil, name)
                count = count + 1
            end
            assert.is_true(count > 0)
        end)
    end

    it("have no method that is named like a field of the API", function()
        local class_of = { ["fine_tuning.job"] = "FineTuningJob", file = "File", batch = "Batch", upload = "Upload",
            model = "Model" }
        local fields = {}
        for _, name in ipairs { "fine_tuning", "files", "batches", "uploads", "models" } do
            local class
            for line in io.lines(("lua/openai/types/api/%s.lua"):format(name)) do
                class = line:match("^%-%-%-@class openai%.([%w_.]+)") or class
                local field = line:match("^%-%-%-@field ([%w_]+)")
                if field then fields[class .. "." .. field] = true end
            end
        end
        for kind, class in pairs(class_of) do
            assert.is_true(fields[class .. ".id"], class)
            for name in pairs(getmetatable(sample(kind)).__index) do
                assert.is_nil(fields[class .. "." .. name], class .. "." .. name)
            end
        end
    end)

    it("have behaviour in every place where the API sends them", function()
        local file = emulated.upload(client, "x")
        assert.equal("function", type(file.content))
        assert.equal("function", type(client.files:list():next().content))
        assert.equal("function", type(client.files:list():page().data[1].content))
    end)

    it("belong to the client that got them", function()
        local file = emulated.upload(client, "x")
        local other = client:with { headers = { ["X-Other"] = "1" } }
        assert(assert(other.files:retrieve(file.id)):refresh())
        assert.equal("1", emulated.last(emu).headers["x-other"])
        assert(file:refresh())
        assert.is_nil(emulated.last(emu).headers["x-other"])
    end)

    it("take on the behaviour when a plain table with an id is updated", function()
        local file = emulated.upload(client, "x")
        local plain = { id = file.id }
        assert.equal(plain, assert(client.files:wait(plain)))
        assert.equal("x", assert(plain:content()))
    end)

    describe("read as", function()
        local cases = {
            { "fine_tuning.job ftjob-1 running gpt-4o-mini-2024-07-18 00:12:31", "fine_tuning.job",
                { id = "ftjob-1", status = "running", model = "gpt-4o-mini-2024-07-18", created_at = 1000,
                    finished_at = 1751 } },
            { "fine_tuning.job ftjob-1 succeeded ft:gpt-4o:me::1 01:00:00", "fine_tuning.job",
                { id = "ftjob-1", status = "succeeded", model = "gpt-4o", fine_tuned_model = "ft:gpt-4o:me::1",
                    created_at = 0, finished_at = 3600 } },
            { "fine_tuning.job x-1", "fine_tuning.job" },
            { "fine_tuning.job.checkpoint c-1 step 100, train loss 0.312, validation loss 0.402, ft:m:ckpt-step-100",
                "fine_tuning.job.checkpoint", { id = "c-1", step_number = 100,
                    metrics = { train_loss = 0.3121, valid_loss = 0.9, full_valid_loss = 0.402 },
                    fine_tuned_model_checkpoint = "ft:m:ckpt-step-100" } },
            { "file file-1 train.jsonl 12.3 kB fine-tune", "file",
                { id = "file-1", filename = "train.jsonl", bytes = 12345, purpose = "fine-tune",
                    status = "processed" } },
            { "file file-1 x.bin 1 byte vision uploaded", "file",
                { id = "file-1", filename = "x.bin", bytes = 1, purpose = "vision", status = "uploaded" } },
            { "file file-1 deleted", "file", { id = "file-1", deleted = true } },
            { "batch batch_1 in_progress /v1/embeddings 120 of 200 done, 3 failed", "batch",
                { id = "batch_1", status = "in_progress", endpoint = "/v1/embeddings",
                    request_counts = { total = 200, completed = 120, failed = 3 } } },
            { "batch x-1", "batch" },
            { "upload upload_1 big.jsonl 1.2 GB pending", "upload",
                { id = "upload_1", filename = "big.jsonl", bytes = 1200000000, status = "pending" } },
            { "model gpt-4o owned by system", "model", { id = "gpt-4o", owned_by = "system" } },
        }
        for _, case in ipairs(cases) do
            it(case[1], function() assert.equal(case[1], tostring(sample(case[2], case[3]))) end)
        end

        it("the local time, the level and the message of an event", function()
            local at = 1700000000
            local event = sample("fine_tuning.job.event", { created_at = at, level = "info", message = "Step 1/9" })
            assert.equal(os.date("%H:%M:%S", at) .. " Step 1/9", tostring(event))
            event.level = "error"
            assert.equal(os.date("%H:%M:%S", at) .. " error: Step 1/9", tostring(event))
        end)

        it("a time that goes on as long as a job runs", function()
            local job = sample("fine_tuning.job", { status = "running", created_at = os.time() - 3600 })
            assert.matches(" 01:00:%d%d$", tostring(job))
        end)
    end)

    it("are replaced field by field", function()
        local meta = { __tostring = function() return "kept" end }
        local old = setmetatable({ a = 1, b = 2 }, meta)
        assert.equal(old, update(old, { b = 3, c = 4 }))
        assert.equal("kept", tostring(old))
        assert.same({ b = 3, c = 4 }, setmetatable(old, nil))
    end)
end)

describe("names that do not exist", function()
    local client = openai.new { base_url = "http://127.0.0.1:9/v1" }

    it("raise, naming the nearest namespace or method", function()
        assert.error_matches(function() return client.fils end, "the client has no 'fils'; did you mean 'files'?")
        assert.error_matches(function() return client.wiht end, "the client has no 'wiht'; did you mean 'with'?")
        assert.error_matches(function() return client.fine_tuning.jbs end, "has no 'jbs'; did you mean 'jobs'?")
        assert.error_matches(function() return client.files.creat end, "has no 'creat'; did you mean 'create'?")
        assert.error_matches(function() return client.chat.create end, "did you mean 'completions:create'?")
        assert.error_matches(function() return client.fine_tuning.jobs.flow end, "did you mean 'follow'?")
    end)

    it("do not get in the way of tools that look at tables", function()
        local seen = {}
        for name in pairs(client.fine_tuning) do seen[#seen + 1] = name end
        table.sort(seen)
        assert.same({ "alpha", "checkpoints", "jobs" }, seen)
        assert.is_nil(client[1])
    end)

    it("raise for helpers called with a dot, naming the colon form", function()
        assert.error_matches(function() client.files.lines "file-1" end, "client.files:lines")
        assert.error_matches(function() client.fine_tuning.jobs.follow "ftjob-1" end, "client.fine_tuning.jobs:follow")
    end)
end)

describe("settings of helpers", function()
    local OWN = { timeout = "duration", patience = "patience", poll_interval = "interval", most = "bytes",
        cb = "callback", flag = "boolean", after = "id", name = "text", progress = "call" }

    local accepted = {
        timeout = { 1, 0.5, false }, patience = { 0, 5, false }, poll_interval = { 0.1 }, most = { 1, 64 },
        cb = { print }, flag = { true, false }, after = { "id", { id = "x" } }, name = { "n" },
    }
    local refused = {
        timeout = { 0, -1, "1", true, 0 / 0 }, patience = { -1, "x" }, poll_interval = { 0, false, 0 / 0 },
        most = { 0, 1.5, "1" }, cb = { "print" }, flag = { 1 }, after = { 1, {}, "" }, name = { 1 },
    }

    it("are taken as they are when they fit", function()
        for name, values in pairs(accepted) do
            for _, value in ipairs(values) do
                local own, calls = settings.read("x:y", OWN, { [name] = value })
                assert.equal(value, own[name])
                assert.is_nil(next(calls))
            end
        end
    end)

    it("raise when they do not fit, with the name and what is wanted", function()
        for name, values in pairs(refused) do
            for _, value in ipairs(values) do
                assert.error_matches(function() settings.read("x:y", OWN, { [name] = value }) end,
                    "x:y: option " .. name .. " must be ")
            end
        end
    end)

    it("are kept apart from the options of calls", function()
        local own, calls = settings.read("x:y", OWN, { timeout = 1, headers = { a = "b" } },
            { max_retries = 0, progress = 1 })
        assert.same({ timeout = 1 }, own)
        assert.same({ headers = { a = "b" }, max_retries = 0, progress = 1 }, calls)
    end)

    it("raise for names that are unknown and tables that are none", function()
        assert.error_matches(function() settings.read("x:y", OWN, { pacience = 1 }) end, "did you mean 'patience'")
        assert.error_matches(function() settings.read("x:y", { a = "text" }, { [1] = 1 }) end,
            "the options are a, headers")
        assert.error_matches(function() settings.read("x:y", { paced = "call" }, { [1] = 1 }) end,
            "the options are headers, idle_timeout, max_retries, paced, query$")
        assert.error_matches(function() settings.read("x:y", OWN, "no") end,
            "the options must be a table, not a string")
    end)
end)

describe("numbers for a person", function()
    it("are sizes in decimal units", function()
        for bytes, expected in pairs {
            [0] = "0 bytes", [1] = "1 byte", [999] = "999 bytes", [1000] = "1.0 kB", [999949] = "999.9 kB",
            [999950] = "1.0 MB", [512e6] = "512.0 MB", [8e9] = "8.0 GB", [5e15] = "5000.0 TB",
        } do
            assert.equal(expected, text.size(bytes))
        end
    end)

    it("are durations in hours, minutes and seconds", function()
        assert.equal("00:00:00", text.duration(-5))
        assert.equal("00:12:31", text.duration(751.9))
        assert.equal("100:00:01", text.duration(360001))
    end)
end)
