--- What a server means when it refuses a request for embeddings: to be asked for less, in another format, or without
--- one of the inputs. The service has codes for that; servers that serve models of their own have only words.
local refusal = {}

local TOKEN_CODES = { max_tokens_per_request = true }
local INPUT_CODES = { array_above_max_length = true }
local TOKEN_WORDS = { "tokens per request", "maximum context length", "[Rr]equest too large", "too many tokens" }
local INPUT_WORDS = { "array too long", "batch size", "too many inputs" }
local REFUSED = { [400] = true, [413] = true, [422] = true, [429] = true }

local function matches(text, patterns)
    for _, pattern in ipairs(patterns) do
        if text:find(pattern) then return true end
    end
    return false
end

--- The input of the request that the server complains about, from 0; nil when it names none.
local function place_of(err)
    local place = (err.param or ""):match("input%[(%d+)%]") or (err.message or ""):match("input%[(%d+)%]")
    return place and tonumber(place)
end

--- "tokens" or "inputs" when the request was too large, "base64" when the format was not understood; nil otherwise.
---@param err openai.Error
---@return string?
function refusal.reason(err)
    local message = err.message or ""
    if not REFUSED[err.status or 0] or place_of(err) then return nil end
    if TOKEN_CODES[err.code] or matches(message, TOKEN_WORDS) then return "tokens" end
    if err.status == 429 then return nil end
    if INPUT_CODES[err.code] or matches(message, INPUT_WORDS) then return "inputs" end
    if err.status == 413 then return "tokens" end
    if err.param == "encoding_format" or message:find("encoding_format", 1, true) then return "base64" end
end

--- Whether the only input that was sent is what a refusal without a place is about.
local function blames_input(err)
    return (err.status == 400 or err.status == 422 or err.status == 413) and err.param ~= "model"
        and err.param ~= "dimensions" and err.param ~= "user"
end

--- Names the input by its index among all, when the server complains about one, or only one was sent.
---@param err openai.Error
---@param portion table
---@return openai.Error err
function refusal.locate(err, portion)
    local place = place_of(err)
    if not place and #portion.inputs == 1 and blames_input(err) then place = 0 end
    if not place then return err end
    err.index = portion.first + place
    err.message = ("input %d of all: %s"):format(err.index, err.message or "")
    return err
end

return refusal
