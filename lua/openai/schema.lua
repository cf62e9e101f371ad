--- Strict JSON schemas, for structured output and for the parameters of tools, from an ordered list of fields.
---
---     local recipe = openai.schema {
---         name = "recipe",
---         { "title", "string", description = "as on a menu" },
---         { "minutes", "integer", minimum = 1 },
---         { "course", enum = { "starter", "main", "dessert" } },
---         { "note", "string", optional = true },                   -- may be null, which is absent in Lua
---         { "steps", array = "string" },
---         { "cook", { { "name", "string" }, { "stars", "integer" } } },
---     }
---
--- What comes out is a JSON schema as a plain table; the model writes the fields in the order given here.
local build = require "openai.internal.schema.build"
local calling = require "openai.internal.base.calling"
local check = require "openai.internal.schema.check"
local errors = require "openai.internal.base.error"
local structured = require "openai.internal.answer.structured"

---@class openai.SchemaField
---@field [1] string the field's name
---@field [2]? "string"|"number"|"integer"|"boolean"|"null"|table a type, a list of fields, or another schema
---@field enum? (string|number|boolean)[] instead of a type: the allowed values
---@field array? string|table instead of a type: a list of that type
---@field any_of? table instead of a type: a list of types, one of which it is
---@field optional? boolean it may be null; default false
---@field description? string what the model is told of it
---@field pattern? string of a string: a regular expression
---@field format? string of a string, e.g. "date-time", "email"
---@field minimum? number
---@field maximum? number
---@field multipleOf? number
---@field minItems? integer
---@field maxItems? integer

---@class openai.SchemaFields
---@field name? string 1 to 64 letters, digits, _ or -; structured output needs one
---@field description? string
---@field [integer] openai.SchemaField

---@class openai.Schema
---@field type "object"
---@field properties table<string, table>
---@field required string[]
---@field additionalProperties false
---@field description? string

---@class openai.SchemaModule
---@overload fun(fields: openai.SchemaFields): openai.Schema
local schema = {}

local function check_schema(name, given)
    if type(given) ~= "table" then
        errors.misuse(("schema.%s takes a schema, e.g. of openai.schema{ … }, not a %s"):format(name, type(given)))
    end
end

--- Whether a decoded value is what the schema says.
---@param given openai.Schema|table
---@param value any
---@return true?
---@return openai.Error? err kind "invalid", code "schema": where it differs, e.g. "$.steps[2]: a number, where the
---  schema says string"
function schema.check(given, value)
    check_schema("check", given)
    local ok, problem = check.value(given, value)
    if ok then return true end
    return errors.failure("invalid", problem, { operation = "schema.check", code = "schema" })
end

--- Whether the service would take the schema for strict output.
---@param given openai.Schema|table
---@return true?
---@return openai.Error? err kind "invalid", code "schema": what it would refuse
function schema.strict(given)
    check_schema("strict", given)
    local ok, problem = check.strict(given)
    if ok then return true end
    return errors.failure("invalid", problem, { operation = "schema.strict", code = "schema" })
end

--- The schema as `response_format` of chat completions: for `create`, and for requests of batches. `parse` takes the
--- schema itself.
---@param given openai.Schema
---@return table? format
---@return openai.Error? err kind "invalid", code "schema": what the service would refuse
function schema.response_format(given)
    check_schema("response_format", given)
    local format, err = structured.chat("schema.response_format", given)
    if not format then return nil, err end
    return format
end

--- The schema as `text.format` of responses: `text = { format = … }`.
---@param given openai.Schema
---@return table? format
---@return openai.Error? err kind "invalid", code "schema": what the service would refuse
function schema.text_format(given)
    check_schema("text_format", given)
    local format, err = structured.response("schema.text_format", given)
    if not format then return nil, err end
    return format
end

--- The value in an answer of chat completions or responses, e.g. in the body that a batch brought: decoded, and checked
--- by the schema.
---@param given openai.Schema|table
---@param answer table
---@return any value
---@return openai.Error? err code "refusal", "length", "content_filter", or "schema" where it does not fit
function schema.parse(given, answer)
    check_schema("parse", given)
    if type(answer) ~= "table" then
        errors.misuse("schema.parse takes an answer (a table) after the schema, not a " .. type(answer))
    end
    return structured.value("schema.parse", answer, given)
end

return setmetatable(calling.module("openai.schema", schema), {
    __call = function(_, fields)
        calling.check_dot("openai.schema{ … }", fields)
        return build.schema(fields)
    end,
})
