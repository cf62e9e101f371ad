--- An answer in every wrong way: each of its fields, and the whole of it, replaced by a value of each JSON type, by an
--- empty one, or left out.
local cjson = require "spec.support.reference_json"

local mutations = {}

--- The type as a JSON document has it -> texts.
local REPLACEMENTS = {
    { "number", "5" }, { "number", "-1.5" }, { "string", '"text"' }, { "empty", '""' }, { "boolean", "true" },
    { "boolean", "false" }, { "object", "{}" }, { "object", '{"a":1}' }, { "array", "[]" }, { "array", "[1]" },
    { "array", '["text"]' }, { "absent" },
}

local function json_type(value)
    if type(value) ~= "table" then return type(value) end
    return (#value > 0 or next(value) == nil) and "array" or "object"
end

local function copied(value)
    if type(value) ~= "table" then return value end
    local copy = {}
    for key, item in pairs(value) do copy[key] = copied(item) end
    return copy
end

local MARK = "@@here@@"

--- The document with a text in place of what stands at the path; nil: without it.
local function replaced(document, path, text)
    if #path == 0 then return text or "" end
    local copy = copied(document)
    local place = copy
    for i = 1, #path - 1 do place = place[path[i]] end
    if not text and type(path[#path]) == "number" then text = "null" end
    place[path[#path]] = text and MARK
    return (cjson.encode(copy):gsub('"' .. MARK .. '"', function() return text end))
end

--- "data[].id" of { "data", 1, "id" }
local function name_of(path)
    local name = ""
    for _, key in ipairs(path) do
        if type(key) == "number" then
            name = name .. "[]"
        else
            name = name .. (name == "" and "" or ".") .. key
        end
    end
    return name
end

local function extended(path, key)
    local longer = {}
    for i, step in ipairs(path) do longer[i] = step end
    longer[#longer + 1] = key
    return longer
end

local function collect(document, value, path, found)
    for _, replacement in ipairs(REPLACEMENTS) do
        local kind, text = replacement[1], replacement[2]
        found[#found + 1] = {
            field = name_of(path), was = json_type(value), kind = kind, shown = text or "nothing",
            text = replaced(document, path, text),
        }
    end
    if type(value) ~= "table" then return end
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    for _, key in ipairs(keys) do collect(document, value[key], extended(path, key), found) end
end

--- { field, was, kind, shown, text } of each, always in the same order.
---@param document table
function mutations.of(document)
    local found = {}
    collect(document, document, {}, found)
    return found
end

return mutations
