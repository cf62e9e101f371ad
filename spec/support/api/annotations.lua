-- lua/openai/types/api/*.lua: the operations with the types of their parameters and results, for editors.
local model = require "spec.support.api.model"
local types = require "spec.support.api.types"

local annotations = {}

local FOLDER = "lua/openai/types/api/"

local HEAD = [[
---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631
]]

-- ---- what is known of a value, in few words ----

local function number(value)
    if value % 1 == 0 and math.abs(value) < 2 ^ 53 then
        local text = ("%d"):format(value)
        return #text > 3 and text:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "") or text
    end
    return ("%.14g"):format(value)
end

local function range(from, to, unit)
    unit = unit and " " .. unit or ""
    if from and to and from ~= to then return number(from) .. " to " .. number(to) .. unit end
    if (to or from) == 1 then unit = unit:gsub("s$", "") end
    if from and to then return number(from) .. unit end
    if from then return "at least " .. number(from) .. unit end
    if to then return "at most " .. number(to) .. unit end
end

--- "default 20; 1 to 100"
local function remark(limits)
    local parts = {}
    local function add(text) if text then table.insert(parts, text) end end
    if limits.default ~= nil then
        local default = limits.default
        add("default " .. (type(default) == "number" and number(default) or type(default) == "string"
            and ("%q"):format(default):gsub("\\\n", "\\n") or tostring(default)))
    end
    add(range(limits.minimum, limits.maximum))
    add(limits.exclusiveMinimum and "above " .. number(limits.exclusiveMinimum))
    add(range(limits.minLength, limits.maxLength, "characters"))
    add(range(limits.minItems, limits.maxItems, "items"))
    add(limits.deprecated and "deprecated")
    return #parts > 0 and " " .. table.concat(parts, "; ") or ""
end

-- ---- classes and aliases ----

local function field_text(field, limits)
    if field.name:find "^[%a_][%w_]*$" then
        return ("---@field %s%s %s%s"):format(field.name, field.optional and "?" or "", field.type, remark(limits))
    end
    local text = #types.alternatives(field.type) > 1 and "(" .. field.type .. ")" or field.type
    return ("---@field [%q] %s%s%s"):format(field.name, text, field.optional and "?" or "", remark(limits))
end

local function alias_text(name, members)
    local lines = { "---@alias " .. name }
    for _, member in ipairs(members) do table.insert(lines, "---| " .. member) end
    return table.concat(lines, "\n") .. "\n"
end

local function class_text(known, name, fields)
    local lines = { "---@class " .. name }
    for _, field in ipairs(fields) do
        table.insert(lines, field_text(field, field.limits or known:limits(field.schema)))
    end
    return table.concat(lines, "\n") .. "\n"
end

local function definition_text(known, definition)
    if definition.kind == "alias" then return alias_text(definition.name, definition.members) end
    return class_text(known, definition.name, definition.fields)
end

-- ---- operations ----

local function resource_name(path)
    return "openai.resource." .. types.pascal(path)
end

local function params_name(operation)
    return "openai." .. operation.type_name .. "Params"
end

--- What a GET of the path so far answers: the object that stands for its id.
local function object_of(api, path, seen)
    for _, operation in ipairs(api.operations) do
        if operation.method == "GET" and operation.path == path and operation.result_type then
            local class = api.types.defined[operation.result_type]
            for _, field in ipairs(class and class.fields or {}) do
                if field.name == "id" then return operation.result_type end
            end
        end
    end
    return seen
end

--- Kinds of answers that may go elsewhere: to a path, an open file or a function.
local GOES_TO = { bytes = true, media = true, transcript = true }

local function arguments_of(api, operation)
    local names, lines, required = {}, {}, false
    for _, parameter in ipairs(operation.path_parameters) do
        local upto = operation.path:match("^.-{" .. parameter.name .. "}")
        local object = object_of(api, upto)
        table.insert(names, parameter.name)
        table.insert(lines, ("---@param %s string%s"):format(parameter.name, object and "|" .. object or ""))
    end
    for _, parameter in ipairs(operation.parameters) do
        if parameter.place ~= "path" and not parameter.optional then required = true end
    end
    if #operation.parameters > #operation.path_parameters then
        table.insert(names, "params")
        table.insert(lines, ("---@param params%s %s"):format(required and "" or "?", params_name(operation)))
    end
    table.insert(names, "options")
    local kind = GOES_TO[operation.reply] and "openai.ContentOptions" or "openai.CallOptions"
    table.insert(lines, "---@param options? " .. kind)
    return names, lines
end

local INFO = "---@return openai.Error|openai.Response|nil info the error; with `with_response` the response"

local function pager_name(operation)
    return operation.item_type:gsub("[^%w.]", "") .. "Pager"
end

local function results_of(operation)
    if operation.cursor ~= "none" then
        local pager = pager_name(operation)
        if operation.method == "POST" then return { ("---@return %s? pager"):format(pager), INFO } end
        return { ("---@return %s pager"):format(pager) }
    elseif operation.reply == "transcript" then
        local answer = "---@return %s|string|true|nil answer text as text, srt, vtt; `true` with the option `to`"
        return { answer:format(operation.result_type), INFO }
    elseif GOES_TO[operation.reply] then
        return { "---@return string|true|nil content `true` with the option `to`", INFO }
    elseif operation.reply == "any" then
        return { ("---@return %s answer"):format(operation.result_type and operation.result_type .. "|string|nil"
            or "string?"), INFO }
    elseif not operation.result_type then
        return { "---@return true? done", INFO }
    end
    local text = operation.result_type
    return { ("---@return %s result"):format(text:find "[|%]]" and text .. "|nil" or text .. "?"), INFO }
end

-- ---- streams: what the same method returns when it is asked for events ----

local function streaming_name(operation)
    return "openai." .. operation.type_name .. "StreamingParams"
end

local function stream_name(operation)
    return "openai." .. operation.type_name .. "Stream"
end

--- Speech is asked for events by a format, all else by `stream`.
local function streaming_field(operation)
    for _, parameter in ipairs(operation.parameters) do
        if parameter.name == "stream_format" then return '---@field stream_format "sse"' end
    end
    return "---@field stream true"
end

local STREAM = [[
---@class %s: openai.Stream
---@field next fun(self: %s): %s?, string|openai.Error|nil
---@field events fun(self: %s): fun(): %s?, string?
---@field poll fun(self: %s): %s[]?, openai.Error?
---@field collect fun(self: %s): %s?, openai.Error?
]]

local function in_brackets(type)
    return #types.alternatives(type) > 1 and "(" .. type .. ")" or type
end

local function stream_text(operation)
    local name, event = stream_name(operation), in_brackets(operation.event_type)
    local whole = operation.reply == "bytes" and "string" or in_brackets(operation.result_type or "table")
    local asked = ("---@class %s: %s\n%s\n"):format(streaming_name(operation), params_name(operation),
        streaming_field(operation))
    return asked .. "\n" .. STREAM:format(name, name, event, name, event, name, event, name, whole)
end

--- The arguments' lines as those of a function type.
local function overload_text(operation, lines)
    local parts = { "self: " .. resource_name(operation.namespace) }
    for _, line in ipairs(lines) do
        local name, type = line:match "^%-%-%-@param (%S+) (.+)$"
        if name:find "^params" then name, type = "params", streaming_name(operation) end
        table.insert(parts, name .. ": " .. type)
    end
    return ("---@overload fun(%s): %s?, openai.Error|openai.Response|nil"):format(table.concat(parts, ", "),
        stream_name(operation))
end

local function method_texts(api, variable, operation)
    local names, lines = arguments_of(api, operation)
    local head = { ("---`%s %s` (%s)"):format(operation.method, operation.path, operation.id) }
    if operation.deprecated then table.insert(head, "---@deprecated") end
    local tail = results_of(operation)
    if operation.event_type then table.insert(tail, overload_text(operation, lines)) end
    local all = {}
    for _, list in ipairs { head, lines, tail } do
        for _, line in ipairs(list) do table.insert(all, line) end
    end
    local texts = {}
    for _, full_name in ipairs(operation.names) do
        table.insert(texts, ("%s\nfunction %s:%s(%s) end\n"):format(table.concat(all, "\n"), variable,
            full_name:match "[^.]+$", table.concat(names, ", ")))
    end
    return table.concat(texts, "\n")
end

-- ---- namespaces ----

--- path -> { path, operations, children } of every namespace.
local function namespaces_of(api)
    local all = {}
    local function get(path)
        if all[path] then return all[path] end
        all[path] = { path = path, operations = {}, children = {} }
        local above, name = path:match "^(.*)%.([^.]+)$"
        if above then table.insert(get(above).children, name) end
        return all[path]
    end
    for _, operation in ipairs(api.operations) do table.insert(get(operation.namespace).operations, operation) end
    return all
end

local function namespace_text(api, namespace)
    local lines = { "---@class " .. resource_name(namespace.path) }
    table.sort(namespace.children)
    for _, name in ipairs(namespace.children) do
        table.insert(lines, ("---@field %s %s"):format(name, resource_name(namespace.path .. "." .. name)))
    end
    local variable = namespace.path:gsub("%.", "_")
    table.insert(lines, ("local %s = {}\n"):format(variable))
    local texts = { table.concat(lines, "\n") }
    for _, operation in ipairs(namespace.operations) do
        if not operation.words.ours then table.insert(texts, method_texts(api, variable, operation)) end
    end
    return table.concat(texts, "\n")
end

local PAGER = [[
---@class %s: openai.Pager
---@overload fun(): %s?
---@field next fun(self: %s): %s?, openai.Error?
---@field collect fun(self: %s, max?: integer): %s[]?, openai.Error?
]]

local function pager_text(name, item)
    local one, many = item, item
    if #types.alternatives(item) > 1 then one, many = "(" .. item .. ")", "(" .. item .. ")" end
    return PAGER:format(name, one, name, one, name, many)
end

-- ---- which file ----

local function each_mentioned(text, visit)
    for name in text:gsub('"[^"]*"', ""):gmatch "openai%.[%w_]+" do visit(name) end
end

--- name -> the namespaces at the top whose operations need the type.
local function users_of(api, known)
    local users = {}
    local function visit(name, top)
        local definition = known.defined[name]
        users[name] = users[name] or {}
        if not definition or users[name][top] then return end
        users[name][top] = true
        for _, field in ipairs(definition.fields or {}) do
            each_mentioned(field.type, function(other) visit(other, top) end)
        end
        for _, member in ipairs(definition.members or {}) do
            each_mentioned(member, function(other) visit(other, top) end)
        end
    end
    for _, operation in ipairs(api.operations) do
        local top = operation.namespace:match "^[%w_]+"
        local function use(text) each_mentioned(text or "", function(name) visit(name, top) end) end
        for _, parameter in ipairs(operation.parameters) do use(parameter.type) end
        use(operation.result_type)
        use(operation.item_type)
        use(operation.event_type)
    end
    return users
end

local function home_of(users)
    local home
    for top in pairs(users) do
        if home then return "shared" end
        home = top
    end
    return home
end

local function sorted_names(map)
    local names = {}
    for name in pairs(map) do table.insert(names, name) end
    table.sort(names)
    return names
end

--- A collection of texts by file.
local Files = {}
Files.__index = Files

function Files:add(name, text)
    local path = FOLDER .. name .. ".lua"
    self[path] = self[path] or { HEAD }
    table.insert(self[path], text)
end

local function add_namespaces(files, api)
    local namespaces = namespaces_of(api)
    local client = { "---@class openai.Client" }
    for _, path in ipairs(sorted_names(namespaces)) do
        if not path:find "%." then table.insert(client, ("---@field %s %s"):format(path, resource_name(path))) end
        files:add(path:match "^[%w_]+", namespace_text(api, namespaces[path]))
    end
    files:add("client", table.concat(client, "\n") .. "\n")
end

local function add_params(files, api)
    for _, operation in ipairs(api.operations) do
        local fields = {}
        for _, parameter in ipairs(operation.parameters) do
            if parameter.place ~= "path" then table.insert(fields, parameter) end
        end
        if #fields > 0 then
            local home = operation.namespace:match "^[%w_]+"
            files:add(home, class_text(api.types, params_name(operation), fields))
            if operation.event_type then files:add(home, stream_text(operation)) end
        end
    end
end

local function add_pagers(files, api, users)
    local done = {}
    for _, operation in ipairs(api.operations) do
        local name = operation.item_type and pager_name(operation)
        if name and not done[name] then
            done[name] = true
            local home = operation.namespace:match "^[%w_]+"
            files:add(users[operation.item_type] and home_of(users[operation.item_type]) or home,
                pager_text(name, operation.item_type))
        end
    end
end

function annotations.files(api)
    local known = model.of(api)
    local files, users = setmetatable({}, Files), users_of(api, known)
    add_namespaces(files, api)
    add_params(files, api)
    add_pagers(files, api, users)
    for _, name in ipairs(sorted_names(known.defined)) do
        local home = users[name] and home_of(users[name])
        if home then files:add(home, definition_text(known, known.defined[name])) end
    end
    local texts = {}
    for path, list in pairs(files) do texts[path] = table.concat(list, "\n") end
    return texts
end

return annotations
