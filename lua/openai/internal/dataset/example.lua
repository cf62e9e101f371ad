--- One example under examination: what was counted so far, and where a problem is said.
local example = {}

--- A JSON null arrives as nil, or as light userdata inside an array.
function example.present(value)
    if type(value) ~= "userdata" then
        return value
    end
end

function example.is_object(value)
    return type(value) == "table" and value[1] == nil
end

function example.is_list(value)
    return type(value) == "table" and (value[1] ~= nil or next(value) == nil)
end

function example.quoted(value)
    if type(value) ~= "string" then
        return tostring(value)
    end
    return ('"%s"'):format(#value > 40 and value:sub(1, 37) .. "…" or value)
end

function example.kind(value)
    if example.present(value) == nil then
        return value == nil and "missing" or "null"
    end
    return type(value) == "table" and (example.is_list(value) and "an array" or "an object") or "a " .. type(value)
end

--- The keys of a table in an order that is always the same: so that problems are.
---@return string[]
function example.keys(value)
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    if keys[2] then table.sort(keys, function(a, b) return tostring(a) < tostring(b) end) end
    return keys
end

--- The state that the rules of one line share; `where`, `section` and `nth` say which message is meant.
---@param method "supervised"|"dpo"|"reinforcement"
---@param report fun(code: string, message: string, section?: string, nth?: integer, severity?: string)
function example.new(method, report)
    return {
        method = method, report = report, where = "", section = "messages",
        tokens = 3, -- what the chat format adds to each example
        images = 0, calls = {}, waiting = 0,
    }
end

--- From now on problems are those of the line's field `section`, not of one of its messages.
function example.enter(self, section)
    self.where, self.section, self.nth = "", section, nil
end

---@param severity? "error"|"warning" default "error"
function example.complain(self, code, message, severity)
    self.report(code, self.where .. message, self.section, self.nth, severity)
end

return example
