--- What a failed call returns beside nil, and how misuse is raised.
local errors = {}

local Error = { __name = "openai.error" }
Error.__index = Error

--- The folder of this rock's own files: positions inside it say nothing to a user.
local own_files = debug.getinfo(1, "S").source:match("^(@.*[/\\])internal[/\\]base[/\\][^/\\]*$") or "@openai/"

--- Where the user's code called us: "file:line", or nil.
---@return string?
function errors.position()
    for level = 2, 200 do
        local info = debug.getinfo(level, "Sl")
        if not info then return nil end
        local ours = info.source:sub(1, #own_files) == own_files
        if not ours and info.what ~= "C" and info.currentline > 0 then
            return ("%s:%d"):format(info.short_src, info.currentline)
        end
    end
end

--- What people are shown must be text, whatever a server put there.
local SHOWN = { "message", "request_id", "operation" }

--- Makes an error object of these fields; `where` is added. Unless they say otherwise, trying again does not help and
--- nothing was done.
---@param fields openai.Error
---@return openai.Error
function errors.new(fields)
    for _, name in ipairs(SHOWN) do
        if type(fields[name]) ~= "string" then fields[name] = nil end
    end
    fields.where = fields.where or errors.position()
    fields.retryable, fields.ambiguous = fields.retryable or false, fields.ambiguous or false
    return setmetatable(fields, Error)
end

--- What a function returns that fails: nil and the error.
---@param kind string
---@param message string
---@param more? table<string, any> further fields
---@return nil
---@return openai.Error
function errors.failure(kind, message, more)
    local fields = { kind = kind, message = message }
    for name, value in pairs(more or {}) do fields[name] = value end
    return nil, errors.new(fields)
end

--- Errors that say nothing but that the time is up.
local deadlines = setmetatable({}, { __mode = "k" })

--- The same when the option `timeout` of a helper is over.
---@param operation string
---@param seconds number
---@param more? string what there is by then
---@param cause? openai.Error what calls failed with until then
function errors.timed_out(operation, seconds, more, cause)
    local message = ("not over within %g s (option timeout)%s"):format(seconds, more and "; " .. more or "")
    if cause and deadlines[cause] then cause = cause.cause end
    if cause then message = message .. "; the last call failed: " .. cause:summary() end
    local _, err = errors.failure("timeout", message, { operation = operation, retryable = true, cause = cause })
    deadlines[err] = true
    return nil, err
end

---@param value any
---@return boolean
function errors.is(value)
    return getmetatable(value) == Error
end

--- The error of a wait in a task that was cancelled.
---@return openai.Error
function errors.cancelled()
    return errors.new { kind = "cancelled", message = "the task was cancelled" }
end

--- True for an error of a cancelled task or call; also for its text, which is what openai.assert raises in PUC Lua 5.1.
---@param value any
---@return boolean
function errors.is_cancelled(value)
    if type(value) == "string" then return value:match "^[^ ]* ?cancelled: the %a+ was cancelled" ~= nil end
    return errors.is(value) and value.kind == "cancelled"
end

local function headline(err)
    local detail = err.reason or err.status -- a broken connection may have brought a status before
    local kind = detail and ("%s (%s)"):format(err.kind, detail) or err.kind
    return err.operation and ("%s: %s"):format(err.operation, kind) or tostring(kind)
end

local function escaped(character)
    return ("\\x%02X"):format(character:byte(-1))
end

--- One line that a terminal shows and does not obey: a server's words may hold its commands, C1 controls among them.
local function one_line(text)
    return (text:gsub("[\t\r\n]+", " "):gsub("%c", escaped):gsub("\194[\128-\159]", escaped))
end

--- What went wrong in one line, for people: what, status, message, request id.
---@return string
function Error.summary(err)
    local text = headline(err)
    if err.message and err.message ~= "" then text = text .. ": " .. err.message end
    if err.request_id then text = ("%s [request %s]"):format(text, err.request_id) end
    return one_line(text)
end

--- The same with the position of the call, for who wrote it.
function Error.__tostring(err)
    local text = Error.summary(err)
    return err.where and ("%s (called at %s)"):format(text, err.where) or text
end

function Error.__concat(left, right)
    return tostring(left) .. tostring(right)
end

--- Raises a message at the user's line.
---@param message string
function errors.misuse(message)
    local where = errors.position()
    error((where and where .. ": " or "") .. "openai: " .. message, 0)
end

local function distance(a, b)
    local row = {}
    for j = 0, #b do row[j] = j end
    for i = 1, #a do
        local diagonal, left = row[0], i
        row[0] = i
        for j = 1, #b do
            local cost = a:byte(i) == b:byte(j) and 0 or 1
            left = math.min(left + 1, row[j] + 1, diagonal + cost)
            diagonal, row[j] = row[j], left
        end
    end
    return row[#b]
end

--- The name that was probably meant, or nil.
---@param name string
---@param known table<string, any> names are its keys
---@return string?
function errors.nearest(name, known)
    local best, least = nil, math.max(math.min(2, #name - 2), math.floor(#name / 3)) + 1
    for candidate in pairs(known) do
        if type(candidate) == "string" and candidate:sub(1, 1) ~= "_" then
            local apart = distance(name, candidate)
            if apart < least or (apart == least and best and candidate < best) then best, least = candidate, apart end
        end
    end
    return best
end

--- Where a name is that was looked for one level too high: "completions:create"; of several the first by name.
local function below(children, name)
    local found
    for child, namespace in pairs(children or {}) do
        local has = type(namespace) == "table" and namespace.methods and rawget(namespace.methods, name)
        if has and (not found or child < found) then found = child end
    end
    return found and ("%s:%s"):format(found, name)
end

--- Makes a table raise for names it does not have, naming the nearest.
---@param known table
---@param what string what the table is, for people
---@param others? table more names that exist elsewhere and may be meant
---@return table known
function errors.strict(known, what, others)
    return setmetatable(known, {
        __index = function(_, name)
            if type(name) ~= "string" then return nil end
            local meant = errors.nearest(name, known) or errors.nearest(name, others or {}) or below(others, name)
            local hint = meant and ("; did you mean '%s'?"):format(meant) or ""
            errors.misuse(("%s has no '%s'%s"):format(what, name, hint))
        end,
    })
end

return errors
