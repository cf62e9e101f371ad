--- Takes one part from its input file to its results: upload, create, wait, collect; again where that makes sense.
--- Every step is written down before it is taken when it leaves something on the server, and after it was.
local core = require "openai.core"
local answer = require "openai.internal.batch.answer"
local collect = require "openai.internal.batch.collect"
local errors = require "openai.internal.base.error"
local index = require "openai.internal.batch.index"
local large = require "openai.internal.upload.large_file"
local layout = require "openai.internal.batch.layout"
local idempotent = require "openai.internal.bulk.idempotent"
local merged = require "openai.internal.base.merged"
local parts = require "openai.internal.batch.parts"
local polling = require "openai.internal.task.polling"
local state = require "openai.internal.batch.state"

local worker = {}

local WHAT = "batches:run"
local PACE = { first = 2, most = 30 } -- seconds between two polls
local ALONE = 3 -- refusals with nothing else of ours in work, after which a part that may be too large is halved
local SMALL = 1000 -- requests of a part that is not halved when the service does not tell its limit

local TERMINAL = { completed = true, failed = true, expired = true, cancelled = true }

-- ---- settings of calls ----

local function new_poller(run)
    local left = run:time_left()
    return polling.new(run.context, WHAT, {
        timeout = left and math.max(left, 0.001), patience = run.options.patience,
        poll_interval = run.options.poll_interval,
    }, run.call_options, PACE)
end

--- Options for transfers of files, which only our own deadline ends.
local function transfer_options(run, more)
    local left = run:time_left()
    return merged({ timeout = left and math.max(left, 0.001) }, run.call_options, more)
end

-- ---- upload ----

local function upload_name(run, part)
    return ("openai-lua-%s-%d.jsonl"):format(run.id, part.number)
end

local function find_file(run, part, poller)
    local name = upload_name(run, part)
    local pager = run.files:list({ purpose = "batch", order = "desc", limit = 1000 }, poller:options())
    return idempotent.search(poller, pager, function(file) return file.filename == name
        and file.bytes == part.bytes end)
end

local function send_file(run, part)
    local source = core.source.file(layout.part(run, part.number, "jsonl"), upload_name(run, part))
    local options = transfer_options(run, {
        on_progress = run.options.on_progress and function(progress) run:report_upload(part, progress) end,
    })
    local function send(with) return run.files:create({ file = source, purpose = "batch" }, with) end
    -- What goes through Uploads keeps within the limits part by part.
    local way = large.exceeds(run.context, source) and send or function(with) return run:call(with, send) end
    local file, err = way(options)
    if not file then return nil, err end
    return answer.file(file)
end

local function upload_now(run, part)
    local begun = part.upload_begun
    local ok, err = run:note { event = "upload", part = part.number, time = os.time() }
    if not ok then return nil, err end
    local poller = new_poller(run)
    local file, problem = idempotent.create {
        poller = poller, begun = begun, look_again = run.look_again,
        make = function() return send_file(run, part) end, find = function() return find_file(run, part, poller) end,
    }
    if not file then return nil, problem end
    return run:note { event = "uploaded", part = part.number, file = file.id, created_at = file.created_at }
end

local steps = {}

function steps.written(run, part)
    if state.is_over(run, part) then return "stop" end
    local ok, err = run.uploads:acquire()
    if not ok then return nil, err end
    ok, err = upload_now(run, part)
    run.uploads:release()
    return ok, err
end

-- ---- create ----

local function tag_of(run, part)
    return ("%s/%d/%d"):format(run.id, part.number, part.attempt)
end

local function find_batch(run, part, poller)
    local batch, err = idempotent.search(poller, run.resource:list({ limit = 100 }, poller:options()),
        idempotent.tagged(tag_of(run, part)), part.file_created_at)
    if not batch then return nil, err end
    return answer.batch(batch)
end

local function send_batch(run, part, options)
    return run.resource:create({
        input_file_id = part.file, endpoint = run.params.endpoint, completion_window = run.params.completion_window,
        metadata = idempotent.with_tag(run.params.metadata, tag_of(run, part)),
        output_expires_after = run.params.output_expires_after,
    }, options)
end

--- The limit on enqueued tokens, in an answer or among the errors of a batch.
local function is_limit(problem)
    if problem.code == "token_limit_exceeded" then return true end
    return type(problem.message) == "string" and problem.message:find("[Ee]nqueued token limit") ~= nil
end

--- May the part be larger than the limit itself? A token is at least one byte of the file.
local function may_be_too_large(part, message)
    local limit = message and message:match "[Ll]imit: ?([%d,]+)"
    limit = limit and tonumber((limit:gsub(",", "")))
    if limit then return part.requests > 1 and part.bytes > limit end
    return part.requests > SMALL
end

local function hold(run, part, existed, message)
    local ok, err = run:note { event = "held", part = part.number, message = message }
    if not ok then return nil, err end
    run:report_progress()
    local alone = run.admission:refused(part, existed)
    if alone >= ALONE and may_be_too_large(part, message) then return worker.halve(run, part) end
    return true
end

--- A batch may exist that we have not heard of; another shall not be made.
local function find_last(run, part)
    local poller = new_poller(run)
    local batch, err = idempotent.create {
        poller = poller, begun = part.create_begun, look_again = run.look_again,
        make = function() return false end, find = function() return find_batch(run, part, poller) end,
    }
    if batch then
        return run:note { event = "created", part = part.number, batch = batch }
    elseif err then
        return nil, err
    end
    return run:note { event = "abandoned", part = part.number }
end

local function create_now(run, part)
    local begun, poller = part.create_begun, new_poller(run)
    local ok, err = run:note { event = "create", part = part.number, attempt = part.attempt, time = os.time() }
    if not ok then return nil, err end
    local batch, problem = idempotent.create {
        poller = poller, begun = begun, look_again = run.look_again,
        make = function()
            local made, refusal = run:call(poller:options(), function(with)
                return send_batch(run, part, with)
            end, is_limit)
            if made then return answer.batch(made, true) end
            if is_limit(refusal) then refusal.retryable = false end
            return nil, refusal
        end,
        find = function() return find_batch(run, part, poller) end,
    }
    if batch then
        run.admission:created()
        return run:note { event = "created", part = part.number, batch = batch }
    end
    if is_limit(problem) then return hold(run, part, false, problem.message) end
    return nil, problem
end

function steps.uploaded(run, part, until_created)
    if run.cancelled or run.refused then
        run.admission:leave(part)
        if not part.create_begun then return "stop" end
        return find_last(run, part)
    end
    if until_created and run.admission.limited then return "stop" end
    local ok, err = run.admission:enter(part, function()
        local left = run:time_left() or math.huge
        if left <= 0 then return run:timed_out() end
        if run.cancelled or run.refused then return 0 end
        return left
    end)
    if not ok then return nil, err end
    if run.cancelled or run.refused then return true end
    return create_now(run, part)
end

-- ---- wait ----

local function refusal_of(batch)
    for _, problem in ipairs(batch.errors and batch.errors.data or {}) do
        if is_limit(problem) then return "limit", problem.message end
    end
    return "refused"
end

local function follow(run, part)
    return new_poller(run):call_until(function(options)
        local batch, err = run:call(options, function(with) return run.resource:retrieve(part.batch.id, with) end)
        if not batch then return nil, err end
        return answer.batch(batch)
    end, function(batch)
        return TERMINAL[batch.status]
    end, function(batch)
        part.batch = batch
        if batch.status == "in_progress" or batch.status == "finalizing" then run.admission:accepted(part) end
        run:report_progress()
        return batch
    end)
end

local function download(run)
    return function(id, path)
        if layout.exists(path) then return true end -- it has its name only when it is complete
        local poller = new_poller(run)
        local ok, err = poller:call(function()
            return run:download(id, transfer_options(run, { to = path }))
        end)
        if err then return nil, err end
        return ok ~= nil
    end
end

function steps.created(run, part, until_created)
    if until_created then return "stop" end
    local batch, err = follow(run, part)
    if not batch then return nil, err end
    if batch.status == "failed" then
        local why, message = refusal_of(batch)
        if why == "limit" and not run.cancelled then return hold(run, part, true, message) end
        run.admission:ended(part)
        return run:note { event = "refused", part = part.number, batch = batch }
    end
    run.admission:ended(part)
    local record
    record, err = collect.part(run, part, download(run))
    if not record then return nil, err end
    return run:note(record)
end

-- ---- again ----

local function start_children(run, children)
    for _, child in ipairs(children) do run:launch(run.by_number[child.number]) end
end

--- The requests of a part that may succeed when they are sent again.
local function to_repeat(run, part)
    local wanted = {}
    local ok, err = index.each(run, part.number, function(position, _, _, outcome)
        if outcome == "retry" then wanted[position] = 1 end
    end)
    if not ok then return nil, err end
    return wanted
end

function steps.collected(run, part)
    if not state.to_repeat(run, part) then return "stop" end
    local wanted, err = to_repeat(run, part)
    if not wanted then return nil, err end
    local children, problem = parts.derive(run, part, 1, function(position) return wanted[position] end)
    if not children then return nil, problem end
    local ok, reason = run:note { event = "derived", why = "repeat", part = part.number, parts = children }
    if not ok then return nil, reason end
    start_children(run, children)
    return "stop"
end

--- A part that is refused even when nothing of ours is in work may be larger than the limit itself.
function worker.halve(run, part)
    run.admission:leave(part)
    local seen = 0
    local children, err = parts.derive(run, part, 2, function()
        seen = seen + 1
        return seen * 2 <= part.requests and 1 or 2
    end)
    if not children then return nil, err end
    local ok, reason = run:note { event = "derived", why = "halve", part = part.number, parts = children }
    if not ok then return nil, reason end
    start_children(run, children)
    return "stop"
end

--- Until the part is over; `until_created`: until its batch exists or is held. True; or nil, err.
---@param run openai.BatchRun
---@param part openai.batch.Part
---@param until_created boolean
function worker.work(run, part, until_created)
    while true do
        local step = steps[part.state]
        if not step then return true end
        local done, err = step(run, part, until_created)
        if not done then return nil, err or errors.new { kind = "failed", message = "no reason given" } end
        if done == "stop" then return true end
    end
end

return worker
