--- Tasks: coroutines that suspend where a script would block. The loop below knows nothing of them; it hands out
--- tokens of what became ready, and this module knows who waits for which.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local unclaimed = require "openai.internal.task.unclaimed"

local unpack = table.unpack or unpack -- luacheck: ignore
local task = {}

---@class openai.Task
local Task = { __name = "openai.task" }
Task.__index = Task
calling.class("task", Task)

local PARK = {} -- what a task yields; anything else comes from a foreign coroutine.yield
local current = nil -- the task whose coroutine was resumed last
local waiting = {} -- token -> the task, or the mark of a blocking call, that waits for it
local turning = false -- tasks are being resumed from poll or a drive
local driving = false -- from a drive: nobody polls, so no frame has to be short
local spawning = 0 -- tasks in their first run, one within another

local SHALLOW = 16 -- of those: so many fit on any C stack
local ROOM = 16 -- levels of the C stack that starting and ending a task may take

--- What the surrounding event loop does for this one, set by a driver; nil without one.
---   changed(busy)  there is something to poll for, or no longer
---   block(over)    waits until over() while the user interface lives on, polling; false when it cannot here
---@type { changed: fun(busy: boolean), block?: fun(over: fun(): boolean): boolean }?
task.host = nil

local function pack(...)
    return { n = select("#", ...), ... }
end

--- The task that this very coroutine is; nil in a coroutine that the user made inside a task.
---@return openai.Task?
local function running_task()
    return current and (current.inner or current.thread) == coroutine.running() and current or nil
end

--- The task that runs; nil outside, and in a coroutine of the user's own.
---@return openai.Task?
task.current = running_task

--- True inside a task.
function task.inside()
    return running_task() ~= nil
end

--- True inside a task while the program outside waits, and does not poll.
function task.driven()
    return driving and task.inside()
end

--- True inside a task that was cancelled: what a callback of the caller's returned then is of no account.
function task.cancelled()
    local self = running_task()
    return self ~= nil and self.cancelled == true
end

-- ---- protected calls that may suspend ----

--- What a task does inside task.pcall runs in a coroutine of its own, `inner`: its waits are passed on.
local function relay(self, thread, outer, alive, ...)
    if not alive or coroutine.status(thread) == "dead" then
        self.inner = outer
        return alive, ...
    end
    self.inner = outer
    coroutine.yield(...)
    self.inner = thread
    return relay(self, thread, outer, coroutine.resume(thread))
end

local function pcall_in_task(fn, ...)
    local self = running_task()
    if not self then return pcall(fn, ...) end
    local thread, outer = coroutine.create(function(...) return fn(...) end), self.inner
    self.inner = thread
    return relay(self, thread, outer, coroutine.resume(thread, ...))
end

--- pcall around what may suspend: PUC Lua 5.1 cannot do that inside its own.
task.pcall = _VERSION == "Lua 5.1" and not rawget(_G, "jit") and pcall_in_task or pcall

-- ---- what belongs to a task ----

--- What must be closed when the running task ends or is cancelled, unless it is closed or among its results by then.
--- It may be collected before.
---@param closeable { close: fun(self: any) }
function task.own(closeable)
    local self = running_task()
    if not self then return end
    self.owned = self.owned or setmetatable({}, { __mode = "k" })
    self.owned[closeable] = true
end

--- It belongs to nobody any more: whoever has it sees to it.
---@param closeable any
function task.pass_on(closeable)
    local self = running_task()
    if self and self.owned and closeable ~= nil then self.owned[closeable] = nil end
end

local function close_owned(self)
    for closeable in pairs(self.owned or {}) do closeable:close() end
end

--- What is among the results is for whoever comes for them.
local function disown(self, results)
    if not self.owned then return end
    for i = 1, results.n or 0 do
        local value = results[i]
        if value ~= nil and self.owned[value] then
            self.owned[value] = nil
            self.passed = self.passed or {}
            table.insert(self.passed, value)
        end
    end
    close_owned(self)
    self.owned = nil
end

--- The running task came for the results of that one.
local function adopt(from)
    for _, closeable in ipairs(from.passed or {}) do task.own(closeable) end
    from.passed = nil
end

-- ---- ending ----

local function own_cancellation(self, err)
    return self.cancelled and errors.is_cancelled(err)
end

local function claim(self)
    self.awaited = true
    if self.failure then self.failure.claimed = true end
end

--- Its children are its parent's from now on, so that cancelling the parent still reaches them, and no chain of ended
--- tasks grows.
local function detach(self)
    local parent = self.parent
    for child in pairs(self.children) do
        child.parent = parent
        if parent then parent.children[child] = true end
    end
    if parent then parent.children[self] = nil end
    self.root.count = self.root.count - 1
    self.thread, self.waits_for, self.parent, self.children = nil, nil, nil, {}
end

local function run_callback(callback, ...)
    local arguments = pack(...)
    local traceback
    local ok, problem = xpcall(
        function() callback(unpack(arguments, 1, arguments.n)) end,
        function(err)
            traceback = debug.traceback(unclaimed.text(err), 2)
            return err
        end)
    if not ok then unclaimed.tell(problem, traceback) end
end

local function finish(self, ok, ...)
    self.ended, self.ok, self.results = true, ok, pack(...)
    detach(self)
    disown(self, ok and self.results or {})
    if not ok and not self.awaited and not own_cancellation(self, (...)) then
        self.failure = unclaimed.note(self, (...), self.traceback)
    end
    local callbacks = self.callbacks
    self.callbacks = {}
    for _, callback in ipairs(callbacks) do run_callback(callback, ok, ...) end
end

local function fail_foreign_yield(self)
    local message = "openai: coroutine.yield inside a task: only the calls of this module suspend a task"
    local thread = self.thread
    self.traceback = debug.traceback(thread, message)
    if coroutine.close then coroutine.close(thread) end -- luacheck: ignore (5.4: its pending closes)
    finish(self, false, message)
end

local function resumed(self, outer, alive, ...)
    current = outer
    if not alive then
        self.traceback = debug.traceback(self.thread, unclaimed.text((...)))
        finish(self, false, ...)
    elseif coroutine.status(self.thread) == "dead" then
        finish(self, true, ...)
    elseif (...) ~= PARK then
        fail_foreign_yield(self)
    end
end

local function resume(self, ...)
    local outer = current
    current = self
    return resumed(self, outer, coroutine.resume(self.thread, ...))
end

-- ---- waiting ----

--- The token of what nobody else waits for: the other one would never wake.
local function free_token(waitable)
    local token = waitable:token()
    if waiting[token] then
        errors.misuse("two tasks read from one pager or stream at the same time: give each its own, or take turns")
    end
    return token
end

local function park(self, waitable)
    if self.cancelled then return false end
    local token = free_token(waitable)
    waiting[token] = self
    self.waits_for = waitable
    coroutine.yield(PARK)
    self.waits_for = nil
    waiting[token] = nil
    return not self.cancelled
end

--- The loop has more or less to do than before, and it was not poll that saw to it: tells whoever watches the
--- descriptor.
local function settle(loop)
    if turning then return end
    local count = loop:settle()
    local host = task.host
    if host then host.changed(count > 0 or not loop:idle() or unclaimed.any()) end
end

--- Blocks while the host polls; poll sets the mark when the waitable's token is ready.
local function block_in_host(waitable)
    local token, mark = waitable:token(), { ready = false }
    waiting[token] = mark
    settle(core.loop())
    local ok, blocked = pcall(task.host.block, function() return mark.ready or waitable:ready() end)
    waiting[token] = nil
    if not ok then error(blocked, 0) end
    return blocked
end

local function block(waitable)
    if task.host and task.host.block and block_in_host(waitable) then return true end
    local ready = waitable:wait()
    return ready -- no tail call: a signal's hook must strike here, inside the pcall
end

--- Waits until there is something to do for the waitable (an exchange or a sleeper): suspends inside a task, blocks
--- outside. False: the task was cancelled.
---@return boolean
function task.wait(waitable)
    local self = running_task()
    if self then return park(self, waitable) end
    free_token(waitable)
    -- A signal's handler (Ctrl-C) may raise on the way back into Lua: then nobody will ever come for this call.
    local ok, problem = pcall(block, waitable)
    if not ok then
        if waitable.cancel then waitable:cancel() else waitable:close() end
        error(problem, 0)
    end
    return true
end

--- Inside a task: lets the loop do its other work and goes on in its next turn. False: the task was cancelled.
---@return boolean
function task.rest(waitable)
    local self = running_task()
    return not self or park(self, waitable)
end

--- For long work in Lua, called now and then: inside a task, when the turn's budget is spent, lets the next frame come
--- first.
function task.breathe()
    local self = turning and running_task()
    if not self or not core.loop():spent() then return end
    local sleeper = core.loop():sleep(false)
    sleeper:wake()
    park(self, sleeper)
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
            return nil, errors.cancelled()
        end
    end
    return true
end

-- ---- turning the loop ----

local function resume_ready(loop, bounded)
    local token = loop:next_ready(false)
    while token do
        local waiter = waiting[token] -- none: its owner does other things; its state tells when it is asked for
        if waiter and waiter.thread then
            resume(waiter)
        elseif waiter then
            waiter.ready = true
        end
        token = loop:next_ready(bounded)
    end
end

--- Resumes the tasks whose waits are over; `bounded`: until the turn's budget is spent, but one at least.
local function dispatch(loop, bounded)
    turning, driving = true, not bounded
    local ok, problem = pcall(resume_ready, loop, bounded)
    turning, driving = false, false
    if not ok then error(problem, 0) end -- a signal's handler raised (Ctrl-C)
end

local function drive_once(loop, over)
    local host = task.host
    if host and host.block and host.block(function() return over() or loop:idle() end) then return end
    if loop:turn(-1) then dispatch(loop, false) end
end

--- Turns the loop until `over()`; raises when nothing is left that could bring it about.
local function drive(over, what)
    local loop = core.loop()
    if turning then errors.misuse(what .. " cannot wait inside a callback of the loop: wrap it in openai.spawn") end
    while not over() do
        if loop:idle() then errors.misuse(what .. " would wait forever: nothing is in flight that could end it") end
        drive_once(loop, over)
    end
    settle(loop)
end

--- One turn without the checks of poll.
local function turn(loop, seconds)
    local ready, count = loop:turn(seconds)
    if ready then
        dispatch(loop, true)
        count = loop:settle()
    end
    if unclaimed.any() then unclaimed.report(count == 0) end
    return count
end

--- openai.loop:poll([seconds]): one turn, waiting for at most so many seconds (0: not at all); bounded work. Returns
--- the number of calls and sleeps in flight.
local function poll(loop, seconds)
    if type(loop) ~= "userdata" then errors.misuse("call it with a colon: openai.loop:poll(0)") end
    if turning then
        errors.misuse("loop:poll is not re-entrant: it was called from a task or a callback of the loop")
    elseif running_task() then
        errors.misuse("loop:poll inside a task: a task suspends by itself, the program outside polls")
    end
    if seconds ~= nil and (type(seconds) ~= "number" or seconds ~= seconds) then
        errors.misuse("loop:poll takes a number of seconds, not " .. tostring(seconds))
    end
    return turn(loop, seconds)
end

core.loop_methods.poll = poll

--- poll for drivers, whose events may also come while a callback of the loop blocks: then transfers go on, tasks do
--- not. Returns whether there is more to poll for.
---@return boolean busy
function task.tick()
    local loop = core.loop()
    if not turning and not running_task() then
        local count = turn(loop, 0)
        return count > 0 or not loop:idle() or unclaimed.any()
    end
    loop:turn(0)
    return loop:settle() > 0 or not loop:idle()
end

-- ---- tasks ----

function Task.__tostring(self)
    if self.ended then return "openai.task " .. (self.ok and "done" or "failed") end
    return "openai.task " .. (self.cancelled and "being cancelled" or "running")
end

local function check_function(fn, what)
    if type(fn) ~= "function" then errors.misuse(("%s takes a function, not a %s"):format(what, type(fn))) end
end

local function new_task(fn)
    local parent = running_task()
    local self = setmetatable({ callbacks = {}, children = {}, parent = parent, count = 0 }, Task)
    self.root = parent and parent.root or self
    self.root.count = self.root.count + 1
    self.thread = coroutine.create(fn)
    if parent then
        parent.children[self] = true
        self.cancelled = parent.cancelled
    end
    return self
end

local function has_room(levels)
    if levels == 0 then return true end
    local ok, deeper = pcall(has_room, levels - 1)
    return ok and deeper
end

--- Raises when the C stack (of PUC Lua: 200 levels) is nearly used up: an overflow in the middle of starting or ending
--- a task would leave one that never ends.
local function check_room()
    if has_room(ROOM) then return end
    errors.misuse(("spawn: no C stack is left: %d tasks spawned one within another, and none has waited yet"):format(
        spawning))
end

--- Runs fn(…) at once up to its first wait, and returns the task.
---@param fn function
---@return openai.Task
function task.spawn(fn, ...)
    check_function(fn, "spawn")
    if spawning >= SHALLOW then check_room() end
    local self = new_task(fn)
    spawning = spawning + 1
    resume(self, ...)
    spawning = spawning - 1
    settle(core.loop())
    return self
end

local function await_inside(self)
    local sleeper = core.loop():sleep(false)
    self.callbacks[#self.callbacks + 1] = function() sleeper:wake() end
    while not self.ended do
        if not task.wait(sleeper) then return false end
    end
    return true
end

--- The task's results, once it has ended; its error is raised again. Suspends inside a task; outside it turns the
--- loop. When the task that waits is cancelled: nil and an error of kind `cancelled`.
function Task:await()
    claim(self)
    if not self.ended then
        local waiter = running_task()
        if waiter == self then errors.misuse("a task cannot await itself") end
        if not waiter then
            drive(function() return self.ended end, "await")
        elseif not await_inside(self) then
            return nil, errors.cancelled()
        end
    end
    if not self.ok then error(self.results[1], 0) end
    adopt(self)
    return unpack(self.results, 1, self.results.n)
end

local function cancel_one(self)
    self.cancelled = true
    close_owned(self)
    local waitable = self.waits_for
    if not waitable then return end
    if waitable.cancel then waitable:cancel() else waitable:wake() end
end

--- Without recursion: families may be deeper than a stack.
local function cancel_tree(self)
    local family, at = { self }, 1
    while family[at] do
        local member = family[at]
        if not member.ended and not member.cancelled then
            cancel_one(member)
            for child in pairs(member.children) do family[#family + 1] = child end
        end
        at = at + 1
    end
end

--- Every wait of the task, now and later, returns `cancelled`; so do those of the tasks it spawned. Twice, or after
--- the end: nothing.
function Task:cancel()
    cancel_tree(self)
    settle(core.loop())
end

---@return boolean
function Task:done()
    return self.ended == true
end

--- Calls callback(ok, …) as pcall would return, when the task ends, or now when it has. What the callback raises goes
--- to openai.on_error.
---@param callback fun(ok: boolean, ...)
function Task:on_done(callback)
    check_function(callback, "on_done")
    claim(self)
    if self.ended then
        run_callback(callback, self.ok, unpack(self.results, 1, self.results.n))
    else
        self.callbacks[#self.callbacks + 1] = callback
    end
end

--- Runs fn(…) as a task and turns the loop until it and all it spawned have ended. Returns its results or raises its
--- error.
---@param fn function
function task.run(fn, ...)
    check_function(fn, "run")
    if running_task() then errors.misuse("run inside a task: call the function, or spawn it") end
    if turning then errors.misuse("run inside a callback of the loop: spawn it") end
    local root = task.spawn(fn, ...)
    claim(root)
    local ok, problem = pcall(drive, function() return root.count == 0 end, "run")
    if not ok then
        root:cancel() -- interrupted, or waiting for what never comes
        error(problem, 0)
    end
    unclaimed.report(core.loop():idle())
    return root:await()
end

return task
