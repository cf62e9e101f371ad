--- jobs:run: from a file to a fine-tuned model. Check, upload, wait until processed, create the job, follow it to its
--- end. Whatever goes wrong, the error says at which step, and what exists on the server by then.
local core = require "openai.core"
local dataset = require "openai.internal.dataset"
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local identity = require "openai.internal.bulk.identity"
local follower = require "openai.resources.fine_tuning_follow"
local memory = require "openai.resources.fine_tuning_journal"
local merged = require "openai.internal.base.merged"
local polling = require "openai.internal.task.polling"
local settings = require "openai.internal.base.settings"
local task = require "openai.internal.task"

local runner = {}

local WHAT = "fine_tuning.jobs:run"

local OPTIONS = {
    on_event = "callback", on_progress = "callback", check = "boolean",
    poll_interval = "interval", patience = "patience", timeout = "duration", idempotency_key = "text",
    journal = "path", look_again = "patience",
}

local PACE = { first = 2, most = 30 } -- seconds between two tries of what a journal is kept of

--- Seconds that a file may take to be processed. Then the job is created all the same: the service says so if it is
--- too early, and the status of files is a field that it wants to give up.
local PROCESSING = 600

local ROLES = {
    { name = "training_file", label = "training file" },
    { name = "validation_file", label = "validation file" },
}

-- ---- errors ----

local function existing_files(self)
    local words = {}
    for _, role in ipairs(ROLES) do
        local file = self.files[role.name]
        if file then words[#words + 1] = ("%s %s is uploaded"):format(role.label, file.id) end
    end
    return table.concat(words, ", ")
end

local function what_exists(self, err)
    if self.memory then
        return ("the journal '%s' has what was made: run again with it"):format(self.options.journal)
    end
    local files = existing_files(self)
    if files == "" then files = nil end
    if self.step == "create" and err.ambiguous then
        return (files and files .. "; " or "") .. "a job may have been created: see jobs:list()"
    elseif self.step == "upload" and err.ambiguous then
        return (files and files .. "; " or "") .. "the file may be there as well: see files:list(); no job was created"
    end
    return (files or "nothing was uploaded") .. "; no job was created"
end

--- Seconds that are left; nil without a limit.
local function time_left(self)
    return self.deadline and self.deadline - core.loop():now()
end

--- The call's own words about what it leaves in doubt go: more is known here.
local function message_of(err)
    return ((err.message or err.kind):gsub("; the %a+ may exist$", ""))
end

--- Completes an error of any step: err.step, err.files, err.job, and the same in words. When the time for it all is up,
--- that is what a step's own timeout means.
local function fail(self, err)
    if err.kind == "timeout" and (time_left(self) or 1) <= 0 then
        local ambiguous = err.ambiguous
        err = select(2, errors.timed_out(WHAT, self.options.timeout, nil, err))
        err.ambiguous = ambiguous
    end
    err.step, err.files, err.journal = self.step, self.files, self.options.journal
    if self.job then return follower.left(self.job, err) end
    err.message = ("%s; %s"):format(message_of(err), what_exists(self, err))
    return nil, err
end

-- ---- settings for the steps ----

--- Options for a call of one step; `most` seconds where the step has a limit of its own.
local function step_options(self, more, most)
    local left = time_left(self)
    if left then most = math.min(most or left, math.max(left, 0.001)) end
    return merged(self.call_options, more, { timeout = most })
end

local function waiting(self)
    return { poll_interval = self.options.poll_interval, patience = self.options.patience }
end

-- ---- steps ----

local function report(self, phase, file, done, total)
    if self.options.on_progress then
        self.options.on_progress { phase = phase, file = file, done = done, total = total, unit = "bytes" }
    end
end

--- Reads a source for the check, telling how far it is.
local function reader_of(self, source, total)
    local offset, shown = 0, core.loop():now()
    return function(n)
        local bytes, message = source:read(offset, n)
        if not bytes or bytes == "" then return nil, not bytes and message or nil end
        offset = offset + #bytes
        local now = core.loop():now()
        if now >= shown + 0.1 then
            shown = now
            report(self, "check", source:name(), offset, total)
        end
        return bytes
    end
end

local function refused(self, role, found)
    local first = found.problems[1]
    for _, problem in ipairs(found.problems) do
        if problem.severity == "error" then
            first = problem
            break
        end
    end
    local place = first.line > 0 and ("line %d: "):format(first.line) or ""
    local count = found.errors == 1 and "" or (" (the first of %d errors; err.report has them)"):format(found.errors)
    return fail(self, errors.new {
        kind = "invalid", operation = WHAT, report = found, param = role.name,
        message = ("the %s %s would be refused: %s%s%s"):format(role.label, found.name, place, first.message, count),
    })
end

--- What JSON cannot carry is found before anything is uploaded.
local function check_parameters(self)
    self.step = "check"
    local plain = merged(self.params)
    for _, role in ipairs(ROLES) do plain[role.name] = nil end
    local text, message = core.json.encode(plain)
    if text then return true end
    return fail(self, errors.new { kind = "invalid", operation = WHAT, message = message })
end

local function check(self, role, source)
    if self.files[role.name] then return true end
    self.step = "check"
    local size, message = source:size()
    if not size then
        return fail(self, errors.new { kind = "file", operation = WHAT, message = message, param = role.name })
    end
    report(self, "check", source:name(), 0, size)
    local found, err = dataset.check(reader_of(self, source, size), {
        method = self.method, model = self.params.model, min_examples = role.name == "validation_file" and 1 or nil,
    })
    if not found then return fail(self, err) end
    found.name = source:name()
    if not found.ok then return refused(self, role, found) end
    report(self, "check", found.name, size, size)
    return true
end

--- For steps that make something: what surely made nothing is tried again as long as the patience lasts.
local function new_poller(self)
    local left = time_left(self)
    return polling.new(getmetatable(self.jobs).context, WHAT, {
        timeout = left and math.max(left, 0.001), patience = self.options.patience,
        poll_interval = self.options.poll_interval,
    }, self.call_options, PACE)
end

--- What is relied on in what was made.
local MADE = { id = "string" }

local function send(self, source)
    local name = source:name()
    local options = step_options(self, self.options.on_progress and {
        on_progress = function(progress) -- what the answer to an upload weighs interests nobody
            if progress.phase == "upload" then report(self, "upload", name, progress.done, progress.total) end
        end,
    })
    local file, err = self.resources.files:create({ file = source, purpose = "fine-tune" }, options)
    if not file then return nil, err end
    return fields.checked(file, WHAT, "file", MADE, true)
end

local function upload(self, role, source)
    if self.files[role.name] then return true end
    self.step = "upload"
    local file, err
    if self.memory then
        file, err = self.memory:upload(role.name, source, new_poller(self), function() return send(self, source) end)
    else
        file, err = new_poller(self):call(function() return send(self, source) end)
    end
    if not file then return fail(self, err) end
    self.files[role.name] = file
    return true
end

local function await_processed(self, role)
    self.step = "process"
    local file = self.files[role.name]
    if file.status == "processed" then return true end
    local _, err = self.resources.files:wait(file, step_options(self, waiting(self), PROCESSING))
    if not err or (err.kind == "timeout" and (time_left(self) or 1) > 0) then return true end
    return fail(self, err)
end

--- The service may want more time for a file than it says by the file's status.
local function too_early(err)
    local judged = err.status == 400 or err.status == 409 or err.status == 422
    return judged and type(err.message) == "string" and err.message:find "still being processed" ~= nil
end

--- Creates the job, again while its files are too young.
local function create_ready(self, poller, params)
    local over = core.loop():now() + PROCESSING
    while true do
        local job, err = self.jobs:create(params, step_options(self,
            { idempotency_key = self.options.idempotency_key }))
        if job then return fields.checked(job, WHAT, "job", MADE, true) end
        if not too_early(err) or core.loop():now() >= over then return nil, err end
        local ok, reason = poller:pause(err.retry_after)
        if not ok then return nil, reason end
    end
end

local function create(self)
    if self.job then return true end
    self.step = "create"
    local params, poller = merged(self.params), new_poller(self)
    for _, role in ipairs(ROLES) do
        local file = self.files[role.name] or params[role.name]
        params[role.name] = settings.id(file)
    end
    local function send_job(metadata)
        params.metadata = metadata
        return create_ready(self, poller, params)
    end
    local job, err
    if self.memory then
        job, err = self.memory:create(self.jobs, params.metadata, poller, send_job)
    else
        job, err = poller:call(function() return send_job(self.params.metadata) end)
    end
    if not job then return fail(self, err) end
    self.job = job
    return true
end

local function follow(self)
    self.step = "follow"
    local events = self.jobs:follow(self.job, step_options(self, waiting(self)))
    while true do
        local event, job = events:next()
        if not event then
            if job then return fail(self, job) end
            return true
        end
        if self.options.on_event then self.options.on_event(event, job) end
    end
end

--- The end is known: a later run with the journal returns it.
local function conclude(self)
    if self.memory then
        local ok, problem = self.memory:finish(self.job)
        if not ok then return fail(self, problem) end
    end
    local job, err = follower.succeeded(self.job, WHAT)
    if job then return job end
    if self.memory then
        err.message = ("%s; the journal '%s' ends with that: openai.journal.forget(%q) lets a new job be made"):format(
            err.message or err.kind, self.options.journal, self.options.journal)
    end
    return fail(self, err)
end

-- ---- what was given ----

local function is_source(value)
    return type(value) == "userdata"
end

--- An id, an object with one, or a source. A path is none of these: where it would be taken for an id, the service
--- would answer that there is no such file.
local function check_file_parameter(params, role)
    local value = params[role.name]
    if value == nil and role.name == "validation_file" then return end
    if value == nil then
        errors.misuse(WHAT .. ': training_file is missing: openai.file("train.jsonl"), or the id of an uploaded file')
    elseif type(value) == "string" and (value:find("[/\\]") or value:find("%.%w+$")) then
        errors.misuse(('%s: %s "%s" looks like a path; for a file of yours say openai.file("%s")'):format(
            WHAT, role.name, value, value))
    elseif not is_source(value) and not settings.id(value) then
        errors.misuse(("%s: %s must be openai.file(path), openai.bytes(name, data) or a file's id, not a %s"):format(
            WHAT, role.name, type(value)))
    end
end

local function method_of(params)
    return type(params.method) == "table" and params.method.type or nil
end

local function prepare(jobs, params, options)
    settings.check_parameters(WHAT, params, OPTIONS)
    local helper_options, call_options = settings.read(WHAT, OPTIONS, options)
    for _, role in ipairs(ROLES) do check_file_parameter(params, role) end
    if type(params.model) ~= "string" then
        errors.misuse(('%s: model is missing: the name of the model to begin with, e.g. "gpt-4o-mini-2024-07-18"')
            :format(WHAT))
    end
    local problem = helper_options.journal and memory.problem(params)
    if problem then errors.misuse(WHAT .. ": " .. problem) end
    return {
        jobs = jobs, resources = getmetatable(jobs).context.resources, params = params, options = helper_options,
        call_options = call_options, method = method_of(params), files = {},
        deadline = helper_options.timeout and core.loop():now() + helper_options.timeout or nil,
    }
end

local function each_source(self, step)
    for _, role in ipairs(ROLES) do
        local source = self.params[role.name]
        if is_source(source) then
            local ok, err = step(self, role, source)
            if not ok then return nil, err end
        end
    end
    return true
end

local function go(self)
    local ok, err = check_parameters(self)
    if not ok then return nil, err end
    if self.options.check ~= false then
        ok, err = each_source(self, check)
        if not ok then return nil, err end
    end
    for _, step in ipairs { upload, await_processed } do
        ok, err = each_source(self, step)
        if not ok then return nil, err end
    end
    for _, step in ipairs { create, follow } do
        ok, err = step(self)
        if not ok then return nil, err end
    end
    return conclude(self)
end

--- The same with a journal, which is given free however it ends.
local function go_with_journal(self)
    local context = getmetatable(self.jobs).context
    local opened, err = memory.open(self.options.journal, self.params, context, self.options.look_again)
    if not opened then
        err.operation = "fine_tuning.jobs:run"
        return nil, err
    end
    self.memory, self.job = opened, opened.job
    for role, file in pairs(opened.files) do self.files[role] = file end
    local info = opened.finished
        and identity.tell_finished(context, WHAT, self.options.journal, "the job " .. opened.job.id) or nil
    local ok, job, reason = task.pcall(go, self)
    opened:close()
    if not ok then error(job, 0) end
    if job then return job, info end
    if info then reason.from_journal = true end
    return nil, reason
end

--- Fine-tunes: checks the files, uploads them, waits until they are processed, creates the job, follows it to its end.
---
--- `training_file` and `validation_file` may be sources (openai.file, openai.bytes), which are checked and uploaded,
--- or ids of files that are there. Options: `on_event(event, job)`, each event once, in order; `on_progress{phase,
--- file, done, total, unit}`, phase "check" or "upload"; `check` (true); `poll_interval` and `patience` as of
--- `jobs:follow`; `timeout`, seconds for it all (default: none); `journal`, the path of a file with what is
--- done: after a crash, or a failure that leaves open what was made, a second run with the same parameters and journal
--- goes on and makes nothing twice (the job's metadata gets a pair to be found by; events begin with the first again).
--- It belongs to what was asked: other parameters, other bytes in a file, another server or account are refused. When
--- its job has ended it makes no new one but returns that, with `from_journal = true` in the second value and a warning
--- in the log; `openai.journal.forget(path)` lets it begin anew; and those of calls.
---
--- An error has `step` ("check", "upload", "process", "create", "follow"), `files` (what was uploaded: training_file,
--- validation_file) and `job` (once there is one); its kind is "invalid" with `report` for a dataset that would be
--- refused, "failed" for a job that failed or was cancelled, "timeout" when the time was up; the job goes on then:
--- jobs:follow(err.job).
---@param jobs openai.resource.FineTuningJobs
---@param params openai.FineTuningJobRunParams
---@param options? openai.JobRunOptions
---@return openai.FineTuningJob? job succeeded
---@return openai.Error|openai.JournalInfo|nil err_or_info
function runner.run(jobs, params, options)
    local self = prepare(jobs, params, options)
    return (self.options.journal and go_with_journal or go)(self)
end

return runner
