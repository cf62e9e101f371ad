--- Files: waiting until they can be used, and their content line by line.
local call = require "openai.internal.call"
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local iterator = require "openai.internal.base.iterator"
local json = require "openai.internal.data.json"
local large = require "openai.internal.upload.large_file"
local lines = require "openai.internal.call.lines"
local polling = require "openai.internal.task.polling"
local settings = require "openai.internal.base.settings"
local task = require "openai.internal.task"
local text = require "openai.internal.base.text"

---@class openai.resource.Files
local files = {}

local PACE = { first = 1, most = 5 } -- seconds between two polls

local RELIED_ON = { status = "string?" } -- it wants to give that up

local IN_WORK = { uploaded = true, pending = true, running = true }

local function context_of(resource)
    return getmetatable(resource).context
end

--- Uploads a file. What is larger than the service takes at once (client option `upload_threshold`) goes through
--- Uploads, as `uploads:file` does. (createFile)
---@param params openai.FileCreateParams
---@param options? openai.CallOptions
---@return openai.File? file
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function files:create(params, options, ...)
    local source = type(params) == "table" and params.file
    if type(source) == "string" then
        local path = #source < 200 and not source:find "%c" and source or "PATH"
        errors.misuse(('files:create: file is a string; for a file of yours say openai.file("%s"), for its content '
            .. "openai.bytes(name, content)"):format(path))
    end
    local context = context_of(self)
    if large.exceeds(context, source) then return large.create(context, params, options) end
    return call.run(context, call.rows["files.create"], params, options, ...)
end

--- The same as `retrieve`; for a file object, `file:refresh()` updates it in place.
---@param id string|openai.File
---@param options? openai.CallOptions
---@return openai.File? file
---@return openai.Error|openai.Response|nil info
function files:refresh(id, options)
    return self:retrieve(id, options)
end

local function unusable(file)
    local message = ("the file %s could not be processed: %s"):format(fields.id(file),
        fields.text(file, "status_details") or "no reason given")
    return errors.failure("failed", message, { operation = "files:wait", file = file })
end

--- Waits until the service has processed a file. An object that is given is updated in place and returned.
---
--- Options: `poll_interval`, seconds between two questions (default: 1, growing to 5); `timeout`, seconds for it all
--- (default: none); `patience`, seconds of failing calls to survive (default 300); and those of calls.
---@param id string|openai.File
---@param options? openai.WaitOptions
---@return openai.File? file
---@return openai.Error? err kind "failed", with `err.file`, when it could not be processed
function files:wait(id, options, more)
    local file, err = polling.wait(self, "files:wait", "file_id", id, PACE, RELIED_ON, function(now)
        return not IN_WORK[now.status]
    end, options, more)
    if not file then return nil, err end
    if file.status == "error" then return unusable(file) end
    return file
end

local LINES = { max_line_bytes = "bytes", timeout = "call", on_progress = "call" }

--- The lines of a file, as `io.lines` gives those of a local one (LF or CRLF, the last with or without), downloaded
--- as they are read. In a `for` an error is raised; `:next()` returns nil, err. `:close()` ends the transfer early;
--- so does leaving a `for` in Lua 5.4, and elsewhere the collection of what this returns.
---
--- Options: `max_line_bytes` (64 MiB), and those of calls.
---@param id string|openai.File
---@param options? openai.LinesOptions
---@return openai.Lines lines
function files:lines(id, options, more)
    local helper_options, call_options = settings.read("files:lines", LINES, options, more)
    id = settings.need_id(id, "files:lines", "file_id")
    return lines.open(context_of(self), id, helper_options.max_line_bytes, call_options)
end

--- Ends a download early with `close`. In a `for` an error is raised; `next` returns it.
---@class openai.Records
---@overload fun(): any
local Records = iterator.class "openai.records"

local function bad_line(self, line, reason)
    local number = self.lines.number
    if self.on_bad_line then
        local ok, problem = task.pcall(self.on_bad_line, number, line, reason)
        if ok then return nil end
        self:close()
        error(problem, 0)
    end
    return errors.new {
        kind = "protocol", operation = "files:records", line = number, text = line,
        message = ("line %d is not JSON: %s"):format(number, reason.message or tostring(reason)),
    }
end

--- The next record; nil at the end; nil, err on failure. After a bad line (`err.line`, `err.text`) it goes on with
--- the next.
---@return any record
---@return openai.Error? err with `line` and `text` for a line that is no JSON; the next call goes on after it
function Records:next()
    while true do
        local line, err = self.lines:next()
        if not line then return nil, err end
        if line:find("%S") then
            local record, reason = json.decode(line)
            if record ~= nil then return record end
            local problem = bad_line(self, line, reason)
            if problem then return nil, problem end
        end
    end
end

function Records:close()
    self.lines:close()
end

local RECORDS = { on_bad_line = "callback", max_line_bytes = "bytes", timeout = "call", on_progress = "call" }

--- The decoded lines of a JSONL file, downloaded as they are read; blank lines are skipped. As for `lines`: errors,
--- closing.
---
--- Options: `on_bad_line(line_number, text, err)`, called for a line that is no JSON, which is then skipped (default:
--- an error); `max_line_bytes` (64 MiB); and those of calls.
---@param id string|openai.File
---@param options? openai.RecordsOptions
---@return openai.Records records
function files:records(id, options, more)
    local helper_options, call_options = settings.read("files:records", RECORDS, options, more)
    id = settings.need_id(id, "files:records", "file_id")
    local source = lines.open(context_of(self), id, helper_options.max_line_bytes, call_options)
    return iterator.open(Records, { lines = source, on_bad_line = helper_options.on_bad_line })
end

--- file file-abc train.jsonl 12.3 kB fine-tune; the status where it is not "processed"
local function describe(file)
    local status = file.status ~= "processed" and file.status
    local bytes = fields.number(file, "bytes")
    return text.words("file", file.id, file.filename, bytes and text.size(bytes), file.purpose, status)
end

return {
    resource = files,
    object = {
        updates = { "refresh" },
        methods = { "wait", "content", "delete", "lines", "records" },
        tostring = describe,
    },
}
