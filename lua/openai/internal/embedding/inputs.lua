--- The inputs of `embed`: checked, and cut into portions of what one request may hold.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"

local inputs = {}

local WHAT = "embeddings:embed"
local MOST_INPUTS = 2048 -- in one request
local MOST_TOKENS = 300000 -- in one request
local LONGEST = 8192 -- tokens of one input
--- No token of OpenAI's vocabularies has more bytes: 128 spaces.
local LARGEST_TOKEN = 128

local byte = string.byte
local bad_utf8 = core.json.bad_utf8

--- An estimate that is quick and rather too high: English has four bytes a token, other scripts fewer. Three bytes tell
--- which it is; answers correct the rest (see calibrate).
local function estimate(input)
    local length = #input
    if type(input) == "table" then return length end
    local tokens = length / 4 + 1
    if byte(input, 1) > 127 then tokens = tokens + length / 12 end
    if byte(input, (length - length % 2) / 2 + 1) > 127 then tokens = tokens + length / 12 end
    if byte(input, length) > 127 then tokens = tokens + length / 12 end
    return tokens
end

--- A number of tokens that the input has at least: words never share one.
local function fewest_tokens(input)
    if type(input) == "table" then return #input end
    if #input <= 2 * LONGEST then return 0 end -- a word and a space have two bytes
    local _, words = input:gsub("[%a\128-\255]+", "")
    return math.max(words, math.floor(#input / LARGEST_TOKEN))
end

local function is_token_list(input)
    for _, token in ipairs(input) do
        if type(token) ~= "number" or token < 0 or token ~= math.floor(token) then return false end
    end
    return input[1] ~= nil
end

local function complaint_about_text(input)
    if input == "" then return "it is empty: leave it out, or put a word in its place" end
    local bad = bad_utf8(input)
    if bad then return ("byte %d (0x%02X) is not UTF-8: convert it"):format(bad, byte(input, bad)) end
end

local function complaint(input, limited)
    if type(input) == "string" then
        local problem = complaint_about_text(input)
        if problem then return problem end
    elseif type(input) ~= "table" then
        return ("it is a %s: a string or a list of tokens expected"):format(type(input))
    elseif not is_token_list(input) then
        return "it is a table, but no list of tokens"
    end
    local least = limited and #input > LONGEST and fewest_tokens(input) or 0
    if least <= LONGEST then return nil end
    return ("it has at least %d tokens; the model takes %d: cut it into parts"):format(least, LONGEST)
end

local function check(input, index, limited)
    local problem = complaint(input, limited)
    if not problem then return true end
    local message = ("input %d cannot be embedded: %s"):format(index, problem)
    return errors.failure("invalid", message, { operation = WHAT, index = index })
end

local Inputs = { __name = "openai.embedding_inputs" }
Inputs.__index = Inputs

local function check_list(self, list)
    self.total = #list
    for index = 1, #list do
        local ok, err = check(list[index], index, self.limited)
        if not ok then return nil, err end
    end
    return self
end

local function from_list(list)
    local at = 0
    return function()
        at = at + 1
        return list[at]
    end
end

local function check_source(source)
    if iterator.is_callable(source) then return end
    if type(source) ~= "table" then
        errors.misuse("embeddings:embed: input must be a list of texts, or a function that returns them one by one, "
            .. "not a " .. type(source))
    elseif type(source[1]) == "number" then
        errors.misuse("embeddings:embed: input is a list of tokens; put it into a list of inputs")
    end
end

--- From an array, all of which is checked now, or from an iterator: whatever can be called and returns one input after
--- the other.
---@param source any[]|fun(): any
---@param model string
---@return table? inputs
---@return openai.Error? err names the input by its index
function inputs.new(source, model)
    if type(source) == "string" then source = { source } end
    check_source(source)
    local is_list = not iterator.is_callable(source)
    local self = setmetatable({
        next_input = is_list and from_list(source) or iterator.reader(source, "inputs", WHAT),
        checked = is_list, taken = 0,
        limited = model:find "^text%-embedding%-" ~= nil, -- others may take longer inputs
        most_inputs = MOST_INPUTS, most_tokens = MOST_TOKENS, scale = 1,
    }, Inputs)
    if is_list then return check_list(self, source) end
    return self
end

--- The next input with its estimate; nil at the end; or nil, err.
local function take(self)
    local input = self.put_by
    if input ~= nil then
        self.put_by = nil
        return input, self.put_by_tokens
    end
    local problem
    input, problem = self.next_input()
    if input == nil then return nil, problem end
    self.taken = self.taken + 1
    if not self.checked then
        local ok, err = check(input, self.taken, self.limited)
        if not ok then return nil, err end
    end
    return input, estimate(input)
end

--- The next portion: {inputs, first = index of the first, tokens = estimate}; nil at the end; or nil, err.
---@param most_tokens number besides the service's own limit
function Inputs:portion(most_tokens)
    most_tokens = math.min(most_tokens, self.most_tokens) / self.scale
    local list, sum = {}, 0
    while #list < self.most_inputs do
        local input, tokens = take(self)
        if input == nil then
            if tokens then return nil, tokens end
            break
        end
        if #list > 0 and sum + tokens > most_tokens then
            self.put_by, self.put_by_tokens = input, tokens
            break
        end
        list[#list + 1], sum = input, sum + tokens
    end
    if #list == 0 then return nil end
    local last = self.taken - (self.put_by ~= nil and 1 or 0)
    return { inputs = list, first = last - #list + 1, tokens = sum }
end

--- The server counted so many tokens for what was estimated: the next estimates are multiplied accordingly.
function Inputs:calibrate(estimated, counted)
    if counted and counted > 0 and estimated > 0 then
        self.scale = math.max(0.25, math.min(4, 0.5 * self.scale + 0.5 * counted / estimated))
    end
end

--- The server takes no more inputs than so many a request.
function Inputs:limit_inputs(most)
    self.most_inputs = math.min(self.most_inputs, math.max(1, most))
end

--- The server refused such a portion for its tokens: the next ones are smaller.
function Inputs:limit_tokens(portion)
    self.most_tokens = math.min(self.most_tokens, math.max(LONGEST, portion.tokens * self.scale * 0.6))
end

--- A portion in pieces of so many inputs.
---@return table[] portions
function inputs.pieces(portion, most)
    local pieces = {}
    for i, input in ipairs(portion.inputs) do
        local piece = pieces[#pieces]
        if not piece or #piece.inputs == most then
            piece = { inputs = {}, first = portion.first + i - 1, tokens = 0 }
            pieces[#pieces + 1] = piece
        end
        table.insert(piece.inputs, input)
        piece.tokens = piece.tokens + estimate(input)
    end
    return pieces
end

--- Two halves of a portion.
---@return table[] portions
function inputs.halves(portion)
    return inputs.pieces(portion, math.ceil(#portion.inputs / 2))
end

return inputs
