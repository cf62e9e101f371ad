--- How numbers read to a person.
local text = {}

local UNITS = { "kB", "MB", "GB", "TB" }

--- 12300 as "12.3 kB": decimal units, as the service's limits are meant.
---@param bytes number
---@return string
function text.size(bytes)
    if bytes < 1000 then return ("%d %s"):format(bytes, bytes == 1 and "byte" or "bytes") end
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
    seconds = math.max(0, math.floor(seconds))
    return ("%02d:%02d:%02d"):format(math.floor(seconds / 3600), math.floor(seconds / 60) % 60, seconds % 60)
end

--- The given parts that are there, with a space between.
---@param ... string|false|nil
---@return string
function text.words(...)
    local words = {}
    for i = 1, select("#", ...) do
        local word = select(i, ...)
        if word and word ~= "" then words[#words + 1] = tostring(word) end
    end
    return table.concat(words, " ")
end

--- "1 request", "2 requests"
---@param count integer
---@param noun string
---@return string
function text.plural(count, noun)
    return ("%d %s%s"):format(count, noun, count == 1 and "" or "s")
end

return text
