--- A run: one fine-tuning as it is seen from here, from the check of the file to the model. It lives on when its window
--- is closed. Other modules read its fields and are told by `run.on_change` when they change.
local config = require "openai_nvim.config"
local dataset = require "openai_nvim.dataset"
local notify = require "openai_nvim.notify"

local run = {
    list = {}, -- all runs of this session, in the order in which they began
    on_change = function(_) end, -- set by the window
}
run.__index = run

local MESSAGES = 200 -- kept for the window

---@class openai_nvim.Run
---@field name string
---@field phase "checking"|"uploading"|"creating"|"following"|"over"
---@field share number how far the phase is, 0 to 1
---@field job? openai.FineTuningJob
---@field points number[][] { step, training loss }
---@field step integer
---@field total_steps integer
---@field messages table[] { at = Unix time, text = string, level = "info"|"warn"|"error" }
---@field problem? string why it is over without a model
---@field refused? boolean the dataset has errors; they are in the quickfix list
---@field outage? boolean the last calls got no answer
---@field cancelled? boolean before there was a job

local function new(client, name)
    local self = setmetatable({
        client = client, name = name, phase = "checking", share = 0, points = {}, step = 0, total_steps = 0,
        messages = {},
    }, run)
    table.insert(run.list, self)
    return self
end

local function changed(self, phase, share)
    self.phase, self.share = phase or self.phase, share or self.share
    run.on_change(self)
end

local function say(self, text, level, at)
    table.insert(self.messages, { at = at or os.time(), text = text, level = level or "info" })
    if #self.messages > MESSAGES then table.remove(self.messages, 1) end
end

--- Ends a run without a model.
local function give_up(self, problem)
    self.problem = self.cancelled and "cancelled" or type(problem) == "table" and problem.message or tostring(problem)
    say(self, self.problem, "error")
    changed(self, "over")
    if not self.cancelled then notify.error(("%s: %s"):format(self.name, tostring(problem))) end
end

-- ---- following ----

local function add_event(self, event)
    local data = event.data or {}
    self.outage = false
    if event.type == "metrics" and data.train_loss then
        self.step = data.step or self.step + 1
        self.total_steps = data.total_steps or math.max(self.total_steps, self.step)
        table.insert(self.points, { self.step, data.train_loss })
        changed(self, nil, self.step / math.max(self.total_steps, 1))
    else
        say(self, event.message, event.level, event.created_at)
        changed(self)
    end
end

local function finish(self)
    local job = self.job
    changed(self, "over", job.status == "succeeded" and 1 or nil)
    if job.status == "succeeded" then
        notify.info(("%s is ready: %s"):format(self.name, job.fine_tuned_model))
    elseif job.status == "cancelled" then
        notify.warn(("%s: the job %s was cancelled"):format(self.name, job.id))
    else
        self.problem = type(job.error) == "table" and job.error.message or "the job failed"
        changed(self)
        notify.error(("%s: the job %s failed: %s"):format(self.name, job.id, self.problem))
    end
end

--- Calls that get no answer are made again and again, for minutes: the window says so.
local function note_outage(self, err)
    if self.outage then return end
    self.outage = true
    say(self, ("No answer (%s), trying again"):format(err.reason or err.kind), "warn")
    changed(self)
end

local function follow(self)
    changed(self, "following", 0)
    local client = self.client:with { on_retry = function(err) note_outage(self, err) end }
    local events = client.fine_tuning.jobs:follow(self.job, { poll_interval = config.options.poll_interval })
    while true do
        local event, err = events:next()
        if not event and err then return give_up(self, err) end
        if not event then return finish(self) end
        add_event(self, event)
    end
end

-- ---- from the file to the job ----

local function upload(self, path)
    changed(self, "uploading", 0)
    local client, openai = self.client, require "openai"
    local file, err = client.files:create({ file = openai.file(path), purpose = "fine-tune" }, {
        on_progress = function(progress)
            if (progress.total or 0) > 0 then changed(self, "uploading", progress.done / progress.total) end
        end,
    })
    if not file then return nil, err end
    say(self, ("Uploaded as %s"):format(file.id))
    changed(self, "creating", 1)
    return file:wait { poll_interval = config.options.poll_interval }
end

local function create(self, file)
    local params = config.job()
    params.training_file = file.id
    local job, err = self.client.fine_tuning.jobs:create(params)
    if job then self.job = job end
    return job, err
end

--- Step by step; every step that fails ends the run.
local function go(self, path)
    local report, err = dataset.check(path, function(share) changed(self, "checking", share) end)
    if not report then return give_up(self, err) end
    dataset.show(path, report)
    if not report.ok then
        self.refused, self.problem = true, "the file has errors: see the quickfix list"
        return changed(self, "over")
    end
    say(self, ("%d examples, about %d tokens"):format(report.examples, report.tokens))
    local file, problem = upload(self, path)
    if not file then return give_up(self, problem) end
    local job, refused = create(self, file)
    if not job then return give_up(self, refused) end
    follow(self)
end

--- Fine-tunes on a file, in the background.
---@return openai_nvim.Run
function run.start(client, path)
    local self = new(client, vim.fn.fnamemodify(path, ":t"))
    self.task = notify.spawn(go, self, path)
    return self
end

--- Follows a job that is already there; the run that follows it already, if there is one.
---@param job openai.FineTuningJob
---@return openai_nvim.Run
function run.of_job(client, job)
    for _, known in ipairs(run.list) do
        if known.job and known.job.id == job.id and (known.phase ~= "over" or not known.problem) then return known end
    end
    local self = new(client, job.id)
    self.job = job
    self.task = notify.spawn(follow, self)
    return self
end

--- Cancels the job, or what has not become one yet. Returns at once.
function run:cancel()
    if self.phase == "over" then return end
    if not self.job then
        self.cancelled = true
        return self.task:cancel()
    end
    notify.spawn(function()
        local _, err = self.client.fine_tuning.jobs:cancel(self.job.id)
        if err then notify.error(err) end
    end)
end

return run
