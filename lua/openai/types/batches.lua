---@meta _
-- luacheck: ignore 211 212 241

---@class openai.Batch
local batch = {}

---Asks the service for this batch's state and updates it in place.
---@param options? openai.CallOptions
---@return openai.Batch? batch itself
---@return openai.Error|openai.Response|nil info
function batch:refresh(options) end

---Cancels this batch and updates it in place.
---@param options? openai.CallOptions
---@return openai.Batch? batch itself
---@return openai.Error|openai.Response|nil info
function batch:cancel(options) end

---Waits until the batch has ended and updates it in place.
---@param options? openai.WaitOptions
---@return openai.Batch? batch itself
---@return openai.Error? err
function batch:wait(options) end

---The results, in the order of the output file.
---@param options? openai.CallOptions
---@return openai.BatchResults results
function batch:results(options) end
