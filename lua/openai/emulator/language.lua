--- What a model says, here: the same every time for the same messages, and never more than a rule can find.
---
--- In this order: a tool is called when the last message is the user's and names it (or `tool_choice` does), its
--- arguments being what the message says as `name: value` or `name=value`, else values of its schema; a JSON schema is
--- answered by a value that conforms to it; a tool's result is repeated; a fine-tuned model gives the answer of the
--- training example that is nearest in meaning; "one of: a, b" in the instructions makes it choose; else it repeats the
--- question.
local json = require "openai.emulator.json"
local meaning = require "openai.emulator.meaning"

local language = {}

local QUOTED = 80 -- bytes of the question that an answer repeats
local VECTOR_SIZE = 256
local MAX_DEPTH = 12 -- of a value for a schema, which may refer to itself

local function excerpt(text)
    if #text <= QUOTED then return text end
    return (text:sub(1, QUOTED):gsub("[\192-\255]?[\128-\191]*$", "")) -- no character is cut
end

-- "one of: a, b, c" or "labels: a, b, c" anywhere in the instructions.
local function labels_of(instructions)
    local list = instructions:match("[Oo]ne of:?%s+([^\n%.]+)") or instructions:match("[Ll]abels?:%s*([^\n%.]+)")
    if not list then return nil end
    local labels = {}
    for item in list:gsub(" or ", ","):gmatch("[^,]+") do
        local label = item:match("^%s*[\"'`]?(.-)[\"'`]?%s*$")
        if label ~= "" then labels[#labels + 1] = label end
    end
    return #labels > 1 and labels or nil
end

local function pick(list, question)
    for _, item in ipairs(list) do
        if type(item) == "string" and question:lower():find(item:lower(), 1, true) then return item end
    end
    return list[meaning.hash(question) % #list + 1]
end

-- Vectors of training questions, computed at the first question to a model.
local vectors_of = setmetatable({}, { __mode = "k" })

local function vectors(examples)
    local list = vectors_of[examples]
    if not list then
        list = {}
        for i, example in ipairs(examples) do list[i] = meaning.vector(example.asked, VECTOR_SIZE) end
        vectors_of[examples] = list
    end
    return list
end

local function recall(examples, question)
    local asked, best, best_score = meaning.vector(question, VECTOR_SIZE), nil, -math.huge
    for i, vector in ipairs(vectors(examples)) do
        local score = 0
        for k = 1, VECTOR_SIZE do score = score + vector[k] * asked[k] end
        if score > best_score then best, best_score = examples[i], score end
    end
    return best and best.answered
end

local value_for -- of a schema, as JSON text

local function sorted_names(map)
    local names = {}
    for name in pairs(map) do
        if type(name) == "string" then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

local function said(question, name)
    local escaped = name:gsub("%p", "%%%0")
    return question:match("%f[%w_]" .. escaped .. "%s*[:=]%s*\"([^\"]*)\"")
        or question:match("%f[%w_]" .. escaped .. "%s*[:=]%s*([^%s,;]+)")
end

local function object_for(schema, run, depth)
    local parts = {}
    local properties = type(schema.properties) == "table" and schema.properties or {}
    for _, name in ipairs(sorted_names(properties)) do
        local word = said(run.question, name)
        local inner = value_for(properties[name], word and { question = word, root = run.root } or run, depth + 1)
        parts[#parts + 1] = json.encode(name) .. ":" .. inner
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

local function array_for(schema, run, depth)
    local count = math.max(type(schema.minItems) == "number" and math.min(schema.minItems, 100) or 1, 0)
    local parts = {}
    if depth >= MAX_DEPTH then count = 0 end
    for i = 1, count do parts[i] = value_for(schema.items, run, depth + 1) end
    return "[" .. table.concat(parts, ",") .. "]"
end

local function number_for(schema, run)
    local number = tonumber(run.question) or meaning.hash(run.question) % 10
    if number - number ~= 0 then number = 0 end
    if type(schema.minimum) == "number" then number = math.max(number, math.ceil(schema.minimum)) end
    if type(schema.maximum) == "number" then number = math.min(number, math.floor(schema.maximum)) end
    if schema.type == "integer" then number = math.floor(number) end
    return ("%.14g"):format(number)
end

local function boolean_for(_, run)
    if run.question == "true" or run.question == "false" then return run.question end
    return tostring(meaning.hash(run.question) % 2 == 0)
end

local BY_TYPE = {
    object = object_for, array = array_for, integer = number_for, number = number_for, boolean = boolean_for,
    null = function() return "null" end,
    string = function(_, run) return json.encode(excerpt(run.question)) end,
}

-- "#/$defs/name" in the schema as a whole.
local function resolve(schema, root)
    local node = root
    for key in schema["$ref"]:gsub("^#", ""):gmatch("[^/]+") do node = type(node) == "table" and node[key] or nil end
    return node
end

local function type_of(schema)
    local kind = schema.type
    if type(kind) == "table" then kind = kind[1] end
    return kind or (schema.properties and "object") or (schema.items and "array") or "string"
end

function value_for(schema, run, depth)
    if type(schema) ~= "table" or depth > MAX_DEPTH then return depth > MAX_DEPTH and "null" or '""' end
    if type(schema["$ref"]) == "string" then return value_for(resolve(schema, run.root), run, depth + 1) end
    if schema.const ~= nil then return json.encode(schema.const) end
    if type(schema.enum) == "table" and #schema.enum > 0 then return json.encode(pick(schema.enum, run.question)) end
    local any = schema.anyOf or schema.oneOf
    if type(any) == "table" and any[1] then return value_for(depth > 4 and any[#any] or any[1], run, depth + 1) end
    return (BY_TYPE[type_of(schema)] or BY_TYPE.string)(schema, run, depth)
end

--- A value that conforms to a schema, as JSON text.
function language.conforming(schema, question)
    return value_for(schema, { question = question, root = schema }, 0)
end

local function named(tools, name)
    for _, tool in ipairs(tools) do
        if tool.name == name then return { tool } end
    end
    return {}
end

local function chosen_tools(asked)
    local choice = asked.tool_choice
    if choice == "none" then return {} end
    if type(choice) == "table" then return named(asked.tools, choice.name) end
    local found = {}
    for _, tool in ipairs(asked.tools) do
        local escaped = tool.name:gsub("%p", "%%%0")
        if asked.question:find("%f[%w_]" .. escaped .. "%f[^%w_]") then found[#found + 1] = tool end
    end
    if choice == "required" and #found == 0 then found[1] = asked.tools[1] end
    return found
end

local function calls_of(asked)
    if not asked.tools or asked.result then return nil end
    local calls = {}
    for i, tool in ipairs(chosen_tools(asked)) do
        calls[i] = { name = tool.name, arguments = language.conforming(tool.parameters or { type = "object" },
            asked.question) }
    end
    return #calls > 0 and calls or nil
end

local function free_text(context, asked, index)
    if asked.result then return "The tool answered: " .. excerpt(asked.result) end
    local own = context.state.models:get(asked.model)
    local answer = own and own.examples and recall(own.examples, asked.question)
    local labels = not answer and labels_of(asked.instructions)
    if answer or labels then return answer or pick(labels, asked.question) end
    return ("Emulated answer%s to: %s"):format(index > 0 and " " .. index + 1 or "", excerpt(asked.question))
end

local function without_stops(text, stops)
    local first
    for _, stop in ipairs(stops or {}) do
        local at = stop ~= "" and text:find(stop, 1, true)
        if at and (not first or at < first) then first = at end
    end
    return first and text:sub(1, first - 1) or text
end

--- The pieces in which a text is streamed and counted: words with what is before them.
function language.tokens(text)
    local list = {}
    for word in text:gmatch("%s*[^%s]+") do list[#list + 1] = word end
    local rest = text:match("%s+$")
    if rest then list[math.max(1, #list)] = (list[#list] or "") .. rest end
    return list
end

local PIECE = 8 -- characters of a tool's arguments in one event

--- The pieces in which a tool's arguments are streamed; no character is cut.
function language.pieces(text)
    local list, piece, count = {}, "", 0
    for character in text:gmatch("[^\128-\191][\128-\191]*") do
        piece, count = piece .. character, count + 1
        if count == PIECE then
            list[#list + 1], piece, count = piece, "", 0
        end
    end
    if piece ~= "" then list[#list + 1] = piece end
    return list
end

---@class emulator.asked
---@field model string
---@field instructions string what system and user say, all of it
---@field question string what the user said last
---@field result? string of a tool, when that is the last message
---@field tools? {name: string, parameters: table?}[]
---@field tool_choice? string|{name: string}
---@field format? table {type = "json_schema", schema = …} or {type = "json_object"}
---@field stop? string[]
---@field max_tokens? integer

--- Choice `index` (from 0) of the answer: {text, tokens, count, finish} or {calls, count, finish}; finish is "stop",
--- "length" or "tool_calls".
---@param asked emulator.asked
function language.say(context, asked, index)
    local calls = calls_of(asked)
    if calls then
        local tokens = 0
        for _, call in ipairs(calls) do tokens = tokens + meaning.tokens(call.name .. call.arguments) end
        return { calls = calls, count = tokens, finish = "tool_calls" }
    end
    local format, text = asked.format
    if format and format.type == "json_schema" then
        text = language.conforming(format.schema, asked.question)
    else
        text = free_text(context, asked, index)
        if format and format.type == "json_object" and type(json.decode(text)) ~= "table" then
            text = json.encode{ answer = text }
        end
    end
    local tokens, finish = language.tokens(without_stops(text, asked.stop)), "stop"
    local limit = asked.max_tokens
    if limit and #tokens > limit then
        for i = #tokens, limit + 1, -1 do tokens[i] = nil end
        finish = "length"
    end
    return { text = table.concat(tokens), tokens = tokens, count = #tokens, finish = finish }
end

return language
