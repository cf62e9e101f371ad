--- Requests and tokens per minute as the service counts them: two buckets that fill up continuously.
local errors = require "openai.emulator.errors"

local limiter = {}

local MINUTE = 60
local UNITS = {
    { name = "requests", limit = "requests_per_minute", words = "requests per min (RPM)" },
    { name = "tokens", limit = "tokens_per_minute", words = "tokens per min (TPM)" },
}
--- Calls that use no model have a bucket of their own.
local BULK_UNITS = {
    { name = "requests", limit = "bulk_requests_per_minute", words = "requests per min (RPM)" },
}

local function bucket_of(context, unit, limit)
    local buckets = context.state.buckets or {}
    context.state.buckets = buckets
    local now = context.clock:wall()
    local bucket = buckets[unit.limit]
    if not bucket or bucket.limit ~= limit then
        bucket = { limit = limit, level = limit, at = now }
        buckets[unit.limit] = bucket
    end
    bucket.level = math.min(limit, bucket.level + (now - bucket.at) * limit / MINUTE)
    bucket.at = now
    return bucket
end

-- "120ms", "1.5s", "6m0s": how the service writes durations in x-ratelimit-reset-….
local function duration(seconds)
    if seconds < 1 then return ("%dms"):format(math.ceil(seconds * 1000)) end
    if seconds < MINUTE then return (("%.3f"):format(seconds):gsub("%.?0+$", "")) .. "s" end
    return ("%dm%ds"):format(math.floor(seconds / MINUTE), math.ceil(seconds % MINUTE))
end

local function describe(headers, unit, bucket)
    headers["x-ratelimit-limit-" .. unit.name] = ("%d"):format(bucket.limit)
    headers["x-ratelimit-remaining-" .. unit.name] = ("%d"):format(math.max(0, math.floor(bucket.level)))
    headers["x-ratelimit-reset-" .. unit.name] = duration((bucket.limit - bucket.level) * MINUTE / bucket.limit)
end

local function refuse(context, subject, unit, bucket, wanted, headers)
    local wait = (wanted - bucket.level) * MINUTE / bucket.limit
    headers["retry-after-ms"] = ("%d"):format(math.ceil(wait * 1000))
    headers["retry-after"] = ("%d"):format(math.max(1, math.ceil(wait)))
    errors.raise(429, ("Rate limit reached for %s in organization %s on %s: Limit %d, Used %d, Requested %d. Please "
        .. "try again in %s."):format(subject, context.state.organization, unit.words, bucket.limit,
        math.floor(bucket.limit - bucket.level), wanted, duration(wait)),
        { type = unit.name, code = "rate_limit_exceeded", headers = headers })
end

-- The buckets that limits are set for, with what this request wants of each.
local function claims_of(context, units, tokens)
    local wanted, claims = { requests = 1, tokens = tokens }, {}
    for _, unit in ipairs(units) do
        local limit = context.limits[unit.limit]
        if limit then
            -- More tokens than the limit pass when the bucket is full; they could never pass otherwise.
            claims[#claims + 1] = { unit = unit, bucket = bucket_of(context, unit, limit),
                amount = math.min(wanted[unit.name], limit) }
        end
    end
    return claims
end

local function first_refused(claims)
    for _, claim in ipairs(claims) do
        if claim.bucket.level < claim.amount then return claim end
    end
end

local function charge(context, request, subject, claims)
    local refused, headers = first_refused(claims), {}
    for _, claim in ipairs(claims) do
        if not refused then claim.bucket.level = claim.bucket.level - claim.amount end
        describe(headers, claim.unit, claim.bucket)
    end
    if refused then refuse(context, subject, refused.unit, refused.bucket, refused.amount, headers) end
    request.answer_headers = headers
end

--- Counts one request of so many tokens; raises 429. Requests inside batches do not count.
function limiter.charge(context, request, model, tokens)
    if request.in_batch then return end
    charge(context, request, model, claims_of(context, UNITS, tokens))
end

--- Counts one request for files, uploads or batches; raises 429.
function limiter.charge_bulk(context, request)
    charge(context, request, "files and batches", claims_of(context, BULK_UNITS, 0))
end

return limiter
