--- The results of a run, in the order of its requests. One number a request is held in memory: where its result is. The
--- results themselves stay on the disk until it is their turn.
local batch_results = require "openai.internal.batch.batch_results"
local collect = require "openai.internal.batch.collect"
local errors = require "openai.internal.base.error"
local index = require "openai.internal.batch.index"
local iterator = require "openai.internal.base.iterator"
local json = require "openai.internal.data.json"
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"
local parts = require "openai.internal.batch.parts"

local results = {}

--- A place is one number: file · REACH + offset, exact in a double. The file is 2 · part + (output 0, error 1).
local REACH = 2 ^ 36 -- bytes of the largest file: 64 GiB; leaves room for 65,000 parts

--- In a `for` an error is raised; `next` returns it.
---@class openai.BatchRunResults
---@overload fun(): string?, any, openai.Error?
local Results = iterator.class "openai.batch_run.results"

-- ---- where everything is ----

local function place_of(number, file, offset)
    if file == 0 then return -number end
    return (2 * number + file - 1) * REACH + offset
end

local function map_collected(self, part)
    return index.each(self.run, part.number, function(position, file, offset)
        self.places[position] = place_of(part.number, file, offset)
    end)
end

--- Parts without results: their requests only know which part they are in.
local function map_other(self, part)
    local lines = {}
    if part.state == "refused" then
        local list = type(part.batch.errors) == "table" and part.batch.errors.data or {}
        for _, problem in ipairs(list) do
            if problem.line then lines[problem.line] = problem end
        end
    end
    self.blamed[part.number] = next(lines) ~= nil
    return parts.each(self.run, part.number, function(position, _, number)
        self.places[position] = -part.number
        if lines[number] then self.refusals[position] = lines[number] end
    end)
end

--- Parts come after those whose requests they repeat: the last word on a request stands.
local function map(self)
    self.places, self.refusals, self.blamed, self.at, self.handles = {}, {}, {}, 0, {}
    for position = 1, self.run.total do self.places[position] = 0 end
    for _, part in ipairs(self.run.parts) do
        local ok, err = (part.state == "collected" and map_collected or map_other)(self, part)
        if not ok then return nil, err end
    end
    self.ids = jsonl.lines(layout.ids(self.run))
    return true
end

-- ---- one result ----

local function unreadable(self, path, offset, why)
    local message = ("'%s' has no result at byte %.0f any more: %s"):format(path, offset, why)
    return errors.new { kind = "file", journal = self.run.journal_path, message = message }
end

--- The handles of the few files that neighbouring requests have their results in stay open.
local function handle_of(self, path)
    local handle = self.handles[path]
    if handle then return handle end
    if (self.open_count or 0) >= 16 then
        for _, other in pairs(self.handles) do other:close() end
        self.handles, self.open_count = {}, 0
    end
    local message
    handle, message = io.open(path, "rb")
    if not handle then return nil, message end
    self.handles[path], self.open_count = handle, (self.open_count or 0) + 1
    return handle
end

local function read_at(self, place)
    local file = math.floor(place / REACH)
    local number, kind = math.floor(file / 2), file % 2 + 1
    local offset = place % REACH
    local path = layout.part(self.run, number, collect.FILES[kind].suffix)
    local handle, message = handle_of(self, path)
    if not handle then return nil, unreadable(self, path, offset, message) end
    handle:seek("set", offset)
    local line = handle:read("*l")
    local record = line and json.decode(line)
    if type(record) ~= "table" then return nil, unreadable(self, path, offset, "it is not what was downloaded") end
    return record
end

local function unsent(part, id, reason)
    return errors.new {
        kind = part.state == "refused" and "failed" or "cancelled", code = "not_sent", operation = "request " .. id,
        custom_id = id, batch = part.batch, retryable = true, message = reason,
    }
end

--- Other requests of the batch are to blame, or what the service says of all of it.
local function refused_because(self, part)
    if self.blamed[part.number] then return "its batch was refused because of other requests" end
    return "its batch was refused: " .. batch_results.refusal(part.batch)
end

local function refused_request(self, part, id, position)
    local problem = self.refusals[position]
    if not problem then return unsent(part, id, refused_because(self, part)) end
    return errors.new {
        kind = "failed", operation = "request " .. id, custom_id = id, batch = part.batch,
        code = problem.code, param = problem.param, message = problem.message or problem.code,
    }
end

--- The error of a request without a result; nil when it is still to be had.
local function without_result(self, part, id, position)
    if part.state == "collected" then return collect.missing(part, id) end
    if part.state == "refused" then return refused_request(self, part, id, position) end
    if part.state == "created" then return nil end
    if self.run.cancelled then return unsent(part, id, "the run was cancelled before it was sent") end
    if self.run.refused then
        return unsent(part, id, "it was not sent, because another batch of the run was refused")
    end
end

local function deliver(self, id, position)
    local place = self.places[position]
    if place <= 0 then
        local err = without_result(self, self.run.by_number[-place], id, position)
        return err ~= nil, id, nil, err
    end
    local record, problem = read_at(self, place)
    if not record then return true, nil, problem end
    local err = collect.error_of(record)
    if err then return true, id, nil, err end
    return true, id, record.response.body
end

local function begin(self)
    local ok, err = self.run:readable()
    if ok and not self.partial then ok, err = self.run:settled() end
    if ok then ok, err = map(self) end
    if ok then return true end
    local loss = layout.loss(self.run)
    if loss and not err.message:find(loss, 1, true) then err.message = ("%s; %s"):format(err.message, loss) end
    return nil, err
end

--- The next request's custom_id and the body of its answer, or nil and its error; nil at the end; nil, err when the
--- results cannot be had.
---@return string? custom_id nil at the end
---@return any body nil when the request failed; the error when custom_id is nil
---@return openai.Error? err of the request
function Results:next()
    if self.closed then return nil end
    if not self.places then
        local ok, err = begin(self)
        if not ok then return nil, err end
    end
    while true do
        local id, problem = self.ids:next()
        if id == nil then
            self:close()
            return nil, type(problem) == "table" and problem or nil
        end
        self.at = self.at + 1
        local there, a, b, c = deliver(self, id, self.at)
        if there then return a, b, c end
    end
end

function Results:close()
    self.closed = true
    if self.ids then self.ids:close() end
    for _, handle in pairs(self.handles or {}) do handle:close() end
    self.handles = {}
end

---@param run openai.BatchRun
---@param partial boolean those that are there; else it waits for all
function results.open(run, partial)
    return iterator.open(Results, { run = run, partial = partial })
end

return results
