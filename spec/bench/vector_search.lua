-- vector_search: the 10 nearest of 100,000 × 1536 ÷ reading the same bytes once, wall; out of memory, and mapped from
-- the saved file on both sides.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS = tonumber(os.getenv("ROUNDS")) or 7
local ROWS, DIMENSIONS, SEARCHES = 100000, 1536, 10
local PATH = "build/bench/vectors.matrix"

local function random_bytes(count)
    local file = assert(io.open("/dev/urandom", "rb"))
    local bytes = file:read(count)
    file:close()
    return bytes
end

-- Rows are cut out of one block at different places: the search does not look at what is in them.
local function make()
    local openai = require("openai")
    local whole = {}
    for at = 1, 4 * DIMENSIONS do whole[at] = random_bytes(1):byte() / 256 - 0.5 end
    local block = openai.vector(whole):bytes()
    local made = openai.matrix(DIMENSIONS)
    for row = 1, ROWS do
        local at = row * 7919 % (3 * DIMENSIONS) * 4
        made:append(openai.vector(block:sub(at + 1, at + 4 * DIMENSIONS)))
    end
    return made
end

if arg[1] == "ours" then
    local rows = arg[2] == "mapped" and assert(require("openai").matrix.load(PATH, { map = true })) or make()
    local query = rows[math.random(ROWS)]
    rows:search(query, 10)
    local wall, cpu = harness.clocks()
    for _ = 1, SEARCHES do rows:search(query, 10) end
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f"):format((wall_end - wall) / SEARCHES, (cpu_end - cpu) / SEARCHES))
    return
end

local function compare(name, where)
    local medians = harness.by_turns(ROUNDS, {
        harness.ours("vector_search", where),
        harness.yardstick("sum", PATH, SEARCHES, where ~= "memory" and where or nil),
    })
    local ours, bare = medians[1].wall, medians[2].wall
    harness.report(name, ours / bare, "<=", 1.4, "top 10 of 100,000 x 1536 ÷ reading the bytes once, wall",
        ("medians: search %.1f ms, sum %.1f ms"):format(ours * 1e3, bare * 1e3))
end

harness.pin()
harness.capture("mkdir -p build/bench")
assert(make():save(PATH))
compare("vector_search", "memory")
compare("vector_search_mapped", "mapped")
os.remove(PATH)
