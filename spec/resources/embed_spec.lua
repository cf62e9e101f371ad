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

    --- Of servers that are made up, any dimensions will do.
    local function embed(input, options, with)
        local params = { model = MODEL, input = input, dimensions = not with and DIMENSIONS or nil }
        return (with or client).embeddings:embed(params, options)
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
        emu:fault { path = "/embeddings", status = 413, message = "batch size 2048 > maximum allowed batch size 600",
            times = 1 }
        local m = assert(embed(texts(2500), { concurrency = 1 }))
        assert.equal(2500, #m)
        assert.same({ 2048, 600, 600, 600, 248, 452 }, sent())
    end)

    local limits = {
        ["Azure"] = { 400, "Too many inputs. The max number of inputs is 16. We hope to increase the number of inputs "
            .. "per request soon. Please see https://go.microsoft.com/fwlink/?linkid=2213926.", 16 },
        ["Cohere"] = { 400, "total number of texts must be at most 96", 96 },
        ["a server that counts"] = { 422, "Batch size (100) exceeds 32", 32 },
        ["a server with large numbers"] = { 400, "input: 5,000 given, 1,024 allowed", 1024, 3000 },
        ["a server that shouts"] = { 413, "LIMIT 40!", 40 },
    }
    for name, case in pairs(limits) do
        it("knows what " .. name .. " means by its number", function()
            local status, message, most, count = case[1], case[2], case[3], case[4] or 100
            local list = texts(count)
            emu:fault { path = "/embeddings", status = status, message = message, param = "input", times = 1 }
            local m = assert(embed(list, { concurrency = 1 }))
            assert.equal(count, #m)
            local counts = sent()
            assert.equal(math.min(count, 2048), counts[1])
            for i = 2, #counts do assert.is_true(counts[i] <= most) end
            local pieces = math.ceil(math.min(count, 2048) / most) + math.ceil(math.max(0, count - 2048) / most)
            assert.equal(1 + pieces, #counts)
            assert_row(m, count, list[count])
        end)
    end

    --- A server that gives these answers: to so many inputs a vector each, or (a table) a refusal.
    local function scripted(script)
        local turns = {}
        for i, count in ipairs(script) do
            local data = {}
            for n = 1, type(count) == "number" and count or 0 do
                data[n] = { object = "embedding", index = n - 1, embedding = { count, n } }
            end
            turns[i] = { "read", type(count) == "number" and wire.json(200, { object = "list", data = data })
                or wire.fault(count[1], { message = count[2] }) }
        end
        local server = wire.start(turns)
        return server, openai.new { base_url = server.base_url, max_retries = 0 }
    end

    local function sent_to(server)
        local counts = {}
        for i, request in ipairs(server:requests()) do counts[i] = #cjson.decode(request.body).input end
        return counts
    end

    it("finds the one input that a server refuses without naming it, and keeps the vectors of all others", function()
        local no = { 400, "'$.input' is invalid." }
        local server, with = scripted { no, 50, no, no, 25, no, 12, no, 6, 4, no, 2, no }
        local m, err = embed(texts(100), { concurrency = 1 }, with)
        assert.is_nil(m)
        assert.same({ 100, 50, 50, 25, 25, 13, 12, 7, 6, 4, 3, 2, 1 }, sent_to(server))
        assert.equal(57, err.index)
        assert.matches("^input 57 of all: '$.input' is invalid", err.message)
        assert.equal(56, err.done)
        assert.equal(56, #err.matrix)
        assert.same({ 2, 2 }, err.matrix[56]:table())
        for i = 58, 100 do assert.truthy(err.vectors[i], i) end
        assert.is_nil(err.vectors[57])
        assert.equal(6, err.usage.requests)
    end)

    it("ends at once where both halves are refused in the same words", function()
        local server, with = scripted {
            { 400, "Model not found, v1" }, { 400, "Model not found, v2" }, { 400, "Model not found, v3" },
        }
        local m, err = embed(texts(1000), { concurrency = 1 }, with)
        assert.is_nil(m)
        assert.same({ 1000, 500, 500 }, sent_to(server))
        assert.is_nil(err.index)
        assert.equal(0, err.done)
    end)

    it("takes smaller requests that pass for what a server takes", function()
        local no = { 422, "Unprocessable" }
        local server, with = scripted { no, no, 1024, 512, 512, 512, 440 }
        local m = assert(embed(texts(3000), { concurrency = 1 }, with))
        assert.equal(3000, #m)
        assert.same({ 2048, 1024, 1024, 512, 512, 512, 440 }, sent_to(server))
    end)

    it("takes no number for a limit that does not help", function()
        local no = { 400, "Model not found (code 7)" }
        local server, with = scripted { no, no }
        local m, err = embed(texts(100), { concurrency = 1 }, with)
        assert.is_nil(m)
        assert.same({ 100, 7 }, sent_to(server))
        assert.is_nil(err.index)
    end)

    it("names the input that an answer has no proper vector for", function()
        local list = texts(3000)
        local data = {}
        for i = 1, 2048 do data[i] = { object = "embedding", index = i - 1, embedding = { i, 1 } } end
        local rest = {}
        for i = 1, 952 do rest[i] = { object = "embedding", index = i - 1, embedding = { i, 1 } } end
        rest[452].embedding[2] = "x"
        local server = wire.start {
            { "read", wire.json(200, { object = "list", data = data }) },
            { "read", wire.json(200, { object = "list", data = rest }) },
        }
        local m, err = embed(list, { concurrency = 1 }, openai.new { base_url = server.base_url })
        assert.is_nil(m)
        assert.equal("protocol", err.kind)
        assert.equal(2500, err.index)
        assert.matches("^input 2500 of all: .*its embedding holds something", err.message)
        assert.equal(2048, #err.matrix)
    end)

    it("keeps what was done when the server fails later", function()
        local _, with = scripted { 2048, { 401, "no" } }
        local m, err = embed(texts(3000), { concurrency = 1 }, with)
        assert.is_nil(m)
        assert.equal("authentication", err.kind)
        assert.equal(2048, err.done)
        assert.equal(2048, #err.matrix)
    end)

    it("asks for numbers where the caller wants that", function()
        local m = assert(client.embeddings:embed { model = MODEL, input = { "a", "b" }, encoding_format = "float",
            dimensions = DIMENSIONS })
        assert.equal("float", cjson.decode(emulated.last(emu, "/embeddings").body).encoding_format)
        assert_row(m, 2, "b")
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
        ["no UTF-8"] = { "caf\233", "input 3 cannot be embedded: byte 4 (0xE9) is not UTF-8" },
        ["cut within a character"] = { "caf\195", "input 3 cannot be embedded: byte 4 (0xC3) is not UTF-8" },
        ["a list with a text in it"] = { { 1, "x" }, "it is a table, but no list of tokens" },
        ["a list of no whole tokens"] = { { 1, 1.5 }, "it is a table, but no list of tokens" },
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
            times = 1,
        }
        local m = assert(embed(list))
        assert.is_nil(cjson.decode(emulated.last(emu, "/embeddings").body).encoding_format)
        for i = 1, 2 do assert.same(expected[i]:table(), m[i]:table()) end
    end)

    it("puts the rows where their index says", function()
        emu:reply("/embeddings", { object = "list", data = {
            { object = "embedding", index = 1, embedding = { 0, 1 } },
            { object = "embedding", index = 0, embedding = { 1, 0 } },
        }, model = MODEL, usage = { prompt_tokens = 2, total_tokens = 2 } })
        local m = assert(embed({ "a", "b" }, {}, client))
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
        local _, err = embed({ "a", "b" }, {}, client)
        assert.equal("protocol", err.kind)
        assert.matches("2 inputs with 1 embeddings", err.message)
        answer({ 1, 0 }, { 1, 0, 0 })
        _, err = embed({ "a", "b" }, {}, client)
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
        local data = { { object = "embedding", index = 0, embedding = { 1, 2 } } }
        local fault = { "read", wire.fault(500, nil, { ["retry-after-ms"] = "1" }) }
        local server = wire.start { fault, fault, { "read", wire.json(200, { object = "list", data = data }) } }
        local statuses = {}
        local with = openai.new { base_url = server.base_url, max_retries = 2,
            on_retry = function(err) statuses[#statuses + 1] = err.status end }
        assert.equal(1, #assert(embed(texts(1), nil, with)))
        assert.same({ 500, 500 }, statuses)
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
            client.embeddings:embed { model = MODEL, input = { "x" }, encoding_format = "base64" }
        end, 'encoding_format may be "float"')
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
