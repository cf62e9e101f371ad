--- Responses: values by a schema, tools, and sessions.
local errors = require "openai.internal.base.error"
local lifecycle = require "openai.internal.task.lifecycle"
local merged = require "openai.internal.base.merged"
local responses = require "openai.internal.answer.responses"
local rounds = require "openai.internal.answer.rounds"
local session = require "openai.internal.answer.session"
local structured = require "openai.internal.answer.structured"
local words = require "openai.internal.base.text"

local life = lifecycle.new {
    name = "responses", noun = "the response", ids = { "response_id" }, fields = { "id" }, parameters = true,
    working = { "queued", "in_progress" }, bad = { "failed", "cancelled" }, why = "error",
}

---@class openai.resource.Responses
local resource = {}

--- Asks for a value that a schema describes: `text = { format = … }` is a schema made by openai.schema, or the API's
--- own
--- form. Every answer that was paid for is in the error's field `answer`.
---@param params openai.ResponseParseParams
---@param options? openai.CallOptions
---@return any value decoded, and checked by the schema
---@return table|openai.Error answer or err: code "refusal", "length", "content_filter", or "schema" where it does not
---fit
function resource:parse(params, options)
    local what = "responses:parse"
    if type(params) ~= "table" then errors.misuse(what .. ": the parameters must be a table") end
    local given = type(params.text) == "table" and params.text or {}
    local format, schema = structured.response(what, given.format)
    if not format then return nil, schema end
    local sent, text = {}, {}
    for name, value in pairs(params) do sent[name] = value end
    for name, value in pairs(given) do text[name] = value end
    text.format = format
    sent.text = text
    local answer, err = self:create(sent, options)
    if not answer then return nil, err end
    local value, problem = structured.value(what, answer, schema)
    if problem then return nil, problem end
    return value, answer
end

--- Asks, carries out the tools that the model calls, asks again, until it answers; as chat.completions:run_tools. The
--- service keeps the conversation, unless `store = false`.
---@param params openai.ResponseRunToolsParams
---@param options? openai.RunToolsOptions
---@return table? answer the last
---@return table|openai.Error items the whole conversation; or err, which has it as err.messages
function resource:run_tools(params, options)
    return rounds.run(responses, self, getmetatable(self).context, params, options)
end

--- Waits for a response that is made in the background. Options: `poll_interval` (1 s growing to 10, or as the server
--- says),
--- `timeout` seconds for it all (none), `patience` seconds of failing calls (300), `on_status(response)`; those of
--- calls.
---@param response_id string|openai.Response
---@param options? openai.PollOptions
---@return table? response
---@return openai.Error? err kind "failed", with `object`, when it failed or was cancelled
function resource:wait(response_id, options)
    return life:wait(self, "wait", response_id, options)
end

--- Has a response made in the background, and waits for it.
---@param params openai.ResponseCreateParams
---@param options? openai.PollOptions
---@return table? response
---@return openai.Error? err
function resource:create_and_poll(params, options)
    local what = "responses:create_and_poll"
    if type(params) ~= "table" then errors.misuse(what .. ": the parameters must be a table") end
    return life:make_and_wait(self, "create_and_poll", {}, function(call_options)
        return self:create(merged(params, { background = true }), call_options)
    end, options)
end

--- A conversation: `session:say(text)` returns what the model answers. The service keeps it (previous_response_id, or a
--- `conversation` that is given), unless `store = false`.
---@param params openai.SessionParams
---@return openai.Session
function resource:session(params)
    return session.new("responses", responses, self, getmetatable(self).context, params)
end

local function describe(self)
    return words.words("response", self.id, self.model, self.status)
end

return { resource = resource, object = { updates = { "cancel" }, methods = { "wait" }, tostring = describe } }
