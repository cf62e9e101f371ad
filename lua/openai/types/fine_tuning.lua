---@meta _
-- luacheck: ignore 211 212 241

-- Parameters --------------------------------------------------------------------------------------------------------

---@alias openai.FineTuningModel
---| "gpt-4o-mini-2024-07-18"
---| "gpt-4.1-2025-04-14"
---| "gpt-4.1-mini-2025-04-14"
---| "gpt-4.1-nano-2025-04-14"
---| "gpt-3.5-turbo"
---| "babbage-002"
---| "davinci-002"
---| string

---@class openai.FineTuningJobCreateParams
---@field model openai.FineTuningModel to be fine-tuned; a fine-tuned model or a checkpoint may be trained further
---@field training_file string id of a JSONL file of purpose "fine-tune"
---@field validation_file? string id of another such file; share no examples with the training file
---@field method? openai.FineTuningMethod default: supervised
---@field suffix? string 1 to 64 characters that the model's name will contain
---@field seed? integer 0 to 2,147,483,647; the same seed and parameters give nearly the same model
---@field metadata? table<string, string> at most 16 pairs; keys up to 64, values up to 512 characters
---@field integrations? openai.FineTuningIntegration[] where metrics go as well
---@field hyperparameters? openai.SupervisedHyperparameters deprecated: use `method`

---As `create`, but files may be sources: they are checked and uploaded first.
---@class openai.FineTuningJobRunParams: openai.FineTuningJobCreateParams
---@field training_file string|openai.File|openai.Source
---@field validation_file? string|openai.File|openai.Source

---@class openai.FineTuningMethod
---@field type "supervised"|"dpo"|"reinforcement"
---@field supervised? openai.SupervisedMethod
---@field dpo? openai.DpoMethod
---@field reinforcement? openai.ReinforcementMethod

---@class openai.SupervisedMethod
---@field hyperparameters? openai.SupervisedHyperparameters

---@class openai.DpoMethod
---@field hyperparameters? openai.DpoHyperparameters

---@class openai.ReinforcementMethod
---@field grader openai.Grader
---@field hyperparameters? openai.ReinforcementHyperparameters

---@class openai.SupervisedHyperparameters
---@field n_epochs? integer|"auto" passes over the data, 1 to 50; default "auto"
---@field batch_size? integer|"auto" examples per step, 1 to 256; default "auto"
---@field learning_rate_multiplier? number|"auto" above 0; smaller is gentler; default "auto"

---@class openai.DpoHyperparameters: openai.SupervisedHyperparameters
---@field beta? number|"auto" above 0 to 2; higher stays closer to the model as it was; default "auto"

---@class openai.ReinforcementHyperparameters: openai.SupervisedHyperparameters
---@field reasoning_effort? "default"|"low"|"medium"|"high"
---@field compute_multiplier? number|"auto" 0.00001 to 10: how much is explored; default "auto"
---@field eval_interval? integer|"auto" steps between evaluations; default "auto"
---@field eval_samples? integer|"auto" samples per evaluation; default "auto"

---@class openai.FineTuningIntegration
---@field type "wandb" Weights and Biases
---@field wandb openai.WandbIntegration

---@class openai.WandbIntegration
---@field project string
---@field name? string of the run; default: the job's id
---@field entity? string team or user
---@field tags? string[]

---@class openai.FineTuningJobListParams: openai.ListParams
---@field limit? integer per page, default 20
---@field metadata? table<string, string>|lightuserdata only jobs with these pairs; `openai.null`: without any

-- Objects -----------------------------------------------------------------------------------------------------------

---@alias openai.FineTuningJobStatus
---| "validating_files"
---| "queued"
---| "running"
---| "paused"
---| "succeeded" # terminal
---| "failed" # terminal
---| "cancelled" # terminal

---@class openai.FineTuningJob
---@field id string "ftjob-…"
---@field object "fine_tuning.job"
---@field created_at integer
---@field finished_at? integer absent while it runs
---@field estimated_finish? integer absent unless it runs
---@field status openai.FineTuningJobStatus
---@field model string the base model
---@field fine_tuned_model? string "ft:…" once it succeeded
---@field training_file string
---@field validation_file? string
---@field result_files string[] ids of the CSV files that `results` reads
---@field trained_tokens? integer billed; absent while it runs
---@field hyperparameters? openai.SupervisedHyperparameters of supervised jobs
---@field method? openai.FineTuningMethod
---@field error? openai.FineTuningJobError of a failed job
---@field organization_id string
---@field integrations? openai.FineTuningIntegration[]
---@field seed integer
---@field metadata? table<string, string>
local job = {}

---@class openai.FineTuningJobError
---@field code string
---@field message string
---@field param? string usually "training_file" or "validation_file"

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
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.EventPager pager
function job:events(params, options) end

---The checkpoints so far, newest first.
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPager pager
function job:checkpoints(params, options) end

---The rows of the results file, step by step. An error is raised.
---@param options? openai.CallOptions
---@return openai.FineTuningResults rows
function job:results(options) end

---@class openai.FineTuningEvent
---@field id string "ftevent-…"
---@field object "fine_tuning.job.event"
---@field created_at integer
---@field level "info"|"warn"|"error"
---@field message string
---@field type? "message"|"metrics"
---@field data? table of type "metrics": step, train_loss …

---@class openai.Checkpoint
---@field id string "ftckpt_…"
---@field object "fine_tuning.job.checkpoint"
---@field created_at integer
---@field fine_tuned_model_checkpoint string the model's name, ready to be used
---@field step_number integer
---@field fine_tuning_job_id string
---@field metrics openai.FineTuningMetrics

---@class openai.FineTuningMetrics
---@field step? number
---@field train_loss? number
---@field train_mean_token_accuracy? number
---@field valid_loss? number of one batch of the validation file
---@field valid_mean_token_accuracy? number
---@field full_valid_loss? number of the whole validation file, after each epoch
---@field full_valid_mean_token_accuracy? number

---A row of the results file; the file's header names the fields.
---@class openai.FineTuningResult
---@field step integer
---@field train_loss? number
---@field train_accuracy? number
---@field valid_loss? number
---@field valid_mean_token_accuracy? number
---@field [string] number

---@class openai.EventPager: openai.Pager
---@overload fun(): openai.FineTuningEvent?
---@field next fun(self: openai.EventPager): openai.FineTuningEvent?, openai.Error?
---@field collect fun(self: openai.EventPager, max?: integer): openai.FineTuningEvent[]?, openai.Error?

---@class openai.CheckpointPager: openai.Pager
---@overload fun(): openai.Checkpoint?
---@field next fun(self: openai.CheckpointPager): openai.Checkpoint?, openai.Error?
---@field collect fun(self: openai.CheckpointPager, max?: integer): openai.Checkpoint[]?, openai.Error?

---@class openai.FineTuningJobPager: openai.Pager
---@overload fun(): openai.FineTuningJob?
---@field next fun(self: openai.FineTuningJobPager): openai.FineTuningJob?, openai.Error?
---@field collect fun(self: openai.FineTuningJobPager, max?: integer): openai.FineTuningJob[]?, openai.Error?

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
---@field journal? string path of a file with what is done: a second run goes on with it after a crash
---@field look_again? number seconds for which something that may have been made is looked for, default 10

-- Resources ---------------------------------------------------------------------------------------------------------

---@class openai.resource.FineTuning
---@field jobs openai.resource.FineTuningJobs
---@field checkpoints openai.resource.FineTuningCheckpoints
---@field alpha openai.resource.FineTuningAlpha

---@class openai.resource.FineTuningAlpha
---@field graders openai.resource.Graders

---@class openai.resource.FineTuningCheckpoints
---@field permissions openai.resource.CheckpointPermissions

---@class openai.resource.FineTuningJobs
---@field checkpoints openai.resource.JobCheckpoints
local jobs = {}

---Starts a job. (createFineTuningJob)
---@param params openai.FineTuningJobCreateParams
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function jobs:create(params, options) end

---Your organization's jobs, newest first. (listPaginatedFineTuningJobs)
---@param params? openai.FineTuningJobListParams
---@param options? openai.CallOptions
---@return openai.FineTuningJobPager pager
function jobs:list(params, options) end

---A job's state. (retrieveFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:retrieve(fine_tuning_job_id, options) end

---Cancels a job at once. (cancelFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:cancel(fine_tuning_job_id, options) end

---Pauses a running job. (pauseFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:pause(fine_tuning_job_id, options) end

---Lets a paused job go on. (resumeFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:resume(fine_tuning_job_id, options) end

---A job's events, newest first; `limit` defaults to 20. (listFineTuningEvents)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.EventPager pager
function jobs:list_events(fine_tuning_job_id, params, options) end

---From a file to a fine-tuned model: checks, uploads, creates, follows, and returns the succeeded job.
---An error says which step failed and what exists on the server by then.
---@param params openai.FineTuningJobRunParams
---@param options? openai.JobRunOptions
---@return openai.FineTuningJob? job
---@return openai.Error? err kind "invalid" for a bad dataset, "failed" (with `err.job`) for a job that did not succeed
function jobs:run(params, options) end

---Asks for a job's state.
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? job
---@return openai.Error|openai.Response|nil info
function jobs:refresh(fine_tuning_job_id, options) end

---Waits until a job is terminal.
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.WaitOptions
---@return openai.FineTuningJob? job succeeded
---@return openai.Error? err kind "failed" when it failed or was cancelled
function jobs:wait(fine_tuning_job_id, options) end

---`for event, job in jobs:follow(id) do`: each event once, in order, until the job is terminal. Survives outages.
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.FollowOptions
---@return openai.FineTuningFollower events
function jobs:follow(fine_tuning_job_id, options) end

---The same as `list_events`.
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.EventPager pager
function jobs:events(fine_tuning_job_id, params, options) end

---The rows of a job's results file, step by step. An error is raised.
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningResults rows
function jobs:results(fine_tuning_job_id, options) end

---Can also be called: `jobs:checkpoints(id)` lists them.
---@class openai.resource.JobCheckpoints
---@overload fun(jobs: table, id: string|openai.FineTuningJob, params?: openai.ListParams): openai.CheckpointPager
local checkpoints = {}

---A job's checkpoints, newest first; `limit` defaults to 10. (listFineTuningJobCheckpoints)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPager pager
function checkpoints:list(fine_tuning_job_id, params, options) end

-- Permissions -------------------------------------------------------------------------------------------------------

---@class openai.CheckpointPermission
---@field id string "cp_…"
---@field object "checkpoint.permission"
---@field created_at integer
---@field project_id string

---@class openai.CheckpointPermissionDeleted
---@field id string
---@field object "checkpoint.permission"
---@field deleted boolean

---@class openai.PermissionCreateParams
---@field project_ids string[] that may use the checkpoint

---@class openai.PermissionListParams: openai.ListParams
---@field project_id? string only this project's
---@field limit? integer per page, default 10
---@field order? "ascending"|"descending" default "descending"

---@class openai.PermissionPager: openai.Pager
---@overload fun(): openai.CheckpointPermission?
---@field next fun(self: openai.PermissionPager): openai.CheckpointPermission?, openai.Error?
---@field collect fun(self: openai.PermissionPager, max?: integer): openai.CheckpointPermission[]?, openai.Error?

---Which projects may use a checkpoint. Needs an admin key.
---@class openai.resource.CheckpointPermissions
local permissions = {}

---Gives projects of your organization access to a checkpoint. (createFineTuningCheckpointPermission)
---@param fine_tuned_model_checkpoint string e.g. "ft:gpt-4o-mini-2024-07-18:org::AbC:ckpt-step-100"
---@param params openai.PermissionCreateParams
---@param options? openai.CallOptions
---@return openai.PermissionPager? pager over the permissions; the request is sent at once
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function permissions:create(fine_tuned_model_checkpoint, params, options) end

---The permissions of a checkpoint. (listFineTuningCheckpointPermissions)
---@param fine_tuned_model_checkpoint string
---@param params? openai.PermissionListParams
---@param options? openai.CallOptions
---@return openai.PermissionPager pager
function permissions:list(fine_tuned_model_checkpoint, params, options) end

---An older name of `list`. (listFineTuningCheckpointPermissions)
---@param fine_tuned_model_checkpoint string
---@param params? openai.PermissionListParams
---@param options? openai.CallOptions
---@return openai.PermissionPager pager
function permissions:retrieve(fine_tuned_model_checkpoint, params, options) end

---Takes a permission back. (deleteFineTuningCheckpointPermission)
---@param fine_tuned_model_checkpoint string
---@param permission_id string|openai.CheckpointPermission
---@param options? openai.CallOptions
---@return openai.CheckpointPermissionDeleted? deleted
---@return openai.Error|openai.Response|nil info
function permissions:delete(fine_tuned_model_checkpoint, permission_id, options) end
