---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.FineTuning
---@field alpha openai.resource.FineTuningAlpha
---@field checkpoints openai.resource.FineTuningCheckpoints
---@field jobs openai.resource.FineTuningJobs
local fine_tuning = {}

---@class openai.resource.FineTuningAlpha
---@field graders openai.resource.FineTuningAlphaGraders
local fine_tuning_alpha = {}

---@class openai.resource.FineTuningAlphaGraders
local fine_tuning_alpha_graders = {}

---`POST /fine_tuning/alpha/graders/run` (runGrader)
---@param params openai.FineTuningAlphaGraderRunParams
---@param options? openai.CallOptions
---@return openai.GraderRunResult? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_alpha_graders:run(params, options) end

---`POST /fine_tuning/alpha/graders/validate` (validateGrader)
---@param params openai.FineTuningAlphaGraderValidateParams
---@param options? openai.CallOptions
---@return openai.GraderValidated? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_alpha_graders:validate(params, options) end

---@class openai.resource.FineTuningCheckpoints
---@field permissions openai.resource.FineTuningCheckpointsPermissions
local fine_tuning_checkpoints = {}

---@class openai.resource.FineTuningCheckpointsPermissions
local fine_tuning_checkpoints_permissions = {}

---`POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions` (createFineTuningCheckpointPermission)
---@param fine_tuned_model_checkpoint string
---@param params openai.FineTuningCheckpointPermissionCreateParams
---@param options? openai.CallOptions
---@return openai.CheckpointPermissionPager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_checkpoints_permissions:create(fine_tuned_model_checkpoint, params, options) end

---`DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}` (deleteFineTuningCheckpointPermission)
---@param fine_tuned_model_checkpoint string
---@param permission_id string
---@param options? openai.CallOptions
---@return openai.DeleteFineTuningCheckpointPermissionResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_checkpoints_permissions:delete(fine_tuned_model_checkpoint, permission_id, options) end

---`GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions` (listFineTuningCheckpointPermissions)
---@param fine_tuned_model_checkpoint string
---@param params? openai.FineTuningCheckpointPermissionListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPermissionPager pager
function fine_tuning_checkpoints_permissions:list(fine_tuned_model_checkpoint, params, options) end

---`GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions` (listFineTuningCheckpointPermissions)
---@param fine_tuned_model_checkpoint string
---@param params? openai.FineTuningCheckpointPermissionListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPermissionPager pager
function fine_tuning_checkpoints_permissions:retrieve(fine_tuned_model_checkpoint, params, options) end

---@class openai.resource.FineTuningJobs
---@field checkpoints openai.resource.FineTuningJobsCheckpoints
local fine_tuning_jobs = {}

---`POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel` (cancelFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_jobs:cancel(fine_tuning_job_id, options) end

---`POST /fine_tuning/jobs` (createFineTuningJob)
---@param params openai.FineTuningJobCreateParams
---@param options? openai.CallOptions
---@return openai.FineTuningJob? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_jobs:create(params, options) end

---`GET /fine_tuning/jobs` (listPaginatedFineTuningJobs)
---@param params? openai.FineTuningJobListParams
---@param options? openai.CallOptions
---@return openai.FineTuningJobPager pager
function fine_tuning_jobs:list(params, options) end

---`GET /fine_tuning/jobs/{fine_tuning_job_id}/events` (listFineTuningEvents)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param params? openai.FineTuningJobListEventsParams
---@param options? openai.CallOptions
---@return openai.FineTuningEventPager pager
function fine_tuning_jobs:list_events(fine_tuning_job_id, params, options) end

---`POST /fine_tuning/jobs/{fine_tuning_job_id}/pause` (pauseFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_jobs:pause(fine_tuning_job_id, options) end

---`POST /fine_tuning/jobs/{fine_tuning_job_id}/resume` (resumeFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_jobs:resume(fine_tuning_job_id, options) end

---`GET /fine_tuning/jobs/{fine_tuning_job_id}` (retrieveFineTuningJob)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param options? openai.CallOptions
---@return openai.FineTuningJob? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function fine_tuning_jobs:retrieve(fine_tuning_job_id, options) end

---@class openai.resource.FineTuningJobsCheckpoints
local fine_tuning_jobs_checkpoints = {}

---`GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints` (listFineTuningJobCheckpoints)
---@param fine_tuning_job_id string|openai.FineTuningJob
---@param params? openai.FineTuningJobCheckpointListParams
---@param options? openai.CallOptions
---@return openai.CheckpointPager pager
function fine_tuning_jobs_checkpoints:list(fine_tuning_job_id, params, options) end

---@class openai.FineTuningAlphaGraderRunParams
---@field grader openai.FineTuningAlphaGraderRunGrader
---@field model_sample string
---@field item? table

---@class openai.FineTuningAlphaGraderValidateParams
---@field grader openai.FineTuningAlphaGraderValidateGrader

---@class openai.FineTuningCheckpointPermissionCreateParams
---@field project_ids string[]

---@class openai.FineTuningCheckpointPermissionListParams
---@field project_id? string
---@field after? string
---@field limit? integer default 10
---@field order? "ascending"|"descending" default "descending"

---@class openai.FineTuningJobCreateParams
---@field model string|"babbage-002"|"davinci-002"|"gpt-3.5-turbo"|"gpt-4o-mini"
---@field training_file string
---@field hyperparameters? openai.FineTuningJobCreateHyperparameters deprecated
---@field integrations? openai.FineTuningJobCreateIntegrationsItem[]
---@field metadata? table<string, string>
---@field method? openai.FineTuningMethod
---@field seed? integer 0 to 2,147,483,647
---@field suffix? string 1 to 64 characters
---@field validation_file? string

---@class openai.FineTuningJobListParams
---@field after? string
---@field limit? integer default 20
---@field metadata? table<string, string>

---@class openai.FineTuningJobListEventsParams
---@field after? string
---@field limit? integer default 20

---@class openai.FineTuningJobCheckpointListParams
---@field after? string
---@field limit? integer default 10

---@class openai.CheckpointPermissionPager: openai.Pager
---@overload fun(): openai.CheckpointPermission?
---@field next fun(self: openai.CheckpointPermissionPager): openai.CheckpointPermission?, openai.Error?
---@field collect fun(self: openai.CheckpointPermissionPager, max?: integer): openai.CheckpointPermission[]?, openai.Error?

---@class openai.FineTuningJobPager: openai.Pager
---@overload fun(): openai.FineTuningJob?
---@field next fun(self: openai.FineTuningJobPager): openai.FineTuningJob?, openai.Error?
---@field collect fun(self: openai.FineTuningJobPager, max?: integer): openai.FineTuningJob[]?, openai.Error?

---@class openai.FineTuningEventPager: openai.Pager
---@overload fun(): openai.FineTuningEvent?
---@field next fun(self: openai.FineTuningEventPager): openai.FineTuningEvent?, openai.Error?
---@field collect fun(self: openai.FineTuningEventPager, max?: integer): openai.FineTuningEvent[]?, openai.Error?

---@class openai.CheckpointPager: openai.Pager
---@overload fun(): openai.Checkpoint?
---@field next fun(self: openai.CheckpointPager): openai.Checkpoint?, openai.Error?
---@field collect fun(self: openai.CheckpointPager, max?: integer): openai.Checkpoint[]?, openai.Error?

---@class openai.Checkpoint
---@field created_at integer
---@field fine_tuning_job_id string
---@field fine_tuned_model_checkpoint string
---@field id string
---@field metrics openai.CheckpointMetrics
---@field object "fine_tuning.job.checkpoint"
---@field step_number integer

---@class openai.CheckpointMetrics
---@field full_valid_loss? number
---@field full_valid_mean_token_accuracy? number
---@field step? number
---@field train_loss? number
---@field train_mean_token_accuracy? number
---@field valid_loss? number
---@field valid_mean_token_accuracy? number

---@class openai.CheckpointPermission
---@field created_at integer
---@field id string
---@field object "checkpoint.permission"
---@field project_id string

---@class openai.DeleteFineTuningCheckpointPermissionResponse
---@field id string
---@field object "checkpoint.permission"
---@field deleted boolean

---@class openai.FineTuneDPOHyperparameters
---@field batch_size? "auto"|integer default "auto"; 1 to 256
---@field beta? "auto"|number default "auto"; at most 2; above 0
---@field learning_rate_multiplier? "auto"|number default "auto"; above 0
---@field n_epochs? "auto"|integer default "auto"; 1 to 50

---@class openai.FineTuneDPOMethod
---@field hyperparameters? openai.FineTuneDPOHyperparameters

---@class openai.FineTuneReinforcementHyperparameters
---@field batch_size? "auto"|integer default "auto"; 1 to 256
---@field compute_multiplier? "auto"|number default "auto"; at most 10; above 1e-05
---@field eval_interval? "auto"|integer default "auto"; at least 1
---@field eval_samples? "auto"|integer default "auto"; at least 1
---@field learning_rate_multiplier? "auto"|number default "auto"; above 0
---@field n_epochs? "auto"|integer default "auto"; 1 to 50
---@field reasoning_effort? "default"|"low"|"medium"|"high" default "default"

---@class openai.FineTuneReinforcementMethod
---@field grader openai.FineTuneReinforcementMethodGrader
---@field hyperparameters? openai.FineTuneReinforcementHyperparameters

---@alias openai.FineTuneReinforcementMethodGrader
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderMulti

---@class openai.FineTuneSupervisedHyperparameters
---@field batch_size? "auto"|integer default "auto"; 1 to 256
---@field learning_rate_multiplier? "auto"|number default "auto"; above 0
---@field n_epochs? "auto"|integer default "auto"; 1 to 50

---@class openai.FineTuneSupervisedMethod
---@field hyperparameters? openai.FineTuneSupervisedHyperparameters

---@alias openai.FineTuningAlphaGraderRunGrader
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderMulti

---@alias openai.FineTuningAlphaGraderValidateGrader
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderMulti

---@class openai.FineTuningEvent
---@field id string
---@field object "fine_tuning.job.event"
---@field created_at integer
---@field level "info"|"warn"|"error"
---@field message string
---@field data? table
---@field type? "message"|"metrics"

---@class openai.FineTuningIntegration
---@field type "wandb"
---@field wandb openai.FineTuningIntegrationWandb

---@class openai.FineTuningIntegrationWandb
---@field project string
---@field entity? string
---@field name? string
---@field tags? string[]

---@class openai.FineTuningJob
---@field created_at integer
---@field error? openai.FineTuningJobError
---@field finished_at? integer
---@field fine_tuned_model? string
---@field hyperparameters openai.FineTuningJobHyperparameters
---@field id string
---@field model string
---@field object "fine_tuning.job"
---@field organization_id string
---@field result_files string[]
---@field status "validating_files"|"queued"|"running"|"succeeded"|"failed"|"cancelled"
---@field trained_tokens? integer
---@field training_file string
---@field validation_file? string
---@field seed integer
---@field estimated_finish? integer
---@field integrations? openai.FineTuningIntegration[] at most 5 items
---@field metadata? table<string, string>
---@field method? openai.FineTuningMethod

---@class openai.FineTuningJobCreateHyperparameters
---@field batch_size? "auto"|integer default "auto"; 1 to 256
---@field learning_rate_multiplier? "auto"|number default "auto"; above 0
---@field n_epochs? "auto"|integer default "auto"; 1 to 50

---@class openai.FineTuningJobCreateIntegrationsItem
---@field type "wandb"
---@field wandb openai.FineTuningJobCreateIntegrationsItemWandb

---@class openai.FineTuningJobCreateIntegrationsItemWandb
---@field project string
---@field entity? string
---@field name? string
---@field tags? string[]

---@class openai.FineTuningJobError
---@field code string
---@field message string
---@field param? string

---@class openai.FineTuningJobHyperparameters
---@field batch_size? "auto"|integer default "auto"; 1 to 256
---@field learning_rate_multiplier? "auto"|number default "auto"; above 0
---@field n_epochs? "auto"|integer default "auto"; 1 to 50

---@class openai.FineTuningMethod
---@field type "supervised"|"dpo"|"reinforcement"
---@field dpo? openai.FineTuneDPOMethod
---@field reinforcement? openai.FineTuneReinforcementMethod
---@field supervised? openai.FineTuneSupervisedMethod

---@class openai.GraderMulti
---@field name string
---@field type "multi" default "multi"
---@field graders openai.GraderMultiGraders
---@field calculate_output string

---@alias openai.GraderMultiGraders
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderLabelModel

---@class openai.GraderPython
---@field type "python"
---@field name string
---@field source string
---@field image_tag? string

---@class openai.GraderRunResult
---@field reward number
---@field metadata openai.GraderRunResultMetadata
---@field sub_rewards table
---@field model_grader_token_usage_per_model table

---@class openai.GraderRunResultMetadata
---@field name string
---@field type string
---@field errors openai.GraderRunResultMetadataErrors
---@field execution_time number
---@field scores table
---@field token_usage? integer
---@field sampled_model_name? string

---@class openai.GraderRunResultMetadataErrors
---@field formula_parse_error boolean
---@field sample_parse_error boolean
---@field truncated_observation_error boolean
---@field unresponsive_reward_error boolean
---@field invalid_variable_error boolean
---@field other_error boolean
---@field python_grader_server_error boolean
---@field python_grader_server_error_type? string
---@field python_grader_runtime_error boolean
---@field python_grader_runtime_error_details? string
---@field model_grader_server_error boolean
---@field model_grader_refusal_error boolean
---@field model_grader_parse_error boolean
---@field model_grader_server_error_details? string

---@class openai.GraderScoreModel
---@field type "score_model"
---@field name string
---@field input openai.EvalItem[]
---@field model string
---@field range? number[]
---@field sampling_params? openai.GraderScoreModelSamplingParams

---@class openai.GraderScoreModelSamplingParams
---@field max_completions_tokens? integer at least 1
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field seed? integer
---@field temperature? number
---@field top_p? number default 1

---@class openai.GraderTextSimilarity
---@field type "text_similarity" default "text_similarity"
---@field name string
---@field input string
---@field reference string
---@field evaluation_metric openai.GraderTextSimilarityEvaluationMetric

---@alias openai.GraderTextSimilarityEvaluationMetric
---| "cosine"
---| "fuzzy_match"
---| "bleu"
---| "gleu"
---| "meteor"
---| "rouge_1"
---| "rouge_2"
---| "rouge_3"
---| "rouge_4"
---| "rouge_5"
---| "rouge_l"

---@class openai.GraderValidated
---@field grader? openai.GraderValidatedGrader

---@alias openai.GraderValidatedGrader
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderMulti
