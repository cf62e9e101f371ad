---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Beta
---@field assistants openai.resource.BetaAssistants
---@field chatkit openai.resource.BetaChatkit
---@field realtime openai.resource.BetaRealtime
---@field responses openai.resource.BetaResponses
---@field threads openai.resource.BetaThreads
local beta = {}

---@class openai.resource.BetaAssistants
local beta_assistants = {}

---`POST /assistants` (createAssistant)
---@deprecated
---@param params openai.BetaAssistantCreateParams
---@param options? openai.CallOptions
---@return openai.Assistant? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_assistants:create(params, options) end

---`DELETE /assistants/{assistant_id}` (deleteAssistant)
---@deprecated
---@param assistant_id string|openai.Assistant
---@param options? openai.CallOptions
---@return openai.DeleteAssistantResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_assistants:delete(assistant_id, options) end

---`GET /assistants` (listAssistants)
---@deprecated
---@param params? openai.BetaAssistantListParams
---@param options? openai.CallOptions
---@return openai.AssistantPager pager
function beta_assistants:list(params, options) end

---`GET /assistants/{assistant_id}` (getAssistant)
---@deprecated
---@param assistant_id string|openai.Assistant
---@param options? openai.CallOptions
---@return openai.Assistant? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_assistants:retrieve(assistant_id, options) end

---`POST /assistants/{assistant_id}` (modifyAssistant)
---@deprecated
---@param assistant_id string|openai.Assistant
---@param params? openai.BetaAssistantUpdateParams
---@param options? openai.CallOptions
---@return openai.Assistant? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_assistants:update(assistant_id, params, options) end

---@class openai.resource.BetaChatkit
---@field sessions openai.resource.BetaChatkitSessions
---@field threads openai.resource.BetaChatkitThreads
local beta_chatkit = {}

---@class openai.resource.BetaChatkitSessions
local beta_chatkit_sessions = {}

---`POST /chatkit/sessions/{session_id}/cancel` (CancelChatSessionMethod)
---@param session_id string
---@param options? openai.CallOptions
---@return openai.ChatSession? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_chatkit_sessions:cancel(session_id, options) end

---`POST /chatkit/sessions` (CreateChatSessionMethod)
---@param params openai.BetaChatkitSessionCreateParams
---@param options? openai.CallOptions
---@return openai.ChatSession? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_chatkit_sessions:create(params, options) end

---@class openai.resource.BetaChatkitThreads
local beta_chatkit_threads = {}

---`DELETE /chatkit/threads/{thread_id}` (DeleteThreadMethod)
---@param thread_id string|openai.ChatKitThread
---@param options? openai.CallOptions
---@return openai.DeletedThread? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_chatkit_threads:delete(thread_id, options) end

---`GET /chatkit/threads` (ListThreadsMethod)
---@param params? openai.BetaChatkitThreadListParams
---@param options? openai.CallOptions
---@return openai.ChatKitThreadPager pager
function beta_chatkit_threads:list(params, options) end

---`GET /chatkit/threads/{thread_id}/items` (ListThreadItemsMethod)
---@param thread_id string|openai.ChatKitThread
---@param params? openai.BetaChatkitThreadListItemsParams
---@param options? openai.CallOptions
---@return openai.ThreadItemPager pager
function beta_chatkit_threads:list_items(thread_id, params, options) end

---`GET /chatkit/threads/{thread_id}` (GetThreadMethod)
---@param thread_id string|openai.ChatKitThread
---@param options? openai.CallOptions
---@return openai.ChatKitThread? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_chatkit_threads:retrieve(thread_id, options) end

---@class openai.resource.BetaRealtime
---@field sessions openai.resource.BetaRealtimeSessions
---@field transcription_sessions openai.resource.BetaRealtimeTranscriptionSessions
local beta_realtime = {}

---@class openai.resource.BetaRealtimeSessions
local beta_realtime_sessions = {}

---`POST /realtime/sessions` (create-realtime-session)
---@param params openai.BetaRealtimeSessionCreateParams
---@param options? openai.CallOptions
---@return openai.RealtimeSessionCreateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_realtime_sessions:create(params, options) end

---@class openai.resource.BetaRealtimeTranscriptionSessions
local beta_realtime_transcription_sessions = {}

---`POST /realtime/transcription_sessions` (create-realtime-transcription-session)
---@param params? openai.BetaRealtimeTranscriptionSessionCreateParams
---@param options? openai.CallOptions
---@return openai.RealtimeTranscriptionSessionCreateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_realtime_transcription_sessions:create(params, options) end

---@class openai.resource.BetaResponses
---@field input_items openai.resource.BetaResponsesInputItems
---@field input_tokens openai.resource.BetaResponsesInputTokens
local beta_responses = {}

---`POST /responses/{response_id}/cancel?beta=true` (beta_cancelResponse)
---@param response_id string|openai.ResponseObject
---@param options? openai.CallOptions
---@return openai.BetaResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_responses:cancel(response_id, options) end

---`POST /responses/compact?beta=true` (beta_Compactconversation)
---@param params? openai.BetaResponseCompactParams
---@param options? openai.CallOptions
---@return openai.BetaCompact? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_responses:compact(params, options) end

---`POST /responses?beta=true` (beta_createResponse)
---@param params? openai.BetaResponseCreateParams
---@param options? openai.CallOptions
---@return openai.BetaResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.BetaResponses, params: openai.BetaResponseCreateStreamingParams, options?: openai.CallOptions): openai.BetaResponseCreateStream?, openai.Error|openai.Response|nil
function beta_responses:create(params, options) end

---`DELETE /responses/{response_id}?beta=true` (beta_deleteResponse)
---@param response_id string|openai.ResponseObject
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_responses:delete(response_id, options) end

---`GET /responses/{response_id}?beta=true` (beta_getResponse)
---@param response_id string|openai.ResponseObject
---@param params? openai.BetaResponseRetrieveParams
---@param options? openai.CallOptions
---@return openai.BetaResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.BetaResponses, response_id: string|openai.ResponseObject, params: openai.BetaResponseRetrieveStreamingParams, options?: openai.CallOptions): openai.BetaResponseRetrieveStream?, openai.Error|openai.Response|nil
function beta_responses:retrieve(response_id, params, options) end

---@class openai.resource.BetaResponsesInputItems
local beta_responses_input_items = {}

---`GET /responses/{response_id}/input_items?beta=true` (beta_listInputItems)
---@param response_id string|openai.ResponseObject
---@param params? openai.BetaResponseInputItemListParams
---@param options? openai.CallOptions
---@return openai.BetaItemResourcePager pager
function beta_responses_input_items:list(response_id, params, options) end

---@class openai.resource.BetaResponsesInputTokens
local beta_responses_input_tokens = {}

---`POST /responses/input_tokens?beta=true` (beta_Getinputtokencounts)
---@param params? openai.BetaResponseInputTokenCountParams
---@param options? openai.CallOptions
---@return openai.BetaTokenCounts? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_responses_input_tokens:count(params, options) end

---@class openai.resource.BetaThreads
---@field messages openai.resource.BetaThreadsMessages
---@field runs openai.resource.BetaThreadsRuns
local beta_threads = {}

---`POST /threads` (createThread)
---@param params? openai.BetaThreadCreateParams
---@param options? openai.CallOptions
---@return openai.Thread? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads:create(params, options) end

---`POST /threads/runs` (createThreadAndRun)
---@param params openai.BetaThreadCreateAndRunParams
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.BetaThreads, params: openai.BetaThreadCreateAndRunStreamingParams, options?: openai.CallOptions): openai.BetaThreadCreateAndRunStream?, openai.Error|openai.Response|nil
function beta_threads:create_and_run(params, options) end

---`DELETE /threads/{thread_id}` (deleteThread)
---@param thread_id string|openai.Thread
---@param options? openai.CallOptions
---@return openai.DeleteThreadResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads:delete(thread_id, options) end

---`GET /threads/{thread_id}` (getThread)
---@param thread_id string|openai.Thread
---@param options? openai.CallOptions
---@return openai.Thread? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads:retrieve(thread_id, options) end

---`POST /threads/{thread_id}` (modifyThread)
---@param thread_id string|openai.Thread
---@param params? openai.BetaThreadUpdateParams
---@param options? openai.CallOptions
---@return openai.Thread? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads:update(thread_id, params, options) end

---@class openai.resource.BetaThreadsMessages
local beta_threads_messages = {}

---`POST /threads/{thread_id}/messages` (createMessage)
---@param thread_id string|openai.Thread
---@param params openai.BetaThreadMessageCreateParams
---@param options? openai.CallOptions
---@return openai.MessageObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_messages:create(thread_id, params, options) end

---`DELETE /threads/{thread_id}/messages/{message_id}` (deleteMessage)
---@param thread_id string|openai.Thread
---@param message_id string|openai.MessageObject
---@param options? openai.CallOptions
---@return openai.DeleteMessageResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_messages:delete(thread_id, message_id, options) end

---`GET /threads/{thread_id}/messages` (listMessages)
---@param thread_id string|openai.Thread
---@param params? openai.BetaThreadMessageListParams
---@param options? openai.CallOptions
---@return openai.MessageObjectPager pager
function beta_threads_messages:list(thread_id, params, options) end

---`GET /threads/{thread_id}/messages/{message_id}` (getMessage)
---@param thread_id string|openai.Thread
---@param message_id string|openai.MessageObject
---@param options? openai.CallOptions
---@return openai.MessageObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_messages:retrieve(thread_id, message_id, options) end

---`POST /threads/{thread_id}/messages/{message_id}` (modifyMessage)
---@param thread_id string|openai.Thread
---@param message_id string|openai.MessageObject
---@param params? openai.BetaThreadMessageUpdateParams
---@param options? openai.CallOptions
---@return openai.MessageObject? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_messages:update(thread_id, message_id, params, options) end

---@class openai.resource.BetaThreadsRuns
---@field steps openai.resource.BetaThreadsRunsSteps
local beta_threads_runs = {}

---`POST /threads/{thread_id}/runs/{run_id}/cancel` (cancelRun)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_runs:cancel(thread_id, run_id, options) end

---`POST /threads/{thread_id}/runs` (createRun)
---@param thread_id string|openai.Thread
---@param params openai.BetaThreadRunCreateParams
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.BetaThreadsRuns, thread_id: string|openai.Thread, params: openai.BetaThreadRunCreateStreamingParams, options?: openai.CallOptions): openai.BetaThreadRunCreateStream?, openai.Error|openai.Response|nil
function beta_threads_runs:create(thread_id, params, options) end

---`GET /threads/{thread_id}/runs` (listRuns)
---@param thread_id string|openai.Thread
---@param params? openai.BetaThreadRunListParams
---@param options? openai.CallOptions
---@return openai.RunPager pager
function beta_threads_runs:list(thread_id, params, options) end

---`GET /threads/{thread_id}/runs/{run_id}` (getRun)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_runs:retrieve(thread_id, run_id, options) end

---`POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs` (submitToolOuputsToRun)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param params openai.BetaThreadRunSubmitToolOutputsParams
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.BetaThreadsRuns, thread_id: string|openai.Thread, run_id: string|openai.Run, params: openai.BetaThreadRunSubmitToolOutputsStreamingParams, options?: openai.CallOptions): openai.BetaThreadRunSubmitToolOutputsStream?, openai.Error|openai.Response|nil
function beta_threads_runs:submit_tool_outputs(thread_id, run_id, params, options) end

---`POST /threads/{thread_id}/runs/{run_id}` (modifyRun)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param params? openai.BetaThreadRunUpdateParams
---@param options? openai.CallOptions
---@return openai.Run? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_runs:update(thread_id, run_id, params, options) end

---@class openai.resource.BetaThreadsRunsSteps
local beta_threads_runs_steps = {}

---`GET /threads/{thread_id}/runs/{run_id}/steps` (listRunSteps)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param params? openai.BetaThreadRunStepListParams
---@param options? openai.CallOptions
---@return openai.RunStepPager pager
function beta_threads_runs_steps:list(thread_id, run_id, params, options) end

---`GET /threads/{thread_id}/runs/{run_id}/steps/{step_id}` (getRunStep)
---@param thread_id string|openai.Thread
---@param run_id string|openai.Run
---@param step_id string|openai.RunStep
---@param params? openai.BetaThreadRunStepRetrieveParams
---@param options? openai.CallOptions
---@return openai.RunStep? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function beta_threads_runs_steps:retrieve(thread_id, run_id, step_id, params, options) end

---@class openai.BetaAssistantCreateParams
---@field model string|openai.AssistantSupportedModels
---@field description? string at most 512 characters
---@field instructions? string at most 256,000 characters
---@field metadata? table<string, string>
---@field name? string at most 256 characters
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field response_format? openai.AssistantsApiResponseFormatOption
---@field temperature? number default 1; 0 to 2
---@field tool_resources? openai.BetaAssistantCreateToolResources
---@field tools? openai.BetaAssistantCreateTools[] at most 128 items
---@field top_p? number default 1; 0 to 1

---@class openai.BetaAssistantListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string

---@class openai.BetaAssistantUpdateParams
---@field description? string at most 512 characters
---@field instructions? string at most 256,000 characters
---@field metadata? table<string, string>
---@field model? string|openai.AssistantSupportedModels
---@field name? string at most 256 characters
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field response_format? openai.AssistantsApiResponseFormatOption
---@field temperature? number default 1; 0 to 2
---@field tool_resources? openai.BetaAssistantUpdateToolResources
---@field tools? openai.BetaAssistantUpdateTools[] at most 128 items
---@field top_p? number default 1; 0 to 1

---@class openai.BetaChatkitSessionCreateParams
---@field workflow openai.WorkflowParam
---@field user string at least 1 character
---@field chatkit_configuration? openai.ChatkitConfigurationParam
---@field expires_after? openai.ExpiresAfterParam
---@field rate_limits? openai.RateLimitsParam

---@class openai.BetaChatkitThreadListParams
---@field limit? integer 0 to 100
---@field order? openai.OrderEnum
---@field after? string
---@field before? string
---@field user? string 1 to 512 characters

---@class openai.BetaChatkitThreadListItemsParams
---@field limit? integer 0 to 100
---@field order? openai.OrderEnum
---@field after? string
---@field before? string

---@class openai.BetaRealtimeSessionCreateParams
---@field client_secret openai.BetaRealtimeSessionCreateClientSecret
---@field input_audio_format? string
---@field input_audio_transcription? openai.BetaRealtimeSessionCreateInputAudioTranscription
---@field instructions? string
---@field max_response_output_tokens? integer|"inf"
---@field modalities? ("text"|"audio")[]
---@field output_audio_format? string
---@field prompt? openai.Prompt
---@field speed? number default 1; 0.25 to 1.5
---@field temperature? number
---@field tool_choice? string
---@field tools? openai.BetaRealtimeSessionCreateToolsItem[]
---@field tracing? "auto"|openai.BetaRealtimeSessionCreateTracingTracingConfiguration default "auto"
---@field truncation? openai.RealtimeTruncation
---@field turn_detection? openai.BetaRealtimeSessionCreateTurnDetection
---@field voice? openai.VoiceIdsOrCustomVoice

---@class openai.BetaRealtimeTranscriptionSessionCreateParams
---@field include? "item.input_audio_transcription.logprobs"[]
---@field input_audio_format? "pcm16"|"g711_ulaw"|"g711_alaw" default "pcm16"
---@field input_audio_noise_reduction? openai.BetaRealtimeTranscriptionSessionCreateInputAudioNoiseReduction
---@field input_audio_transcription? openai.AudioTranscription
---@field turn_detection? openai.BetaRealtimeTranscriptionSessionCreateTurnDetection

---@class openai.BetaResponseCompactParams
---@field model? openai.BetaModelIdsCompaction
---@field input? string|openai.BetaInputItem[] at most 10,485,760 characters
---@field instructions? string
---@field previous_response_id? string
---@field prompt_cache_key? string at most 64 characters
---@field prompt_cache_options? openai.BetaPromptCacheOptionsParam
---@field prompt_cache_retention? openai.BetaPromptCacheRetentionEnum
---@field service_tier? openai.BetaServiceTierEnum

---@class openai.BetaResponseCreateParams
---@field background? boolean default false
---@field context_management? openai.BetaContextManagementParam[] at least 1 item
---@field conversation? openai.BetaConversationParam
---@field include? openai.BetaIncludeEnum[]
---@field input? openai.BetaInputParam
---@field instructions? string
---@field max_output_tokens? integer at least 16
---@field max_tool_calls? integer
---@field metadata? table<string, string>
---@field model? openai.BetaModelIdsResponses
---@field moderation? openai.BetaModerationParam
---@field multi_agent? openai.BetaMultiAgentParam
---@field parallel_tool_calls? boolean default true
---@field previous_response_id? string
---@field prompt? openai.BetaPrompt
---@field prompt_cache_key? string
---@field prompt_cache_options? openai.BetaPromptCacheOptionsParam
---@field prompt_cache_retention? "in_memory"|"24h" deprecated
---@field reasoning? openai.BetaReasoning
---@field safety_identifier? string at most 64 characters
---@field service_tier? openai.BetaServiceTierResponses default "auto"
---@field store? boolean default true
---@field stream? boolean default false
---@field stream_options? openai.BetaResponseStreamOptions
---@field temperature? number default 1; 0 to 2
---@field text? openai.BetaResponseTextParam
---@field tool_choice? openai.BetaToolChoiceParam
---@field tools? openai.BetaTool[]
---@field top_logprobs? integer 0 to 20
---@field top_p? number default 1; 0 to 1
---@field truncation? "auto"|"disabled" default "disabled"; deprecated
---@field user? string deprecated

---@class openai.BetaResponseCreateStreamingParams: openai.BetaResponseCreateParams
---@field stream true

---@class openai.BetaResponseCreateStream: openai.Stream
---@field next fun(self: openai.BetaResponseCreateStream): openai.BetaResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.BetaResponseCreateStream): fun(): openai.BetaResponseStreamEvent?, string?
---@field poll fun(self: openai.BetaResponseCreateStream): openai.BetaResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.BetaResponseCreateStream): openai.BetaResponse?, openai.Error?

---@class openai.BetaResponseRetrieveParams
---@field include? openai.BetaIncludeEnum[]
---@field stream? boolean
---@field starting_after? integer
---@field include_obfuscation? boolean

---@class openai.BetaResponseRetrieveStreamingParams: openai.BetaResponseRetrieveParams
---@field stream true

---@class openai.BetaResponseRetrieveStream: openai.Stream
---@field next fun(self: openai.BetaResponseRetrieveStream): openai.BetaResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.BetaResponseRetrieveStream): fun(): openai.BetaResponseStreamEvent?, string?
---@field poll fun(self: openai.BetaResponseRetrieveStream): openai.BetaResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.BetaResponseRetrieveStream): openai.BetaResponse?, openai.Error?

---@class openai.BetaResponseInputItemListParams
---@field limit? integer default 20
---@field order? "asc"|"desc"
---@field after? string
---@field include? openai.BetaIncludeEnum[]

---@class openai.BetaResponseInputTokenCountParams
---@field conversation? openai.BetaConversationParam
---@field input? string|openai.BetaInputItem[] at most 10,485,760 characters
---@field instructions? string
---@field model? string
---@field parallel_tool_calls? boolean
---@field personality? openai.BetaPersonalityEnum
---@field previous_response_id? string
---@field reasoning? openai.BetaReasoning
---@field text? openai.BetaResponseTextParam
---@field tool_choice? openai.BetaToolChoiceParam
---@field tools? openai.BetaTool[]
---@field truncation? openai.BetaTruncationEnum

---@class openai.BetaThreadCreateParams
---@field messages? openai.CreateMessageRequest[]
---@field metadata? table<string, string>
---@field tool_resources? openai.BetaThreadCreateToolResources

---@class openai.BetaThreadCreateAndRunParams
---@field assistant_id string
---@field instructions? string
---@field max_completion_tokens? integer at least 256
---@field max_prompt_tokens? integer at least 256
---@field metadata? table<string, string>
---@field model? openai.BetaThreadCreateAndRunModel
---@field parallel_tool_calls? boolean default true
---@field response_format? openai.AssistantsApiResponseFormatOption
---@field stream? boolean
---@field temperature? number default 1; 0 to 2
---@field thread? openai.CreateThreadRequest
---@field tool_choice? openai.BetaThreadCreateAndRunToolChoice
---@field tool_resources? openai.BetaThreadCreateAndRunToolResources
---@field tools? openai.BetaThreadCreateAndRunTools[] at most 20 items
---@field top_p? number default 1; 0 to 1
---@field truncation_strategy? openai.BetaThreadCreateAndRunTruncationStrategy

---@class openai.BetaThreadCreateAndRunStreamingParams: openai.BetaThreadCreateAndRunParams
---@field stream true

---@class openai.BetaThreadCreateAndRunStream: openai.Stream
---@field next fun(self: openai.BetaThreadCreateAndRunStream): openai.AssistantStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.BetaThreadCreateAndRunStream): fun(): openai.AssistantStreamEvent?, string?
---@field poll fun(self: openai.BetaThreadCreateAndRunStream): openai.AssistantStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.BetaThreadCreateAndRunStream): openai.Run?, openai.Error?

---@class openai.BetaThreadUpdateParams
---@field metadata? table<string, string>
---@field tool_resources? openai.BetaThreadUpdateToolResources

---@class openai.BetaThreadMessageCreateParams
---@field role "user"|"assistant"
---@field content openai.BetaThreadMessageCreateContent at least 1 item
---@field attachments? openai.BetaThreadMessageCreateAttachmentsItem[]
---@field metadata? table<string, string>

---@class openai.BetaThreadMessageListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string
---@field run_id? string

---@class openai.BetaThreadMessageUpdateParams
---@field metadata? table<string, string>

---@class openai.BetaThreadRunCreateParams
---@field assistant_id string
---@field additional_instructions? string
---@field additional_messages? openai.CreateMessageRequest[]
---@field instructions? string
---@field max_completion_tokens? integer at least 256
---@field max_prompt_tokens? integer at least 256
---@field metadata? table<string, string>
---@field model? string|openai.AssistantSupportedModels
---@field parallel_tool_calls? boolean default true
---@field reasoning_effort? openai.ReasoningEffort default "medium"
---@field response_format? openai.AssistantsApiResponseFormatOption
---@field stream? boolean
---@field temperature? number default 1; 0 to 2
---@field tool_choice? openai.BetaThreadRunCreateToolChoice
---@field tools? openai.BetaThreadRunCreateTools[] at most 20 items
---@field top_p? number default 1; 0 to 1
---@field truncation_strategy? openai.BetaThreadRunCreateTruncationStrategy
---@field include? "step_details.tool_calls[*].file_search.results[*].content"[]

---@class openai.BetaThreadRunCreateStreamingParams: openai.BetaThreadRunCreateParams
---@field stream true

---@class openai.BetaThreadRunCreateStream: openai.Stream
---@field next fun(self: openai.BetaThreadRunCreateStream): openai.AssistantStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.BetaThreadRunCreateStream): fun(): openai.AssistantStreamEvent?, string?
---@field poll fun(self: openai.BetaThreadRunCreateStream): openai.AssistantStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.BetaThreadRunCreateStream): openai.Run?, openai.Error?

---@class openai.BetaThreadRunListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string

---@class openai.BetaThreadRunSubmitToolOutputsParams
---@field tool_outputs openai.BetaThreadRunSubmitToolOutputsToolOutputsItem[]
---@field stream? boolean

---@class openai.BetaThreadRunSubmitToolOutputsStreamingParams: openai.BetaThreadRunSubmitToolOutputsParams
---@field stream true

---@class openai.BetaThreadRunSubmitToolOutputsStream: openai.Stream
---@field next fun(self: openai.BetaThreadRunSubmitToolOutputsStream): openai.AssistantStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.BetaThreadRunSubmitToolOutputsStream): fun(): openai.AssistantStreamEvent?, string?
---@field poll fun(self: openai.BetaThreadRunSubmitToolOutputsStream): openai.AssistantStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.BetaThreadRunSubmitToolOutputsStream): openai.Run?, openai.Error?

---@class openai.BetaThreadRunUpdateParams
---@field metadata? table<string, string>

---@class openai.BetaThreadRunStepListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string
---@field include? "step_details.tool_calls[*].file_search.results[*].content"[]

---@class openai.BetaThreadRunStepRetrieveParams
---@field include? "step_details.tool_calls[*].file_search.results[*].content"[]

---@class openai.AssistantPager: openai.Pager
---@overload fun(): openai.Assistant?
---@field next fun(self: openai.AssistantPager): openai.Assistant?, openai.Error?
---@field collect fun(self: openai.AssistantPager, max?: integer): openai.Assistant[]?, openai.Error?

---@class openai.ChatKitThreadPager: openai.Pager
---@overload fun(): openai.ChatKitThread?
---@field next fun(self: openai.ChatKitThreadPager): openai.ChatKitThread?, openai.Error?
---@field collect fun(self: openai.ChatKitThreadPager, max?: integer): openai.ChatKitThread[]?, openai.Error?

---@class openai.ThreadItemPager: openai.Pager
---@overload fun(): openai.ThreadItem?
---@field next fun(self: openai.ThreadItemPager): openai.ThreadItem?, openai.Error?
---@field collect fun(self: openai.ThreadItemPager, max?: integer): openai.ThreadItem[]?, openai.Error?

---@class openai.BetaItemResourcePager: openai.Pager
---@overload fun(): openai.BetaItemResource?
---@field next fun(self: openai.BetaItemResourcePager): openai.BetaItemResource?, openai.Error?
---@field collect fun(self: openai.BetaItemResourcePager, max?: integer): openai.BetaItemResource[]?, openai.Error?

---@class openai.MessageObjectPager: openai.Pager
---@overload fun(): openai.MessageObject?
---@field next fun(self: openai.MessageObjectPager): openai.MessageObject?, openai.Error?
---@field collect fun(self: openai.MessageObjectPager, max?: integer): openai.MessageObject[]?, openai.Error?

---@class openai.RunPager: openai.Pager
---@overload fun(): openai.Run?
---@field next fun(self: openai.RunPager): openai.Run?, openai.Error?
---@field collect fun(self: openai.RunPager, max?: integer): openai.Run[]?, openai.Error?

---@class openai.RunStepPager: openai.Pager
---@overload fun(): openai.RunStep?
---@field next fun(self: openai.RunStepPager): openai.RunStep?, openai.Error?
---@field collect fun(self: openai.RunStepPager, max?: integer): openai.RunStep[]?, openai.Error?

---@class openai.ActiveStatus
---@field type "active" default "active"

---@class openai.ApiError
---@field type string
---@field message string
---@field param? string
---@field code? string

---@class openai.Assistant
---@field id string
---@field object "assistant"
---@field created_at integer
---@field name? string at most 256 characters
---@field description? string at most 512 characters
---@field model string
---@field instructions? string at most 256,000 characters
---@field tools openai.AssistantTools[] at most 128 items
---@field metadata? table<string, string>
---@field response_format? openai.AssistantsApiResponseFormatOption
---@field temperature? number default 1; 0 to 2
---@field tool_resources? openai.AssistantToolResources
---@field top_p? number default 1; 0 to 1

---@class openai.AssistantMessageItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.assistant_message" default "chatkit.assistant_message"
---@field content openai.ResponseOutputText[]

---@alias openai.AssistantStreamEvent
---| openai.ThreadStreamEvent
---| openai.RunStreamEvent
---| openai.RunStepStreamEvent
---| openai.MessageStreamEvent
---| openai.ErrorEvent
---| openai.DoneEvent

---@alias openai.AssistantSupportedModels
---| "gpt-5"
---| "gpt-5-mini"
---| "gpt-5-nano"
---| "gpt-5-2025-08-07"
---| "gpt-5-mini-2025-08-07"
---| "gpt-5-nano-2025-08-07"
---| "gpt-4.1"
---| "gpt-4.1-mini"
---| "gpt-4.1-nano"
---| "gpt-4.1-2025-04-14"
---| "gpt-4.1-mini-2025-04-14"
---| "gpt-4.1-nano-2025-04-14"
---| "o3-mini"
---| "o3-mini-2025-01-31"
---| "o1"
---| "o1-2024-12-17"
---| "gpt-4o"
---| "gpt-4o-2024-11-20"
---| "gpt-4o-2024-08-06"
---| "gpt-4o-2024-05-13"
---| "gpt-4o-mini"
---| "gpt-4o-mini-2024-07-18"
---| "gpt-4.5-preview"
---| "gpt-4.5-preview-2025-02-27"
---| "gpt-4-turbo"
---| "gpt-4-turbo-2024-04-09"
---| "gpt-4-0125-preview"
---| "gpt-4-turbo-preview"
---| "gpt-4-1106-preview"
---| "gpt-4-vision-preview"
---| "gpt-4"
---| "gpt-4-0314"
---| "gpt-4-0613"
---| "gpt-4-32k"
---| "gpt-4-32k-0314"
---| "gpt-4-32k-0613"
---| "gpt-3.5-turbo"
---| "gpt-3.5-turbo-16k"
---| "gpt-3.5-turbo-0613"
---| "gpt-3.5-turbo-1106"
---| "gpt-3.5-turbo-0125"
---| "gpt-3.5-turbo-16k-0613"

---@class openai.AssistantToolResources
---@field code_interpreter? openai.AssistantToolResourcesCodeInterpreter
---@field file_search? openai.AssistantToolResourcesFileSearch

---@class openai.AssistantToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.AssistantToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item

---@alias openai.AssistantTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.AssistantToolsCode
---@field type "code_interpreter"

---@class openai.AssistantToolsFileSearch
---@field type "file_search"
---@field file_search? openai.AssistantToolsFileSearchFileSearch

---@class openai.AssistantToolsFileSearchFileSearch
---@field max_num_results? integer 1 to 50
---@field ranking_options? openai.FileSearchRankingOptions

---@class openai.AssistantToolsFileSearchTypeOnly
---@field type "file_search"

---@class openai.AssistantToolsFunction
---@field type "function"
---@field function openai.Function

---@alias openai.AssistantsApiResponseFormatOption
---| "auto"
---| openai.ResponseFormatText
---| openai.ResponseFormatJson
---| openai.ResponseFormatJsonSchema

---@class openai.Attachment
---@field type openai.AttachmentType
---@field id string
---@field name string
---@field mime_type string
---@field preview_url? string

---@alias openai.AttachmentType
---| "image"
---| "file"

---@class openai.AutomaticThreadTitlingParam
---@field enabled? boolean

---@class openai.BetaAdditionalTools
---@field type "additional_tools" default "additional_tools"
---@field id string
---@field role openai.BetaMessageRole
---@field tools openai.BetaTool[]
---@field agent? openai.BetaAgentTag

---@class openai.BetaAdditionalToolsItemParam
---@field type "additional_tools" default "additional_tools"
---@field role "developer" default "developer"
---@field tools openai.BetaTool[]
---@field agent? openai.BetaAgentTagParam
---@field id? string

---@class openai.BetaAgentMessage
---@field type "agent_message" default "agent_message"
---@field id string
---@field author string
---@field recipient string
---@field content openai.BetaAgentMessageContent[]
---@field agent? openai.BetaAgentTag

---@alias openai.BetaAgentMessageContent
---| openai.BetaInputTextContent
---| openai.BetaOutputTextContent
---| openai.BetaTextContent
---| openai.BetaSummaryTextContent
---| openai.BetaReasoningTextContent
---| openai.BetaRefusalContent
---| openai.BetaInputImageContent
---| openai.BetaComputerScreenshotContent
---| openai.BetaInputFileContent
---| openai.BetaEncryptedContent

---@class openai.BetaAgentMessageItemParam
---@field type "agent_message" default "agent_message"
---@field author string
---@field recipient string
---@field content openai.BetaAgentMessageItemParamContent[]
---@field agent? openai.BetaAgentTagParam
---@field id? string

---@alias openai.BetaAgentMessageItemParamContent
---| openai.BetaInputTextContentParam
---| openai.BetaInputImageContentParamAutoParam
---| openai.BetaEncryptedContentParam

---@class openai.BetaAgentTag
---@field agent_name string

---@class openai.BetaAgentTagParam
---@field agent_name string

---@alias openai.BetaAnnotation
---| openai.BetaFileCitationBody
---| openai.BetaUrlCitationBody
---| openai.BetaContainerFileCitationBody
---| openai.BetaFilePath

---@alias openai.BetaApplyPatchCallOutputStatus
---| "completed"
---| "failed"

---@alias openai.BetaApplyPatchCallOutputStatusParam
---| "completed"
---| "failed"

---@alias openai.BetaApplyPatchCallStatus
---| "in_progress"
---| "completed"

---@alias openai.BetaApplyPatchCallStatusParam
---| "in_progress"
---| "completed"

---@class openai.BetaApplyPatchCreateFileOperation
---@field type "create_file" default "create_file"
---@field path string
---@field diff string

---@class openai.BetaApplyPatchCreateFileOperationParam
---@field type "create_file" default "create_file"
---@field path string at least 1 character
---@field diff string at most 10,485,760 characters

---@class openai.BetaApplyPatchDeleteFileOperation
---@field type "delete_file" default "delete_file"
---@field path string

---@class openai.BetaApplyPatchDeleteFileOperationParam
---@field type "delete_file" default "delete_file"
---@field path string at least 1 character

---@alias openai.BetaApplyPatchOperationParam
---| openai.BetaApplyPatchCreateFileOperationParam
---| openai.BetaApplyPatchDeleteFileOperationParam
---| openai.BetaApplyPatchUpdateFileOperationParam

---@class openai.BetaApplyPatchToolCall
---@field type "apply_patch_call" default "apply_patch_call"
---@field id string
---@field call_id string
---@field status openai.BetaApplyPatchCallStatus
---@field operation openai.BetaApplyPatchToolCallOperation
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string

---@class openai.BetaApplyPatchToolCallItemParam
---@field type "apply_patch_call" default "apply_patch_call"
---@field call_id string 1 to 64 characters
---@field status openai.BetaApplyPatchCallStatusParam
---@field operation openai.BetaApplyPatchOperationParam
---@field agent? openai.BetaAgentTagParam
---@field caller? openai.BetaToolCallCallerParam
---@field id? string

---@alias openai.BetaApplyPatchToolCallOperation
---| openai.BetaApplyPatchCreateFileOperation
---| openai.BetaApplyPatchDeleteFileOperation
---| openai.BetaApplyPatchUpdateFileOperation

---@class openai.BetaApplyPatchToolCallOutput
---@field type "apply_patch_call_output" default "apply_patch_call_output"
---@field id string
---@field call_id string
---@field status openai.BetaApplyPatchCallOutputStatus
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string
---@field output? string

---@class openai.BetaApplyPatchToolCallOutputItemParam
---@field type "apply_patch_call_output" default "apply_patch_call_output"
---@field call_id string 1 to 64 characters
---@field status openai.BetaApplyPatchCallOutputStatusParam
---@field agent? openai.BetaAgentTagParam
---@field caller? openai.BetaToolCallCallerParam
---@field id? string
---@field output? string at most 10,485,760 characters

---@class openai.BetaApplyPatchToolParam
---@field type "apply_patch" default "apply_patch"
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item

---@class openai.BetaApplyPatchUpdateFileOperation
---@field type "update_file" default "update_file"
---@field path string
---@field diff string

---@class openai.BetaApplyPatchUpdateFileOperationParam
---@field type "update_file" default "update_file"
---@field path string at least 1 character
---@field diff string at most 10,485,760 characters

---@class openai.BetaApproximateLocation
---@field type "approximate" default "approximate"
---@field city? string
---@field country? string
---@field region? string
---@field timezone? string

---@class openai.BetaAssistantCreateToolResources
---@field code_interpreter? openai.BetaAssistantCreateToolResourcesCodeInterpreter
---@field file_search? openai.BetaAssistantCreateToolResourcesFileSearch

---@class openai.BetaAssistantCreateToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.BetaAssistantCreateToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item
---@field vector_stores? openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItem[] at most 1 item

---@class openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItem
---@field chunking_strategy? openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategy
---@field file_ids? string[] at most 100,000,000 items
---@field metadata? table<string, string>

---@alias openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategy
---| openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---| openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy

---@class openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---@field type "auto"

---@class openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy
---@field type "static"
---@field static openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic

---@class openai.BetaAssistantCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic
---@field max_chunk_size_tokens integer 100 to 4,096
---@field chunk_overlap_tokens integer

---@alias openai.BetaAssistantCreateTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.BetaAssistantUpdateToolResources
---@field code_interpreter? openai.BetaAssistantUpdateToolResourcesCodeInterpreter
---@field file_search? openai.BetaAssistantUpdateToolResourcesFileSearch

---@class openai.BetaAssistantUpdateToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.BetaAssistantUpdateToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item

---@alias openai.BetaAssistantUpdateTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.BetaAutoCodeInterpreterToolParam
---@field type "auto" default "auto"
---@field file_ids? string[] at most 50 items
---@field memory_limit? openai.BetaContainerMemoryLimit
---@field network_policy? openai.BetaAutoCodeInterpreterToolParamNetworkPolicy

---@alias openai.BetaAutoCodeInterpreterToolParamNetworkPolicy
---| openai.BetaContainerNetworkPolicyDisabledParam
---| openai.BetaContainerNetworkPolicyAllowlistParam

---@alias openai.BetaCallableToolAllowedCaller
---| "direct"
---| "programmatic"

---@alias openai.BetaClickButtonType
---| "left"
---| "right"
---| "wheel"
---| "back"
---| "forward"

---@class openai.BetaClickParam
---@field type "click" default "click"
---@field button openai.BetaClickButtonType
---@field x integer
---@field y integer
---@field keys? string[]

---@class openai.BetaCodeInterpreterOutputImage
---@field type "image" default "image"
---@field url string

---@class openai.BetaCodeInterpreterOutputLogs
---@field type "logs" default "logs"
---@field logs string

---@class openai.BetaCodeInterpreterTool
---@field type "code_interpreter"
---@field container string|openai.BetaAutoCodeInterpreterToolParam
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item

---@class openai.BetaCodeInterpreterToolCall
---@field type "code_interpreter_call" default "code_interpreter_call"
---@field id string
---@field status "in_progress"|"completed"|"incomplete"|"interpreting"|"failed"
---@field container_id string
---@field code? string
---@field outputs? openai.BetaCodeInterpreterToolCallOutputs[]
---@field agent? openai.BetaAgentTag

---@alias openai.BetaCodeInterpreterToolCallOutputs
---| openai.BetaCodeInterpreterOutputLogs
---| openai.BetaCodeInterpreterOutputImage

---@class openai.BetaCompact
---@field id string
---@field object "response.compaction" default "response.compaction"
---@field output openai.BetaItemField[]
---@field created_at integer
---@field usage openai.BetaResponseUsage

---@class openai.BetaCompactionBody
---@field type "compaction" default "compaction"
---@field id string
---@field encrypted_content string
---@field agent? openai.BetaAgentTag
---@field created_by? string

---@class openai.BetaCompactionSummaryItemParam
---@field type "compaction" default "compaction"
---@field encrypted_content string at most 20,971,520 characters
---@field agent? openai.BetaAgentTagParam
---@field id? string

---@class openai.BetaCompactionTriggerItemParam
---@field type "compaction_trigger" default "compaction_trigger"
---@field agent? openai.BetaAgentTagParam

---@class openai.BetaComparisonFilter
---@field type "eq"|"ne"|"gt"|"gte"|"lt"|"lte"|"in"|"nin" default "eq"
---@field key string
---@field value string|number|boolean|(string|number)[]

---@class openai.BetaCompoundFilter
---@field type "and"|"or"
---@field filters any[]

---@alias openai.BetaComputerAction
---| openai.BetaClickParam
---| openai.BetaDoubleClickAction
---| openai.BetaDragParam
---| openai.BetaKeyPressAction
---| openai.BetaMoveParam
---| openai.BetaScreenshotParam
---| openai.BetaScrollParam
---| openai.BetaTypeParam
---| openai.BetaWaitParam

---@class openai.BetaComputerCallOutputItemParam
---@field call_id string 1 to 64 characters
---@field type "computer_call_output" default "computer_call_output"
---@field output openai.BetaComputerScreenshotImage
---@field acknowledged_safety_checks? openai.BetaComputerCallSafetyCheckParam[]
---@field agent? openai.BetaAgentTagParam
---@field id? string
---@field status? openai.BetaFunctionCallItemStatus

---@class openai.BetaComputerCallSafetyCheckParam
---@field id string
---@field code? string
---@field message? string

---@alias openai.BetaComputerEnvironment
---| "windows"
---| "mac"
---| "linux"
---| "ubuntu"
---| "browser"

---@class openai.BetaComputerScreenshotContent
---@field type "computer_screenshot" default "computer_screenshot"
---@field image_url? string
---@field file_id? string
---@field detail openai.BetaImageDetail
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointConfig

---@class openai.BetaComputerScreenshotImage
---@field type "computer_screenshot" default "computer_screenshot"
---@field file_id? string
---@field image_url? string

---@class openai.BetaComputerTool
---@field type "computer" default "computer"

---@class openai.BetaComputerToolCall
---@field type "computer_call" default "computer_call"
---@field id string
---@field call_id string
---@field pending_safety_checks openai.BetaComputerCallSafetyCheckParam[]
---@field status "in_progress"|"completed"|"incomplete"
---@field action? openai.BetaComputerAction
---@field actions? openai.BetaComputerAction[]
---@field agent? openai.BetaAgentTag

---@class openai.BetaComputerToolCallOutputResource
---@field type "computer_call_output" default "computer_call_output"
---@field call_id string
---@field output openai.BetaComputerScreenshotImage
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field acknowledged_safety_checks? openai.BetaComputerCallSafetyCheckParam[]
---@field agent? openai.BetaAgentTag
---@field created_by? string

---@class openai.BetaComputerUsePreviewTool
---@field type "computer_use_preview" default "computer_use_preview"
---@field environment openai.BetaComputerEnvironment
---@field display_width integer
---@field display_height integer

---@class openai.BetaContainerAutoParam
---@field type "container_auto" default "container_auto"
---@field file_ids? string[] at most 50 items
---@field memory_limit? openai.BetaContainerMemoryLimit
---@field network_policy? openai.BetaContainerAutoParamNetworkPolicy
---@field skills? (openai.BetaSkillReferenceParam|openai.BetaInlineSkillParam)[] at most 200 items

---@alias openai.BetaContainerAutoParamNetworkPolicy
---| openai.BetaContainerNetworkPolicyDisabledParam
---| openai.BetaContainerNetworkPolicyAllowlistParam

---@class openai.BetaContainerFileCitationBody
---@field type "container_file_citation" default "container_file_citation"
---@field container_id string
---@field file_id string
---@field start_index integer
---@field end_index integer
---@field filename string

---@class openai.BetaContainerFileCitationParam
---@field type "container_file_citation" default "container_file_citation"
---@field start_index integer at least 0
---@field end_index integer at least 0
---@field container_id string
---@field file_id string
---@field filename string

---@alias openai.BetaContainerMemoryLimit
---| "1g"
---| "4g"
---| "16g"
---| "64g"

---@class openai.BetaContainerNetworkPolicyAllowlistParam
---@field type "allowlist" default "allowlist"
---@field allowed_domains string[] at least 1 item
---@field domain_secrets? openai.BetaContainerNetworkPolicyDomainSecretParam[] at least 1 item

---@class openai.BetaContainerNetworkPolicyDisabledParam
---@field type "disabled" default "disabled"

---@class openai.BetaContainerNetworkPolicyDomainSecretParam
---@field domain string at least 1 character
---@field name string at least 1 character
---@field value string 1 to 10,485,760 characters

---@class openai.BetaContainerReference
---@field type "container_reference" default "container_reference"
---@field container_id string

---@class openai.BetaContainerReferenceParam
---@field type "container_reference" default "container_reference"
---@field container_id string

---@class openai.BetaContextManagementParam
---@field type string
---@field compact_threshold? integer at least 1,000

---@alias openai.BetaConversationParam
---| string
---| openai.BetaConversationParam2

---@class openai.BetaConversationParam2
---@field id string

---@class openai.BetaCoordParam
---@field x integer
---@field y integer

---@class openai.BetaCustomGrammarFormatParam
---@field type "grammar" default "grammar"
---@field syntax openai.BetaGrammarSyntax1
---@field definition string

---@class openai.BetaCustomTextFormatParam
---@field type "text" default "text"

---@class openai.BetaCustomToolCall
---@field type "custom_tool_call"
---@field call_id string
---@field name string
---@field input string
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field id? string
---@field namespace? string

---@class openai.BetaCustomToolCallOutput
---@field type "custom_tool_call_output"
---@field call_id string
---@field output string|openai.BetaFunctionAndCustomToolCallOutput[]
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCallerParam
---@field id? string

---@class openai.BetaCustomToolCallOutputResource
---@field type "custom_tool_call_output"
---@field call_id string
---@field output string|openai.BetaFunctionAndCustomToolCallOutput[]
---@field id string
---@field status openai.BetaFunctionCallOutputStatusEnum
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCallerParam
---@field created_by? string

---@class openai.BetaCustomToolCallResource
---@field type "custom_tool_call"
---@field call_id string
---@field name string
---@field input string
---@field id string
---@field status openai.BetaFunctionCallStatus
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string
---@field namespace? string

---@class openai.BetaCustomToolParam
---@field type "custom" default "custom"
---@field name string
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item
---@field defer_loading? boolean
---@field description? string
---@field format? openai.BetaCustomTextFormatParam|openai.BetaCustomGrammarFormatParam

---@alias openai.BetaDetailEnum
---| "low"
---| "high"
---| "auto"
---| "original"

---@class openai.BetaDirectToolCallCaller
---@field type "direct" default "direct"

---@class openai.BetaDirectToolCallCallerParam
---@field type "direct" default "direct"

---@class openai.BetaDoubleClickAction
---@field type "double_click" default "double_click"
---@field x integer
---@field y integer
---@field keys? string[]

---@class openai.BetaDragParam
---@field type "drag" default "drag"
---@field path openai.BetaCoordParam[]
---@field keys? string[]

---@class openai.BetaEasyInputMessage
---@field role "user"|"assistant"|"system"|"developer"
---@field content string|openai.BetaInputContent[]
---@field phase? openai.BetaMessagePhase
---@field type? "message"

---@class openai.BetaEncryptedContent
---@field type "encrypted_content" default "encrypted_content"
---@field encrypted_content string

---@class openai.BetaEncryptedContentParam
---@field type "encrypted_content" default "encrypted_content"
---@field encrypted_content string at most 10,485,760 characters

---@class openai.BetaFileCitationBody
---@field type "file_citation" default "file_citation"
---@field file_id string
---@field index integer
---@field filename string

---@class openai.BetaFileCitationParam
---@field type "file_citation" default "file_citation"
---@field index integer at least 0
---@field file_id string
---@field filename string

---@alias openai.BetaFileDetailEnum
---| "auto"
---| "low"
---| "high"

---@alias openai.BetaFileInputDetail
---| "auto"
---| "low"
---| "high"

---@class openai.BetaFilePath
---@field type "file_path"
---@field file_id string
---@field index integer

---@class openai.BetaFileSearchTool
---@field type "file_search" default "file_search"
---@field vector_store_ids string[]
---@field filters? openai.BetaFilters
---@field max_num_results? integer
---@field ranking_options? openai.BetaRankingOptions

---@class openai.BetaFileSearchToolCall
---@field id string
---@field type "file_search_call"
---@field status "in_progress"|"searching"|"completed"|"incomplete"|"failed"
---@field queries string[]
---@field agent? openai.BetaAgentTag
---@field results? openai.BetaFileSearchToolCallResultsItem[]

---@class openai.BetaFileSearchToolCallResultsItem
---@field attributes? table<string, string|number|boolean>
---@field file_id? string
---@field filename? string
---@field score? number
---@field text? string

---@alias openai.BetaFilters
---| openai.BetaComparisonFilter
---| openai.BetaCompoundFilter

---@alias openai.BetaFunctionAndCustomToolCallOutput
---| openai.BetaInputTextContent
---| openai.BetaInputImageContent
---| openai.BetaInputFileContent

---@alias openai.BetaFunctionCallItemStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.BetaFunctionCallOutputItemParam
---@field type "function_call_output" default "function_call_output"
---@field output openai.BetaFunctionCallOutputItemParamOutput at most 10,485,760 characters
---@field agent? openai.BetaAgentTagParam
---@field call_id? string 1 to 64 characters
---@field caller? openai.BetaToolCallCallerParam
---@field id? string
---@field name? string 1 to 128 characters
---@field namespace? string 1 to 64 characters
---@field status? openai.BetaFunctionCallItemStatus

---@alias openai.BetaFunctionCallOutputItemParamOutput
---| string
---| (openai.BetaInputTextContentParam|openai.BetaInputImageContentParamAutoParam|openai.BetaInputFileContentParam)[]

---@alias openai.BetaFunctionCallOutputStatusEnum
---| "in_progress"
---| "completed"
---| "incomplete"

---@alias openai.BetaFunctionCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.BetaFunctionShellAction
---@field commands string[]
---@field timeout_ms? integer
---@field max_output_length? integer

---@class openai.BetaFunctionShellActionParam
---@field commands string[]
---@field max_output_length? integer
---@field timeout_ms? integer

---@class openai.BetaFunctionShellCall
---@field type "shell_call" default "shell_call"
---@field id string
---@field call_id string
---@field action openai.BetaFunctionShellAction
---@field status openai.BetaFunctionShellCallStatus
---@field environment? openai.BetaLocalEnvironment|openai.BetaContainerReference
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string

---@class openai.BetaFunctionShellCallItemParam
---@field call_id string 1 to 64 characters
---@field type "shell_call" default "shell_call"
---@field action openai.BetaFunctionShellActionParam
---@field agent? openai.BetaAgentTagParam
---@field caller? openai.BetaToolCallCallerParam
---@field environment? openai.BetaLocalEnvironmentParam|openai.BetaContainerReferenceParam
---@field id? string
---@field status? openai.BetaFunctionShellCallItemStatus

---@alias openai.BetaFunctionShellCallItemStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.BetaFunctionShellCallOutput
---@field type "shell_call_output" default "shell_call_output"
---@field id string
---@field call_id string
---@field status openai.BetaFunctionShellCallOutputStatusEnum
---@field output openai.BetaFunctionShellCallOutputContent[]
---@field max_output_length? integer
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string

---@class openai.BetaFunctionShellCallOutputContent
---@field stdout string
---@field stderr string
---@field outcome openai.BetaFunctionShellCallOutputContentOutcome
---@field created_by? string

---@alias openai.BetaFunctionShellCallOutputContentOutcome
---| openai.BetaFunctionShellCallOutputTimeoutOutcome
---| openai.BetaFunctionShellCallOutputExitOutcome

---@class openai.BetaFunctionShellCallOutputContentParam
---@field stdout string at most 10,485,760 characters
---@field stderr string at most 10,485,760 characters
---@field outcome openai.BetaFunctionShellCallOutputOutcomeParam

---@class openai.BetaFunctionShellCallOutputExitOutcome
---@field type "exit" default "exit"
---@field exit_code integer

---@class openai.BetaFunctionShellCallOutputExitOutcomeParam
---@field type "exit" default "exit"
---@field exit_code integer

---@class openai.BetaFunctionShellCallOutputItemParam
---@field call_id string 1 to 64 characters
---@field type "shell_call_output" default "shell_call_output"
---@field output openai.BetaFunctionShellCallOutputContentParam[]
---@field agent? openai.BetaAgentTagParam
---@field caller? openai.BetaToolCallCallerParam
---@field id? string
---@field max_output_length? integer
---@field status? openai.BetaFunctionShellCallItemStatus

---@alias openai.BetaFunctionShellCallOutputOutcomeParam
---| openai.BetaFunctionShellCallOutputTimeoutOutcomeParam
---| openai.BetaFunctionShellCallOutputExitOutcomeParam

---@alias openai.BetaFunctionShellCallOutputStatusEnum
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.BetaFunctionShellCallOutputTimeoutOutcome
---@field type "timeout" default "timeout"

---@class openai.BetaFunctionShellCallOutputTimeoutOutcomeParam
---@field type "timeout" default "timeout"

---@alias openai.BetaFunctionShellCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.BetaFunctionShellToolParam
---@field type "shell" default "shell"
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item
---@field environment? openai.BetaFunctionShellToolParamEnvironment

---@alias openai.BetaFunctionShellToolParamEnvironment
---| openai.BetaContainerAutoParam
---| openai.BetaLocalEnvironmentParam
---| openai.BetaContainerReferenceParam

---@class openai.BetaFunctionTool
---@field type "function" default "function"
---@field name string
---@field strict? boolean
---@field parameters? table
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[]
---@field defer_loading? boolean
---@field description? string
---@field output_schema? table

---@class openai.BetaFunctionToolCall
---@field type "function_call"
---@field call_id string
---@field name string
---@field arguments string
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field id? string
---@field namespace? string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.BetaFunctionToolCallOutput
---@field type "function_call_output"
---@field output string|openai.BetaFunctionAndCustomToolCallOutput[]
---@field agent? openai.BetaAgentTag
---@field call_id? string
---@field caller? openai.BetaToolCallCallerParam
---@field id? string
---@field name? string
---@field namespace? string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.BetaFunctionToolCallOutputResource
---@field type "function_call_output"
---@field output string|openai.BetaFunctionAndCustomToolCallOutput[]
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field agent? openai.BetaAgentTag
---@field call_id? string
---@field caller? openai.BetaToolCallCallerParam
---@field created_by? string
---@field name? string
---@field namespace? string

---@class openai.BetaFunctionToolCallResource
---@field type "function_call"
---@field call_id string
---@field name string
---@field arguments string
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field agent? openai.BetaAgentTag
---@field caller? openai.BetaToolCallCaller
---@field created_by? string
---@field namespace? string

---@class openai.BetaFunctionToolParam
---@field name string 1 to 128 characters
---@field type "function" default "function"
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item
---@field defer_loading? boolean
---@field description? string
---@field output_schema? table
---@field parameters? table
---@field strict? boolean

---@alias openai.BetaGrammarSyntax1
---| "lark"
---| "regex"

---@class openai.BetaHTTPError
---@field type "http_error" default "http_error"
---@field code integer
---@field message string

---@class openai.BetaHybridSearchOptions
---@field embedding_weight number
---@field text_weight number

---@alias openai.BetaImageDetail
---| "low"
---| "high"
---| "auto"
---| "original"

---@alias openai.BetaImageGenActionEnum
---| "generate"
---| "edit"
---| "auto"

---@class openai.BetaImageGenTool
---@field type "image_generation"
---@field action? openai.BetaImageGenActionEnum
---@field background? "transparent"|"opaque"|"auto" default "auto"
---@field input_fidelity? openai.BetaInputFidelity
---@field input_image_mask? openai.BetaImageGenToolInputImageMask
---@field model? openai.BetaImageGenToolModel default "gpt-image-1"
---@field moderation? "auto"|"low" default "auto"
---@field output_compression? integer default 100; 0 to 100
---@field output_format? "png"|"webp"|"jpeg" default "png"
---@field partial_images? integer default 0; 0 to 3
---@field quality? "low"|"medium"|"high"|"auto" default "auto"
---@field size? string|"1024x1024"|"1024x1536"|"1536x1024"|"auto" default "auto"

---@class openai.BetaImageGenToolCall
---@field type "image_generation_call"
---@field id string
---@field status "in_progress"|"completed"|"generating"|"failed"
---@field result? string
---@field agent? openai.BetaAgentTag

---@class openai.BetaImageGenToolInputImageMask
---@field file_id? string
---@field image_url? string

---@alias openai.BetaImageGenToolModel
---| string
---| "gpt-image-1"
---| "gpt-image-1-mini"
---| "gpt-image-1.5"
---| "gpt-image-2"
---| "gpt-image-2-2026-04-21"

---@alias openai.BetaIncludeEnum
---| "file_search_call.results"
---| "web_search_call.results"
---| "web_search_call.action.sources"
---| "message.input_image.image_url"
---| "computer_call_output.output.image_url"
---| "code_interpreter_call.outputs"
---| "reasoning.encrypted_content"
---| "message.output_text.logprobs"

---@class openai.BetaInlineSkillParam
---@field type "inline" default "inline"
---@field name string
---@field description string
---@field source openai.BetaInlineSkillSourceParam

---@class openai.BetaInlineSkillSourceParam
---@field type "base64" default "base64"
---@field media_type "application/zip" default "application/zip"
---@field data string 1 to 70,254,592 characters

---@alias openai.BetaInputContent
---| openai.BetaInputTextContent
---| openai.BetaInputImageContent
---| openai.BetaInputFileContent

---@alias openai.BetaInputFidelity
---| "high"
---| "low"

---@class openai.BetaInputFileContent
---@field type "input_file" default "input_file"
---@field detail? openai.BetaFileInputDetail
---@field file_data? string
---@field file_id? string
---@field file_url? string
---@field filename? string
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointConfig

---@class openai.BetaInputFileContentParam
---@field type "input_file" default "input_file"
---@field detail? openai.BetaFileDetailEnum
---@field file_data? string at most 73,400,320 characters
---@field file_id? string
---@field file_url? string
---@field filename? string
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointParam

---@class openai.BetaInputImageContent
---@field type "input_image" default "input_image"
---@field detail openai.BetaImageDetail
---@field file_id? string
---@field image_url? string
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointConfig

---@class openai.BetaInputImageContentParamAutoParam
---@field type "input_image" default "input_image"
---@field detail? openai.BetaDetailEnum
---@field file_id? string
---@field image_url? string at most 20,971,520 characters
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointParam

---@alias openai.BetaInputItem
---| openai.BetaEasyInputMessage
---| openai.BetaItem
---| openai.BetaCompactionTriggerItemParam
---| openai.BetaItemReferenceParam
---| openai.BetaProgramItemParam
---| openai.BetaProgramOutputItemParam

---@class openai.BetaInputMessage
---@field role "user"|"system"|"developer"
---@field content openai.BetaInputContent[]
---@field agent? openai.BetaAgentTag
---@field status? "in_progress"|"completed"|"incomplete"
---@field type? "message"

---@class openai.BetaInputMessageResource
---@field role "user"|"system"|"developer"
---@field content openai.BetaInputContent[]
---@field id string
---@field type "message"
---@field agent? openai.BetaAgentTag
---@field status? "in_progress"|"completed"|"incomplete"

---@alias openai.BetaInputParam
---| string
---| openai.BetaInputItem[]

---@class openai.BetaInputTextContent
---@field type "input_text" default "input_text"
---@field text string
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointConfig

---@class openai.BetaInputTextContentParam
---@field type "input_text" default "input_text"
---@field text string at most 10,485,760 characters
---@field prompt_cache_breakpoint? openai.BetaPromptCacheBreakpointParam

---@alias openai.BetaItem
---| openai.BetaInputMessage
---| openai.BetaOutputMessage
---| openai.BetaFileSearchToolCall
---| openai.BetaComputerToolCall
---| openai.BetaComputerCallOutputItemParam
---| openai.BetaWebSearchToolCall
---| openai.BetaFunctionToolCall
---| openai.BetaFunctionCallOutputItemParam
---| openai.BetaAgentMessageItemParam
---| openai.BetaMultiAgentCallItemParam
---| openai.BetaMultiAgentCallOutputItemParam
---| openai.BetaToolSearchCallItemParam
---| openai.BetaToolSearchOutputItemParam
---| openai.BetaAdditionalToolsItemParam
---| openai.BetaReasoningItem
---| openai.BetaCompactionSummaryItemParam
---| openai.BetaImageGenToolCall
---| openai.BetaCodeInterpreterToolCall
---| openai.BetaLocalShellToolCall
---| openai.BetaLocalShellToolCallOutput
---| openai.BetaFunctionShellCallItemParam
---| openai.BetaFunctionShellCallOutputItemParam
---| openai.BetaApplyPatchToolCallItemParam
---| openai.BetaApplyPatchToolCallOutputItemParam
---| openai.BetaMCPListTools
---| openai.BetaMCPApprovalRequest
---| openai.BetaMCPApprovalResponse
---| openai.BetaMCPToolCall
---| openai.BetaCustomToolCallOutput
---| openai.BetaCustomToolCall

---@alias openai.BetaItemField
---| openai.BetaMessage
---| openai.BetaProgram
---| openai.BetaProgramOutput
---| openai.BetaFunctionToolCall
---| openai.BetaMultiAgentCall
---| openai.BetaMultiAgentCallOutput
---| openai.BetaToolSearchCall
---| openai.BetaToolSearchOutput
---| openai.BetaAdditionalTools
---| openai.BetaAgentMessage
---| openai.BetaFunctionToolCallOutput
---| openai.BetaFileSearchToolCall
---| openai.BetaWebSearchToolCall
---| openai.BetaImageGenToolCall
---| openai.BetaComputerToolCall
---| openai.BetaComputerToolCallOutputResource
---| openai.BetaReasoningItem
---| openai.BetaCompactionBody
---| openai.BetaCodeInterpreterToolCall
---| openai.BetaLocalShellToolCall
---| openai.BetaLocalShellToolCallOutput
---| openai.BetaFunctionShellCall
---| openai.BetaFunctionShellCallOutput
---| openai.BetaApplyPatchToolCall
---| openai.BetaApplyPatchToolCallOutput
---| openai.BetaMCPListTools
---| openai.BetaMCPApprovalRequest
---| openai.BetaMCPApprovalResponseResource
---| openai.BetaMCPToolCall
---| openai.BetaCustomToolCall
---| openai.BetaCustomToolCallOutput

---@class openai.BetaItemReferenceParam
---@field id string
---@field agent? openai.BetaAgentTagParam
---@field type? "item_reference" default "item_reference"

---@alias openai.BetaItemResource
---| openai.BetaInputMessageResource
---| openai.BetaOutputMessage
---| openai.BetaFileSearchToolCall
---| openai.BetaComputerToolCall
---| openai.BetaComputerToolCallOutputResource
---| openai.BetaWebSearchToolCall
---| openai.BetaFunctionToolCallResource
---| openai.BetaFunctionToolCallOutputResource
---| openai.BetaAgentMessage
---| openai.BetaMultiAgentCall
---| openai.BetaMultiAgentCallOutput
---| openai.BetaToolSearchCall
---| openai.BetaToolSearchOutput
---| openai.BetaAdditionalTools
---| openai.BetaReasoningItem
---| openai.BetaProgram
---| openai.BetaProgramOutput
---| openai.BetaCompactionBody
---| openai.BetaImageGenToolCall
---| openai.BetaCodeInterpreterToolCall
---| openai.BetaLocalShellToolCall
---| openai.BetaLocalShellToolCallOutput
---| openai.BetaFunctionShellCall
---| openai.BetaFunctionShellCallOutput
---| openai.BetaApplyPatchToolCall
---| openai.BetaApplyPatchToolCallOutput
---| openai.BetaMCPListTools
---| openai.BetaMCPApprovalRequest
---| openai.BetaMCPApprovalResponseResource
---| openai.BetaMCPToolCall
---| openai.BetaCustomToolCallResource
---| openai.BetaCustomToolCallOutputResource

---@class openai.BetaKeyPressAction
---@field type "keypress" default "keypress"
---@field keys string[]

---@class openai.BetaLocalEnvironment
---@field type "local" default "local"

---@class openai.BetaLocalEnvironmentParam
---@field type "local" default "local"
---@field skills? openai.BetaLocalSkillParam[] at most 200 items

---@class openai.BetaLocalShellExecAction
---@field type "exec" default "exec"
---@field command string[]
---@field env table<string, string>
---@field timeout_ms? integer
---@field user? string
---@field working_directory? string

---@class openai.BetaLocalShellToolCall
---@field type "local_shell_call"
---@field id string
---@field call_id string
---@field action openai.BetaLocalShellExecAction
---@field status "in_progress"|"completed"|"incomplete"
---@field agent? openai.BetaAgentTag

---@class openai.BetaLocalShellToolCallOutput
---@field id string
---@field type "local_shell_call_output"
---@field output string
---@field agent? openai.BetaAgentTag
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.BetaLocalShellToolParam
---@field type "local_shell" default "local_shell"

---@class openai.BetaLocalSkillParam
---@field name string
---@field description string
---@field path string

---@class openai.BetaLogProb
---@field token string
---@field logprob number
---@field bytes integer[]
---@field top_logprobs openai.BetaTopLogProb[]

---@class openai.BetaMCPApprovalRequest
---@field type "mcp_approval_request"
---@field id string
---@field server_label string
---@field name string
---@field arguments string
---@field agent? openai.BetaAgentTag

---@class openai.BetaMCPApprovalResponse
---@field type "mcp_approval_response"
---@field approve boolean
---@field approval_request_id string
---@field agent? openai.BetaAgentTag
---@field id? string
---@field reason? string

---@class openai.BetaMCPApprovalResponseResource
---@field type "mcp_approval_response"
---@field id string
---@field approve boolean
---@field approval_request_id string
---@field agent? openai.BetaAgentTag
---@field reason? string

---@class openai.BetaMCPListTools
---@field type "mcp_list_tools"
---@field id string
---@field server_label string
---@field tools openai.BetaMCPListToolsTool[]
---@field agent? openai.BetaAgentTag
---@field error? string

---@class openai.BetaMCPListToolsTool
---@field name string
---@field input_schema table
---@field annotations? table
---@field description? string

---@class openai.BetaMCPProtocolError
---@field type "mcp_protocol_error" default "mcp_protocol_error"
---@field code integer
---@field message string

---@class openai.BetaMCPTool
---@field type "mcp"
---@field server_label string
---@field allowed_callers? openai.BetaCallableToolAllowedCaller[] at least 1 item
---@field allowed_tools? string[]|openai.BetaMCPToolFilter
---@field authorization? string
---@field connector_id? openai.BetaMCPToolConnectorId
---@field defer_loading? boolean
---@field headers? table<string, string>
---@field require_approval? openai.BetaMCPToolRequireApproval default "always"
---@field server_description? string
---@field server_url? string
---@field tunnel_id? string

---@class openai.BetaMCPToolCall
---@field type "mcp_call"
---@field id string
---@field server_label string
---@field name string
---@field arguments string
---@field agent? openai.BetaAgentTag
---@field approval_request_id? string
---@field error? openai.BetaMCPToolCallError
---@field output? string
---@field status? openai.BetaMCPToolCallStatus

---@alias openai.BetaMCPToolCallError
---| openai.BetaMCPProtocolError
---| openai.BetaMCPToolExecutionError
---| openai.BetaHTTPError

---@alias openai.BetaMCPToolCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"
---| "calling"
---| "failed"

---@alias openai.BetaMCPToolConnectorId
---| "connector_dropbox"
---| "connector_gmail"
---| "connector_googlecalendar"
---| "connector_googledrive"
---| "connector_microsoftteams"
---| "connector_outlookcalendar"
---| "connector_outlookemail"
---| "connector_sharepoint"

---@class openai.BetaMCPToolExecutionError
---@field type "mcp_tool_execution_error" default "mcp_tool_execution_error"
---@field content any

---@class openai.BetaMCPToolFilter
---@field read_only? boolean
---@field tool_names? string[]

---@alias openai.BetaMCPToolRequireApproval
---| openai.BetaMCPToolRequireApprovalMCPToolApprovalFilter
---| "always"
---| "never"

---@class openai.BetaMCPToolRequireApprovalMCPToolApprovalFilter
---@field always? openai.BetaMCPToolFilter
---@field never? openai.BetaMCPToolFilter

---@class openai.BetaMessage
---@field type "message" default "message"
---@field id string
---@field status openai.BetaMessageStatus
---@field role openai.BetaMessageRole
---@field content openai.BetaMessageContent[]
---@field agent? openai.BetaAgentTag
---@field phase? openai.BetaMessagePhase2

---@alias openai.BetaMessageContent
---| openai.BetaInputTextContent
---| openai.BetaOutputTextContent
---| openai.BetaTextContent
---| openai.BetaSummaryTextContent
---| openai.BetaReasoningTextContent
---| openai.BetaRefusalContent
---| openai.BetaInputImageContent
---| openai.BetaComputerScreenshotContent
---| openai.BetaInputFileContent
---| openai.BetaEncryptedContent

---@alias openai.BetaMessagePhase
---| "commentary"
---| "final_answer"

---@alias openai.BetaMessagePhase2
---| "commentary"
---| "final_answer"

---@alias openai.BetaMessageRole
---| "unknown"
---| "user"
---| "assistant"
---| "system"
---| "critic"
---| "discriminator"
---| "developer"
---| "tool"

---@alias openai.BetaMessageStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@alias openai.BetaModelIdsCompaction
---| openai.BetaModelIdsResponses
---| string

---@alias openai.BetaModelIdsResponses
---| openai.BetaModelIdsShared
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

---@alias openai.BetaModelIdsShared
---| string
---| "gpt-5.6-sol"
---| "gpt-5.6-terra"
---| "gpt-5.6-luna"
---| "gpt-5.5"
---| "gpt-5.5-2026-04-23"
---| "gpt-5.4"
---| "gpt-5.4-mini"
---| "gpt-5.4-nano"
---| "gpt-5.4-mini-2026-03-17"
---| "gpt-5.4-nano-2026-03-17"
---| "gpt-5.3-chat-latest"
---| "gpt-5.2"
---| "gpt-5.2-2025-12-11"
---| "gpt-5.2-chat-latest"
---| "gpt-5.2-pro"
---| "gpt-5.2-pro-2025-12-11"
---| "gpt-5.1"
---| "gpt-5.1-2025-11-13"
---| "gpt-5.1-codex"
---| "gpt-5.1-mini"
---| "gpt-5.1-chat-latest"
---| "gpt-5"
---| "gpt-5-mini"
---| "gpt-5-nano"
---| "gpt-5-2025-08-07"
---| "gpt-5-mini-2025-08-07"
---| "gpt-5-nano-2025-08-07"
---| "gpt-5-chat-latest"
---| "gpt-4.1"
---| "gpt-4.1-mini"
---| "gpt-4.1-nano"
---| "gpt-4.1-2025-04-14"
---| "gpt-4.1-mini-2025-04-14"
---| "gpt-4.1-nano-2025-04-14"
---| "o4-mini"
---| "o4-mini-2025-04-16"
---| "o3"
---| "o3-2025-04-16"
---| "o3-mini"
---| "o3-mini-2025-01-31"
---| "o1"
---| "o1-2024-12-17"
---| "o1-preview"
---| "o1-preview-2024-09-12"
---| "o1-mini"
---| "o1-mini-2024-09-12"
---| "gpt-4o"
---| "gpt-4o-2024-11-20"
---| "gpt-4o-2024-08-06"
---| "gpt-4o-2024-05-13"
---| "gpt-4o-audio-preview"
---| "gpt-4o-audio-preview-2024-10-01"
---| "gpt-4o-audio-preview-2024-12-17"
---| "gpt-4o-audio-preview-2025-06-03"
---| "gpt-4o-mini-audio-preview"
---| "gpt-4o-mini-audio-preview-2024-12-17"
---| "gpt-4o-search-preview"
---| "gpt-4o-mini-search-preview"
---| "gpt-4o-search-preview-2025-03-11"
---| "gpt-4o-mini-search-preview-2025-03-11"
---| "chatgpt-4o-latest"
---| "codex-mini-latest"
---| "gpt-4o-mini"
---| "gpt-4o-mini-2024-07-18"
---| "gpt-4-turbo"
---| "gpt-4-turbo-2024-04-09"
---| "gpt-4-0125-preview"
---| "gpt-4-turbo-preview"
---| "gpt-4-1106-preview"
---| "gpt-4-vision-preview"
---| "gpt-4"
---| "gpt-4-0314"
---| "gpt-4-0613"
---| "gpt-4-32k"
---| "gpt-4-32k-0314"
---| "gpt-4-32k-0613"
---| "gpt-3.5-turbo"
---| "gpt-3.5-turbo-16k"
---| "gpt-3.5-turbo-0301"
---| "gpt-3.5-turbo-0613"
---| "gpt-3.5-turbo-1106"
---| "gpt-3.5-turbo-0125"
---| "gpt-3.5-turbo-16k-0613"

---@class openai.BetaModeration
---@field input openai.BetaModerationResultBody|openai.BetaModerationErrorBody
---@field output openai.BetaModerationResultBody|openai.BetaModerationErrorBody

---@class openai.BetaModerationConfigParam
---@field mode openai.BetaModerationMode

---@class openai.BetaModerationErrorBody
---@field type "error" default "error"
---@field code string
---@field message string

---@alias openai.BetaModerationInputType
---| "text"
---| "image"

---@alias openai.BetaModerationMode
---| "score"
---| "block"

---@class openai.BetaModerationParam
---@field model string
---@field policy? openai.BetaModerationPolicyParam

---@class openai.BetaModerationPolicyParam
---@field input? openai.BetaModerationConfigParam
---@field output? openai.BetaModerationConfigParam

---@class openai.BetaModerationResultBody
---@field type "moderation_result" default "moderation_result"
---@field model string
---@field flagged boolean
---@field categories table<string, boolean>
---@field category_scores table<string, number>
---@field category_applied_input_types table<string, openai.BetaModerationInputType[]>

---@class openai.BetaMoveParam
---@field type "move" default "move"
---@field x integer
---@field y integer
---@field keys? string[]

---@alias openai.BetaMultiAgentAction
---| "spawn_agent"
---| "interrupt_agent"
---| "list_agents"
---| "send_message"
---| "followup_task"
---| "wait_agent"

---@alias openai.BetaMultiAgentAction1
---| "spawn_agent"
---| "interrupt_agent"
---| "list_agents"
---| "send_message"
---| "followup_task"
---| "wait_agent"

---@class openai.BetaMultiAgentCall
---@field type "multi_agent_call" default "multi_agent_call"
---@field id string
---@field call_id string
---@field action openai.BetaMultiAgentAction
---@field arguments string
---@field agent? openai.BetaAgentTag

---@class openai.BetaMultiAgentCallItemParam
---@field call_id string 1 to 64 characters
---@field type "multi_agent_call" default "multi_agent_call"
---@field action openai.BetaMultiAgentAction1
---@field arguments string
---@field agent? openai.BetaAgentTagParam
---@field id? string

---@class openai.BetaMultiAgentCallOutput
---@field type "multi_agent_call_output" default "multi_agent_call_output"
---@field id string
---@field call_id string
---@field action openai.BetaMultiAgentAction
---@field output openai.BetaOutputTextContent[]
---@field agent? openai.BetaAgentTag

---@class openai.BetaMultiAgentCallOutputItemParam
---@field call_id string 1 to 64 characters
---@field type "multi_agent_call_output" default "multi_agent_call_output"
---@field action openai.BetaMultiAgentAction1
---@field output openai.BetaOutputTextContentParam[]
---@field agent? openai.BetaAgentTagParam
---@field id? string

---@class openai.BetaMultiAgentParam
---@field enabled boolean
---@field max_concurrent_subagents? integer at least 1

---@class openai.BetaNamespaceToolParam
---@field type "namespace" default "namespace"
---@field name string at least 1 character
---@field description string
---@field tools (openai.BetaFunctionToolParam|openai.BetaCustomToolParam)[] at least 1 item

---@alias openai.BetaOutputContent
---| openai.BetaOutputTextContent
---| openai.BetaRefusalContent
---| openai.BetaReasoningTextContent

---@alias openai.BetaOutputItem
---| openai.BetaOutputMessage
---| openai.BetaFileSearchToolCall
---| openai.BetaFunctionToolCall
---| openai.BetaFunctionToolCallOutputResource
---| openai.BetaAgentMessage
---| openai.BetaMultiAgentCall
---| openai.BetaMultiAgentCallOutput
---| openai.BetaWebSearchToolCall
---| openai.BetaComputerToolCall
---| openai.BetaComputerToolCallOutputResource
---| openai.BetaReasoningItem
---| openai.BetaProgram
---| openai.BetaProgramOutput
---| openai.BetaToolSearchCall
---| openai.BetaToolSearchOutput
---| openai.BetaAdditionalTools
---| openai.BetaCompactionBody
---| openai.BetaImageGenToolCall
---| openai.BetaCodeInterpreterToolCall
---| openai.BetaLocalShellToolCall
---| openai.BetaLocalShellToolCallOutput
---| openai.BetaFunctionShellCall
---| openai.BetaFunctionShellCallOutput
---| openai.BetaApplyPatchToolCall
---| openai.BetaApplyPatchToolCallOutput
---| openai.BetaMCPToolCall
---| openai.BetaMCPListTools
---| openai.BetaMCPApprovalRequest
---| openai.BetaMCPApprovalResponseResource
---| openai.BetaCustomToolCall
---| openai.BetaCustomToolCallOutputResource

---@class openai.BetaOutputMessage
---@field id string
---@field type "message"
---@field role "assistant"
---@field content openai.BetaOutputMessageContent[]
---@field status "in_progress"|"completed"|"incomplete"
---@field agent? openai.BetaAgentTag
---@field phase? openai.BetaMessagePhase

---@alias openai.BetaOutputMessageContent
---| openai.BetaOutputTextContent
---| openai.BetaRefusalContent

---@class openai.BetaOutputTextContent
---@field type "output_text" default "output_text"
---@field text string
---@field annotations openai.BetaAnnotation[]
---@field logprobs openai.BetaLogProb[]

---@class openai.BetaOutputTextContentParam
---@field type "output_text" default "output_text"
---@field text string at most 10,485,760 characters
---@field annotations? openai.BetaOutputTextContentParamAnnotations[]

---@alias openai.BetaOutputTextContentParamAnnotations
---| openai.BetaFileCitationParam
---| openai.BetaUrlCitationParam
---| openai.BetaContainerFileCitationParam

---@alias openai.BetaPersonalityEnum
---| string
---| "friendly"
---| "pragmatic"

---@class openai.BetaProgram
---@field type "program" default "program"
---@field id string
---@field call_id string
---@field code string
---@field fingerprint string
---@field agent? openai.BetaAgentTag

---@class openai.BetaProgramItemParam
---@field id string
---@field type "program" default "program"
---@field call_id string 1 to 64 characters
---@field code string at most 10,485,760 characters
---@field fingerprint string at most 10,485,760 characters
---@field agent? openai.BetaAgentTagParam

---@class openai.BetaProgramOutput
---@field type "program_output" default "program_output"
---@field id string
---@field call_id string
---@field result string
---@field status openai.BetaProgramOutputStatus
---@field agent? openai.BetaAgentTag

---@class openai.BetaProgramOutputItemParam
---@field id string
---@field type "program_output" default "program_output"
---@field call_id string 1 to 64 characters
---@field result string at most 10,485,760 characters
---@field status openai.BetaProgramOutputItemStatus
---@field agent? openai.BetaAgentTagParam

---@alias openai.BetaProgramOutputItemStatus
---| "completed"
---| "incomplete"

---@alias openai.BetaProgramOutputStatus
---| "completed"
---| "incomplete"

---@class openai.BetaProgramToolCallCaller
---@field type "program" default "program"
---@field caller_id string

---@class openai.BetaProgramToolCallCallerParam
---@field type "program" default "program"
---@field caller_id string 1 to 64 characters

---@class openai.BetaProgrammaticToolCallingParam
---@field type "programmatic_tool_calling" default "programmatic_tool_calling"

---@class openai.BetaPrompt
---@field id string
---@field variables? table<string, string|openai.BetaInputTextContent|openai.BetaInputImageContent|openai.BetaInputFileContent>
---@field version? string

---@class openai.BetaPromptCacheBreakpointConfig
---@field mode "explicit" default "explicit"

---@class openai.BetaPromptCacheBreakpointParam
---@field mode "explicit" default "explicit"

---@alias openai.BetaPromptCacheModeEnum
---| "implicit"
---| "explicit"

---@class openai.BetaPromptCacheOptions
---@field ttl "30m"
---@field mode openai.BetaPromptCacheModeEnum

---@class openai.BetaPromptCacheOptionsParam
---@field mode? openai.BetaPromptCacheModeEnum
---@field ttl? "30m"

---@alias openai.BetaPromptCacheRetentionEnum
---| "in_memory"
---| "24h"

---@alias openai.BetaRankerVersionType
---| "auto"
---| "default-2024-11-15"

---@class openai.BetaRankingOptions
---@field hybrid_search? openai.BetaHybridSearchOptions
---@field ranker? openai.BetaRankerVersionType
---@field score_threshold? number

---@class openai.BetaRealtimeSessionCreateClientSecret
---@field value string
---@field expires_at integer

---@class openai.BetaRealtimeSessionCreateInputAudioTranscription
---@field model? string

---@class openai.BetaRealtimeSessionCreateToolsItem
---@field description? string
---@field name? string
---@field parameters? table
---@field type? "function"

---@class openai.BetaRealtimeSessionCreateTracingTracingConfiguration
---@field group_id? string
---@field metadata? table
---@field workflow_name? string

---@class openai.BetaRealtimeSessionCreateTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? string

---@class openai.BetaRealtimeTranscriptionSessionCreateInputAudioNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.BetaRealtimeTranscriptionSessionCreateTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? "server_vad"

---@class openai.BetaReasoning
---@field context? "auto"|"current_turn"|"all_turns"
---@field effort? openai.BetaReasoningEffort default "medium"
---@field generate_summary? "auto"|"concise"|"detailed" deprecated
---@field mode? openai.BetaReasoningModeEnum
---@field summary? "auto"|"concise"|"detailed"

---@alias openai.BetaReasoningEffort
---| "none"
---| "minimal"
---| "low"
---| "medium"
---| "high"
---| "xhigh"
---| "max"

---@class openai.BetaReasoningItem
---@field id string
---@field summary openai.BetaSummaryTextContent[]
---@field type "reasoning"
---@field agent? openai.BetaAgentTag
---@field content? openai.BetaReasoningTextContent[]
---@field encrypted_content? string
---@field status? "in_progress"|"completed"|"incomplete"

---@alias openai.BetaReasoningModeEnum
---| string
---| "standard"
---| "pro"

---@class openai.BetaReasoningTextContent
---@field type "reasoning_text" default "reasoning_text"
---@field text string

---@class openai.BetaRefusalContent
---@field type "refusal" default "refusal"
---@field refusal string

---@class openai.BetaResponse
---@field id string
---@field object "response"
---@field created_at number
---@field error? openai.BetaResponseError
---@field incomplete_details? openai.BetaResponseIncompleteDetails
---@field instructions? string|openai.BetaInputItem[]
---@field model openai.BetaModelIdsResponses
---@field tools openai.BetaTool[]
---@field output openai.BetaOutputItem[]
---@field parallel_tool_calls boolean default true
---@field metadata? table<string, string>
---@field tool_choice openai.BetaToolChoiceParam
---@field temperature? number default 1; 0 to 2
---@field top_p? number default 1; 0 to 1
---@field background? boolean default false
---@field completed_at? number
---@field conversation? openai.BetaResponseConversation
---@field max_output_tokens? integer
---@field max_tool_calls? integer
---@field moderation? openai.BetaModeration
---@field output_text? string
---@field previous_response_id? string
---@field prompt? openai.BetaPrompt
---@field prompt_cache_key? string
---@field prompt_cache_options? openai.BetaPromptCacheOptions
---@field prompt_cache_retention? "in_memory"|"24h" deprecated
---@field reasoning? openai.BetaReasoning
---@field safety_identifier? string at most 64 characters
---@field service_tier? openai.BetaServiceTierResponses default "auto"
---@field status? "completed"|"failed"|"in_progress"|"cancelled"|"queued"|"incomplete"
---@field text? openai.BetaResponseTextParam
---@field top_logprobs? integer 0 to 20
---@field truncation? "auto"|"disabled" default "disabled"
---@field usage? openai.BetaResponseUsage
---@field user? string deprecated

---@class openai.BetaResponseAudioDeltaEvent
---@field type "response.audio.delta"
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseAudioDoneEvent
---@field type "response.audio.done"
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseAudioTranscriptDeltaEvent
---@field type "response.audio.transcript.delta"
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseAudioTranscriptDoneEvent
---@field type "response.audio.transcript.done"
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCodeInterpreterCallCodeDeltaEvent
---@field type "response.code_interpreter_call_code.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCodeInterpreterCallCodeDoneEvent
---@field type "response.code_interpreter_call_code.done"
---@field output_index integer
---@field item_id string
---@field code string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCodeInterpreterCallCompletedEvent
---@field type "response.code_interpreter_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCodeInterpreterCallInProgressEvent
---@field type "response.code_interpreter_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCodeInterpreterCallInterpretingEvent
---@field type "response.code_interpreter_call.interpreting"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCompletedEvent
---@field type "response.completed"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseContentPartAddedEvent
---@field type "response.content_part.added"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field part openai.BetaOutputContent
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseContentPartDoneEvent
---@field type "response.content_part.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field part openai.BetaOutputContent
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseConversation
---@field id string

---@class openai.BetaResponseCreatedEvent
---@field type "response.created"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCustomToolCallInputDeltaEvent
---@field type "response.custom_tool_call_input.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseCustomToolCallInputDoneEvent
---@field type "response.custom_tool_call_input.done"
---@field output_index integer
---@field item_id string
---@field input string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseError
---@field code openai.BetaResponseErrorCode
---@field message string

---@alias openai.BetaResponseErrorCode
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

---@class openai.BetaResponseErrorEvent
---@field type "error"
---@field code? string
---@field message string
---@field param? string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFailedEvent
---@field type "response.failed"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFileSearchCallCompletedEvent
---@field type "response.file_search_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFileSearchCallInProgressEvent
---@field type "response.file_search_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFileSearchCallSearchingEvent
---@field type "response.file_search_call.searching"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFormatJson
---@field type "json_object"

---@class openai.BetaResponseFormatText
---@field type "text"

---@class openai.BetaResponseFunctionCallArgumentsDeltaEvent
---@field type "response.function_call_arguments.delta"
---@field item_id string
---@field output_index integer
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseFunctionCallArgumentsDoneEvent
---@field type "response.function_call_arguments.done"
---@field item_id string
---@field name string
---@field output_index integer
---@field arguments string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseImageGenCallCompletedEvent
---@field type "response.image_generation_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseImageGenCallGeneratingEvent
---@field type "response.image_generation_call.generating"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseImageGenCallInProgressEvent
---@field type "response.image_generation_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseImageGenCallPartialImageEvent
---@field type "response.image_generation_call.partial_image"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field partial_image_index integer
---@field partial_image_b64 string
---@field agent? openai.BetaAgentTag
---@field background? string
---@field output_format? string
---@field quality? string
---@field size? string

---@class openai.BetaResponseInProgressEvent
---@field type "response.in_progress"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseIncompleteDetails
---@field reason? "max_output_tokens"|"content_filter"

---@class openai.BetaResponseIncompleteEvent
---@field type "response.incomplete"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseLogProb
---@field token string
---@field logprob number
---@field top_logprobs? openai.BetaResponseLogProbTopLogprobsItem[]

---@class openai.BetaResponseLogProbTopLogprobsItem
---@field logprob? number
---@field token? string

---@class openai.BetaResponseMCPCallArgumentsDeltaEvent
---@field type "response.mcp_call_arguments.delta"
---@field output_index integer
---@field item_id string
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPCallArgumentsDoneEvent
---@field type "response.mcp_call_arguments.done"
---@field output_index integer
---@field item_id string
---@field arguments string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPCallCompletedEvent
---@field type "response.mcp_call.completed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPCallFailedEvent
---@field type "response.mcp_call.failed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPCallInProgressEvent
---@field type "response.mcp_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPListToolsCompletedEvent
---@field type "response.mcp_list_tools.completed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPListToolsFailedEvent
---@field type "response.mcp_list_tools.failed"
---@field item_id string
---@field output_index integer
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseMCPListToolsInProgressEvent
---@field type "response.mcp_list_tools.in_progress"
---@field item_id string
---@field output_index integer
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseOutputItemAddedEvent
---@field type "response.output_item.added"
---@field output_index integer
---@field item openai.BetaOutputItem
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseOutputItemDoneEvent
---@field type "response.output_item.done"
---@field output_index integer
---@field item openai.BetaOutputItem
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseOutputTextAnnotationAddedEvent
---@field type "response.output_text.annotation.added"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field annotation_index integer
---@field annotation? openai.BetaAnnotation
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseQueuedEvent
---@field type "response.queued"
---@field response openai.BetaResponse
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseReasoningSummaryPartAddedEvent
---@field type "response.reasoning_summary_part.added"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field part openai.BetaResponseReasoningSummaryPartAddedEventPart
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseReasoningSummaryPartAddedEventPart
---@field type "summary_text"
---@field text string

---@class openai.BetaResponseReasoningSummaryPartDoneEvent
---@field type "response.reasoning_summary_part.done"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field part openai.BetaResponseReasoningSummaryPartDoneEventPart
---@field sequence_number integer
---@field agent? openai.BetaAgentTag
---@field status? "incomplete"

---@class openai.BetaResponseReasoningSummaryPartDoneEventPart
---@field type "summary_text"
---@field text string

---@class openai.BetaResponseReasoningSummaryTextDeltaEvent
---@field type "response.reasoning_summary_text.delta"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseReasoningSummaryTextDoneEvent
---@field type "response.reasoning_summary_text.done"
---@field item_id string
---@field output_index integer
---@field summary_index integer
---@field text string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseReasoningTextDeltaEvent
---@field type "response.reasoning_text.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseReasoningTextDoneEvent
---@field type "response.reasoning_text.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field text string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseRefusalDeltaEvent
---@field type "response.refusal.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseRefusalDoneEvent
---@field type "response.refusal.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field refusal string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseShellCallCommandAddedStreamingEvent
---@field type "response.shell_call_command.added" default "response.shell_call_command.added"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field command string
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseShellCallCommandDeltaStreamingEvent
---@field type "response.shell_call_command.delta" default "response.shell_call_command.delta"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field delta string
---@field agent? openai.BetaAgentTag
---@field obfuscation? string

---@class openai.BetaResponseShellCallCommandDoneStreamingEvent
---@field type "response.shell_call_command.done" default "response.shell_call_command.done"
---@field sequence_number integer
---@field output_index integer
---@field command_index integer
---@field command string
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseShellCallOutputContentDeltaStreamingEvent
---@field type "response.shell_call_output_content.delta" default "response.shell_call_output_content.delta"
---@field sequence_number integer
---@field item_id string
---@field output_index integer
---@field command_index integer
---@field delta openai.BetaShellCallOutputDelta
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseShellCallOutputContentDoneStreamingEvent
---@field type "response.shell_call_output_content.done" default "response.shell_call_output_content.done"
---@field sequence_number integer
---@field item_id string
---@field output_index integer
---@field command_index integer
---@field output openai.BetaFunctionShellCallOutputContent[]
---@field agent? openai.BetaAgentTag

---@alias openai.BetaResponseStreamEvent
---| openai.BetaResponseAudioDeltaEvent
---| openai.BetaResponseAudioDoneEvent
---| openai.BetaResponseAudioTranscriptDeltaEvent
---| openai.BetaResponseAudioTranscriptDoneEvent
---| openai.BetaResponseCodeInterpreterCallCodeDeltaEvent
---| openai.BetaResponseCodeInterpreterCallCodeDoneEvent
---| openai.BetaResponseCodeInterpreterCallCompletedEvent
---| openai.BetaResponseCodeInterpreterCallInProgressEvent
---| openai.BetaResponseCodeInterpreterCallInterpretingEvent
---| openai.BetaResponseCompletedEvent
---| openai.BetaResponseContentPartAddedEvent
---| openai.BetaResponseContentPartDoneEvent
---| openai.BetaResponseCreatedEvent
---| openai.BetaResponseErrorEvent
---| openai.BetaResponseFileSearchCallCompletedEvent
---| openai.BetaResponseFileSearchCallInProgressEvent
---| openai.BetaResponseFileSearchCallSearchingEvent
---| openai.BetaResponseFunctionCallArgumentsDeltaEvent
---| openai.BetaResponseFunctionCallArgumentsDoneEvent
---| openai.BetaResponseShellCallCommandAddedStreamingEvent
---| openai.BetaResponseShellCallCommandDeltaStreamingEvent
---| openai.BetaResponseShellCallCommandDoneStreamingEvent
---| openai.BetaResponseShellCallOutputContentDeltaStreamingEvent
---| openai.BetaResponseShellCallOutputContentDoneStreamingEvent
---| openai.BetaResponseInProgressEvent
---| openai.BetaResponseFailedEvent
---| openai.BetaResponseIncompleteEvent
---| openai.BetaResponseOutputItemAddedEvent
---| openai.BetaResponseOutputItemDoneEvent
---| openai.BetaResponseReasoningSummaryPartAddedEvent
---| openai.BetaResponseReasoningSummaryPartDoneEvent
---| openai.BetaResponseReasoningSummaryTextDeltaEvent
---| openai.BetaResponseReasoningSummaryTextDoneEvent
---| openai.BetaResponseReasoningTextDeltaEvent
---| openai.BetaResponseReasoningTextDoneEvent
---| openai.BetaResponseRefusalDeltaEvent
---| openai.BetaResponseRefusalDoneEvent
---| openai.BetaResponseTextDeltaEvent
---| openai.BetaResponseTextDoneEvent
---| openai.BetaResponseWebSearchCallCompletedEvent
---| openai.BetaResponseWebSearchCallInProgressEvent
---| openai.BetaResponseWebSearchCallSearchingEvent
---| openai.BetaResponseImageGenCallCompletedEvent
---| openai.BetaResponseImageGenCallGeneratingEvent
---| openai.BetaResponseImageGenCallInProgressEvent
---| openai.BetaResponseImageGenCallPartialImageEvent
---| openai.BetaResponseMCPCallArgumentsDeltaEvent
---| openai.BetaResponseMCPCallArgumentsDoneEvent
---| openai.BetaResponseMCPCallCompletedEvent
---| openai.BetaResponseMCPCallFailedEvent
---| openai.BetaResponseMCPCallInProgressEvent
---| openai.BetaResponseMCPListToolsCompletedEvent
---| openai.BetaResponseMCPListToolsFailedEvent
---| openai.BetaResponseMCPListToolsInProgressEvent
---| openai.BetaResponseOutputTextAnnotationAddedEvent
---| openai.BetaResponseQueuedEvent
---| openai.BetaResponseCustomToolCallInputDeltaEvent
---| openai.BetaResponseCustomToolCallInputDoneEvent

---@class openai.BetaResponseStreamOptions
---@field include_obfuscation? boolean

---@class openai.BetaResponseTextDeltaEvent
---@field type "response.output_text.delta"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field delta string
---@field sequence_number integer
---@field logprobs openai.BetaResponseLogProb[]
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseTextDoneEvent
---@field type "response.output_text.done"
---@field item_id string
---@field output_index integer
---@field content_index integer
---@field text string
---@field sequence_number integer
---@field logprobs openai.BetaResponseLogProb[]
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseTextParam
---@field format? openai.BetaTextResponseFormatConfiguration
---@field verbosity? openai.BetaVerbosity default "medium"

---@class openai.BetaResponseUsage
---@field input_tokens integer
---@field input_tokens_details openai.BetaResponseUsageInputTokensDetails
---@field output_tokens integer
---@field output_tokens_details openai.BetaResponseUsageOutputTokensDetails
---@field total_tokens integer

---@class openai.BetaResponseUsageInputTokensDetails
---@field cached_tokens integer
---@field cache_write_tokens integer

---@class openai.BetaResponseUsageOutputTokensDetails
---@field reasoning_tokens integer

---@class openai.BetaResponseWebSearchCallCompletedEvent
---@field type "response.web_search_call.completed"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseWebSearchCallInProgressEvent
---@field type "response.web_search_call.in_progress"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaResponseWebSearchCallSearchingEvent
---@field type "response.web_search_call.searching"
---@field output_index integer
---@field item_id string
---@field sequence_number integer
---@field agent? openai.BetaAgentTag

---@class openai.BetaScreenshotParam
---@field type "screenshot" default "screenshot"

---@class openai.BetaScrollParam
---@field type "scroll" default "scroll"
---@field x integer
---@field y integer
---@field scroll_x integer
---@field scroll_y integer
---@field keys? string[]

---@alias openai.BetaSearchContentType
---| "text"
---| "image"

---@alias openai.BetaSearchContextSize
---| "low"
---| "medium"
---| "high"

---@alias openai.BetaServiceTierEnum
---| "auto"
---| "default"
---| "fast"
---| "flex"
---| "priority"

---@alias openai.BetaServiceTierResponses
---| "auto"
---| "default"
---| "flex"
---| "scale"
---| "priority"
---| "fast"
---| "ultrafast"

---@class openai.BetaShellCallOutputDelta
---@field stderr? string
---@field stdout? string

---@class openai.BetaSkillReferenceParam
---@field type "skill_reference" default "skill_reference"
---@field skill_id string 1 to 64 characters
---@field version? string

---@class openai.BetaSpecificApplyPatchParam
---@field type "apply_patch" default "apply_patch"

---@class openai.BetaSpecificFunctionShellParam
---@field type "shell" default "shell"

---@class openai.BetaSpecificProgrammaticToolCallingParam
---@field type "programmatic_tool_calling" default "programmatic_tool_calling"

---@class openai.BetaSummaryTextContent
---@field type "summary_text" default "summary_text"
---@field text string

---@class openai.BetaTextContent
---@field type "text" default "text"
---@field text string

---@alias openai.BetaTextResponseFormatConfiguration
---| openai.BetaResponseFormatText
---| openai.BetaTextResponseFormatJsonSchema
---| openai.BetaResponseFormatJson

---@class openai.BetaTextResponseFormatJsonSchema
---@field type "json_schema"
---@field schema table
---@field name string
---@field description? string
---@field strict? boolean default false

---@alias openai.BetaThreadCreateAndRunModel
---| string
---| "gpt-5"
---| "gpt-5-mini"
---| "gpt-5-nano"
---| "gpt-5-2025-08-07"
---| "gpt-5-mini-2025-08-07"
---| "gpt-5-nano-2025-08-07"
---| "gpt-4.1"
---| "gpt-4.1-mini"
---| "gpt-4.1-nano"
---| "gpt-4.1-2025-04-14"
---| "gpt-4.1-mini-2025-04-14"
---| "gpt-4.1-nano-2025-04-14"
---| "gpt-4o"
---| "gpt-4o-2024-11-20"
---| "gpt-4o-2024-08-06"
---| "gpt-4o-2024-05-13"
---| "gpt-4o-mini"
---| "gpt-4o-mini-2024-07-18"
---| "gpt-4.5-preview"
---| "gpt-4.5-preview-2025-02-27"
---| "gpt-4-turbo"
---| "gpt-4-turbo-2024-04-09"
---| "gpt-4-0125-preview"
---| "gpt-4-turbo-preview"
---| "gpt-4-1106-preview"
---| "gpt-4-vision-preview"
---| "gpt-4"
---| "gpt-4-0314"
---| "gpt-4-0613"
---| "gpt-4-32k"
---| "gpt-4-32k-0314"
---| "gpt-4-32k-0613"
---| "gpt-3.5-turbo"
---| "gpt-3.5-turbo-16k"
---| "gpt-3.5-turbo-0613"
---| "gpt-3.5-turbo-1106"
---| "gpt-3.5-turbo-0125"
---| "gpt-3.5-turbo-16k-0613"

---@class openai.BetaThreadCreateAndRunToolChoice
---@field function? openai.BetaThreadCreateAndRunToolChoiceFunction
---@field type? "function"|"code_interpreter"|"file_search"

---@class openai.BetaThreadCreateAndRunToolChoiceFunction
---@field name string

---@class openai.BetaThreadCreateAndRunToolResources
---@field code_interpreter? openai.BetaThreadCreateAndRunToolResourcesCodeInterpreter
---@field file_search? openai.BetaThreadCreateAndRunToolResourcesFileSearch

---@class openai.BetaThreadCreateAndRunToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.BetaThreadCreateAndRunToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item

---@alias openai.BetaThreadCreateAndRunTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.BetaThreadCreateAndRunTruncationStrategy
---@field type "auto"|"last_messages"
---@field last_messages? integer at least 1

---@class openai.BetaThreadCreateToolResources
---@field code_interpreter? openai.BetaThreadCreateToolResourcesCodeInterpreter
---@field file_search? openai.BetaThreadCreateToolResourcesFileSearch

---@class openai.BetaThreadCreateToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.BetaThreadCreateToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item
---@field vector_stores? openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItem[] at most 1 item

---@class openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItem
---@field chunking_strategy? openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategy
---@field file_ids? string[] at most 100,000,000 items
---@field metadata? table<string, string>

---@alias openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategy
---| openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---| openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy

---@class openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---@field type "auto"

---@class openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy
---@field type "static"
---@field static openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic

---@class openai.BetaThreadCreateToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic
---@field max_chunk_size_tokens integer 100 to 4,096
---@field chunk_overlap_tokens integer

---@class openai.BetaThreadMessageCreateAttachmentsItem
---@field file_id? string
---@field tools? (openai.AssistantToolsCode|openai.AssistantToolsFileSearchTypeOnly)[]

---@alias openai.BetaThreadMessageCreateContent
---| string
---| (openai.MessageContentImageFile|openai.MessageContentImageUrl|openai.MessageRequestContentText)[]

---@class openai.BetaThreadRunCreateToolChoice
---@field function? openai.BetaThreadRunCreateToolChoiceFunction
---@field type? "function"|"code_interpreter"|"file_search"

---@class openai.BetaThreadRunCreateToolChoiceFunction
---@field name string

---@alias openai.BetaThreadRunCreateTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.BetaThreadRunCreateTruncationStrategy
---@field type "auto"|"last_messages"
---@field last_messages? integer at least 1

---@class openai.BetaThreadRunSubmitToolOutputsToolOutputsItem
---@field output? string
---@field tool_call_id? string

---@class openai.BetaThreadUpdateToolResources
---@field code_interpreter? openai.BetaThreadUpdateToolResourcesCodeInterpreter
---@field file_search? openai.BetaThreadUpdateToolResourcesFileSearch

---@class openai.BetaThreadUpdateToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.BetaThreadUpdateToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item

---@class openai.BetaTokenCounts
---@field object "response.input_tokens" default "response.input_tokens"
---@field input_tokens integer

---@alias openai.BetaTool
---| openai.BetaFunctionTool
---| openai.BetaFileSearchTool
---| openai.BetaComputerTool
---| openai.BetaComputerUsePreviewTool
---| openai.BetaWebSearchTool
---| openai.BetaMCPTool
---| openai.BetaCodeInterpreterTool
---| openai.BetaProgrammaticToolCallingParam
---| openai.BetaImageGenTool
---| openai.BetaLocalShellToolParam
---| openai.BetaFunctionShellToolParam
---| openai.BetaCustomToolParam
---| openai.BetaNamespaceToolParam
---| openai.BetaToolSearchToolParam
---| openai.BetaWebSearchPreviewTool
---| openai.BetaApplyPatchToolParam

---@alias openai.BetaToolCallCaller
---| openai.BetaDirectToolCallCaller
---| openai.BetaProgramToolCallCaller

---@alias openai.BetaToolCallCallerParam
---| openai.BetaDirectToolCallCallerParam
---| openai.BetaProgramToolCallCallerParam

---@class openai.BetaToolChoiceAllowed
---@field type "allowed_tools"
---@field mode "auto"|"required"
---@field tools table[]

---@class openai.BetaToolChoiceCustom
---@field type "custom"
---@field name string

---@class openai.BetaToolChoiceFunction
---@field type "function"
---@field name string

---@class openai.BetaToolChoiceMCP
---@field type "mcp"
---@field server_label string
---@field name? string

---@alias openai.BetaToolChoiceOptions
---| "none"
---| "auto"
---| "required"

---@alias openai.BetaToolChoiceParam
---| openai.BetaToolChoiceOptions
---| openai.BetaToolChoiceAllowed
---| openai.BetaToolChoiceTypes
---| openai.BetaToolChoiceFunction
---| openai.BetaToolChoiceMCP
---| openai.BetaToolChoiceCustom
---| openai.BetaSpecificProgrammaticToolCallingParam
---| openai.BetaSpecificApplyPatchParam
---| openai.BetaSpecificFunctionShellParam

---@class openai.BetaToolChoiceTypes
---@field type openai.BetaToolChoiceTypesType

---@alias openai.BetaToolChoiceTypesType
---| "file_search"
---| "web_search_preview"
---| "computer"
---| "computer_use_preview"
---| "computer_use"
---| "web_search_preview_2025_03_11"
---| "image_generation"
---| "code_interpreter"

---@class openai.BetaToolSearchCall
---@field type "tool_search_call" default "tool_search_call"
---@field id string
---@field call_id? string
---@field execution openai.BetaToolSearchExecutionType
---@field arguments any
---@field status openai.BetaFunctionCallStatus
---@field agent? openai.BetaAgentTag
---@field created_by? string

---@class openai.BetaToolSearchCallItemParam
---@field type "tool_search_call" default "tool_search_call"
---@field arguments table
---@field agent? openai.BetaAgentTagParam
---@field call_id? string 1 to 64 characters
---@field execution? openai.BetaToolSearchExecutionType
---@field id? string
---@field status? openai.BetaFunctionCallItemStatus

---@alias openai.BetaToolSearchExecutionType
---| "server"
---| "client"

---@class openai.BetaToolSearchOutput
---@field type "tool_search_output" default "tool_search_output"
---@field id string
---@field call_id? string
---@field execution openai.BetaToolSearchExecutionType
---@field tools openai.BetaTool[]
---@field status openai.BetaFunctionCallOutputStatusEnum
---@field agent? openai.BetaAgentTag
---@field created_by? string

---@class openai.BetaToolSearchOutputItemParam
---@field type "tool_search_output" default "tool_search_output"
---@field tools openai.BetaTool[]
---@field agent? openai.BetaAgentTagParam
---@field call_id? string 1 to 64 characters
---@field execution? openai.BetaToolSearchExecutionType
---@field id? string
---@field status? openai.BetaFunctionCallItemStatus

---@class openai.BetaToolSearchToolParam
---@field type "tool_search" default "tool_search"
---@field description? string
---@field execution? openai.BetaToolSearchExecutionType
---@field parameters? table

---@class openai.BetaTopLogProb
---@field token string
---@field logprob number
---@field bytes integer[]

---@alias openai.BetaTruncationEnum
---| "auto"
---| "disabled"

---@class openai.BetaTypeParam
---@field type "type" default "type"
---@field text string

---@class openai.BetaUrlCitationBody
---@field type "url_citation" default "url_citation"
---@field url string
---@field start_index integer
---@field end_index integer
---@field title string

---@class openai.BetaUrlCitationParam
---@field type "url_citation" default "url_citation"
---@field start_index integer at least 0
---@field end_index integer at least 0
---@field url string
---@field title string

---@alias openai.BetaVerbosity
---| "low"
---| "medium"
---| "high"

---@class openai.BetaWaitParam
---@field type "wait" default "wait"

---@class openai.BetaWebSearchActionFind
---@field type "find_in_page"
---@field url string
---@field pattern string

---@class openai.BetaWebSearchActionOpenPage
---@field type "open_page"
---@field url? string

---@class openai.BetaWebSearchActionSearch
---@field type "search"
---@field queries? string[]
---@field query? string deprecated
---@field sources? openai.BetaWebSearchActionSearchSourcesItem[]

---@class openai.BetaWebSearchActionSearchSourcesItem
---@field type "url"
---@field url string

---@class openai.BetaWebSearchApproximateLocationWebSearchApproximateLocation
---@field city? string
---@field country? string
---@field region? string
---@field timezone? string
---@field type? "approximate" default "approximate"

---@class openai.BetaWebSearchPreviewTool
---@field type "web_search_preview"|"web_search_preview_2025_03_11" default "web_search_preview"
---@field search_content_types? openai.BetaSearchContentType[]
---@field search_context_size? openai.BetaSearchContextSize
---@field user_location? openai.BetaApproximateLocation

---@class openai.BetaWebSearchTool
---@field type "web_search"|"web_search_2025_08_26" default "web_search"
---@field external_web_access? boolean default true
---@field filters? openai.BetaWebSearchToolFilters
---@field search_context_size? "low"|"medium"|"high" default "medium"
---@field user_location? openai.BetaWebSearchApproximateLocationWebSearchApproximateLocation

---@class openai.BetaWebSearchToolCall
---@field id string
---@field type "web_search_call"
---@field status "in_progress"|"searching"|"completed"|"failed"
---@field action openai.BetaWebSearchToolCallAction
---@field agent? openai.BetaAgentTag

---@alias openai.BetaWebSearchToolCallAction
---| openai.BetaWebSearchActionSearch
---| openai.BetaWebSearchActionOpenPage
---| openai.BetaWebSearchActionFind

---@class openai.BetaWebSearchToolFilters
---@field allowed_domains? string[]

---@class openai.ChatKitThread
---@field id string
---@field object "chatkit.thread" default "chatkit.thread"
---@field created_at integer
---@field title? string
---@field status openai.ActiveStatus|openai.LockedStatus|openai.ClosedStatus
---@field user string

---@class openai.ChatSession
---@field id string
---@field object "chatkit.session" default "chatkit.session"
---@field expires_at integer
---@field client_secret string
---@field workflow openai.ChatkitWorkflow
---@field user string
---@field rate_limits openai.ChatSessionRateLimits
---@field max_requests_per_1_minute integer
---@field status openai.ChatSessionStatus
---@field chatkit_configuration openai.ChatSessionChatkitConfiguration

---@class openai.ChatSessionAutomaticThreadTitling
---@field enabled boolean

---@class openai.ChatSessionChatkitConfiguration
---@field automatic_thread_titling openai.ChatSessionAutomaticThreadTitling
---@field file_upload openai.ChatSessionFileUpload
---@field history openai.ChatSessionHistory

---@class openai.ChatSessionFileUpload
---@field enabled boolean
---@field max_file_size? integer
---@field max_files? integer

---@class openai.ChatSessionHistory
---@field enabled boolean
---@field recent_threads? integer

---@class openai.ChatSessionRateLimits
---@field max_requests_per_1_minute integer

---@alias openai.ChatSessionStatus
---| "active"
---| "expired"
---| "cancelled"

---@class openai.ChatkitConfigurationParam
---@field automatic_thread_titling? openai.AutomaticThreadTitlingParam
---@field file_upload? openai.FileUploadParam
---@field history? openai.HistoryParam

---@class openai.ChatkitWorkflow
---@field id string
---@field version? string
---@field state_variables? table<string, string|integer|boolean|number>
---@field tracing openai.ChatkitWorkflowTracing

---@class openai.ChatkitWorkflowTracing
---@field enabled boolean

---@class openai.ClientToolCallItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.client_tool_call" default "chatkit.client_tool_call"
---@field status openai.ClientToolCallStatus
---@field call_id string
---@field name string
---@field arguments string
---@field output? string

---@alias openai.ClientToolCallStatus
---| "in_progress"
---| "completed"

---@class openai.ClosedStatus
---@field type "closed" default "closed"
---@field reason? string

---@class openai.CreateMessageRequest
---@field role "user"|"assistant"
---@field content openai.CreateMessageRequestContent at least 1 item
---@field attachments? openai.CreateMessageRequestAttachmentsItem[]
---@field metadata? table<string, string>

---@class openai.CreateMessageRequestAttachmentsItem
---@field file_id? string
---@field tools? (openai.AssistantToolsCode|openai.AssistantToolsFileSearchTypeOnly)[]

---@alias openai.CreateMessageRequestContent
---| string
---| (openai.MessageContentImageFile|openai.MessageContentImageUrl|openai.MessageRequestContentText)[]

---@class openai.CreateThreadRequest
---@field messages? openai.CreateMessageRequest[]
---@field metadata? table<string, string>
---@field tool_resources? openai.CreateThreadRequestToolResources

---@class openai.CreateThreadRequestToolResources
---@field code_interpreter? openai.CreateThreadRequestToolResourcesCodeInterpreter
---@field file_search? openai.CreateThreadRequestToolResourcesFileSearch

---@class openai.CreateThreadRequestToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.CreateThreadRequestToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item
---@field vector_stores? openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItem[] at most 1 item

---@class openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItem
---@field chunking_strategy? openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategy
---@field file_ids? string[] at most 100,000,000 items
---@field metadata? table<string, string>

---@alias openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategy
---| openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---| openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy

---@class openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyAutoChunkingStrategy
---@field type "auto"

---@class openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategy
---@field type "static"
---@field static openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic

---@class openai.CreateThreadRequestToolResourcesFileSearchVectorStoresItemChunkingStrategyStaticChunkingStrategyStatic
---@field max_chunk_size_tokens integer 100 to 4,096
---@field chunk_overlap_tokens integer

---@class openai.DeleteAssistantResponse
---@field id string
---@field object "assistant.deleted"
---@field deleted boolean

---@class openai.DeleteMessageResponse
---@field id string
---@field object "thread.message.deleted"
---@field deleted boolean

---@class openai.DeleteThreadResponse
---@field id string
---@field object "thread.deleted"
---@field deleted boolean

---@class openai.DeletedThread
---@field id string
---@field object "chatkit.thread.deleted" default "chatkit.thread.deleted"
---@field deleted boolean

---@class openai.DoneEvent
---@field event "done"
---@field data "[DONE]"

---@class openai.ErrorEvent
---@field event "error"
---@field data openai.ApiError

---@class openai.ExpiresAfterParam
---@field anchor "created_at" default "created_at"
---@field seconds integer 1 to 600

---@class openai.FileAnnotation
---@field type "file" default "file"
---@field source openai.FileAnnotationSource

---@class openai.FileAnnotationSource
---@field type "file" default "file"
---@field filename string

---@alias openai.FileSearchRanker
---| "auto"
---| "default_2024_08_21"

---@class openai.FileSearchRankingOptions
---@field score_threshold number 0 to 1
---@field ranker? openai.FileSearchRanker

---@class openai.FileUploadParam
---@field enabled? boolean
---@field max_file_size? integer 1 to 512
---@field max_files? integer at least 1

---@class openai.HistoryParam
---@field enabled? boolean
---@field recent_threads? integer at least 1

---@class openai.InferenceOptions
---@field tool_choice? openai.ToolChoice
---@field model? string

---@class openai.LockedStatus
---@field type "locked" default "locked"
---@field reason? string

---@class openai.MessageContentImageFile
---@field type "image_file"
---@field image_file openai.MessageContentImageFileImageFile

---@class openai.MessageContentImageFileImageFile
---@field file_id string
---@field detail? "auto"|"low"|"high" default "auto"

---@class openai.MessageContentImageUrl
---@field type "image_url"
---@field image_url openai.MessageContentImageUrlImageUrl

---@class openai.MessageContentImageUrlImageUrl
---@field url string
---@field detail? "auto"|"low"|"high" default "auto"

---@class openai.MessageContentRefusal
---@field type "refusal"
---@field refusal string

---@class openai.MessageContentText
---@field type "text"
---@field text openai.MessageContentTextText

---@class openai.MessageContentTextAnnotationsFileCitation
---@field type "file_citation"
---@field text string
---@field file_citation openai.MessageContentTextAnnotationsFileCitationFileCitation
---@field start_index integer at least 0
---@field end_index integer at least 0

---@class openai.MessageContentTextAnnotationsFileCitationFileCitation
---@field file_id string

---@class openai.MessageContentTextAnnotationsFilePath
---@field type "file_path"
---@field text string
---@field file_path openai.MessageContentTextAnnotationsFilePathFilePath
---@field start_index integer at least 0
---@field end_index integer at least 0

---@class openai.MessageContentTextAnnotationsFilePathFilePath
---@field file_id string

---@class openai.MessageContentTextText
---@field value string
---@field annotations openai.MessageContentTextTextAnnotations[]

---@alias openai.MessageContentTextTextAnnotations
---| openai.MessageContentTextAnnotationsFileCitation
---| openai.MessageContentTextAnnotationsFilePath

---@class openai.MessageDelta
---@field id string
---@field object "thread.message.delta"
---@field delta openai.MessageDeltaDelta

---@class openai.MessageDeltaContentImageFile
---@field index integer
---@field type "image_file"
---@field image_file? openai.MessageDeltaContentImageFileImageFile

---@class openai.MessageDeltaContentImageFileImageFile
---@field detail? "auto"|"low"|"high" default "auto"
---@field file_id? string

---@class openai.MessageDeltaContentImageUrl
---@field index integer
---@field type "image_url"
---@field image_url? openai.MessageDeltaContentImageUrlImageUrl

---@class openai.MessageDeltaContentImageUrlImageUrl
---@field detail? "auto"|"low"|"high" default "auto"
---@field url? string

---@class openai.MessageDeltaContentRefusal
---@field index integer
---@field type "refusal"
---@field refusal? string

---@class openai.MessageDeltaContentText
---@field index integer
---@field type "text"
---@field text? openai.MessageDeltaContentTextText

---@class openai.MessageDeltaContentTextAnnotationsFileCitation
---@field index integer
---@field type "file_citation"
---@field end_index? integer at least 0
---@field file_citation? openai.MessageDeltaContentTextAnnotationsFileCitationFileCitation
---@field start_index? integer at least 0
---@field text? string

---@class openai.MessageDeltaContentTextAnnotationsFileCitationFileCitation
---@field file_id? string
---@field quote? string

---@class openai.MessageDeltaContentTextAnnotationsFilePath
---@field index integer
---@field type "file_path"
---@field end_index? integer at least 0
---@field file_path? openai.MessageDeltaContentTextAnnotationsFilePathFilePath
---@field start_index? integer at least 0
---@field text? string

---@class openai.MessageDeltaContentTextAnnotationsFilePathFilePath
---@field file_id? string

---@class openai.MessageDeltaContentTextText
---@field annotations? openai.MessageDeltaContentTextTextAnnotations[]
---@field value? string

---@alias openai.MessageDeltaContentTextTextAnnotations
---| openai.MessageDeltaContentTextAnnotationsFileCitation
---| openai.MessageDeltaContentTextAnnotationsFilePath

---@class openai.MessageDeltaDelta
---@field content? openai.MessageDeltaDeltaContent[]
---@field role? "user"|"assistant"

---@alias openai.MessageDeltaDeltaContent
---| openai.MessageDeltaContentImageFile
---| openai.MessageDeltaContentText
---| openai.MessageDeltaContentRefusal
---| openai.MessageDeltaContentImageUrl

---@class openai.MessageObject
---@field id string
---@field object "thread.message"
---@field created_at integer
---@field thread_id string
---@field status "in_progress"|"incomplete"|"completed"
---@field incomplete_details? openai.MessageObjectIncompleteDetails
---@field completed_at? integer
---@field incomplete_at? integer
---@field role "user"|"assistant"
---@field content openai.MessageObjectContent[]
---@field assistant_id? string
---@field run_id? string
---@field attachments? openai.MessageObjectAttachmentsItem[]
---@field metadata? table<string, string>

---@class openai.MessageObjectAttachmentsItem
---@field file_id? string
---@field tools? (openai.AssistantToolsCode|openai.AssistantToolsFileSearchTypeOnly)[]

---@alias openai.MessageObjectContent
---| openai.MessageContentImageFile
---| openai.MessageContentImageUrl
---| openai.MessageContentText
---| openai.MessageContentRefusal

---@class openai.MessageObjectIncompleteDetails
---@field reason openai.MessageObjectIncompleteDetailsReason

---@alias openai.MessageObjectIncompleteDetailsReason
---| "content_filter"
---| "max_tokens"
---| "run_cancelled"
---| "run_expired"
---| "run_failed"

---@class openai.MessageRequestContentText
---@field type "text"
---@field text string

---@alias openai.MessageStreamEvent
---| openai.MessageStreamEvent
---| openai.MessageStreamEvent2
---| openai.MessageStreamEvent3
---| openai.MessageStreamEvent4
---| openai.MessageStreamEvent5

---@class openai.MessageStreamEvent2
---@field event "thread.message.in_progress"
---@field data openai.MessageObject

---@class openai.MessageStreamEvent3
---@field event "thread.message.delta"
---@field data openai.MessageDelta

---@class openai.MessageStreamEvent4
---@field event "thread.message.completed"
---@field data openai.MessageObject

---@class openai.MessageStreamEvent5
---@field event "thread.message.incomplete"
---@field data openai.MessageObject

---@class openai.RateLimitsParam
---@field max_requests_per_1_minute? integer at least 1

---@class openai.RealtimeSessionCreateResponse
---@field audio? openai.RealtimeSessionCreateResponseAudio
---@field expires_at? integer
---@field id? string
---@field include? "item.input_audio_transcription.logprobs"[]
---@field instructions? string
---@field max_output_tokens? integer|"inf"
---@field model? string
---@field object? string
---@field output_modalities? ("text"|"audio")[]
---@field tool_choice? string
---@field tools? openai.RealtimeFunctionTool[]
---@field tracing? "auto"|openai.RealtimeSessionCreateResponseTracingTracingConfiguration default "auto"
---@field turn_detection? openai.RealtimeSessionCreateResponseTurnDetection

---@class openai.RealtimeSessionCreateResponseAudio
---@field input? openai.RealtimeSessionCreateResponseAudioInput
---@field output? openai.RealtimeSessionCreateResponseAudioOutput

---@class openai.RealtimeSessionCreateResponseAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeSessionCreateResponseAudioInputNoiseReduction
---@field transcription? openai.AudioTranscriptionResponse
---@field turn_detection? openai.RealtimeSessionCreateResponseAudioInputTurnDetection

---@class openai.RealtimeSessionCreateResponseAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeSessionCreateResponseAudioInputTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? string

---@class openai.RealtimeSessionCreateResponseAudioOutput
---@field format? openai.RealtimeAudioFormats
---@field speed? number
---@field voice? openai.VoiceIdsShared

---@class openai.RealtimeSessionCreateResponseTracingTracingConfiguration
---@field group_id? string
---@field metadata? table
---@field workflow_name? string

---@class openai.RealtimeSessionCreateResponseTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? string

---@class openai.RealtimeTranscriptionSessionCreateResponse
---@field client_secret openai.RealtimeTranscriptionSessionCreateResponseClientSecret
---@field input_audio_format? string
---@field input_audio_transcription? openai.AudioTranscriptionResponse
---@field modalities? ("text"|"audio")[]
---@field turn_detection? openai.RealtimeTranscriptionSessionCreateResponseTurnDetection

---@class openai.RealtimeTranscriptionSessionCreateResponseClientSecret
---@field value string
---@field expires_at integer

---@class openai.RealtimeTranscriptionSessionCreateResponseTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? string

---@class openai.ResponseOutputText
---@field type "output_text" default "output_text"
---@field text string
---@field annotations (openai.FileAnnotation|openai.UrlAnnotation)[]

---@class openai.Run
---@field id string
---@field object "thread.run"
---@field created_at integer
---@field thread_id string
---@field assistant_id string
---@field status openai.RunStatus
---@field required_action? openai.RunRequiredAction
---@field last_error? openai.RunLastError
---@field expires_at? integer
---@field started_at? integer
---@field cancelled_at? integer
---@field failed_at? integer
---@field completed_at? integer
---@field model string
---@field instructions string
---@field tools openai.RunTools[] at most 20 items
---@field metadata? table<string, string>
---@field usage? openai.RunCompletionUsage
---@field incomplete_details? openai.RunIncompleteDetails
---@field max_prompt_tokens? integer at least 256
---@field max_completion_tokens? integer at least 256
---@field truncation_strategy openai.RunTruncationStrategy
---@field tool_choice openai.RunToolChoice
---@field parallel_tool_calls boolean default true
---@field response_format openai.AssistantsApiResponseFormatOption
---@field temperature? number
---@field top_p? number

---@class openai.RunCompletionUsage
---@field prompt_tokens integer
---@field completion_tokens integer
---@field total_tokens integer

---@class openai.RunIncompleteDetails
---@field reason? "max_completion_tokens"|"max_prompt_tokens"

---@class openai.RunLastError
---@field code "server_error"|"rate_limit_exceeded"|"invalid_prompt"
---@field message string

---@class openai.RunRequiredAction
---@field type "submit_tool_outputs"
---@field submit_tool_outputs openai.RunRequiredActionSubmitToolOutputs

---@class openai.RunRequiredActionSubmitToolOutputs
---@field tool_calls openai.RunToolCall[]

---@alias openai.RunStatus
---| "queued"
---| "in_progress"
---| "requires_action"
---| "cancelling"
---| "cancelled"
---| "failed"
---| "completed"
---| "incomplete"
---| "expired"

---@class openai.RunStep
---@field id string
---@field object "thread.run.step"
---@field created_at integer
---@field assistant_id string
---@field thread_id string
---@field run_id string
---@field type "message_creation"|"tool_calls"
---@field status "in_progress"|"cancelled"|"failed"|"completed"|"expired"
---@field step_details openai.RunStepDetailsMessageCreation|openai.RunStepDetailsToolCalls
---@field last_error? openai.RunStepLastError
---@field expired_at? integer
---@field cancelled_at? integer
---@field failed_at? integer
---@field completed_at? integer
---@field metadata? table<string, string>
---@field usage? openai.RunStepCompletionUsage

---@class openai.RunStepCompletionUsage
---@field prompt_tokens integer
---@field completion_tokens integer
---@field total_tokens integer

---@class openai.RunStepDelta
---@field id string
---@field object "thread.run.step.delta"
---@field delta openai.RunStepDeltaDelta

---@class openai.RunStepDeltaDelta
---@field step_details? openai.RunStepDeltaDeltaStepDetails

---@alias openai.RunStepDeltaDeltaStepDetails
---| openai.RunStepDeltaStepDetailsMessageCreation
---| openai.RunStepDeltaStepDetailsToolCalls

---@class openai.RunStepDeltaStepDetailsMessageCreation
---@field type "message_creation"
---@field message_creation? openai.RunStepDeltaStepDetailsMessageCreationMessageCreation

---@class openai.RunStepDeltaStepDetailsMessageCreationMessageCreation
---@field message_id? string

---@class openai.RunStepDeltaStepDetailsToolCalls
---@field type "tool_calls"
---@field tool_calls? openai.RunStepDeltaStepDetailsToolCallsToolCalls[]

---@class openai.RunStepDeltaStepDetailsToolCallsCode
---@field index integer
---@field type "code_interpreter"
---@field code_interpreter? openai.RunStepDeltaStepDetailsToolCallsCodeCodeInterpreter
---@field id? string

---@class openai.RunStepDeltaStepDetailsToolCallsCodeCodeInterpreter
---@field input? string
---@field outputs? openai.RunStepDeltaStepDetailsToolCallsCodeCodeInterpreterOutputs[]

---@alias openai.RunStepDeltaStepDetailsToolCallsCodeCodeInterpreterOutputs
---| openai.RunStepDeltaStepDetailsToolCallsCodeOutputLogs
---| openai.RunStepDeltaStepDetailsToolCallsCodeOutputImage

---@class openai.RunStepDeltaStepDetailsToolCallsCodeOutputImage
---@field index integer
---@field type "image"
---@field image? openai.RunStepDeltaStepDetailsToolCallsCodeOutputImageImage

---@class openai.RunStepDeltaStepDetailsToolCallsCodeOutputImageImage
---@field file_id? string

---@class openai.RunStepDeltaStepDetailsToolCallsCodeOutputLogs
---@field index integer
---@field type "logs"
---@field logs? string

---@class openai.RunStepDeltaStepDetailsToolCallsFileSearch
---@field index integer
---@field type "file_search"
---@field file_search table
---@field id? string

---@class openai.RunStepDeltaStepDetailsToolCallsFunction
---@field index integer
---@field type "function"
---@field function? openai.RunStepDeltaStepDetailsToolCallsFunctionFunction
---@field id? string

---@class openai.RunStepDeltaStepDetailsToolCallsFunctionFunction
---@field arguments? string
---@field name? string
---@field output? string

---@alias openai.RunStepDeltaStepDetailsToolCallsToolCalls
---| openai.RunStepDeltaStepDetailsToolCallsCode
---| openai.RunStepDeltaStepDetailsToolCallsFileSearch
---| openai.RunStepDeltaStepDetailsToolCallsFunction

---@class openai.RunStepDetailsMessageCreation
---@field type "message_creation"
---@field message_creation openai.RunStepDetailsMessageCreationMessageCreation

---@class openai.RunStepDetailsMessageCreationMessageCreation
---@field message_id string

---@class openai.RunStepDetailsToolCalls
---@field type "tool_calls"
---@field tool_calls openai.RunStepDetailsToolCallsToolCalls[]

---@class openai.RunStepDetailsToolCallsCode
---@field id string
---@field type "code_interpreter"
---@field code_interpreter openai.RunStepDetailsToolCallsCodeCodeInterpreter

---@class openai.RunStepDetailsToolCallsCodeCodeInterpreter
---@field input string
---@field outputs openai.RunStepDetailsToolCallsCodeCodeInterpreterOutputs[]

---@alias openai.RunStepDetailsToolCallsCodeCodeInterpreterOutputs
---| openai.RunStepDetailsToolCallsCodeOutputLogs
---| openai.RunStepDetailsToolCallsCodeOutputImage

---@class openai.RunStepDetailsToolCallsCodeOutputImage
---@field type "image"
---@field image openai.RunStepDetailsToolCallsCodeOutputImageImage

---@class openai.RunStepDetailsToolCallsCodeOutputImageImage
---@field file_id string

---@class openai.RunStepDetailsToolCallsCodeOutputLogs
---@field type "logs"
---@field logs string

---@class openai.RunStepDetailsToolCallsFileSearch
---@field id string
---@field type "file_search"
---@field file_search openai.RunStepDetailsToolCallsFileSearchFileSearch

---@class openai.RunStepDetailsToolCallsFileSearchFileSearch
---@field ranking_options? openai.RunStepDetailsToolCallsFileSearchRankingOptions
---@field results? openai.RunStepDetailsToolCallsFileSearchResult[]

---@class openai.RunStepDetailsToolCallsFileSearchRankingOptions
---@field ranker openai.FileSearchRanker
---@field score_threshold number 0 to 1

---@class openai.RunStepDetailsToolCallsFileSearchResult
---@field file_id string
---@field file_name string
---@field score number 0 to 1
---@field content? openai.RunStepDetailsToolCallsFileSearchResultContentItem[]

---@class openai.RunStepDetailsToolCallsFileSearchResultContentItem
---@field text? string
---@field type? "text"

---@class openai.RunStepDetailsToolCallsFunction
---@field id string
---@field type "function"
---@field function openai.RunStepDetailsToolCallsFunctionFunction

---@class openai.RunStepDetailsToolCallsFunctionFunction
---@field name string
---@field arguments string
---@field output? string

---@alias openai.RunStepDetailsToolCallsToolCalls
---| openai.RunStepDetailsToolCallsCode
---| openai.RunStepDetailsToolCallsFileSearch
---| openai.RunStepDetailsToolCallsFunction

---@class openai.RunStepLastError
---@field code "server_error"|"rate_limit_exceeded"
---@field message string

---@alias openai.RunStepStreamEvent
---| openai.RunStepStreamEvent
---| openai.RunStepStreamEvent2
---| openai.RunStepStreamEvent3
---| openai.RunStepStreamEvent4
---| openai.RunStepStreamEvent5
---| openai.RunStepStreamEvent6
---| openai.RunStepStreamEvent7

---@class openai.RunStepStreamEvent2
---@field event "thread.run.step.in_progress"
---@field data openai.RunStep

---@class openai.RunStepStreamEvent3
---@field event "thread.run.step.delta"
---@field data openai.RunStepDelta

---@class openai.RunStepStreamEvent4
---@field event "thread.run.step.completed"
---@field data openai.RunStep

---@class openai.RunStepStreamEvent5
---@field event "thread.run.step.failed"
---@field data openai.RunStep

---@class openai.RunStepStreamEvent6
---@field event "thread.run.step.cancelled"
---@field data openai.RunStep

---@class openai.RunStepStreamEvent7
---@field event "thread.run.step.expired"
---@field data openai.RunStep

---@alias openai.RunStreamEvent
---| openai.RunStreamEvent
---| openai.RunStreamEvent2
---| openai.RunStreamEvent3
---| openai.RunStreamEvent4
---| openai.RunStreamEvent5
---| openai.RunStreamEvent6
---| openai.RunStreamEvent7
---| openai.RunStreamEvent8
---| openai.RunStreamEvent9
---| openai.RunStreamEvent10

---@class openai.RunStreamEvent10
---@field event "thread.run.expired"
---@field data openai.Run

---@class openai.RunStreamEvent2
---@field event "thread.run.queued"
---@field data openai.Run

---@class openai.RunStreamEvent3
---@field event "thread.run.in_progress"
---@field data openai.Run

---@class openai.RunStreamEvent4
---@field event "thread.run.requires_action"
---@field data openai.Run

---@class openai.RunStreamEvent5
---@field event "thread.run.completed"
---@field data openai.Run

---@class openai.RunStreamEvent6
---@field event "thread.run.incomplete"
---@field data openai.Run

---@class openai.RunStreamEvent7
---@field event "thread.run.failed"
---@field data openai.Run

---@class openai.RunStreamEvent8
---@field event "thread.run.cancelling"
---@field data openai.Run

---@class openai.RunStreamEvent9
---@field event "thread.run.cancelled"
---@field data openai.Run

---@class openai.RunToolCall
---@field id string
---@field type "function"
---@field function openai.RunToolCallFunction

---@class openai.RunToolCallFunction
---@field name string
---@field arguments string

---@class openai.RunToolChoice
---@field function? openai.RunToolChoiceFunction
---@field type? "function"|"code_interpreter"|"file_search"

---@class openai.RunToolChoiceFunction
---@field name string

---@alias openai.RunTools
---| openai.AssistantToolsCode
---| openai.AssistantToolsFileSearch
---| openai.AssistantToolsFunction

---@class openai.RunTruncationStrategy
---@field type "auto"|"last_messages"
---@field last_messages? integer at least 1

---@class openai.TaskGroupItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.task_group" default "chatkit.task_group"
---@field tasks openai.TaskGroupTask[]

---@class openai.TaskGroupTask
---@field type openai.TaskType
---@field heading? string
---@field summary? string

---@class openai.TaskItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.task" default "chatkit.task"
---@field task_type openai.TaskType
---@field heading? string
---@field summary? string

---@alias openai.TaskType
---| "custom"
---| "thought"

---@class openai.Thread
---@field id string
---@field object "thread"
---@field created_at integer
---@field tool_resources? openai.ThreadToolResources
---@field metadata? table<string, string>

---@alias openai.ThreadItem
---| openai.UserMessageItem
---| openai.AssistantMessageItem
---| openai.WidgetMessageItem
---| openai.ClientToolCallItem
---| openai.TaskItem
---| openai.TaskGroupItem

---@class openai.ThreadStreamEvent
---@field event "thread.created"
---@field data openai.Thread
---@field enabled? boolean

---@class openai.ThreadToolResources
---@field code_interpreter? openai.ThreadToolResourcesCodeInterpreter
---@field file_search? openai.ThreadToolResourcesFileSearch

---@class openai.ThreadToolResourcesCodeInterpreter
---@field file_ids? string[] at most 20 items

---@class openai.ThreadToolResourcesFileSearch
---@field vector_store_ids? string[] at most 1 item

---@class openai.ToolChoice
---@field id string

---@class openai.UrlAnnotation
---@field type "url" default "url"
---@field source openai.UrlAnnotationSource

---@class openai.UrlAnnotationSource
---@field type "url" default "url"
---@field url string

---@class openai.UserMessageInputText
---@field type "input_text" default "input_text"
---@field text string

---@class openai.UserMessageItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.user_message" default "chatkit.user_message"
---@field content (openai.UserMessageInputText|openai.UserMessageQuotedText)[]
---@field attachments openai.Attachment[]
---@field inference_options? openai.InferenceOptions

---@class openai.UserMessageQuotedText
---@field type "quoted_text" default "quoted_text"
---@field text string

---@class openai.WidgetMessageItem
---@field id string
---@field object "chatkit.thread_item" default "chatkit.thread_item"
---@field created_at integer
---@field thread_id string
---@field type "chatkit.widget" default "chatkit.widget"
---@field widget string

---@class openai.WorkflowParam
---@field id string
---@field state_variables? table<string, string|integer|boolean|number>
---@field tracing? openai.WorkflowTracingParam
---@field version? string

---@class openai.WorkflowTracingParam
---@field enabled? boolean
