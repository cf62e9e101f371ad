--- Embeddings: deterministic vectors in both formats.
local answer = require "openai.emulator.answer"
local base64 = require "openai.emulator.base64"
local errors = require "openai.emulator.errors"
local float32 = require "openai.emulator.float32"
local json = require "openai.emulator.json"
local limiter = require "openai.emulator.limiter"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local validate = require "openai.emulator.validate"

local embeddings = {}

local SIZES = {
    ["text-embedding-3-small"] = 1536, ["text-embedding-3-large"] = 3072, ["text-embedding-ada-002"] = 1536,
}
local FIXED_SIZE = { ["text-embedding-ada-002"] = true }
local MAX_INPUTS, MAX_TOKENS, MAX_REQUEST_TOKENS = 2048, 8192, 300000

local PARAMETERS = {
    model = { type = "string", required = true },
    encoding_format = { type = "string", choices = { "float", "base64" } },
    dimensions = { type = "integer", min = 1 },
    user = { type = "string" },
}

local function invalid_input(index, what)
    local name = index and ("input[%d]"):format(index - 1) or "input"
    errors.bad_request(("Invalid '%s': %s"):format(name, what), "input", "invalid_input")
end

local function is_tokens(value)
    return type(value) == "table" and type(value[1]) == "number"
end

--- The inputs as a list of texts and token lists; raises 400.
function embeddings.inputs(input)
    if input == nil or input == json.null then
        errors.bad_request("Missing required parameter: 'input'.", "input", "missing_required_parameter")
    end
    if type(input) == "string" or is_tokens(input) then return { input }, true end
    if type(input) ~= "table" then
        invalid_input(nil, "expected a string, an array of strings, or an array of tokens.")
    end
    if #input == 0 then invalid_input(nil, "input cannot be an empty array.") end
    if #input > MAX_INPUTS then
        errors.bad_request(("Invalid 'input': array too long. Expected an array with maximum length %d, but got an "
            .. "array with length %d instead."):format(MAX_INPUTS, #input), "input", "array_above_max_length")
    end
    return input, false
end

local function check_tokens(list, index)
    for _, token in ipairs(list) do
        if type(token) ~= "number" or token < 0 or token ~= math.floor(token) then
            invalid_input(index, "token arrays hold non-negative integers.")
        end
    end
    return #list
end

local function count_tokens(value, index)
    if type(value) == "string" then
        if value == "" then invalid_input(index, "input cannot be an empty string.") end
        return meaning.tokens(value)
    end
    if type(value) ~= "table" then invalid_input(index, "expected a string or an array of tokens.") end
    if #value == 0 then invalid_input(index, "input cannot be an empty array.") end
    return check_tokens(value, index)
end

local function count_all(inputs, single)
    local total = 0
    for i, value in ipairs(inputs) do
        local index = not single and i or nil
        local count = count_tokens(value, index)
        if count > MAX_TOKENS then
            invalid_input(index, ("maximum input length is %d tokens, but got %d."):format(MAX_TOKENS, count))
        end
        total = total + count
    end
    if total > MAX_REQUEST_TOKENS then
        errors.bad_request(("Invalid 'input': maximum request size is %d tokens per request, but got %d.")
            :format(MAX_REQUEST_TOKENS, total), "input", "max_tokens_per_request")
    end
    return total
end

local function size_for(model, dimensions)
    local size = SIZES[model]
    if not size then
        errors.raise(403, ("You are not allowed to generate embeddings from this model: %s"):format(model))
    end
    if dimensions and FIXED_SIZE[model] then
        errors.bad_request("This model does not support specifying dimensions.", "dimensions")
    end
    if dimensions and dimensions > size then
        errors.bad_request(("Invalid value for 'dimensions' = %d. Must be less than or equal to %d.")
            :format(dimensions, size), "dimensions", "invalid_dimensions")
    end
    return size
end

-- Nine digits tell every single-precision number from its neighbours, so both formats give the same vector.
local function as_json(vector)
    local out = {}
    for i, value in ipairs(vector) do out[i] = ("%.9g"):format(value) end
    return "[" .. table.concat(out, ",") .. "]"
end

local function as_base64(vector)
    return '"' .. base64.encode(float32.pack(vector)) .. '"'
end

local function check(context, request)
    local body = request:json()
    local inputs, single = embeddings.inputs(body.input)
    local rest = {}
    for name, value in pairs(body) do
        if name ~= "input" then rest[name] = value end
    end
    validate.object(rest, PARAMETERS)
    models.require(context.state, body.model)
    return body, inputs, single
end

-- Written as text at once: a table of 2048 × 1536 numbers would be large for nothing.
local function create(context, request)
    local body, inputs, single = check(context, request)
    local size = size_for(body.model, body.dimensions)
    local tokens = count_all(inputs, single)
    limiter.charge(context, request, body.model, tokens)
    local format = body.encoding_format == "base64" and as_base64 or as_json
    local items = {}
    for i, input in ipairs(inputs) do
        local vector = float32.round(meaning.vector(input, size, body.dimensions))
        items[i] = ('{"object":"embedding","index":%d,"embedding":%s}'):format(i - 1, format(vector))
    end
    local text = ('{"object":"list","data":[%s],"model":%s,"usage":{"prompt_tokens":%d,"total_tokens":%d}}')
        :format(table.concat(items, ","), json.encode(body.model), tokens, tokens)
    return answer.text(200, { ["content-type"] = "application/json" }, text)
end

function embeddings.routes(add)
    add("POST", "/embeddings", create)
end

return embeddings
