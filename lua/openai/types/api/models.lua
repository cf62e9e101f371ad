---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Models
local models = {}

---`DELETE /models/{model}` (deleteModel)
---@param model string|openai.Model
---@param options? openai.CallOptions
---@return openai.ModelDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function models:delete(model, options) end

---`GET /models` (listModels)
---@param options? openai.CallOptions
---@return openai.ModelPager pager
function models:list(options) end

---`GET /models/{model}` (retrieveModel)
---@param model string|openai.Model
---@param options? openai.CallOptions
---@return openai.Model? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function models:retrieve(model, options) end

---@class openai.ModelPager: openai.Pager
---@overload fun(): openai.Model?
---@field next fun(self: openai.ModelPager): openai.Model?, openai.Error?
---@field collect fun(self: openai.ModelPager, max?: integer): openai.Model[]?, openai.Error?

---@class openai.Model
---@field id string
---@field object "model"
---@field created integer
---@field owned_by string
---@field shutdown_date? string

---@class openai.ModelDeleted
---@field id string
---@field object string
---@field deleted boolean
