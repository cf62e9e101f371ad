--- Drives one call: gives the exchange what it asks for, in the caller's coroutine, until it ends.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local lazy = require "openai.internal.base.lazy"
local log = require "openai.internal.base.log"
local task = require "openai.internal.task"
local response = require "openai.internal.call.response"

local call = {}

local unpack = table.unpack or unpack -- luacheck: ignore 143
local start = core.start
local wait, inside, driven = task.wait, task.inside, task.driven

--- Bytes of JSON decoded before other tasks and the next frame get their turn.
local SLICE = 64 * 1024

--- The name of each row of the endpoint table, for people: "files:create"; what is no row number stands for itself.
local row_names = setmetatable({}, {
    __index = function(known, row)
        if type(row) ~= "number" then return row end
        known[row] = core.endpoint(row).name:match("^[^,]+"):gsub("%.([%w_]+)$", ":%1")
        return known[row]
    end,
})
--- A row's name, for people.
---@param row integer|string
---@return string
function call.name(row)
    return row_names[row]
end

--- Row numbers by the operation's name: call.rows["files.content"]. And which rows answer with pages, see endpoint.c.
call.rows, call.paged = core.operations()

--- What a call of that name makes, for people: "job" of "fine_tuning.jobs:create".
local function product(name)
    local resource = name:match "([%w_]+):create$"
    return resource and resource:gsub("_", " "):gsub("ies$", "y"):gsub("ches$", "ch"):gsub("s$", "")
end

--- The status of an answer speaks for itself; after what ended without one, somebody must look.
local ENDED_WITHOUT_ANSWER = { connection = true, timeout = true, cancelled = true }

local function doubt(name)
    local made = product(name)
    return made and ("the %s may exist"):format(made) or "it may have been done"
end

local function fail(exchange, context, row, fields)
    fields.operation = row_names[row]
    if context.withheld and fields.kind == "authentication" then
        fields.message = ("%s; %s"):format(fields.message or "no key was sent", context.withheld)
    elseif fields.ambiguous and ENDED_WITHOUT_ANSWER[fields.kind] then
        fields.message = ("%s; %s"):format(fields.message, doubt(fields.operation))
    end
    local err = errors.new(fields)
    if context.log then log.failed(context, exchange, err) end
    return nil, err
end

--- The key, from the callback of the client; false when it raised or gave nothing usable: the call is over.
local function supply_key(exchange, context, refused)
    local key, problem = context.key_callback(refused)
    if type(key) ~= "string" then
        if problem ~= nil then return nil, tostring(problem) end
        return nil, ("the %s callback returned no string but %s"):format(context.key_option, tostring(key))
    end
    return exchange:supply_key((key:gsub("%s+$", ""))) -- read from a file, it has a line end behind it
end

local function without_key(exchange, context, row, problem)
    exchange:cancel()
    return fail(exchange, context, row, { kind = "authentication", message = problem })
end

--- Whether this call keeps to the rate limits that answers tell.
local function is_paced(context, options)
    local wanted = options and options.paced
    if wanted == nil then return context.paced end
    return wanted
end

local function pacing()
    return lazy.require "openai.internal.call.paced"
end

local function ask_retry(exchange, context, row, options, fields, pause, attempt)
    fields.operation = row_names[row]
    local err = errors.new(fields)
    if context.log then log.retrying(context, err, pause, attempt) end
    local on_retry = context.on_retry
    local again = not on_retry or on_retry(err, pause, attempt) ~= false
    local turn = false
    if again and is_paced(context, options) then turn = pacing().again(exchange, err, pause) end
    if task.cancelled() then return exchange:cancel() end
    if turn then return exchange:retry(true, 0) end
    exchange:retry(again and turn ~= nil)
end

local function report(options, phase, done, total)
    options.on_progress { phase = phase, done = done, total = total, unit = "bytes" }
end

--- Ends an exchange whose caller raised inside a callback, or was interrupted: nobody will come back for it.
local function abandon(exchange, problem)
    exchange:cancel()
    error(problem, 0)
end

--- Runs a callback of the caller's that may raise or suspend.
local function guarded(exchange, fn, ...)
    local ok, a, b = task.pcall(fn, ...)
    if not ok then abandon(exchange, a) end
    return a, b
end

--- What the caller gets: the value with its behaviour, and on request the response.
local function succeed(exchange, context, options, value)
    context.heard = true -- it is the API that answers there
    if context.log then log.answered(context, exchange) end
    value = context.adopt(value, task.breathe)
    if options and options.with_response then return value, response.new(exchange) end
    return value
end

--- What `finish` returns when bytes of an answer asked for in pieces can be taken.
call.PIECE = {}

--- Gives the body what the function of its source produces next.
local function supply_chunk(exchange, produce)
    local bytes, problem = produce()
    if task.cancelled() then
        exchange:cancel() -- or the end that a cancelled function came to would pass for the end of the file
    elseif type(bytes) == "string" then
        exchange:supply(bytes)
    elseif bytes then
        exchange:supply(false, ("the function that produces the chunks returned a %s"):format(type(bytes)))
    elseif problem ~= nil then
        exchange:supply(false, tostring(problem))
    else
        exchange:supply(nil)
    end
end

--- The operation that tells of the object whose content this row answers with, and how many path parameters it has.
local function object_of(row)
    local path = type(row) == "number" and core.endpoint(row).path:match "^(.*)/content$"
    for number, known in ipairs(path and core.endpoints() or {}) do
        if known.path == path and known.method == "GET" then return number, select(2, path:gsub("{", "")) end
    end
end

--- A server that does not say how long a file is may say so of the file's object.
local function supply_length(exchange, context, row, options, ...)
    local length
    local retrieve, count = object_of(row)
    if retrieve then
        local path = { ... }
        path[count + 1] = { timeout = options and options.timeout }
        local object = call.run(context, retrieve, unpack(path, 1, count + 1))
        length = type(object) == "table" and type(object.bytes) == "number" and object.bytes or nil
    end
    if task.cancelled() then return exchange:cancel() end
    exchange:supply_length(length)
end

local function drive(exchange, context, row, options, ...)
    local slice = inside() and SLICE or nil
    while true do
        local word, a, b, c = exchange:try(slice, slice and driven())
        if word == "wait" then
            if not wait(exchange) then exchange:cancel() end
        elseif word == "done" then
            return succeed(exchange, context, options, a)
        elseif word == "failed" then
            return fail(exchange, context, row, a)
        elseif word == "more" then
            if not task.rest(exchange) then exchange:cancel() end
        elseif word == "key" then
            local supplied, problem = guarded(exchange, supply_key, exchange, context, a)
            if task.cancelled() then
                exchange:cancel() -- whatever the callback made of it
            elseif not supplied then
                return without_key(exchange, context, row, problem)
            end
        elseif word == "retry" then
            guarded(exchange, ask_retry, exchange, context, row, options, a, b, c)
        elseif word == "progress" then
            guarded(exchange, report, options, a, b, c)
        elseif word == "data" then
            return call.PIECE
        elseif word == "chunk" then
            guarded(exchange, supply_chunk, exchange, a)
        elseif word == "length" then
            guarded(exchange, supply_length, exchange, context, row, options, ...)
        end
    end
end

--- The headers of what was answered, good or bad; nil: there was no answer.
local function headers_of(exchange)
    local answered = exchange:response()
    return answered.status > 0 and answered.headers or nil
end

local function settled(exchange, ...)
    pacing().answered(exchange, headers_of(exchange))
    return ...
end

local function check_blocking(context)
    if context.blocking == false and not inside() then
        errors.misuse("this client does not block (blocking = false): wrap the call in openai.spawn")
    end
end

--- fn(…), which begins the exchange, in its turn within the rate limits. Of an answer that is taken in pieces the first
--- one tells how it was answered.
---@param arguments? table of the call, packed
local function in_turn(exchange, context, row, options, arguments, fn, ...)
    check_blocking(context)
    if not is_paced(context, options) then return fn(...) end
    local ok, err = guarded(exchange, pacing().begin, exchange, context, row_names[row], options or {}, arguments)
    if not ok then
        exchange:cancel()
        err.operation = row_names[row]
        return nil, err
    end
    return settled(exchange, fn(...))
end

--- Drives the exchange to its end, or to the next piece of its answer.
---@param ... string|table the path parameters
---@return any value
---@return any err_or_response
function call.finish(exchange, context, row, options, ...)
    check_blocking(context)
    return drive(exchange, context, row, options, ...)
end

--- The same for one that has not begun and keeps to the rate limits, where that is wanted.
function call.begin(exchange, context, row, options)
    return in_turn(exchange, context, row, options, nil, drive, exchange, context, row, options)
end

--- Whether there is something to do for the exchange, found out without waiting.
---@return boolean
function call.look(exchange)
    if exchange:try() ~= "wait" then return true end
    if inside() then return false end -- poll turns the loop
    local loop = core.loop()
    loop:turn(0)
    loop:settle()
    return exchange:try() ~= "wait"
end

--- What becomes of an answer that is handed out item by item, by what these are: set by whoever knows them.
---@type table<string, fun(context: table, row: integer|string, exchange: any, options: table?, ...): any, any>
call.takers = {}
local takers = call.takers

--- A call that could not be made: misuse is raised at the user's line, the rest is an error like any other.
function call.refuse(row, problem, message)
    if problem == "misuse" then errors.misuse(("%s: %s"):format(row_names[row], message)) end
    return errors.failure(problem, message, { operation = row_names[row], attempts = 0 })
end

--- A request that the endpoint table does not have.
function call.request(context, method, path, ...)
    if type(method) ~= "string" or type(path) ~= "string" then
        errors.misuse('request takes a method and a path: client:request("GET", "/models")')
    end
    local name = method .. " " .. path
    local exchange, options, items = core.request(context.core, method, path, ...)
    if not exchange then return call.refuse(name, options, items) end
    local arguments = { n = select("#", ...), ... }
    return in_turn(exchange, context, name, options, arguments, items and takers[items] or drive, exchange, context,
        name, options)
end

--- The call is over and nobody holds its exchange: the next one may have it.
local function recycled(exchange, ...)
    exchange:recycle()
    return ...
end

--- The whole call: (path parameters …, parameters, options) as the row says.
function call.run(context, row, ...)
    local exchange, options, items = start(context.core, row, false, ...)
    if not exchange then return call.refuse(row, options, items) end
    local arguments = is_paced(context, options) and { n = select("#", ...), ... } or nil
    if items then
        return in_turn(exchange, context, row, options, arguments, takers[items], exchange, context, row, options, ...)
    end
    return recycled(exchange, in_turn(exchange, context, row, options, arguments, drive, exchange, context, row,
        options, ...))
end

return call
