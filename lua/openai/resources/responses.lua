--- Responses: values by a schema, tools, and sessions.
local errors = require "openai.internal.base.error"
local responses = require "openai.internal.answer.responses"
local rounds = require "openai.internal.answer.rounds"
local session = require "openai.internal.answer.session"
local structured = require "openai.internal.answer.structured"

---@class openai.resource.Responses
local resource = {}

--- Asks for a value that a schema describes: `text = { format = … }` is a schema made by openai.schema, or the API's
--- own
--- form. Every answer that was paid for is in the error's field `answer`.
---@param params openai.ResponseCreateParams
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
---@param params openai.ResponseCreateParams
---@param options? openai.RunToolsOptions
---@return table? answer the last
---@return table|openai.Error items the whole conversation; or err, which has it as err.messages
function resource:run_tools(params, options)
    return rounds.run(responses, self, getmetatable(self).context, params, options)
end

--- A conversation: `session:say(text)` returns what the model answers. The service keeps it (previous_response_id, or a
--- `conversation` that is given), unless `store = false`.
---@param params openai.SessionParams
---@return openai.Session
function resource:session(params)
    return session.new("responses", responses, self, getmetatable(self).context, params)
end

return { resource = resource }
