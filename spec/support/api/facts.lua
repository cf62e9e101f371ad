-- lua/openai/internal/facts/data.lua: what is known of the operations, for help, the command line and suggestions.
local model = require "spec.support.api.model"


local facts = {}

local HEAD = [[
-- What OpenAI's specification says of the operations and of the types of their parameters. Written by `make api`.
-- luacheck: ignore 631
--
-- operations: name -> { method, path, id, result, item (of the pages), event, deprecated, parameters… }
-- types: name -> the alternatives of a choice, or the fields of an object
-- Parameters and fields: { name, type, place ("path", "query", "body"; none for fields), required, default, limits }
]]

local LIMITS = {
    { "minimum", "min" }, { "exclusiveMinimum", "above" }, { "maximum", "max" }, { "minLength", "min_length" },
    { "maxLength", "max_length" }, { "minItems", "min_items" }, { "maxItems", "max_items" }, { "pattern", "pattern" },
}

local function value(of)
    if type(of) == "string" and of:find '"' and not of:find "[\\'\n]" then return "'" .. of .. "'" end
    if type(of) == "string" then return (("%q"):format(of):gsub("\\\n", "\\n")) end
    if type(of) == "number" and of % 1 == 0 and math.abs(of) < 2 ^ 53 then return ("%d"):format(of) end
    return type(of) == "number" and ("%.14g"):format(of) or tostring(of)
end

local function bare(text)
    return (text:gsub("openai%.", ""))
end

local function entry(one, limits)
    local words = { value(one.name), value(bare(one.type)) }
    if one.place then table.insert(words, value(one.place)) end
    if not one.optional then table.insert(words, "required = true") end
    if limits.default ~= nil then table.insert(words, "default = " .. value(limits.default)) end
    for _, limit in ipairs(LIMITS) do
        if limits[limit[1]] ~= nil then table.insert(words, limit[2] .. " = " .. value(limits[limit[1]])) end
    end
    if limits.deprecated then table.insert(words, "deprecated = true") end
    return "{ " .. table.concat(words, ", ") .. " }"
end

--- Names of the defined types that a type mentions.
local function mentioned(text, visit)
    for name in text:gsub('"[^"]*"', ""):gmatch "openai%.([%w_]+)" do visit(name) end
end

--- The types that parameters are made of.
local function reachable(api, known)
    local found = {}
    local function visit(name)
        local definition = known.defined["openai." .. name]
        if not definition or found[name] then return end
        found[name] = definition
        for _, field in ipairs(definition.fields or {}) do mentioned(field.type, visit) end
        for _, member in ipairs(definition.members or {}) do mentioned(member, visit) end
    end
    for _, operation in ipairs(api.operations) do
        for _, parameter in ipairs(operation.parameters) do mentioned(parameter.type, visit) end
    end
    return found
end

local function operation_text(operation)
    local words = {
        ("method = %q, path = %q, id = %q"):format(operation.method, operation.path, operation.id),
    }
    for _, one in ipairs { { "result", operation.result_type }, { "item", operation.item_type },
        { "event", operation.event_type } } do
        if one[2] then table.insert(words, one[1] .. " = " .. value(bare(one[2]))) end
    end
    if operation.deprecated then table.insert(words, "deprecated = true") end
    local lines = { ("[%q] = { %s,"):format(operation.name, table.concat(words, ", ")) }
    for _, parameter in ipairs(operation.parameters) do
        table.insert(lines, entry(parameter, parameter.limits) .. ",")
    end
    return table.concat(lines, "\n") .. " },\n"
end

local function type_text(known, name, definition)
    local lines = { ("%s = {"):format(name) }
    for _, field in ipairs(definition.fields or {}) do
        table.insert(lines, entry(field, known:limits(field.schema)) .. ",")
    end
    for _, member in ipairs(definition.members or {}) do table.insert(lines, value(bare(member)) .. ",") end
    return table.concat(lines, definition.fields and "\n" or " ") .. " },\n"
end

local function sorted_names(map)
    local names = {}
    for name in pairs(map) do table.insert(names, name) end
    table.sort(names)
    return names
end

function facts.files(api)
    local known = model.of(api)
    local out = { HEAD, "return {\noperations = {\n" }
    for _, operation in ipairs(api.operations) do table.insert(out, operation_text(operation)) end
    table.insert(out, "},\ntypes = {\n")
    local found = reachable(api, known)
    for _, name in ipairs(sorted_names(found)) do table.insert(out, type_text(known, name, found[name])) end
    table.insert(out, "},\n}\n")
    return { ["lua/openai/internal/facts/data.lua"] = table.concat(out) }
end



return facts
