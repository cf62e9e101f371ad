---@meta _
-- luacheck: ignore 211 212 241

---@alias openai.BatchStatus
---| "validating"
---| "failed" # the input file was refused: see `errors`
---| "in_progress"
---| "finalizing"
---| "completed"
---| "expired" # the window passed; what was done by then is there
---| "cancelling" # up to ten minutes
---| "cancelled"

---@class openai.Batch
---@field id string "batch_…"
---@field object "batch"
---@field endpoint string
---@field model? string
---@field errors? openai.BatchErrors
---@field input_file_id string
---@field completion_window string
---@field status openai.BatchStatus
---@field output_file_id? string results of the requests that succeeded
---@field error_file_id? string results of those that failed
---@field created_at integer
---@field in_progress_at? integer
---@field expires_at? integer
---@field finalizing_at? integer
---@field completed_at? integer
---@field failed_at? integer
---@field expired_at? integer
---@field cancelling_at? integer
---@field cancelled_at? integer
---@field request_counts? openai.BatchRequestCounts
---@field usage? openai.BatchUsage
---@field metadata? table<string, string>
local batch = {}

---Asks the service for this batch's state and updates it in place.
---@param options? openai.CallOptions
---@return openai.Batch? batch itself
---@return openai.Error|openai.Response|nil info
function batch:refresh(options) end

---Cancels this batch and updates it in place.
---@param options? openai.CallOptions
---@return openai.Batch? batch itself
---@return openai.Error|openai.Response|nil info
function batch:cancel(options) end

---Waits until the batch has ended and updates it in place.
---@param options? openai.WaitOptions
---@return openai.Batch? batch itself
---@return openai.Error? err
function batch:wait(options) end

---The results, in the order of the output file.
---@param options? openai.CallOptions
---@return openai.BatchResults results
function batch:results(options) end

---@class openai.BatchErrors
---@field object "list"
---@field data openai.BatchError[]

---@class openai.BatchError
---@field code string
---@field message string
---@field param? string
---@field line? integer of the input file

---@class openai.BatchRequestCounts
---@field total integer
---@field completed integer
---@field failed integer

---@class openai.BatchUsage
---@field input_tokens integer
---@field input_tokens_details {cached_tokens: integer}
---@field output_tokens integer
---@field output_tokens_details {reasoning_tokens: integer}
---@field total_tokens integer

---@alias openai.BatchEndpoint
---| "/v1/responses"
---| "/v1/chat/completions"
---| "/v1/embeddings" # at most 50,000 inputs over all requests
---| "/v1/completions"
---| "/v1/moderations"
---| "/v1/images/generations"
---| "/v1/images/edits"
---| "/v1/videos"

---@class openai.BatchCreateParams
---@field input_file_id string JSONL of purpose "batch": at most 50,000 requests and 200 MB
---@field endpoint openai.BatchEndpoint of all its requests
---@field completion_window "24h"
---@field metadata? table<string, string> at most 16 pairs; keys up to 64, values up to 512 characters
---@field output_expires_after? openai.ExpiresAfter of the output and error files

---@class openai.BatchPager: openai.Pager
---@overload fun(): openai.Batch?
---@field next fun(self: openai.BatchPager): openai.Batch?, openai.Error?
---@field collect fun(self: openai.BatchPager, max?: integer): openai.Batch[]?, openai.Error?

---@class openai.resource.Batches
local batches = {}

---Starts to work through a file of requests, at half the price within a day. (createBatch)
---@param params openai.BatchCreateParams
---@param options? openai.CallOptions
---@return openai.Batch? batch
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function batches:create(params, options) end

---Your organization's batches, newest first; `limit` is 1 to 100, default 20. (listBatches)
---@param params? openai.ListParams
---@param options? openai.CallOptions
---@return openai.BatchPager pager
function batches:list(params, options) end

---A batch's state. (retrieveBatch)
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? batch
---@return openai.Error|openai.Response|nil info
function batches:retrieve(batch_id, options) end

---Cancels a batch; what is done by then can be downloaded. (cancelBatch)
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? batch
---@return openai.Error|openai.Response|nil info
function batches:cancel(batch_id, options) end

---Waits until a batch has ended.
---@param batch_id string|openai.Batch
---@param options? openai.WaitOptions
---@return openai.Batch? batch
---@return openai.Error? err
function batches:wait(batch_id, options) end

---Asks for the state again; an object is updated in place.
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.Batch? batch
---@return openai.Error|openai.Response|nil info
function batches:refresh(batch_id, options) end

---The results of a batch, in the order of the output file.
---@param batch_id string|openai.Batch
---@param options? openai.CallOptions
---@return openai.BatchResults results
function batches:results(batch_id, options) end

---Carries out any number of requests through the Batch API and waits for the results.
---
---Errors: kind "invalid" before anything is sent (`position` or `positions` of the request; a journal of another
---job), "failed" (all requests failed; a batch was refused: `lines` with custom_ids; cancelled), "protocol"
---(results for unknown or twice for one request), "timeout", "file" (disk full; a journal in use), or that of a
---call. `err.run` has what was done, `err.journal` the journal to go on with.
---@param params openai.BatchRunParams
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:run(params, options) end

---The same without waiting for batches: returns when all of them exist, but for those that the organization's limit on
---enqueued tokens holds back. With a journal, `batches:open` goes on, tomorrow or elsewhere.
---@param params openai.BatchRunParams
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:start(params, options) end

---The run of a journal. Nothing is sent before `wait` or `results` is called.
---@param journal string path
---@param options? openai.BatchRunOptions
---@return openai.BatchRun? run
---@return openai.Error? err
function batches:open(journal, options) end
