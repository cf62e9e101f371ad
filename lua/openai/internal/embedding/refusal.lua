--- What a server means when it refuses a request for embeddings: to be asked for less, or without one of the inputs.
--- The service has codes for that; servers that serve models of their own have only words, each their own.
local refusal = {}

local TOKEN_CODES = { max_tokens_per_request = true }
local TOKEN_WORDS = { "tokens per request", "maximum context length", "request too large", "too many tokens" }
local INPUT_CODES = { array_above_max_length = true }
local REFUSED = { [400] = true, [413] = true, [422] = true }
--- A refusal that names one of these is not about the inputs.
local OTHERS = { model = true, dimensions = true, user = true, encoding_format = true }

local function says_tokens(err)
    if TOKEN_CODES[err.code] then return true end
    local message = (err.message or ""):lower()
    for _, words in ipairs(TOKEN_WORDS) do
        if message:find(words, 1, true) then return true end
    end
    return false
end

--- The input of the request that the server complains about, from 0; nil when it names none.
local function place_of(err)
    local message = err.message or ""
    if err.kind == "protocol" then -- what the core says of an answer counts from 1
        local place = message:match "data%[(%d+)%]"
        return place and tonumber(place) - 1
    elseif not err.status then
        return nil
    end
    local place = tostring(err.param or ""):match "input%[(%d+)%]" or message:match "input%[(%d+)%]"
    return place and tonumber(place)
end

--- The largest number by itself in the message (not that of a name, as in text-embedding-3-small) below `most`.
local function number_below(err, most)
    local message = (err.message or ""):gsub("(%d),(%d%d%d)", "%1%2")
    local found
    for from, digits, behind in message:gmatch "()(%d+)()" do
        local before, after = message:sub(from - 1, from - 1), message:sub(behind, behind + 1)
        local alone = not before:find "[%w_./-]" and not after:find "^[%w_-]" and not after:find "^%.%d"
        local number = alone and tonumber(digits)
        if number and number > 0 and number < most then found = math.max(found or 0, number) end
    end
    return found
end

--- A request for the rate: no waiting helps where it alone is above the limit.
---@param err openai.Error
---@return boolean
function refusal.is_too_large(err)
    return err.status == 429 and says_tokens(err)
end

--- What may help after a refusal of a portion with several inputs: to send so many of them at a time ("inputs"), or
--- fewer tokens ("tokens"); or nothing is known but that the inputs were refused ("unknown"). Nil: the refusal is about
--- something else, or names the input that it is about.
---@param err openai.Error
---@param portion table
---@return "inputs"|"tokens"|"unknown"|nil reason
---@return integer? most inputs, where the server names a number
function refusal.reason(err, portion)
    local status = err.status or 0
    if refusal.is_too_large(err) then return "tokens" end
    if not REFUSED[status] or place_of(err) or OTHERS[err.param] then return nil end
    if says_tokens(err) then return "tokens" end
    local most = number_below(err, #portion.inputs)
    if most or INPUT_CODES[err.code] then return "inputs", most end
    local about_tokens = (err.message or ""):lower():find("token", 1, true) and number_below(err, portion.tokens)
    return (about_tokens or status == 413) and "tokens" or "unknown"
end

--- Whether two refusals say the same, numbers aside: then it is no matter of what was sent.
---@param one openai.Error
---@param other openai.Error
---@return boolean
function refusal.same(one, other)
    local function words(err) return tostring(err.message):gsub("%d+", "") end
    return one.status == other.status and one.param == other.param and words(one) == words(other)
end

--- Names the input by its index among all, when the server complains about one, or only one was sent.
---@param err openai.Error
---@param portion table
---@return openai.Error err
function refusal.locate(err, portion)
    local place = place_of(err)
    local blamed = REFUSED[err.status or 0] and not OTHERS[err.param]
    if not place and #portion.inputs == 1 and blamed then place = 0 end
    if not place or place >= #portion.inputs or err.index then return err end
    err.index = portion.first + place
    local message = (err.message or ""):gsub("data%[%d+%]%.embedding", "its embedding")
    err.message = ("input %d of all: %s"):format(err.index, message)
    return err
end

return refusal
