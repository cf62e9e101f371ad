--- The events of a response: its last one has the whole.
local errors = require "openai.internal.base.error"

---@class openai.internal.ResponseCollector
local Response = {}
Response.__index = Response

function Response.new()
    return setmetatable({}, Response)
end

function Response.knows(event)
    return type(event.type) == "string" and event.type:find "^response%." ~= nil
end

function Response:add(event, say)
    if type(event.response) == "table" then self.response = event.response end
    if event.type == "response.output_text.delta" and type(event.delta) == "string" then say(event.delta, 0) end
end

--- As the call without `stream` returns it, but for one that failed.
---@return table?
---@return openai.Error? err kind "failed", with `response`
function Response:result()
    local response = self.response
    if not response then return errors.failure("protocol", "the stream ended without the response in it") end
    if response.status ~= "failed" then return response end
    local reason = type(response.error) == "table" and response.error or {}
    return errors.failure("failed", ("the response failed: %s"):format(tostring(reason.message or "nobody says why")), {
        code = reason.code, response = response,
    })
end

return Response
