--- One request of a batch: from what the user gave to a line of the input file.
local errors = require "openai.internal.base.error"

local request = {}

local KNOWN = { custom_id = true, method = true, url = true, body = true }

local function refuse(position, message)
    return errors.failure("invalid", ("request %.0f: %s"):format(position, message), { position = position })
end

--- No request body of these endpoints has a field `body`.
local function is_line(item)
    return rawget(item, "body") ~= nil
end

local function problem_of(item, endpoint)
    for name in pairs(item) do
        if not KNOWN[name] then return ("a batch line has no field '%s'"):format(tostring(name)) end
    end
    if item.method ~= nil and item.method ~= "POST" then
        return ("method must be POST, not %s"):format(tostring(item.method))
    elseif item.url ~= nil and item.url ~= endpoint then
        return ("url is %s, but the endpoint of all requests is %s"):format(tostring(item.url), endpoint)
    elseif type(item.body) ~= "table" then
        return "body must be a table, not a " .. type(item.body)
    end
end

--- The id that a request without one gets: from its place, so that a second run makes the same.
function request.made_id(position)
    return ("request-%.0f"):format(position)
end

--- A full line { custom_id, method, url, body }, and whether the id was made here; or nil, err.
---@param item any a body or a line
---@param id any given beside a body by an iterator, or nil
---@param position integer from 1
---@param endpoint string
function request.line(item, id, position, endpoint)
    if type(item) ~= "table" then
        return refuse(position, "a request is a table, a body or a whole batch line, not a " .. type(item))
    end
    local body = item
    if is_line(item) then
        local problem = problem_of(item, endpoint)
        if problem then return refuse(position, problem) end
        body = item.body
        if id == nil then id = item.custom_id end
    end
    local made = id == nil
    if made then id = request.made_id(position) end
    if type(id) ~= "string" or id == "" then
        local given = id == "" and "''" or tostring(id)
        return refuse(position, "custom_id must be a string that is not empty, not " .. given)
    end
    return { custom_id = id, method = "POST", url = endpoint, body = body }, made
end

--- How many inputs an embeddings request has: one text, an array of texts, tokens, or an array of those.
function request.inputs(body)
    local input = body.input
    if type(input) ~= "table" then return 1 end
    return type(input[1]) == "number" and 1 or #input
end

return request
