--- What an answer of chat completions, completions or responses says.
local text = {}

local function joined(parts, kind, field)
    local found = {}
    for _, part in ipairs(type(parts) == "table" and parts or {}) do
        if type(part) == "table" and part.type == kind and type(part[field]) == "string" then
            found[#found + 1] = part[field]
        end
    end
    return found[1] and table.concat(found) or nil
end

local function choice_of(answer)
    local choice = type(answer.choices) == "table" and answer.choices[1]
    return type(choice) == "table" and choice or nil
end

--- The message of a chat completion's first choice, or nil.
---@param answer table
---@return table?
function text.message_of(answer)
    local choice = choice_of(answer)
    return choice and type(choice.message) == "table" and choice.message or nil
end

--- The output items of a response; none for what is no response.
---@param answer table
---@return table[]
function text.items_of(answer)
    local items = {}
    for _, item in ipairs(type(answer.output) == "table" and answer.output or {}) do
        if type(item) == "table" then items[#items + 1] = item end
    end
    return items
end

local function from_items(answer, kind, field)
    local found = {}
    for _, item in ipairs(text.items_of(answer)) do
        if item.type == "message" then found[#found + 1] = joined(item.content, kind, field) end
    end
    return found[1] and table.concat(found) or nil
end

--- See openai.text_of.
---@param answer table
---@return string?
function text.of(answer)
    if type(answer) ~= "table" then return nil end
    local message, choice = text.message_of(answer), choice_of(answer)
    if message then
        if type(message.content) == "string" then return message.content end
        return joined(message.content, "text", "text")
    elseif choice then
        return type(choice.text) == "string" and choice.text or nil
    end
    return from_items(answer, "output_text", "text")
end

--- Why the model would not answer, in its own words; nil when it did.
---@param answer table
---@return string?
function text.refusal_of(answer)
    local message = text.message_of(answer)
    local said
    if message then
        said = type(message.refusal) == "string" and message.refusal or joined(message.content, "refusal", "refusal")
    else
        said = from_items(answer, "refusal", "refusal")
    end
    return said ~= "" and said or nil
end

--- How the answer ended when it did not end by itself: "length", "content_filter", "failed" or another word of the
--- service's; nil when it is whole.
---@param answer table
---@return string?
function text.cut_by(answer)
    local choice = choice_of(answer)
    if choice then
        local reason = choice.finish_reason
        local whole = { stop = true, tool_calls = true, function_call = true, [""] = true }
        return type(reason) == "string" and not whole[reason] and reason or nil
    elseif answer.status == "incomplete" then
        local details = answer.incomplete_details
        local reason = type(details) == "table" and details.reason or "incomplete"
        return reason == "max_output_tokens" and "length" or tostring(reason)
    elseif answer.status == "failed" or answer.status == "cancelled" then
        return answer.status
    end
end

return text
