-- embed: 20,480 texts by embeddings:embed against a server that answers at once ÷ the sum of the pure transfers, which
-- a C program on bare libcurl makes one after the other on a kept connection, dropping what comes. Wall time.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, TEXTS, PORTION, DIMENSIONS = 7, 20480, 2048, 1536
local WORDS = "a sentence like others, number "

if arg[1] == "ours" then
    local client = harness.client(arg[2])
    local embeddings = client.embeddings
    local texts = {}
    for i = 1, TEXTS do texts[i] = WORDS .. i end
    assert(client.fine_tuning.jobs:retrieve("ftjob-bench")) -- connects
    collectgarbage()
    local wall, cpu = harness.clocks()
    local matrix = assert(embeddings:embed({ model = "text-embedding-3-small", input = texts }))
    local wall_end, cpu_end = harness.clocks()
    assert(#matrix == TEXTS and matrix:dimensions() == DIMENSIONS)
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
end

--- One answer for every portion: base64 of floats of the size that embeddings have, which differ but little.
local function write_answer(path)
    local bytes = {}
    math.randomseed(1)
    for i = 1, DIMENSIONS do
        bytes[i] = string.char(math.random(0, 255), math.random(0, 255), math.random(0, 127), math.random(60, 61))
    end
    local embedding = require("openai.core").base64.encode(table.concat(bytes))
    local rows = {}
    for i = 1, PORTION do
        rows[i] = ('{"object":"embedding","index":%d,"embedding":"%s"}'):format(i - 1, embedding)
    end
    harness.write_file(path, '{"object":"list","data":[' .. table.concat(rows, ",")
        .. '],"model":"text-embedding-3-small","usage":{"prompt_tokens":40960,"total_tokens":40960}}')
end

local function portion_body()
    local texts = {}
    for i = 1, PORTION do texts[i] = ('"%s%d"'):format(WORDS, i) end
    return '{"encoding_format":"base64","model":"text-embedding-3-small","input":[' .. table.concat(texts, ",") .. "]}"
end

harness.pin()
harness.with_server(function(server)
    write_answer(server.www .. "/embeddings.json")
    local ours, bare = (table.unpack or unpack)(harness.by_turns(ROUNDS, {
        harness.ours("embed", server.http),
        harness.yardstick("easy", server.http .. "/embeddings", TEXTS / PORTION, "-", portion_body(), "discard"),
    }))
    harness.report("embed", ours.wall / bare.wall, "<=", 1.5, "20,480 texts, embeddings:embed ÷ bare transfers, wall",
        ("medians of %d: ours %.3f s (CPU %.3f), libcurl %.3f s (CPU %.3f)"):format(ROUNDS, ours.wall, ours.cpu,
            bare.wall, bare.cpu))
end)
