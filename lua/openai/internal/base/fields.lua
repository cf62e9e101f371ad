--- Fields of what a server sent, read where our code relies on them. All others pass through as they are.
local errors = require "openai.internal.base.error"

local fields = {}

--- A text that says something; nil for anything else: where the API gives an id, an empty one is none.
---@param object any
---@param name string|integer
---@return string?
function fields.text(object, name)
    local value = type(object) == "table" and object[name]
    return type(value) == "string" and value ~= "" and value or nil
end

--- The id of an object, for people.
---@param object any
---@return string
function fields.id(object)
    return fields.text(object, "id") or "(without an id)"
end

--- A number, but none of infinity; nil for anything else.
---@param object any
---@param name string|integer
---@return number?
function fields.number(object, name)
    local value = type(object) == "table" and object[name]
    return type(value) == "number" and value > -math.huge and value < math.huge and value or nil
end

--- A table, empty where there is none.
---@param object any
---@param name string|integer
---@return table
function fields.table(object, name)
    local value = type(object) == "table" and object[name]
    return type(value) == "table" and value or {}
end

--- Whether a field says something: null, false, an empty text or an empty table do not.
---@param value any
---@return boolean
function fields.says(value)
    if type(value) == "table" then return next(value) ~= nil end
    return value ~= nil and value ~= false and value ~= ""
end

local function type_of(value)
    return value == "" and "an empty string" or "a " .. type(value)
end

--- What is wrong with a field; nil: nothing.
local function complaint(object, name, kind)
    local wanted, free = kind:match "^(%a+)(%??)$"
    local value = object[name]
    if wanted == "string" and value == "" then value = nil end
    if value == nil then return free == "" and ("it has no %s"):format(name) or nil end
    if type(value) ~= wanted then return ("its %s is %s"):format(name, type_of(value)) end
end

--- What keeps an object from being what its fields have to be; nil: nothing.
---@param object any
---@param kinds table<string, string> field -> "string", "number" or "table"; with "?" it may be left out. An empty
---  string is none
---@return string?
function fields.complaint(object, kinds)
    if type(object) ~= "table" then return "it is " .. type_of(object) end
    local names = {}
    for name in pairs(kinds) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do
        local wrong = complaint(object, name, kinds[name])
        if wrong then return wrong end
    end
end

--- The object, when its fields are what they have to be; else nil, err of kind "protocol".
---@param object any
---@param what string the helper, e.g. "files:wait"
---@param noun string what the object is, for people
---@param kinds table<string, string> as of `complaint`
---@param made? boolean it was to be created, and may exist
---@return table?
---@return openai.Error?
function fields.checked(object, what, noun, kinds, made)
    local wrong = fields.complaint(object, kinds)
    if not wrong then return object end
    return errors.failure("protocol", ("the server's answer is no %s: %s"):format(noun, wrong),
        { operation = what, ambiguous = made })
end

return fields
