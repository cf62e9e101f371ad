--- A batch run: the object that batches:run, batches:start and batches:open return.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local layout = require "openai.internal.batch.layout"
local options = require "openai.internal.batch.options"
local outcome = require "openai.internal.batch.outcome"
local pool = require "openai.internal.task.pool"
local rate = require "openai.internal.call.rate"
local results = require "openai.internal.batch.results"
local settings = require "openai.internal.base.settings"
local state = require "openai.internal.batch.state"
local text = require "openai.internal.base.text"
local work = require "openai.internal.batch.work"

local runs = {}

local REPORTS = 0.1 -- seconds between two reports of progress

---@class openai.BatchRun
local Run = { __name = "openai.batch_run" }
Run.__index = Run
calling.class("run", Run)

-- ---- what the other modules need of a run ----

--- Takes a record into the journal and then into the state. True; or nil, err.
function Run:note(record)
    local ok, err = self.journal:append(record)
    if not ok then return nil, err end
    state.apply(self, record)
    state.summarize(self)
    self:report_progress()
    return true
end

--- Seconds until the deadline; nil without one.
function Run:time_left()
    return self.deadline and self.deadline - core.loop():now()
end

function Run:timed_out(cause)
    return errors.timed_out(nil, self.options.timeout, outcome.progress(self), cause)
end

--- One call within the rate limits, which all runs of a client share. `fn(options)` carries it out; `hopeless` as of
--- the limiter.
---@return any value
---@return openai.Error? err
function Run:call(call_options, fn, hopeless)
    local value, info = self.limiter:call(self.context, 0, call_options, fn, hopeless, function(seconds)
        self:report_waiting(seconds)
    end)
    if value ~= nil then return value end
    return nil, info
end

--- A download likewise.
---@return true?
---@return openai.Error? err
function Run:download(id, call_options)
    local done, info = self.limiter:download(self.context, call_options, function(with)
        return self.files:content(id, with)
    end)
    if done then return true end
    return nil, info
end

--- Tells on_progress, at most ten times a second; the last of a phase always. All is counted in requests.
function Run:report(phase, done, total)
    local callback = self.options.on_progress
    if not callback then return end
    local now = core.loop():now()
    if self.reported == phase and done ~= total and now < self.reported_at + REPORTS then return end
    self.reported, self.reported_at = phase, now
    callback {
        phase = phase, done = done, total = total, unit = "requests", counts = self.counts, batches = self.batches,
    }
end

--- The rate limits keep it for so long.
function Run:report_waiting(seconds)
    local callback = self.options.on_progress
    if not callback then return end
    callback {
        phase = "waiting", done = 0, total = math.ceil(seconds), unit = "seconds", counts = self.counts,
        batches = self.batches,
    }
end

--- So much of a part's file has been sent.
function Run:report_upload(part, progress)
    if progress.phase ~= "upload" then return end -- what the answer weighs interests nobody
    local share = progress.total and progress.total > 0 and math.min(1, progress.done / progress.total) or 0
    part.sent = math.floor(share * part.requests)
    local done = 0
    for _, other in ipairs(self.parts) do
        if not other.parent then done = done + (other.file and other.requests or other.sent or 0) end
    end
    self:report("upload", done, self.counts.total)
end

local function done_so_far(self)
    local done = 0
    for _, part in ipairs(self.parts) do
        local counts = part.state == "created" and part.batch.request_counts
        if type(counts) == "table" then done = done + (counts.completed or 0) + (counts.failed or 0) end
    end
    return math.min(self.counts.total, self.counts.completed + self.counts.failed + done)
end

function Run:report_progress()
    if not self.prepared then return end
    state.summarize(self)
    self:report("batches", done_so_far(self), self.counts.total)
end

--- Starts to work on a new part, beside the others.
function Run:launch(part)
    work.launch(self, part)
end

--- The results of a run without a journal of the user's are gone once it is closed.
function Run:readable()
    if not self.closed or self.journal_path then return true end
    return errors.failure("invalid", "the run was closed, and its results went with it: give it a journal to keep them")
end

--- True when everything that can be had is here, after waiting for it; or nil, err.
function Run:settled()
    if state.all_over(self) then
        if not self.working then work.release(self) end
        return true
    end
    if self.closed then return errors.failure("invalid", "the run was closed before it was over") end
    return work.carry_out(self, false)
end

-- ---- what a user calls ----

--- Waits until every batch has ended, collects the results, resubmits what may be resubmitted. Options as of
--- batches:run (those that are given replace what the run was started with; `timeout` counts from now).
---@param user_options? openai.BatchRunOptions
---@return openai.BatchRun? self
---@return openai.Error? err see batches:run
function Run:wait(user_options)
    options.update(self, user_options)
    local ok, err = self:settled()
    if not ok then return nil, err end
    return outcome.of(self)
end

--- `for id, body, err in run:results() do`: every request's custom_id and the body of its answer, or nil and its error,
--- in the order of the requests. Waits first when the run is not over. Can be read as often as wanted; memory: 16 bytes
--- a request.
---
--- Options: `partial`: those that are there by now, without waiting.
---@param user_options? { partial?: boolean }
---@return openai.BatchRunResults
function Run:results(user_options)
    local found = settings.read("run:results", { partial = "boolean" }, user_options)
    return results.open(self, found.partial or false)
end

local function cancel_part(self, part)
    local batch, err = self:call(self.call_options, function(with)
        return self.resource:cancel(part.batch.id, with)
    end)
    if batch then
        part.batch = batch
        return true
    end
    if err.status == 409 or err.status == 400 then return true end -- it has ended by itself
    return nil, err
end

local function cancel_all(_, self)
    local ok, err = self:note { event = "cancel", time = os.time() }
    if not ok then return nil, err end
    self.admission:notify()
    for _, part in ipairs(self.parts) do
        if part.state == "created" then
            ok, err = cancel_part(self, part)
            if not ok then return nil, err end
        end
    end
    return true
end

--- Cancels every batch that is under way; none is created any more. What was done by then is kept: wait() collects it.
---@return openai.BatchRun? self
---@return openai.Error? err some could not be cancelled; call it again
function Run:cancel()
    pool.check_blocking(self.context, "run:cancel")
    local ok, err = work.acquire(self)
    if ok and not state.all_over(self) then ok, err = pool.run(self.context, "run:cancel", 1, cancel_all, self) end
    if not self.working then work.release(self) end
    if not ok then return nil, outcome.complete(self, err) end
    return self
end

--- Ends it: a run without a journal of yours is forgotten with all its results. Happens by itself when
--- the run is collected as garbage; twice is fine.
function Run:close()
    if self.closed then return end
    self.closed = true
    if self.journal then self.journal:close() end
    if self.temporary then
        layout.remove(self)
        os.remove(self.path)
        os.remove(self.temporary)
    end
end

Run.__close = Run.close
Run.__gc = Run.close

--- batch run 1a2b3c4d: 950 of 1000 requests done, 3 failed, 2 batches
function Run:__tostring()
    local counts = self.counts
    local batches = text.plural(#self.batches, "batch"):gsub("hs$", "hes")
    return text.words("batch run", self.id, outcome.progress(self) .. ",", batches, counts.pending == 0 and "over")
end

-- ---- making one ----

--- Lua 5.1 and LuaJIT have finalizers of userdata only.
local function finalized(self)
    setmetatable(self, Run)
    local newproxy = rawget(_G, "newproxy")
    if newproxy then
        self.guard = newproxy(true)
        getmetatable(self.guard).__gc = function() Run.close(self) end
    end
    return self
end

--- A run of which nothing is known yet.
---@param resource table client.batches
---@param what string the method that was called, for messages
---@param user_options? openai.BatchRunOptions
---@return openai.BatchRun
function runs.new(resource, what, user_options)
    local context = getmetatable(resource).context
    local self = {
        context = context, resource = resource, files = context.resources.files, adopt = context.adopt,
        reported_at = 0, limiter = rate.of(context, "batches"), what = what,
    }
    options.read(self, what, user_options)
    state.reset(self)
    return finalized(self)
end

return runs
