--- JSON for the emulator: lua-cjson, plus the one thing its plain form lacks, empty arrays.
local cjson = require "cjson"

local json = { null = cjson.null }

-- lua-cjson 2.1.0 writes every empty table as {}. This string stands for [] until the text is there;
-- control characters keep it from being mistaken for anything a user sends.
json.empty_array = "\1empty array\1"
local PLACEHOLDER = '"\\u0001empty array\\u0001"'

cjson.encode_sparse_array(true)
cjson.decode_invalid_numbers(false)
cjson.decode_invalid_numbers(false) -- by itself it takes NaN, Infinity and hexadecimal numbers

--- A list that encodes as [] when it has no items.
---@param list table
---@return table|string
function json.array(list)
    if next(list) == nil then return json.empty_array end
    return list
end

---@param value any
---@return string
function json.encode(value)
    local text = cjson.encode(value)
    if text:find(PLACEHOLDER, 1, true) then text = text:gsub('"\\u0001empty array\\u0001"', "[]") end
    return text
end

local function has_infinite(value)
    if type(value) == "number" then return value - value ~= 0 end
    if type(value) ~= "table" then return false end
    for _, item in pairs(value) do
        if has_infinite(item) then return true end
    end
    return false
end

-- Only such a text can hold a number that is too large for a double.
local function may_overflow(text)
    return text:find("[eE]%+?%d%d%d") ~= nil or text:find(("%d"):rep(32)) ~= nil
end

--- nil and a message when the text is not JSON, or has a number that could not be written again.
---@param text string
---@return any value, string? message
function json.decode(text)
    local ok, value = pcall(cjson.decode, text)
    if not ok then return nil, tostring(value) end
    if may_overflow(text) and has_infinite(value) then return nil, "a number is too large" end
    return value
end

--- nil for JSON null, so that `or` works on optional fields.
function json.optional(value)
    if value == cjson.null then return nil end
    return value
end

--- null for nil, so that a field is present in what is sent.
function json.nullable(value)
    if value == nil then return cjson.null end
    return value
end

return json
