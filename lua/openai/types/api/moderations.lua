---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Moderations
local moderations = {}

---`POST /moderations` (createModeration)
---@param params openai.ModerationCreateParams
---@param options? openai.CallOptions
---@return openai.ModerationResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function moderations:create(params, options) end

---@class openai.ModerationCreateParams
---@field input openai.ModerationCreateInput default ""
---@field model? openai.ModerationCreateModel default "omni-moderation-latest"

---@alias openai.ModerationCreateInput
---| string
---| string[]
---| (openai.ModerationCreateInput3Item|openai.ModerationCreateInput3Item2)[]

---@class openai.ModerationCreateInput3Item
---@field type "image_url"
---@field image_url openai.ModerationCreateInput3ItemImageUrl

---@class openai.ModerationCreateInput3Item2
---@field type "text"
---@field text string

---@class openai.ModerationCreateInput3ItemImageUrl
---@field url string

---@alias openai.ModerationCreateModel
---| string
---| "omni-moderation-latest"
---| "omni-moderation-2024-09-26"
---| "text-moderation-latest"
---| "text-moderation-stable"

---@class openai.ModerationResponse
---@field id string
---@field model string
---@field results openai.ModerationResponseResultsItem[]

---@class openai.ModerationResponseResultsItem
---@field flagged boolean
---@field categories openai.ModerationResponseResultsItemCategories
---@field category_scores openai.ModerationResponseResultsItemCategoryScores
---@field category_applied_input_types openai.ModerationResponseResultsItemCategoryAppliedInputTypes

---@class openai.ModerationResponseResultsItemCategories
---@field hate boolean
---@field ["hate/threatening"] boolean
---@field harassment boolean
---@field ["harassment/threatening"] boolean
---@field illicit? boolean
---@field ["illicit/violent"] boolean?
---@field ["self-harm"] boolean
---@field ["self-harm/intent"] boolean
---@field ["self-harm/instructions"] boolean
---@field sexual boolean
---@field ["sexual/minors"] boolean
---@field violence boolean
---@field ["violence/graphic"] boolean

---@class openai.ModerationResponseResultsItemCategoryAppliedInputTypes
---@field hate "text"[]
---@field ["hate/threatening"] "text"[]
---@field harassment "text"[]
---@field ["harassment/threatening"] "text"[]
---@field illicit "text"[]
---@field ["illicit/violent"] "text"[]
---@field ["self-harm"] ("text"|"image")[]
---@field ["self-harm/intent"] ("text"|"image")[]
---@field ["self-harm/instructions"] ("text"|"image")[]
---@field sexual ("text"|"image")[]
---@field ["sexual/minors"] "text"[]
---@field violence ("text"|"image")[]
---@field ["violence/graphic"] ("text"|"image")[]

---@class openai.ModerationResponseResultsItemCategoryScores
---@field hate number
---@field ["hate/threatening"] number
---@field harassment number
---@field ["harassment/threatening"] number
---@field illicit number
---@field ["illicit/violent"] number
---@field ["self-harm"] number
---@field ["self-harm/intent"] number
---@field ["self-harm/instructions"] number
---@field sexual number
---@field ["sexual/minors"] number
---@field violence number
---@field ["violence/graphic"] number
