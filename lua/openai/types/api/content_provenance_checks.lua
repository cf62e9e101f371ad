---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.ContentProvenanceChecks
local content_provenance_checks = {}

---`POST /content_provenance_checks` (Createcontentprovenancecheck)
---@param params openai.ContentProvenanceCheckCreateParams
---@param options? openai.CallOptions
---@return openai.Provenance? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function content_provenance_checks:create(params, options) end

---@class openai.ContentProvenanceCheckCreateParams
---@field file openai.Source

---@class openai.C2PAProvenanceResult
---@field type "c2pa" default "c2pa"
---@field outcome openai.ProvenanceDetectionResultApi
---@field validation_state openai.C2PAValidationStateApi
---@field issuer? string
---@field model? string
---@field generated_at? string

---@alias openai.C2PAValidationStateApi
---| "trusted"
---| "valid"
---| "invalid"
---| "not_present"

---@class openai.Provenance
---@field object "content_provenance_check"
---@field created_at integer
---@field results (openai.C2PAProvenanceResult|openai.SynthIDProvenanceResult)[]

---@alias openai.ProvenanceDetectionResultApi
---| "detected"
---| "not_detected"

---@class openai.SynthIDProvenanceResult
---@field type "synthid" default "synthid"
---@field outcome openai.ProvenanceDetectionResultApi
---@field model? string
---@field generated_at? string
