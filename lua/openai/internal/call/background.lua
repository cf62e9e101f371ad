--- Streams of responses in the background go on by themselves when they are cut: the model works on without a reader,
--- and the service keeps the events, which have numbers.
local call = require "openai.internal.call"
local core = require "openai.core"
local log = require "openai.internal.base.log"
local task = require "openai.internal.task"

local background = {}

local DEFAULT_RETRIES = 2
local FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8 -- seconds, as the core's

--- What kind of call begins such a stream, and the one that goes on with it.
local GOES_ON = {
    ["responses.create"] = "responses.retrieve", ["responses.retrieve"] = "responses.retrieve",
    ["beta.responses.create"] = "beta.responses.retrieve", ["beta.responses.retrieve"] = "beta.responses.retrieve",
}

local rows = {}
for name, successor in pairs(GOES_ON) do
    if call.rows[name] then rows[call.rows[name]] = call.rows[successor] end
end

local function named(context, options, name)
    local value = options and options[name]
    if value == nil then value = context.settings[name] end
    return value
end

local function id_of(first, argument)
    if type(argument) == "string" then return argument end
    if type(argument) == "table" and type(rawget(argument, "id")) == "string" then return rawget(argument, "id") end
    local response = type(first.response) == "table" and first.response or {}
    return response.background == true and type(response.id) == "string" and response.id or nil
end

--- Notes at the first event of a stream what it takes to go on; nothing when that is not possible.
---@param state table of the stream
---@param first table the event
---@param ... any the arguments of the call
function background.note(state, first, ...)
    local row = rows[state.row]
    if not row then return end
    local reads = row == state.row
    local parameters = select(reads and 2 or 1, ...)
    local id = id_of(first, reads and (...) or nil)
    if not id then return end
    state.background = {
        row = row, id = id, include = parameters.include, include_obfuscation = parameters.include_obfuscation,
        began = core.loop():now(), failures = 0,
    }
end

--- The deadline that was named bounds all of it. Nil: there is no time left.
local function options_of(state)
    local options, timeout = {}, named(state.context, state.options, "timeout")
    for name, value in pairs(state.options or {}) do options[name] = value end
    options.with_response, options.idempotency_key = nil, nil
    if not timeout then return options end
    options.timeout = timeout - (core.loop():now() - state.background.began)
    return options.timeout > 0 and options or nil
end

local function is_break(state, err)
    return err.kind == "connection" or (err.kind == "timeout" and not named(state.context, state.options, "timeout"))
end

--- Failures in a row, without an event between them.
local function count(state, sequence)
    local known = state.background
    if sequence and sequence ~= known.sequence then
        known.sequence, known.failures = sequence, 0
    end
    known.failures = known.failures + 1
    local most = named(state.context, state.options, "max_retries")
    if most == nil then most = DEFAULT_RETRIES end
    return known.failures <= (most or 0)
end

local function pause(state, err)
    local failures = state.background.failures
    local seconds = failures > 1 and math.min(FIRST_PAUSE * 2 ^ (failures - 2), LONGEST_PAUSE) or 0
    if state.context.log then log.retrying(state.context, err, seconds, failures) end
    return seconds == 0 or task.sleep(seconds)
end

--- The exchange that goes on behind the event taken last; nil where the stream ends with `err`.
---@param state table of the stream
---@param err openai.Error
---@param sequence? integer number of the event taken last from the exchange that failed
---@return any exchange
function background.go_on(state, err, sequence)
    local known = state.background
    if not known or not is_break(state, err) or not count(state, sequence) or not known.sequence then return nil end
    if not pause(state, err) or state.over then return nil end
    local options = options_of(state)
    return options and (core.start(state.context.core, known.row, false, known.id, {
        stream = true, starting_after = known.sequence, include = known.include,
        include_obfuscation = known.include_obfuscation,
    }, options))
end

return background
