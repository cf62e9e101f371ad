--- Why a line that somebody wrote, exported or pasted is no JSON, in words that say what to do.
local core = require "openai.core"

local hint = {}

local ENCODINGS = { -- what a file of another kind begins with
    { "^\255\254", "the file is UTF-16 or UTF-32: save it as UTF-8" },
    { "^\254\255", "the file is UTF-16 or UTF-32: save it as UTF-8" },
    { "^%z", "the file is UTF-16 or UTF-32: save it as UTF-8" },
    { "^.%z", "the file is UTF-16 or UTF-32: save it as UTF-8" },
    { "^\31\139", "the file is compressed: unpack it first" },
    { "^PK\3\4", "the file is compressed: unpack it first" },
}

--- What the first bytes of a file say against it; nil: nothing.
---@param head string four bytes, or all there are
---@return string?
function hint.of_head(head)
    for _, encoding in ipairs(ENCODINGS) do
        if head:find(encoding[1]) then return encoding[2] end
    end
end

local SIGNS = { -- where the decoder stopped
    { "^\226\128[\152-\159]", 'a typographic quote: JSON has " only' },
    { "^\239\187\191", "a byte order mark: save the file without BOM" },
    { "^\194\160", "a no-break space: use a plain one" },
    { "^'", 'a single quote: JSON has " only (in Python, write lines with json.dumps)' },
    { "^True%W", "Python's True: JSON has true (in Python, write lines with json.dumps)" },
    { "^False%W", "Python's False: JSON has false (in Python, write lines with json.dumps)" },
    { "^None%W", "Python's None: JSON has null (in Python, write lines with json.dumps)" },
    { "^NaN", "NaN: JSON has no such number" },
    { "^-?Infinity", "an infinite number: JSON has none" },
    { "^,%s*$", "a comma at the end of the line: no commas between lines" },
    { "^{.*}%s*$", "another value: put each on a line of its own" },
}

local function explain_encoding(line, number)
    local whole = number == 1 and hint.of_head(line)
    if whole then return whole, 1 end
    local bad = core.json.bad_utf8(line)
    if not bad then return nil end
    local byte = line:byte(bad)
    local quote = byte >= 0x91 and byte <= 0x94 and ", but a quote of Windows-1252" or ""
    return ("byte 0x%02X is not UTF-8%s: save the file as UTF-8"):format(byte, quote), bad
end

local function explain_layout(line)
    if line:find "^%s*[%[{]%s*$" then return "one JSON text over many lines: put each value on its own line" end
    if line:find "^%s*%[" then return "a JSON array: put each value on a line of its own, no brackets" end
end

local function explain_place(line, column, message)
    local rest = line:sub(column) .. " "
    for _, sign in ipairs(SIGNS) do
        if rest:find(sign[1]) then return (message:gsub("found .- at byte", "found " .. sign[2] .. "; at byte", 1)) end
    end
    return message
end

--- For a line that the decoder refused with this message.
---@param line string
---@param number integer of the line, from 1
---@param message string
---@return string message
---@return integer column in bytes, from 1
---@return "encoding"|"not_jsonl"|"json" code
function hint.explain(line, number, message)
    local encoding, bad = explain_encoding(line, number)
    if encoding then return encoding, bad, "encoding" end
    local layout = number == 1 and explain_layout(line)
    if layout then return layout, 1, "not_jsonl" end
    local column = tonumber(message:match "at byte (%d+)$") or 1
    return "not JSON: " .. explain_place(line, column, message), column, "json"
end

return hint
