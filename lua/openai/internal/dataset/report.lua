--- The report of a dataset check, and how a person reads it.
local text = require "openai.internal.base.text"

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

local function outcome(report)
    local parts = {}
    if report.errors == 0 then
        parts[1] = ("ready for %s fine-tuning"):format(report.method)
    else
        parts[1] = text.plural(report.errors, "error")
    end
    if report.warnings > 0 then
        parts[#parts + 1] = text.plural(report.warnings, "warning")
    end
    return table.concat(parts, ", ")
end

local Report = { __name = "openai.dataset_report" }

function Report.__tostring(report)
    local lines = { ("%s: %s, about %s, %s: %s"):format(report.name, text.plural(report.examples, "example"),
        text.plural(report.tokens, "token"), text.size(report.bytes), outcome(report)) }
    for _, problem in ipairs(report.problems) do
        local place = problem.line > 0 and ("line %d, column %d: "):format(problem.line, problem.column) or ""
        lines[#lines + 1] = ("  %-7s  %s%s [%s]"):format(problem.severity, place, problem.message, problem.code)
    end
    local left = report.errors + report.warnings - #report.problems
    if left > 0 then
        lines[#lines + 1] = ("  … and %s more"):format(text.number(left))
    end
    return table.concat(lines, "\n")
end

function reports.new(name, method)
    return setmetatable({
        ok = false, name = name, method = method,
        examples = 0, tokens = 0, bytes = 0, errors = 0, warnings = 0, problems = {},
    }, Report)
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
