--- What a client tells its `log(level, message, fields)` callback, and the writer that OPENAI_LOG asks for. Keys never
--- come here: headers of requests are not logged.
local log = {}

--- The path without query: queries may carry what users would not want in a log.
local function place(url)
    return (url:gsub("%?.*$", ""))
end

local function tell(context, level, message, fields)
    pcall(context.log, level, message, fields)
end

function log.answered(context, exchange)
    local r = exchange:response()
    r.url = place(r.url)
    tell(context, "info", ("%s %s: %d in %.3f s"):format(r.method, r.url, r.status, r.elapsed), r)
end

--- What was cancelled was meant to end.
function log.failed(context, exchange, err)
    local r = exchange:response()
    r.url = place(r.url)
    local level = err.kind == "cancelled" and "info" or "error"
    tell(context, level, ("%s %s: %s"):format(r.method, r.url, tostring(err)), { error = err, url = r.url })
end

function log.retrying(context, err, pause, attempt)
    tell(context, "warn", ("attempt %d failed, the next in %.2f s: %s"):format(attempt, pause, tostring(err)), {
        error = err, wait = pause, attempt = attempt,
    })
end

--- A call waits for its turn within the rate limits.
function log.waiting(context, seconds)
    tell(context, "warn", ("the server's rate limits leave room for the next call in %.0f s"):format(seconds), {
        wait = seconds,
    })
end

--- Who asks for one of these is told what has the same rank or a higher one.
log.ranks = { debug = 1, info = 2, warn = 3, error = 4 }

--- A log callback that appends lines to a file, or to standard error.
---@param level "error"|"warn"|"info"|"debug" the least that is written
---@param path? string
---@return fun(level: string, message: string, fields: table)
function log.writer(level, path)
    return function(of, message)
        if log.ranks[of] < log.ranks[level] then return end
        local line = ("%s openai %s %s\n"):format(os.date "!%Y-%m-%dT%H:%M:%SZ", of, message)
        local file = path and io.open(path, "a")
        if not file then
            io.stderr:write(line)
            return
        end
        file:write(line)
        file:close()
    end
end

return log
