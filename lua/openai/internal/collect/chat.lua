--- The chunks of a chat completion, or of a completion, become the object that the call without `stream` returns. By
--- the fields that are known, not by what their values look like: to join all strings would join ids.
local core = require "openai.core"

---@class openai.internal.ChatCollector
local Chat = {}
Chat.__index = Chat

local WHOLE = { ["chat.completion.chunk"] = "chat.completion" }

--- Texts that come in pieces.
local APPENDED = { content = true, refusal = true, reasoning_content = true, reasoning = true }
--- Of the whole: who says something first is right; the first chunk of some servers has them empty.
local FIRST = { id = true, created = true, model = true }

local function is_empty(value)
    return value == nil or value == ""
end

--- Pieces of texts are kept in lists and joined at the end.
local function append(target, name, piece)
    local pieces = target[name]
    if not pieces then
        pieces = {}
        target[name] = pieces
    end
    pieces[#pieces + 1] = piece
end

local function extend(list, more)
    list = list or core.json.array {}
    for _, item in ipairs(more) do list[#list + 1] = item end
    return list
end

local function joined(pieces)
    return pieces and table.concat(pieces)
end

-- ---- tool calls ----

--- The call that a piece belongs to: by index; without one, a new id begins a new call.
local function call_of(calls, piece)
    local last = calls[#calls]
    local known = last
    if piece.index ~= nil then known = calls.by_index[piece.index] end
    local other = known and not is_empty(piece.id) and known.id and known.id ~= piece.id
    if known and not other then return known end
    local made = { fields = {}, pieces = {} }
    calls[#calls + 1] = made
    if piece.index ~= nil then calls.by_index[piece.index] = made end
    return made
end

--- `what` is "function" or "custom": {name, arguments} or {name, input}, of which the latter come in pieces.
local function add_called(call, what, piece)
    local called = call.called[what] or { pieces = {}, fields = {} }
    call.called[what] = called
    for name, value in pairs(piece) do
        if name == "arguments" or name == "input" then
            append(called.pieces, name, value)
        elseif is_empty(called.fields[name]) then
            called.fields[name] = value
        end
    end
end

local function add_call(calls, piece)
    local call = call_of(calls, piece)
    call.called = call.called or {}
    if not is_empty(piece.id) then call.id = call.id or piece.id end
    for name, value in pairs(piece) do
        if type(value) == "table" then
            add_called(call, name, value)
        elseif name ~= "index" and is_empty(call.fields[name]) then
            call.fields[name] = value
        end
    end
end

local function finished_called(called)
    local made = called.fields
    for name, pieces in pairs(called.pieces) do made[name] = joined(pieces) end
    return made
end

local function finished_calls(calls)
    local list = {}
    for index, call in ipairs(calls) do
        for what, called in pairs(call.called) do call.fields[what] = finished_called(called) end
        list[index] = call.fields
    end
    return list
end

-- ---- a message ----

local function add_audio(message, piece)
    local audio = message.audio or { fields = {}, pieces = {} }
    message.audio = audio
    for name, value in pairs(piece) do
        if name == "data" then
            append(audio.pieces, name, core.base64.decode(value) or "")
        elseif name == "transcript" then
            append(audio.pieces, name, value)
        elseif is_empty(audio.fields[name]) then
            audio.fields[name] = value
        end
    end
end

local function finished_audio(audio)
    local made = finished_called(audio)
    if made.data then made.data = core.base64.encode(made.data) end
    return made
end

local function add_calls(message, pieces)
    message.calls = message.calls or { by_index = {} }
    for _, piece in ipairs(pieces) do
        if type(piece) == "table" then add_call(message.calls, piece) end
    end
end

local function add_function_call(message, piece)
    message.call = message.call or { called = {} }
    add_called(message.call, "function", piece)
end

local SPECIAL = { tool_calls = add_calls, function_call = add_function_call, audio = add_audio }

local function add_delta(message, delta)
    for name, value in pairs(delta) do
        if APPENDED[name] and type(value) == "string" then
            append(message.pieces, name, value)
        elseif SPECIAL[name] and type(value) == "table" then
            SPECIAL[name](message, value)
        elseif type(value) == "table" and value[1] ~= nil then
            message.fields[name] = extend(message.fields[name], value)
        elseif not is_empty(value) then
            message.fields[name] = value
        end
    end
end

local function finished_message(message)
    local made = finished_called(message)
    if message.calls then made.tool_calls = finished_calls(message.calls) end
    if message.call then made.function_call = finished_called(message.call.called["function"]) end
    if message.audio then made.audio = finished_audio(message.audio) end
    return made
end

-- ---- a choice ----

local function add_logprobs(choice, logprobs)
    choice.logprobs = choice.logprobs or {}
    for name, value in pairs(logprobs) do
        if type(value) == "table" then choice.logprobs[name] = extend(choice.logprobs[name], value) end
    end
end

local function add_to_choice(choice, piece)
    for name, value in pairs(piece) do
        if name == "delta" and type(value) == "table" then
            choice.message = choice.message or { fields = {}, pieces = {} }
            add_delta(choice.message, value)
        elseif name == "text" then
            append(choice.pieces, name, value)
        elseif name == "logprobs" and type(value) == "table" then
            add_logprobs(choice, value)
        elseif name ~= "index" and not is_empty(value) then
            choice.fields[name] = value
        end
    end
end

local function finished_choice(choice)
    local made = finished_called(choice)
    made.index = choice.index
    made.logprobs = choice.logprobs
    if choice.message then made.message = finished_message(choice.message) end
    return made
end

-- ---- the whole ----

function Chat.new()
    return setmetatable({ choices = {}, fields = {} }, Chat)
end

--- Whether the event is of such a stream.
function Chat.knows(event)
    return type(event.choices) == "table"
end

local function choice_of(self, piece)
    local index = type(piece.index) == "number" and piece.index or 0
    local choice = self.choices[index]
    if not choice then
        choice = { index = index, fields = {}, pieces = {} }
        self.choices[index] = choice
    end
    return choice
end

local function text_of(piece)
    local delta = piece.delta
    local text = piece.text or (type(delta) == "table" and delta.content)
    return type(text) == "string" and text ~= "" and text or nil
end

--- Takes an event in. `say(text, index)` is told what text it brings.
---@param event table
---@param say fun(text: string, index: integer)
function Chat:add(event, say)
    for name, value in pairs(event) do
        local stays = FIRST[name] and not is_empty(self.fields[name])
        if name ~= "choices" and name ~= "obfuscation" and not stays and not is_empty(value) then
            self.fields[name] = value
        end
    end
    for _, piece in ipairs(event.choices) do
        if type(piece) == "table" then
            local choice = choice_of(self, piece)
            add_to_choice(choice, piece)
            local text = text_of(piece)
            if text then say(text, choice.index) end
        end
    end
end

---@return table
function Chat:result()
    local made, choices = self.fields, {}
    for _, choice in pairs(self.choices) do choices[#choices + 1] = finished_choice(choice) end
    table.sort(choices, function(a, b) return a.index < b.index end)
    if #choices == 1 then choices[1].index = 0 end -- whatever the server called the only one
    made.choices = choices
    made.object = WHOLE[made.object] or made.object
    return made
end

return Chat
