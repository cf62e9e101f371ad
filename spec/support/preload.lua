-- Loaded before every spec file. Busted forgets the modules that a file loaded; luv does not survive being loaded anew
-- in one process (1.44 keeps a pointer to the loop that went with the first one). Not every Lua has it.
pcall(require, "luv")

-- What a file left half done (a stream that nobody read to its end) must not be found in flight by the next one.
require("busted").subscribe({ "file", "end" }, function()
    collectgarbage()
    collectgarbage()
    return nil, true
end)
