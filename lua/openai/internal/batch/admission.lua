--- The organization's limit on enqueued tokens, which says no only after a batch was created and checked. As long as
--- nobody was refused, all are created at once. After that one batch at a time tries: when one of ours has ended, when
--- the last try was taken on, or when some time has passed (others of the organization may have ended).
local condition = require "openai.internal.task.condition"
local core = require "openai.core"

local admission = {}

local LONGEST_WAIT = 600 -- seconds between two tries when nothing of ours ends
local FIRST_WAIT = 30
local GROWTH = 1.5

---@class openai.batch.Admission
local Admission = { __name = "openai.batch.admission" }
Admission.__index = Admission

---@param interval? number seconds: a fixed pause
---@return openai.batch.Admission
function admission.new(interval)
    return setmetatable({
        queue = {}, changed = condition.new(), room = true, try_at = 0, in_flight = 0, alone = 0,
        pause = interval or FIRST_WAIT, first = interval or FIRST_WAIT, most = interval or LONGEST_WAIT,
    }, Admission)
end

local function now()
    return core.loop():now()
end

local function place_of(self, part)
    for i, other in ipairs(self.queue) do
        if other == part then return i end
    end
end

local function queue_up(self, part, place)
    if not place_of(self, part) then table.insert(self.queue, place, part) end
end

local function may_try(self, part)
    return self.queue[1] == part and not self.trying and (self.room or now() >= self.try_at)
end

--- Waits until this part's turn. True; or nil, err: kind "cancelled", or what `left()` says.
---@param left fun(): number?, openai.Error? seconds until the deadline; nil, err behind it
function Admission:enter(part, left)
    if not self.limited then return true end
    queue_up(self, part, #self.queue + 1)
    while not may_try(self, part) do
        local seconds, err = left()
        if not seconds then return nil, err end
        local wait = self.queue[1] == part and not self.trying and self.try_at - now() or self.most
        local ok, reason = self.changed:wait(math.max(0.001, math.min(seconds, wait)))
        if not ok then return nil, reason end
    end
    table.remove(self.queue, 1)
    self.trying, self.room = part, false
    return true
end

--- A batch exists that may be worked on.
function Admission:created()
    self.in_flight = self.in_flight + 1
end

--- The batch was refused: its part is the next to try. Returns how often one was refused with nothing else of ours in
--- work.
function Admission:refused(part, existed)
    if existed then self.in_flight = self.in_flight - 1 end
    self.limited, self.room = true, false
    self.alone = self.in_flight == 0 and self.alone + 1 or 0
    queue_up(self, part, self.trying == part and 1 or #self.queue + 1)
    if self.trying == part then self.trying = nil end
    self.try_at = now() + self.pause
    self.pause = math.min(self.pause * GROWTH, self.most)
    self.changed:notify()
    return self.alone
end

--- It is being worked on: there may be room for another.
function Admission:accepted(part)
    self.alone = 0
    if self.trying ~= part then return end
    self.trying, self.room, self.pause = nil, true, self.first
    self.limited = self.queue[1] ~= nil
    self.changed:notify()
end

--- A batch that existed has ended, however that came about.
function Admission:ended(part)
    self.in_flight = self.in_flight - 1
    self:accepted(part)
    self.room = true
    self.changed:notify()
end

--- Something else changed that those who wait should look at.
function Admission:notify()
    self.changed:notify()
end

--- The part will not try any more.
function Admission:leave(part)
    if self.trying == part then self.trying = nil end
    local place = place_of(self, part)
    if place then table.remove(self.queue, place) end
    self.changed:notify()
end

return admission
