--- Client options: checked, completed from the environment, and turned into what the core understands. What is one
--- provider's alone (its variables, its address, who needs a key) is in openai.internal.provider.
local errors = require "openai.internal.base.error"
local log = require "openai.internal.base.log"
local origin = require "openai.internal.base.origin"
local proxy = require "openai.internal.call.proxy"

local environment = {}

local function kind_of(...)
    local allowed = { ... }
    return function(value)
        for _, name in ipairs(allowed) do
            if type(value) == name or (name == "false" and value == false) then return true end
        end
        return false, table.concat(allowed, " or ")
    end
end

local function duration(value)
    return value == false or (type(value) == "number" and value > 0), "number of seconds above 0, or false for none"
end

local function is_whole(value)
    return type(value) == "number" and value == math.floor(value) and value < math.huge
end

local function count(value)
    local whole = is_whole(value) and value >= 0
    return value == false or whole, "whole number from 0, or false"
end

local function positive(value)
    return is_whole(value) and value >= 1, "whole number from 1"
end

local text = kind_of("string")

--- Options of every client, whatever its provider.
local checks = {
    base_url = text, headers = kind_of("table"), query = kind_of("table"),
    timeout = duration, connect_timeout = duration, idle_timeout = duration,
    max_retries = count, on_retry = kind_of("function"), proxy = kind_of("string", "false"),
    ca_file = text, ca_path = text, client_cert = text, client_key = text, max_connections = positive,
    max_response_bytes = function(value)
        local fits = value == false or (type(value) == "number" and value >= 1)
        return fits, "number of bytes from 1, or false for no limit"
    end,
    max_event_bytes = function(value)
        local fits = value == false or (type(value) == "number" and value >= 1)
        return fits, "number of bytes from 1, or false for no limit"
    end,
    upload_threshold = function(value)
        return value == false or (type(value) == "number" and value >= 0), "number of bytes from 0, or false for none"
    end,
    blocking = kind_of("boolean"), paced = kind_of("boolean"), log = kind_of("function", "false"),
}

--- A wrong value, for people; not what strings hold, which may be a key.
local function shown(value)
    local kind = type(value)
    return (kind == "number" or kind == "boolean") and tostring(value) or "a " .. kind
end

--- The options of the provider's clients.
local function checks_of(provider)
    local all = {}
    for name, valid in pairs(checks) do all[name] = valid end
    for name in pairs(provider.options) do all[name] = text end
    for _, name in ipairs(provider.tables or {}) do all[name] = kind_of("table") end
    for _, key in ipairs(provider.keys) do
        all[key.option] = key.callback and kind_of("string", "function", "false") or kind_of("string", "false")
    end
    return all
end

local function check(options, provider)
    local known = checks_of(provider)
    for name, value in pairs(options) do
        local valid = known[name]
        if type(name) == "number" then
            return 'options have names: openai.new{ api_key = "sk-…" }'
        elseif not valid then
            local meant = type(name) == "string" and errors.nearest(name, known)
            local hint = meant and ("; did you mean '%s'?"):format(meant) or ""
            return ("unknown option '%s'%s"):format(tostring(name), hint)
        end
        local ok, wanted = valid(value)
        if not ok then return ("option %s must be a %s, not %s"):format(name, wanted, shown(value)) end
    end
end

--- An environment variable; empty counts as not set. What a shell or a file left behind the value is no part of it.
local function env(name)
    local value = name and os.getenv(name)
    value = value and value:gsub("%s+$", "")
    return value ~= "" and value or nil
end

local function first_env(...)
    for _, name in ipairs { ... } do
        local value = env(name)
        if value then return value end
    end
end

--- "Name: value" lines of an environment variable.
local function header_lines(variable)
    local headers, lines = {}, variable and env(variable)
    if not lines then return nil end
    local number = 0
    for line in lines:gmatch("[^\r\n]+") do
        number = number + 1
        local name, value = line:match("^%s*([^:%s]+)%s*:%s*(.-)%s*$")
        if not name then
            -- The line is not shown: it may be a key.
            return nil, ("%s: line %d is not of the form Name: value"):format(variable, number)
        end
        headers[name] = value
    end
    return headers
end

--- Words about the key of the environment that is not sent; nil when none was held back.
local function withheld(provider, options)
    local key = provider.keys[1]
    if options[key.option] ~= nil or provider.lends(options) or not env(key.variable) then return nil end
    return ("%s was not sent, since base_url is given in code: to send it there, give %s as well (%s = os.getenv %q)")
        :format(key.variable, key.option, key.option, key.variable)
end

local function merged(options, inherited)
    local all = {}
    for name, value in pairs(inherited or {}) do all[name] = value end
    for name, value in pairs(options) do all[name] = value end
    return all
end

--- Header names are the same in any case of letters.
local function merged_headers(headers, inherited)
    local all, taken = {}, {}
    for name, value in pairs(headers or {}) do
        all[name] = value
        if type(name) == "string" then taken[name:lower()] = true end
    end
    for name, value in pairs(inherited or {}) do
        if not taken[name:lower()] then all[name] = value end
    end
    return all
end

--- The log that the environment asks for; nil for none, or nil and what is wrong.
local function environment_log()
    local level = env "OPENAI_LOG"
    level = level and level:lower()
    if not level or level == "off" then return nil end
    if not log.ranks[level] then return nil, "OPENAI_LOG must be off, error, warn, info or debug" end
    return log.writer(level, env "OPENAI_LOG_FILE")
end

local function from_environment(options, provider)
    local custom, problem = header_lines(provider.headers)
    if problem then return nil, problem end
    local base = {
        headers = custom,
        ca_file = not options.ca_path and first_env("SSL_CERT_FILE", "CURL_CA_BUNDLE") or nil,
    }
    if options.log == nil then base.log, problem = environment_log() end
    if problem then return nil, problem end
    for name, variable in pairs(provider.options) do base[name] = env(variable) end
    return base
end

--- The base URL that these options lead to; nil and what is missing.
local function resolve_address(provider, all, options, inherited)
    if options.base_url then return options.base_url end
    if not inherited then return provider.address(all, env) end
    return provider.address(options) or inherited.base_url
end

--- A key without the line end that a file or a command left behind it.
local function trimmed(key)
    return type(key) == "string" and key:gsub("%s+$", "") or key
end

--- The options, where a provider takes one of several keys: who names one does not want the others, wherever they are.
--- Or nil and what is wrong.
local function with_one_key(options, provider)
    local named
    if not provider.one_key then return options end
    local all = merged(options)
    for _, key in ipairs(provider.keys) do
        if options[key.option] and named then return nil, ("give %s or %s, not both"):format(named, key.option) end
        if options[key.option] then named = key.option end
    end
    for _, key in ipairs(named and provider.keys or {}) do
        if key.option ~= named then all[key.option] = false end
    end
    return all
end

--- Takes the keys out of `all`: they go into the core's userdata only, what is kept here for client:with has none.
local function take_keys(provider, all, options, inherited)
    local keys = {}
    local lent = not inherited and provider.lends(options)
    local issued = provider.issue and (not inherited or provider.issue(options)) and provider.issue(all)
    for _, key in ipairs(provider.keys) do
        local name = key.option
        keys[name] = trimmed(options[name])
        if keys[name] == nil and key == provider.keys[1] then keys[name] = issued or nil end
        if keys[name] == nil and lent then keys[name] = env(key.variable) end
        if keys[name] == nil and inherited then keys[name] = inherited.callbacks[name] end
        all[name] = nil
    end
    return keys
end

--- The name of a key that a copy for another server must not take along.
local function key_leaks(provider, all, options, inherited)
    if not inherited or origin.of(all.base_url) == origin.of(inherited.base_url) then return nil end
    for _, key in ipairs(provider.keys) do
        if inherited.has[key.option] and options[key.option] == nil then return key.option end
    end
end

--- Whether these options leave a copy with the address and the keys of the client it is made of.
local function same_account(provider, all, options, inherited)
    if not inherited or all.base_url ~= inherited.base_url then return false end
    for _, key in ipairs(provider.keys) do
        if options[key.option] ~= nil then return false end
    end
    return true
end

--- Whether there is a key by that name: given here, or held by the client that a copy is made of.
local function holds(name, key, options, inherited)
    if key ~= nil then return key ~= false end
    return inherited ~= nil and options[name] == nil and inherited.has[name] or false
end

--- Notes in `all` which keys there are. A message when one is missing.
local function note_keys(provider, all, keys, options, inherited)
    local refused, held = false, false
    all.has, all.callbacks = {}, {}
    for _, key in ipairs(provider.keys) do
        local name = key.option
        all.has[name] = holds(name, keys[name], options, inherited)
        if type(keys[name]) == "function" then all.callbacks[name] = keys[name] end
        refused = refused or (not key.admin and options[name] == false)
        held = held or (not key.admin and all.has[name])
    end
    all.keyless = refused or (inherited and inherited.keyless and not held) or nil
    if not held and not all.keyless then return provider.missing(all.base_url) end
end

--- The keys as the core takes them; the one that is a function is asked for before every attempt.
local function core_keys(settings, provider, keys, callbacks)
    local dynamic = next(callbacks)
    for _, key in ipairs(provider.keys) do
        local value = keys[key.option]
        if type(value) ~= "function" then settings[key.option] = value end
    end
    settings.dynamic_key = dynamic
    return callbacks[dynamic]
end

--- Notes which proxy there is, and what is reached without it. A message when it is none.
local function choose_proxy(settings, all)
    local address, named_by = proxy.choose(all.proxy, all.base_url, env)
    local named = all.proxy or named_by and address -- an option is checked whether it is used or not
    local problem = named and proxy.problem(named)
    if problem then return ("%s: %s"):format(named_by or "proxy", problem) end
    settings.proxy = address
    local list = first_env("no_proxy", "NO_PROXY") or ""
    settings.no_proxy = settings.proxy == "" and "*" or proxy.direct(list, all.base_url)
end

--- What is wrong with the certificate that a client shows.
local function certificate_problem(all)
    if not all.client_cert and not all.client_key then return nil end
    for name, other in pairs { client_cert = "client_key", client_key = "client_cert" } do
        if not all[name] then return ("%s needs %s beside it: both are PEM files"):format(other, name) end
        local file, message = io.open(all[name], "rb")
        if not file then return ("%s: cannot open %s"):format(name, message) end
        file:close()
    end
end

--- What the user knows the base URL by: another option that it was made of, or a variable.
local function address_name(provider, options)
    if options.base_url then return nil end
    if provider.address_option and options[provider.address_option] then return provider.address_option end
    return env(provider.address_variable) and provider.address_variable or nil
end

--- What the options that the environment gave are called there: a complaint about one names the variable.
local function variables_of(provider, options, keys)
    local names = { base_url = address_name(provider, options) }
    for name, variable in pairs(provider.options) do
        if options[name] == nil and env(variable) then names[name] = variable end
    end
    for _, key in ipairs(provider.keys) do
        local name = key.option
        if options[name] == nil and keys[name] and keys[name] == env(key.variable) then names[name] = key.variable end
    end
    return names
end

--- What may hold credentials, and is needed again for a copy only: it is not where metatables lead.
local HIDDEN = { "headers", "query", "own_query", "proxy" }
local hidden = setmetatable({}, { __mode = "k" })

local function hide(all)
    local secrets = {}
    for _, name in ipairs(HIDDEN) do
        secrets[name], all[name] = all[name], nil
    end
    hidden[all] = secrets
end

local function revealed(kept)
    return merged(kept, hidden[kept])
end

--- A copy for another server takes nothing along that was meant for the first: what identifies a user there, headers
--- and query. Returns what it is made of instead of the first one's.
local function leave_behind(provider, all, options)
    for name in pairs(provider.options) do all[name] = options[name] end
    if options.client_cert == nil then all.client_cert, all.client_key = nil, nil end
    return {}
end

---@class openai.ResolvedOptions
---@field core table what the core's client is made of, keys among it
---@field kept table what a copy of the client goes by: no keys
---@field variables table<string, string> option -> the variable of the environment that gave it
---@field key_callback? function
---@field on_retry? function
---@field log? function
---@field blocking? boolean
---@field same_account boolean a copy has the same limits as its origin

--- Options of openai.new, or of client:with when `inherited` is what an earlier call gave as `kept`.
---@param options table
---@param inherited? table
---@param provider openai.internal.Provider
---@return openai.ResolvedOptions?
---@return string? problem
function environment.resolve(options, inherited, provider)
    local problem = check(options, provider)
    if problem then return nil, problem end
    options, problem = with_one_key(options, provider)
    problem = options and provider.problem and provider.problem(options) or problem
    if problem then return nil, problem end
    local base = inherited and revealed(inherited)
    if not base then
        base, problem = from_environment(options, provider)
        if not base then return nil, problem end
    end
    local all = merged(options, base)
    all.base_url, problem = resolve_address(provider, all, options, inherited)
    if not all.base_url then return nil, problem end
    local leaks = key_leaks(provider, all, options, inherited)
    if leaks then
        return nil, ("base_url leads to another server, where the client's key is not sent unasked: name %s as well")
            :format(leaks)
    end
    if inherited and origin.of(all.base_url) ~= origin.of(inherited.base_url) then
        base = leave_behind(provider, all, options)
    end
    all.headers = merged_headers(options.headers, base.headers)
    all.own_query = merged(options.query or {}, inherited and base.own_query)
    all.query = merged(all.own_query, provider.query and provider.query(all))
    if inherited and options.ca_path then all.ca_file = options.ca_file end
    local keys = take_keys(provider, all, options, inherited)
    if not inherited or options[provider.keys[1].option] ~= nil then all.withheld = withheld(provider, options) end
    problem = note_keys(provider, all, keys, options, inherited)
    if problem then return nil, problem end

    local settings = merged(all)
    settings.provider = provider.name
    problem = certificate_problem(all)
    if problem then return nil, problem end
    local key_callback = core_keys(settings, provider, keys, all.callbacks)
    settings.asks_retry = all.on_retry ~= nil or all.log ~= nil or all.paced == true
    problem = choose_proxy(settings, all)
    if problem then return nil, problem end
    if all.client_cert and settings.proxy:match "^[Hh][Tt][Tt][Pp][Ss]:" then
        return nil, "client_cert does not go with an https proxy, which would be shown the certificate: use an http one"
    end
    hide(all)
    return {
        core = settings, kept = all, key_callback = key_callback,
        variables = inherited and {} or variables_of(provider, options, keys),
        on_retry = all.on_retry, log = all.log, blocking = all.blocking,
        same_account = same_account(provider, all, options, inherited),
    }
end

return environment
