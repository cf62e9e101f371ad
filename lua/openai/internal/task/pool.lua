--- A pool of workers: tasks that belong together. The first that fails cancels the others, and what it failed with is
--- what the pool ends with.
local condition = require "openai.internal.task.condition"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local unpack = table.unpack or unpack -- luacheck: ignore
local pool = {}

---@class openai.Pool
---@field failure? table the results, as of pcall, of the first that failed
local Pool = { __name = "openai.pool" }
Pool.__index = Pool

local function pack(...)
    return { n = select("#", ...), ... }
end

local function succeeded(results)
    return results[1] and (results[2] ~= nil or results[3] == nil)
end

--- Ends the pool with results as of pcall: those of the first failure, returned or raised, count; the others' work is
--- of no use then.
local function fail(self, results)
    if self.failure then return end
    self.failure = results
    for worker in pairs(self.workers) do worker:cancel() end
    self.changed:notify()
end

local function ended(self, worker, ...)
    self.workers[worker], self.count = nil, self.count - 1
    local results = pack(...)
    if not succeeded(results) then fail(self, results) end
    self.changed:notify()
end

local function outcome(self)
    local failure = self.failure
    if not failure then return true end
    if not failure[1] then error(failure[2], 0) end
    return unpack(failure, 2, failure.n)
end

--- Ends the pool: its workers are cancelled, it fails with this error.
---@param err any
function Pool:fail(err)
    fail(self, pack(true, nil, err))
end

--- Fails with what make() returns unless it ends within so many seconds.
---@param seconds number
---@param make fun(): openai.Error
function Pool:expire(seconds, make)
    self.alarm = task.spawn(function()
        if task.sleep(seconds) then self:fail(make()) end
    end)
end

--- Has fn(…) worked on now, whatever the number of workers.
---@param fn fun(...): any, any
function Pool:spawn(fn, ...)
    if self.failure then return end
    self.count = self.count + 1
    local worker = task.spawn(fn, ...)
    self.workers[worker] = true
    worker:on_done(function(...) ended(self, worker, ...) end)
end

--- Has fn(…) worked on as soon as a worker is free. Returns true; or, when a worker failed, nil and what it failed
--- with. What a worker raised is raised here.
---@param fn fun(...): any, any
---@return true?
---@return any err
function Pool:submit(fn, ...)
    local ok, err = self.changed:wait_until(function() return self.failure or self.count < self.size end)
    if not ok then return nil, err end
    self:spawn(fn, ...)
    return outcome(self)
end

local function all_ended(self)
    return self.changed:wait_until(function() return self.count == 0 end)
end

--- Waits until all that was spawned or submitted is done.
---@return true?
---@return any err
function Pool:finish()
    local ok, err = all_ended(self)
    if not ok then return nil, err end
    return outcome(self)
end

local function produce(self, producer, ...)
    local results = pack(task.pcall(producer, self, ...))
    if not succeeded(results) then
        fail(self, results)
        all_ended(self) -- before anybody hears of it
    end
    if self.alarm then self.alarm:cancel() end
    if not results[1] then error(results[2], 0) end
    return unpack(results, 2, results.n)
end

--- Raises outside a task when the client is one that does not block.
function pool.check_blocking(context, what)
    if context.blocking ~= false or task.inside() then return end
    errors.misuse(what .. ": this client does not block (blocking = false): wrap the call in openai.spawn")
end

--- In a worker no code of the user's is found: where the pool was called is here.
local function located(value, err, ...)
    if value == nil and errors.is(err) then err.where = err.where or errors.position() end
    return value, err, ...
end

--- Runs producer(pool, …), which gives the workers what they do, and returns what it returns. Inside a task it is
--- called as it is; outside, in a task that is waited for. When it raises or returns nil, err, the workers are
--- cancelled.
---@param context table the client's; { } where there is none
---@param what string for the message when waiting is not allowed
---@param size number of workers that `submit` keeps busy at a time
---@param producer fun(pool: openai.Pool, ...): any, any
function pool.run(context, what, size, producer, ...)
    local self = setmetatable({ size = size, count = 0, workers = {}, changed = condition.new() }, Pool)
    pool.check_blocking(context, what)
    if task.inside() then return located(produce(self, producer, ...)) end
    local leader = task.spawn(produce, self, producer, ...)
    local results = pack(task.pcall(leader.await, leader))
    if results[1] then return located(unpack(results, 2, results.n)) end
    leader:cancel() -- where it was not its own error but an interrupt
    error(results[2], 0)
end

return pool
