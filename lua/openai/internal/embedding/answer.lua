--- What the server answers to a request for embeddings, held against what was asked for.
local errors = require "openai.internal.base.error"

local answer = {}

--- How many inputs there are; nil where the service will have to say. Numbers are the tokens of one.
local function count_of(input)
    if type(input) == "string" then return 1 end
    if type(input) ~= "table" or #input == 0 then return nil end
    return type(input[1]) == "number" and 1 or #input
end

local function length_of(embedding)
    local kind = type(embedding)
    return (kind == "userdata" or kind == "table") and #embedding or nil
end

--- What is wrong with one item; `seen` are the places that are taken.
local function wrong_item(item, position, count, dimensions, seen)
    if type(item) ~= "table" then return ("data[%d] is a %s"):format(position, type(item)) end
    local index = item.index == nil and position - 1 or item.index
    if type(index) ~= "number" or index % 1 ~= 0 or index < 0 or index >= count then
        return ("data[%d].index is %s, of %d inputs counted from 0"):format(position, tostring(index), count)
    elseif seen[index] then
        return ("data[%d].index is %d for the second time"):format(position, index)
    end
    seen[index] = true
    local length = length_of(item.embedding)
    if dimensions and length and length ~= dimensions then
        return ("data[%d].embedding has %d dimensions, %d were asked for"):format(position, length, dimensions)
    end
end

--- What is wrong; nil: nothing.
---@param params table
---@param value table
---@return string?
function answer.complaint(params, value)
    local count = count_of(params.input)
    local data = type(value) == "table" and value.data
    if type(data) ~= "table" then return "the answer has no array 'data'" end
    if not count then return nil end
    if #data ~= count then return ("the server answered %d inputs with %d embeddings"):format(count, #data) end
    local dimensions, seen = type(params.dimensions) == "number" and params.dimensions or nil, {}
    for position, item in ipairs(data) do
        local wrong = wrong_item(item, position, count, dimensions, seen)
        if wrong then return wrong end
    end
end

--- The answer, or nil and an error of kind "protocol".
---@param params table
---@param value table
---@param info any what comes with it
function answer.checked(params, value, info)
    local wrong = type(params) == "table" and answer.complaint(params, value)
    if not wrong then return value, info end
    return errors.failure("protocol", wrong, { operation = "embeddings:create" })
end

return answer
