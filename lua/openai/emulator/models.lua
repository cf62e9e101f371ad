--- Models: the service's own (constant) and those fine-tuned here.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"

local models = {}

-- id, Unix time of creation
local BASE = {
    { "gpt-4o", 1715367049 }, { "gpt-4o-2024-08-06", 1722814719 },
    { "gpt-4o-mini", 1721172741 }, { "gpt-4o-mini-2024-07-18", 1721172717 },
    { "gpt-4.1", 1744316542 }, { "gpt-4.1-2025-04-14", 1744315746 },
    { "gpt-4.1-mini", 1744318173 }, { "gpt-4.1-mini-2025-04-14", 1744317547 },
    { "gpt-4.1-nano", 1744321707 }, { "gpt-4.1-nano-2025-04-14", 1744321025 },
    { "gpt-3.5-turbo", 1677610602 }, { "gpt-3.5-turbo-0125", 1706048358 }, { "gpt-3.5-turbo-1106", 1698959748 },
    { "o4-mini", 1744225351 }, { "o4-mini-2025-04-16", 1744133506 },
    { "babbage-002", 1692634615 }, { "davinci-002", 1692634301 },
    { "text-embedding-3-small", 1705948997 }, { "text-embedding-3-large", 1705953180 },
    { "text-embedding-ada-002", 1671217299 }, { "omni-moderation-latest", 1731689265 },
    { "gpt-image-1", 1745517030 }, { "dall-e-2", 1698798177 }, { "dall-e-3", 1698785189 },
    { "tts-1", 1681940951 }, { "tts-1-hd", 1699046015 }, { "gpt-4o-mini-tts", 1742403959 },
    { "whisper-1", 1677532384 }, { "gpt-4o-transcribe", 1742068463 }, { "gpt-4o-mini-transcribe", 1742068596 },
}

local base_by_id = {}
for _, row in ipairs(BASE) do
    base_by_id[row[1]] = { id = row[1], object = "model", created = row[2], owned_by = "system" }
end

local function missing(id)
    errors.not_found(("The model '%s' does not exist"):format(id), "model", "model_not_found")
end

---@return boolean
function models.exists(state, id)
    return base_by_id[id] ~= nil or state.models:get(id) ~= nil
end

function models.require(state, id)
    if not models.exists(state, id) then
        errors.not_found(("The model `%s` does not exist or you do not have access to it."):format(tostring(id)), nil,
            "model_not_found")
    end
end

local function list(context)
    local data = {}
    for _, row in ipairs(BASE) do data[#data + 1] = base_by_id[row[1]] end
    for _, model in ipairs(context.state.models.order) do data[#data + 1] = model.public end
    return { object = "list", data = json.array(data) }
end

local function retrieve(context, _, id)
    local own = context.state.models:get(id)
    return own and own.public or base_by_id[id] or missing(id)
end

local function delete(context, _, id)
    if base_by_id[id] then
        errors.raise(403, ("You cannot delete the model '%s': it is not a fine-tuned model of your organization.")
            :format(id), { code = "insufficient_permissions" })
    end
    if not context.state.models:remove(id) then missing(id) end
    return { id = id, object = "model", deleted = true }
end

--- Makes a fine-tuned model known, with the job that made it and the examples it learnt, for the text answers.
function models.add(state, id, created, base, job)
    state.models:add{
        id = id, base = base, job = job.id, examples = job.plan.examples,
        public = { id = id, object = "model", created = created, owned_by = state.organization },
    }
end

function models.routes(add)
    add("GET", "/models", list)
    add("GET", "/models/{model}", retrieve)
    add("DELETE", "/models/{model}", delete)
end

return models
