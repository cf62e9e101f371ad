local cjson = require "spec.support.reference_json"
local cases = require "spec.support.dataset_cases"
local http = require "spec.support.http"
local openai_json = require "openai.json"

local null = cjson.null

describe("the emulator's fine-tuning jobs", function()
    local emu, api

    http.around(function(...) emu, api = ... end, "manual")

    local function upload(count)
        return api:upload("train.jsonl", http.examples(count or 12)).id
    end

    local function create(more)
        local parameters = { model = "gpt-4o-mini", training_file = (more or {}).training_file or upload() }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return api:post("/fine_tuning/jobs", parameters)
    end

    local function started(more)
        local answer = create(more)
        assert.equal(200, answer.status, answer.body)
        return answer.json.id
    end

    local function job(id) return api:get("/fine_tuning/jobs/" .. id).json end

    local function messages(id, query)
        local out = {}
        for i, event in ipairs(api:get("/fine_tuning/jobs/" .. id .. "/events" .. (query or "?limit=100")).json.data) do
            out[i] = event.message
        end
        return out
    end

    local function finished(more)
        local id = started(more)
        emu:advance(7200)
        return job(id)
    end

    local function assert_refused(answer, param, code, status)
        assert.equal(status or 400, answer.status)
        assert.equal(param, answer.json.error.param)
        assert.equal(code, answer.json.error.code)
    end

    describe("when created", function()
        it("have every field the reference requires", function()
            local file = upload()
            local created = create{ training_file = file, suffix = "my-suffix", seed = 7, metadata = { a = "b" } }.json
            assert.matches("^ftjob%-%w+$", created.id)
            assert.equal("fine_tuning.job", created.object)
            assert.equal("gpt-4o-mini-2024-07-18", created.model)
            assert.equal("validating_files", created.status)
            assert.equal(file, created.training_file)
            assert.equal("my-suffix", created.user_provided_suffix)
            assert.equal(7, created.seed)
            assert.same({ a = "b" }, created.metadata)
            assert.same({ n_epochs = "auto", batch_size = "auto", learning_rate_multiplier = "auto" },
                created.hyperparameters)
            assert.equal("supervised", created.method.type)
            assert.same({}, created.result_files)
            for _, name in ipairs{ "error", "fine_tuned_model", "finished_at", "trained_tokens", "validation_file",
                "estimated_finish" } do
                assert.equal(null, created[name])
            end
        end)

        it("send empty lists as lists", function()
            assert.matches('"result_files":%[%]', create().body)
        end)

        it("need a model and a training file", function()
            assert_refused(api:post("/fine_tuning/jobs", { training_file = upload() }), "model",
                "missing_required_parameter")
            assert_refused(api:post("/fine_tuning/jobs", { model = "gpt-4o" }), "training_file",
                "missing_required_parameter")
        end)

        it("refuse files that do not exist or have another purpose", function()
            assert_refused(create{ training_file = "file-none" }, "training_file", "file_not_found")
            assert_refused(create{ validation_file = "file-none" }, "validation_file", "file_not_found")
            local other = api:upload("a.jsonl", "x", "batch").id
            assert_refused(create{ training_file = other }, "training_file", "invalid_file_purpose")
        end)

        it("refuse models that cannot be fine-tuned", function()
            assert_refused(create{ model = "text-embedding-3-small" }, "model", "model_not_available")
        end)

        it("refuse a suffix of 0 or 65 characters, and take 1 and 64", function()
            assert_refused(create{ suffix = "" }, "suffix", "string_below_min_length")
            assert_refused(create{ suffix = ("x"):rep(65) }, "suffix", "string_above_max_length")
            assert.equal(200, create{ suffix = "x" }.status)
            assert.equal(200, create{ suffix = ("é"):rep(64) }.status)
        end)

        it("refuse seeds outside 0 to 2147483647", function()
            assert_refused(create{ seed = -1 }, "seed", "integer_below_min_value")
            assert_refused(create{ seed = 2147483648 }, "seed", "integer_above_max_value")
            assert_refused(create{ seed = 1.5 }, "seed", "invalid_type")
            assert_refused(create{ seed = "1" }, "seed", "invalid_type")
            assert.equal(200, create{ seed = 2147483647 }.status)
        end)

        it("refuse metadata beyond 16 pairs, 64 and 512 characters", function()
            local pairs_17 = {}
            for i = 1, 17 do pairs_17["k" .. i] = "v" end
            assert_refused(create{ metadata = pairs_17 }, "metadata", "object_above_max_properties")
            assert_refused(create{ metadata = { [("k"):rep(65)] = "v" } }, "metadata", "string_above_max_length")
            assert_refused(create{ metadata = { k = ("v"):rep(513) } }, "metadata.k", "string_above_max_length")
            assert_refused(create{ metadata = { k = 1 } }, "metadata.k", "invalid_type")
            assert.equal(200, create{ metadata = { [("k"):rep(64)] = ("v"):rep(512) } }.status)
        end)

        it("refuse hyperparameters out of range and unknown parameters", function()
            local n_epochs = "hyperparameters.n_epochs"
            assert_refused(create{ hyperparameters = { n_epochs = 0 } }, n_epochs, "integer_below_min_value")
            assert_refused(create{ hyperparameters = { n_epochs = 51 } }, n_epochs, "integer_above_max_value")
            local method = { type = "supervised", supervised = { hyperparameters = { batch_size = 257 } } }
            assert_refused(create{ method = method }, "method.supervised.hyperparameters.batch_size",
                "integer_above_max_value")
            assert_refused(create{ epochs = 3 }, "epochs", "unknown_parameter")
            assert_refused(create{ method = { type = "magic" } }, "method.type", "invalid_value")
        end)
    end)

    describe("in the course of time", function()
        it("go through validating_files, queued and running to succeeded", function()
            local id = started()
            local seen = {}
            for _, seconds in ipairs{ 0, 25, 30, 600 } do
                emu:advance(seconds)
                seen[#seen + 1] = job(id).status
            end
            assert.same({ "validating_files", "queued", "running", "succeeded" }, seen)
        end)

        it("say while running when they expect to finish", function()
            local id = started()
            emu:advance(60)
            local running = job(id)
            assert.is_true(running.estimated_finish > running.created_at)
            assert.equal(null, running.finished_at)
        end)

        it("resolve the hyperparameters left to the service", function()
            local done = finished{ training_file = upload(100) }
            assert.same({ n_epochs = 3, batch_size = 1, learning_rate_multiplier = 1.8 }, done.hyperparameters)
            assert.equal(2, finished{ hyperparameters = { n_epochs = 2 } }.hyperparameters.n_epochs)
        end)

        it("end with a model that is named after base, organization and suffix, and known", function()
            local done = finished{ suffix = "tales" }
            assert.matches("^ft:gpt%-4o%-mini%-2024%-07%-18:emulator:tales:%w+$", done.fine_tuned_model)
            assert.is_true(done.trained_tokens > 0)
            assert.is_true(done.finished_at > done.created_at)
            assert.equal(done.fine_tuned_model, api:get("/models/" .. done.fine_tuned_model).json.id)
        end)

        it("leave the suffix empty in the model's name when there is none", function()
            assert.matches("^ft:gpt%-4o%-mini%-2024%-07%-18:emulator::%w+$", finished().fine_tuned_model)
        end)

        it("can go on from a model fine-tuned before", function()
            local again = finished{ model = finished().fine_tuned_model }
            assert.matches("^ft:gpt%-4o%-mini%-2024%-07%-18:", again.fine_tuned_model)
        end)

        it("take the same course for the same seed and another for another", function()
            local file = upload()
            local function losses(seed)
                local id = finished{ training_file = file, seed = seed }.id
                return api:get("/fine_tuning/jobs/" .. id .. "/checkpoints").json.data[1].metrics.train_loss
            end
            assert.equal(losses(1), losses(1))
            assert.are_not.equal(losses(1), losses(2))
        end)

        it("follow the real clock, faster by the speed", function()
            emu:clock{ mode = "real", speed = 100000 }
            local id = started()
            local status
            for _ = 1, 200 do
                status = job(id).status
                if status == "succeeded" then break end
            end
            assert.equal("succeeded", status)
        end)
    end)

    describe("events", function()
        it("tell the story, newest first", function()
            local told = messages(started{ validation_file = upload() })
            assert.matches("^Validating training file: file%-%w+ and validation file: file%-%w+$", told[1])
            assert.matches("^Created fine%-tuning job: ftjob%-", told[2])
        end)

        it("come with the milestones and one metric per step", function()
            local done = finished{ training_file = upload(10), hyperparameters = { n_epochs = 2 } }
            local told = messages(done.id)
            assert.equal("The job has successfully completed", told[1])
            assert.equal("New fine-tuned model created: " .. done.fine_tuned_model, told[2])
            assert.equal("Checkpoint created at step 20", told[3])
            assert.matches("^Step 20/20: training loss=%d%.%d%d$", told[4])
            assert.equal("Fine-tuning job started", told[#told - 3])
            assert.equal("Files validated, moving job to queued state", told[#told - 2])
        end)

        it("of metrics carry the numbers", function()
            local file = upload(10)
            local done = finished{ training_file = file, validation_file = file, hyperparameters = { n_epochs = 1 } }
            local event = api:get("/fine_tuning/jobs/" .. done.id .. "/events?limit=4").json.data[4]
            assert.equal("metrics", event.type)
            assert.equal("info", event.level)
            assert.equal("fine_tuning.job.event", event.object)
            assert.same({ 10, 10 }, { event.data.step, event.data.total_steps })
            for _, name in ipairs{ "train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy",
                "full_valid_loss", "full_valid_mean_token_accuracy" } do
                assert.equal("number", type(event.data[name]))
            end
        end)

        it("appear as time goes by", function()
            local id = started{ training_file = upload(100) }
            emu:advance(55)
            local before = #messages(id)
            emu:advance(20)
            assert.is_true(#messages(id) > before)
        end)

        it("are paged by cursor without gaps", function()
            local id = finished{ training_file = upload(10), hyperparameters = { n_epochs = 1 } }.id
            local all, paged, after = messages(id), {}, ""
            repeat
                local page = api:get("/fine_tuning/jobs/" .. id .. "/events?limit=4" .. after).json
                for _, event in ipairs(page.data) do paged[#paged + 1] = event.message end
                after = "&after=" .. page.data[#page.data].id
            until not page.has_more
            assert.same(all, paged)
        end)

        it("show a falling loss", function()
            local id = finished{ training_file = upload(60) }.id
            local events = api:get("/fine_tuning/jobs/" .. id .. "/events?limit=100").json.data
            local last, first = events[4].data.train_loss, events[100].data.train_loss
            assert.is_true(last < first)
        end)
    end)

    describe("checkpoints", function()
        it("are the last three ends of epochs, newest first, and models", function()
            local done = finished{ training_file = upload(10), hyperparameters = { n_epochs = 4 } }
            local page = api:get("/fine_tuning/jobs/" .. done.id .. "/checkpoints").json
            local steps = {}
            for i, checkpoint in ipairs(page.data) do steps[i] = checkpoint.step_number end
            assert.same({ 40, 30, 20 }, steps)
            assert.same({ page.data[1].id, page.data[3].id, false }, { page.first_id, page.last_id, page.has_more })
            local middle = page.data[2]
            assert.equal("fine_tuning.job.checkpoint", middle.object)
            assert.equal(done.id, middle.fine_tuning_job_id)
            assert.equal(done.fine_tuned_model .. ":ckpt-step-30", middle.fine_tuned_model_checkpoint)
            assert.equal(30, middle.metrics.step)
            assert.equal(200, api:get("/models/" .. middle.fine_tuned_model_checkpoint).status)
            assert.equal(done.fine_tuned_model, page.data[1].fine_tuned_model_checkpoint)
        end)

        it("are an empty page before the first epoch has ended", function()
            local page = api:get("/fine_tuning/jobs/" .. started() .. "/checkpoints").json
            assert.same({ {}, false, null }, { page.data, page.has_more, page.first_id })
        end)
    end)

    describe("results", function()
        it("are a base64-encoded CSV with a row per step", function()
            local done = finished{ training_file = upload(10), hyperparameters = { n_epochs = 1 } }
            local file = api:get("/files/" .. done.result_files[1]).json
            assert.equal("fine-tune-results", file.purpose)
            local text = api:get("/files/" .. file.id .. "/content").body
            local encoded = http.temporary(text)
            local pipe = io.popen("base64 -d " .. encoded, "r")
            local csv = pipe:read("*a")
            pipe:close()
            os.remove(encoded)
            local lines = {}
            for line in csv:gmatch("[^\n]+") do lines[#lines + 1] = line end
            assert.equal("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy", lines[1])
            assert.equal(11, #lines)
            assert.matches("^1,%d+%.%d+,%d+%.?%d*,,$", lines[2])
        end)
    end)

    describe("with bad files", function()
        local function failure(text, more)
            local parameters = { training_file = api:upload("bad.jsonl", text).id }
            for name, value in pairs(more or {}) do parameters[name] = value end
            local failed = finished(parameters)
            assert.equal("failed", failed.status)
            return failed.error, failed
        end

        it("fail when there are fewer than 10 examples", function()
            assert.same({ code = "invalid_n_examples", param = "training_file",
                message = "Training file has 9 example(s), but must have at least 10 examples" },
                (failure(http.examples(9))))
        end)

        it("fail when a line is no JSON object, naming the line", function()
            local err = failure(http.examples(3) .. "not json\n" .. http.examples(10))
            assert.equal("invalid_training_file", err.code)
            assert.equal("training_file", err.param)
            assert.matches("Line 4 is not a dictionary", err.message)
        end)

        it("fail when a message has no role, an unknown role or no content", function()
            local good = http.examples(10)
            assert.matches("Example 11, message 1 Discriminator 'role' is missing",
                failure(good .. '{"messages":[{"content":"x"}]}\n').message)
            assert.matches("unknown role 'king'", failure(good
                .. '{"messages":[{"role":"king","content":"x"}]}').message)
            assert.matches("message 1 has no content", failure(good
                .. '{"messages":[{"role":"user","content":""}]}').message)
            assert.matches("no message with the role 'assistant'",
                failure(good .. '{"messages":[{"role":"user","content":"x"}]}').message)
        end)

        it("fail when the format is another method's or another model's", function()
            local err = failure(http.examples(10), { method = { type = "dpo" } })
            assert.matches("not using 'supervised' as the training method %(provided method=dpo%)", err.message)
            err = failure(http.examples(10), { model = "davinci-002" })
            assert.matches("davinci%-002 cannot be trained with", err.message)
            assert.matches("expected either prompt/completion pairs or chat messages", failure('{"a":1}\n').message)
        end)

        it("fail because of the validation file, naming it", function()
            local bad = api:upload("bad.jsonl", "x").id
            local failed = finished{ validation_file = bad }
            assert.same({ "invalid_validation_file", "validation_file" }, { failed.error.code, failed.error.param })
        end)

        it("fail when the file has been deleted meanwhile", function()
            local file = upload()
            local id = started{ training_file = file }
            api:delete("/files/" .. file)
            emu:advance(7200)
            assert.equal("invalid_training_file", job(id).error.code)
        end)

        it("end with an event of level error", function()
            local err, failed = failure(http.examples(1))
            local event = api:get("/fine_tuning/jobs/" .. failed.id .. "/events?limit=1").json.data[1]
            assert.same({ "error", err.message }, { event.level, event.message })
        end)

        local any_grader = { type = "string_check", name = "g", input = "{{sample.output_text}}", reference = "x",
            operation = "eq" }
        local methods = {
            supervised = {}, dpo = { method = { type = "dpo" } },
            reinforcement = { model = "o4-mini",
                method = { type = "reinforcement", reinforcement = { grader = any_grader } } },
        }
        for method, parameters in pairs(methods) do
            for _, case in ipairs(cases[method]) do
                local name, line, problem = case[1], case[2], case[3]
                local refuses = problem and case[6] ~= "warning"
                it(("%s when %s is in a file for %s"):format(refuses and "fail" or "succeed", name, method), function()
                    local lines = {}
                    for i = 1, 10 do lines[i] = openai_json.encode(cases.good(method, i)) end
                    lines[11] = type(line) == "table" and openai_json.encode(line) or line
                    local all = { training_file = api:upload("case.jsonl", table.concat(lines, "\n") .. "\n \n").id }
                    for key, value in pairs(parameters) do all[key] = value end
                    local ended = finished(all)
                    assert.equal(refuses and "failed" or "succeeded", ended.status, cjson.encode(ended.error))
                end)
            end
        end

        it("accept prompts, preferences and references where they belong", function()
            local function repeated(line) return (line .. "\n"):rep(10) end
            local prompts = api:upload("p.jsonl", repeated('{"prompt":"a","completion":"b"}')).id
            local preferences = api:upload("d.jsonl", repeated('{"input":{"messages":[{"role":"user","content":"a"}]},'
                .. '"preferred_output":[{"role":"assistant","content":"b"}],'
                .. '"non_preferred_output":[{"role":"assistant","content":"c"}]}')).id
            local references = api:upload("r.jsonl",
                repeated('{"messages":[{"role":"user","content":"a"}],"label":"b"}')).id
            local grader = { type = "string_check", name = "g", input = "{{sample.output_text}}",
                reference = "{{item.label}}", operation = "eq" }
            local jobs = {
                { model = "davinci-002", training_file = prompts },
                { training_file = preferences, method = { type = "dpo" } },
                { model = "o4-mini", training_file = references,
                    method = { type = "reinforcement", reinforcement = { grader = grader } } },
            }
            for _, parameters in ipairs(jobs) do assert.equal("succeeded", finished(parameters).status) end
        end)
    end)

    describe("when steered by the user", function()
        it("can be cancelled while active, once", function()
            local id = started()
            assert.equal("cancelled", api:post("/fine_tuning/jobs/" .. id .. "/cancel").json.status)
            assert_refused(api:post("/fine_tuning/jobs/" .. id .. "/cancel"), null, "invalid_job_status")
            emu:advance(7200)
            assert.equal("cancelled", job(id).status)
            assert.equal("Fine-tuning job cancelled", messages(id)[1])
        end)

        it("pause, stand still, and go on where they were", function()
            local id = started{ training_file = upload(100) }
            emu:advance(150)
            assert.equal("paused", api:post("/fine_tuning/jobs/" .. id .. "/pause").json.status)
            local before = messages(id)
            emu:advance(7200)
            assert.same(before, messages(id))
            assert.equal("queued", api:post("/fine_tuning/jobs/" .. id .. "/resume").json.status)
            emu:advance(31)
            assert.equal("running", job(id).status)
            emu:advance(7200)
            assert.equal("succeeded", job(id).status)
            assert.matches("^Step 300/300", messages(id)[4])
        end)

        it("pause only while running and resume only when paused", function()
            local id = started()
            assert_refused(api:post("/fine_tuning/jobs/" .. id .. "/pause"), null, "invalid_job_status")
            assert_refused(api:post("/fine_tuning/jobs/" .. id .. "/resume"), null, "invalid_job_status")
        end)

        it("answer 404 when unknown, whatever is asked", function()
            for _, path in ipairs{ "", "/events", "/checkpoints" } do
                assert_refused(api:get("/fine_tuning/jobs/ftjob-none" .. path), "fine_tune_id",
                    "fine_tune_not_found", 404)
            end
            for _, path in ipairs{ "/cancel", "/pause", "/resume" } do
                assert_refused(api:post("/fine_tuning/jobs/ftjob-none" .. path), "fine_tune_id",
                    "fine_tune_not_found", 404)
            end
        end)

        it("are listed newest first, and by metadata", function()
            local file = upload()
            local first = started{ training_file = file, metadata = { run = "1" } }
            local second = started{ training_file = file, metadata = { run = "2" } }
            local third = started{ training_file = file }
            local function ids(query)
                local out = {}
                for i, item in ipairs(api:get("/fine_tuning/jobs" .. query).json.data) do out[i] = item.id end
                return out
            end
            assert.same({ third, second, first }, ids(""))
            assert.same({ first }, ids("?metadata[run]=1"))
            assert.same({ third }, ids("?metadata=null"))
            assert.same({ second }, ids("?limit=1&after=" .. third))
        end)

        it("can be made to fail from outside", function()
            local id = started()
            emu:fail_job(id, { code = "out_of_luck", message = "It rained." })
            assert.same({ code = "out_of_luck", message = "It rained.", param = null }, job(id).error)
        end)
    end)

    describe("models", function()
        it("can be deleted", function()
            local model = finished().fine_tuned_model
            assert.same({ id = model, object = "model", deleted = true }, api:delete("/models/" .. model).json)
            assert.equal(404, api:get("/models/" .. model).status)
        end)

        it("repeat what they learnt", function()
            local model = finished().fine_tuned_model
            local answer = api:post("/chat/completions",
                { model = model, messages = { { role = "user", content = "question number 7, please" } } }).json
            assert.equal("Answer number 7", answer.choices[1].message.content)
        end)
    end)

    describe("permissions", function()
        local path

        before_each(function() path = "/fine_tuning/checkpoints/" .. finished().fine_tuned_model .. "/permissions" end)

        it("are created for several projects and listed newest first", function()
            local created = api:post(path, { project_ids = { "proj_a", "proj_b" } }).json
            assert.equal("checkpoint.permission", created.data[1].object)
            local page = api:get(path .. "?limit=1").json
            assert.same({ "proj_b", true, created.data[2].id }, { page.data[1].project_id, page.has_more,
                page.last_id })
            assert.equal("proj_a", api:get(path .. "?order=ascending").json.data[1].project_id)
            assert.equal(1, #api:get(path .. "?project_id=proj_a").json.data)
        end)

        it("are deleted once", function()
            local id = api:post(path, { project_ids = { "proj_a" } }).json.data[1].id
            assert.same({ id = id, object = "checkpoint.permission", deleted = true }, api:delete(path .. "/"
                .. id).json)
            assert.equal(404, api:delete(path .. "/" .. id).status)
        end)

        it("need projects and a checkpoint that exists", function()
            assert_refused(api:post(path, { project_ids = {} }), "project_ids", "array_below_min_length")
            assert.equal(404, api:get("/fine_tuning/checkpoints/ft:none/permissions").status)
        end)
    end)
end)
