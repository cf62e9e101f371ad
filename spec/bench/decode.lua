-- decode_objects, decode_floats: lua-cjson ÷ our codec, both in this process by turns, CPU time; and the same list
-- indented, and the way back with a batch's requests.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")
local cjson = require("cjson")
local json = require("openai.core").json

local ROUNDS = tonumber(os.getenv("ROUNDS")) or 51

-- A fixed generator: the same documents on every Lua.
local seed = 42
local function random(limit)
    seed = (seed * 16807) % 2147483647
    return seed % limit
end

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
local function identifier(prefix, length)
    local letters = {}
    for index = 1, length do
        local at = random(#LETTERS) + 1
        letters[index] = LETTERS:sub(at, at)
    end
    return prefix .. table.concat(letters)
end

-- A job as the service lists it: every field of the API reference's example.
local JOB = ([[
{"object":"fine_tuning.job","id":"%s","model":"gpt-4o-mini-2024-07-18","created_at":%d,"finished_at":%d,
"fine_tuned_model":"%s","organization_id":"org-123","result_files":["%s"],"status":"succeeded","validation_file":null,
"training_file":"%s","hyperparameters":{"n_epochs":%d,"batch_size":1,"learning_rate_multiplier":1.8},
"trained_tokens":%d,"error":{},"user_provided_suffix":null,"integrations":[],"seed":%d,"estimated_finish":0,
"method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":4,"batch_size":1,
"learning_rate_multiplier":1.8}}},"metadata":{"key":"value"}}]]):gsub("\n", "")

local function jobs_text()
    local jobs = {}
    for index = 1, 1000 do
        local created = 1721764800 + random(10000000)
        local model = identifier("ft:gpt-4o-mini-2024-07-18:my-org:custom:", 8)
        jobs[index] = JOB:format(identifier("ftjob-", 24), created, created + random(10000), model,
            identifier("file-", 22), identifier("file-", 22), random(9) + 1, random(1000000), random(2147483647))
    end
    return '{"object":"list","data":[' .. table.concat(jobs, ",") .. '],"has_more":false}'
end

local function floats_text()
    local vectors = {}
    for index = 1, 256 do
        local floats = {}
        for at = 1, 1536 do
            local value = (random(2147483647) / 2147483647 + random(1048576) / 2 ^ 51 - 0.5) / 10
            floats[at] = ("%.17g"):format(value)
        end
        local list = table.concat(floats, ",")
        vectors[index] = ('{"object":"embedding","index":%d,"embedding":[%s]}'):format(index - 1, list)
    end
    return '{"object":"list","data":[' .. table.concat(vectors, ",") .. '],"model":"text-embedding-3-small"}'
end

-- Line breaks and two spaces a level, as the service formats its lists. (No string here holds a bracket or a comma.)
local function indent(text)
    local depth, out = 0, {}
    local function add(piece) out[#out + 1] = piece end
    local function new_line() add("\n" .. ("  "):rep(depth)) end
    for plain, mark in text:gmatch("([^%[%]{},]*)([%[%]{},]?)") do
        add((plain:gsub('":', '": ')))
        local opens, closes = mark == "[" or mark == "{", mark == "]" or mark == "}"
        depth = depth + (opens and 1 or closes and -1 or 0)
        if closes then new_line() end
        add(mark)
        if opens or mark == "," then new_line() end
    end
    return table.concat(out)
end

local function time(call, argument)
    collectgarbage()
    local start = os.clock()
    call(argument)
    return os.clock() - start
end

--- Both sides by turns on the same argument; returns the medians in seconds.
local function compare(theirs, ours, argument)
    local their_times, our_times = {}, {}
    for round = 1, ROUNDS do
        their_times[round] = time(theirs, argument)
        our_times[round] = time(ours, argument)
    end
    return harness.median(their_times), harness.median(our_times)
end

local function report(name, target, what, theirs, ours)
    harness.report(name, theirs / ours, ">=", target, "lua-cjson ÷ ours, " .. what,
        ("medians of %d: lua-cjson %.2f ms, ours %.2f ms"):format(ROUNDS, theirs * 1e3, ours * 1e3))
end

local function batch_request()
    local requests = {}
    for index = 1, 1000 do
        requests[index] = {
            custom_id = "request-" .. index, method = "POST", url = "/v1/chat/completions",
            body = {
                model = "gpt-4o-mini-2024-07-18", temperature = 0.7, max_tokens = 1000, seed = random(1000000),
                messages = {
                    { role = "system", content = "You are a game master. Answer with one Lua call." },
                    { role = "user", content = 'They say: "We open the door,\nand listen." ' .. identifier("", 40) },
                },
            },
        }
    end
    return requests
end

-- The large document comes last: the collector goes through what is alive.
local jobs = jobs_text()
report("decode_objects", 2, "list of 1,000 jobs", compare(cjson.decode, json.decode, jobs))
local indented = indent(jobs)
assert(json.decode(indented).data[1000].id == json.decode(jobs).data[1000].id)
report("decode_indented", 1, "the same jobs, indented", compare(cjson.decode, json.decode, indented))
report("encode_requests", 1, "1,000 batch requests", compare(cjson.encode, json.encode, batch_request()))
report("decode_floats", 3.5, "256 × 1536 floats as JSON text", compare(cjson.decode, json.decode, floats_text()))
