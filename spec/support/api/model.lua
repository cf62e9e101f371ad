-- What the writers of facts and annotations share: every operation with the types of its parameters and results.
local types = require "spec.support.api.types"

local model = {}

local function singular(word)
    if word:find "ies$" then return (word:gsub("ies$", "y")) end
    if word:find "ches$" then return (word:gsub("es$", "")) end
    return (word:gsub("([^s])s$", "%1"))
end

--- "fine_tuning.jobs.create" -> "FineTuningJobCreate"
local function type_name(operation_name)
    local words = {}
    for word in operation_name:gmatch "[^.]+" do table.insert(words, word) end
    for index = 1, #words - 1 do words[index] = types.pascal(singular(words[index])) end
    words[#words] = types.pascal(words[#words])
    return table.concat(words)
end

local function parameters_of(known, operation, name)
    local list = {}
    for _, parameters in ipairs { operation.path_parameters, operation.body, operation.query } do
        for _, parameter in ipairs(parameters) do
            local hint = name .. types.pascal(parameter.name)
            local text, nullable = known:of(parameter.schema, hint)
            parameter.type, parameter.optional = known:short(text, hint), nullable or not parameter.required
            parameter.limits = known:limits(parameter.schema)
            table.insert(list, parameter)
        end
    end
    return list
end

--- The type of a page's items.
local function item_type(api, known, operation, name)
    local fields = api:properties(operation.result)
    local data = fields.data and api:resolve(fields.data)
    assert(data and data.items, operation.name .. ": no page, it has no data")
    return known:short((known:of(data.items, name .. "Item")), name .. "Item")
end

local function add_types(api, known, operation)
    local name = type_name(operation.name)
    operation.type_name = name
    operation.parameters = parameters_of(known, operation, name)
    if operation.cursor ~= "none" then
        operation.item_type = item_type(api, known, operation, name)
    elseif operation.result and operation.reply ~= "bytes" and operation.reply ~= "media" then
        operation.result_type = known:of(operation.result, name .. "Result")
    end
    if operation.streams and operation.events then
        operation.event_type = known:of(operation.events, name .. "Event")
    end
end

--- Adds the types to the operations; returns the collection of the types defined.
function model.of(api)
    if not api.types then
        api.types = types.new(api)
        for _, operation in ipairs(api.operations) do add_types(api, api.types, operation) end
    end
    return api.types
end

return model
