--- batches:run, batches:start, batches:open, and the object that they return.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local layout = require "openai.internal.batch.layout"
local once = require "openai.internal.bulk.once"
local opening = require "openai.internal.batch.opening"
local prepare = require "openai.internal.batch.prepare"
local Pressure = require "openai.internal.batch.pressure"
local rate = require "openai.internal.call.rate"
local reader = require "openai.internal.batch.reader"
local results = require "openai.internal.batch.results"
local settings = require "openai.internal.base.settings"
local Signal = require "openai.internal.batch.signal"
local state = require "openai.internal.batch.state"
local task = require "openai.internal.task"
local text = require "openai.internal.base.text"
local verdict = require "openai.internal.batch.verdict"
local worker = require "openai.internal.batch.worker"

local unpack = table.unpack or unpack -- luacheck: ignore
local runner = {}

--- The service's limits for one batch.
local LIMITS = { requests = 50000, bytes = 200 * 1000 * 1000, inputs = 50000 }
local LIMIT_OPTIONS = { requests = "count", bytes = "bytes", inputs = "count" }

local LOOK_AGAIN = 10 -- seconds for which something that may have been made is looked for
local DEFAULT_PATIENCE = 3600 -- seconds of failing calls; a night's work should survive an outage
local REPORTS = 0.1 -- seconds between two reports of progress

local Run = { __name = "openai.batch_run" }
Run.__index = Run
calling.class("run", Run)

local OPTIONS = {
    on_progress = "callback", journal = "path", max_resubmits = "natural", timeout = "duration", patience = "patience",
    poll_interval = "interval", look_again = "patience", limits = "table",
}

-- ---- what the other modules need of a run ----

--- Takes a record into the journal and then into the state. True; or nil, err.
function Run:note(record)
    local ok, err = self.journal:append(record)
    if not ok then return nil, err end
    state.apply(self, record)
    state.summarize(self)
    self:tell()
    return true
end

--- Seconds until the deadline; nil without one.
function Run:time_left()
    return self.deadline and self.deadline - core.loop():now()
end

function Run:timed_out()
    return errors.timed_out(nil, self.own.timeout, verdict.progress(self))
end

--- One call within the rate limits, which all runs of a client share. `fn(options)` carries it out; `hopeless` as of
--- the limiter.
---@return any value
---@return openai.Error? err
function Run:call(options, fn, hopeless)
    local value, info = self.limiter:call(self.context, 0, options, fn, hopeless)
    if value ~= nil then return value end
    return nil, info
end

--- A download likewise.
---@return true?
---@return openai.Error? err
function Run:download(id, options)
    local done, info = self.limiter:download(self.context, options, function(with)
        return self.files:content(id, with)
    end)
    if done then return true end
    return nil, info
end

--- Tells on_progress, at most ten times a second; the last of a phase always. All is counted in requests.
function Run:report(phase, done, total)
    local callback = self.own.on_progress
    if not callback then return end
    local now = core.loop():now()
    if self.reported == phase and done ~= total and now < self.reported_at + REPORTS then return end
    self.reported, self.reported_at = phase, now
    callback {
        phase = phase, done = done, total = total, unit = "requests", counts = self.counts, batches = self.batches,
    }
end

--- So much of a part's file has been sent.
function Run:tell_upload(part, progress)
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

function Run:tell()
    if not self.prepared then return end
    state.summarize(self)
    self:report("batches", done_so_far(self), self.counts.total)
end

-- ---- working on all parts at once ----

local function abort(self, err)
    self.failure = self.failure or err
    for _, other in ipairs(self.tasks) do other:cancel() end
end

local function work(self, part, until_created)
    local ok, err = worker.work(self, part, until_created)
    if not ok and not self.failure then
        self.failure = err
        self.stopped:notify()
    end
end

--- Starts to work on a part, beside the others.
function Run:launch(part)
    if self.until_created or state.is_over(self, part) then return end
    self.tasks[#self.tasks + 1] = task.spawn(work, self, part, false)
end

local function launch_all(self, until_created)
    self.tasks, self.failure, self.until_created, self.stopped = {}, nil, until_created, Signal.new()
    for _, part in ipairs { unpack(self.parts) } do -- a copy: parts may come
        if not state.is_over(self, part) then
            self.tasks[#self.tasks + 1] = task.spawn(work, self, part, until_created)
        end
    end
end

--- Until the task is done or there is a failure: somebody else's, the deadline, a cancellation.
local function await_one(self, current)
    current:on_done(function() self.stopped:notify() end)
    while not current:done() and not self.failure do
        local left = self:time_left() or 3600
        local ok, err
        if left > 0 then
            ok, err = self.stopped:wait(left)
        else
            ok, err = self:timed_out()
        end
        if not ok then self.failure = err end
    end
    if self.failure then abort(self, self.failure) end
end

--- Waits for every part; the first failure stops the others.
local function await_all(self)
    local at, raised, problem = 1, false, nil
    while self.tasks[at] do
        local current = self.tasks[at]
        await_one(self, current)
        local ok, what = task.pcall(current.await, current)
        if not ok and not raised then
            raised, problem = true, what
            abort(self, what)
        end
        at = at + 1
    end
    if raised then error(problem, 0) end
    if self.failure then return nil, self.failure end
    return true
end

--- Inside a task of the caller's, or in one that is made for it.
local function together(fn)
    if task.inside() then return fn() end
    return task.run(fn)
end

local function complete_error(self, err)
    if err.kind == "timeout" and (self:time_left() or 1) <= 0 then
        local _, mine = self:timed_out()
        err = mine
    end
    return verdict.complete(self, err)
end

local function check_blocking(self)
    if self.context.blocking == false and not task.inside() then
        errors.misuse("this client does not block (blocking = false): wrap the call in openai.spawn")
    end
end

--- Between two spells of work others may have the journal.
local function release(self)
    if not self.own_path then return end
    self.released = true
    self.journal:close()
end

--- Takes the journal back. True; or nil, err.
local function acquire(self)
    if not self.released then return true end
    local ok, err = opening.again(self)
    if not ok then return nil, err end
    self.released = false
    self:count_in_flight()
    return true
end

local function work_through(self, until_created)
    local ok, a, b = task.pcall(together, function()
        launch_all(self, until_created)
        return await_all(self)
    end)
    self.working = false
    release(self)
    if not ok then error(a, 0) end
    return a, b
end

--- Works until every part is over; `until_created`: until every batch exists or is held.
local function carry_out(self, until_created)
    check_blocking(self)
    if self.working then errors.misuse("this run is being worked on already: two tasks cannot wait for one run") end
    local ok, err = acquire(self)
    if not ok then return nil, complete_error(self, err) end
    self.working = true
    ok, err = work_through(self, until_created)
    if not ok then return nil, complete_error(self, err) end
    return true
end

-- ---- the public object ----

local function read_options(self, what, options)
    local own, call_options = settings.read(what, OPTIONS, options)
    settings.read(what .. ", limits", LIMIT_OPTIONS, own.limits)
    self.own, self.call_options = own, call_options
    self.max_resubmits = own.max_resubmits or 1
    self.look_again = own.look_again or LOOK_AGAIN
    if own.patience == nil then own.patience = DEFAULT_PATIENCE end
    self.deadline = own.timeout and core.loop():now() + own.timeout or nil
end

local WAIT = {
    on_progress = "callback", max_resubmits = "natural", timeout = "duration", patience = "patience",
    poll_interval = "interval", look_again = "patience",
}

--- Waits until every batch has ended, collects the results, resubmits what may be resubmitted. Options as of
--- batches:run (those that are given replace what the run was started with; `timeout` counts from now).
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? self
---@return openai.Error? err see batches:run
function Run:wait(options)
    local own, call_options = settings.read("run:wait", WAIT, options)
    for name, value in pairs(own) do self.own[name] = value end
    for name, value in pairs(call_options) do self.call_options[name] = value end
    self.max_resubmits = own.max_resubmits or self.max_resubmits
    self.look_again = own.look_again or self.look_again
    if options then self.deadline = own.timeout and core.loop():now() + own.timeout or nil end
    local ok, err = self:settled()
    if not ok then return nil, err end
    return verdict.of(self)
end

--- The results of a run without a journal of the user's are gone once it is closed.
function Run:readable()
    if not self.closed or self.own_path then return true end
    return errors.failure("invalid", "the run was closed, and its results went with it: give it a journal to keep them")
end

--- True when everything that can be had is here, after waiting for it; or nil, err.
function Run:settled()
    if state.all_over(self) then
        if not self.working then release(self) end
        return true
    end
    if self.closed then return errors.failure("invalid", "the run was closed before it was over") end
    return carry_out(self, false)
end

--- `for id, body, err in run:results() do`: every request's custom_id and the body of its answer, or nil and its error,
--- in the order of the requests. Waits first when the run is not over. Can be read as often as wanted; memory: 16 bytes
--- a request.
---
--- Options: `partial`: those that are there by now, without waiting.
---@param options? { partial?: boolean }
---@return openai.BatchRunResults
function Run:results(options)
    local own = settings.read("run:results", { partial = "boolean" }, options)
    return results.open(self, own.partial or false)
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

local function cancel_all(self)
    local ok, err = self:note { event = "cancel", time = os.time() }
    if not ok then return nil, err end
    self.pressure.signal:notify()
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
    check_blocking(self)
    local ok, err = acquire(self)
    if ok and not state.all_over(self) then
        ok, err = together(function() return cancel_all(self) end)
    end
    if not self.working then release(self) end
    if not ok then return nil, verdict.complete(self, err) end
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
        os.remove(self.temporary)
    end
end

Run.__close = Run.close
Run.__gc = Run.close

--- batch run 1a2b3c4d: 950 of 1000 requests done, 3 failed, 2 batches
function Run:__tostring()
    local counts = self.counts
    local batches = text.plural(#self.batches, "batch"):gsub("hs$", "hes")
    return text.words("batch run", self.id, verdict.progress(self) .. ",", batches, counts.pending == 0 and "over")
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

local function new(resource, what, options)
    local context = getmetatable(resource).context
    local self = {
        context = context, resource = resource, files = context.resources.files, adopt = context.adopt,
        uploads = Signal.new(), uploading = 0, reported_at = 0, limiter = rate.of(context, "batches"),
    }
    read_options(self, what, options)
    state.reset(self)
    return finalized(self)
end

function Run:count_in_flight()
    self.pressure = Pressure.new(self.own.poll_interval)
    for _, part in ipairs(self.parts) do
        if part.state == "created" then self.pressure:created() end
    end
end

local function check_params(what, params)
    if type(params) ~= "table" then
        errors.misuse(what .. ": the parameters must be a table, not a " .. type(params))
    end
    for name in pairs(params) do
        if OPTIONS[name] then errors.misuse(("%s: %s is an option: put it into the next table"):format(what, name)) end
    end
    if type(params.endpoint) ~= "string" then
        errors.misuse(what .. ': endpoint is missing: the path of the requests, e.g. "/v1/chat/completions"')
    elseif not reader.open(params.requests) then
        errors.misuse(("%s: requests must be an array, an iterator or the path of a JSONL file, not a %s"):format(what,
            type(params.requests)))
    end
    local problem = once.metadata_problem(params.metadata)
    if problem then errors.misuse(what .. ": " .. problem) end
    local known = { endpoint = 1, requests = 1, completion_window = 1, metadata = 1, output_expires_after = 1 }
    for name in pairs(params) do
        if not known[name] then errors.misuse(("%s: unknown parameter '%s'"):format(what, tostring(name))) end
    end
end

local function copy_params(params)
    local copy = {}
    for name, value in pairs(params) do copy[name] = value end
    copy.completion_window = copy.completion_window or "24h"
    return copy
end

local function limits_of(self)
    local limits = {}
    for name, value in pairs(LIMITS) do limits[name] = self.own.limits and self.own.limits[name] or value end
    return limits
end

local function read_requests(self, requests)
    if self.prepared then return true end
    local record, err = prepare.all(self, requests, limits_of(self), function(count)
        self:report("prepare", count)
    end)
    if not record then return nil, err end
    return self:note(record)
end

local function begin(self, params)
    local ok, err = opening.continue(self, self.own.journal, params)
    if not ok then return nil, err end
    return read_requests(self, params.requests)
end

--- The run with all its requests on the disk; or nil, err.
local function prepared(resource, what, params, options)
    check_params(what, params)
    local self = new(resource, what, options)
    check_blocking(self)
    params = copy_params(params)
    local ok, ready, err = task.pcall(begin, self, params) -- the iterator and on_progress may raise
    if ok and ready then
        self:count_in_flight()
        return self
    end
    self:close()
    if not ok then error(ready, 0) end
    return nil, verdict.complete(self, err)
end

--- Carries out any number of requests by the Batch API: see lua/openai/types/batch_run.lua.
function runner.run(resource, params, options)
    local self, err = prepared(resource, "batches:run", params, options)
    if not self then return nil, err end
    return self:wait()
end

--- The same without waiting: returns when every batch exists that the organization's limits allow.
function runner.start(resource, params, options)
    local self, err = prepared(resource, "batches:start", params, options)
    if not self then return nil, err end
    local ok, problem = carry_out(self, true)
    if not ok then return nil, problem end
    return self
end

--- The run of a journal.
function runner.open(resource, path, options)
    if type(path) ~= "string" or path == "" then
        errors.misuse("batches:open takes the path of a journal, not a " .. type(path))
    end
    local self = new(resource, "batches:open", options)
    local ok, err = opening.reopen(self, path)
    if ok then
        release(self)
        return self
    end
    self:close()
    verdict.complete(self, err).operation = "batches:open"
    return nil, err
end

return runner
