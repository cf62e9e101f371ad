-- Loaded before every spec file. Busted forgets the modules that a file loaded; luv does not survive being loaded anew
-- in one process (1.44 keeps a pointer to the loop that went with the first one). Not every Lua has it.
pcall(require, "luv")
