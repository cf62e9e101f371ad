---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Realtime
---@field calls openai.resource.RealtimeCalls
---@field client_secrets openai.resource.RealtimeClientSecrets
---@field translations openai.resource.RealtimeTranslations
local realtime = {}

---@class openai.resource.RealtimeCalls
local realtime_calls = {}

---`POST /realtime/calls/{call_id}/accept` (accept-realtime-call)
---@param call_id string
---@param params openai.RealtimeCallAcceptParams
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_calls:accept(call_id, params, options) end

---`POST /realtime/calls` (create-realtime-call)
---@param params openai.RealtimeCallCreateParams
---@param options? openai.CallOptions
---@return string? answer
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_calls:create(params, options) end

---`POST /realtime/calls/{call_id}/hangup` (hangup-realtime-call)
---@param call_id string
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_calls:hangup(call_id, options) end

---`POST /realtime/calls/{call_id}/refer` (refer-realtime-call)
---@param call_id string
---@param params openai.RealtimeCallReferParams
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_calls:refer(call_id, params, options) end

---`POST /realtime/calls/{call_id}/reject` (reject-realtime-call)
---@param call_id string
---@param params? openai.RealtimeCallRejectParams
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_calls:reject(call_id, params, options) end

---@class openai.resource.RealtimeClientSecrets
local realtime_client_secrets = {}

---`POST /realtime/client_secrets` (create-realtime-client-secret)
---@param params? openai.RealtimeClientSecretCreateParams
---@param options? openai.CallOptions
---@return openai.RealtimeCreateClientSecretResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_client_secrets:create(params, options) end

---@class openai.resource.RealtimeTranslations
---@field client_secrets openai.resource.RealtimeTranslationsClientSecrets
local realtime_translations = {}

---@class openai.resource.RealtimeTranslationsClientSecrets
local realtime_translations_client_secrets = {}

---`POST /realtime/translations/client_secrets` (create-realtime-translation-client-secret)
---@param params openai.RealtimeTranslationClientSecretCreateParams
---@param options? openai.CallOptions
---@return openai.RealtimeTranslationClientSecretCreateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function realtime_translations_client_secrets:create(params, options) end

---@class openai.RealtimeCallAcceptParams
---@field type "realtime"
---@field audio? openai.RealtimeCallAcceptAudio
---@field include? "item.input_audio_transcription.logprobs"[]
---@field instructions? string
---@field max_output_tokens? integer|"inf"
---@field model? openai.RealtimeCallAcceptModel
---@field output_modalities? ("text"|"audio")[]
---@field parallel_tool_calls? boolean
---@field prompt? openai.Prompt
---@field reasoning? openai.RealtimeReasoning
---@field tool_choice? openai.RealtimeCallAcceptToolChoice default "auto"
---@field tools? (openai.RealtimeFunctionTool|openai.MCPTool)[]
---@field tracing? "auto"|openai.RealtimeCallAcceptTracingTracingConfiguration
---@field truncation? openai.RealtimeTruncation

---@class openai.RealtimeCallCreateParams
---@field sdp string
---@field session? openai.RealtimeSessionCreateRequestGA

---@class openai.RealtimeCallReferParams
---@field target_uri string

---@class openai.RealtimeCallRejectParams
---@field status_code? integer

---@class openai.RealtimeClientSecretCreateParams
---@field expires_after? openai.RealtimeClientSecretCreateExpiresAfter
---@field session? openai.RealtimeClientSecretCreateSession

---@class openai.RealtimeTranslationClientSecretCreateParams
---@field session openai.RealtimeTranslationSessionCreateRequest
---@field expires_after? openai.RealtimeTranslationClientSecretCreateExpiresAfter

---@class openai.RealtimeCallAcceptAudio
---@field input? openai.RealtimeCallAcceptAudioInput
---@field output? openai.RealtimeCallAcceptAudioOutput

---@class openai.RealtimeCallAcceptAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeCallAcceptAudioInputNoiseReduction
---@field transcription? openai.AudioTranscription
---@field turn_detection? openai.RealtimeTurnDetection

---@class openai.RealtimeCallAcceptAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeCallAcceptAudioOutput
---@field format? openai.RealtimeAudioFormats
---@field speed? number default 1; 0.25 to 1.5
---@field voice? openai.VoiceIdsOrCustomVoice

---@alias openai.RealtimeCallAcceptModel
---| string
---| "gpt-realtime"
---| "gpt-realtime-1.5"
---| "gpt-realtime-2"
---| "gpt-realtime-2.1"
---| "gpt-realtime-2.1-mini"
---| "gpt-realtime-2025-08-28"
---| "gpt-4o-realtime-preview"
---| "gpt-4o-realtime-preview-2024-10-01"
---| "gpt-4o-realtime-preview-2024-12-17"
---| "gpt-4o-realtime-preview-2025-06-03"
---| "gpt-4o-mini-realtime-preview"
---| "gpt-4o-mini-realtime-preview-2024-12-17"
---| "gpt-realtime-mini"
---| "gpt-realtime-mini-2025-10-06"
---| "gpt-realtime-mini-2025-12-15"
---| "gpt-audio-1.5"
---| "gpt-audio-mini"
---| "gpt-audio-mini-2025-10-06"
---| "gpt-audio-mini-2025-12-15"

---@alias openai.RealtimeCallAcceptToolChoice
---| openai.ToolChoiceOptions
---| openai.ToolChoiceFunction
---| openai.ToolChoiceMCP

---@class openai.RealtimeCallAcceptTracingTracingConfiguration
---@field group_id? string
---@field metadata? table
---@field workflow_name? string

---@class openai.RealtimeClientSecretCreateExpiresAfter
---@field anchor? "created_at" default "created_at"
---@field seconds? integer default 600; 10 to 7,200

---@alias openai.RealtimeClientSecretCreateSession
---| openai.RealtimeSessionCreateRequestGA
---| openai.RealtimeTranscriptionSessionCreateRequestGA

---@class openai.RealtimeCreateClientSecretResponse
---@field value string
---@field expires_at integer
---@field session openai.RealtimeCreateClientSecretResponseSession

---@alias openai.RealtimeCreateClientSecretResponseSession
---| openai.RealtimeSessionCreateResponseGA
---| openai.RealtimeTranscriptionSessionCreateResponseGA

---@class openai.RealtimeReasoning
---@field effort? openai.RealtimeReasoningEffort default "low"

---@alias openai.RealtimeReasoningEffort
---| "minimal"
---| "low"
---| "medium"
---| "high"
---| "xhigh"

---@class openai.RealtimeSessionCreateRequestGA
---@field type "realtime"
---@field audio? openai.RealtimeSessionCreateRequestGAAudio
---@field include? "item.input_audio_transcription.logprobs"[]
---@field instructions? string
---@field max_output_tokens? integer|"inf"
---@field model? openai.RealtimeSessionCreateRequestGAModel
---@field output_modalities? ("text"|"audio")[]
---@field parallel_tool_calls? boolean
---@field prompt? openai.Prompt
---@field reasoning? openai.RealtimeReasoning
---@field tool_choice? openai.RealtimeSessionCreateRequestGAToolChoice default "auto"
---@field tools? (openai.RealtimeFunctionTool|openai.MCPTool)[]
---@field tracing? openai.RealtimeSessionCreateRequestGATracing
---@field truncation? openai.RealtimeTruncation

---@class openai.RealtimeSessionCreateRequestGAAudio
---@field input? openai.RealtimeSessionCreateRequestGAAudioInput
---@field output? openai.RealtimeSessionCreateRequestGAAudioOutput

---@class openai.RealtimeSessionCreateRequestGAAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeSessionCreateRequestGAAudioInputNoiseReduction
---@field transcription? openai.AudioTranscription
---@field turn_detection? openai.RealtimeTurnDetection

---@class openai.RealtimeSessionCreateRequestGAAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeSessionCreateRequestGAAudioOutput
---@field format? openai.RealtimeAudioFormats
---@field speed? number default 1; 0.25 to 1.5
---@field voice? openai.VoiceIdsOrCustomVoice

---@alias openai.RealtimeSessionCreateRequestGAModel
---| string
---| "gpt-realtime"
---| "gpt-realtime-1.5"
---| "gpt-realtime-2"
---| "gpt-realtime-2.1"
---| "gpt-realtime-2.1-mini"
---| "gpt-realtime-2025-08-28"
---| "gpt-4o-realtime-preview"
---| "gpt-4o-realtime-preview-2024-10-01"
---| "gpt-4o-realtime-preview-2024-12-17"
---| "gpt-4o-realtime-preview-2025-06-03"
---| "gpt-4o-mini-realtime-preview"
---| "gpt-4o-mini-realtime-preview-2024-12-17"
---| "gpt-realtime-mini"
---| "gpt-realtime-mini-2025-10-06"
---| "gpt-realtime-mini-2025-12-15"
---| "gpt-audio-1.5"
---| "gpt-audio-mini"
---| "gpt-audio-mini-2025-10-06"
---| "gpt-audio-mini-2025-12-15"

---@alias openai.RealtimeSessionCreateRequestGAToolChoice
---| openai.ToolChoiceOptions
---| openai.ToolChoiceFunction
---| openai.ToolChoiceMCP

---@alias openai.RealtimeSessionCreateRequestGATracing
---| "auto"
---| openai.RealtimeSessionCreateRequestGATracingTracingConfiguration

---@class openai.RealtimeSessionCreateRequestGATracingTracingConfiguration
---@field group_id? string
---@field metadata? table
---@field workflow_name? string

---@class openai.RealtimeSessionCreateResponseGA
---@field type "realtime"
---@field id string
---@field object "realtime.session"
---@field audio? openai.RealtimeSessionCreateResponseGAAudio
---@field expires_at? integer
---@field include? "item.input_audio_transcription.logprobs"[]
---@field instructions? string
---@field max_output_tokens? integer|"inf"
---@field model? openai.RealtimeSessionCreateResponseGAModel
---@field output_modalities? ("text"|"audio")[]
---@field prompt? openai.Prompt
---@field reasoning? openai.RealtimeReasoning
---@field tool_choice? openai.RealtimeSessionCreateResponseGAToolChoice default "auto"
---@field tools? (openai.RealtimeFunctionTool|openai.MCPTool)[]
---@field tracing? openai.RealtimeSessionCreateResponseGATracing
---@field truncation? openai.RealtimeTruncation

---@class openai.RealtimeSessionCreateResponseGAAudio
---@field input? openai.RealtimeSessionCreateResponseGAAudioInput
---@field output? openai.RealtimeSessionCreateResponseGAAudioOutput

---@class openai.RealtimeSessionCreateResponseGAAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeSessionCreateResponseGAAudioInputNoiseReduction
---@field transcription? openai.AudioTranscriptionResponse
---@field turn_detection? openai.RealtimeTurnDetection

---@class openai.RealtimeSessionCreateResponseGAAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeSessionCreateResponseGAAudioOutput
---@field format? openai.RealtimeAudioFormats
---@field speed? number default 1; 0.25 to 1.5
---@field voice? openai.VoiceIdsShared

---@alias openai.RealtimeSessionCreateResponseGAModel
---| string
---| "gpt-realtime"
---| "gpt-realtime-1.5"
---| "gpt-realtime-2"
---| "gpt-realtime-2.1"
---| "gpt-realtime-2.1-mini"
---| "gpt-realtime-2025-08-28"
---| "gpt-4o-realtime-preview"
---| "gpt-4o-realtime-preview-2024-10-01"
---| "gpt-4o-realtime-preview-2024-12-17"
---| "gpt-4o-realtime-preview-2025-06-03"
---| "gpt-4o-mini-realtime-preview"
---| "gpt-4o-mini-realtime-preview-2024-12-17"
---| "gpt-realtime-mini"
---| "gpt-realtime-mini-2025-10-06"
---| "gpt-realtime-mini-2025-12-15"
---| "gpt-audio-1.5"
---| "gpt-audio-mini"
---| "gpt-audio-mini-2025-10-06"
---| "gpt-audio-mini-2025-12-15"

---@alias openai.RealtimeSessionCreateResponseGAToolChoice
---| openai.ToolChoiceOptions
---| openai.ToolChoiceFunction
---| openai.ToolChoiceMCP

---@alias openai.RealtimeSessionCreateResponseGATracing
---| "auto"
---| openai.RealtimeSessionCreateResponseGATracingTracingConfigurationTracingConfiguration

---@class openai.RealtimeSessionCreateResponseGATracingTracingConfigurationTracingConfiguration
---@field group_id? string
---@field metadata? table
---@field workflow_name? string

---@class openai.RealtimeTranscriptionSessionCreateRequestGA
---@field type "transcription"
---@field audio? openai.RealtimeTranscriptionSessionCreateRequestGAAudio
---@field include? "item.input_audio_transcription.logprobs"[]

---@class openai.RealtimeTranscriptionSessionCreateRequestGAAudio
---@field input? openai.RealtimeTranscriptionSessionCreateRequestGAAudioInput

---@class openai.RealtimeTranscriptionSessionCreateRequestGAAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeTranscriptionSessionCreateRequestGAAudioInputNoiseReduction
---@field transcription? openai.AudioTranscription
---@field turn_detection? openai.RealtimeTurnDetection

---@class openai.RealtimeTranscriptionSessionCreateRequestGAAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeTranscriptionSessionCreateResponseGA
---@field type "transcription"
---@field id string
---@field object string
---@field audio? openai.RealtimeTranscriptionSessionCreateResponseGAAudio
---@field expires_at? integer
---@field include? "item.input_audio_transcription.logprobs"[]

---@class openai.RealtimeTranscriptionSessionCreateResponseGAAudio
---@field input? openai.RealtimeTranscriptionSessionCreateResponseGAAudioInput

---@class openai.RealtimeTranscriptionSessionCreateResponseGAAudioInput
---@field format? openai.RealtimeAudioFormats
---@field noise_reduction? openai.RealtimeTranscriptionSessionCreateResponseGAAudioInputNoiseReduction
---@field transcription? openai.AudioTranscriptionResponse
---@field turn_detection? openai.RealtimeTranscriptionSessionCreateResponseGAAudioInputTurnDetection

---@class openai.RealtimeTranscriptionSessionCreateResponseGAAudioInputNoiseReduction
---@field type? openai.NoiseReductionType

---@class openai.RealtimeTranscriptionSessionCreateResponseGAAudioInputTurnDetection
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
---@field type? string

---@class openai.RealtimeTranslationClientSecretCreateExpiresAfter
---@field anchor? "created_at" default "created_at"
---@field seconds? integer default 600; 10 to 7,200

---@class openai.RealtimeTranslationClientSecretCreateResponse
---@field value string
---@field expires_at integer
---@field session openai.RealtimeTranslationSession

---@class openai.RealtimeTranslationSession
---@field id string
---@field type "translation"
---@field expires_at integer
---@field model string
---@field audio openai.RealtimeTranslationSessionAudio

---@class openai.RealtimeTranslationSessionAudio
---@field input? openai.RealtimeTranslationSessionAudioInput
---@field output? openai.RealtimeTranslationSessionAudioOutput

---@class openai.RealtimeTranslationSessionAudioInput
---@field noise_reduction? openai.RealtimeTranslationSessionAudioInputNoiseReduction
---@field transcription? openai.RealtimeTranslationSessionAudioInputTranscription

---@class openai.RealtimeTranslationSessionAudioInputNoiseReduction
---@field type openai.NoiseReductionType

---@class openai.RealtimeTranslationSessionAudioInputTranscription
---@field model string

---@class openai.RealtimeTranslationSessionAudioOutput
---@field language? string

---@class openai.RealtimeTranslationSessionCreateRequest
---@field model string
---@field audio? openai.RealtimeTranslationSessionCreateRequestAudio

---@class openai.RealtimeTranslationSessionCreateRequestAudio
---@field input? openai.RealtimeTranslationSessionCreateRequestAudioInput
---@field output? openai.RealtimeTranslationSessionCreateRequestAudioOutput

---@class openai.RealtimeTranslationSessionCreateRequestAudioInput
---@field noise_reduction? openai.RealtimeTranslationSessionCreateRequestAudioInputNoiseReduction
---@field transcription? openai.RealtimeTranslationSessionCreateRequestAudioInputTranscription

---@class openai.RealtimeTranslationSessionCreateRequestAudioInputNoiseReduction
---@field type openai.NoiseReductionType

---@class openai.RealtimeTranslationSessionCreateRequestAudioInputTranscription
---@field model string

---@class openai.RealtimeTranslationSessionCreateRequestAudioOutput
---@field language? string

---@alias openai.RealtimeTurnDetection
---| openai.RealtimeTurnDetectionRealtimeTurnDetectionServerVAD
---| openai.RealtimeTurnDetectionRealtimeTurnDetectionSemanticVAD

---@class openai.RealtimeTurnDetectionRealtimeTurnDetectionSemanticVAD
---@field type "semantic_vad"
---@field create_response? boolean default true
---@field eagerness? "low"|"medium"|"high"|"auto" default "auto"
---@field interrupt_response? boolean default true

---@class openai.RealtimeTurnDetectionRealtimeTurnDetectionServerVAD
---@field type "server_vad" default "server_vad"
---@field create_response? boolean default true
---@field idle_timeout_ms? integer 5,000 to 30,000
---@field interrupt_response? boolean default true
---@field prefix_padding_ms? integer
---@field silence_duration_ms? integer
---@field threshold? number
