--- Calls that keep to the rate limits which the answers tell: each waits for its turn in the limiter that the client's
--- tasks share, before its first attempt and before each that follows a refusal.
local rate = require "openai.internal.call.rate"

local paced = {}

local BYTES_A_TOKEN = 4
local OUTPUT = { "max_tokens", "max_completion_tokens", "max_output_tokens" }
local DEPTH = 20

--- The claims of calls under way.
local claims = setmetatable({}, { __mode = "k" })

local function weight(value, depth)
    if type(value) == "string" then return #value end
    if type(value) ~= "table" or depth > DEPTH then return 0 end
    local sum = 0
    for _, item in pairs(value) do sum = sum + weight(item, depth + 1) end
    return sum
end

--- What a call may take, as the service counts it before it begins: its texts and the room for its answer.
local function tokens_of(parameters)
    local sum = weight(parameters, 0) / BYTES_A_TOKEN
    for _, name in ipairs(OUTPUT) do sum = sum + (tonumber(parameters[name]) or 0) end
    return sum
end

--- The parameters among the arguments of a call: those that name a model, whose limits are counted apart.
local function parameters_in(arguments)
    for i = 1, arguments and arguments.n or 0 do
        local value = arguments[i]
        if type(value) == "table" and type(rawget(value, "model")) == "string" then return value end
    end
end

local function teller(options)
    local on_progress = options.on_progress
    return on_progress and function(seconds)
        on_progress { phase = "waiting", done = 0, total = math.ceil(seconds), unit = "seconds" }
    end
end

--- Waits for the turn of a call that has not begun. True; or nil, err.
---@param exchange userdata
---@param context table the client's
---@param name string of the operation
---@param options table of the call
---@param arguments? table packed
---@return true?
---@return openai.Error? err
function paced.begin(exchange, context, name, options, arguments)
    local parameters = parameters_in(arguments)
    local limiter = rate.of(context, parameters and parameters.model or name:match "^[^:]+")
    local pace = {
        limiter = limiter, tokens = parameters and tokens_of(parameters) or 0,
        terms = rate.terms(context, options, teller(options)),
    }
    local claim, err = limiter:claim(pace.tokens, pace.terms)
    if not claim then return nil, err end
    pace.claim = claim
    claims[exchange] = pace
    return true
end

--- The call has an answer, or will get none.
---@param exchange userdata
---@param headers? table<string, string>
function paced.answered(exchange, headers)
    local pace = claims[exchange]
    claims[exchange] = nil
    if pace then pace.limiter:answered(pace.claim, headers) end
end

--- An attempt was refused for the rate: nobody of these tries before the server wants it. Waits for another turn. True;
--- nil when there is none (then nobody has a claim any more); false where the call is not a paced one.
---@param exchange userdata
---@param err openai.Error
---@param pause number
---@return boolean?
function paced.again(exchange, err, pause)
    local pace = claims[exchange]
    if not pace or err.kind ~= "rate_limit" then return false end
    pace.limiter:answered(pace.claim, err.headers)
    pace.limiter:bar(pause)
    pace.claim = pace.limiter:claim(pace.tokens, pace.terms)
    if pace.claim then return true end
    claims[exchange] = nil
    return nil
end

return paced
