--- Makes on the server what must not be made twice. After a failure that leaves open whether it was made, and after a
--- crash between the beginning and the answer, it looks for it before it makes it (again).
local core = require "openai.core"
local fields = require "openai.internal.base.fields"
local merged = require "openai.internal.base.merged"
local task = require "openai.internal.task"

local idempotent = {}

--- The entry of an object's metadata by which it is found again: the run's id, the part, the attempt.
idempotent.TAG = "openai_lua_run"

local PAUSE = 2 -- seconds between two looks

---@class openai.IdempotentCreation
---@field poller openai.Poller its patience and deadline hold
---@field begun? integer Unix time at which an earlier process began to make it, if it may have
---@field look_again number seconds for which the server may still be at it
---@field make fun(): any, openai.Error?
---@field find fun(): any, openai.Error? nil, or false: it is not there

local function now()
    return core.loop():now()
end

--- Looks until it is found, or could not come any more.
local function look(self)
    while true do
        local found, err = self.find()
        if found or err then return found or nil, err end
        local left = self.doubtful_until - now()
        if left <= 0 then return nil end
        local ok, reason = task.sleep(math.min(left, PAUSE))
        if not ok then return nil, reason end
    end
end

local function step(self)
    if self.doubtful_until then
        local found, err = look(self)
        if found or err then return found, err end
        self.doubtful_until = nil
    end
    local value, err = self.make()
    if value ~= nil then return value end
    if err.ambiguous and err.kind ~= "cancelled" then
        self.doubtful_until, err.retryable = now() + self.look_again, true
    end
    return nil, err
end

---@param self openai.IdempotentCreation
---@return any value made or found
---@return openai.Error? err
function idempotent.create(self)
    if self.begun then
        local age = math.max(0, os.time() - self.begun)
        self.doubtful_until = now() + math.max(0, self.look_again - age)
    end
    return self.poller:call(function() return step(self) end)
end

--- The first item of a pager (newest first) that `is_it` accepts; nil when there is none among those not older than
--- `since`.
---@param poller openai.Poller whose options the pager has
---@param pager openai.Pager
---@param is_it fun(item: table): boolean
---@param since? integer Unix time of the server
function idempotent.search(poller, pager, is_it, since)
    while true do
        local item, err = poller:next(pager)
        if item == nil then return nil, err end
        if type(item) == "table" and is_it(item) then return item end
        if since and (fields.number(item, "created_at") or since) < since then return nil end
    end
end

--- As `is_it`: the object carries the tag.
function idempotent.tagged(tag)
    return function(item)
        return type(item.metadata) == "table" and item.metadata[idempotent.TAG] == tag
    end
end

--- The user's metadata with the tag.
---@param metadata? table<string, string>
---@param tag string
function idempotent.with_tag(metadata, tag)
    return merged({ [idempotent.TAG] = tag }, metadata)
end

--- What is wrong with the user's metadata, when the tag is to join it; or nil.
function idempotent.metadata_problem(metadata)
    if metadata == nil then return nil end
    if type(metadata) ~= "table" then return "metadata must be a table, not a " .. type(metadata) end
    local count = 0
    for _ in pairs(metadata) do count = count + 1 end
    if metadata[idempotent.TAG] ~= nil then
        return ("metadata.%s is what runs are found again by: use another name"):format(idempotent.TAG)
    end
    if count < 16 then return nil end
    return ("metadata has %d pairs; the service takes 16, and one is needed to find what was made (%s): leave at most "
        .. "15"):format(count, idempotent.TAG)
end

return idempotent
