-- embeddings:embed: any number of inputs as one matrix.
local cjson = require "spec.support.reference_json"
local openai = require "openai"
local emulated = require "spec.support.emulated"
local wire = require "spec.support.wire"

local MODEL = "text-embedding-3-small"
local DIMENSIONS = 8

describe("embeddings:embed", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end, {}, { max_retries = 2 })
    after_each(wire.stop_all)

    local function texts(count)
        local list = {}
        for i = 1, count do list[i] = "text number " .. i end
        return list
    end

    local function embed(input, options, with)
        return (with or client).embeddings:embed({ model = MODEL, input = input, dimensions = DIMENSIONS }, options)
    end

    --- The row is the vector that the input has alone.
    local function assert_row(m, index, input)
        local answer = assert(client.embeddings:create { model = MODEL, input = input, dimensions = DIMENSIONS })
        assert.same(answer.data[1].embedding:table(), m[index]:table())
    end

    local function sent()
        local counts = {}
        for i, request in ipairs(emu:requests "/embeddings") do
            counts[i] = request.body and #cjson.decode(request.body).input or -1
        end
        return counts
    end

    it("gives a matrix with a row for each input, in their order", function()
        local list = texts(5)
        local m, usage = embed(list)
        assert.equal("openai.matrix 5 x 8", tostring(m))
        assert.equal(1, usage.requests)
        assert.is_true(usage.tokens > 0)
        for i, text in ipairs(list) do assert_row(m, i, text) end
    end)

    it("splits at 2,048 inputs and keeps the order, whatever is answered first", function()
        local list = texts(5000)
        emu:fault { path = "/embeddings", delay = 0.3 }
        local m, usage = embed(list)
        assert.equal(5000, #m)
        assert.equal(3, usage.requests)
        local counts = sent()
        table.sort(counts)
        assert.same({ 904, 2048, 2048 }, counts)
        for _, i in ipairs { 1, 2048, 2049, 4096, 4097, 5000 } do assert_row(m, i, list[i]) end
    end)

    it("keeps the memory of large answers as rows, between those of small ones", function()
        local list = texts(4200)
        local function with_dimensions(input)
            return client.embeddings:embed { model = MODEL, input = input, dimensions = 64 }
        end
        local m = assert(with_dimensions(list)) -- two answers of 2,048 and one of 104
        m:append(m[1])
        collectgarbage()
        collectgarbage()
        assert.equal(4201, #m)
        for _, i in ipairs { 1, 2048, 2049, 4096, 4097, 4200 } do
            assert.same(assert(with_dimensions { list[i] })[1]:table(), m[i]:table())
        end
        assert.same(m[1]:table(), m[4201]:table())
        assert.equal(3000, m:search(m[3000], 1)[1])
    end)

    it("splits at 300,000 tokens", function()
        local list = {}
        for i = 1, 100 do list[i] = ("word "):rep(4000) .. i end -- some 5,000 tokens each
        local m, usage = embed(list)
        assert.equal(100, #m)
        assert.is_true(usage.requests >= 2)
        assert.is_true(usage.requests <= 3)
        assert_row(m, 100, list[100])
    end)

    it("halves a request that the server finds too large, and sends smaller ones from then on", function()
        emu:fault {
            path = "/embeddings", status = 400, code = "max_tokens_per_request", param = "input", times = 1,
            message = "Invalid 'input': maximum request size is 300000 tokens per request.",
        }
        local list = texts(10)
        local m, usage = embed(list)
        assert.equal(10, #m)
        assert.equal(2, usage.requests)
        assert.same({ 10, 5, 5 }, sent())
        for i, text in ipairs(list) do assert_row(m, i, text) end
    end)

    it("learns how many inputs a server takes", function()
        for _, count in ipairs { 2048, 1024 } do
            emu:fault { path = "/embeddings", status = 413, message = ("batch size %d > maximum allowed batch size 600")
                :format(count), times = 1 }
        end
        local m = assert(embed(texts(2500), { concurrency = 1 }))
        assert.equal(2500, #m)
        assert.same({ 2048, 1024, 512, 512, 1024, 452 }, sent())
    end)

    it("takes a function that gives one input after the other", function()
        local at = 0
        local told
        local m = assert(embed(function()
            at = at + 1
            return at <= 3000 and "text number " .. at or nil
        end, { on_progress = function(progress) told = progress end }))
        assert.equal(3000, #m)
        assert_row(m, 3000, "text number 3000")
        assert.same({ phase = "embed", done = 3000, unit = "inputs" }, told)
    end)

    it("takes whatever can be called, and does not call it again after its nil", function()
        local calls = 0
        local iterate = setmetatable({}, { __call = function()
            calls = calls + 1
            if calls > 3 then error "called again" end
            return calls < 3 and "text number " .. calls or nil
        end })
        assert.equal(2, #assert(embed(iterate)))
        assert.equal(3, calls)
    end)

    it("fails with the error that an iterator returns: rows would not match texts", function()
        local m, err = embed(function() return nil, "disk on fire" end)
        assert.is_nil(m)
        assert.matches("embeddings:embed: invalid: the iterator of inputs failed: disk on fire", tostring(err), 1, true)
        local lines = openai.jsonl.lines("/nowhere/texts.jsonl")
        m, err = embed(lines)
        assert.is_nil(m)
        assert.equal("file", err.kind)
        assert.same({}, sent())
    end)

    it("takes lists of tokens beside texts", function()
        local m = assert(embed { { 1, 2, 3 }, "text", { 4 } })
        assert.equal(3, #m)
        assert_row(m, 1, { { 1, 2, 3 } })
    end)

    it("takes one text alone", function()
        assert.equal(1, #assert(embed "alone"))
    end)

    it("tells how far it is", function()
        local told
        assert(embed(texts(10), { on_progress = function(progress) told = progress end }))
        assert.same({ phase = "embed", done = 10, total = 10, unit = "inputs" }, told)
    end)

    it("works inside tasks, and suspends only its own", function()
        local others = 0
        openai.run(function()
            local work = openai.spawn(function() return assert(embed(texts(3))) end)
            openai.sleep(0)
            others = others + 1
            assert.equal(3, #work:await())
        end)
        assert.equal(1, others)
    end)

    local bad = {
        ["empty"] = { "", "input 3 cannot be embedded: it is empty" },
        ["too long by its words"] = { ("a "):rep(9000), "input 3 cannot be embedded: it has at least 9000 tokens" },
        ["too long by its bytes"] = { (" "):rep(2000000), "input 3 cannot be embedded: it has at least 15625 tokens" },
        ["a list of too many tokens"] = { nil, "input 3 cannot be embedded: it has at least 8193 tokens" },
        ["an empty list"] = { {}, "it is a table, but no list of tokens" },
        ["a number"] = { 42, "it is a number: a string or a list of tokens expected" },
    }
    for name, case in pairs(bad) do
        it("names an input that is " .. name .. ", and sends nothing", function()
            local input = case[1]
            if input == nil then
                input = {}
                for i = 1, 8193 do input[i] = 1 end
            end
            local m, err = embed { "one", "two", input, "four" }
            assert.is_nil(m)
            assert.equal("invalid", err.kind)
            assert.equal(3, err.index)
            assert.truthy(err.message:find(case[2], 1, true), err.message)
            assert.equal(0, #emu:requests())
        end)
    end

    it("leaves what is doubtful to the server, and names the input that it refuses", function()
        local list = texts(3000)
        list[2500] = ("ab"):rep(20000) -- one word: it may be few tokens, as far as we know
        local m, err = embed(list)
        assert.is_nil(m)
        assert.equal("bad_request", err.kind)
        assert.equal(2500, err.index)
        assert.matches("^input 2500 of all: .*maximum input length", err.message)
    end)

    it("finds the input by halving when the server does not name it", function()
        local list = texts(9)
        list[7] = "the culprit"
        local server = wire.start { repeats = true, { "read", wire.fault(400, {
            message = "This model's maximum context length is 512 tokens, however you requested 900 tokens.",
        }) } }
        local with = openai.new { base_url = server.base_url, api_key = "sk-x", max_retries = 0 }
        local m, err = embed(list, nil, with)
        assert.is_nil(m)
        assert.equal(1, err.index)
        assert.matches("^input 1 of all: .*maximum context length", err.message)
    end)

    it("gives the same from a server that answers with numbers", function()
        local list = texts(4)
        local expected = assert(embed(list))
        local answer = assert(client.embeddings:create {
            model = MODEL, input = list, dimensions = DIMENSIONS, encoding_format = "float",
        })
        emu:reply("/embeddings", cjson.encode(answer))
        local m = assert(embed(list))
        for i = 1, 4 do assert.same(expected[i]:table(), m[i]:table()) end
    end)

    it("gives the same from a server that knows no base64", function()
        local list = texts(2)
        local expected = assert(embed(list))
        emu:fault {
            path = "/embeddings", status = 400, param = "encoding_format", message = "encoding_format must be float",
        }
        local m = assert(embed(list))
        assert.equal("float", cjson.decode(emulated.last(emu, "/embeddings").body).encoding_format)
        for i = 1, 2 do assert.same(expected[i]:table(), m[i]:table()) end
    end)

    it("puts the rows where their index says", function()
        emu:reply("/embeddings", { object = "list", data = {
            { object = "embedding", index = 1, embedding = { 0, 1 } },
            { object = "embedding", index = 0, embedding = { 1, 0 } },
        }, model = MODEL, usage = { prompt_tokens = 2, total_tokens = 2 } })
        local m = assert(embed { "a", "b" })
        assert.same({ 1, 0 }, m[1]:table())
        assert.same({ 0, 1 }, m[2]:table())
    end)

    it("does not take an answer with too few embeddings, or of another size", function()
        local function answer(...)
            local data = {}
            for i, embedding in ipairs { ... } do
                data[i] = { object = "embedding", index = i - 1, embedding = embedding }
            end
            emu:reply("/embeddings", { object = "list", data = data, model = MODEL })
        end
        answer({ 1, 0 })
        local _, err = embed { "a", "b" }
        assert.equal("protocol", err.kind)
        assert.matches("2 inputs with 1 embeddings", err.message)
        answer({ 1, 0 }, { 1, 0, 0 })
        _, err = embed { "a", "b" }
        assert.equal("protocol", err.kind)
        assert.equal(2, err.index)
    end)

    it("fails with the server's error, and stops what is under way", function()
        emu:fault { path = "/embeddings", status = 401, skip = 1 }
        local m, err = embed(texts(9000), { concurrency = 2 })
        assert.is_nil(m)
        assert.equal("authentication", err.kind)
        assert.equal(0, openai.loop:poll(0))
    end)

    it("retries what fails for a moment", function()
        emu:fault { path = "/embeddings", status = 500, times = 2, headers = { ["retry-after-ms"] = "1" } }
        assert.equal(3, #assert(embed(texts(3))))
        assert.equal(3, #emu:requests "/embeddings")
    end)

    it("raises what the function or on_progress raises", function()
        assert.has_error(function() embed(function() error("no more", 0) end) end, "no more")
        assert.has_error(function()
            embed(texts(3), { on_progress = function() error("stop here", 0) end })
        end, "stop here")
        assert.equal(0, openai.loop:poll(0))
    end)

    it("says that there is nothing to embed", function()
        for _, input in ipairs { {}, function() end } do
            local m, err = embed(input)
            assert.is_nil(m)
            assert.equal("invalid", err.kind)
            assert.matches("nothing to embed", err.message)
        end
    end)

    it("refuses wrong arguments where they are given", function()
        assert.error_matches(function() client.embeddings:embed { input = { "x" } } end, "model is missing")
        assert.error_matches(function() embed(42) end, "must be a list of texts")
        assert.error_matches(function() embed { 1, 2, 3 } end, "put it into a list of inputs")
        assert.error_matches(function() embed({ "x" }, { concurency = 2 }) end, "did you mean 'concurrency'")
        assert.error_matches(function()
            client.embeddings:embed { model = MODEL, input = { "x" }, encoding_format = "float" }
        end, "leave encoding_format out")
        assert.error_matches(function()
            embed({ "x" }, nil, client:with { blocking = false })
        end, "wrap the call in openai.spawn")
    end)

    it("searches what it gave", function()
        local m = assert(client.embeddings:embed { model = MODEL, input = {
            "the cat sat on the mat", "a recipe for apple pie", "the history of steam engines",
        } })
        local query = assert(client.embeddings:embed { model = MODEL, input = "apple pie recipe" })
        assert.equal(2, m:search(query[1], 1)[1])
    end)
end)
