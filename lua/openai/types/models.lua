---@meta _
-- luacheck: ignore 211 212 241

---@class openai.Model
---@field id string
---@field object "model"
---@field created integer
---@field owned_by string
---@field shutdown_date? string "YYYY-MM-DD"; absent when none is announced

---@class openai.ModelDeleted
---@field id string
---@field object string
---@field deleted boolean

---@class openai.ModelPager: openai.Pager
---@overload fun(): openai.Model?
---@field next fun(self: openai.ModelPager): openai.Model?, openai.Error?
---@field collect fun(self: openai.ModelPager, max?: integer): openai.Model[]?, openai.Error?

---@class openai.resource.Models
local models = {}

---The models that your key may use. (listModels)
---@param options? openai.CallOptions
---@return openai.ModelPager pager
function models:list(options) end

---One model. (retrieveModel)
---@param model string|openai.Model
---@param options? openai.CallOptions
---@return openai.Model? model
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function models:retrieve(model, options) end

---Deletes a fine-tuned model; needs the owner's role. (deleteModel)
---@param model string|openai.Model
---@param options? openai.CallOptions
---@return openai.ModelDeleted? deleted
---@return openai.Error|openai.Response|nil info
function models:delete(model, options) end
