---@meta _
-- luacheck: ignore 211 212 241

---@class openai.EmbedParams
---Any number of texts or lists of tokens, or a function that returns them one by one and nil at the end.
---@field input (string|integer[])[]|fun(): (string|integer[])?
---@field model string "text-embedding-3-small" …
---@field dimensions? integer fewer than the model's own
---@field user? string
---@field encoding_format? "float" for servers that fail at base64; without it they are asked in base64

---@class openai.EmbedOptions: openai.CallOptions
---@field concurrency? integer requests at a time, default 8
---@field timeout? number|false of one request
---@field on_progress? fun(progress: openai.Progress) phase "embed", unit "inputs"

---@class openai.EmbedUsage
---@field requests integer
---@field tokens integer

---What an error of `embed` has besides: nothing that was paid for is lost.
---@class openai.EmbedError: openai.Error
---@field index? integer the input that the error is about
---@field done integer so many inputs from the first on are in `matrix`
---@field matrix? openai.Matrix
---@field vectors table<integer, openai.Vector> of inputs behind those, by index
---@field usage openai.EmbedUsage
