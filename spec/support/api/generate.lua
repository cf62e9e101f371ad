-- Writes what is generated from OpenAI's specification and the overlay beside this file:
--
--     lua spec/support/api/generate.lua write|check OPENAPI.json      check: exits 1 when a file is not as it would be
package.path = "./?.lua;" .. package.path

local specification = require "spec.support.api.specification"

local WRITERS = { "rows", "facts", "annotations" }
local OVERLAY = "spec/support/api/operations.txt"

local function read_file(name)
    local file = io.open(name, "rb")
    if not file then return nil end
    local text = file:read "*a"
    file:close()
    return text
end

local function write_file(name, text)
    local file = assert(io.open(name, "wb"))
    assert(file:write(text))
    assert(file:close())
end

--- path -> text of all that is generated.
local function generated(openapi)
    local api, files = specification.read(openapi, OVERLAY), {}
    for _, writer in ipairs(WRITERS) do
        for path, text in pairs(require("spec.support.api." .. writer).files(api)) do files[path] = text end
    end
    return files
end

--- What earlier runs wrote and this one does not.
local function leftovers(files)
    local list, pipe = {}, assert(io.popen "ls lua/openai/types/api/*.lua")
    for path in pipe:lines() do
        if not files[path] then table.insert(list, path) end
    end
    pipe:close()
    return list
end

local function main(what, openapi)
    local files = generated(openapi)
    local stale = leftovers(files)
    if what == "write" then
        for index, path in ipairs(stale) do stale[index] = assert(os.remove(path)) and nil end
    end
    for path, text in pairs(files) do
        if what == "write" then
            write_file(path, text)
        elseif read_file(path) ~= text then
            table.insert(stale, path)
        end
    end
    table.sort(stale)
    for _, path in ipairs(stale) do
        io.stderr:write(path, ": not what `make api` writes; run it and commit the file\n")
    end
    os.exit(#stale == 0 and 0 or 1)
end

if not arg[2] or arg[2] == "" then
    io.stderr:write "which specification? make api OPENAPI=path/of/openapi.json\n"
    os.exit(2)
end
main(arg[1], arg[2])
