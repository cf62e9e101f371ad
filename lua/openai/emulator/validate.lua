--- Checks of request bodies and query parameters against the documented limits, with the service's error wording.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"

local validate = {}

local METADATA_PAIRS, METADATA_KEY, METADATA_VALUE = 16, 64, 512

-- Neither infinite nor NaN, which JSON does not know but numbers such as 1e999 become.
local function is_number(value) return type(value) == "number" and value - value == 0 end
local function is_integer(value) return is_number(value) and value == math.floor(value) end
local function is_array(value) return type(value) == "table" and (#value > 0 or next(value) == nil) end
local function is_object(value) return type(value) == "table" and #value == 0 end

local function type_name(value)
    if value == json.null then return "null" end
    if type(value) == "number" then return is_integer(value) and "integer" or "decimal" end
    if type(value) == "table" then return is_object(value) and next(value) ~= nil and "object" or "array" end
    return type(value)
end

local function article(word)
    return (word:match("^[aeiou]") and "an " or "a ") .. word
end

local function wrong_type(name, expected, value)
    errors.bad_request(("Invalid type for '%s': expected %s, but got %s instead.")
        :format(name, expected, value == json.null and "null" or article(type_name(value))), name, "invalid_type")
end

local function quoted_list(values)
    local out = {}
    for i, value in ipairs(values) do out[i] = "'" .. value .. "'" end
    if #out == 1 then return out[1] end
    return table.concat(out, ", ", 1, #out - 1) .. ", and " .. out[#out]
end

local function check_choice(name, value, choices)
    for _, choice in ipairs(choices) do
        if choice == value then return end
    end
    errors.bad_request(("Invalid value: '%s'. Supported values are: %s."):format(value, quoted_list(choices)), name,
        "invalid_value")
end

--- Length of a UTF-8 string in characters.
local function characters(text)
    local _, count = text:gsub("[^\128-\191]", "")
    return count
end

local function check_length(name, kind, length, unit, rule)
    if rule.min_length and length < rule.min_length then
        errors.bad_request(("Invalid '%s': %s too short. Expected %s with minimum length %d, but got %s with length %d "
            .. "instead."):format(name, kind, article(unit), rule.min_length, article(unit), length), name,
            kind .. "_below_min_length")
    end
    if rule.max_length and length > rule.max_length then
        errors.bad_request(("Invalid '%s': %s too long. Expected %s with maximum length %d, but got %s with length %d "
            .. "instead."):format(name, kind, article(unit), rule.max_length, article(unit), length), name,
            kind .. "_above_max_length")
    end
end

local function check_range(name, value, rule)
    local kind = rule.type == "integer" and "integer" or "decimal"
    local below = rule.min and (value < rule.min or rule.exclusive and value == rule.min)
    if below then
        errors.bad_request(("Invalid '%s': %s below minimum value. Expected a value %s %s, but got %s instead.")
            :format(name, kind, rule.exclusive and ">" or ">=", tostring(rule.min), tostring(value)), name,
            kind .. "_below_min_value")
    end
    if rule.max and value > rule.max then
        errors.bad_request(("Invalid '%s': %s above maximum value. Expected a value <= %s, but got %s instead.")
            :format(name, kind, tostring(rule.max), tostring(value)), name, kind .. "_above_max_value")
    end
end

local function count_pairs(object)
    local count = 0
    for _ in pairs(object) do count = count + 1 end
    return count
end

local kinds = {}

function kinds.string(name, value, rule)
    if type(value) ~= "string" then wrong_type(name, "a string", value) end
    if rule.choices then check_choice(name, value, rule.choices) end
    check_length(name, "string", characters(value), "string", rule)
end

function kinds.integer(name, value, rule)
    if not is_integer(value) then wrong_type(name, "an integer", value) end
    check_range(name, value, rule)
end

function kinds.number(name, value, rule)
    if not is_number(value) then wrong_type(name, "a decimal", value) end
    check_range(name, value, rule)
end

function kinds.boolean(name, value)
    if type(value) ~= "boolean" then wrong_type(name, "a boolean", value) end
end

function kinds.array(name, value, rule)
    if not is_array(value) then wrong_type(name, "an array", value) end
    check_length(name, "array", #value, "array", rule)
    for i, item in ipairs(value) do
        if rule.items then validate.value(("%s[%d]"):format(name, i - 1), item, rule.items) end
    end
end

function kinds.object(name, value, rule)
    if not is_object(value) then wrong_type(name, "an object", value) end
    if rule.fields then validate.object(value, rule.fields, name .. ".") end
end

function kinds.metadata(name, value)
    if not is_object(value) then wrong_type(name, "an object", value) end
    local count = count_pairs(value)
    if count > METADATA_PAIRS then
        errors.bad_request(("Invalid '%s': too many properties. Expected an object with at most %d properties, but got "
            .. "an object with %d properties instead."):format(name, METADATA_PAIRS, count), name,
                "object_above_max_properties")
    end
    for key, text in pairs(value) do
        if characters(key) > METADATA_KEY then
            errors.bad_request(("Invalid property name in '%s': '%s' is too long. Expected a name "
                .. "with maximum length %d.")
                :format(name, key, METADATA_KEY), name, "string_above_max_length")
        end
        kinds.string(name .. "." .. key, text, { max_length = METADATA_VALUE })
    end
end

function kinds.any() end

function kinds.map(name, value, rule)
    if not is_object(value) then wrong_type(name, "an object", value) end
    for key, item in pairs(value) do validate.value(("%s.%s"):format(name, tostring(key)), item, rule.values) end
end

-- What one line of a head can hold.
function kinds.header(name, value)
    if type(value) ~= "string" and not is_number(value) then wrong_type(name, "a string", value) end
    if tostring(value):find("[\r\n%z]") then errors.bad_request(("Invalid '%s': several lines."):format(name), name) end
end

local CUTS = { "request", "answer", "headers" }

function kinds.cut(name, value)
    if type(value) == "number" then return kinds.integer(name, value, { type = "integer", min = 0 }) end
    kinds.string(name, value, { choices = CUTS })
end

--- Checks one value. Rules: {type, required, nullable, auto (the word "auto" will do), min, max, exclusive, min_length,
--- max_length, choices, items, fields}.
function validate.value(name, value, rule)
    if value == json.null and rule.nullable then return end
    if rule.auto and value == "auto" then return end
    kinds[rule.type](name, value, rule)
end

local function check_known(object, rules, prefix)
    for key in pairs(object) do
        if not rules[key] then
            errors.bad_request(("Unknown parameter: '%s%s'."):format(prefix, tostring(key)), prefix .. tostring(key),
                "unknown_parameter")
        end
    end
end

local function sorted_keys(rules)
    local names = {}
    for name in pairs(rules) do names[#names + 1] = name end
    table.sort(names)
    return names
end

--- Checks every field of an object; unknown ones are refused.
---@param object table
---@param rules table<string, table>
---@param prefix? string path of the object, ending in a dot
function validate.object(object, rules, prefix)
    prefix = prefix or ""
    for _, name in ipairs(sorted_keys(rules)) do
        local rule, value = rules[name], object[name]
        if value ~= nil then
            validate.value(prefix .. name, value, rule)
        elseif rule.required then
            errors.bad_request(("Missing required parameter: '%s%s'."):format(prefix, name), prefix .. name,
                "missing_required_parameter")
        end
    end
    check_known(object, rules, prefix)
    return object
end

--- An integer of the query string, or the default.
function validate.query_integer(query, name, rule)
    local text = query[name]
    if text == nil then return rule.default end
    local value = type(text) == "string" and text:match("^%-?%d+$") and tonumber(text)
    if not value then wrong_type(name, "an integer", text) end
    check_range(name, value, { type = "integer", min = rule.min, max = rule.max })
    return value
end

function validate.query_choice(query, name, choices, default)
    local text = query[name]
    if text == nil then return default end
    check_choice(name, text, choices)
    return text
end

validate.file_expiration = { type = "object", fields = {
    anchor = { type = "string", required = true, choices = { "created_at" } },
    seconds = { type = "integer", required = true, min = 3600, max = 2592000 },
} }

return validate
