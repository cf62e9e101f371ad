--- The JSON codec of the core.
local json = require "openai.internal.data.json"

require("openai.internal.base.calling").module("openai.json", json)
return json
