--- Whether a decoded value is what a JSON schema says: the part of the schema language that structured output knows.
local json = require("openai.core").json

local check = {}

local NULL = json.null
--- What an empty array has that an empty object has not.
local ARRAY = getmetatable(json.array {})

local function kind_of(value)
    if value == nil or value == NULL then return "null" end
    local kind = type(value)
    if kind == "number" then return value == math.floor(value) and "integer" or "number" end
    if kind ~= "table" then return kind end
    return (#value > 0 or getmetatable(value) == ARRAY) and "array" or "object"
end

local function fits_type(kind, wanted)
    for _, one in ipairs(type(wanted) == "table" and wanted or { wanted }) do
        if kind == one or (kind == "integer" and one == "number") then return true end
    end
    return false
end

local function joined(wanted)
    return type(wanted) == "table" and table.concat(wanted, " or ") or tostring(wanted)
end

local function at(path, message)
    return nil, ("%s: %s"):format(path, message)
end

local fits

local function fits_object(schema, value, path, root)
    for _, name in ipairs(type(schema.required) == "table" and schema.required or {}) do
        local property = schema.properties and schema.properties[name]
        -- A null member is absent in Lua.
        if value[name] == nil and not (property and fits(property, nil, path, root)) then
            return at(path, ("'%s' is missing"):format(name))
        end
    end
    for name, member in pairs(value) do
        local property = schema.properties and schema.properties[name]
        if property then
            local ok, problem = fits(property, member, path .. "." .. tostring(name), root)
            if not ok then return nil, problem end
        elseif schema.additionalProperties == false then
            return at(path, ("'%s' is no field of the schema"):format(tostring(name)))
        end
    end
    return true
end

local function fits_array(schema, value, path, root)
    if schema.minItems and #value < schema.minItems then
        return at(path, ("%d items, at least %d are asked for"):format(#value, schema.minItems))
    elseif schema.maxItems and #value > schema.maxItems then
        return at(path, ("%d items, at most %d are asked for"):format(#value, schema.maxItems))
    end
    for i, item in ipairs(schema.items and value or {}) do
        local ok, problem = fits(schema.items, item, ("%s[%d]"):format(path, i), root)
        if not ok then return nil, problem end
    end
    return true
end

local function fits_number(schema, value, path)
    local low, high = schema.minimum, schema.maximum
    if low and value < low or schema.exclusiveMinimum and value <= schema.exclusiveMinimum then
        return at(path, ("%s is below what is allowed"):format(tostring(value)))
    elseif high and value > high or schema.exclusiveMaximum and value >= schema.exclusiveMaximum then
        return at(path, ("%s is above what is allowed"):format(tostring(value)))
    end
    local times = schema.multipleOf and value / schema.multipleOf
    if times and math.abs(times - math.floor(times + 0.5)) > 1e-9 then
        return at(path, ("%s is no multiple of %s"):format(tostring(value), tostring(schema.multipleOf)))
    end
    return true
end

local function fits_enum(allowed, value, path)
    for _, one in ipairs(allowed) do
        if one == value or (value == nil and one == NULL) then return true end
    end
    return at(path, ("%s is none of the allowed values"):format(type(value) == "string" and ("'%s'"):format(value)
        or tostring(value)))
end

local function fits_any(variants, value, path, root)
    local first
    for _, variant in ipairs(variants) do
        local ok, problem = fits(variant, value, path, root)
        if ok then return true end
        first = first or problem
    end
    return nil, ("%s (of none of the %d variants)"):format(first or path, #variants)
end

--- "#/$defs/name" or "#"; nil for anything else.
local function referred(root, reference)
    if reference == "#" then return root end
    local found = root
    for name in reference:gmatch "[^#/]+" do
        found = type(found) == "table" and found[name] or nil
    end
    return type(found) == "table" and found or nil
end

local function fits_kind(schema, value, kind, path, root)
    if kind == "object" then
        return fits_object(schema, value, path, root)
    elseif kind == "array" then
        return fits_array(schema, value, path, root)
    elseif kind == "integer" or kind == "number" then
        return fits_number(schema, value, path)
    end
    return true
end

function fits(schema, value, path, root)
    if type(schema) ~= "table" then return true end
    if schema["$ref"] then
        local target = referred(root, schema["$ref"])
        if not target then return at(path, ("the schema has no %s"):format(schema["$ref"])) end
        return fits(target, value, path, root)
    end
    local kind = kind_of(value)
    if schema.type and not fits_type(kind, schema.type) then
        local article = kind:find "^[aio]" and "an" or "a"
        return at(path, ("%s %s, where the schema says %s"):format(article, kind, joined(schema.type)))
    end
    if schema.enum then
        local ok, problem = fits_enum(schema.enum, value, path)
        if not ok then return nil, problem end
    end
    if schema.const ~= nil and schema.const ~= value then return at(path, "it is not the one allowed value") end
    if schema.anyOf then return fits_any(schema.anyOf, value, path, root) end
    return fits_kind(schema, value, kind, path, root)
end

--- True, or nil and where it differs: "$.steps[2].minutes: a string, where the schema says integer".
---@param schema table
---@param value any decoded JSON
---@return true?
---@return string? problem
function check.value(schema, value)
    return fits(schema, value, "$", schema)
end

-- ---- what the service refuses of a strict schema ----

--- Source: OpenAI's guide "Structured model outputs", supported schemas.
local MOST_PROPERTIES, MOST_LEVELS, MOST_ENUM, MOST_TEXT = 5000, 10, 1000, 120000
local REFUSED = { "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "oneOf" }

local inspect

local function inspect_object(schema, path, seen, level)
    if schema.additionalProperties ~= false then
        return at(path, "additionalProperties must be false for strict output")
    end
    local required = {}
    for _, name in ipairs(type(schema.required) == "table" and schema.required or {}) do required[name] = true end
    for name, property in pairs(schema.properties or {}) do
        if not required[name] then
            return at(path, ("'%s' must be in required; what is optional allows null instead"):format(tostring(name)))
        end
        seen.properties, seen.text = seen.properties + 1, seen.text + #tostring(name)
        local ok, problem = inspect(property, path .. "." .. tostring(name), seen, level + 1)
        if not ok then return nil, problem end
    end
    return true
end

local function inspect_enum(enum, seen)
    seen.enum = seen.enum + #enum
    for _, value in ipairs(enum) do seen.text = seen.text + #tostring(value) end
end

local function is_object(schema)
    if type(schema.type) ~= "table" then return schema.type == "object" end
    for _, name in ipairs(schema.type) do
        if name == "object" then return true end
    end
    return false
end

function inspect(schema, path, seen, level)
    if type(schema) ~= "table" then return at(path, "it is no schema but a " .. type(schema)) end
    if level > MOST_LEVELS then return at(path, ("it is nested deeper than %d levels"):format(MOST_LEVELS)) end
    for _, word in ipairs(REFUSED) do
        if schema[word] ~= nil then return at(path, ("%s is not supported in strict output"):format(word)) end
    end
    if schema.enum then inspect_enum(schema.enum, seen) end
    local ok, problem = true, nil
    if is_object(schema) then ok, problem = inspect_object(schema, path, seen, level) end
    if ok and schema.items then ok, problem = inspect(schema.items, path .. "[]", seen, level) end
    for i, variant in ipairs(schema.anyOf or {}) do
        if ok then ok, problem = inspect(variant, ("%s|%d"):format(path, i), seen, level) end
    end
    for name, definition in pairs(schema["$defs"] or {}) do
        if ok then ok, problem = inspect(definition, "$defs." .. tostring(name), seen, level) end
    end
    return ok, problem
end

--- True when strict output may be asked for by this schema; or nil and what the service would refuse.
---@param schema table
---@return true?
---@return string? problem
function check.strict(schema)
    if type(schema) ~= "table" or not is_object(schema) then return at("$", "the root must be an object") end
    if schema.anyOf then return at("$", "the root must be an object and no anyOf") end
    local seen = { properties = 0, enum = 0, text = 0 }
    local ok, problem = inspect(schema, "$", seen, 1)
    if not ok then return nil, problem end
    if seen.properties > MOST_PROPERTIES then return at("$", ("more than %d properties"):format(MOST_PROPERTIES)) end
    if seen.enum > MOST_ENUM then return at("$", ("more than %d values in enums"):format(MOST_ENUM)) end
    if seen.text > MOST_TEXT then return at("$", ("names and enum values of more than %d bytes"):format(MOST_TEXT)) end
    return true
end

return check
