--- The frame-time graph: how long the last frames took, and how much of that the OpenAI calls had.
local frames = {}
frames.__index = frames

local KEPT = 145 -- frames in the graph, two pixels each
local STARTING = 2 -- the first frames open the window and compile the shaders: nobody plays yet

function frames.new()
    return setmetatable({
        total = {}, share = {}, answered = {}, next = 1, count = 0, worst = 0, worst_share = 0,
    }, frames)
end

--- One frame is over: its length and the part of it spent in loop:poll, both in seconds; whether an answer came in it.
function frames:add(seconds, polling, answered)
    self.count = self.count + 1
    if self.count <= STARTING then return end
    self.total[self.next], self.share[self.next] = seconds * 1000, polling * 1000
    self.answered[self.next] = answered
    self.next = self.next % KEPT + 1
    self.worst = math.max(self.worst, seconds * 1000)
    self.worst_share = math.max(self.worst_share, polling * 1000)
end

function frames:last()
    return self.total[(self.next - 2) % KEPT + 1] or 0
end

local TALLEST = 40 -- milliseconds at the upper edge
local SCALE = 38 -- pixels for the scale on the left

local function colour_of(ms)
    if ms <= 17.5 then return 0.47, 0.78, 0.62 end
    if ms <= 34 then return 0.95, 0.78, 0.40 end
    return 0.95, 0.42, 0.36
end

--- Draws the graph into a rectangle. Dots along the upper edge: frames in which an answer came.
function frames:draw(left, y, full_width, height, font)
    local g = love.graphics
    local x, width = left + SCALE, full_width - SCALE
    local step, bottom = 2, y + height
    g.setColor(1, 1, 1, 0.05)
    g.rectangle("fill", x, y, width, height, 4)
    for i = 0, KEPT - 1 do
        local slot = (self.next - 1 + i) % KEPT + 1
        local ms = self.total[slot]
        if ms then
            local tall = math.min(ms / TALLEST, 1) * height
            g.setColor(colour_of(ms))
            g.rectangle("fill", x + i * step, bottom - tall, step, tall)
            g.setColor(0.55, 0.85, 1)
            local part = math.min(self.share[slot] / TALLEST, 1) * height
            g.rectangle("fill", x + i * step, bottom - part, step, part)
            if self.answered[slot] then g.circle("fill", x + (i + 0.5) * step, y + 5, 3) end
        end
    end
    local guide = bottom - 16.7 / TALLEST * height
    g.setColor(1, 1, 1, 0.35)
    g.line(x, guide, x + width, guide)
    g.setFont(font)
    g.setColor(1, 1, 1, 0.7)
    g.printf("16.7", left, guide - font:getHeight() / 2, SCALE - 6, "right")
end

return frames
