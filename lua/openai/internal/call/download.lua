--- Answers that are files and go piece by piece to an open handle or a function. The transfer waits while the receiver
--- does; memory is bounded by what the transfer holds ready.
local call = require "openai.internal.call"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local download = {}

--- Two functions: one gives the receiver a piece, the other says that this was the last. Each returns false and a
--- message where that fails.
function download.receiver(to)
    if type(to) == "function" then return to, function() end end
    local function judge(ok, message)
        if not ok then return false, "cannot write to the open file: " .. tostring(message) end
    end
    return function(piece) return judge(to:write(piece)) end, function() return judge(to:flush()) end
end

local function refused(exchange, row, message)
    exchange:cancel()
    message = tostring(message or "the receiver wants no more")
    return errors.failure("file", message, { operation = call.name(row) })
end

--- Hands out what lies ready. True; or false and the receiver's message. What it raises ends the transfer.
local function hand_out(exchange, receive)
    local piece = exchange:take()
    while piece do
        local ok, go_on, message = task.pcall(receive, piece)
        if not ok then
            exchange:cancel()
            error(go_on, 0)
        end
        if go_on == false then return false, message end
        piece = exchange:take()
    end
    return true
end

--- Downloads to the receiver in `options.to`. A function gets each piece; `false` and a message end it.
---@return true?
---@return openai.Error|openai.Response|nil info
function download.run(exchange, context, row, options, ...)
    local receive, flush = download.receiver(options.to)
    while true do
        local value, info = call.finish(exchange, context, row, options, ...)
        if value == nil then return nil, info end
        local ok, problem = hand_out(exchange, receive)
        if ok and value ~= call.PIECE then
            ok, problem = flush()
            if ok ~= false then return true, info end
        end
        if ok == false then return refused(exchange, row, problem) end
    end
end

call.takers.pieces = download.run

return download
