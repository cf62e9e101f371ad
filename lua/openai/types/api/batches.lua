---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Batches
local batches = {}

---`POST /batches/{batch_id}/cancel` (cancelBatch)
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function batches:cancel(batch_id, options) end

---`POST /batches` (createBatch)
---@param params openai.BatchCreateParams
---@param options? openai.CallOptions
---@return openai.Batch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function batches:create(params, options) end

---`GET /batches` (listBatches)
---@param params? openai.BatchListParams
---@param options? openai.CallOptions
---@return openai.BatchPager pager
function batches:list(params, options) end

---`GET /batches/{batch_id}` (retrieveBatch)
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function batches:retrieve(batch_id, options) end

---@class openai.BatchCreateParams
---@field input_file_id string
---@field endpoint openai.BatchCreateEndpoint
---@field completion_window "24h"
---@field metadata? table<string, string>
---@field output_expires_after? openai.BatchFileExpirationAfter

---@class openai.BatchListParams
---@field after? string
---@field limit? integer default 20

---@class openai.BatchPager: openai.Pager
---@overload fun(): openai.Batch?
---@field next fun(self: openai.BatchPager): openai.Batch?, openai.Error?
---@field collect fun(self: openai.BatchPager, max?: integer): openai.Batch[]?, openai.Error?

---@class openai.Batch
---@field id string
---@field object "batch"
---@field endpoint string
---@field input_file_id string
---@field completion_window string
---@field status openai.BatchStatus
---@field created_at integer
---@field cancelled_at? integer
---@field cancelling_at? integer
---@field completed_at? integer
---@field error_file_id? string
---@field errors? openai.BatchErrors
---@field expired_at? integer
---@field expires_at? integer
---@field failed_at? integer
---@field finalizing_at? integer
---@field in_progress_at? integer
---@field metadata? table<string, string>
---@field model? string
---@field output_file_id? string
---@field request_counts? openai.BatchRequestCounts
---@field usage? openai.BatchUsage

---@alias openai.BatchCreateEndpoint
---| "/v1/responses"
---| "/v1/chat/completions"
---| "/v1/embeddings"
---| "/v1/completions"
---| "/v1/moderations"
---| "/v1/images/generations"
---| "/v1/images/edits"
---| "/v1/videos"

---@class openai.BatchError
---@field code? string
---@field line? integer
---@field message? string
---@field param? string

---@class openai.BatchErrors
---@field data? openai.BatchError[]
---@field object? string

---@class openai.BatchFileExpirationAfter
---@field anchor "created_at"
---@field seconds integer 3,600 to 2,592,000

---@class openai.BatchRequestCounts
---@field total integer
---@field completed integer
---@field failed integer

---@alias openai.BatchStatus
---| "validating"
---| "failed"
---| "in_progress"
---| "finalizing"
---| "completed"
---| "expired"
---| "cancelling"
---| "cancelled"

---@class openai.BatchUsage
---@field input_tokens integer
---@field input_tokens_details openai.BatchUsageInputTokensDetails
---@field output_tokens integer
---@field output_tokens_details openai.BatchUsageOutputTokensDetails
---@field total_tokens integer

---@class openai.BatchUsageInputTokensDetails
---@field cached_tokens integer

---@class openai.BatchUsageOutputTokensDetails
---@field reasoning_tokens integer
