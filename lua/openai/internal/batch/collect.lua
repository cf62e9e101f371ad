--- Brings a batch's results home: downloads its files, finds each request's line by custom_id, writes down where it is
--- and what became of the request.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"
local parts = require "openai.internal.batch.parts"
local results = require "openai.internal.batch.batch_results"

local collect = {}

local MOST_PROBLEMS = 100 -- told of one part; more would only swell the journal

--- Where results are: numbers as in the index.
collect.FILES = {
    { field = "output_file_id", suffix = "output.jsonl" }, { field = "error_file_id", suffix = "error.jsonl" },
}

-- ---- what became of a request ----

--- Codes of requests that were never carried out because somebody wanted it so.
local UNWANTED = { batch_cancelled = true }

--- The error of a record that is no success; nil for a success.
---@param record table
---@return openai.Error?
function collect.error_of(record)
    if results.body_of(record) ~= nil then return nil end
    local err = results.request_error(record)
    if UNWANTED[err.code] then err.retryable = false end
    return err
end

local function outcome_of(record)
    local err = collect.error_of(record)
    return not err and "ok" or err.retryable and "retry" or "failed"
end

-- ---- joining ----

local function note_problem(self, number, code, message)
    if #self.problems >= MOST_PROBLEMS then return end
    self.problems[#self.problems + 1] = {
        batch = self.part.batch.id, file = self.file_id, line = number, code = code, message = message,
    }
end

--- `[position, file, offset, outcome]` of a request whose line has not come yet: none.
local function read_ids(self)
    self.entries, self.by_id = {}, {}
    return parts.each(self.run, self.part.number, function(position, id, number)
        self.entries[number] = { position, 0, 0, "retry" }
        self.by_id[id] = number
    end)
end

local function take(self, record, number, offset, file)
    local id = type(record) == "table" and record.custom_id
    local entry = type(id) == "string" and self.entries[self.by_id[id]]
    if not entry then
        return note_problem(self, number, "unknown_custom_id", ("no request has the custom_id %s"):format(
            type(id) == "string" and "'" .. id .. "'" or "of this line"))
    elseif entry[2] ~= 0 then
        return note_problem(self, number, "duplicate_custom_id",
            ("there is a result for '%s' already; the first is kept"):format(id))
    end
    entry[2], entry[3], entry[4] = file, offset, outcome_of(record)
end

--- A bad line ends nothing: the request that it was for has no result, as others that are missing.
local function join_file(self, path, file)
    local lines = jsonl.lines(path, {
        on_bad_line = function(number, _, err) note_problem(self, number, "bad_line", err.message) end,
    })
    while true do
        local record, number, offset = lines:next()
        if record == nil then return number == nil or nil, number end
        take(self, record, number, offset, file)
    end
end

-- ---- the index ----

local function write_index(self)
    local path = layout.part(self.run, self.part.number, "index.jsonl")
    local writer, err = jsonl.writer(path)
    if not writer then return nil, err end
    local counts = { ok = 0, failed = 0, retry = 0, missing = 0 }
    for _, entry in ipairs(self.entries) do
        counts[entry[4]] = counts[entry[4]] + 1
        if entry[2] == 0 then counts.missing = counts.missing + 1 end
        local ok, problem = writer:write(entry)
        if not ok then
            writer:discard()
            return nil, problem
        end
    end
    local ok, problem = writer:close()
    if not ok then return nil, problem end
    return counts, nil, path
end

-- ---- all of it ----

--- `download(file_id, path)` returns true; or nil, err.
local function fetch(self, download)
    for i, file in ipairs(collect.FILES) do
        local id = fields.text(self.part.batch, file.field)
        local path = layout.part(self.run, self.part.number, file.suffix)
        self.file_id = id
        if id then
            local ok, err = download(id, path)
            if not ok then return nil, err end
            ok, err = join_file(self, path, i)
            if not ok then return nil, err end
            self.paths[#self.paths + 1] = path
        end
    end
    return true
end

--- A batch that was cancelled before it began has no files: nothing of it is to be repeated.
local function settle_missing(self)
    if self.part.batch.status ~= "cancelled" then return end
    for _, entry in ipairs(self.entries) do
        if entry[2] == 0 then entry[4] = "failed" end
    end
end

--- The record for the journal, once the disk has everything; or nil, err.
---@param run openai.BatchRun
---@param part openai.batch.Part
---@param download fun(file_id: string, path: string): true?, openai.Error?
function collect.part(run, part, download)
    local self = { run = run, part = part, problems = {}, paths = {} }
    local ok, err = read_ids(self)
    if not ok then return nil, err end
    ok, err = fetch(self, download)
    if not ok then return nil, err end
    settle_missing(self)
    local counts, problem, path = write_index(self)
    if not counts then return nil, problem end
    self.paths[#self.paths + 1] = path
    ok, err = layout.sync(run, self.paths)
    if not ok then return nil, err end
    return {
        event = "collected", part = part.number, batch = part.batch, completed = counts.ok,
        failed = counts.failed + counts.retry, retryable = counts.retry, missing = counts.missing,
        problems = self.problems,
    }
end

--- By the status of the batch.
local UNREACHED = {
    cancelled = { "batch_cancelled", "the batch was cancelled before it came to this request" },
    expired = { "batch_expired", "the batch expired before it came to this request" },
}

--- What stands for a request that has no result line.
function collect.missing(part, id)
    local status = part.batch and part.batch.status
    local lost = { "no_result", ("the files of batch %s have no result for it"):format(part.batch.id) }
    local why = UNREACHED[status] or lost
    return errors.new {
        kind = "failed", operation = "request " .. id, custom_id = id, batch = part.batch,
        retryable = status ~= "cancelled", code = why[1], message = why[2],
    }
end

return collect
