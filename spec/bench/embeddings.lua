-- embeddings: lua-cjson decoding JSON floats ÷ our decoding from base64, CPU time per vector of 1536.
-- Ours cannot be had without a transfer, since the base64 is decoded as it arrives: it is the CPU time of a whole
-- `embeddings:create` minus that of a bare libcurl call that fetches the same bytes and drops them. The line below
-- the report is the ratio of whole calls as a user sees them: libcurl + lua-cjson on JSON floats ÷ embeddings:create.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, CALLS, VECTORS, DIMENSIONS = 9, 20, 256, 1536

if arg[1] == "ours" then
    local embeddings = harness.client(arg[2]).embeddings
    local inputs = {}
    for i = 1, VECTORS do inputs[i] = "x" end -- the same answer whatever is asked, but for their number
    local parameters = { model = "text-embedding-3-small", input = inputs }
    harness.time(CALLS, function()
        local answer = assert(embeddings:create(parameters))
        assert(#answer.data == VECTORS and #answer.data[VECTORS].embedding == DIMENSIONS)
        return answer
    end)
    return
elseif arg[1] == "cjson" then
    local file = assert(io.open(arg[2], "rb"))
    local text = file:read("*a")
    file:close()
    local cjson = require("cjson")
    harness.time(2, function() return cjson.decode(text) end)
    return
end

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- 1536 floats are 6144 bytes, a multiple of three: no padding.
local function base64(bytes)
    return (bytes:gsub("(.)(.)(.)", function(a, b, c)
        local bits, out = (a:byte() * 256 + b:byte()) * 256 + c:byte(), {}
        for index = 4, 1, -1 do
            local digit = bits % 64
            out[index] = ALPHABET:sub(digit + 1, digit + 1)
            bits = (bits - digit) / 64
        end
        return table.concat(out)
    end))
end

-- A random float32 of the size that embeddings have: its four bytes, little-endian, and its decimal text.
local function random_float()
    local exponent, mantissa, sign = math.random(117, 122), math.random(0, 2 ^ 23 - 1), math.random(0, 1)
    local bits = mantissa + exponent * 2 ^ 23
    local function byte(shift) return math.floor(bits / 2 ^ shift) % 256 end
    return string.char(byte(0), byte(8), byte(16), byte(24) + 128 * sign),
        ("%.9g"):format((1 - 2 * sign) * (1 + mantissa / 2 ^ 23) * 2 ^ (exponent - 127))
end

local function random_vector()
    local bytes, texts = {}, {}
    for index = 1, DIMENSIONS do bytes[index], texts[index] = random_float() end
    return '"' .. base64(table.concat(bytes)) .. '"', "[" .. table.concat(texts, ", ") .. "]"
end

local function answer(items)
    local rows = {}
    for index, item in ipairs(items) do
        rows[index] = ('{"object": "embedding", "index": %d, "embedding": %s}'):format(index - 1, item)
    end
    return '{"object": "list", "data": [' .. table.concat(rows, ",\n")
        .. '], "model": "text-embedding-3-small", "usage": {"prompt_tokens": 8, "total_tokens": 8}}'
end

local function write_answers(folder)
    local encoded, plain = {}, {}
    for index = 1, VECTORS do encoded[index], plain[index] = random_vector() end
    harness.write_file(folder .. "/embeddings.json", answer(encoded))
    harness.write_file(folder .. "/floats.json", answer(plain))
end

harness.pin()
harness.with_server(function(server)
    write_answers(server.www)
    local medians = harness.by_turns(ROUNDS, {
        harness.ours("embeddings", server.http),
        harness.yardstick("easy", server.http .. "/embeddings", CALLS, "-", '{"input":"the same answer"}', "discard"),
        harness.ours("embeddings", "x"):gsub("'ours'.*", "'cjson' " .. harness.quote(server.www .. "/floats.json")),
        harness.yardstick("easy", server.http:gsub("/v1$", "/floats.json"), CALLS),
    })
    local per_vector = 1e6 / VECTORS
    local ours, bare = medians[1].cpu / CALLS * per_vector, medians[2].cpu / CALLS * per_vector
    local cjson, floats = medians[3].cpu / 2 * per_vector, medians[4].cpu / CALLS * per_vector
    harness.report("embeddings", cjson / (ours - bare), ">=", 30, "lua-cjson on JSON floats ÷ ours from base64, CPU",
        ("µs a vector: lua-cjson %.1f, our call %.2f - its bare transfer %.2f = %.2f"):format(
            cjson, ours, bare, ours - bare))
    print(("      whole calls: (libcurl %.2f + lua-cjson %.1f) ÷ embeddings:create %.2f = %.1f"):format(
        floats, cjson, ours, (floats + cjson) / ours))
end)
