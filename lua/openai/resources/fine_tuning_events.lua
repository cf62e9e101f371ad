--- Events of fine-tuning jobs.
local fields = require "openai.internal.base.fields"
local text = require "openai.internal.base.text"

--- 14:12:31 Step 10/100: training loss=0.91 (local time; the level where it is more than "info")
local function describe(event)
    local level = event.level ~= "info" and fields.text(event, "level")
    return text.words(text.clock(fields.number(event, "created_at")), level and level .. ":", event.message)
end

return { object = { tostring = describe } }
