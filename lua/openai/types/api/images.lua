---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Images
local images = {}

---`POST /images/variations` (createImageVariation)
---@param params openai.ImageCreateVariationParams
---@param options? openai.CallOptions
---@return openai.ImagesResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function images:create_variation(params, options) end

---`POST /images/edits` (createImageEdit)
---@param params openai.ImageEditParams
---@param options? openai.CallOptions
---@return openai.ImagesResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.Images, params: openai.ImageEditStreamingParams, options?: openai.CallOptions): openai.ImageEditStream?, openai.Error|openai.Response|nil
function images:edit(params, options) end

---`POST /images/generations` (createImage)
---@param params openai.ImageGenerateParams
---@param options? openai.CallOptions
---@return openai.ImagesResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.Images, params: openai.ImageGenerateStreamingParams, options?: openai.CallOptions): openai.ImageGenerateStream?, openai.Error|openai.Response|nil
function images:generate(params, options) end

---@class openai.ImageCreateVariationParams
---@field image openai.Source
---@field model? string|"dall-e-2" default "dall-e-2"
---@field n? integer default 1; 1 to 10
---@field response_format? "url"|"b64_json" default "url"
---@field size? "256x256"|"512x512"|"1024x1024" default "1024x1024"
---@field user? string

---@class openai.ImageEditParams
---@field prompt string 1 to 32,000 characters
---@field background? "transparent"|"opaque"|"auto" default "auto"
---@field image? openai.Source|openai.Source[] at most 16 items
---@field images? openai.ImageRefParam[] 1 to 16 items
---@field input_fidelity? "high"|"low"|openai.InputFidelity
---@field mask? openai.ImageRefParam|openai.Source
---@field model? openai.ImageEditModel default "gpt-image-1.5"
---@field moderation? "low"|"auto" default "auto"
---@field n? integer default 1; 1 to 10
---@field output_compression? integer default 100; 0 to 100
---@field output_format? "png"|"jpeg"|"webp" default "png"
---@field partial_images? integer default 0; 0 to 3
---@field quality? "low"|"medium"|"high"|"auto"|"standard" default "auto"
---@field response_format? "url"|"b64_json"
---@field size? "auto"|"1024x1024"|"1536x1024"|"1024x1536"|string|"256x256"|"512x512" default "auto"
---@field stream? boolean default false
---@field user? string

---@class openai.ImageEditStreamingParams: openai.ImageEditParams
---@field stream true

---@class openai.ImageEditStream: openai.Stream
---@field next fun(self: openai.ImageEditStream): openai.ImageEditStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.ImageEditStream): fun(): openai.ImageEditStreamEvent?, string?
---@field poll fun(self: openai.ImageEditStream): openai.ImageEditStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.ImageEditStream): openai.ImagesResponse?, openai.Error?

---@class openai.ImageGenerateParams
---@field prompt string
---@field background? "transparent"|"opaque"|"auto" default "auto"
---@field model? openai.ImageGenerateModel default "dall-e-2"
---@field moderation? "low"|"auto" default "auto"
---@field n? integer default 1; 1 to 10
---@field output_compression? integer default 100
---@field output_format? "png"|"jpeg"|"webp" default "png"
---@field partial_images? integer default 0; 0 to 3
---@field quality? "standard"|"hd"|"low"|"medium"|"high"|"auto" default "auto"
---@field response_format? "url"|"b64_json" default "url"
---@field size? openai.ImageGenerateSize default "auto"
---@field stream? boolean default false
---@field style? "vivid"|"natural" default "vivid"
---@field user? string

---@class openai.ImageGenerateStreamingParams: openai.ImageGenerateParams
---@field stream true

---@class openai.ImageGenerateStream: openai.Stream
---@field next fun(self: openai.ImageGenerateStream): openai.ImageGenStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.ImageGenerateStream): fun(): openai.ImageGenStreamEvent?, string?
---@field poll fun(self: openai.ImageGenerateStream): openai.ImageGenStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.ImageGenerateStream): openai.ImagesResponse?, openai.Error?

---@class openai.Image
---@field b64_json? string
---@field revised_prompt? string
---@field url? string

---@class openai.ImageEditCompletedEvent
---@field type "image_edit.completed"
---@field b64_json string
---@field created_at integer
---@field size "1024x1024"|"1024x1536"|"1536x1024"|"auto"
---@field quality "low"|"medium"|"high"|"auto"
---@field background "transparent"|"opaque"|"auto"
---@field output_format "png"|"webp"|"jpeg"
---@field usage openai.ImagesUsage

---@alias openai.ImageEditModel
---| string
---| "gpt-image-1.5"
---| "gpt-image-2"
---| "gpt-image-2-2026-04-21"
---| "gpt-image-1"
---| "gpt-image-1-mini"
---| "chatgpt-image-latest"
---| "dall-e-2"

---@class openai.ImageEditPartialImageEvent
---@field type "image_edit.partial_image"
---@field b64_json string
---@field created_at integer
---@field size "1024x1024"|"1024x1536"|"1536x1024"|"auto"
---@field quality "low"|"medium"|"high"|"auto"
---@field background "transparent"|"opaque"|"auto"
---@field output_format "png"|"webp"|"jpeg"
---@field partial_image_index integer

---@alias openai.ImageEditStreamEvent
---| openai.ImageEditPartialImageEvent
---| openai.ImageEditCompletedEvent

---@class openai.ImageGenCompletedEvent
---@field type "image_generation.completed"
---@field b64_json string
---@field created_at integer
---@field size "1024x1024"|"1024x1536"|"1536x1024"|"auto"
---@field quality "low"|"medium"|"high"|"auto"
---@field background "transparent"|"opaque"|"auto"
---@field output_format "png"|"webp"|"jpeg"
---@field usage openai.ImagesUsage

---@class openai.ImageGenInputUsageDetails
---@field text_tokens integer
---@field image_tokens integer

---@class openai.ImageGenOutputTokensDetails
---@field image_tokens integer
---@field text_tokens integer

---@class openai.ImageGenPartialImageEvent
---@field type "image_generation.partial_image"
---@field b64_json string
---@field created_at integer
---@field size "1024x1024"|"1024x1536"|"1536x1024"|"auto"
---@field quality "low"|"medium"|"high"|"auto"
---@field background "transparent"|"opaque"|"auto"
---@field output_format "png"|"webp"|"jpeg"
---@field partial_image_index integer

---@alias openai.ImageGenStreamEvent
---| openai.ImageGenPartialImageEvent
---| openai.ImageGenCompletedEvent

---@class openai.ImageGenUsage
---@field input_tokens integer
---@field total_tokens integer
---@field output_tokens integer
---@field input_tokens_details openai.ImageGenInputUsageDetails
---@field output_tokens_details? openai.ImageGenOutputTokensDetails

---@alias openai.ImageGenerateModel
---| string
---| "gpt-image-1.5"
---| "gpt-image-2"
---| "gpt-image-2-2026-04-21"
---| "dall-e-2"
---| "dall-e-3"
---| "gpt-image-1"
---| "gpt-image-1-mini"

---@alias openai.ImageGenerateSize
---| string
---| "auto"
---| "1024x1024"
---| "1536x1024"
---| "1024x1536"
---| "256x256"
---| "512x512"
---| "1792x1024"
---| "1024x1792"

---@class openai.ImageRefParam
---@field file_id? string
---@field image_url? string at most 20,971,520 characters

---@class openai.ImagesResponse
---@field created integer
---@field background? "transparent"|"opaque"
---@field data? openai.Image[]
---@field output_format? "png"|"webp"|"jpeg"
---@field quality? "low"|"medium"|"high"
---@field size? "1024x1024"|"1024x1536"|"1536x1024"
---@field usage? openai.ImageGenUsage

---@class openai.ImagesUsage
---@field total_tokens integer
---@field input_tokens integer
---@field output_tokens integer
---@field input_tokens_details openai.ImagesUsageInputTokensDetails

---@class openai.ImagesUsageInputTokensDetails
---@field text_tokens integer
---@field image_tokens integer
