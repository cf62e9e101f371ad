--- Many vectors as one block of float32: search, save, load.
local matrix = require "openai.internal.data.matrix"

require("openai.internal.base.calling").module("openai.matrix", matrix)
return matrix
