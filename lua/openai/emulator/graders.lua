--- Graders: validate and run. Text comparisons are simple forms of the named metrics; models that grade are stood in
--- for by the share of words that sample and instructions have in common, so that results repeat.
local errors = require "openai.emulator.errors"
local formula = require "openai.emulator.formula"
local json = require "openai.emulator.json"
local meaning = require "openai.emulator.meaning"
local metrics = require "openai.emulator.metrics"
local validate = require "openai.emulator.validate"

local graders = {}

local text = { type = "string", required = true }
local loose_array = { type = "array", required = true }

local function with_names(fields)
    fields.type, fields.name = text, text
    return fields
end

local RULES = {
    string_check = with_names{ input = text, reference = text,
        operation = { type = "string", required = true, choices = { "eq", "ne", "like", "ilike" } } },
    text_similarity = with_names{ input = text, reference = text,
        evaluation_metric = { type = "string", required = true, choices = metrics.NAMES } },
    python = with_names{ source = text, image_tag = { type = "string" } },
    score_model = with_names{ model = text, input = loose_array, sampling_params = { type = "object" },
        range = { type = "array", min_length = 2, max_length = 2, items = { type = "number" } } },
    label_model = with_names{ model = text, input = loose_array, labels = loose_array, passing_labels = loose_array },
    multi = with_names{ graders = { type = "object", required = true }, calculate_output = text },
}

local TYPES = { "string_check", "text_similarity", "score_model", "python", "multi" }

--- Raises 400 for what is no valid grader. `inner`: one of a multi grader's.
function graders.check(grader, prefix, inner)
    if type(grader) ~= "table" then validate.value(prefix, grader, { type = "object" }) end
    validate.value(prefix .. ".type", grader.type == nil and json.null or grader.type, { type = "string" })
    local rules = RULES[grader.type]
    if not rules or inner and grader.type == "multi" then
        validate.value(prefix .. ".type", grader.type, { type = "string", choices = TYPES })
    end
    validate.object(grader, rules, prefix .. ".")
    if grader.type == "multi" then
        for name, part in pairs(grader.graders) do graders.check(part, prefix .. ".graders." .. name, true) end
    end
end

local function lookup(root, path)
    local value = root
    for key in path:gmatch("[^%.]+") do
        value = type(value) == "table" and value[key]
    end
    return value
end

-- Fills in {{item.…}} and {{sample.…}}; notes names that do not exist.
local function fill(template, run)
    return (template:gsub("{{%s*([%w_%.]+)%s*}}", function(path)
        local value = lookup(run.namespace, path)
        if value == nil or value == false then
            run.errors.invalid_variable_error = true
            return ""
        end
        return type(value) == "table" and json.encode(value) or tostring(value)
    end))
end

local function like(input, reference)
    return input:find(reference, 1, true) ~= nil
end

local OPERATIONS = {
    eq = function(a, b) return a == b end,
    ne = function(a, b) return a ~= b end,
    like = like,
    ilike = function(a, b) return like(a:lower(), b:lower()) end,
}

local runners = {}

function runners.string_check(grader, run)
    return OPERATIONS[grader.operation](fill(grader.input, run), fill(grader.reference, run)) and 1 or 0
end

function runners.text_similarity(grader, run)
    return metrics.score(grader.evaluation_metric, fill(grader.input, run), fill(grader.reference, run))
end

local function message_text(message, run)
    local content = type(message) == "table" and message.content or message
    if type(content) == "table" then content = content.text or (content[1] and content[1].text) end
    return type(content) == "string" and fill(content, run) or ""
end

local function count_usage(grader, run, prompt)
    local tokens = meaning.tokens(prompt .. run.sample)
    run.tokens = run.tokens + tokens
    run.per_model[grader.model] = (run.per_model[grader.model] or 0) + tokens
end

local function judged_share(grader, run)
    local prompt = {}
    for i, message in ipairs(grader.input) do prompt[i] = message_text(message, run) end
    local all = table.concat(prompt, "\n")
    count_usage(grader, run, all)
    return meaning.overlap(run.sample, all)
end

function runners.score_model(grader, run)
    local range = grader.range or { 0, 1 }
    run.model = grader.model
    return range[1] + (range[2] - range[1]) * judged_share(grader, run)
end

function runners.label_model(grader, run)
    judged_share(grader, run)
    local label = grader.labels[meaning.hash(run.sample) % #grader.labels + 1]
    for _, passing in ipairs(grader.passing_labels) do
        if passing == label then return 1 end
    end
    return 0
end

-- There is no Python here, and pretending otherwise would mislead.
function runners.python(_, run)
    run.errors.python_grader_server_error = true
    run.errors.python_grader_server_error_type = "The emulator does not run Python graders."
    return 0
end

function runners.multi(grader, run)
    local values = {}
    for name, part in pairs(grader.graders) do
        values[name] = runners[part.type](part, run)
        run.scores[name] = values[name]
    end
    local value, problem = formula.evaluate(grader.calculate_output, values)
    if problem then run.errors.formula_parse_error = true end
    return value or 0
end

local ERROR_FLAGS = {
    "formula_parse_error", "sample_parse_error", "truncated_observation_error", "unresponsive_reward_error",
    "invalid_variable_error", "other_error", "python_grader_server_error", "python_grader_runtime_error",
    "model_grader_server_error", "model_grader_refusal_error", "model_grader_parse_error",
}
local ERROR_DETAILS = {
    "python_grader_server_error_type", "python_grader_runtime_error_details", "model_grader_server_error_details",
}

local function new_run(body)
    local run = { errors = {}, scores = {}, per_model = {}, tokens = 0, sample = body.model_sample }
    for _, name in ipairs(ERROR_FLAGS) do run.errors[name] = false end
    for _, name in ipairs(ERROR_DETAILS) do run.errors[name] = json.null end
    run.namespace = { item = json.optional(body.item) or {}, sample = { output_text = body.model_sample,
        output_json = json.decode(body.model_sample) } }
    return run
end

local RUN = { grader = { type = "object", required = true }, item = { type = "object" },
    model_sample = { type = "string", required = true } }

local function run_grader(_, request)
    local body = validate.object(request:json(), RUN)
    graders.check(body.grader, "grader")
    local run = new_run(body)
    local reward = runners[body.grader.type](body.grader, run)
    return {
        reward = reward, sub_rewards = run.scores, model_grader_token_usage_per_model = run.per_model,
        metadata = {
            name = body.grader.name, type = body.grader.type, errors = run.errors, execution_time = 0.001,
            scores = run.scores, token_usage = run.tokens > 0 and run.tokens or json.null,
            sampled_model_name = json.nullable(run.model),
        },
    }
end

local function validate_grader(_, request)
    local body = request:json()
    if body.grader == nil then
        errors.bad_request("Missing required parameter: 'grader'.", "grader", "missing_required_parameter")
    end
    graders.check(body.grader, "grader")
    return { grader = body.grader }
end

function graders.routes(add)
    add("POST", "/fine_tuning/alpha/graders/run", run_grader)
    add("POST", "/fine_tuning/alpha/graders/validate", validate_grader)
end

return graders
