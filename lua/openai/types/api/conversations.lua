---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Conversations
---@field items openai.resource.ConversationsItems
local conversations = {}

---`POST /conversations` (createConversation)
---@param params? openai.ConversationCreateParams
---@param options? openai.CallOptions
---@return openai.Conversation? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations:create(params, options) end

---`DELETE /conversations/{conversation_id}` (deleteConversation)
---@param conversation_id string|openai.Conversation
---@param options? openai.CallOptions
---@return openai.DeletedConversationResource? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations:delete(conversation_id, options) end

---`GET /conversations/{conversation_id}` (getConversation)
---@param conversation_id string|openai.Conversation
---@param options? openai.CallOptions
---@return openai.Conversation? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations:retrieve(conversation_id, options) end

---`POST /conversations/{conversation_id}` (updateConversation)
---@param conversation_id string|openai.Conversation
---@param params? openai.ConversationUpdateParams
---@param options? openai.CallOptions
---@return openai.Conversation? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations:update(conversation_id, params, options) end

---@class openai.resource.ConversationsItems
local conversations_items = {}

---`POST /conversations/{conversation_id}/items` (createConversationItems)
---@param conversation_id string|openai.Conversation
---@param params openai.ConversationItemCreateParams
---@param options? openai.CallOptions
---@return openai.ConversationItemList? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations_items:create(conversation_id, params, options) end

---`DELETE /conversations/{conversation_id}/items/{item_id}` (deleteConversationItem)
---@param conversation_id string|openai.Conversation
---@param item_id string
---@param options? openai.CallOptions
---@return openai.Conversation? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations_items:delete(conversation_id, item_id, options) end

---`GET /conversations/{conversation_id}/items` (listConversationItems)
---@param conversation_id string|openai.Conversation
---@param params? openai.ConversationItemListParams
---@param options? openai.CallOptions
---@return openai.ConversationItemPager pager
function conversations_items:list(conversation_id, params, options) end

---`GET /conversations/{conversation_id}/items/{item_id}` (getConversationItem)
---@param conversation_id string|openai.Conversation
---@param item_id string
---@param params? openai.ConversationItemRetrieveParams
---@param options? openai.CallOptions
---@return openai.ConversationItem? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function conversations_items:retrieve(conversation_id, item_id, params, options) end

---@class openai.ConversationCreateParams
---@field items? openai.InputItem[] at most 20 items
---@field metadata? table<string, string>

---@class openai.ConversationUpdateParams
---@field metadata? table<string, string>

---@class openai.ConversationItemCreateParams
---@field items openai.InputItem[] at most 20 items
---@field include? openai.IncludeEnum[]

---@class openai.ConversationItemListParams
---@field limit? integer default 20
---@field order? "asc"|"desc"
---@field after? string
---@field include? openai.IncludeEnum[]

---@class openai.ConversationItemRetrieveParams
---@field include? openai.IncludeEnum[]

---@class openai.ConversationItemPager: openai.Pager
---@overload fun(): openai.ConversationItem?
---@field next fun(self: openai.ConversationItemPager): openai.ConversationItem?, openai.Error?
---@field collect fun(self: openai.ConversationItemPager, max?: integer): openai.ConversationItem[]?, openai.Error?

---@class openai.Conversation
---@field id string
---@field object "conversation" default "conversation"
---@field metadata any
---@field created_at integer

---@alias openai.ConversationItem
---| openai.Message
---| openai.FunctionToolCallResource
---| openai.FunctionToolCallOutputResource
---| openai.FileSearchToolCall
---| openai.WebSearchToolCall
---| openai.ImageGenToolCall
---| openai.ComputerToolCall
---| openai.ComputerToolCallOutputResource
---| openai.ToolSearchCall
---| openai.ToolSearchOutput
---| openai.AdditionalTools
---| openai.ReasoningItem
---| openai.Program
---| openai.ProgramOutput
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

---@class openai.ConversationItemList
---@field object "list"
---@field data openai.ConversationItem[]
---@field has_more boolean
---@field first_id string
---@field last_id string

---@class openai.DeletedConversationResource
---@field object "conversation.deleted" default "conversation.deleted"
---@field deleted boolean
---@field id string
