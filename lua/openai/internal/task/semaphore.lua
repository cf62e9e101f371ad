--- A semaphore: so many tasks may have it at a time; who comes first, is served first.
local core = require "openai.core"
local condition = require "openai.internal.task.condition"

local semaphore = {}

---@class openai.Semaphore
local Semaphore = { __name = "openai.semaphore" }
Semaphore.__index = Semaphore

---@param count integer
---@return openai.Semaphore
function semaphore.new(count)
    return setmetatable({ free = count, queue = {} }, Semaphore)
end

--- Waits for a place, which `release` gives back. True; or nil and an error of kind "cancelled"; or false when it is
--- late.
---@param deadline? number by the loop's clock
---@return boolean?
---@return openai.Error? err
function Semaphore:acquire(deadline)
    if self.free > 0 then
        self.free = self.free - 1
        return true
    end
    local waiter, ok, err = condition.new(), true, nil
    table.insert(self.queue, waiter)
    while ok and not waiter.called do
        local left = deadline and deadline - core.loop():now()
        if left and left <= 0 then break end
        ok, err = waiter:wait(left)
    end
    if ok and waiter.called then return true end
    waiter.gone = true
    if waiter.called then self:release() end -- both at once: the place is the next one's
    if ok then return false end
    return nil, err
end

function Semaphore:release()
    repeat
        local waiter = table.remove(self.queue, 1)
        if not waiter then
            self.free = self.free + 1
            return
        end
        waiter.called = not waiter.gone
        waiter:notify()
    until waiter.called
end

return semaphore
