--- The JSON codec of the core.
return require "openai.internal.data.json"
