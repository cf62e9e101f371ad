--- What is known of the operations of the API: their parameters with types, limits, defaults and allowed values, and
--- what they answer. From OpenAI's specification, see data.lua; a quarter of a megabyte, loaded when it is asked for.
local call = require "openai.internal.call"
local core = require "openai.core"
local lazy = require "openai.internal.base.lazy"

local facts = {}

local function data()
    return lazy.require "openai.internal.facts.data"
end

--- All operations: name -> what data.lua has of it.
---@return table<string, table>
function facts.operations()
    return data().operations
end

--- An operation by any of its names; nil when there is none.
---@param name string "files.create"
---@return table? operation { method, path, id, result, item, event, deprecated, parameters… }
function facts.operation(name)
    local row = call.rows[name]
    return row and data().operations[core.endpoint(row).name:match "^[^,]+"]
end

--- A type that parameters mention: { alternatives… } or { { name, type, … }… }; nil for what is built in.
---@param name string
---@return table?
function facts.type(name)
    return data().types[name]
end

--- Calls visit(alternative) for what a type is made of: its parts between `|` outside of brackets and quotes.
local function each_alternative(text, visit)
    local depth, from, quoted = 0, 1, false
    for at = 1, #text + 1 do
        local char = text:sub(at, at)
        if char == '"' then quoted = not quoted end
        if not quoted and char:find "[%(<{]" then depth = depth + 1 end
        if not quoted and char:find "[%)>}]" then depth = depth - 1 end
        if char == "" or char == "|" and depth == 0 and not quoted then
            visit(text:sub(from, at - 1))
            from = at + 1
        end
    end
end

local function collect(text, found)
    each_alternative(text, function(one)
        local value, known = one:match '^"(.*)"$', data().types[one]
        if value then
            found[#found + 1] = value
        elseif known and type(known[1]) == "string" then
            for _, alternative in ipairs(known) do collect(alternative, found) end
        else
            found.open = true
        end
    end)
    return found
end

--- The values that a type lists; nil when it lists none.
---@param text string a parameter's type
---@return string[]? values
---@return boolean open others are possible
function facts.values(text)
    local found = collect(text, {})
    local open = found.open or false
    found.open = nil
    if #found == 0 then return nil, true end
    return found, open
end

return facts
