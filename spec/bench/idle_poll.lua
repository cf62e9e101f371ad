-- idle_poll: `loop:poll(0)` with nothing to do, as a game calls it every frame ÷ an empty method in C called from Lua.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")
local native = require("spec.support.native")
local openai = require("openai")

local ROUNDS, CALLS = 15, 1000000

local function nanoseconds(body)
    local _, before = harness.clocks()
    body()
    local _, after = harness.clocks()
    return (after - before) / CALLS * 1e9
end

local loop, empty = openai.loop, native.module("empty")

local function poll()
    for _ = 1, CALLS do loop:poll(0) end
end

local function call()
    for _ = 1, CALLS do empty:call(0) end
end

-- A loop that has worked before, as in a game: nobody listens on that port.
assert(not openai.new({ base_url = "http://127.0.0.1:1/v1", max_retries = 0 }).models:retrieve("m"))
harness.pin()
local ours, bare = {}, {}
for round = 1, ROUNDS do ours[round], bare[round] = nanoseconds(poll), nanoseconds(call) end
local median, floor = harness.median(ours), harness.median(bare)
harness.report("idle_poll", median / floor, "<=", 5, "loop:poll(0) ÷ an empty C method, CPU",
    ("medians of %d × %d calls: poll %.0f ns, empty method %.0f ns"):format(ROUNDS, CALLS, median, floor))
