-- client.batches: the operations as the server sees them, waiting, and results of batches made by hand.
local cjson = require "spec.support.reference_json"
local emulated = require "spec.support.emulated"

describe("batches", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)

    local function requests(count, more)
        local made = {}
        for i = 1, count do
            local request = { custom_id = "r" .. i, method = "POST", url = "/v1/embeddings",
                body = { model = "text-embedding-3-small", input = "text " .. i } }
            for name, value in pairs(more or {}) do request[name] = value end
            made[i] = cjson.encode(request) .. "\n"
        end
        return emulated.upload(client, table.concat(made), "batch")
    end

    local function create(file)
        return assert(client.batches:create {
            input_file_id = file.id, endpoint = "/v1/embeddings", completion_window = "24h",
        })
    end

    local function ended(file)
        local batch = create(file)
        emu:advance(100000)
        return assert(batch:refresh())
    end

    describe("as operations", function()
        it("are created from their parameters as JSON", function()
            local file = requests(1)
            local params = { input_file_id = file.id, endpoint = "/v1/embeddings", completion_window = "24h",
                metadata = { night = "1" } }
            local batch = assert(client.batches:create(params))
            local request = emulated.last(emu)
            assert.equal("POST /v1/batches", request.method .. " " .. request.path)
            assert.same(params, request.json)
            assert.equal("validating", batch.status)
        end)

        it("are listed over all pages", function()
            local file = requests(1)
            local ids = {}
            for i = 3, 1, -1 do ids[i] = create(file).id end
            local found = {}
            for batch in client.batches:list { limit = 2 } do found[#found + 1] = batch.id end
            assert.same(ids, found)
            assert.equal(("after=%s&limit=2"):format(ids[2]), emulated.last(emu).query)
        end)

        it("are retrieved and cancelled by id or by object", function()
            local batch = create(requests(1))
            assert.equal(batch.id, assert(client.batches:retrieve(batch)).id)
            assert.equal("GET /v1/batches/" .. batch.id, emulated.last(emu).method .. " " .. emulated.last(emu).path)
            assert.equal("cancelling", assert(client.batches:cancel(batch.id)).status)
            assert.equal(("/v1/batches/%s/cancel"):format(batch.id), emulated.last(emu, "POST *").path)
        end)
    end)

    describe("that are objects", function()
        it("are updated in place by refresh, cancel and wait", function()
            local batch = create(requests(2))
            emu:advance(20)
            assert.equal(batch, batch:refresh())
            assert.equal("in_progress", batch.status)
            assert.equal(batch, batch:cancel())
            assert.equal("cancelling", batch.status)
            emu:advance(100000)
            local done, err = batch:wait()
            assert.is_nil(done)
            assert.equal(batch, err.batch)
            assert.equal("cancelled", batch.status)
        end)
    end)

    describe("that are waited for", function()
        it("are returned once they are completed", function()
            local batch = create(requests(3))
            emu:clock { mode = "real", speed = 2000 }
            assert.equal(batch, assert(batch:wait { poll_interval = 0.01 }))
            assert.equal("completed", batch.status)
            assert.equal(3, batch.request_counts.completed)
            assert.equal("completed", assert(client.batches:wait(batch.id)).status)
        end)

        it("are an error that shows the refused line when they fail validation", function()
            local batch = ended(requests(2, { url = "/v1/other" }))
            local done, err = client.batches:wait(batch.id)
            assert.is_nil(done)
            assert.equal("failed", err.kind)
            assert.equal("failed", err.batch.status)
            assert.matches("was refused: line 1: .*/v1/other.*%(and 1 more error; batch.errors has them%)", err.message)
        end)

        it("are an error when all their requests failed", function()
            emu:fault { batch = true, path = "/v1/embeddings", status = 500, times = 100 }
            local batch = create(requests(3))
            emu:advance(100000)
            local done, err = batch:wait()
            assert.is_nil(done)
            assert.equal("failed", err.kind)
            assert.equal("completed", err.batch.status)
            assert.matches("all 3 requests of the batch " .. batch.id .. " failed", err.message)
        end)

        it("are no error when some of their requests failed", function()
            emu:fault { batch = true, path = "/v1/embeddings", status = 500, custom_id = "r2" }
            local batch = create(requests(3))
            emu:advance(100000)
            assert.equal(1, assert(batch:wait()).request_counts.failed)
        end)

        it("are waited for whatever a server makes of their counts", function()
            for _, counts in ipairs { "3", 3, { total = "3", completed = {} }, { total = 3.5 }, { failed = true } } do
                emu:reply("GET /batches/batch_odd", {
                    id = "batch_odd", object = "batch", status = "completed", request_counts = counts,
                })
                local batch = assert(client.batches:wait "batch_odd")
                assert.equal("batch batch_odd completed", tostring(batch))
            end
        end)

        it("are an error when they expired, which counts what was done", function()
            emu:timings { batch_window = 60, batch_min = 600 }
            finally(function() emu:timings { batch_window = 86400, batch_min = 30 } end)
            local batch = ended(requests(10))
            local done, err = batch:wait()
            assert.is_nil(done)
            assert.equal("expired", err.batch.status)
            assert.matches("expired; %d of 10 requests were done", err.message)
        end)

        it("are an error of kind timeout when the time is up", function()
            local batch = create(requests(1))
            local done, err = emulated.overdue(emu, "GET /batches/*", 2, function()
                return batch:wait { poll_interval = 0.01, timeout = 60 }
            end)
            assert.is_nil(done)
            assert.equal("timeout", err.kind)
            assert.equal("validating", err.batch.status)
        end)
    end)

    describe("and their results", function()
        local function collect(batch)
            local bodies, errors, order = {}, {}, {}
            for id, body, err in client.batches:results(batch) do
                order[#order + 1] = id
                bodies[id], errors[id] = body, err
            end
            return bodies, errors, order
        end

        it("are the body of each answer by custom_id", function()
            local batch = ended(requests(30))
            local bodies, errors, order = collect(batch.id)
            assert.equal(30, #order)
            assert.is_nil(next(errors))
            for i = 1, 30 do assert.equal("list", bodies["r" .. i].object) end
        end)

        it("are read by the method of the object", function()
            local id, body = ended(requests(1)):results():next()
            assert.equal("r1", id)
            assert.equal(1, #body.data)
        end)

        it("are first the answers, then the errors with what the API said", function()
            emu:fault { batch = true, path = "/v1/embeddings", status = 429, code = "slow_down", message = "slower",
                custom_id = "r1" }
            local batch = ended(requests(3))
            local bodies, errors, order = collect(batch)
            assert.equal("r1", order[3])
            assert.is_nil(bodies.r1)
            assert.equal("rate_limit", errors.r1.kind)
            assert.equal(429, errors.r1.status)
            assert.equal("slow_down", errors.r1.code)
            assert.equal("r1", errors.r1.custom_id)
            assert.is_true(errors.r1.retryable)
            assert.matches("request r1: rate_limit %(429%): slower", tostring(errors.r1))
        end)

        it("are errors alone when all requests failed", function()
            emu:fault { batch = true, path = "/v1/embeddings", status = 400, times = 100 }
            local batch = ended(requests(3))
            assert.equal("completed", batch.status)
            assert.is_nil(batch.output_file_id)
            local bodies, errors, order = collect(batch)
            assert.equal(3, #order)
            assert.is_nil(next(bodies))
            for _, err in pairs(errors) do assert.equal("bad_request", err.kind) end
        end)

        it("say which requests were not carried out before the batch expired", function()
            emu:timings { batch_window = 60, batch_min = 600 }
            finally(function() emu:timings { batch_window = 86400, batch_min = 30 } end)
            local _, errors, order = collect(ended(requests(10)))
            assert.equal(10, #order)
            local expired = errors[order[10]]
            assert.equal("failed", expired.kind)
            assert.equal("batch_expired", expired.code)
            assert.is_true(expired.retryable)
        end)

        it("are an error as long as the batch runs, which says what to do", function()
            local id, err = create(requests(1)):results():next()
            assert.is_nil(id)
            assert.equal("invalid", err.kind)
            assert.matches("is validating: its results are there when it has ended", err.message)
        end)

        it("are an error when the batch was refused", function()
            local batch = ended(requests(1, { method = "GET" }))
            local ok, err = pcall(function()
                for _ in batch:results() do error "not reached" end
            end)
            assert.is_false(ok)
            assert.equal("failed", err.kind)
            assert.matches("was refused: line 1: ", err.message)
        end)

        it("are an error at a line that is no result", function()
            emu:reply("GET /files/file-o/content",
                '{"custom_id":"a","response":{"status_code":200,"body":1}}\n{"x":1}\n')
            local batch = { id = "batch_1", status = "completed", output_file_id = "file-o" }
            local results = client.batches:results(batch)
            assert.equal("a", (results:next()))
            local id, err = results:next()
            assert.is_nil(id)
            assert.equal("protocol", err.kind)
            assert.matches("line 2 of file%-o is no result", err.message)
        end)

        it("are those of its files, for a batch that failed, too", function()
            emu:reply("GET /files/file-e/content", '{"custom_id":"a","error":{"code":"bad","message":"not so"}}\n')
            local results = client.batches:results { id = "batch_1", status = "failed", error_file_id = "file-e" }
            local id, body, err = results:next()
            assert.equal("a", id)
            assert.is_nil(body)
            assert.equal("not so", err.message)
            assert.is_nil((results:next()))
        end)

        it("are good where an error is empty", function()
            for _, empty in ipairs { "{}", "null", '""', "false" } do
                emu:reply("GET /files/file-o/content",
                    '{"custom_id":"a","error":' .. empty .. ',"response":{"status_code":200,"body":{"x":1}}}\n')
                local batch = { id = "batch_1", status = "completed", output_file_id = "file-o", error_file_id = "" }
                local results = client.batches:results(batch)
                local id, body = results:next()
                assert.equal("a", id)
                assert.same({ x = 1 }, body)
                assert.is_nil((results:next()))
            end
        end)

        it("end when they are closed", function()
            local results = ended(requests(30)):results()
            results:next()
            results:close()
            assert.is_nil(results:next())
        end)
    end)
end)
