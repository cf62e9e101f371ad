--- Numbers as little-endian IEEE 754 single precision, on every Lua.
local float32 = {}

local has_ffi, ffi = pcall(require, "ffi")

local function pack_with_ffi(values)
    local count = #values
    local array = ffi.new("float[?]", count)
    for i = 1, count do array[i - 1] = values[i] end
    return ffi.string(array, count * 4)
end

local function pack_with_string_pack(values)
    local out = {}
    for i, value in ipairs(values) do out[i] = string.pack("<f", value) end
    return table.concat(out)
end

local floor = math.floor

-- Finite values only, rounded to nearest; what the components of unit vectors need.
local function pack_one(value)
    local sign = value < 0 and 128 or 0
    local mantissa, exponent = math.frexp(math.abs(value)) -- luacheck: ignore 143
    if mantissa == 0 or exponent < -125 then return string.char(0, 0, 0, sign) end
    mantissa = floor((mantissa * 2 - 1) * 8388608 + 0.5)
    exponent = exponent + 126
    if mantissa == 8388608 then mantissa, exponent = 0, exponent + 1 end
    return string.char(mantissa % 256, floor(mantissa / 256) % 256, exponent % 2 * 128 + floor(mantissa / 65536),
        sign + floor(exponent / 2))
end

local function pack_by_hand(values)
    local out = {}
    for i, value in ipairs(values) do out[i] = pack_one(value) end
    return table.concat(out)
end

float32.pack_by_hand = pack_by_hand

---@param values number[]
---@return string
float32.pack = has_ffi and ffi.abi("le") and pack_with_ffi or string.pack and pack_with_string_pack or pack_by_hand

local function round_with_ffi(values)
    local array = ffi.new("float[?]", #values, values)
    for i = 1, #values do values[i] = tonumber(array[i - 1]) end
    return values
end

local function round_with_string_pack(values)
    for i, value in ipairs(values) do values[i] = string.unpack("<f", string.pack("<f", value)) end
    return values
end

local function round_by_hand(values)
    for i, value in ipairs(values) do
        local mantissa, exponent = math.frexp(value) -- luacheck: ignore 143
        values[i] = floor(mantissa * 16777216 + 0.5) / 16777216 * 2 ^ exponent
    end
    return values
end

--- Rounds a list in place to what single precision can hold.
---@param values number[]
---@return number[] values
float32.round = has_ffi and round_with_ffi or string.unpack and round_with_string_pack or round_by_hand

return float32
