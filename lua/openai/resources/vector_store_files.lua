--- Files of a vector store: uploading them, and waiting until they can be searched.
local lifecycle = require "openai.internal.task.lifecycle"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.VectorStoresFiles
local files = {}

local NAME = "vector_stores.files"
local life = lifecycle.new {
    name = NAME, noun = "the file", ids = { "vector_store_id", "file_id" }, fields = { "vector_store_id", "id" },
    working = { "in_progress" }, bad = { "failed", "cancelled" }, why = "last_error",
}

--- Waits until a file of the store is processed. Options: `poll_interval` (1 s growing to 10, or as the server says),
--- `timeout` seconds for it all (none), `patience` seconds of failing calls (300), `on_status(file)`; those of calls.
---@param vector_store_id string|openai.VectorStore|table the store, or the file's object instead of both ids
---@param file_id? string|openai.File|table
---@param options? openai.PollOptions
---@return table? file
---@return openai.Error? err kind "failed", with `object`, when it could not be processed
function files:poll(vector_store_id, file_id, options)
    return life:wait(self, "poll", vector_store_id, file_id, options)
end

--- The same as `poll`.
---@param vector_store_id string|openai.VectorStore|table
---@param file_id? string|openai.File|table
---@param options? openai.PollOptions
---@return table? file
---@return openai.Error? err
function files:wait(vector_store_id, file_id, options)
    return life:wait(self, "wait", vector_store_id, file_id, options)
end

--- Adds a file that the service has to the store, and waits until it is processed.
---@param vector_store_id string|openai.VectorStore
---@param params table { file_id = …, attributes = … }
---@param options? openai.PollOptions
---@return table? file
---@return openai.Error? err
function files:create_and_poll(vector_store_id, params, options)
    local store = settings.need_id(vector_store_id, NAME .. ":create_and_poll", "vector_store_id")
    return life:make_and_wait(self, "create_and_poll", { store }, function(call_options)
        return self:create(store, params, call_options)
    end, options)
end

local function upload(self, name, store, params, call_options)
    settings.check_parameters(("%s:%s"):format(NAME, name), params, {})
    local client_files = getmetatable(self).context.resources.files
    local file, err = client_files:create({ file = params.file, purpose = "assistants" }, call_options)
    if not file then return nil, err end
    local rest = { file_id = file.id }
    for key, value in pairs(params) do
        if key ~= "file" then rest[key] = value end
    end
    local added, problem = self:create(store, rest, call_options)
    if not added then problem.file = file end -- it is uploaded, and can be added by its id
    return added, problem
end

--- Uploads a file and adds it to the store.
---@param vector_store_id string|openai.VectorStore
---@param params table { file = openai.file "…", attributes = … }
---@param options? openai.CallOptions
---@return table? file
---@return openai.Error? err with `file` when it was uploaded, but not added
function files:upload(vector_store_id, params, options)
    local store = settings.need_id(vector_store_id, NAME .. ":upload", "vector_store_id")
    return upload(self, "upload", store, params, options)
end

--- Uploads a file, adds it to the store, and waits until it is processed.
---@param vector_store_id string|openai.VectorStore
---@param params table { file = openai.file "…", attributes = … }
---@param options? openai.PollOptions
---@return table? file
---@return openai.Error? err
function files:upload_and_poll(vector_store_id, params, options)
    local store = settings.need_id(vector_store_id, NAME .. ":upload_and_poll", "vector_store_id")
    return life:make_and_wait(self, "upload_and_poll", { store }, function(call_options)
        return upload(self, "upload_and_poll", store, params, call_options)
    end, options)
end

local function describe(self)
    return text.words("vector_store.file", self.id, self.status)
end

return { resource = files, object = { updates = {}, methods = { "wait" }, tostring = describe } }
