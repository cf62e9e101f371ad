--- Functions of a module are called with a dot, methods of an object with a colon. The other way round the first
--- argument is another one than meant; here the call says so, at the user's line.
local errors = require "openai.internal.base.error"

local calling = {}

--- Modules whose functions are called with a dot.
local modules = setmetatable({}, { __mode = "k" })

--- Raises when a function of a module got a module for its first argument: it was called with a colon.
---@param form string how it is called, e.g. "openai.matrix(…)"
---@param first any
function calling.check_dot(form, first)
    if type(first) == "table" and modules[first] then
        errors.misuse("call it with a dot: " .. form)
    end
end

local function with_dot(form, fn)
    return function(...)
        calling.check_dot(form, (...))
        return fn(...)
    end
end

--- Makes every function of a module say when it is called with a colon.
---@generic T: table
---@param name string the module as users write it, e.g. "openai.jsonl"
---@param module T
---@return T module
function calling.module(name, module)
    modules[module] = true
    for key, value in pairs(module) do
        if type(value) == "function" then module[key] = with_dot(("%s.%s(…)"):format(name, key), value) end
    end
    return module
end

local function with_colon(what, metatable, name, method)
    return function(self, ...)
        if getmetatable(self) ~= metatable then
            errors.misuse(("call it with a colon: %s:%s(…)"):format(what, name))
        end
        return method(self, ...)
    end
end

--- Makes every method of a class say when it is called with a dot: those it has, and those that it is given later.
---@generic T: table
---@param what string an object of it, for people, e.g. "task"
---@param methods T
---@param metatable? table of its objects; default: `methods` itself
---@return T methods
function calling.class(what, methods, metatable)
    local function set(_, name, value)
        local is_method = type(value) == "function" and not name:find "^__"
        rawset(methods, name, is_method and with_colon(what, metatable or methods, name, value) or value)
    end
    for name, value in pairs(methods) do set(methods, name, value) end
    local meta = metatable or methods
    meta.__kind = meta.__kind or "a " .. what -- what the encoder says that it cannot encode
    return setmetatable(methods, { __newindex = set })
end

--- Makes objects say that they are no list: `ipairs` over one ends at once in Lua 5.4, with nothing to be seen.
---@param methods table what the objects find their methods in
---@param metatable table of the objects
---@param message string what to do instead
---@param fieldless? boolean they have methods only: any other name is a mistake as well
function calling.no_list(methods, metatable, message, fieldless)
    local function refuse() errors.misuse(message) end
    local meta = getmetatable(methods) or {}
    meta.__index = function(_, key)
        if fieldless or type(key) == "number" then refuse() end
    end
    metatable.__len, metatable.__pairs = refuse, refuse
    setmetatable(methods, meta)
end

--- Calls a function of the core; what it raises about an argument is raised at the user's line, under our name.
---@param name string
---@param fn function
---@param ... any
function calling.core(name, fn, ...)
    local ok, result = pcall(fn, ...)
    if ok then return result end
    if type(result) ~= "string" or result:find("not enough memory", 1, true) then error(result, 0) end
    errors.misuse(("%s: %s"):format(name, result:match "bad argument #%d+ to %b'' %((.+)%)$" or result))
end

return calling
