--- openai.map: one function over a list, several tasks at a time.
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local function cancel_workers(state)
    for _, worker in ipairs(state.workers) do worker:cancel() end
end

local function map_worker(state)
    while not state.failed and state.taken < state.count do
        state.taken = state.taken + 1
        local index = state.taken
        local value, err = state.fn(state.list[index], index)
        if value == nil and err ~= nil then
            if not state.failed then state.failed, state.err, state.index = true, err, index end
            return cancel_workers(state)
        end
        state.results[index] = value
    end
end

--- Waits for every worker; the first error that one raised is raised when all have ended.
local function map_wait(state)
    local raised, problem = false, nil
    for _, worker in ipairs(state.workers) do
        local ok, what, err = task.pcall(worker.await, worker)
        if not ok and not raised then
            raised, problem, state.failed = true, what, true
            cancel_workers(state)
        elseif ok and err and not state.failed then
            state.failed, state.err = true, err -- the task that maps was cancelled
        end
    end
    if raised then error(problem, 0) end
end

local function check_map_options(options)
    if options ~= nil and type(options) ~= "table" then errors.misuse("map takes a table of options") end
    for name in pairs(options or {}) do
        if name ~= "concurrency" then
            errors.misuse(("map has no option '%s', only concurrency"):format(tostring(name)))
        end
    end
    local concurrency = options and options.concurrency or 16
    if type(concurrency) == "number" and concurrency >= 1 then return concurrency end
    errors.misuse("map: concurrency must be a number from 1, not " .. tostring(concurrency))
end

--- Calls fn(item, index) for every item, at most `concurrency` at a time. Returns the results in the order of the
--- list; or, at the first `nil, err`, cancels the rest and returns nil, err, index.
---@param list any[]
---@param fn fun(item: any, index: integer): any, any
---@param options? { concurrency?: integer } default 16
---@return any[]? results
---@return any err
---@return integer? index
local function map(list, fn, options)
    if type(list) ~= "table" then errors.misuse("map takes a list, not a " .. type(list)) end
    if type(fn) ~= "function" then errors.misuse("map takes a function, not a " .. type(fn)) end
    local concurrency = check_map_options(options)
    local state = { list = list, fn = fn, count = #list, taken = 0, results = {}, workers = {} }
    for _ = 1, math.min(concurrency, state.count) do
        state.workers[#state.workers + 1] = task.spawn(map_worker, state)
    end
    map_wait(state)
    if state.failed then return nil, state.err, state.index end
    return state.results
end

return map
