--- Models.
local fields = require "openai.internal.base.fields"
local text = require "openai.internal.base.text"

--- model gpt-4o-mini owned by system
local function describe(model)
    local owner = fields.text(model, "owned_by")
    return text.words("model", model.id, owner and "owned by " .. owner)
end

return { object = { methods = { "delete" }, tostring = describe } }
