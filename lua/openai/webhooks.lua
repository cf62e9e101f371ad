--- Webhooks: what OpenAI sends to a server of yours, checked before it is believed.
---
---     local event, err = openai.webhooks.unwrap(body, headers)     -- the secret is in OPENAI_WEBHOOK_SECRET
---     if event and event.type == "fine_tuning.job.succeeded" then … end
---
--- The signature is the HMAC-SHA256 of "id.timestamp.body" (standardwebhooks.com). Needs the luaossl rock.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"

---@class openai.WebhooksModule
local webhooks = {}

---@class openai.WebhookEvent
---@field id string of the event; the same for every attempt to deliver it
---@field type string e.g. "response.completed", "batch.completed", "fine_tuning.job.succeeded"
---@field created_at integer seconds since 1970
---@field data table { id = … } of what it is about
---@field object "event"?

---@class openai.WebhookOptions
---@field tolerance? number seconds that the timestamp may be off, either way; default 300
---@field now? number seconds since 1970; default: the clock

local TOLERANCE = 300
local PREFIX = "whsec_"

local function refuse(code, message)
    return errors.failure("authentication", message, { operation = "webhooks.unwrap", code = code })
end

local function hmac_of(key, text)
    local ok, hmac = pcall(require, "openssl.hmac")
    if not ok then
        errors.misuse("webhooks need the luaossl rock for HMAC-SHA256: luarocks install luaossl, "
            .. "or apt install lua-luaossl")
    end
    return hmac.new(key, "sha256"):final(text)
end

--- The key: what stands behind "whsec_" is base64; any other secret is the key itself.
local function key_of(secret)
    secret = secret or os.getenv "OPENAI_WEBHOOK_SECRET"
    if type(secret) ~= "string" or secret:match "^%s*$" then
        errors.misuse "webhooks.unwrap takes the secret as third argument, or from OPENAI_WEBHOOK_SECRET; there is none"
    end
    secret = secret:match "^%s*(.-)%s*$"
    if secret:sub(1, #PREFIX) ~= PREFIX then return secret end
    local key = core.base64.decode(secret:sub(#PREFIX + 1))
    if not key then errors.misuse "the webhook secret is no base64 behind whsec_: copy it whole" end
    return key
end

--- Looks at all of both, however early they differ: the time it takes says nothing about the right one.
local function equal(a, b)
    if #a ~= #b then return false end
    local apart = 0
    for i = 1, #a do apart = apart + math.abs(a:byte(i) - b:byte(i)) end
    return apart == 0
end

--- Header names come in any case, values as a string or, from some servers, a list of strings.
local function header(headers, name)
    for key, value in pairs(headers) do
        if type(key) == "string" and key:lower() == name then
            if type(value) == "table" then value = value[1] end
            return type(value) == "string" and value ~= "" and value or nil
        end
    end
end

local function check_arguments(body, headers, options)
    if type(body) ~= "string" then
        errors.misuse("webhooks.unwrap takes the body as the bytes that came, not a " .. type(body))
    elseif type(headers) ~= "table" then
        errors.misuse("webhooks.unwrap takes the request's headers as a table, not a " .. type(headers))
    end
    for name, value in pairs(options or {}) do
        if name ~= "tolerance" and name ~= "now" then
            errors.misuse(("webhooks.unwrap: unknown option '%s'; there are tolerance and now"):format(tostring(name)))
        elseif type(value) ~= "number" or not (value >= 0 and value < math.huge) then
            errors.misuse(("webhooks.unwrap: %s must be a number of seconds from 0"):format(name))
        end
    end
end

local function signed_by(key, text, signatures)
    local wanted, found = hmac_of(key, text), false
    for version, signature in signatures:gmatch "(%w+),(%S+)" do
        local bytes = version == "v1" and core.base64.decode(signature)
        if bytes and equal(bytes, wanted) then found = true end
    end
    return found
end

--- Whether the request comes from OpenAI and is no older than five minutes: true, or nil and why not.
---@param body string the bytes of the body, before anything reads or changes them
---@param headers table<string, string|string[]> of the request; names in any case
---@param secret? string "whsec_…" of the webhook; default: OPENAI_WEBHOOK_SECRET
---@param options? openai.WebhookOptions
---@return true?
---@return openai.Error? err kind "authentication"; code "headers", "timestamp" or "signature"
function webhooks.verify_signature(body, headers, secret, options)
    check_arguments(body, headers, options)
    local key = key_of(secret)
    local id, time = header(headers, "webhook-id"), header(headers, "webhook-timestamp")
    local signatures = header(headers, "webhook-signature")
    if not (id and time and signatures) then
        local missing = not id and "webhook-id" or not time and "webhook-timestamp" or "webhook-signature"
        return refuse("headers", ("the header %s is missing: this is no webhook of OpenAI's"):format(missing))
    end
    local seconds = time:match "^%d+$" and tonumber(time)
    if not seconds then return refuse("timestamp", ("the header webhook-timestamp is no time: '%s'"):format(time)) end
    local tolerance = options and options.tolerance or TOLERANCE
    local off = (options and options.now or os.time()) - seconds
    if math.abs(off) > tolerance then
        local message = "the webhook was sent %.0f s %s, allowed are %g (option tolerance): somebody may be sending "
            .. "an old one again, or a clock is wrong"
        return refuse("timestamp", message:format(math.abs(off), off > 0 and "ago" or "from now", tolerance))
    end
    if signed_by(key, ("%s.%s.%s"):format(id, time, body), signatures) then return true end
    return refuse("signature", "the signature does not fit: another secret, or the body was changed on its way "
        .. "(it must be the bytes as they came)")
end

--- The event of a webhook request, once its signature was checked.
---@param body string the bytes of the body, before anything reads or changes them
---@param headers table<string, string|string[]> of the request; names in any case
---@param secret? string "whsec_…" of the webhook; default: OPENAI_WEBHOOK_SECRET
---@param options? openai.WebhookOptions
---@return openai.WebhookEvent?
---@return openai.Error? err kind "authentication" as verify_signature; "protocol": it is signed, but no event
function webhooks.unwrap(body, headers, secret, options)
    local ok, err = webhooks.verify_signature(body, headers, secret, options)
    if not ok then return nil, err end
    local event, problem = json.decode(body)
    if type(event) == "table" and type(event.type) == "string" then return event end
    local why = event == nil and problem.message or "it is no object with a type"
    return errors.failure("protocol", "the body of the webhook is not an event: " .. why,
        { operation = "webhooks.unwrap", body = body })
end

return calling.module("openai.webhooks", webhooks)
