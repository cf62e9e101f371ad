-- Files that a spec needs: made in a fresh directory, removed by `files.remove_all()` (call it from `after_each`).
local lfs = require "lfs"

local files = {}
local directories = {}

--- A fresh, empty directory; its name ends without a slash.
function files.directory()
    local name = os.tmpname()
    assert(os.remove(name))
    assert(lfs.mkdir(name))
    directories[#directories + 1] = name
    return name
end

--- Writes a file and returns its path.
---@param content string
---@param name? string default "file"
---@param directory? string default: a fresh one
function files.write(content, name, directory)
    local path = (directory or files.directory()) .. "/" .. (name or "file")
    local file = assert(io.open(path, "wb"))
    assert(file:write(content))
    assert(file:close())
    return path
end

--- The content of a file, or nil when there is none.
function files.read(path)
    local file = io.open(path, "rb")
    if not file then return nil end
    local content = file:read("*a")
    file:close()
    return content
end

--- The names in a directory, sorted.
function files.list(directory)
    local names = {}
    for name in lfs.dir(directory) do
        if name ~= "." and name ~= ".." then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

local function remove(path)
    if lfs.symlinkattributes(path, "mode") == "directory" then
        for _, name in ipairs(files.list(path)) do remove(path .. "/" .. name) end
    end
    os.remove(path)
end

function files.remove_all()
    for _, directory in ipairs(directories) do remove(directory) end
    directories = {}
end

return files
