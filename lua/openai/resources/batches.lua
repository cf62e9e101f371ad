--- Batches made by hand: waiting for one, and the results of its requests.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local lazy = require "openai.internal.base.lazy"
local polling = require "openai.internal.task.polling"
local results = require "openai.internal.batch.batch_results"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.Batches
local batches = {}

local PACE = { first = 2, most = 30 } -- seconds between two polls

local RELIED_ON = { status = "string" }

local TERMINAL = { completed = true, failed = true, expired = true, cancelled = true }

local function context_of(resource)
    return getmetatable(resource).context
end

--- The same as `retrieve`; for a batch object, `batch:refresh()` updates it in place.
---@param id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? batch
---@return openai.Error|openai.Response|nil info
function batches:refresh(id, options)
    return self:retrieve(id, options)
end

--- How many requests there are, are done, have failed; what a server leaves out or gets wrong counts as none.
local function counts_of(batch)
    local sent, counts = batch.request_counts, {}
    for _, name in ipairs { "total", "completed", "failed" } do
        local count = type(sent) == "table" and sent[name]
        counts[name] = type(count) == "number" and count % 1 == 0 and count or 0
    end
    return counts
end

--- nil when a batch ended as hoped, or what to say.
local function complaint(batch)
    local counts = counts_of(batch)
    if batch.status == "failed" then
        return ("the batch %s was refused: %s"):format(fields.id(batch), results.refusal(batch))
    elseif batch.status ~= "completed" then
        return ("the batch %s %s; %d of %d requests were done, results(id) has them"):format(fields.id(batch),
            batch.status == "expired" and "expired" or "was cancelled", counts.completed, counts.total)
    elseif counts.failed > 0 and counts.completed == 0 then
        return ("all %s of the batch %s failed; results(id) has their errors"):format(
            text.plural(counts.failed, "request"), fields.id(batch))
    end
end

local function judge(batch)
    local message = complaint(batch)
    if not message then return batch end
    return errors.failure("failed", message, { operation = "batches:wait", batch = batch })
end

--- Waits until a batch has ended. An object that is given is updated in place and returned.
---
--- Options: `poll_interval`, seconds between two questions (default: 2, growing to 30); `timeout`, seconds for it all
--- (default: none); `patience`, seconds of failing calls to survive (default 300); and those of calls.
---@param id string|openai.Batch
---@param options? openai.WaitOptions
---@return openai.Batch? batch completed, with at least one request that succeeded
---@return openai.Error? err kind "failed", with `err.batch`, when it ended otherwise
function batches:wait(id, options, more)
    local batch, err, last = polling.wait(self, "batches:wait", "batch_id", id, PACE, RELIED_ON, function(now)
        return TERMINAL[now.status]
    end, options, more)
    if batch then return judge(batch) end
    err.batch = last
    return nil, err
end

local RESULTS = { max_line_bytes = "bytes", timeout = "call" }

--- `for id, body, err in batches:results(id) do`: what became of each request, by its custom_id, in the service's
--- order: first those that were answered, then those that failed (`body` is nil, `err` says why). Downloaded as it is
--- read. In a `for` a failure of the download raises; `:next()` returns nil, err.
---@param id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.BatchResults results
function batches:results(id, options, more)
    local helper_options, call_options = settings.read("batches:results", RESULTS, options, more)
    settings.need_id(id, "batches:results", "batch_id")
    call_options.max_line_bytes = helper_options.max_line_bytes
    return results.open(self, context_of(self).resources.files, id, call_options)
end

--- Carries out any number of requests through the Batch API and waits for the results.
---
--- Errors: kind "invalid" before anything is sent (`position` or `positions` of the request; a journal of another
--- job), "failed" (all requests failed; a batch was refused: `lines` with custom_ids; cancelled), "protocol"
--- (results for unknown or twice for one request), "timeout", "file" (disk full; a journal in use), or that of a
--- call. `err.run` has what was done, `err.journal` the journal to go on with.
---
--- With a journal of a run that is over nothing is sent: what it has is returned, with `run.from_journal = true` and a
--- warning in the log; `openai.journal.forget(path)` lets it begin anew.
---@param params openai.BatchRunParams
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:run(params, options)
    return lazy.require("openai.internal.batch").run(self, params, options)
end

--- The same without waiting for batches: returns when all of them exist, but for those that the organization's limit on
--- enqueued tokens holds back. With a journal, `batches:open` goes on, tomorrow or elsewhere.
---@param params openai.BatchRunParams
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:start(params, options)
    return lazy.require("openai.internal.batch").start(self, params, options)
end

--- The run of a journal. Nothing is sent before `wait` or `results` is called.
---@param journal string path
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:open(journal, options)
    return lazy.require("openai.internal.batch").open(self, journal, options)
end

--- batch batch_1 in_progress /v1/embeddings 120 of 200 done, 3 failed
local function describe(batch)
    local counts = counts_of(batch)
    local progress = counts.total > 0 and ("%d of %d done"):format(counts.completed, counts.total) or nil
    if progress and counts.failed > 0 then progress = ("%s, %d failed"):format(progress, counts.failed) end
    return text.words("batch", batch.id, batch.status, batch.endpoint, progress)
end

return {
    resource = batches,
    object = { updates = { "refresh", "cancel" }, methods = { "wait", "results" }, tostring = describe },
}
