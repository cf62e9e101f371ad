-- Generated JSON-able values and their text for the codec's specs; the same for the same seed on every Lua.
local documents = {}

--- A generator of whole numbers 0 … limit - 1.
function documents.random(seed)
    return function(limit)
        seed = (seed * 16807) % 2147483647
        return seed % limit
    end
end

local PIECES = {
    "a", "Z", "9", " ", '"', "\\", "/", "\n", "\t", "\1", "\127", "é", "ß", "語", "\239\191\189", "😀", "{", "]",
    ",", ":",
}

local function text(random)
    local out = {}
    for index = 1, random(24) do out[index] = PIECES[random(#PIECES) + 1] end
    return table.concat(out)
end

local function number(random)
    local kind = random(4)
    if kind == 0 then return random(2000) - 1000 end
    if kind == 1 then return (random(2147483647) - 1073741823) * 1048576 + random(1048576) end
    if kind == 2 then return (random(2000) - 1000) / 8 end
    return (random(2147483647) + 1) / 2147483647 * 10 ^ (random(600) - 300)
end

local value

local function container(random, depth, cjson)
    local out, count = {}, random(7)
    if random(2) == 0 then
        for index = 1, count do out[index] = value(random, depth - 1, cjson) end
        if count == 0 then return cjson.null end -- lua-cjson does not tell empty arrays from empty objects
        return out
    end
    for _ = 1, count do out["k" .. text(random)] = value(random, depth - 1, cjson) end
    return out
end

function value(random, depth, cjson)
    local kind = random(depth > 0 and 6 or 4)
    if kind == 0 then return number(random) end
    if kind == 1 then return random(2) == 0 end
    if kind == 2 or kind == 3 then return text(random) end
    return container(random, depth, cjson)
end

--- A random value that both codecs can write; nulls are `cjson.null` in arrays and members.
function documents.value(random, cjson)
    return { root = value(random, 5, cjson), list = { value(random, 3, cjson), value(random, 3, cjson) } }
end

--- `value` as its JSON text decodes here: null members are absent.
function documents.without_null_members(one, null)
    if type(one) ~= "table" then return one end
    local out, is_array = {}, one[1] ~= nil
    for key, item in pairs(one) do
        if is_array or item ~= null then out[key] = documents.without_null_members(item, null) end
    end
    return out
end

--- Deep comparison by content, blind to metatables; returns the path of the first difference, or nil.
function documents.difference(left, right, path)
    path = path or "value"
    if type(left) ~= "table" or type(right) ~= "table" then
        return left ~= right and ("%s: %s ~= %s"):format(path, tostring(left), tostring(right)) or nil
    end
    for key, item in pairs(left) do
        local found = documents.difference(item, right[key], path .. "." .. tostring(key))
        if found then return found end
    end
    for key in pairs(right) do
        if left[key] == nil then return path .. "." .. tostring(key) .. ": only on the right" end
    end
end

return documents
