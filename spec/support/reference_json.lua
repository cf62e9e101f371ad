-- lua-cjson, the yardstick of the codec's specs; where there is none for this Lua, dkjson (which busted needs) behaves
-- as it.
local has_cjson, cjson = pcall(require, "cjson")
if has_cjson then return cjson end

local dkjson = require "dkjson"
local null = require("openai").null
local OBJECT = { __jsontype = "object" }

-- As lua-cjson, and unlike dkjson: every empty table is an object.
local function with_objects(value)
    if type(value) ~= "table" then return value end
    local copy = next(value) == nil and setmetatable({}, OBJECT) or {}
    for key, item in pairs(value) do copy[key] = with_objects(item) end
    return copy
end

local function exception(_, value)
    if value == null then return "null" end
end

return {
    null = null,
    encode = function(value) return assert(dkjson.encode(with_objects(value), { exception = exception })) end,
    decode = function(text)
        local value, _, message = dkjson.decode(text, 1, null, nil, nil)
        if message then error(message) end
        return value
    end,
}
