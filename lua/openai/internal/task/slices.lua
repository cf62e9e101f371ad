--- Long local work inside a task rests between slices, so that frames and other tasks go on.
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local slices = {}

--- How much a slice is, in bytes' worth of decoding JSON: well below a millisecond.
slices.DECODING = 128 * 1024
--- … and in bytes of memory that is only read through: the same time.
slices.READING = 2 * 1024 * 1024

--- Inside a task: lets the loop turn once. Outside: nothing. Nil, err when the task was cancelled.
---@return true?
---@return openai.Error? err
function slices.rest()
    if not task.inside() then return true end
    return task.sleep(0)
end

--- Calls step(amount), which returns false while there is more to do, until it returns something else, and returns
--- that. Outside a task all is done in one step.
---@param amount integer of a slice, in the units of `step`
---@param step fun(amount: number): any, ...
---@return any, any, openai.Error? cancelled nil, nil, err when the task was cancelled
function slices.run(amount, step)
    if not task.inside() then return step(1e15) end
    while true do
        local result, message = step(amount)
        if result ~= false then return result, message end
        local ok, err = task.sleep(0)
        if not ok then return nil, nil, err end
    end
end

--- The error of local I/O.
---@param operation string
---@param message string
function slices.file_error(operation, message)
    return errors.failure("file", message, { operation = operation })
end

return slices
