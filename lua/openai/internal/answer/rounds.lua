--- Rounds of asking a model and carrying out the tools that it calls, until it answers. `dialect` is how the operation
--- speaks of all that: answer/chat.lua, answer/responses.lua.
local errors = require "openai.internal.base.error"
local settings = require "openai.internal.base.settings"
local structured = require "openai.internal.answer.structured"
local task = require "openai.internal.task"
local tools = require "openai.internal.answer.tools"

local rounds = {}

local MOST_ROUNDS = 10

local OPTIONS = {
    max_rounds = "count", tool_timeout = "duration", tool_concurrency = "count", on_tool = "callback",
    on_tool_error = "policy", on_event = "callback", on_delta = "callback", timeout = "call",
    paced = "call", idempotency_key = "call",
}

--- Options of run_tools, and those of the calls it makes.
---@param what string
---@param options? table
function rounds.options(what, options)
    return settings.read(what, OPTIONS, options)
end

--- One answer: at once, or as a stream whose events and text are told as they come.
---@param resource table the namespace
---@param params table
---@param own { on_event?: function, on_delta?: function }
---@param call_options table
---@return table? answer
---@return openai.Error|openai.Response|nil info
function rounds.ask(resource, params, own, call_options)
    if not own.on_event and not own.on_delta then return resource:create(params, call_options) end
    local streamed = {}
    for name, value in pairs(params) do streamed[name] = value end
    streamed.stream = true
    local stream, err = resource:create(streamed, call_options)
    if not stream then return nil, err end
    return stream:collect { on_event = own.on_event, on_delta = own.on_delta }
end

local function copy(params)
    local all = {}
    for name, value in pairs(params) do all[name] = value end
    return all
end

--- Every error has the conversation as it stands, which the next request could go on with.
local function with_messages(err, history)
    err.messages = history
    return nil, err
end

local function answer_calls(self, calls)
    local outputs, err = tools.run(self.context, self.what, self.known, calls, self.options)
    for _, call in ipairs(calls) do
        self.history[#self.history + 1] = self.dialect.output(call, outputs[call])
    end
    return err
end

--- One round. The answer when it was the last; false when there is more to do; or nil, err.
local function round(self)
    self.dialect.continue(self.params, self.history)
    local answer, err = rounds.ask(self.resource, self.params, self.options, self.call_options)
    if not answer then return nil, err end
    local _, cut = structured.ended(self.what, answer)
    if cut then return nil, cut end -- half a call is none
    if not self.dialect.keep(self.history, answer) then
        return errors.failure("protocol", "the server's answer has no message in it", { operation = self.what })
    end
    local calls = self.dialect.calls(answer)
    if #calls == 0 then return answer end
    err = answer_calls(self, calls)
    if err then return nil, err end
    if self.dialect.is_forced(self.params.tool_choice) then self.params.tool_choice = "auto" end
    return false
end

local function check_params(what, params)
    if type(params) ~= "table" then errors.misuse(what .. ": the parameters must be a table, not a "
        .. type(params)) end
    settings.check_parameters(what, params, OPTIONS)
    if params.stream then errors.misuse(what .. ": it streams by itself: give on_event or on_delta") end
    if params.n and params.n ~= 1 then errors.misuse(what .. ": n must be 1: one conversation has one answer") end
end

--- Rounds until there is an answer.
---@param self table { dialect, resource, context, what, options, call_options, params, history, known }
---@return table? answer
---@return table|openai.Error messages the whole conversation; or err, which has it as err.messages
function rounds.converse(self)
    local most = self.options.max_rounds or MOST_ROUNDS
    for _ = 1, most do
        local answer, err = round(self)
        if answer then return answer, self.history end
        if answer == nil then return with_messages(err, self.history) end
        if task.cancelled() then return with_messages(errors.cancelled(), self.history) end
    end
    local message = ("the model still calls tools after %d rounds (option max_rounds)"):format(most)
    return with_messages(select(2, errors.failure("failed", message, { operation = self.what, code = "max_rounds" })),
        self.history)
end

--- Asks, carries out tools, asks again, until there is an answer.
---@param dialect table
---@param resource table the namespace
---@param context table the client's
---@param params table
---@param options? table
---@return table? answer
---@return table|openai.Error messages the whole conversation; or err, which has it as err.messages
function rounds.run(dialect, resource, context, params, options)
    local what = dialect.what .. ":run_tools"
    check_params(what, params)
    local own, call_options = rounds.options(what, options)
    local self = {
        dialect = dialect, resource = resource, context = context, what = what, options = own,
        call_options = call_options, params = copy(params), history = dialect.history(params),
    }
    self.params.tools, self.known = tools.sent(what, params.tools, dialect.tool)
    return rounds.converse(self)
end

return rounds
