--- Keys that an object has twice: the last counts, in silence, which is seldom what was meant.
local repeated = {}

local function count_keys(value)
    local count = 0
    for key, inner in pairs(value) do
        if type(key) == "string" then count = count + 1 end
        if type(inner) == "table" then count = count + count_keys(inner) end
    end
    return count
end

local function string_end(text, from)
    local at = from
    repeat
        at = text:find('["\\]', at + 1)
        local escaped = at and text:byte(at) == 92
        if escaped then at = at + 1 end
    until not at or not escaped
    return at or #text
end

--- The first key that its object has had before, and where it stands.
local function search(text)
    local objects, at = {}, 1
    while true do
        local from = text:find('["{}]', at)
        if not from then return nil end
        local mark = text:sub(from, from)
        at = from + 1
        if mark == "{" then
            objects[#objects + 1] = {}
        elseif mark == "}" then
            objects[#objects] = nil
        else
            local last = string_end(text, from)
            local key, known = text:sub(from + 1, last - 1), objects[#objects]
            at = last + 1
            if text:find("^%s*:", at) then
                if known[key] then return key, from end
                known[key] = true
            end
        end
    end
end

--- A key that occurs twice in one object, and its column; nil where there is none. `value` is what `text` says: it has
--- fewer keys then. Members that are null are not in it.
---@param text string
---@param value table
---@return string? key
---@return integer? column
function repeated.find(text, value)
    local bare = text:find("\\", 1, true) and text:gsub("\\.", "") or text
    bare = bare:gsub('"[^"]*"', "")
    local _, keys = bare:gsub(":", "")
    local _, nulls = bare:gsub(":%s*null", "")
    if keys - nulls <= count_keys(value) then return nil end
    return search(text)
end

return repeated
