--- Graders: validate and run.
local validate = require "openai.emulator.validate"

local graders = {}

function graders.check(grader, prefix)
  validate.value(prefix, grader, { type = "object" })
end

return graders
