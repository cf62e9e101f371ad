--- What a message may say: text, or parts of text and images.
local images = require "openai.internal.dataset.images"
local examples = require "openai.internal.dataset.example"
local tokens = require "openai.internal.dataset.tokens"

local complain, kind, quoted = examples.complain, examples.kind, examples.quoted
local is_list, present = examples.is_list, examples.present

local MOST_IMAGES = 10 -- per example
local PARTS = { -- content parts by role
    user = { text = "text", image_url = "image_url" },
    assistant = { text = "text", refusal = "refusal" },
    other = { text = "text" },
}

local function check_image(example, part)
    local url = type(part.image_url) == "table" and part.image_url.url
    if type(url) ~= "string" then
        return complain(example, "content", "an image_url part needs image_url.url, a string")
    elseif example.method == "dpo" then
        return complain(example, "images", "preference examples take text only, no images")
    end
    local problem, severity = images.problem(url)
    if problem then complain(example, "image", problem, severity) end
    example.images = example.images + 1
    if example.images == MOST_IMAGES + 1 then
        complain(example, "images", ("an example may hold at most %d images"):format(MOST_IMAGES))
    end
end

local function check_part(example, part, role)
    local fields = PARTS[role] or PARTS.other
    local name = type(part) == "table" and part.type
    local field = type(name) == "string" and fields[name]
    if not field then
        local what = ("a content part of type %s cannot be in a message of role %s"):format(quoted(name), role)
        complain(example, "content", what)
    elseif field == "image_url" then
        check_image(example, part)
    elseif type(part[field]) ~= "string" then
        complain(example, "content", ('a content part of type "%s" needs a string "%s"'):format(name, field))
    else
        example.tokens = example.tokens + tokens.estimate(part[field])
    end
end

local function acts(message)
    return present(message.tool_calls) or present(message.function_call)
end

--- Nothing but text, and none of it says anything.
local function is_blank(parts)
    for _, part in ipairs(parts) do
        local text = type(part) == "table" and (part.text or part.refusal)
        if type(text) ~= "string" or text:find("%S") then return false end
    end
    return true
end

--- Text that is empty trains a model to say nothing; only tools may answer nothing.
local function check(example, message, role)
    local content = present(message.content)
    local may_be_empty = role == "tool" or role == "function" or acts(message)
    if type(content) == "string" then
        example.tokens = example.tokens + tokens.estimate(content)
        if not content:find("%S") and not may_be_empty then
            complain(example, "empty_content", "content is empty")
        end
    elseif content == nil then
        local excused = role == "function"
            or role == "assistant" and (acts(message) or present(message.refusal))
        if not excused then
            complain(example, "missing_content", "content is missing")
        end
    elseif is_list(content) then
        if content[1] == nil then
            complain(example, "empty_content", "content is an empty array")
        elseif is_blank(content) and not may_be_empty then
            complain(example, "empty_content", "content is empty")
        end
        for _, part in ipairs(content) do
            check_part(example, part, role)
        end
    else
        complain(example, "content", ("content must be a string or an array of parts, not %s"):format(kind(content)))
    end
end

return { check = check }
