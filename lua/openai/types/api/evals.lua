---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Evals
---@field runs openai.resource.EvalsRuns
local evals = {}

---`POST /evals` (createEval)
---@param params openai.EvalCreateParams
---@param options? openai.CallOptions
---@return openai.Eval? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals:create(params, options) end

---`DELETE /evals/{eval_id}` (deleteEval)
---@param eval_id string|openai.Eval
---@param options? openai.CallOptions
---@return openai.EvalDeleteResult? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals:delete(eval_id, options) end

---`GET /evals` (listEvals)
---@param params? openai.EvalListParams
---@param options? openai.CallOptions
---@return openai.EvalPager pager
function evals:list(params, options) end

---`GET /evals/{eval_id}` (getEval)
---@param eval_id string|openai.Eval
---@param options? openai.CallOptions
---@return openai.Eval? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals:retrieve(eval_id, options) end

---`POST /evals/{eval_id}` (updateEval)
---@param eval_id string|openai.Eval
---@param params? openai.EvalUpdateParams
---@param options? openai.CallOptions
---@return openai.Eval? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals:update(eval_id, params, options) end

---@class openai.resource.EvalsRuns
---@field output_items openai.resource.EvalsRunsOutputItems
local evals_runs = {}

---`POST /evals/{eval_id}/runs/{run_id}` (cancelEvalRun)
---@param eval_id string|openai.Eval
---@param run_id string|openai.EvalRun
---@param options? openai.CallOptions
---@return openai.EvalRun? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals_runs:cancel(eval_id, run_id, options) end

---`POST /evals/{eval_id}/runs` (createEvalRun)
---@param eval_id string|openai.Eval
---@param params openai.EvalRunCreateParams
---@param options? openai.CallOptions
---@return openai.EvalRun? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals_runs:create(eval_id, params, options) end

---`DELETE /evals/{eval_id}/runs/{run_id}` (deleteEvalRun)
---@param eval_id string|openai.Eval
---@param run_id string|openai.EvalRun
---@param options? openai.CallOptions
---@return openai.EvalRunDeleteResult? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals_runs:delete(eval_id, run_id, options) end

---`GET /evals/{eval_id}/runs` (getEvalRuns)
---@param eval_id string|openai.Eval
---@param params? openai.EvalRunListParams
---@param options? openai.CallOptions
---@return openai.EvalRunPager pager
function evals_runs:list(eval_id, params, options) end

---`GET /evals/{eval_id}/runs/{run_id}` (getEvalRun)
---@param eval_id string|openai.Eval
---@param run_id string|openai.EvalRun
---@param options? openai.CallOptions
---@return openai.EvalRun? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals_runs:retrieve(eval_id, run_id, options) end

---@class openai.resource.EvalsRunsOutputItems
local evals_runs_output_items = {}

---`GET /evals/{eval_id}/runs/{run_id}/output_items` (getEvalRunOutputItems)
---@param eval_id string|openai.Eval
---@param run_id string|openai.EvalRun
---@param params? openai.EvalRunOutputItemListParams
---@param options? openai.CallOptions
---@return openai.EvalRunOutputItemPager pager
function evals_runs_output_items:list(eval_id, run_id, params, options) end

---`GET /evals/{eval_id}/runs/{run_id}/output_items/{output_item_id}` (getEvalRunOutputItem)
---@param eval_id string|openai.Eval
---@param run_id string|openai.EvalRun
---@param output_item_id string|openai.EvalRunOutputItem
---@param options? openai.CallOptions
---@return openai.EvalRunOutputItem? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function evals_runs_output_items:retrieve(eval_id, run_id, output_item_id, options) end

---@class openai.EvalCreateParams
---@field data_source_config openai.EvalCreateDataSourceConfig deprecated
---@field testing_criteria openai.EvalCreateTestingCriteria[]
---@field metadata? table<string, string>
---@field name? string

---@class openai.EvalListParams
---@field after? string
---@field limit? integer default 20
---@field order? "asc"|"desc" default "asc"
---@field order_by? "created_at"|"updated_at" default "created_at"

---@class openai.EvalUpdateParams
---@field metadata? table<string, string>
---@field name? string

---@class openai.EvalRunCreateParams
---@field data_source openai.EvalRunCreateDataSource
---@field metadata? table<string, string>
---@field name? string

---@class openai.EvalRunListParams
---@field after? string
---@field limit? integer default 20
---@field order? "asc"|"desc" default "asc"
---@field status? "queued"|"in_progress"|"completed"|"canceled"|"failed"

---@class openai.EvalRunOutputItemListParams
---@field after? string
---@field limit? integer default 20
---@field status? "fail"|"pass"
---@field order? "asc"|"desc" default "asc"

---@class openai.EvalPager: openai.Pager
---@overload fun(): openai.Eval?
---@field next fun(self: openai.EvalPager): openai.Eval?, openai.Error?
---@field collect fun(self: openai.EvalPager, max?: integer): openai.Eval[]?, openai.Error?

---@class openai.EvalRunPager: openai.Pager
---@overload fun(): openai.EvalRun?
---@field next fun(self: openai.EvalRunPager): openai.EvalRun?, openai.Error?
---@field collect fun(self: openai.EvalRunPager, max?: integer): openai.EvalRun[]?, openai.Error?

---@class openai.EvalRunOutputItemPager: openai.Pager
---@overload fun(): openai.EvalRunOutputItem?
---@field next fun(self: openai.EvalRunOutputItemPager): openai.EvalRunOutputItem?, openai.Error?
---@field collect fun(self: openai.EvalRunOutputItemPager, max?: integer): openai.EvalRunOutputItem[]?, openai.Error?

---@class openai.CreateEvalCompletionsRunDataSource
---@field type "completions" default "completions"
---@field source openai.CreateEvalCompletionsRunDataSourceSource
---@field input_messages? openai.CreateEvalCompletionsRunDataSourceInputMessages
---@field model? string
---@field sampling_params? openai.CreateEvalCompletionsRunDataSourceSamplingParams

---@alias openai.CreateEvalCompletionsRunDataSourceInputMessages
---| openai.CreateEvalCompletionsRunDataSourceInputMessagesTemplateInputMessages
---| openai.CreateEvalCompletionsRunDataSourceInputMessagesItemReferenceInputMessages

---@class openai.CreateEvalCompletionsRunDataSourceInputMessagesItemReferenceInputMessages
---@field type "item_reference"
---@field item_reference string

---@class openai.CreateEvalCompletionsRunDataSourceInputMessagesTemplateInputMessages
---@field type "template"
---@field template (openai.EasyInputMessage|openai.EvalItem)[]

---@class openai.CreateEvalCompletionsRunDataSourceSamplingParams
---@field max_completion_tokens? integer
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field response_format? openai.CreateEvalCompletionsRunDataSourceSamplingParamsResponseFormat
---@field seed? integer default 42
---@field temperature? number default 1
---@field tools? openai.ChatCompletionTool[]
---@field top_p? number default 1

---@alias openai.CreateEvalCompletionsRunDataSourceSamplingParamsResponseFormat
---| openai.ResponseFormatText
---| openai.ResponseFormatJsonSchema
---| openai.ResponseFormatJson

---@alias openai.CreateEvalCompletionsRunDataSourceSource
---| openai.EvalJsonlFileContentSource
---| openai.EvalJsonlFileIdSource
---| openai.EvalStoredCompletionsSource

---@class openai.CreateEvalCustomDataSourceConfig
---@field item_schema table
---@field type "custom" default "custom"
---@field include_sample_schema? boolean default false

---@alias openai.CreateEvalItem
---| openai.CreateEvalItemSimpleInputMessage
---| openai.EvalItem

---@class openai.CreateEvalItemSimpleInputMessage
---@field role string
---@field content string

---@class openai.CreateEvalJsonlRunDataSource
---@field type "jsonl" default "jsonl"
---@field source openai.EvalJsonlFileContentSource|openai.EvalJsonlFileIdSource

---@class openai.CreateEvalLabelModelGrader
---@field type "label_model"
---@field model string
---@field input openai.CreateEvalItem[]
---@field passing_labels string[]
---@field labels string[]
---@field name string

---@class openai.CreateEvalLogsDataSourceConfig
---@field type "logs" default "logs"
---@field metadata? table

---@class openai.CreateEvalResponsesRunDataSource
---@field type "responses" default "responses"
---@field source openai.CreateEvalResponsesRunDataSourceSource
---@field input_messages? openai.CreateEvalResponsesRunDataSourceInputMessages
---@field model? string
---@field sampling_params? openai.CreateEvalResponsesRunDataSourceSamplingParams

---@alias openai.CreateEvalResponsesRunDataSourceInputMessages
---| openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplate
---| openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesItemReference

---@class openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesItemReference
---@field type "item_reference"
---@field item_reference string

---@class openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplate
---@field type "template"
---@field template openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplateTemplate[]

---@alias openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplateTemplate
---| openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplateTemplateItemChatMessage
---| openai.EvalItem

---@class openai.CreateEvalResponsesRunDataSourceInputMessagesInputMessagesTemplateTemplateItemChatMessage
---@field role string
---@field content string

---@class openai.CreateEvalResponsesRunDataSourceSamplingParams
---@field max_completion_tokens? integer
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field seed? integer default 42
---@field temperature? number default 1
---@field text? openai.CreateEvalResponsesRunDataSourceSamplingParamsText
---@field tools? openai.Tool[]
---@field top_p? number default 1

---@class openai.CreateEvalResponsesRunDataSourceSamplingParamsText
---@field format? openai.TextResponseFormatConfiguration

---@alias openai.CreateEvalResponsesRunDataSourceSource
---| openai.EvalJsonlFileContentSource
---| openai.EvalJsonlFileIdSource
---| openai.EvalResponsesSource

---@class openai.CreateEvalStoredCompletionsDataSourceConfig
---@field type "stored_completions" default "stored_completions"
---@field metadata? table

---@class openai.Eval
---@field id string
---@field data_source_config openai.EvalDataSourceConfig deprecated
---@field object "eval" default "eval"
---@field testing_criteria openai.EvalTestingCriteria[]
---@field name string
---@field created_at integer
---@field metadata? table<string, string>

---@class openai.EvalApiError
---@field code string
---@field message string

---@alias openai.EvalCreateDataSourceConfig
---| openai.CreateEvalCustomDataSourceConfig
---| openai.CreateEvalLogsDataSourceConfig
---| openai.CreateEvalStoredCompletionsDataSourceConfig

---@alias openai.EvalCreateTestingCriteria
---| openai.CreateEvalLabelModelGrader
---| openai.GraderStringCheck
---| openai.EvalGraderTextSimilarity
---| openai.EvalGraderPython
---| openai.EvalGraderScoreModel

---@class openai.EvalCustomDataSourceConfig
---@field type "custom" default "custom"
---@field schema table

---@alias openai.EvalDataSourceConfig
---| openai.EvalCustomDataSourceConfig
---| openai.EvalLogsDataSourceConfig
---| openai.EvalStoredCompletionsDataSourceConfig

---@class openai.EvalDeleteResult
---@field object string
---@field deleted boolean
---@field eval_id string

---@class openai.EvalGraderPython
---@field type "python"
---@field name string
---@field source string
---@field image_tag? string
---@field pass_threshold? number

---@class openai.EvalGraderScoreModel
---@field type "score_model"
---@field name string
---@field input openai.EvalItem[]
---@field model string
---@field pass_threshold? number
---@field range? number[]
---@field sampling_params? openai.EvalGraderScoreModelSamplingParams

---@class openai.EvalGraderScoreModelSamplingParams
---@field max_completions_tokens? integer at least 1
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field seed? integer
---@field temperature? number
---@field top_p? number default 1

---@class openai.EvalGraderTextSimilarity
---@field type "text_similarity" default "text_similarity"
---@field name string
---@field input string
---@field reference string
---@field evaluation_metric openai.EvalGraderTextSimilarityEvaluationMetric
---@field pass_threshold number

---@alias openai.EvalGraderTextSimilarityEvaluationMetric
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

---@class openai.EvalJsonlFileContentSource
---@field type "file_content" default "file_content"
---@field content openai.EvalJsonlFileContentSourceContentItem[]

---@class openai.EvalJsonlFileContentSourceContentItem
---@field item table
---@field sample? table

---@class openai.EvalJsonlFileIdSource
---@field type "file_id" default "file_id"
---@field id string

---@class openai.EvalLogsDataSourceConfig
---@field type "logs" default "logs"
---@field schema table
---@field metadata? table<string, string>

---@class openai.EvalResponsesSource
---@field type "responses"
---@field created_after? integer at least 0
---@field created_before? integer at least 0
---@field instructions_search? string
---@field metadata? table
---@field model? string
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field temperature? number
---@field tools? string[]
---@field top_p? number
---@field users? string[]

---@class openai.EvalRun
---@field object "eval.run" default "eval.run"
---@field id string
---@field eval_id string
---@field status string
---@field model string
---@field name string
---@field created_at integer
---@field report_url string
---@field result_counts openai.EvalRunResultCounts
---@field per_model_usage openai.EvalRunPerModelUsageItem[]
---@field per_testing_criteria_results openai.EvalRunPerTestingCriteriaResultsItem[]
---@field data_source openai.EvalRunDataSource
---@field metadata? table<string, string>
---@field error openai.EvalApiError

---@alias openai.EvalRunCreateDataSource
---| openai.CreateEvalJsonlRunDataSource
---| openai.CreateEvalCompletionsRunDataSource
---| openai.CreateEvalResponsesRunDataSource

---@alias openai.EvalRunDataSource
---| openai.CreateEvalJsonlRunDataSource
---| openai.CreateEvalCompletionsRunDataSource
---| openai.CreateEvalResponsesRunDataSource

---@class openai.EvalRunDeleteResult
---@field deleted? boolean
---@field object? string
---@field run_id? string

---@class openai.EvalRunOutputItem
---@field object "eval.run.output_item" default "eval.run.output_item"
---@field id string
---@field run_id string
---@field eval_id string
---@field created_at integer
---@field status string
---@field datasource_item_id integer
---@field datasource_item table
---@field results openai.EvalRunOutputItemResult[]
---@field sample openai.EvalRunOutputItemSample

---@class openai.EvalRunOutputItemResult
---@field name string
---@field score number
---@field passed boolean
---@field sample? table
---@field type? string

---@class openai.EvalRunOutputItemSample
---@field input openai.EvalRunOutputItemSampleInputItem[]
---@field output openai.EvalRunOutputItemSampleOutputItem[]
---@field finish_reason string
---@field model string
---@field usage openai.EvalRunOutputItemSampleUsage
---@field error openai.EvalApiError
---@field temperature number
---@field max_completion_tokens integer
---@field top_p number
---@field seed integer

---@class openai.EvalRunOutputItemSampleInputItem
---@field role string
---@field content string

---@class openai.EvalRunOutputItemSampleOutputItem
---@field content? string
---@field role? string

---@class openai.EvalRunOutputItemSampleUsage
---@field total_tokens integer
---@field completion_tokens integer
---@field prompt_tokens integer
---@field cached_tokens integer

---@class openai.EvalRunPerModelUsageItem
---@field model_name string
---@field invocation_count integer
---@field prompt_tokens integer
---@field completion_tokens integer
---@field total_tokens integer
---@field cached_tokens integer

---@class openai.EvalRunPerTestingCriteriaResultsItem
---@field testing_criteria string
---@field passed integer
---@field failed integer

---@class openai.EvalRunResultCounts
---@field total integer
---@field errored integer
---@field failed integer
---@field passed integer

---@class openai.EvalStoredCompletionsDataSourceConfig
---@field type "stored_completions" default "stored_completions"
---@field schema table
---@field metadata? table<string, string>

---@class openai.EvalStoredCompletionsSource
---@field type "stored_completions" default "stored_completions"
---@field created_after? integer
---@field created_before? integer
---@field limit? integer
---@field metadata? table<string, string>
---@field model? string

---@alias openai.EvalTestingCriteria
---| openai.GraderLabelModel
---| openai.GraderStringCheck
---| openai.EvalGraderTextSimilarity
---| openai.EvalGraderPython
---| openai.EvalGraderScoreModel
