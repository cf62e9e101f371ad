--- What is written on the screen: the line being said, what it reminds its listener of, and how the machine is doing.
local story = require "story"

local g = love.graphics
local panels = {}
panels.__index = panels

local INK, PALE, FAINT = { 0.95, 0.92, 0.85 }, { 0.78, 0.79, 0.82 }, { 0.58, 0.61, 0.68 }
local YOU = { name = "You", colour = { 0.86, 0.80, 0.98 } }

function panels.new()
    return setmetatable({
        huge = g.newFont(25), large = g.newFont(22), name = g.newFont(20), text = g.newFont(16), small = g.newFont(13),
    }, panels)
end

--- The one who said a line; the player when it is none of the characters.
function panels.speaker(line)
    return line.by and (story.find(line.by) or YOU) or nil
end

--- The one whom a line is for; the player when it is none of the characters.
function panels.listener(line)
    return story.find(line.to) or YOU
end

local function box(x, y, width, height)
    g.setColor(0.03, 0.04, 0.08, 0.80)
    g.rectangle("fill", x, y, width, height, 12, 12)
    g.setColor(1, 0.92, 0.75, 0.22)
    g.setLineWidth(1.5)
    g.rectangle("line", x + 0.75, y + 0.75, width - 1.5, height - 1.5, 12, 12)
end

local function write(font, colour, text, x, y, limit, align)
    g.setFont(font)
    g.setColor(colour)
    g.printf(text, x, y, limit or 1000, align or "left")
end

--- The part of a text that has been said after so many characters; never half of a UTF-8 character.
local function spoken(text, count)
    local offset = require("utf8").offset(text, math.floor(count) + 1)
    return offset and text:sub(1, offset - 1) or text
end

--- A model may say more than was asked for: the largest font in which it fits.
function panels:fitting(text, width)
    for _, font in ipairs { self.huge, self.large, self.text } do
        local _, wrapped = font:getWrap(text, width)
        if #wrapped * font:getHeight() <= 84 then return font end
    end
    return self.small
end

--- The dialogue box. `shown`: characters of the line that have been said.
function panels:draw_line(line, shown, waiting, time)
    local x, y, width, height = 28, 546, 832, 150
    box(x, y, width, height)
    local speaker, listener = panels.speaker(line), panels.listener(line)
    local tab = self.name:getWidth(speaker.name) + 40
    g.setColor(speaker.colour)
    g.rectangle("fill", x + 22, y - 19, tab, 36, 9, 9)
    write(self.name, { 0.06, 0.05, 0.08 }, speaker.name, x + 22, y - 13, tab, "center")
    write(self.small, PALE, "to " .. listener.name, x + 34 + tab, y + 9)
    write(self:fitting(line.text, width - 56), INK, spoken(line.text, shown), x + 28, y + 38, width - 56)
    if waiting then
        g.setColor(1, 0.92, 0.75, 0.55 + 0.35 * math.sin(time * 5))
        local tip = y + height - 18
        g.polygon("fill", x + width - 36, tip - 9, x + width - 20, tip - 9, x + width - 28, tip)
    end
    local partner = listener == YOU and speaker or listener
    write(self.small, FAINT, "space: go on     enter: say something to " .. partner.name, x + 28, y + height - 27)
end

--- The box in which the player writes.
function panels:draw_typing(text, listener, time)
    local x, y, width = 28, 546, 832
    box(x, y, width, 150)
    local hint = "You say to %s   (tab: to someone else, enter: say it, escape: never mind)"
    write(self.small, PALE, hint:format(listener.name), x + 28, y + 16)
    write(self.huge, INK, text .. (time % 1 < 0.55 and "|" or ""), x + 28, y + 46, width - 56)
end

--- One memory: who said it, when, what, and how near it is.
local function draw_memory(self, found, x, y, width, rank)
    local line, speaker = found.line, panels.speaker(found.line)
    local colour = speaker and speaker.colour or story.find(line.of).colour
    local _, wrapped = self.text:getWrap(line.text, width - 34)
    local height = 58 + #wrapped * 20
    g.setColor(1, 1, 1, rank == 1 and 0.10 or 0.05)
    g.rectangle("fill", x, y, width, height, 8, 8)
    g.setColor(colour)
    g.rectangle("fill", x, y + 8, 4, height - 16, 2)
    local source = speaker and (speaker.name .. ", tonight") or line.at
    write(self.small, PALE, source, x + 16, y + 9)
    write(self.text, INK, line.text, x + 16, y + 29, width - 34)
    local bar = width - 92
    g.setColor(1, 1, 1, 0.12)
    g.rectangle("fill", x + 16, y + height - 18, bar, 6, 3)
    g.setColor(colour[1], colour[2], colour[3], 0.95)
    local likeness = math.max(0, math.min(1, found.likeness))
    g.rectangle("fill", x + 16, y + height - 18, math.max(6, bar * likeness), 6, 3)
    write(self.small, PALE, ("%.2f"):format(found.likeness), x + width - 66, y + height - 23, 50, "right")
    return height
end

--- What a line reminds its listener of.
function panels:draw_memories(line, memory, time)
    local x, y, width, height = 888, 24, 364, 480
    box(x, y, width, height)
    local listener = panels.listener(line)
    local verb = listener == YOU and " remember" or " remembers"
    write(self.name, listener.colour, listener.name .. verb, x + 22, y + 18)
    write(self.small, FAINT, ("the nearest of %d lines in memory, by cosine"):format(memory.count), x + 22, y + 45)
    local top = y + 74
    if memory.problem and not line.recalled then
        return write(self.text, { 0.98, 0.60, 0.52 }, memory.problem, x + 22, top, width - 44)
    elseif not line.recalled then
        return write(self.text, PALE, ("."):rep(math.floor(time * 4) % 4), x + 22, top)
    elseif #line.recalled == 0 then
        return write(self.text, PALE, "Nothing comes to mind.", x + 22, top)
    end
    for rank, found in ipairs(line.recalled) do
        local needed = draw_memory(self, found, x + 16, top, width - 32, rank)
        top = top + needed + 10
    end
end

--- The frame-time graph and where the vectors come from.
function panels:draw_machine(frames, memory, label)
    local x, y, width, height = 888, 516, 364, 180
    box(x, y, width, height)
    write(self.small, PALE, label, x + 18, y + 12, width - 36)
    write(self.small, FAINT, ("%d lines embedded, %d on the way"):format(memory.count, memory.waiting), x + 18, y + 30)
    frames:draw(x + 18, y + 54, width - 36, 76, self.small)
    write(self.small, PALE, ("frame %.1f ms, worst %.1f ms"):format(frames:last(), frames.worst), x + 18, y + 138)
    local calls = ("OpenAI calls: at most %.2f ms of a frame"):format(frames.worst_share)
    write(self.small, { 0.55, 0.85, 1 }, calls, x + 18, y + 155)
end

return panels
