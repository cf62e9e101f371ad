--- Small tools for drawing: gradients, soft glows, smooth shapes.
local paint = {}

--- A mesh of the size 1 × 1 that fades from one colour to another, downwards or to the right.
---@param stops table[] colours {r, g, b, a}, evenly spaced
---@param sideways? boolean
function paint.gradient(stops, sideways)
    local vertices = {}
    for i, colour in ipairs(stops) do
        local t = (i - 1) / (#stops - 1)
        local r, g, b, a = colour[1], colour[2], colour[3], colour[4] or 1
        vertices[#vertices + 1] = sideways and { t, 0, 0, 0, r, g, b, a } or { 0, t, 0, 0, r, g, b, a }
        vertices[#vertices + 1] = sideways and { t, 1, 0, 0, r, g, b, a } or { 1, t, 0, 0, r, g, b, a }
    end
    return love.graphics.newMesh(vertices, "strip", "static")
end

--- A soft round spot, 128 pixels wide, white: colour and size are chosen when it is drawn.
function paint.new_glow()
    local data = love.image.newImageData(128, 128)
    data:mapPixel(function(x, y)
        local distance = math.min(1, math.sqrt((x - 63.5) ^ 2 + (y - 63.5) ^ 2) / 63.5)
        local strength = (1 - distance) ^ 2
        return 1, 1, 1, strength
    end)
    return love.graphics.newImage(data)
end

function paint.glow(image, x, y, width, height)
    love.graphics.draw(image, x, y, 0, width / 128, (height or width) / 128, 64, 64)
end

--- A Catmull-Rom curve through b and c, at t from 0 to 1; a and d are its neighbours.
local function between(a, b, c, d, t)
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ^ 2 + (3 * b - a - 3 * c + d) * t ^ 3)
end

--- Points on a closed curve through the given ones (x1, y1, x2, y2 …).
local function smoothed(points)
    local count, out = #points / 2, {}
    local function at(i)
        i = (i - 1) % count
        return points[2 * i + 1], points[2 * i + 2]
    end
    for i = 1, count do
        local ax, ay = at(i - 1)
        local bx, by = at(i)
        local cx, cy = at(i + 1)
        local dx, dy = at(i + 2)
        for step = 0, 7 do
            out[#out + 1] = between(ax, bx, cx, dx, step / 8)
            out[#out + 1] = between(ay, by, cy, dy, step / 8)
        end
    end
    return out
end

--- Fills the smooth shape through these points.
function paint.blob(points)
    for _, triangle in ipairs(love.math.triangulate(smoothed(points))) do
        love.graphics.polygon("fill", triangle)
    end
end

--- Runs draw() on a canvas with smooth edges and returns it. It is meant to be drawn at whole pixels.
function paint.on_canvas(width, height, draw)
    local canvas = love.graphics.newCanvas(width, height, { msaa = 8 })
    canvas:setFilter("nearest", "nearest")
    love.graphics.push("all")
    love.graphics.reset()
    love.graphics.setCanvas { canvas, stencil = false }
    love.graphics.clear(0, 0, 0, 0)
    draw()
    love.graphics.pop()
    return canvas
end

return paint
