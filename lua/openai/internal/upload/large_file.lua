--- files:create for what is too large for one request: the same through Uploads.
local lazy = require "openai.internal.base.lazy"

local large = {}

local THRESHOLD = 512 * 1024 * 1024 -- bytes: the service's limit for one file

--- True when the source is larger than one request may be.
---@param context table the client's
---@param source any
function large.exceeds(context, source)
    local threshold = context.settings.upload_threshold
    if threshold == false or type(source) ~= "userdata" then return false end
    local ok, size = pcall(function() return source:size() end) -- a userdata may be anything
    return ok and type(size) == "number" and size > (threshold or THRESHOLD)
end

---@param params openai.FileCreateParams
---@param options? openai.CallOptions
function large.create(context, params, options)
    local call_options, helper_options = {}, {}
    for name, value in pairs(options or {}) do
        local target = (name == "on_progress" or name == "timeout") and helper_options or call_options
        target[name] = value
    end
    local wanted = call_options.with_response
    call_options.with_response, call_options.idempotency_key = nil, nil
    local file, info = lazy.require("openai.internal.upload.run").run(context, params, helper_options, call_options)
    if file and not wanted then return file end
    return file, info
end

return large
