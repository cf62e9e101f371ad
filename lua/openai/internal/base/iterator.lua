--- What our iterators have in common: callable, so that `for` takes them, with `next` and `close`. In a `for` a
--- failure raises the error; `next` returns it after nil. PUC Lua 5.1 cannot suspend a task inside the call that
--- `for` makes: use `next` there.
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"

local iterator = {}

--- The `for` ends with the error that it raises, and only Lua 5.4 would close what it leaves.
local function deliver(self, first, ...)
    if first ~= nil then return first, ... end
    local err = ...
    if err == nil then return nil end
    self:close()
    error(err, 0)
end

local function close(self)
    self:close()
end

local function close_nothing(self)
    self.closed = true
end

--- A class of iterators. It lacks `next`, and `close` where there is something to close; its objects are made by
--- `iterator.open`.
---@param name string
---@return table class
function iterator.class(name)
    local class = { __name = name, __close = close, __kind = "an iterator: give a list of what it yields" }
    class.__index = class
    function class.__call(self) return deliver(self, self:next()) end
    calling.class("iterator", class)
    calling.no_list(class, class, name .. " is no list: for item in it do … end, or it:next()")
    return class
end

--- Four values for `for`: Lua 5.4 closes the last when the loop ends, however that comes about.
---@param class table
---@param self table
function iterator.open(class, self)
    if not rawget(class, "close") then class.close = close_nothing end
    setmetatable(self, class)
    return self, nil, nil, self
end

-- ---- those of users ----

--- Whether a `for` could call it.
function iterator.is_callable(value)
    local class = type(value) ~= "function" and getmetatable(value)
    return type(value) == "function" or (type(class) == "table" and class.__call ~= nil)
end

local function is_ours(value)
    local class = type(value) ~= "function" and getmetatable(value)
    return class and type(class.__name) == "string" and class.__name:find "^openai%." and value.next ~= nil
end

--- The function to call for what can be called: for iterators of ours, whose call raises errors, `next` returns them.
---@return fun(): any, any
function iterator.caller(value)
    if is_ours(value) then return function() return value:next() end end
    return value
end

--- Reads a text from what gives it piece by piece; iterators of ours give lines, without their ends. Nil at the end,
--- behind which nothing is called; or nil, err.
---@param iterate fun(most: integer): string?, any
---@return fun(most?: integer): string?, any
function iterator.pieces(iterate)
    local over, read, line_end = false, iterator.caller(iterate), is_ours(iterate) and "\n" or ""
    return function(most)
        if over then return nil end
        local piece, err = read(most)
        over = piece == nil
        if type(piece) == "string" then return piece .. line_end end
        return piece, err
    end
end

--- Reads what a user's iterator gives: a function that returns its first two values; nil at the end; nil, err where it
--- returned nil and something. It is not called again after a nil.
---@param iterate fun(): any, any
---@param what string what it gives, for messages
---@param operation? string
---@return fun(): any, any
function iterator.reader(iterate, what, operation)
    local over, call = false, iterator.caller(iterate)
    local function pass(first, second)
        over = first == nil
        if first ~= nil then return first, second end
        if second == nil or errors.is(second) then return nil, second end
        local message = ("the iterator of %s failed: %s"):format(what, tostring(second))
        return errors.failure("invalid", message, { operation = operation })
    end
    return function()
        if over then return nil end
        return pass(call())
    end
end

return iterator
