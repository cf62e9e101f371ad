--- The landing stage at night: what does not move is painted once, the rest drawn every frame.
local figures = require "figures"
local paint = require "paint"

local g = love.graphics
local scene = {}
scene.__index = scene

local WIDTH, HEIGHT, SHORE, STAGE = 1280, 720, 330, 432 -- the far shore; the near edge of the water
local FIRE_X, FIRE_Y = 440, 486
local PLACES = { { 128, 500 }, { 286, 514 }, { 594, 514 }, { 756, 502 } }

--- Hills: a line of waves, closed at the bottom.
local function hills(height, wobble, seed, r, green, b)
    g.setColor(r, green, b)
    for x = 0, WIDTH, 4 do
        local y = SHORE - height - wobble * math.sin(x * 0.006 + seed) - wobble * 0.5 * math.sin(x * 0.017 + seed * 3)
        g.rectangle("fill", x, y, 4, SHORE - y + 2)
    end
end

local function firs(seed)
    g.setColor(0.035, 0.06, 0.085)
    local random = love.math.newRandomGenerator(seed)
    local x = -10
    while x < WIDTH do
        local tall = random:random(18, 46)
        g.polygon("fill", x, SHORE + 2, x + tall * 0.22, SHORE - tall, x + tall * 0.44, SHORE + 2)
        x = x + random:random(5, 15)
    end
end

local function planks()
    local random = love.math.newRandomGenerator(7)
    g.setColor(1, 1, 1)
    local wood = { { 0.20, 0.145, 0.11 }, { 0.12, 0.085, 0.075 }, { 0.05, 0.04, 0.045 } }
    g.draw(paint.gradient(wood), 0, STAGE, 0, WIDTH, HEIGHT - STAGE)
    local y, tall = STAGE, 13
    while y < HEIGHT do
        g.setColor(0, 0, 0, 0.45)
        g.rectangle("fill", 0, y, WIDTH, 2)
        g.setColor(1, 0.85, 0.6, 0.05)
        g.rectangle("fill", 0, y + 2, WIDTH, 1.5)
        local x = random:random(0, 160)
        while x < WIDTH do
            g.setColor(0, 0, 0, 0.35)
            g.rectangle("fill", x, y, 2, tall)
            x = x + random:random(150, 330)
        end
        y, tall = y + tall, tall * 1.16
    end
end

local function posts()
    for _, x in ipairs { 20, 520, 866, 1120 } do
        g.setColor(0.07, 0.055, 0.06)
        g.rectangle("fill", x, STAGE - 46, 15, 62, 4)
        g.setColor(0.30, 0.22, 0.16)
        g.rectangle("fill", x + 2, STAGE - 46, 4, 60, 2)
    end
    g.setColor(0.16, 0.13, 0.11)
    g.setLineWidth(3)
    g.line(27, STAGE - 34, 150, STAGE - 16, 300, STAGE - 14, 410, STAGE - 18, 527, STAGE - 34)
    g.line(527, STAGE - 34, 640, STAGE - 18, 760, STAGE - 18, 873, STAGE - 34)
end

--- The remains of the bridge, in the river since the year of the fire.
local function ruin()
    g.setColor(0.045, 0.06, 0.085)
    for i, x in ipairs { 618, 676, 742 } do
        local top = SHORE - ({ 34, 22, 9 })[i]
        g.polygon("fill", x, SHORE + 26 + i * 8, x + 4, top, x + 16, top - 6, x + 22, SHORE + 26 + i * 8)
    end
    g.polygon("fill", 560, SHORE - 30, 690, SHORE - 22, 686, SHORE - 14, 556, SHORE - 20)
end

local function moon(glow)
    g.setBlendMode("add")
    g.setColor(0.55, 0.65, 0.9, 0.42)
    paint.glow(glow, 232, 92, 330)
    g.setBlendMode("alpha")
    g.setColor(0.95, 0.94, 0.86)
    g.circle("fill", 232, 92, 31, 64)
    g.setColor(0.86, 0.86, 0.80)
    g.circle("fill", 222, 84, 6, 24)
    g.circle("fill", 242, 101, 8, 24)
    g.circle("fill", 240, 78, 3.5, 16)
end

local function backdrop(glow)
    g.setColor(1, 1, 1)
    g.draw(paint.gradient { { 0.035, 0.05, 0.12 }, { 0.07, 0.12, 0.24 }, { 0.17, 0.25, 0.38 }, { 0.36, 0.38, 0.44 } },
        0, 0, 0, WIDTH, SHORE + 4)
    moon(glow)
    hills(46, 30, 1.1, 0.11, 0.165, 0.255)
    hills(22, 18, 4.0, 0.07, 0.11, 0.175)
    firs(11)
    g.setColor(1, 1, 1)
    local water = { { 0.16, 0.22, 0.32 }, { 0.07, 0.12, 0.20 }, { 0.035, 0.06, 0.11 } }
    g.draw(paint.gradient(water), 0, SHORE, 0, WIDTH, STAGE - SHORE)
    ruin()
    planks()
    posts()
end

--- The fire's stones and logs.
local function hearth()
    for i = 0, 8 do
        local angle = math.pi * i / 8
        local x, y = FIRE_X + math.cos(angle) * 58, FIRE_Y + 14 + math.sin(angle) * 13
        g.setColor(0.20, 0.17, 0.16)
        g.ellipse("fill", x, y, 13, 9)
        g.setColor(0.45, 0.30, 0.20)
        g.ellipse("fill", x * 0.94 + FIRE_X * 0.06, y - 3, 8, 4)
    end
    g.setColor(0.22, 0.12, 0.07)
    g.setLineWidth(12)
    g.line(FIRE_X - 38, FIRE_Y + 14, FIRE_X + 22, FIRE_Y - 6)
    g.line(FIRE_X + 38, FIRE_Y + 14, FIRE_X - 22, FIRE_Y - 6)
end

---@param characters table[] see story.lua
function scene.new(characters)
    local self = setmetatable({ figures = {}, attention = {}, stars = {}, sparks = {} }, scene)
    self.glow = paint.new_glow()
    self.backdrop = paint.on_canvas(WIDTH, HEIGHT, function() backdrop(self.glow) end)
    self.hearth = paint.on_canvas(160, 80, function()
        g.translate(80 - FIRE_X, 40 - FIRE_Y)
        hearth()
    end)
    local random = love.math.newRandomGenerator(3)
    for i = 1, 110 do
        local x, y = random:random(0, WIDTH), random:random(0, 220)
        self.stars[i] = { x, y, random:random() * 1.1 + 0.4, random:random() * 7 }
    end
    for i = 1, 26 do self.sparks[i] = { random:random(), random:random() * 2 - 1, random:random() } end
    for i, character in ipairs(characters) do
        self.figures[i] = figures.new(character, PLACES[i][1], PLACES[i][2], PLACES[i][1] < FIRE_X)
        self.attention[character.id] = 0
    end
    return self
end

local function draw_sky(self, time)
    for _, star in ipairs(self.stars) do
        local bright = 0.45 + 0.35 * math.sin(time * 1.3 + star[4] * 5)
        g.setColor(0.9, 0.93, 1, bright * (1 - star[2] / 260))
        g.circle("fill", star[1], star[2], star[3])
    end
end

--- Ripples: short bright lines, those below the moon brighter.
local function draw_river(time)
    for i = 1, 64 do
        local row = (i * 0.6180339) % 1
        local y = SHORE + 5 + row * row * (STAGE - SHORE - 14)
        local x = ((i * 397) % WIDTH + math.sin(time * 0.5 + i) * 12 + time * (4 + row * 9)) % (WIDTH + 80) - 40
        g.setColor(0.65, 0.76, 0.95, 0.09 + 0.06 * math.sin(time * 2 + i * 1.7))
        g.rectangle("fill", x, y, 18 + 34 * row, 1.3 + row)
    end
    for i = 1, 22 do
        local row = i / 22
        local y = SHORE + 4 + row * row * (STAGE - SHORE - 12)
        local sway = math.sin(time * 1.7 + i * 1.3) * (4 + 7 * row)
        local half = (9 + 24 * row) * (0.75 + 0.25 * math.sin(time * 2.3 + i))
        g.setColor(0.95, 0.93, 0.80, 0.34 - 0.16 * row)
        g.rectangle("fill", 232 + sway - half, y, half * 2, 2 + row)
    end
end

local function draw_fog(self, time)
    for i = 1, 4 do
        local x = (i * 420 + time * (6 + i)) % (WIDTH + 700) - 350
        g.setColor(0.62, 0.70, 0.80, 0.14)
        paint.glow(self.glow, x, SHORE + 10 + (i % 3) * 22, 700, 80)
    end
end

local function flame(time, lean, tall, wide)
    local x, y = FIRE_X + lean * 8, FIRE_Y + 6
    local sway = math.sin(time * 7 + lean * 3) * 5 + math.sin(time * 13 + lean) * 2.5
    local height = tall * (0.88 + 0.12 * math.sin(time * 11 + lean * 5))
    g.polygon("fill", x, y, x - wide, y - 8, x - wide * 0.72, y - height * 0.45,
        x + sway * 0.6 - wide * 0.22, y - height * 0.72, x + sway, y - height,
        x + sway * 0.7 + wide * 0.30, y - height * 0.66, x + wide * 0.8, y - height * 0.42, x + wide, y - 8)
end

local function draw_fire(self, time)
    g.setColor(1, 1, 1)
    g.draw(self.hearth, FIRE_X - 80, FIRE_Y - 40)
    g.setColor(0.90, 0.30, 0.10, 0.92)
    flame(time, 0, 84, 27)
    flame(time + 3, -1.6, 56, 17)
    flame(time + 5, 1.7, 60, 17)
    g.setColor(1, 0.62, 0.18, 0.95)
    flame(time + 1, 0.2, 60, 18)
    g.setColor(1, 0.92, 0.60, 0.95)
    flame(time + 2, 0, 36, 10)
    for _, spark in ipairs(self.sparks) do
        local age = (time * 0.35 + spark[1]) % 1
        g.setColor(1, 0.72, 0.32, (1 - age) * 0.9)
        local x = FIRE_X + spark[2] * (10 + age * 46) + math.sin(time * 3 + spark[3] * 9) * 5
        g.circle("fill", x, FIRE_Y - 34 - age * 170, 1.7)
    end
end

local function draw_light(self, time)
    local flicker = 1 + 0.05 * math.sin(time * 9) + 0.03 * math.sin(time * 23)
    g.setBlendMode("add")
    g.setColor(1, 0.50, 0.16, 0.30)
    paint.glow(self.glow, FIRE_X, FIRE_Y - 20, 900 * flicker, 520 * flicker)
    g.setColor(1, 0.68, 0.30, 0.40)
    paint.glow(self.glow, FIRE_X, FIRE_Y - 34, 250 * flicker)
    g.setColor(1, 0.75, 0.38, 0.75)
    paint.glow(self.glow, 76, 292, 130 * flicker) -- Oswin's lantern
    g.setBlendMode("alpha")
end

local function draw_lantern()
    g.setColor(0.16, 0.12, 0.09)
    g.rectangle("fill", 66, 276, 20, 5, 2)
    g.rectangle("fill", 66, 305, 20, 5, 2)
    g.setColor(1, 0.86, 0.52)
    g.rectangle("fill", 69, 281, 14, 24, 3)
    g.setColor(1, 0.97, 0.85)
    g.ellipse("fill", 76, 294, 3.5, 8)
end

--- Who speaks and who listens come forward slowly.
function scene:update(dt, speaker, listener)
    for _, figure in ipairs(self.figures) do
        local id = figure.character.id
        local goal = id == speaker and 1 or id == listener and 0.65 or 0
        self.attention[id] = self.attention[id] + (goal - self.attention[id]) * math.min(1, dt * 5)
    end
end

function scene:draw(time, speaker)
    g.setColor(1, 1, 1)
    g.setBlendMode("replace", "premultiplied") -- it covers everything
    g.draw(self.backdrop)
    g.setBlendMode("alpha")
    draw_sky(self, time)
    draw_river(time)
    draw_fog(self, time)
    g.setColor(0, 0, 0, 0.35)
    for _, figure in ipairs(self.figures) do g.ellipse("fill", figure.x, figure.ground - 3, 74, 11) end
    for _, figure in ipairs(self.figures) do
        local id = figure.character.id
        figures.draw(figure, time, self.attention[id], speaker == id)
    end
    draw_lantern()
    draw_fire(self, time)
    draw_light(self, time)
end

return scene
