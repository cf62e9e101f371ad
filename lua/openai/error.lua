--- What a failed call returns beside nil.
local error = require "openai.internal.base.error"

require("openai.internal.base.calling").module("openai.error", error)
return error
