--- The events of a fine-tuning job as they come: each once, in order, through outages, until the job is over.
---
--- The service lists events newest first, page by page, with times in whole seconds. So every round asks for the job,
--- then pages back through the events until they are older than anything that could be new, and delivers those not
--- seen before. The job is asked for first: when it is terminal by then, its events are all there.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local iterator = require "openai.internal.base.iterator"
local settings = require "openai.internal.base.settings"
local update = require "openai.internal.base.update"

local follower = {}

local PAGE = 100 -- events a request; the service sends no more at a time
local SLACK = 5 -- seconds by which an event may turn up later than a younger one
local LAST_LOOK = 1 -- seconds after the job ended in which its last events may still be on their way

--- What is relied on.
follower.JOB = { status = "string" }
local EVENT = { id = "string?", created_at = "number?" }

local TERMINAL = { succeeded = true, failed = true, cancelled = true }

---@class openai.FineTuningFollower
---@overload fun(): openai.FineTuningEvent?, openai.FineTuningJob?
---@field job? openai.FineTuningJob as last seen
local Follower = iterator.class "openai.fine_tuning_follower"

--- Compatible servers may leave ids out.
local function key_of(event)
    return fields.text(event, "id") or ("%s %s"):format(tostring(event.created_at), tostring(event.message))
end

--- Collects what is new, newest first: false when the listing has come to what is old. What is as old as `after`, or
--- listed behind it, is known to the caller.
local function sort_in(self, event, listing)
    local at, key = event.created_at or 0, key_of(event)
    if at < listing.floor then return false end
    if key == self.after and not listing.passed then
        listing.passed, listing.floor = true, at - SLACK
    end
    if self.seen[key] then return true end
    if listing.passed then
        self.seen[key] = true
    else
        listing[#listing + 1] = event
    end
    return true
end

local function unknown_event(self)
    local message = ("the job %s has no event %s (option after)"):format(self.id, self.after)
    return errors.failure("invalid", message, { operation = self.poller.what })
end

--- The new events, newest first; or nil, err. Nothing counts as delivered before the listing is complete.
local function list_new(self)
    local listing = { floor = self.floor, passed = false }
    local pager = self.jobs:list_events(self.id, { limit = PAGE }, self.poller:options())
    local function next_event()
        local event, err = self.poller:next(pager)
        if event == nil then return nil, err end
        return fields.checked(event, self.poller.what, "event", EVENT)
    end
    repeat
        local event, err = self.poller:call(next_event)
        if err then return nil, err end
    until not event or not sort_in(self, event, listing)
    if self.after and not listing.passed then return unknown_event(self) end
    self.after, self.floor = nil, listing.floor
    return listing
end

--- Puts new events into the queue, oldest first; where times are equal, as the service lists them.
local function enqueue(self, found)
    local queue = {}
    for i = #found, 1, -1 do
        local event = found[i]
        self.seen[key_of(event)] = true
        self.floor = math.max(self.floor, (event.created_at or 0) - SLACK)
        local place = #queue + 1
        while place > 1 and (queue[place - 1].created_at or 0) > (event.created_at or 0) do place = place - 1 end
        table.insert(queue, place, event)
    end
    self.queue, self.taken = queue, 0
    if #queue > 0 then self.poller:reset() end
end

--- A job seen to end while it was followed gets a last look: its last events may appear a moment later.
local function note_end(self)
    if not TERMINAL[self.job.status] then
        self.lived = true
    elseif self.lived and not self.ending then
        self.ending = true
        self.poller:reset()
        self.poller.interval = math.min(self.poller.interval, LAST_LOOK)
    else
        self.over = true
    end
end

--- Asks for the job and its new events. True; or nil, err.
local function round(self)
    if self.begun then
        local ok, err = self.poller:pause()
        if not ok then return nil, err end
    end
    local job, err = self.poller:call(function(options)
        local now, problem = self.jobs:retrieve(self.id, options)
        if not now then return nil, problem end
        return fields.checked(now, self.poller.what, "fine tuning job", follower.JOB)
    end)
    if not job then return nil, err end
    self.job = self.job and update(self.job, job) or job
    local found, problem = list_new(self)
    if not found then return nil, problem end
    self.begun = true
    enqueue(self, found)
    note_end(self)
    return true
end

--- The next event and the job; nil at the end; nil, err on failure: called again, it goes on.
---@return openai.FineTuningEvent? event
---@return openai.FineTuningJob|openai.Error|nil job
function Follower:next()
    while true do
        if self.closed then return nil end
        local event = self.queue[self.taken + 1]
        if event then
            self.taken = self.taken + 1
            return event, self.job
        end
        if self.over then return nil end
        local ok, err = round(self)
        if not ok then return nil, err end
    end
end

---@param jobs openai.resource.FineTuningJobs
---@param id string|openai.FineTuningJob an object is updated in place
---@param after? string
---@param poller openai.Poller
function follower.open(jobs, id, after, poller)
    return iterator.open(Follower, {
        jobs = jobs, id = settings.id(id), job = type(id) == "table" and id or nil, after = after,
        poller = poller,
        seen = {}, floor = -math.huge, queue = {}, taken = 0,
    })
end

--- An error that is not the job's: says what becomes of the job.
---@param job? openai.FineTuningJob
---@param err openai.Error
function follower.left(job, err)
    if not job then return nil, err end
    err.job = job
    if not TERMINAL[job.status] then
        err.message = ('%s; the job %s is %s and goes on: jobs:follow("%s") takes it up again'):format(
            err.message or err.kind, fields.id(job), tostring(job.status), fields.id(job))
    end
    return nil, err
end

--- A job that ended well; else nil and an error of kind "failed" that says how it ended.
---@param job openai.FineTuningJob
---@param operation string
---@return openai.FineTuningJob? job
---@return openai.Error? err
function follower.succeeded(job, operation)
    if job.status == "succeeded" then return job end
    local reason, ended = fields.table(job, "error"), job.status == "cancelled" and "was cancelled" or "failed"
    local message, words = ("the job %s %s"):format(fields.id(job), ended), fields.text(reason, "message")
    if words then message = message .. ": " .. words end
    return errors.failure("failed", message, {
        operation = operation, job = job, code = reason.code, param = reason.param,
    })
end

return follower
