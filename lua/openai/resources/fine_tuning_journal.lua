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

function on.begin(self, record)
    self.kind, self.id, self.params, self.begun = record.kind, record.run, record.params, record.time
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

--- Records of another kind of journal say nothing here; that is noticed afterwards.
local function apply(self, record)
    local take = (self.kind or KIND) == KIND and on[record.event]
    if take then take(self, record) end
end

function Memory:note(record)
    local ok, err = self.journal:append(record)
    if not ok then return nil, err end
    apply(self, record)
    return true
end

-- ---- is it the same job? ----

local function check_same(self, params)
    local ok, err = identity.check_kind(self.path, self.kind, KIND, "fine-tuning")
    if not ok then return nil, err end
    return identity.check(self.path, identity.differences(self.params, params), "Name another journal")
end

local function begin(self, params)
    local record, message = identity.begin(KIND, params)
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
memory.problem = function(params) return idempotent.metadata_problem(params.metadata) end

--- The journal at that path, of this job or a new one.
---@param path string
---@param params table of the job
---@param context table the client's
---@param look_again? number
---@return openai.FineTuningMemory?
---@return openai.Error?
function memory.open(path, params, context, look_again)
    local now, problem = identity.recorded(params)
    if not now then return nil, problem end
    local self = setmetatable({
        path = path, files = {}, uploading = {}, adopt = context.adopt, resources = context.resources,
        look_again = look_again or 10,
    }, Memory)
    local opened, err = journal.open(path, function(record) apply(self, record) end)
    if not opened then return nil, err end
    self.journal = opened
    local ok, reason
    if self.kind then ok, reason = check_same(self, now) else ok, reason = begin(self, now) end
    if ok then return self end
    opened:close()
    return nil, reason
end

return memory
