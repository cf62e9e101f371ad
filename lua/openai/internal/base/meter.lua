--- Progress reports of helpers: at most ten a second, and the last one always.
local core = require "openai.core"

local meter = {}

---@class openai.Meter
local Meter = { __name = "openai.meter" }
Meter.__index = Meter

local INTERVAL = 0.1 -- seconds

---@param on_progress? fun(progress: openai.Progress)
---@param phase string
---@param unit string
---@param total? integer
function meter.new(on_progress, phase, unit, total)
    return setmetatable({ on_progress = on_progress, phase = phase, unit = unit, total = total, due = 0 }, Meter)
end

local function call_back(self, done)
    self.reported, self.due = done, core.loop():now() + INTERVAL
    self.on_progress { phase = self.phase, done = done, total = self.total, unit = self.unit }
end

--- So much is done by now.
function Meter:report(done)
    if self.on_progress and core.loop():now() >= self.due then call_back(self, done) end
end

--- All of it is.
function Meter:finish(done)
    if self.on_progress and self.reported ~= done then call_back(self, done) end
end

--- Nothing goes on for so many seconds.
function Meter:waiting(seconds)
    if not self.on_progress then return end
    self.on_progress { phase = "waiting", done = 0, total = math.ceil(seconds), unit = "seconds" }
end

return meter
