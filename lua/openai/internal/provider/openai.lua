--- OpenAI itself, and every server that speaks as it does: the Lua half of csrc/api/provider_openai.c.
local origin = require "openai.internal.base.origin"

local BASE_URL = "https://api.openai.com/v1"

--- What a provider is for Lua.
---@class openai.internal.Provider
---@field name string the core's name of it
---@field keys { option: string, variable: string, callback?: boolean, admin?: boolean }[] options that hold a key, the
---  environment's variable for each; `callback`: may be a function; `admin`: no other operation is done with it
---@field one_key? boolean the keys are alternatives: who names one in the options gets that one alone
---@field options table<string, string|false> further texts of its own: option -> environment variable, if any
---@field headers? string environment variable: "Name: value" lines
---@field address fun(options: table, env?: fun(name: string): string?): string?, string? the base URL when no option
---  base_url says it; or nil and what is missing. Without `env` it is for a copy: nil where the options say nothing new
---@field address_variable? string the environment's variable that `address` goes by
---@field query? fun(options: table): table? what every request has in its query, unless the user says otherwise
---@field lends fun(options: table): boolean whether keys of the environment may go where these options lead
---@field missing fun(base_url: string): string? what to say to who has no key; nil: none is needed there
return {
    name = "openai",
    keys = {
        { option = "api_key", variable = "OPENAI_API_KEY", callback = true },
        { option = "admin_key", variable = "OPENAI_ADMIN_KEY", admin = true },
    },
    options = { organization = "OPENAI_ORG_ID", project = "OPENAI_PROJECT_ID" },
    headers = "OPENAI_CUSTOM_HEADERS",
    address_variable = "OPENAI_BASE_URL",
    address = function(_, env) return env and (env "OPENAI_BASE_URL" or BASE_URL) end,
    -- To the service itself, or to the address that the environment names beside it.
    lends = function(options)
        return not options.base_url or origin.of(options.base_url) == origin.of(BASE_URL)
    end,
    missing = function(base_url)
        if origin.host(base_url) ~= "api.openai.com" then return nil end
        return "api.openai.com needs a key: set OPENAI_API_KEY, or pass api_key to openai.new"
    end,
}
