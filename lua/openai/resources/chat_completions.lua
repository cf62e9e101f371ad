--- Chat completions: values by a schema, and tools.
local chat = require "openai.internal.answer.chat"
local errors = require "openai.internal.base.error"
local rounds = require "openai.internal.answer.rounds"
local structured = require "openai.internal.answer.structured"

---@class openai.resource.ChatCompletions
local completions = {}

--- Asks for a value that a schema describes. `response_format` is a schema made by openai.schema, or the API's own
--- form.
--- Every answer that was paid for is in the error's field `answer`.
---@param params openai.ChatCompletionParseParams
---@param options? openai.CallOptions
---@return any value decoded, and checked by the schema
---@return table|openai.Error answer or err: code "refusal", "length", "content_filter", or "schema" where it does not
---fit
function completions:parse(params, options)
    local what = "chat.completions:parse"
    if type(params) ~= "table" then errors.misuse(what .. ": the parameters must be a table") end
    local format, schema = structured.chat(what, params.response_format)
    if not format then return nil, schema end
    local sent = {}
    for name, value in pairs(params) do sent[name] = value end
    sent.response_format = format
    local answer, err = self:create(sent, options)
    if not answer then return nil, err end
    local value, problem = structured.value(what, answer, schema)
    if problem then return nil, problem end
    return value, answer
end

--- Asks, carries out the tools that the model calls, asks again, until it answers. `tools` holds openai.tool{ … };
--- their
--- calls run side by side where their functions suspend.
---
--- Options: `max_rounds` (10); `tool_timeout` seconds for each (none); `tool_concurrency` (8); `on_tool(call, output)`;
--- `on_tool_error`: "tell" the model (default), "stop" the run, or a function that returns what to tell, or nil to
--- stop;
--- `on_event(event)` and `on_delta(text)` stream the answers; and those of calls.
---@param params openai.ChatCompletionRunToolsParams
---@param options? openai.RunToolsOptions
---@return table? answer the last
---@return table|openai.Error messages the whole conversation; or err, which has it as err.messages
function completions:run_tools(params, options)
    return rounds.run(chat, self, getmetatable(self).context, params, options)
end

return { resource = completions }
