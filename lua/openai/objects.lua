--- Objects with behaviour: which module gives which of the API's objects its methods, and the metatables, one per client.
local objects = {}

--- Helpers on resources: their names are known at once (editors complete them), their module is loaded at the first call.
objects.helpers = {
    ["fine_tuning.jobs"] = {
        module = "openai.resources.fine_tuning_jobs",
        "run", "wait", "follow", "refresh", "events", "results",
    },
    ["files"] = { module = "openai.resources.files", "wait", "refresh", "lines", "records" },
    ["batches"] = { module = "openai.resources.batches", "wait", "refresh", "results" },
    ["uploads"] = { module = "openai.resources.uploads", "refresh" },
}

--- The API's `object` field -> where its behaviour is.
local behaviours = {
    ["fine_tuning.job"] = { module = "openai.resources.fine_tuning_jobs", path = "fine_tuning.jobs" },
    ["fine_tuning.job.event"] = { module = "openai.resources.fine_tuning_events", path = "fine_tuning.jobs" },
    ["fine_tuning.job.checkpoint"] = { module = "openai.resources.fine_tuning_checkpoints", path = "fine_tuning.jobs" },
    ["file"] = { module = "openai.resources.files", path = "files" },
    ["batch"] = { module = "openai.resources.batches", path = "batches" },
    ["upload"] = { module = "openai.resources.uploads", path = "uploads" },
    ["model"] = { module = "openai.resources.models", path = "models" },
}

--- Replaces the fields of an object by those of a newer copy.
---@param self table
---@param newer table
function objects.update(self, newer)
    for key in pairs(self) do
        if newer[key] == nil then self[key] = nil end
    end
    for key, value in pairs(newer) do self[key] = value end
    return self
end

--- The metatable of an object class for one client: each method of the class gets the object and its resource.
local function metatable(behaviour, context)
    local class = require(behaviour.module).object
    local home = context.resources[behaviour.path]
    local methods = {}
    for name, method in pairs(class.methods or {}) do
        methods[name] = function(self, ...) return method(home, self, ...) end
    end
    return { __index = methods, __tostring = class.tostring, __name = "openai." .. behaviour.path }
end

--- The function that gives values of the API their behaviour, for one client.
---@return fun(value: any): any
function objects.adopter(context)
    local metatables = {}
    local function adopt_one(value)
        local kind = value.object
        local behaviour = type(kind) == "string" and behaviours[kind]
        if not behaviour or type(value.id) ~= "string" then return end
        local meta = metatables[kind]
        if not meta then
            meta = metatable(behaviour, context)
            metatables[kind] = meta
        end
        setmetatable(value, meta)
    end
    return function(value)
        if type(value) ~= "table" then return value end
        adopt_one(value)
        if value.object == "list" and type(value.data) == "table" then
            for _, item in ipairs(value.data) do
                if type(item) == "table" then adopt_one(item) end
            end
        elseif value.object == "upload" and type(value.file) == "table" then
            adopt_one(value.file)
        end
        return value
    end
end

return objects
