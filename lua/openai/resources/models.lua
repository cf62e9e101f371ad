--- Models.
local text = require "openai.internal.base.text"

--- model gpt-4o-mini owned by system
local function describe(model)
    return text.words("model", model.id, model.owned_by and "owned by " .. model.owned_by)
end

return { object = { methods = { "delete" }, tostring = describe } }
