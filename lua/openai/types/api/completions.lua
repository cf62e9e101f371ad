---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Completions
local completions = {}

---`POST /completions` (createCompletion)
---@param params openai.CompletionCreateParams
---@param options? openai.CallOptions
---@return openai.Completion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
---@overload fun(self: openai.resource.Completions, params: openai.CompletionCreateStreamingParams, options?: openai.CallOptions): openai.CompletionCreateStream?, openai.Error|openai.Response|nil
function completions:create(params, options) end

---@class openai.CompletionCreateParams
---@field model string|"gpt-3.5-turbo-instruct"|"davinci-002"|"babbage-002"
---@field prompt? string|string[]|integer[]|integer[][] default "<|endoftext|>"; at least 1 item
---@field best_of? integer default 1; 0 to 20
---@field echo? boolean default false
---@field frequency_penalty? number default 0; -2 to 2
---@field logit_bias? table<string, integer>
---@field logprobs? integer 0 to 5
---@field max_tokens? integer default 16; at least 0
---@field n? integer default 1; 1 to 128
---@field presence_penalty? number default 0; -2 to 2
---@field seed? integer
---@field stop? openai.StopConfiguration 1 to 4 items
---@field stream? boolean default false
---@field stream_options? openai.ChatCompletionStreamOptions
---@field suffix? string
---@field temperature? number default 1; 0 to 2
---@field top_p? number default 1; 0 to 1
---@field user? string

---@class openai.CompletionCreateStreamingParams: openai.CompletionCreateParams
---@field stream true

---@class openai.CompletionCreateStream: openai.Stream
---@field next fun(self: openai.CompletionCreateStream): openai.Completion?, string|openai.Error|nil
---@field events fun(self: openai.CompletionCreateStream): fun(): openai.Completion?, string?
---@field poll fun(self: openai.CompletionCreateStream): openai.Completion[]?, openai.Error?
---@field collect fun(self: openai.CompletionCreateStream): openai.Completion?, openai.Error?

---@class openai.Completion
---@field id string
---@field object "text_completion"
---@field created integer
---@field model string
---@field choices openai.CompletionChoicesItem[]
---@field system_fingerprint? string
---@field usage? openai.CompletionUsage

---@class openai.CompletionChoicesItem
---@field finish_reason "stop"|"length"|"content_filter"
---@field index integer
---@field logprobs? openai.CompletionChoicesItemLogprobs
---@field text string

---@class openai.CompletionChoicesItemLogprobs
---@field text_offset? integer[]
---@field token_logprobs? number[]
---@field tokens? string[]
---@field top_logprobs? table<string, number>[]
