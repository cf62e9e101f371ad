--- What the service checks in a training or validation file before a job may run.
local examples = require "openai.emulator.examples"
local json = require "openai.emulator.json"

local dataset = {}

local MIN_EXAMPLES = 10
local CHARACTERS_PER_TOKEN = 4
local REMEMBERED = 2000 -- examples a fine-tuned model can quote

local formats = {
    ["fine-tune-chat"] = examples.chat, ["fine-tune"] = examples.completion,
    ["fine-tune-preference"] = examples.preference, ["fine-tune-reinforcement"] = examples.reinforcement,
}

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

local SEQUENCES = {
    "^[\194-\223][\128-\191]", "^[\224-\239][\128-\191][\128-\191]", "^[\240-\244][\128-\191][\128-\191][\128-\191]",
}

local function is_utf8(text)
    local at = text:find("[\128-\255]")
    while at do
        local last
        for _, sequence in ipairs(SEQUENCES) do last = last or select(2, text:find(sequence, at)) end
        if not last then return false end
        at = text:find("[\128-\255]", last + 1)
    end
    return true
end

local function check_line(report, line, number, job, file_id)
    local example = is_utf8(line) and json.decode(line)
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
    local blank = false
    for line, number in content:lines() do
        if line:find("%S") and blank then
            return nil, failure(kind, ("Line %d is blank."):format(number - 1))
        end
        blank = not line:find("%S")
        local problem = not blank and check_line(report, line, number, job, file_id)
        if problem then return nil, failure(kind, problem) end
        report.count = report.count + (blank and 0 or 1)
        report.tokens = report.tokens + (blank and 0 or math.max(1, math.floor(#line / CHARACTERS_PER_TOKEN)))
    end
    if kind == "training" and report.count < MIN_EXAMPLES then
        return nil, { code = "invalid_n_examples", param = "training_file",
            message = ("Training file has %d example(s), but must have at least %d examples")
                :format(report.count, MIN_EXAMPLES) }
    end
    return report
end

return dataset
