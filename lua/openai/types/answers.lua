---@meta _
-- Tools, runs of tools, and sessions.

---What `chat.completions:parse` takes: the schema itself, or the API's own form.
---@class openai.ChatCompletionParseParams: openai.ChatCompletionCreateParams
---@field response_format openai.Schema|openai.ChatCompletionCreateResponseFormat

---What `responses:parse` takes.
---@class openai.ResponseParseParams: openai.ResponseCreateParams
---@field text openai.ResponseTextParam|{ format: openai.Schema }

---What `chat.completions:run_tools` takes.
---@class openai.ChatCompletionRunToolsParams: openai.ChatCompletionCreateParams
---@field tools (openai.RunnableTool|openai.ChatCompletionTool|openai.CustomToolChatCompletions)[]

---What `responses:run_tools` takes.
---@class openai.ResponseRunToolsParams: openai.ResponseCreateParams
---@field tools (openai.RunnableTool|openai.Tool)[]

---What openai.tool takes.
---@class openai.ToolFields
---@field name string 1 to 64 letters, digits, _ or -
---@field description? string what the model is told of it
---@field parameters? openai.Schema|table of openai.schema{ … }, or a list of fields; default: no parameters
---Called with the decoded arguments. A string goes to the model as it is, any other value as JSON; `nil, err` and
---what it
---raises are told to the model, or end the run (option on_tool_error). May suspend.
---@field fn fun(arguments: table, call: openai.ToolCall): any, any
---@field strict? boolean that the arguments must fit exactly; default: whether the schema allows that
---@field timeout? number seconds after which the call is given up, where fn suspends; default: option tool_timeout

---@class openai.RunToolsOptions: openai.CallOptions
---@field max_rounds? integer default 10
---@field tool_timeout? number seconds for each call; default none
---@field tool_concurrency? integer calls carried out at a time; default 8
---@field on_tool? fun(call: openai.ToolCall, output: string) after each call
---@field on_tool_error? "tell"|"stop"|fun(problem: string, call: openai.ToolCall): string? default "tell"
---@field on_event? fun(event: table) every event of the answers, which are streamed then
---@field on_delta? fun(text: string) their text, piece by piece

---What a session is made of: these, and any other parameter of the operation that asks.
---@class openai.SessionParams
---@field model string
---@field instructions? string what stands before the conversation
---@field tools? (openai.RunnableTool|table)[]

---@class openai.PollOptions: openai.CallOptions
---@field poll_interval? number seconds between two questions; default 1, growing to 10, or as the server says
---@field timeout? number|false seconds for it all; default none
---@field patience? number|false seconds of failing calls to survive; default 300
---@field on_status? fun(object: table) at the first look, and at every new status
