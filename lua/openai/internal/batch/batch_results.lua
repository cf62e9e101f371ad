--- What became of the requests of a batch: the lines of its output file, then those of its error file.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local iterator = require "openai.internal.base.iterator"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

local results = {}

local OPERATION = "batches:results"

local TERMINAL = { completed = true, failed = true, expired = true, cancelled = true }

local FILES = { output_file_id = "string?", error_file_id = "string?" }

---@class openai.BatchResults
---@overload fun(): string?, any, openai.Error?
local Results = iterator.class "openai.batch_results"

--- Why a batch was refused, with the lines of its input file.
---@param batch openai.Batch
---@return string
function results.refusal(batch)
    local list = fields.table(batch.errors, "data")
    local first = list[1]
    if first == nil then return "the service gave no reason" end
    local line = fields.number(first, "line")
    local place = line and ("line %.0f: "):format(line) or ""
    local left = #list > 1 and (" (and %s; batch.errors has them)"):format(text.plural(#list - 1, "more error")) or ""
    return place .. (fields.text(first, "message") or fields.text(first, "code") or "no reason given") .. left
end

local function failure(kind, message, batch)
    return errors.failure(kind, message, { operation = OPERATION, batch = batch })
end

local function plan(self, batch)
    local has_files = fields.text(batch, "output_file_id") or fields.text(batch, "error_file_id")
    if batch.status == "failed" and not has_files then
        local message = ("the batch %s was refused: %s"):format(fields.id(batch), results.refusal(batch))
        return failure("failed", message, batch)
    elseif not TERMINAL[batch.status] then
        local state = ("the batch %s is %s"):format(fields.id(batch), tostring(batch.status))
        local advice = ": its results are there when it has ended; batches:wait(id) waits for that"
        return failure("invalid", state .. advice, batch)
    end
    local ok, err = fields.checked(batch, OPERATION, "batch", FILES)
    if not ok then return nil, err end
    self.batch, self.left = batch, {}
    for _, name in ipairs { "output_file_id", "error_file_id" } do
        self.left[#self.left + 1] = fields.text(batch, name)
    end
    return true
end

--- Finds out which files there are. True; or nil, err.
local function begin(self)
    local batch = self.target
    if type(batch) ~= "table" or not TERMINAL[batch.status] then
        local err
        batch, err = self.batches:retrieve(settings.id(batch), self.retrieve_options)
        if not batch then return nil, err end
    end
    return plan(self, batch)
end

--- The kinds of errors that calls have, for the statuses inside a batch (the core's table is for answers on the wire).
local KINDS = {
    [400] = "bad_request", [401] = "authentication", [403] = "permission_denied", [404] = "not_found",
    [409] = "conflict", [422] = "unprocessable_entity", [429] = "rate_limit",
}

--- Kind and whether it may succeed later.
local function judge(status, code)
    if status == 429 and code == "insufficient_quota" then return "quota", false end
    local kind = KINDS[status] or (status >= 500 and "server") or "status"
    return kind, status == 408 or status == 409 or status == 429 or status >= 500
end

local function response_of(record)
    return type(record.response) == "table" and record.response or {}
end

local function status_of(response)
    return type(response.status_code) == "number" and response.status_code or nil
end

--- The body of the answer to one request; nil when it was none that helps.
function results.body_of(record)
    local response = response_of(record)
    local status = status_of(response)
    return status and status >= 200 and status < 400 and not fields.says(record.error) and response.body or nil
end

local function detail_of(record, body)
    if type(body.error) == "table" then return body.error end
    if type(record.error) == "table" and fields.says(record.error) then return record.error end
    return { message = type(record.error) == "string" and record.error or nil }
end

--- The error of one request: what the API answered to it, or why it was never carried out (expired, cancelled).
function results.request_error(record)
    local response = response_of(record)
    local status, body = status_of(response), type(response.body) == "table" and response.body or nil
    local detail = detail_of(record, body or {})
    local kind, retryable = "failed", true
    if status then kind, retryable = judge(status, detail.code) end
    local message = status and status < 400 and "the result has no body" or "the request failed"
    return errors.new {
        operation = "request " .. record.custom_id, custom_id = record.custom_id,
        kind = kind, status = status, retryable = retryable,
        message = fields.text(detail, "message") or message, code = detail.code, type = detail.type,
        param = detail.param,
        request_id = response.request_id, body = body,
    }
end

local function interpret(self, record)
    if not fields.text(record, "custom_id") then
        local message = ("line %d of %s is no result of a request: it has no custom_id"):format(
            self.records.lines.number, self.file)
        return failure("protocol", message, self.batch)
    end
    local body = results.body_of(record)
    if body ~= nil then return record.custom_id, body end
    return record.custom_id, nil, results.request_error(record)
end

--- The next request's custom_id and the body of its answer, or nil and its error; nil at the end; nil, err when the
--- results cannot be had.
---@return string? custom_id
---@return any body
---@return openai.Error? err
function Results:next()
    if self.closed then return nil end
    if not self.left then
        local ok, err = begin(self)
        if not ok then return nil, err end
    end
    while self.records or self.left[1] do
        if not self.records then
            self.file = table.remove(self.left, 1)
            self.records = self.files:records(self.file, self.options)
        end
        local record, err = self.records:next()
        if record ~= nil then return interpret(self, record) end
        if err then return nil, err end
        self.records = nil
    end
end

function Results:close()
    self.closed = true
    if self.records then self.records:close() end
end

function results.open(batches, files, id, options)
    local retrieve_options = {}
    for name, value in pairs(options) do
        if name ~= "max_line_bytes" then retrieve_options[name] = value end
    end
    return iterator.open(Results, {
        batches = batches, files = files, target = id, options = options, retrieve_options = retrieve_options,
    })
end

return results
