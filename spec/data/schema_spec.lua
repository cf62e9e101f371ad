-- openai.schema: JSON schemas of ordered fields, what fits them, and what the service would refuse.
local openai = require "openai"

local schema = openai.schema
local json = openai.json

local function decoded(text)
    return assert(json.decode(text))
end

describe("openai.schema", function()
    local function misused(pattern, fields)
        local ok, problem = pcall(schema, fields)
        assert.is_false(ok)
        assert.matches("^spec/data/schema_spec.lua:%d+: openai: schema.*" .. pattern, problem)
    end

    it("makes a strict schema whose fields stand in the order given", function()
        local made = schema { name = "t", { "z", "string" }, { "a", "integer", minimum = 1 }, { "m", "boolean" } }
        assert.equal('{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer","minimum":1},'
            .. '"m":{"type":"boolean"}},"required":["z","a","m"],"additionalProperties":false}', json.encode(made))
        assert(schema.strict(made))
    end)

    it("knows enums, lists, nested objects, other schemas, alternatives and what is optional", function()
        local cook = schema { { "name", "string" }, { "stars", "integer", optional = true } }
        local made = schema {
            { "course", enum = { "main", "dessert" }, description = "of the meal" },
            { "steps", array = "string", minItems = 1 },
            { "cook", cook },
            { "helpers", array = cook },
            { "place", { { "town", "string" } }, optional = true },
            { "price", any_of = { "number", "string" } },
            { "size", enum = { 1, 2 }, optional = true },
        }
        assert(schema.strict(made))
        local properties = decoded(json.encode(made)).properties
        assert.same({ type = "string", enum = { "main", "dessert" }, description = "of the meal" }, properties.course)
        assert.same({ type = "array", items = { type = "string" }, minItems = 1 }, properties.steps)
        assert.same({ "name", "stars" }, properties.cook.required)
        assert.same({ "integer", "null" }, properties.cook.properties.stars.type)
        assert.same("object", properties.helpers.items.type)
        assert.same({ "object", "null" }, properties.place.type)
        assert.same({ { type = "number" }, { type = "string" } }, properties.price.anyOf)
        assert.same({ 1, 2, json.null }, properties.size.enum)
    end)

    it("leaves a schema that is part of another as it was", function()
        local cook = schema { { "name", "string" } }
        schema { { "cook", cook, optional = true, description = "who" } }
        assert.equal("object", cook.type)
        assert.is_nil(cook.description)
    end)

    it("says which field is wrong, at the caller's line", function()
        misused("takes a list of fields, not a string", "x")
        misused("a table with names has no order", {})
        misused("unknown word 'title'", { title = "string" })
        misused("field 1 must be", { { 5 } })
        misused("its type is missing", { { "a" } })
        misused("there is no type 'strin', did you mean 'string'", { { "a", "strin" } })
        misused("more than one type", { { "a", "string", enum = { "x" } } })
        misused("'a' is there twice", { { "a", "string" }, { "a", "string" } })
        misused("a%.b: there is no type", { { "a", { { "b", "text" } } } })
        misused("unknown word 'minimun'; did you mean 'minimum'", { { "a", "integer", minimun = 1 } })
        misused("minimum must be a number", { { "a", "integer", minimum = "1" } })
        misused("enum takes a list", { { "a", enum = {} } })
        misused("name must be", { name = "two words", { "a", "string" } })
        misused("two types or more", { { "a", any_of = { "string" } } })
    end)

    it("tells values that fit from those that do not, and where", function()
        local made = schema {
            { "title", "string" }, { "minutes", "integer", minimum = 1, maximum = 600 },
            { "course", enum = { "main", "dessert" } }, { "note", "string", optional = true },
            { "steps", array = { { "text", "string" } }, maxItems = 2 }, { "price", any_of = { "number", "null" } },
        }
        local good = '{"title":"Soup","minutes":30,"course":"main","note":null,"steps":[{"text":"Stir"}],"price":1.5}'
        assert(schema.check(made, decoded(good)))
        for from, to in pairs { ['"Soup"'] = '"Sou\\u0070"', ["null"] = '"yes"', ["1.5"] = "null", ["30"] = "30.0" } do
            assert(schema.check(made, decoded((good:gsub(from, to)))), to)
        end
        local function differs(from, to, where)
            local text, count = good:gsub(from, to)
            assert.equal(1, count)
            local ok, err = schema.check(made, decoded(text))
            assert.is_nil(ok, to)
            assert.equal("schema", err.code)
            assert.matches(where, err.message)
        end
        differs('"title":"Soup",', "", "^%$: 'title' is missing")
        differs('"Soup"', "5", "^%$%.title: an integer, where the schema says string")
        differs("30", "30.5", "^%$%.minutes: a number")
        differs("30", "0", "^%$%.minutes: 0 is below")
        differs("30", "601", "^%$%.minutes: 601 is above")
        differs('"main"', '"snack"', "^%$%.course: 'snack' is none of the allowed values")
        differs('"Stir"', "true", "^%$%.steps%[1%]%.text: a boolean")
        differs('%[{"text":"Stir"}%]', "{}", "^%$%.steps: an object, where the schema says array")
        differs('{"text":"Stir"}', '{"text":"a"},{"text":"b"},{"text":"c"}', "^%$%.steps: 3 items, at most 2")
        differs('"price":1.5', '"price":1.5,"tip":1', "'tip' is no field of the schema")
        differs("1.5", '"free"', "^%$%.price")
    end)

    it("follows references, also to itself", function()
        local tree = decoded('{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array",'
            .. '"items":{"$ref":"#"}}},"required":["name","children"],"additionalProperties":false}')
        assert(schema.check(tree, decoded '{"name":"a","children":[{"name":"b","children":[]}]}'))
        assert.is_nil((schema.check(tree, decoded '{"name":"a","children":[{"name":1,"children":[]}]}')))
    end)

    it("names what the service would refuse of somebody's own schema", function()
        local function refused(text, pattern)
            local ok, err = schema.strict(decoded(text))
            assert.is_nil(ok)
            assert.matches(pattern, err.message)
        end
        refused('{"type":"array","items":{"type":"string"}}', "the root must be an object")
        refused('{"type":"object","properties":{}}', "additionalProperties must be false")
        refused('{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}',
            "'a' must be in required")
        refused('{"type":"object","properties":{"a":{"allOf":[]}},"required":["a"],"additionalProperties":false}',
            "^%$%.a: allOf is not supported")
        local deep = '{"type":"string"}'
        for _ = 1, 11 do
            deep = '{"type":"object","properties":{"a":' .. deep .. '},"required":["a"],"additionalProperties":false}'
        end
        refused(deep, "deeper than 10 levels")
    end)

    describe("beside `parse`", function()
        local mood = schema { name = "mood", { "label", enum = { "good", "bad" } } }

        local function answer(message, reason)
            return { choices = { { message = message, finish_reason = reason or "stop" } } }
        end

        it("is the format that requests of batches take, by its name and strictly", function()
            local inner = '"strict":true,"schema":' .. json.encode(mood)
            local format = decoded(json.encode(assert(schema.response_format(mood))))
            assert.same(decoded('{"type":"json_schema","json_schema":{"name":"mood",' .. inner .. "}}"), format)
            format = decoded(json.encode(assert(schema.text_format(mood))))
            assert.same(decoded('{"type":"json_schema","name":"mood",' .. inner .. "}"), format)
        end)

        it("takes the value out of an answer, and says why there is none", function()
            assert.same({ label = "bad" }, assert(schema.parse(mood, answer { content = '{"label":"bad"}' })))
            local value, err = schema.parse(mood, answer { content = '{"label":"so so"}' })
            assert.is_nil(value)
            assert.equal("schema", err.code)
            assert.matches("^schema.parse: failed: the answer does not fit the schema: ", tostring(err))
            assert.equal("refusal", select(2, schema.parse(mood, answer { refusal = "no" })).code)
            assert.equal("length", select(2, schema.parse(mood, answer({ content = '{"la' }, "length"))).code)
        end)

        it("tells who mixes up the arguments at their line", function()
            for _, name in ipairs { "response_format", "text_format", "parse" } do
                local ok, problem = pcall(function() schema[name]("mood", {}) end)
                assert.is_false(ok)
                assert.matches("^spec/data/schema_spec.lua:%d+: openai: schema." .. name .. " takes a schema", problem)
            end
            local ok, problem = pcall(function() schema.parse(mood, '{"label":"bad"}') end)
            assert.is_false(ok)
            assert.matches("^spec/data/schema_spec.lua:%d+: openai: schema.parse takes an answer", problem)
        end)
    end)
end)
