--- Client options: checked, completed from the environment, and turned into what the core understands.
local errors = require "openai.internal.base.error"
local log = require "openai.internal.base.log"

local environment = {}

local DEFAULT_BASE_URL = "https://api.openai.com/v1"

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

local checks = {
    api_key = kind_of("string", "function", "false"), admin_key = kind_of("string", "false"),
    organization = text, project = text,
    base_url = text, headers = kind_of("table"), query = kind_of("table"),
    timeout = duration, connect_timeout = duration, idle_timeout = duration,
    max_retries = count, on_retry = kind_of("function"), proxy = kind_of("string", "false"),
    ca_file = text, ca_path = text, max_connections = positive,
    max_response_bytes = function(value)
        local fits = value == false or (type(value) == "number" and value >= 1)
        return fits, "number of bytes from 1, or false for no limit"
    end,
    upload_threshold = function(value)
        return value == false or (type(value) == "number" and value >= 0), "number of bytes from 0, or false for none"
    end,
    blocking = kind_of("boolean"), log = kind_of("function", "false"),
}

--- A wrong value, for people; not what strings hold, which may be a key.
local function shown(value)
    local kind = type(value)
    return (kind == "number" or kind == "boolean") and tostring(value) or "a " .. kind
end

local function check(options)
    for name, value in pairs(options) do
        local valid = checks[name]
        if type(name) == "number" then
            return 'options have names: openai.new{ api_key = "sk-…" }'
        elseif not valid then
            local meant = type(name) == "string" and errors.nearest(name, checks)
            local hint = meant and ("; did you mean '%s'?"):format(meant) or ""
            return ("unknown option '%s'%s"):format(tostring(name), hint)
        end
        local ok, wanted = valid(value)
        if not ok then return ("option %s must be a %s, not %s"):format(name, wanted, shown(value)) end
    end
end

--- An environment variable; empty counts as not set.
local function env(name)
    local value = os.getenv(name)
    if value == nil or value == "" then return nil end
    return value
end

local function first_env(...)
    for _, name in ipairs { ... } do
        local value = env(name)
        if value then return value end
    end
end

--- OPENAI_CUSTOM_HEADERS: "Name: value" lines.
local function header_lines(lines)
    if not lines then return nil end
    local headers = {}
    for line in lines:gmatch("[^\r\n]+") do
        local name, value = line:match("^%s*([^:%s]+)%s*:%s*(.-)%s*$")
        if not name then
            return nil, ("OPENAI_CUSTOM_HEADERS: the line '%s' is not of the form Name: value"):format(line)
        end
        headers[name] = value
    end
    return headers
end

local function host_of(url)
    local rest = (url:match("^%a+://([^/?#]*)") or ""):gsub("^.*@", "")
    return (rest:match("^%[(.-)%]") or rest:match("^([^:]*)")):lower()
end

--- Scheme, host and port: what a key is bound to.
local function origin_of(url)
    local scheme, rest = url:match("^(%a+)://([^/?#]*)")
    scheme = (scheme or ""):lower()
    local port = (rest or ""):match(":(%d+)$") or (scheme == "https" and "443" or "80")
    return ("%s://%s:%s"):format(scheme, host_of(url), port)
end

local function is_loopback(host)
    return host == "localhost" or host == "::1" or host:match("^127%.%d+%.%d+%.%d+$") ~= nil
end

--- The proxy for a base URL: "" for none. What is on this machine is reached directly.
local function resolve_proxy(option, base_url)
    if option == false or is_loopback(host_of(base_url)) then return "" end
    if option then return option end
    if base_url:lower():match("^https:") then
        return first_env("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") or ""
    end
    return first_env("http_proxy", "all_proxy", "ALL_PROXY") or ""
end

--- What is reached without a proxy; libcurl knows "*" for everything, but only alone.
local function direct_hosts()
    local named = first_env("no_proxy", "NO_PROXY") or ""
    return named:match("^%s*%*%s*$") and "*" or "localhost,127.0.0.1,::1," .. named
end

--- Whether the environment's keys stay here: they go to the service itself, or to the address that the environment
--- names beside them.
local function withholds(options)
    return options.base_url ~= nil and origin_of(options.base_url) ~= origin_of(DEFAULT_BASE_URL)
end

local function environment_key(name, options)
    if withholds(options) then return nil end
    return env(name)
end

--- Words about the key of the environment that is not sent; nil when none was held back.
local function withheld(options)
    if options.api_key ~= nil or not withholds(options) or not env "OPENAI_API_KEY" then return nil end
    return "OPENAI_API_KEY was not sent, since base_url is given in code: to send it there, give api_key as well "
        .. "(api_key = os.getenv \"OPENAI_API_KEY\")"
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

local function from_environment(options)
    local custom, problem = header_lines(env "OPENAI_CUSTOM_HEADERS")
    if problem then return nil, problem end
    return {
        base_url = env "OPENAI_BASE_URL" or DEFAULT_BASE_URL,
        organization = env "OPENAI_ORG_ID", project = env "OPENAI_PROJECT_ID", headers = custom,
        ca_file = not options.ca_path and first_env("SSL_CERT_FILE", "CURL_CA_BUNDLE") or nil,
        log = env "OPENAI_LOG" and log.writer(env "OPENAI_LOG", env "OPENAI_LOG_FILE") or nil,
    }
end

local function missing_key(base_url)
    if host_of(base_url) ~= "api.openai.com" then return nil end
    return "api.openai.com needs a key: set OPENAI_API_KEY, or pass api_key to openai.new"
end

--- Keys go into the core's userdata only; what is kept here for client:with has none.
local function take_keys(all, options, inherited)
    local keys = { api_key = options.api_key, admin_key = options.admin_key }
    if not inherited then
        if keys.api_key == nil then keys.api_key = environment_key("OPENAI_API_KEY", options) end
        if keys.admin_key == nil then keys.admin_key = environment_key("OPENAI_ADMIN_KEY", options) end
    elseif keys.api_key == nil then
        keys.api_key = inherited.api_key_callback
    end
    all.api_key, all.admin_key = nil, nil
    return keys
end

--- The name of a key that a copy for another server must not take along.
local function key_leaks(options, inherited)
    if not inherited or not options.base_url then return nil end
    if origin_of(options.base_url) == origin_of(inherited.base_url) then return nil end
    if inherited.has_api_key and options.api_key == nil then return "api_key" end
    if inherited.has_admin_key and options.admin_key == nil then return "admin_key" end
end

--- Whether there is a key by that name: given here, or held by the client that a copy is made of.
local function holds(name, key, options, inherited)
    if key ~= nil then return key ~= false end
    return inherited ~= nil and options[name] == nil and inherited["has_" .. name] or false
end

--- Notes in `all` which keys there are. A message when one is missing.
local function note_keys(all, keys, options, inherited)
    all.has_api_key = holds("api_key", keys.api_key, options, inherited)
    all.has_admin_key = holds("admin_key", keys.admin_key, options, inherited)
    all.api_key_callback = type(keys.api_key) == "function" and keys.api_key or nil
    all.keyless = options.api_key == false or (inherited and inherited.keyless and not all.has_api_key) or nil
    if not all.has_api_key and not all.keyless then return missing_key(all.base_url) end
end

---@class openai.ResolvedOptions
---@field core table what the core's client is made of, keys among it
---@field kept table what a copy of the client goes by: no keys
---@field api_key_callback? function
---@field on_retry? function
---@field log? function
---@field blocking? boolean

--- Options of openai.new, or of client:with when `inherited` is what an earlier call gave as `kept`.
---@return openai.ResolvedOptions?
---@return string? problem
function environment.resolve(options, inherited)
    local problem = check(options)
    if problem then return nil, problem end
    local leaks = key_leaks(options, inherited)
    if leaks then
        return nil, ("base_url leads to another server, where the client's key is not sent unasked: name %s as well")
            :format(leaks)
    end
    local base = inherited
    if not base then
        base, problem = from_environment(options)
        if not base then return nil, problem end
    end
    local all = merged(options, base)
    all.headers = merged_headers(options.headers, base.headers)
    if options.query and base.query then all.query = merged(options.query, base.query) end
    if inherited and options.ca_path then all.ca_file = options.ca_file end
    local keys = take_keys(all, options, inherited)
    if not inherited or options.api_key ~= nil then all.withheld = withheld(options) end
    problem = note_keys(all, keys, options, inherited)
    if problem then return nil, problem end

    local settings = merged(all)
    settings.api_key = type(keys.api_key) == "string" and keys.api_key or (keys.api_key == false and false) or nil
    settings.admin_key = keys.admin_key
    settings.dynamic_key = all.api_key_callback ~= nil
    settings.asks_retry = all.on_retry ~= nil or all.log ~= nil
    settings.proxy = resolve_proxy(all.proxy, all.base_url)
    settings.no_proxy = settings.proxy == "" and "*" or direct_hosts()
    return {
        core = settings, kept = all, api_key_callback = all.api_key_callback,
        on_retry = all.on_retry, log = all.log, blocking = all.blocking,
    }
end

return environment
