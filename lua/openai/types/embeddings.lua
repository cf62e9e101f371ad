---@meta
-- luacheck: ignore 211 212 241

---@class openai.Embedding
---@field object "embedding"
---@field index integer position in the input, from 0
---@field embedding openai.Vector

---@class openai.EmbeddingResponse
---@field object "list"
---@field data openai.Embedding[]
---@field model string
---@field usage openai.EmbeddingUsage

---@class openai.EmbeddingUsage
---@field prompt_tokens integer
---@field total_tokens integer

---@alias openai.EmbeddingModel
---| "text-embedding-3-small" # 1,536 dimensions
---| "text-embedding-3-large" # 3,072 dimensions
---| "text-embedding-ada-002" # 1,536 dimensions
---| string

---@class openai.EmbeddingCreateParams
---Text, texts, tokens, or lists of tokens: at most 2,048 inputs, none empty, 8,192 tokens each, 300,000 in all.
---@field input string|string[]|integer[]|integer[][]
---@field model openai.EmbeddingModel
---@field dimensions? integer fewer than the model's own; from text-embedding-3 on
---@field encoding_format? "float"|"base64" leave it out: base64 is asked for and decoded as it arrives
---@field user? string your own id of the end user

---@class openai.resource.Embeddings
local embeddings = {}

---Vectors that place texts by their meaning. (createEmbedding)
---@param params openai.EmbeddingCreateParams
---@param options? openai.CallOptions
---@return openai.EmbeddingResponse? response
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function embeddings:create(params, options) end
