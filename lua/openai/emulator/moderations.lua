--- Moderations: a text is flagged for a category when it has one of a few plain words.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local messages = require "openai.emulator.messages"
local models = require "openai.emulator.models"
local store = require "openai.emulator.store"

local moderations = {}

local DEFAULT_MODEL = "omni-moderation-latest"
local HIGH, LOW = 0.95, 0.0001

local WORDS = {
    ["harassment"] = { "idiot", "loser" }, ["harassment/threatening"] = { "hurt you", "get you" },
    ["hate"] = { "hate them", "subhuman" }, ["hate/threatening"] = { "wipe them out" },
    ["illicit"] = { "pick a lock", "shoplift" }, ["illicit/violent"] = { "build a bomb" },
    ["self-harm"] = { "hurt myself" }, ["self-harm/intent"] = { "going to hurt myself" },
    ["self-harm/instructions"] = { "how to hurt myself" },
    ["sexual"] = { "explicit" }, ["sexual/minors"] = {},
    ["violence"] = { "kill", "stab", "shoot" }, ["violence/graphic"] = { "gore" },
}

local function has(text, words)
    for _, word in ipairs(words) do
        if text:find("%f[%w]" .. word .. "%f[%W]") then return true end
    end
    return false
end

local function judge(text)
    local result = { flagged = false, categories = {}, category_scores = {}, category_applied_input_types = {} }
    for category, words in pairs(WORDS) do
        local found = has(text:lower(), words)
        result.categories[category] = found
        result.category_scores[category] = found and HIGH or LOW
        result.category_applied_input_types[category] = { "text" }
        result.flagged = result.flagged or found
    end
    return result
end

-- A text; a list of texts; or a list of parts {type, text} that are one input.
local function texts_of(input)
    if input == nil then
        errors.bad_request("Missing required parameter: 'input'.", "input", "missing_required_parameter")
    end
    if type(input) == "string" then return { input } end
    if type(input) ~= "table" or #input == 0 then
        errors.bad_request("Invalid type for 'input': expected a string or a list that is not empty.", "input",
            "invalid_type")
    end
    if type(input[1]) == "table" then return { messages.text(input) } end
    for i, text in ipairs(input) do
        if type(text) ~= "string" then
            errors.bad_request(("Invalid type for 'input[%d]': expected a string."):format(i - 1), "input",
                "invalid_type")
        end
    end
    return input
end

local function create(context, request)
    local body = request:json()
    local model = json.optional(body.model)
    if model ~= nil then models.require(context.state, model) end
    local results = {}
    for i, text in ipairs(texts_of(json.optional(body.input))) do results[i] = judge(text) end
    return { id = store.id("modr-"), model = model or DEFAULT_MODEL, results = results }
end

function moderations.routes(add)
    add("POST", "/moderations", create)
end

return moderations
