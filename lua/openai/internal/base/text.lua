--- How numbers read to a person.
local text = {}

local UNITS = { "kB", "MB", "GB", "TB" }

local MIB = 1024 * 1024

--- 1234567 as "1,234,567"
---@param number integer
---@return string
function text.number(number)
    local digits = ("%.0f"):format(number)
    return (digits:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

--- "1 request", "2,000 requests"
---@param count integer
---@param noun string
---@return string
function text.plural(count, noun)
    return ("%s %s%s"):format(text.number(count), noun, count == 1 and "" or "s")
end

--- 12300 as "12.3 kB": decimal units, but limits that are whole MiB as such, "512 MiB".
---@param bytes number
---@return string
function text.size(bytes)
    if bytes < 1000 then return text.plural(bytes, "byte") end
    if bytes % MIB == 0 then return ("%.0f MiB"):format(bytes / MIB) end
    local unit = 0
    repeat
        bytes, unit = bytes / 1000, unit + 1
    until bytes < 999.95 or unit == #UNITS
    return ("%.1f %s"):format(bytes, UNITS[unit])
end

--- 751 as "00:12:31"
---@param seconds number
---@return string
function text.duration(seconds)
    seconds = math.min(math.max(0, math.floor(seconds)), 1e12)
    return ("%02d:%02d:%02d"):format(math.floor(seconds / 3600), math.floor(seconds / 60) % 60, seconds % 60)
end

--- Local time, "14:12:31"; nil for no time, or one that no clock shows.
---@param time? number Unix time
---@return string?
function text.clock(time)
    local ok, shown = pcall(os.date, "%H:%M:%S", time and math.floor(time))
    return time and ok and shown or nil
end

--- The given parts that are there and text, with a space between.
---@param ... any
---@return string
function text.words(...)
    local words = {}
    for i = 1, select("#", ...) do
        local word = select(i, ...)
        if (type(word) == "string" and word ~= "") or type(word) == "number" then words[#words + 1] = tostring(word) end
    end
    return table.concat(words, " ")
end

return text
