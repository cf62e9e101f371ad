---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Responses
---@field input_items openai.resource.ResponsesInputItems
---@field input_tokens openai.resource.ResponsesInputTokens
local responses = {}

---`POST /responses/{response_id}/cancel` (cancelResponse)
---@param response_id string|openai.ResponseObject
---@param options? openai.CallOptions
---@return openai.ResponseObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function responses:cancel(response_id, options) end

---`POST /responses/compact` (Compactconversation)
---@param params? openai.ResponseCompactParams
---@param options? openai.CallOptions
---@return openai.Compact? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function responses:compact(params, options) end

---`POST /responses` (createResponse)
---@param params? openai.ResponseCreateParams
---@param options? openai.CallOptions
---@return openai.ResponseObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.Responses, params: openai.ResponseCreateStreamingParams, options?: openai.CallOptions): openai.ResponseCreateStream?, openai.Error|openai.Response|nil
function responses:create(params, options) end

---`DELETE /responses/{response_id}` (deleteResponse)
---@param response_id string|openai.ResponseObject
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function responses:delete(response_id, options) end

---`GET /responses/{response_id}` (getResponse)
---@param response_id string|openai.ResponseObject
---@param params? openai.ResponseRetrieveParams
---@param options? openai.CallOptions
---@return openai.ResponseObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.Responses, response_id: string|openai.ResponseObject, params: openai.ResponseRetrieveStreamingParams, options?: openai.CallOptions): openai.ResponseRetrieveStream?, openai.Error|openai.Response|nil
function responses:retrieve(response_id, params, options) end

---@class openai.resource.ResponsesInputItems
local responses_input_items = {}

---`GET /responses/{response_id}/input_items` (listInputItems)
---@param response_id string|openai.ResponseObject
---@param params? openai.ResponseInputItemListParams
---@param options? openai.CallOptions
---@return openai.ItemResourcePager pager
function responses_input_items:list(response_id, params, options) end

---@class openai.resource.ResponsesInputTokens
local responses_input_tokens = {}

---`POST /responses/input_tokens` (Getinputtokencounts)
---@param params? openai.ResponseInputTokenCountParams
---@param options? openai.CallOptions
---@return openai.TokenCounts? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function responses_input_tokens:count(params, options) end

---@class openai.ResponseCompactParams
---@field model? openai.ModelIdsCompaction
---@field input? string|openai.InputItem[] at most 10,485,760 characters
---@field instructions? string
---@field previous_response_id? string
---@field prompt_cache_key? string at most 64 characters
---@field prompt_cache_options? openai.PromptCacheOptionsParam
---@field prompt_cache_retention? openai.PromptCacheRetentionEnum
---@field service_tier? openai.ServiceTierEnum

---@class openai.ResponseCreateParams
---@field background? boolean default false
---@field context_management? openai.ContextManagementParam[] at least 1 item
---@field conversation? openai.ConversationParam
---@field include? openai.IncludeEnum[]
---@field input? openai.InputParam
---@field instructions? string
---@field max_output_tokens? integer at least 16
---@field max_tool_calls? integer
---@field metadata? table<string, string>
---@field model? openai.ModelIdsResponses
---@field moderation? openai.ModerationParam
---@field parallel_tool_calls? boolean default true
---@field previous_response_id? string
---@field prompt? openai.Prompt
---@field prompt_cache_key? string
---@field prompt_cache_options? openai.PromptCacheOptionsParam
---@field prompt_cache_retention? "in_memory"|"24h" deprecated
---@field reasoning? openai.Reasoning
---@field safety_identifier? string at most 64 characters
---@field service_tier? openai.ServiceTierResponses default "auto"
---@field store? boolean default true
---@field stream? boolean default false
---@field stream_options? openai.ResponseStreamOptions
---@field temperature? number default 1; 0 to 2
---@field text? openai.ResponseTextParam
---@field tool_choice? openai.ToolChoiceParam
---@field tools? openai.Tool[]
---@field top_logprobs? integer 0 to 20
---@field top_p? number default 1; 0 to 1
---@field truncation? "auto"|"disabled" default "disabled"; deprecated
---@field user? string deprecated

---@class openai.ResponseCreateStreamingParams: openai.ResponseCreateParams
---@field stream true

---@class openai.ResponseCreateStream: openai.Stream
---@field next fun(self: openai.ResponseCreateStream): openai.ResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.ResponseCreateStream): fun(): openai.ResponseStreamEvent?, string?
---@field poll fun(self: openai.ResponseCreateStream): openai.ResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.ResponseCreateStream): openai.ResponseObject?, openai.Error?

---@class openai.ResponseRetrieveParams
---@field include? openai.IncludeEnum[]
---@field stream? boolean
---@field starting_after? integer
---@field include_obfuscation? boolean

---@class openai.ResponseRetrieveStreamingParams: openai.ResponseRetrieveParams
---@field stream true

---@class openai.ResponseRetrieveStream: openai.Stream
---@field next fun(self: openai.ResponseRetrieveStream): openai.ResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.ResponseRetrieveStream): fun(): openai.ResponseStreamEvent?, string?
---@field poll fun(self: openai.ResponseRetrieveStream): openai.ResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.ResponseRetrieveStream): openai.ResponseObject?, openai.Error?

---@class openai.ResponseInputItemListParams
---@field limit? integer default 20
---@field order? "asc"|"desc"
---@field after? string
---@field include? openai.IncludeEnum[]

---@class openai.ResponseInputTokenCountParams
---@field conversation? openai.ConversationParam
---@field input? string|openai.InputItem[] at most 10,485,760 characters
---@field instructions? string
---@field model? string
---@field parallel_tool_calls? boolean
---@field personality? openai.PersonalityEnum
---@field previous_response_id? string
---@field reasoning? openai.Reasoning
---@field text? openai.ResponseTextParam
---@field tool_choice? openai.ToolChoiceParam
---@field tools? openai.Tool[]
---@field truncation? openai.TruncationEnum

---@class openai.ItemResourcePager: openai.Pager
---@overload fun(): openai.ItemResource?
---@field next fun(self: openai.ItemResourcePager): openai.ItemResource?, openai.Error?
---@field collect fun(self: openai.ItemResourcePager, max?: integer): openai.ItemResource[]?, openai.Error?

---@class openai.Compact
---@field id string
---@field object "response.compaction" default "response.compaction"
---@field output openai.ItemField[]
---@field created_at integer
---@field usage openai.ResponseUsage

---@class openai.ContextManagementParam
---@field type string
---@field compact_threshold? integer at least 1,000

---@alias openai.ConversationParam
---| string
---| openai.ConversationParam2

---@class openai.ConversationParam2
---@field id string

---@class openai.CustomToolCallOutputResource
---@field type "custom_tool_call_output"
---@field call_id string
---@field output string|openai.FunctionAndCustomToolCallOutput[]
---@field id string
---@field status openai.FunctionCallOutputStatusEnum
---@field caller? openai.ToolCallCallerParam
---@field created_by? string

---@class openai.CustomToolCallResource
---@field type "custom_tool_call"
---@field call_id string
---@field name string
---@field input string
---@field id string
---@field status openai.FunctionCallStatus
---@field caller? openai.ToolCallCaller
---@field created_by? string
---@field namespace? string

---@class openai.FunctionToolCallOutput
---@field type "function_call_output"
---@field output string|openai.FunctionAndCustomToolCallOutput[]
---@field call_id? string
---@field caller? openai.ToolCallCallerParam
---@field id? string
---@field name? string
---@field namespace? string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.InputMessageResource
---@field role "user"|"system"|"developer"
---@field content openai.InputContent[]
---@field id string
---@field type "message"
---@field status? "in_progress"|"completed"|"incomplete"

---@alias openai.InputParam
---| string
---| openai.InputItem[]

---@alias openai.ItemField
---| openai.Message
---| openai.Program
---| openai.ProgramOutput
---| openai.FunctionToolCall
---| openai.ToolSearchCall
---| openai.ToolSearchOutput
---| openai.AdditionalTools
---| openai.FunctionToolCallOutput
---| openai.FileSearchToolCall
---| openai.WebSearchToolCall
---| openai.ImageGenToolCall
---| openai.ComputerToolCall
---| openai.ComputerToolCallOutputResource
---| openai.ReasoningItem
---| openai.CompactionBody
---| openai.CodeInterpreterToolCall
---| openai.LocalShellToolCall
---| openai.LocalShellToolCallOutput
---| openai.FunctionShellCall
---| openai.FunctionShellCallOutput
---| openai.ApplyPatchToolCall
---| openai.ApplyPatchToolCallOutput
---| openai.MCPListTools
---| openai.MCPApprovalRequest
---| openai.MCPApprovalResponseResource
---| openai.MCPToolCall
---| openai.CustomToolCall
---| openai.CustomToolCallOutput

---@alias openai.ItemResource
---| openai.InputMessageResource
---| openai.OutputMessage
---| openai.FileSearchToolCall
---| openai.ComputerToolCall
---| openai.ComputerToolCallOutputResource
---| openai.WebSearchToolCall
---| openai.FunctionToolCallResource
---| openai.FunctionToolCallOutputResource
---| openai.ToolSearchCall
---| openai.ToolSearchOutput
---| openai.AdditionalTools
---| openai.ReasoningItem
---| openai.Program
---| openai.ProgramOutput
---| openai.CompactionBody
---| openai.ImageGenToolCall
---| openai.CodeInterpreterToolCall
---| openai.LocalShellToolCall
---| openai.LocalShellToolCallOutput
---| openai.FunctionShellCall
---| openai.FunctionShellCallOutput
---| openai.ApplyPatchToolCall
---| openai.ApplyPatchToolCallOutput
---| openai.MCPListTools
---| openai.MCPApprovalRequest
---| openai.MCPApprovalResponseResource
---| openai.MCPToolCall
---| openai.CustomToolCallResource
---| openai.CustomToolCallOutputResource

---@alias openai.ModelIdsCompaction
---| openai.ModelIdsResponses
---| string

---@alias openai.ModelIdsResponses
---| openai.ModelIdsShared
---| "o1-pro"
---| "o1-pro-2025-03-19"
---| "o3-pro"
---| "o3-pro-2025-06-10"
---| "o3-deep-research"
---| "o3-deep-research-2025-06-26"
---| "o4-mini-deep-research"
---| "o4-mini-deep-research-2025-06-26"
---| "computer-use-preview"
---| "computer-use-preview-2025-03-11"
---| "gpt-5.5-pro"
---| "gpt-5.5-pro-2026-04-23"
---| "gpt-5-codex"
---| "gpt-5-pro"
---| "gpt-5-pro-2025-10-06"
---| "gpt-5.1-codex-max"
---| "gpt-daybreak-blue-latest"
---| "gpt-daybreak-red-latest"
---| "gpt-5.6-cyber"

---@class openai.Moderation
---@field input openai.ModerationResultBody|openai.ModerationErrorBody
---@field output openai.ModerationResultBody|openai.ModerationErrorBody

---@class openai.ModerationErrorBody
---@field type "error" default "error"
---@field code string
---@field message string

---@alias openai.OutputContent
---| openai.OutputTextContent
---| openai.RefusalContent
---| openai.ReasoningTextContent

---@alias openai.OutputItem
---| openai.OutputMessage
---| openai.FileSearchToolCall
---| openai.FunctionToolCall
---| openai.FunctionToolCallOutputResource
---| openai.WebSearchToolCall
---| openai.ComputerToolCall
---| openai.ComputerToolCallOutputResource
---| openai.ReasoningItem
---| openai.Program
---| openai.ProgramOutput
---| openai.ToolSearchCall
---| openai.ToolSearchOutput
---| openai.AdditionalTools
---| openai.CompactionBody
---| openai.ImageGenToolCall
---| openai.CodeInterpreterToolCall
---| openai.LocalShellToolCall
---| openai.LocalShellToolCallOutput
---| openai.FunctionShellCall
---| openai.FunctionShellCallOutput
---| openai.ApplyPatchToolCall
---| openai.ApplyPatchToolCallOutput
---| openai.MCPToolCall
---| openai.MCPListTools
---| openai.MCPApprovalRequest
---| openai.MCPApprovalResponseResource
---| openai.CustomToolCall
---| openai.CustomToolCallOutputResource

---@alias openai.PersonalityEnum
---| string
---| "friendly"
---| "pragmatic"

---@class openai.PromptCacheOptions
---@field ttl "30m"
---@field mode openai.PromptCacheModeEnum

---@alias openai.PromptCacheRetentionEnum
---| "in_memory"
---| "24h"

---@class openai.Reasoning
---@field context? "auto"|"current_turn"|"all_turns"
---@field effort? openai.ReasoningEffort default "medium"
---@field generate_summary? "auto"|"concise"|"detailed" deprecated
---@field mode? openai.ReasoningModeEnum
---@field summary? "auto"|"concise"|"detailed"

---@alias openai.ReasoningModeEnum
---| string
---| "standard"
---| "pro"

---@class openai.ResponseAudioDeltaEvent
---@field type "response.audio.delta"
---@field delta string
---@field sequence_number integer

---@class openai.ResponseAudioDoneEvent
---@field type "response.audio.done"
---@field sequence_number integer

---@class openai.ResponseAudioTranscriptDeltaEvent
---@field type "response.audio.transcript.delta"
---@field delta string
---@field sequence_number integer

---@class openai.ResponseAudioTranscriptDoneEvent
---@field type "response.audio.transcript.done"
---@field sequence_number integer

---@class openai.ResponseCodeInterpreterCallCodeDeltaEvent
---@field type "response.code_interpreter_call_code.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer

---@class openai.ResponseCodeInterpreterCallCodeDoneEvent
---@field type "response.code_interpreter_call_code.done"
---@field output_index integer
---@field item_id string
---@field code string
---@field sequence_number integer

---@class openai.ResponseCodeInterpreterCallCompletedEvent
---@field type "response.code_interpreter_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseCodeInterpreterCallInProgressEvent
---@field type "response.code_interpreter_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseCodeInterpreterCallInterpretingEvent
---@field type "response.code_interpreter_call.interpreting"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseCompletedEvent
---@field type "response.completed"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseContentPartAddedEvent
---@field type "response.content_part.added"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field part openai.OutputContent
---@field sequence_number integer

---@class openai.ResponseContentPartDoneEvent
---@field type "response.content_part.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field part openai.OutputContent
---@field sequence_number integer

---@class openai.ResponseConversation
---@field id string

---@class openai.ResponseCreatedEvent
---@field type "response.created"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseCustomToolCallInputDeltaEvent
---@field type "response.custom_tool_call_input.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer

---@class openai.ResponseCustomToolCallInputDoneEvent
---@field type "response.custom_tool_call_input.done"
---@field output_index integer
---@field item_id string
---@field input string
---@field sequence_number integer

---@class openai.ResponseError
---@field code openai.ResponseErrorCode
---@field message string

---@alias openai.ResponseErrorCode
---| "server_error"
---| "rate_limit_exceeded"
---| "invalid_prompt"
---| "data_residency_mismatch"
---| "bio_policy"
---| "vector_store_timeout"
---| "invalid_image"
---| "invalid_image_format"
---| "invalid_base64_image"
---| "invalid_image_url"
---| "image_too_large"
---| "image_too_small"
---| "image_parse_error"
---| "image_content_policy_violation"
---| "invalid_image_mode"
---| "image_file_too_large"
---| "unsupported_image_media_type"
---| "empty_image_file"
---| "failed_to_download_image"
---| "image_file_not_found"

---@class openai.ResponseErrorEvent
---@field type "error"
---@field code? string
---@field message string
---@field param? string
---@field sequence_number integer

---@class openai.ResponseFailedEvent
---@field type "response.failed"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseFileSearchCallCompletedEvent
---@field type "response.file_search_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseFileSearchCallInProgressEvent
---@field type "response.file_search_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseFileSearchCallSearchingEvent
---@field type "response.file_search_call.searching"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseFunctionCallArgumentsDeltaEvent
---@field type "response.function_call_arguments.delta"
---@field item_id string
---@field output_index integer
---@field delta string
---@field sequence_number integer

---@class openai.ResponseFunctionCallArgumentsDoneEvent
---@field type "response.function_call_arguments.done"
---@field item_id string
---@field name string
---@field output_index integer
---@field arguments string
---@field sequence_number integer

---@class openai.ResponseImageGenCallCompletedEvent
---@field type "response.image_generation_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseImageGenCallGeneratingEvent
---@field type "response.image_generation_call.generating"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseImageGenCallInProgressEvent
---@field type "response.image_generation_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseImageGenCallPartialImageEvent
---@field type "response.image_generation_call.partial_image"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field partial_image_index integer
---@field partial_image_b64 string
---@field background? string
---@field output_format? string
---@field quality? string
---@field size? string

---@class openai.ResponseInProgressEvent
---@field type "response.in_progress"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseIncompleteEvent
---@field type "response.incomplete"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseLogProb
---@field token string
---@field logprob number
---@field top_logprobs? openai.ResponseLogProbTopLogprobsItem[]

---@class openai.ResponseLogProbTopLogprobsItem
---@field logprob? number
---@field token? string

---@class openai.ResponseMCPCallArgumentsDeltaEvent
---@field type "response.mcp_call_arguments.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer

---@class openai.ResponseMCPCallArgumentsDoneEvent
---@field type "response.mcp_call_arguments.done"
---@field output_index integer
---@field item_id string
---@field arguments string
---@field sequence_number integer

---@class openai.ResponseMCPCallCompletedEvent
---@field type "response.mcp_call.completed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer

---@class openai.ResponseMCPCallFailedEvent
---@field type "response.mcp_call.failed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer

---@class openai.ResponseMCPCallInProgressEvent
---@field type "response.mcp_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseMCPListToolsCompletedEvent
---@field type "response.mcp_list_tools.completed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer

---@class openai.ResponseMCPListToolsFailedEvent
---@field type "response.mcp_list_tools.failed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer

---@class openai.ResponseMCPListToolsInProgressEvent
---@field type "response.mcp_list_tools.in_progress"
---@field item_id string
---@field output_index integer
---@field sequence_number integer

---@class openai.ResponseObject
---@field id string
---@field object "response"
---@field created_at number
---@field error? openai.ResponseError
---@field incomplete_details? openai.ResponseObjectIncompleteDetails
---@field instructions? string|openai.InputItem[]
---@field model openai.ModelIdsResponses
---@field tools openai.Tool[]
---@field output openai.OutputItem[]
---@field parallel_tool_calls boolean default true
---@field metadata? table<string, string>
---@field tool_choice openai.ToolChoiceParam
---@field temperature? number default 1; 0 to 2
---@field top_p? number default 1; 0 to 1
---@field background? boolean default false
---@field completed_at? number
---@field conversation? openai.ResponseConversation
---@field max_output_tokens? integer
---@field max_tool_calls? integer
---@field moderation? openai.Moderation
---@field output_text? string
---@field previous_response_id? string
---@field prompt? openai.Prompt
---@field prompt_cache_key? string
---@field prompt_cache_options? openai.PromptCacheOptions
---@field prompt_cache_retention? "in_memory"|"24h" deprecated
---@field reasoning? openai.Reasoning
---@field safety_identifier? string at most 64 characters
---@field service_tier? openai.ServiceTierResponses default "auto"
---@field status? "completed"|"failed"|"in_progress"|"cancelled"|"queued"|"incomplete"
---@field text? openai.ResponseTextParam
---@field top_logprobs? integer 0 to 20
---@field truncation? "auto"|"disabled" default "disabled"
---@field usage? openai.ResponseUsage
---@field user? string deprecated

---@class openai.ResponseObjectIncompleteDetails
---@field reason? "max_output_tokens"|"content_filter"

---@class openai.ResponseOutputItemAddedEvent
---@field type "response.output_item.added"
---@field output_index integer
---@field item openai.OutputItem
---@field sequence_number integer

---@class openai.ResponseOutputItemDoneEvent
---@field type "response.output_item.done"
---@field output_index integer
---@field item openai.OutputItem
---@field sequence_number integer

---@class openai.ResponseOutputTextAnnotationAddedEvent
---@field type "response.output_text.annotation.added"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field annotation_index integer
---@field annotation? openai.Annotation
---@field sequence_number integer

---@class openai.ResponseQueuedEvent
---@field type "response.queued"
---@field response openai.ResponseObject
---@field sequence_number integer

---@class openai.ResponseReasoningSummaryPartAddedEvent
---@field type "response.reasoning_summary_part.added"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field part openai.ResponseReasoningSummaryPartAddedEventPart
---@field sequence_number integer

---@class openai.ResponseReasoningSummaryPartAddedEventPart
---@field type "summary_text"
---@field text string

---@class openai.ResponseReasoningSummaryPartDoneEvent
---@field type "response.reasoning_summary_part.done"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field part openai.ResponseReasoningSummaryPartDoneEventPart
---@field sequence_number integer
---@field status? "incomplete"

---@class openai.ResponseReasoningSummaryPartDoneEventPart
---@field type "summary_text"
---@field text string

---@class openai.ResponseReasoningSummaryTextDeltaEvent
---@field type "response.reasoning_summary_text.delta"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field delta string
---@field sequence_number integer

---@class openai.ResponseReasoningSummaryTextDoneEvent
---@field type "response.reasoning_summary_text.done"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field text string
---@field sequence_number integer

---@class openai.ResponseReasoningTextDeltaEvent
---@field type "response.reasoning_text.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer

---@class openai.ResponseReasoningTextDoneEvent
---@field type "response.reasoning_text.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field text string
---@field sequence_number integer

---@class openai.ResponseRefusalDeltaEvent
---@field type "response.refusal.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer

---@class openai.ResponseRefusalDoneEvent
---@field type "response.refusal.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field refusal string
---@field sequence_number integer

---@class openai.ResponseShellCallCommandAddedStreamingEvent
---@field type "response.shell_call_command.added" default "response.shell_call_command.added"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field command string

---@class openai.ResponseShellCallCommandDeltaStreamingEvent
---@field type "response.shell_call_command.delta" default "response.shell_call_command.delta"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field delta string
---@field obfuscation? string

---@class openai.ResponseShellCallCommandDoneStreamingEvent
---@field type "response.shell_call_command.done" default "response.shell_call_command.done"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field command string

---@class openai.ResponseShellCallOutputContentDeltaStreamingEvent
---@field type "response.shell_call_output_content.delta" default "response.shell_call_output_content.delta"
---@field sequence_number integer
---@field item_id string
---@field output_index integer
---@field command_index integer
---@field delta openai.ShellCallOutputDelta

---@class openai.ResponseShellCallOutputContentDoneStreamingEvent
---@field type "response.shell_call_output_content.done" default "response.shell_call_output_content.done"
---@field sequence_number integer
---@field item_id string
---@field output_index integer
---@field command_index integer
---@field output openai.FunctionShellCallOutputContent[]

---@alias openai.ResponseStreamEvent
---| openai.ResponseAudioDeltaEvent
---| openai.ResponseAudioDoneEvent
---| openai.ResponseAudioTranscriptDeltaEvent
---| openai.ResponseAudioTranscriptDoneEvent
---| openai.ResponseCodeInterpreterCallCodeDeltaEvent
---| openai.ResponseCodeInterpreterCallCodeDoneEvent
---| openai.ResponseCodeInterpreterCallCompletedEvent
---| openai.ResponseCodeInterpreterCallInProgressEvent
---| openai.ResponseCodeInterpreterCallInterpretingEvent
---| openai.ResponseCompletedEvent
---| openai.ResponseContentPartAddedEvent
---| openai.ResponseContentPartDoneEvent
---| openai.ResponseCreatedEvent
---| openai.ResponseErrorEvent
---| openai.ResponseFileSearchCallCompletedEvent
---| openai.ResponseFileSearchCallInProgressEvent
---| openai.ResponseFileSearchCallSearchingEvent
---| openai.ResponseFunctionCallArgumentsDeltaEvent
---| openai.ResponseFunctionCallArgumentsDoneEvent
---| openai.ResponseShellCallCommandAddedStreamingEvent
---| openai.ResponseShellCallCommandDeltaStreamingEvent
---| openai.ResponseShellCallCommandDoneStreamingEvent
---| openai.ResponseShellCallOutputContentDeltaStreamingEvent
---| openai.ResponseShellCallOutputContentDoneStreamingEvent
---| openai.ResponseInProgressEvent
---| openai.ResponseFailedEvent
---| openai.ResponseIncompleteEvent
---| openai.ResponseOutputItemAddedEvent
---| openai.ResponseOutputItemDoneEvent
---| openai.ResponseReasoningSummaryPartAddedEvent
---| openai.ResponseReasoningSummaryPartDoneEvent
---| openai.ResponseReasoningSummaryTextDeltaEvent
---| openai.ResponseReasoningSummaryTextDoneEvent
---| openai.ResponseReasoningTextDeltaEvent
---| openai.ResponseReasoningTextDoneEvent
---| openai.ResponseRefusalDeltaEvent
---| openai.ResponseRefusalDoneEvent
---| openai.ResponseTextDeltaEvent
---| openai.ResponseTextDoneEvent
---| openai.ResponseWebSearchCallCompletedEvent
---| openai.ResponseWebSearchCallInProgressEvent
---| openai.ResponseWebSearchCallSearchingEvent
---| openai.ResponseImageGenCallCompletedEvent
---| openai.ResponseImageGenCallGeneratingEvent
---| openai.ResponseImageGenCallInProgressEvent
---| openai.ResponseImageGenCallPartialImageEvent
---| openai.ResponseMCPCallArgumentsDeltaEvent
---| openai.ResponseMCPCallArgumentsDoneEvent
---| openai.ResponseMCPCallCompletedEvent
---| openai.ResponseMCPCallFailedEvent
---| openai.ResponseMCPCallInProgressEvent
---| openai.ResponseMCPListToolsCompletedEvent
---| openai.ResponseMCPListToolsFailedEvent
---| openai.ResponseMCPListToolsInProgressEvent
---| openai.ResponseOutputTextAnnotationAddedEvent
---| openai.ResponseQueuedEvent
---| openai.ResponseCustomToolCallInputDeltaEvent
---| openai.ResponseCustomToolCallInputDoneEvent

---@class openai.ResponseStreamOptions
---@field include_obfuscation? boolean

---@class openai.ResponseTextDeltaEvent
---@field type "response.output_text.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer
---@field logprobs openai.ResponseLogProb[]

---@class openai.ResponseTextDoneEvent
---@field type "response.output_text.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field text string
---@field sequence_number integer
---@field logprobs openai.ResponseLogProb[]

---@class openai.ResponseTextParam
---@field format? openai.TextResponseFormatConfiguration
---@field verbosity? openai.Verbosity default "medium"

---@class openai.ResponseUsage
---@field input_tokens integer
---@field input_tokens_details openai.ResponseUsageInputTokensDetails
---@field output_tokens integer
---@field output_tokens_details openai.ResponseUsageOutputTokensDetails
---@field total_tokens integer

---@class openai.ResponseUsageInputTokensDetails
---@field cached_tokens integer
---@field cache_write_tokens integer

---@class openai.ResponseUsageOutputTokensDetails
---@field reasoning_tokens integer

---@class openai.ResponseWebSearchCallCompletedEvent
---@field type "response.web_search_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseWebSearchCallInProgressEvent
---@field type "response.web_search_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@class openai.ResponseWebSearchCallSearchingEvent
---@field type "response.web_search_call.searching"
---@field output_index integer
---@field item_id string
---@field sequence_number integer

---@alias openai.ServiceTierEnum
---| "auto"
---| "default"
---| "fast"
---| "flex"
---| "priority"

---@alias openai.ServiceTierResponses
---| "auto"
---| "default"
---| "flex"
---| "scale"
---| "priority"
---| "fast"
---| "ultrafast"

---@class openai.ShellCallOutputDelta
---@field stderr? string
---@field stdout? string

---@class openai.SpecificApplyPatchParam
---@field type "apply_patch" default "apply_patch"

---@class openai.SpecificFunctionShellParam
---@field type "shell" default "shell"

---@class openai.SpecificProgrammaticToolCallingParam
---@field type "programmatic_tool_calling" default "programmatic_tool_calling"

---@class openai.TokenCounts
---@field object "response.input_tokens" default "response.input_tokens"
---@field input_tokens integer

---@class openai.ToolChoiceAllowed
---@field type "allowed_tools"
---@field mode "auto"|"required"
---@field tools table[]

---@class openai.ToolChoiceCustom
---@field type "custom"
---@field name string

---@alias openai.ToolChoiceParam
---| openai.ToolChoiceOptions
---| openai.ToolChoiceAllowed
---| openai.ToolChoiceTypes
---| openai.ToolChoiceFunction
---| openai.ToolChoiceMCP
---| openai.ToolChoiceCustom
---| openai.SpecificProgrammaticToolCallingParam
---| openai.SpecificApplyPatchParam
---| openai.SpecificFunctionShellParam

---@class openai.ToolChoiceTypes
---@field type openai.ToolChoiceTypesType

---@alias openai.ToolChoiceTypesType
---| "file_search"
---| "web_search_preview"
---| "computer"
---| "computer_use_preview"
---| "computer_use"
---| "web_search_preview_2025_03_11"
---| "image_generation"
---| "code_interpreter"

---@alias openai.TruncationEnum
---| "auto"
---| "disabled"
