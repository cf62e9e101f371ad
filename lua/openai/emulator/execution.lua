--- The lines of a batch: checking them, carrying them out, writing what came of them.
local cqueues = require "cqueues"
local rand = require "openssl.rand"

local files = require "openai.emulator.files"
local json = require "openai.emulator.json"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local steering = require "openai.emulator.steering"
local store = require "openai.emulator.store"

local execution = {}

local MAX_ERRORS = 100
local SLICE = 20 -- requests between two looks at other connections
local SHUFFLED = 16 -- answers are written in another order than asked, as the service may do

local function failure(code, message, line, param)
    return { code = code, message = message, line = json.nullable(line), param = json.nullable(param) }
end

local function check_shape(request, batch)
    if type(request.custom_id) ~= "string" or request.custom_id == "" then
        return "missing_required_parameter", "Missing required parameter: 'custom_id'.", "custom_id"
    end
    if request.method ~= "POST" then
        return "invalid_method", "The method of a batch request must be POST.", "method"
    end
    if request.url ~= batch.endpoint then
        return "mismatched_endpoint",
            ("The URL '%s' does not match the batch endpoint '%s'."):format(tostring(request.url),
            batch.endpoint), "url"
    end
    if type(request.body) ~= "table" then
        return "missing_required_parameter", "Missing required parameter: 'body'.", "body"
    end
end

local function check_model(context, batch, body)
    if type(body.model) ~= "string" then
        return "missing_required_parameter", "Missing required parameter: 'body.model'.", "body.model"
    end
    if not models.exists(context.state, body.model) then
        return "model_not_found", ("The provided model '%s' is not supported by the Batch API."):format(body.model),
            "body.model"
    end
    batch.model = batch.model or body.model
    if batch.model ~= body.model then
        return "mismatched_model",
            ("The model '%s' does not match the model '%s' of the first request. A batch may hold "
            .. "requests to one model only."):format(body.model, batch.model), "body.model"
    end
end

local function check_request(context, batch, line, seen)
    local request = json.decode(line)
    if type(request) ~= "table" then return "invalid_json_line", "This line is not parseable as valid JSON." end
    local code, message, param = check_shape(request, batch)
    if code then return code, message, param end
    if seen.ids[request.custom_id] then
        return "duplicate_custom_id", ("The custom_id '%s' is already used in another request of this batch.")
            :format(request.custom_id), "custom_id"
    end
    seen.ids[request.custom_id] = true
    local input = batch.endpoint == "/v1/embeddings" and request.body.input
    if input then seen.inputs = seen.inputs + (type(input) == "table" and type(input[1]) ~= "number" and #input
        or 1) end
    seen.tokens = seen.tokens + meaning.tokens(line)
    return check_model(context, batch, request.body)
end

local function grouped(number)
    local text = ("%d"):format(number)
    return (text:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

-- Tokens of every batch that has been accepted and has not ended.
local function enqueued_tokens(context)
    local sum = 0
    for _, batch in ipairs(context.state.batches.order) do
        if batch.status == "in_progress" or batch.status == "finalizing" then sum = sum + (batch.enqueued or 0) end
    end
    return sum
end

local function check_limits(context, batch, seen)
    local limits = context.limits
    if batch.total == 0 then
        return failure("empty_file",
            "The input file is empty. Please ensure that the batch contains at least one request.",
            nil, "input_file_id")
    end
    if batch.total > limits.batch_requests then
        return failure("too_many_tasks",
            ("The batch input file contains too many requests for the batch. The limit is %s.")
            :format(grouped(limits.batch_requests)), nil, "input_file_id")
    end
    if seen.inputs > limits.batch_inputs then
        return failure("too_many_inputs", ("The batch contains %s embedding inputs. The limit is %s.")
            :format(grouped(seen.inputs), grouped(limits.batch_inputs)), nil, "input_file_id")
    end
    local limit = limits.enqueued_tokens
    if limit and enqueued_tokens(context) + seen.tokens > limit then
        return failure("token_limit_exceeded", ("Enqueued token limit reached for %s in organization %s. Limit: %s "
            .. "enqueued tokens. Please try again once some in_progress batches have been "
                .. "completed."):format(batch.model,
            context.state.organization, grouped(limit)))
    end
end

local function is_blank(line)
    return not line:find("%S")
end

local function check_lines(context, batch, content, seen)
    local failures = {}
    for line, number in content:lines() do
        local code, message, param
        if not is_blank(line) then
            batch.total = batch.total + 1
            code, message, param = check_request(context, batch, line, seen)
        end
        if code and #failures < MAX_ERRORS then failures[#failures + 1] = failure(code, message, number, param) end
        if number % 500 == 0 then cqueues.sleep(0) end
    end
    return failures
end

--- The errors that make the batch fail as a whole; an empty list when it may start.
function execution.validate(context, batch)
    local file = files.get(context, batch.input_file_id)
    if not file then
        return { failure("invalid_file", "The input file no longer exists.", nil, "input_file_id") }
    end
    if file.content.length > context.limits.batch_bytes then
        return { failure("file_too_large", ("The batch input file is larger than %s bytes.")
            :format(grouped(context.limits.batch_bytes)), nil, "input_file_id") }
    end
    local seen = { ids = {}, inputs = 0, tokens = 0 }
    local failures = check_lines(context, batch, file.content, seen)
    if #failures == 0 then failures[1] = check_limits(context, batch, seen) end
    batch.enqueued = seen.tokens
    return failures
end

local function output_line(custom_id, response, err)
    return ('{"id":%s,"custom_id":%s,"response":%s,"error":%s}\n'):format(json.encode(store.id("batch_req_")),
        json.encode(custom_id), response or "null", err or "null")
end

local function response_text(result)
    local id = rand.bytes(16):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
    return ('{"status_code":%d,"request_id":"%s","body":%s}'):format(result.status, id, result.body)
end

local function write_shuffled(pending, target)
    for i = #pending, 1, -1 do
        target:write(pending[i])
        pending[i] = nil
    end
end

local function count_usage(batch, body)
    local prompt = body:match('"prompt_tokens":(%d+)') or body:match('"input_tokens":(%d+)')
    local output = body:match('"completion_tokens":(%d+)') or body:match('"output_tokens":(%d+)')
    batch.input_tokens = batch.input_tokens + (tonumber(prompt) or 0)
    batch.output_tokens = batch.output_tokens + (tonumber(output) or 0)
end

-- The next request, decoded, or nil after the last one.
local function next_request(batch)
    for line in batch.next_line do
        if not is_blank(line) then return json.decode(line) end
    end
end

local function run_one(context, batch, request, pending)
    local fault = context.steering:take_batch_fault("POST", batch.endpoint, request.custom_id)
    local path = batch.endpoint:match("^/v1(.*)$")
    local result = fault and steering.fault_answer(fault) or context:execute(path, request.body)
    local text = output_line(request.custom_id, response_text(result))
    if result.status == 200 then
        batch.completed = batch.completed + 1
        count_usage(batch, result.body)
        pending[#pending + 1] = text
        if #pending >= SHUFFLED then write_shuffled(pending, batch.output) end
    else
        batch.failed = batch.failed + 1
        batch.error_output:write(text)
    end
end

--- Carries out requests until `target` of them are done.
function execution.run(context, batch, target)
    local pending, status = {}, batch.status
    while batch.completed + batch.failed < target do
        local request = next_request(batch)
        if not request then break end
        run_one(context, batch, request, pending)
        if (batch.completed + batch.failed) % SLICE == 0 then
            cqueues.sleep(0)
            if batch.status ~= status then break end
        end
    end
    write_shuffled(pending, batch.output)
end

--- Writes an error for every request that was not carried out.
function execution.abandon(batch, code, message)
    local err = json.encode{ code = code, message = message }
    for request in next_request, batch do
        batch.error_output:write(output_line(request.custom_id, nil, err))
        batch.failed = batch.failed + 1
    end
end

return execution
