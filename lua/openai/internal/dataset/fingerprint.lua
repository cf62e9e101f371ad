--- A number that tells lines apart, for finding duplicates without keeping the lines.
---
--- Plain Lua has no access to the hash of a string. Two polynomials in steps of eight bytes are fast enough for
--- 100 MB a second and, at 52 bits and up, meet by chance about once in a hundred thousand full memories.

--- Lua 5.3 and later: 64-bit integers that wrap around; 32 bytes at a time.
local function with_integers(unpack)
    local factor = tonumber("6364136223846793005") -- as text: Lua 5.1 must not round it; Knuth's MMIX multiplier
    local other = tonumber("1442695040888963407")
    return function(text)
        local hash = #text * other
        local last = #text - 31
        for i = 1, last, 32 do
            local a, b, c, d = unpack("<i8i8i8i8", text, i)
            hash = (((hash * factor + a) * factor + b) * factor + c) * factor + d
        end
        for i = #text - #text % 32 + 1, #text do
            hash = hash * factor + text:byte(i) + other
        end
        return hash
    end
end

--- Lua 5.1 and LuaJIT: doubles, every step kept below 2^53. Two primes below 2^32 and 2^20.
local function with_doubles()
    local byte = string.byte
    return function(text)
        local low, high = #text, #text
        for i = 1, #text - 7, 8 do
            local a, b, c, d, e, f, g, h = byte(text, i, i + 7)
            local x = a + b * 256 + c * 65536 + d * 16777216
            local y = e + f * 256 + g * 65536 + h * 16777216
            low = (low * 1048573 + x) % 4294967291
            low = (low * 1048573 + y) % 4294967291
            high = (high * 69069 + x * 257 + y) % 1048573
        end
        for i = #text - #text % 8 + 1, #text do
            low = (low * 1048573 + byte(text, i)) % 4294967291
        end
        return low * 1048576 + high
    end
end

if string.unpack and math.type then
    return with_integers(string.unpack)
end
return with_doubles()
