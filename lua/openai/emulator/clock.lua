--- Two clocks. `now` is the time of the emulated service (Unix seconds, `speed` times as fast as real time); timestamps
--- and life cycles follow it. `wall` (seconds since an arbitrary start) measures rate limits, which a client answers by
--- waiting in real time. In manual mode both stand still until someone advances them.
local monotime = require("cqueues").monotime

local clock = {}
clock.__index = clock

---@param speed number emulated seconds per real second
function clock.new(speed)
    return setmetatable({
        speed = speed, manual = false, base = os.time(), origin = monotime(), skipped = 0,
    }, clock)
end

--- Emulated Unix time, with fraction.
function clock:now()
    if self.manual then return self.base end
    return self.base + (monotime() - self.origin) * self.speed
end

--- Emulated Unix time in whole seconds, as the API's timestamps have it.
function clock:timestamp()
    return math.floor(self:now())
end

--- Seconds for rate limits: real ones, or those advanced by hand.
function clock:wall()
    if self.manual then return self.frozen_wall + self.skipped end
    return monotime() + self.skipped
end

local function rebase(self)
    self.base = self:now()
    self.origin = monotime()
end

local function set_mode(self, manual)
    if manual and not self.manual then self.frozen_wall = monotime() end
    rebase(self)
    self.manual = manual
end

--- Changes what is given: {mode = "manual"|"real", speed = n, now = Unix time, advance = seconds}.
function clock:set(change)
    if change.mode then set_mode(self, change.mode == "manual") end
    rebase(self)
    if change.speed then self.speed = change.speed end
    if change.now then self.base = change.now end
    if change.advance then
        self.base = self.base + change.advance
        self.skipped = self.skipped + change.advance
    end
end

return clock
