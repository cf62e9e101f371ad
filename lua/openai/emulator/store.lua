--- The state of the emulated organization: collections of objects in order of creation.
local rand = require "openssl.rand"

local collection = {}
collection.__index = collection

local function collection_new()
    return setmetatable({ by_id = {}, order = {} }, collection)
end

function collection:add(item)
    self.by_id[item.id] = item
    self.order[#self.order + 1] = item
    return item
end

function collection:get(id)
    return self.by_id[id]
end

function collection:remove(id)
    if not self.by_id[id] then return false end
    self.by_id[id] = nil
    for i, item in ipairs(self.order) do
        if item.id == id then
            table.remove(self.order, i)
            return true
        end
    end
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

function store.new()
    return {
        organization = "org-emulator",
        files = collection_new(),
        uploads = collection_new(),
        jobs = collection_new(),
        models = collection_new(), -- fine-tuned ones; the base models are constant
        permissions = collection_new(),
        batches = collection_new(),
    }
end

return store
