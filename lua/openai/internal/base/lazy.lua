--- Modules that are loaded when they are first needed.
local lazy = {}

local function is_module(value)
    return type(value) == "table" or type(value) == "function"
end

--- A failed require leaves a mark in package.loaded in Lua 5.1 and LuaJIT: "loop or previous error loading module", for
--- good. It may have been memory that was short for a moment.
local function unmark()
    for name, value in pairs(package.loaded) do
        if type(name) == "string" and name:match "^openai%." and not is_module(value) then
            package.loaded[name] = nil
        end
    end
end

--- require that can be tried again after it failed.
---@param name string
function lazy.require(name)
    local loaded = package.loaded[name]
    if is_module(loaded) then return loaded end
    local ok, module = pcall(require, name)
    if ok then return module end
    unmark()
    error(module, 0)
end

return lazy
