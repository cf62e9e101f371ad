--- What is known of an upload: kept in a journal when it is to survive this process.
local identity = require "openai.internal.bulk.identity"
local journal = require "openai.internal.bulk.journal"

local record = {}

local Record = { __name = "openai.upload_record" }
Record.__index = Record

local KIND = "uploads"

--- `digest` is that of all bytes up to the part's end.
local SHAPES = {
    begin = { run = "string" },
    upload = {
        upload = "string", created_at = "number?", expires_at = "number?", asked = "table?", identity = "table?",
    },
    part = { index = "number", id = "string", digest = "string?" },
    completing = {},
    completed = { file = "object", md5 = "string" },
}

local function forget(self)
    self.upload, self.created_at, self.completing, self.file, self.md5 = nil, nil, nil, nil, nil
    self.parts, self.digests, self.part_count = {}, {}, 0
end

local visits = {
    begin = function() end,
    upload = function(self, entry)
        forget(self)
        self.known = entry
    end,
    part = function(self, entry)
        if not self.parts[entry.index] then self.part_count = self.part_count + 1 end
        self.parts[entry.index], self.digests[entry.index] = entry.id, entry.digest
    end,
    completing = function(self) self.known.completing = true end,
    completed = function(self, entry) self.known.file, self.known.md5 = entry.file, entry.md5 end,
}

local function take(self, entry)
    if entry.event ~= "upload" and entry.event ~= "begin" and not self.known then
        return ("the event '%s' before an upload"):format(entry.event)
    end
    self.any = true
    visits[entry.event](self, entry)
end

--- What differs from what was asked before. Version 1 went by the file's time, and knew no account.
local function differences(known, asked, source)
    if known.asked then return identity.changes(known.asked, asked) end
    local now = asked.params
    return identity.differences(known.identity or {}, {
        name = now.name, size = now.size, modified = source:modified(), purpose = now.purpose,
        part_size = now.part_size, mime_type = now.mime_type, server = known.identity and known.identity.server,
    })
end

--- Why what an earlier process began is of no use now; nil when it goes on.
local function obstacle(known, asked, source)
    local differing = differences(known, asked, source)
    if differing[1] then return table.concat(differing, "; ") end
    -- The service forgets an upload an hour after it was created.
    if not known.completing and not known.file and (known.expires_at or 0) <= os.time() then
        return "the upload has expired"
    end
end

--- Nothing is known yet; `visit` is for journal.open.
---@param path? string
function record.new(path)
    local self = setmetatable({ path = path }, Record)
    forget(self)
    self.visit = identity.visitor(path, KIND, SHAPES, function(entry) return take(self, entry) end)
    return self
end

--- Words for what would be lost with the journal; nil when its file is there, or nothing was begun.
---@return string?
function Record:unfinished()
    local known = self.known
    if not known or known.file then return nil end
    if known.completing then return ("the upload %s may be complete"):format(known.upload) end
    if (known.expires_at or 0) > os.time() then
        return ("the upload %s lacks parts: it can go on within the hour"):format(known.upload)
    end
end

--- A new journal says whose it is.
local function begin_journal(self)
    if self.any then return true end
    local entry = assert(identity.begin(KIND))
    return self.journal:append(entry)
end

--- With a path, what an earlier process did for the same source is taken up.
---@param asked openai.Asked what must be the same for that
---@param source openai.Source
---@param path? string
---@return table? record
---@return openai.Error|string|nil err_or_reason the error; or why it starts over
function record.open(asked, source, path)
    local self = record.new(path)
    self.asked = asked
    if not path then return self end
    local err, ok
    self.journal, err = journal.open(path, self.visit)
    if not self.journal then return nil, err end
    ok, err = begin_journal(self)
    if not ok then
        self.journal:close()
        return nil, err
    end
    local known = self.known
    local reason = known and obstacle(known, asked, source)
    if reason then forget(self) end
    if not known or reason then return self, reason end
    self.upload, self.created_at, self.completing = known.upload, known.created_at, known.completing
    self.file, self.md5, self.resumed = known.file, known.md5, true
    return self
end

local function append(self, entry)
    if not self.journal then return true end
    return self.journal:append(entry)
end

function Record:begin(upload)
    forget(self)
    self.upload, self.created_at, self.resumed = upload.id, upload.created_at, false
    return append(self, {
        event = "upload", upload = upload.id, created_at = upload.created_at, expires_at = upload.expires_at,
        asked = self.asked,
    })
end

--- What was taken up is of no use after all.
function Record:start_over()
    forget(self)
    self.resumed = false
end

function Record:add_part(index, id, digest)
    self.parts[index], self.part_count = id, self.part_count + 1
    return append(self, { event = "part", index = index, id = id, digest = digest })
end

function Record:complete()
    self.completing = true
    return append(self, { event = "completing" })
end

--- The file is there: a later call with the journal gets it.
function Record:finish(file, md5)
    return append(self, { event = "completed", file = file, md5 = md5 })
end

--- Nothing is left to go on with: the file goes.
function Record:remove()
    self:close()
    if self.path then os.remove(self.path) end
end

function Record:close()
    if self.journal then self.journal:close() end
end

return record
