--- The digest of a file's bytes, read in slices, once as long as size and time of the file stay the same.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local slices = require "openai.internal.task.slices"

local content = {}

--- Seconds that a file must have rested: within the clock's step it can change again and keep size and time.
local REST = 3

--- path -> { size, modified, digest }
local known = {}

local function read(source)
    local hash, at = core.md5(), 0
    while true do
        local piece, message = source:read(at, slices.READING / 4)
        if not piece then return errors.failure("file", message) end
        if piece == "" then return hash:digest() end
        hash:update(piece)
        at = at + #piece
        local ok, err = slices.rest()
        if not ok then return nil, err end
    end
end

--- MD5 of a source's bytes in hexadecimal; or nil, err.
---@param source openai.Source not one of chunks, which can be read once only
---@return string?
---@return openai.Error? err kind "file", or "cancelled"
function content.digest(source)
    local path, size, modified = source:path(), (source:size()), (source:modified())
    local before = path and known[path]
    if before and before.size == size and before.modified == modified then return before.digest end
    local digest, err = read(source)
    if digest and path and modified and os.time() - modified >= REST then
        known[path] = { size = size, modified = modified, digest = digest }
    end
    return digest, err
end

return content
