local core = require "openai.core"
local cjson = require "spec.support.reference_json"
local base64, embeddings, vector = core.base64, core.specs.embeddings, core.vector

-- Numbers that float32 holds exactly, so that they can be compared.
local function numbers(count, seed)
    local list = {}
    for i = 1, count do list[i] = ((i * 7919 + (seed or 0) * 104729) % 2001 - 1000) / 1024 end
    return list
end

local function close(expected, actual, tolerance)
    local limit = (tolerance or 1e-6) * math.max(1, math.abs(expected))
    assert.is_true(math.abs(expected - actual) <= limit, ("%.9g is not near %.9g"):format(actual, expected))
end

local function plain_dot(a, b)
    local sum = 0
    for i = 1, #a do sum = sum + a[i] * b[i] end
    return sum
end

describe("a vector", function()
    it("is made from a table of numbers and gives it back", function()
        local list = numbers(10)
        local v = vector(list)
        assert.equal(10, #v)
        assert.same(list, v:table())
        for i = 1, 10 do assert.equal(list[i], v[i]) end
    end)

    it("is made from little-endian float32 bytes and gives them back", function()
        local bytes = "\0\0\128\63" .. "\0\0\0\192" .. "\0\0\0\63"
        local v = vector(bytes)
        assert.same({ 1, -2, 0.5 }, v:table())
        assert.equal(bytes, v:bytes())
        assert.equal(v, vector(vector({ 1, -2, 0.5 }):bytes()))
    end)

    it("may be empty", function()
        local v = vector({})
        assert.equal(0, #v)
        assert.same({}, v:table())
        assert.equal("", v:bytes())
        assert.equal(0, v:norm())
        assert.equal(0, v:cosine(vector("")))
    end)

    it("has nothing at an index outside 1..n or with a fraction", function()
        local v = vector({ 1, 2, 3 })
        for _, index in ipairs({ 0, 4, -1, 1.5, 1e300, -1e300, 1 / 0, 0 / 0 }) do assert.is_nil(v[index]) end
        assert.equal(2, v[2.0])
        assert.is_nil(v.length)
        assert.is_nil(v["1"])
        assert.is_nil(v[true])
    end)

    it("cannot be written to", function()
        local v = vector({ 1 })
        local ok, message = pcall(function() v[1] = 2 end)
        assert.is_false(ok)
        assert.matches("cannot be written to", message)
        assert.equal(1, v[1])
    end)

    it("is equal to one with the same content", function()
        assert.equal(vector({ 1, 2 }), vector({ 1, 2 }))
        assert.not_equal(vector({ 1, 2 }), vector({ 1, 3 }))
        assert.not_equal(vector({ 1, 2 }), vector({ 1, 2, 3 }))
    end)

    it("made from a vector is that vector", function()
        local v = vector({ 1 })
        assert.is_true(rawequal(v, vector(v)))
    end)

    it("shows its size and its first values", function()
        assert.equal("openai.vector 4 [0.5, -0.25, 1, …]", tostring(vector({ 0.5, -0.25, 1, 2 })))
        assert.equal("openai.vector 1 [0.0123]", tostring(vector({ 0.0123 })))
        assert.equal("openai.vector 0 []", tostring(vector({})))
    end)

    it("computes the dot product at every length around a vector register", function()
        for count = 0, 40 do
            local a, b = numbers(count, 1), numbers(count, 2)
            close(plain_dot(a, b), vector(a):dot(vector(b)))
        end
        local a, b = numbers(1536, 1), numbers(1536, 2)
        close(plain_dot(a, b), vector(a):dot(vector(b)), 1e-5)
    end)

    it("computes norm and cosine", function()
        assert.equal(5, vector({ 3, 4 }):norm())
        close(0, vector({ 1, 0 }):cosine(vector({ 0, 1 })))
        close(-1, vector({ 1, 2 }):cosine(vector({ -2, -4 })))
        local a, b = numbers(1536, 3), numbers(1536, 4)
        local expected = plain_dot(a, b) / math.sqrt(plain_dot(a, a) * plain_dot(b, b))
        close(expected, vector(a):cosine(vector(b)), 1e-5)
    end)

    it("has the cosine 1 with itself, never more", function()
        for seed = 1, 50 do
            local v = vector(numbers(3 + seed * 7, seed))
            assert.equal(1, v:cosine(v))
        end
    end)

    it("has the cosine 0 with a vector of zeros", function()
        assert.equal(0, vector({ 0, 0 }):cosine(vector({ 1, 2 })))
        assert.equal(0, vector({ 0, 0 }):cosine(vector({ 0, 0 })))
    end)

    it("computes right where squares of float32 over- or underflow", function()
        local large, small = {}, {}
        for i = 1, 16 do large[i], small[i] = 2 ^ 100, 2 ^ -100 end
        assert.equal(4 * 2 ^ 100, vector(large):norm())
        assert.equal(4 * 2 ^ -100, vector(small):norm())
        close(1, vector(large):cosine(vector(small)))
        assert.equal(16, vector(large):dot(vector(small)))
    end)

    it("refuses another size or something else, naming both sizes", function()
        local ok, message = pcall(function() return vector({ 1, 2 }):cosine(vector({ 1, 2, 3 })) end)
        assert.is_false(ok)
        assert.matches("2 and 3 dimensions", message)
        assert.has_error(function() vector({ 1 }):dot({ 1 }) end)
        assert.has_error(function() vector({ 1 }):dot() end)
        assert.has_error(function() vector({ 1 }).norm({}) end)
    end)

    it("refuses tables that hold anything but finite float32 numbers, naming the element", function()
        for _, bad in ipairs({ 0 / 0, 1 / 0, -1 / 0, 1e39, "1", true, {} }) do
            local ok, message = pcall(vector, { 1, 2, bad, 4 })
            assert.is_false(ok)
            assert.matches("element 3 ", message)
        end
        assert.has_error(function() vector(nil) end)
        assert.has_error(function() vector(5) end)
        local ok, message = pcall(vector, "12345")
        assert.is_false(ok)
        assert.matches("multiple of 4", message)
    end)
end)

-- An answer as the API sends it: floats as base64, or as JSON numbers for those whose index is in `plain`.
local function answer_text(lists, plain, spaced)
    local items = {}
    for i, list in ipairs(lists) do
        local embedding = (plain and plain[i]) and cjson.encode(list)
            or '"' .. base64.encode(vector(list):bytes()) .. '"'
        items[i] = ('{"object":"embedding","index":%d,"embedding":%s}'):format(i - 1, embedding)
    end
    local text = ('{"object":"list","data":[%s],"model":"m"}'):format(table.concat(items, ","))
    return spaced and (text:gsub('"embedding":', '"embedding" \n:\t ')) or text
end

local function filtered(text, piece)
    local out, filter = embeddings.filter(text, piece)
    return out and cjson.decode(out), filter, out
end

local function bound(text, piece)
    local answer, filter = filtered(text, piece)
    return embeddings.bind(assert(answer, filter), filter)
end

describe("the embedding filter", function()
    local lists = { numbers(5, 1), numbers(61, 2), numbers(1, 3) } -- also one that is decoded many digits at a time

    it("leaves numbers where the base64 was, wherever the text is cut", function()
        for _, spaced in ipairs({ false, true }) do
            local text = answer_text(lists, nil, spaced)
            for piece = 1, #text do
                local answer, filter = filtered(text, piece)
                assert.same({ 0, 1, 2 },
                    { answer.data[1].embedding, answer.data[2].embedding, answer.data[3].embedding })
                assert.equal("embedding", answer.data[3].object)
                local result = embeddings.bind(answer, filter)
                for i, list in ipairs(lists) do assert.same(list, result.data[i].embedding:table()) end
            end
        end
    end)

    it("lets everything else pass byte by byte", function()
        local texts = {
            "", "null", '{"embedding": [1, 2]}', '{"embedding" : null, "a": "embedding"}', '"embedding"',
            '{"xembedding":"AAAA","embeddingx":"AAAA","embeddin":"AAAA"}', '{"\\"embedding":"AAAA"}',
            '{"embedding\\"":"AAAA"}', '{"\\\\":"embedding","b":"\\\\\\"","c":"x"}', '["embedding","AAAA"]',
            '{"a":"\\"embedding\\":\\"AAAA\\""}', '{"e\\u006dbedding":"AAAA"}', '{"embedding":{"embedding":3}}',
            "not JSON \" at \\ all",
        }
        for _, text in ipairs(texts) do
            for piece = 1, math.max(1, #text) do
                local _, filter, out = pcall(embeddings.filter, text, piece)
                assert.is_userdata(out)
                assert.equal(text, filter)
            end
        end
    end)

    it("says what is wrong with which embedding, wherever the text is cut", function()
        local good = '{"data":[{"embedding":"AACAPw=="},{"embedding":'
        local wrong = {
            ['"AAC*Pw=="}]}'] = "byte 0x2A is not base64",
            ['"AACAPw\\u003d="}]}'] = "byte 0x5C is not base64",
            ['"AACAPw="}]}'] = "the base64 text is cut short",
            ['"AACAPw"}]}'] = "the base64 text is cut short",
            ['"AACAPw==AACAPw=="}]}'] = "byte 0x41 is not base64",
            ['"AACA"}]}'] = "3 bytes are not one or more float32 numbers",
            ['""}]}'] = "0 bytes are not one or more float32 numbers",
        }
        for text, expected in pairs(wrong) do
            for piece = 1, #good + #text do
                local out, message = embeddings.filter(good .. text, piece)
                assert.is_nil(out)
                assert.equal("data[2].embedding: " .. expected, message)
            end
        end
    end)
end)

describe("an embeddings answer", function()
    it("gets the same vectors from base64, from JSON floats and from a mix", function()
        local lists = { numbers(8, 1), numbers(8, 2), numbers(3, 3) }
        for _, plain in ipairs({ {}, { true, true, true }, { false, true, false }, { true, false, true } }) do
            local answer = bound(answer_text(lists, plain))
            for i, list in ipairs(lists) do
                assert.same(list, answer.data[i].embedding:table())
                assert.equal(i - 1, answer.data[i].index)
            end
        end
    end)

    it("needs no filter when the server sent JSON floats", function()
        local answer = embeddings.bind({ data = { { embedding = { 1, 2 } } } })
        assert.equal(vector({ 1, 2 }), answer.data[1].embedding)
    end)

    it("may hold no embedding at all", function()
        assert.same({ data = {} }, bound('{"data":[]}'))
    end)

    it("keeps the values alive as long as one of its vectors", function()
        local lists = {}
        for i = 1, 50 do lists[i] = numbers(100, i) end
        local last = bound(answer_text(lists)).data[50].embedding
        local plain = bound(answer_text(lists, { true, true })).data[2].embedding
        collectgarbage()
        collectgarbage()
        assert.same(lists[50], last:table())
        assert.same(lists[2], plain:table())
    end)

    it("makes the size of its values known to the collector", function()
        local list = {}
        for i = 1, 1024 * 1024 do list[i] = 1 end
        local text = ('{"data":[{"embedding":"%s"}]}'):format(base64.encode(vector(list):bytes()))
        list = nil -- luacheck: ignore
        collectgarbage()
        collectgarbage()
        local alive, count = setmetatable({}, { __mode = "k" }), 0
        for _ = 1, 40 do alive[bound(text).data[1].embedding] = true end -- 4 MiB each, all of them garbage
        for _ in pairs(alive) do count = count + 1 end
        assert.is_true(count < 20, count .. " of 40 blocks were still alive")
    end)

    it("is refused when it is something else", function()
        local _, filter = embeddings.filter(answer_text({ { 1 }, { 2 } }))
        local function refused(answer, with)
            local result, message = embeddings.bind(answer, with)
            assert.is_nil(result)
            assert.matches("^the answer is not an embeddings list: ", message)
            return message
        end
        assert.matches("it has no data", refused("text", filter))
        assert.matches("it has no data", refused({}, filter))
        assert.matches("it has no data", refused({ data = "x" }))
        assert.matches("data%[1%]%.embedding is missing", refused({ data = { {} } }))
        assert.matches("data%[1%]%.embedding is missing", refused({ data = { 5 } }))
        local empty = { data = { { embedding = { 1 } }, { embedding = {} } } }
        assert.matches("data%[2%]%.embedding is empty", refused(empty))
        assert.matches("data%[1%]%.embedding is a number", refused({ data = { { embedding = 0 } } }))
        assert.matches("data%[1%]%.embedding is a number", refused({ data = { { embedding = 1 } } }, filter))
        assert.matches("data%[2%]%.embedding is a number",
            refused({ data = { { embedding = 0 }, { embedding = 0 } } }, filter))
        assert.matches("2 embeddings in it, 1 of them under data", refused({ data = { { embedding = 0 } } }, filter))
        assert.matches("data%[1%]%.embedding holds something other", refused({ data = { { embedding = { 1, "x" } } } }))
    end)

    it("can be bound only once: then the filter is empty", function()
        local answer, filter = filtered(answer_text({ { 1 } }))
        assert(embeddings.bind(answer, filter))
        local again, message = embeddings.bind({ data = { { embedding = 0 } } }, filter)
        assert.is_nil(again)
        assert.matches("embedding is a number", message)
    end)
end)
