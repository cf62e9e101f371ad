--- How a run comes to be: from its journal, or anew; and what a journal of something else looks like.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local identity = require "openai.internal.bulk.identity"
local journal = require "openai.internal.bulk.journal"
local reader = require "openai.internal.batch.reader"
local same = require "openai.internal.batch.same"
local state = require "openai.internal.batch.state"

local opening = {}

-- ---- is it the same job? ----

--- Of version 1, whose journals know no digest: what is there to be counted must be as many as before.
local function differing_count(run, requests)
    local before, now = run.begun.given or {}, reader.describe(requests)
    if before.kind ~= now.kind then return ("requests were an %s and are an %s"):format(before.kind, now.kind) end
    if before.kind == "array" and before.count ~= now.count then
        return ("requests were %d and are %d"):format(before.count, now.count)
    elseif before.kind == "file" and now.bytes and before.bytes ~= now.bytes then
        return ("the file of requests had %s bytes and has %.0f"):format(tostring(before.bytes), now.bytes)
    end
end

--- What differs in the requests: nil for nothing; or nil, err when they cannot be read.
local function differing_requests(run, requests)
    if not run.digest then return differing_count(run, requests) end
    return same.difference(run, requests)
end

local function check_same(run, params)
    local asked, err = identity.recorded(run.context, params, "requests")
    if not asked then return nil, err end
    local differences = identity.changes(run.begun, asked)
    if not differences[1] then differences[1], err = differing_requests(run, params.requests) end
    if err then return nil, err end
    return identity.check(run.path, differences, "Name another journal; batches:open gets what this one has")
end

-- ---- places ----

--- A run without a journal of the user's keeps it in a place that goes with it.
local function choose_place(run, path)
    if path then
        run.path, run.journal_path, run.durable = path, path, true
    else
        local place, message = core.disk.temporary_directory()
        if not place then return errors.failure("file", message) end
        run.path, run.temporary, run.durable = place .. "/journal", place, false
    end
    run.directory = run.path .. ".d"
    return true
end

local function open_journal(run, must_exist)
    state.reset(run)
    local opened, err = journal.open(run.path, state.visitor(run, run.path),
        { durable = run.durable, must_exist = must_exist })
    if not opened then return nil, err end
    run.journal = opened
    state.summarize(run)
    return true
end

local function begin(run, params)
    local asked, err = identity.recorded(run.context, params, "requests")
    if not asked then return nil, err end
    local record, message = identity.begin(state.KIND, asked)
    if not record then return errors.failure("file", message) end
    return run:note(record)
end

--- A batch that was refused for no fault of its lines (billing, the organization's state) gets another chance when the
--- user runs again.
local function give_another_chance(run)
    for _, part in ipairs(run.parts) do
        local list = part.state == "refused" and type(part.batch.errors) == "table" and part.batch.errors.data or {}
        local lines = false
        for _, problem in ipairs(list) do lines = lines or problem.line ~= nil end
        if part.state == "refused" and not lines then
            local ok, err = run:note { event = "held", part = part.number }
            if not ok then return nil, err end
        end
    end
    return true
end

--- For run and start: what the journal has, or a new beginning. True; or nil, err.
function opening.continue(run, path, params)
    local ok, err = choose_place(run, path)
    if ok then ok, err = open_journal(run, false) end
    if not ok then return nil, err end
    if not run.prepared then return begin(run, params) end -- nothing was sent yet: it may as well be another job
    ok, err = check_same(run, params)
    if ok then ok, err = give_another_chance(run) end
    if not ok then return nil, err end
    run.from_journal = state.all_over(run) or nil
    if run.from_journal then identity.tell_finished(run.context, run.what, run.path, "what it has") end
    return true
end

--- For a run that gave its journal free: others may have gone on with it.
function opening.again(run)
    return open_journal(run, true)
end

--- For open: what the journal has.
function opening.reopen(run, path)
    local ok, err = choose_place(run, path)
    if ok then ok, err = open_journal(run, true) end
    if not ok then return nil, err end
    if run.prepared then return true end
    local message = ("the journal '%s' ends before all requests were read, and nothing was sent: call batches:run "
        .. "with the same requests and this journal"):format(run.path)
    return errors.failure("invalid", message, { code = "journal_incomplete", journal = run.path })
end

return opening
