--- The report of a dataset check, and how a person reads it.

---@class openai.DatasetProblem
---@field severity "error"|"warning" an error would be refused; a warning is accepted, but seldom meant
---@field line integer 1 is the first; 0 when the file as a whole is meant
---@field column integer in bytes, 1 is the first: where it is where that is cheaply known, else 1
---@field code string stable name of the problem, e.g. "role", "json", "duplicate"
---@field message string

---@class openai.DatasetReport
---@field ok boolean no errors: the service should accept it (warnings do not count)
---@field name string file name
---@field method "supervised"|"dpo"|"reinforcement"
---@field format? "chat"|"completions"|"preference" of the first example
---@field examples integer lines that are examples, good or not
---@field tokens integer estimated, one pass over the data; see openai.dataset.tokens for how
---@field bytes integer read
---@field errors integer all found, also those above `max_problems`
---@field warnings integer all found
---@field problems openai.DatasetProblem[] in the order of the file, at most `max_problems`

local reports = {}

--- 1234567 as 1,234,567
local function with_commas(n)
    local text = ("%d"):format(n)
    return (text:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

function reports.plural(n, noun)
    return ("%s %s%s"):format(with_commas(n), noun, n == 1 and "" or "s")
end

function reports.size(bytes)
    if bytes < 1024 then
        return reports.plural(bytes, "byte")
    elseif bytes < 1024 * 1024 then
        return ("%.1f KB"):format(bytes / 1024)
    end
    return ("%.1f MB"):format(bytes / 1024 / 1024)
end

local function verdict(report)
    local parts = {}
    if report.errors == 0 then
        parts[1] = ("ready for %s fine-tuning"):format(report.method)
    else
        parts[1] = reports.plural(report.errors, "error")
    end
    if report.warnings > 0 then
        parts[#parts + 1] = reports.plural(report.warnings, "warning")
    end
    return table.concat(parts, ", ")
end

local report_mt = {}

function report_mt.__tostring(report)
    local lines = { ("%s: %s, about %s, %s: %s"):format(report.name, reports.plural(report.examples, "example"),
        reports.plural(report.tokens, "token"), reports.size(report.bytes), verdict(report)) }
    for _, problem in ipairs(report.problems) do
        local place = problem.line > 0 and ("line %d, column %d: "):format(problem.line, problem.column) or ""
        lines[#lines + 1] = ("  %-7s  %s%s [%s]"):format(problem.severity, place, problem.message, problem.code)
    end
    local left = report.errors + report.warnings - #report.problems
    if left > 0 then
        lines[#lines + 1] = ("  … and %s more"):format(with_commas(left))
    end
    return table.concat(lines, "\n")
end

function reports.new(name, method)
    return setmetatable({
        ok = false, name = name, method = method,
        examples = 0, tokens = 0, bytes = 0, errors = 0, warnings = 0, problems = {},
    }, report_mt)
end

--- Counts a problem, and keeps it when fewer than `most` are kept.
---@param report openai.DatasetReport
---@param problem openai.DatasetProblem
---@param most integer
function reports.add(report, problem, most)
    local counter = problem.severity == "warning" and "warnings" or "errors"
    report[counter] = report[counter] + 1
    if #report.problems < most then
        report.problems[#report.problems + 1] = problem
    end
end

return reports
