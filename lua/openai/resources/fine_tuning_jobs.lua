--- Fine-tuning jobs: waiting, following, results. `run`, the whole way from a file to a model, is in
--- fine_tuning_run.lua.
local fields = require "openai.internal.base.fields"
local follower = require "openai.resources.fine_tuning_follow"
local lazy = require "openai.internal.base.lazy"
local polling = require "openai.internal.task.polling"
local results = require "openai.resources.fine_tuning_results"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.FineTuningJobs
local jobs = {}

local PACE = { first = 2, most = 10 } -- seconds between two polls

local TERMINAL = { succeeded = true, failed = true, cancelled = true }

local function context_of(resource)
    return getmetatable(resource).context
end

--- The same as `retrieve`; for a job object, `job:refresh()` updates it in place.
---@param id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:refresh(id, options)
    return self:retrieve(id, options)
end

--- The same as `list_events`: newest first.
---@param id string|openai.FineTuningJob
---@param params? openai.FineTuningJobListEventsParams
---@param options? openai.CallOptions
---@return openai.FineTuningEventPager pager
function jobs:events(id, params, options)
    return self:list_events(id, params, options)
end

--- Waits until a job is terminal. An object that is given is updated in place and returned.
---
--- Options: `poll_interval`, seconds between two questions (default: 2, growing to 10); `timeout`, seconds for it all
--- (default: none); `patience`, seconds of failing calls to survive (default 300); and those of calls.
---@param id string|openai.FineTuningJob
---@param options? openai.WaitOptions
---@return openai.FineTuningJob? job succeeded
---@return openai.Error? err kind "failed", with `err.job`, when the job failed or was cancelled
function jobs:wait(id, options, more)
    local function over(now) return TERMINAL[now.status] end
    local job, err, last = polling.wait(self, "fine_tuning.jobs:wait", "fine_tuning_job_id", id, PACE, follower.JOB,
        over, options, more)
    if job then return follower.succeeded(job, "fine_tuning.jobs:wait") end
    return follower.left(last, err)
end

local FOLLOW = {
    after = "id", patience = "patience", poll_interval = "interval", timeout = "duration",
}

--- `for event, job in jobs:follow(id) do`: the events of a job, oldest first, each once, until the job is terminal;
--- first the history, or what came after the event `after`. `job` is the job as it was when the events were asked
--- for, one table updated in place. In a `for` an error is raised; `:next()` returns event, job; nil at the end; or
--- nil, err, and then goes on when it is called again.
---
--- Options: `after`, an event or its id; `patience`, seconds of failing calls to survive (default 300);
--- `poll_interval`, seconds between two questions (default: 2 after news, growing to 10); `timeout`, seconds for it
--- all (default: none); and those of calls.
---@param id string|openai.FineTuningJob
---@param options? openai.FollowOptions
---@return openai.FineTuningFollower events
function jobs:follow(id, options, more)
    local helper_options, call_options = settings.read("fine_tuning.jobs:follow", FOLLOW, options, more)
    settings.need_id(id, "fine_tuning.jobs:follow", "fine_tuning_job_id")
    local poller = polling.new(context_of(self), "fine_tuning.jobs:follow", helper_options, call_options, PACE)
    return follower.open(self, id, settings.id(helper_options.after), poller)
end

local RESULTS = { timeout = "call" }

--- The rows of a job's results file, step by step: tables of numbers by the names in the file's head (`step`,
--- `train_loss`, `valid_loss` …); empty cells are absent. In a `for` an error is raised; `:next()` returns nil, err.
---@param id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningResults rows
function jobs:results(id, options, more)
    local _, call_options = settings.read("fine_tuning.jobs:results", RESULTS, options, more)
    settings.need_id(id, "fine_tuning.jobs:results", "fine_tuning_job_id")
    return results.open(self, context_of(self).resources.files, id, call_options)
end

--- From a file to a fine-tuned model: checks, uploads, creates, follows, and returns the succeeded job.
--- An error says which step failed and what exists on the server by then.
---@param params openai.FineTuningJobRunParams
---@param options? openai.JobRunOptions
---@return openai.FineTuningJob? job
---@return openai.Error? err kind "invalid" for a bad dataset, "failed" (with `err.job`) for a job that did not succeed
function jobs:run(params, options)
    return lazy.require("openai.resources.fine_tuning_run").run(self, params, options)
end

--- How long the job has been there: until it finished, else until now.
local function age(job)
    local created = fields.number(job, "created_at")
    return created and text.duration((fields.number(job, "finished_at") or os.time()) - created)
end

--- fine_tuning.job ftjob-1 running gpt-4o-mini-2024-07-18 00:12:31; a succeeded one names the new model
local function describe(job)
    local model = fields.text(job, "fine_tuned_model") or job.model
    return text.words("fine_tuning.job", job.id, job.status, model, age(job))
end

return {
    resource = jobs,
    object = {
        updates = { "refresh", "cancel", "pause", "resume" },
        methods = { "wait", "follow", "events", "checkpoints", "results" },
        tostring = describe,
    },
}
