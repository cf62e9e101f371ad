--- What batches:run, batches:start and batches:open are told, checked.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local idempotent = require "openai.internal.bulk.idempotent"
local merged = require "openai.internal.base.merged"
local reader = require "openai.internal.batch.reader"
local settings = require "openai.internal.base.settings"

local options = {}

--- The service's limits for one batch.
local LIMITS = { requests = 50000, bytes = 200 * 1000 * 1000, inputs = 50000 }
local LIMIT_OPTIONS = { requests = "count", bytes = "bytes", inputs = "count" }

local LOOK_AGAIN = 10 -- seconds for which something that may have been made is looked for
local DEFAULT_PATIENCE = 3600 -- seconds of failing calls; a night's work should survive an outage

local WAIT = {
    on_progress = "callback", max_resubmits = "natural", timeout = "duration", patience = "patience",
    poll_interval = "interval", look_again = "patience",
}
local RUN = { journal = "path", limits = "table" }
for name, kind in pairs(WAIT) do RUN[name] = kind end

local function set_deadline(run, timeout)
    run.deadline = timeout and core.loop():now() + timeout or nil
end

--- Of a new run.
function options.read(run, what, user_options)
    run.options, run.call_options = settings.read(what, RUN, user_options)
    settings.read(what .. ", limits", LIMIT_OPTIONS, run.options.limits)
    run.max_resubmits = run.options.max_resubmits or 1
    run.look_again = run.options.look_again or LOOK_AGAIN
    if run.options.patience == nil then run.options.patience = DEFAULT_PATIENCE end
    set_deadline(run, run.options.timeout)
end

--- Of run:wait: those that are given replace what the run was started with; `timeout` counts from now.
function options.update(run, user_options)
    if user_options == nil then return end
    local changed, call_options = settings.read("run:wait", WAIT, user_options)
    for name, value in pairs(changed) do run.options[name] = value end
    for name, value in pairs(call_options) do run.call_options[name] = value end
    run.max_resubmits = changed.max_resubmits or run.max_resubmits
    run.look_again = changed.look_again or run.look_again
    set_deadline(run, changed.timeout)
end

--- The limits of one batch.
---@return { requests: integer, bytes: integer, inputs: integer }
function options.limits(run)
    return merged(LIMITS, run.options.limits)
end

local PARAMETERS = {
    endpoint = true, requests = true, completion_window = true, metadata = true, output_expires_after = true,
}

local function check_names(what, params)
    for name in pairs(params) do
        if not PARAMETERS[name] then errors.misuse(("%s: unknown parameter '%s'"):format(what, tostring(name))) end
    end
end

--- The parameters of a run, with what is usual where nothing was said; misuse raises.
function options.parameters(what, params)
    settings.check_parameters(what, params, RUN)
    check_names(what, params)
    if type(params.endpoint) ~= "string" then
        errors.misuse(what .. ': endpoint is missing: the path of the requests, e.g. "/v1/chat/completions"')
    elseif not reader.open(params.requests) then
        errors.misuse(("%s: requests must be an array, an iterator or the path of a JSONL file, not a %s"):format(what,
            type(params.requests)))
    end
    local problem = idempotent.metadata_problem(params.metadata)
    if problem then errors.misuse(what .. ": " .. problem) end
    return merged({ completion_window = "24h" }, params)
end

return options
