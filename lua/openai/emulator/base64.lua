--- RFC 4648 base64, standard alphabet with padding. Pure Lua, also loaded by the handle (Lua 5.1–5.5, LuaJIT).
local base64 = {}

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local floor = math.floor

local PAIR = {} -- twelve bits to two letters
local VALUE = {} -- byte of a letter to six bits; "=" counts as zero
for high = 0, 63 do
    VALUE[ALPHABET:byte(high + 1)] = high
    for low = 0, 63 do
        PAIR[high * 64 + low] = ALPHABET:sub(high + 1, high + 1) .. ALPHABET:sub(low + 1, low + 1)
    end
end
VALUE[61] = 0

---@param bytes string
---@return string
function base64.encode(bytes)
    local out, count = {}, 0
    for i = 1, #bytes, 3 do
        local a, b, c = bytes:byte(i, i + 2)
        out[count + 1] = PAIR[a * 16 + floor((b or 0) / 16)]
        out[count + 2] = PAIR[(b or 0) % 16 * 256 + (c or 0)]
        count = count + 2
    end
    local spare = #bytes % 3
    if spare > 0 then
        local last = out[count]
        out[count] = spare == 1 and "==" or last:sub(1, 1) .. "="
    end
    return table.concat(out)
end

local function decode_group(a, b, c, d)
    local n = VALUE[a] * 262144 + VALUE[b] * 4096 + VALUE[c] * 64 + VALUE[d]
    local bytes = string.char(floor(n / 65536), floor(n / 256) % 256, n % 256)
    if d ~= 61 then return bytes end
    return bytes:sub(1, c == 61 and 1 or 2)
end

--- Expects what `encode` wrote.
---@param text string
---@return string
function base64.decode(text)
    local out = {}
    for i = 1, #text, 4 do out[#out + 1] = decode_group(text:byte(i, i + 3)) end
    return table.concat(out)
end

return base64
