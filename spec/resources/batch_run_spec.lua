-- client.batches:run, start and open against the emulator. Where nothing is said of time, batches are done as soon as
-- asked.
local calls = require "spec.support.calls"
local cjson = require "spec.support.reference_json"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local openai = require "openai"

describe("a batch run", function()
    local emu, client

    setup(function() emu, client = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_request = 0, batch_finalizing = 0 }
    end)
    after_each(files.remove_all)

    --- Batches take their time again: nothing ends before the clock is advanced.
    local function take_time()
        emu:timings { batch_validating = 10, batch_min = 100, batch_max = 1000, batch_request = 1,
            batch_finalizing = 10 }
    end

    local function body(input, more)
        local made = { model = "text-embedding-3-small", input = input, dimensions = 4 }
        for name, value in pairs(more or {}) do made[name] = value end
        return made
    end

    local function bodies(count)
        local made = {}
        for i = 1, count do made[i] = body("text " .. i) end
        return made
    end

    local function options(more)
        local all = { poll_interval = 0.005, look_again = 0 }
        for name, value in pairs(more or {}) do all[name] = value end
        return all
    end

    local function params(requests, more)
        local all = { endpoint = "/v1/embeddings", requests = requests }
        for name, value in pairs(more or {}) do all[name] = value end
        return all
    end

    local function run(requests, more, more_params)
        return client.batches:run(params(requests, more_params), options(more))
    end

    --- id, "ok" or the error's code or kind, of each result in their order.
    local function outcomes(made, how)
        local list = {}
        for id, answer, err in made:results(how) do
            list[#list + 1] = id .. " " .. (answer and "ok" or err.code or err.kind)
        end
        return list
    end

    local function repeated(count, word, first)
        local list = {}
        for i = 1, count do list[i] = ("request-%d %s"):format(i + (first or 1) - 1, word) end
        return list
    end

    --- The uploaded input files, in the order of upload: the decoded lines of each.
    local function uploaded()
        local list = {}
        for file in client.files:list { purpose = "batch", order = "asc" } do
            local lines = {}
            for record in file:records() do lines[#lines + 1] = record end
            list[#list + 1] = lines
        end
        return list
    end

    local function upload_sizes()
        local sizes = {}
        for i, lines in ipairs(uploaded()) do sizes[i] = #lines end
        table.sort(sizes, function(a, b) return a > b end)
        return sizes
    end

    local function count_requests(path) return #emu:requests(path) end

    --- Those that are there: a request for one may still be on its way in.
    local function count_batches() return #assert(client.batches:list():collect()) end

    --- Lets a run go on in a task while `advance` pushes the emulator's clock; what the run returned.
    local function meanwhile(fn, advance)
        local task, deadline = openai.spawn(fn), os.time() + 60
        while not task:done() and os.time() < deadline do
            openai.loop:poll(0.01)
            advance()
        end
        assert.is_true(task:done(), "the run does not end")
        return task:await()
    end

    describe("takes requests", function()
        it("as an array of bodies, whose ids are made of their places", function()
            local made = assert(run(bodies(3)))
            assert.same(repeated(3, "ok"), outcomes(made))
            assert.same({ custom_id = "request-2", method = "POST", url = "/v1/embeddings", body = body "text 2" },
                uploaded()[1][2])
        end)

        it("as whole batch lines", function()
            local made = assert(run { { custom_id = "a", method = "POST", url = "/v1/embeddings", body = body "x" },
                { custom_id = "b", body = body "y" } })
            assert.same({ "a ok", "b ok" }, outcomes(made))
        end)

        it("from an iterator of bodies", function()
            local i = 0
            local made = assert(run(function()
                i = i + 1
                return i <= 3 and body("text " .. i) or nil
            end))
            assert.same(repeated(3, "ok"), outcomes(made))
        end)

        it("from an iterator of ids and bodies", function()
            local i = 0
            local made = assert(run(function()
                i = i + 1
                if i <= 2 then return "line " .. i, body("text " .. i) end
            end))
            assert.same({ "line 1 ok", "line 2 ok" }, outcomes(made))
        end)

        it("from a JSONL file", function()
            local path = files.write(cjson.encode(body "x") .. "\r\n\n"
                .. cjson.encode { custom_id = "b", body = body "y" })
            assert.same({ "request-1 ok", "b ok" }, outcomes(assert(run(path))))
        end)

        it("and gives back the answers in the order of the requests", function()
            local made = assert(run(bodies(40), { limits = { requests = 20 } }))
            local direct = assert(client.embeddings:create(body "text 37"))
            local place = 0
            for id, answer in made:results() do
                place = place + 1
                assert.equal("request-" .. place, id)
                if place == 37 then
                    assert.near(direct.data[1].embedding[2], answer.data[1].embedding[2], 1e-6)
                end
            end
            assert.equal(40, place)
        end)

        it("and says how many there are", function()
            local made = assert(run(bodies(5), { limits = { requests = 2 } }))
            assert.same({ total = 5, completed = 5, failed = 0, pending = 0, resubmitted = 0 }, made.counts)
            assert.equal(3, #made.batches)
            assert.equal("completed", made.batches[1].status)
            assert.matches("^batch run %x+ 5 of 5 requests done, 3 batches over$", tostring(made))
        end)
    end)

    describe("refuses, before anything is sent,", function()
        after_each(function()
            assert.equal(0, count_requests "POST /files")
        end)

        local function refused(requests, pattern, more)
            local made, err = run(requests, more)
            assert.is_nil(made)
            assert.equal("invalid", err.kind)
            assert.matches(pattern, err.message)
            return err
        end

        it("two requests with one custom_id, and names both", function()
            local line = { custom_id = "a", body = body "x" }
            local err = refused({ line, body "y", line }, "request 3: custom_id 'a' is that of request 1")
            assert.same({ 1, 3 }, err.positions)
        end)

        it("a made custom_id that is taken", function()
            refused({ { custom_id = "request-2", body = body "x" }, body "y" },
                "request 2: it has no custom_id and would get 'request%-2', which request 1 has")
        end)

        it("a line for another endpoint", function()
            refused({ { url = "/v1/chat/completions", body = body "x" } }, "request 1: url is /v1/chat/comp")
        end)

        it("a line with a field that no line has", function()
            refused({ { customid = "x", body = body "x" } }, "request 1: a batch line has no field 'customid'")
        end)

        it("what JSON cannot carry, with the key", function()
            refused({ body "x", body("y", { user = print }) }, "request 2: body%.user: ")
        end)

        it("a request that is no table", function()
            refused({ body "x", 7 }, "request 2: a request is a table")
        end)

        it("an array with a gap, behind which requests would be lost", function()
            refused({ body "x", nil, body "y" }, "request 2 is missing %(nil%), but there is a request 3")
        end)

        it("a table that is no array", function()
            refused({ a = body "x" }, "requests is no array: it has the key 'a'; give ids as custom_id")
        end)

        it("no requests at all", function()
            refused({}, "there are no requests")
        end)

        it("a request that is larger than a batch may be", function()
            refused({ body "x", body(("y"):rep(2000)) }, "request 2: it is larger than the file of a batch may be",
                { limits = { bytes = 1000 } })
        end)

        it("a line that is not JSON, with its number", function()
            refused(files.write '{"model":"m","input":"x"}\n{"model"', "line 2")
        end)

        local whole = { -- what a file is that is no JSONL of requests, and what is said of it
            ["a JSON array"] = { '[{"model":"m","input":"x"},{"model":"m","input":"y"}]',
                "line 1: a request is an object, but this is an array of them: in a file, put each on a line" },
            ["a JSON array over many lines"] = { '[\n{"model":"m","input":"x"}\n]', "line 1: one JSON text over many" },
            ["a JSON object over many lines"] = { '{\n"model":"m","input":"x"\n}', "line 1: one JSON text over many" },
            ["UTF-16"] = { "\255\254{\0}\0", "line 1: the file is UTF%-16" },
            ["UTF-16 without a mark"] = { "{\0}\0\n\0", "line 1: the file is UTF%-16" },
            ["compressed"] = { "\31\139\8\0\0\0\0", "line 1: the file is compressed" },
        }
        for name, case in pairs(whole) do
            it("a file that is " .. name, function() refused(files.write(case[1]), case[2]) end)
        end

        local GOOD = '{"model":"m","input":"x"}\n'
        local lines = { -- bad lines, and what is said of them
            ['{"custom_id":"a","params":{"model":"m"}}'] = 'a batch line has its request in "body", not in "params"',
            ['{"custom_id":"a","body":{"model":"m"},"params":{}}'] = 'in "body", not in "params"',
            ['{"custom_id":"a","model":"m","input":"x"}'] = "a batch line has no field '[im]%w+'",
            ['{"custom_id":"a","url":"/v1/embeddings"}'] = "body must be a table, but it is missing",
            ['{"custom_id":"a","body":[1]}'] = "body must be an object, but it is an array",
            ['{"custom_id":"a","body":"x"}'] = "body must be a table, but it is a string",
            ['{"custom_id":"a","body":{"input":"x"}}'] = "model must be a string that names one, but it is missing",
            ['{"custom_id":7,"body":{"model":"m"}}'] = "custom_id must be a string that is not empty, not 7",
            ['{"custom_id":"","body":{"model":"m"}}'] = "custom_id must be a string that is not empty, not ''",
            ['{"method":"GET","body":{"model":"m"}}'] = "method must be POST, not GET",
            ['{"input":"x"}'] = "model must be a string that names one, but it is missing",
            ['{"model":"","input":"x"}'] = "model must be a string that names one, but it is empty",
            ['{"model":["m"],"input":"x"}'] = "model must be a string that names one, but it is an array",
            ['[1]'] = "a request is an object, but this is an array",
            ['null'] = "a request is a table, .* but this is null",
            ['7'] = "but this is a number",
            ['"x"'] = "but this is a string",
            ['{"model":"m","input":"x"},'] = "not JSON: .*a comma at the end of the line: no commas between lines",
            ['{"model":"m"} {"model":"m"}'] = "not JSON: .*another value: put each on a line of its own",
            ["{'model':'m'}"] = 'not JSON: .*a single quote: JSON has " only',
            ['{"model":None}'] = "not JSON: .*Python's None: JSON has null",
            ['{"model":NaN}'] = "not JSON: .*NaN: JSON has no such number",
            ['{“model”:"m"}'] = 'not JSON: .*a typographic quote: JSON has " only',
            ['{"model":"caf\233"}'] = "byte 0xE9 is not UTF%-8: save the file as UTF%-8",
            ['{"model":\147m\148}'] = "byte 0x93 is not UTF%-8, but a quote of Windows%-1252",
        }
        for line, pattern in pairs(lines) do
            it(("the line %s of a file, by its number"):format(line:gsub("[\128-\255]", "?")), function()
                local path = files.write(GOOD .. "\n" .. line .. "\n" .. GOOD)
                refused(path, "^'.-', line 3: .*" .. pattern)
            end)
        end
        for line, pattern in pairs(lines) do
            local item = openai.json.decode(line)
            if type(item) == "table" then
                it(("the table of %s in an array, by its position"):format(line), function()
                    refused({ body "x", item }, "^request 2: .*" .. pattern)
                end)
                it(("the table of %s from an iterator, by its position"):format(line), function()
                    local list = { body "x", item }
                    refused(function() return table.remove(list, 1) end, "^request 2: .*" .. pattern)
                end)
            end
        end

        it("what an iterator fails with", function()
            refused(function() return nil, "the database is gone" end, "the database is gone")
        end)

        it("a file of requests that is not there", function()
            local made, err = run "/nonexistent/requests.jsonl"
            assert.is_nil(made)
            assert.equal("file", err.kind)
            assert.matches("/nonexistent/requests.jsonl", err.message)
        end)
    end)

    describe("is misused when", function()
        local function misuse(pattern, given, how)
            local ok, err = pcall(function() return client.batches:run(given, how) end)
            assert.is_false(ok)
            assert.matches(pattern, err)
            assert.matches("batch_run_spec", err)
        end

        it("the metadata leaves no place for the tag", function()
            local metadata = {}
            for i = 1, 16 do metadata["k" .. i] = "v" end
            misuse("metadata has 16 pairs; .* leave at most 15", params(bodies(1), { metadata = metadata }))
        end)

        it("the metadata uses the tag's name", function()
            misuse("use another name", params(bodies(1), { metadata = { openai_lua_run = "x" } }))
        end)

        it("the endpoint is missing", function() misuse("endpoint is missing", { requests = bodies(1) }) end)

        it("the requests are a number", function() misuse("requests must be an array", params(7)) end)

        it("an option is among the parameters", function()
            misuse("journal is an option", params(bodies(1), { journal = "x" }))
        end)

        it("a limit is unknown, or none", function()
            misuse("limits: unknown option 'request'; did you mean 'requests'", params(bodies(1)),
                { limits = { request = 1 } })
            misuse("limits: option requests must be a whole number from 1", params(bodies(1)),
                { limits = { requests = 0 } })
        end)

        it("an option is unknown", function() misuse("did you mean 'journal'", params(bodies(1)), { jurnal = "x" }) end)
    end)

    describe("splits", function()
        it("at the number of requests", function()
            assert(run(bodies(7), { limits = { requests = 3 } }))
            assert.same({ 3, 3, 1 }, upload_sizes())
        end)

        it("at the size of the file", function()
            assert(run(bodies(6), { limits = { bytes = 300 } }))
            assert.same({ 2, 2, 2 }, upload_sizes())
        end)

        it("at the number of embedding inputs", function()
            local requests = {
                body { "a", "b" }, body { "c", "d" }, body "e", body { 1, 2, 3 }, body { "f", "g", "h" },
            }
            assert(run(requests, { limits = { inputs = 4 } }))
            assert.same({ 2, 2, 1 }, upload_sizes())
        end)

        it("by model: a batch holds requests to one only", function()
            local large = { model = "text-embedding-3-large" }
            local made = assert(run { body "a", body("b", large), body "c", body("d", large) })
            assert.same({ 2, 2 }, upload_sizes())
            assert.same(repeated(4, "ok"), outcomes(made))
        end)
    end)

    describe("sends again", function()
        it("what failed in passing, in a batch of its own", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 500, custom_id = "request-2" }
            emu:fault { path = "/v1/embeddings", batch = true, status = 429, custom_id = "request-4" }
            local made = assert(run(bodies(5)))
            assert.same(repeated(5, "ok"), outcomes(made))
            assert.same({ 5, 2 }, upload_sizes())
            assert.equal(2, made.counts.resubmitted)
        end)

        it("only as often as max_resubmits says", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 500, custom_id = "request-2", times = 10 }
            local made = assert(run(bodies(3), { max_resubmits = 2 }))
            assert.equal(3, count_requests "POST /batches")
            assert.same({ total = 3, completed = 2, failed = 1, pending = 0, resubmitted = 2 }, made.counts)
        end)

        it("nothing when max_resubmits is 0", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 503, custom_id = "request-1" }
            local made = assert(run(bodies(2), { max_resubmits = 0 }))
            local id, answer, err = made:results():next()
            assert.same({ "request-1", nil, "server", 503, true },
                { id, answer, err.kind, err.status, err.retryable })
            assert.equal(1, count_requests "POST /batches")
        end)

        it("nothing that was refused for good", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 400, code = "bad", custom_id = "request-1" }
            assert.same({ "request-1 bad", "request-2 ok" }, outcomes(assert(run(bodies(2)))))
            assert.equal(1, count_requests "POST /batches")
        end)

        it("nothing when the quota is used up", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 429, code = "insufficient_quota",
                custom_id = "request-1" }
            assert.same({ "request-1 insufficient_quota", "request-2 ok" }, outcomes(assert(run(bodies(2)))))
        end)

        it("what expired", function()
            take_time()
            emu:timings { batch_window = 50 }
            local advanced = 0
            local made = assert(meanwhile(function() return run(bodies(10)) end, function()
                if count_batches() > advanced then
                    advanced = advanced + 1
                    emu:advance(10 + 100 * 0.35)
                    emu:timings { batch_window = 100000 }
                    emu:advance(10)
                end
                if advanced > 1 then emu:advance(10000) end
            end))
            assert.equal(2, #made.batches)
            assert.equal("expired", made.batches[1].status)
            assert.same(repeated(10, "ok"), outcomes(made))
        end)

        it("what the result files have nothing of", function()
            local line = '{"custom_id":"request-2","response":{"status_code":200,"body":{}},"error":null}\n'
            emu:reply("GET /files/*/content", line, 200, nil, 1)
            local made = assert(run(bodies(3)))
            assert.same(repeated(3, "ok"), outcomes(made))
            assert.same({ 3, 2 }, upload_sizes())
        end)
    end)

    describe("under the organization's limit on enqueued tokens", function()
        before_each(function()
            take_time()
        end)

        it("holds batches back and creates them again when others end", function()
            emu:limits { enqueued_tokens = 700 } -- two of the five fit
            local made = assert(meanwhile(function()
                return run(bodies(25), { limits = { requests = 5 }, poll_interval = 0.02 })
            end, function() -- none may end before the third was refused
                if count_batches() >= 3 then emu:advance(20) end
            end))
            assert.same(repeated(25, "ok"), outcomes(made))
            assert.same({ total = 25, completed = 25, failed = 0, pending = 0, resubmitted = 0 }, made.counts)
            assert.equal(5, count_requests "POST /files")
            assert.is_true(count_requests "POST /batches" > 5)
        end)

        it("holds back too what is refused at once", function()
            emu:fault { path = "POST /batches", status = 429, code = "token_limit_exceeded", times = 2 }
            local made = assert(meanwhile(function() return run(bodies(3)) end, function() emu:advance(1000) end))
            assert.same(repeated(3, "ok"), outcomes(made))
        end)

        it("halves a batch that is larger than the limit", function()
            emu:limits { enqueued_tokens = 400 }
            local made = assert(meanwhile(function() return run(bodies(16)) end, function() emu:advance(20) end))
            assert.same(repeated(16, "ok"), outcomes(made))
            assert.is_true(#made.batches > 1)
        end)
    end)

    describe("that ends otherwise than hoped", function()
        it("says when all requests failed", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 400, code = "bad", message = "no good",
                times = 3 }
            local made, err = run(bodies(3))
            assert.is_nil(made)
            assert.equal("failed", err.kind)
            assert.matches("all 3 requests failed, the first: no good", err.message)
            assert.same(repeated(3, "bad"), outcomes(err.run))
        end)

        it("shows which requests a batch was refused for", function()
            local requests = bodies(4)
            requests[3].model = "no-such-model"
            local made, err = run(requests, { limits = { requests = 4 } })
            assert.is_nil(made)
            assert.equal("failed", err.kind)
            assert.matches("was refused: request 'request%-3' %(line 1%): The provided model 'no%-such%-model'",
                err.message)
            assert.equal("request-3", err.lines[1].custom_id)
            assert.equal("model_not_found", outcomes(err.run)[3]:match "%S+$")
        end)

        it("has its results although the service names a file of errors by an empty text", function()
            emu:reply("GET /batches/batch_x", { id = "batch_x", object = "batch", status = "completed",
                endpoint = "/v1/embeddings", created_at = 1, output_file_id = "file-o", error_file_id = "",
                request_counts = { total = 1, completed = 1, failed = 0 } })
            emu:reply("POST /batches", { id = "batch_x", object = "batch", status = "validating", created_at = 1,
                endpoint = "/v1/embeddings", input_file_id = "f" }, 200, nil, 1)
            emu:reply("GET /files/file-o/content",
                '{"custom_id":"request-1","response":{"status_code":200,"body":{"x":1}}}\n')
            assert.same({ "request-1 ok" }, outcomes(assert(run(bodies(1)))))
        end)

        it("tells the innocent requests of a refused batch from the others", function()
            local requests = bodies(3)
            for i = 1, 3 do requests[i].model = "no-such-model" end
            requests[2].model = "nor-this-one"
            local _, err = run(requests)
            assert.equal("failed", err.kind)
            local first = err.lines[1].custom_id -- of the batch that was refused first, whichever that was
            local list = outcomes(err.run)
            assert.equal(first .. " model_not_found", list[tonumber(first:match "%d+")])
            assert.equal(3, #list)
        end)

        --- The batch of the next run, as the service shows it then.
        local function shown_as(batch, status)
            local all = { id = "batch_x", object = "batch", created_at = 1, endpoint = "/v1/embeddings" }
            for name, value in pairs(batch or {}) do all[name] = value end
            emu:reply("POST /batches", { id = "batch_x", object = "batch", status = "validating", created_at = 1,
                endpoint = "/v1/embeddings", input_file_id = "f" }, 200, nil, 1)
            emu:reply("GET /batches/batch_x", all, status or 200)
        end

        local function first_error(made)
            local results = made:results { partial = true }
            local _, _, err = results:next()
            results:close()
            return err
        end

        it("passes on what the service says of the whole batch", function()
            shown_as { status = "failed", errors = { data = { { code = "billing", message = "Pay first." } } } }
            local _, err = run(bodies(2))
            assert.equal("its batch was refused: Pay first.", first_error(err.run).message)
        end)

        it("says that requests expired", function()
            shown_as { status = "expired", output_file_id = "", error_file_id = "" }
            local _, err = run(bodies(2), { max_resubmits = 0 })
            local first = first_error(err.run)
            assert.equal("batch_expired", first.code)
            assert.matches("expired before it came to this request", first.message)
        end)

        it("does not say that waiting helps when a batch is gone", function()
            shown_as({ error = { message = "No such batch" } }, 404)
            local _, err = run(bodies(2), { journal = files.directory() .. "/j" })
            assert.equal("not_found", err.kind)
            assert.matches("a batch of the run is gone from the server", err.message, 1, true)
            assert.is_nil(err.message:find("run again", 1, true))
        end)

        it("is tried again when it was refused for no fault of its lines", function()
            local journal = files.directory() .. "/j"
            emu:reply("POST /batches", { id = "batch_x", object = "batch", status = "validating", created_at = 1,
                endpoint = "/v1/embeddings", input_file_id = "f" }, 200, nil, 1)
            local reason = { code = "billing_hard_limit_reached", message = "Pay first." }
            emu:reply("GET /batches/batch_x", { id = "batch_x", object = "batch", status = "failed",
                endpoint = "/v1/embeddings", errors = { object = "list", data = { reason } } })
            local _, err = run(bodies(2), { journal = journal })
            assert.matches("was refused: Pay first.*run again with the same journal", err.message)
            err.run:close()
            assert.same(repeated(2, "ok"), outcomes(assert(run(bodies(2), { journal = journal }))))
        end)

        it("keeps what was done when it is cancelled half-way", function()
            take_time()
            local made = assert(client.batches:start(params(bodies(10)), options()))
            emu:advance(10)
            emu:advance(50)
            assert(client.batches:list():next())
            assert(made:cancel())
            emu:advance(100)
            local same, err = made:wait()
            assert.is_nil(same)
            assert.equal("failed", err.kind)
            assert.matches("the run was cancelled: 5 of 10 requests done", err.message)
            local list = outcomes(made)
            table.sort(list)
            assert.equal(10, #list)
            assert.equal(5, made.counts.completed)
            assert.equal(1, count_requests "POST /batches")
        end)

        it("creates nothing more once it is cancelled", function()
            take_time()
            emu:limits { enqueued_tokens = 200 }
            local made = assert(client.batches:start(params(bodies(10)), options { limits = { requests = 5 } }))
            assert(made:cancel())
            local _, err = meanwhile(function() return made:wait() end, function() emu:advance(1000) end)
            assert.equal("failed", err.kind)
            assert.equal(2, count_requests "POST /batches")
            assert.equal(10, #outcomes(made))
        end)

        it("is over in time when it has a timeout, and can go on", function()
            take_time()
            local made, err = emulated.overdue(emu, "GET /batches/*", 1, function()
                return run(bodies(3), { timeout = 60 })
            end)
            assert.is_nil(made)
            assert.equal("timeout", err.kind)
            assert.matches("not over within 60 s .*0 of 3 requests done", err.message)
            emu:advance(1000)
            emu:advance(1000)
            assert.same(repeated(3, "ok"), outcomes(assert(err.run:wait { timeout = false })))
        end)

        it("says that its results are gone when it was closed, unless it has a journal", function()
            local made = assert(run(bodies(1)))
            made:close()
            local id, err = made:results():next()
            assert.is_nil(id)
            assert.matches("its results went with it", err.message)
            local kept = assert(run(bodies(1), { journal = files.directory() .. "/night.journal" }))
            kept:close()
            assert.same(repeated(1, "ok"), outcomes(kept))
        end)

        it("names a result that belongs to no request", function()
            emu:reply("GET /files/*/content", table.concat {
                '{"custom_id":"request-1","response":{"status_code":200,"body":{"n":1}},"error":null}\n',
                '{"custom_id":"stray","response":{"status_code":200,"body":{}},"error":null}\n',
            })
            local made, err = run(bodies(1))
            assert.is_nil(made)
            assert.same({ "protocol", "unknown_custom_id" }, { err.kind, err.code })
            assert.matches("line 2 of the result file file%-%w+: no request has the custom_id 'stray'", err.message)
            assert.same({ "request-1 ok" }, outcomes(err.run))
        end)

        for target, cases in pairs {
            ["GET /batches/*"] = {
                ["it has no id"] = { status = "completed" }, ["it has no status"] = { id = "b" },
                ["output_file_id is a number"] = { id = "b", status = "completed", output_file_id = 5 },
                ["request_counts.total is a string"] = { id = "b", status = "in_progress",
                    request_counts = { total = "many" } },
                ["errors.data%[1%] is a string"] = { id = "b", status = "failed", errors = { data = { "no" } } },
                ["errors.data%[1%].line is a string"] = { id = "b", status = "failed",
                    errors = { data = { { line = "two" } } } },
                ["not an object of the API"] = "5",
            },
            ["POST /files"] = { ["no file: it has no id"] = { object = "file" }, ["not an object"] = '"file"' },
            ["POST /batches"] = { ["no batch: it has no id"] = { status = "validating" } },
        } do
            for message, value in pairs(cases) do
                it(("says what is wrong with a server's answer (%s: %s)"):format(target, message), function()
                    emu:reply(target, value, 200, { ["content-type"] = "application/json" })
                    local made, err = run(bodies(1), { patience = 0 })
                    assert.is_nil(made)
                    assert.equal("protocol", err.kind)
                    assert.matches(message, err.message)
                end)
            end
        end

        it("takes nothing for a success that is none", function()
            local line = '{"custom_id":"request-%d",%s}\n'
            emu:reply("GET /files/*/content", table.concat {
                line:format(1, '"response":{"status_code":200,"body":{"n":1}},"error":null'),
                line:format(2, '"response":{"status_code":"200","body":{}}'), line:format(3, '"response":"none"'),
                line:format(4, '"response":{"status_code":200}'), line:format(5, '"response":null,"error":"oops"'),
            })
            local made, messages = assert(run(bodies(5), { max_resubmits = 0 })), {}
            for id, answer, err in made:results() do messages[#messages + 1] = answer and id or err.message end
            assert.same({ "request-1", "the request failed", "the request failed", "the result has no body", "oops" },
                messages)
            assert.same({ 1, 4 }, { made.counts.completed, made.counts.failed })
        end)

        it("names a request that has two results, and keeps the first", function()
            emu:reply("GET /files/*/content", table.concat {
                '{"custom_id":"request-1","response":{"status_code":200,"body":{"n":1}},"error":null}\n',
                '{"custom_id":"request-1","response":{"status_code":200,"body":{"n":2}},"error":null}\n',
            })
            local _, err = run(bodies(1))
            assert.matches("line 2 .* there is a result for 'request%-1' already; the first is kept", err.message)
            local id, answer = err.run:results():next()
            assert.same({ "request-1", { n = 1 } }, { id, answer })
        end)

        it("sends again what a truncated last line should have said", function()
            emu:reply("GET /files/*/content", table.concat {
                '{"custom_id":"request-1","response":{"status_code":200,"body":{"n":1}},"error":null}\n',
                '{"custom_id":"request-2","response":{"status_code":200,"bo',
            }, 200, nil, 1)
            local made = assert(run(bodies(2)))
            assert.same(repeated(2, "ok"), outcomes(made))
            assert.equal("bad_line", made.problems[1].code)
        end)
    end)

    describe("in two steps", function()
        it("is started without waiting, and collected by another process", function()
            take_time()
            local journal = files.directory() .. "/night.journal"
            local started = assert(client.batches:start(params(bodies(7)), options { journal = journal,
                limits = { requests = 3 } }))
            assert.same({ total = 7, completed = 0, failed = 0, pending = 7, resubmitted = 0 }, started.counts)
            assert.equal(3, #started.batches)
            started:close()
            emu:advance(1000)
            emu:advance(1000)
            local opened = assert(client.batches:open(journal, options()))
            assert.same(repeated(7, "ok"), outcomes(opened)) -- results() waits by itself
            assert.equal(3, count_requests "POST /batches")
        end)

        it("gives what is there so far", function()
            take_time()
            local started = assert(client.batches:start(params(bodies(2)), options()))
            assert.same({}, outcomes(started, { partial = true }))
        end)

        it("reads the requests again to compare them, but never to open it", function()
            take_time()
            local journal = files.directory() .. "/night.journal"
            local path = files.write(cjson.encode(body "x") .. "\n")
            assert(client.batches:start(params(path), options { journal = journal })):close()
            os.remove(path)
            emu:advance(1000)
            emu:advance(1000)
            local made, err = run(path, { journal = journal })
            assert.is_nil(made)
            assert.matches("cannot read '" .. path, err.message, 1, true)
            assert.same({ "request-1 ok" }, outcomes(assert(client.batches:open(journal, { poll_interval = 0.005 }))))
        end)

        it("needs no server once everything is here", function()
            local journal = files.directory() .. "/night.journal"
            assert(run(bodies(3), { journal = journal }))
            local before = #emu:requests()
            local again = assert(run(bodies(3), { journal = journal }))
            assert.same(repeated(3, "ok"), outcomes(again))
            assert.equal("completed", assert(client.batches:open(journal)).batches[1].status)
            assert.equal(before, #emu:requests())
        end)

        it("repeats more of what failed when it is opened with a larger max_resubmits", function()
            emu:fault { path = "/v1/embeddings", batch = true, status = 500, custom_id = "request-2", times = 2 }
            local journal = files.directory() .. "/night.journal"
            assert.equal(1, assert(run(bodies(3), { journal = journal })).counts.failed)
            local again = assert(run(bodies(3), { journal = journal, max_resubmits = 2 }))
            assert.same(repeated(3, "ok"), outcomes(again))
        end)
    end)

    describe("makes nothing twice", function()
        it("when the answer to an upload is lost", function()
            emu:fault { path = "POST /files", cut = "answer" }
            assert.same(repeated(2, "ok"), outcomes(assert(run(bodies(2)))))
            assert.equal(1, count_requests "POST /files")
        end)

        it("when the answer to a creation is lost", function()
            emu:fault { path = "POST /batches", cut = "answer" }
            assert.same(repeated(2, "ok"), outcomes(assert(run(bodies(2)))))
            assert.equal(1, count_requests "POST /batches")
        end)

        it("when a creation fails with 500, which leaves open whether it was done", function()
            emu:fault { path = "POST /batches", status = 500 }
            assert.same(repeated(2, "ok"), outcomes(assert(run(bodies(2)))))
            assert.equal(1, #assert(client.batches:list():collect()))
        end)

        it("and keeps looking as long as the server may still be at it", function()
            emu:fault { path = "POST /batches", cut = "answer" }
            emu:reply("GET /batches", { object = "list", data = openai.array {}, has_more = false }, 200, nil, 1)
            assert.same(repeated(2, "ok"), outcomes(assert(run(bodies(2), { look_again = 3 }))))
            assert.equal(1, count_requests "POST /batches")
        end)
    end)

    describe("beside others", function()
        it("runs inside a task, polling each batch on its own", function()
            take_time()
            local slow = 0
            local made = assert(meanwhile(function()
                return run(bodies(6), { limits = { requests = 2 } })
            end, function()
                slow = slow + 1
                if slow == 3 then emu:fault { path = "GET /batches/*", delay = 1 } end
                emu:advance(100)
            end))
            assert.same(repeated(6, "ok"), outcomes(made))
        end)

        it("stops when its task is cancelled, and goes on later", function()
            take_time()
            local journal = files.directory() .. "/night.journal"
            local task = openai.spawn(function() return run(bodies(3), { journal = journal }) end)
            for _ = 1, 2000 do
                openai.loop:poll(0.01)
                if count_requests "GET /batches/*" > 0 then break end
            end
            task:cancel()
            local made, err = task:await()
            assert.is_nil(made)
            assert.equal("cancelled", err.kind)
            err.run:close()
            emu:advance(1000)
            emu:advance(1000)
            assert.same(repeated(3, "ok"), outcomes(assert(client.batches:open(journal, options()))))
            assert.equal(1, count_requests "POST /batches")
        end)

        it("tells its progress", function()
            local phases, units, last = {}, {}, nil
            assert(run(bodies(3), { limits = { requests = 2 }, on_progress = function(progress)
                phases[progress.phase], units[progress.unit], last = true, true, progress
                if progress.phase ~= "prepare" then assert.equal(3, progress.total) end
                assert.is_true(progress.done <= 3)
            end }))
            assert.same({ upload = true, batches = true }, phases)
            assert.same({ requests = true }, units)
            assert.same({ "batches", 3, 3, "requests", 3 },
                { last.phase, last.done, last.total, last.unit, last.counts.completed })
        end)

        it("raises what on_progress raises, and stops", function()
            local ok, problem = pcall(run, bodies(3), { on_progress = function() error "enough" end })
            assert.is_false(ok)
            assert.matches("enough", problem)
            assert.equal(0, openai.loop:poll(0))
        end)

        it("goes on where the download of its results was cut", function()
            emu:fault { path = "GET /files/*/content", cut = 300 }
            local patient = client:with { max_retries = 1 }
            local made = assert(patient.batches:run(params(bodies(10)), options()))
            assert.same(repeated(10, "ok"), outcomes(made))
            local requests = emu:requests "GET /files/*/content"
            assert.same({ 2, "bytes=300-" }, { #requests, requests[2].headers.range })
        end)

        it("comes to the end of results that are cut again and again", function()
            emu:fault { path = "GET /files/*/content", cut = 100, times = 30 }
            local made
            calls.skipping(client:with { max_retries = 1 }, function(patient)
                made = assert(patient.batches:run(params(bodies(10)), options()))
                return true
            end)
            assert.same(repeated(10, "ok"), outcomes(made))
            local requests = emu:requests "GET /files/*/content"
            assert.is_true(#requests > 5)
            for i = 2, #requests do assert.equal(("bytes=%d-"):format((i - 1) * 100), requests[i].headers.range) end
        end)

        it("goes on in a later run where the download of its results was given up", function()
            local journal = files.directory() .. "/night.journal"
            emu:fault { path = "GET /files/*/content", cut = 300 }
            emu:fault { path = "GET /files/*/content", status = 403 }
            local made, err = client:with({ max_retries = 1 }).batches:run(params(bodies(10)),
                options { journal = journal })
            assert.is_nil(made)
            assert.equal("permission_denied", err.kind)
            assert.same(repeated(10, "ok"), outcomes(assert(run(bodies(10), { journal = journal }))))
            local requests = emu:requests "GET /files/*/content"
            assert.equal("bytes=300-", requests[#requests].headers.range)
            for _, name in ipairs(files.list(journal .. ".d")) do assert.is_nil(name:find(".part", 1, true)) end
        end)

        it("fails at once for a wrong key", function()
            emu:fault { path = "POST /files", status = 401, code = "invalid_api_key", times = 5 }
            local made, err = run(bodies(3))
            assert.is_nil(made)
            assert.equal("authentication", err.kind)
        end)
    end)

    it("without a journal leaves nothing on the disk", function()
        local place = files.directory()
        local text = ([[
            local openai = require "openai"
            local client = openai.new { base_url = %q, api_key = "sk-test" }
            local run = assert(client.batches:run({ endpoint = "/v1/embeddings", requests = {
                { model = "text-embedding-3-small", input = "x" },
            } }, { poll_interval = 0.01 }))
            assert(io.popen("ls " .. os.getenv "TMPDIR"):read "*a" ~= "", "nothing there while it runs")
            if arg[1] then run:close() end
        ]]):format(emu.base_url)
        local output, code = require("spec.support.child").run(text, { TMPDIR = place })
        assert.same({ "", 0 }, { output, code })
        assert.same({}, files.list(place))
    end)
end)
