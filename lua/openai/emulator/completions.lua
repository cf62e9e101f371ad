--- Completions (the older API of text after text), whole and streamed.
local answer = require "openai.emulator.answer"
local json = require "openai.emulator.json"
local language = require "openai.emulator.language"
local limiter = require "openai.emulator.limiter"
local meaning = require "openai.emulator.meaning"
local messages = require "openai.emulator.messages"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local completions = {}

local DEFAULT_TOKENS = 16

local RULES = {
    model = { type = "string", required = true }, prompt = { type = "any" }, stream = { type = "boolean" },
    n = { type = "integer", min = 1, max = 128 }, max_tokens = { type = "integer", min = 0 }, stop = { type = "any" },
    echo = { type = "boolean" }, suffix = { type = "string" },
    stream_options = { type = "object", fields = { include_usage = { type = "boolean" },
        include_obfuscation = { type = "boolean" } } },
    temperature = { type = "number", min = 0, max = 2 }, top_p = { type = "number", min = 0, max = 1 },
}

-- A prompt, or a list of them; lists of token numbers are one prompt without words.
local function prompts_of(prompt)
    if prompt == nil then return { "<|endoftext|>" } end
    if type(prompt) == "string" then return { prompt } end
    validate.value("prompt", prompt, { type = "array", min_length = 1, max_length = 2048 })
    if type(prompt[1]) == "number" then return { "" } end
    local list = {}
    for i, item in ipairs(prompt) do list[i] = type(item) == "string" and item or "" end
    return list
end

local function streamed(context, body, completion, said)
    local events, with_usage = {}, body.stream_options and body.stream_options.include_usage
    local function chunk(choices, usage)
        local data = { id = completion.id, object = "text_completion", created = completion.created,
            model = completion.model, choices = choices, system_fingerprint = completion.system_fingerprint }
        if with_usage then data.usage = usage or json.null end
        events[#events + 1] = { data = data }
    end
    for i, choice in ipairs(completion.choices) do
        for _, token in ipairs(said[i].tokens) do
            chunk{ { index = i - 1, text = token, logprobs = json.null, finish_reason = json.null } }
        end
        chunk{ { index = i - 1, text = "", logprobs = json.null, finish_reason = choice.finish_reason } }
    end
    if with_usage then chunk(json.empty_array, completion.usage) end
    events[#events + 1] = { data = "[DONE]" }
    return answer.events(events, context.timings.token / context.clock.speed)
end

local function create(context, request)
    local body = messages.check(context, request, RULES)
    local prompts, stops = prompts_of(body.prompt), messages.stops(body.stop)
    local prompt_tokens = meaning.tokens(table.concat(prompts, "\n"))
    limiter.charge(context, request, body.model, prompt_tokens)
    local choices, said, count = {}, {}, 0
    for _, prompt in ipairs(prompts) do
        for index = 0, (body.n or 1) - 1 do
            local one = language.say(context, { model = body.model, instructions = prompt, question = prompt,
                stop = stops, max_tokens = body.max_tokens or DEFAULT_TOKENS }, index)
            if body.echo then table.insert(one.tokens, 1, prompt) end
            said[#said + 1], count = one, count + one.count
            choices[#said] = { index = #said - 1, text = table.concat(one.tokens), finish_reason = one.finish,
                logprobs = json.null }
        end
    end
    local completion = {
        id = store.id("cmpl-"), object = "text_completion", created = context.clock:timestamp(), model = body.model,
        choices = choices, system_fingerprint = "fp_emulator",
        usage = { prompt_tokens = prompt_tokens, completion_tokens = count, total_tokens = prompt_tokens + count },
    }
    return body.stream and streamed(context, body, completion, said) or completion
end

function completions.routes(add)
    add("POST", "/completions", create)
end

return completions
