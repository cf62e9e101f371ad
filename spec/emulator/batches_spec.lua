local cjson = require "spec.support.reference_json"
local http = require "spec.support.http"

local null = cjson.null

describe("the emulator's batches", function()
    local emu, api

    http.around(function(...) emu, api = ... end, "manual")

    local function embedding(custom_id, input)
        return { custom_id = custom_id, method = "POST", url = "/v1/embeddings",
            body = { model = "text-embedding-3-small", input = input or "text " .. custom_id, dimensions = 4 } }
    end

    local function jsonl(requests)
        local lines = {}
        for i, request in ipairs(requests) do
            lines[i] = (type(request) == "string" and request or cjson.encode(request)) .. "\n"
        end
        return table.concat(lines)
    end

    local function create(requests, more)
        local parameters = { endpoint = "/v1/embeddings", completion_window = "24h" }
        parameters.input_file_id = requests and api:upload("b.jsonl", jsonl(requests), "batch").id
        for name, value in pairs(more or {}) do parameters[name] = value end
        return api:post("/batches", parameters)
    end

    local function many(count)
        local requests = {}
        for i = 1, count do requests[i] = embedding("r" .. i) end
        return requests
    end

    local function batch(id) return api:get("/batches/" .. id).json end

    local function finished(requests, more)
        local answer = create(requests, more)
        assert.equal(200, answer.status, answer.body)
        emu:advance(3600)
        return batch(answer.json.id)
    end

    local function records(file_id)
        local out, count = {}, 0
        for line in api:get("/files/" .. file_id .. "/content").body:gmatch("[^\n]+") do
            local record = cjson.decode(line)
            out[record.custom_id] = record
            count = count + 1
        end
        return out, count
    end

    local function assert_refused(answer, param, code)
        assert.equal(400, answer.status)
        assert.equal(param, answer.json.error.param)
        assert.equal(code, answer.json.error.code)
    end

    it("begin with every field the reference lists", function()
        local created = create(many(2), { metadata = { night = "1" } }).json
        assert.matches("^batch_%w+$", created.id)
        assert.same({ "batch", "/v1/embeddings", "24h", "validating" },
            { created.object, created.endpoint, created.completion_window, created.status })
        assert.same({ total = 0, completed = 0, failed = 0 }, created.request_counts)
        assert.same({ night = "1" }, created.metadata)
        assert.equal(created.created_at + 24 * 3600, created.expires_at)
        for _, name in ipairs{ "output_file_id", "error_file_id", "errors", "completed_at", "failed_at" } do
            assert.equal(null, created[name])
        end
    end)

    it("go through validating, in_progress and finalizing to completed", function()
        local id = create(many(40)).json.id
        emu:advance(25)
        local halfway = batch(id)
        assert.equal("in_progress", halfway.status)
        assert.same({ total = 40, completed = 20, failed = 0 }, halfway.request_counts)
        emu:advance(15)
        assert.equal("finalizing", batch(id).status)
        emu:advance(10)
        local done = batch(id)
        assert.equal("completed", done.status)
        assert.same({ total = 40, completed = 40, failed = 0 }, done.request_counts)
        assert.is_true(done.usage.input_tokens > 0)
    end)

    it("really carry out the requests, in an order of their own", function()
        local done = finished(many(40))
        local found, count = records(done.output_file_id)
        assert.equal(40, count)
        local direct = api:post("/embeddings", embedding("r7").body).json
        local record = found.r7
        assert.same(direct, record.response.body)
        assert.same({ 200, null }, { record.response.status_code, record.error })
        local first = api:get("/files/" .. done.output_file_id .. "/content").body:match('"custom_id":"(%w+)"')
        assert.are_not.equal("r1", first)
        local file = api:get("/files/" .. done.output_file_id).json
        assert.equal("batch_output", file.purpose)
        assert.equal(null, done.error_file_id)
    end)

    it("write refused requests to the error file", function()
        local done = finished{ embedding("good"), embedding("bad", "") }
        assert.same({ total = 2, completed = 1, failed = 1 }, done.request_counts)
        local record = records(done.error_file_id).bad
        assert.equal(400, record.response.status_code)
        assert.equal("input", record.response.body.error.param)
    end)

    it("complete with only an error file when everything was refused", function()
        local done = finished{ embedding("bad", "") }
        assert.same({ "completed", null }, { done.status, done.output_file_id })
        assert.is_true(records(done.error_file_id).bad ~= nil)
    end)

    it("answer chat and responses", function()
        local chat = { custom_id = "c", method = "POST", url = "/v1/chat/completions",
            body = { model = "gpt-4o", messages = { { role = "user", content = "hello" } } } }
        local found = records(finished({ chat }, { endpoint = "/v1/chat/completions" }).output_file_id)
        assert.equal("chat.completion", found.c.response.body.object)
        local respond = { custom_id = "r", method = "POST", url = "/v1/responses",
            body = { model = "gpt-4o", input = "hello" } }
        found = records(finished({ respond }, { endpoint = "/v1/responses" }).output_file_id)
        assert.equal("response", found.r.response.body.object)
    end)

    it("let single requests fail by a fault", function()
        emu:fault{ path = "/embeddings", batch = true, custom_id = "r2", status = 500, code = "overloaded" }
        local done = finished(many(3))
        assert.equal(1, done.request_counts.failed)
        assert.equal("overloaded", records(done.error_file_id).r2.response.body.error.code)
        assert.equal(200, api:post("/embeddings", embedding("x").body).status)
    end)

    describe("that do not validate", function()
        local function errors_of(requests, more)
            local failed = finished(requests, more)
            assert.equal("failed", failed.status)
            assert.equal("list", failed.errors.object)
            assert.equal(null, failed.output_file_id)
            return failed.errors.data
        end

        it("fail with the line of every error", function()
            local wrong_url = embedding("d")
            wrong_url.url = "/v1/responses"
            local unknown_model = embedding("e")
            unknown_model.body.model = "nothing"
            local other_model = embedding("f")
            other_model.body.model = "text-embedding-3-large"
            local found = errors_of{ embedding("a"), "not json", embedding("a"), { custom_id = "c", method = "GET" },
                wrong_url, unknown_model, other_model, { method = "POST" } }
            local codes = {}
            for i, err in ipairs(found) do codes[i] = ("%d %s"):format(err.line, err.code) end
            assert.same({ "2 invalid_json_line", "3 duplicate_custom_id", "4 invalid_method", "5 mismatched_endpoint",
                "6 model_not_found", "7 mismatched_model", "8 missing_required_parameter" }, codes)
        end)

        it("fail when there is nothing in them", function()
            assert.equal("empty_file", errors_of{ "" }[1].code)
        end)

        it("fail above the number of requests, inputs and bytes", function()
            emu:limits{ batch_requests = 2 }
            assert.equal("too_many_tasks", errors_of(many(3))[1].code)
            emu:limits{ batch_requests = 50000, batch_inputs = 3 }
            assert.equal("too_many_inputs", errors_of{ embedding("a", { "1", "2" }), embedding("b", { "3",
                "4" }) }[1].code)
            emu:limits{ batch_bytes = 10 }
            assert.equal("file_too_large", errors_of(many(1))[1].code)
        end)

        it("fail above the limit of enqueued tokens, until others have ended", function()
            emu:limits{ enqueued_tokens = 100 }
            local first = create(many(2)).json.id
            emu:advance(15)
            local second = create(many(2)).json.id
            emu:advance(15)
            assert.equal("in_progress", batch(first).status)
            local refused = batch(second)
            assert.equal("failed", refused.status)
            assert.equal("token_limit_exceeded", refused.errors.data[1].code)
            emu:advance(3600)
            assert.equal("completed", finished(many(2)).status)
        end)
    end)

    describe("that end early", function()
        it("are cancelled with what was done kept and the rest in the error file", function()
            local id = create(many(40)).json.id
            emu:advance(25)
            assert.equal("cancelling", api:post("/batches/" .. id .. "/cancel").json.status)
            emu:advance(3600)
            local done = batch(id)
            assert.equal("cancelled", done.status)
            local _, kept = records(done.output_file_id)
            local errors, dropped = records(done.error_file_id)
            assert.same({ 20, 20 }, { kept, dropped })
            assert.equal("batch_cancelled", errors.r40.error.code)
            assert.equal(409, api:post("/batches/" .. id .. "/cancel").status)
        end)

        it("can be cancelled before they begin", function()
            local id = create(many(2)).json.id
            api:post("/batches/" .. id .. "/cancel")
            emu:advance(60)
            assert.same({ "cancelled", null }, { batch(id).status, batch(id).output_file_id })
        end)

        it("expire after their window with what was done kept", function()
            emu:timings{ batch_min = 10 + 24 * 3600 * 2 }
            local id = create(many(40)).json.id
            emu:advance(24 * 3600)
            local done = batch(id)
            assert.equal("expired", done.status)
            assert.equal(40, done.request_counts.completed + done.request_counts.failed)
            assert.equal("batch_expired", records(done.error_file_id).r40.error.code)
            assert.is_true(done.request_counts.completed > 0)
        end)
    end)

    it("need a file of purpose batch, a known endpoint and the window of 24h", function()
        assert_refused(create(nil), "input_file_id", "missing_required_parameter")
        assert_refused(create(nil, { input_file_id = "file-none" }), "input_file_id", "file_not_found")
        local other = api:upload("a.jsonl", "x", "fine-tune").id
        assert_refused(create(nil, { input_file_id = other }), "input_file_id", "invalid_file_purpose")
        assert_refused(create(many(1), { endpoint = "/v1/files" }), "endpoint", "invalid_value")
        assert_refused(create(many(1), { completion_window = "1h" }), "completion_window", "invalid_value")
    end)

    it("are listed newest first with cursors, at most 100 a page", function()
        local ids = {}
        for i = 1, 3 do ids[i] = create(many(1)).json.id end
        local page = api:get("/batches?limit=2").json
        assert.same({ ids[3], ids[2], true }, { page.first_id, page.last_id, page.has_more })
        assert.equal(ids[1], api:get("/batches?after=" .. ids[2]).json.data[1].id)
        assert_refused(api:get("/batches?limit=101"), "limit", "integer_above_max_value")
    end)

    it("answer 404 when unknown", function()
        assert.equal(404, api:get("/batches/batch_none").status)
        assert.equal(404, api:post("/batches/batch_none/cancel").status)
    end)
end)
