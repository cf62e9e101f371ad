--- Short-lived tokens instead of a key: what the platform says of this workload is exchanged for one, which is kept
--- until
--- shortly before its end. One exchange at a time, however many calls wait for it.
---
--- Source of addresses, names and times: openai-python 3.3.1.
local call = require "openai.internal.call"
local condition = require "openai.internal.task.condition"
local core = require "openai.core"
local environment = require "openai.internal.call.environment"
local task = require "openai.internal.task"

local workload_identity = {}

local AUTHORITY, MTLS_AUTHORITY = "https://auth.openai.com/oauth", "https://mtls.auth.openai.com/oauth"
local GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
local TOKEN_TYPES = {
    jwt = "urn:ietf:params:oauth:token-type:jwt", id = "urn:ietf:params:oauth:token-type:id_token",
}
local BUFFER = 1200 -- seconds before its end that a token is exchanged for the next
local TIMEOUT = 60 -- of an exchange
--- Calls that a server refused at about the same time were refused the same token: one new one is for all of them.
local SAME_MOMENT = 5

local FIELDS = {
    identity_provider_id = "string", service_account_id = "string", token_type = "string", get_token = "function",
    token_file = "string", refresh_buffer = "number", url = "string",
}

--- What is wrong with the option, or nil.
---@param given table
---@return string?
function workload_identity.problem(given)
    for name, value in pairs(given) do
        if not FIELDS[name] then return ("workload_identity has no '%s'"):format(tostring(name)) end
        if type(value) ~= FIELDS[name] then
            return ("workload_identity.%s must be a %s, not a %s"):format(name, FIELDS[name], type(value))
        end
    end
    for _, name in ipairs { "identity_provider_id", "service_account_id" } do
        if not given[name] or given[name] == "" then return ("workload_identity.%s is missing"):format(name) end
    end
    if (given.get_token == nil) == (given.token_file == nil) then
        return "workload_identity needs get_token, a function that returns the platform's token, "
            .. "or token_file, its path"
    elseif not TOKEN_TYPES[given.token_type or "jwt"] then
        return "workload_identity.token_type must be jwt or id"
    elseif given.refresh_buffer and given.refresh_buffer < 0 then
        return "workload_identity.refresh_buffer must be a number of seconds from 0"
    end
end

--- The place of the exchange as a provider of its own: no key, no header, no variable of the service's goes there.
local authority = {
    name = "openai", keys = { { option = "api_key" } }, options = {},
    address = function() return AUTHORITY end,
    lends = function() return false end,
    missing = function() return nil end,
}

local Source = {}
Source.__index = Source

--- A client's core for the exchange: its way to the network is that of the client.
local function context_of(all)
    local options = { api_key = false, timeout = TIMEOUT }
    for _, name in ipairs { "proxy", "ca_file", "ca_path", "client_cert", "client_key", "connect_timeout" } do
        options[name] = all[name]
    end
    options.base_url = all.workload_identity.url or (all.client_cert and MTLS_AUTHORITY or AUTHORITY)
    local settings = assert(environment.resolve(options, nil, authority))
    return { core = assert(core.client(settings.core)), adopt = function(value) return value end }
end

local function file_content(path)
    local file, message = io.open(path, "rb")
    if not file then return nil, message end
    local text = file:read "*a"
    file:close()
    return text
end

function Source:subject()
    local given = self.options
    local token, problem
    if given.token_file then token, problem = file_content(given.token_file) else token, problem = given.get_token() end
    if type(token) == "string" and token:find "%S" then return (token:gsub("%s+$", "")) end
    return nil, ("the platform's token is missing: %s"):format(tostring(problem or "get_token returned none"))
end

local function now()
    return core.loop():now()
end

--- True; or nil and why there is no token.
function Source:exchange()
    local given = self.options
    local subject, problem = self:subject()
    if not subject then return nil, problem end
    local answer, err = call.request(self.context, "POST", "/token", {
        grant_type = GRANT, subject_token = subject, subject_token_type = TOKEN_TYPES[given.token_type or "jwt"],
        identity_provider_id = given.identity_provider_id, service_account_id = given.service_account_id,
    })
    if not answer then return nil, "the token exchange failed: " .. (err.message or tostring(err)) end
    local token, lasts = answer.access_token, answer.expires_in
    if type(token) ~= "string" or token == "" or type(lasts) ~= "number" or lasts <= 0 then
        return nil, "the token exchange was answered without access_token and expires_in"
    end
    self.token, self.made = token, now()
    self.renew_at = self.made + lasts - math.min(given.refresh_buffer or BUFFER, lasts / 2)
    return true
end

function Source:is_good(refused)
    if not self.token or now() >= self.renew_at then return false end
    return not refused or now() - self.made < SAME_MOMENT
end

--- Outside a task nobody else would go on meanwhile: such a call makes its own exchange.
function Source:get(refused)
    local mine = self.token
    while self.exchanging and task.inside() do
        local ok, err = self.done:wait()
        if not ok then return nil, err.message end
        refused = refused and self.token == mine
    end
    if self:is_good(refused) then return self.token end
    self.exchanging = true
    local ok, exchanged, problem = task.pcall(self.exchange, self)
    self.exchanging = false
    self.done:notify()
    if not ok then error(exchanged, 0) end
    if not exchanged then return nil, problem end
    return self.token
end

--- A callback that gives the key of a client.
---@param all table the client's options
---@return fun(refused?: boolean): string?, string?
function workload_identity.callback(all)
    local source = setmetatable({ options = all.workload_identity, done = condition.new() }, Source)
    return function(refused)
        source.context = source.context or context_of(all)
        return source:get(refused)
    end
end

return workload_identity
