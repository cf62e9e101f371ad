---@meta _
-- luacheck: ignore 211 212 241

---@class openai.Client
---@field files openai.resource.Files
---@field uploads openai.resource.Uploads
---@field models openai.resource.Models
---@field embeddings openai.resource.Embeddings
---@field batches openai.resource.Batches
---@field fine_tuning openai.resource.FineTuning
local client = {}

---A copy with some options changed. Connections are shared where that is safe.
---@param options openai.ClientOptions
---@return openai.Client client
function client:with(options) end

---Opens a connection for the calls to come, behind a loading screen, say: name lookup and TLS handshake are what takes
---long about a first call. Asks for a model that does not exist; whatever the server answers, it is connected then.
---Not retried. Outside a task it waits; `openai.spawn(client.connect, client)` does not.
---@param options? openai.CallOptions
---@return true?
---@return openai.Error? err kind "connection" or "timeout": the server cannot be reached
function client:connect(options) end

---Sends what has no name here yet. The answer is decoded when it is JSON, else a string.
---@param method "GET"|"POST"|"PUT"|"PATCH"|"DELETE"
---@param path string below the base URL: "/models"
---@param parameters? table query of GET and DELETE, else the JSON body
---@param options? openai.CallOptions
---@return any value
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function client:request(method, path, parameters, options) end
