--- What is known of an upload: kept in a file when it is to survive this process.
local identity = require "openai.internal.bulk.identity"
local journal = require "openai.internal.bulk.journal"

local record = {}

local Record = { __name = "openai.upload_record" }
Record.__index = Record

--- Why what an earlier process began is of no use now; nil when it goes on.
local function obstacle(known, now)
    local differences = identity.differences(known.identity, now)
    if differences[1] then return table.concat(differences, "; ") end
    -- The service forgets an upload an hour after it was created.
    if not known.completing and (known.expires_at or 0) <= os.time() then return "the upload has expired" end
end

local function forget(self)
    self.upload, self.created_at, self.completing, self.parts, self.part_count = nil, nil, nil, {}, 0
end

local visits = {
    upload = function(self, entry)
        forget(self)
        self.known = entry
    end,
    part = function(self, entry)
        if not self.parts[entry.index] then self.part_count = self.part_count + 1 end
        self.parts[entry.index] = entry.id
    end,
    completing = function(self) self.known.completing = true end,
}

local function replay(self)
    return function(entry)
        local visit = visits[entry.event]
        if visit then visit(self, entry) end
    end
end

--- With a path, what an earlier process did for the same source is taken up.
---@param asked table what must be the same for that
---@param path? string
---@return table? record
---@return openai.Error|string|nil err_or_reason the error; or why it starts over
function record.open(asked, path)
    local self = setmetatable({ identity = asked, path = path, parts = {}, part_count = 0 }, Record)
    if not path then return self end
    local err
    self.journal, err = journal.open(path, replay(self))
    if not self.journal then return nil, err end
    local known = self.known
    if not known then return self end
    local reason = obstacle(known, asked)
    if reason then
        forget(self)
        return self, reason
    end
    self.upload, self.created_at, self.completing = known.upload, known.created_at, known.completing
    self.resumed = true
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
        identity = self.identity,
    })
end

function Record:add_part(index, id)
    self.parts[index], self.part_count = id, self.part_count + 1
    return append(self, { event = "part", index = index, id = id })
end

function Record:complete()
    self.completing = true
    return append(self, { event = "completing" })
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
