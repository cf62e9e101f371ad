--- Messages of a request, as the language rules need them.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local validate = require "openai.emulator.validate"

local messages = {}

--- Text of a message's content: a string, or the text parts of a list.
function messages.text(content)
    if type(content) == "string" then return content end
    local out = {}
    for _, part in ipairs(type(content) == "table" and content or {}) do
        if type(part) == "table" and type(part.text) == "string" then out[#out + 1] = part.text end
        if type(part) == "string" then out[#out + 1] = part end
    end
    return table.concat(out, "\n")
end

local TOLD = { user = true, system = true, developer = true }

--- Reads a list of messages: {instructions, question, result, tokens}; raises 400.
---@param list any
---@param param string name of the parameter
function messages.read(list, param)
    validate.value(param, list, { type = "array", min_length = 1 })
    local told, all, read = {}, {}, { question = "" }
    for i, message in ipairs(list) do
        local where = ("%s[%d]"):format(param, i - 1)
        if type(message) ~= "table" then validate.value(where, message, { type = "object" }) end
        if message.type == "function_call_output" then
            read.result = messages.text(message.output)
        elseif message.type == nil or message.type == "message" then
            if type(message.role) ~= "string" then
                errors.bad_request(("Missing required parameter: '%s.role'."):format(where), where .. ".role",
                    "missing_required_parameter")
            end
            local content = messages.text(message.content)
            all[#all + 1] = content
            if message.role == "user" then read.question = content end
            if TOLD[message.role] then told[#told + 1] = content end
            read.result = message.role == "tool" and content or nil
        end
    end
    read.instructions, read.tokens = table.concat(told, "\n"), meaning.tokens(table.concat(all, "\n"))
    return read
end

--- Checks the parameters that are known; null is as good as absent. Others pass, as there come new ones all the time.
function messages.check(context, request, rules)
    local body, given = request:json(), {}
    for name, rule in pairs(rules) do
        local value = json.optional(body[name])
        if value ~= nil or rule.required then given[name] = value end
    end
    validate.object(given, rules)
    models.require(context.state, given.model)
    if request.in_batch and given.stream then
        errors.bad_request("Streaming is not supported in the Batch API.", "stream", "invalid_value")
    end
    return given
end

--- `stop`: a string or up to four of them.
function messages.stops(stop)
    if type(stop) == "string" then return { stop } end
    if stop ~= nil then
        validate.value("stop", stop, { type = "array", max_length = 4, items = { type = "string" } })
    end
    return stop
end

-- {type = "function", name = …} or, in chat, {type = "function", ["function"] = {name = …}}.
local function function_of(tool)
    return type(tool["function"]) == "table" and tool["function"] or tool
end

--- Function tools as {name, parameters}; others (web search …) are left out. Raises 400.
function messages.tools(list)
    if list == nil then return nil end
    validate.value("tools", list, { type = "array", items = { type = "object" } })
    local found = {}
    for i, tool in ipairs(list) do
        local fn = function_of(tool)
        local where = ("tools[%d].name"):format(i - 1)
        if tool.type == "function" then
            if fn.name == nil then
                errors.bad_request(("Missing required parameter: '%s'."):format(where), where,
                    "missing_required_parameter")
            end
            validate.value(where, fn.name, { type = "string", min_length = 1, max_length = 64 })
            local parameters = json.optional(fn.parameters)
            if parameters ~= nil then validate.value("tools.parameters", parameters, { type = "object" }) end
            found[#found + 1] = { name = fn.name, parameters = parameters }
        end
    end
    return #found > 0 and found or nil
end

--- `tool_choice`: "none", "auto", "required", or a function as {name}.
function messages.tool_choice(choice, tools)
    if type(choice) ~= "table" then
        if choice ~= nil then
            validate.value("tool_choice", choice, { type = "string", choices = { "none", "auto", "required" } })
        end
        return choice
    end
    if choice.type ~= "function" then return "auto" end
    local name = function_of(choice).name
    for _, tool in ipairs(tools or {}) do
        if tool.name == name then return { name = name } end
    end
    errors.bad_request(("Invalid value for 'tool_choice': the function '%s' is not among 'tools'."):format(
        tostring(name)), "tool_choice", "invalid_value")
end

--- A format of the answer as {type, schema}; raises 400.
function messages.format(format, param)
    if format == nil then return nil end
    validate.value(param, format, { type = "object" })
    validate.value(param .. ".type", format.type == nil and json.null or format.type,
        { type = "string", choices = { "text", "json_object", "json_schema" } })
    if format.type ~= "json_schema" then return format end
    local inner = type(format.json_schema) == "table" and format.json_schema or format
    if type(inner.schema) ~= "table" then
        errors.bad_request(("Missing required parameter: '%s.schema'."):format(param), param .. ".schema",
            "missing_required_parameter")
    end
    return { type = "json_schema", schema = inner.schema }
end

return messages
