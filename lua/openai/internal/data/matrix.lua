--- Matrices: N × D float32 packed in one userdata, searched by cosine, kept in files.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local slices = require "openai.internal.task.slices"

local matrix = {}

local methods = core.matrix.methods
local FLOAT = 4 -- bytes

local function check(self, what)
    if type(self) ~= "userdata" or not pcall(methods.dimensions, self) then
        errors.misuse(what .. " belongs to a matrix: call it with a colon")
    end
end

local function failure(operation, message, cancelled)
    if cancelled then return nil, cancelled end
    return slices.file_error(operation, message)
end

--- The `k` rows nearest to the query by cosine, best first, equal ones by index. Exact: every row is compared. Inside
--- a task it rests between slices; rows appended meanwhile are not looked at. Rows that hold a NaN are never found.
---@param query openai.Vector|number[]
---@param k? integer default 10
---@return integer[]? indices
---@return number[]|openai.Error scores cosines, in the same order; an error of kind "cancelled" beside nil
function methods:search(query, k)
    check(self, "search")
    if type(query) == "table" then query = calling.core("matrix:search", core.vector, query) end
    local search = calling.core("matrix:search", core.matrix.search, self, query, k or 10)
    local rows = math.max(1, math.floor(slices.READING / (FLOAT * self:dimensions())))
    local done, _, cancelled = slices.run(rows, function(count) return search:step(count) end)
    if not done then return nil, cancelled end
    return search:result()
end

--- Saves the matrix. The file gets its name only when it is complete; until then it is `path.part`. Inside a task it
--- rests between slices; rows appended meanwhile are not saved.
---@param path string
---@return true?
---@return openai.Error? err kind "file": why it could not be written; then nothing is left of it
function methods:save(path)
    check(self, "save")
    if type(path) ~= "string" then errors.misuse("matrix:save takes a path, not a " .. type(path)) end
    local saver, message = core.matrix.saver(self, path)
    if not saver then return failure("matrix:save", message) end
    local done, why, cancelled = slices.run(slices.READING / 4, function(bytes) return saver:step(bytes) end)
    saver:discard()
    if not done then return failure("matrix:save", why, cancelled) end
    return true
end

--- What `save` writes, as a string: for hosts that own the file system. `openai.matrix(bytes)` makes a matrix of it.
---@return string
function methods:bytes()
    check(self, "bytes")
    return core.matrix.bytes(self)
end

local function wants_map(options)
    if options == nil then return false end
    if type(options) ~= "table" then errors.misuse("matrix.load takes a path and a table of options") end
    for name in pairs(options) do
        if name ~= "map" then
            errors.misuse(("matrix.load: unknown option '%s'; there is map"):format(tostring(name)))
        end
    end
    if type(options.map or false) ~= "boolean" then errors.misuse "matrix.load: map must be true or false" end
    return options.map
end

--- What matrix.load takes besides the path.
---@class openai.MatrixLoadOptions
---@field map? boolean the file is mapped instead of read: nothing is copied, and several processes share the memory.
---  For as long as the matrix lives, the file must then neither change nor get shorter in place (`save` to the same
---  path is safe: it makes a new file): what is no longer there would end the process by a SIGBUS. Default false

--- A saved matrix. All of it is checked; inside a task this rests between slices. Appending is possible and does not
--- change the file.
---@param path string
---@param options? openai.MatrixLoadOptions
---@return openai.Matrix?
---@return openai.Error? err kind "file": it cannot be read, is no saved matrix, is damaged or cut short
function matrix.load(path, options)
    if type(path) ~= "string" then errors.misuse("matrix.load takes a path, not a " .. type(path)) end
    local loader, message = core.matrix.loader(path, wants_map(options))
    if not loader then return failure("matrix.load", message) end
    local loaded, why, cancelled = slices.run(slices.READING, function(bytes) return loader:step(bytes) end)
    if not loaded then return failure("matrix.load", why, cancelled) end
    return loaded
end

--- openai.matrix(dimensions): a new, empty matrix. openai.matrix(bytes): the one that `m:bytes()` wrote, or nil, err.
local function make(_, given)
    calling.check_dot("openai.matrix(…)", given)
    if type(given) == "number" then
        return calling.core("matrix", core.matrix.new, given)
    elseif type(given) ~= "string" then
        errors.misuse("matrix takes the number of dimensions, or the bytes of a saved matrix, not a " .. type(given))
    end
    local made, message = core.matrix.from_bytes(given)
    if not made then return failure("matrix", message) end
    return made
end

return setmetatable(matrix, { __call = make })
