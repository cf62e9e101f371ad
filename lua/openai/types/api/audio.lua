---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Audio
---@field speech openai.resource.AudioSpeech
---@field transcriptions openai.resource.AudioTranscriptions
---@field translations openai.resource.AudioTranslations
---@field voice_consents openai.resource.AudioVoiceConsents
---@field voices openai.resource.AudioVoices
local audio = {}

---@class openai.resource.AudioSpeech
local audio_speech = {}

---`POST /audio/speech` (createSpeech)
---@param params openai.AudioSpeechCreateParams
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.AudioSpeech, params: openai.AudioSpeechCreateStreamingParams, options?: openai.ContentOptions): openai.AudioSpeechCreateStream?, openai.Error|openai.Response|nil
function audio_speech:create(params, options) end

---@class openai.resource.AudioTranscriptions
local audio_transcriptions = {}

---`POST /audio/transcriptions` (createTranscription)
---@param params openai.AudioTranscriptionCreateParams
---@param options? openai.ContentOptions
---@return openai.CreateTranscriptionResponseJson|openai.CreateTranscriptionResponseDiarizedJson|openai.CreateTranscriptionResponseVerboseJson|string|true|nil answer text as text, srt, vtt; `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.AudioTranscriptions, params: openai.AudioTranscriptionCreateStreamingParams, options?: openai.ContentOptions): openai.AudioTranscriptionCreateStream?, openai.Error|openai.Response|nil
function audio_transcriptions:create(params, options) end

---@class openai.resource.AudioTranslations
local audio_translations = {}

---`POST /audio/translations` (createTranslation)
---@param params openai.AudioTranslationCreateParams
---@param options? openai.ContentOptions
---@return openai.CreateTranslationResponseJson|openai.CreateTranslationResponseVerboseJson|string|true|nil answer text as text, srt, vtt; `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_translations:create(params, options) end

---@class openai.resource.AudioVoiceConsents
local audio_voice_consents = {}

---`POST /audio/voice_consents` (createVoiceConsent)
---@param params openai.AudioVoiceConsentCreateParams
---@param options? openai.CallOptions
---@return openai.VoiceConsent? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_voice_consents:create(params, options) end

---`DELETE /audio/voice_consents/{consent_id}` (deleteVoiceConsent)
---@param consent_id string|openai.VoiceConsent
---@param options? openai.CallOptions
---@return openai.VoiceConsentDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_voice_consents:delete(consent_id, options) end

---`GET /audio/voice_consents` (listVoiceConsents)
---@param params? openai.AudioVoiceConsentListParams
---@param options? openai.CallOptions
---@return openai.VoiceConsentPager pager
function audio_voice_consents:list(params, options) end

---`GET /audio/voice_consents/{consent_id}` (getVoiceConsent)
---@param consent_id string|openai.VoiceConsent
---@param options? openai.CallOptions
---@return openai.VoiceConsent? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_voice_consents:retrieve(consent_id, options) end

---`POST /audio/voice_consents/{consent_id}` (updateVoiceConsent)
---@param consent_id string|openai.VoiceConsent
---@param params openai.AudioVoiceConsentUpdateParams
---@param options? openai.CallOptions
---@return openai.VoiceConsent? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_voice_consents:update(consent_id, params, options) end

---@class openai.resource.AudioVoices
local audio_voices = {}

---`POST /audio/voices` (createVoice)
---@param params openai.AudioVoiceCreateParams
---@param options? openai.CallOptions
---@return openai.Voice? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function audio_voices:create(params, options) end

---@class openai.AudioSpeechCreateParams
---@field model openai.AudioSpeechCreateModel
---@field input string at most 4,096 characters
---@field voice openai.VoiceIdsOrCustomVoice
---@field instructions? string at most 4,096 characters
---@field response_format? "mp3"|"opus"|"aac"|"flac"|"wav"|"pcm" default "mp3"
---@field speed? number default 1; 0.25 to 4
---@field stream_format? "sse"|"audio" default "audio"

---@class openai.AudioSpeechCreateStreamingParams: openai.AudioSpeechCreateParams
---@field stream_format "sse"

---@class openai.AudioSpeechCreateStream: openai.Stream
---@field next fun(self: openai.AudioSpeechCreateStream): openai.CreateSpeechResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.AudioSpeechCreateStream): fun(): openai.CreateSpeechResponseStreamEvent?, string?
---@field poll fun(self: openai.AudioSpeechCreateStream): openai.CreateSpeechResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.AudioSpeechCreateStream): table?, openai.Error?

---@class openai.AudioTranscriptionCreateParams
---@field file openai.Source
---@field model openai.AudioTranscriptionCreateModel
---@field chunking_strategy? "auto"|openai.VadConfig default "auto"
---@field include? "logprobs"[]
---@field keywords? string[]
---@field known_speaker_names? string[] at most 4 items
---@field known_speaker_references? string[] at most 4 items
---@field language? string
---@field languages? string[] at least 1 item
---@field prompt? string
---@field response_format? openai.AudioResponseFormat default "json"
---@field stream? boolean default false
---@field temperature? number default 0
---@field timestamp_granularities? ("word"|"segment")[]

---@class openai.AudioTranscriptionCreateStreamingParams: openai.AudioTranscriptionCreateParams
---@field stream true

---@class openai.AudioTranscriptionCreateStream: openai.Stream
---@field next fun(self: openai.AudioTranscriptionCreateStream): openai.CreateTranscriptionResponseStreamEvent?, string|openai.Error|nil
---@field events fun(self: openai.AudioTranscriptionCreateStream): fun(): openai.CreateTranscriptionResponseStreamEvent?, string?
---@field poll fun(self: openai.AudioTranscriptionCreateStream): openai.CreateTranscriptionResponseStreamEvent[]?, openai.Error?
---@field collect fun(self: openai.AudioTranscriptionCreateStream): (openai.CreateTranscriptionResponseJson|openai.CreateTranscriptionResponseDiarizedJson|openai.CreateTranscriptionResponseVerboseJson)?, openai.Error?

---@class openai.AudioTranslationCreateParams
---@field file openai.Source
---@field model string|"whisper-1"
---@field prompt? string
---@field response_format? "json"|"text"|"srt"|"verbose_json"|"vtt" default "json"
---@field temperature? number default 0

---@class openai.AudioVoiceConsentCreateParams
---@field name string
---@field recording openai.Source
---@field language string

---@class openai.AudioVoiceConsentListParams
---@field after? string
---@field limit? integer default 20

---@class openai.AudioVoiceConsentUpdateParams
---@field name string

---@class openai.AudioVoiceCreateParams
---@field name string
---@field audio_sample openai.Source
---@field consent string

---@class openai.VoiceConsentPager: openai.Pager
---@overload fun(): openai.VoiceConsent?
---@field next fun(self: openai.VoiceConsentPager): openai.VoiceConsent?, openai.Error?
---@field collect fun(self: openai.VoiceConsentPager, max?: integer): openai.VoiceConsent[]?, openai.Error?

---@alias openai.AudioResponseFormat
---| "json"
---| "text"
---| "srt"
---| "verbose_json"
---| "vtt"
---| "diarized_json"

---@alias openai.AudioSpeechCreateModel
---| string
---| "tts-1"
---| "tts-1-hd"
---| "gpt-4o-mini-tts"
---| "gpt-4o-mini-tts-2025-12-15"

---@alias openai.AudioTranscriptionCreateModel
---| string
---| "whisper-1"
---| "gpt-transcribe"
---| "gpt-4o-transcribe"
---| "gpt-4o-mini-transcribe"
---| "gpt-4o-mini-transcribe-2025-12-15"
---| "gpt-4o-transcribe-diarize"

---@alias openai.CreateSpeechResponseStreamEvent
---| openai.SpeechAudioDeltaEvent
---| openai.SpeechAudioDoneEvent

---@class openai.CreateTranscriptionResponseDiarizedJson
---@field task "transcribe"
---@field duration number
---@field text string
---@field segments openai.TranscriptionDiarizedSegment[]
---@field usage? openai.TranscriptTextUsageTokens|openai.TranscriptTextUsageDuration

---@class openai.CreateTranscriptionResponseJson
---@field text string
---@field languages? openai.TranscriptionLanguage[]
---@field logprobs? openai.CreateTranscriptionResponseJsonLogprobsItem[]
---@field usage? openai.TranscriptTextUsageTokens|openai.TranscriptTextUsageDuration

---@class openai.CreateTranscriptionResponseJsonLogprobsItem
---@field bytes? number[]
---@field logprob? number
---@field token? string

---@alias openai.CreateTranscriptionResponseStreamEvent
---| openai.TranscriptTextSegmentEvent
---| openai.TranscriptTextDeltaEvent
---| openai.TranscriptTextDoneEvent

---@class openai.CreateTranscriptionResponseVerboseJson
---@field language string
---@field duration number
---@field text string
---@field segments? openai.TranscriptionSegment[]
---@field usage? openai.TranscriptTextUsageDuration
---@field words? openai.TranscriptionWord[]

---@class openai.CreateTranslationResponseJson
---@field text string

---@class openai.CreateTranslationResponseVerboseJson
---@field language string
---@field duration number
---@field text string
---@field segments? openai.TranscriptionSegment[]

---@class openai.SpeechAudioDeltaEvent
---@field type "speech.audio.delta"
---@field audio string

---@class openai.SpeechAudioDoneEvent
---@field type "speech.audio.done"
---@field usage openai.SpeechAudioDoneEventUsage

---@class openai.SpeechAudioDoneEventUsage
---@field input_tokens integer
---@field output_tokens integer
---@field total_tokens integer

---@class openai.TranscriptTextDeltaEvent
---@field type "transcript.text.delta"
---@field delta string
---@field logprobs? openai.TranscriptTextDeltaEventLogprobsItem[]
---@field segment_id? string

---@class openai.TranscriptTextDeltaEventLogprobsItem
---@field bytes? integer[]
---@field logprob? number
---@field token? string

---@class openai.TranscriptTextDoneEvent
---@field type "transcript.text.done"
---@field text string
---@field languages? openai.TranscriptionLanguage[]
---@field logprobs? openai.TranscriptTextDoneEventLogprobsItem[]
---@field usage? openai.TranscriptTextUsageTokens

---@class openai.TranscriptTextDoneEventLogprobsItem
---@field bytes? integer[]
---@field logprob? number
---@field token? string

---@class openai.TranscriptTextSegmentEvent
---@field type "transcript.text.segment"
---@field id string
---@field start number
---@field end number
---@field text string
---@field speaker string

---@class openai.TranscriptTextUsageDuration
---@field type "duration"
---@field seconds number

---@class openai.TranscriptTextUsageTokens
---@field type "tokens"
---@field input_tokens integer
---@field output_tokens integer
---@field total_tokens integer
---@field input_token_details? openai.TranscriptTextUsageTokensInputTokenDetails

---@class openai.TranscriptTextUsageTokensInputTokenDetails
---@field audio_tokens? integer
---@field text_tokens? integer

---@class openai.TranscriptionDiarizedSegment
---@field type "transcript.text.segment"
---@field id string
---@field start number
---@field end number
---@field text string
---@field speaker string

---@class openai.TranscriptionLanguage
---@field code string

---@class openai.TranscriptionSegment
---@field id integer
---@field seek integer
---@field start number
---@field end number
---@field text string
---@field tokens integer[]
---@field temperature number
---@field avg_logprob number
---@field compression_ratio number
---@field no_speech_prob number

---@class openai.TranscriptionWord
---@field word string
---@field start number
---@field end number

---@class openai.VadConfig
---@field type "server_vad"
---@field prefix_padding_ms? integer default 300
---@field silence_duration_ms? integer default 200
---@field threshold? number default 0.5

---@class openai.Voice
---@field object "audio.voice"
---@field id string
---@field name string
---@field created_at integer

---@class openai.VoiceConsent
---@field object "audio.voice_consent"
---@field id string
---@field name string
---@field language string
---@field created_at integer

---@class openai.VoiceConsentDeleted
---@field id string
---@field object "audio.voice_consent"
---@field deleted boolean
