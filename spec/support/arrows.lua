-- Who names whom, for C (#include) and Lua (require, early or late): no circle between files, none between folders.
--
--     lua spec/support/arrows.lua        exits 1 and prints each circle as a path: a > b > a
local arrows = {}

local function lines_of(command)
    local found, pipe = {}, assert(io.popen(command))
    for line in pipe:lines() do found[#found + 1] = line end
    pipe:close()
    return found
end

local function module_of(path)
    return (path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", "."))
end

local function folder_of(path)
    return path:match "^(.*)/[^/]*$"
end

--- A module that names another in a string may load it, at once or later; what only looks like one is a name.
local function named_modules(line)
    line = line:gsub("%-%-.*$", ""):gsub('name = "[^"]*"', ""):gsub('iterator%.class "[^"]*"', "")
    return line:gmatch '"(openai[%w_.]*)"'
end

--- Path -> the paths that the file names, for the Lua modules of the rock.
function arrows.lua_files()
    local paths, graph = {}, {}
    for _, path in ipairs(lines_of "find lua/openai -name '*.lua' -not -path '*/types/*' | LC_ALL=C sort") do
        paths[module_of(path)] = path
    end
    for _, path in pairs(paths) do
        graph[path] = {}
        for line in io.lines(path) do
            for name in named_modules(line) do
                if paths[name] and paths[name] ~= path then table.insert(graph[path], paths[name]) end
            end
        end
    end
    return graph
end

--- A header stands for its source too: "json/decode.h" -> csrc/json/decode.
function arrows.c_files()
    local graph = {}
    for _, path in ipairs(lines_of "find csrc -name '*.[ch]' | LC_ALL=C sort") do
        local unit = path:gsub("%.[ch]$", "")
        graph[unit] = graph[unit] or {}
        for line in io.lines(path) do
            local header = line:match '^#include "([^"]+)%.h"'
            if header and "csrc/" .. header ~= unit then table.insert(graph[unit], "csrc/" .. header) end
        end
    end
    return graph
end

--- The same between folders.
function arrows.folders(graph)
    local between = {}
    for path, named in pairs(graph) do
        local from = folder_of(path)
        between[from] = between[from] or {}
        for _, other in ipairs(named) do
            if folder_of(other) ~= from then table.insert(between[from], folder_of(other)) end
        end
    end
    return between
end

--- The first circle as text, or nil.
function arrows.circle(graph)
    local names, way, done = {}, {}, {}
    for name in pairs(graph) do names[#names + 1] = name end
    table.sort(names)
    local function visit(name)
        if way[name] then return name end
        if done[name] then return nil end
        way[name] = true
        for _, below in ipairs(graph[name] or {}) do
            local text = visit(below)
            if text then return name .. " > " .. text end
        end
        way[name], done[name] = nil, true
    end
    for _, name in ipairs(names) do
        local text = visit(name)
        if text then return text end
    end
end

if arg and arg[0] and arg[0]:match "arrows%.lua$" then
    local failed = false
    for _, files in ipairs { arrows.c_files(), arrows.lua_files() } do
        for kind, graph in pairs { files = files, folders = arrows.folders(files) } do
            local circle = arrows.circle(graph)
            if circle then io.stderr:write(("arrows: a circle between %s: %s\n"):format(kind, circle)) end
            failed = failed or circle ~= nil
        end
    end
    os.exit(failed and 1 or 0)
end

return arrows
