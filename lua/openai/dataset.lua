--- What the service would refuse of a training file, found before it is sent.
local dataset = require "openai.internal.dataset"

require("openai.internal.base.calling").module("openai.dataset", dataset)
return dataset
