-- Schemas become types as the Lua language server writes them: names of classes and aliases, literals, arrays, maps.
local specification = require "spec.support.api.specification"

local types = {}

local Types = {}
Types.__index = Types

local PREFIX = "openai."

--- Components whose own name says little, or is taken by a class of ours.
local NAMES = {
    OpenAIFile = "File", Response = "ResponseObject", CreateEmbeddingResponse = "EmbeddingResponse",
    ListFilesResponse = "FileList", DeleteFileResponse = "FileDeleted", DeleteModelResponse = "ModelDeleted",
    FineTuningCheckpointPermission = "CheckpointPermission", FineTuningJobCheckpoint = "Checkpoint",
    FineTuningJobEvent = "FineTuningEvent", CreateChatCompletionResponse = "ChatCompletion",
    CreateChatCompletionStreamResponse = "ChatCompletionChunk", CreateCompletionResponse = "Completion",
    CreateModerationResponse = "ModerationResponse", ThreadResource = "ChatKitThread",
    RunGraderResponse = "GraderRunResult", ValidateGraderResponse = "GraderValidated",
    FineTuneMethod = "FineTuningMethod",
}

--- Fields whose values are made on the way in, or on the way out.
local FIELDS = { ["openai.Embedding.embedding"] = "openai.Vector" }

--- "create_and_run", "file-batch" -> "CreateAndRun", "FileBatch"
function types.pascal(text)
    return (text:gsub("[^%w]*(%w+)", function(word) return word:sub(1, 1):upper() .. word:sub(2) end):gsub("[^%w]", ""))
end

--- @param api table what specification.read returns
function types.new(api)
    return setmetatable({ api = api, defined = {}, order = {}, made = {} }, Types)
end

-- ---- unions ----

local function add_once(list, seen, text)
    if seen[text] then return end
    seen[text] = true
    table.insert(list, text)
end

--- The alternatives of a type: its parts at the `|` outside of brackets and quotes.
function types.alternatives(text)
    local parts, depth, from, quoted = {}, 0, 1, false
    for at = 1, #text do
        local char = text:sub(at, at)
        if char == '"' then quoted = not quoted end
        if not quoted then
            if char:find "[%(<{]" then depth = depth + 1 end
            if char:find "[%)>}]" then depth = depth - 1 end
            if char == "|" and depth == 0 then
                table.insert(parts, text:sub(from, at - 1))
                from = at + 1
            end
        end
    end
    table.insert(parts, text:sub(from))
    return parts
end

local function union(list)
    local parts, seen = {}, {}
    for _, text in ipairs(list) do
        for _, part in ipairs(types.alternatives(text)) do add_once(parts, seen, part) end
    end
    if seen.any then return "any" end
    return table.concat(parts, "|")
end

local function array_of(text)
    return #types.alternatives(text) > 1 and "(" .. text .. ")[]" or text .. "[]"
end

-- ---- names ----

--- A name for what the specification leaves without one; a second of the same name gets a number.
function Types:fresh(hint)
    local name, count = PREFIX .. hint, 1
    while self.made[name] do
        count = count + 1
        name = PREFIX .. hint .. count
    end
    self.made[name] = true
    return name
end

function Types:define(name, definition)
    definition.name = name
    self.defined[name] = definition
    table.insert(self.order, definition)
    return name
end

--- Names that classes of ours have.
local OURS = { Client = true, Error = true, Pager = true, Progress = true, Response = true, Source = true,
    Stream = true, Task = true, Vector = true }

--- The class of a component: "VectorStoreObject" is a VectorStore, unless that is another's name.
function Types:class_name(component)
    if NAMES[component] then return PREFIX .. NAMES[component] end
    local short = types.pascal(component):gsub("Object$", ""):gsub("Resource$", "")
    local taken = OURS[short] or self.api.document.components.schemas[short]
    if OURS[types.pascal(component)] then return PREFIX .. "Api" .. short end
    return PREFIX .. (taken and types.pascal(component) or short)
end

-- ---- schemas ----

local function is_null(schema)
    return schema.type == "null"
end

local function literal(value)
    if type(value) == "string" then return ("%q"):format(value) end
    return math.type and math.type(value) == "float" and value % 1 == 0 and ("%d"):format(value) or tostring(value)
end

local function literals(values)
    local list = {}
    for _, value in ipairs(values) do
        if type(value) ~= "userdata" then table.insert(list, literal(value)) end
    end
    return table.concat(list, "|")
end

local SCALARS = { string = "string", integer = "integer", number = "number", boolean = "boolean" }

function Types:object(schema, hint)
    local fields, required, order = self.api:properties(schema)
    if next(fields) == nil then
        local values = schema.additionalProperties
        if type(values) == "table" and next(values) ~= nil then
            return ("table<string, %s>"):format((self:of(values, hint .. "Value")))
        end
        return "table"
    end
    local name = self:fresh(hint)
    local definition = { kind = "class", fields = {} }
    self:define(name, definition)
    self:fill(definition, fields, required, specification.sorted(fields, required, order), hint)
    return name
end

--- Longer unions than fit beside a field's name get a name of their own.
local LONGEST = 70

function Types:short(text, hint)
    if #text <= LONGEST then return text end
    local inner, brackets = text:match "^%((.*)%)(%[%])$"
    local parts = types.alternatives(inner or text)
    if #parts < 2 then return text end
    local name = self:fresh(hint)
    self:define(name, { kind = "alias", members = parts })
    return name .. (brackets or "")
end

--- The fields of a class, each with its type, whether it is always there, and its schema.
function Types:fill(definition, fields, required, names, hint)
    for _, field in ipairs(names) do
        local own = hint .. types.pascal(field)
        local text, nullable = self:of(fields[field], own)
        table.insert(definition.fields, {
            name = field, type = FIELDS[definition.name .. "." .. field] or self:short(text, own),
            optional = nullable or not required[field], schema = fields[field],
        })
    end
end

function Types:alternatives_of(list, hint)
    local parts, nullable = {}, false
    for index, one in ipairs(list) do
        if is_null(one) then
            nullable = true
        else
            local own = #list > 1 and one.title and hint .. types.pascal(one.title) or hint
            local text, null = self:of(one, own .. (index > 1 and own == hint and index or ""))
            nullable = nullable or null
            table.insert(parts, text)
        end
    end
    return #parts > 0 and union(parts) or "any", nullable
end

function Types:typed(schema, kind, hint)
    if schema.enum then return literals(schema.enum) end
    if schema.const ~= nil then return literal(schema.const) end
    if kind == "string" and schema.format == "binary" then return "openai.Source" end
    if SCALARS[kind] then return SCALARS[kind] end
    if kind == "array" then
        return array_of(schema.items and next(schema.items) and (self:of(schema.items, hint .. "Item")) or "any")
    end
    return self:object(schema, hint)
end

local function kind_of(schema)
    if schema.type then return schema.type end
    if schema.properties or schema.additionalProperties then return "object" end
    if schema.items then return "array" end
    if schema.enum and type(schema.enum[1]) == "string" then return "string" end
end

--- The type of a schema, and whether it may be null. `hint` names what it has no name for.
function Types:of(schema, hint)
    if schema["$ref"] then return self:component(schema) end
    local nullable = schema.nullable == true
    local parts = schema.anyOf or schema.oneOf
    if schema.allOf and #schema.allOf == 1 and not schema.properties then
        local text, null = self:of(schema.allOf[1], hint)
        return text, nullable or null
    elseif schema.allOf then
        return self:object(schema, hint), nullable
    elseif parts and not schema.properties then
        local text, null = self:alternatives_of(parts, hint)
        return text, nullable or null
    end
    local kind = kind_of(schema)
    if type(kind) ~= "table" then return kind and self:typed(schema, kind, hint) or "any", nullable end
    local list = {}
    for _, one in ipairs(kind) do
        if one == "null" then nullable = true else table.insert(list, (self:typed(schema, one, hint))) end
    end
    return union(list), nullable
end

--- A component: what has fields is a class, a choice an alias, all else stands for itself.
function Types:component(reference)
    local schema, name = self.api:resolve(reference)
    local full = self:class_name(name)
    local known = self.made[name]
    if known then
        known.used = known.used or known.text == nil
        return known.text or full, known.nullable
    end
    if self.made[full] then error(full .. " is the name of two components: see NAMES") end
    known = {}
    self.made[name] = known
    local text, nullable = self:of(schema, full:sub(#PREFIX + 1))
    if text ~= full and (known.used or #types.alternatives(text) > 1) then
        self.made[full] = true
        self:define(full, { kind = "alias", members = types.alternatives(text), schema = schema })
        text = full
    end
    known.text, known.nullable = text, nullable
    return text, nullable
end

-- ---- what else is known of a value ----

local LIMITS = { "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", "pattern" }

--- The ends of what 64 bits hold are no limits that a person would name.
local function is_limit(value)
    return type(value) ~= "number" or math.abs(value) < 2 ^ 53
end

--- Default, limits and allowed values of a schema, wherever in its alternatives they stand.
function Types:limits(schema)
    local found = {}
    local function visit(part, depth)
        part = self.api:resolve(part)
        if found.default == nil and part.default ~= nil then found.default = part.default end
        for _, name in ipairs(LIMITS) do
            if found[name] == nil and is_limit(part[name]) then found[name] = part[name] end
        end
        if part.deprecated then found.deprecated = true end
        if depth == 0 then return end
        for _, kind in ipairs { "allOf", "anyOf", "oneOf" } do
            for _, one in ipairs(part[kind] or {}) do visit(one, depth - 1) end
        end
    end
    visit(schema, 2)
    if found.exclusiveMinimum == true then found.exclusiveMinimum, found.minimum = found.minimum, nil end
    if not found.exclusiveMinimum then found.exclusiveMinimum = nil end
    if type(found.default) == "table" or type(found.default) == "userdata" then found.default = nil end
    return found
end

return types
