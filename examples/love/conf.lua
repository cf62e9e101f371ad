-- The window. What the game is and how to run it: main.lua.
function love.conf(t)
    t.identity = "lantern_ferry" -- the save directory, where screenshots go
    t.version = "11.4"
    t.window.title = "The Lantern Ferry"
    t.window.width, t.window.height = 1280, 720
    t.window.vsync = 1
    t.window.highdpi = false
    t.modules.audio, t.modules.sound, t.modules.physics, t.modules.video = false, false, false, false
    t.modules.joystick, t.modules.touch = false, false
end
