local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local http = require "spec.support.http"
local launch = require "openai.emulator.launch"

-- An emulator that a spec can kill: its process id, its URL and how it is steered.
local function start_process(folder)
    local command = ("env -u LUA_PATH -u LUA_CPATH luajit lua/openai/emulator/main.lua --port 0 --state %s & echo $!")
        :format(launch.quote(folder))
    local pipe = assert(io.popen("exec 2>&1; " .. command, "r"))
    local process = { pipe = pipe, id = assert(pipe:read("*l"):match "^%d+$") }
    process.base_url = assert(pipe:read("*l"):match "^listening on (%S+)$")
    process.control, process.token = pipe:read("*l"):match "^steered by (%S+) (%S+)$"
    process.api = http.client(process.base_url)
    function process:kill()
        os.execute("kill -9 " .. self.id)
        self.pipe:read "*a" -- it is gone when nobody writes any more
        self.pipe:close()
    end
    function process:steer(verb, value)
        return self.api:request("POST", self.control .. "/" .. verb, { key = self.token, json = value })
    end
    return process
end

local function ids(page)
    local found = {}
    for i, item in ipairs(page.json.data) do found[i] = item.id end
    return found
end

describe("an emulator with a folder for its state", function()
    local folder, emu

    before_each(function() folder = files.directory() .. "/state" end)

    after_each(function()
        if emu then emu:stop() end
        emu = nil
        files.remove_all()
    end)

    local function start()
        if emu then emu:stop() end
        emu = emulator.start { state = folder, speed = 1 }
        return http.client(emu.base_url)
    end

    local function create_job(api, suffix)
        local file = api:upload("train.jsonl", http.examples(12), "fine-tune")
        return api:post("/fine_tuning/jobs", { model = "gpt-4o-mini", training_file = file.id, suffix = suffix }).json
    end

    it("knows its files after a restart, whatever their size, and no longer those that were deleted", function()
        local api = start()
        local large = ("0123456789abcdef\n"):rep(100000)
        local first = api:upload("a.txt", "first", "user_data")
        local second = api:upload("b.txt", large, "user_data")
        local gone = api:upload("c.txt", "gone", "user_data")
        api:delete("/files/" .. gone.id)
        api = start()
        assert.same({ second.id, first.id }, ids(api:get "/files"))
        assert.equal("first", api:get("/files/" .. first.id .. "/content").body)
        assert.is_true(large == api:get("/files/" .. second.id .. "/content").body)
        assert.same(first, api:get("/files/" .. first.id).json)
        assert.equal(404, api:get("/files/" .. gone.id).status)
    end)

    it("goes on with an upload after a restart", function()
        local api = start()
        local upload = api:post("/uploads", { filename = "a.txt", purpose = "user_data", bytes = 6,
            mime_type = "text/plain" }).json
        local function part(text)
            return api:request("POST", "/uploads/" .. upload.id .. "/parts",
                { form = { { "data", text, filename = "part" } } }).json
        end
        local first = part "abc"
        api = start()
        local second = part "def"
        local done = api:post("/uploads/" .. upload.id .. "/complete", { part_ids = { first.id, second.id } }).json
        api = start()
        assert.equal("abcdef", api:get("/files/" .. done.file.id .. "/content").body)
        assert.equal(400, api:post("/uploads/" .. upload.id .. "/complete", { part_ids = { first.id } }).status)
    end)

    it("goes on with a job where it was: each event once, the same model, which knows its examples", function()
        local api = start()
        local job = create_job(api, "keeper")
        emu:advance(75)
        local before = api:get("/fine_tuning/jobs/" .. job.id .. "/events?limit=100").json.data
        assert.equal("running", api:get("/fine_tuning/jobs/" .. job.id).json.status)
        api = start()
        local after = api:get("/fine_tuning/jobs/" .. job.id .. "/events?limit=100").json.data
        local offset = #after - #before
        for i, event in ipairs(before) do assert.same(event, after[i + offset]) end
        emu:advance(100000)
        local finished = api:get("/fine_tuning/jobs/" .. job.id).json
        assert.equal("succeeded", finished.status)
        api = start()
        assert.same(finished, api:get("/fine_tuning/jobs/" .. job.id).json)
        assert.equal(200, api:get("/files/" .. finished.result_files[1] .. "/content").status)
        local answer = api:post("/chat/completions", { model = finished.fine_tuned_model,
            messages = { { role = "user", content = "Question number 7" } } })
        assert.equal("Answer number 7", answer.json.choices[1].message.content)
    end)

    it("never goes back in time", function()
        start()
        local ahead = emu:advance(50000).now
        local api = start()
        api:upload("a.txt", "x", "user_data")
        emu:advance(70000)
        local made = api:upload("b.txt", "x", "user_data").created_at
        api = start()
        assert.is_true(api:upload("c.txt", "x", "user_data").created_at >= made)
        assert.is_true(made > ahead - 60000)
    end)

    it("forgets all of it on reset", function()
        local api = start()
        api:upload("a.txt", "x", "user_data")
        emu:reset()
        api = start()
        assert.same({}, ids(api:get "/files"))
        assert.same({}, files.list(folder .. "/contents"))
    end)

    it("is not shared with another emulator that is at work", function()
        start()
        local ok, message = pcall(emulator.start, { state = folder })
        assert.is_false(ok)
        assert.matches("the folder .*/state cannot be used: process %d+ works with it", message)
    end)

    it("says so when the folder cannot be made", function()
        local ok, message = pcall(emulator.start, { state = files.write "x" .. "/state" })
        assert.is_false(ok)
        assert.matches("the folder .* cannot be used", message)
    end)

    it("finishes a batch after it was killed in the middle, with every answer once", function()
        local process = start_process(folder)
        local lines = {}
        for i = 1, 40 do
            lines[i] = cjson.encode { custom_id = "r" .. i, method = "POST", url = "/v1/embeddings",
                body = { model = "text-embedding-3-small", input = "text " .. i, dimensions = 4 } } .. "\n"
        end
        local input = process.api:upload("in.jsonl", table.concat(lines), "batch")
        local batch = process.api:post("/batches", { input_file_id = input.id, endpoint = "/v1/embeddings",
            completion_window = "24h" }).json
        process:steer("clock", { mode = "manual", advance = 25 })
        local counts = process.api:get("/batches/" .. batch.id).json.request_counts
        assert.equal(20, counts.completed)
        process:kill()
        process = start_process(folder)
        process:steer("clock", { mode = "manual", advance = 100000 })
        local finished = process.api:get("/batches/" .. batch.id).json
        assert.equal("completed", finished.status)
        assert.equal(40, finished.request_counts.completed)
        local output = process.api:get("/files/" .. finished.output_file_id .. "/content").body
        for i = 1, 40 do
            local _, count = output:gsub('"custom_id":"r' .. i .. '"', "")
            assert.equal(1, count)
        end
        process:kill()
    end)

    it("has all that it answered for, when it is killed at any moment", function()
        for round = 1, 5 do
            local process = start_process(folder)
            local made = {}
            for i = 1, round do made[i] = process.api:upload("a" .. i .. ".txt", "x", "user_data").id end
            process:kill()
            -- What a kill in the middle of a line leaves.
            local journal = assert(io.open(folder .. "/journal", "ab"))
            journal:write '{"collection":"files","object":{"id":"file-ha'
            journal:close()
            process = start_process(folder)
            local known = {}
            for _, id in ipairs(ids(process.api:get "/files")) do known[id] = true end
            for _, id in ipairs(made) do assert.is_true(known[id]) end
            process:kill()
        end
    end)
end)
