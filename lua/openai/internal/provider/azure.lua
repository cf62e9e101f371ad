--- OpenAI's models in Azure: the Lua half of csrc/api/provider_azure.c, in both forms of its address.

--- The resource's address, whatever of the path behind it was copied along.
local function resource(endpoint)
    return (endpoint:gsub("/+$", ""):gsub("/openai/v1$", ""):gsub("/openai$", ""):gsub("/+$", ""))
end

local function provider(name, path)
    return {
        name = name,
        one_key = true,
        keys = {
            { option = "token", variable = "AZURE_OPENAI_AD_TOKEN", callback = true },
            { option = "api_key", variable = "AZURE_OPENAI_API_KEY" },
        },
        options = { endpoint = "AZURE_OPENAI_ENDPOINT", api_version = "OPENAI_API_VERSION", deployment = false },
        address_variable = "AZURE_OPENAI_ENDPOINT", address_option = "endpoint",
        address = function(options)
            if options.endpoint then return resource(options.endpoint) .. path end
            return nil, "Azure's endpoint is missing: set AZURE_OPENAI_ENDPOINT, or pass "
                .. "endpoint = \"https://NAME.openai.azure.com\""
        end,
        -- These variables are Azure's own: what they hold is meant for the endpoint beside them.
        lends = function() return true end,
        missing = function()
            return "Azure needs a key or a token: set AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN, "
                .. "or pass api_key or token"
        end,
    }
end

local azure = {
    --- Below /openai/v1: the model of a request is the name of the deployment.
    v1 = provider("azure_v1", "/openai/v1"),
    --- Below /openai, with an api-version: the path names the deployment.
    versioned = provider("azure", "/openai"),
}

function azure.versioned.query(options)
    return { ["api-version"] = options.api_version }
end

return azure
