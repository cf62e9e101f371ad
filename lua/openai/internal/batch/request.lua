--- One request of a batch: from what the user gave to a line of the input file.
local errors = require "openai.internal.base.error"
local openai_null = require("openai.core").json.null

local request = {}

local KNOWN = { custom_id = true, method = true, url = true, body = true }
--- Without a model the service refuses these; elsewhere it has a default.
local NEEDS_MODEL = {
    ["/v1/chat/completions"] = true, ["/v1/embeddings"] = true, ["/v1/completions"] = true, ["/v1/responses"] = true,
}

--- nil, err: what is wrong with a request.
---@param place? fun(): string where it is, for people: of a file its line
---@param position integer from 1
---@param message string
---@param more? table fields of the error
function request.refuse(place, position, message, more)
    local where = place and place() or ("request %.0f"):format(position)
    local _, err = errors.failure("invalid", ("%s: %s"):format(where, message), more)
    err.position = position
    return nil, err
end

--- No request body of these endpoints has such a field.
local function is_line(item)
    for name in pairs(KNOWN) do
        if rawget(item, name) ~= nil then return true end
    end
    return false
end

--- What a value is, for people; null as JSON calls it.
local function kind(value)
    if value == openai_null then return "null" end
    if type(value) == "table" then return value[1] ~= nil and "an array" or "an object" end
    return value == nil and "missing" or "a " .. type(value)
end

local function problem_of_line(item, endpoint)
    if item.params ~= nil then return 'a batch line has its request in "body", not in "params"' end
    for name in pairs(item) do
        if not KNOWN[name] then return ("a batch line has no field '%s'"):format(tostring(name)) end
    end
    if item.method ~= nil and item.method ~= "POST" then
        return ("method must be POST, not %s"):format(tostring(item.method))
    elseif item.url ~= nil and item.url ~= endpoint then
        return ("url is %s, but the endpoint of all requests is %s"):format(tostring(item.url), endpoint)
    elseif type(item.body) ~= "table" then
        return "body must be a table, but it is " .. kind(item.body)
    end
end

local function problem_of_body(body, endpoint)
    if body[1] ~= nil then return "body must be an object, but it is an array" end
    if not NEEDS_MODEL[endpoint] or type(body.model) == "string" and body.model ~= "" then return nil end
    if body.model == nil and endpoint == "/v1/responses" and body.prompt ~= nil then return nil end -- names one itself
    return "model must be a string that names one, but it is " .. (body.model == "" and "empty" or kind(body.model))
end

--- The id that a request without one gets: from its place, so that a second run makes the same.
function request.made_id(position)
    return ("request-%.0f"):format(position)
end

local function problem_of_item(item)
    if type(item) ~= "table" then
        return "a request is a table, a body or a whole batch line, but this is " .. kind(item)
    elseif type(item[1]) == "table" then
        return "a request is an object, but this is an array of them: in a file, put each on a line of its own"
    elseif item[1] ~= nil then
        return "a request is an object, but this is an array"
    end
end

local function problem_of_id(id)
    if type(id) == "string" and id ~= "" then return nil end
    return "custom_id must be a string that is not empty, not " .. (id == "" and "''" or tostring(id))
end

--- A full line { custom_id, method, url, body }, and whether the id was made here; or nil and what is wrong.
---@param item any a body or a line
---@param id any given beside a body by an iterator, or nil
---@param position integer from 1
---@param endpoint string
---@return table? line
---@return boolean|string made_or_problem
function request.line(item, id, position, endpoint)
    local problem = problem_of_item(item)
    if problem then return nil, problem end
    local body, whole = item, is_line(item)
    if whole then
        problem = problem_of_line(item, endpoint)
        body = item.body
        if id == nil then id = item.custom_id end
    end
    problem = problem or problem_of_body(body, endpoint)
    local made = id == nil
    if made then id = request.made_id(position) end
    problem = problem or problem_of_id(id)
    if problem then return nil, problem end
    return { custom_id = id, method = "POST", url = endpoint, body = body }, made
end

--- How many inputs an embeddings request has: one text, an array of texts, tokens, or an array of those.
function request.inputs(body)
    local input = body.input
    if type(input) ~= "table" then return 1 end
    return type(input[1]) == "number" and 1 or #input
end

return request
