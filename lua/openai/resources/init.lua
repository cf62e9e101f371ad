--- Objects with behaviour: which module gives which of the API's objects its methods, and the metatables, one per
--- client.
---
--- Such a module returns { resource = …, object = … }. `resource` holds helpers, called as methods of the namespace.
--- `object` names methods of the namespace (operations or helpers) that the object has too, applied to itself: those
--- in `updates` answer with a newer copy, which replaces the object's fields; those in `methods` do not. `tostring`
--- is what a person sees.
local lazy = require "openai.internal.base.lazy"
local update = require "openai.internal.base.update"

local objects = {}

--- Helpers on resources: their names are known at once (editors complete them), their module is loaded at the first
--- call.
objects.helpers = {
    ["fine_tuning.jobs"] = {
        module = "openai.resources.fine_tuning_jobs",
        "run", "wait", "follow", "refresh", "events", "results",
    },
    ["files"] = {
        module = "openai.resources.files",
        "create", "wait", "refresh", "lines", "records",
    },
    ["chat"] = { module = "openai.resources.chat", "session" },
    ["chat.completions"] = { module = "openai.resources.chat_completions", "parse", "run_tools" },
    ["responses"] = { module = "openai.resources.responses", "parse", "run_tools", "session", "wait",
        "create_and_poll" },
    ["vector_stores.files"] = {
        module = "openai.resources.vector_store_files", "poll", "wait", "create_and_poll", "upload", "upload_and_poll",
    },
    ["vector_stores.file_batches"] = {
        module = "openai.resources.vector_store_file_batches", "poll", "wait", "create_and_poll", "upload_and_poll",
    },
    ["videos"] = { module = "openai.resources.videos", "poll", "wait", "create_and_poll" },
    ["evals.runs"] = { module = "openai.resources.eval_runs", "poll", "wait", "create_and_poll" },
    ["beta.threads.runs"] = {
        module = "openai.resources.thread_runs", "poll", "wait", "create_and_poll", "submit_tool_outputs_and_poll",
    },
    ["images"] = { module = "openai.resources.images", "content" },
    ["uploads"] = { module = "openai.resources.uploads", "file" },
    ["embeddings"] = { module = "openai.resources.embeddings", "create", "embed" },
    ["batches"] = { module = "openai.resources.batches", "wait", "refresh", "results", "run", "start", "open" },
}

--- Namespaces that can also be called as a method of the one above, and what that does: jobs:checkpoints(id) lists
--- them.
objects.callable = { ["fine_tuning.jobs.checkpoints"] = "list" }

--- The API's `object` field -> where its behaviour is.
local behaviours = {
    ["fine_tuning.job"] = { module = "openai.resources.fine_tuning_jobs", path = "fine_tuning.jobs" },
    ["fine_tuning.job.event"] = { module = "openai.resources.fine_tuning_events", path = "fine_tuning.jobs" },
    ["fine_tuning.job.checkpoint"] = { module = "openai.resources.fine_tuning_checkpoints", path = "fine_tuning.jobs" },
    ["file"] = { module = "openai.resources.files", path = "files" },
    ["batch"] = { module = "openai.resources.batches", path = "batches" },
    ["upload"] = { module = "openai.resources.uploads", path = "uploads" },
    ["vector_store.file"] = { module = "openai.resources.vector_store_files", path = "vector_stores.files" },
    ["vector_store.files_batch"] = {
        module = "openai.resources.vector_store_file_batches", path = "vector_stores.file_batches",
    },
    ["video"] = { module = "openai.resources.videos", path = "videos" },
    ["response"] = { module = "openai.resources.responses", path = "responses" },
    ["eval.run"] = { module = "openai.resources.eval_runs", path = "evals.runs" },
    ["thread.run"] = { module = "openai.resources.thread_runs", path = "beta.threads.runs" },
    ["model"] = { module = "openai.resources.models", path = "models" },
}

local function updating(home, twin)
    return function(self, ...)
        local newer, info = home[twin](home, self, ...)
        if newer == nil then return nil, info end
        return update(self, newer), info
    end
end

local function applied(home, twin)
    return function(self, ...) return home[twin](home, self, ...) end
end

--- The metatable of an object class for one client.
local function metatable(behaviour, kind, context)
    local class = lazy.require(behaviour.module).object
    local home = context.resources[behaviour.path]
    local methods = {}
    for _, name in ipairs(class.updates or {}) do methods[name] = updating(home, name) end
    for _, name in ipairs(class.methods or {}) do methods[name] = applied(home, name) end
    return { __index = methods, __tostring = class.tostring, __name = "openai." .. kind }
end

--- What a deletion answers names the object's class too, but there is nothing left to do with it.
local deleted = {
    __tostring = function(self)
        return ("%s %s %s"):format(self.object, self.id, self.deleted and "deleted" or "not deleted")
    end,
}

--- Between two looks at the clock; about a tenth of a millisecond.
local ADOPTED_AT_ONCE = 500

--- The function that gives values of the API their behaviour, for one client.
---@return fun(value: any, breathe?: fun()): any `breathe` is called now and then within a long list
function objects.adopter(context)
    local metatables = {}
    local function adopt_one(value)
        local kind = value.object
        local behaviour = type(kind) == "string" and behaviours[kind]
        if not behaviour or type(value.id) ~= "string" then return end
        local meta = value.deleted ~= nil and deleted or metatables[kind]
        if not meta then
            meta = metatable(behaviour, kind, context)
            metatables[kind] = meta
        end
        setmetatable(value, meta)
    end
    return function(value, breathe)
        if type(value) ~= "table" then return value end
        adopt_one(value)
        if value.object == "list" and type(value.data) == "table" then
            for index, item in ipairs(value.data) do
                if type(item) == "table" then adopt_one(item) end
                if breathe and index % ADOPTED_AT_ONCE == 0 then breathe() end
            end
        elseif value.object == "upload" and type(value.file) == "table" then
            adopt_one(value.file)
        end
        return value
    end
end

return objects
