--- Pictures: PNG files of a pattern that the prompt decides, a sixteenth as wide and high as asked for.
local meaning = require "openai.emulator.meaning"

local picture = {}

local char, floor = string.char, math.floor
local CELLS = 8 -- across and down; the right half mirrors the left
local STORED_MOST = 65535 -- bytes of a stored block of deflate
local POLYNOMIAL = 0xEDB88320
local MODULUS = 2147483647

-- Lua 5.1 has no operators on bits, and the emulator runs on all.
local XOR = {} -- of two numbers of four bits
for a = 0, 15 do
    XOR[a] = {}
    for b = 0, 15 do
        local sum, bit = 0, 1
        for _ = 1, 4 do
            if floor(a / bit) % 2 ~= floor(b / bit) % 2 then sum = sum + bit end
            bit = bit * 2
        end
        XOR[a][b] = sum
    end
end

local function xor(a, b)
    local sum, unit = 0, 1
    for _ = 1, 8 do
        sum = sum + XOR[a % 16][b % 16] * unit
        a, b, unit = floor(a / 16), floor(b / 16), unit * 16
    end
    return sum
end

local CRC = {}
for byte = 0, 255 do
    local value = byte
    for _ = 1, 8 do
        local half = floor(value / 2)
        value = value % 2 == 1 and xor(half, POLYNOMIAL) or half
    end
    CRC[byte] = value
end

local function crc(bytes)
    local value = 0xFFFFFFFF
    for i = 1, #bytes do value = xor(CRC[xor(value % 256, bytes:byte(i))], floor(value / 256)) end
    return xor(value, 0xFFFFFFFF)
end

local function adler(bytes)
    local a, b = 1, 0
    for i = 1, #bytes do
        a = (a + bytes:byte(i)) % 65521
        b = (b + a) % 65521
    end
    return b * 65536 + a
end

local function big_endian(number)
    return char(floor(number / 16777216) % 256, floor(number / 65536) % 256, floor(number / 256) % 256, number % 256)
end

local function chunk(kind, data)
    return big_endian(#data) .. kind .. data .. big_endian(crc(kind .. data))
end

--- zlib's format without compression.
local function stored(bytes)
    local blocks = { "\120\1" }
    for at = 1, #bytes, STORED_MOST do
        local block = bytes:sub(at, at + STORED_MOST - 1)
        local size, last = #block, at + STORED_MOST > #bytes
        blocks[#blocks + 1] = char(last and 1 or 0, size % 256, floor(size / 256), 255 - size % 256,
            255 - floor(size / 256)) .. block
    end
    return table.concat(blocks) .. big_endian(adler(bytes))
end

--- Indexes of colours, row by row.
local function rows_of(seed, width, height)
    local cells, x = {}, seed
    for i = 1, CELLS * CELLS / 2 do
        x = x * 16807 % MODULUS
        cells[i] = floor(x / 256) % 3
    end
    local rows = {}
    for y = 0, height - 1 do
        local row = {}
        for column = 0, width - 1 do
            local across = floor(column * CELLS / width)
            across = across < CELLS / 2 and across or CELLS - 1 - across
            row[column + 1] = char(cells[floor(y * CELLS / height) * CELLS / 2 + across + 1])
        end
        rows[y + 1] = "\0" .. table.concat(row) -- no filter
    end
    return table.concat(rows)
end

local function colours_of(seed)
    local x, colours = seed, { "\255\255\255" }
    for i = 2, 3 do
        x = x * 48271 % MODULUS
        colours[i] = char(floor(x / 7) % 200, floor(x / 1999) % 200, floor(x / 65536) % 200)
    end
    return table.concat(colours)
end

--- What decides how a picture looks: a number, the same for the same words.
function picture.seed(...)
    return meaning.hash(table.concat({ ... }, "\n"))
end

--- A PNG file, for a picture that is asked for as so many pixels.
---@param seed integer
---@param width integer
---@param height integer
function picture.png(seed, width, height)
    width, height = math.max(1, floor(width / 16)), math.max(1, floor(height / 16))
    local head = big_endian(width) .. big_endian(height) .. "\8\3\0\0\0" -- 8 bits each, by a palette
    return "\137PNG\r\n\26\n" .. chunk("IHDR", head) .. chunk("PLTE", colours_of(seed))
        .. chunk("IDAT", stored(rows_of(seed, width, height))) .. chunk("IEND", "")
end

return picture
