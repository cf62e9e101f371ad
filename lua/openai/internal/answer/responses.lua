--- How responses speak of items, tools and their calls; and who keeps the conversation: the service, by the id of the
--- previous response or by a conversation, or we ourselves where nothing is stored.
local text = require "openai.internal.answer.text"

local responses = {}

responses.what = "responses"

---@param tool openai.RunnableTool
function responses.tool(tool)
    return {
        type = "function", name = tool.name, description = tool.description, parameters = tool.parameters,
        strict = tool.strict,
    }
end

--- What the user says, as an item.
---@param content string|table
function responses.user(content)
    return { type = "message", role = "user", content = content }
end

--- Whether a turn begins here.
function responses.is_user(item)
    return item.type == "message" and item.role == "user"
end

---@param params table
function responses.history(params)
    local items = {}
    if type(params.input) == "string" then
        items[1] = responses.user(params.input)
    else
        for i, item in ipairs(type(params.input) == "table" and params.input or {}) do items[i] = item end
    end
    items.sent = 0 -- so many of them the service has
    return items
end

local function kept_by_service(params)
    return params.store ~= false
end

--- What is not stored has to come back whole, the model's reasoning included, which only comes encrypted.
local function ask_reasoning(params)
    local include = {}
    for i, name in ipairs(type(params.include) == "table" and params.include or {}) do
        if name == "reasoning.encrypted_content" then return end
        include[i] = name
    end
    include[#include + 1] = "reasoning.encrypted_content"
    params.include = include
end

--- What the next request has of it: the items that the service does not know.
function responses.continue(params, items)
    params.instructions = items.instructions or params.instructions
    if not kept_by_service(params) then
        ask_reasoning(params)
        local input = {}
        for i, item in ipairs(items) do input[i] = item end
        params.input = input
        return
    end
    local input = {}
    for i = items.sent + 1, #items do input[#input + 1] = items[i] end
    params.input = input
    if items.previous and params.conversation == nil then params.previous_response_id = items.previous end
end

function responses.keep(items, answer)
    for _, item in ipairs(text.items_of(answer)) do items[#items + 1] = item end
    items.sent = #items
    items.previous = type(answer.id) == "string" and answer.id or items.previous
    return type(answer.output) == "table"
end

---@return openai.ToolCall[]
function responses.calls(answer)
    local calls = {}
    for _, item in ipairs(text.items_of(answer)) do
        if item.type == "function_call" or item.type == "custom_tool_call" then
            calls[#calls + 1] = {
                id = item.call_id, name = tostring(item.name), arguments = tostring(item.arguments or item.input or ""),
                custom = item.type == "custom_tool_call",
            }
        end
    end
    return calls
end

function responses.output(call, output)
    local kind = call.custom and "custom_tool_call_output" or "function_call_output"
    return { type = kind, call_id = call.id, output = output }
end

function responses.is_forced(choice)
    return choice == "required" or (type(choice) == "table" and choice.type ~= "allowed_tools")
end

return responses
