--- Simple forms of the text similarity metrics that graders name; all give 0 to 1.
local meaning = require "openai.emulator.meaning"

local metrics = {}

metrics.NAMES = { "cosine", "fuzzy_match", "bleu", "gleu", "meteor", "rouge_1", "rouge_2", "rouge_3", "rouge_4",
    "rouge_5", "rouge_l" }

local VECTOR_SIZE = 256

local function cosine(a, b)
    local u, v, sum = meaning.vector(a, VECTOR_SIZE), meaning.vector(b, VECTOR_SIZE), 0
    for i = 1, VECTOR_SIZE do sum = sum + u[i] * v[i] end
    return math.max(0, math.min(1, sum))
end

-- Levenshtein distance, one row at a time.
local function distance(a, b)
    local row = {}
    for j = 0, #b do row[j] = j end
    for i = 1, #a do
        local diagonal = row[0]
        row[0] = i
        for j = 1, #b do
            local cost = a:byte(i) == b:byte(j) and 0 or 1
            diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
        end
    end
    return row[#b]
end

local function fuzzy_match(a, b)
    local longest = math.max(#a, #b)
    return longest == 0 and 1 or 1 - distance(a, b) / longest
end

local function word_list(text)
    local list = {}
    for word in text:lower():gmatch("[%w\128-\255]+") do list[#list + 1] = word end
    return list
end

local function ngrams(words, n)
    local counts, total = {}, 0
    for i = 1, #words - n + 1 do
        local gram = table.concat(words, " ", i, i + n - 1)
        counts[gram] = (counts[gram] or 0) + 1
        total = total + 1
    end
    return counts, total
end

-- n-grams in common, and how many each side has.
local function shared_ngrams(a, b, n)
    local in_a, total_a = ngrams(a, n)
    local in_b, total_b = ngrams(b, n)
    local shared = 0
    for gram, count in pairs(in_a) do shared = shared + math.min(count, in_b[gram] or 0) end
    return shared, total_a, total_b
end

local function f1(shared, total_a, total_b)
    return total_a + total_b == 0 and 1 or 2 * shared / (total_a + total_b)
end

local function bleu(a, b)
    local words_a, words_b, log_sum = word_list(a), word_list(b), 0
    if #words_a == 0 then return 0 end
    local orders = math.min(4, #words_a)
    for n = 1, orders do
        local shared, total = shared_ngrams(words_a, words_b, n)
        if shared == 0 then return 0 end
        log_sum = log_sum + math.log(shared / total)
    end
    local brevity = #words_a < #words_b and math.exp(1 - #words_b / #words_a) or 1
    return brevity * math.exp(log_sum / orders)
end

local function gleu(a, b)
    local words_a, words_b, shared, all_a, all_b = word_list(a), word_list(b), 0, 0, 0
    for n = 1, 4 do
        local common, total_a, total_b = shared_ngrams(words_a, words_b, n)
        shared, all_a, all_b = shared + common, all_a + total_a, all_b + total_b
    end
    local most = math.max(all_a, all_b)
    return most == 0 and 1 or shared / most
end

local function longest_common(a, b)
    local row = {}
    for j = 0, #b do row[j] = 0 end
    for i = 1, #a do
        local diagonal = 0
        for j = 1, #b do
            local above = row[j]
            row[j] = a[i] == b[j] and diagonal + 1 or math.max(row[j], row[j - 1])
            diagonal = above
        end
    end
    return row[#b]
end

local function rouge_l(a, b)
    local words_a, words_b = word_list(a), word_list(b)
    return f1(longest_common(words_a, words_b), #words_a, #words_b)
end

local function meteor(a, b)
    local shared, total_a, total_b = shared_ngrams(word_list(a), word_list(b), 1)
    if shared == 0 then return 0 end
    local precision, recall = shared / total_a, shared / total_b
    return 10 * precision * recall / (recall + 9 * precision)
end

local BY_NAME = { cosine = cosine, fuzzy_match = fuzzy_match, bleu = bleu, gleu = gleu, meteor = meteor,
    rouge_l = rouge_l }

---@param name string
---@param input string
---@param reference string
---@return number
function metrics.score(name, input, reference)
    local n = name:match("^rouge_(%d)$")
    if n then return f1(shared_ngrams(word_list(input), word_list(reference), tonumber(n))) end
    return BY_NAME[name](input, reference)
end

return metrics
