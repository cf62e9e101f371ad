--- Uploads: whole files in parts. The API cannot be asked for an upload: its state is what the last call answered.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"
local upload = require "openai.internal.upload.run"

---@class openai.resource.Uploads
local uploads = {}

local WHAT = "uploads:file"
local OPTIONS = {
    part_size = "bytes", concurrency = "count", on_progress = "callback", on_restart = "callback", resume = "text",
    timeout = "duration",
}

local function check(params)
    settings.check_parameters(WHAT, params, OPTIONS)
    if type(params.file) ~= "userdata" then
        errors.misuse(WHAT .. ": file must be openai.file(path), openai.bytes(name, data) or openai.chunks(name, fn, "
            .. "size), not a " .. type(params.file))
    elseif type(params.purpose) ~= "string" then
        errors.misuse(WHAT .. ": purpose is missing, e.g. \"fine-tune\"")
    end
end

--- Uploads a file of any size up to 8 GB: in parts, several at a time, each retried alone; the service compares the
--- MD5 of the whole. Returns the file.
---
--- Options: `part_size` in bytes (64 MiB, the most; 16 MiB for what a function produces, whose parts are held in
--- memory); `concurrency`, parts at a time (4); `on_progress`; `resume`, a path where it is noted what has been sent:
--- after a crash, or a failure, the same call sends only what is missing, within the hour that an upload lives; when
--- bytes or settings are not the same any more it starts over, and `on_restart(reason)` is told; when all is done the
--- same call gets the file again as long as the service has it, with `from_journal = true` in the second value and a
--- warning in the log (`openai.journal.forget(path)` lets it begin anew); `timeout`, seconds for it all (none); and
--- those of calls. Without `resume` a failed upload is cancelled.
---@param params openai.UploadFileParams
---@param options? openai.UploadFileOptions
---@return openai.File? file
---@return openai.Error|openai.JournalInfo|nil err_or_info the error has `upload`, its id, once there is one
function uploads:file(params, options)
    check(params)
    local helper_options, call_options = settings.read(WHAT, OPTIONS, options)
    local file, info = upload.run(getmetatable(self).context, params, helper_options, call_options)
    if not file then return nil, info end
    return file, info and info.from_journal and info or nil
end

--- upload upload_1 train.jsonl 1.2 GB pending
local function describe(self)
    local bytes = fields.number(self, "bytes")
    return text.words("upload", self.id, self.filename, bytes and text.size(bytes), self.status)
end

return { resource = uploads, object = { updates = { "complete", "cancel" }, tostring = describe } }
