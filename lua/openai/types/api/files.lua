---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Files
local files = {}

---`GET /files/{file_id}/content` (downloadFile)
---@param file_id string|openai.File
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:content(file_id, options) end

---`GET /files/{file_id}/content` (downloadFile)
---@param file_id string|openai.File
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:retrieve_content(file_id, options) end

---`DELETE /files/{file_id}` (deleteFile)
---@param file_id string|openai.File
---@param options? openai.CallOptions
---@return openai.FileDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:delete(file_id, options) end

---`GET /files` (listFiles)
---@param params? openai.FileListParams
---@param options? openai.CallOptions
---@return openai.FilePager pager
function files:list(params, options) end

---`GET /files/{file_id}` (retrieveFile)
---@param file_id string|openai.File
---@param options? openai.CallOptions
---@return openai.File? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:retrieve(file_id, options) end

---@class openai.FileCreateParams
---@field file openai.Source
---@field purpose "assistants"|"batch"|"fine-tune"|"vision"|"user_data"|"evals"
---@field expires_after? openai.FileExpirationAfter

---@class openai.FileListParams
---@field purpose? string
---@field limit? integer default 10,000
---@field order? "asc"|"desc" default "desc"
---@field after? string

---@class openai.FilePager: openai.Pager
---@overload fun(): openai.File?
---@field next fun(self: openai.FilePager): openai.File?, openai.Error?
---@field collect fun(self: openai.FilePager, max?: integer): openai.File[]?, openai.Error?

---@class openai.File
---@field id string
---@field object "file"
---@field bytes integer
---@field created_at integer
---@field filename string
---@field purpose openai.FilePurpose
---@field status "uploaded"|"processed"|"error" deprecated
---@field expires_at? integer
---@field status_details? string deprecated

---@class openai.FileDeleted
---@field id string
---@field object "file"
---@field deleted boolean

---@alias openai.FilePurpose
---| "assistants"
---| "assistants_output"
---| "batch"
---| "batch_output"
---| "fine-tune"
---| "fine-tune-results"
---| "vision"
---| "user_data"
