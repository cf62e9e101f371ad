--- What an upload can read: files by path or open handle, bytes, and chunks that a function produces.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"

local sources = {}

local PIPE_PIECE = 64 * 1024 -- bytes read from a pipe at a time

--- Bytes to upload as if they were a file.
sources.bytes = core.source.bytes

--- Chunks to upload as they are produced, by a function or by whatever else can be called; see openai.chunks.
---@param name string the file name that the service sees
---@param fn fun(): string?, any?
---@param size? integer
---@return openai.Source
function sources.chunks(name, fn, size)
    if type(fn) ~= "function" and iterator.is_callable(fn) then fn = iterator.pieces(fn) end
    return core.source.chunks(name, fn, size)
end

local function from_handle(handle, name)
    if type(name) ~= "string" or name == "" then
        errors.misuse('file: an open file has no name that the service could see: openai.file(handle, "train.jsonl")')
    elseif io.type(handle) == "closed file" then
        errors.misuse(('file: the handle for "%s" is closed'):format(name))
    end
    return core.source.handle(handle, name) or sources.chunks(name, function() return handle:read(PIPE_PIECE) end)
end

--- A file to upload. A path is opened by the call that sends it. An open file is read from where it stands to its end,
--- without moving it; a pipe as it flows (see `chunks`), and everything else waits while it does.
---@param file string|file* a path, or an open file
---@param name? string the name that the service sees; default: the last part of the path
---@return openai.Source
function sources.file(file, name)
    if io.type(file) then return from_handle(file, name) end
    if type(file) ~= "string" or file == "" then
        errors.misuse("file takes a path or an open file, not " .. (file == "" and "''" or "a " .. type(file)))
    elseif file:find "%z" then
        errors.misuse "file: the path holds a zero byte"
    end
    return calling.core("file", core.source.file, file, name)
end

return sources
