--- Responses: whole, streamed as typed events, in the background; kept until the emulator ends unless `store` is false.
local answer = require "openai.emulator.answer"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local language = require "openai.emulator.language"
local limiter = require "openai.emulator.limiter"
local messages = require "openai.emulator.messages"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local responses = {}

local MAX_KEPT = 10000

local RULES = {
    model = { type = "string", required = true }, input = { type = "any", required = true },
    instructions = { type = "string" }, stream = { type = "boolean" }, background = { type = "boolean" },
    store = { type = "boolean" }, previous_response_id = { type = "string" },
    max_output_tokens = { type = "integer", min = 16 }, tools = { type = "any" }, tool_choice = { type = "any" },
    text = { type = "object" }, metadata = { type = "metadata" }, parallel_tool_calls = { type = "boolean" },
    temperature = { type = "number", min = 0, max = 2 }, top_p = { type = "number", min = 0, max = 1 },
}

local function required(context, id)
    return context.state.responses:get(id)
        or errors.not_found(("Response with id '%s' not found."):format(id), "id", "response_not_found")
end

-- The input as a list of items, after all that came before.
local function input_items(context, body)
    local items = {}
    if body.previous_response_id then
        local before = context.state.responses:get(body.previous_response_id)
        if not before then
            errors.bad_request(("Previous response with id '%s' not found."):format(body.previous_response_id),
                "previous_response_id", "previous_response_not_found")
        end
        for _, item in ipairs(before.items) do items[#items + 1] = item end
        for _, item in ipairs(before.public.output) do items[#items + 1] = item end
    end
    local input = body.input
    if type(input) == "string" then input = { { role = "user", content = input } } end
    validate.value("input", input, { type = "array", min_length = 1 })
    for _, item in ipairs(input) do items[#items + 1] = item end
    return items
end

local function asked_of(body, items)
    local asked = messages.read(items, "input")
    asked.instructions = (body.instructions or "") .. "\n" .. asked.instructions
    asked.model, asked.tools = body.model, messages.tools(body.tools)
    asked.tool_choice = messages.tool_choice(body.tool_choice, asked.tools)
    asked.format = messages.format(body.text and json.optional(body.text.format), "text.format")
    asked.max_tokens = body.max_output_tokens
    return asked
end

local function output_of(said)
    if not said.calls then
        return { { id = store.id("msg_"), type = "message", role = "assistant",
            status = said.finish == "length" and "incomplete" or "completed",
            content = { { type = "output_text", text = said.text, annotations = json.empty_array,
                logprobs = json.empty_array } } } }
    end
    local items = {}
    for i, call in ipairs(said.calls) do
        items[i] = { id = store.id("fc_"), type = "function_call", status = "completed", call_id = store.id("call_"),
            name = call.name, arguments = call.arguments }
    end
    return items
end

local function usage_of(input, output)
    return {
        input_tokens = input, input_tokens_details = { cached_tokens = 0, cache_write_tokens = 0 },
        output_tokens = output, output_tokens_details = { reasoning_tokens = 0 }, total_tokens = input + output,
    }
end

local function list_or_empty(list)
    return type(list) == "table" and json.array(list) or json.empty_array
end

local function public_of(context, body, asked, said)
    local cut = said.finish == "length"
    return {
        id = store.id("resp_"), object = "response", created_at = context.clock:timestamp(),
        status = cut and "incomplete" or "completed", background = body.background or false,
        incomplete_details = cut and { reason = "max_output_tokens" } or json.null, error = json.null,
        model = body.model, instructions = json.nullable(body.instructions), metadata = body.metadata or {},
        max_output_tokens = json.nullable(body.max_output_tokens), output = output_of(said),
        parallel_tool_calls = body.parallel_tool_calls ~= false,
        previous_response_id = json.nullable(body.previous_response_id), store = body.store ~= false,
        temperature = body.temperature or 1, text = body.text or { format = { type = "text" } },
        tool_choice = body.tool_choice or "auto", tools = list_or_empty(body.tools), top_p = body.top_p or 1,
        truncation = "disabled", usage = usage_of(asked.tokens, said.count),
    }
end

local function copy(object, changes)
    local new = {}
    for name, value in pairs(object) do new[name] = value end
    for name, value in pairs(changes) do new[name] = value end
    return new
end

-- A response before its answer is there.
local function unfinished(public, status)
    return copy(public, { status = status, output = json.empty_array, usage = json.null,
        incomplete_details = json.null })
end

local function message_events(add, item, index)
    local place = { item_id = item.id, output_index = index, content_index = 0 }
    local part = item.content[1]
    add("response.output_item.added", { output_index = index,
        item = copy(item, { status = "in_progress", content = json.empty_array }) })
    add("response.content_part.added", copy(place, { part = copy(part, { text = "" }) }))
    for _, token in ipairs(language.tokens(part.text)) do
        add("response.output_text.delta", copy(place, { delta = token, logprobs = json.empty_array }))
    end
    add("response.output_text.done", copy(place, { text = part.text, logprobs = json.empty_array }))
    add("response.content_part.done", copy(place, { part = part }))
    add("response.output_item.done", { output_index = index, item = item })
end

local function call_events(add, item, index)
    local place = { item_id = item.id, output_index = index }
    add("response.output_item.added", { output_index = index,
        item = copy(item, { status = "in_progress", arguments = "" }) })
    for _, piece in ipairs(language.pieces(item.arguments)) do
        add("response.function_call_arguments.delta", copy(place, { delta = piece }))
    end
    add("response.function_call_arguments.done", copy(place, { name = item.name, arguments = item.arguments }))
    add("response.output_item.done", { output_index = index, item = item })
end

-- All events of a response: the same whenever they are asked for.
local function events_of(public)
    local events = {}
    local function add(kind, fields)
        fields.type, fields.sequence_number = kind, #events
        events[#events + 1] = { name = kind, data = fields }
    end
    if public.background then add("response.queued", { response = unfinished(public, "queued") }) end
    add("response.created", { response = unfinished(public, "in_progress") })
    add("response.in_progress", { response = unfinished(public, "in_progress") })
    for i, item in ipairs(public.output) do
        (item.type == "message" and message_events or call_events)(add, item, i - 1)
    end
    add("response." .. public.status, { response = public })
    return events
end

local function streamed(context, public, starting_after)
    local events = {}
    for _, event in ipairs(events_of(public)) do
        if event.data.sequence_number > starting_after then events[#events + 1] = event end
    end
    return answer.events(events, context.timings.token / context.clock.speed)
end

-- As it is by now: one in the background takes its time.
local function current(context, response)
    local done, now = response.done_at, context.clock:now()
    if response.cancelled then return unfinished(response.public, "cancelled") end
    if not done or now >= done then return response.public end
    return unfinished(response.public, now >= (response.made_at + done) / 2 and "in_progress" or "queued")
end

-- The newest ones: a server that runs for weeks must not grow for ever.
local function keep(context, response)
    local kept = context.state.responses
    kept:add(response)
    if #kept.order > MAX_KEPT then kept:remove(kept.order[1].id) end
end

local function check_background(body)
    if body.background and body.store == false then
        errors.bad_request("Background responses require 'store' to be true.", "background")
    end
end

local function create(context, request)
    local body = messages.check(context, request, RULES)
    check_background(body)
    local items = input_items(context, body)
    local asked = asked_of(body, items)
    limiter.charge(context, request, body.model, asked.tokens)
    local public = public_of(context, body, asked, language.say(context, asked, 0))
    local response = { id = public.id, public = public, items = items, made_at = context.clock:now() }
    if body.background then response.done_at = response.made_at + context.timings.background end
    if body.store ~= false then keep(context, response) end
    return body.stream and streamed(context, public, -1) or current(context, response)
end

local function retrieve(context, request, id)
    local response, query = required(context, id), request.query
    local after = validate.query_integer(query, "starting_after", { default = -1, min = 0 })
    if validate.query_choice(query, "stream", { "true", "false" }, "false") == "false" then
        return current(context, response)
    end
    if not response.public.background then
        errors.bad_request("Only responses in the background can be streamed again.", "stream")
    end
    return streamed(context, response.public, after)
end

local function delete(context, _, id)
    required(context, id)
    context.state.responses:remove(id)
    return { id = id, object = "response", deleted = true }
end

local function cancel(context, _, id)
    local response = required(context, id)
    if not response.public.background then
        errors.bad_request("Only responses in the background can be cancelled.", "id")
    end
    if current(context, response) ~= response.public then response.cancelled = true end
    return current(context, response)
end

function responses.routes(add)
    add("POST", "/responses", create)
    add("GET", "/responses/{id}", retrieve)
    add("DELETE", "/responses/{id}", delete)
    add("POST", "/responses/{id}/cancel", cancel)
end

return responses
