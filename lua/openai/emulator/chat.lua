--- Chat completions, whole and streamed.
local answer = require "openai.emulator.answer"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local language = require "openai.emulator.language"
local limiter = require "openai.emulator.limiter"
local messages = require "openai.emulator.messages"
local store = require "openai.emulator.store"

local chat = {}

local LOGPROB = -0.1 -- of every token

local RULES = {
    model = { type = "string", required = true }, messages = { type = "any", required = true },
    stream = { type = "boolean" }, n = { type = "integer", min = 1, max = 128 },
    max_tokens = { type = "integer", min = 1 }, max_completion_tokens = { type = "integer", min = 1 },
    stop = { type = "any" }, tools = { type = "any" }, tool_choice = { type = "any" },
    response_format = { type = "any" }, logprobs = { type = "boolean" },
    top_logprobs = { type = "integer", min = 0, max = 20 },
    stream_options = { type = "object", fields = { include_usage = { type = "boolean" },
        include_obfuscation = { type = "boolean" } } },
    temperature = { type = "number", min = 0, max = 2 }, top_p = { type = "number", min = 0, max = 1 },
    presence_penalty = { type = "number", min = -2, max = 2 },
    frequency_penalty = { type = "number", min = -2, max = 2 },
    logit_bias = { type = "object" }, metadata = { type = "metadata" }, user = { type = "string" },
    seed = { type = "integer" }, parallel_tool_calls = { type = "boolean" }, store = { type = "boolean" },
}

local function asked_of(body)
    local asked = messages.read(body.messages, "messages")
    asked.model, asked.stop = body.model, messages.stops(body.stop)
    asked.tools = messages.tools(body.tools)
    asked.tool_choice = messages.tool_choice(body.tool_choice, asked.tools)
    asked.format = messages.format(body.response_format, "response_format")
    asked.max_tokens = body.max_completion_tokens or body.max_tokens
    return asked
end

local function check_together(body)
    if body.stream_options and not body.stream then
        errors.bad_request("The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options")
    end
    if body.top_logprobs and not body.logprobs then
        errors.bad_request("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs")
    end
end

local function logprob_of(token, top)
    local bytes = { token:byte(1, -1) }
    local entry = { token = token, logprob = LOGPROB, bytes = json.array(bytes), top_logprobs = json.empty_array }
    if (top or 0) > 0 then entry.top_logprobs = { { token = token, logprob = LOGPROB, bytes = bytes } } end
    return entry
end

local function logprobs_of(body, tokens)
    if not body.logprobs or not tokens then return json.null end
    local content = {}
    for i, token in ipairs(tokens) do content[i] = logprob_of(token, body.top_logprobs) end
    return { content = json.array(content), refusal = json.null }
end

local function tool_calls(said)
    local calls = {}
    for i, call in ipairs(said.calls) do
        calls[i] = { id = store.id("call_"), type = "function",
            ["function"] = { name = call.name, arguments = call.arguments } }
    end
    return calls
end

local function choice_of(body, said, index)
    local message = { role = "assistant", content = json.nullable(said.text), refusal = json.null,
        annotations = json.empty_array }
    if said.calls then message.tool_calls = tool_calls(said) end
    return { index = index, finish_reason = said.finish, message = message, logprobs = logprobs_of(body, said.tokens) }
end

local function usage_of(prompt, completion)
    return {
        prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion,
        prompt_tokens_details = { cached_tokens = 0, audio_tokens = 0 },
        completion_tokens_details = { reasoning_tokens = 0, audio_tokens = 0, accepted_prediction_tokens = 0,
            rejected_prediction_tokens = 0 },
    }
end

local function whole(context, body, choices, usage)
    return {
        id = store.id("chatcmpl-"), object = "chat.completion", created = context.clock:timestamp(),
        model = body.model, choices = choices, usage = usage, service_tier = "default",
        system_fingerprint = "fp_emulator",
    }
end

-- What the events of one choice add, in order: {delta, logprobs?, finish?}.
local function text_deltas(body, tokens, add)
    for _, token in ipairs(tokens) do add({ content = token }, logprobs_of(body, { token })) end
end

local function call_deltas(calls, add)
    for i, call in ipairs(calls) do
        add{ tool_calls = { { index = i - 1, id = call.id, type = "function",
            ["function"] = { name = call["function"].name, arguments = "" } } } }
        for _, piece in ipairs(language.pieces(call["function"].arguments)) do
            add{ tool_calls = { { index = i - 1, ["function"] = { arguments = piece } } } }
        end
    end
end

local function streamed(context, body, completion, said)
    local events, with_usage = {}, body.stream_options and body.stream_options.include_usage
    local function chunk(choices, usage)
        local data = { id = completion.id, object = "chat.completion.chunk", created = completion.created,
            model = completion.model, service_tier = completion.service_tier,
            system_fingerprint = completion.system_fingerprint, choices = choices }
        if with_usage then data.usage = usage or json.null end
        events[#events + 1] = { data = data }
    end
    for i, choice in ipairs(completion.choices) do
        local function add(delta, logprobs, finish)
            chunk{ { index = i - 1, delta = delta, logprobs = logprobs or json.null,
                finish_reason = json.nullable(finish) } }
        end
        local calls = choice.message.tool_calls
        add{ role = "assistant", content = calls and json.null or "", refusal = json.null }
        if calls then call_deltas(calls, add) else text_deltas(body, said[i].tokens, add) end
        add({}, nil, choice.finish_reason)
    end
    if with_usage then chunk(json.empty_array, completion.usage) end
    events[#events + 1] = { data = "[DONE]" }
    return answer.events(events, context.timings.token / context.clock.speed)
end

local function create(context, request)
    local body = messages.check(context, request, RULES)
    check_together(body)
    local asked = asked_of(body)
    limiter.charge(context, request, body.model, asked.tokens)
    local choices, said, count = {}, {}, 0
    for i = 1, body.n or 1 do
        said[i] = language.say(context, asked, i - 1)
        choices[i], count = choice_of(body, said[i], i - 1), count + said[i].count
    end
    local completion = whole(context, body, choices, usage_of(asked.tokens, count))
    return body.stream and streamed(context, body, completion, said) or completion
end

function chat.routes(add)
    add("POST", "/chat/completions", create)
end

return chat
