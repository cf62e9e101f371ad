-- Whatever a server answers: every helper, with every field of every answer that it gets replaced by every kind of
-- value. Where our code relies on the field, that is an error of kind "protocol"; else the helper does what it always
-- does. Nothing is raised, and nothing waits for ever.
local openai = require "openai"
local answering = require "spec.support.answering"
local cjson = require "spec.support.reference_json"
local errors = require "openai.error"
local files = require "spec.support.files"
local mutations = require "spec.support.mutations"

-- ---- what a good server answers ----

local JOB = {
    object = "fine_tuning.job", id = "ftjob-1", status = "succeeded", model = "m", fine_tuned_model = "ft:m",
    created_at = 1700000000, finished_at = 1700000100, result_files = { "file-r" }, training_file = "file-1",
    hyperparameters = { n_epochs = 3 }, metadata = { a = "b" }, trained_tokens = 100,
}
local FAILED_JOB = {
    object = "fine_tuning.job", id = "ftjob-1", status = "failed", model = "m", created_at = 1700000000,
    error = { code = "bad", message = "exploded", param = "training_file" },
}
local EVENTS = { object = "list", has_more = false, first_id = "e2", last_id = "e1", data = {
    { object = "fine_tuning.job.event", id = "e2", created_at = 1700000002, level = "info", message = "two" },
    { object = "fine_tuning.job.event", id = "e1", created_at = 1700000001, level = "warn", message = "one" },
} }
local FILE = {
    object = "file", id = "file-1", bytes = 4, created_at = 1700000000, filename = "a.jsonl", purpose = "batch",
    status = "processed",
}
local BATCH = {
    object = "batch", id = "batch_1", status = "completed", endpoint = "/v1/embeddings", input_file_id = "file-1",
    output_file_id = "file-o", error_file_id = "file-e", created_at = 1700000000, metadata = { a = "b" },
    request_counts = { total = 2, completed = 1, failed = 1 },
}
local REFUSED_BATCH = {
    object = "batch", id = "batch_1", status = "failed", endpoint = "/v1/embeddings", created_at = 1700000000,
    errors = { object = "list", data = { { code = "bad", message = "wrong", line = 1, param = "model" } } },
}
local UPLOAD = {
    object = "upload", id = "upload_1", status = "pending", bytes = 4, filename = "a.txt", created_at = 1700000000,
    expires_at = 1700003600, purpose = "user_data",
}
local PART = { object = "upload.part", id = "part_1", upload_id = "upload_1", created_at = 1700000000 }
local DONE = { object = "upload", id = "upload_1", status = "completed", bytes = 4, file = FILE }
local MODELS = { object = "list", has_more = false, data = {
    { object = "model", id = "m", owned_by = "system", created = 1700000000 },
} }
local CHECKPOINTS = { object = "list", has_more = false, data = { {
    object = "fine_tuning.job.checkpoint", id = "ftckpt_1", step_number = 10, created_at = 1700000000,
    fine_tuned_model_checkpoint = "ft:m:ckpt", metrics = { train_loss = 0.5, valid_loss = 0.25, full_valid_loss = 1 },
} } }
local EMBEDDINGS = { object = "list", model = "m", usage = { prompt_tokens = 2, total_tokens = 2 }, data = {
    { object = "embedding", index = 0, embedding = { 1, 2 } },
    { object = "embedding", index = 1, embedding = { 3, 4 } },
} }
local RESULT = { id = "r1", custom_id = "one", response = { status_code = 200, request_id = "q", body = { x = 1 } } }
local REFUSED_LINE = { id = "r2", custom_id = "two", response = { status_code = 400, request_id = "q", body = {
    error = { message = "no such model", code = "model_not_found", type = "invalid_request_error", param = "model" },
} } }
local NOTHING = { object = "list", has_more = false, data = {} }
local ERROR_LINE = {
    id = "r2", custom_id = "two", error = { code = "expired", message = "too late" },
}

local CHAT = {
    id = "chatcmpl-1", object = "chat.completion", model = "m", created = 1,
    choices = { { index = 0, finish_reason = "stop", message = { role = "assistant", content = '{"x":1}' } } },
    usage = { prompt_tokens = 5, completion_tokens = 7, total_tokens = 12 },
}
local TOOL_CALL = {
    id = "chatcmpl-1", object = "chat.completion", model = "m", created = 1,
    choices = { { index = 0, finish_reason = "tool_calls", message = { role = "assistant", tool_calls = {
        { id = "call_1", type = "function", ["function"] = { name = "look", arguments = '{"x":1}' } },
    } } } },
}
local RESPONSE = {
    id = "resp_1", object = "response", status = "completed", model = "m",
    output = { { type = "message", id = "msg_1", role = "assistant", status = "completed", content = {
        { type = "output_text", text = '{"x":1}' },
    } } },
    usage = { input_tokens = 5, output_tokens = 7, total_tokens = 12 },
}

-- ---- what is done with it ----

--- Short pauses; a wait that would not end ends with kind "timeout".
local WAIT = { poll_interval = 0.001, patience = 0, timeout = 3 }

local function drained(iterator)
    local items = {}
    while true do
        local item, err = iterator:next()
        if item == nil then return not err and items or nil, err end
        items[#items + 1] = item
    end
end

local function shown(value, err)
    if type(value) == "table" then
        tostring(value)
        for _, item in pairs(value) do tostring(item) end
    end
    return value, err
end

local ASK = { { role = "user", content = "a" } }
local LOOK = openai.tool { name = "look", fn = function() return "y" end }

local REQUESTS = {
    { custom_id = "one", body = { model = "m", input = "a" } },
    { custom_id = "two", body = { model = "m", input = "b" } },
}

local function batch_run(client, options)
    local all = { poll_interval = 0.001, patience = 0, timeout = 3, look_again = 0 }
    for name, value in pairs(options or {}) do all[name] = value end
    return client.batches:run({ endpoint = "/v1/embeddings", requests = REQUESTS }, all)
end

local function object(method, path, document, call, more)
    local scenario = { answers = { [method .. " " .. path] = document }, run = call }
    for name, value in pairs(more or {}) do scenario[name] = value end
    return scenario
end

local JOB_PATH, EVENTS_PATH = "GET /fine_tuning/jobs/ftjob-1", "GET /fine_tuning/jobs/ftjob-1/events"
local TRAIN = ('{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n'):rep(10)

local scenarios = {
    ["fine_tuning.jobs:wait"] = object("GET", "/fine_tuning/jobs/ftjob-1", JOB, function(client)
        return shown(client.fine_tuning.jobs:wait("ftjob-1", WAIT))
    end, { relies = { [JOB_PATH] = { status = "string" } } }),

    ["fine_tuning.jobs:wait for one that fails"] = object("GET", "/fine_tuning/jobs/ftjob-1", FAILED_JOB,
        function(client) return shown(client.fine_tuning.jobs:wait("ftjob-1", WAIT)) end,
        { relies = { [JOB_PATH] = { id = "any", status = "any" } }, ends = "failed" }),

    ["fine_tuning.jobs:follow"] = {
        answers = { [JOB_PATH] = JOB, [EVENTS_PATH] = EVENTS },
        run = function(client) return shown(drained(client.fine_tuning.jobs:follow("ftjob-1", WAIT))) end,
        relies = { [JOB_PATH] = { status = "string" }, [EVENTS_PATH] = {
            data = "list", ["data[]"] = "object", ["data[].created_at"] = "number?", ["data[].id"] = "string?",
            has_more = "any",
        } },
    },

    ["fine_tuning.jobs:results"] = {
        answers = { [JOB_PATH] = JOB, ["GET /files/file-r/content"] = "step,train_loss\n1,0.5\n" },
        run = function(client) return drained(client.fine_tuning.jobs:results "ftjob-1") end,
        relies = { [JOB_PATH] = { result_files = "any", ["result_files[]"] = "any", status = "any" } },
    },

    ["fine_tuning.jobs:run"] = {
        answers = {
            ["POST /files"] = FILE, ["POST /fine_tuning/jobs"] = JOB, [JOB_PATH] = JOB, [EVENTS_PATH] = EVENTS,
        },
        others = { ["GET /files/file-1"] = FILE },
        run = function(client)
            return shown(client.fine_tuning.jobs:run({
                model = "m", training_file = openai.bytes("a.jsonl", TRAIN),
            }, WAIT))
        end,
        relies = {
            ["POST /files"] = { id = "string" }, ["POST /fine_tuning/jobs"] = { id = "string" },
            [JOB_PATH] = { status = "string" }, [EVENTS_PATH] = {
                data = "list", ["data[]"] = "object", ["data[].created_at"] = "number?", ["data[].id"] = "string?",
                has_more = "any",
            },
        },
    },

    ["fine_tuning.jobs:cancel of an object"] = {
        answers = { [JOB_PATH] = JOB, ["POST /fine_tuning/jobs/ftjob-1/cancel"] = JOB },
        run = function(client)
            local job, err = client.fine_tuning.jobs:retrieve "ftjob-1"
            if not job then return nil, err end
            if not job.cancel then return shown(job) end
            local ok, reason = job:cancel()
            if not ok then return nil, reason end
            return shown(job)
        end,
        relies = { [JOB_PATH] = { object = "any", id = "any" } },
    },

    ["fine_tuning.jobs.checkpoints:list"] = object("GET", "/fine_tuning/jobs/ftjob-1/checkpoints", CHECKPOINTS,
        function(client) return shown(client.fine_tuning.jobs.checkpoints:list("ftjob-1"):collect()) end,
        { relies = { ["GET /fine_tuning/jobs/ftjob-1/checkpoints"] = { data = "list", has_more = "any" } } }),

    ["models:list"] = object("GET", "/models", MODELS,
        function(client) return shown(client.models:list():collect()) end,
        { relies = { ["GET /models"] = { data = "list" } } }),

    ["files:wait"] = object("GET", "/files/file-1", FILE,
        function(client) return shown(client.files:wait("file-1", WAIT)) end,
        { relies = { ["GET /files/file-1"] = { status = "string?" } } }),

    ["files:create in parts"] = {
        answers = {
            ["POST /uploads"] = UPLOAD, ["POST /uploads/upload_1/parts"] = PART,
            ["POST /uploads/upload_1/complete"] = DONE,
        },
        others = { ["POST /uploads/upload_1/cancel"] = UPLOAD, ["GET /files"] = NOTHING },
        run = function(client)
            return shown(client:with({ upload_threshold = 1 }).files:create {
                file = openai.bytes("a.txt", "text"), purpose = "user_data",
            })
        end,
        relies = {
            ["POST /uploads"] = { id = "string", created_at = "any" },
            ["POST /uploads/upload_1/parts"] = { id = "string" },
            ["POST /uploads/upload_1/complete"] = { file = "any", ["file.id"] = "string" },
        },
    },

    ["uploads:create and its object"] = object("POST", "/uploads", UPLOAD, function(client)
        return shown(client.uploads:create {
            filename = "a", bytes = 4, purpose = "user_data", mime_type = "text/plain",
        })
    end),

    ["embeddings:create"] = object("POST", "/embeddings", EMBEDDINGS, function(client)
        return client.embeddings:create { model = "m", input = { "a", "b" } }
    end, { relies = { ["POST /embeddings"] = {
        data = "any", ["data[]"] = "any", ["data[].embedding"] = "any", ["data[].embedding[]"] = "any",
        ["data[].index"] = "any",
    } } }),

    ["embeddings:embed"] = object("POST", "/embeddings", EMBEDDINGS, function(client)
        return client.embeddings:embed { model = "m", input = { "a", "b" } }
    end, { relies = { ["POST /embeddings"] = {
        data = "list!", ["data[]"] = "object!", ["data[].embedding"] = "any", ["data[].embedding[]"] = "any",
        ["data[].index"] = "any",
    } } }),

    ["chat.completions:parse"] = object("POST", "/chat/completions", CHAT, function(client)
        return client.chat.completions:parse { model = "m", messages = ASK, response_format = { type = "json_object" } }
    end, { relies = "any" }),

    ["chat.completions:run_tools"] = object("POST", "/chat/completions", TOOL_CALL, function(client)
        return client.chat.completions:run_tools({ model = "m", messages = ASK, tools = { LOOK } }, { max_rounds = 2 })
    end, { relies = "any", ends = "failed" }),

    ["responses:parse"] = object("POST", "/responses", RESPONSE, function(client)
        return client.responses:parse { model = "m", input = "a", text = { format = { type = "json_object" } } }
    end, { relies = "any" }),

    ["chat:session"] = object("POST", "/chat/completions", CHAT, function(client)
        local session = client.chat:session { model = "m" }
        local text, err = session:say "a"
        session:tokens()
        tostring(session)
        return text, err
    end, { relies = "any" }),

    ["responses:session"] = object("POST", "/responses", RESPONSE, function(client)
        local session = client.responses:session { model = "m" }
        local text, err = session:say "a"
        session:tokens()
        return text, err
    end, { relies = "any" }),

    ["openai.text_of"] = object("POST", "/responses", RESPONSE, function(client)
        local answer, err = client.responses:create { model = "m", input = "a" }
        if answer then openai.text_of(answer) end
        return answer, err
    end),

    ["batches:wait"] = object("GET", "/batches/batch_1", BATCH,
        function(client) return shown(client.batches:wait("batch_1", WAIT)) end,
        { relies = { ["GET /batches/batch_1"] = {
            status = "string", request_counts = "any", ["request_counts.completed"] = "any",
            ["request_counts.failed"] = "any",
        } } }),

    ["batches:wait for one that is refused"] = object("GET", "/batches/batch_1", REFUSED_BATCH,
        function(client) return shown(client.batches:wait("batch_1", WAIT)) end,
        { relies = { ["GET /batches/batch_1"] = { status = "string" } }, ends = "failed" }),

    ["batches:results"] = {
        answers = {
            ["GET /batches/batch_1"] = BATCH, ["GET /files/file-o/content"] = RESULT,
            ["GET /files/file-e/content"] = ERROR_LINE,
        },
        run = function(client)
            local results, ids = client.batches:results "batch_1", {}
            while true do
                local id, body, err = results:next()
                if id == nil then
                    return not body and ids or nil, body
                end
                ids[#ids + 1] = id
                if err then tostring(err) end
            end
        end,
        relies = {
            ["GET /batches/batch_1"] = { status = "any", output_file_id = "any", error_file_id = "any" },
            ["GET /files/file-o/content"] = { custom_id = "string", [""] = "any" },
            ["GET /files/file-e/content"] = { custom_id = "string", [""] = "any" },
        },
    },

    ["batches:run"] = {
        answers = {
            ["POST /files"] = FILE, ["POST /batches"] = BATCH, ["GET /batches/batch_1"] = BATCH,
            ["GET /files/file-o/content"] = RESULT, ["GET /files/file-e/content"] = REFUSED_LINE,
        },
        others = { ["GET /files"] = NOTHING, ["GET /batches"] = NOTHING },
        run = function(client)
            local run, err = batch_run(client)
            local done = run or err.run
            if done then
                for _, entry in ipairs { done:results { partial = true } } do drained(entry) end
                tostring(done)
            end
            return run, err
        end,
        relies = "any",
    },

    ["batches:run that is refused"] = {
        answers = {
            ["POST /files"] = FILE, ["POST /batches"] = BATCH, ["GET /batches/batch_1"] = REFUSED_BATCH,
        },
        others = { ["GET /files"] = NOTHING, ["GET /batches"] = NOTHING },
        run = function(client)
            local run, err = batch_run(client)
            if err and err.run then drained(err.run:results()) end
            return run, err
        end,
        relies = "any", ends = "failed",
    },
}

-- ---- what becomes of it ----

--- Whether a field of that kind is what is relied on. A kind ends in "?" where the field may be left out.
local function fits(rule, mutation)
    local wanted, kind = rule:gsub("[?!]", ""), mutation.kind
    if kind == "empty" then kind = wanted == "string" and "absent" or "string" end
    if kind == "absent" and rule:sub(-1) == "?" then return true end
    if wanted == "list" then return kind == "array" or (kind == "object" and mutation.shown == "{}") end
    if wanted == "object" then return kind == "object" or kind == "array" end -- Lua cannot tell
    return kind == wanted
end

--- "same": as with the good answers; "protocol"; nil: either, or another error.
local function expected(scenario, target, mutation)
    local relies = scenario.relies
    if relies == "any" then return nil end
    if mutation.field == "" then
        local whole = relies and relies[target] and relies[target][""]
        return not whole and mutation.kind ~= "object" and "protocol" or nil
    end
    local rule = relies and relies[target] and relies[target][mutation.field]
    if not rule then return "same" end
    if rule:find "^any" or (fits(rule, mutation) and mutation.kind == mutation.was) or rule:find "!" then return nil end
    return fits(rule, mutation) and "same" or "protocol"
end

local function encoded(answer)
    return type(answer) == "string" and answer or cjson.encode(answer)
end

local function good(scenario)
    local set = {}
    for _, answers in ipairs { scenario.answers, scenario.others or {} } do
        for target, answer in pairs(answers) do set[target] = encoded(answer) end
    end
    return set
end

--- A part of many, always the same, spread evenly.
local MOST = 60
local function sampled(list, most)
    if #list <= most then return list end
    local picked, step = {}, #list / most
    for i = 1, most do picked[i] = list[math.floor((i - 1) * step) + 1] end
    return picked
end

local function cases_of(scenario, sets)
    local cases, targets = {}, {}
    for target in pairs(scenario.answers) do targets[#targets + 1] = target end
    table.sort(targets)
    for _, target in ipairs(targets) do
        if type(scenario.answers[target]) == "table" then
            for _, mutation in ipairs(sampled(mutations.of(scenario.answers[target]), MOST)) do
                local set = good(scenario)
                set[target] = mutation.text
                sets[#sets + 1] = set
                cases[#cases + 1] = { set = #sets, target = target, mutation = mutation }
            end
        end
    end
    return cases
end

local function ending(ok, value, err)
    if not ok then return "raised " .. tostring(value) end
    if value ~= nil then return "same" end
    if not errors.is(err) then return "no error object: " .. tostring(err) end
    tostring(err)
    return err.kind
end

--- How a helper may end for what it cannot go on with.
local OTHERWISE = { same = true, protocol = true, failed = true, invalid = true, not_found = true, file = true }

--- How it ended, unless that is as it should be.
local function wrong(scenario, case, client)
    local got = ending(pcall(scenario.run, client))
    local want, usual = expected(scenario, case.target, case.mutation), scenario.ends or "same"
    if want == "same" then want = usual end
    if want and got == want then return nil end
    if not want and (got == usual or OTHERWISE[got]) then return nil end
    if got == "timeout" and case.mutation.field == "status" and case.mutation.shown == '"text"' then return nil end
    return ("%s: %s = %s: %s, not %s"):format(case.target, case.mutation.field, case.mutation.shown, got,
        want or "an error")
end

describe("with every field of the answers replaced,", function()
    local server, names, all, sets = nil, {}, {}, {}
    for name in pairs(scenarios) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do
        sets[#sets + 1] = good(scenarios[name])
        all[name] = { good = #sets, cases = cases_of(scenarios[name], sets) }
    end

    setup(function() server = answering.start(sets) end)
    teardown(function()
        server:stop()
        files.remove_all()
    end)

    local function client_of(set)
        return openai.new { base_url = server:base_url(set), api_key = "k", max_retries = 0, timeout = 20 }
    end

    for _, name in ipairs(names) do
        it(name .. " gives its value or an error, and ends", function()
            local scenario = scenarios[name]
            local value, err = scenario.run(client_of(all[name].good))
            assert.equal(scenario.ends, err and err.kind, err and tostring(err))
            assert.is_true(value ~= nil or scenario.ends ~= nil)
            local complaints = {}
            for _, case in ipairs(all[name].cases) do
                complaints[#complaints + 1] = wrong(scenario, case, client_of(case.set))
            end
            assert.equal("", table.concat(complaints, "\n"))
        end)
    end
end)
