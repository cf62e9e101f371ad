---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Chat
---@field completions openai.resource.ChatCompletions
local chat = {}

---@class openai.resource.ChatCompletions
---@field messages openai.resource.ChatCompletionsMessages
local chat_completions = {}

---`POST /chat/completions` (createChatCompletion)
---@param params openai.ChatCompletionCreateParams
---@param options? openai.CallOptions
---@return openai.ChatCompletion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.ChatCompletions, params: openai.ChatCompletionCreateStreamingParams, options?: openai.CallOptions): openai.ChatCompletionCreateStream?, openai.Error|openai.Response|nil
function chat_completions:create(params, options) end

---`DELETE /chat/completions/{completion_id}` (deleteChatCompletion)
---@param completion_id string|openai.ChatCompletion
---@param options? openai.CallOptions
---@return openai.ChatCompletionDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function chat_completions:delete(completion_id, options) end

---`GET /chat/completions` (listChatCompletions)
---@param params? openai.ChatCompletionListParams
---@param options? openai.CallOptions
---@return openai.ChatCompletionPager pager
function chat_completions:list(params, options) end

---`GET /chat/completions/{completion_id}` (getChatCompletion)
---@param completion_id string|openai.ChatCompletion
---@param options? openai.CallOptions
---@return openai.ChatCompletion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function chat_completions:retrieve(completion_id, options) end

---`POST /chat/completions/{completion_id}` (updateChatCompletion)
---@param completion_id string|openai.ChatCompletion
---@param params? openai.ChatCompletionUpdateParams
---@param options? openai.CallOptions
---@return openai.ChatCompletion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function chat_completions:update(completion_id, params, options) end

---@class openai.resource.ChatCompletionsMessages
local chat_completions_messages = {}

---`GET /chat/completions/{completion_id}/messages` (getChatCompletionMessages)
---@param completion_id string|openai.ChatCompletion
---@param params? openai.ChatCompletionMessageListParams
---@param options? openai.CallOptions
---@return openai.ChatCompletionMessageListItemPager pager
function chat_completions_messages:list(completion_id, params, options) end

---@class openai.ChatCompletionCreateParams
---@field model openai.ModelIdsShared
---@field messages openai.ChatCompletionRequestMessage[] at least 1 item
---@field audio? openai.ChatCompletionCreateAudio
---@field frequency_penalty? number default 0; -2 to 2
---@field function_call? "none"|"auto"|openai.ChatCompletionFunctionCallOption deprecated
---@field functions? openai.ChatCompletionFunctions[] 1 to 128 items; deprecated
---@field logit_bias? table<string, integer>
---@field logprobs? boolean default false
---@field max_completion_tokens? integer
---@field max_tokens? integer deprecated
---@field metadata? table<string, string>
---@field modalities? ("text"|"audio")[]
---@field moderation? openai.ModerationParam
---@field n? integer default 1; 1 to 128
---@field parallel_tool_calls? boolean default true
---@field prediction? openai.PredictionContent
---@field presence_penalty? number default 0; -2 to 2
---@field prompt_cache_key? string
---@field prompt_cache_options? openai.PromptCacheOptionsParam
---@field prompt_cache_retention? "in_memory"|"24h" deprecated
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field response_format? openai.ChatCompletionCreateResponseFormat
---@field safety_identifier? string at most 64 characters
---@field seed? integer deprecated
---@field service_tier? openai.ServiceTier default "auto"
---@field stop? openai.StopConfiguration 1 to 4 items
---@field store? boolean default false
---@field stream? boolean default false
---@field stream_options? openai.ChatCompletionStreamOptions
---@field temperature? number default 1; 0 to 2
---@field tool_choice? openai.ChatCompletionToolChoiceOption
---@field tools? (openai.ChatCompletionTool|openai.CustomToolChatCompletions)[]
---@field top_logprobs? integer 0 to 20
---@field top_p? number default 1; 0 to 1
---@field user? string deprecated
---@field verbosity? openai.Verbosity default "medium"
---@field web_search_options? openai.ChatCompletionCreateWebSearchOptions

---@class openai.ChatCompletionCreateStreamingParams: openai.ChatCompletionCreateParams
---@field stream true

---@class openai.ChatCompletionCreateStream: openai.Stream
---@field next fun(self: openai.ChatCompletionCreateStream): openai.ChatCompletionChunk?, string|openai.Error|nil
---@field events fun(self: openai.ChatCompletionCreateStream): fun(): openai.ChatCompletionChunk?, string?
---@field poll fun(self: openai.ChatCompletionCreateStream): openai.ChatCompletionChunk[]?, openai.Error?
---@field collect fun(self: openai.ChatCompletionCreateStream): openai.ChatCompletion?, openai.Error?

---@class openai.ChatCompletionListParams
---@field model? string
---@field metadata? table<string, string>
---@field after? string
---@field limit? integer default 20
---@field order? "asc"|"desc" default "asc"

---@class openai.ChatCompletionUpdateParams
---@field metadata? table<string, string>

---@class openai.ChatCompletionMessageListParams
---@field after? string
---@field limit? integer default 20
---@field order? "asc"|"desc" default "asc"

---@class openai.ChatCompletionPager: openai.Pager
---@overload fun(): openai.ChatCompletion?
---@field next fun(self: openai.ChatCompletionPager): openai.ChatCompletion?, openai.Error?
---@field collect fun(self: openai.ChatCompletionPager, max?: integer): openai.ChatCompletion[]?, openai.Error?

---@class openai.ChatCompletionMessageListItemPager: openai.Pager
---@overload fun(): openai.ChatCompletionMessageListItem?
---@field next fun(self: openai.ChatCompletionMessageListItemPager): openai.ChatCompletionMessageListItem?, openai.Error?
---@field collect fun(self: openai.ChatCompletionMessageListItemPager, max?: integer): openai.ChatCompletionMessageListItem[]?, openai.Error?

---@class openai.ChatCompletion
---@field choices openai.ChatCompletionChoicesItem[]
---@field created integer
---@field id string
---@field model string
---@field object "chat.completion"
---@field metadata? table<string, string>
---@field moderation? openai.ChatCompletionModeration
---@field service_tier? openai.ServiceTier default "auto"
---@field system_fingerprint? string deprecated
---@field usage? openai.CompletionUsage

---@class openai.ChatCompletionAllowedTools
---@field mode "auto"|"required"
---@field tools table[]

---@class openai.ChatCompletionAllowedToolsChoice
---@field type "allowed_tools"
---@field allowed_tools openai.ChatCompletionAllowedTools

---@class openai.ChatCompletionChoicesItem
---@field finish_reason "stop"|"length"|"tool_calls"|"content_filter"|"function_call"
---@field index integer
---@field message openai.ChatCompletionResponseMessage
---@field logprobs? openai.ChatCompletionChoicesItemLogprobs

---@class openai.ChatCompletionChoicesItemLogprobs
---@field content? openai.ChatCompletionTokenLogprob[]
---@field refusal? openai.ChatCompletionTokenLogprob[]

---@class openai.ChatCompletionChunk
---@field choices openai.ChatCompletionChunkChoicesItem[]
---@field created integer
---@field id string
---@field model string
---@field object "chat.completion.chunk"
---@field moderation? openai.ChatCompletionModeration
---@field obfuscation? string
---@field service_tier? openai.ServiceTier default "auto"
---@field system_fingerprint? string deprecated
---@field usage? openai.CompletionUsage

---@class openai.ChatCompletionChunkChoicesItem
---@field delta openai.ChatCompletionStreamResponseDelta
---@field finish_reason? "stop"|"length"|"tool_calls"|"content_filter"|"function_call"
---@field index integer
---@field logprobs? openai.ChatCompletionChunkChoicesItemLogprobs

---@class openai.ChatCompletionChunkChoicesItemLogprobs
---@field content? openai.ChatCompletionTokenLogprob[]
---@field refusal? openai.ChatCompletionTokenLogprob[]

---@class openai.ChatCompletionCreateAudio
---@field voice openai.VoiceIdsOrCustomVoice
---@field format "wav"|"aac"|"mp3"|"flac"|"opus"|"pcm16"

---@alias openai.ChatCompletionCreateResponseFormat
---| openai.ResponseFormatText
---| openai.ResponseFormatJsonSchema
---| openai.ResponseFormatJson

---@class openai.ChatCompletionCreateWebSearchOptions
---@field search_context_size? openai.WebSearchContextSize default "medium"
---@field user_location? openai.ChatCompletionCreateWebSearchOptionsUserLocation

---@class openai.ChatCompletionCreateWebSearchOptionsUserLocation
---@field type "approximate"
---@field approximate openai.WebSearchLocation

---@class openai.ChatCompletionDeleted
---@field object "chat.completion.deleted"
---@field id string
---@field deleted boolean

---@class openai.ChatCompletionFunctionCallOption
---@field name string

---@class openai.ChatCompletionFunctions
---@field name string
---@field description? string
---@field parameters? table

---@class openai.ChatCompletionMessageCustomToolCall
---@field id string
---@field type "custom"
---@field custom openai.ChatCompletionMessageCustomToolCallCustom

---@class openai.ChatCompletionMessageCustomToolCallCustom
---@field name string
---@field input string

---@class openai.ChatCompletionMessageListItem
---@field role "assistant"
---@field content? string
---@field refusal? string
---@field id string
---@field annotations? openai.ChatCompletionMessageListItemAnnotationsItem[]
---@field audio? openai.ChatCompletionMessageListItemAudio
---@field content_parts? openai.ChatCompletionMessageListItemContentParts[]
---@field function_call? openai.ChatCompletionMessageListItemFunctionCall deprecated
---@field tool_calls? openai.ChatCompletionMessageListItemToolCalls[]

---@class openai.ChatCompletionMessageListItemAnnotationsItem
---@field type "url_citation"
---@field url_citation openai.ChatCompletionMessageListItemAnnotationsItemUrlCitation

---@class openai.ChatCompletionMessageListItemAnnotationsItemUrlCitation
---@field end_index integer
---@field start_index integer
---@field url string
---@field title string

---@class openai.ChatCompletionMessageListItemAudio
---@field id string
---@field expires_at integer
---@field data string
---@field transcript string

---@alias openai.ChatCompletionMessageListItemContentParts
---| openai.ChatCompletionRequestMessageContentPartText
---| openai.ChatCompletionRequestMessageContentPartImage

---@class openai.ChatCompletionMessageListItemFunctionCall
---@field name string
---@field arguments string

---@alias openai.ChatCompletionMessageListItemToolCalls
---| openai.ChatCompletionMessageToolCall
---| openai.ChatCompletionMessageCustomToolCall

---@class openai.ChatCompletionMessageToolCall
---@field id string
---@field type "function"
---@field function openai.ChatCompletionMessageToolCallFunction

---@class openai.ChatCompletionMessageToolCallChunk
---@field index integer
---@field function? openai.ChatCompletionMessageToolCallChunkFunction
---@field id? string
---@field type? "function"

---@class openai.ChatCompletionMessageToolCallChunkFunction
---@field arguments? string
---@field name? string

---@class openai.ChatCompletionMessageToolCallFunction
---@field name string
---@field arguments string

---@class openai.ChatCompletionModeration
---@field input openai.ChatCompletionModerationInput
---@field output openai.ChatCompletionModerationOutput

---@class openai.ChatCompletionModerationError
---@field type "error"
---@field code string
---@field message string

---@alias openai.ChatCompletionModerationInput
---| openai.ChatCompletionModerationResults
---| openai.ChatCompletionModerationError

---@alias openai.ChatCompletionModerationOutput
---| openai.ChatCompletionModerationResults
---| openai.ChatCompletionModerationError

---@class openai.ChatCompletionModerationResults
---@field type "moderation_results"
---@field model string
---@field results openai.ModerationResultBody[]

---@class openai.ChatCompletionNamedToolChoice
---@field type "function"
---@field function openai.ChatCompletionNamedToolChoiceFunction

---@class openai.ChatCompletionNamedToolChoiceCustom
---@field type "custom"
---@field custom openai.ChatCompletionNamedToolChoiceCustomCustom

---@class openai.ChatCompletionNamedToolChoiceCustomCustom
---@field name string

---@class openai.ChatCompletionNamedToolChoiceFunction
---@field name string

---@class openai.ChatCompletionRequestAssistantMessage
---@field role "assistant"
---@field audio? openai.ChatCompletionRequestAssistantMessageAudio
---@field content? string|openai.ChatCompletionRequestAssistantMessageContentPart[] at least 1 item
---@field function_call? openai.ChatCompletionRequestAssistantMessageFunctionCall deprecated
---@field name? string
---@field refusal? string
---@field tool_calls? openai.ChatCompletionRequestAssistantMessageToolCalls[]

---@class openai.ChatCompletionRequestAssistantMessageAudio
---@field id string

---@alias openai.ChatCompletionRequestAssistantMessageContentPart
---| openai.ChatCompletionRequestMessageContentPartText
---| openai.ChatCompletionRequestMessageContentPartRefusal

---@class openai.ChatCompletionRequestAssistantMessageFunctionCall
---@field arguments string
---@field name string

---@alias openai.ChatCompletionRequestAssistantMessageToolCalls
---| openai.ChatCompletionMessageToolCall
---| openai.ChatCompletionMessageCustomToolCall

---@class openai.ChatCompletionRequestDeveloperMessage
---@field content string|openai.ChatCompletionRequestMessageContentPartText[] at least 1 item
---@field role "developer"
---@field name? string

---@class openai.ChatCompletionRequestFunctionMessage
---@field role "function"
---@field content? string
---@field name string

---@alias openai.ChatCompletionRequestMessage
---| openai.ChatCompletionRequestDeveloperMessage
---| openai.ChatCompletionRequestSystemMessage
---| openai.ChatCompletionRequestUserMessage
---| openai.ChatCompletionRequestAssistantMessage
---| openai.ChatCompletionRequestToolMessage
---| openai.ChatCompletionRequestFunctionMessage

---@class openai.ChatCompletionRequestMessageContentPartAudio
---@field type "input_audio"
---@field input_audio openai.ChatCompletionRequestMessageContentPartAudioInputAudio
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@class openai.ChatCompletionRequestMessageContentPartAudioInputAudio
---@field data string
---@field format "wav"|"mp3"

---@class openai.ChatCompletionRequestMessageContentPartFile
---@field type "file"
---@field file openai.ChatCompletionRequestMessageContentPartFileFile
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@class openai.ChatCompletionRequestMessageContentPartFileFile
---@field file_data? string
---@field file_id? string
---@field filename? string

---@class openai.ChatCompletionRequestMessageContentPartImage
---@field type "image_url"
---@field image_url openai.ChatCompletionRequestMessageContentPartImageImageUrl
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@class openai.ChatCompletionRequestMessageContentPartImageImageUrl
---@field url string
---@field detail? "auto"|"low"|"high" default "auto"

---@class openai.ChatCompletionRequestMessageContentPartRefusal
---@field type "refusal"
---@field refusal string

---@class openai.ChatCompletionRequestMessageContentPartText
---@field type "text"
---@field text string
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@class openai.ChatCompletionRequestSystemMessage
---@field content string|openai.ChatCompletionRequestMessageContentPartText[] at least 1 item
---@field role "system"
---@field name? string

---@class openai.ChatCompletionRequestToolMessage
---@field role "tool"
---@field content string|openai.ChatCompletionRequestMessageContentPartText[] at least 1 item
---@field tool_call_id string

---@class openai.ChatCompletionRequestUserMessage
---@field content string|openai.ChatCompletionRequestUserMessageContentPart[] at least 1 item
---@field role "user"
---@field name? string

---@alias openai.ChatCompletionRequestUserMessageContentPart
---| openai.ChatCompletionRequestMessageContentPartText
---| openai.ChatCompletionRequestMessageContentPartImage
---| openai.ChatCompletionRequestMessageContentPartAudio
---| openai.ChatCompletionRequestMessageContentPartFile

---@class openai.ChatCompletionResponseMessage
---@field role "assistant"
---@field content? string
---@field refusal? string
---@field annotations? openai.ChatCompletionResponseMessageAnnotationsItem[]
---@field audio? openai.ChatCompletionResponseMessageAudio
---@field function_call? openai.ChatCompletionResponseMessageFunctionCall deprecated
---@field tool_calls? openai.ChatCompletionResponseMessageToolCalls[]

---@class openai.ChatCompletionResponseMessageAnnotationsItem
---@field type "url_citation"
---@field url_citation openai.ChatCompletionResponseMessageAnnotationsItemUrlCitation

---@class openai.ChatCompletionResponseMessageAnnotationsItemUrlCitation
---@field end_index integer
---@field start_index integer
---@field url string
---@field title string

---@class openai.ChatCompletionResponseMessageAudio
---@field id string
---@field expires_at integer
---@field data string
---@field transcript string

---@class openai.ChatCompletionResponseMessageFunctionCall
---@field name string
---@field arguments string

---@alias openai.ChatCompletionResponseMessageToolCalls
---| openai.ChatCompletionMessageToolCall
---| openai.ChatCompletionMessageCustomToolCall

---@class openai.ChatCompletionStreamResponseDelta
---@field content? string
---@field function_call? openai.ChatCompletionStreamResponseDeltaFunctionCall deprecated
---@field refusal? string
---@field role? "developer"|"system"|"user"|"assistant"|"tool"
---@field tool_calls? openai.ChatCompletionMessageToolCallChunk[]

---@class openai.ChatCompletionStreamResponseDeltaFunctionCall
---@field arguments? string
---@field name? string

---@class openai.ChatCompletionTokenLogprob
---@field token string
---@field logprob number
---@field bytes? integer[]
---@field top_logprobs openai.ChatCompletionTokenLogprobTopLogprobsItem[]

---@class openai.ChatCompletionTokenLogprobTopLogprobsItem
---@field token string
---@field logprob number
---@field bytes? integer[]

---@alias openai.ChatCompletionToolChoiceOption
---| "none"
---| "auto"
---| "required"
---| openai.ChatCompletionAllowedToolsChoice
---| openai.ChatCompletionNamedToolChoice
---| openai.ChatCompletionNamedToolChoiceCustom

---@class openai.CustomToolChatCompletions
---@field type "custom"
---@field custom openai.CustomToolChatCompletionsCustom

---@class openai.CustomToolChatCompletionsCustom
---@field name string
---@field description? string
---@field format? openai.CustomToolChatCompletionsCustomFormat

---@alias openai.CustomToolChatCompletionsCustomFormat
---| openai.CustomToolChatCompletionsCustomFormatTextFormat
---| openai.CustomToolChatCompletionsCustomFormatGrammarFormat

---@class openai.CustomToolChatCompletionsCustomFormatGrammarFormat
---@field type "grammar"
---@field grammar openai.CustomToolChatCompletionsCustomFormatGrammarFormatGrammar

---@class openai.CustomToolChatCompletionsCustomFormatGrammarFormatGrammar
---@field definition string
---@field syntax "lark"|"regex"

---@class openai.CustomToolChatCompletionsCustomFormatTextFormat
---@field type "text"

---@class openai.PredictionContent
---@field type "content"
---@field content string|openai.ChatCompletionRequestMessageContentPartText[] at least 1 item

---@alias openai.ServiceTier
---| "auto"
---| "default"
---| "flex"
---| "scale"
---| "priority"
---| "fast"

---@alias openai.WebSearchContextSize
---| "low"
---| "medium"
---| "high"

---@class openai.WebSearchLocation
---@field city? string
---@field country? string
---@field region? string
---@field timezone? string
