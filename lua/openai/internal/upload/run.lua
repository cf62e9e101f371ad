--- uploads:file: a file in parts, several at a time, as one of any size.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"
local identity = require "openai.internal.bulk.identity"
local merged = require "openai.internal.base.merged"
local meter = require "openai.internal.base.meter"
local pool = require "openai.internal.task.pool"
local rate = require "openai.internal.call.rate"
local reader = require "openai.internal.upload.reader"
local record = require "openai.internal.upload.record"

local upload = {}

local WHAT = "uploads:file"
local MIB = 1024 * 1024
local PART_SIZE = 64 * MIB -- the service's maximum
local CHUNKS_PART_SIZE = 16 * MIB -- of what a function produces: such parts are held in memory
local CONCURRENCY = 4
--- Seconds that the clock of the service may be behind between its own answers.
local SLACK = 5

-- ---- calls ----

local function time_left(self)
    return self.deadline and self.deadline - core.loop():now()
end

--- One call within the rate limits; `more`: options of its own.
local function call(self, fn, more)
    local left = time_left(self)
    if left and left <= 0 then return errors.timed_out(WHAT, self.timeout) end
    return self.limiter:call(self.context, 0, merged({ timeout = left }, self.call_options, more), fn)
end

-- ---- steps ----

--- What is relied on in answers.
local BEGUN, MADE = { id = "string", created_at = "number?" }, { id = "string" }

--- An upload that nobody completes expires by itself: one too many does no harm, so a doubtful answer is no obstacle.
local function begin(self)
    local created, err = call(self, function(options)
        local value, info = self.resource:create({
            filename = self.name, purpose = self.params.purpose, bytes = self.size, mime_type = self.mime_type,
            expires_after = self.params.expires_after,
        }, options)
        if not value and info.ambiguous then info.retryable = true end
        return value, info
    end)
    if not created then return nil, err end
    local ok, problem = fields.checked(created, WHAT, "upload", BEGUN)
    if not ok then return nil, problem end
    return self.record:begin(created)
end

local function report(self)
    local sum = self.sent
    for _, bytes in pairs(self.flying) do sum = sum + bytes end
    self.meter:report(sum)
end

local function progress_of(self, part)
    return function(progress)
        if progress.phase ~= "upload" then return end
        self.flying[part.index] = math.min(progress.done, part.bytes) -- the form around it does not count
        report(self)
    end
end

local function send(self, part)
    local sent, err = call(self, function(options)
        return self.resource.parts:create(self.record.upload, { data = part.source }, options)
    end, { on_progress = self.meter.on_progress and progress_of(self, part) or nil })
    self.flying[part.index] = nil
    if not sent then return nil, err end
    local ok, problem = fields.checked(sent, WHAT, "part of an upload", MADE)
    if not ok then return nil, problem end
    self.sent = self.sent + part.bytes
    report(self)
    return self.record:add_part(part.index, sent.id, part.digest)
end

--- Not the bytes that were sent for this part, or for one before it.
local function has_changed(self, part)
    local before = self.record.digests[part.index]
    return before ~= nil and before ~= part.digest
end

local function changed(self)
    return errors.failure("invalid", ("'%s' has other bytes than those that were sent"):format(self.name), {
        operation = WHAT, code = "journal_of_another_job", journal = self.record.path,
    })
end

local function submit_all(workers, self)
    while true do
        local part, err = self.reader:next()
        if err then return nil, err end
        if not part then return workers:finish() end
        if has_changed(self, part) then return changed(self) end
        if self.record.parts[part.index] then
            self.sent = self.sent + part.bytes
            report(self)
        else
            local ok, problem = workers:submit(send, self, part)
            if not ok then return nil, problem end
        end
    end
end

--- The content is not what the parts are: going on with them leads nowhere.
local function is_mismatch(err)
    return err.status == 400 and (err.code == "md5_mismatch" or err.param == "md5"
        or (err.message or ""):lower():find("md5", 1, true) ~= nil)
end

--- The server does not know the upload, or has ended it.
local function is_gone(err)
    return (err.status == 400 or err.status == 404 or err.status == 409) and not is_mismatch(err)
end

--- The file, when the upload was completed although nobody heard of it: by an earlier process, or in an answer that was
--- lost.
local function find_file(self)
    local pager = self.context.resources.files:list({ purpose = self.params.purpose, order = "desc", limit = 100 },
        self.call_options)
    while true do
        local file = pager:next()
        if file == nil or (fields.number(file, "created_at") or 0) < (self.record.created_at or 0) - SLACK then
            return nil
        end
        if file.filename == self.name and file.bytes == self.size then return file end
    end
end

--- What an earlier call has completed, if it is still there.
local function completed_before(self)
    if self.record.md5 ~= self.reader:md5() then return changed(self) end
    return call(self, function(options) return self.context.resources.files:retrieve(self.record.file.id, options) end)
end

local function complete(self)
    if self.record.file then return completed_before(self) end
    local ok, err = self.record:complete()
    if not ok then return nil, err end
    local done, info = call(self, function(options)
        return self.resource:complete(self.record.upload, {
            part_ids = self.record.parts, md5 = self.reader:md5(),
        }, options)
    end)
    if done then
        if type(done.file) ~= "table" then done.file = find_file(self) end
        if not done.file then return fields.checked(done, WHAT, "completed upload", { file = "table" }, true) end
        local file, problem = fields.checked(done.file, WHAT, "file", MADE, true)
        return file, problem or info
    end
    local file = is_gone(info) and find_file(self)
    if file then return file end
    return nil, info
end

-- ---- giving up ----

local function abandon(self)
    if not self.record.upload then return "no upload was begun" end
    local cancelled = self.resource:cancel(self.record.upload)
    if cancelled then return ("the upload %s was cancelled"):format(self.record.upload) end
    return ("the upload %s could not be cancelled; it expires within an hour"):format(self.record.upload)
end

local function keep(self)
    self.record:close()
    return ("%d of %d parts are there: the same call with resume = '%s' goes on within the hour"):format(
        self.record.part_count, self.reader.count, self.record.path)
end

local function give_up(self, err)
    local rest
    if self.record.path and not is_mismatch(err) then
        rest = keep(self)
    elseif err.kind == "cancelled" then
        rest = self.record.upload and ("the upload %s is left; it expires within an hour"):format(self.record.upload)
        self.record:remove()
    else
        rest = abandon(self)
        self.record:remove()
    end
    err.upload = self.record.upload
    if rest then err.message = ("%s; %s"):format(err.message or err.kind, rest) end
    return nil, err
end

-- ---- all of it ----

local function restart(self, reason)
    if self.context.log then
        pcall(self.context.log, "warn", ("%s: %s starts over: %s"):format(WHAT, self.name, reason), {})
    end
    self.record:start_over()
    if self.options.on_restart then self.options.on_restart(reason) end
end

local function attempt(self)
    self.sent, self.flying = 0, {}
    local err
    self.reader, err = reader.new(self.source, self.size, self.part_size)
    if not self.reader then return nil, err end
    if not self.record.upload then
        local ok, problem = begin(self)
        if not ok then return nil, problem end
    end
    local ok, problem = pool.run(self.context, WHAT, self.options.concurrency or CONCURRENCY, submit_all, self)
    if not ok then return nil, problem end
    return complete(self)
end

--- Why what was taken up is of no use after all; nil when it is, or when the source can be read once only.
local function stale(self, err)
    if not self.record.resumed or self.is_function then return nil end
    if err.code == "journal_of_another_job" then return err.message end
    if not is_gone(err) then return nil end
    local what = self.record.file and "the file " .. self.record.file.id .. " is not there any more"
        or ("the upload %s is not pending any more"):format(self.record.upload)
    return ("%s (%s)"):format(what, err.message or "")
end

--- The journal keeps the file, so that a crash before the caller has heard of it costs nothing.
local function conclude(self, file, info)
    if self.record.file then
        info = identity.tell_finished(self.context, WHAT, self.record.path, "the file " .. file.id)
    else
        self.record:finish(file, self.reader:md5()) -- should that fail, the next call finds it among the files
    end
    self.record:close()
    self.meter:finish(self.size)
    return file, info
end

local function run(self)
    local file, info = attempt(self)
    local reason = not file and stale(self, info)
    if reason then
        restart(self, reason)
        file, info = attempt(self)
    end
    if not file then return give_up(self, info) end
    return conclude(self, file, info)
end

local function media_type(source)
    if source:name():find "%.jsonl$" then return "text/jsonl" end -- what the service's documentation asks for
    return source:type()
end

--- Uploads a source in parts. `helper_options`: part_size, concurrency, on_progress, on_restart, resume, timeout.
---@param context table the client's
---@param params openai.UploadFileParams
---@param helper_options openai.UploadFileOptions
---@param call_options table
---@return openai.File? file
---@return openai.Error|openai.Response|nil info
function upload.run(context, params, helper_options, call_options)
    local source = params.file
    local size, message = source:size()
    if not size then
        message = message .. "; uploads:file has to announce it: chunks(name, fn, size)"
        return errors.failure("file", message, { operation = WHAT })
    elseif size == 0 then
        return errors.failure("invalid", ("'%s' is empty"):format(source:name()), { operation = WHAT })
    end
    local is_function = not source:read(0, 0)
    local self = {
        context = context, resource = context.resources.uploads, params = params, source = source,
        options = helper_options, call_options = call_options,
        name = source:name(), size = size, is_function = is_function,
        part_size = helper_options.part_size or (is_function and CHUNKS_PART_SIZE or PART_SIZE),
        mime_type = params.mime_type or media_type(source), limiter = rate.of(context, "uploads"),
        meter = meter.new(helper_options.on_progress, "upload", "bytes", size),
        timeout = helper_options.timeout or nil,
        deadline = helper_options.timeout and core.loop():now() + helper_options.timeout or nil,
    }
    local reason
    self.record, reason = record.open({
        params = {
            name = self.name, size = size, purpose = params.purpose, part_size = self.part_size,
            mime_type = self.mime_type, expires_after = params.expires_after,
        },
        server = identity.server(context),
    }, source, helper_options.resume)
    if not self.record then return nil, reason end
    if reason then restart(self, reason) end
    return run(self)
end

return upload
