--- Method and path to handler. Path segments in braces are parameters, percent-decoded.
local errors = require "openai.emulator.errors"

local router = {}
router.__index = router

function router.new()
    return setmetatable({ by_length = {} }, router)
end

local function split(path)
    local segments = {}
    for segment in path:gmatch("[^/]+") do segments[#segments + 1] = segment end
    return segments
end

---@param method string
---@param pattern string e.g. "/files/{file_id}/content"
---@param handler fun(request: table, ...: string): table
function router:add(method, pattern, handler)
    local segments = split(pattern)
    local list = self.by_length[#segments] or {}
    self.by_length[#segments] = list
    for _, route in ipairs(list) do
        if route.pattern == pattern then
            route.handlers[method] = handler
            return
        end
    end
    list[#list + 1] = { pattern = pattern, segments = segments, handlers = { [method] = handler } }
end

function router.decode(text)
    return (text:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local function match(route, segments)
    local parameters = {}
    for i, expected in ipairs(route.segments) do
        if expected:sub(1, 1) == "{" then
            parameters[#parameters + 1] = router.decode(segments[i])
        elseif expected ~= segments[i] then
            return nil
        end
    end
    return parameters
end

local function allowed_methods(route)
    local names = {}
    for name in pairs(route.handlers) do names[#names + 1] = name end
    table.sort(names)
    return table.concat(names, ", ")
end

--- The handler and its path parameters; raises 404 and 405.
function router:find(method, path)
    local segments = split(path)
    for _, route in ipairs(self.by_length[#segments] or {}) do
        local parameters = match(route, segments)
        if parameters then
            local handler = route.handlers[method]
            if handler then return handler, parameters end
            errors.raise(405, ("Not allowed to %s on /v1%s. (HINT: Perhaps you meant to use a different HTTP method?)")
                :format(method, path), { code = "method_not_supported", headers = { allow = allowed_methods(route) } })
        end
    end
    errors.raise(404, ("Invalid URL (%s /v1%s)"):format(method, path))
end

return router
