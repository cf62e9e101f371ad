--- Tells tasks that wait for something to happen that it may have.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

---@class openai.batch.Signal
local Signal = {}
Signal.__index = Signal

function Signal.new()
    return setmetatable({ waiting = {} }, Signal)
end

--- Until notified, or so many seconds. True; or nil and an error of kind "cancelled".
---@param seconds number
function Signal:wait(seconds)
    local sleeper = core.loop():sleep(seconds)
    self.waiting[sleeper] = true
    local ok = true
    while ok and not sleeper:over() do ok = task.wait(sleeper) end
    self.waiting[sleeper] = nil
    if ok then return true end
    sleeper:close()
    return nil, errors.cancelled()
end

function Signal:notify()
    for sleeper in pairs(self.waiting) do sleeper:wake() end
end

return Signal
