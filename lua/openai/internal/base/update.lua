--- Objects that are brought up to date in place.
local fields = require "openai.internal.base.fields"

--- Replaces the fields of an object by those of a newer copy; its behaviour too, when it had none. A copy without an id
--- leaves the object that it has.
---@param self table
---@param newer table
---@return table self
local function update(self, newer)
    local id = self.id
    for key in pairs(self) do
        if newer[key] == nil then self[key] = nil end
    end
    for key, value in pairs(newer) do self[key] = value end
    if not fields.text(self, "id") then self.id = id end
    if getmetatable(self) == nil then setmetatable(self, getmetatable(newer)) end
    return self
end

return update
