--- Many files for a vector store at once.
local errors = require "openai.internal.base.error"
local lifecycle = require "openai.internal.task.lifecycle"
local pool = require "openai.internal.task.pool"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.VectorStoresFileBatches
local batches = {}

local NAME = "vector_stores.file_batches"
local UPLOADS = 5 -- at a time, as OpenAI's SDKs
local life = lifecycle.new {
    name = NAME, noun = "the file batch", ids = { "vector_store_id", "batch_id" },
    fields = { "vector_store_id", "id" }, working = { "in_progress" }, bad = { "failed", "cancelled" },
}

--- Waits until all files of the batch are processed; `file_counts` says how many failed.
---@param vector_store_id string|openai.VectorStore|table the store, or the batch's object instead of both ids
---@param batch_id? string|table
---@param options? openai.PollOptions
---@return table? batch
---@return openai.Error? err
function batches:poll(vector_store_id, batch_id, options)
    return life:wait(self, "poll", vector_store_id, batch_id, options)
end

--- The same as `poll`.
---@param vector_store_id string|openai.VectorStore|table
---@param batch_id? string|table
---@param options? openai.PollOptions
---@return table? batch
---@return openai.Error? err
function batches:wait(vector_store_id, batch_id, options)
    return life:wait(self, "wait", vector_store_id, batch_id, options)
end

--- Makes a batch of files that the service has, and waits until they are processed.
---@param vector_store_id string|openai.VectorStore
---@param params table { file_ids = …, attributes = … }
---@param options? openai.PollOptions
---@return table? batch
---@return openai.Error? err
function batches:create_and_poll(vector_store_id, params, options)
    local store = settings.need_id(vector_store_id, NAME .. ":create_and_poll", "vector_store_id")
    return life:make_and_wait(self, "create_and_poll", { store }, function(call_options)
        return self:create(store, params, call_options)
    end, options)
end

local function upload_all(workers, self, sources, ids, call_options)
    local files = getmetatable(self).context.resources.files
    for i, source in ipairs(sources) do
        local ok, err = workers:submit(function()
            local file, problem = files:create({ file = source, purpose = "assistants" }, call_options)
            if not file then return nil, problem end
            ids[i] = file.id
            return true
        end)
        if not ok then return nil, err end
    end
    return workers:finish()
end

--- The ids of what was uploaded so far stay in the error: those files need not be sent again.
local function with_uploaded(err, ids, count)
    local uploaded = {}
    for i = 1, count do uploaded[#uploaded + 1] = ids[i] end
    err.file_ids = uploaded
    return nil, err
end

--- Uploads files, several at a time, makes a batch of them, and waits until they are processed.
---@param vector_store_id string|openai.VectorStore
---@param params table { files = { openai.file "…", … }, file_ids = { more that the service has }, attributes = … }
---@param options? openai.PollOptions
---@return table? batch
---@return openai.Error? err with `file_ids`, those that were uploaded
function batches:upload_and_poll(vector_store_id, params, options)
    local what = NAME .. ":upload_and_poll"
    local store = settings.need_id(vector_store_id, what, "vector_store_id")
    settings.check_parameters(what, params, {})
    if type(params.files) ~= "table" or #params.files == 0 then
        errors.misuse(what .. ': files must be a list of files to upload: { openai.file "a.txt", … }')
    end
    return life:make_and_wait(self, "upload_and_poll", { store }, function(call_options)
        local ids, count = {}, #params.files
        local ok, err = pool.run(getmetatable(self).context, what, UPLOADS, upload_all, self, params.files, ids,
            call_options)
        if not ok then return with_uploaded(err, ids, count) end
        local sent = { file_ids = {} }
        for key, value in pairs(params) do
            if key ~= "files" and key ~= "file_ids" then sent[key] = value end
        end
        for i = 1, count do sent.file_ids[i] = ids[i] end
        for _, id in ipairs(params.file_ids or {}) do sent.file_ids[#sent.file_ids + 1] = settings.id(id) end
        local batch, problem = self:create(store, sent, call_options)
        if not batch then return with_uploaded(problem, ids, count) end
        return batch
    end, options)
end

local function describe(self)
    return text.words("vector_store.files_batch", self.id, self.status)
end

return { resource = batches, object = { updates = { "cancel" }, methods = { "wait" }, tostring = describe } }
