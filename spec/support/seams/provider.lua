--- The Lua half of the made-up provider in provider.c.
return {
    name = "gateway",
    keys = {
        { option = "api_key", variable = "GATEWAY_KEY" },
        { option = "token", variable = "GATEWAY_TOKEN", callback = true },
    },
    options = { region = "GATEWAY_REGION", gateway = "GATEWAY_ADDRESS", model = "GATEWAY_MODEL" },
    address = function(options, env)
        if options.gateway then return options.gateway .. "/gate" end
        return nil, env and "the gateway has no address: set GATEWAY_ADDRESS"
    end,
    query = function(options) return { ["gate-version"] = "7", area = options.region } end,
    lends = function() return true end,
    missing = function() return "the gateway needs a key: set GATEWAY_KEY" end,
}
