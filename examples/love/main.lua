-- The Lantern Ferry: four people wait for a ferry, and every line that is said reminds its listener of something.
--
--     make bundle LUA=luajit DIR=examples/love/rock     (once: the rock, beside the game)
--     love examples/love
--
-- Each line is embedded in the background (openai.spawn in memory.lua) while the game goes on drawing: love.update
-- turns the loop once per frame with openai.loop:poll(0), which never waits. The graph shows how long frames take; the
-- worst one is printed at exit. Without OPENAI_API_KEY the game starts the rock's emulator and asks that.
--
-- Enter lets the player say something, and who is spoken to answers, letter by letter, by a fine-tuned model: the one
-- named by --model, or on the emulator one that the game fine-tunes on its own story when it begins (voice.lua).
--
--     love examples/love --frames 600 --screenshot ferry.png --from 16
-- plays by itself from line 16, writes a picture into the save directory after 600 frames, and ends; with
-- --say "Have you heard the bell?" --to mira it ends when the answer has been said.

-- LÖVE finds by itself what lies in the game's folder; the rock has a folder of its own here.
local rock = love.filesystem.getSource() .. "/rock/"
package.path = ("%s?.lua;%s?/init.lua;%s"):format(rock, rock, package.path)
package.cpath = rock .. "?.so;" .. package.cpath

if table.concat(arg, " "):find("--frames", 1, true) then -- nobody is there to read LÖVE's error screen
    function love.errorhandler(message)
        io.stderr:write(debug.traceback(tostring(message), 2), "\n")
        return function() return 1 end
    end
end

local found, openai = pcall(require, "openai")
if not found then
    local problem = tostring(openai):match("^[^\n]*")
    local advice = "The rock is not beside the game. In its source tree: make bundle LUA=luajit DIR="
    error(advice .. rock .. "\n" .. problem, 0)
end
local frames = require "frames"
local memories = require "memory"
local panels = require "panels"
local scene = require "scene"
local server = require "server"
local story = require "story"
local voices = require "voice"

local SPEED, PAUSE = 42, 3.2 -- characters per second; seconds between lines
local ANSWER_PAUSE = 0.8 -- seconds until a character answers, at least
local STEP = 1 / 30 -- seconds of the story per frame when it plays by itself, however long the frame takes

local game = { time = 0, index = 0, shown = 0, held = 0, typing = nil, polling = 0, answers = 0 }

local NUMBERS = { frames = true, from = true }
local WORDS = { screenshot = true, model = true, say = true, to = true }
local USAGE = "usage: love examples/love [--model MODEL] [--frames N] [--screenshot NAME.png] [--from LINE] "
    .. "[--say TEXT] [--to CHARACTER]\n"

local function read_arguments(arguments)
    local options = { from = 1, to = "oswin" }
    for i = 1, #arguments, 2 do
        local name, value = arguments[i]:match("^%-%-(%l+)$"), arguments[i + 1]
        if NUMBERS[name] then value = tonumber(value) end
        if not value or not (NUMBERS[name] or WORDS[name]) or (name == "to" and not story.find(value)) then
            io.stderr:write(USAGE)
            os.exit(2)
        end
        options[name] = value
    end
    return options
end

--- Begins a line: it is said letter by letter, and remembered in the background.
local function say(line)
    game.line, game.shown, game.held = line, 0, 0
    if line.by == "you" or line.pieces then return end -- heard by their own ways
    local before = love.timer.getTime()
    game.memory:hear(line)
    game.polling = game.polling + love.timer.getTime() - before
end

--- The player says something, and the one who is spoken to begins to answer.
local function speak_to(character, text)
    local line = { by = "you", to = character, text = text }
    say(line)
    game.memory:hear(line)
    game.answer = game.voice:answer(line, function(answer)
        if not answer.failed then return game.memory:hear(answer) end
        answer.recalled = {}
    end)
end

local function go_on()
    if game.answer then
        if game.answer.text ~= "" then
            say(game.answer)
            game.answer = nil
        end
        return
    end
    if game.index < #story.lines then
        game.index = game.index + 1
        say(story.lines[game.index])
    end
end

--- What has been said before the line with which the game begins belongs to the memories.
local function known_before(first)
    local known = {}
    for _, line in ipairs(story.memories) do known[#known + 1] = line end
    for i = 1, first - 1 do known[#known + 1] = story.lines[i] end
    return known
end

function love.load(arguments)
    game.options = read_arguments(arguments)
    game.frames, game.panels, game.scene = frames.new(), panels.new(), scene.new(story.characters)
    love.keyboard.setKeyRepeat(true)
    local client
    client, game.label, game.emulator = server.open()
    game.memory = memories.new(client)
    openai.on_error = function(err) game.memory.problem = tostring(err) end
    if not client then
        game.memory.problem = game.label
        game.label = "none"
    end
    game.voice = voices.new(client, game.options.model)
    if game.emulator and not game.options.model then game.voice:train() end
    game.memory:begin(known_before(game.options.from))
    game.index = math.min(math.max(game.options.from, 1), #story.lines) - 1
    if game.options.say then speak_to(game.options.to, game.options.say) else go_on() end
end

--- Without a player: what the line called to mind, for whoever reads the output.
local function report(line)
    if not game.options.frames or line.reported or not (line.recalled or game.memory.problem) then return end
    line.reported = true
    if not line.recalled then return print("no memories: " .. game.memory.problem) end
    local best = line.recalled[1]
    print(("%s -> %s: %s"):format(panels.speaker(line).name, panels.listener(line).name, line.text))
    if line.pieces then print(("    came in %d pieces from %s"):format(line.pieces, game.voice.model)) end
    if best then print(("    remembers (%.2f) %s"):format(best.likeness, best.line.text)) end
end

--- The picture is taken when the frames are over, the line is said and what it calls to mind is there.
local function finish()
    local answered = game.line.recalled or game.memory.problem
    if game.ending or game.frames.count < game.options.frames or not answered then return end
    if game.answer or game.line.coming or game.shown < #game.line.text then return end
    game.ending = true
    local name = game.options.screenshot
    if not name then return love.event.quit() end
    love.graphics.captureScreenshot(function(picture)
        picture:encode("png", name)
        print("screenshot: " .. love.filesystem.getSaveDirectory() .. "/" .. name)
        love.event.quit()
    end)
end

function love.update(dt)
    local answers = game.memory.answers + game.voice.pieces
    game.frames:add(dt, game.polling, answers > game.answers)
    game.answers = answers
    local before = love.timer.getTime()
    openai.loop:poll(0) -- the whole of it: at most 2 ms of work, never a wait
    game.polling = love.timer.getTime() - before -- part of the frame that begins here

    local step = game.options.frames and STEP or math.min(dt, 0.1)
    game.time = game.time + step
    local line = game.line
    game.shown = math.min(game.shown + step * SPEED, #line.text)
    local said = not line.coming and game.shown >= #line.text
    if said and not game.typing then game.held = game.held + step end
    if game.answer and game.held > ANSWER_PAUSE then go_on() end
    if game.held > PAUSE and (line.recalled or game.memory.problem) then go_on() end
    game.scene:update(step, line.by, line.to)
    report(line)
    if game.options.frames then finish() end
end

function love.draw()
    local line = game.line
    local said = not line.coming and game.shown >= #line.text
    game.scene:draw(game.time, not said and line.by or nil)
    if game.typing then
        game.panels:draw_typing(game.typing, story.characters[game.partner], game.time)
    else
        game.panels:draw_line(line, game.shown, said, game.time)
    end
    game.panels:draw_memories(line, game.memory, game.time)
    game.panels:draw_machine(game.frames, game.memory, game.label)
end

-- The player may say something, too --------------------------------------------------------------------------------

local function start_typing()
    game.typing, game.partner = "", 1
    for i, character in ipairs(story.characters) do
        local partner = game.line.to == "you" and game.line.by or game.line.to
        if character.id == partner then game.partner = i end
    end
end

local keys_while_typing = {
    escape = function() game.typing = nil end,
    tab = function() game.partner = game.partner % #story.characters + 1 end,
    backspace = function()
        local last = require("utf8").offset(game.typing, -1)
        if last then game.typing = game.typing:sub(1, last - 1) end
    end,
    ["return"] = function()
        local text = game.typing:match("^%s*(.-)%s*$")
        game.typing = nil
        if text ~= "" then speak_to(story.characters[game.partner].id, text) end
    end,
}

local keys = {
    space = function()
        if game.shown < #game.line.text then game.shown = #game.line.text else go_on() end
    end,
    ["return"] = start_typing,
    escape = function() love.event.quit() end,
}

function love.keypressed(key)
    local action = (game.typing and keys_while_typing or keys)[key]
    if action then action() end
end

function love.textinput(text)
    if game.typing and #game.typing < 160 then game.typing = game.typing .. text end
end

function love.quit()
    if game.emulator then game.emulator:stop() end
    if game.frames and game.frames.count > 1 then
        print(("worst frame: %.1f ms (OpenAI calls: at most %.2f ms of a frame, %d frames)"):format(game.frames.worst,
            game.frames.worst_share, game.frames.count))
    end
end
