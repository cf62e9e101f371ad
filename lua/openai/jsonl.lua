--- JSONL files, read and written line by line.
local jsonl = require "openai.internal.data.jsonl"

require("openai.internal.base.calling").module("openai.jsonl", jsonl)
return jsonl
