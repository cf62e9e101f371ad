--- Deterministic answers in place of a language model: chat completions, responses and completions. They are
--- there so that batches and fine-tuned models can be tried end to end, not to be read.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local limiter = require "openai.emulator.limiter"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local text = {}

local QUOTED = 80 -- characters of the question that an answer repeats

-- Text of a message's content: a string, or the text parts of a list.
local function content_text(content)
    if type(content) == "string" then return content end
    local out = {}
    for _, part in ipairs(type(content) == "table" and content or {}) do
        if type(part) == "table" and type(part.text) == "string" then out[#out + 1] = part.text end
    end
    return table.concat(out, "\n")
end

-- "one of: a, b, c" or "labels: a, b, c" anywhere in the instructions.
local function labels_of(instructions)
    local list = instructions:match("[Oo]ne of:?%s+([^\n%.]+)") or instructions:match("[Ll]abels?:%s*([^\n%.]+)")
    if not list then return nil end
    local labels = {}
    for item in list:gsub(" or ", ","):gmatch("[^,]+") do
        local label = item:match("^%s*[\"'`]?(.-)[\"'`]?%s*$")
        if label ~= "" then labels[#labels + 1] = label end
    end
    return #labels > 1 and labels or nil
end

local function pick(list, question)
    for _, item in ipairs(list) do
        if type(item) == "string" and question:lower():find(item:lower(), 1, true) then return item end
    end
    return list[meaning.hash(question) % #list + 1]
end

-- What a fine-tuned model learnt: the answer to the training question with the most words in common.
local function recall(examples, question)
    local best, best_score = nil, 0
    for _, example in ipairs(examples or {}) do
        local score = meaning.overlap(example.asked, question)
        if score > best_score then best, best_score = example, score end
    end
    return best and best.answered
end

local function by_schema(schema, question)
    if type(schema) ~= "table" then return "" end
    if schema.enum then return pick(schema.enum, question) end
    local kind = type(schema.type) == "table" and schema.type[1] or schema.type
    if kind == "object" then
        local object = {}
        for name, inner in pairs(schema.properties or {}) do object[name] = by_schema(inner, question) end
        return object
    end
    if kind == "array" then return { by_schema(schema.items, question) } end
    if kind == "boolean" then return meaning.hash(question) % 2 == 0 end
    if kind == "integer" or kind == "number" then return meaning.hash(question) % 10 end
    return question:sub(1, QUOTED)
end

local function compose(context, model, instructions, question, format)
    if format and format.type == "json_schema" then
        local schema = format.schema or (format.json_schema or {}).schema
        return json.encode(by_schema(schema, question))
    end
    local own = context.state.models:get(model)
    local answer = own and recall(own.examples, question)
    local labels = not answer and labels_of(instructions)
    answer = answer or labels and pick(labels, question) or "Emulated answer to: " .. question:sub(1, QUOTED)
    if format and format.type == "json_object"
        and not json.decode(answer) then return json.encode{ answer = answer } end
    return answer
end

-- All instructions, the last question, and everything that counts as input.
local function read_messages(messages, param)
    if type(messages) ~= "table" then
        errors.bad_request(("Invalid type for '%s': expected an array of objects."):format(param), param,
            "invalid_type")
    end
    if #messages == 0 then
        errors.bad_request(("Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty "
            .. "array instead."):format(param), param, "empty_array")
    end
    local instructions, question, all = {}, "", {}
    for i, message in ipairs(messages) do
        if type(message) ~= "table" or type(message.role) ~= "string" then
            errors.bad_request(("Missing required parameter: '%s[%d].role'."):format(param, i - 1),
                ("%s[%d].role"):format(param, i - 1), "missing_required_parameter")
        end
        local content = content_text(message.content)
        all[#all + 1] = content
        if message.role == "user" then question = content end
        if message.role == "user" or message.role == "system" or message.role == "developer" then
            instructions[#instructions + 1] = content
        end
    end
    return table.concat(instructions, "\n"), question, table.concat(all, "\n")
end

local function required_model(context, body)
    if type(body.model) ~= "string" then
        errors.bad_request("Missing required parameter: 'model'.", "model", "missing_required_parameter")
    end
    models.require(context.state, body.model)
end

local function chat(context, request)
    local body = request:json()
    required_model(context, body)
    if body.messages == nil then
        errors.bad_request("Missing required parameter: 'messages'.", "messages", "missing_required_parameter")
    end
    local instructions, question, all = read_messages(body.messages, "messages")
    local prompt_tokens = meaning.tokens(all)
    limiter.charge(context, request, body.model, prompt_tokens)
    local reply = compose(context, body.model, instructions, question, json.optional(body.response_format))
    local completion_tokens = meaning.tokens(reply)
    return {
        id = store.id("chatcmpl-"), object = "chat.completion", created = context.clock:timestamp(), model = body.model,
        choices = { { index = 0, finish_reason = "stop", logprobs = json.null,
            message = { role = "assistant", content = reply, refusal = json.null, annotations = json.empty_array } } },
        usage = { prompt_tokens = prompt_tokens, completion_tokens = completion_tokens,
            total_tokens = prompt_tokens + completion_tokens },
        service_tier = "default", system_fingerprint = "fp_emulator",
    }
end

local function response_input(body)
    if type(body.input) == "string" then return body.input, body.input, body.input end
    if body.input == nil then
        errors.bad_request("Missing required parameter: 'input'.", "input", "missing_required_parameter")
    end
    return read_messages(body.input, "input")
end

local function response_message(reply)
    return { id = store.id("msg_"), type = "message", role = "assistant", status = "completed",
        content = { { type = "output_text", text = reply, annotations = json.empty_array,
            logprobs = json.empty_array } } }
end

local function respond(context, request)
    local body = request:json()
    required_model(context, body)
    local instructions, question, all = response_input(body)
    local told = json.optional(body.instructions)
    if told ~= nil then validate.value("instructions", told, { type = "string" }) end
    instructions = (told or "") .. "\n" .. instructions
    local input_tokens = meaning.tokens(all)
    limiter.charge(context, request, body.model, input_tokens)
    local format = type(body.text) == "table" and body.text.format or nil
    local reply = compose(context, body.model, instructions, question, format)
    local output_tokens = meaning.tokens(reply)
    return {
        id = store.id("resp_"), object = "response", created_at = context.clock:timestamp(), status = "completed",
        model = body.model, error = json.null, incomplete_details = json.null,
        instructions = json.nullable(body.instructions), metadata = json.optional(body.metadata) or {},
        output = { response_message(reply) }, parallel_tool_calls = true, tool_choice = "auto",
        tools = json.empty_array, temperature = 1, top_p = 1,
        usage = { input_tokens = input_tokens, input_tokens_details = { cached_tokens = 0, cache_write_tokens = 0 },
            output_tokens = output_tokens,
            output_tokens_details = { reasoning_tokens = 0 }, total_tokens = input_tokens + output_tokens },
    }
end

local function complete(context, request)
    local body = request:json()
    required_model(context, body)
    local prompt = content_text(json.optional(body.prompt) or "")
    local prompt_tokens = meaning.tokens(prompt)
    limiter.charge(context, request, body.model, prompt_tokens)
    local reply = compose(context, body.model, prompt, prompt)
    local completion_tokens = meaning.tokens(reply)
    return {
        id = store.id("cmpl-"), object = "text_completion", created = context.clock:timestamp(), model = body.model,
        choices = { { index = 0, text = reply, finish_reason = "stop", logprobs = json.null } },
        usage = { prompt_tokens = prompt_tokens, completion_tokens = completion_tokens,
            total_tokens = prompt_tokens + completion_tokens },
    }
end

function text.routes(add)
    add("POST", "/chat/completions", chat)
    add("POST", "/responses", respond)
    add("POST", "/completions", complete)
end

return text
