---@meta _
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

---@class openai.EmbedParams
---Any number of texts or lists of tokens, or a function that returns them one by one and nil at the end.
---@field input (string|integer[])[]|fun(): (string|integer[])?
---@field model openai.EmbeddingModel
---@field dimensions? integer fewer than the model's own
---@field user? string

---@class openai.EmbedOptions: openai.CallOptions
---@field concurrency? integer requests at a time, default 8
---@field timeout? number|false of one request
---@field on_progress? fun(progress: openai.Progress) phase "embed", unit "inputs"

---@class openai.EmbedUsage
---@field requests integer
---@field tokens integer

---Embeds any number of inputs, in requests of what the service takes and within its rate limits; the rows are in the
---order of the inputs. An error about one input has its `index`.
---@param params openai.EmbedParams
---@param options? openai.EmbedOptions
---@return openai.Matrix? matrix
---@return openai.Error|openai.EmbedUsage|nil info the error, or what it took
function embeddings:embed(params, options) end
