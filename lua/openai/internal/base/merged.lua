--- A new table with the fields of all that are given (nil: none); where several have one, the last counts.
---@param ... table?
---@return table
local function merged(...)
    local all = {}
    for i = 1, select("#", ...) do
        local from = select(i, ...)
        for name, value in pairs(from or {}) do all[name] = value end
    end
    return all
end

return merged
