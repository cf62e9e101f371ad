--- How chat completions speak of messages, tools and their calls.
local text = require "openai.internal.answer.text"

local chat = {}

chat.what = "chat.completions"

--- A tool as this operation takes it.
---@param tool openai.RunnableTool
function chat.tool(tool)
    return { type = "function", ["function"] = {
        name = tool.name, description = tool.description, parameters = tool.parameters, strict = tool.strict,
    } }
end

--- The conversation so far, as a list of its own.
---@param params table
function chat.history(params)
    local messages = {}
    for i, message in ipairs(type(params.messages) == "table" and params.messages or {}) do messages[i] = message end
    return messages
end

--- What the user says, as a part of it.
---@param content string|table
function chat.user(content)
    return { role = "user", content = content }
end

--- Whether a turn begins here.
function chat.is_user(message)
    return message.role == "user"
end

--- What the next request has of it. `messages.instructions` stand before all else, and are no part of the history.
function chat.continue(params, messages)
    if messages.instructions == nil then
        params.messages = messages
        return
    end
    local all = { { role = "system", content = messages.instructions } }
    for i, message in ipairs(messages) do all[i + 1] = message end
    params.messages = all
end

--- The answer becomes part of the conversation. False: there is nothing in it that could.
function chat.keep(messages, answer)
    local message = text.message_of(answer)
    if not message then return false end
    local audio = type(message.audio) == "table" and message.audio.id
    if audio then
        local copy = {}
        for name, value in pairs(message) do copy[name] = value end
        copy.audio = { id = audio } -- the sound itself is refused in a request
        message = copy
    end
    messages[#messages + 1] = message
    return true
end

---@return openai.ToolCall[]
function chat.calls(answer)
    local calls = {}
    local message = text.message_of(answer)
    for _, call in ipairs(message and type(message.tool_calls) == "table" and message.tool_calls or {}) do
        local fn = type(call) == "table" and (call["function"] or call.custom)
        if type(fn) == "table" then
            calls[#calls + 1] = {
                id = call.id, name = tostring(fn.name), arguments = tostring(fn.arguments or fn.input or ""),
                custom = call.type == "custom",
            }
        end
    end
    return calls
end

function chat.output(call, output)
    return { role = "tool", tool_call_id = call.id, content = output }
end

--- A forced choice would be forced again in every round.
function chat.is_forced(choice)
    return choice == "required" or (type(choice) == "table" and choice.type ~= "allowed_tools")
end

return chat
