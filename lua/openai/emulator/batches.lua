--- Batches: requests from a file, carried out one after the other as the clock allows, answers into files.
local blob = require "openai.emulator.blob"
local errors = require "openai.emulator.errors"
local execution = require "openai.emulator.execution"
local files = require "openai.emulator.files"
local json = require "openai.emulator.json"
local pages = require "openai.emulator.pages"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local batches = {}

local ENDPOINTS = { "/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations",
    "/v1/images/generations", "/v1/images/edits", "/v1/videos" }

local CREATE = {
    input_file_id = { type = "string", required = true },
    endpoint = { type = "string", required = true, choices = ENDPOINTS },
    completion_window = { type = "string", required = true, choices = { "24h" } },
    metadata = { type = "metadata", nullable = true },
    output_expires_after = validate.file_expiration,
}

local TIMES = { "in_progress_at", "expires_at", "finalizing_at", "completed_at", "failed_at", "expired_at",
    "cancelling_at", "cancelled_at" }

local function usage_of(batch)
    return {
        input_tokens = batch.input_tokens, input_tokens_details = { cached_tokens = 0 },
        output_tokens = batch.output_tokens, output_tokens_details = { reasoning_tokens = 0 },
        total_tokens = batch.input_tokens + batch.output_tokens,
    }
end

local function public(batch)
    local object = {
        id = batch.id, object = "batch", endpoint = batch.endpoint, model = batch.model,
        input_file_id = batch.input_file_id, completion_window = batch.completion_window, status = batch.status,
        created_at = math.floor(batch.created_at),
        output_file_id = json.nullable(batch.output_file_id), error_file_id = json.nullable(batch.error_file_id),
        errors = json.null, metadata = json.nullable(batch.metadata), usage = usage_of(batch),
        request_counts = { total = batch.total, completed = batch.completed, failed = batch.failed },
    }
    if batch.errors then object.errors = { object = "list", data = json.array(batch.errors) } end
    for _, name in ipairs(TIMES) do object[name] = json.nullable(batch[name] and math.floor(batch[name])) end
    return object
end

local function check_file(context, id)
    local file = files.get(context, id)
    if not file then errors.bad_request(("No such File object: %s"):format(id), "input_file_id", "file_not_found") end
    if file.purpose ~= "batch" then
        errors.bad_request(("File '%s' has the purpose '%s'. Expected 'batch'."):format(id, file.purpose),
            "input_file_id",
            "invalid_file_purpose")
    end
end

local function create(context, request)
    local parameters = validate.object(request:json(), CREATE)
    check_file(context, parameters.input_file_id)
    local now = context.clock:now()
    return public(context.state.batches:add{
        id = store.id("batch_"), endpoint = parameters.endpoint, input_file_id = parameters.input_file_id,
        completion_window = parameters.completion_window, metadata = json.optional(parameters.metadata),
        output_lifetime = parameters.output_expires_after and parameters.output_expires_after.seconds,
        status = "validating", created_at = now, expires_at = now + context.timings.batch_window,
        total = 0, completed = 0, failed = 0, input_tokens = 0, output_tokens = 0,
    })
end

local function required(context, id)
    return context.state.batches:get(id) or errors.not_found(("No batch found with id '%s'."):format(id), "batch_id")
end

local function list(context, request)
    return pages.list(context.state.batches.order, request.query,
        { default = 20, max = 100, ids = true, present = public })
end

local function retrieve(context, _, id)
    return public(required(context, id))
end

local CANCELLABLE = { validating = true, in_progress = true, finalizing = true }

local function cancel(context, _, id)
    local batch = required(context, id)
    if not CANCELLABLE[batch.status] then
        errors.raise(409, ("Cannot cancel a batch with status '%s'."):format(batch.status),
            { code = "batch_not_cancellable" })
    end
    batch.status, batch.cancelling_at = "cancelling", context.clock:now()
    return public(context.state.batches:save(batch))
end

local function close_file(context, batch, suffix, content, at)
    if not content or content.length == 0 then return nil end
    local file = files.add(context, batch.id .. suffix, "batch_output", content, batch.output_lifetime, at)
    return file.id
end

local function finish(context, batch, status, at)
    batch.output_file_id = close_file(context, batch, "_output.jsonl", batch.output, at)
    batch.error_file_id = close_file(context, batch, "_error.jsonl", batch.error_output, at)
    batch.status, batch[status .. "_at"] = status, at
    batch.output, batch.error_output, batch.next_line = nil, nil, nil
end

local function open(context, batch)
    batch.output, batch.error_output = blob.new(), blob.new()
    local file = files.get(context, batch.input_file_id)
    batch.next_line = (file and file.content or blob.new()):lines()
end

local phases = {}

-- Each phase moves the batch on if its time has come and returns true when it did.

function phases.validating(context, batch, now)
    local due = batch.created_at + context.timings.batch_validating
    if now < due then return false end
    local failures = execution.validate(context, batch)
    if #failures > 0 then
        batch.errors, batch.status, batch.failed_at = failures, "failed", due
        return true
    end
    batch.status, batch.in_progress_at = "in_progress", due
    open(context, batch)
    local timings = context.timings
    batch.seconds = math.max(timings.batch_min, math.min(timings.batch_max, batch.total * timings.batch_request))
    return true
end

function phases.in_progress(context, batch, now)
    local upto = math.min(now, batch.expires_at)
    local share = batch.seconds > 0 and math.min(1, (upto - batch.in_progress_at) / batch.seconds) or 1
    execution.run(context, batch, math.floor(batch.total * share))
    if batch.status ~= "in_progress" then return true end
    if now >= batch.expires_at and batch.completed + batch.failed < batch.total then
        execution.abandon(batch, "batch_expired",
            "This request could not be executed before the completion window expired.")
        finish(context, batch, "expired", batch.expires_at)
        return true
    end
    if share < 1 then return false end
    batch.status, batch.finalizing_at = "finalizing", batch.in_progress_at + batch.seconds
    return true
end

function phases.finalizing(context, batch, now)
    local due = batch.finalizing_at + context.timings.batch_finalizing
    if now < due then return false end
    finish(context, batch, "completed", due)
    return true
end

function phases.cancelling(context, batch, now)
    local due = batch.cancelling_at + context.timings.batch_finalizing
    if now < due then return false end
    if batch.output then
        execution.abandon(batch, "batch_cancelled", "This request was not executed because the batch was cancelled.")
    end
    finish(context, batch, "cancelled", due)
    return true
end

local OPEN = { in_progress = true, finalizing = true, cancelling = true }

-- After a restart: the answers of a batch that was at work are made once more, as far as they had come.
local function reopen(context, batch)
    if not OPEN[batch.status] or not batch.in_progress_at or batch.next_line then return end
    local done = batch.completed + batch.failed
    batch.completed, batch.failed, batch.input_tokens, batch.output_tokens = 0, 0, 0, 0
    open(context, batch)
    execution.run(context, batch, done)
end

-- A batch that is being worked on (and has let other requests in meanwhile) is left alone.
local function settle_one(context, batch, now)
    if batch.busy then return end
    batch.busy = true
    reopen(context, batch)
    local status, done = batch.status, batch.completed + batch.failed
    local phase = phases[status]
    while phase and phase(context, batch, now) do phase = phases[batch.status] end
    if batch.status ~= status or batch.completed + batch.failed ~= done then context.state.batches:save(batch) end
    batch.busy = false
end

--- Whether some batch is being worked on right now.
---@return boolean
function batches.busy(context)
    for _, batch in ipairs(context.state.batches.order) do
        if batch.busy then return true end
    end
    return false
end

--- Brings batches up to now. With the clock running they are worked on in the background only, so that no other request
--- waits for them.
function batches.settle(context, in_background)
    if not in_background and not context.clock.manual then return end
    local now = context.clock:now()
    for _, batch in ipairs(context.state.batches.order) do settle_one(context, batch, now) end
end

function batches.routes(add)
    add("POST", "/batches", create)
    add("GET", "/batches", list)
    add("GET", "/batches/{batch_id}", retrieve)
    add("POST", "/batches/{batch_id}/cancel", cancel)
end

return batches
