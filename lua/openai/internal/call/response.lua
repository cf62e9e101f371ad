--- The second value of a call with `with_response = true`.
local response = {}

local UNITS = { ms = 0.001, s = 1, m = 60, h = 3600, d = 86400 }

--- "6m0s", "20ms", "1.5s", "12" in seconds; nil for anything else.
---@param text? string
---@return number?
function response.duration(text)
    if not text then return nil end
    local seconds, rest = 0, text
    if text:match("^%d+%.?%d*$") then return tonumber(text) end
    while rest ~= "" do
        local number, unit, tail = rest:match("^(%d+%.?%d*)(%a+)(.*)$")
        if not number or not UNITS[unit] then return nil end
        seconds, rest = seconds + tonumber(number) * UNITS[unit], tail
    end
    return seconds
end

--- A header's number; nil for what is none, "nan" among it.
local function count(text)
    return text and text:find "^%d+%.?%d*$" and tonumber(text) or nil
end

--- What the x-ratelimit-* headers say, for requests and tokens; nil when there are none.
---@param headers table<string, string>
---@return openai.RateLimit?
function response.rate_limit(headers)
    local found, limits = false, {}
    for _, what in ipairs { "requests", "tokens" } do
        local limit = count(headers["x-ratelimit-limit-" .. what])
        local remaining = count(headers["x-ratelimit-remaining-" .. what])
        if limit or remaining then
            found = true
            limits[what] = {
                limit = limit, remaining = remaining, reset = response.duration(headers["x-ratelimit-reset-" .. what]),
            }
        end
    end
    return found and limits or nil
end

---@return openai.Response
function response.new(exchange)
    local made = exchange:response()
    made.method, made.url = nil, nil
    made.rate_limit = response.rate_limit(made.headers)
    return made
end

return response
