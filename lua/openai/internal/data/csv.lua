--- CSV after RFC 4180: quoted fields, doubled quotes, line ends inside quotes; LF and CRLF.
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"

---@class openai.CsvModule
local csv = {}

--- The field that begins at `at`, and where what follows it begins.
local function read_field(text, at)
    if text:byte(at) ~= 34 then
        local last = text:find("[,\r\n]", at) or #text + 1
        return text:sub(at, last - 1), last
    end
    local from, quote = at + 1
    repeat
        quote = text:find('"', from, true)
        if not quote then return nil, ("the quote at byte %d is never closed"):format(at) end
        from = quote + 2
    until text:byte(quote + 1) ~= 34
    return (text:sub(at + 1, quote - 1):gsub('""', '"')), quote + 1
end

local function read_row(text, at)
    local fields = {}
    while true do
        local field, after = read_field(text, at)
        if not field then return nil, after end
        fields[#fields + 1] = field
        if text:byte(after) ~= 44 then
            local _, last = text:find("^\r?\n", after)
            if not last and after <= #text then return nil, ("an unexpected character at byte %d"):format(after) end
            return fields, (last or after) + 1
        end
        at = after + 1
    end
end

--- The rows of a text, each an array of strings; blank lines are skipped. Yields nil, message where the text is no CSV.
---@param text string
---@return fun(): string[]?, string?
function csv.rows(text)
    if type(text) ~= "string" then
        errors.misuse("csv.rows takes the text of a CSV file, e.g. of file:read \"*a\", not a " .. type(text))
    end
    local at = text:sub(1, 3) == "\239\187\191" and 4 or 1
    return function()
        local blank = at
        while blank do
            at = blank
            blank = select(2, text:find("^\r?\n", at))
            blank = blank and blank + 1
        end
        if at > #text then return nil end
        local fields, after = read_row(text, at)
        at = fields and after or #text + 1
        return fields, not fields and after or nil
    end
end

local SPECIAL = { nan = 0 / 0, inf = math.huge, infinity = math.huge }

--- The number in a cell, whatever the locale; nil for an empty one; the text itself when it is no number.
---@param cell string
---@return number|string|nil
function csv.number(cell)
    cell = cell:match("^%s*(.-)%s*$")
    if cell == "" then return nil end
    local value = cell:match("^%-?%d") and json.decode(cell)
    if type(value) == "number" then return value end
    local sign, word = cell:lower():match("^([+-]?)(%a+)$")
    value = SPECIAL[word] or tonumber(cell)
    if value and SPECIAL[word] and sign == "-" then value = -value end
    return value or cell
end

return csv
