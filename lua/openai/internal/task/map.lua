--- openai.map: one function over a list, several tasks at a time.
local errors = require "openai.internal.base.error"
local pool = require "openai.internal.task.pool"
local task = require "openai.internal.task"

--- Takes item after item until none is left.
local function work(state, workers)
    while not workers.failure and state.taken < state.count do
        local index = state.taken + 1
        state.taken = index
        local value, err = state.fn(state.list[index], index)
        if value == nil and err ~= nil then return nil, err, index end
        task.pass_on(value) -- to whoever gets the list
        state.results[index] = value
    end
    return true
end

local function spawn_workers(workers, state, concurrency)
    for _ = 1, math.min(concurrency, state.count) do workers:spawn(work, state, workers) end
    return workers:finish()
end

local function check_options(options)
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
    local concurrency = check_options(options)
    local state = { list = list, fn = fn, count = #list, taken = 0, results = {} }
    local ok, err, index = pool.run({}, "map", concurrency, spawn_workers, state, concurrency)
    if not ok then return nil, err, index end
    return state.results
end

return map
