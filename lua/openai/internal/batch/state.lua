--- What a run knows: made of the journal's records alone, when it is read and when it is written, so that both never
--- differ.
local state = {}

--- The kind of these journals, in their first record.
state.KIND = "batches"

---@class openai.batch.Part
---@field number integer
---@field requests integer
---@field bytes integer
---@field model? string
---@field parent? integer the part whose requests it repeats
---@field generation integer 0: the first try of its requests
---@field state "written"|"uploaded"|"created"|"collected"|"refused"|"halved"
---@field attempt integer how often a batch was created of its file
---@field batch? openai.Batch
---@field completed? integer
---@field failed? integer
---@field retryable? integer those of `failed` that may succeed when repeated
---@field sent? integer of its requests, as far as its file is being uploaded; not in the journal
---@field resubmitted integer those that another part repeats

local on = {}

local function add_part(run, record, parent, generation)
    local part = {
        number = record.number, requests = record.requests, bytes = record.bytes, model = record.model,
        parent = parent, generation = generation, state = "written", attempt = 1, resubmitted = 0,
    }
    run.parts[#run.parts + 1] = part
    run.by_number[part.number] = part
    run.numbers = math.max(run.numbers, part.number)
end

function on.begin(run, record)
    run.id, run.kind, run.params, run.described = record.run, record.kind, record.params, record.given
end

function on.open() end

function on.prepared(run, record)
    run.prepared, run.total = true, record.requests
    for _, part in ipairs(record.parts) do add_part(run, part, nil, 0) end
end

function on.upload(run, record)
    run.by_number[record.part].upload_begun = record.time
end

function on.uploaded(run, record)
    local part = run.by_number[record.part]
    part.state, part.upload_begun, part.file, part.file_created_at = "uploaded", nil, record.file, record.created_at
end

function on.create(run, record)
    local part = run.by_number[record.part]
    part.attempt, part.create_begun = record.attempt, record.time
end

function on.created(run, record)
    local part = run.by_number[record.part]
    part.state, part.create_begun, part.batch = "created", nil, run.adopt(record.batch)
end

--- The organization had too much enqueued: to be created again.
function on.held(run, record)
    local part = run.by_number[record.part]
    part.state, part.create_begun, part.batch = "uploaded", nil, nil
    part.attempt = part.attempt + 1
    run.refused = nil
    for _, other in ipairs(run.parts) do
        if other.state == "refused" then run.refused = other end
    end
end

--- It was begun, but is not there, and shall not be begun again.
function on.abandoned(run, record)
    run.by_number[record.part].create_begun = nil
end

function on.refused(run, record)
    local part = run.by_number[record.part]
    part.state, part.batch = "refused", run.adopt(record.batch)
    run.refused = run.refused or part
end

function on.collected(run, record)
    local part = run.by_number[record.part]
    part.state, part.batch = "collected", run.adopt(record.batch)
    part.completed, part.failed, part.retryable = record.completed, record.failed, record.retryable
    for _, problem in ipairs(record.problems) do run.problems[#run.problems + 1] = problem end
end

function on.derived(run, record)
    local part = run.by_number[record.part]
    local generation = part.generation
    if record.why == "halve" then
        part.state, part.resubmitted = "halved", part.requests
    else
        part.resubmitted, generation = part.retryable, generation + 1
    end
    for _, child in ipairs(record.parts) do add_part(run, child, part.number, generation) end
end

function on.cancel(run)
    run.cancelled = true
end

--- Takes one record in. Those of another kind of journal say nothing here; that is noticed afterwards.
function state.apply(run, record)
    local take = (run.kind or state.KIND) == state.KIND and on[record.event]
    if take then take(run, record) end
end

--- Will nothing become of this part any more?
function state.is_over(run, part)
    if part.state == "created" then return false end
    if part.state == "written" or part.state == "uploaded" then
        return (run.cancelled or run.refused ~= nil) and not part.create_begun
    end
    return part.state ~= "collected" or not state.to_repeat(run, part)
end

--- Are there requests of this part to be sent again?
function state.to_repeat(run, part)
    return part.state == "collected" and part.resubmitted == 0 and part.retryable > 0
        and part.generation < run.max_resubmits and not run.cancelled and not run.refused
end

--- Is there nothing left to be done?
function state.all_over(run)
    if not run.prepared then return false end
    for _, part in ipairs(run.parts) do
        if not state.is_over(run, part) then return false end
    end
    return true
end

local function count_part(run, part, counts)
    if part.state == "collected" then
        counts.completed = counts.completed + part.completed
        counts.failed = counts.failed + part.failed - part.resubmitted
        counts.resubmitted = counts.resubmitted + part.resubmitted
    elseif part.state == "halved" then
        return
    elseif state.is_over(run, part) then
        counts.failed = counts.failed + part.requests
    else
        counts.pending = counts.pending + part.requests
    end
end

--- Brings run.counts and run.batches up to date.
function state.summarize(run)
    local counts = { total = run.total or 0, completed = 0, failed = 0, pending = 0, resubmitted = 0 }
    local batches = {}
    for _, part in ipairs(run.parts) do
        count_part(run, part, counts)
        if part.batch then batches[#batches + 1] = part.batch end
    end
    run.counts, run.batches = counts, batches
end

--- The empty beginning.
function state.reset(run)
    run.parts, run.by_number, run.numbers, run.problems = {}, {}, 0, {}
    run.prepared, run.total, run.cancelled, run.refused = false, nil, false, nil
    state.summarize(run)
end

return state
