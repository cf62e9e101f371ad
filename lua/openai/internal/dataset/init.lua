--- Checks a fine-tuning dataset before anything is sent: what the service would refuse after the upload, found here in
--- seconds, with line and column.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local fingerprint = require "openai.internal.dataset.fingerprint"
local reader = require "openai.internal.dataset.reader"
local reports = require "openai.internal.dataset.report"
local rules = require "openai.internal.dataset.rules"

---@class openai.DatasetModule
local dataset = {}

local WHAT = "dataset.check"
local LARGEST_FILE = 512 * 1024 * 1024 -- bytes; the Files API's limit for one file
local FEWEST_EXAMPLES = 10
local MOST_PROBLEMS = 100 -- kept in the report; the counts go on
local MOST_FINGERPRINTS = 2 ^ 18 -- lines remembered for duplicates, about 10 MB; later lines are compared with those

---@class openai.DatasetOptions
---@field method? "supervised"|"dpo"|"reinforcement" default "supervised"
---@field min_examples? integer default 10; a validation file may have fewer: 1
---@field max_problems? integer kept in the report, default 100

--- `line` 0 is the file as a whole.
local function add_problem(check, line, column, code, message, severity)
    local problem = { severity = severity or "error", line = line, column = column, code = code, message = message }
    reports.add(check.report, problem, check.max_problems)
end

-- one line -----------------------------------------------------------------------------------------------------------

--- Where the nth message of a section stands: its "role" key, which cannot occur unescaped inside a string.
local function locate(text, section, nth)
    local at = section and text:find('"' .. section .. '"', 1, true) or 1
    local found = at
    for _ = 1, nth or 0 do
        local from = text:find('"role"', found + 1, true)
        if not from then
            return at
        end
        found = from
    end
    return found
end

--- The column of the first byte that is not UTF-8, or nil. Slow; for lines that the decoder refused.
local function find_bad_utf8(text)
    local at = 1
    while at <= #text do
        local _, last = text:find("^[%z\1-\127]+", at)
        if not last then
            _, last = text:find("^[\194-\223][\128-\191]", at)
        end
        if not last then
            _, last = text:find("^[\224-\239][\128-\191][\128-\191]", at)
        end
        if not last then
            _, last = text:find("^[\240-\244][\128-\191][\128-\191][\128-\191]", at)
        end
        if not last then
            return at
        end
        at = last + 1
    end
end

local function add_decode_problem(check, text, message)
    local bad = find_bad_utf8(text)
    if bad then
        local what = ("byte 0x%02X is not UTF-8: save the file as UTF-8"):format(text:byte(bad))
        return add_problem(check, check.line, bad, "encoding", what)
    end
    if check.line == 1 and text:find("^%s*[%[{]%s*$") then
        check.stop = true
        return add_problem(check, 1, 1, "not_jsonl", "one JSON text over many lines: put each example on its own line")
    elseif check.line == 1 and text:find("^%s*%[") then
        check.stop = true
        return add_problem(check, 1, 1, "not_jsonl", "a JSON array: put each example on a line of its own, no brackets")
    end
    local column = tonumber(message:match("at byte (%d+)$")) or 1
    add_problem(check, check.line, column, "json", "not JSON: " .. message)
end

local function check_duplicate(check, text)
    local hash = fingerprint(text)
    local first = check.seen[hash]
    if first then
        add_problem(check, check.line, 1, "duplicate", "the same as line " .. first, "warning")
    elseif check.remembered < MOST_FINGERPRINTS then
        check.seen[hash], check.remembered = check.line, check.remembered + 1
    end
end

local function check_format(check, format)
    local report = check.report
    if not report.format then
        report.format = format
    elseif format and format ~= report.format then
        local what = ("a %s example in a file that began with %s examples"):format(format, report.format)
        add_problem(check, check.line, 1, "format", what)
    end
end

local function check_example(check, text)
    check.report.examples = check.report.examples + 1
    local value, message = core.json.decode(text)
    if message then
        return add_decode_problem(check, text, message)
    end
    local tokens, format = rules.check(check.report.method, value, function(code, what, section, nth, severity)
        add_problem(check, check.line, locate(text, section, nth), code, what, severity)
    end)
    check.tokens = check.tokens + tokens
    check_format(check, format)
    check_duplicate(check, text)
end

local BYTE_ORDER_MARK = "\239\187\191"

local function check_first_bytes(check, text)
    if text:find("^\255\254") or text:find("^\254\255") or text:find("^%z") or text:find("^.%z") then
        check.stop = true
        add_problem(check, 1, 1, "encoding", "the file is UTF-16 or UTF-32: save it as UTF-8")
    elseif text:sub(1, 2) == "\31\139" or text:sub(1, 4) == "PK\3\4" then
        check.stop = true
        add_problem(check, 1, 1, "encoding", "the file is compressed: unpack it first")
    elseif text:sub(1, 3) == BYTE_ORDER_MARK then
        add_problem(check, 1, 1, "byte_order_mark", "the file begins with a byte order mark: save it without BOM")
        return text:sub(4)
    end
    return text
end

local function check_line(check, text, too_long)
    check.line = check.line + 1
    if check.line == 1 then
        text = check_first_bytes(check, text)
    end
    if check.stop then
        return false
    elseif too_long then
        check.report.examples = check.report.examples + 1
        add_problem(check, check.line, 1, "long_line", "longer than " .. reports.size(reader.LONGEST_LINE))
    elseif not text:find("%S") then
        check.blank = check.blank or check.line -- at the end of the file they do no harm
    else
        if check.blank then
            add_problem(check, check.blank, 1, "blank_line", "a blank line between examples")
            check.blank = nil
        end
        check_example(check, text:byte(-1) == 13 and text:sub(1, -2) or text) -- CRLF is fine
    end
    return not check.stop
end

-- the file -----------------------------------------------------------------------------------------------------------

local function check_options(options)
    if type(options) ~= "table" then
        errors.misuse(WHAT .. ": the options must be a table, not a " .. type(options))
    end
    for name in pairs(options) do
        if name ~= "method" and name ~= "min_examples" and name ~= "max_problems" then
            local message = ": unknown option %q: use method, min_examples or max_problems"
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
        max_problems = options.max_problems or MOST_PROBLEMS,
    }
end

local function finish(check, bytes, fewest)
    local report = check.report
    report.bytes = bytes
    if bytes > LARGEST_FILE then
        add_problem(check, 0, 1, "file_size", "larger than 512 MB, the most a file may have; the rest was not checked")
    elseif not check.stop and report.examples < fewest then
        local what = ("%s; at least %d are needed"):format(reports.plural(report.examples, "example"), fewest)
        add_problem(check, 0, 1, "too_few", what)
    end
    report.tokens = math.floor(check.tokens + 0.5)
    report.ok = report.errors == 0
    return report
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
    local ok, failure = reader.each_line(input, LARGEST_FILE, function(text, too_long)
        return check_line(check, text, too_long)
    end)
    input.close()
    if not ok then
        return nil, failure
    end
    return finish(check, input.bytes, options.min_examples or FEWEST_EXAMPLES)
end

return dataset
