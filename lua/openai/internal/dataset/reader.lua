--- Lines of a dataset, read in blocks: memory is bounded by one block and the longest line, whatever the size.
local errors = require "openai.internal.base.error"

local reader = {}

local BLOCK = 256 * 1024 -- bytes asked for at a time
reader.LONGEST_LINE = 64 * 1024 * 1024 -- bytes; a longer line is reported and skipped

local function file_error(message)
    return errors.new { kind = "file", operation = "dataset.check", message = message }
end

local function open_path(path)
    local file, message = io.open(path, "rb")
    if not file then
        return nil, file_error("cannot open " .. message)
    end
    return {
        name = path:match("[^/\\]+$") or path,
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
        name = source:name(),
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

local function open_function(read)
    return {
        name = "dataset",
        read = function(n)
            local bytes, why = read(n)
            if bytes == nil and why then
                return nil, file_error("cannot read the dataset: " .. tostring(why))
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
    elseif type(source) == "function" then
        return open_function(source)
    elseif type(source) ~= "userdata" or not source.read then
        errors.misuse("dataset.check takes a path, openai.file(…), openai.bytes(…) or a function that reads, not a "
            .. type(source))
    end
    return open_source(source)
end

--- Joins what is left of the earlier blocks with the head of this one.
local function finish_line(pieces, tail)
    if #pieces == 0 then
        return tail
    end
    pieces[#pieces + 1] = tail
    return table.concat(pieces)
end

--- Calls `on_line(line, too_long)` for every line, without its line feed, until that returns false or more than
--- `most` bytes were read; `input.bytes` counts them. A line above LONGEST_LINE arrives as its first block with
--- `too_long` set.
---@return boolean? ok nil when reading failed
---@return openai.Error? err
function reader.each_line(input, most, on_line)
    local pieces, held, too_long = {}, 0, false
    input.bytes = 0
    while input.bytes <= most do
        local block, err = input.read(BLOCK)
        if err then
            return nil, err
        elseif not block then
            break
        end
        input.bytes = input.bytes + #block
        local from = 1
        local feed = block:find("\n", 1, true)
        while feed do
            if on_line(finish_line(pieces, block:sub(from, feed - 1)), too_long) == false then
                return true
            end
            pieces, held, too_long, from = {}, 0, false, feed + 1
            feed = block:find("\n", from, true)
        end
        if held + #block - from + 1 > reader.LONGEST_LINE then
            pieces, too_long = { pieces[1] or block:sub(from) }, true
        elseif from <= #block and not too_long then
            pieces[#pieces + 1] = block:sub(from)
        end
        held = held + #block - from + 1
    end
    if #pieces > 0 then
        on_line(table.concat(pieces), too_long)
    end
    return true
end

return reader
