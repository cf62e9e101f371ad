--- Finds the C core, and says what to do when it is not there or does not fit.
local install = {}

local function this_lua()
    local jit = rawget(_G, "jit")
    return jit and jit.version or _VERSION
end

--- What the loader's dump means.
---@param problem string
---@return string
function install.explain(problem)
    local missing_library = problem:match "([%w%-_.+]+%.so[%d.]*): cannot open shared object"
    if missing_library then
        return ("openai: the C core needs %s, which is not installed (libcurl: apt install libcurl4)")
            :format(missing_library)
    elseif problem:match "no field package%.preload" then
        local command = install.command()
        return ("openai: the C core (openai/core.so) for %s is not in package.cpath. Install the rock for this Lua, "
            .. "or, in a checkout: make LUA=%s && eval \"$(make -s env LUA=%s)\""):format(this_lua(), command, command)
    elseif problem:match "undefined symbol" or problem:match "version mismatch" or problem:match "multiple Lua VMs" then
        local path = problem:match "from file '([^']+)'" or "openai/core.so"
        return ("openai: %s was built for another Lua than this one (%s). "
            .. "Rebuild it: make LUA=%s, or luarocks make with this Lua"):format(path, this_lua(), install.command())
    end
    return problem
end

--- The name that `make LUA=` knows this Lua by.
function install.command()
    return rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match "%d+%.%d+"
end

--- openai.core, or an error that says what to do.
function install.core()
    local loaded, core = pcall(require, "openai.core")
    if loaded then return core end
    error(install.explain(tostring(core)), 0)
end

return install
