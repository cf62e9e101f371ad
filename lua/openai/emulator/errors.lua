--- The API's error answers: {"error": {message, type, param, code}} with a status.
--- Handlers raise them; the application turns them into an answer.
local json = require "openai.emulator.json"

local errors = {}
local api_error = {}
api_error.__index = api_error
api_error.__tostring = function(self) return self.status .. " " .. self.message end

local TYPES = { [401] = "invalid_request_error", [403] = "invalid_request_error", [429] = "requests" }

local function type_of_status(status)
    if status >= 500 then return "server_error" end
    return TYPES[status] or "invalid_request_error"
end

---@param status integer
---@param message string
---@param fields? {type: string?, param: string?, code: string?, headers: table?}
function errors.new(status, message, fields)
    fields = fields or {}
    return setmetatable({
        status = status, message = message, type = fields.type or type_of_status(status),
        param = fields.param, code = fields.code, headers = fields.headers,
    }, api_error)
end

function errors.raise(status, message, fields)
    error(errors.new(status, message, fields), 0)
end

--- 400 about one parameter.
function errors.bad_request(message, param, code)
    errors.raise(400, message, { param = param, code = code })
end

function errors.not_found(message, param, code)
    errors.raise(404, message, { param = param, code = code })
end

---@return boolean
function errors.is(value)
    return getmetatable(value) == api_error
end

--- The error's JSON body as a table.
function errors.body(err)
    return { error = {
        message = err.message, type = err.type,
        param = json.nullable(err.param), code = json.nullable(err.code),
    } }
end

return errors
