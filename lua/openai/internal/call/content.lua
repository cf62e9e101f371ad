--- Bytes that an answer holds as base64, or names by an address: into a string, a path, an open file or a function, as
--- the answers that are files themselves.
local core = require "openai.core"
local call = require "openai.internal.call"
local download = require "openai.internal.call.download"
local errors = require "openai.internal.base.error"

local content = {}

local ESCAPED = { ["{"] = "%7B", ["}"] = "%7D", [" "] = "%20" }

local function with_receiver(options, to)
    local all = {}
    for name, value in pairs(options) do all[name] = value end
    all.to = to
    return all
end

--- What is at an address, asked for without anything that the client proves itself by. Errors name the operation, not
--- the address: its query may hold a secret.
---@param context table the client's
---@param operation string for people
---@param url string http or https
---@param options table call options
---@return string|true|nil
---@return openai.Error|openai.Response|nil
function content.fetch(context, operation, url, options)
    local origin, path = url:match "^([Hh][Tt][Tt][Pp][Ss]?://[^/?#%s]+)([^#]*)"
    if not origin then
        return errors.failure("protocol", "the address is neither http nor https", { operation = operation })
    end
    path = (path:sub(1, 1) == "/" and path or "/" .. path):gsub("[{} ]", ESCAPED)
    local pieces = {}
    local to = options.to or function(piece) pieces[#pieces + 1] = piece end
    local there = context.elsewhere(origin)
    local exchange, kept, items = core.request(there.core, "GET", path, nil, with_receiver(options, to))
    if not exchange then return call.refuse(operation, kept, items) end
    local take = items and call.takers[items] or call.finish
    local value, info = take(exchange, there, operation, kept)
    if value == nil then return nil, info end
    return options.to and true or table.concat(pieces), info
end

-- Under its name only when it is whole.
local function write(path, bytes)
    local part = path .. ".part"
    local file, message = io.open(part, "wb")
    if not file then return nil, message end
    local ok, problem = file:write(bytes)
    local closed, why = file:close()
    if ok and closed then
        ok, problem = os.rename(part, path)
    else
        problem = problem or why
    end
    if ok and closed then return true end
    os.remove(part)
    return nil, problem
end

local function hand_to(to, bytes)
    if type(to) == "string" then return write(to, bytes) end
    local receive, flush = download.receiver(to)
    local ok, problem = receive(bytes)
    if ok ~= false then ok, problem = flush() end
    if ok == false then return nil, problem or "the receiver wants no more" end
    return true
end

local function is_receiver(to)
    return type(to) == "function" or type(to) == "string" and to ~= "" and not to:find "%z" or io.type(to) == "file"
end

--- What base64 says.
---@param operation string
---@param text string
---@param options table call options, of which only `to` matters
---@return string|true|nil
---@return openai.Error?
function content.decode(operation, text, options)
    local to = options.to
    if to ~= nil and not is_receiver(to) then
        errors.misuse(operation .. ": option to must be a path, an open file or a function")
    end
    local bytes = core.base64.decode(text)
    if not bytes then
        return errors.failure("protocol", "what the server sent is no base64", { operation = operation })
    end
    if to == nil then return bytes end
    local ok, message = hand_to(to, bytes)
    if ok then return true end
    return errors.failure("file", tostring(message), { operation = operation })
end

return content
