--- Tasks: coroutines that suspend where a script would block. The loop below knows nothing of them; it hands out tokens of
--- what became ready, and this module knows who waits for which.
local core = require "openai.core"
local errors = require "openai.error"

local unpack = table.unpack or unpack -- luacheck: ignore
local task = {}

local Task = { __name = "openai.task" }
Task.__index = Task

local PARK = {} -- what a task yields; anything else comes from a foreign coroutine.yield
local tasks = setmetatable({}, { __mode = "k" }) -- coroutine -> task
local waiting = {} -- token -> task
local turning = false -- resuming tasks from poll or a drive
local unclaimed = {} -- failed tasks that nobody has awaited so far

--- What waits in place of the core outside tasks: a driver that keeps a user interface alive sets it.
task.block = nil

local function pack(...)
    return { n = select("#", ...), ... }
end

local function cancelled_error()
    return errors.new { kind = "cancelled", message = "the task was cancelled", retryable = false, ambiguous = false }
end

---@return openai.Task?
local function running_task()
    local thread = coroutine.running()
    return thread and tasks[thread] or nil
end

--- True inside a task.
function task.inside()
    return running_task() ~= nil
end

-- ---- ending ----

local function own_cancellation(self)
    local err = self.values[1]
    return self.cancelled and errors.is(err) and err.kind == "cancelled"
end

--- An error that nobody awaits must not vanish. It is told when nobody can come for it any more: when `run` ends, when poll
--- finds the loop idle, when the Lua state closes.
local function report_unclaimed()
    local list = unclaimed
    unclaimed = {}
    for _, self in ipairs(list) do
        if not self.awaited and not own_cancellation(self) then pcall(task.on_error, self.values[1], self.traceback) end
    end
end

local function report_at_exit()
    if rawlen then return setmetatable({}, { __gc = report_unclaimed }) end
    local guard = newproxy(true) -- luacheck: ignore (5.1: tables have no finalizers)
    getmetatable(guard).__gc = report_unclaimed
    return guard
end

task.guard = report_at_exit()

local function detach(self)
    tasks[self.thread] = nil
    self.thread, self.waits_for = nil, nil
    self.root.count = self.root.count - 1
    if self.parent then self.parent.children[self] = nil end
end

local function finish(self, ok, ...)
    self.ended, self.ok, self.values = true, ok, pack(...)
    detach(self)
    local callbacks = self.callbacks
    self.callbacks = {}
    for _, callback in ipairs(callbacks) do
        local fine, problem = pcall(callback, ok, ...)
        if not fine then pcall(task.on_error, problem, debug.traceback(tostring(problem))) end
    end
    if not ok and not self.awaited then unclaimed[#unclaimed + 1] = self end
end

local function resumed(self, alive, ...)
    if not alive then
        self.traceback = debug.traceback(self.thread, tostring((...)))
        return finish(self, false, ...)
    end
    if coroutine.status(self.thread) == "dead" then return finish(self, true, ...) end
    if (...) ~= PARK then
        local message = "openai: coroutine.yield inside a task: only the calls of this module suspend a task"
        self.traceback = debug.traceback(self.thread, message)
        finish(self, false, message)
    end
end

local function resume(self, ...)
    return resumed(self, coroutine.resume(self.thread, ...))
end

-- ---- waiting ----

local function park(self, waitable)
    if self.cancelled then return false end
    local token = waitable:token()
    waiting[token] = self
    self.waits_for = waitable
    coroutine.yield(PARK)
    self.waits_for = nil
    waiting[token] = nil
    return not self.cancelled
end

local function block(waitable)
    local ready = waitable:wait()
    return ready -- no tail call: a signal's hook must strike here, inside the pcall
end

--- Waits until there is something to do for the waitable (an exchange or a sleeper): suspends inside a task, blocks outside.
--- False: the task was cancelled.
---@return boolean
function task.wait(waitable)
    local self = running_task()
    if self then return park(self, waitable) end
    if task.block and task.block(waitable) then return true end
    -- A signal's handler (Ctrl-C) may raise on the way back into Lua: then nobody will ever come for this call.
    local fine, problem = pcall(block, waitable)
    if not fine then
        if waitable.cancel then waitable:cancel() else waitable:close() end
        error(problem, 0)
    end
    return true
end

--- Inside a task: lets the loop do its other work and goes on in its next turn.
function task.rest(waitable)
    local self = running_task()
    return not self or park(self, waitable)
end

--- Waits for so many seconds of the loop's clock. Returns true, or nil and an error of kind `cancelled`.
---@param seconds number
---@return true?
---@return openai.Error?
function task.sleep(seconds)
    if type(seconds) ~= "number" or seconds ~= seconds then
        errors.misuse("sleep takes a number of seconds, not " .. tostring(seconds))
    end
    local sleeper = core.loop():sleep(seconds)
    while not sleeper:over() do
        if not task.wait(sleeper) then
            sleeper:close()
            return nil, cancelled_error()
        end
    end
    return true
end

-- ---- turning the loop ----

local function resume_ready(loop, stop)
    local token = loop:next_ready()
    while token do
        local waiter = waiting[token]
        if waiter then resume(waiter) end
        if stop and loop:now() >= stop then return end
        token = loop:next_ready()
    end
end

--- Resumes the tasks whose waits are over, until `stop` (on the loop's clock; nil: all of them).
local function dispatch(loop, stop)
    turning = true
    local fine, problem = pcall(resume_ready, loop, stop)
    turning = false
    if not fine then error(problem, 0) end -- a signal's handler raised (Ctrl-C)
end

--- Turns the loop until `over()`; raises when nothing is left that could bring it about.
local function drive(over, what)
    local loop = core.loop()
    if turning then errors.misuse(what .. " cannot wait inside a callback of the loop: wrap it in openai.spawn") end
    while not over() do
        if loop:idle() then errors.misuse(what .. " would wait forever: nothing is in flight that could end it") end
        if loop:turn(-1) then dispatch(loop) end
    end
    loop:settle()
end

--- openai.loop:poll([seconds]): one turn, waiting for at most so many seconds (0: not at all); bounded work. Returns the number
--- of calls and sleeps in flight.
local function poll(loop, seconds)
    if turning then errors.misuse("loop:poll is not re-entrant: it was called from a task or a callback of the loop") end
    if running_task() then errors.misuse("loop:poll inside a task: a task suspends by itself, the program outside polls") end
    local ready, count = loop:turn(seconds)
    if ready then
        dispatch(loop, loop:now() + loop:budget())
        count = loop:settle()
    end
    if count == 0 and unclaimed[1] then report_unclaimed() end
    return count
end

core.loop_methods.poll = poll

-- ---- tasks ----

function Task.__tostring(self)
    local state = not self.ended and (self.cancelled and "being cancelled" or "running") or self.ok and "done" or "failed"
    return "openai.task " .. state
end

local function check_function(fn, what)
    if type(fn) ~= "function" then errors.misuse(("%s takes a function, not a %s"):format(what, type(fn))) end
end

--- Runs fn(…) at once up to its first wait, and returns the task.
---@param fn function
---@return openai.Task
function task.spawn(fn, ...)
    check_function(fn, "spawn")
    local parent = running_task()
    local self = setmetatable({ callbacks = {}, children = {}, parent = parent, count = 0 }, Task)
    self.root = parent and parent.root or self
    self.root.count = self.root.count + 1
    self.thread = coroutine.create(fn)
    tasks[self.thread] = self
    if parent then parent.children[self] = true end
    if task.on_spawn then task.on_spawn() end
    resume(self, ...)
    if not turning then core.loop():settle() end
    return self
end

--- The task's results, once it has ended; its error is raised again. Suspends inside a task; outside it turns the loop.
function Task:await()
    self.awaited = true
    if not self.ended then
        local waiter = running_task()
        if waiter == self then errors.misuse("a task cannot await itself") end
        if not waiter then
            drive(function() return self.ended end, "await")
        else
            local sleeper = core.loop():sleep(false)
            self:on_done(function() sleeper:wake() end)
            while not self.ended do
                if not task.wait(sleeper) then return nil, cancelled_error() end
            end
        end
    end
    if not self.ok then error(self.values[1], 0) end
    return unpack(self.values, 1, self.values.n)
end

--- Every wait of the task, now and later, returns `cancelled`; so do those of the tasks it spawned.
function Task:cancel()
    if self.ended or self.cancelled then return end
    self.cancelled = true
    local waitable = self.waits_for
    if waitable then
        if waitable.cancel then waitable:cancel() else waitable:wake() end
    end
    for child in pairs(self.children) do child:cancel() end
    if not turning then core.loop():settle() end
end

---@return boolean
function Task:done()
    return self.ended == true
end

--- Calls callback(ok, …) as pcall would return, when the task ends, or now when it has.
---@param callback fun(ok: boolean, ...)
function Task:on_done(callback)
    check_function(callback, "on_done")
    self.awaited = true
    if self.ended then
        callback(self.ok, unpack(self.values, 1, self.values.n))
    else
        self.callbacks[#self.callbacks + 1] = callback
    end
end

--- Where an error goes that nobody awaits. Replace it: openai.on_error = function(err, traceback) … end
function task.on_error(err, traceback)
    local text = "openai: error in a task: " .. (traceback or tostring(err))
    local vim = rawget(_G, "vim")
    if vim and vim.schedule then
        vim.schedule(function() vim.notify(text, vim.log.levels.ERROR) end)
    else
        io.stderr:write(text, "\n")
    end
end

--- Runs fn(…) as a task and turns the loop until it and all it spawned have ended. Returns its results or raises its error.
---@param fn function
function task.run(fn, ...)
    check_function(fn, "run")
    if running_task() then errors.misuse("run inside a task: call the function, or spawn it") end
    local root = task.spawn(fn, ...)
    root.awaited = true
    drive(function() return root.count == 0 end, "run")
    report_unclaimed()
    return root:await()
end

local function map_worker(state)
    while not state.failed and state.taken < state.count do
        state.taken = state.taken + 1
        local index = state.taken
        local value, err = state.fn(state.list[index], index)
        if value == nil and err ~= nil then
            if not state.failed then state.failed, state.err, state.index = true, err, index end
            for _, worker in ipairs(state.workers) do worker:cancel() end
            return
        end
        state.results[index] = value
    end
end

--- Waits for every worker; the first error that one raised is raised when all have ended.
local function map_wait(state)
    local raised, problem = false, nil
    for _, worker in ipairs(state.workers) do
        local fine, what, err = pcall(worker.await, worker)
        if not fine and not raised then
            raised, problem, state.failed = true, what, true
            for _, other in ipairs(state.workers) do other:cancel() end
        elseif fine and err and not state.failed then
            state.failed, state.err = true, err -- the task that maps was cancelled
        end
    end
    if raised then error(problem, 0) end
end

--- Calls fn(item, index) for every item, at most `concurrency` at a time. Returns the results in the order of the list; or, at the
--- first `nil, err`, cancels the rest and returns nil, err, index.
---@param list any[]
---@param fn fun(item: any, index: integer): any, any
---@param options? { concurrency?: integer } default 16
---@return any[]? results
---@return any err
---@return integer? index
function task.map(list, fn, options)
    if type(list) ~= "table" then errors.misuse("map takes a list, not a " .. type(list)) end
    check_function(fn, "map")
    local concurrency = options and options.concurrency or 16
    if type(concurrency) ~= "number" or concurrency < 1 then errors.misuse("map: concurrency must be a number from 1") end
    local state = { list = list, fn = fn, count = #list, taken = 0, results = {}, workers = {} }
    for _ = 1, math.min(concurrency, state.count) do
        state.workers[#state.workers + 1] = task.spawn(map_worker, state)
    end
    map_wait(state)
    if state.failed then return nil, state.err, state.index end
    return state.results
end

return task
