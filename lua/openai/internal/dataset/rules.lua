--- What one example of each fine-tuning method has to look like: the request-input schemas of the API reference and
--- the rules of the fine-tuning guides.
local messages = require "openai.internal.dataset.messages"
local tokens = require "openai.internal.dataset.tokens"
local tools = require "openai.internal.dataset.tools"
local examples = require "openai.internal.dataset.example"

local complain, kind, quoted = examples.complain, examples.kind, examples.quoted
local is_object, present = examples.is_object, examples.present

local LAST = 'the last message must be from the %s; it is from "%s"'
local LONGEST_EXAMPLE = 65536 -- tokens; what the gpt-4o and gpt-4.1 models train on, the rest of an example is cut

local rules = {}

local function check_length(example)
    if example.tokens > LONGEST_EXAMPLE then
        examples.enter(example, nil)
        local what = ("about %.0f tokens: what is above %d may be cut off"):format(example.tokens, LONGEST_EXAMPLE)
        complain(example, "long_example", what, "warning")
    end
end

--- The older format, for babbage-002 and davinci-002.
local function check_completion(example, line)
    for _, field in ipairs({ "prompt", "completion" }) do
        examples.enter(example, field)
        if type(line[field]) ~= "string" then
            complain(example, "completion", ('"%s" must be a string; it is %s'):format(field, kind(line[field])))
        else
            example.tokens = example.tokens + tokens.estimate(line[field])
        end
    end
end

--- Formats of other trainers, told by a field; the first that fits is named.
local FOREIGN = {
    { "conversations", 'the ShareGPT format: rename it to "messages", "from" to "role" and "value" to "content"' },
    { "instruction", 'the Alpaca format: put "instruction" and "input" into a message from the user, "output" into '
        .. "one from the assistant" },
    { "chosen", 'a format of pairs: with method = "dpo", put "prompt" into input.messages, "chosen" into '
        .. '"preferred_output" and "rejected" into "non_preferred_output"' },
    { "preferred_output", 'the dpo format: check it with method = "dpo"' },
    { "text", "plain text: make messages of it" },
    { "input", 'the dpo format: check it with method = "dpo"', "table" },
}

local function check_foreign(example, line)
    for _, format in ipairs(FOREIGN) do
        local field, name, type_of_it = format[1], format[2], format[3]
        if line[field] ~= nil and (not type_of_it or type(line[field]) == type_of_it) then
            examples.enter(example, field)
            complain(example, "missing_messages", ('"messages" is missing; this looks like %s'):format(name))
            return true
        end
    end
end

local function check_top_level(example, line, allowed)
    for _, field in ipairs(examples.keys(line)) do
        if not allowed[field] then
            examples.enter(example, field)
            complain(example, "unknown_field", quoted(field) .. " is no field of an example", "warning")
        end
    end
    local parallel = present(line.parallel_tool_calls)
    if parallel ~= nil and type(parallel) ~= "boolean" then
        examples.enter(example, "parallel_tool_calls")
        complain(example, "parallel_tool_calls", "parallel_tool_calls must be true or false, not " .. kind(parallel))
    end
end

local SUPERVISED_FIELDS = { messages = true, tools = true, functions = true, parallel_tool_calls = true }

local function check_supervised(example, line)
    if line.messages == nil then
        if line.prompt ~= nil and line.chosen == nil then
            check_completion(example, line)
            return "completions"
        end
        if check_foreign(example, line) then return "chat" end
    end
    example.tools, example.functions = tools.read(example, line.tools), tools.read(example, line.functions, true)
    local last = messages.check(example, line.messages, "messages", messages.CHAT_ROLES)
    if last then
        if not example.has_assistant then
            examples.enter(example, "messages")
            complain(example, "no_assistant", "no message is from the assistant: there is nothing to learn")
        elseif last ~= "assistant" then
            complain(example, "last_message", LAST:format("assistant", tostring(last)))
        elseif not example.trained then
            complain(example, "no_assistant", "every assistant message has weight 0: there is nothing to learn")
        end
    end
    check_top_level(example, line, SUPERVISED_FIELDS)
    return "chat"
end

local function text_of(output)
    local message = type(output) == "table" and output[#output]
    return type(message) == "table" and type(message.content) == "string" and message.content or nil
end

local INPUT_FIELDS = { messages = true, tools = true, parallel_tool_calls = true }
local DPO_FIELDS = { input = true, preferred_output = true, non_preferred_output = true }

local function check_output(example, line, section)
    example.has_assistant = false
    local last = messages.check(example, line[section], section, messages.OUTPUT_ROLES)
    if last and not example.has_assistant then
        examples.enter(example, section)
        complain(example, "no_assistant", ("%s has no message from the assistant"):format(section))
    end
end

local function check_dpo(example, line)
    local input = line.input
    if input == nil and line.chosen ~= nil then
        check_foreign(example, line)
        return "preference"
    end
    examples.enter(example, "input")
    if not is_object(input) or next(input) == nil then
        complain(example, "missing_input", ('"input" must be an object with "messages"; it is %s'):format(kind(input)))
    else
        example.tools = tools.read(example, input.tools)
        messages.check(example, input.messages, "messages", messages.CHAT_ROLES)
        check_top_level(example, input, INPUT_FIELDS)
    end
    check_output(example, line, "preferred_output")
    check_output(example, line, "non_preferred_output")
    local preferred = text_of(line.preferred_output)
    if preferred and preferred == text_of(line.non_preferred_output) then
        examples.enter(example, "non_preferred_output")
        complain(example, "same_outputs", "both outputs are the same: there is no preference to learn", "warning")
    end
    check_top_level(example, line, DPO_FIELDS)
    return "preference"
end

--- Other fields of the line are the grader's (`item.…`), so any are allowed.
local function check_reinforcement(example, line)
    example.tools = tools.read(example, line.tools)
    local last = messages.check(example, line.messages, "messages", messages.REINFORCEMENT_ROLES)
    if last and last ~= "user" and last ~= "tool" then
        complain(example, "last_message", LAST:format("user", tostring(last)))
    end
    return "chat"
end

local METHODS = { supervised = check_supervised, dpo = check_dpo, reinforcement = check_reinforcement }
rules.methods = METHODS

--- Checks one decoded example.
---@param method "supervised"|"dpo"|"reinforcement"
---@param line any the decoded line
---@param report fun(code: string, message: string, section?: string, nth?: integer, severity?: string)
---@return number tokens estimated
---@return string? format "chat", "completions" or "preference"; nil when the line is no example at all
function rules.check(method, line, report)
    if not is_object(line) then
        report("example", "an example must be a JSON object, not " .. (present(line) == nil and "null" or kind(line)))
        return 0
    end
    local example = examples.new(method, report)
    local format = METHODS[method](example, line)
    check_length(example)
    return example.tokens, format
end

return rules
