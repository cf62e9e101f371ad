--- What a run knows: made of the journal's records alone, when it is read and when it is written, so that both never
--- differ.
local identity = require "openai.internal.bulk.identity"
local layout = require "openai.internal.batch.layout"
local records = require "openai.internal.bulk.records"

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
    run.id, run.kind, run.params, run.begun = record.run, record.kind, record.params, record
end

function on.prepared(run, record)
    run.prepared, run.total, run.digest = true, record.requests, record.digest
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

local PART = { number = "number", requests = "number", bytes = "number", model = "string?" }

--- What the records look like.
local SHAPES = {
    begin = { run = "string", params = "table", server = "table?", given = "table?" },
    prepared = { requests = "number", parts = "table", digest = "string?" },
    upload = { part = "number", time = "number" },
    uploaded = { part = "number", file = "string", created_at = "number?" },
    create = { part = "number", attempt = "number", time = "number" },
    created = { part = "number", batch = "object" },
    held = { part = "number" },
    abandoned = { part = "number" },
    refused = { part = "number", batch = "object" },
    collected = {
        part = "number", batch = "object", completed = "number", failed = "number", retryable = "number",
        problems = "table",
    },
    derived = { part = "number", why = "string", parts = "table" },
    cancel = {},
}

--- What is wrong with the parts that a record names or makes.
local function parts_problem(run, record)
    if record.part and not run.by_number[record.part] then return ("part %s is unknown"):format(record.part) end
    for _, part in ipairs(record.parts or {}) do
        local problem = type(part) ~= "table" and "a part is a " .. type(part) or records.field_problem(part, PART)
        if problem then return problem end
        if run.by_number[part.number] then return ("part %s comes twice"):format(part.number) end
    end
end

--- Takes one record in that was just written.
function state.apply(run, record)
    on[record.event](run, record)
end

--- For journal.open: takes records in, or says what is wrong with one.
---@param run openai.BatchRun
---@param path string
function state.visitor(run, path)
    return identity.visitor(path, state.KIND, SHAPES, function(record)
        local problem = parts_problem(run, record)
        if problem then return problem end
        state.apply(run, record)
    end)
end

--- What openai.journal reads such a journal by.
local Reader = {}
Reader.__index = Reader

function state.reader(path)
    local self = setmetatable({ max_resubmits = 0, adopt = function(batch) return batch end }, Reader)
    self.path, self.directory = path, path .. ".d"
    state.reset(self)
    self.visit = state.visitor(self, path)
    return self
end

--- Words for what would be lost with the journal; nil when the run is over, or nothing was sent.
function Reader:unfinished()
    if not self.prepared or state.all_over(self) then return nil end
    state.summarize(self)
    return ("%d of %d requests are pending"):format(self.counts.pending, self.counts.total)
end

function Reader:remove_rest()
    layout.remove(self)
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
    run.prepared, run.total, run.digest, run.cancelled, run.refused = false, nil, nil, false, nil
    run.kind, run.begun = nil, nil
    state.summarize(run)
end

return state
