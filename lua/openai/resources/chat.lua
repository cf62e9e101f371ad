--- Conversations by chat completions.
local dialect = require "openai.internal.answer.chat"
local session = require "openai.internal.answer.session"

---@class openai.resource.Chat
local chat = {}

--- A conversation: `session:say(text)` returns what the model answers. The history is kept here: `session.messages`.
---@param params openai.SessionParams
---@return openai.Session
function chat:session(params)
    return session.new("chat", dialect, self.completions, getmetatable(self).context, params)
end

return { resource = chat }
