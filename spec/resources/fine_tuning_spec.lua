-- client.fine_tuning: the operations as the server sees them, waiting, following, results, the whole way in one call.
local openai = require "openai"
local csv = require "openai.csv"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

local MODEL = "gpt-4o-mini-2024-07-18"

describe("fine-tuning", function()
    local emu, client, jobs

    setup(function()
        emu, client = emulated.start()
        jobs = client.fine_tuning.jobs
    end)
    teardown(function() emu:stop() end)
    before_each(function() emulated.fresh(emu) end)
    after_each(files.remove_all)

    local function said()
        local request = emulated.last(emu)
        local query = request.query ~= "" and "?" .. request.query or ""
        return ("%s %s%s"):format(request.method, request.path, query), request.json
    end

    describe("operations", function()
        it("create a job from its parameters as JSON", function()
            local file = assert(client.files:create { file = emulated.dataset(), purpose = "fine-tune" })
            local params = {
                model = MODEL, training_file = file.id, suffix = "mine", seed = 7, metadata = { a = "b" },
                method = { type = "supervised", supervised = { hyperparameters = { n_epochs = 2 } } },
            }
            local job = assert(jobs:create(params))
            local line, body = said()
            assert.equal("POST /v1/fine_tuning/jobs", line)
            assert.same(params, body)
            assert.equal("validating_files", job.status)
        end)

        it("list jobs by metadata", function()
            emulated.job(client, { metadata = { team = "a b" } })
            emulated.job(client)
            local found = assert(jobs:list { metadata = { team = "a b" }, limit = 2 }:collect())
            assert.equal(1, #found)
            local line = said():gsub("%%5B", "["):gsub("%%5D", "]")
            assert.equal("GET /v1/fine_tuning/jobs?limit=2&metadata[team]=a%20b", line)
        end)

        local simple = {
            { "retrieve", "GET", "" }, { "cancel", "POST", "/cancel" },
        }
        for _, case in ipairs(simple) do
            it(case[1] .. " a job by id or object", function()
                for _, form in ipairs { "id", "object" } do
                    local job = emulated.job(client)
                    local answer = assert(jobs[case[1]](jobs, form == "id" and job.id or job))
                    assert.equal(job.id, answer.id)
                    assert.equal(("%s /v1/fine_tuning/jobs/%s%s"):format(case[2], job.id, case[3]), (said()))
                end
            end)
        end

        it("pause and resume a job", function()
            local job = emulated.job(client)
            emu:advance(60)
            assert.equal("paused", assert(jobs:pause(job.id)).status)
            assert.equal(("POST /v1/fine_tuning/jobs/%s/pause"):format(job.id), (said()))
            assert.equal("queued", assert(jobs:resume(job.id)).status)
            assert.equal(("POST /v1/fine_tuning/jobs/%s/resume"):format(job.id), (said()))
        end)

        it("list events page by page, under both names", function()
            local job = emulated.job(client)
            local ids = {}
            for event in jobs:list_events(job.id, { limit = 1 }) do ids[#ids + 1] = event.id end
            assert.equal(2, #ids)
            assert.equal(("GET /v1/fine_tuning/jobs/%s/events?after=%s&limit=1"):format(job.id, ids[1]), (said()))
            assert.equal(ids[1], jobs:events(job):next().id)
            assert.equal(ids[1], job:events():next().id)
        end)

        it("list checkpoints, under each of their names", function()
            local job = emulated.finished_job(emu, client)
            local all = assert(jobs.checkpoints:list(job.id, { limit = 2 }):collect())
            assert.equal(3, #all)
            local path = ("/v1/fine_tuning/jobs/%s/checkpoints"):format(job.id)
            assert.equal(("GET %s?after=%s&limit=2"):format(path, all[2].id), (said()))
            assert.same(all, jobs:checkpoints(job.id):collect())
            assert.same(all, job:checkpoints { limit = 1 }:collect())
        end)

        it("say how to list checkpoints when they are called with a dot", function()
            assert.error_matches(function() jobs.checkpoints "ftjob-1" end, "client.fine_tuning.jobs:checkpoints")
        end)

        it("grade a sample and check a grader", function()
            local graders = client.fine_tuning.alpha.graders
            local grader = { type = "string_check", name = "same", input = "{{sample.output_text}}",
                reference = "yes", operation = "eq" }
            assert.equal(1, assert(graders:run { grader = grader, model_sample = "yes" }).reward)
            local line, body = said()
            assert.equal("POST /v1/fine_tuning/alpha/graders/run", line)
            assert.same({ grader = grader, model_sample = "yes" }, body)
            assert(graders:validate { grader = grader })
            line, body = said()
            assert.equal("POST /v1/fine_tuning/alpha/graders/validate", line)
            assert.same({ grader = grader }, body)
        end)

        it("give, list and take permissions of a checkpoint", function()
            local job = emulated.finished_job(emu, client)
            local name, permissions = job.fine_tuned_model, client.fine_tuning.checkpoints.permissions
            local given = assert(permissions:create(name, { project_ids = { "p1", "p2" } })):collect()
            local line, body = said()
            local path = "/v1/fine_tuning/checkpoints/" .. name:gsub(":", "%%3A") .. "/permissions"
            assert.equal("POST " .. path, line)
            assert.same({ project_ids = { "p1", "p2" } }, body)
            assert.equal(2, #given)
            assert.equal("p1", assert(permissions:list(name, { project_id = "p1" }):collect())[1].project_id)
            assert.equal(("GET %s?project_id=p1"):format(path), (said()))
            assert.equal(2, #assert(permissions:retrieve(name, { limit = 1, order = "ascending" }):collect()))
            assert.is_true(assert(permissions:delete(name, given[1])).deleted)
            assert.equal(("DELETE %s/%s"):format(path, given[1].id), (said()))
        end)
    end)

    describe("jobs that are objects", function()
        it("are updated in place by refresh, cancel, pause and resume", function()
            local job = emulated.job(client)
            job.stale = true
            emu:advance(60)
            assert.equal(job, job:refresh())
            assert.equal("running", job.status)
            assert.is_nil(job.stale)
            assert.equal(job, job:pause())
            assert.equal("paused", job.status)
            assert.equal(job, job:resume())
            assert.equal("queued", job.status)
            assert.equal(job, job:cancel())
            assert.equal("cancelled", job.status)
        end)

        it("stay as they are when the call fails", function()
            local job = emulated.finished_job(emu, client)
            local done, err = job:cancel()
            assert.is_nil(done)
            assert.equal("bad_request", err.kind)
            assert.equal("succeeded", job.status)
        end)

        it("give the response on request", function()
            local job = emulated.job(client)
            local same, response = job:refresh { with_response = true }
            assert.equal(job, same)
            assert.equal(200, response.status)
        end)
    end)

    describe("waiting for a job", function()
        it("returns it once it has succeeded", function()
            local job = emulated.finished_job(emu, client)
            assert.equal("succeeded", assert(jobs:wait(job.id)).status)
        end)

        it("updates an object in place", function()
            local job = emulated.job(client)
            emu:clock { mode = "real", speed = 2000 }
            assert.equal(job, assert(job:wait { poll_interval = 0.01 }))
            assert.equal("succeeded", job.status)
            assert.matches("^ft:", job.fine_tuned_model)
        end)

        it("is an error of kind failed when it fails or is cancelled", function()
            local failed, cancelled = emulated.job(client), emulated.job(client)
            emu:fail_job(failed.id, { code = "broken", message = "the GPU melted" })
            cancelled:cancel()
            local done, err = failed:wait()
            assert.is_nil(done)
            assert.equal("failed", err.kind)
            assert.equal(failed, err.job)
            assert.equal("broken", err.code)
            assert.matches("the GPU melted", tostring(err))
            done, err = jobs:wait(cancelled.id)
            assert.is_nil(done)
            assert.equal("failed", err.kind)
            assert.equal("cancelled", err.job.status)
        end)

        it("is an error of kind timeout when the time is up, which says that the job goes on", function()
            local job = emulated.job(client)
            local done, err = emulated.overdue(emu, "GET /fine_tuning/jobs/*", 2, function()
                return jobs:wait(job.id, { poll_interval = 0.01, timeout = 60 })
            end)
            assert.is_nil(done)
            assert.equal("timeout", err.kind)
            assert.equal(job.id, err.job.id)
            assert.matches('jobs:follow%("' .. job.id:gsub("%-", "%%-") .. '"%)', err.message)
        end)

        it("takes its options from either table", function()
            local job = emulated.job(client)
            local _, err = jobs:wait(job.id, { poll_interval = 0.01 }, { timeout = 0.03 })
            assert.equal("timeout", err.kind)
        end)

        it("asks at growing intervals", function()
            local job = emulated.job(client)
            local task = openai.spawn(function() return jobs:wait(job.id) end)
            local pauses = {}
            for i = 1, 7 do
                repeat openai.loop:poll(0.05) until #emu:requests("GET /fine_tuning/jobs/" .. job.id) == i
                repeat openai.loop:poll(0) until (openai.loop:timeout() or 0) > 1.5
                pauses[i] = openai.loop:timeout()
                openai.loop:skip(pauses[i])
            end
            task:cancel()
            for i, expected in ipairs { 2, 3, 4.5, 6.75, 10, 10, 10 } do assert.near(expected, pauses[i], 0.5) end
        end)

        it("ends with an error of kind cancelled when its task is cancelled", function()
            local job = emulated.job(client)
            local task = openai.spawn(function() return jobs:wait(job.id) end)
            openai.loop:poll(0.05)
            task:cancel()
            local done, err = task:await()
            assert.is_nil(done)
            assert.equal("cancelled", err.kind)
        end)
    end)

    describe("following a job", function()
        --- Every event of a job, oldest first, as the server lists them.
        local function listed(id)
            local newest_first, ordered = assert(jobs:list_events(id, { limit = 100 }):collect()), {}
            for i = #newest_first, 1, -1 do ordered[#ordered + 1] = newest_first[i].id end
            return ordered
        end

        local function followed(id, options)
            local ids = {}
            for event in jobs:follow(id, options) do ids[#ids + 1] = event.id end
            return ids
        end

        it("gives the history of a finished one, oldest first", function()
            local job = emulated.finished_job(emu, client, { hyperparameters = { n_epochs = 50 } })
            assert.same(listed(job.id), followed(job.id))
            assert.is_true(#listed(job.id) > 300)
        end)

        it("gives each event of a running one once, in order, over many pages", function()
            local job = emulated.job(client, { hyperparameters = { n_epochs = 50 } })
            emu:fault { path = "GET /fine_tuning/jobs/*/events", delay = 0.03, times = 1000 }
            emu:clock { mode = "real", speed = 400 }
            local ids = followed(job.id, { poll_interval = 0.2 })
            assert.is_true(#ids > 300)
            assert.same(listed(job.id), ids)
        end)

        it("gives the job as it is by then, one table updated in place", function()
            local job = emulated.job(client)
            local seen, states = {}, {}
            for _, now in jobs:follow(job.id, { poll_interval = 0.01 }) do
                seen[now] = true
                if states[#states] ~= now.status then states[#states + 1] = now.status end
                emu:advance(30)
            end
            assert.same({ "validating_files", "running", "succeeded" },
                { states[1], states[#states - 1], states[#states] })
            assert.is_nil(next(seen, (next(seen))))
        end)

        it("updates the object that is followed", function()
            local job = emulated.job(client)
            for _, now in job:follow { poll_interval = 0.01 } do
                assert.equal(job, now)
                emu:advance(100)
            end
            assert.equal("succeeded", job.status)
        end)

        it("gives what came after an event", function()
            local job = emulated.finished_job(emu, client)
            local all = listed(job.id)
            local rest = {}
            for i = 51, #all do rest[#rest + 1] = all[i] end
            assert.same(rest, followed(job.id, { after = all[50] }))
            assert.same({}, followed(job.id, { after = all[#all] }))
        end)

        it("refuses to go on after an event that the job does not have", function()
            local job = emulated.finished_job(emu, client)
            local event, err = jobs:follow(job.id, { after = "ftevent-none" }):next()
            assert.is_nil(event)
            assert.equal("invalid", err.kind)
            assert.matches("no event ftevent%-none", err.message)
        end)

        local function scripted(id, rounds)
            local paths = { job = "GET /fine_tuning/jobs/" .. id, events = "GET /fine_tuning/jobs/" .. id .. "/events" }
            for _, round in ipairs(rounds) do
                local data = {}
                for i, event in ipairs(round.events) do
                    data[i] = { object = "fine_tuning.job.event", id = event[1], created_at = event[2],
                        message = event[1], level = "info" }
                end
                local page = { object = "list", data = data, has_more = false }
                emu:reply(paths.job, { object = "fine_tuning.job", id = id, status = round.status }, 200, nil, 1)
                emu:reply(paths.events, #data > 0 and page or '{"object":"list","data":[]}', 200, nil, 1)
            end
        end

        it("gives an event that turns up late among others of its second", function()
            scripted("ftjob-s", {
                { status = "running", events = { { "b", 100 }, { "a", 90 } } },
                { status = "succeeded", events = { { "d", 101 }, { "b", 100 }, { "c", 100 }, { "a", 90 } } },
                { status = "succeeded",
                    events = { { "e", 101 }, { "d", 101 }, { "b", 100 }, { "c", 100 }, { "a", 90 } } },
            })
            assert.same({ "a", "b", "c", "d", "e" }, followed("ftjob-s", { poll_interval = 0.01 }))
        end)

        it("gives an event that turns up late with an older time", function()
            scripted("ftjob-s", {
                { status = "running", events = { { "b", 100 }, { "a", 90 } } },
                { status = "running", events = { { "d", 101 }, { "b", 100 }, { "c", 97 }, { "a", 90 } } },
                { status = "failed", events = { { "d", 101 }, { "b", 100 }, { "c", 97 }, { "a", 90 } } },
                { status = "failed", events = { { "d", 101 }, { "b", 100 }, { "c", 97 }, { "a", 90 } } },
            })
            assert.same({ "a", "b", "c", "d" }, followed("ftjob-s", { poll_interval = 0.01 }))
        end)

        it("orders events by their time when the service lists them otherwise", function()
            scripted("ftjob-s", { { status = "failed", events = { { "b", 2 }, { "d", 4 }, { "a", 1 }, { "c", 3 } } } })
            assert.same({ "a", "b", "c", "d" }, followed "ftjob-s")
        end)

        it("ends with a job that has no events", function()
            scripted("ftjob-s", { { status = "cancelled", events = {} } })
            assert.same({}, followed "ftjob-s")
        end)

        it("looks once more after the job has ended", function()
            scripted("ftjob-s", {
                { status = "running", events = { { "a", 90 } } },
                { status = "succeeded", events = { { "a", 90 } } },
                { status = "succeeded", events = { { "last", 95 }, { "a", 90 } } },
            })
            assert.same({ "a", "last" }, followed("ftjob-s", { poll_interval = 0.01 }))
        end)

        it("survives an outage that is shorter than its patience", function()
            local job = emulated.finished_job(emu, client)
            emu:fault { path = "/fine_tuning/jobs/*", status = 503, times = 3 }
            emu:fault { path = "/fine_tuning/jobs/*/events", skip = 1, cut = "headers", times = 2 }
            local ids = followed(job.id, { poll_interval = 0.01, patience = 60 })
            assert.same(listed(job.id), ids)
        end)

        it("ends with the last error when an outage is longer, and goes on when it is called again", function()
            local job = emulated.finished_job(emu, client)
            emu:fault { path = "/fine_tuning/jobs/*", status = 503, times = 100000 }
            local events = jobs:follow(job.id, { poll_interval = 0.01, patience = 0.1 })
            local event, err = events:next()
            assert.is_nil(event)
            assert.equal("server", err.kind)
            emu:reset()
            event, err = events:next()
            assert.is_nil(event)
            assert.equal("not_found", err.kind)
        end)

        it("goes on where it was after an error in the midst of a listing", function()
            local job = emulated.finished_job(emu, client)
            local all = listed(job.id)
            emu:fault { path = "/fine_tuning/jobs/*/events", skip = 1, status = 401 }
            local events = jobs:follow(job.id, { after = all[3] })
            assert.equal("authentication", select(2, events:next()).kind)
            local ids = {}
            for event in events do ids[#ids + 1] = event.id end
            assert.equal(#all - 3, #ids)
            assert.equal(all[4], ids[1])
        end)

        it("is an error of kind timeout when the time is up", function()
            local job = emulated.job(client)
            local events = jobs:follow(job.id, { poll_interval = 0.01, timeout = 60 })
            assert.is_table(events:next())
            assert.is_table(events:next())
            openai.loop:skip(60)
            local event, err = events:next()
            assert.is_nil(event)
            assert.equal("timeout", err.kind)
        end)

        it("raises its error in a for", function()
            local ok, err = pcall(function()
                for _ in jobs:follow "ftjob-none" do error "not reached" end
            end)
            assert.is_false(ok)
            assert.equal("not_found", err.kind)
        end)

        it("works in several tasks at once", function()
            local first, second = emulated.finished_job(emu, client), emulated.finished_job(emu, client)
            local both = openai.run(function()
                return openai.map({ first.id, second.id }, function(id)
                    local ids = emulated.drain(jobs:follow(id))
                    for i, event in ipairs(ids) do ids[i] = event.id end
                    return ids
                end)
            end)
            assert.same({ listed(first.id), listed(second.id) }, both)
        end)
    end)

    describe("results of a job", function()
        local function rows_of(content)
            emu:reply("GET /files/file-r/content", content)
            emu:reply("GET /fine_tuning/jobs/ftjob-r",
                { object = "fine_tuning.job", id = "ftjob-r", status = "succeeded", result_files = { "file-r" } })
            return emulated.drain(jobs:results "ftjob-r")
        end

        it("are rows of numbers, step by step", function()
            local file = assert(client.files:create { file = emulated.dataset(10), purpose = "fine-tune" })
            local job = emulated.finished_job(emu, client, { validation_file = file.id })
            local count, last = 0, nil
            for row in job:results() do
                count = count + 1
                assert.equal(count, row.step)
                last = row
            end
            assert.equal(108, count)
            for _, name in ipairs { "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy" } do
                assert.equal("number", type(last[name]), name)
            end
        end)

        it("leave out empty cells", function()
            local job = emulated.finished_job(emu, client)
            local row = job:results():next()
            assert.is_nil(row.valid_loss)
            assert.is_number(row.train_loss)
        end)

        it("are read by the id of the job as well", function()
            local job = emulated.finished_job(emu, client)
            assert.equal(1, jobs:results(job.id):next().step)
        end)

        it("are read from plain CSV too, with CRLF, quotes and a byte order mark", function()
            local expected = { { step = 1, ["loss, mean"] = 0.5 }, { step = 2, ["loss, mean"] = 1e-3 } }
            assert.same(expected, rows_of '\239\187\191step,"loss, mean"\r\n1,0.5\r\n"2",1e-3')
        end)

        it("are read from base64 in lines", function()
            assert.same({ { step = 1, l = 2.5 } }, rows_of "c3RlcCxs\nCjEsMi41\nCg==\n")
        end)

        local forms = {
            ["without padding"] = "c3RlcCxsCjEsMi41Cg", ["in quotes"] = '"c3RlcCxsCjEsMi41Cg=="',
            ["in quotes, without padding"] = '"c3RlcCxsCjEsMi41Cg"\n',
            ["as JSON in lines"] = '"c3RlcCxs\\nCjEsMi41Cg==\\n"',
            ["in the alphabet of URLs"] = "c3RlcCwiPz4-fiIKMSwyLjUK",
        }
        for name, content in pairs(forms) do
            it(("are read from base64 %s"):format(name), function()
                local column = name:find "URLs" and "?>>~" or "l"
                assert.same({ { step = 1, [column] = 2.5 } }, rows_of(content))
            end)
        end

        it("are none for an empty file", function()
            assert.same({}, rows_of "")
        end)

        it("are an error when the file is no CSV", function()
            local rows, err = rows_of 'step,loss\n1,2\n"3,4'
            assert.equal(1, #rows)
            assert.equal("protocol", err.kind)
            assert.matches("file%-r is not CSV: the quote at byte 15", err.message)
        end)

        it("are an error as long as the job runs, which says what to do", function()
            local job = emulated.job(client)
            local row, err = job:results():next()
            assert.is_nil(row)
            assert.equal("invalid", err.kind)
            assert.matches("is validating_files: its results are there when", err.message)
        end)

        it("are an error when the job failed", function()
            local job = emulated.job(client)
            emu:fail_job(job.id)
            local row, err = job:results():next()
            assert.is_nil(row)
            assert.equal("failed", err.kind)
            assert.equal(job.id, err.job.id)
        end)
    end)

    describe("a CSV", function()
        local function rows(text)
            local all = {}
            for row in csv.rows(text) do all[#all + 1] = row end
            return all
        end

        it("may hold commas, quotes and line ends in quotes", function()
            assert.same({ { 'a,"b"', "c\r\nd", "" }, { "", "e" } }, rows '"a,""b""","c\r\nd",""\n,e')
        end)

        it("may have blank lines", function()
            assert.same({ { "a" }, { "b" } }, rows "\n\r\na\n\nb\n\n")
        end)

        it("is refused where text follows a quoted field", function()
            local _, message = csv.rows '"a"b'()
            assert.matches("unexpected character at byte 4", message)
        end)

        it("holds numbers in every form, and text where there is none", function()
            local cells = { "1", "-2.5", "1e3", " 7 ", ".5", "+3", "inf", "-inf", "", "n/a" }
            local numbers = { 1, -2.5, 1000, 7, 0.5, 3, math.huge, -math.huge, nil, "n/a" }
            for i, cell in ipairs(cells) do assert.equal(numbers[i], (csv.number(cell))) end
            local nan = csv.number "nan"
            assert.is_true(nan ~= nan)
        end)
    end)

    describe("in one call", function()
        local QUICK = { poll_interval = 0.01 }

        local function options(more)
            local all = { poll_interval = 0.01 }
            for name, value in pairs(more or {}) do all[name] = value end
            return all
        end

        --- Advances the service's clock with every event, so that the job comes to its end.
        local function advancing(more)
            return options {
                on_event = function(event, job)
                    if more then more(event, job) end
                    emu:advance(100)
                end,
            }
        end

        it("checks, uploads, creates, follows and returns the succeeded job", function()
            local events, phases = {}, {}
            local with = advancing(function(event, job)
                events[#events + 1] = event.message
                assert.matches("^ftjob%-", job.id)
            end)
            with.on_progress = function(progress)
                local word = progress.phase .. " " .. progress.file
                if phases[#phases] ~= word then phases[#phases + 1] = word end
                assert.is_true(progress.done <= progress.total)
            end
            local job = assert(jobs:run({
                model = MODEL, training_file = emulated.dataset(), validation_file = emulated.dataset(3, "valid.jsonl"),
                suffix = "x",
            }, with))
            assert.equal("succeeded", job.status)
            assert.matches("^ft:gpt%-4o%-mini.*:x:", job.fine_tuned_model)
            assert.matches("^Created fine%-tuning job", events[1])
            assert.equal("The job has successfully completed", events[#events])
            assert.same({ "check train.jsonl", "check valid.jsonl", "upload train.jsonl", "upload valid.jsonl" },
                phases)
            local body = emulated.last(emu, "POST /fine_tuning/jobs").json
            assert.same({
                model = MODEL, suffix = "x", training_file = job.training_file, validation_file = job.validation_file,
            }, body)
        end)

        it("takes a file from disk", function()
            local path = files.write(emulated.examples(12), "mine.jsonl")
            local job = assert(jobs:run({ model = MODEL, training_file = openai.file(path) }, advancing()))
            assert.equal("mine.jsonl", assert(client.files:retrieve(job.training_file)).filename)
        end)

        it("takes ids and objects of files that are there, and uploads nothing", function()
            local file = assert(client.files:create { file = emulated.dataset(), purpose = "fine-tune" })
            for _, given in ipairs { file.id, file } do
                local job = assert(jobs:run({ model = MODEL, training_file = given }, advancing()))
                assert.equal(file.id, job.training_file)
            end
            assert.equal(1, #emu:requests "POST /files")
        end)

        it("leaves the caller's parameters as they are", function()
            local params = { model = MODEL, training_file = emulated.dataset() }
            local source = params.training_file
            assert(jobs:run(params, advancing()))
            assert.same({ model = MODEL, training_file = source }, params)
        end)

        it("works inside a task", function()
            local job = openai.run(function()
                return assert(jobs:run({ model = MODEL, training_file = emulated.dataset() }, advancing()))
            end)
            assert.equal("succeeded", job.status)
        end)

        it("takes a path for what it is", function()
            for _, path in ipairs { "train.jsonl", "data/train", "C:\\data\\train" } do
                assert.error_matches(function() jobs:run { model = MODEL, training_file = path } end,
                    "looks like a path; for a file of yours say openai.file")
            end
            assert.error_matches(function() jobs:run { model = MODEL } end, "training_file is missing")
            assert.error_matches(function() jobs:run { model = MODEL, training_file = 1 } end, "not a number")
        end)

        it("says where options belong", function()
            for name, value in pairs { on_event = print, timeout = 5, max_retries = 0, headers = {} } do
                assert.error_matches(function()
                    jobs:run { model = MODEL, training_file = "file-1", [name] = value }
                end, name .. " is an option: put it into the next table")
            end
        end)

        it("wants to know the model before anything is uploaded", function()
            assert.error_matches(function() jobs:run { training_file = emulated.dataset() } end, "model is missing")
        end)

        it("uploads nothing when the parameters cannot be sent", function()
            local source = emulated.dataset()
            local _, err = jobs:run { model = MODEL, training_file = source, hyperparameters = { n = 0 / 0 } }
            assert.equal("invalid", err.kind)
            assert.matches("hyperparameters.n: cannot encode NaN; nothing was uploaded", err.message, 1, true)
            assert.equal(0, #emu:requests())
        end)

        it("sends nothing when the dataset would be refused", function()
            local source = openai.bytes("bad.jsonl", '{"messages": []}\n')
            local job, err = jobs:run({ model = MODEL, training_file = source }, QUICK)
            assert.is_nil(job)
            assert.equal("invalid", err.kind)
            assert.equal("check", err.step)
            assert.is_false(err.report.ok)
            assert.equal("bad.jsonl", err.report.name)
            assert.equal("training_file", err.param)
            assert.matches("bad.jsonl would be refused: line 1: ", err.message)
            assert.matches("nothing was uploaded; no job was created", err.message)
            assert.same({}, emu:requests())
        end)

        it("checks the validation file before it uploads the training file", function()
            local job, err = jobs:run({
                model = MODEL, training_file = emulated.dataset(), validation_file = openai.bytes("v.jsonl", "?\n"),
            }, QUICK)
            assert.is_nil(job)
            assert.equal("validation_file", err.param)
            assert.same({}, emu:requests())
        end)

        it("checks by the method of the job", function()
            local job, err = jobs:run({
                model = MODEL, training_file = emulated.dataset(), method = { type = "dpo", dpo = {} },
            }, QUICK)
            assert.is_nil(job)
            assert.equal("dpo", err.report.method)
        end)

        it("checks nothing on request", function()
            local job, err = jobs:run({ model = MODEL, training_file = openai.bytes("bad.jsonl", "?\n") },
                options { check = false, on_event = function() emu:advance(100) end })
            assert.is_nil(job)
            assert.equal("failed", err.kind)
            assert.equal("failed", err.job.status)
        end)

        it("says that a file cannot be read", function()
            local missing = files.directory() .. "/none.jsonl"
            for _, check in ipairs { true, false } do
                local job, err = jobs:run({ model = MODEL, training_file = openai.file(missing) },
                    options { check = check })
                assert.is_nil(job)
                assert.equal("file", err.kind)
                assert.equal(check and "check" or "upload", err.step)
                assert.matches("none.jsonl", err.message)
            end
        end)

        it("says that the upload failed and what is there", function()
            emu:fault { path = "POST /files", skip = 1, status = 400, message = "too many files" }
            local job, err = jobs:run({
                model = MODEL, training_file = emulated.dataset(), validation_file = emulated.dataset(3, "v.jsonl"),
            }, QUICK)
            assert.is_nil(job)
            assert.equal("bad_request", err.kind)
            assert.equal("upload", err.step)
            assert.matches("^file%-", err.files.training_file.id)
            assert.is_nil(err.files.validation_file)
            assert.truthy(err.message:find(("too many files; training file %s is uploaded; no job was created")
                :format(err.files.training_file.id), 1, true))
        end)

        it("says that an upload without answer may have happened", function()
            emu:fault { path = "POST /files", cut = "answer" }
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, QUICK)
            assert.is_nil(job)
            assert.equal("connection", err.kind)
            assert.is_true(err.ambiguous)
            assert.matches("the file may be there as well: see files:list%(%); no job was created", err.message)
        end)

        it("waits until the files are processed", function()
            local file = { object = "file", id = "file-slow", status = "uploaded" }
            emu:reply("POST /files", file, 200, nil, 1)
            emu:reply("GET /files/file-slow", file, 200, nil, 2)
            emu:reply("GET /files/file-slow", { object = "file", id = "file-slow", status = "processed" })
            local _, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, QUICK)
            assert.equal("create", err.step) -- the emulator does not know the file
            assert.equal(3, #emu:requests "GET /files/file-slow")
        end)

        it("says that a file could not be processed", function()
            emu:reply("POST /files", { object = "file", id = "file-bad", status = "uploaded" })
            emu:reply("GET /files/file-bad",
                { object = "file", id = "file-bad", status = "error", status_details = "no" })
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, QUICK)
            assert.is_nil(job)
            assert.equal("failed", err.kind)
            assert.equal("process", err.step)
            assert.matches("training file file%-bad is uploaded; no job was created", err.message)
        end)

        it("says that the job was not created and what is there", function()
            local job, err = jobs:run({ model = "gpt-none", training_file = emulated.dataset() }, QUICK)
            assert.is_nil(job)
            assert.equal("bad_request", err.kind)
            assert.equal("create", err.step)
            assert.equal("model", err.param)
            assert.matches("training file file%-%w+ is uploaded; no job was created", err.message)
        end)

        it("says that a job without answer may have been created", function()
            emu:fault { path = "POST /fine_tuning/jobs", cut = "answer" }
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, QUICK)
            assert.is_nil(job)
            assert.is_true(err.ambiguous)
            assert.matches("is uploaded; a job may have been created: see jobs:list%(%)", err.message)
        end)

        it("is an error of kind failed when the job fails", function()
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, options {
                on_event = function(_, now)
                    if now.status == "validating_files" then
                        pcall(emu.fail_job, emu, now.id, { code = "c", message = "no luck" })
                    end
                end,
            })
            assert.is_nil(job)
            assert.equal("failed", err.kind)
            assert.equal("follow", err.step)
            assert.equal("failed", err.job.status)
            assert.equal("c", err.code)
            assert.matches("failed: no luck", err.message)
            assert.equal(err.job.training_file, err.files.training_file.id)
        end)

        it("is an error of kind failed when the job is cancelled meanwhile", function()
            local cancelled
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, options {
                on_event = function(_, now)
                    cancelled = cancelled or assert(jobs:cancel(now.id))
                end,
            })
            assert.is_nil(job)
            assert.equal("failed", err.kind)
            assert.equal("cancelled", err.job.status)
            assert.matches("was cancelled", err.message)
        end)

        it("is an error of kind timeout when the time is up, and the job goes on", function()
            local job, err = emulated.overdue(emu, "GET /fine_tuning/jobs/*", 2, function()
                return jobs:run({ model = MODEL, training_file = emulated.dataset() }, options { timeout = 60 })
            end)
            assert.is_nil(job)
            assert.equal("timeout", err.kind)
            assert.matches("^fine_tuning.jobs:run: timeout: not over within 60 s %(option timeout%); the job ftjob%-",
                tostring(err))
            assert.equal("follow", err.step)
            assert.equal("validating_files", err.job.status)
            assert.matches('goes on: jobs:follow%("ftjob%-', err.message)
            assert.equal("validating_files", assert(jobs:retrieve(err.job)).status)
        end)

        it("is an error of kind timeout when the time is up during the upload", function()
            emu:fault { path = "POST /files", delay = 5 }
            local job, err = emulated.overdue(emu, "POST /files", 1, function()
                return jobs:run({ model = MODEL, training_file = emulated.dataset() }, options { timeout = 60 })
            end)
            assert.is_nil(job)
            assert.equal("timeout", err.kind)
            assert.equal("upload", err.step)
            assert.matches("no job was created", err.message)
        end)

        it("survives an outage that is shorter than its patience", function()
            local out = false
            local job = assert(jobs:run({ model = MODEL, training_file = emulated.dataset() }, advancing(function()
                if not out then emu:fault { path = "/fine_tuning/jobs/*", status = 503, times = 4 } end
                out = true
            end)))
            assert.equal("succeeded", job.status)
        end)

        it("ends with what exists when an outage is longer", function()
            local job, err = jobs:run({ model = MODEL, training_file = emulated.dataset() }, options {
                patience = 0.1,
                on_event = function() emu:fault { path = "/fine_tuning/jobs/*", status = 503, times = 100000 } end,
            })
            assert.is_nil(job)
            assert.equal("server", err.kind)
            assert.equal("follow", err.step)
            assert.matches("^ftjob%-", err.job.id)
            assert.matches("goes on: jobs:follow", err.message)
        end)

        it("ends with what exists when its task is cancelled", function()
            local task
            task = openai.spawn(function()
                return jobs:run({ model = MODEL, training_file = emulated.dataset() },
                    options { on_event = function() task:cancel() end })
            end)
            local job, err = task:await()
            assert.is_nil(job)
            assert.equal("cancelled", err.kind)
            assert.matches("^ftjob%-", err.job.id)
            assert.equal("validating_files", assert(jobs:retrieve(err.job)).status)
        end)

        it("passes on what a callback raises", function()
            assert.has_error(function()
                jobs:run({ model = MODEL, training_file = emulated.dataset() },
                    options { on_event = function() error("mine", 0) end })
            end, "mine")
        end)

        it("sends the headers of its options with every call, and the idempotency key with the job alone", function()
            assert(jobs:run({ model = MODEL, training_file = emulated.dataset() }, {
                poll_interval = 0.01, headers = { ["X-Mine"] = "1" }, idempotency_key = "once",
                on_event = function() emu:advance(100) end,
            }))
            for _, request in ipairs(emu:requests()) do
                assert.equal("1", request.headers["x-mine"], request.path)
                local creates = request.method == "POST" and request.path == "/v1/fine_tuning/jobs"
                assert.equal(creates and "once" or nil, request.headers["idempotency-key"])
            end
        end)
    end)
end)
