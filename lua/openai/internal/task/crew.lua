--- A crew: tasks that work on what one of them hands out, so many at a time. For work whose amount is not known
--- beforehand, or that must be prepared in order; for lists there is openai.map.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local unpack = table.unpack or unpack -- luacheck: ignore
local crew = {}

local Crew = {}
Crew.__index = Crew

local function pack(...)
    return { n = select("#", ...), ... }
end

--- Waits until over(); false when the task that waits was cancelled.
local function wait_until(self, over)
    while not over() do
        self.sleeper = core.loop():sleep(false)
        local ok = task.wait(self.sleeper)
        if not ok then self.sleeper:close() end
        self.sleeper = nil
        if not ok then return false end
    end
    return true
end

local function dismiss(self)
    for worker in pairs(self.workers) do worker:cancel() end
end

--- The first failure counts, whether returned or raised; the others' work is of no use then.
local function note(self, raised, err)
    if self.failed then return end
    self.failed, self.raised, self.err = true, raised, err
    dismiss(self)
end

local function ended(self, worker, ok, value, err)
    self.workers[worker], self.count = nil, self.count - 1
    if not ok then
        note(self, true, value)
    elseif value == nil and err ~= nil then
        note(self, false, err)
    end
    if self.sleeper then self.sleeper:wake() end
end

local function outcome(self)
    if not self.failed then return true end
    if self.raised then error(self.err, 0) end
    return nil, self.err
end

--- Has fn(…) worked on as soon as there is a free hand. Returns true; or nil, err when the work of anybody failed: then
--- all others are cancelled. What somebody raised is raised here.
---@return true?
---@return any err
function Crew:hand(fn, ...)
    local room = function() return self.failed or self.count < self.most end
    if not wait_until(self, room) then return nil, errors.cancelled() end
    if self.failed then return outcome(self) end
    self.count = self.count + 1
    local worker = task.spawn(fn, ...)
    self.workers[worker] = true
    worker:on_done(function(ok, value, err) ended(self, worker, ok, value, err) end)
    return outcome(self)
end

--- Waits until all that was handed out is done.
---@return true?
---@return any err
function Crew:finish()
    if not wait_until(self, function() return self.count == 0 end) then return nil, errors.cancelled() end
    return outcome(self)
end

local function led(self, lead, ...)
    local results = pack(task.pcall(lead, self, ...))
    if results[1] and (results[2] ~= nil or results[3] == nil) then return unpack(results, 2, results.n) end
    -- It gave up: so do they, before anybody hears of it.
    dismiss(self)
    wait_until(self, function() return self.count == 0 end)
    if not results[1] then error(results[2], 0) end
    return unpack(results, 2, results.n)
end

--- Runs lead(crew, …) and returns what it returns. Inside a task it is called as it is; outside, in a task that is
--- waited for. When it raises or returns nil, err, those who still work are cancelled.
---@param context table the client's
---@param what string for the message when waiting is not allowed
---@param most integer how many work at a time
---@param lead fun(crew: table, ...): any, any
function crew.run(context, what, most, lead, ...)
    local self = setmetatable({ most = most, count = 0, workers = {} }, Crew)
    if task.inside() then return led(self, lead, ...) end
    if context.blocking == false then
        errors.misuse(what .. ": this client does not block (blocking = false): wrap the call in openai.spawn")
    end
    local leader = task.spawn(led, self, lead, ...)
    local results = pack(task.pcall(leader.await, leader))
    if results[1] then return unpack(results, 2, results.n) end
    leader:cancel() -- where it was not its own error but an interrupt
    error(results[2], 0)
end

return crew
