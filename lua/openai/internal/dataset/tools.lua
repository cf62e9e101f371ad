--- Definitions of tools, calls of them, and the answers.
local core = require "openai.core"
local examples = require "openai.internal.dataset.example"
local tokens = require "openai.internal.dataset.tokens"

local complain, kind, quoted = examples.complain, examples.kind, examples.quoted
local is_list, is_object, present = examples.is_list, examples.is_object, examples.present

local function check_function_name(example, name, what)
    if type(name) ~= "string" or not name:find("^[%w_-]+$") or #name > 64 then
        local message = "%s needs a name of 1 to 64 letters, digits, _ or -, not %s"
        return complain(example, "tool", message:format(what, quoted(name)))
    end
    return name
end

local function check_definition(example, definition, names)
    if type(definition) ~= "table" then
        return complain(example, "tool", 'a tool must be {"type": "function", "function": {"name": …}}')
    end
    names[check_function_name(example, definition.name, "a function") or ""] = true
    local parameters = present(definition.parameters)
    if parameters ~= nil and not is_object(parameters) then
        complain(example, "tool", "a function's parameters must be a JSON Schema object, not " .. kind(parameters))
    end
end

--- Collects the names that calls may use; nil when the line defines no tools.
local function read_tools(example, tools, is_bare)
    tools = present(tools)
    if tools == nil then
        return
    end
    examples.enter(example, is_bare and "functions" or "tools")
    local names = {}
    if not is_list(tools) then
        complain(example, "tool", ("%s must be an array, not %s"):format(example.section, kind(tools)))
        return names
    end
    for _, tool in ipairs(tools) do
        local is_function = type(tool) == "table" and tool.type == "function"
        check_definition(example, is_bare and tool or is_function and tool["function"], names)
    end
    example.tokens = example.tokens + tokens.estimate_value(tools)
    return names
end

--- The service takes any text, and the model learns to call like that.
local function check_arguments(example, text)
    local value, message = core.json.decode(text)
    local problem
    if message then
        problem = "a call's arguments are no JSON: " .. message
    elseif type(value) == "string" and type((core.json.decode(value))) == "table" then
        problem = "a call's arguments are encoded twice: a string that holds JSON, which holds JSON"
    elseif not is_object(value) then
        problem = "a call's arguments must be a JSON object, not " .. kind(value)
    end
    if problem then complain(example, "arguments", problem, "warning") end
end

local function check_call(example, call, names, tool_list)
    local name = check_function_name(example, call.name, "a call")
    if name and not names then
        complain(example, "missing_tools", ('calls "%s", but the example has no %s'):format(name, tool_list))
    elseif name and not names[name] then
        complain(example, "undefined_tool", ('calls "%s", which %s does not define'):format(name, tool_list))
    end
    if type(call.arguments) ~= "string" then
        complain(example, "tool_call", "a call's arguments must be a string of JSON, not " .. kind(call.arguments))
    else
        check_arguments(example, call.arguments)
        example.tokens = example.tokens + tokens.estimate(call.arguments) + 4
    end
end

local function is_call(call)
    return type(call) == "table" and call.type == "function" and type(call.id) == "string"
        and type(call["function"]) == "table"
end

local function check_tool_calls(example, message)
    local calls = present(message.tool_calls)
    if calls == nil then
        return
    elseif not is_list(calls) or calls[1] == nil then
        return complain(example, "tool_call", "tool_calls must be an array of at least one call")
    end
    for _, call in ipairs(calls) do
        if not is_call(call) then
            complain(example, "tool_call", 'a tool call must be {"id": …, "type": "function", "function": {…}}')
        elseif example.calls[call.id] == "waiting" then
            complain(example, "tool_call", ("two calls have the id %s"):format(quoted(call.id)))
        else
            check_call(example, call["function"], example.tools, "tools")
            example.waiting = example.waiting + (example.calls[call.id] and 0 or 1)
            example.calls[call.id] = "waiting"
        end
    end
end

local function check_answer(example, message)
    local id = message.tool_call_id
    if type(id) ~= "string" then
        complain(example, "tool_call_id", "a tool message needs the tool_call_id that it answers")
    elseif not example.calls[id] then
        complain(example, "tool_call_id", ("tool_call_id %s answers no call before it"):format(quoted(id)))
    elseif example.calls[id] == "waiting" then
        example.calls[id], example.waiting = "answered", example.waiting - 1
    end
end

return {
    read = read_tools, check_calls = check_tool_calls, check_call = check_call, check_answer = check_answer,
}
