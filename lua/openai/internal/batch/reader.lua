--- Requests as users give them: an array, an iterator, or the path of a JSONL file. All become a function that returns
--- item, id (given beside it, or nil); nil at the end; or nil, err.
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"
local jsonl = require "openai.internal.data.jsonl"

local reader = {}

--- The last place of an array, beyond gaps too; or the first key that is no place.
local function extent(list)
    local last = 0
    for key in pairs(list) do
        if type(key) ~= "number" or key % 1 ~= 0 then return last, key end
        last = math.max(last, key)
    end
    return last
end

--- A gap would leave out all that follows.
local function from_array(list)
    local at, last, stray = 0, extent(list)
    return function()
        if stray ~= nil then
            return errors.failure("invalid", ("requests is no array: it has the key '%s'; give ids as custom_id, or by "
                .. "an iterator of id, body"):format(tostring(stray)))
        end
        at = at + 1
        if list[at] == nil and at < last then
            local message = ("request %d is missing (nil), but there is a request %d"):format(at, last)
            return errors.failure("invalid", message)
        end
        return list[at]
    end
end

--- Blank lines count where people look for the one that is named.
local function from_path(path)
    local lines, line = jsonl.lines(path), 0
    local function give()
        local item, number = lines:next()
        if item == nil then return nil, number end
        line = number
        return item
    end
    return give, function() return ("'%s', line %d"):format(path, line) end
end

--- `body`, or `id, body`; nil, err is a failure.
local function from_iterator(iterate)
    local read = iterator.reader(iterate, "requests")
    return function()
        local first, second = read()
        if first == nil then return nil, second end
        if type(first) == "string" and second ~= nil then return second, first end
        return first
    end
end

---@param requests table|string|function
---@return (fun(): any, any)? nil when it is nothing of these
---@return (fun(): string)? place of what it gave last, where people know it by another than its position
function reader.open(requests)
    if type(requests) == "string" then return from_path(requests) end
    if iterator.is_callable(requests) then return from_iterator(requests) end
    return type(requests) == "table" and from_array(requests) or nil
end

local function size_of(path)
    local file = io.open(path, "rb")
    local size = file and file:seek("end")
    if file then file:close() end
    return size
end

--- What can be told of the requests without reading them: for the journal.
function reader.describe(requests)
    if type(requests) == "string" then return { kind = "file", bytes = size_of(requests) } end
    if iterator.is_callable(requests) then return { kind = "iterator" } end
    return { kind = "array", count = #requests }
end

return reader
