--- Makes a strict JSON schema of an ordered list of fields: every object has `additionalProperties: false` and
--- requires all
--- of its fields, as structured output demands; an optional field may be null instead. The model writes the fields in
--- the order in which they stand here.
local errors = require "openai.internal.base.error"

local NULL = require("openai.core").json.null

local build = {}

local PRIMITIVES = { string = true, number = true, integer = true, boolean = true, null = true }

--- What a field may say besides its name and type, and what becomes of it.
local KEYWORDS = {
    description = "string", pattern = "string", format = "string", minimum = "number", maximum = "number",
    exclusiveMinimum = "number", exclusiveMaximum = "number", multipleOf = "number", minItems = "number",
    maxItems = "number",
}
local ORDER = {
    "type", "description", "enum", "const", "anyOf", "properties", "required", "additionalProperties", "items",
        "pattern",
    "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
}

local Schema = { __name = "openai.schema", __order = ORDER }

local function misuse(where, message)
    errors.misuse(("schema: %s%s"):format(where ~= "" and where .. ": " or "", message))
end

--- The node of a schema: a plain table that is written in a fixed order.
local function node(fields)
    return setmetatable(fields, Schema)
end

---@param value any
---@return boolean
function build.is(value)
    local meta = type(value) == "table" and getmetatable(value)
    return type(meta) == "table" and rawget(meta, "__order") == ORDER
end

local type_of

local function enum_of(values, where)
    if type(values) ~= "table" or #values == 0 then misuse(where, "enum takes a list of the allowed values") end
    local kind
    for i, value in ipairs(values) do
        local this = type(value)
        if this ~= "string" and this ~= "number" and this ~= "boolean" then
            misuse(where, ("enum: value %d is a %s; they are strings, numbers or booleans"):format(i, this))
        end
        kind = (kind == nil or kind == this) and this or false
    end
    return node { type = kind or nil, enum = values }
end

local function array_of(items, where)
    return node { type = "array", items = type_of(items, where .. "[]") }
end

--- A copy of the type that also allows null.
local function nullable(made, where)
    local copy = {}
    for name, value in pairs(made) do copy[name] = value end
    if copy.enum then
        copy.enum = {}
        for i, value in ipairs(made.enum) do copy.enum[i] = value end
        copy.enum[#copy.enum + 1] = NULL
    end
    if type(copy.type) == "string" then
        copy.type = { copy.type, "null" }
    elseif copy.anyOf then
        local all = {}
        for i, one in ipairs(copy.anyOf) do all[i] = one end
        all[#all + 1] = node { type = "null" }
        copy.anyOf = all
    elseif not copy.enum then
        misuse(where, "optional does not fit here: give the type as anyOf { …, { type = \"null\" } }")
    end
    return setmetatable(copy, getmetatable(made))
end

local function variants_of(list, where)
    local variants = {}
    for i, one in ipairs(list) do variants[i] = type_of(one, ("%s|%d"):format(where, i)) end
    if #variants < 2 then misuse(where, "any_of takes a list of two types or more") end
    return node { anyOf = variants }
end

--- The type of a field: "string" …, a schema, a list of fields, or one of `enum`, `array`, `any_of` in the field.
function type_of(given, where)
    if type(given) == "string" then
        if PRIMITIVES[given] then return node { type = given } end
        local meant = errors.nearest(given, PRIMITIVES)
        misuse(where, ("there is no type '%s'%s; the types are string, number, integer, boolean, null, a list of "
            .. "fields, another schema"):format(given, meant and (", did you mean '%s'?"):format(meant) or ""))
    elseif type(given) ~= "table" then
        misuse(where, "a type is a name, a list of fields or a schema, not a " .. type(given))
    end
    if build.is(given) or given.type ~= nil or given.anyOf ~= nil or given["$ref"] ~= nil then return given end
    if given.enum then return enum_of(given.enum, where) end
    if given.array then return array_of(given.array, where) end
    if given.any_of then return variants_of(given.any_of, where) end
    return build.object(given, where)
end

local function field_type(field, where)
    local forms = 0
    for _, form in ipairs { "enum", "array", "any_of" } do
        if field[form] ~= nil then forms = forms + 1 end
    end
    if field[2] ~= nil then forms = forms + 1 end
    if forms ~= 1 then
        misuse(where, forms == 0 and "its type is missing: { \"name\", \"string\" }, or enum, array, any_of = …"
            or "it has more than one type: a second item, enum, array and any_of exclude each other")
    end
    return type_of(field[2] ~= nil and field[2] or field, where)
end

local function check_keyword(name, value, where)
    if KEYWORDS[name] then
        if type(value) == KEYWORDS[name] then return true end
        misuse(where, ("%s must be a %s, not a %s"):format(name, KEYWORDS[name], type(value)))
    end
    local known = { optional = true, enum = true, array = true, any_of = true }
    if known[name] then return false end
    for keyword in pairs(KEYWORDS) do known[keyword] = true end
    local meant = errors.nearest(tostring(name), known)
    misuse(where, ("unknown word '%s'%s"):format(tostring(name), meant and ("; did you mean '%s'?"):format(meant)
        or ""))
end

local function field_of(field, where)
    local found = field_type(field, where)
    local made = {}
    for name, value in pairs(found) do made[name] = value end
    setmetatable(made, getmetatable(found) or Schema)
    for name, value in pairs(field) do
        if type(name) == "string" and check_keyword(name, value, where) then made[name] = value end
    end
    return field.optional and nullable(made, where) or made
end

--- An object schema of a list of fields.
---@param fields table
---@param where string path of the object, for messages
function build.object(fields, where)
    local properties, names, seen = {}, {}, {}
    for i, field in ipairs(fields) do
        local name = type(field) == "table" and field[1]
        if type(name) ~= "string" or name == "" then
            misuse(where, ("field %d must be { \"name\", type, … }"):format(i))
        elseif seen[name] then
            misuse(where, ("the field '%s' is there twice"):format(name))
        end
        seen[name] = true
        names[i] = name
        properties[name] = field_of(field, where == "" and name or where .. "." .. name)
    end
    if #names == 0 then
        misuse(where, "an object takes a list of fields: { { \"name\", \"string\" }, … }; "
            .. "a table with names has no order")
    end
    return node {
        type = "object", additionalProperties = false, required = names,
        properties = setmetatable(properties, { __order = names }),
    }
end

--- openai.schema{ name = …, description = …, fields … }
function build.schema(given)
    if type(given) ~= "table" then errors.misuse("schema takes a list of fields, not a " .. type(given)) end
    local name, description = given.name, given.description
    for key in pairs(given) do
        if type(key) == "string" and key ~= "name" and key ~= "description" then
            misuse("", ("unknown word '%s'; a schema has name, description and its fields in a list, e.g. "
                .. "{ \"%s\", \"string\" }"):format(key, key))
        end
    end
    if name ~= nil and (type(name) ~= "string" or not name:match "^[%w_-]+$" or #name > 64) then
        misuse("", "name must be 1 to 64 letters, digits, _ or -")
    end
    if description ~= nil and type(description) ~= "string" then misuse("", "description must be a string") end
    local made = build.object(given, "")
    made.description = description
    return setmetatable(made, { __name = "openai.schema", __order = ORDER, name = name })
end

return build
