--- Checks a fine-tuning dataset before anything is sent: what the service would refuse after the upload, found here in
--- seconds, with line and column.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local fingerprint = require "openai.internal.dataset.fingerprint"
local hint = require "openai.internal.data.json_hint"
local jsonl = require "openai.internal.data.jsonl"
local reader = require "openai.internal.dataset.reader"
local repeated = require "openai.internal.dataset.repeated"
local reports = require "openai.internal.dataset.report"
local rules = require "openai.internal.dataset.rules"
local slices = require "openai.internal.task.slices"
local text = require "openai.internal.base.text"

---@class openai.DatasetModule
local dataset = {}

local WHAT = "dataset.check"
local LARGEST_FILE = 8 * 1024 * 1024 * 1024 -- bytes; files:create sends what is above 512 MiB in parts, up to this
local LONGEST_LINE = 64 * 1024 * 1024 -- bytes; a longer line is reported and skipped
local FEWEST_EXAMPLES = 10
local MOST_PROBLEMS = 100 -- kept in the report; the counts go on
local MOST_FINGERPRINTS = 2 ^ 18 -- lines remembered for duplicates, about 10 MB; later lines are compared with those

---@class openai.DatasetOptions
---@field method? "supervised"|"dpo"|"reinforcement" default "supervised"
---@field min_examples? integer default 10; a validation file may have fewer: 1
---@field max_problems? integer kept in the report, default 100
---@field model? string that is to be trained: an older one learns from prompts and completions, others from messages

--- `line` 0 is the file as a whole.
local function add_problem(check, line, column, code, message, severity)
    local problem = { severity = severity or "error", line = line, column = column, code = code, message = message }
    reports.add(check.report, problem, check.max_problems)
end

-- ---- one line ----

--- Where the nth message of a section stands: its "role" key, which cannot occur unescaped inside a string.
local function locate(line, section, nth)
    local at = section and line:find('"' .. section .. '"', 1, true) or 1
    local found = at
    for _ = 1, nth or 0 do
        local from = line:find('"role"', found + 1, true)
        if not from then
            return at
        end
        found = from
    end
    return found
end

local function add_decode_problem(check, line, message)
    local what, column, code = hint.explain(line, check.line, message)
    check.stop = code == "not_jsonl"
    add_problem(check, check.line, column, code, what)
end

local function check_duplicate(check, line)
    local hash = fingerprint(line)
    local first = check.seen[hash]
    if first then
        add_problem(check, check.line, 1, "duplicate", "the same as line " .. first, "warning")
    elseif check.remembered < MOST_FINGERPRINTS then
        check.seen[hash], check.remembered = check.line, check.remembered + 1
    end
end

--- The older format is for two models only.
local function check_model(check, format)
    local model = check.model
    local older = model and (model:find("babbage-002", 1, true) or model:find("davinci-002", 1, true)) ~= nil
    if format == "completions" and not model then
        local what = "prompts and completions train babbage-002 and davinci-002 only; other models learn from messages"
        add_problem(check, check.line, 1, "model", what, "warning")
    elseif model and older ~= (format == "completions") then
        local wanted = older and '{"prompt": …, "completion": …}' or '{"messages": [ … ]}'
        add_problem(check, check.line, 1, "model", ("%s learns from examples of the form %s"):format(model, wanted))
    end
end

local function check_format(check, format)
    local report = check.report
    if not report.format then
        report.format = format
        if format then check_model(check, format) end
    elseif format and format ~= report.format then
        local what = ("a %s example in a file that began with %s examples"):format(format, report.format)
        add_problem(check, check.line, 1, "format", what)
    end
end

local function check_keys(check, line, value)
    local key, column = repeated.find(line, value)
    if not key then return end
    local what = ('the key "%s" occurs twice in one object: the last counts'):format(key)
    add_problem(check, check.line, column, "repeated_key", what, "warning")
end

local function check_example(check, line)
    check.report.examples = check.report.examples + 1
    local value, message = core.json.decode(line)
    if message then
        return add_decode_problem(check, line, message)
    end
    local tokens, format = rules.check(check.report.method, value, function(code, what, section, nth, severity)
        add_problem(check, check.line, locate(line, section, nth), code, what, severity)
    end)
    if type(value) == "table" then check_keys(check, line, value) end
    check.tokens = check.tokens + tokens
    check_format(check, format)
    check_duplicate(check, line)
end

local function check_head(check, head)
    local encoding = hint.of_head(head)
    if encoding then
        check.stop = true
        add_problem(check, 1, 1, "encoding", encoding)
    elseif head:sub(1, 3) == "\239\187\191" then
        add_problem(check, 1, 1, "byte_order_mark", "the file begins with a byte order mark: save it without BOM")
    end
    return not check.stop
end

--- Blank lines are passed over; they do no harm at the end of the file.
local function go_to(check, number)
    if number > check.line + 1 then
        add_problem(check, check.line + 1, 1, "blank_line", "a blank line between examples")
    end
    check.line = number
end

local function add_long_line(check, number)
    go_to(check, number)
    check.report.examples = check.report.examples + 1
    add_problem(check, number, 1, "long_line", "longer than " .. text.size(LONGEST_LINE))
end

-- ---- the file ----

local OPTIONS = { method = true, model = true, min_examples = true, max_problems = true }

local function check_options(options)
    if type(options) ~= "table" then
        errors.misuse(WHAT .. ": the options must be a table, not a " .. type(options))
    end
    for name in pairs(options) do
        if not OPTIONS[name] then
            local message = ": unknown option %q: use method, model, min_examples or max_problems"
            errors.misuse(WHAT .. message:format(tostring(name)))
        end
    end
    for _, name in ipairs { "min_examples", "max_problems" } do
        local count = options[name]
        if count ~= nil and (type(count) ~= "number" or count ~= count or count < 0) then
            errors.misuse(("%s: option %s must be a number from 0, not %s"):format(WHAT, name, tostring(count)))
        end
    end
    local method = options.method or "supervised"
    if not rules.methods[method] then
        errors.misuse(WHAT .. (": unknown method %q: use supervised, dpo or reinforcement"):format(tostring(method)))
    end
    return method
end

local function new_check(name, method, options)
    return {
        report = reports.new(name, method), line = 0, tokens = 0, seen = {}, remembered = 0,
        max_problems = options.max_problems or MOST_PROBLEMS, model = options.model,
    }
end

local function finish(check, bytes, fewest)
    local report = check.report
    report.bytes = bytes
    if bytes > LARGEST_FILE then
        add_problem(check, 0, 1, "file_size", "larger than 8 GB, the most a file may have; the rest was not checked")
    elseif not check.stop and report.examples < fewest then
        local what = ("%s; at least %d are needed"):format(text.plural(report.examples, "example"), fewest)
        add_problem(check, 0, 1, "too_few", what)
    end
    report.tokens = math.floor(check.tokens + 0.5)
    report.ok = report.errors == 0
    return report
end

--- True; or nil, err. Inside a task others have their turn now and then.
local function check_lines(check, input)
    local pieces = reader.pieces(input, LARGEST_FILE, function(head) return check_head(check, head) end)
    local lines = jsonl.lines(pieces, {
        raw = true, pieces = true, max_line_bytes = LONGEST_LINE,
        on_bad_line = function(number) add_long_line(check, number) end,
    })
    local bytes = 0
    while not check.stop do
        local line, number = lines:next()
        if line == nil then return number == nil or nil, number end
        go_to(check, number)
        check_example(check, line)
        bytes = bytes + #line
        if bytes >= slices.DECODING then
            local ok, err = slices.rest()
            if not ok then return nil, err end
            bytes = 0
        end
    end
    return true
end

--- Reads the whole dataset, in constant memory, and reports everything that the service would refuse.
--- The tokens are estimated from words, punctuation, digits and wide characters (no tokenizer needed).
---@param source string|openai.Source|fun(n: integer): string? a path, openai.file(…), openai.bytes(…), or a reader
---@param options? openai.DatasetOptions
---@return openai.DatasetReport? report
---@return openai.Error? err kind "file": the source cannot be read
function dataset.check(source, options)
    options = options or {}
    local method = check_options(options)
    local input, err = reader.open(source)
    if not input then
        return nil, err
    end
    local check = new_check(input.name, method, options)
    if input.size and input.size > LARGEST_FILE then
        input.close()
        return finish(check, input.size, 0)
    end
    local ok, failure = check_lines(check, input)
    input.close()
    if not ok then return nil, failure end
    return finish(check, input.bytes, options.min_examples or FEWEST_EXAMPLES)
end

return dataset
