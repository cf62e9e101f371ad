--- The results file of a fine-tuning job: a CSV with a row for each step, which the service delivers in base64.
local base64 = require("openai.core").base64
local csv = require "openai.internal.data.csv"
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local iterator = require "openai.internal.base.iterator"
local settings = require "openai.internal.base.settings"

local results = {}

local OPERATION = "fine_tuning.jobs:results"

---@class openai.FineTuningResults
---@overload fun(): openai.FineTuningResult?
local Results = iterator.class "openai.fine_tuning_results"

local function failure(kind, message, job)
    return errors.failure(kind, message, { operation = OPERATION, job = job })
end

local function no_file(job)
    if job.status == "succeeded" then
        return failure("failed", ("the job %s has no results file"):format(fields.id(job)), job)
    elseif job.status == "failed" or job.status == "cancelled" then
        local ended = job.status == "failed" and "failed" or "was cancelled"
        return failure("failed", ("the job %s %s and has no results"):format(fields.id(job), ended), job)
    end
    local state = ("the job %s is %s"):format(fields.id(job), tostring(job.status))
    local advice = ": its results are there when it has succeeded; jobs:wait(id) waits for that"
    return failure("invalid", state .. advice, job)
end

--- A CSV head holds a comma, which is not of base64's alphabet; line ends, quotes around it and padding that is missing
--- do not count, and the alphabet may be that of URLs.
local function plain(content)
    local packed = content:gsub("%s", ""):gsub('^"(.*)"$', "%1"):gsub("\\[nr]", ""):gsub("\\/", "/")
    packed = packed:gsub("=*$", ""):gsub("-", "+"):gsub("_", "/")
    if packed == "" or packed:find("[^%w+/]") then return content end
    local text = base64.decode(packed .. ("="):rep(-#packed % 4))
    return text and text:find("^[^%c]+[,\r\n]") and text or content
end

--- The id of the results file: what the object says, or what the service says now.
local function find_file(self)
    local job = self.target
    local file = fields.text(fields.table(job, "result_files"), 1)
    if not file then
        local err
        job, err = self.jobs:retrieve(settings.id(job), self.options)
        if not job then return nil, err end
    end
    file = file or fields.text(fields.table(job, "result_files"), 1)
    if file then return file end
    return no_file(job)
end

--- Fetches the file and reads its head. True; or nil, err.
local function begin(self)
    local file, err = find_file(self)
    if not file then return nil, err end
    local content, problem = self.files:content(file, self.options)
    if not content then return nil, problem end
    self.rows = csv.rows(plain(content))
    local names, message = self.rows()
    if message then return failure("protocol", ("the results file %s is not CSV: %s"):format(file, message)) end
    self.file, self.names = file, names or {}
    return true
end

local function numbers(names, cells)
    local row = {}
    for i, name in ipairs(names) do row[name] = cells[i] and csv.number(cells[i]) end
    return row
end

--- The next row; nil at the end; nil, err on failure.
---@return openai.FineTuningResult? row
---@return openai.Error? err
function Results:next()
    if self.closed then return nil end
    if not self.rows then
        local ok, err = begin(self)
        if not ok then return nil, err end
    end
    local cells, message = self.rows()
    if cells then return numbers(self.names, cells) end
    self.closed = true
    if message then return failure("protocol", ("the results file %s is not CSV: %s"):format(self.file, message)) end
    return nil
end

function results.open(jobs, files, id, options)
    return iterator.open(Results, { jobs = jobs, files = files, target = id, options = options })
end

return results
