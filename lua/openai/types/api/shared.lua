---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.AdditionalTools
---@field type "additional_tools" default "additional_tools"
---@field id string
---@field role openai.MessageRole
---@field tools openai.Tool[]

---@class openai.AdditionalToolsItemParam
---@field type "additional_tools" default "additional_tools"
---@field role "developer" default "developer"
---@field tools openai.Tool[]
---@field id? string

---@alias openai.Annotation
---| openai.FileCitationBody
---| openai.UrlCitationBody
---| openai.ContainerFileCitationBody
---| openai.FilePath

---@alias openai.ApplyPatchCallOutputStatus
---| "completed"
---| "failed"

---@alias openai.ApplyPatchCallOutputStatusParam
---| "completed"
---| "failed"

---@alias openai.ApplyPatchCallStatus
---| "in_progress"
---| "completed"

---@alias openai.ApplyPatchCallStatusParam
---| "in_progress"
---| "completed"

---@class openai.ApplyPatchCreateFileOperation
---@field type "create_file" default "create_file"
---@field path string
---@field diff string

---@class openai.ApplyPatchCreateFileOperationParam
---@field type "create_file" default "create_file"
---@field path string at least 1 character
---@field diff string at most 10,485,760 characters

---@class openai.ApplyPatchDeleteFileOperation
---@field type "delete_file" default "delete_file"
---@field path string

---@class openai.ApplyPatchDeleteFileOperationParam
---@field type "delete_file" default "delete_file"
---@field path string at least 1 character

---@alias openai.ApplyPatchOperationParam
---| openai.ApplyPatchCreateFileOperationParam
---| openai.ApplyPatchDeleteFileOperationParam
---| openai.ApplyPatchUpdateFileOperationParam

---@class openai.ApplyPatchToolCall
---@field type "apply_patch_call" default "apply_patch_call"
---@field id string
---@field call_id string
---@field status openai.ApplyPatchCallStatus
---@field operation openai.ApplyPatchToolCallOperation
---@field caller? openai.ToolCallCaller
---@field created_by? string

---@class openai.ApplyPatchToolCallItemParam
---@field type "apply_patch_call" default "apply_patch_call"
---@field call_id string 1 to 64 characters
---@field status openai.ApplyPatchCallStatusParam
---@field operation openai.ApplyPatchOperationParam
---@field caller? openai.ToolCallCallerParam
---@field id? string

---@alias openai.ApplyPatchToolCallOperation
---| openai.ApplyPatchCreateFileOperation
---| openai.ApplyPatchDeleteFileOperation
---| openai.ApplyPatchUpdateFileOperation

---@class openai.ApplyPatchToolCallOutput
---@field type "apply_patch_call_output" default "apply_patch_call_output"
---@field id string
---@field call_id string
---@field status openai.ApplyPatchCallOutputStatus
---@field caller? openai.ToolCallCaller
---@field created_by? string
---@field output? string

---@class openai.ApplyPatchToolCallOutputItemParam
---@field type "apply_patch_call_output" default "apply_patch_call_output"
---@field call_id string 1 to 64 characters
---@field status openai.ApplyPatchCallOutputStatusParam
---@field caller? openai.ToolCallCallerParam
---@field id? string
---@field output? string at most 10,485,760 characters

---@class openai.ApplyPatchToolParam
---@field type "apply_patch" default "apply_patch"
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item

---@class openai.ApplyPatchUpdateFileOperation
---@field type "update_file" default "update_file"
---@field path string
---@field diff string

---@class openai.ApplyPatchUpdateFileOperationParam
---@field type "update_file" default "update_file"
---@field path string at least 1 character
---@field diff string at most 10,485,760 characters

---@class openai.ApproximateLocation
---@field type "approximate" default "approximate"
---@field city? string
---@field country? string
---@field region? string
---@field timezone? string

---@class openai.AudioTranscription
---@field delay? "minimal"|"low"|"medium"|"high"|"xhigh"
---@field keywords? string[]
---@field language? string
---@field languages? string[] at least 1 item
---@field model? openai.AudioTranscriptionModel
---@field prompt? string

---@alias openai.AudioTranscriptionModel
---| string
---| "whisper-1"
---| "gpt-transcribe"
---| "gpt-live-transcribe"
---| "gpt-4o-mini-transcribe"
---| "gpt-4o-mini-transcribe-2025-12-15"
---| "gpt-4o-transcribe"
---| "gpt-4o-transcribe-diarize"
---| "gpt-realtime-whisper"

---@class openai.AudioTranscriptionResponse
---@field language? string
---@field languages? string[] at least 1 item
---@field model? openai.AudioTranscriptionResponseModel
---@field prompt? string

---@alias openai.AudioTranscriptionResponseModel
---| string
---| "whisper-1"
---| "gpt-transcribe"
---| "gpt-live-transcribe"
---| "gpt-4o-mini-transcribe"
---| "gpt-4o-mini-transcribe-2025-12-15"
---| "gpt-4o-transcribe"
---| "gpt-4o-transcribe-diarize"
---| "gpt-realtime-whisper"

---@class openai.AutoCodeInterpreterToolParam
---@field type "auto" default "auto"
---@field file_ids? string[] at most 50 items
---@field memory_limit? openai.ContainerMemoryLimit
---@field network_policy? openai.AutoCodeInterpreterToolParamNetworkPolicy

---@alias openai.AutoCodeInterpreterToolParamNetworkPolicy
---| openai.ContainerNetworkPolicyDisabledParam
---| openai.ContainerNetworkPolicyAllowlistParam

---@alias openai.CallableToolAllowedCaller
---| "direct"
---| "programmatic"

---@class openai.ChatCompletionStreamOptions
---@field include_obfuscation? boolean
---@field include_usage? boolean

---@class openai.ChatCompletionTool
---@field type "function"
---@field function openai.Function

---@alias openai.ClickButtonType
---| "left"
---| "right"
---| "wheel"
---| "back"
---| "forward"

---@class openai.ClickParam
---@field type "click" default "click"
---@field button openai.ClickButtonType
---@field x integer
---@field y integer
---@field keys? string[]

---@class openai.CodeInterpreterOutputImage
---@field type "image" default "image"
---@field url string

---@class openai.CodeInterpreterOutputLogs
---@field type "logs" default "logs"
---@field logs string

---@class openai.CodeInterpreterTool
---@field type "code_interpreter"
---@field container string|openai.AutoCodeInterpreterToolParam
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item

---@class openai.CodeInterpreterToolCall
---@field type "code_interpreter_call" default "code_interpreter_call"
---@field id string
---@field status "in_progress"|"completed"|"incomplete"|"interpreting"|"failed"
---@field container_id string
---@field code? string
---@field outputs? (openai.CodeInterpreterOutputLogs|openai.CodeInterpreterOutputImage)[]

---@class openai.CompactionBody
---@field type "compaction" default "compaction"
---@field id string
---@field encrypted_content string
---@field created_by? string

---@class openai.CompactionSummaryItemParam
---@field type "compaction" default "compaction"
---@field encrypted_content string at most 20,971,520 characters
---@field id? string

---@class openai.CompactionTriggerItemParam
---@field type "compaction_trigger" default "compaction_trigger"

---@class openai.ComparisonFilter
---@field type "eq"|"ne"|"gt"|"gte"|"lt"|"lte"|"in"|"nin" default "eq"
---@field key string
---@field value string|number|boolean|(string|number)[]

---@class openai.CompletionUsage
---@field prompt_tokens integer default 0
---@field completion_tokens integer default 0
---@field total_tokens integer default 0
---@field completion_tokens_details? openai.CompletionUsageCompletionTokensDetails
---@field prompt_tokens_details? openai.CompletionUsagePromptTokensDetails

---@class openai.CompletionUsageCompletionTokensDetails
---@field accepted_prediction_tokens? integer default 0
---@field audio_tokens? integer default 0
---@field reasoning_tokens? integer default 0
---@field rejected_prediction_tokens? integer default 0
---@field text_tokens? integer

---@class openai.CompletionUsagePromptTokensDetails
---@field audio_tokens? integer default 0
---@field cache_write_tokens? integer default 0
---@field cached_tokens? integer default 0
---@field image_tokens? integer
---@field text_tokens? integer

---@class openai.CompoundFilter
---@field type "and"|"or"
---@field filters any[]

---@alias openai.ComputerAction
---| openai.ClickParam
---| openai.DoubleClickAction
---| openai.DragParam
---| openai.KeyPressAction
---| openai.MoveParam
---| openai.ScreenshotParam
---| openai.ScrollParam
---| openai.TypeParam
---| openai.WaitParam

---@class openai.ComputerCallOutputItemParam
---@field call_id string 1 to 64 characters
---@field type "computer_call_output" default "computer_call_output"
---@field output openai.ComputerScreenshotImage
---@field acknowledged_safety_checks? openai.ComputerCallSafetyCheckParam[]
---@field id? string
---@field status? openai.FunctionCallItemStatus

---@class openai.ComputerCallSafetyCheckParam
---@field id string
---@field code? string
---@field message? string

---@alias openai.ComputerEnvironment
---| "windows"
---| "mac"
---| "linux"
---| "ubuntu"
---| "browser"

---@class openai.ComputerScreenshotContent
---@field type "computer_screenshot" default "computer_screenshot"
---@field image_url? string
---@field file_id? string
---@field detail openai.ImageDetail
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointConfig

---@class openai.ComputerScreenshotImage
---@field type "computer_screenshot" default "computer_screenshot"
---@field file_id? string
---@field image_url? string

---@class openai.ComputerTool
---@field type "computer" default "computer"

---@class openai.ComputerToolCall
---@field type "computer_call" default "computer_call"
---@field id string
---@field call_id string
---@field pending_safety_checks openai.ComputerCallSafetyCheckParam[]
---@field status "in_progress"|"completed"|"incomplete"
---@field action? openai.ComputerAction
---@field actions? openai.ComputerAction[]

---@class openai.ComputerToolCallOutputResource
---@field type "computer_call_output" default "computer_call_output"
---@field call_id string
---@field output openai.ComputerScreenshotImage
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field acknowledged_safety_checks? openai.ComputerCallSafetyCheckParam[]
---@field created_by? string

---@class openai.ComputerUsePreviewTool
---@field type "computer_use_preview" default "computer_use_preview"
---@field environment openai.ComputerEnvironment
---@field display_width integer
---@field display_height integer

---@class openai.ContainerAutoParam
---@field type "container_auto" default "container_auto"
---@field file_ids? string[] at most 50 items
---@field memory_limit? openai.ContainerMemoryLimit
---@field network_policy? openai.ContainerAutoParamNetworkPolicy
---@field skills? (openai.SkillReferenceParam|openai.InlineSkillParam)[] at most 200 items

---@alias openai.ContainerAutoParamNetworkPolicy
---| openai.ContainerNetworkPolicyDisabledParam
---| openai.ContainerNetworkPolicyAllowlistParam

---@class openai.ContainerFileCitationBody
---@field type "container_file_citation" default "container_file_citation"
---@field container_id string
---@field file_id string
---@field start_index integer
---@field end_index integer
---@field filename string

---@alias openai.ContainerMemoryLimit
---| "1g"
---| "4g"
---| "16g"
---| "64g"

---@class openai.ContainerNetworkPolicyAllowlistParam
---@field type "allowlist" default "allowlist"
---@field allowed_domains string[] at least 1 item
---@field domain_secrets? openai.ContainerNetworkPolicyDomainSecretParam[] at least 1 item

---@class openai.ContainerNetworkPolicyDisabledParam
---@field type "disabled" default "disabled"

---@class openai.ContainerNetworkPolicyDomainSecretParam
---@field domain string at least 1 character
---@field name string at least 1 character
---@field value string 1 to 10,485,760 characters

---@class openai.ContainerReference
---@field type "container_reference" default "container_reference"
---@field container_id string

---@class openai.ContainerReferenceParam
---@field type "container_reference" default "container_reference"
---@field container_id string

---@class openai.CoordParam
---@field x integer
---@field y integer

---@class openai.CustomGrammarFormatParam
---@field type "grammar" default "grammar"
---@field syntax openai.GrammarSyntax1
---@field definition string

---@class openai.CustomTextFormatParam
---@field type "text" default "text"

---@class openai.CustomToolCall
---@field type "custom_tool_call"
---@field call_id string
---@field name string
---@field input string
---@field caller? openai.ToolCallCaller
---@field id? string
---@field namespace? string

---@class openai.CustomToolCallOutput
---@field type "custom_tool_call_output"
---@field call_id string
---@field output string|openai.FunctionAndCustomToolCallOutput[]
---@field caller? openai.ToolCallCallerParam
---@field id? string

---@class openai.CustomToolParam
---@field type "custom" default "custom"
---@field name string
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item
---@field defer_loading? boolean
---@field description? string
---@field format? openai.CustomTextFormatParam|openai.CustomGrammarFormatParam

---@alias openai.DetailEnum
---| "low"
---| "high"
---| "auto"
---| "original"

---@class openai.DirectToolCallCaller
---@field type "direct" default "direct"

---@class openai.DirectToolCallCallerParam
---@field type "direct" default "direct"

---@class openai.DoubleClickAction
---@field type "double_click" default "double_click"
---@field x integer
---@field y integer
---@field keys? string[]

---@class openai.DragParam
---@field type "drag" default "drag"
---@field path openai.CoordParam[]
---@field keys? string[]

---@class openai.EasyInputMessage
---@field role "user"|"assistant"|"system"|"developer"
---@field content string|openai.InputContent[]
---@field phase? openai.MessagePhase
---@field type? "message"

---@class openai.EvalItem
---@field role "user"|"assistant"|"system"|"developer"
---@field content openai.EvalItemContent
---@field type? "message"

---@alias openai.EvalItemContent
---| openai.EvalItemContentItem
---| openai.EvalItemContentItem[]

---@alias openai.EvalItemContentItem
---| string
---| openai.InputTextContent
---| openai.EvalItemContentOutputText
---| openai.EvalItemInputImage
---| openai.InputAudio

---@class openai.EvalItemContentOutputText
---@field type "output_text"
---@field text string

---@class openai.EvalItemInputImage
---@field type "input_image"
---@field image_url string
---@field detail? string

---@class openai.FileCitationBody
---@field type "file_citation" default "file_citation"
---@field file_id string
---@field index integer
---@field filename string

---@alias openai.FileDetailEnum
---| "auto"
---| "low"
---| "high"

---@class openai.FileExpirationAfter
---@field anchor "created_at"
---@field seconds integer 3,600 to 2,592,000

---@alias openai.FileInputDetail
---| "auto"
---| "low"
---| "high"

---@class openai.FilePath
---@field type "file_path"
---@field file_id string
---@field index integer

---@class openai.FileSearchTool
---@field type "file_search" default "file_search"
---@field vector_store_ids string[]
---@field filters? openai.Filters
---@field max_num_results? integer
---@field ranking_options? openai.RankingOptions

---@class openai.FileSearchToolCall
---@field id string
---@field type "file_search_call"
---@field status "in_progress"|"searching"|"completed"|"incomplete"|"failed"
---@field queries string[]
---@field results? openai.FileSearchToolCallResultsItem[]

---@class openai.FileSearchToolCallResultsItem
---@field attributes? table<string, string|number|boolean>
---@field file_id? string
---@field filename? string
---@field score? number
---@field text? string

---@alias openai.Filters
---| openai.ComparisonFilter
---| openai.CompoundFilter

---@class openai.Function
---@field name string
---@field description? string
---@field parameters? table
---@field strict? boolean default false

---@alias openai.FunctionAndCustomToolCallOutput
---| openai.InputTextContent
---| openai.InputImageContent
---| openai.InputFileContent

---@alias openai.FunctionCallItemStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.FunctionCallOutputItemParam
---@field type "function_call_output" default "function_call_output"
---@field output openai.FunctionCallOutputItemParamOutput at most 10,485,760 characters
---@field call_id? string 1 to 64 characters
---@field caller? openai.ToolCallCallerParam
---@field id? string
---@field name? string 1 to 128 characters
---@field namespace? string 1 to 64 characters
---@field status? openai.FunctionCallItemStatus

---@alias openai.FunctionCallOutputItemParamOutput
---| string
---| (openai.InputTextContentParam|openai.InputImageContentParamAutoParam|openai.InputFileContentParam)[]

---@alias openai.FunctionCallOutputStatusEnum
---| "in_progress"
---| "completed"
---| "incomplete"

---@alias openai.FunctionCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.FunctionShellAction
---@field commands string[]
---@field timeout_ms? integer
---@field max_output_length? integer

---@class openai.FunctionShellActionParam
---@field commands string[]
---@field max_output_length? integer
---@field timeout_ms? integer

---@class openai.FunctionShellCall
---@field type "shell_call" default "shell_call"
---@field id string
---@field call_id string
---@field action openai.FunctionShellAction
---@field status openai.FunctionShellCallStatus
---@field environment? openai.LocalEnvironment|openai.ContainerReference
---@field caller? openai.ToolCallCaller
---@field created_by? string

---@class openai.FunctionShellCallItemParam
---@field call_id string 1 to 64 characters
---@field type "shell_call" default "shell_call"
---@field action openai.FunctionShellActionParam
---@field caller? openai.ToolCallCallerParam
---@field environment? openai.LocalEnvironmentParam|openai.ContainerReferenceParam
---@field id? string
---@field status? openai.FunctionShellCallItemStatus

---@alias openai.FunctionShellCallItemStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.FunctionShellCallOutput
---@field type "shell_call_output" default "shell_call_output"
---@field id string
---@field call_id string
---@field status openai.FunctionShellCallOutputStatusEnum
---@field output openai.FunctionShellCallOutputContent[]
---@field max_output_length? integer
---@field caller? openai.ToolCallCaller
---@field created_by? string

---@class openai.FunctionShellCallOutputContent
---@field stdout string
---@field stderr string
---@field outcome openai.FunctionShellCallOutputContentOutcome
---@field created_by? string

---@alias openai.FunctionShellCallOutputContentOutcome
---| openai.FunctionShellCallOutputTimeoutOutcome
---| openai.FunctionShellCallOutputExitOutcome

---@class openai.FunctionShellCallOutputContentParam
---@field stdout string at most 10,485,760 characters
---@field stderr string at most 10,485,760 characters
---@field outcome openai.FunctionShellCallOutputOutcomeParam

---@class openai.FunctionShellCallOutputExitOutcome
---@field type "exit" default "exit"
---@field exit_code integer

---@class openai.FunctionShellCallOutputExitOutcomeParam
---@field type "exit" default "exit"
---@field exit_code integer

---@class openai.FunctionShellCallOutputItemParam
---@field call_id string 1 to 64 characters
---@field type "shell_call_output" default "shell_call_output"
---@field output openai.FunctionShellCallOutputContentParam[]
---@field caller? openai.ToolCallCallerParam
---@field id? string
---@field max_output_length? integer
---@field status? openai.FunctionShellCallItemStatus

---@alias openai.FunctionShellCallOutputOutcomeParam
---| openai.FunctionShellCallOutputTimeoutOutcomeParam
---| openai.FunctionShellCallOutputExitOutcomeParam

---@alias openai.FunctionShellCallOutputStatusEnum
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.FunctionShellCallOutputTimeoutOutcome
---@field type "timeout" default "timeout"

---@class openai.FunctionShellCallOutputTimeoutOutcomeParam
---@field type "timeout" default "timeout"

---@alias openai.FunctionShellCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@class openai.FunctionShellToolParam
---@field type "shell" default "shell"
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item
---@field environment? openai.FunctionShellToolParamEnvironment

---@alias openai.FunctionShellToolParamEnvironment
---| openai.ContainerAutoParam
---| openai.LocalEnvironmentParam
---| openai.ContainerReferenceParam

---@class openai.FunctionTool
---@field type "function" default "function"
---@field name string
---@field strict? boolean
---@field parameters? table
---@field allowed_callers? openai.CallableToolAllowedCaller[]
---@field defer_loading? boolean
---@field description? string
---@field output_schema? table

---@class openai.FunctionToolCall
---@field type "function_call"
---@field call_id string
---@field name string
---@field arguments string
---@field caller? openai.ToolCallCaller
---@field id? string
---@field namespace? string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.FunctionToolCallOutputResource
---@field type "function_call_output"
---@field output string|openai.FunctionAndCustomToolCallOutput[]
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field call_id? string
---@field caller? openai.ToolCallCallerParam
---@field created_by? string
---@field name? string
---@field namespace? string

---@class openai.FunctionToolCallResource
---@field type "function_call"
---@field call_id string
---@field name string
---@field arguments string
---@field id string
---@field status "in_progress"|"completed"|"incomplete"
---@field caller? openai.ToolCallCaller
---@field created_by? string
---@field namespace? string

---@class openai.FunctionToolParam
---@field name string 1 to 128 characters
---@field type "function" default "function"
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item
---@field defer_loading? boolean
---@field description? string
---@field output_schema? table
---@field parameters? table
---@field strict? boolean

---@class openai.GraderLabelModel
---@field type "label_model"
---@field model string
---@field input openai.EvalItem[]
---@field passing_labels string[]
---@field labels string[]
---@field name string

---@class openai.GraderStringCheck
---@field type "string_check"
---@field name string
---@field input string
---@field reference string
---@field operation "eq"|"ne"|"like"|"ilike"

---@alias openai.GrammarSyntax1
---| "lark"
---| "regex"

---@class openai.HTTPError
---@field type "http_error" default "http_error"
---@field code integer
---@field message string

---@class openai.HybridSearchOptions
---@field embedding_weight number
---@field text_weight number

---@alias openai.ImageDetail
---| "low"
---| "high"
---| "auto"
---| "original"

---@alias openai.ImageGenActionEnum
---| "generate"
---| "edit"
---| "auto"

---@class openai.ImageGenTool
---@field type "image_generation"
---@field action? openai.ImageGenActionEnum
---@field background? "transparent"|"opaque"|"auto" default "auto"
---@field input_fidelity? openai.InputFidelity
---@field input_image_mask? openai.ImageGenToolInputImageMask
---@field model? openai.ImageGenToolModel default "gpt-image-1"
---@field moderation? "auto"|"low" default "auto"
---@field output_compression? integer default 100; 0 to 100
---@field output_format? "png"|"webp"|"jpeg" default "png"
---@field partial_images? integer default 0; 0 to 3
---@field quality? "low"|"medium"|"high"|"auto" default "auto"
---@field size? string|"1024x1024"|"1024x1536"|"1536x1024"|"auto" default "auto"

---@class openai.ImageGenToolCall
---@field type "image_generation_call"
---@field id string
---@field status "in_progress"|"completed"|"generating"|"failed"
---@field result? string

---@class openai.ImageGenToolInputImageMask
---@field file_id? string
---@field image_url? string

---@alias openai.ImageGenToolModel
---| string
---| "gpt-image-1"
---| "gpt-image-1-mini"
---| "gpt-image-1.5"
---| "gpt-image-2"
---| "gpt-image-2-2026-04-21"

---@alias openai.IncludeEnum
---| "file_search_call.results"
---| "web_search_call.results"
---| "web_search_call.action.sources"
---| "message.input_image.image_url"
---| "computer_call_output.output.image_url"
---| "code_interpreter_call.outputs"
---| "reasoning.encrypted_content"
---| "message.output_text.logprobs"

---@class openai.InlineSkillParam
---@field type "inline" default "inline"
---@field name string
---@field description string
---@field source openai.InlineSkillSourceParam

---@class openai.InlineSkillSourceParam
---@field type "base64" default "base64"
---@field media_type "application/zip" default "application/zip"
---@field data string 1 to 70,254,592 characters

---@class openai.InputAudio
---@field type "input_audio"
---@field input_audio openai.InputAudioInputAudio

---@class openai.InputAudioInputAudio
---@field data string
---@field format "mp3"|"wav"

---@alias openai.InputContent
---| openai.InputTextContent
---| openai.InputImageContent
---| openai.InputFileContent

---@alias openai.InputFidelity
---| "high"
---| "low"

---@class openai.InputFileContent
---@field type "input_file" default "input_file"
---@field detail? openai.FileInputDetail
---@field file_data? string
---@field file_id? string
---@field file_url? string
---@field filename? string
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointConfig

---@class openai.InputFileContentParam
---@field type "input_file" default "input_file"
---@field detail? openai.FileDetailEnum
---@field file_data? string at most 73,400,320 characters
---@field file_id? string
---@field file_url? string
---@field filename? string
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@class openai.InputImageContent
---@field type "input_image" default "input_image"
---@field detail openai.ImageDetail
---@field file_id? string
---@field image_url? string
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointConfig

---@class openai.InputImageContentParamAutoParam
---@field type "input_image" default "input_image"
---@field detail? openai.DetailEnum
---@field file_id? string
---@field image_url? string at most 20,971,520 characters
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@alias openai.InputItem
---| openai.EasyInputMessage
---| openai.Item
---| openai.CompactionTriggerItemParam
---| openai.ItemReferenceParam
---| openai.ProgramItemParam
---| openai.ProgramOutputItemParam

---@class openai.InputMessage
---@field role "user"|"system"|"developer"
---@field content openai.InputContent[]
---@field status? "in_progress"|"completed"|"incomplete"
---@field type? "message"

---@class openai.InputTextContent
---@field type "input_text" default "input_text"
---@field text string
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointConfig

---@class openai.InputTextContentParam
---@field type "input_text" default "input_text"
---@field text string at most 10,485,760 characters
---@field prompt_cache_breakpoint? openai.PromptCacheBreakpointParam

---@alias openai.Item
---| openai.InputMessage
---| openai.OutputMessage
---| openai.FileSearchToolCall
---| openai.ComputerToolCall
---| openai.ComputerCallOutputItemParam
---| openai.WebSearchToolCall
---| openai.FunctionToolCall
---| openai.FunctionCallOutputItemParam
---| openai.ToolSearchCallItemParam
---| openai.ToolSearchOutputItemParam
---| openai.AdditionalToolsItemParam
---| openai.ReasoningItem
---| openai.CompactionSummaryItemParam
---| openai.ImageGenToolCall
---| openai.CodeInterpreterToolCall
---| openai.LocalShellToolCall
---| openai.LocalShellToolCallOutput
---| openai.FunctionShellCallItemParam
---| openai.FunctionShellCallOutputItemParam
---| openai.ApplyPatchToolCallItemParam
---| openai.ApplyPatchToolCallOutputItemParam
---| openai.MCPListTools
---| openai.MCPApprovalRequest
---| openai.MCPApprovalResponse
---| openai.MCPToolCall
---| openai.CustomToolCallOutput
---| openai.CustomToolCall

---@class openai.ItemReferenceParam
---@field id string
---@field type? "item_reference" default "item_reference"

---@class openai.KeyPressAction
---@field type "keypress" default "keypress"
---@field keys string[]

---@class openai.LocalEnvironment
---@field type "local" default "local"

---@class openai.LocalEnvironmentParam
---@field type "local" default "local"
---@field skills? openai.LocalSkillParam[] at most 200 items

---@class openai.LocalShellExecAction
---@field type "exec" default "exec"
---@field command string[]
---@field env table<string, string>
---@field timeout_ms? integer
---@field user? string
---@field working_directory? string

---@class openai.LocalShellToolCall
---@field type "local_shell_call"
---@field id string
---@field call_id string
---@field action openai.LocalShellExecAction
---@field status "in_progress"|"completed"|"incomplete"

---@class openai.LocalShellToolCallOutput
---@field id string
---@field type "local_shell_call_output"
---@field output string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.LocalShellToolParam
---@field type "local_shell" default "local_shell"

---@class openai.LocalSkillParam
---@field name string
---@field description string
---@field path string

---@class openai.LogProb
---@field token string
---@field logprob number
---@field bytes integer[]
---@field top_logprobs openai.TopLogProb[]

---@class openai.MCPApprovalRequest
---@field type "mcp_approval_request"
---@field id string
---@field server_label string
---@field name string
---@field arguments string

---@class openai.MCPApprovalResponse
---@field type "mcp_approval_response"
---@field approve boolean
---@field approval_request_id string
---@field id? string
---@field reason? string

---@class openai.MCPApprovalResponseResource
---@field type "mcp_approval_response"
---@field id string
---@field approve boolean
---@field approval_request_id string
---@field reason? string

---@class openai.MCPListTools
---@field type "mcp_list_tools"
---@field id string
---@field server_label string
---@field tools openai.MCPListToolsTool[]
---@field error? string

---@class openai.MCPListToolsTool
---@field name string
---@field input_schema table
---@field annotations? table
---@field description? string

---@class openai.MCPProtocolError
---@field type "mcp_protocol_error" default "mcp_protocol_error"
---@field code integer
---@field message string

---@class openai.MCPTool
---@field type "mcp"
---@field server_label string
---@field allowed_callers? openai.CallableToolAllowedCaller[] at least 1 item
---@field allowed_tools? string[]|openai.MCPToolFilter
---@field authorization? string
---@field connector_id? openai.MCPToolConnectorId
---@field defer_loading? boolean
---@field headers? table<string, string>
---@field require_approval? openai.MCPToolRequireApprovalMCPToolApprovalFilter|"always"|"never" default "always"
---@field server_description? string
---@field server_url? string
---@field tunnel_id? string

---@class openai.MCPToolCall
---@field type "mcp_call"
---@field id string
---@field server_label string
---@field name string
---@field arguments string
---@field approval_request_id? string
---@field error? openai.MCPToolCallError
---@field output? string
---@field status? openai.MCPToolCallStatus

---@alias openai.MCPToolCallError
---| openai.MCPProtocolError
---| openai.MCPToolExecutionError
---| openai.HTTPError

---@alias openai.MCPToolCallStatus
---| "in_progress"
---| "completed"
---| "incomplete"
---| "calling"
---| "failed"

---@alias openai.MCPToolConnectorId
---| "connector_dropbox"
---| "connector_gmail"
---| "connector_googlecalendar"
---| "connector_googledrive"
---| "connector_microsoftteams"
---| "connector_outlookcalendar"
---| "connector_outlookemail"
---| "connector_sharepoint"

---@class openai.MCPToolExecutionError
---@field type "mcp_tool_execution_error" default "mcp_tool_execution_error"
---@field content any

---@class openai.MCPToolFilter
---@field read_only? boolean
---@field tool_names? string[]

---@class openai.MCPToolRequireApprovalMCPToolApprovalFilter
---@field always? openai.MCPToolFilter
---@field never? openai.MCPToolFilter

---@class openai.Message
---@field type "message" default "message"
---@field id string
---@field status openai.MessageStatus
---@field role openai.MessageRole
---@field content openai.MessageContent[]
---@field phase? openai.MessagePhase2

---@alias openai.MessageContent
---| openai.InputTextContent
---| openai.OutputTextContent
---| openai.TextContent
---| openai.SummaryTextContent
---| openai.ReasoningTextContent
---| openai.RefusalContent
---| openai.InputImageContent
---| openai.ComputerScreenshotContent
---| openai.InputFileContent

---@alias openai.MessagePhase
---| "commentary"
---| "final_answer"

---@alias openai.MessagePhase2
---| "commentary"
---| "final_answer"

---@alias openai.MessageRole
---| "unknown"
---| "user"
---| "assistant"
---| "system"
---| "critic"
---| "discriminator"
---| "developer"
---| "tool"

---@alias openai.MessageStatus
---| "in_progress"
---| "completed"
---| "incomplete"

---@alias openai.ModelIdsShared
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

---@class openai.ModerationConfigParam
---@field mode openai.ModerationMode

---@alias openai.ModerationInputType
---| "text"
---| "image"

---@alias openai.ModerationMode
---| "score"
---| "block"

---@class openai.ModerationParam
---@field model string
---@field policy? openai.ModerationPolicyParam

---@class openai.ModerationPolicyParam
---@field input? openai.ModerationConfigParam
---@field output? openai.ModerationConfigParam

---@class openai.ModerationResultBody
---@field type "moderation_result" default "moderation_result"
---@field model string
---@field flagged boolean
---@field categories table<string, boolean>
---@field category_scores table<string, number>
---@field category_applied_input_types table<string, openai.ModerationInputType[]>

---@class openai.MoveParam
---@field type "move" default "move"
---@field x integer
---@field y integer
---@field keys? string[]

---@class openai.NamespaceToolParam
---@field type "namespace" default "namespace"
---@field name string at least 1 character
---@field description string
---@field tools (openai.FunctionToolParam|openai.CustomToolParam)[] at least 1 item

---@alias openai.NoiseReductionType
---| "near_field"
---| "far_field"

---@alias openai.OrderEnum
---| "asc"
---| "desc"

---@class openai.OutputMessage
---@field id string
---@field type "message"
---@field role "assistant"
---@field content openai.OutputMessageContent[]
---@field status "in_progress"|"completed"|"incomplete"
---@field phase? openai.MessagePhase

---@alias openai.OutputMessageContent
---| openai.OutputTextContent
---| openai.RefusalContent

---@class openai.OutputTextContent
---@field type "output_text" default "output_text"
---@field text string
---@field annotations openai.Annotation[]
---@field logprobs openai.LogProb[]

---@class openai.Program
---@field type "program" default "program"
---@field id string
---@field call_id string
---@field code string
---@field fingerprint string

---@class openai.ProgramItemParam
---@field id string
---@field type "program" default "program"
---@field call_id string 1 to 64 characters
---@field code string at most 10,485,760 characters
---@field fingerprint string at most 10,485,760 characters

---@class openai.ProgramOutput
---@field type "program_output" default "program_output"
---@field id string
---@field call_id string
---@field result string
---@field status openai.ProgramOutputStatus

---@class openai.ProgramOutputItemParam
---@field id string
---@field type "program_output" default "program_output"
---@field call_id string 1 to 64 characters
---@field result string at most 10,485,760 characters
---@field status openai.ProgramOutputItemStatus

---@alias openai.ProgramOutputItemStatus
---| "completed"
---| "incomplete"

---@alias openai.ProgramOutputStatus
---| "completed"
---| "incomplete"

---@class openai.ProgramToolCallCaller
---@field type "program" default "program"
---@field caller_id string

---@class openai.ProgramToolCallCallerParam
---@field type "program" default "program"
---@field caller_id string 1 to 64 characters

---@class openai.ProgrammaticToolCallingParam
---@field type "programmatic_tool_calling" default "programmatic_tool_calling"

---@class openai.Prompt
---@field id string
---@field variables? table<string, string|openai.InputTextContent|openai.InputImageContent|openai.InputFileContent>
---@field version? string

---@class openai.PromptCacheBreakpointConfig
---@field mode "explicit" default "explicit"

---@class openai.PromptCacheBreakpointParam
---@field mode "explicit" default "explicit"

---@alias openai.PromptCacheModeEnum
---| "implicit"
---| "explicit"

---@class openai.PromptCacheOptionsParam
---@field mode? openai.PromptCacheModeEnum
---@field ttl? "30m"

---@alias openai.RankerVersionType
---| "auto"
---| "default-2024-11-15"

---@class openai.RankingOptions
---@field hybrid_search? openai.HybridSearchOptions
---@field ranker? openai.RankerVersionType
---@field score_threshold? number

---@alias openai.RealtimeAudioFormats
---| openai.RealtimeAudioFormatsPCMAudioFormat
---| openai.RealtimeAudioFormatsPCMUAudioFormat
---| openai.RealtimeAudioFormatsPCMAAudioFormat

---@class openai.RealtimeAudioFormatsPCMAAudioFormat
---@field type? "audio/pcma"

---@class openai.RealtimeAudioFormatsPCMAudioFormat
---@field rate? 24000
---@field type? "audio/pcm"

---@class openai.RealtimeAudioFormatsPCMUAudioFormat
---@field type? "audio/pcmu"

---@class openai.RealtimeFunctionTool
---@field description? string
---@field name? string
---@field parameters? table
---@field type? "function"

---@alias openai.RealtimeTruncation
---| "auto"
---| "disabled"
---| openai.RealtimeTruncationRetentionRatioTruncation

---@class openai.RealtimeTruncationRetentionRatioTruncation
---@field type "retention_ratio"
---@field retention_ratio number 0 to 1
---@field token_limits? openai.RealtimeTruncationRetentionRatioTruncationTokenLimits

---@class openai.RealtimeTruncationRetentionRatioTruncationTokenLimits
---@field post_instructions? integer at least 0

---@alias openai.ReasoningEffort
---| "none"
---| "minimal"
---| "low"
---| "medium"
---| "high"
---| "xhigh"
---| "max"

---@class openai.ReasoningItem
---@field id string
---@field summary openai.SummaryTextContent[]
---@field type "reasoning"
---@field content? openai.ReasoningTextContent[]
---@field encrypted_content? string
---@field status? "in_progress"|"completed"|"incomplete"

---@class openai.ReasoningTextContent
---@field type "reasoning_text" default "reasoning_text"
---@field text string

---@class openai.RefusalContent
---@field type "refusal" default "refusal"
---@field refusal string

---@class openai.ResponseFormatJson
---@field type "json_object"

---@class openai.ResponseFormatJsonSchema
---@field type "json_schema"
---@field json_schema openai.ResponseFormatJsonSchemaJsonSchema

---@class openai.ResponseFormatJsonSchemaJsonSchema
---@field name string
---@field description? string
---@field schema? table
---@field strict? boolean default false

---@class openai.ResponseFormatText
---@field type "text"

---@class openai.ScreenshotParam
---@field type "screenshot" default "screenshot"

---@class openai.ScrollParam
---@field type "scroll" default "scroll"
---@field x integer
---@field y integer
---@field scroll_x integer
---@field scroll_y integer
---@field keys? string[]

---@alias openai.SearchContentType
---| "text"
---| "image"

---@alias openai.SearchContextSize
---| "low"
---| "medium"
---| "high"

---@class openai.SkillReferenceParam
---@field type "skill_reference" default "skill_reference"
---@field skill_id string 1 to 64 characters
---@field version? string

---@alias openai.StopConfiguration
---| string
---| string[]

---@class openai.SummaryTextContent
---@field type "summary_text" default "summary_text"
---@field text string

---@class openai.TextContent
---@field type "text" default "text"
---@field text string

---@alias openai.TextResponseFormatConfiguration
---| openai.ResponseFormatText
---| openai.TextResponseFormatJsonSchema
---| openai.ResponseFormatJson

---@class openai.TextResponseFormatJsonSchema
---@field type "json_schema"
---@field schema table
---@field name string
---@field description? string
---@field strict? boolean default false

---@alias openai.Tool
---| openai.FunctionTool
---| openai.FileSearchTool
---| openai.ComputerTool
---| openai.ComputerUsePreviewTool
---| openai.WebSearchTool
---| openai.MCPTool
---| openai.CodeInterpreterTool
---| openai.ProgrammaticToolCallingParam
---| openai.ImageGenTool
---| openai.LocalShellToolParam
---| openai.FunctionShellToolParam
---| openai.CustomToolParam
---| openai.NamespaceToolParam
---| openai.ToolSearchToolParam
---| openai.WebSearchPreviewTool
---| openai.ApplyPatchToolParam

---@alias openai.ToolCallCaller
---| openai.DirectToolCallCaller
---| openai.ProgramToolCallCaller

---@alias openai.ToolCallCallerParam
---| openai.DirectToolCallCallerParam
---| openai.ProgramToolCallCallerParam

---@class openai.ToolChoiceFunction
---@field type "function"
---@field name string

---@class openai.ToolChoiceMCP
---@field type "mcp"
---@field server_label string
---@field name? string

---@alias openai.ToolChoiceOptions
---| "none"
---| "auto"
---| "required"

---@class openai.ToolSearchCall
---@field type "tool_search_call" default "tool_search_call"
---@field id string
---@field call_id? string
---@field execution openai.ToolSearchExecutionType
---@field arguments any
---@field status openai.FunctionCallStatus
---@field created_by? string

---@class openai.ToolSearchCallItemParam
---@field type "tool_search_call" default "tool_search_call"
---@field arguments table
---@field call_id? string 1 to 64 characters
---@field execution? openai.ToolSearchExecutionType
---@field id? string
---@field status? openai.FunctionCallItemStatus

---@alias openai.ToolSearchExecutionType
---| "server"
---| "client"

---@class openai.ToolSearchOutput
---@field type "tool_search_output" default "tool_search_output"
---@field id string
---@field call_id? string
---@field execution openai.ToolSearchExecutionType
---@field tools openai.Tool[]
---@field status openai.FunctionCallOutputStatusEnum
---@field created_by? string

---@class openai.ToolSearchOutputItemParam
---@field type "tool_search_output" default "tool_search_output"
---@field tools openai.Tool[]
---@field call_id? string 1 to 64 characters
---@field execution? openai.ToolSearchExecutionType
---@field id? string
---@field status? openai.FunctionCallItemStatus

---@class openai.ToolSearchToolParam
---@field type "tool_search" default "tool_search"
---@field description? string
---@field execution? openai.ToolSearchExecutionType
---@field parameters? table

---@class openai.TopLogProb
---@field token string
---@field logprob number
---@field bytes integer[]

---@class openai.TypeParam
---@field type "type" default "type"
---@field text string

---@class openai.UrlCitationBody
---@field type "url_citation" default "url_citation"
---@field url string
---@field start_index integer
---@field end_index integer
---@field title string

---@alias openai.Verbosity
---| "low"
---| "medium"
---| "high"

---@alias openai.VoiceIdsOrCustomVoice
---| openai.VoiceIdsShared
---| openai.VoiceIdsOrCustomVoice2

---@class openai.VoiceIdsOrCustomVoice2
---@field id string

---@alias openai.VoiceIdsShared
---| string
---| "alloy"
---| "ash"
---| "ballad"
---| "coral"
---| "echo"
---| "sage"
---| "shimmer"
---| "verse"
---| "marin"
---| "cedar"

---@class openai.WaitParam
---@field type "wait" default "wait"

---@class openai.WebSearchActionFind
---@field type "find_in_page"
---@field url string
---@field pattern string

---@class openai.WebSearchActionOpenPage
---@field type "open_page"
---@field url? string

---@class openai.WebSearchActionSearch
---@field type "search"
---@field queries? string[]
---@field query? string deprecated
---@field sources? openai.WebSearchActionSearchSourcesItem[]

---@class openai.WebSearchActionSearchSourcesItem
---@field type "url"
---@field url string

---@class openai.WebSearchApproximateLocationWebSearchApproximateLocation
---@field city? string
---@field country? string
---@field region? string
---@field timezone? string
---@field type? "approximate" default "approximate"

---@class openai.WebSearchPreviewTool
---@field type "web_search_preview"|"web_search_preview_2025_03_11" default "web_search_preview"
---@field search_content_types? openai.SearchContentType[]
---@field search_context_size? openai.SearchContextSize
---@field user_location? openai.ApproximateLocation

---@class openai.WebSearchTool
---@field type "web_search"|"web_search_2025_08_26" default "web_search"
---@field external_web_access? boolean default true
---@field filters? openai.WebSearchToolFilters
---@field search_context_size? "low"|"medium"|"high" default "medium"
---@field user_location? openai.WebSearchApproximateLocationWebSearchApproximateLocation

---@class openai.WebSearchToolCall
---@field id string
---@field type "web_search_call"
---@field status "in_progress"|"searching"|"completed"|"failed"
---@field action openai.WebSearchToolCallAction

---@alias openai.WebSearchToolCallAction
---| openai.WebSearchActionSearch
---| openai.WebSearchActionOpenPage
---| openai.WebSearchActionFind

---@class openai.WebSearchToolFilters
---@field allowed_domains? string[]
