--- The routes by which the emulator is steered: POST /_emulator/VERB with a JSON object; or {"call": TEXT} with the
--- object as text, which is answered by {"answer": TEXT}. Only who started the emulator knows the token they take, and
--- no web page may use them on somebody's behalf.
local cqueues = require "cqueues"

local batches = require "openai.emulator.batches"
local errors = require "openai.emulator.errors"
local fine_tuning = require "openai.emulator.fine_tuning"
local json = require "openai.emulator.json"
local validate = require "openai.emulator.validate"

local control = {}

local verbs = {}

local DONE = { ok = true }

local rules = {}

local text = { type = "string" }
local header_values = { type = "map", values = { type = "header" } }
local status = { type = "integer", min = 100, max = 999 }
local count = { type = "integer", min = 0 }
local seconds = { type = "number", min = 0 }

rules.reply = {
    target = { type = "string", required = true, min_length = 1 }, value = { type = "any" }, text = text,
    text_base64 = text, status = status, headers = header_values, times = { type = "integer", min = 1 },
}

function verbs.reply(context, parameters)
    context.steering:add_reply(parameters)
    return DONE
end

rules.fault = {
    path = text, method = text, times = { type = "integer", min = 1 }, skip = count, status = status,
    code = text, message = text, type = text, param = text, body = text, headers = header_values, delay = seconds,
    cut = { type = "cut" }, batch = { type = "boolean" }, custom_id = text,
    stall = { type = "object", fields = { after = { type = "integer", min = 0, required = true },
        seconds = { type = "number", min = 0, required = true } } },
}

function verbs.fault(context, parameters)
    context.steering:add_fault(parameters)
    return DONE
end

rules.requests = { path = text }

function verbs.requests(context, parameters)
    return { requests = json.array(context.steering:requests(parameters.path)) }
end

function verbs.reset(context)
    context:reset()
    return DONE
end

rules.clock = {
    mode = { type = "string", choices = { "manual", "real" } },
    speed = { type = "number", min = 0, exclusive = true, max = 1e9 },
    now = { type = "number", min = 0, max = 1e12 }, advance = { type = "number", min = 0, max = 1e12 },
}

-- Returns only when everything that was due has happened, also what takes the server a while.
function verbs.clock(context, parameters)
    context.clock:set(parameters)
    repeat
        context:settle()
        local busy = batches.busy(context)
        if busy then cqueues.sleep(0.001) end
    until not busy
    return { now = context.clock:now(), manual = context.clock.manual, speed = context.clock.speed }
end

local numbers = { type = "map", values = { type = "number", nullable = true, min = 0 } }

function verbs.limits(context, parameters) return context:change_limits(parameters) end
function verbs.timings(context, parameters) return context:change_timings(parameters) end

rules.fail_job = { id = { type = "string", required = true }, code = text, message = text, param = text }

function verbs.fail_job(context, parameters)
    return fine_tuning.fail(context, parameters.id, parameters)
end

function verbs.stop(context)
    context.stopping = true
    return DONE
end

local function host_of(authority)
    return (authority:lower():gsub(":%d+$", ""))
end

local LOOPBACK = { ["127.0.0.1"] = true, ["localhost"] = true, ["[::1]"] = true }

-- A page whose name was made to point at this machine still sends its own name; and every page tells its origin with
-- what it posts.
local function refuse_web_pages(context, request)
    local host = host_of(request.headers.host or "")
    if not LOOPBACK[host] and host ~= (context.settings.host or ""):lower() then
        errors.raise(403, ("The emulator is steered by the address it listens on, not as '%s'."):format(host))
    end
    if request.headers.origin then errors.raise(403, "The emulator is not steered from web pages.") end
end

-- Takes equally long wherever they differ.
local function same(a, b)
    local difference = #a - #b
    for i = 1, #a do
        if a:byte(i) ~= b:byte(i) then difference = difference + i end
    end
    return difference == 0
end

local function authorize(context, request)
    refuse_web_pages(context, request)
    if request.method ~= "POST" then
        errors.raise(405, "The emulator is steered by POST only.", { headers = { allow = "POST" } })
    end
    local token = (request.headers.authorization or ""):match("^[Bb]earer%s+(%S+)%s*$")
    if not token or not context.settings.token or not same(context.settings.token, token) then
        errors.raise(401, "Steering the emulator takes the token that it gave to who started it (Authorization: Bearer "
            .. "TOKEN).")
    end
end

local function check(name, parameters)
    if name == "limits" or name == "timings" then
        validate.value(name, parameters, numbers)
    else
        validate.object(parameters, rules[name] or {})
    end
    return parameters
end

local function decoded(call)
    local parameters = json.decode(call)
    if type(parameters) ~= "table" then errors.bad_request("'call' holds no JSON object.", "call") end
    return parameters
end

function control.handle(context, request)
    authorize(context, request)
    local name = request.path:match("^/_emulator/(%w[%w_]*)$")
    local verb = verbs[name]
    if not verb then errors.raise(404, "The emulator has no control called " .. request.path) end
    local parameters = request:json()
    if type(parameters.call) ~= "string" then return verb(context, check(name, parameters)) end
    return { answer = json.encode(verb(context, check(name, decoded(parameters.call)))) }
end

return control
