--- Clients for OpenAI's models in Azure.
---
---     local client = openai.azure { endpoint = "https://NAME.openai.azure.com", api_key = "…" }
---     client.chat.completions:create { model = "my-deployment", … }
---
--- Without `api_version` the ordinary API below `/openai/v1` is used, where `model` names the deployment. With one,
--- it is
--- the older form, whose paths name the deployment: the option `deployment`, or else the model of each request.
local errors = require "openai.internal.base.error"
local lazy = require "openai.internal.base.lazy"
local providers = require "openai.internal.provider.azure"

---@class openai.AzureOptions: openai.ClientOptions
---@field endpoint? string "https://NAME.openai.azure.com"; default: AZURE_OPENAI_ENDPOINT
---@field api_key? string of the resource; default: AZURE_OPENAI_API_KEY
---@field token? string|fun(): string? a token of Microsoft Entra, or a function asked for one before every attempt;
---  instead of api_key; default: AZURE_OPENAI_AD_TOKEN, before AZURE_OPENAI_API_KEY
---@field api_version? string e.g. "2024-10-21"; "v1" (as none at all) for the newer form; default: OPENAI_API_VERSION
---@field deployment? string of all requests whose path names one; default: the model of each; needs an api_version

local function version_of(options)
    local version = options.api_version
    if version == nil then version = os.getenv "OPENAI_API_VERSION" end
    return version ~= "" and version ~= "v1" and version or nil
end

--- Makes a client. Raises on an unknown option, or when endpoint or key are missing.
---@param options? openai.AzureOptions
---@return openai.Client client
local function azure(options)
    options = options or {}
    if type(options) ~= "table" then errors.misuse 'azure takes a table: openai.azure{ endpoint = "https://…" }' end
    local versioned = version_of(options) ~= nil
    if options.deployment ~= nil and not versioned then
        errors.misuse("new: deployment needs an api_version; without one the model of a request names the deployment")
    end
    return lazy.require("openai.client").new(options, versioned and providers.versioned or providers.v1)
end

return azure
