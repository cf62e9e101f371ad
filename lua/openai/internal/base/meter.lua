--- Progress reports of helpers: at most ten a second, and the last one always.
local core = require "openai.core"

local meter = {}
meter.__index = meter

local INTERVAL = 0.1 -- seconds

---@param on_progress? fun(progress: openai.Progress)
---@param phase string
---@param unit string
---@param total? integer
function meter.new(on_progress, phase, unit, total)
    return setmetatable({ on_progress = on_progress, phase = phase, unit = unit, total = total, due = 0 }, meter)
end

local function report(self, done)
    self.told, self.due = done, core.loop():now() + INTERVAL
    self.on_progress { phase = self.phase, done = done, total = self.total, unit = self.unit }
end

--- So much is done by now.
function meter:tell(done)
    if self.on_progress and core.loop():now() >= self.due then report(self, done) end
end

--- All of it is.
function meter:finish(done)
    if self.on_progress and self.told ~= done then report(self, done) end
end

return meter
