--- The bytes of a dataset, read in blocks.
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"

local reader = {}

local BLOCK = 256 * 1024 -- bytes asked for at a time
local HEAD = 4 -- bytes that tell an encoding

local function file_error(message)
    return errors.new { kind = "file", operation = "dataset.check", message = message }
end

local function open_path(path)
    local file, message = io.open(path, "rb")
    if not file then
        return nil, file_error("cannot open " .. message)
    end
    local size = file:seek "end" -- nil for a pipe, beyond all measure for a directory
    file:seek "set"
    if size and size >= 2 ^ 53 then size = nil end
    return {
        name = path:match("[^/\\]+$") or path, size = size,
        read = function(n)
            local bytes, why = file:read(n)
            if bytes == nil and why then
                return nil, file_error("cannot read " .. path .. ": " .. why) -- a directory opens but does not read
            end
            return bytes
        end,
        close = function()
            file:close()
        end,
    }
end

--- A source made by openai.file or openai.bytes; it reads at an offset and keeps no position of its own.
local function open_source(source)
    local offset = 0
    local size, message = source:size()
    if not size then
        return nil, file_error(tostring(message))
    end
    return {
        name = source:name(), size = size,
        read = function(n)
            local bytes, why = source:read(offset, n)
            if not bytes and why then
                return nil, file_error(tostring(why))
            end
            if not bytes or bytes == "" then
                return nil
            end
            offset = offset + #bytes
            return bytes
        end,
        close = function() end,
    }
end

--- An empty string is the end as well: so do readers end that count bytes.
local function open_function(give)
    local read, over = iterator.pieces(give), false
    return {
        name = "dataset",
        read = function(n)
            if over then return nil end
            local bytes, why = read(n)
            over = bytes == nil or bytes == ""
            if bytes == nil and why then
                if errors.is(why) then return nil, why end
                return nil, file_error("cannot read the dataset: " .. tostring(why))
            elseif bytes ~= nil and type(bytes) ~= "string" then
                return nil, file_error("cannot read the dataset: the function returned a " .. type(bytes))
            end
            return bytes ~= "" and bytes or nil
        end,
        close = function() end,
    }
end

--- Opens a path, a source, or a function `read(n)` that returns up to n bytes and nil at the end.
---@param source string|openai.Source|fun(n: integer): string?, string?
---@return table? reader `{name, read = fn(n), close = fn()}`
---@return openai.Error? err kind "file"
function reader.open(source)
    if type(source) == "string" then
        return open_path(source)
    elseif iterator.is_callable(source) then
        return open_function(source)
    elseif type(source) ~= "userdata" or not source.read then
        errors.misuse("dataset.check takes a path, openai.file(…), openai.bytes(…) or a function that reads, not a "
            .. type(source))
    end
    return open_source(source)
end

--- The pieces of an input until more than `most` bytes were read; `input.bytes` counts them. `check_head(head)` gets
--- the first bytes; false: they are enough.
---@param input table
---@param most integer
---@param check_head fun(head: string): boolean
---@return fun(): string?, openai.Error?
function reader.pieces(input, most, check_head)
    local head, checked = "", false
    input.bytes = 0
    local function read()
        if input.bytes > most then return nil end
        local piece, err = input.read(BLOCK)
        input.bytes = input.bytes + #(piece or "")
        return piece, err
    end
    return function()
        if checked then return read() end
        checked = true
        repeat
            local piece, err = read()
            if err then return nil, err end
            head = head .. (piece or "")
        until #head >= HEAD or not piece
        return check_head(head) and head ~= "" and head or nil
    end
end

return reader
