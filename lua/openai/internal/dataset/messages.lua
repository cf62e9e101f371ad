--- Messages: roles, fields, weights, and the order they come in.
local content = require "openai.internal.dataset.content"
local tools = require "openai.internal.dataset.tools"
local examples = require "openai.internal.dataset.example"

local complain, kind, quoted = examples.complain, examples.kind, examples.quoted
local is_list, is_object, present = examples.is_list, examples.is_object, examples.present

local FIELDS = { -- of a message, beside role and content
    user = { name = true },
    system = { name = true },
    developer = { name = true },
    assistant = { name = true, weight = true, refusal = true, audio = true, tool_calls = true, function_call = true },
    tool = { tool_call_id = true, name = true },
    ["function"] = { name = true },
}

local CHAT_ROLES = { system = true, developer = true, user = true, assistant = true, tool = true, ["function"] = true }
local REINFORCEMENT_ROLES = { developer = true, user = true, assistant = true, tool = true }
local OUTPUT_ROLES = { assistant = true, tool = true }
local ROLE_HINTS = { human = "user", bot = "assistant", gpt = "assistant", model = "assistant", ai = "assistant" }

local function check_weight(example, message)
    local weight = present(message.weight)
    if weight == nil then
        return true
    elseif weight ~= 0 and weight ~= 1 then
        complain(example, "weight", ("weight must be 0 or 1, not %s"):format(quoted(weight)))
    end
    return weight ~= 0
end

local function check_assistant(example, message)
    tools.check_calls(example, message)
    local call = present(message.function_call)
    if type(call) == "table" then
        tools.check_call(example, call, example.functions, "functions")
    end
    example.trained = check_weight(example, message) or example.trained
    example.has_assistant = true
end

local function check_fields(example, message, role)
    local fields = FIELDS[role]
    for _, field in ipairs(examples.keys(message)) do
        if field == "weight" and role ~= "assistant" then
            complain(example, "weight", ("weight belongs to assistant messages, not to %s"):format(role))
        elseif field ~= "role" and field ~= "content" and not fields[field] then
            local what = ("%s is no field of a %s message"):format(quoted(field), role)
            complain(example, "unknown_field", what, "warning")
        end
    end
end

local function check_role(example, role, roles)
    if type(role) == "string" and roles[role] then
        return true
    elseif present(role) == nil then
        complain(example, "role", "role is missing")
    elseif CHAT_ROLES[role] then
        local advice = role == "system" and ': use "developer"' or ""
        complain(example, "role", ("role %s is not allowed here%s"):format(quoted(role), advice))
    else
        local hint = ROLE_HINTS[role]
        complain(example, "role", ("role %s is unknown: %s"):format(quoted(role),
            hint and ('did you mean "%s"?'):format(hint) or "use system, developer, user, assistant or tool"))
    end
end

local function check_message(example, message, roles)
    if not is_object(message) then
        return complain(example, "message", "must be an object, not " .. kind(message))
    end
    local role = message.role
    if not check_role(example, role, roles) then
        return
    end
    example.tokens = example.tokens + 4 -- the marks around a message and its role
    if role == "tool" then
        tools.check_answer(example, message)
    elseif example.waiting > 0 then
        complain(example, "unanswered_call", "comes before every tool call was answered by a tool message")
        example.waiting = 0
    end
    if role == "assistant" then
        check_assistant(example, message)
    elseif role == "function" and type(message.name) ~= "string" then
        complain(example, "message", "a function message needs a name")
    end
    check_fields(example, message, role)
    content.check(example, message, role)
end

--- Checks an array of messages; returns its last message's role, or nil when there is none.
local function check_messages(example, messages, section, roles)
    examples.enter(example, section)
    if not is_list(messages) then
        local what = ('"%s" must be an array of messages; it is %s'):format(section, kind(messages))
        return complain(example, "missing_messages", what)
    elseif messages[1] == nil then
        return complain(example, "empty_messages", ('"%s" is empty'):format(section))
    end
    for i, message in ipairs(messages) do
        example.where, example.nth = ("%s[%d]: "):format(section, i), i
        check_message(example, message, roles)
    end
    local last = messages[#messages]
    return type(last) == "table" and last.role or nil
end

return {
    check = check_messages,
    CHAT_ROLES = CHAT_ROLES,
    REINFORCEMENT_ROLES = REINFORCEMENT_ROLES,
    OUTPUT_ROLES = OUTPUT_ROLES,
}
