--- The four characters, each painted once on a canvas of its own; only their eyes move.
local paint = require "paint"

local figures = { WIDTH = 220, HEIGHT = 330 }

local g = love.graphics
local CENTRE, GROUND = 110, 322

local function colour(hex, alpha)
    local value = tonumber(hex, 16)
    g.setColor(math.floor(value / 65536) / 255, math.floor(value / 256) % 256 / 255, value % 256 / 255, alpha or 1)
end

--- A body from the shoulders down to the hem.
local function cloak(shade, shoulders, hem, top)
    colour(shade)
    local c = CENTRE
    paint.blob {
        c - shoulders, top + 14, c - shoulders * 0.5, top, c, top - 4, c + shoulders * 0.5, top,
        c + shoulders, top + 14, c + hem * 0.9, GROUND - 90, c + hem, GROUND - 4,
        c, GROUND, c - hem, GROUND - 4, c - hem * 0.9, GROUND - 90,
    }
end

--- Folds: darker lines from the belt down.
local function folds(shade, from, spread)
    colour(shade, 0.55)
    g.setLineWidth(3)
    for i = -2, 2 do
        g.line(CENTRE + i * spread * 0.5, from, CENTRE + i * spread * 0.8, from + 60, CENTRE + i * spread, GROUND - 8)
    end
end

local function face(skin, y, width, height)
    colour(skin)
    g.ellipse("fill", CENTRE, y, width, height, 48)
    colour("000000", 0.10)
    g.ellipse("fill", CENTRE + 3, y + 5, 4, 7)
end

local function brows(shade, y, tilt)
    colour(shade)
    g.setLineWidth(3)
    g.line(CENTRE - 17, y + tilt, CENTRE - 7, y)
    g.line(CENTRE + 7, y, CENTRE + 17, y + tilt)
end

local function mouth(y, bend)
    colour("5a2a22")
    g.setLineWidth(2)
    g.line(CENTRE - 7, y - bend, CENTRE, y, CENTRE + 7, y - bend)
end

local painters = {}

function painters.oswin()
    colour("4a3520") -- the pole of his lantern
    g.setLineWidth(6)
    g.line(34, 92, 34, GROUND)
    g.line(34, 96, 58, 96)
    cloak("8a6232", 58, 66, 150)
    colour("6b4a24")
    paint.blob { 56, 164, 42, 220, 40, 240, 58, 242, 74, 190 } -- sleeve
    colour("d9a878")
    g.circle("fill", 40, 236, 11)
    folds("5d4020", 200, 30)
    colour("3f2b18")
    g.rectangle("fill", CENTRE - 56, 226, 112, 10, 4)
    face("d9a878", 116, 28, 33)
    colour("e8e2d4") -- beard
    paint.blob { 82, 118, 84, 150, 96, 176, 110, 188, 124, 176, 136, 150, 138, 118, 126, 136, 110, 131, 94, 136 }
    mouth(141, 1)
    brows("efe9dc", 101, 3)
    colour("5b3d1e") -- hat
    paint.blob { 56, 92, 84, 84, 110, 81, 136, 84, 164, 92, 136, 100, 110, 102, 84, 100 }
    paint.blob { 82, 88, 88, 58, 110, 48, 132, 58, 138, 88, 110, 92 }
    colour("c99a4b")
    g.rectangle("fill", 84, 79, 52, 6, 3)
end

function painters.mira()
    cloak("3f6a46", 50, 64, 156)
    folds("27472f", 214, 29)
    colour("345a3c") -- sleeves, hands together
    paint.blob { 62, 172, 58, 214, 84, 240, 110, 236, 106, 216, 84, 208, 80, 176 }
    paint.blob { 158, 172, 162, 214, 136, 240, 110, 236, 114, 216, 136, 208, 140, 176 }
    colour("e6bd98")
    g.ellipse("fill", 110, 226, 13, 10)
    colour("7fae5c") -- a bunch of herbs
    g.setLineWidth(3)
    for i = -3, 3 do g.line(110, 226, 110 + i * 8, 188 - 6 * math.cos(i)) end
    for i = -3, 3 do
        colour(i % 2 == 0 and "f4f0ff" or "a9cf7d")
        g.circle("fill", 110 + i * 8, 186 - 6 * math.cos(i), 5)
    end
    colour("2f5236") -- hood
    paint.blob { 68, 150, 66, 104, 84, 72, 110, 60, 136, 72, 154, 104, 152, 150, 134, 168, 110, 172, 86, 168 }
    colour("16281b")
    paint.blob { 80, 140, 79, 108, 92, 86, 110, 79, 128, 86, 141, 108, 140, 140, 110, 158 }
    face("e6bd98", 121, 25, 31)
    colour("6b3f24") -- hair at the temples
    paint.blob { 84, 128, 86, 100, 98, 88, 110, 88, 101, 98, 92, 110 }
    paint.blob { 136, 128, 134, 100, 122, 88, 110, 88, 119, 98, 128, 110 }
    brows("6b3f24", 110, 2)
    mouth(140, 2)
end

function painters.tamsin()
    cloak("a5492f", 48, 52, 168)
    folds("7d321f", 236, 23)
    colour("e0aa82") -- bare arms
    paint.blob { 60, 186, 50, 226, 56, 252, 68, 250, 68, 226, 76, 190 }
    paint.blob { 160, 186, 172, 222, 168, 250, 156, 248, 154, 224, 144, 190 }
    colour("5a3a26") -- apron
    paint.blob { 84, 190, 110, 184, 136, 190, 144, 240, 146, 300, 110, 306, 74, 300, 76, 240 }
    colour("472c1c")
    g.rectangle("fill", 68, 232, 84, 8, 3)
    colour("6d4a2e") -- hammer
    g.setLineWidth(7)
    g.line(164, 250, 186, 196)
    colour("8d97a3")
    g.push()
    g.translate(186, 194)
    g.rotate(0.39)
    g.rectangle("fill", -19, -12, 38, 20, 4)
    g.pop()
    colour("e0aa82")
    g.circle("fill", 164, 246, 11)
    g.circle("fill", 60, 250, 11)
    colour("7e3216") -- hair behind, and the braid
    paint.blob { 78, 140, 76, 108, 92, 86, 110, 80, 128, 86, 144, 108, 142, 140, 128, 158, 110, 160, 92, 158 }
    for i = 0, 5 do g.ellipse("fill", 141 - i * 1.5, 154 + i * 14, 10 - i * 0.7, 9) end
    colour("d9b25a")
    g.rectangle("fill", 127, 232, 13, 5, 2)
    face("e6b48c", 128, 26, 31)
    colour("8d3a1a")
    paint.blob { 82, 122, 88, 96, 110, 88, 132, 96, 138, 122, 124, 106, 108, 110, 94, 106 }
    brows("6d2c13", 117, 1)
    mouth(147, 3)
    colour("c9714d", 0.5) -- soot and freckles
    for i = -2, 2 do g.circle("fill", 110 + i * 7, 135 + i % 2 * 3, 1.5) end
end

function painters.brannoc()
    cloak("3c4f74", 62, 62, 142)
    folds("2a3855", 200, 28)
    colour("8b96a8") -- shoulder plate and collar
    paint.blob { 46, 176, 48, 148, 70, 138, 90, 148, 92, 168, 70, 182 }
    colour("6c778b")
    paint.blob { 48, 178, 50, 166, 70, 160, 92, 166, 92, 174, 70, 186 }
    colour("93303a") -- scarf
    paint.blob { 80, 148, 110, 138, 140, 148, 142, 164, 110, 174, 78, 164 }
    paint.blob { 122, 160, 140, 166, 146, 214, 134, 222, 126, 190 }
    colour("2a2320")
    g.rectangle("fill", 52, 226, 116, 10, 4)
    colour("c9a35a")
    g.rectangle("fill", 102, 222, 18, 18, 4)
    colour("2e3d5c")
    paint.blob { 160, 164, 178, 220, 172, 246, 158, 246, 152, 200 }
    colour("cf9d78")
    g.circle("fill", 166, 246, 11)
    face("cf9d78", 108, 29, 34)
    colour("6d6a6a") -- stubble
    paint.blob { 81, 110, 84, 134, 98, 146, 110, 149, 122, 146, 136, 134, 139, 110, 128, 126, 110, 121, 92, 126 }
    colour("8f8c8a") -- hair
    paint.blob { 79, 106, 80, 82, 94, 68, 112, 64, 130, 70, 141, 84, 141, 106, 132, 90, 110, 84, 90, 90 }
    mouth(132, 0)
    brows("74706e", 97, -2)
    colour("a35f4a")
    g.setLineWidth(2)
    g.line(126, 100, 132, 120) -- a scar
end

--- Light from the fire on one side, night on the other. Multiplied: what is transparent stays so.
local function shade(fire_on_the_right)
    local lit, half, dark = { 1, 0.94, 0.84, 1 }, { 0.84, 0.78, 0.76, 1 }, { 0.42, 0.44, 0.60, 1 }
    local mesh = paint.gradient(fire_on_the_right and { dark, half, lit } or { lit, half, dark }, true)
    g.setBlendMode("multiply", "premultiplied")
    g.setColor(1, 1, 1)
    g.draw(mesh, 20, 0, 0, figures.WIDTH - 40, figures.HEIGHT)
    g.setBlendMode("alpha")
end

local EYES = { oswin = 111, mira = 120, tamsin = 127, brannoc = 107 } -- height of the eyes on the canvas

--- Paints a character. `fire_on_the_right`: where the light comes from.
function figures.new(character, x, ground, fire_on_the_right)
    local canvas = paint.on_canvas(figures.WIDTH, figures.HEIGHT, function()
        painters[character.id]()
        shade(fire_on_the_right)
    end)
    return {
        canvas = canvas, x = x, ground = ground, eyes = EYES[character.id], look = fire_on_the_right and 1.5 or -1.5,
        phase = x * 0.013, character = character,
    }
end

--- Draws a figure; `attention` 0 to 1: how much the scene is about this one now.
function figures.draw(figure, time, attention, speaking)
    local breath = math.sin(time * 1.6 + figure.phase * 9) * 1.5
    local nod = speaking and math.sin(time * 9) * 1.2 or 0
    local left, top = figure.x - CENTRE, math.floor(figure.ground - GROUND + nod + breath * 0.5 + 0.5)
    local light = 0.74 + 0.26 * attention
    g.setColor(light, light, light + (1 - light) * 0.25)
    g.draw(figure.canvas, left, top)
    local shut = (time + figure.phase * 37) % 4.3 < 0.12
    g.setColor(0.10, 0.07, 0.07)
    for side = -1, 1, 2 do
        local x, y = figure.x + side * 11 + figure.look, top + figure.eyes
        if shut then
            g.rectangle("fill", x - 4, y, 8, 2)
        else
            g.ellipse("fill", x, y, 3, 4)
            g.setColor(1, 1, 1, 0.8 * light)
            g.circle("fill", x + figure.look, y - 1.5, 1.2)
            g.setColor(0.10, 0.07, 0.07)
        end
    end
end

return figures
