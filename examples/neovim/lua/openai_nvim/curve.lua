--- A curve in braille characters, each of 2 × 4 dots.
local bit = require "bit"

local curve = {}

local DOTS = { [0] = { [0] = 0x01, 0x02, 0x04, 0x40 }, { [0] = 0x08, 0x10, 0x20, 0x80 } } -- of column, row

local function braille(bits) -- U+2800 + bits in UTF-8
    return string.char(0xE2, 0xA0 + bit.rshift(bits, 6), 0x80 + bit.band(bits, 0x3F))
end

local function set(cells, width, x, y)
    local place = math.floor(y / 4) * width + math.floor(x / 2)
    cells[place] = bit.bor(cells[place] or 0, DOTS[x % 2][y % 4])
end

local function range(points)
    local low, high = math.huge, -math.huge
    for _, point in ipairs(points) do
        low, high = math.min(low, point[2]), math.max(high, point[2])
    end
    return low, high
end

--- Dots from one place to the next, column by column, without gaps.
local function connect(cells, width, x1, y1, x2, y2)
    for x = x1, x2 do
        local from = x2 == x1 and y1 or y1 + (y2 - y1) * (x - x1) / (x2 - x1)
        local to = x2 == x1 and y2 or y1 + (y2 - y1) * math.min(x + 1 - x1, x2 - x1) / (x2 - x1)
        local top, bottom = math.min(from, to), math.max(from, to)
        for y = math.floor(top + 0.5), math.floor(bottom + 0.5) do set(cells, width, x, y) end
    end
end

local function plot(points, last, width, height, low, high)
    local cells, before_x, before_y = {}, nil, nil
    for _, point in ipairs(points) do
        local x = math.floor((point[1] - 1) / math.max(last - 1, 1) * (width * 2 - 1) + 0.5)
        local y = math.floor((high - point[2]) / math.max(high - low, 1e-9) * (height * 4 - 1) + 0.5)
        connect(cells, width, before_x or x, before_y or y, x, y)
        before_x, before_y = x, y
    end
    return cells
end

--- The lines of the picture: a scale on the left, the steps below.
---@param points number[][] { step, value }, by step
---@param last integer the step at the right edge
---@param width integer characters, the scale included
---@param height integer lines, without the one below
---@return string[]
function curve.draw(points, last, width, height)
    local inner, lines = width - 10, {}
    local low, high = range(points)
    local cells = plot(points, last, inner, height, low, high)
    for row = 0, height - 1 do
        local line = {}
        for column = 0, inner - 1 do line[#line + 1] = braille(cells[row * inner + column] or 0) end
        local edge = row == 0 and high or row == height - 1 and low or nil
        local label = edge and ("%7.3f ┤"):format(edge) or "        │"
        lines[#lines + 1] = label .. table.concat(line)
    end
    local foot = (" step %d"):format(last)
    lines[#lines + 1] = "        └" .. ("─"):rep(inner - #foot) .. foot
    return lines
end

return curve
