--- Are the requests those of before? They are read again and compared, one by one, with the digests that were written
--- when they were read first. Order and content count, not how they are given: an array, an iterator, a file.
local core = require "openai.core"
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"
local reader = require "openai.internal.batch.reader"
local request = require "openai.internal.batch.request"
local slices = require "openai.internal.task.slices"

local same = {}

local EVERY = 100 -- requests between two turns of others

--- The digest of all requests, from those of each.
---@return { update: fun(self: any, digest: string), digest: fun(self: any): string }
function same.hash()
    return core.md5()
end

local function differs(self, line)
    local where = self.place and self.place() or ("request %.0f"):format(self.position)
    return ("%s ('%s') is not what it was"):format(where, line.custom_id)
end

--- Its line, and whether it is the one of before as far as that is known here.
local function compare(self, item, id)
    local line, problem = request.line(item, id, self.position, self.run.params.endpoint)
    if not line then return request.refuse(self.place, self.position, problem) end
    local digest, message = core.json.digest(line)
    if not digest then return request.refuse(self.place, self.position, message) end
    self.hash:update(digest)
    local before = self.known and self.known:next()
    return line, nil, before == nil or before == digest
end

--- What differs, in words; nil when nothing does; or nil, err.
---@param run openai.BatchRun
---@param requests table|string|function
---@return string?
---@return openai.Error? err
function same.difference(run, requests)
    local path, give, place = layout.digests(run), reader.open(requests)
    local self = { run = run, hash = same.hash(), position = 0, place = place }
    self.known = layout.exists(path) and jsonl.lines(path) or nil
    while true do
        local item, second = give()
        if item == nil and second ~= nil then return nil, second end
        if item == nil then break end
        self.position = self.position + 1
        if self.position > run.total then return ("requests were %.0f and are more"):format(run.total) end
        local line, err, equal = compare(self, item, second)
        if not line then return nil, err end
        if not equal then return differs(self, line) end
        if self.position % EVERY == 0 then
            local ok, reason = slices.rest()
            if not ok then return nil, reason end
        end
    end
    if self.position < run.total then return ("requests were %.0f and are %.0f"):format(run.total, self.position) end
    if self.hash:digest() ~= run.digest then return "requests are others than they were" end
end

return same
