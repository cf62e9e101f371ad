--- Structured output: the schema as the service takes it, and the value that an answer has.
local build = require "openai.internal.schema.build"
local check = require "openai.internal.schema.check"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local text = require "openai.internal.answer.text"

local structured = {}

local function refuse(what, message)
    return errors.failure("invalid", message, { operation = what, code = "schema" })
end

local function name_of(schema)
    local meta = getmetatable(schema)
    return type(meta) == "table" and rawget(meta, "name") or "answer"
end

--- What the user gave as format -> what the service takes, and the schema to check by (nil: any JSON). A schema made by
--- openai.schema is asked for strictly; `wrap` puts it into the form of the operation.
local function form_of(what, given, wrap)
    if build.is(given) then
        local ok, problem = check.strict(given)
        if not ok then return refuse(what, "the service would refuse the schema: " .. problem) end
        return wrap(name_of(given), given), given
    elseif type(given) ~= "table" or type(given.type) ~= "string" then
        errors.misuse(what .. ": the format must be a schema, e.g. of openai.schema{ … }, or the API's own form")
    elseif given.type == "json_object" then
        return given, nil
    elseif given.type ~= "json_schema" then
        errors.misuse(("%s: the format '%s' has no value to parse; take a schema, or json_object"):format(what,
            given.type))
    end
    local inner = type(given.json_schema) == "table" and given.json_schema or given
    if type(inner.schema) ~= "table" then errors.misuse(what .. ": the format has no schema") end
    local ok, problem = true, nil
    if inner.strict then ok, problem = check.strict(inner.schema) end
    if not ok then return refuse(what, "the service would refuse the schema: " .. problem) end
    return given, inner.schema
end

local function wrap_chat(name, schema)
    return { type = "json_schema", json_schema = { name = name, strict = true, schema = schema } }
end

local function wrap_response(name, schema)
    return { type = "json_schema", name = name, strict = true, schema = schema }
end

--- `response_format` of chat completions. Returns the form, and the schema to check by.
---@param what string
---@param given any
---@return table? format
---@return table|openai.Error|nil schema_or_err
function structured.chat(what, given)
    return form_of(what, given, wrap_chat)
end

--- `text.format` of responses.
---@param what string
---@param given any
---@return table? format
---@return table|openai.Error|nil schema_or_err
function structured.response(what, given)
    return form_of(what, given, wrap_response)
end

local CUT = {
    length = "the answer was cut off: it reached its limit of tokens (max_completion_tokens, max_output_tokens)",
    content_filter = "the answer was cut off by the content filter",
}

--- An answer that is paid for is kept in every error about it.
local function failure(what, answer, kind, code, message)
    return errors.failure(kind, message, { operation = what, code = code, answer = answer, body = text.of(answer) })
end

--- The error of an answer that did not come to its end; nil when it did.
---@param what string
---@param answer table
---@return nil
---@return openai.Error? err
function structured.ended(what, answer)
    local cut = text.cut_by(answer)
    if not cut then return nil end
    local reason = type(answer.error) == "table" and answer.error.message
    return failure(what, answer, "failed", cut, CUT[cut] or ("the answer is %s%s"):format(cut,
        reason and ": " .. tostring(reason) or ""))
end

--- The value that the answer has; or nil, err: code "refusal", "length", "content_filter", "schema" …
---@param what string
---@param answer table
---@param schema? table
---@return any value
---@return openai.Error? err with the field `answer`
function structured.value(what, answer, schema)
    local refusal = text.refusal_of(answer)
    if refusal then return failure(what, answer, "failed", "refusal", "the model refuses: " .. refusal) end
    local _, err = structured.ended(what, answer)
    if err then return nil, err end
    local said = text.of(answer)
    if not said or not said:find "%S" then
        return failure(what, answer, "failed", "schema", "the answer has no text (it may call tools: see run_tools)")
    end
    local value, problem = json.decode(said)
    if problem then return failure(what, answer, "failed", "schema", "the answer is not JSON: " .. problem.message) end
    local ok, where = true, nil
    if schema then ok, where = check.value(schema, value) end
    if not ok then return failure(what, answer, "failed", "schema", "the answer does not fit the schema: " .. where) end
    return value
end

return structured
