--- What jobs:run writes down, so that a later run goes on after a crash and makes neither a second job nor a second
--- copy of a file. A job is found again by its metadata, a file by its name and size among those that were not there
--- before.
local errors = require "openai.internal.base.error"
local identity = require "openai.internal.bulk.identity"
local journal = require "openai.internal.bulk.journal"
local json = require "openai.internal.data.json"
local idempotent = require "openai.internal.bulk.idempotent"

local KIND = "fine_tuning"
local DAY = 24 * 3600 -- how much the clocks of client and server may differ when a job is looked for

---@class openai.FineTuningMemory
---@field files table<string, openai.File> what is uploaded, by parameter
---@field job? openai.FineTuningJob
local Memory = { __name = "openai.fine_tuning_journal" }
Memory.__index = Memory

-- ---- records ----

local on = {}

local SHAPES = {
    begin = { run = "string", params = "table", server = "table?", time = "number" },
    upload = { role = "string", time = "number", known = "table" },
    uploaded = { role = "string", file = "object" },
    create = { time = "number" },
    created = { job = "object" },
    finished = { job = "object" },
}

function on.begin(self, record)
    self.id, self.params, self.record, self.begun = record.run, record.params, record, record.time
end

function on.upload(self, record)
    self.uploading[record.role] = { begun = record.time, known = record.known }
end

function on.uploaded(self, record)
    self.files[record.role] = self.adopt(record.file)
end

function on.create(self, record)
    self.creating = record.time
end

function on.created(self, record)
    self.job = self.adopt(record.job)
end

--- The job ended, well or not: nothing is left to be done.
function on.finished(self, record)
    self.job, self.finished = self.adopt(record.job), true
end

local function apply(self, record)
    on[record.event](self, record)
end

function Memory:note(record)
    local ok, err = self.journal:append(record)
    if not ok then return nil, err end
    apply(self, record)
    return true
end

--- Writes down that the job has ended.
---@return true?
---@return openai.Error? err
function Memory:finish(job)
    if self.finished then return true end
    return self:note { event = "finished", job = job }
end

-- ---- is it the same job? ----

local function check_same(self, asked)
    local advice = ("Name another journal, or let it begin anew: openai.journal.forget(%q)"):format(self.path)
    return identity.check(self.path, identity.changes(self.record, asked), advice)
end

local function begin(self, asked)
    local record, message = identity.begin(KIND, asked)
    if not record then return errors.failure("file", message) end
    return self:note(record)
end

-- ---- making ----

local function wanted_file(source)
    local name, bytes = source:name(), (source:size())
    return function(file) return file.filename == name and (not bytes or file.bytes == bytes) end
end

local function files_before(self, source, poller)
    local is_it, known = wanted_file(source), {}
    local pager = self.resources.files:list({ purpose = "fine-tune", order = "desc", limit = 1000 }, poller:options())
    while true do
        local file, err = poller:next(pager)
        if err then return nil, err end
        if file == nil then return known end
        if type(file) == "table" and is_it(file) then known[#known + 1] = file.id end
    end
end

local function find_file(self, source, known, poller)
    local is_it, before = wanted_file(source), {}
    for _, id in ipairs(known) do before[id] = true end
    local pager = self.resources.files:list({ purpose = "fine-tune", order = "desc", limit = 1000 }, poller:options())
    return idempotent.search(poller, pager, function(file) return is_it(file) and not before[file.id] end)
end

--- The uploaded file of a parameter; `send()` uploads it.
---@return openai.File?
---@return openai.Error?
function Memory:upload(role, source, poller, send)
    local earlier = self.uploading[role] or {}
    local known = earlier.known
    if not known then
        local before, err = poller:call(function() return files_before(self, source, poller) end)
        if not before then return nil, err end
        known = before
    end
    local ok, problem = self:note { event = "upload", role = role, time = os.time(), known = json.array(known) }
    if not ok then return nil, problem end
    local file, reason = idempotent.create {
        poller = poller, begun = earlier.begun, look_again = self.look_again, make = send,
        find = function() return find_file(self, source, known, poller) end,
    }
    if not file then return nil, reason end
    ok, problem = self:note { event = "uploaded", role = role, file = file }
    if not ok then return nil, problem end
    return file
end

local function oldest(self)
    local file = self.files.training_file
    return file and file.created_at or self.begun - DAY
end

--- The job; `send(metadata)` creates it.
---@return openai.FineTuningJob?
---@return openai.Error?
function Memory:create(jobs, metadata, poller, send)
    local begun = self.creating
    local ok, err = self:note { event = "create", time = os.time() }
    if not ok then return nil, err end
    local job, reason = idempotent.create {
        poller = poller, begun = begun, look_again = self.look_again,
        make = function() return send(idempotent.with_tag(metadata, self.id)) end,
        find = function()
            local pager = jobs:list({ limit = 100 }, poller:options())
            return idempotent.search(poller, pager, idempotent.tagged(self.id), oldest(self))
        end,
    }
    if not job then return nil, reason end
    ok, err = self:note { event = "created", job = job }
    if not ok then return nil, err end
    return job
end

function Memory:close()
    self.journal:close()
end

local memory = {}

--- What is wrong with the parameters of a job that a journal is kept of; or nil.
function memory.problem(params)
    for _, name in ipairs { "training_file", "validation_file" } do
        local value = params[name]
        if type(value) == "userdata" and not value:path() and not value:read(0, 0) then
            local advice = "%s is produced by a function: nobody could tell whether it is the same the next time. "
                .. "With a journal say openai.file(path) or openai.bytes(name, data)"
            return advice:format(name)
        end
    end
    return idempotent.metadata_problem(params.metadata)
end

--- Nothing is known yet; `visit` is for journal.open.
---@param path string
---@param adopt fun(object: table): table
---@return openai.FineTuningMemory
function memory.new(path, adopt)
    local self = setmetatable({ path = path, files = {}, uploading = {}, adopt = adopt }, Memory)
    self.visit = identity.visitor(path, KIND, SHAPES, function(record) apply(self, record) end)
    return self
end

--- Words for what would be lost with the journal; nil when its work is over, or was not begun.
---@return string?
function Memory:unfinished()
    if self.finished then return nil end
    if self.job then return ("the job %s had not ended when it was seen last"):format(self.job.id) end
    if self.creating then return "a job may have been created" end
    if next(self.uploading) then return "a file may have been uploaded" end
end

--- The journal at that path, of this job or a new one.
---@param path string
---@param params table of the job
---@param context table the client's
---@param look_again? number
---@return openai.FineTuningMemory?
---@return openai.Error?
function memory.open(path, params, context, look_again)
    local asked, problem = identity.recorded(context, params)
    if not asked then return nil, problem end
    local self = memory.new(path, context.adopt)
    self.resources, self.look_again = context.resources, look_again or 10
    local opened, err = journal.open(path, self.visit)
    if not opened then return nil, err end
    self.journal = opened
    local ok, reason
    if self.record then ok, reason = check_same(self, asked) else ok, reason = begin(self, asked) end
    if ok then return self end
    opened:close()
    return nil, reason
end

return memory
