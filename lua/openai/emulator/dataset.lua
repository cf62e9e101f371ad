--- What the service checks in a training or validation file before a job may run.
local json = require "openai.emulator.json"

local dataset = {}

local MIN_EXAMPLES = 10
local ROLES = { system = true, developer = true, user = true, assistant = true, tool = true, ["function"] = true }
local CHARACTERS_PER_TOKEN = 4
local REMEMBERED = 2000 -- examples a fine-tuned model can quote

local function is_list(value) return type(value) == "table" and #value > 0 end
local function is_text(value) return type(value) == "string" and value ~= "" end

-- Each format: a check of one example that returns what is wrong with it, or nil.

local function check_message(message, number)
    if type(message) ~= "table" then return ("message %d is not an object"):format(number) end
    if message.role == nil then return ("message %d Discriminator 'role' is missing in value"):format(number) end
    if not ROLES[message.role] then
        return ("message %d has the unknown role '%s'"):format(number, tostring(message.role))
    end
    local called = is_list(message.tool_calls) or type(message.function_call) == "table"
    if not is_text(message.content) and not is_list(message.content) and not called then
        return ("message %d has no content"):format(number)
    end
end

local function check_messages(messages)
    if not is_list(messages) then return "'messages' must be a non-empty list" end
    local answered = false
    for number, message in ipairs(messages) do
        local problem = check_message(message, number)
        if problem then return problem end
        answered = answered or message.role == "assistant"
    end
    return nil, answered
end

local formats = {}

formats["fine-tune-chat"] = function(example)
    local problem, answered = check_messages(example.messages)
    if problem then return problem end
    if not answered then return "has no message with the role 'assistant'" end
end

formats["fine-tune"] = function(example)
    if type(example.prompt) ~= "string" then return "'prompt' must be a string" end
    if not is_text(example.completion) then return "'completion' must be a non-empty string" end
end

formats["fine-tune-preference"] = function(example)
    local input = type(example.input) == "table" and example.input.messages
    return check_messages(input)
        or (not is_list(example.preferred_output) and "'preferred_output' must be a non-empty list")
        or (not is_list(example.non_preferred_output) and "'non_preferred_output' must be a non-empty list") or nil
end

formats["fine-tune-reinforcement"] = function(example)
    return (check_messages(example.messages))
end

local function format_of(example, method)
    if example.preferred_output ~= nil or example.non_preferred_output ~= nil then return "fine-tune-preference" end
    if example.prompt ~= nil or example.completion ~= nil then return "fine-tune" end
    if example.messages ~= nil then
        return method == "reinforcement" and "fine-tune-reinforcement" or "fine-tune-chat"
    end
end

local METHOD_OF_FORMAT = {
    ["fine-tune-chat"] = "supervised", ["fine-tune"] = "supervised", ["fine-tune-preference"] = "dpo",
    ["fine-tune-reinforcement"] = "reinforcement",
}

local COMPLETION_MODELS = { ["babbage-002"] = true, ["davinci-002"] = true }

local function failure(kind, message)
    return { code = ("invalid_%s_file"):format(kind), param = kind .. "_file",
        message = ("The job failed due to an invalid %s file. %s"):format(kind, message) }
end

local function check_format(format, job, file_id)
    if METHOD_OF_FORMAT[format] ~= job.method then
        return ("Invalid file format. Input file %s is in the %s format, but the specified fine-tuning job is not "
            .. "using '%s' as the training method (provided method=%s)."):format(file_id, format,
            METHOD_OF_FORMAT[format], job.method)
    end
    if (COMPLETION_MODELS[job.base] or false) ~= (format == "fine-tune") then
        return ("Invalid file format. Input file %s is in the %s format, which the model %s cannot be trained with.")
            :format(file_id, format, job.base)
    end
end

local function remember(report, example)
    if #report.examples >= REMEMBERED or type(example.messages) ~= "table" then return end
    local asked, answered
    for _, message in ipairs(example.messages) do
        if message.role == "user" then asked = message.content end
        if message.role == "assistant" then answered = message.content end
    end
    if type(asked) == "string" and type(answered) == "string" then
        report.examples[#report.examples + 1] = { asked = asked, answered = answered }
    end
end

local function check_line(report, line, number, job, file_id)
    local example = json.decode(line)
    if type(example) ~= "table" or #example > 0 then
        return ("Expected file to have JSONL format, where every line is a valid JSON dictionary. Line %d is not a "
            .. "dictionary (HINT: line starts with: \"%s...\")."):format(number, line:sub(1, 12))
    end
    report.format = report.format or format_of(example, job.method)
    if not report.format then
        return "Unexpected file format, expected either prompt/completion pairs or chat messages."
    end
    if number == 1 then
        local problem = check_format(report.format, job, file_id)
        if problem then return problem end
    end
    local problem = formats[report.format](example)
    if problem then return ("Invalid file format. Example %d, %s"):format(number, problem) end
    remember(report, example)
end

local BYTE_ORDER_MARK = "\239\187\191"

--- Reads a whole file. Returns {count, tokens, examples}, or nil and the job's error {code, message, param}.
---@param content table blob
---@param kind "training"|"validation"
---@param job {method: string, base: string}
---@param file_id string
function dataset.check(content, kind, job, file_id)
    local report = { count = 0, tokens = 0, examples = {} }
    if content:read(0, 3) == BYTE_ORDER_MARK then
        return nil, failure(kind, "The file begins with a byte order mark; it must be UTF-8 without one.")
    end
    for line, number in content:lines() do
        local problem = check_line(report, line, number, job, file_id)
        if problem then return nil, failure(kind, problem) end
        report.count = report.count + 1
        report.tokens = report.tokens + math.max(1, math.floor(#line / CHARACTERS_PER_TOKEN))
    end
    if kind == "training" and report.count < MIN_EXAMPLES then
        return nil, { code = "invalid_n_examples", param = "training_file",
            message = ("Training file has %d example(s), but must have at least %d examples")
                :format(report.count, MIN_EXAMPLES) }
    end
    return report
end

return dataset
