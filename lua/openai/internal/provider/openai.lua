--- OpenAI itself, and every server that speaks as it does: the Lua half of csrc/api/provider_openai.c.
local lazy = require "openai.internal.base.lazy"
local origin = require "openai.internal.base.origin"

local BASE_URL = "https://api.openai.com/v1"
--- Source: the SDKs' regional hosts.
local RESIDENCES = { global = "api", us = "us.api", eu = "eu.api", ae = "ae.api" }

--- Whether a key is needed there, and may go there: the service itself, its regions, and its host for certificates.
local function is_service(base_url)
    local host = origin.host(base_url)
    return host == "api.openai.com" or (base_url:match "^https:" and host:match "^%w+%.api%.openai%.com$") ~= nil
end

local function residence(options)
    local region = options.data_residency
    return region and ("https://%s.openai.com/v1"):format(RESIDENCES[region])
end

--- What a provider is for Lua.
---@class openai.internal.Provider
---@field name string the core's name of it
---@field keys { option: string, variable: string, callback?: boolean, admin?: boolean }[] options that hold a key, the
---  environment's variable for each; `callback`: may be a function; `admin`: no other operation is done with it
---@field one_key? boolean the keys are alternatives: who names one in the options gets that one alone
---@field options table<string, string|false> further texts of its own: option -> environment variable, if any
---@field tables? string[] options of its own that are tables
---@field issue? fun(options: table): function? a callback that gives the first of the keys, made of other options
---@field problem? fun(options: table): string? what is wrong with options that fit by their types
---@field headers? string environment variable: "Name: value" lines
---@field address fun(options: table, env?: fun(name: string): string?): string?, string? the base URL when no option
---  base_url says it; or nil and what is missing. Without `env` it is for a copy: nil where the options say nothing new
---@field address_variable? string the environment's variable that `address` goes by, where the code says nothing
---@field address_option? string beside base_url
---@field query? fun(options: table): table? what every request has in its query, unless the user says otherwise
---@field lends fun(options: table): boolean whether keys of the environment may go where these options lead
---@field missing fun(base_url: string): string? what to say to who has no key; nil: none is needed there
return {
    name = "openai",
    keys = {
        { option = "api_key", variable = "OPENAI_API_KEY", callback = true },
        { option = "admin_key", variable = "OPENAI_ADMIN_KEY", admin = true },
    },
    options = { organization = "OPENAI_ORG_ID", project = "OPENAI_PROJECT_ID", data_residency = false,
        client_cert = "OPENAI_MTLS_CLIENT_CERT_FILE", client_key = "OPENAI_MTLS_CLIENT_KEY_FILE" },
    tables = { "workload_identity" },
    issue = function(options)
        if not options.workload_identity then return nil end
        return lazy.require("openai.internal.provider.workload_identity").callback(options)
    end,
    problem = function(options)
        local identity = options.workload_identity
        if identity and options.api_key then return "give api_key or workload_identity, not both" end
        local wrong = identity and lazy.require("openai.internal.provider.workload_identity").problem(identity)
        if wrong then return wrong end
        local region = options.data_residency
        if region and not RESIDENCES[region] then
            return "option data_residency must be global, us, eu or ae (or name another host by base_url)"
        elseif region and options.base_url then
            return "data_residency and base_url both say where requests go: give one of them"
        end
    end,
    headers = "OPENAI_CUSTOM_HEADERS",
    address_variable = "OPENAI_BASE_URL",
    address = function(options, env) return residence(options) or env and (env "OPENAI_BASE_URL" or BASE_URL) end,
    -- To the service itself, or to the address that the environment names beside it.
    lends = function(options)
        return not options.base_url or (options.base_url:match "^https:" and is_service(options.base_url)) or false
    end,
    missing = function(base_url)
        if not is_service(base_url) then return nil end
        return origin.host(base_url) .. " needs a key: set OPENAI_API_KEY, or pass api_key to openai.new"
    end,
}
