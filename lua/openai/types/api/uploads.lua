---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Uploads
---@field parts openai.resource.UploadsParts
local uploads = {}

---`POST /uploads/{upload_id}/cancel` (cancelUpload)
---@param upload_id string
---@param options? openai.CallOptions
---@return openai.Upload? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function uploads:cancel(upload_id, options) end

---`POST /uploads/{upload_id}/complete` (completeUpload)
---@param upload_id string
---@param params openai.UploadCompleteParams
---@param options? openai.CallOptions
---@return openai.Upload? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function uploads:complete(upload_id, params, options) end

---`POST /uploads` (createUpload)
---@param params openai.UploadCreateParams
---@param options? openai.CallOptions
---@return openai.Upload? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function uploads:create(params, options) end

---@class openai.resource.UploadsParts
local uploads_parts = {}

---`POST /uploads/{upload_id}/parts` (addUploadPart)
---@param upload_id string
---@param params openai.UploadPartCreateParams
---@param options? openai.CallOptions
---@return openai.UploadPart? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function uploads_parts:create(upload_id, params, options) end

---@class openai.UploadCompleteParams
---@field part_ids string[]
---@field md5? string

---@class openai.UploadCreateParams
---@field filename string
---@field purpose "assistants"|"batch"|"fine-tune"|"vision"
---@field bytes integer
---@field mime_type string
---@field expires_after? openai.FileExpirationAfter

---@class openai.UploadPartCreateParams
---@field data openai.Source

---@class openai.Upload
---@field bytes integer
---@field created_at integer
---@field expires_at integer
---@field filename string
---@field id string
---@field purpose string
---@field status "pending"|"completed"|"cancelled"|"expired"
---@field file? openai.UploadFile
---@field object? "upload"

---@class openai.UploadFile
---@field id string
---@field object "file"
---@field bytes integer
---@field created_at integer
---@field filename string
---@field purpose openai.UploadFilePurpose
---@field status "uploaded"|"processed"|"error" deprecated
---@field expires_at? integer
---@field status_details? string deprecated

---@alias openai.UploadFilePurpose
---| "assistants"
---| "assistants_output"
---| "batch"
---| "batch_output"
---| "fine-tune"
---| "fine-tune-results"
---| "vision"
---| "user_data"

---@class openai.UploadPart
---@field created_at integer
---@field id string
---@field object "upload.part"
---@field upload_id string
