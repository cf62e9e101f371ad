--- What a stream's events add up to. Which kind of stream it is shows in them: servers of all sorts say the same on
--- paths of their own.
local chat = require "openai.internal.collect.chat"
local errors = require "openai.internal.base.error"
local media = require "openai.internal.collect.media"
local response = require "openai.internal.collect.response"

local collect = {}

--- Runs of assistants: the last state of the run.
local Run = {}
Run.__index = Run

function Run.new() return setmetatable({}, Run) end

function Run.knows(event)
    return type(event.object) == "string" and event.object:find "^thread" ~= nil
end

local function say_contents(contents, say)
    for _, part in ipairs(type(contents) == "table" and contents or {}) do
        local value = type(part.text) == "table" and part.text.value
        if type(value) == "string" then say(value, 0) end
    end
end

function Run:add(event, say)
    if event.object == "thread.run" then self.run = event end
    if event.object == "thread.message.delta" and type(event.delta) == "table" then
        say_contents(event.delta.content, say)
    end
end

function Run:result()
    if self.run then return self.run end
    return errors.failure("protocol", "the stream ended without the run in it")
end

--- An answer of a server that knows no streams.
local Whole = {}
Whole.__index = Whole

function Whole.new() return setmetatable({}, Whole) end

local function text_of_choice(choice)
    if type(choice) ~= "table" then return nil end
    local message = choice.message
    return choice.text or (type(message) == "table" and message.content) or nil
end

local function say_output(output, say)
    for _, item in ipairs(output) do
        for _, part in ipairs(type(item.content) == "table" and item.content or {}) do
            if part.type == "output_text" and type(part.text) == "string" then say(part.text, 0) end
        end
    end
end

function Whole:add(event, say)
    self.value = event
    for index, choice in ipairs(type(event.choices) == "table" and event.choices or {}) do
        local text = text_of_choice(choice)
        if type(text) == "string" then say(text, choice.index or index - 1) end
    end
    if type(event.output) == "table" then say_output(event.output, say) end
end

function Whole:result() return self.value end

--- Whether the event is no part of an answer but all of it.
local function is_whole(event)
    if type(event.choices) ~= "table" then return event.type == nil and event.object ~= nil end
    local first = event.choices[1]
    return type(first) == "table" and type(first.message) == "table" and first.delta == nil
end

local KINDS = { chat, response, media.Speech, media.Transcript, media.Images, Run }

--- The collector of the stream that begins with this event; nil when nobody knows such events.
---@param event table
---@return { add: fun(self: table, event: table, say: fun(text: string, index: integer)), result: fun(self: table) }?
function collect.of(event)
    if is_whole(event) and not Run.knows(event) then return Whole.new() end
    for _, kind in ipairs(KINDS) do
        if kind.knows(event) then return kind.new() end
    end
end

return collect
