-- OpenAI's specification and our overlay (operations.txt) become one list of operations.
local cjson = require "spec.support.reference_json"

local specification = {}

local Specification = {}
Specification.__index = Specification

local function read_file(name)
    local file = assert(io.open(name, "rb"))
    local text = file:read "*a"
    file:close()
    return text
end

--- The schema, parameter or answer itself, where something only refers to it; and the component's name then.
function Specification:resolve(value)
    local name
    while value["$ref"] do
        name = value["$ref"]
        local node = self.document
        for key in name:gsub("^#/", ""):gmatch "[^/]+" do
            node = node[key:gsub("~1", "/"):gsub("~0", "~")] or error("dangling reference " .. name)
        end
        value = node
    end
    return value, name and name:match "[^/]+$"
end

-- ---- the overlay ----

local function words_of(text)
    local words = {}
    for word in text:gmatch "%S+" do
        local name, value = word:match "^(%l+):(%w+)$"
        words[name or word] = value or true
    end
    return words
end

--- The operations as the overlay lists them: names, method, path, words.
function specification.overlay(path)
    local list, namespace = {}, nil
    for line in io.lines(path) do
        local names, method, route, words = line:match "^([%w_,]+)%s+(%u+)%s+(%S+)%s*(.*)$"
        if names then
            local operation = { names = {}, namespace = namespace, method = method, path = route }
            for name in names:gmatch "[^,]+" do table.insert(operation.names, namespace .. "." .. name) end
            operation.name, operation.words = operation.names[1], words_of(words)
            table.insert(list, operation)
        elseif line:find "^%[" then
            namespace = line:match "^%[([%w_.]+)%]$" or error("no namespace: " .. line)
        elseif line ~= "" and not line:find "^#" then
            error("not understood: " .. line)
        end
    end
    return list
end

-- ---- parameters ----

--- The properties of an object schema with those of its parts. In alternatives (anyOf, oneOf) none is required.
function Specification:properties(schema)
    local fields, required, order = {}, {}, {}
    local function visit(part, certain)
        part = self:resolve(part)
        for _, name in ipairs(part.required or {}) do
            if certain and not required[name] then
                required[name] = true
                table.insert(order, name)
            end
        end
        for name, field in pairs(part.properties or {}) do fields[name] = fields[name] or field end
        for _, one in ipairs(part.allOf or {}) do visit(one, certain) end
        for _, kind in ipairs { "anyOf", "oneOf" } do
            for _, one in ipairs(part[kind] or {}) do visit(one, false) end
        end
    end
    visit(schema, true)
    return fields, required, order
end

--- Names in the order in which people want to see them: the required ones as the specification has them, then the
--- others by name.
function specification.sorted(fields, required, order)
    local names, rest = {}, {}
    for _, name in ipairs(order) do
        if fields[name] then table.insert(names, name) end
    end
    for name in pairs(fields) do
        if not required[name] then table.insert(rest, name) end
    end
    table.sort(rest)
    for _, name in ipairs(rest) do table.insert(names, name) end
    return names
end

local function add(list, name, place, schema, required)
    table.insert(list, { name = name, place = place, schema = schema, required = required })
end

function Specification:read_route(operation, item, source)
    local schemas = {}
    for _, list in ipairs { item.parameters or {}, source.parameters or {} } do
        for _, parameter in ipairs(list) do
            parameter = self:resolve(parameter)
            local name = parameter.name:gsub("%[%]$", "") -- arrays get their brackets when they are sent
            if parameter["in"] == "path" then
                schemas[name] = parameter.schema
            elseif parameter["in"] == "query" then
                add(operation.query, name, "query", parameter.schema, parameter.required == true)
            end
        end
    end
    for name in operation.path:gmatch "{([%w_]+)}" do
        add(operation.path_parameters, name, "path", schemas[name] or error(name), true)
    end
end

--- A request that may be JSON or a form has the parameters of both; required is what both require.
function Specification:read_body(operation, content)
    local merged, must, first = {}, {}, {}
    local variants = {}
    for _, kind in ipairs { "application/json", "multipart/form-data" } do
        if content[kind] then table.insert(variants, content[kind].schema) end
    end
    for _, schema in ipairs(variants) do
        local fields, required, order = self:properties(schema)
        for name, field in pairs(fields) do
            merged[name] = merged[name] or {}
            table.insert(merged[name], field)
            must[name] = (must[name] or 0) + (required[name] and 1 or 0)
        end
        for _, name in ipairs(order) do
            if not first[name] then
                first[name] = true
                table.insert(first, name)
            end
        end
    end
    local required, order = {}, {}
    for _, name in ipairs(first) do
        if must[name] == #variants then
            required[name] = true
            table.insert(order, name)
        end
    end
    for _, name in ipairs(specification.sorted(merged, required, order)) do
        local schema = #merged[name] == 1 and merged[name][1] or { anyOf = merged[name] }
        add(operation.body, name, "body", schema, required[name] or false)
    end
end

-- ---- requests and answers ----

local function request_kind(operation, content)
    if not content then return "none" end
    if operation.words.json then return "json" end
    local json, form = content["application/json"], content["multipart/form-data"]
    return json and form and "either" or form and "form" or "json"
end

--- The content of the answer that says that all went well, by type.
function Specification:success(source)
    for code, answer in pairs(source.responses) do
        if code:find "^2" then return self:resolve(answer).content or {} end
    end
    error "no answer that is a success"
end

local REPLIES = { "bytes", "media", "transcript", "any", "embeddings" }
local CURSORS = { "after", "last_id", "next", "page", "single" }

local function word_among(operation, words, default)
    for _, word in ipairs(words) do
        if operation.words[word] then return word end
    end
    return default
end

local function reply_kind(operation, content)
    local usual = content["application/json"] and "json" or next(content) and "bytes" or "nothing"
    if usual == "json" and word_among(operation, CURSORS, "none") ~= "none" then usual = "page" end
    return word_among(operation, REPLIES, usual)
end

local function schema_of(content, kind)
    return content[kind] and content[kind].schema
end

local function events_of(operation, content)
    local component = operation.words.events
    return component and { ["$ref"] = "#/components/schemas/" .. component } or schema_of(content, "text/event-stream")
end

local function has_parameter(list, name)
    for _, parameter in ipairs(list) do
        if parameter.name == name then return true end
    end
    return false
end

--- The call options, see csrc/api/call.c: a row names the fields of its body that are called like one.
local OPTION_NAMES = { "timeout", "idle_timeout", "max_retries", "headers", "query", "with_response", "on_progress",
    "idempotency_key", "to" }

local function fields_like_options(operation)
    local names = {}
    for _, name in ipairs(OPTION_NAMES) do
        if has_parameter(operation.body, name) then table.insert(names, name) end
    end
    return names
end

local ASSISTANTS, CHATKIT = "OpenAI-Beta: assistants=v2", "OpenAI-Beta: chatkit_beta=v1"
local HEADERS = { vector_stores = ASSISTANTS, ["beta.assistants"] = ASSISTANTS, ["beta.threads"] = ASSISTANTS,
    ["beta.chatkit"] = CHATKIT }

local function header_of(operation)
    return HEADERS[operation.namespace:match "^beta%.[%w_]+" or operation.namespace:match "^[%w_]+"]
end

local function is_admin(source)
    for _, scheme in ipairs(source.security or {}) do
        if scheme.AdminApiKeyAuth then return true end
    end
    return false
end

function Specification:complete(operation)
    local item = self.document.paths[operation.path] or error("no such path: " .. operation.path)
    local source = item[operation.method:lower()] or error("no such method: " .. operation.path)
    local content = source.requestBody and self:resolve(source.requestBody).content
    local answer = self:success(source)
    operation.query, operation.body, operation.path_parameters = {}, {}, {}
    operation.id, operation.deprecated = source.operationId, source.deprecated == true
    self:read_route(operation, item, source)
    if content then self:read_body(operation, content) end
    operation.request, operation.reply = request_kind(operation, content), reply_kind(operation, answer)
    operation.cursor = word_among(operation, CURSORS, "none")
    operation.result, operation.events = schema_of(answer, "application/json"), events_of(operation, answer)
    operation.streams = operation.events ~= nil or has_parameter(operation.query, "stream") or
        has_parameter(operation.body, "stream")
    operation.admin, operation.header = is_admin(source), header_of(operation)
    operation.fields = fields_like_options(operation)
    return operation
end

--- Every operation of the specification is in the overlay, once.
local function check_complete(document, operations)
    local known = {}
    for _, operation in ipairs(operations) do known[operation.method .. " " .. operation.path] = true end
    for path, item in pairs(document.paths) do
        for method, source in pairs(item) do
            local key = method:upper() .. " " .. path
            if type(source) == "table" and source.responses and not known[key] then
                error("operations.txt has no name for " .. key)
            end
        end
    end
end

--- All that is known of the operations, in the overlay's order.
function specification.read(openapi, overlay)
    local self = setmetatable({ document = cjson.decode(read_file(openapi)) }, Specification)
    self.operations = specification.overlay(overlay)
    check_complete(self.document, self.operations)
    for _, operation in ipairs(self.operations) do self:complete(operation) end
    return self
end

return specification
