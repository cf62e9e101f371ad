--- Functions of a module are called with a dot, methods of an object with a colon. The other way round the first
--- argument is another one than meant; here the call says so, at the user's line.
local errors = require "openai.internal.base.error"

local calling = {}

--- Modules whose functions are called with a dot.
local modules = setmetatable({}, { __mode = "k" })

--- Raises when a function of a module got a module for its first argument: it was called with a colon.
---@param name string the function, e.g. "openai.matrix"
---@param first any
function calling.check_dot(name, first)
    if type(first) == "table" and modules[first] then
        errors.misuse(("call it with a dot: %s(…)"):format(name))
    end
end

local function with_dot(name, fn)
    return function(...)
        calling.check_dot(name, (...))
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
        if type(value) == "function" then module[key] = with_dot(name .. "." .. key, value) end
    end
    return module
end

local function with_colon(what, class, name, method)
    return function(self, ...)
        if getmetatable(self) ~= class then
            errors.misuse(("call it with a colon: %s:%s(…)"):format(what, name))
        end
        return method(self, ...)
    end
end

--- Makes every method of a class say when it is called with a dot: those it has, and those that it is given later.
---@generic T: table
---@param what string an object of it, for people, e.g. "task"
---@param class T the metatable of its objects
---@return T class
function calling.class(what, class)
    local function set(_, name, value)
        local is_method = type(value) == "function" and not name:find "^__"
        rawset(class, name, is_method and with_colon(what, class, name, value) or value)
    end
    for name, value in pairs(class) do set(class, name, value) end
    return setmetatable(class, { __newindex = set })
end

--- Calls a function of the core; what it raises about an argument is raised at the user's line, under our name.
---@param name string
---@param fn function
---@param ... any
function calling.core(name, fn, ...)
    local fine, result = pcall(fn, ...)
    if fine then return result end
    local problem = type(result) == "string" and result:match "bad argument #%d+ to %b'' %((.+)%)$"
    if not problem then error(result, 0) end
    errors.misuse(("%s: %s"):format(name, problem))
end

return calling
