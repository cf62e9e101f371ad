--- The check before anything is sent: what the service would refuse goes into the quickfix list.
local notify = require "openai_nvim.notify"

local dataset = {}

local BLOCK = 32 * 1024 -- bytes checked before the editor gets its turn: about two milliseconds

--- Reads a file piece by piece. Between two pieces the task rests, so that no large file freezes the editor.
local function reader(file, size, on_share)
    local openai, done = require "openai", 0
    return function()
        local ok, err = openai.sleep(0)
        if not ok then return nil, err end
        local bytes = file:read(BLOCK)
        done = done + #(bytes or "")
        on_share(size > 0 and done / size or 1)
        return bytes
    end
end

--- Checks a file; inside a task.
---@param path string
---@param on_share fun(share: number) how much of the file has been read, 0 to 1
---@return openai.DatasetReport? report
---@return openai.Error|string|nil err
function dataset.check(path, on_share)
    local file, message = io.open(path, "rb")
    if not file then return nil, message end
    local report, err = require("openai").dataset.check(reader(file, vim.fn.getfsize(path), on_share))
    file:close()
    return report, err
end

local TITLE = "OpenAI dataset: "

local function items(path, report)
    local list = {}
    for i, problem in ipairs(report.problems) do
        list[i] = {
            filename = path, lnum = math.max(problem.line, 1), col = problem.column, -- line 0: the file as a whole
            type = problem.severity == "error" and "E" or "W", text = ("%s [%s]"):format(problem.message, problem.code),
        }
    end
    local left = report.errors + report.warnings - #report.problems
    if left > 0 then list[#list + 1] = { text = ("… and %d more"):format(left) } end
    return list
end

local function count(number, what)
    return ("%d %s%s"):format(number, what, number == 1 and "" or "s")
end

--- "2 errors, 1 warning"
local function counts(report)
    local warnings = count(report.warnings, "warning")
    if report.errors == 0 then return warnings end
    return count(report.errors, "error") .. (report.warnings > 0 and ", " .. warnings or "")
end

--- Puts the problems into the quickfix list, and opens it when one of them is an error. A list of an earlier check is
--- replaced, also by an empty one; other lists stay where `:colder` finds them.
function dataset.show(path, report)
    local name = vim.fn.fnamemodify(path, ":t")
    local ours = vim.startswith(vim.fn.getqflist({ title = 0 }).title, TITLE)
    if #report.problems == 0 and not ours then return end
    vim.fn.setqflist({}, ours and "r" or " ", { title = TITLE .. name, items = items(path, report) })
    if report.errors > 0 then
        vim.cmd "botright copen"
        notify.error(("%s: %s, see the quickfix list; nothing was sent"):format(name, counts(report)))
    elseif report.warnings > 0 then
        notify.warn(("%s: %s, see :copen"):format(name, counts(report)))
    elseif ours then
        vim.cmd "cclose"
    end
end

return dataset
