--- Events of fine-tuning jobs.
local text = require "openai.internal.base.text"

--- 14:12:31 Step 10/100: training loss=0.91 (local time; the level where it is more than "info")
local function describe(event)
    local level = event.level ~= "info" and event.level
    return text.words(event.created_at and os.date("%H:%M:%S", event.created_at), level and level .. ":", event.message)
end

return { object = { tostring = describe } }
