--- What a server answers about batches and their files, checked before a run relies on it: a server that is not quite
--- the service shall end a run with an error that says so, and not with one of Lua's.
local errors = require "openai.internal.base.error"
local fields = require "openai.internal.base.fields"

local answer = {}

local KINDS = {
    created_at = "number", errors = "table", error_file_id = "string", output_file_id = "string",
    request_counts = "table",
}
local PROBLEM_KINDS = { code = "string", line = "number", message = "string", param = "string" }

local function wrong_field(object, kinds, prefix)
    for name, kind in pairs(kinds) do
        local given = type(object[name])
        if given ~= "nil" and given ~= kind then return ("%s%s is a %s"):format(prefix, name, given) end
    end
end

local function wrong_counts(counts)
    for name, count in pairs(counts or {}) do
        if type(count) ~= "number" then return ("request_counts.%s is a %s"):format(tostring(name), type(count)) end
    end
end

local function wrong_problems(list)
    if list ~= nil and type(list) ~= "table" then return "errors.data is a " .. type(list) end
    for i, problem in ipairs(list or {}) do
        local place = ("errors.data[%d]"):format(i)
        if type(problem) ~= "table" then return ("%s is a %s"):format(place, type(problem)) end
        local wrong = wrong_field(problem, PROBLEM_KINDS, place .. ".")
        if wrong then return wrong end
    end
end

local function without_id(object)
    if not fields.text(object, "id") then return "it has no id" end
end

local function wrong_batch(batch)
    local wrong = without_id(batch) or wrong_field(batch, KINDS, "")
    if wrong or not fields.text(batch, "status") then return wrong or "it has no status" end
    return wrong_counts(batch.request_counts) or wrong_problems(batch.errors and batch.errors.data)
end

--- The object; or nil, err. Where something was to be made, it may exist all the same.
local function judged(object, what, wrong, made)
    if not wrong then return object end
    return errors.failure("protocol", ("the server's answer is no %s: %s"):format(what, wrong), { ambiguous = made })
end

---@param batch table
---@param made? boolean it was to be created
---@return openai.Batch?
---@return openai.Error?
function answer.batch(batch, made)
    return judged(batch, "batch", wrong_batch(batch), made or false)
end

--- An uploaded file.
---@param file table
---@return openai.File?
---@return openai.Error?
function answer.file(file)
    return judged(file, "file", without_id(file), true)
end

return answer
