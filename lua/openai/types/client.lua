---@meta
-- luacheck: ignore 211 212 241

---@class openai.Client
---@field files openai.resource.Files
---@field uploads openai.resource.Uploads
---@field models openai.resource.Models
---@field embeddings openai.resource.Embeddings
---@field batches openai.resource.Batches
---@field fine_tuning openai.resource.FineTuning
local client = {}

---A copy with some options changed. Connections are shared where that is safe.
---@param options openai.ClientOptions
---@return openai.Client client
function client:with(options) end
