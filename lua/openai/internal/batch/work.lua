--- Works on all parts of a run at once, with the run's journal in hand.
local admission = require "openai.internal.batch.admission"
local errors = require "openai.internal.base.error"
local opening = require "openai.internal.batch.opening"
local outcome = require "openai.internal.batch.outcome"
local pool = require "openai.internal.task.pool"
local semaphore = require "openai.internal.task.semaphore"
local state = require "openai.internal.batch.state"
local task = require "openai.internal.task"
local worker = require "openai.internal.batch.worker"

local unpack = table.unpack or unpack -- luacheck: ignore
local work = {}

local UPLOADS = 2 -- at a time

-- ---- the journal, between two spells of work ----

function work.count_in_flight(run)
    run.admission = admission.new(run.options.poll_interval)
    for _, part in ipairs(run.parts) do
        if part.state == "created" then run.admission:created() end
    end
end

--- Others may have the journal.
function work.release(run)
    if not run.journal_path then return end
    run.released = true
    run.journal:close()
end

--- Takes the journal back. True; or nil, err.
function work.acquire(run)
    if not run.released then return true end
    local ok, err = opening.again(run)
    if not ok then return nil, err end
    run.released = false
    work.count_in_flight(run)
    return true
end

-- ---- all parts at once ----

local function submit_all(workers, run)
    run.workers = workers
    for _, part in ipairs { unpack(run.parts) } do -- a copy: parts may come
        if not state.is_over(run, part) then workers:spawn(worker.work, run, part, run.until_created) end
    end
    local left = run:time_left()
    if left then workers:expire(left, function() return select(2, run:timed_out()) end) end
    return workers:finish()
end

--- Starts to work on a new part, beside the others.
function work.launch(run, part)
    if run.until_created or state.is_over(run, part) then return end
    run.workers:spawn(worker.work, run, part, false)
end

local function complete_error(run, err)
    if err.kind == "timeout" and (run:time_left() or 1) <= 0 then err = select(2, run:timed_out(err)) end
    return outcome.complete(run, err)
end

--- Works until every part is over; `until_created`: until every batch exists or is held.
---@param run openai.BatchRun
---@param until_created boolean
---@return true?
---@return openai.Error? err
function work.carry_out(run, until_created)
    pool.check_blocking(run.context, "batches:run")
    if run.working then errors.misuse("this run is being worked on already: two tasks cannot wait for one run") end
    local ok, err = work.acquire(run)
    if not ok then return nil, complete_error(run, err) end
    run.working, run.until_created, run.uploads = true, until_created, semaphore.new(UPLOADS)
    local done, problem
    ok, done, problem = task.pcall(pool.run, run.context, "batches:run", math.huge, submit_all, run)
    run.working = false
    work.release(run)
    if not ok then error(done, 0) end
    if not done then return nil, complete_error(run, problem) end
    return true
end

return work
