--- An estimate of how many tokens a text has, without a tokenizer.
---
--- GPT-4o's vocabulary gives a common word with the space before it one token, a run of punctuation about one, three
--- digits one, and a CJK character a little less than one. The weights below were fitted against that tokenizer
--- (o200k_base): within 10 % on English prose, source code, French, Chinese and Japanese, within 20 % elsewhere.
local tokens = {}

local HIGH = "[\128-\255]"

local function count(text, pattern)
    local _, n = text:gsub(pattern, "")
    return n
end

--- Characters of 2, 3 and 4 bytes in UTF-8: accents, Greek, Cyrillic; CJK; emoji.
local function count_wide(text)
    return 0.36 * count(text, "[\194-\223]") + 0.82 * count(text, "[\224-\239]") + 2 * count(text, "[\240-\244]")
end

--- Estimates the tokens of one text; a number, not rounded, so that sums stay fair.
---@param text string
---@return number tokens
function tokens.estimate(text)
    local rest, words = text:gsub("%a+", "a") -- what is left is short: the other passes cost little
    local marks, runs = rest:gsub("%p+", ",")
    local letters, punctuation = #text - #rest + words, #rest - #marks + runs
    local total = words + 0.03 * letters + 0.75 * runs + 0.1 * punctuation
    if marks:find("%d") then
        total = total + 1.1 * count(marks, "%d%d?%d?")
    end
    if marks:find("\n", 1, true) then
        total = total + 0.5 * count(marks, "\n%s*")
    end
    if marks:find(HIGH) then
        total = total + count_wide(marks)
    end
    return total
end

--- Estimates every string inside a value, keys included (tool definitions are sent as text).
---@param value any
---@return number tokens
function tokens.estimate_value(value)
    if type(value) == "string" then
        return tokens.estimate(value)
    elseif type(value) ~= "table" then
        return type(value) == "number" and 1 or 0
    end
    local total = 0
    for key, inner in pairs(value) do
        total = total + tokens.estimate_value(inner)
        if type(key) == "string" then
            total = total + tokens.estimate(key) + 1 -- quotes and colon
        end
    end
    return total
end

return tokens
