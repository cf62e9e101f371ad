--- Vectors for texts: the same text has the same vector, and texts that share words (or parts of words) are near each
--- other. Not a language model, but enough for searches in demos and specs to make sense.
local meaning = {}

local MODULUS = 2147483647 -- products of the steps below stay exact in a double
local SPREAD = 24 -- components that one feature moves
local PART_WEIGHT = 0.3 -- of a part of a word, against a whole one

local floor, sqrt = math.floor, math.sqrt

local function hash(text)
    local h = 5381
    for i = 1, #text do h = (h * 33 + text:byte(i)) % MODULUS end
    return h + 1
end

-- Features lie denser at the front, so that a vector cut to fewer dimensions still says something.
local function add_feature(vector, size, feature, weight)
    local x = hash(feature)
    for _ = 1, SPREAD do
        x = x * 16807 % MODULUS
        local u = x / MODULUS
        local index = floor(size * u * u) + 1
        x = x * 16807 % MODULUS
        vector[index] = vector[index] + (x % 2 == 0 and weight or -weight)
    end
end

local function add_word(vector, size, word)
    add_feature(vector, size, word, 1)
    local padded = "<" .. word .. ">"
    for i = 1, #padded - 2 do add_feature(vector, size, padded:sub(i, i + 2), PART_WEIGHT) end
end

local function squares(vector, size)
    local sum = 0
    for i = 1, size do sum = sum + vector[i] * vector[i] end
    return sum
end

-- A short text may have no feature in the first few components; then its hash alone decides.
local function normalise(vector, size, input)
    local sum = squares(vector, size)
    if sum == 0 then
        local x = hash(type(input) == "table" and table.concat(input, " ") or input)
        for i = 1, size do
            x = x * 16807 % MODULUS
            vector[i] = x / MODULUS - 0.5
        end
        sum = squares(vector, size)
    end
    local scale = 1 / sqrt(sum)
    for i = 1, size do vector[i] = vector[i] * scale end
end

--- The unit vector of a text or of a list of token numbers, shortened to `dimensions`.
---@param input string|integer[]
---@param size integer native size of the model
---@param dimensions? integer
---@return number[]
function meaning.vector(input, size, dimensions)
    local vector = {}
    for i = 1, size do vector[i] = 0 end
    if type(input) == "table" then
        for _, token in ipairs(input) do add_feature(vector, size, "token " .. token, 1) end
    else
        local found = false
        for word in input:lower():gmatch("[%w\128-\255]+") do
            add_word(vector, size, word)
            found = true
        end
        if not found then add_feature(vector, size, input, 1) end
    end
    normalise(vector, dimensions or size, input)
    for i = size, (dimensions or size) + 1, -1 do vector[i] = nil end
    return vector
end

local function words_of(text)
    local words, count = {}, 0
    for word in text:lower():gmatch("[%w\128-\255]+") do
        if not words[word] then count = count + 1 end
        words[word] = (words[word] or 0) + 1
    end
    return words, count
end
meaning.words = words_of

--- Share of words two texts have in common, 0 to 1 (Jaccard).
function meaning.overlap(a, b)
    local in_a, count_a = words_of(a)
    local in_b, count_b = words_of(b)
    local shared = 0
    for word in pairs(in_a) do
        if in_b[word] then shared = shared + 1 end
    end
    local all = count_a + count_b - shared
    return all == 0 and (a == b and 1 or 0) or shared / all
end

meaning.hash = hash

--- About how many tokens a text has.
---@param text string
---@return integer
function meaning.tokens(text)
    return math.max(1, math.ceil(#text / 4))
end

return meaning
