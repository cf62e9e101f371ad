--- The state of the emulated organization: collections of objects in order of creation.
local rand = require "openssl.rand"

local collection = {}
collection.__index = collection

local function collection_new(name, disk)
    return setmetatable({ name = name, disk = disk, by_id = {}, order = {} }, collection)
end

function collection:add(item)
    self.by_id[item.id] = item
    self.order[#self.order + 1] = item
    return self:save(item)
end

--- Keeps an item that has changed, where the state is kept.
function collection:save(item)
    if self.disk then self.disk:put(self.name, item) end
    return item
end

--- Puts an item in the place of the one with its id.
function collection:replace(item)
    self.by_id[item.id] = item
    for i, other in ipairs(self.order) do
        if other.id == item.id then self.order[i] = item end
    end
end

function collection:get(id)
    return self.by_id[id]
end

function collection:remove(id)
    local item = self.by_id[id]
    if not item then return false end
    self.by_id[id] = nil
    for i, other in ipairs(self.order) do
        if other == item then table.remove(self.order, i) break end
    end
    if self.disk then self.disk:remove(self.name, item) end
    return true
end

local store = {}

local BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

--- A random identifier of `length` letters and digits; never repeated, not even after a restart.
---@param prefix string
---@param length? integer default 24
function store.id(prefix, length)
    local letters = {}
    for i = 1, length or 24 do
        local n = rand.uniform(62) + 1
        letters[i] = BASE62:sub(n, n)
    end
    return prefix .. table.concat(letters)
end

local COLLECTIONS = {
    "files", "uploads", "jobs",
    "models", -- fine-tuned ones; the base models are constant
    "permissions", "batches",
}

--- An empty organization.
---@param disk? table where it is kept
function store.new(disk)
    local state = { organization = "org-emulator" }
    for _, name in ipairs(COLLECTIONS) do state[name] = collection_new(name, disk) end
    state.responses = collection_new() -- those are not kept
    return state
end

return store
