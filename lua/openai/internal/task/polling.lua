--- Calls made again and again until something has happened: the pause between them, patience with outages, the
--- helper's own deadline.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local log = require "openai.internal.base.log"
local merged = require "openai.internal.base.merged"
local settings = require "openai.internal.base.settings"
local task = require "openai.internal.task"
local update = require "openai.internal.base.update"

local polling = {}

---@class openai.Poller
local Poller = { __name = "openai.poller" }
Poller.__index = Poller

local DEFAULT_PATIENCE = 300 -- seconds of failing calls
local DEFAULT_TIMEOUT = 600 -- seconds for one call, as the core's
local GROWTH = 1.5 -- of the pause, from call to call
local LONGEST_PAUSE = 3600 -- seconds: no server means more than that by Retry-After
--- Answers in a row that are not the API's, where it has never answered: then the address is wrong.
local MOST_STRANGE = 5

---@class openai.Pace
---@field first number seconds before the second call
---@field most number what the pause grows to

--- `limits` holds poll_interval (a fixed pause), timeout and patience, where given.
---@param context table the client's
---@param what string for error messages, e.g. "fine_tuning.jobs:wait"
---@param limits table
---@param call_options table
---@param pace openai.Pace
function polling.new(context, what, limits, call_options, pace)
    local self = setmetatable({
        context = context, what = what, call_options = call_options, timeout = limits.timeout or nil, failures = 0,
    }, Poller)
    self.loop = core.loop()
    self.deadline = self.timeout and self.loop:now() + self.timeout or math.huge
    self.patience = limits.patience == nil and DEFAULT_PATIENCE or limits.patience or math.huge
    self.first, self.most = limits.poll_interval or pace.first, limits.poll_interval or pace.most
    self.usual = context.settings.timeout
    if self.usual == nil then self.usual = DEFAULT_TIMEOUT end
    self:reset()
    return self
end

--- Something happened: the next pauses are short again.
function Poller:reset()
    self.interval = self.first
end

function Poller:time_left()
    return self.deadline - self.loop:now()
end

--- The options of the next call, which must not outlast the helper: always the same table, so that the pages to come of
--- a pager that has it do not either.
function Poller:options()
    local left = self:time_left()
    if left == math.huge then return self.call_options end
    self.bounded = self.bounded or merged(self.call_options, {})
    self.bounded.timeout = math.max(0.001, self.usual and math.min(self.usual, left) or left)
    return self.bounded
end

--- The next item of a pager that was made with these options. However long the listing: not after the deadline.
---@param pager openai.Pager
---@return any? item
---@return openai.Error? err
function Poller:next(pager)
    if self:time_left() <= 0 then return self:timed_out() end
    self:options()
    return pager:next()
end

--- The error of a deadline. Where the calls failed until then, that is why nothing was over.
function Poller:timed_out()
    local trouble = self.trouble
    return errors.timed_out(self.what, self.timeout, nil, trouble)
end

--- Waits before the next call, at least `least` seconds. True; or nil and an error, kind "timeout" or "cancelled".
---@param least? number
function Poller:pause(least)
    local left = self:time_left()
    if left <= 0 then return self:timed_out() end
    local ok, err = task.sleep(math.min(math.max(self.interval, least or 0), left))
    if not ok then return nil, err end
    self.interval = math.min(self.interval * GROWTH, self.most)
    if self:time_left() <= 0 then return self:timed_out() end
    return true
end

--- A page of a gateway in place of the API's answer.
local function is_page(err)
    return type(err.body) == "string" and err.body:find "^%s*<" ~= nil
end

--- May the next call fare better? What answers something else than the API does may be gone then, unless it is all that
--- was ever there.
local function may_pass(self, err)
    if err.retryable then return true end
    if err.ambiguous or not (err.kind == "protocol" or (err.status and is_page(err))) then return false end
    return self.context.heard or self.failures < MOST_STRANGE
end

local function lost(self, err)
    local seconds = self.loop:now() - self.failing_since
    if seconds >= 1 then
        err.message = ("%s (and so for %.0f s; option patience: %g s)"):format(
            err.message or "no answer", seconds, self.patience)
    end
    self.failing_since, self.failures = nil, 0
    return nil, err
end

--- The deadline is over; what the last call left in doubt stays in doubt.
local function overdue(self, err)
    local _, late = self:timed_out()
    late.ambiguous = err.ambiguous
    return nil, late
end

--- True when to call again; or nil and the error to give up with.
local function endure(self, err)
    self.failures = self.failures + 1
    if err.kind ~= "timeout" then self.trouble = err end -- a timeout may be our own deadline's
    local over = self:time_left() <= 0
    if over and (err.kind == "timeout" or may_pass(self, err)) then return overdue(self, err) end
    if not may_pass(self, err) then return nil, err end
    local now = self.loop:now()
    self.failing_since = self.failing_since or now
    local pause = math.max(self.interval, math.min(err.retry_after or 0, LONGEST_PAUSE))
    if now + pause - self.failing_since > self.patience then return lost(self, err) end
    if self.context.log then log.retrying(self.context, err, pause, self.failures) end
    return self:pause(pause)
end

--- Calls, through outages as long as the patience. `fn(options)` returns a value; or nil (an end); or nil, err.
---@param fn fun(options: table): any, openai.Error?
---@return any value
---@return openai.Error? err
function Poller:call(fn)
    while true do
        local value, err = fn(self:options())
        if not err then
            self.failing_since, self.failures, self.trouble = nil, 0, nil
            return value
        end
        local again, reason = endure(self, err)
        if not again then return nil, reason end
    end
end

--- Calls until `over(value)`, with pauses of at least `self.least` seconds; `seen(value)`, if given, gets every answer.
---@return any value
---@return openai.Error? err
function Poller:call_until(fn, over, seen)
    while true do
        local value, err = self:call(fn)
        if err then return nil, err end
        value = seen and seen(value) or value
        if over(value) then return value end
        local ok, reason = self:pause(self.least)
        if not ok then return nil, reason end
    end
end

local WAIT = { poll_interval = "interval", timeout = "duration", patience = "patience" }

--- Waits for an object of the API: retrieves it until over(object). One that is given is updated in place.
---@param resource table that has `retrieve`
---@param what string the helper, e.g. "files:wait"
---@param name string of the parameter, e.g. "file_id"
---@param id string|table
---@param pace openai.Pace
---@param kinds table<string, string> what the object is relied on to have, as of `fields.checked`
---@param over fun(object: table): any
---@param ... table? what the helper was given for options
---@return table? object
---@return openai.Error? err
---@return table? last the object as last seen
function polling.wait(resource, what, name, id, pace, kinds, over, ...)
    local helper_options, call_options = settings.read(what, WAIT, ...)
    local known = settings.need_id(id, what, name)
    local noun = name:gsub("_id$", ""):gsub("_", " ")
    local poller = polling.new(getmetatable(resource).context, what, helper_options, call_options, pace)
    local last
    local function retrieve(options)
        local now, err = resource:retrieve(known, options)
        if not now then return nil, err end
        return fields.checked(now, what, noun, kinds)
    end
    local object, err = poller:call_until(retrieve, over, function(now)
        last = type(id) == "table" and update(id, now) or now
        return last
    end)
    return object, err, last
end

return polling
