local core = require("openai.core").json
local json = require("openai.json")
local cjson = require("spec.support.reference_json")
local documents = require("spec.support.json_documents")

--- Decodes in steps of `budget` bytes; `between` runs between them.
local function decode(text, budget, between)
    local decoder, steps = core.decoder(text), 0
    while true do
        local word, value = core.step(decoder, budget)
        steps = steps + 1
        if word ~= "more" then return word, value, steps end
        if between then between() end
    end
end

local TEXT = [=[ {"object":"list","data":[{"id":"a\u00e9b","n":[1,2.5,-3e2,null,[],{}],
    "deep":[[[{"x":[true,false,null]}]]]},{"id":"c","n":[ 4 , 5 , 6 ],"none":null,"object":"x"}],"has_more":false} ]=]

describe("decoding in slices", function()
    it("gives the same value for every budget", function()
        local want = json.decode(TEXT)
        for budget = 1, #TEXT + 1 do
            local word, value = decode(TEXT, budget)
            assert.equal("done", word)
            assert.is_nil(documents.difference(want, value))
            assert.equal("[]", json.encode(value.data[1].n[5]))
        end
    end)

    it("gives the same message for every budget", function()
        for length = 0, #TEXT - 2 do
            local text = TEXT:sub(1, length)
            local _, want = json.decode(text)
            for _, budget in ipairs({ 1, 2, 3, 7, 50 }) do
                local word, message = decode(text, budget)
                assert.equal("failed", word)
                assert.equal(want.message, message)
            end
        end
    end)

    it("takes steps of about the budget", function()
        local text = "[" .. ('{"a":[1,2,3],"b":"text"},'):rep(1000) .. "1]"
        local _, value, steps = decode(text, 1000)
        assert.equal(1001, #value)
        assert.is_true(steps >= 25 and steps <= 35, steps)
    end)

    it("survives collections between the steps", function()
        local text = cjson.encode(documents.value(documents.random(77), cjson))
        local want = documents.without_null_members(cjson.decode(text), cjson.null)
        local word, value = decode(text, 1, collectgarbage)
        assert.equal("done", word)
        assert.is_nil(documents.difference(want, value))
    end)

    it("goes on in other coroutines than it began in", function()
        local decoder, word, value = core.decoder(TEXT), "more", nil
        while word == "more" do
            coroutine.wrap(function() word, value = core.step(decoder, 5) end)()
            collectgarbage()
        end
        assert.equal("done", word)
        assert.is_nil(documents.difference(json.decode(TEXT), value))
    end)

    it("keeps decoders apart that take turns", function()
        local other = '[{"a":[[["x"]]]},2,3]'
        local decoders, values = { core.decoder(TEXT), core.decoder(other) }, {}
        while not (values[1] and values[2]) do
            for index = 1, 2 do
                local word, value
                if not values[index] then word, value = core.step(decoders[index], 3) end
                if word == "done" then values[index] = value end
            end
        end
        assert.is_nil(documents.difference(json.decode(TEXT), values[1]))
        assert.is_nil(documents.difference(json.decode(other), values[2]))
    end)

    it("keeps half-built values off the heap once the decoder is gone", function()
        local watched = setmetatable({}, { __mode = "k" })
        do
            local decoder = core.decoder(TEXT)
            core.step(decoder, 10)
            watched[decoder] = true
        end
        collectgarbage()
        collectgarbage()
        assert.is_nil(next(watched))
    end)

    it("goes through hundreds of levels", function()
        local text = ('{"a":['):rep(256) .. ("]}"):rep(256)
        local word, value = decode(text, 13)
        assert.equal("done", word)
        assert.equal(text, json.encode(value))
    end)

    it("raises when it is stepped behind the end", function()
        local decoder = core.decoder("1")
        assert.equal("done", (core.step(decoder)))
        assert.has_error(function() core.step(decoder) end)
    end)

    it("raises on another userdata and on a senseless budget", function()
        assert.has_error(function() core.step(io.stdout) end)
        assert.has_error(function() core.step(core.decoder("1"), -1) end)
    end)
end)

describe("decoding within a finalizer", function()
    it("does not disturb the decoding that set it off", function()
        local ran = 0
        local function drop()
            local meta = { __gc = function() ran = ran + (json.decode('[{"a":1}]')[1].a) end }
            if newproxy then
                local proxy = newproxy(true)
                getmetatable(proxy).__gc = meta.__gc
            else
                setmetatable({}, meta)
            end
        end
        local text = "[" .. ('{"a":["b"]},'):rep(200) .. "1]"
        -- When the collector gets to the finalizers depends on the whole suite's heap: decode until it has.
        local decoded = 0
        repeat
            drop()
            local value = json.decode(text)
            assert(#value == 201 and value[200].a[1] == "b")
            decoded = decoded + 1
        until ran > 100 or decoded == 1e5
        assert.is_true(ran > 100)
    end)
end)
