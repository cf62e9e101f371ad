--- Fine-tuning jobs: create, list, retrieve, cancel, pause, resume, events, checkpoints.
local errors = require "openai.emulator.errors"
local files = require "openai.emulator.files"
local graders = require "openai.emulator.graders"
local json = require "openai.emulator.json"
local pages = require "openai.emulator.pages"
local store = require "openai.emulator.store"
local training = require "openai.emulator.training"
local validate = require "openai.emulator.validate"

local fine_tuning = {}

local SUPPORTED = {
    ["gpt-4.1"] = "gpt-4.1-2025-04-14", ["gpt-4.1-mini"] = "gpt-4.1-mini-2025-04-14",
    ["gpt-4.1-nano"] = "gpt-4.1-nano-2025-04-14", ["gpt-4o"] = "gpt-4o-2024-08-06",
    ["gpt-4o-mini"] = "gpt-4o-mini-2024-07-18", ["gpt-3.5-turbo"] = "gpt-3.5-turbo-0125",
    ["gpt-3.5-turbo-1106"] = "gpt-3.5-turbo-1106", ["babbage-002"] = "babbage-002", ["davinci-002"] = "davinci-002",
    ["o4-mini"] = "o4-mini-2025-04-16",
}
local snapshots = {}
for _, snapshot in pairs(SUPPORTED) do snapshots[#snapshots + 1] = snapshot end
for _, snapshot in ipairs(snapshots) do SUPPORTED[snapshot] = snapshot end

local METHODS = { "supervised", "dpo", "reinforcement" }

local common = {
    n_epochs = { type = "integer", auto = true, min = 1, max = 50 },
    batch_size = { type = "integer", auto = true, nullable = true, min = 1, max = 256 },
    learning_rate_multiplier = { type = "number", auto = true, min = 0, exclusive = true },
}

local function with_common(fields)
    for name, rule in pairs(common) do fields[name] = rule end
    return { type = "object", fields = fields }
end

local integration = { type = "object", fields = {
    type = { type = "string", required = true, choices = { "wandb" } },
    wandb = { type = "object", required = true, fields = {
        project = { type = "string", required = true },
        name = { type = "string", nullable = true }, entity = { type = "string", nullable = true },
        tags = { type = "array", items = { type = "string" } },
    } },
} }

local CREATE = {
    model = { type = "string", required = true },
    training_file = { type = "string", required = true },
    validation_file = { type = "string", nullable = true },
    hyperparameters = with_common{},
    suffix = { type = "string", nullable = true, min_length = 1, max_length = 64 },
    seed = { type = "integer", nullable = true, min = 0, max = 2147483647 },
    integrations = { type = "array", nullable = true, max_length = 5, items = integration },
    metadata = { type = "metadata", nullable = true },
    method = { type = "object", fields = {
        type = { type = "string", required = true, choices = METHODS },
        supervised = { type = "object", fields = { hyperparameters = with_common{} } },
        dpo = { type = "object", fields = { hyperparameters = with_common{
            beta = { type = "number", auto = true, min = 0, max = 2, exclusive = true } } } },
        reinforcement = { type = "object", fields = {
            grader = { type = "object", required = true },
            hyperparameters = with_common{
                reasoning_effort = { type = "string", choices = { "default", "low", "medium", "high" } },
                compute_multiplier = { type = "number", auto = true, min = 1e-5, max = 10, exclusive = true },
                eval_interval = { type = "integer", auto = true, min = 1 },
                eval_samples = { type = "integer", auto = true, min = 1 },
            },
        } },
    } },
}

-- The base a model stands on: itself, or what "ft:BASE:…" was made from.
local function base_of(context, name)
    local own = context.state.models:get(name)
    local base = own and own.base or SUPPORTED[name]
    if base then return base end
    errors.bad_request(("Model %s is not available for fine-tuning or does not exist."):format(name), "model",
        "model_not_available")
end

local function check_file(context, id, param)
    local file = files.get(context, id)
    if not file then errors.bad_request(("'%s' does not exist"):format(id), param, "file_not_found") end
    if file.purpose ~= "fine-tune" then
        errors.bad_request(("File '%s' has the purpose '%s'. Expected 'fine-tune'."):format(id, file.purpose), param,
            "invalid_file_purpose")
    end
    if file.status ~= "processed" then
        errors.bad_request(("File '%s' is still being processed and is not ready to be used for fine-tuning. Please "
            .. "try again later."):format(id), param, "file_not_ready")
    end
end

local function copy_into(target, source)
    for name, value in pairs(source or {}) do target[name] = value end
    return target
end

local function hyperparameters_of(parameters, method)
    local chosen = { n_epochs = "auto", batch_size = "auto", learning_rate_multiplier = "auto" }
    copy_into(chosen, parameters.hyperparameters)
    local settings = parameters.method and parameters.method[method]
    copy_into(chosen, settings and settings.hyperparameters)
    if chosen.batch_size == json.null then chosen.batch_size = "auto" end
    return chosen
end

local function method_of(parameters, base)
    local method = parameters.method and parameters.method.type or "supervised"
    local reasoning = base:match("^o%d") ~= nil
    if reasoning ~= (method == "reinforcement") then
        errors.bad_request(("The method '%s' is not supported for the model %s."):format(method, base), "method",
            "unsupported_method")
    end
    if method == "reinforcement" then
        local settings = parameters.method.reinforcement
        if not settings then
            errors.bad_request("Missing required parameter: 'method.reinforcement'.", "method.reinforcement",
                "missing_required_parameter")
        end
        graders.check(settings.grader, "method.reinforcement.grader")
    end
    return method
end

-- Without a seed the course still is the same every time for the same model name.
local function seed_of(parameters, base)
    if json.optional(parameters.seed) then return parameters.seed end
    local seed = 0
    for byte in (base .. (json.optional(parameters.suffix) or "")):gmatch(".") do
        seed = (seed * 31 + byte:byte()) % 2147483647
    end
    return seed
end

local function public_method(parameters, method, hyperparameters)
    local settings = { hyperparameters = hyperparameters }
    if method == "reinforcement" then settings.grader = parameters.method.reinforcement.grader end
    return { type = method, [method] = settings }
end

local function public_job(context, parameters, base, method)
    local hyperparameters = hyperparameters_of(parameters, method)
    return {
        object = "fine_tuning.job", id = store.id("ftjob-"),
        model = parameters.model:match("^ft:") and parameters.model or base,
        created_at = context.clock:timestamp(), finished_at = json.null, fine_tuned_model = json.null,
        organization_id = context.state.organization, result_files = {}, status = "validating_files",
        validation_file = json.nullable(parameters.validation_file), training_file = parameters.training_file,
        hyperparameters = hyperparameters, method = public_method(parameters, method, hyperparameters),
        trained_tokens = json.null, error = json.null, user_provided_suffix = json.nullable(parameters.suffix),
        seed = seed_of(parameters, base), estimated_finish = json.null, integrations = parameters.integrations,
        metadata = json.nullable(parameters.metadata), usage_metrics = json.null, shared_with_openai = false,
    }
end

-- Lists that may be empty are stored as plain tables and marked only when they are sent.
local function presented(job)
    local copy = copy_into({}, job.public)
    copy.result_files = json.array(copy.result_files)
    copy.integrations = json.array(json.optional(copy.integrations) or {})
    return copy
end

-- A job that has changed, as it is answered.
local function kept(context, job)
    context.state.jobs:save(job)
    return presented(job)
end

local function create(context, request)
    local parameters = validate.object(request:json(), CREATE)
    local base = base_of(context, parameters.model)
    local method = method_of(parameters, base)
    check_file(context, parameters.training_file, "training_file")
    local validation = json.optional(parameters.validation_file)
    if validation then check_file(context, validation, "validation_file") end
    local public = public_job(context, parameters, base, method)
    local job = context.state.jobs:add{
        id = public.id, public = public, base = base, method = method, owner = context.settings.organization_name,
        model_suffix = store.id("", 8), events = {}, checkpoints = {}, phase_at = context.clock:now(),
    }
    training.event(job, job.phase_at, "Created fine-tuning job: " .. job.id)
    training.event(job, job.phase_at, "Validating training file: " .. parameters.training_file
        .. (validation and " and validation file: " .. validation or ""))
    return kept(context, job)
end

local function required(context, id)
    return context.state.jobs:get(id)
        or errors.not_found("Could not find fine tune: " .. id, "fine_tune_id", "fine_tune_not_found")
end

-- `metadata[k]=v` keeps jobs that carry the pair, `metadata=null` those without any.
local function metadata_matches(metadata, query)
    metadata = json.optional(metadata)
    if query.metadata == "null" then return not metadata or next(metadata) == nil end
    for name, value in pairs(query) do
        local key = name:match("^metadata%[(.+)%]$")
        if key and (metadata or {})[key] ~= value then return false end
    end
    return true
end

local function list(context, request)
    local found = {}
    for _, job in ipairs(context.state.jobs.order) do
        if metadata_matches(job.public.metadata, request.query) then found[#found + 1] = job end
    end
    return pages.list(found, request.query, { default = 20, cap = 100, present = presented })
end

local function retrieve(context, _, id)
    return presented(required(context, id))
end

local ACTIVE = { validating_files = true, queued = true, running = true, paused = true }

local function refuse(job, verb)
    errors.bad_request(("Job %s cannot be %s: its status is '%s'."):format(job.id, verb, job.public.status), nil,
        "invalid_job_status")
end

local function cancel(context, _, id)
    local job = required(context, id)
    if not ACTIVE[job.public.status] then refuse(job, "cancelled") end
    local now = context.clock:now()
    training.stop(job, "cancelled", now)
    training.event(job, now, "Fine-tuning job cancelled")
    return kept(context, job)
end

local function pause(context, _, id)
    local job = required(context, id)
    if job.public.status ~= "running" then refuse(job, "paused") end
    job.public.status, job.public.estimated_finish = "paused", json.null
    training.event(job, context.clock:now(), "Fine-tuning job paused")
    return kept(context, job)
end

local function resume(context, _, id)
    local job = required(context, id)
    if job.public.status ~= "paused" then refuse(job, "resumed") end
    job.public.status, job.phase_at = "queued", context.clock:now()
    training.event(job, job.phase_at, "Fine-tuning job queued to be resumed")
    return kept(context, job)
end

local function events(context, request, id)
    return pages.list(required(context, id).events, request.query, { default = 20, cap = 100 })
end

local function checkpoints(context, request, id)
    return pages.list(required(context, id).checkpoints, request.query, { default = 10, cap = 100, ids = true })
end

--- Steering: ends an active job as the service would when training itself breaks.
function fine_tuning.fail(context, id, err)
    local job = required(context, id)
    if not ACTIVE[job.public.status] then refuse(job, "made to fail") end
    training.stop(job, "failed", context.clock:now(), {
        code = err.code or "server_error", param = err.param,
        message = err.message or "The job failed due to an internal error.",
    })
    return kept(context, job)
end

fine_tuning.settle = training.settle_all

function fine_tuning.routes(add)
    add("POST", "/fine_tuning/jobs", create)
    add("GET", "/fine_tuning/jobs", list)
    add("GET", "/fine_tuning/jobs/{id}", retrieve)
    add("POST", "/fine_tuning/jobs/{id}/cancel", cancel)
    add("POST", "/fine_tuning/jobs/{id}/pause", pause)
    add("POST", "/fine_tuning/jobs/{id}/resume", resume)
    add("GET", "/fine_tuning/jobs/{id}/events", events)
    add("GET", "/fine_tuning/jobs/{id}/checkpoints", checkpoints)
end

return fine_tuning
