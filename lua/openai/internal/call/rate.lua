--- Rate limits as a resource that the tasks of a client share. From what the answers' x-ratelimit headers say, a
--- limiter knows how many requests and tokens may go out and how fast they come back; work that would be refused waits
--- for its turn, first come, first served. Without such headers nobody waits.
local condition = require "openai.internal.task.condition"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local log = require "openai.internal.base.log"
local merged = require "openai.internal.base.merged"
local response = require "openai.internal.call.response"
local semaphore = require "openai.internal.task.semaphore"
local task = require "openai.internal.task"

local rate = {}

local Limiter = { __name = "openai.limiter" }
Limiter.__index = Limiter

local UNITS = { "requests", "tokens" }
local MINUTE = 60
--- A share of the limit that must have been used for the reset header to tell the speed: below it, rounding does.
local TELLING = 0.05
local MOST_REFUSALS = 100 -- of one request, by a limit that others use up
local LONGEST_BACKOFF, FIRST_BACKOFF = 8, 0.5 -- seconds, as the core's
local LONGEST_RETRY_AFTER = 120 -- seconds, as the core's: beyond that nobody tries again by himself
local LONGEST_WAIT = 600 -- seconds for one's turn where no timeout says another limit, as a call's
local TOLD = 1 -- seconds of waiting from which on it is told
local DAY = 24 * 3600 -- no limit is of a longer time: a later reset is a date, or nonsense

--- The limiter of this name (the model; what has no model has a name of its own) for a client and its copies.
---@param context table the client's
---@param name string
function rate.of(context, name)
    local limiter = context.limiters[name]
    if not limiter then
        limiter = setmetatable({
            buckets = {}, flying = {}, in_flight = 0, answers = 0, turn = semaphore.new(1),
            learned = condition.new(),
        }, Limiter)
        context.limiters[name] = limiter
    end
    return limiter
end

local function now()
    return core.loop():now()
end

-- ---- buckets: what is there of a unit, filling up continuously ----

local function level_of(bucket)
    local time = now()
    bucket.level = math.min(bucket.limit, bucket.level + (time - bucket.at) * bucket.speed)
    bucket.at = time
    return bucket.level
end

--- Limits are meant a minute, unless the time until all is back again says that they are slower (a day's limit).
local function speed_of(state, before)
    local usual = state.limit / MINUTE
    local used = state.limit - state.remaining
    if used < TELLING * state.limit or not state.reset or state.reset <= 0 or state.reset > DAY then
        return before or usual
    end
    local measured = used / state.reset
    return measured < 0.9 * usual and measured or usual
end

local function reserved(self, unit)
    local sum = 0
    for claim in pairs(self.flying) do sum = sum + claim[unit] end
    return sum
end

--- An answer tells what was left when the server had counted its request. Those still under way may have been counted
--- or not: they are taken as not. Where others were answered meanwhile, the server may have counted them later, however
--- they were sent: such an answer may only lower the level.
local function learn(self, unit, state, overlapped)
    if not state or not state.limit or not state.remaining or state.limit <= 0 then return end
    local bucket = self.buckets[unit]
    local level = state.remaining - reserved(self, unit)
    if bucket and overlapped then level = math.min(level, level_of(bucket)) end
    local same = bucket and bucket.limit == state.limit
    self.buckets[unit] = {
        limit = state.limit, level = level, at = now(), speed = speed_of(state, same and bucket.speed or nil),
    }
end

-- ---- waiting for one's turn ----

--- Seconds until a request of so many tokens may go; math.huge: until an answer comes.
local function wait_for(self, amounts)
    if not self.known and self.in_flight > 0 then return math.huge end -- the first answer tells the limits
    local wait = math.max(0, (self.barred_until or 0) - now())
    for _, unit in ipairs(UNITS) do
        local bucket = self.buckets[unit]
        if bucket then
            -- What is larger than the limit passes when all of it is there; it could never pass otherwise.
            local short = math.min(amounts[unit], bucket.limit) - level_of(bucket)
            if short > 0 then wait = math.max(wait, short / bucket.speed) end
        end
    end
    return wait
end

local function reserve(self, claim)
    for _, unit in ipairs(UNITS) do
        local bucket = self.buckets[unit]
        if bucket then bucket.level = level_of(bucket) - claim[unit] end
    end
    self.in_flight = self.in_flight + 1
    claim.answers = self.answers
    self.flying[claim] = true
    return claim
end

--- How long a request may wait for its turn, and who hears of it.
---@class openai.PacingTerms
---@field context table the client's
---@field deadline? number by the loop's clock
---@field longest number seconds that the server's word may keep it
---@field tell? fun(seconds: number)

--- Those of a call with these options.
---@return openai.PacingTerms
function rate.terms(context, call_options, tell)
    local given = call_options.timeout
    local usual = context.settings.timeout
    if given == nil and usual then given = usual end
    local none = given == false or (given == nil and usual == false)
    return {
        context = context, tell = tell, deadline = given and now() + given or nil,
        longest = none and math.huge or given or LONGEST_WAIT,
    }
end

local function too_late(terms, wait)
    local words = wait > 0 and wait < math.huge and (" (the server leaves room in %.0f s)"):format(wait) or ""
    local kind, cause = "timeout", "before the call's deadline (option timeout)"
    if not terms.deadline then kind, cause = "rate_limit", ("within %g s (option timeout)"):format(terms.longest) end
    return errors.failure(kind, ("no turn within the rate limits %s%s"):format(cause, words), {
        retryable = true, retry_after = wait < math.huge and wait or nil, attempts = 0,
    })
end

--- True where the wait is known, and longer than it may be.
local function hopeless_wait(self, terms, wait)
    if self.in_flight > 0 then return false end -- an answer may tell something better
    return wait > terms.longest or (terms.deadline ~= nil and now() + wait > terms.deadline)
end

local function tell_wait(terms, wait)
    if wait < TOLD or wait == math.huge or terms.told then return end
    terms.told = true
    if terms.context.log then log.waiting(terms.context, wait) end
    if terms.tell then terms.tell(wait) end
end

--- Waits, at the head of the queue, until it may go. True; or nil, err.
local function await_turn(self, claim, terms)
    local wait = wait_for(self, claim)
    while wait > 0 do
        local left = terms.deadline and terms.deadline - now() or math.huge
        if left <= 0 or hopeless_wait(self, terms, wait) then return too_late(terms, wait) end
        tell_wait(terms, wait)
        local ok, err = self.learned:wait(math.min(wait, left))
        if not ok then return nil, err end
        wait = wait_for(self, claim)
    end
    return true
end

--- Waits until a request of so many tokens may go out. What it returns must be given back by `answered`.
---@param tokens number an estimate will do
---@param terms openai.PacingTerms
---@return table? claim
---@return openai.Error? err the task was cancelled, or its time is up
function Limiter:claim(tokens, terms)
    local claim = { requests = 1, tokens = tokens }
    -- Outside of tasks nobody else can move meanwhile: to wait for others would be for ever.
    if not task.inside() then
        if wait_for(self, claim) == math.huge then return reserve(self, claim) end
        local ok, err = await_turn(self, claim, terms)
        if not ok then return nil, err end
        return reserve(self, claim)
    end
    local ok, err = self.turn:acquire(terms.deadline)
    if ok == false then return too_late(terms, 0) end
    if not ok then return nil, err end
    ok, err = await_turn(self, claim, terms)
    if ok then reserve(self, claim) end
    self.turn:release()
    if not ok then return nil, err end
    return claim
end

--- The request of a claim was answered, with these headers (nil: not at all).
---@param claim table
---@param headers? table<string, string>
function Limiter:answered(claim, headers)
    self.flying[claim], self.in_flight = nil, self.in_flight - 1
    self.known = self.known or headers ~= nil
    local limits = headers and response.rate_limit(headers) or {}
    local overlapped = claim.answers < self.answers
    self.answers = self.answers + 1
    for _, unit in ipairs(UNITS) do learn(self, unit, limits[unit], overlapped) end
    self.learned:notify()
end

--- The server refuses for so many seconds: nobody tries before.
function Limiter:bar(seconds)
    self.barred_until = math.max(self.barred_until or 0, now() + seconds)
end

--- The most tokens that a request should have, when the limit is so low that larger ones would wait long or for ever.
---@return number
function Limiter:largest()
    local bucket = self.buckets.tokens
    return bucket and bucket.limit / 2 or math.huge
end

-- ---- calls within the limits ----

local function most_retries(context, call_options)
    local most = call_options.max_retries
    if most == nil then most = context.settings.max_retries end
    if most == nil then return 2 end
    return most or 0
end

--- Seconds before another try; nil: there is none.
local function backoff(self, tries, err)
    if not err.retryable then return nil end
    local refused = err.kind == "rate_limit"
    local count = refused and tries.refused or tries.failed
    if count >= (refused and MOST_REFUSALS or tries.most) then return nil end
    tries[refused and "refused" or "failed"] = count + 1
    local pause = err.retry_after or math.min(FIRST_BACKOFF * 2 ^ count, LONGEST_BACKOFF)
    if pause > LONGEST_RETRY_AFTER then return nil end
    if not refused then return pause end
    self:bar(pause)
    return 0
end

local function announce(context, err, pause, attempt)
    if context.log then log.retrying(context, err, pause, attempt) end
    return not context.on_retry or context.on_retry(err, pause, attempt) ~= false
end

--- One attempt; the claim is given back whatever happens.
local function attempt_call(self, claim, fn, options)
    local ok, value, info = task.pcall(fn, options)
    self:answered(claim, ok and info and info.headers or nil)
    if not ok then error(value, 0) end
    return value, info
end

local function options_of(call_options)
    return merged(call_options, { with_response = true, paced = false })
end

local function carry_out(self, context, tokens, options, tries, fn, hopeless, tell)
    local terms = rate.terms(context, options, tell)
    while true do
        local claim, err = self:claim(tokens, terms)
        if not claim then return nil, err end
        if options.timeout then options.timeout = math.max(0.001, terms.deadline - now()) end
        local value, info = attempt_call(self, claim, fn, options)
        if value ~= nil then return value, info end
        local pause = not (hopeless and hopeless(info)) and backoff(self, tries, info)
        if not pause or not announce(context, info, pause, tries.failed + tries.refused) then return nil, info end
        local slept, reason = task.sleep(pause)
        if not slept then return nil, reason end
    end
end

--- Carries out a call within the limits, and again where that helps. A refusal for the rate bars all who share the
--- limit for as long as the server asks, and does not count among the retries.
---@param context table the client's
---@param tokens number an estimate
---@param call_options table
---@param fn fun(options: table): any, any the call: returns what it does with these options
---@param hopeless? fun(err: openai.Error): any true for what no waiting helps
---@param tell? fun(seconds: number) hears of longer waits for one's turn
---@return any value
---@return openai.Error|openai.Response info
function Limiter:call(context, tokens, call_options, fn, hopeless, tell)
    local options = options_of(call_options)
    options.max_retries = 0
    local tries = { failed = 0, refused = 0, most = most_retries(context, call_options) }
    return carry_out(self, context, tokens, options, tries, fn, hopeless, tell)
end

--- The same for a download. Where it is cut it goes on by itself, as often as the call may be retried; begun again it
--- would start over.
---@param context table the client's
---@param call_options table
---@param fn fun(options: table): any, any
---@return any value
---@return openai.Error|openai.Response info
function Limiter:download(context, call_options, fn)
    return carry_out(self, context, 0, options_of(call_options), { failed = 0, refused = 0, most = 0 }, fn)
end

return rate
