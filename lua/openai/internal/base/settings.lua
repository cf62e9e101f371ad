--- What helpers are told: their own settings, and the options of the calls that they make. Helpers that have no
--- parameters of the API take one table; a second one, in the place of a call's options, is welcome too.
local errors = require "openai.internal.base.error"

local settings = {}

local function is_number(value, least)
    return type(value) == "number" and value == value and value >= least
end

local kinds = {
    duration = {
        "a number of seconds above 0, or false for none",
        function(value) return value == false or (is_number(value, 0) and value > 0) end,
    },
    patience = {
        "a number of seconds from 0, or false for no limit",
        function(value) return value == false or is_number(value, 0) end,
    },
    interval = {
        "a number of seconds above 0",
        function(value) return is_number(value, 0) and value > 0 end,
    },
    bytes = {
        "a whole number of bytes from 1",
        function(value) return is_number(value, 1) and value == math.floor(value) end,
    },
    count = {
        "a whole number from 1",
        function(value) return is_number(value, 1) and value == math.floor(value) end,
    },
    natural = {
        "a whole number from 0",
        function(value) return is_number(value, 0) and value == math.floor(value) end,
    },
    path = { "a path", function(value) return type(value) == "string" and value ~= "" end },
    table = { "a table", function(value) return type(value) == "table" end },
    callback = { "a function", function(value) return type(value) == "function" end },
    policy = {
        "\"tell\", \"stop\" or a function",
        function(value) return value == "tell" or value == "stop" or type(value) == "function" end,
    },
    text = { "a string", function(value) return type(value) == "string" end },
    boolean = { "true or false", function(value) return type(value) == "boolean" end },
    id = {
        "an id or an object with one",
        function(value) return settings.id(value) ~= nil end,
    },
}

--- Options that every call of a helper may carry; the core checks them.
settings.passed_on = { headers = true, query = true, max_retries = true, idle_timeout = true, paced = true }

--- The id of what was given: a string, or any object with a string `id`; nil for anything else.
---@param value any
---@return string?
function settings.id(value)
    if type(value) == "table" then value = rawget(value, "id") end
    return type(value) == "string" and value ~= "" and value or nil
end

--- As `id`, but anything else is misuse.
---@param value any
---@param what string the helper, e.g. "files:wait"
---@param name string of the parameter
---@return string
function settings.need_id(value, what, name)
    local id = settings.id(value)
    if not id then
        local got = value == "" and "''" or "a " .. type(value)
        errors.misuse(("%s: %s must be a string or an object with an id, not %s"):format(what, name, got))
    end
    return id
end

local function names_of(known)
    local names = {}
    for name in pairs(known) do names[#names + 1] = name end
    for name in pairs(settings.passed_on) do
        if not known[name] then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

local function refuse_unknown(what, known, name)
    local names = {}
    for _, known_name in ipairs(names_of(known)) do names[known_name] = true end
    local meant = type(name) == "string" and errors.nearest(name, names)
    local hint = meant and ("did you mean '%s'?"):format(meant)
        or "the options are " .. table.concat(names_of(known), ", ")
    errors.misuse(("%s: unknown option '%s'; %s"):format(what, tostring(name), hint))
end

local function take(what, known, from, found, call_options)
    for name, value in pairs(from) do
        local kind = known[name]
        if kind == "call" or (kind == nil and settings.passed_on[name]) then
            call_options[name] = value
        elseif not kind then
            refuse_unknown(what, known, name)
        elseif not kinds[kind][2](value) then
            errors.misuse(("%s: option %s must be %s, not %s"):format(what, name, kinds[kind][1], tostring(value)))
        else
            found[name] = value
        end
    end
end

--- Checks that a helper's parameters are a table, and that no option is among them; misuse raises.
---@param what string the helper, e.g. "files:wait"
---@param params any
---@param known table<string, string> as of `read`
function settings.check_parameters(what, params, known)
    if type(params) ~= "table" then
        errors.misuse(("%s: the parameters must be a table, not a %s"):format(what, type(params)))
    end
    for _, name in ipairs(names_of(known)) do
        if params[name] ~= nil then
            errors.misuse(("%s: %s is an option: put it into the next table"):format(what, name))
        end
    end
end

--- Checks what a helper was given; misuse raises.
---@param what string the helper, e.g. "files:wait"
---@param known table<string, string> its settings: name -> one of the kinds above, or "call" for an option that
---  goes on to its calls
---@param ... table? the tables it was given
---@return table helper_options
---@return table call_options
function settings.read(what, known, ...)
    local found, call_options = {}, {}
    for i = 1, select("#", ...) do
        local from = select(i, ...)
        if type(from) == "table" then
            take(what, known, from, found, call_options)
        elseif from ~= nil then
            errors.misuse(("%s: the options must be a table, not a %s"):format(what, type(from)))
        end
    end
    return found, call_options
end

return settings
