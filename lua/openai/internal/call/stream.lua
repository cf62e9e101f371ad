--- Streams: what the core's userdata need a caller's coroutine for.
local background = require "openai.internal.call.background"
local call = require "openai.internal.call"
local calling = require "openai.internal.base.calling"
local collect = require "openai.internal.collect"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local response = require "openai.internal.call.response"
local task = require "openai.internal.task"

local stream = {}

local streams = core.stream
local take, state_of = streams.take, streams.state
local running, breathe = task.current, task.breathe

local Stream = streams.type

--- The events of an answer, as they come. It belongs to the task that opened it, and ends with that.
---@class openai.Stream
local methods = {}

Stream.__index = methods
Stream.__kind = "a stream: give what stream:collect() returns"
calling.class("stream", methods, Stream)

local BREATH = 8 -- events between two looks at the frame's budget
local taken = 0

-- ---- reading ----

--- The state, for the task that reads. Two that read in turns would each get half.
local function claim(self)
    local state = state_of(self)
    local me = running()
    if state.reader ~= me and state.reader and not state.reader:done() then
        errors.misuse("two tasks read from one stream: give each its own, or let one hand the events on")
    end
    state.reader = me
    return state, me
end

--- Nothing comes after this.
local function conclude(state, err)
    state.over, state.err = true, err
    return nil, err
end

--- Drives the call until an event, the end, or a failure: event[, name] | nil | nil, err
local function drive(self, state, me)
    while true do
        local value, err = call.finish(state[1], state.context, state.row, state.options)
        if value == call.PIECE then
            local event, name = take(self, me)
            if event ~= nil then return event, name end
        elseif value == nil then
            local successor = background.go_on(state, err, streams.sequence(self))
            if not successor then return conclude(state, state.err or err) end
            streams.renew(self, successor)
        else
            conclude(state)
            return value ~= true and value or nil -- an answer without a stream is one event
        end
    end
end

--- What lies ready no more, or for nobody yet.
local function read_on(self)
    local state, me = claim(self)
    streams.read(self, me)
    local first = state.first
    if first ~= nil then
        state.first = nil
        return first, state.first_name
    end
    if state.over then return nil, state.err end
    return drive(self, state, me)
end

--- For every event: no call that it can do without.
local function next_event(self)
    taken = taken + 1
    if taken == BREATH then
        taken = 0
        breathe()
    end
    local event, name = take(self, running())
    if event ~= nil then return event, name end
    return read_on(self)
end

--- The next event and, where the server gave it one, its name; nil at the end; nil, err when the stream failed or was
--- closed before.
---@return table? event
---@return string|openai.Error|nil name_or_err
function methods:next()
    return next_event(self)
end

local function deliver(event, name)
    if event ~= nil then return event, name end
    if name then error(name, 0) end
    return nil
end

local function iterate(self)
    return deliver(next_event(self))
end

--- for event, name in stream:events() do: each event as it comes. A stream that fails raises the error. Lua 5.4 closes
--- the stream when the loop ends; elsewhere, after a `break`, close it.
---@return fun(stream: openai.Stream): table?, string?
---@return openai.Stream stream
---@return nil
---@return openai.Stream closing
function methods:events()
    return iterate, self, nil, self
end

--- The events that are there, without waiting, for those who come by once a frame: a list that may be empty; nil at the
--- end; nil, err when the stream failed.
---@return table[]? events
---@return openai.Error? err
function methods:poll()
    local state, me = claim(self)
    local events = {}
    streams.read(self, me)
    local ready = state.over or call.look(state[1])
    if state.first ~= nil then
        events[1], state.first = state.first, nil
    end
    local event = take(self, me)
    while event ~= nil do
        events[#events + 1] = event
        event = take(self, me)
    end
    if events[1] then return events end
    if not ready then return events end
    local err
    event, err = read_on(self)
    if event ~= nil then return { event } end
    return nil, err
end

-- ---- what the events add up to ----

local function nothing_known(state)
    return errors.failure("protocol", "what these events add up to is not known: read them by stream:events()", {
        operation = call.name(state.row),
    })
end

--- Events that somebody took one by one are gone.
local function may_collect(self, what)
    local state = claim(self)
    if state.collector or state.first ~= nil or (state.over and state.err) then return state end
    errors.misuse(("stream:%s() has to come first: events were taken from this stream already"):format(what))
end

--- Takes an event in; true. Or nil, err for a kind of stream that nobody knows.
local function add(state, event, say)
    state.collector = state.collector or collect.of(event)
    if not state.collector then return nothing_known(state) end
    state.collector:add(event, say)
    if state.on_event then state.on_event(event) end
    return true
end

local AT_ONCE = 1024 -- events that deltas joins at most

--- Takes in the next event and those that lie ready behind it. True; nil at the end; or nil, err.
local function add_ready(self, state, say)
    local event, err = next_event(self)
    local me, count = running(), 1
    if event == nil then return nil, err end
    repeat
        local ok, problem = add(state, event, say)
        if not ok then return nil, problem end
        event, count = take(self, me), count + 1
    until event == nil or count > AT_ONCE
    if event ~= nil then return add(state, event, say) end
    return true
end

--- Texts by choice, in the order in which these began.
local function new_texts()
    local order, pieces = {}, {}
    local function say(text, index)
        if not pieces[index] then
            pieces[index] = {}
            order[#order + 1] = index
        end
        table.insert(pieces[index], text)
    end
    local function next_text()
        local index = table.remove(order, 1)
        if not index then return nil end
        local text = table.concat(pieces[index])
        pieces[index] = nil
        return text, index
    end
    return say, next_text
end

--- for text, choice in stream:deltas() do: the text, as it comes; all that lies ready at once, so that a slow reader
--- gets fewer and longer pieces. `choice` counts from 0. A stream that fails raises the error. What is read so is kept:
--- stream:collect() gives the whole answer afterwards. (PUC Lua 5.1 cannot suspend a task in a `for`: use next.)
---@return fun(): string?, integer?
---@return nil
---@return nil
---@return openai.Stream closing
function methods:deltas()
    local state = may_collect(self, "deltas")
    local say, next_text = new_texts()
    return function()
        while true do
            local text, index = next_text()
            if text then return text, index end
            local ok, err = add_ready(self, state, say)
            if err then error(err, 0) end
            if not ok then return nil end
        end
    end, nil, nil, self
end

local function ignore() end

--- Reads to the end. True; or nil, err.
local function add_all(self, state, say)
    while true do
        local ok, err = add_ready(self, state, say)
        if err then return nil, err end
        if not ok then return true end
    end
end

--- The whole text of choice 0, once it is there; nil, err when the stream fails.
---@return string? text
---@return openai.Error? err
function methods:text()
    local pieces = {}
    local ok, err = add_all(self, may_collect(self, "text"), function(text, index)
        if index == 0 then pieces[#pieces + 1] = text end
    end)
    if not ok then return nil, err end
    return table.concat(pieces)
end

--- Reads to the end and tells a listener. True; or nil, err.
local function tell_all(self, state, listener)
    local on_delta = listener.on_delta
    if not on_delta then return add_all(self, state, ignore) end
    local say, next_text = new_texts()
    while true do
        local ok, err = add_ready(self, state, say)
        for text, index in next_text do
            if index == 0 then on_delta(text) end
        end
        if err then return nil, err end
        if not ok then return true end
    end
end

local function check_listener(listener)
    if type(listener) ~= "table" then errors.misuse("stream:collect takes { on_event = …, on_delta = … }") end
    for name, value in pairs(listener) do
        if name ~= "on_event" and name ~= "on_delta" then
            errors.misuse(("stream:collect has no option '%s', only on_event and on_delta"):format(tostring(name)))
        elseif type(value) ~= "function" then
            errors.misuse(("stream:collect: %s must be a function, not a %s"):format(name, type(value)))
        end
    end
end

--- The object that the call without `stream` returns, once it is there; nil, err when the stream fails, or a response
--- failed (kind "failed"). Speech: the bytes. Meanwhile `on_event` gets every event, `on_delta` the text of choice 0.
---@param listener? { on_event?: fun(event: table), on_delta?: fun(text: string) }
---@return any? value
---@return openai.Error? err
function methods:collect(listener)
    local state = may_collect(self, "collect")
    if listener ~= nil then check_listener(listener) end
    state.on_event = listener and listener.on_event
    local returned, ok, err = task.pcall(tell_all, self, state, listener or {})
    state.on_event = nil
    if not returned then
        self:close()
        error(ok, 0)
    end
    if not ok then return nil, err end
    if state.answer == nil then
        state.answer, err = state.collector:result()
        if err then err.operation = call.name(state.row) end
        state.answer = state.context.adopt(state.answer)
    end
    return state.answer, err
end

--- Ends the transfer, unless the end has come. Who waits for an event gets an error of kind "cancelled", and so does
--- who reads on. Closing twice is fine.
function methods:close()
    local state = state_of(self)
    if not state or state.over then return end
    state.first = nil
    conclude(state, errors.new {
        kind = "cancelled", message = "the stream was closed", operation = call.name(state.row),
    })
    streams.read(self, false)
    state[1]:cancel()
end

Stream.__close = methods.close

function Stream:__tostring()
    local state = state_of(self)
    local ending = state and state.over and (state.err and " failed" or " ended") or " open"
    return "openai.stream" .. (state and ending or " closed")
end

-- ---- opening ----

--- What a call that asks for a stream returns: the stream, once its first event is there; or nil, err.
---@return openai.Stream? stream
---@return openai.Error|openai.Response|nil info
function stream.open(exchange, context, row, options, ...)
    local state = { exchange, context = context, row = row, options = options }
    local self = streams.open(state)
    local me = running()
    streams.read(self, me)
    local first, name = drive(self, state, me)
    if first == nil then return nil, name end
    state.first, state.first_name = first, name
    background.note(state, first, ...)
    streams.read(self, false)
    task.own(self)
    if options and options.with_response then return self, response.new(exchange) end
    return self
end

calling.no_list(methods, Stream, "a stream is no list: for event in stream:events() do … end, or stream:next()", true)

return stream
