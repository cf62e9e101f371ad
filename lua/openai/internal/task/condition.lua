--- A condition variable: tasks wait for something to happen, and are told that it may have.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local task = require "openai.internal.task"

local condition = {}

---@class openai.Condition
local Condition = { __name = "openai.condition" }
Condition.__index = Condition

---@return openai.Condition
function condition.new()
    return setmetatable({ waiting = {} }, Condition)
end

--- Until notified, or so many seconds. True; or nil and an error of kind "cancelled".
---@param seconds? number default: without end
---@return true?
---@return openai.Error? err
function Condition:wait(seconds)
    local sleeper = core.loop():sleep(seconds and seconds < math.huge and seconds or false)
    self.waiting[sleeper] = true
    local ok = true
    while ok and not sleeper:over() do ok = task.wait(sleeper) end
    self.waiting[sleeper] = nil
    if ok then return true end
    sleeper:close()
    return nil, errors.cancelled()
end

--- Until over(), which is asked again whenever there was a notice.
---@param over fun(): any
---@return true?
---@return openai.Error? err
function Condition:wait_until(over)
    while not over() do
        local ok, err = self:wait()
        if not ok then return nil, err end
    end
    return true
end

function Condition:notify()
    for sleeper in pairs(self.waiting) do sleeper:wake() end
end

return condition
