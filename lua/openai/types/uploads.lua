---@meta _
-- luacheck: ignore 211 212 241

---@class openai.Upload
---@field id string "upload_…"
---@field object "upload"
---@field bytes integer announced
---@field created_at integer
---@field expires_at integer an hour after it was created
---@field filename string
---@field purpose openai.FilePurpose
---@field status "pending"|"completed"|"cancelled"|"expired"
---@field file? openai.File once completed

---@class openai.UploadPart
---@field id string "part_…"
---@field object "upload.part"
---@field created_at integer
---@field upload_id string

---@class openai.UploadCreateParams
---@field filename string
---@field purpose "assistants"|"batch"|"fine-tune"|"vision"
---@field bytes integer size of the whole, at most 8 GB
---@field mime_type string e.g. "text/jsonl"
---@field expires_after? openai.ExpiresAfter of the file it becomes

---@class openai.UploadCompleteParams
---@field part_ids string[] in the order of the file
---@field md5? string checksum of the whole, to be verified by the service

---@class openai.PartCreateParams
---@field data openai.Source|string at most 64 MB

---@class openai.UploadFileParams
---@field file openai.Source of a known size
---@field purpose "assistants"|"batch"|"fine-tune"|"vision"|"user_data"
---@field mime_type? string default: by the name
---@field expires_after? openai.ExpiresAfter

---@class openai.UploadFileOptions: openai.CallOptions
---Bytes; default (and most) 64 MiB; 16 MiB for what a function produces: those are held in memory.
---@field part_size? integer
---@field concurrency? integer parts at a time, default 4
---A path where it is noted what has been sent. After a crash or a failure the same call sends only what is missing,
---within the hour that an upload lives; the note goes when all is done.
---@field resume? string
---@field on_restart? fun(reason: string) what was noted there is of no use: it starts over
---@field timeout? number|false seconds for it all, default none

---`file` does all of it. By hand: announce, send parts (also at the same time), complete.
---@class openai.resource.Uploads
---@field parts openai.resource.UploadParts
local uploads = {}

---Announces a file to be sent in parts. (createUpload)
---@param params openai.UploadCreateParams
---@param options? openai.CallOptions
---@return openai.Upload? upload
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function uploads:create(params, options) end

---Makes a file of the parts. The bytes sent must be the bytes announced. (completeUpload)
---@param upload_id string|openai.Upload
---@param params openai.UploadCompleteParams
---@param options? openai.CallOptions
---@return openai.Upload? upload with its `file`
---@return openai.Error|openai.Response|nil info
function uploads:complete(upload_id, params, options) end

---Uploads a file of any size up to 8 GB: in parts, several at a time, each retried alone, the MD5 of the whole compared
---by the service. Without `resume` a failed upload is cancelled.
---@param params openai.UploadFileParams
---@param options? openai.UploadFileOptions
---@return openai.File? file
---@return openai.Error? err with `upload`, its id, once there is one
function uploads:file(params, options) end

---Gives an upload up; no part may be added any more. (cancelUpload)
---@param upload_id string|openai.Upload
---@param options? openai.CallOptions
---@return openai.Upload? upload
---@return openai.Error|openai.Response|nil info
function uploads:cancel(upload_id, options) end

---@class openai.resource.UploadParts
local parts = {}

---Sends one part. (addUploadPart)
---@param upload_id string|openai.Upload
---@param params openai.PartCreateParams
---@param options? openai.CallOptions
---@return openai.UploadPart? part
---@return openai.Error|openai.Response|nil info
function parts:create(upload_id, params, options) end
