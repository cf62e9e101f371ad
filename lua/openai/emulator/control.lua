--- The routes by which the handle (openai.emulator) steers: POST /_emulator/VERB with a JSON object; or {"call": TEXT}
--- with the object as text, which is answered by {"answer": TEXT}.
local cqueues = require "cqueues"

local batches = require "openai.emulator.batches"
local errors = require "openai.emulator.errors"
local fine_tuning = require "openai.emulator.fine_tuning"
local json = require "openai.emulator.json"

local control = {}

local verbs = {}

local DONE = { ok = true }

function verbs.reply(context, parameters)
    context.steering:add_reply(parameters)
    return DONE
end

function verbs.fault(context, parameters)
    context.steering:add_fault(parameters)
    return DONE
end

function verbs.requests(context, parameters)
    return { requests = json.array(context.steering:requests(parameters.path)) }
end

function verbs.reset(context)
    context:reset()
    return DONE
end

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

function verbs.limits(context, parameters) return context:change_limits(parameters) end
function verbs.timings(context, parameters) return context:change_timings(parameters) end

function verbs.fail_job(context, parameters)
    return fine_tuning.fail(context, parameters.id, parameters)
end

function verbs.stop(context)
    context.stopping = true
    return DONE
end

function control.handle(context, request)
    local verb = verbs[request.path:match("^/_emulator/(%w[%w_]*)$")]
    if not verb then errors.raise(404, "The emulator has no control called " .. request.path) end
    local parameters = request:json()
    if type(parameters.call) ~= "string" then return verb(context, parameters) end
    return { answer = json.encode(verb(context, (assert(json.decode(parameters.call))))) }
end

return control
