--- How a run ended, in words: what is wrong, what is kept, how to go on.
local errors = require "openai.internal.base.error"
local layout = require "openai.internal.batch.layout"
local jsonl = require "openai.internal.data.jsonl"
local text = require "openai.internal.base.text"

local outcome = {}

--- "950 of 1000 requests done, 3 failed"
function outcome.progress(run)
    local counts = run.counts
    if not run.prepared then return "nothing was sent" end
    local words = ("%s of %s done"):format(text.number(counts.completed), text.plural(counts.total, "request"))
    if counts.failed > 0 then words = ("%s, %s failed"):format(words, text.number(counts.failed)) end
    return words
end

--- The service does not know a batch any more: nothing that waits for it leads anywhere.
local function is_gone(err)
    return err.kind == "not_found" and err.operation == "batches:retrieve"
end

local GONE = "a batch of the run is gone from the server; err.run:results { partial = true } has what was done"

local function how_to_go_on(run, gone)
    if gone then return GONE end
    local loss = run.prepared and layout.loss(run)
    if loss then return loss end
    if run.journal_path and run.prepared then
        return ("the journal '%s' has it all: run again with it, or batches:open(path)"):format(run.journal_path)
    elseif run.prepared then
        return "err.run:wait() goes on"
    end
end

--- Gives an error what every failure of a run has: err.run (once there is one), err.journal, and in words how to go on.
function outcome.complete(run, err)
    local gone = is_gone(err)
    err.operation, err.where = "batches:run", err.where or errors.position()
    err.journal = err.journal or run.journal_path
    if run.prepared and not run.closed then err.run = run end
    local advice = err.run and how_to_go_on(run, gone)
    if advice and not (err.message or ""):find(advice, 1, true) then
        local progress = outcome.progress(run)
        local known = (err.message or ""):find(progress, 1, true)
        err.message = ("%s; %s%s"):format(err.message or err.kind, known and "" or progress .. "; ", advice)
    end
    return err
end

local function failed(run, kind, message, more)
    local _, err = errors.failure(kind, message, more)
    err.operation, err.run, err.journal = "batches:run", run, run.journal_path
    return nil, err
end

-- ---- a batch that was refused ----

--- The custom_ids of some lines of a part's input file.
local function ids_of(run, part, wanted)
    local found, lines = {}, jsonl.lines(layout.part(run, part.number, "ids.jsonl"))
    while true do
        local entry, number = lines:next()
        if entry == nil then return found end
        if wanted[number] then found[number] = entry[2] end
    end
end

local function line_errors(run, part)
    local list = part.batch.errors and part.batch.errors.data or {}
    local wanted = {}
    for _, problem in ipairs(list) do
        if problem.line then wanted[problem.line] = true end
    end
    local ids, lines = ids_of(run, part, wanted), {}
    for i, problem in ipairs(list) do
        lines[i] = {
            line = problem.line, custom_id = problem.line and ids[problem.line], code = problem.code,
            param = problem.param, message = problem.message or problem.code or "no reason given",
        }
    end
    return lines
end

local function describe_line(line)
    if not line then return "the service gave no reason" end
    if not line.custom_id then return line.message end
    return ("request '%s' (line %d): %s"):format(line.custom_id, line.line, line.message)
end

local function refused(run, part)
    local lines = line_errors(run, part)
    local more = #lines > 1 and (" (and %s, in err.lines)"):format(text.plural(#lines - 1, "more error")) or ""
    local by_lines = lines[1] and lines[1].line ~= nil
    local advice = by_lines and "no further batch was created; correct the requests and run them with another journal"
        or "no further batch was created; run again with the same journal when that is settled"
    local message = ("the batch %s was refused: %s%s; %s, err.run:results() has them; %s"):format(part.batch.id,
        describe_line(lines[1]), more, outcome.progress(run), advice)
    return failed(run, "failed", message, { batch = part.batch, lines = lines })
end

-- ---- the others ----

local function cancelled_batch(run)
    for _, part in ipairs(run.parts) do
        if part.batch and part.batch.status == "cancelled" then return part.batch end
    end
end

local function cancelled(run, batch)
    local what = run.cancelled and "the run was cancelled" or ("the batch %s was cancelled"):format(batch.id)
    return failed(run, "failed", ("%s: %s; err.run:results() has what was done"):format(what, outcome.progress(run)),
        { batch = batch, code = "batch_cancelled" })
end

local SERIOUS = { duplicate_custom_id = true, unknown_custom_id = true }

local function serious_problem(run)
    local first, count = nil, 0
    for _, problem in ipairs(run.problems) do
        if SERIOUS[problem.code] then first, count = first or problem, count + 1 end
    end
    return first, count
end

local function untrustworthy(run, problem, count)
    local more = count > 1 and (" (and %d more, in err.run.problems)"):format(count - 1) or ""
    local message = ("line %d of the result file %s: %s%s; %s, err.run:results() has them all"):format(problem.line,
        problem.file, problem.message, more, outcome.progress(run))
    return failed(run, "protocol", message, { code = problem.code, problems = run.problems })
end

local function first_error(run)
    local results = run:results()
    local id, _, err = results:next()
    results:close()
    return id ~= nil and err or nil
end

local function all_failed(run)
    local first = first_error(run)
    return failed(run, "failed", ("all %s failed, the first: %s; err.run:results() has every error"):format(
        text.plural(run.counts.total, "request"), first and first.message or "no reason given"), {
        code = first and first.code, batch = run.batches[#run.batches],
    })
end

--- The run; or nil and an error when it did not end as hoped. `err.run` has all that was done.
---@param run openai.BatchRun
function outcome.of(run)
    local batch = cancelled_batch(run)
    local problem, count = serious_problem(run)
    if run.refused then return refused(run, run.refused) end
    if run.cancelled or batch then return cancelled(run, batch) end
    if problem then return untrustworthy(run, problem, count) end
    if run.counts.completed == 0 then return all_failed(run) end
    return run
end

return outcome
