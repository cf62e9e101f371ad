--- CSV, as results and tables of people have it.
local csv = require "openai.internal.data.csv"

require("openai.internal.base.calling").module("openai.csv", csv)
return csv
