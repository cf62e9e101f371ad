---@meta _
-- luacheck: ignore 211 212 241

---@alias openai.FilePurpose
---| "fine-tune" # training and validation files
---| "batch" # requests of a batch
---| "assistants"
---| "vision" # images for vision fine-tuning
---| "user_data" # any use
---| "evals"

---@class openai.File
---@field id string "file-…"
---@field object "file"
---@field bytes integer
---@field created_at integer
---@field expires_at? integer absent: kept until it is deleted
---@field filename string
---@field purpose openai.FilePurpose|"assistants_output"|"batch_output"|"fine-tune-results"
---@field status "uploaded"|"processed"|"error"
---@field status_details? string why it failed
local file = {}

---The content; see `files:content`.
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with option `to`
---@return openai.Error|openai.Response|nil info
function file:content(options) end

---Asks the service for this file's state and updates it in place.
---@param options? openai.CallOptions
---@return openai.File? file itself
---@return openai.Error|openai.Response|nil info
function file:refresh(options) end

---@param options? openai.CallOptions
---@return openai.FileDeleted? deleted
---@return openai.Error|openai.Response|nil info
function file:delete(options) end

---Waits until the file is processed and updates it in place.
---@param options? openai.WaitOptions
---@return openai.File? file itself
---@return openai.Error? err
function file:wait(options) end

---@class openai.FileDeleted
---@field id string
---@field object "file"
---@field deleted boolean

---@class openai.ExpiresAfter
---@field anchor "created_at"
---@field seconds integer 3,600 (an hour) to 2,592,000 (30 days)

---@class openai.FileCreateParams
---@field file openai.Source `openai.file(path)`, `openai.bytes(name, data)` or `openai.chunks(name, fn)`
---@field purpose openai.FilePurpose
---@field expires_after? openai.ExpiresAfter default: 30 days for purpose "batch", else never

---@class openai.FileListParams: openai.ListParams
---@field purpose? openai.FilePurpose|string only files of this purpose
---@field limit? integer per page, 1 to 10,000 (default)
---@field order? "asc"|"desc" by creation; default "desc"

---@class openai.ContentOptions: openai.CallOptions
---Where it goes: a path, where the file appears when it is complete; an open file; or a function that gets it piece by
---piece, while which the transfer waits, and may return `false` and a message to end it.
---@field to? string|file*|fun(piece: string): false?, string?

---@class openai.FilePager: openai.Pager
---@overload fun(): openai.File?
---@field next fun(self: openai.FilePager): openai.File?, openai.Error?
---@field collect fun(self: openai.FilePager, max?: integer): openai.File[]?, openai.Error?

---@class openai.resource.Files
local files = {}

---Uploads a file, read from disk while it is sent; above 512 MB (client option `upload_threshold`) in parts, as
---`uploads:file` does. (createFile)
---@param params openai.FileCreateParams
---@param options? openai.CallOptions
---@return openai.File? file
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:create(params, options) end

---Your project's files, newest first. (listFiles)
---@param params? openai.FileListParams
---@param options? openai.CallOptions
---@return openai.FilePager pager
function files:list(params, options) end

---Metadata of a file. (retrieveFile)
---@param file_id string|openai.File
---@param options? openai.CallOptions
---@return openai.File? file
---@return openai.Error|openai.Response|nil info
function files:retrieve(file_id, options) end

---Deletes a file. (deleteFile)
---@param file_id string|openai.File
---@param options? openai.CallOptions
---@return openai.FileDeleted? deleted
---@return openai.Error|openai.Response|nil info
function files:delete(file_id, options) end

---The bytes of a file, as a string or, with `to`, on disk. (downloadFile)
---@param file_id string|openai.File
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with option `to`
---@return openai.Error|openai.Response|nil info
function files:content(file_id, options) end

---An older name of `content`. (downloadFile)
---@param file_id string|openai.File
---@param options? openai.ContentOptions
---@return string|true|nil content
---@return openai.Error|openai.Response|nil info
function files:retrieve_content(file_id, options) end

---Waits until a file is processed.
---@param file_id string|openai.File
---@param options? openai.WaitOptions
---@return openai.File? file
---@return openai.Error? err
function files:wait(file_id, options) end

---Asks for the state again; an object is updated in place.
---@param file_id string|openai.File
---@param options? openai.CallOptions
---@return openai.File? file
---@return openai.Error|openai.Response|nil info
function files:refresh(file_id, options) end

---The lines of a file, downloaded as they are read; memory stays constant. An error is raised.
---@param file_id string|openai.File
---@param options? openai.LinesOptions
---@return openai.Lines lines
function files:lines(file_id, options) end

---The decoded lines of a JSONL file, downloaded as they are read. A line that is no JSON raises, unless `on_bad_line`.
---@param file_id string|openai.File
---@param options? openai.RecordsOptions
---@return openai.Records records
function files:records(file_id, options) end

---@class openai.LinesOptions: openai.CallOptions
---@field max_line_bytes? integer an error above it, default 64 MiB

---@class openai.RecordsOptions: openai.LinesOptions
---@field on_bad_line? fun(line_number: integer, text: string, err: any) called in place of raising; the line is skipped

---Ends a download early with `close`. In a `for` an error is raised; `next` returns it.
---@class openai.Lines
---@overload fun(): string?
local lines = {}

---@return string? line
---@return openai.Error? err
function lines:next() end

function lines:close() end

---Ends a download early with `close`. In a `for` an error is raised; `next` returns it.
---@class openai.Records
---@overload fun(): any
local records = {}

---@return any record
---@return openai.Error? err with `line` and `text` for a line that is no JSON; the next call goes on after it
function records:next() end

function records:close() end
