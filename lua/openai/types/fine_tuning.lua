---@meta _
-- luacheck: ignore 211 212 241

-- Parameters --------------------------------------------------------------------------------------------------------

---As `create`, but files may be sources: they are checked and uploaded first.
---@class openai.FineTuningJobRunParams: openai.FineTuningJobCreateParams
---@field training_file string|openai.File|openai.Source
---@field validation_file? string|openai.File|openai.Source

-- Objects -----------------------------------------------------------------------------------------------------------

---@class openai.FineTuningJob
local job = {}

---Asks the service for this job's state and updates it in place.
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job itself
---@return openai.Error|openai.Response|nil info
function job:refresh(options) end

---Waits until the job is terminal and updates it in place.
---@param options? openai.WaitOptions
---@return openai.FineTuningJob? job itself, succeeded
---@return openai.Error? err kind "failed" when it failed or was cancelled
function job:wait(options) end

---Cancels the job and updates it in place.
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job itself
---@return openai.Error|openai.Response|nil info
function job:cancel(options) end

---Pauses the job and updates it in place.
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job itself
---@return openai.Error|openai.Response|nil info
function job:pause(options) end

---Lets a paused job go on and updates it in place.
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job itself
---@return openai.Error|openai.Response|nil info
function job:resume(options) end

---The events so far, newest first.
---@param params? openai.FineTuningJobListEventsParams
---@param options? openai.CallOptions
---@return openai.FineTuningEventPager pager
function job:events(params, options) end

---The checkpoints so far, newest first.
---@param params? openai.FineTuningJobCheckpointListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPager pager
function job:checkpoints(params, options) end

---The rows of the results file, step by step. An error is raised.
---@param options? openai.CallOptions
---@return openai.FineTuningResults rows
function job:results(options) end

---A row of the results file; the file's header names the fields.
---@class openai.FineTuningResult
---@field step integer
---@field train_loss? number
---@field train_accuracy? number
---@field valid_loss? number
---@field valid_mean_token_accuracy? number
---@field [string] number

-- Helpers' options --------------------------------------------------------------------------------------------------

---@class openai.WaitOptions
---@field poll_interval? number seconds between questions; default: grows from about 2 to 10
---@field patience? number|false seconds of failing calls to survive, default 300
---@field timeout? number|false seconds for the whole wait; default: none
---@field idle_timeout? number|false of each call, as in `openai.CallOptions`; so are the next three
---@field max_retries? integer
---@field headers? table<string, string|false>
---@field query? table<string, any>

---@class openai.FollowOptions: openai.WaitOptions
---@field after? string|openai.FineTuningEvent only later events; default: the history first

---@class openai.JobRunOptions: openai.WaitOptions
---@field on_event? fun(event: openai.FineTuningEvent, job: openai.FineTuningJob) each event once, in order
---@field on_progress? fun(progress: openai.Progress) phase "check" or "upload", with `file`
---@field check? boolean check sources before they are uploaded, default true
---@field journal? string path of a file with what is done: a second run goes on with it after a crash, and returns the
---  same job when it has ended, until `openai.journal.forget(path)`
---@field look_again? number seconds for which something that may have been made is looked for, default 10

---Can also be called: `jobs:checkpoints(id)` lists them.
---@class openai.resource.FineTuningJobsCheckpoints
---@overload fun(jobs: table, id: string|openai.FineTuningJob, params?: table): openai.CheckpointPager
