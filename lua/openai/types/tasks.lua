---@meta _
-- luacheck: ignore 211 212 241

---A function that runs beside others: see `openai.spawn`.
---@class openai.Task
local task = {}

---The task's results, or its error raised again. Suspends inside a task; outside it drives the loop.
---@return any ...
function task:await() end

---Every later wait in the task returns an error of kind "cancelled"; reaches the tasks that it spawned.
function task:cancel() end

---@return boolean
function task:done() end

---Calls back when the task ends, or now when it has ended.
---@param callback fun(ok: boolean, ...: any) as `pcall` returns
function task:on_done(callback) end

---One for each Lua state. An event loop watches `pollfd` for `events`, at most `timeout` seconds, then calls `poll(0)`.
---@class openai.Loop
local loop = {}

---Does what is due.
---@param seconds number how long to wait for something; 0 never waits and does about 2 ms of work: call it once a frame
---@return integer transfers in flight
function loop:poll(seconds) end

---@return integer? descriptor nil where the system has no epoll
function loop:pollfd() end

---@return string events to watch for, "r"
function loop:events() end

---@return number? seconds until something is due
function loop:timeout() end

---The clock that waits go by; only forward.
---@return number seconds since some start
function loop:now() end

---How much work one `poll(0)` does.
---@param seconds? number the new budget; default when the loop is made: 0.002
---@return number seconds the budget until now
function loop:budget(seconds) end

---Lets the loop's clock go on by so much, for specs: waits in between are over.
---@param seconds number
function loop:skip(seconds) end

---Options of `openai.map`.
---@class openai.MapOptions
---@field concurrency? integer how many calls run at a time
