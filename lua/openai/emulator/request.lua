--- One HTTP request as the handlers see it.
local errno = require "cqueues.errno"

local blob = require "openai.emulator.blob"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local multipart = require "openai.emulator.multipart"
local router = require "openai.emulator.router"
local steering = require "openai.emulator.steering"

local request = {}
request.__index = request

local MIB = 1024 * 1024
local MAX_JSON = 64 * MIB
local MAX_FORM = 513 * MIB -- a 512 MB file and its form around it

local function parse_query(text)
    local query = {}
    for pair in text:gmatch("[^&]+") do
        local name, value = pair:match("^([^=]*)=?(.*)$")
        query[router.decode((name:gsub("+", " ")))] = router.decode((value:gsub("+", " ")))
    end
    return query
end

local function header_map(headers)
    local map = {}
    for name, value in headers:each() do
        local key = name == ":authority" and "host" or name
        if key:sub(1, 1) ~= ":" then map[key] = map[key] and map[key] .. ", " .. value or value end
    end
    return map
end

--- From a stream of lua-http and the header it began with.
function request.new(stream, headers)
    local target = headers:get(":path") or "/"
    local path, query = target:match("^([^?]*)%??(.*)$")
    return setmetatable({
        stream = stream, method = headers:get(":method"), path = path, query = parse_query(query), query_text = query,
        headers = header_map(headers),
    }, request)
end

local function too_large(limit)
    errors.raise(413, ("Maximum content size limit (%d) exceeded (the request is larger)"):format(limit))
end

local COLLECT_EVERY = 16 * MIB -- pieces come faster than the collector expects
local READ_SECONDS = 60 -- between two pieces of a body

-- HTTP/1.0 knows no "100 Continue".
local function invite(self)
    if (self.headers.expect or ""):lower() ~= "100-continue" or self.stream.peer_version == 1.0 then return end
    self.stream:write_continue(READ_SECONDS)
end

local REMOTE_ENDED = { ["half closed (remote)"] = true, closed = true }

-- Hands every piece of the body to `take`; false when the client went away, 400 when the body is malformed.
local function read_pieces(self, limit, take)
    local announced = tonumber(self.headers["content-length"])
    if announced and announced > limit then too_large(limit) end
    invite(self)
    local total, collect_at = 0, COLLECT_EVERY
    while true do
        local piece, err, code = self.stream:get_next_chunk(READ_SECONDS)
        if not piece then
            if code == errno.EILSEQ then errors.bad_request("The body is malformed: " .. tostring(err) .. ".") end
            break
        end
        total = total + #piece
        if total > limit then too_large(limit) end
        take(piece)
        if total >= collect_at then
            collectgarbage()
            collect_at = total + COLLECT_EVERY
        end
    end
    self.body_bytes = total
    return (not announced or total == announced) and REMOTE_ENDED[self.stream.state] == true
end

local function read_form(self, boundary)
    local form, copy = multipart.new(boundary), blob.new()
    local complete = read_pieces(self, MAX_FORM, function(piece)
        form:feed(piece)
        if copy and copy.length + #piece <= steering.MAX_LOGGED_BODY then copy:write(piece) else copy = nil end
    end)
    self.form, self.form_failure = form:finish()
    return complete, copy
end

--- Reads the body; false when it did not arrive completely. Sets `raw` (nil when too large to be logged).
function request:read_body()
    local boundary = multipart.boundary(self.headers["content-type"])
    local complete, copy
    if boundary then
        complete, copy = read_form(self, boundary)
    else
        copy = blob.new()
        complete = read_pieces(self, MAX_JSON, function(piece) copy:write(piece) end)
        self.blob = copy
    end
    if copy and copy.length <= steering.MAX_LOGGED_BODY then self.raw = copy:text() end
    return complete
end

--- The body as a JSON object; raises 400.
---@return table
function request:json()
    local text = self.blob and self.blob:text() or ""
    if text == "" then return {} end
    local value = json.decode(text)
    if type(value) ~= "table" then
        errors.bad_request("We could not parse the JSON body of your request. (HINT: This likely means you aren't "
            .. "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
                .. "sent was not valid JSON.)")
    end
    return value
end

--- The fields of a form by name: text fields as strings, files as parts; raises 400.
---@return table<string, any>
function request:fields()
    if not self.form then
        errors.bad_request(self.form_failure and ("Could not parse multipart form: %s."):format(self.form_failure)
            or "Invalid Content-Type header. Expected multipart/form-data.", nil, "invalid_content_type")
    end
    local fields = {}
    for _, part in ipairs(self.form) do
        if part.name then fields[part.name] = part.filename and part or part.body:text() end
    end
    return fields
end

return request
