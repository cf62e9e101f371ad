--- Conversations: what a game's character or a plugin's buffer wants in one line. A turn that fails, or is cancelled,
--- leaves
--- the history as it was.
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local jsonl = require "openai.internal.data.jsonl"
local rounds = require "openai.internal.answer.rounds"
local structured = require "openai.internal.answer.structured"
local task = require "openai.internal.task"
local text = require "openai.internal.answer.text"
local tokens = require "openai.internal.dataset.tokens"
local tools = require "openai.internal.answer.tools"

local session = {}

local VERSION = 1

---@class openai.Session
---@field messages table[] the conversation: messages of chat completions, or items of responses
local methods = {}
local Session = { __index = methods, __name = "openai.session" }
calling.class("session", methods, Session)

local function copy_history(history)
    local copy = {}
    for name, value in pairs(history) do copy[name] = value end -- the list, and what the dialect notes beside it
    return copy
end

-- ---- a turn ----

local function converse(self, history, own, call_options)
    local params = {}
    for name, value in pairs(self.params) do params[name] = value end
    return rounds.converse {
        dialect = self.dialect, resource = self.resource, context = self.context, what = self.what, options = own,
        call_options = call_options, params = params, history = history, known = self.known,
    }
end

local function take_turn(self, content, own, call_options)
    local history = copy_history(self.messages)
    history[#history + 1] = self.dialect.user(content)
    local answer, kept = converse(self, history, own, call_options)
    if not answer then return nil, kept end
    local refusal = text.refusal_of(answer)
    local said = text.of(answer)
    if refusal or not said then
        local _, err = structured.value(self.what, answer)
        return nil, err
    end
    if task.cancelled() then return nil, errors.cancelled() end
    self.messages = kept
    self.usage = type(answer.usage) == "table" and answer.usage or nil
    return said, answer
end

--- Says something, and returns what the model answers. Options: `on_delta(text)` gets the answer piece by piece,
--- `on_event`
--- every event of the stream; those of run_tools (`max_rounds`, `tool_timeout` …) and of calls.
---@param content string|table[] text, or parts of a message
---@param options? table
---@return string? text
---@return table|openai.Error answer the whole answer; or err, and the history is as it was
function methods:say(content, options)
    if self.talking then errors.misuse(self.what .. ": a turn is under way; say the next thing when it has ended") end
    if type(content) ~= "string" and type(content) ~= "table" then
        errors.misuse(("%s: say takes a text or a list of parts, not a %s"):format(self.what, type(content)))
    end
    local own, call_options = rounds.options(self.what, options)
    self.talking = true
    local ok, said, answer = task.pcall(take_turn, self, content, own, call_options)
    self.talking = false
    if not ok then error(said, 0) end
    return said, answer
end

-- ---- its size ----

local function estimate(history)
    local total = tokens.estimate(history.instructions or "")
    for _, message in ipairs(history) do total = total + tokens.estimate_value(message) end
    return total
end

--- How many tokens the conversation has: as the last answer says, or an estimate where there is none yet.
---@return integer tokens
---@return boolean estimated
function methods:tokens()
    local total = self.usage and tonumber(self.usage.total_tokens)
    if total then return total, false end
    return math.ceil(estimate(self.messages) * self.scale), true
end

--- Where the second turn begins; nil when there is only one.
local function second_turn(self)
    local turns = 0
    for i, message in ipairs(self.messages) do
        if self.dialect.is_user(message) then turns = turns + 1 end
        if turns == 2 then return i end
    end
end

local function drop_before(self, first)
    local rest = copy_history(self.messages)
    for i = 1, #self.messages do rest[i] = self.messages[first + i - 1] end
    self.messages, self.usage = rest, nil
end

--- Drops the oldest turns, whole, until the conversation has at most so many tokens (by estimate); the last one stays.
---@param limit { tokens: integer }
---@return integer dropped turns
function methods:trim(limit)
    if type(limit) ~= "table" or type(limit.tokens) ~= "number" then
        errors.misuse(self.what .. ": trim takes { tokens = … }")
    elseif self.messages.sent ~= nil and self.params.store ~= false then
        errors.misuse(self.what .. ": the service keeps this conversation; trim works where store = false")
    end
    local known = self.usage and tonumber(self.usage.total_tokens)
    if known and known <= limit.tokens then return 0 end
    if known then self.scale = known / math.max(1, estimate(self.messages)) end
    local dropped = 0
    while math.ceil(estimate(self.messages) * self.scale) > limit.tokens do
        local first = second_turn(self)
        if not first then break end
        drop_before(self, first)
        dropped = dropped + 1
    end
    return dropped
end

-- ---- on disk ----

--- Saves the conversation; the file has its name only when it is whole.
---@param path string
---@return true?
---@return openai.Error? err
function methods:save(path)
    local history = self.messages
    local record = {
        version = VERSION, kind = self.kind, model = self.params.model, instructions = history.instructions,
        messages = json.array { (table.unpack or unpack)(history) }, -- luacheck: ignore
        sent = history.sent, previous = history.previous, usage = self.usage,
    }
    local writer, err = jsonl.writer(path)
    if not writer then return nil, err end
    local ok, problem = writer:write(record)
    if ok then return writer:close() end
    writer:discard()
    return nil, problem
end

local function refuse(self, path, message)
    return errors.failure("file", ("'%s' %s"):format(path, message), { operation = self.what, code = "session" })
end

local function check_record(self, path, record)
    if type(record) ~= "table" or type(record.messages) ~= "table" or type(record.version) ~= "number" then
        return refuse(self, path, "is no saved session")
    elseif record.version > VERSION then
        return refuse(self, path, "was saved by a newer version of this library")
    elseif record.kind ~= self.kind then
        return refuse(self, path, ("is a session of %s, not of %s"):format(tostring(record.kind), self.kind))
    end
    for _, message in ipairs(record.messages) do
        if type(message) ~= "table" then return refuse(self, path, "is no saved session") end
    end
    return true
end

--- Takes up a conversation that was saved; model, instructions and tools stay those of this session.
---@param path string
---@return true?
---@return openai.Error? err then nothing has changed
function methods:load(path)
    local file, message = io.open(path, "rb")
    if not file then return refuse(self, path, "cannot be read: " .. message:sub(#path + 3)) end -- after "path: "
    local content = file:read "*a"
    file:close()
    local record, err = json.decode(content)
    if err then return refuse(self, path, "is no saved session: " .. err.message) end
    local ok, problem = check_record(self, path, record)
    if not ok then return nil, problem end
    local history = {}
    for i, item in ipairs(record.messages) do history[i] = item end
    history.instructions = self.messages.instructions
    history.sent, history.previous = record.sent, record.previous
    self.messages, self.usage = history, record.usage
    return true
end

function Session:__tostring()
    return ("openai.session of %s, %d message%s"):format(self.kind, #self.messages, #self.messages == 1 and "" or "s")
end

--- A session over an operation.
---@param kind string "chat" or "responses"
---@param dialect table
---@param resource table the namespace that asks
---@param context table the client's
---@param given table model, instructions, tools and any other parameter of the operation
---@return openai.Session
function session.new(kind, dialect, resource, context, given)
    local what = kind .. ":session"
    if type(given) ~= "table" then errors.misuse(what .. " takes a table with the model") end
    if type(given.model) ~= "string" or given.model == "" then errors.misuse(what .. ": model is missing") end
    if given.instructions ~= nil and type(given.instructions) ~= "string" then
        errors.misuse(what .. ": instructions must be a string")
    end
    local params = {}
    for name, value in pairs(given) do params[name] = value end
    local history = dialect.history(params)
    history.instructions, params.instructions, params.messages, params.input = given.instructions, nil, nil, nil
    local known = {}
    if given.tools then params.tools, known = tools.sent(what, given.tools, dialect.tool) end
    return setmetatable({
        kind = kind, what = what, dialect = dialect, resource = resource, context = context, params = params,
        known = known, messages = history, scale = 1,
    }, Session)
end

return session
