--- What the records of a journal look like, looked at before they are taken for true: a checksum says that somebody
--- wrote them, not that it was this version.
local records = {}

local function is_object(value)
    return type(value) == "table" and type(value.id) == "string" and value.id ~= ""
end

--- What is wrong with the fields of a table; nil when nothing is.
---@param value table
---@param shape table<string, string> name -> type, or "object" for what has an id; with "?" behind it may be absent
---@return string?
function records.field_problem(value, shape)
    for name, kind in pairs(shape) do
        local wanted, optional = kind:gsub("%?$", "")
        local field = value[name]
        local fine = type(field) == wanted or (wanted == "object" and is_object(field))
        if not fine and not (field == nil and optional == 1) then
            return ("its %s is a %s"):format(name, type(field))
        end
    end
end

--- What is wrong with a record; nil when nothing is.
---@param record table
---@param shapes table<string, table<string, string>> by event
---@return string?
function records.problem(record, shapes)
    local shape = shapes[record.event]
    if not shape then return ("the event '%s'"):format(tostring(record.event)) end
    return records.field_problem(record, shape)
end

return records
