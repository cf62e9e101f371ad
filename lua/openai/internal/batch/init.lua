--- batches:run, batches:start and batches:open: how a run begins.
local errors = require "openai.internal.base.error"
local opening = require "openai.internal.batch.opening"
local options = require "openai.internal.batch.options"
local outcome = require "openai.internal.batch.outcome"
local pool = require "openai.internal.task.pool"
local prepare = require "openai.internal.batch.prepare"
local runs = require "openai.internal.batch.run"
local task = require "openai.internal.task"
local work = require "openai.internal.batch.work"

local batch = {}

local function read_requests(run, requests)
    if run.prepared then return true end
    local record, err = prepare.all(run, requests, options.limits(run), function(count)
        run:report("prepare", count)
    end)
    if not record then return nil, err end
    return run:note(record)
end

local function begin(run, params)
    local ok, err = opening.continue(run, run.options.journal, params)
    if not ok then return nil, err end
    return read_requests(run, params.requests)
end

--- The run with all its requests on the disk; or nil, err.
local function prepared(resource, what, params, user_options)
    params = options.parameters(what, params)
    local run = runs.new(resource, what, user_options)
    pool.check_blocking(run.context, what)
    local ok, ready, err = task.pcall(begin, run, params) -- the iterator and on_progress may raise
    if ok and ready then
        work.count_in_flight(run)
        return run
    end
    run:close()
    if not ok then error(ready, 0) end
    return nil, outcome.complete(run, err)
end

--- Carries out any number of requests by the Batch API: see lua/openai/types/batch_run.lua.
function batch.run(resource, params, user_options)
    local run, err = prepared(resource, "batches:run", params, user_options)
    if not run then return nil, err end
    return run:wait()
end

--- The same without waiting: returns when every batch exists that the organization's limits allow.
function batch.start(resource, params, user_options)
    local run, err = prepared(resource, "batches:start", params, user_options)
    if not run then return nil, err end
    local ok, problem = work.carry_out(run, true)
    if not ok then return nil, problem end
    return run
end

--- The run of a journal.
function batch.open(resource, path, user_options)
    if type(path) ~= "string" or path == "" then
        errors.misuse("batches:open takes the path of a journal, not a " .. type(path))
    end
    local run = runs.new(resource, "batches:open", user_options)
    local ok, err = opening.reopen(run, path)
    if ok then
        work.release(run)
        return run
    end
    run:close()
    outcome.complete(run, err).operation = "batches:open"
    return nil, err
end

return batch
