---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Embeddings
local embeddings = {}

---@class openai.EmbeddingCreateParams
---@field model openai.EmbeddingCreateModel
---@field input string|string[]|integer[]|integer[][] default ""; 1 to 2,048 items
---@field dimensions? integer at least 1
---@field encoding_format? "float"|"base64" default "float"
---@field user? string

---@class openai.Embedding
---@field index integer
---@field object "embedding"
---@field embedding openai.Vector

---@alias openai.EmbeddingCreateModel
---| string
---| "text-embedding-ada-002"
---| "text-embedding-3-small"
---| "text-embedding-3-large"

---@class openai.EmbeddingResponse
---@field object "list"
---@field model string
---@field data openai.Embedding[]
---@field usage openai.EmbeddingResponseUsage

---@class openai.EmbeddingResponseUsage
---@field prompt_tokens integer
---@field total_tokens integer
