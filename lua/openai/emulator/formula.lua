--- Arithmetic over named numbers, for `calculate_output` of multi graders: + - * / ^, parentheses, min, max, abs,
--- floor, ceil, exp, sqrt, log.
local formula = {}

local unpack = table.unpack or unpack -- luacheck: ignore 143

local FUNCTIONS = {
    min = math.min, max = math.max, abs = math.abs, floor = math.floor, ceil = math.ceil, exp = math.exp,
    sqrt = math.sqrt, log = math.log,
}

local reader = {}
reader.__index = reader

-- Consumes a token that matches, returning what the pattern captures.
function reader:take(pattern)
    local found, stop = self.text:match("^%s*(" .. pattern .. ")()", self.position)
    if found then self.position = stop end
    return found
end

function reader:fail(what)
    error({ formula = ("%s at position %d of '%s'"):format(what, self.position, self.text) }, 0)
end

function reader:expect(pattern, what)
    return self:take(pattern) or self:fail(what .. " expected")
end

function reader:call(name)
    local call = FUNCTIONS[name] or self:fail("unknown function '" .. name .. "'")
    local arguments = {}
    repeat arguments[#arguments + 1] = self:sum() until not self:take(",")
    self:expect("%)", "')'")
    return call(unpack(arguments))
end

function reader:atom()
    local number = self:take("%d+%.?%d*") or self:take("%.%d+")
    if number then return tonumber(number) end
    if self:take("%(") then
        local value = self:sum()
        self:expect("%)", "')'")
        return value
    end
    local name = self:expect("[%a_][%w_]*", "a number or a name")
    if self:take("%(") then return self:call(name) end
    return self.values[name] or self:fail("unknown name '" .. name .. "'")
end

function reader:power()
    local base = self:atom()
    if self:take("%^") then return base ^ self:unary() end
    return base
end

function reader:unary()
    if self:take("%-") then return -self:unary() end
    return self:power()
end

function reader:product()
    local value = self:unary()
    while true do
        local operator = self:take("[%*/]")
        if not operator then return value end
        local right = self:unary()
        value = operator == "*" and value * right or operator == "/" and value / right
    end
end

function reader:sum()
    local value = self:product()
    while true do
        local operator = self:take("[%+%-]")
        if not operator then return value end
        local right = self:product()
        value = operator == "+" and value + right or operator == "-" and value - right
    end
end

--- The value, or nil and what is wrong.
---@param text string
---@param values table<string, number>
function formula.evaluate(text, values)
    local self = setmetatable({ text = text, position = 1, values = values }, reader)
    local ok, result = pcall(function()
        local value = self:sum()
        if not self.text:match("^%s*$", self.position) then self:fail("unexpected text") end
        return value
    end)
    if ok then return result end
    if type(result) == "table" then return nil, result.formula end
    error(result, 0)
end

return formula
