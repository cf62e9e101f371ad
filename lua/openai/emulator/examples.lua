--- What the service checks in one example of a training or validation file. Every check returns what is wrong, or nil.
local base64 = require "openai.emulator.base64"
local json = require "openai.emulator.json"

local examples = {}

local optional = json.optional

local CHAT = { system = true, developer = true, user = true, assistant = true, tool = true, ["function"] = true }
local OUTPUT = { assistant = true, tool = true }
local REINFORCEMENT = { developer = true, user = true, assistant = true, tool = true }
local PARTS = { user = { text = true, image_url = true }, assistant = { text = true, refusal = true } }
local TEXT_ONLY = { text = true }
local IMAGES = { png = "^\137PNG", jpeg = "^\255\216\255", jpg = "^\255\216\255", webp = "^RIFF....WEBP" }
local MAX_IMAGES, MAX_IMAGE = 10, 10 * 1000 * 1000

local function is_list(value) return type(value) == "table" and #value > 0 end
local function is_object(value) return type(value) == "table" and #value == 0 end
local function is_text(value) return type(value) == "string" and value:find("%S") ~= nil end

-- ---- content ----

local function check_data(url)
    local kind, data = url:match "^data:image/([%w.+-]+);base64,(.*)$"
    local signature = kind and IMAGES[kind:lower()]
    if not signature then return "an image that is no JPEG, PNG or WebP" end
    if data == "" or #data % 4 ~= 0 or data:find "[^%w+/=]" then return "an image that is not base64" end
    if #data * 3 / 4 > MAX_IMAGE then return "an image of more than 10 MB" end
    local head = base64.decode(data:sub(1, 16))
    for _, known in pairs(IMAGES) do
        if head:find(known) then return nil end
    end
    return "an image that is no JPEG, PNG or WebP"
end

local function check_image(image, state)
    local url = type(image) == "table" and image.url
    if type(url) ~= "string" then return "an image without url" end
    if not state.takes_images then return "an image, which the method does not take" end
    state.images = state.images + 1
    if state.images > MAX_IMAGES then return ("more than %d images"):format(MAX_IMAGES) end
    if url:find "^https?://" then return nil end
    return check_data(url)
end

--- Returns also whether the part says something.
local function check_part(part, role, state)
    local kind = type(part) == "table" and part.type
    if type(kind) ~= "string" or not (PARTS[role] or TEXT_ONLY)[kind] then
        return ("a content part of the type '%s'"):format(tostring(kind))
    elseif kind == "image_url" then
        return check_image(part.image_url, state), true
    elseif type(part[kind]) ~= "string" then
        return ("a content part without '%s'"):format(kind)
    end
    return nil, is_text(part[kind])
end

local function check_parts(parts, role, state)
    local says = false
    for _, part in ipairs(parts) do
        local problem, something = check_part(part, role, state)
        if problem then return problem end
        says = says or something
    end
    return nil, says
end

local function check_content(message, state)
    local content, role = optional(message.content), message.role
    local acts = optional(message.tool_calls) or optional(message.function_call)
    if content == nil then
        local excused = role == "function" or role == "assistant" and (acts or optional(message.refusal))
        return not excused and "no content" or nil
    end
    local silent = role == "tool" or role == "function" or acts
    if type(content) == "string" then return not silent and not is_text(content) and "no content" or nil end
    if not is_list(content) then return "content that is no text and no list of parts" end
    local problem, says = check_parts(content, role, state)
    return problem or not silent and not says and "no content" or nil
end

-- ---- tools ----

local function is_name(name)
    return type(name) == "string" and #name <= 64 and name:find "^[%w_-]+$" ~= nil
end

--- A set of names; nil where none are defined; or nil and what is wrong.
local function names_of(tools, bare)
    if optional(tools) == nil then return nil end
    if type(tools) ~= "table" then return nil, "tools that are no list" end
    local names = {}
    for _, tool in ipairs(tools) do
        local defined = bare and tool or type(tool) == "table" and tool.type == "function" and tool["function"]
        if type(defined) ~= "table" or not is_name(defined.name) then return nil, "a tool without a valid name" end
        local parameters = optional(defined.parameters)
        if parameters ~= nil and not is_object(parameters) then return nil, "a tool with invalid parameters" end
        names[defined.name] = true
    end
    return names
end

local function check_call(call, names)
    if type(call) ~= "table" or not is_name(call.name) then return "a call without a valid name" end
    if not names or not names[call.name] then return ("a call of '%s', which is not defined"):format(call.name) end
    if type(call.arguments) ~= "string" then return "a call whose arguments are no string" end
end

local function check_calls(message, state)
    local calls = optional(message.tool_calls)
    if calls == nil then return nil end
    if not is_list(calls) then return "tool calls that are no list" end
    for _, call in ipairs(calls) do
        if type(call) ~= "table" or call.type ~= "function" or type(call.id) ~= "string" then
            return "a tool call without id or type"
        elseif state.waiting[call.id] then
            return ("two tool calls with the id '%s'"):format(call.id)
        end
        local problem = check_call(call["function"], state.tools)
        if problem then return problem end
        state.waiting[call.id], state.called[call.id] = true, true
    end
end

local function check_answer(message, state)
    local id = message.tool_call_id
    if type(id) ~= "string" or not state.called[id] then return "a tool_call_id that answers no call" end
    state.waiting[id] = nil
end

-- ---- messages ----

local function check_weight(message, state)
    local weight = optional(message.weight)
    local valid = weight == nil or message.role == "assistant" and (weight == 0 or weight == 1)
    if not valid then return "an invalid weight" end
    if message.role == "assistant" then
        state.answered, state.trained = true, state.trained or weight ~= 0
    end
end

local function check_tools_of(message, state)
    if message.role == "tool" then return check_answer(message, state) end
    if next(state.waiting) then return "tool calls before it that were not answered" end
    if message.role == "function" and type(message.name) ~= "string" then return "no name" end
    if message.role ~= "assistant" then return nil end
    local problem = check_calls(message, state)
    if problem or optional(message.function_call) == nil then return problem end
    return check_call(message.function_call, state.functions)
end

local function check_message(message, number, state, roles)
    if type(message) ~= "table" then return ("message %d is not an object"):format(number) end
    local role = optional(message.role)
    if role == nil then return ("message %d Discriminator 'role' is missing in value"):format(number) end
    if type(role) ~= "string" or not roles[role] then
        return ("message %d has the unknown role '%s'"):format(number, tostring(role))
    end
    local problem = check_weight(message, state) or check_tools_of(message, state) or check_content(message, state)
    return problem and ("message %d has %s"):format(number, problem) or nil
end

local function check_messages(messages, name, state, roles)
    if not is_list(messages) then return ("'%s' must be a non-empty list"):format(name) end
    for number, message in ipairs(messages) do
        local problem = check_message(message, number, state, roles)
        if problem then return problem end
    end
    local last = messages[#messages]
    return nil, last.role
end

local function new_state(holder, takes_images)
    local state = { takes_images = takes_images, images = 0, waiting = {}, called = {} }
    local parallel = optional(holder.parallel_tool_calls)
    if parallel ~= nil and type(parallel) ~= "boolean" then return nil, "'parallel_tool_calls' must be a boolean" end
    local problem
    state.tools, problem = names_of(holder.tools)
    if problem then return nil, problem end
    state.functions, problem = names_of(holder.functions, true)
    if problem then return nil, problem end
    return state
end

-- ---- formats ----

function examples.chat(example)
    local state, problem = new_state(example, true)
    if not state then return problem end
    local last
    problem, last = check_messages(example.messages, "messages", state, CHAT)
    if problem then return problem end
    if not state.answered then return "has no message with the role 'assistant'" end
    if last ~= "assistant" then return "must end with a message with the role 'assistant'" end
    if not state.trained then return "has only assistant messages of weight 0" end
end

function examples.completion(example)
    if type(example.prompt) ~= "string" then return "'prompt' must be a string" end
    if type(example.completion) ~= "string" then return "'completion' must be a string" end
end

local function check_output(example, name, state)
    state.answered, state.waiting = false, {}
    local problem = check_messages(example[name], name, state, OUTPUT)
    return problem or not state.answered and ("'%s' has no message with the role 'assistant'"):format(name) or nil
end

function examples.preference(example)
    if not is_object(example.input) then return "'input' must be an object" end
    local state, problem = new_state(example.input, false)
    if not state then return problem end
    return check_messages(example.input.messages, "messages", state, CHAT)
        or check_output(example, "preferred_output", state) or check_output(example, "non_preferred_output", state)
end

function examples.reinforcement(example)
    local state, problem = new_state(example, true)
    if not state then return problem end
    local last
    problem, last = check_messages(example.messages, "messages", state, REINFORCEMENT)
    if problem then return problem end
    if last ~= "user" and last ~= "tool" then return "must end with a message with the role 'user'" end
end

return examples
